//! The platform asks whether a user may do something in an account now (Q1, Q2). The answer comes
//! from cached facts if they are fresh enough, otherwise from the database with one statement.

use latchkey_domain::{
    base::{
        reference::{AccountRef, UserRef},
        revision::Revision,
    },
    gate,
    membership::decision::{Decision, DecisionFacts, Facts},
    permission::PermissionKey,
    trail::origin::Principal,
};

use super::{
    Decisions,
    reading::{Reading, must_judge_by_the_catalogue_in_force},
};
use crate::frame::error::UseCaseError;

/// A question. A subject, action or resource that cannot exist is `None`.
#[derive(Debug, Clone)]
pub struct Evaluate {
    /// The user.
    pub subject: Option<UserRef>,
    /// The permission.
    pub action: Option<PermissionKey>,
    /// The account.
    pub resource: Option<AccountRef>,
    /// The answer must be at least as fresh as this revision.
    pub at_least: Option<Revision>,
}

/// An answer and its revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionAnswer {
    /// The decision, with the reason for a denial.
    pub decision: Decision,
    /// The revision at which the facts were read.
    pub revision: Revision,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// `at_least` belongs to another epoch or is ahead of the database, so no answer can be fresh
    /// enough.
    #[error("the database does not have this revision")]
    NotThatFresh,
    /// Any other error.
    #[error(transparent)]
    Other(#[from] UseCaseError),
}

impl Decisions {
    /// Answers one question.
    pub async fn evaluate(
        &self,
        who: &Principal,
        question: &Evaluate,
    ) -> Result<DecisionAnswer, EvaluateError> {
        gate::asks_decisions(who).map_err(UseCaseError::from)?;
        match self.by_memory(question) {
            Some(answer) => Ok(answer),
            None => self.by_database(question).await,
        }
    }

    /// Answers from the cache, if it has all facts and they are fresh enough.
    pub(super) fn by_memory(&self, question: &Evaluate) -> Option<DecisionAnswer> {
        let answer = self.remembered(question)?;
        self.ports.facts.count_from_memory();
        Some(answer)
    }

    /// The answer from the cache, without counting it as a decision.
    pub(super) fn remembered(&self, question: &Evaluate) -> Option<DecisionAnswer> {
        let ports = &*self.ports;
        let reading = ports.facts.feed_reading()?;
        let at_least = question.at_least.as_ref();
        if at_least.is_some_and(|at_least| !reading.revision.is_at_least(at_least)) {
            return None;
        }
        let user = question.subject.as_ref();
        let decision_facts =
            ports
                .facts
                .decision_facts(&ports.catalogue, user, question.resource.as_ref())?;
        let decision = self.decide(question, &decision_facts);
        // The facts are as fresh as the reading of the feed before they were looked up.
        ports.facts.is_fresh(&reading).then(|| DecisionAnswer {
            decision,
            revision: reading.revision.clone(),
        })
    }

    /// Answers from the database, and caches the facts.
    pub(super) async fn by_database(
        &self,
        question: &Evaluate,
    ) -> Result<DecisionAnswer, EvaluateError> {
        let reading = Reading::begin(&self.ports)?;
        let (facts, revision) = self.facts(question).await?;
        let at_least = question.at_least.as_ref();
        must_judge_by_the_catalogue_in_force(&self.ports, at_least).await?;
        if let (Some(user), Some(account)) = (&question.subject, &question.resource) {
            reading.keep(user, account, &facts);
        }
        let decision_facts = facts.decision_facts(&self.ports.catalogue);
        self.answer_from(question, &decision_facts, &revision)
    }

    /// Answers from facts that were read at this revision.
    pub(super) fn answer_from(
        &self,
        question: &Evaluate,
        decision_facts: &DecisionFacts,
        revision: &Revision,
    ) -> Result<DecisionAnswer, EvaluateError> {
        let at_least = question.at_least.as_ref();
        if at_least.is_some_and(|at_least| !revision.is_at_least(at_least)) {
            return Err(EvaluateError::NotThatFresh);
        }
        let decision = self.decide(question, decision_facts);
        self.ports.facts.count_from_database();
        Ok(DecisionAnswer {
            decision,
            revision: revision.clone(),
        })
    }

