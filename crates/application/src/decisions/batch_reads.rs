//! Reads the facts that the cache lacks for a batch, for many questions with one statement.

use std::collections::{BTreeMap, BTreeSet};

use latchkey_domain::{
    base::reference::{AccountRef, UserRef},
    membership::decision::DecisionFacts,
};

use super::{
    DecisionAnswer, Decisions, Evaluate, EvaluateError,
    reading::{Reading, must_judge_by_the_catalogue_in_force},
};
use crate::frame::error::UseCaseError;

/// How many pairs of user and account one statement reads, including pairs that no question is
/// about.
const PAIRS_AT_ONCE: usize = 200;

/// The user and the account of a question.
type UserInAccount<'q> = (&'q UserRef, &'q AccountRef);

fn pair(question: &Evaluate) -> Option<UserInAccount<'_>> {
    question.subject.as_ref().zip(question.resource.as_ref())
}

/// A question of a batch.
#[derive(Debug)]
pub(super) struct BatchQuestion<'q> {
    /// `None` if the question could not be understood.
    pub(super) question: Option<&'q Evaluate>,
    /// Its answer, if it was read together with another question's.
    pub(super) answer: Option<DecisionAnswer>,
}

impl<'q> BatchQuestion<'q> {
    pub(super) const fn not_yet(question: Option<&'q Evaluate>) -> Self {
        Self {
            question,
            answer: None,
        }
    }

    /// The question, if it names a user and an account and has no answer yet.
    fn unanswered(&self) -> Option<(&'q Evaluate, UserInAccount<'q>)> {
        let question = self.question.filter(|_| self.answer.is_none())?;
        Some((question, pair(question)?))
    }
}

/// Users and accounts that are read together, in all combinations.
#[derive(Debug, Default)]
struct Together<'q> {
    users: BTreeSet<&'q UserRef>,
    accounts: BTreeSet<&'q AccountRef>,
}

impl<'q> Together<'q> {
    /// Combines a pair with as many others as fit. Pairs with the same user or account come first,
    /// since they add the fewest combinations that no question is about.
    fn of(first: UserInAccount<'q>, others: &[UserInAccount<'q>]) -> Self {
        let mut together = Self::default();
        let near = |(user, account): &&UserInAccount<'q>| *user == first.0 || *account == first.1;
        let near = others.iter().filter(near);
        for pair in [&first].into_iter().chain(near).chain(others) {
            together.add_if_there_is_room(*pair);
        }
        together
    }

    fn add_if_there_is_room(&mut self, (user, account): UserInAccount<'q>) {
        let users = self.users.len() + usize::from(!self.users.contains(user));
        let accounts = self.accounts.len() + usize::from(!self.accounts.contains(account));
        if users * accounts <= PAIRS_AT_ONCE {
            self.users.insert(user);
            self.accounts.insert(account);
        }
    }

    fn has(&self, (user, account): UserInAccount<'_>) -> bool {
        self.users.contains(user) && self.accounts.contains(account)
    }
}

impl Decisions {
    /// Answers a question from the database, together with other questions that are read with it. A
    /// question that needs a fresher answer is left to be read separately.
    pub(super) async fn by_database_with<'q>(
        &self,
        question: &'q Evaluate,
        others: &mut [BatchQuestion<'q>],
    ) -> Result<DecisionAnswer, EvaluateError> {
        let Some(first) = pair(question) else {
            return self.by_database(question).await;
        };
        let unanswered = others.iter().filter_map(BatchQuestion::unanswered);
        let unanswered = unanswered.filter(|(question, _)| self.remembered(question).is_none());
        let unanswered: Vec<_> = unanswered.map(|(_, pair)| pair).collect();
        let together = Together::of(first, &unanswered);
        let users: Vec<_> = together.users.iter().copied().cloned().collect();
        let accounts: Vec<_> = together.accounts.iter().copied().cloned().collect();

        let reading = Reading::begin(&self.ports)?;
        let mut reader = self.ports.store.reader();
        let read = reader.decision_facts_among(&users, &accounts).await;
        let (facts, revision) = read.map_err(UseCaseError::from)?;
        let at_least = question.at_least.as_ref();
        must_judge_by_the_catalogue_in_force(&self.ports, at_least).await?;
        let mut found: BTreeMap<UserInAccount<'q>, DecisionFacts> = BTreeMap::new();
        let mut decision_facts = |pair: UserInAccount<'q>| {
            *found.entry(pair).or_insert_with(|| {
                let (user, account) = pair;
                let facts = facts.of(user, account);
                reading.keep(user, account, &facts);
                facts.decision_facts(&self.ports.catalogue)
            })
        };
        for other in others {
            if let Some((question, pair)) = other.unanswered()
                && together.has(pair)
            {
                let answer = self.answer_from(question, &decision_facts(pair), &revision);
                other.answer = answer.ok();
            }
        }
        self.answer_from(question, &decision_facts(first), &revision)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::Duration;
    use latchkey_domain::{
        base::{
            denial::Denial,
            ids::{AccountId, UserId},
            revision::Revision,
            text::ExternalId,
        },
        permission::PermissionKey,
        ports::{Locks, StoreError},
    };
    use latchkey_testing::{
        FailingStore, TestBed,
        builders::{AccountBuilder, MembershipBuilder, UserBuilder},
    };

