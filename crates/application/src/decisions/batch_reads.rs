//! What memory does not know of a batch: the database is asked for much of it in one statement.

use std::collections::{BTreeMap, BTreeSet};

use latchkey_domain::{
    base::reference::{AccountRef, UserRef},
    membership::decision::Basis,
};

use super::{DecisionAnswer, Decisions, Evaluate, EvaluateError, reading::Reading};
use crate::frame::error::UseCaseError;

/// How many pairs of a user and an account are read at once, whether they are all asked about or not.
const PAIRS_AT_ONCE: usize = 200;

/// Whom a question is about, and where.
type UserInAccount<'q> = (&'q UserRef, &'q AccountRef);

fn pair(question: &Evaluate) -> Option<UserInAccount<'_>> {
    question.subject.as_ref().zip(question.resource.as_ref())
}

/// A question of a batch.
#[derive(Debug)]
pub(super) struct BatchQuestion<'q> {
    /// `None` where there was no question.
    pub(super) question: Option<&'q Evaluate>,
    /// Its answer, if that was read together with another one's.
    pub(super) answer: Option<DecisionAnswer>,
}

impl<'q> BatchQuestion<'q> {
    pub(super) const fn not_yet(question: Option<&'q Evaluate>) -> Self {
        Self {
            question,
            answer: None,
        }
    }

    /// The question, while it is about somebody somewhere and has no answer.
    fn missing(&self) -> Option<(&'q Evaluate, UserInAccount<'q>)> {
        let question = self.question.filter(|_| self.answer.is_none())?;
        Some((question, pair(question)?))
    }
}

/// Users and accounts that are read together: each of the ones in each of the others.
#[derive(Debug, Default)]
struct Together<'q> {
    users: BTreeSet<&'q UserRef>,
    accounts: BTreeSet<&'q AccountRef>,
}

