//! The platform asks whether a user may do something in an account now (Q1, Q2); the facts are read
//! in one statement, so the answer is as fresh as the database.

use latchkey_domain::{
    authority,
    decision::{Decision, Facts, decide},
    permission::PermissionKey,
    ports::{AccountRef, UserRef},
    revision::Revision,
    token::Scope,
};

use super::Decisions;
use crate::{context::RequestContext, error::UseCaseError};

/// A question. A subject, resource or action that can be none is `None`.
#[derive(Debug, Clone)]
pub struct Evaluate {
    /// Which user.
    pub subject: Option<UserRef>,
    /// Which permission.
    pub action: Option<PermissionKey>,
    /// Which account.
    pub resource: Option<AccountRef>,
    /// The revision the answer must be at least as fresh as.
    pub at_least: Option<Revision>,
}

/// An answer, and the revision it was read at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Yes, or why not.
    pub decision: Decision,
    /// As fresh as this.
    pub revision: Revision,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum EvaluateError {
    /// `at_least` is of another epoch, or ahead of the database: no answer can be that fresh.
    #[error("the database has not that revision")]
    NotThatFresh,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] UseCaseError),
}

impl Decisions {
    /// Answers one question.
    pub async fn evaluate(
        &self,
        cx: &RequestContext,
        question: &Evaluate,
    ) -> Result<Answer, EvaluateError> {
        let ports = &*self.ports;
        authority::platform(&cx.origin, Scope::Decide).map_err(UseCaseError::from)?;
        let (facts, revision) = self.facts(question).await?;
        if let Some(at_least) = &question.at_least
            && (at_least.epoch != revision.epoch || at_least.number > revision.number)
        {
            return Err(EvaluateError::NotThatFresh);
        }
        let decision = decide(
            &ports.catalogue,
            &facts,
            question.action.as_ref(),
            ports.now(),
        );
        Ok(Answer { decision, revision })
    }

    async fn facts(&self, question: &Evaluate) -> Result<(Facts, Revision), UseCaseError> {
        let store = &self.ports.store;
        let (user, account) = match (&question.subject, &question.resource) {
            (Some(user), Some(account)) => (user, account),
            (None, _) => return Ok((Facts::default(), store.revision().await?)),
            (Some(user), None) => {
                let mut reader = store.reader();
                let found = match user {
                    UserRef::Id(id) => reader.user(*id).await?,
                    UserRef::External(id) => reader.user_by_external_id(id).await?,
                };
                let facts = Facts {
                    user: found.map(|user| (user.id, user.status)),
                    ..Facts::default()
                };
                return Ok((facts, store.revision().await?));
            }
        };
        Ok(store.reader().decision_facts(user, account).await?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{decision::Denial, ids::UserId};

    use super::*;
    use crate::testing::{Desk, refused};

    fn ask(desk: &Desk, user: UserId, key: &str) -> Evaluate {
        Evaluate {
            subject: Some(UserRef::Id(user)),
            action: PermissionKey::parse(key).ok(),
            resource: Some(AccountRef::Id(desk.world.harbour)),
            at_least: None,
        }
    }

    /// Q1, P6: yes and no follow the membership at once; only the scope `decide` asks.
    #[tokio::test]
    async fn a_decision_follows_the_membership_at_once() {
        let desk = Desk::new().await;
        let world = &desk.world;
        let service = Decisions::new(Arc::clone(&desk.ports));
        let cx = desk.as_platform();
        let question = ask(&desk, world.marit, "contacts.view");
        let answer = service.evaluate(&cx, &question).await.unwrap();
        assert_eq!(answer.decision.denied, None);
        let billing = service
            .evaluate(&cx, &ask(&desk, world.marit, "billing.view"))
            .await
            .unwrap();
        assert_eq!(billing.decision.denied, Some(Denial::NotGranted));
        let unknown = service
            .evaluate(&cx, &ask(&desk, world.marit, "no.such"))
            .await
            .unwrap();
        assert_eq!(unknown.decision.denied, Some(Denial::UnknownAction));

        world
            .change_member(world.northwind, world.marit, |member, now| {
                let _changed = member.membership.expire_at(Some(now), now);
            })
            .await;
        let answer = service.evaluate(&cx, &question).await.unwrap();
        assert_eq!(answer.decision.denied, Some(Denial::NotAnEmployee));
        let user = desk.as_user(world.marit);
        match service.evaluate(&user, &question).await {
            Err(EvaluateError::Other(error)) => {
                assert_eq!(refused::<()>(Err(error)), "missing-permission");
            }
            other => panic!("{other:?}"),
        }
    }

    /// Q2: no answer is given that is not as fresh as asked.
    #[tokio::test]
    async fn an_answer_as_fresh_as_asked_or_none() {
        let desk = Desk::new().await;
        let service = Decisions::new(Arc::clone(&desk.ports));
        let cx = desk.as_platform();
        let now = desk.world.store.revision().await.unwrap();
        let mut question = ask(&desk, desk.world.marit, "contacts.view");
        question.at_least = Some(now.clone());
        assert!(service.evaluate(&cx, &question).await.is_ok());
        question.at_least = Some(Revision {
            number: now.number + 1,
            ..now
        });
        let result = service.evaluate(&cx, &question).await;
        assert!(matches!(result, Err(EvaluateError::NotThatFresh)));
    }
}