    use super::*;
    use crate::{
        decisions::{DecisionAnswers, Follower, Semantic},
        frame::current::CurrentPorts,
        testing::UseCaseBed,
    };

    /// A node that follows the change feed and counts its statements.
    struct Node {
        bed: UseCaseBed,
        store: FailingStore,
        follower: Follower,
        decisions: Decisions,
    }

    impl Node {
        async fn new() -> Self {
            let bed = TestBed::new().await;
            let store = FailingStore::over(bed.store());
            let bed = UseCaseBed::over(bed.with_store(store.clone()));
            let feed = Arc::new(bed.world.memory().clone());
            let node = Arc::new(CurrentPorts::new(Arc::clone(&bed.ports)));
            let follower = Follower::new(feed, node);
            follower.poll().await.unwrap();
            Self {
                decisions: Decisions::new(Arc::clone(&bed.ports)),
                bed,
                store,
                follower,
            }
        }

        /// Creates accounts; Marit is super admin of every other one.
        async fn accounts(&self, number: usize) -> Vec<AccountId> {
            let world = &self.bed.world;
            let mut unit = world.begin(Locks::none()).await;
            let mut memberships = Vec::new();
            let mut accounts = Vec::new();
            for number in 0..number {
                let account = AccountBuilder::new(&format!("Account {number}")).build(&*world.ids);
                unit.insert_account(&account).await.unwrap();
                if number % 2 == 0 {
                    let member = MembershipBuilder::new(account.id, world.marit).super_admin();
                    memberships.push(member.build(&*world.ids));
                }
                accounts.push(account.id);
            }
            unit.insert_memberships(&memberships).await.unwrap();
            world.commit(unit).await;
            self.follower.poll().await.unwrap();
            accounts
        }

        /// Creates users without memberships.
        async fn users(&self, number: usize) -> Vec<UserId> {
            let world = &self.bed.world;
            let mut unit = world.begin(Locks::none()).await;
            let mut users = Vec::new();
            for number in 0..number {
                let address = format!("p{number}@people.example");
                let user = UserBuilder::new(&format!("Person {number}"), &address);
                let user = user.build(&*world.ids);
                unit.insert_user(&user).await.unwrap();
                users.push(user.id);
            }
            world.commit(unit).await;
            self.follower.poll().await.unwrap();
            users
        }

        async fn try_ask(
            &self,
            questions: &[Evaluate],
            semantic: Semantic,
        ) -> Result<DecisionAnswers, EvaluateError> {
            let cx = self.bed.as_platform();
            let questions = questions.iter().map(Some);
            let who = &cx.origin.principal;
            self.decisions.evaluate_many(who, questions, semantic).await
        }

        /// The denial of each question, and how many statements the batch took.
        async fn ask(&self, questions: &[Evaluate]) -> (Vec<Option<Denial>>, u64) {
            let before = self.store.calls();
            let answers = self.try_ask(questions, Semantic::ExecuteAll).await.unwrap();
            let decisions = answers.decisions.into_iter();
            let denied = decisions.map(|decision| decision.unwrap().denied);
            (denied.collect(), self.store.calls() - before)
        }
    }

    fn question(user: UserId, account: AccountId) -> Evaluate {
        Evaluate {
            subject: Some(UserRef::Id(user)),
            action: PermissionKey::parse("contacts.view").ok(),
            resource: Some(AccountRef::Id(account)),
            at_least: None,
        }
    }

    /// With an empty cache, one user in many accounts costs one statement, once (Q1, Q2).
    #[tokio::test]
    async fn one_user_in_50_accounts_takes_one_statement() {
        let node = Node::new().await;
        let marit = node.bed.world.marit;
        let accounts = node.accounts(50).await;
        let questions: Vec<_> = accounts.iter().map(|id| question(marit, *id)).collect();
        let expected = [None, Some(Denial::NoMembership)].repeat(25);
        assert_eq!(node.ask(&questions).await, (expected.clone(), 1));
        assert_eq!(node.ask(&questions).await, (expected, 0));
    }

    /// Cached facts are not read again, and at most 200 pairs are read at once.
    #[tokio::test]
    async fn only_what_is_missing_is_read_so_much_at_once() {
        let node = Node::new().await;
        let marit = node.bed.world.marit;
        let accounts = node.accounts(450).await;
        let questions: Vec<_> = accounts.iter().map(|id| question(marit, *id)).collect();
        let known: Vec<_> = questions.iter().step_by(3).cloned().collect();
        assert_eq!(node.ask(&known).await.1, 1);
        assert_eq!(node.ask(&questions).await.1, 2);
    }