impl<'q> Together<'q> {
    /// A pair with as many others as there is room for: first those with the same user or account,
    /// which bring the fewest pairs along that nobody asked about.
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
    /// Answers a question by the database, and with it those of the others that are read together with
    /// it. One that asks for a fresher answer than that is left to be read for itself.
    pub(super) async fn by_database_with<'q>(
        &self,
        question: &'q Evaluate,
        others: &mut [BatchQuestion<'q>],
    ) -> Result<DecisionAnswer, EvaluateError> {
        let Some(first) = pair(question) else {
            return self.by_database(question).await;
        };
        let missing = others.iter().filter_map(BatchQuestion::missing);
        let missing = missing.filter(|(question, _)| self.remembered(question).is_none());
        let missing: Vec<_> = missing.map(|(_, pair)| pair).collect();
        let together = Together::of(first, &missing);
        let users: Vec<_> = together.users.iter().copied().cloned().collect();
        let accounts: Vec<_> = together.accounts.iter().copied().cloned().collect();

        let reading = Reading::begin(&self.ports)?;
        let mut reader = self.ports.store.reader();
        let read = reader.decision_facts_among(&users, &accounts).await;
        let (facts, revision) = read.map_err(UseCaseError::from)?;
        let mut found: BTreeMap<UserInAccount<'q>, Basis> = BTreeMap::new();
        let mut basis = |pair: UserInAccount<'q>| {
            *found.entry(pair).or_insert_with(|| {
                let (user, account) = pair;
                let facts = facts.of(user, account);
                reading.keep(user, account, &facts);
                facts.basis(&self.ports.catalogue)
            })
        };
        for other in others {
            if let Some((question, pair)) = other.missing()
                && together.has(pair)
            {
                let answer = self.by_what_was_read(question, &basis(pair), &revision);
                other.answer = answer.ok();
            }
        }
        self.by_what_was_read(question, &basis(first), &revision)
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
        testing::Desk,
    };

    /// A node that follows, and counts its statements.
    struct Node {
        desk: Desk,
        store: FailingStore,
        follower: Follower,
        decisions: Decisions,
    }

    impl Node {
        async fn new() -> Self {
            let bed = TestBed::new().await;
            let store = FailingStore::over(bed.store());
            let desk = Desk::over(bed.with_store(store.clone()));
            let feed = Arc::new(desk.world.memory().clone());
            let follower = Follower::new(feed, Arc::clone(&desk.ports.facts));
            follower.look().await.unwrap();
            Self {
                decisions: Decisions::new(Arc::clone(&desk.ports)),
                desk,
                store,
                follower,
            }
        }

        /// New accounts, and in every other one of them Marit as a super admin.
        async fn accounts(&self, number: usize) -> Vec<AccountId> {
            let world = &self.desk.world;
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
            self.follower.look().await.unwrap();
            accounts
        }

        /// New users, who are members nowhere.
        async fn users(&self, number: usize) -> Vec<UserId> {
            let world = &self.desk.world;
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
            self.follower.look().await.unwrap();
            users
        }

        async fn try_ask(
            &self,
            questions: &[Evaluate],
            semantic: Semantic,
        ) -> Result<DecisionAnswers, EvaluateError> {
            let cx = self.desk.as_platform();
            let questions = questions.iter().map(Some);
            let who = &cx.origin.principal;
            self.decisions.evaluate_many(who, questions, semantic).await
        }

        /// Why not, for each, and how many statements that took.
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

    /// Q1, Q2: where memory knows nothing, one user in many accounts costs one statement, once.
    #[tokio::test]
    async fn one_user_in_50_accounts_takes_one_statement() {
        let node = Node::new().await;
        let marit = node.desk.world.marit;
        let accounts = node.accounts(50).await;
        let questions: Vec<_> = accounts.iter().map(|id| question(marit, *id)).collect();
        let expected = [None, Some(Denial::NoMembership)].repeat(25);
        assert_eq!(node.ask(&questions).await, (expected.clone(), 1));
        assert_eq!(node.ask(&questions).await, (expected, 0));
    }

    /// What memory knows is not read again, and no more than 200 pairs are read at once.
    #[tokio::test]
    async fn only_what_is_missing_is_read_so_much_at_once() {
        let node = Node::new().await;
        let marit = node.desk.world.marit;
        let accounts = node.accounts(450).await;
        let questions: Vec<_> = accounts.iter().map(|id| question(marit, *id)).collect();
        let known: Vec<_> = questions.iter().step_by(3).cloned().collect();
        assert_eq!(node.ask(&known).await.1, 1);
        assert_eq!(node.ask(&questions).await.1, 2);
    }

    #[tokio::test]
    async fn many_users_in_one_account_take_one_statement() {
        let node = Node::new().await;
        let world = &node.desk.world;
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

    /// Users who are each asked about in an account of their own are read together, too.
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

    /// Two questions about the same pair are two questions, and what nobody can be is nobody.
    #[tokio::test]
    async fn each_question_gets_its_own_answer() {
        let node = Node::new().await;
        let world = &node.desk.world;
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

    /// What comes after the last answer is not asked, whatever is wrong with it.
    #[tokio::test]
    async fn nothing_after_the_end_of_a_batch_matters() {
        let node = Node::new().await;
        let world = &node.desk.world;
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

    /// Q2: what a batch left in memory goes like everything else there.
    #[tokio::test]
    async fn what_is_revoked_after_a_batch_is_known_to_the_next() {
        let node = Node::new().await;
        let world = &node.desk.world;
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
        node.follower.look().await.unwrap();
        let expected = vec![None, Some(Denial::Expired)];
        assert_eq!(node.ask(&questions).await, (expected, 1));
    }

    /// Q2: while the bound cannot be kept a batch waits its turn as a question does.
    #[tokio::test]
    async fn a_node_past_the_bound_reads_batches_too() {
        let node = Node::new().await;
        let world = &node.desk.world;
        let questions = [
            question(world.marit, world.northwind),
            question(world.marit, world.harbour),
        ];
        node.ask(&questions).await;
        world.clock.advance(Duration::seconds(2));
        assert_eq!(node.ask(&questions).await, (vec![None, None], 1));
        let facts = &node.desk.ports.facts;
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
