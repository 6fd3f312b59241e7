//! One node never answers from its cache what the database would no longer answer, beyond the
//! staleness bound (Q2).

use std::sync::{Arc, atomic::Ordering};

use async_trait::async_trait;
use chrono::Duration;
use latchkey_domain::{
    base::{
        denial::Denial,
        ids::UserId,
        reference::{AccountRef, UserRef},
        revision::Revision,
        text::ExternalId,
        time::Time,
    },
    membership::member::Member,
    permission::PermissionKey,
    ports::{ChangeFeed, Changes, CommitListener, Locks, StoreError, Touched},
    trail::event::{Event, EventKind},
};
use latchkey_testing::{MemoryStore, World};

use super::{DecisionAnswer, Decisions, Evaluate, EvaluateError, Follower};
use crate::{
    frame::{current::CurrentPorts, error::UseCaseError},
    testing::UseCaseBed,
};

/// A feed that can be made to fail.
#[derive(Debug)]
struct Feed {
    store: MemoryStore,
    fails: std::sync::atomic::AtomicBool,
}

#[async_trait]
impl ChangeFeed for Feed {
    async fn changes(&self, after: Option<u64>, most: u32) -> Result<Changes, StoreError> {
        if self.fails.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("cut off".into()));
        }
        self.store.changes(after, most).await
    }

    fn on_commit(&self, listener: Arc<dyn CommitListener>) {
        self.store.on_commit(listener);
    }
}

/// A node that follows the change feed.
struct Node {
    bed: UseCaseBed,
    feed: Arc<Feed>,
    follower: Follower,
    decisions: Decisions,
}

impl Node {
    async fn new() -> Self {
        let bed = UseCaseBed::new().await;
        let feed = Arc::new(Feed {
            store: bed.world.memory().clone(),
            fails: false.into(),
        });
        let node = Arc::new(CurrentPorts::new(Arc::clone(&bed.ports)));
        let follower = Follower::new(Arc::<Feed>::clone(&feed), node);
        follower.poll().await.unwrap();
        Self {
            decisions: Decisions::new(Arc::clone(&bed.ports)),
            bed,
            feed,
            follower,
        }
    }

    fn world(&self) -> &World {
        &self.bed.world
    }

    fn question(&self, user: UserId, key: &str) -> Evaluate {
        Evaluate {
            subject: Some(UserRef::Id(user)),
            action: PermissionKey::parse(key).ok(),
            resource: Some(AccountRef::Id(self.world().harbour)),
            at_least: None,
        }
    }

    async fn ask(&self, question: &Evaluate) -> DecisionAnswer {
        let cx = self.bed.as_platform();
        self.decisions
            .evaluate(&cx.origin.principal, question)
            .await
            .unwrap()
    }

    /// The answer from the cache alone; `None` if it has none.
    #[expect(
        clippy::option_option,
        reason = "no answer is not an answer without a denial"
    )]
    fn remembered(&self, question: &Evaluate) -> Option<Option<Denial>> {
        let answer = self.decisions.remembered(question)?;
        Some(answer.decision.denied)
    }

    /// Changes a membership as another node would: this node learns of it only from the feed.
    async fn change_elsewhere(
        &self,
        account: latchkey_domain::base::ids::AccountId,
        user: UserId,
        change: impl FnOnce(&mut Member, Time),
    ) {
        let world = self.world();
        let mut unit = world.begin(Locks::none()).await;
        let mut member = unit.member(account, user).await.unwrap().unwrap();
        change(&mut member, world.now());
        unit.save_membership(&mut member.membership).await.unwrap();
        let event = Event::new(EventKind::MembershipChanged)
            .in_account(account)
            .about(user);
        unit.commit(world.records_of(event)).await.unwrap();
    }

    async fn end_elsewhere(&self, account: latchkey_domain::base::ids::AccountId, user: UserId) {
        let end = |member: &mut Member, now| {
            let _changed = member.membership.expire_at(Some(now), now);
        };
        self.change_elsewhere(account, user, end).await;
    }
}

#[tokio::test]
async fn q2_what_was_asked_once_is_answered_out_of_memory() {
    let node = Node::new().await;
    let marit = node.world().marit;
    for (key, denied) in [
        ("contacts.view", None),
        ("billing.view", Some(Denial::NotGranted)),
        ("no.such", Some(Denial::UnknownAction)),
    ] {
        let question = node.question(marit, key);
        let answer = node.ask(&question).await;
        assert_eq!(answer.decision.denied, denied, "{key}");
        assert_eq!(node.remembered(&question), Some(denied), "{key}");
    }
    let stranger = node.question(node.world().kaya, "contacts.view");
    assert_eq!(node.remembered(&stranger), None);
    let answer = node.ask(&stranger).await;
    assert_eq!(node.remembered(&stranger), Some(answer.decision.denied));
}