    fn decide(&self, question: &Evaluate, decision_facts: &DecisionFacts) -> Decision {
        let catalogue = &*self.ports.catalogue;
        let key = question.action.as_ref();
        let asked = key.and_then(|key| catalogue.asked(key.as_str()));
        decision_facts.decide(catalogue, asked, self.ports.now())
    }

    async fn facts(&self, question: &Evaluate) -> Result<(Facts, Revision), UseCaseError> {
        let store = &self.ports.store;
        let (user, account) = match (&question.subject, &question.resource) {
            (Some(user), Some(account)) => (user, account),
            (None, _) => return Ok((Facts::default(), store.revision().await?)),
            (Some(user), None) => {
                // Read the revision first, so that the facts are not older than it.
                let revision = store.revision().await?;
                let mut reader = store.reader();
                let found = match user {
                    UserRef::Id(id) => reader.user(*id).await?,
                    UserRef::External(id) => reader.user_by_external_id(id).await?,
                };
                let facts = Facts {
                    user: found.map(|user| (user.id, user.status)),
                    ..Facts::default()
                };
                return Ok((facts, revision));
            }
        };
        Ok(store.reader().decision_facts(user, account).await?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::base::{denial::Denial, ids::UserId};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn ask(bed: &UseCaseBed, user: UserId, key: &str) -> Evaluate {
        Evaluate {
            subject: Some(UserRef::Id(user)),
            action: PermissionKey::parse(key).ok(),
            resource: Some(AccountRef::Id(bed.world.harbour)),
            at_least: None,
        }
    }

    /// Decisions follow the membership immediately; asking needs the scope `decide` (Q1, P6).
    #[tokio::test]
    async fn a_decision_follows_the_membership_at_once() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Decisions::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let question = ask(&bed, world.marit, "contacts.view");
        let answer = service
            .evaluate(&cx.origin.principal, &question)
            .await
            .unwrap();
        assert_eq!(answer.decision.denied, None);
        let billing = service
            .evaluate(
                &cx.origin.principal,
                &ask(&bed, world.marit, "billing.view"),
            )
            .await
            .unwrap();
        assert_eq!(billing.decision.denied, Some(Denial::NotGranted));
        let unknown = service
            .evaluate(&cx.origin.principal, &ask(&bed, world.marit, "no.such"))
            .await
            .unwrap();
        assert_eq!(unknown.decision.denied, Some(Denial::UnknownAction));

        world
            .change_member(world.northwind, world.marit, |member, now| {
                let _changed = member.membership.expire_at(Some(now), now);
            })
            .await;
        let answer = service
            .evaluate(&cx.origin.principal, &question)
            .await
            .unwrap();
        assert_eq!(answer.decision.denied, Some(Denial::NotAnEmployee));
        let user = bed.as_user(world.marit);
        match service.evaluate(&user.origin.principal, &question).await {
            Err(EvaluateError::Other(error)) => {
                assert_eq!(refused::<()>(Err(error)), "missing-permission");
            }
            other => panic!("{other:?}"),
        }
    }

    /// No answer is less fresh than requested (Q2).
    #[tokio::test]
    async fn an_answer_as_fresh_as_asked_or_none() {
        let bed = UseCaseBed::new().await;
        let service = Decisions::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let now = bed.world.store.revision().await.unwrap();
        let mut question = ask(&bed, bed.world.marit, "contacts.view");
        question.at_least = Some(now.clone());
        assert!(
            service
                .evaluate(&cx.origin.principal, &question)
                .await
                .is_ok()
        );
        question.at_least = Some(Revision {
            number: now.number + 1,
            ..now
        });
        let result = service.evaluate(&cx.origin.principal, &question).await;
        assert!(matches!(result, Err(EvaluateError::NotThatFresh)));
    }
}