    #[tokio::test]
    async fn many_users_in_one_account_take_one_statement() {
        let node = Node::new().await;
        let world = &node.bed.world;
        let users = node.users(50).await.into_iter();
        let mut questions: Vec<_> = users.map(|id| question(id, world.harbour)).collect();
        let mut expected = vec![Some(Denial::NoMembership); 50];
        for (name, denied) in [("u-marit", None), ("no-one", Some(Denial::UnknownSubject))] {
            let named = UserRef::External(ExternalId::parse(name).unwrap());
            questions.push(Evaluate {
                subject: Some(named),
                ..question(world.marit, world.harbour)
            });
            expected.push(denied);
        }
        assert_eq!(node.ask(&questions).await, (expected, 1));
    }

    /// Pairs without a common user or account are read together, too.
    #[tokio::test]
    async fn pairs_with_nothing_in_common_are_read_together() {
        let node = Node::new().await;
        let (users, accounts) = (node.users(28).await, node.accounts(28).await);
        let pairs = users.into_iter().zip(accounts);
        let questions: Vec<_> = pairs
            .map(|(user, account)| question(user, account))
            .collect();
        let expected = vec![Some(Denial::NoMembership); 28];
        assert_eq!(node.ask(&questions).await, (expected, 2));
    }

    /// Two questions about the same pair get two answers, and impossible ids are unknown users.
    #[tokio::test]
    async fn each_question_gets_its_own_answer() {
        let node = Node::new().await;
        let world = &node.bed.world;
        let view = question(world.marit, world.harbour);
        let billing = Evaluate {
            action: PermissionKey::parse("billing.view").ok(),
            ..view.clone()
        };
        let nowhere = Evaluate {
            resource: None,
            ..view.clone()
        };
        let nobody = Evaluate {
            subject: None,
            ..view.clone()
        };
        let stranger = question(world.marit, world.fjordline);
        let (denied, _statements) = node
            .ask(&[billing, nowhere, view.clone(), nobody, stranger, view])
            .await;
        let expected = [
            Some(Denial::NotGranted),
            Some(Denial::UnknownResource),
            None,
            Some(Denial::UnknownSubject),
            Some(Denial::NoMembership),
            None,
        ];
        assert_eq!(denied, expected);
    }

    /// Questions after the end of the batch are not read, even if they are invalid.
    #[tokio::test]
    async fn nothing_after_the_end_of_a_batch_matters() {
        let node = Node::new().await;
        let world = &node.bed.world;
        let too_fresh = Evaluate {
            at_least: Some(Revision {
                epoch: "another00000".to_owned(),
                number: 0,
            }),
            ..question(world.marit, world.fjordline)
        };
        let questions = [question(world.marit, world.harbour), too_fresh];
        let ended = node
            .try_ask(&questions, Semantic::PermitOnFirstPermit)
            .await
            .unwrap();
        assert_eq!(ended.decisions.len(), 1);
        assert_eq!(ended.revision, Some(world.store.revision().await.unwrap()));
        let all = node.try_ask(&questions, Semantic::ExecuteAll).await;
        assert!(matches!(all, Err(EvaluateError::NotThatFresh)));
    }

    /// Facts cached by a batch are dropped like all others (Q2).
    #[tokio::test]
    async fn what_is_revoked_after_a_batch_is_known_to_the_next() {
        let node = Node::new().await;
        let world = &node.bed.world;
        let questions = [
            question(world.marit, world.northwind),
            question(world.marit, world.harbour),
        ];
        assert_eq!(node.ask(&questions).await, (vec![None, None], 1));
        world
            .change_member(world.harbour, world.marit, |member, now| {
                let _changed = member.membership.expire_at(Some(now), now);
            })
            .await;
        node.follower.poll().await.unwrap();
        let expected = vec![None, Some(Denial::Expired)];
        assert_eq!(node.ask(&questions).await, (expected, 1));
    }

    /// While the cache is too stale, a batch needs a permit like a single question (Q2).
    #[tokio::test]
    async fn a_node_past_the_bound_reads_batches_too() {
        let node = Node::new().await;
        let world = &node.bed.world;
        let questions = [
            question(world.marit, world.northwind),
            question(world.marit, world.harbour),
        ];
        node.ask(&questions).await;
        world.clock.advance(Duration::seconds(2));
        // One statement for the facts, and one for which catalogue is in force (P1).
        assert_eq!(node.ask(&questions).await, (vec![None, None], 2));
        let facts = &node.bed.ports.facts;
        let turns: Vec<_> = std::iter::from_fn(|| facts.direct_turn()).collect();
        assert!(!turns.is_empty());
        let crowded = node.try_ask(&questions, Semantic::ExecuteAll).await;
        assert!(matches!(
            crowded,
            Err(EvaluateError::Other(UseCaseError::Store(
                StoreError::Unavailable(_)
            )))
        ));
    }
}