#[tokio::test]
async fn q2_both_kinds_of_ids_lead_to_the_same_facts() {
    let node = Node::new().await;
    let by_name = Evaluate {
        subject: Some(UserRef::External(ExternalId::parse("u-marit").unwrap())),
        resource: Some(AccountRef::External(ExternalId::parse("harbour").unwrap())),
        ..node.question(node.world().marit, "contacts.view")
    };
    node.ask(&by_name).await;
    assert_eq!(node.remembered(&by_name), Some(None));
    let by_id = node.question(node.world().marit, "contacts.view");
    assert_eq!(node.remembered(&by_id), Some(None));
}

#[tokio::test]
async fn q2_another_nodes_change_is_known_at_the_next_look() {
    let node = Node::new().await;
    let world = node.world();
    let question = node.question(world.marit, "contacts.view");
    node.ask(&question).await;
    node.end_elsewhere(world.harbour, world.marit).await;
    // Within the bound the cache may still say yes.
    assert_eq!(node.remembered(&question), Some(None));
    node.follower.poll().await.unwrap();
    assert_eq!(node.remembered(&question), None);
    let answer = node.ask(&question).await;
    assert_eq!(answer.decision.denied, Some(Denial::Expired));
}

/// The employment in the partner account counts in every client (D8).
#[tokio::test]
async fn q2_an_ended_employment_is_known_at_the_next_look() {
    let node = Node::new().await;
    let world = node.world();
    let question = node.question(world.marit, "contacts.view");
    node.ask(&question).await;
    node.end_elsewhere(world.northwind, world.marit).await;
    node.follower.poll().await.unwrap();
    let answer = node.ask(&question).await;
    assert_eq!(answer.decision.denied, Some(Denial::NotAnEmployee));
}

#[tokio::test]
async fn q2_a_commit_of_this_node_is_known_when_it_returns() {
    let node = Node::new().await;
    let world = node.world();
    let listener = Arc::clone(&node.bed.ports.facts);
    node.feed.on_commit(listener);
    let mut question = node.question(world.marit, "contacts.view");
    node.ask(&question).await;
    node.end_elsewhere(world.harbour, world.marit).await;
    assert_eq!(node.remembered(&question), None);
    let answer = node.ask(&question).await;
    assert_eq!(answer.decision.denied, Some(Denial::Expired));

    // Nothing was committed in between, so the cache is as fresh as the commit.
    question.at_least = Some(world.store.revision().await.unwrap());
    assert_eq!(node.remembered(&question), Some(Some(Denial::Expired)));
}

#[tokio::test]
async fn q2_disabled_and_closed_are_known_at_the_next_look() {
    let node = Node::new().await;
    let world = node.world();
    for (event, denied) in [
        (
            Event::new(EventKind::UserChanged).about(world.marit),
            Denial::UserDisabled,
        ),
        (
            Event::new(EventKind::AccountChanged).in_account(world.harbour),
            Denial::AccountClosed,
        ),
    ] {
        let question = node.question(world.marit, "contacts.view");
        let before = node.ask(&question).await.decision;
        assert_eq!(before.denied, None);
        let mut unit = world.begin(Locks::none()).await;
        let mut user = unit.user(world.marit).await.unwrap().unwrap();
        let mut account = unit.account(world.harbour).await.unwrap().unwrap();
        if denied == Denial::UserDisabled {
            user.set_status(
                latchkey_domain::people::user::UserStatus::Disabled,
                world.now(),
            );
            unit.save_user(&mut user).await.unwrap();
        } else {
            account.set_status(
                latchkey_domain::people::account::AccountStatus::Closed,
                world.now(),
            );
            unit.save_account(&mut account).await.unwrap();
        }
        unit.commit(world.records_of(event)).await.unwrap();
        node.follower.poll().await.unwrap();
        assert_eq!(node.ask(&question).await.decision.denied, Some(denied));
        if denied == Denial::UserDisabled {
            let enable = |user: &mut latchkey_domain::people::user::User, now| {
                user.set_status(latchkey_domain::people::user::UserStatus::Active, now);
            };
            world.change_user(world.marit, enable).await;
            node.follower.poll().await.unwrap();
        }
    }
}

#[tokio::test]
async fn q2_expiry_is_a_matter_of_the_clock_alone() {
    let node = Node::new().await;
    let world = node.world();
    let soon = world.now() + Duration::milliseconds(500);
    let end = |member: &mut Member, now| {
        let _changed = member.membership.expire_at(Some(soon), now);
    };
    node.change_elsewhere(world.harbour, world.marit, end).await;
    node.follower.poll().await.unwrap();
    let question = node.question(world.marit, "contacts.view");
    node.ask(&question).await;
    assert_eq!(node.remembered(&question), Some(None));
    world.clock.advance(Duration::milliseconds(500));
    assert_eq!(node.remembered(&question), Some(Some(Denial::Expired)));
}

#[tokio::test]
async fn q2_a_node_past_the_bound_asks_the_database() {
    let node = Node::new().await;
    let world = node.world();
    let question = node.question(world.marit, "contacts.view");
    node.ask(&question).await;
    node.feed.fails.store(true, Ordering::SeqCst);
    node.end_elsewhere(world.harbour, world.marit).await;
    assert!(node.follower.poll().await.is_err());
    world.clock.advance(Duration::milliseconds(1_001));
    assert_eq!(node.remembered(&question), None);
    let answer = node.ask(&question).await;
    assert_eq!(answer.decision.denied, Some(Denial::Expired));

    // The node recovers by itself.
    node.feed.fails.store(false, Ordering::SeqCst);
    node.follower.poll().await.unwrap();
    node.ask(&question).await;
    assert_eq!(node.remembered(&question), Some(Some(Denial::Expired)));
}

#[tokio::test]
async fn q2_past_the_bound_only_so_many_wait() {
    let node = Node::new().await;
    let question = node.question(node.world().marit, "contacts.view");
    node.world().clock.advance(Duration::seconds(2));
    let facts = &node.bed.ports.facts;
    let turns: Vec<_> = std::iter::from_fn(|| facts.direct_turn()).collect();
    assert_eq!(turns.len(), 16);
    let cx = node.bed.as_platform();
    let result = node
        .decisions
        .evaluate(&cx.origin.principal, &question)
        .await;
    assert!(matches!(
        result,
        Err(EvaluateError::Other(UseCaseError::Store(
            StoreError::Unavailable(_)
        )))
    ));
    drop(turns);
    assert!(
        node.decisions
            .evaluate(&cx.origin.principal, &question)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn q2_a_fill_that_raced_with_a_revocation_is_not_kept() {
    let node = Node::new().await;
    let world = node.world();
    let (catalogue, facts) = (&node.bed.ports.catalogue, &node.bed.ports.facts);
    let question = node.question(world.marit, "contacts.view");
    let (user, account) = (UserRef::Id(world.marit), AccountRef::Id(world.harbour));
    for account_touched in [world.harbour, world.northwind, world.fjordline] {
        let fill = facts.begin_fill();
        let mut reader = world.store.reader();
        let (read, _revision) = reader.decision_facts(&user, &account).await.unwrap();
        // The change arrives before the fill ends.
        facts.forget(&[Touched::Membership(account_touched, world.marit)]);
        facts.keep(&fill, catalogue, &user, &account, &read);
        let rests_on_it = account_touched != world.fjordline;
        assert_eq!(node.remembered(&question).is_none(), rests_on_it);
    }
}

#[tokio::test]
async fn q2_a_newer_revision_is_asked_of_the_database() {
    let node = Node::new().await;
    let world = node.world();
    let mut question = node.question(world.marit, "contacts.view");
    node.ask(&question).await;
    node.end_elsewhere(world.harbour, world.marit).await;
    question.at_least = Some(world.store.revision().await.unwrap());
    let answer = node.ask(&question).await;
    assert_eq!(answer.decision.denied, Some(Denial::Expired));
    let other_epoch = Revision {
        epoch: "another00000".to_owned(),
        number: 0,
    };
    question.at_least = Some(other_epoch);
    let cx = node.bed.as_platform();
    let result = node
        .decisions
        .evaluate(&cx.origin.principal, &question)
        .await;
    assert!(matches!(result, Err(EvaluateError::NotThatFresh)));
}

/// In the owning account the holders of a set follow its newest version (A7).
#[tokio::test]
async fn q2_a_new_set_version_counts_at_the_next_look() {
    let node = Node::new().await;
    let world = node.world();
    let question = Evaluate {
        resource: Some(AccountRef::Id(world.northwind)),
        ..node.question(world.jonas, "contacts.view")
    };
    assert_eq!(node.ask(&question).await.decision.denied, None);
    let sets = crate::permission_sets::PermissionSets::new(Arc::clone(&node.bed.ports));
    let cmd = crate::permission_sets::ChangePermissionSet {
        target: crate::permission_sets::TargetSet {
            account: world.northwind.into(),
            permission_set: world.northwind_staff.into(),
        },
        name: None,
        description: None,
        external_id: None,
        permissions: Some(vec!["tasks.edit".parse().unwrap()]),
    };
    let cx = node.bed.as_user(world.marit);
    let ready = sets.change(&cx, cmd).await.unwrap();
    node.bed.done(&cx, ready).await;
    node.follower.poll().await.unwrap();
    let answer = node.ask(&question).await;
    assert_eq!(answer.decision.denied, Some(Denial::NotGranted));
}
