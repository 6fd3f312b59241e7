//! A running node follows the catalogue in force (P1).

use std::sync::Arc;

use latchkey_domain::{
    base::{
        denial::Denial,
        reference::{AccountRef, UserRef},
        revision::Revision,
    },
    permission::PermissionKey,
};
use latchkey_testing::builders::{MembershipBuilder, SetBuilder};

use super::{Decisions, Evaluate, EvaluateError, Follower};
use crate::{
    catalogue::{
        ApplyCatalogue, ApplyMode, Foundation, apply,
        testing::{catalogue, foundation},
    },
    frame::current::CurrentPorts,
    testing::UseCaseBed,
};

/// A node that follows the change feed, and an operator with a database connection of their own.
struct Scene {
    bed: UseCaseBed,
    node: Arc<CurrentPorts>,
    follower: Follower,
    operator: Foundation,
}

const KEPT: &str = "contacts.export";
const TAKEN: &str = "notes.write";

impl Scene {
    /// Jonas holds two permissions in a client, one of which a later catalogue does not have.
    async fn new() -> Self {
        let bed = UseCaseBed::new().await;
        let node = Arc::new(CurrentPorts::new(Arc::clone(&bed.ports)));
        let feed = Arc::new(bed.world.memory().clone());
        let scene = Self {
            follower: Follower::new(feed, Arc::clone(&node)),
            operator: foundation(Arc::clone(&bed.world.store)),
            node,
            bed,
        };
        scene.apply(&[TAKEN, KEPT]).await;
        scene.follower.poll().await.unwrap();
        let world = &scene.bed.world;
        let set = SetBuilder::new("Both", "users.edit").owner(world.harbour);
        let set = world.add_set(set).await;
        let member = MembershipBuilder::new(world.harbour, world.jonas);
        let member = member.set(&set).added(&format!("{TAKEN} {KEPT}"));
        world.add_member(member).await;
        scene.follower.poll().await.unwrap();
        scene
    }

    async fn apply(&self, keys: &[&str]) {
        let cmd = ApplyCatalogue {
            catalogue: catalogue(keys, &[]),
            mode: ApplyMode::Confirmed,
        };
        let origin = self.bed.world.as_operator();
        apply(&self.operator, &origin, cmd).await.unwrap();
    }

    async fn ask(
        &self,
        key: &str,
        at_least: Option<Revision>,
    ) -> Result<Option<Denial>, EvaluateError> {
        let world = &self.bed.world;
        let question = Evaluate {
            subject: Some(UserRef::Id(world.jonas)),
            action: PermissionKey::parse(key).ok(),
            resource: Some(AccountRef::Id(world.harbour)),
            at_least,
        };
        let cx = self.bed.as_platform();
        let decisions = Decisions::new(self.node.load());
        let answer = decisions.evaluate(&cx.origin.principal, &question).await;
        answer.map(|answer| answer.decision.denied)
    }
}

/// P1: what a catalogue takes away is gone with the next reading of the feed, without a restart, and
/// the permissions that stay are still the same ones, although their positions differ.
#[tokio::test]
async fn what_is_taken_away_is_gone_without_a_restart() {
    let scene = Scene::new().await;
    for key in [TAKEN, KEPT, "users.edit"] {
        for _by_memory in [false, true] {
            assert_eq!(scene.ask(key, None).await.unwrap(), None, "{key}");
        }
    }
    scene.apply(&[KEPT]).await;
    scene.follower.poll().await.unwrap();
    for _by_memory in [false, true] {
        let denied = scene.ask(TAKEN, None).await.unwrap();
        assert_eq!(denied, Some(Denial::UnknownAction));
        assert_eq!(scene.ask(KEPT, None).await.unwrap(), None);
        assert_eq!(scene.ask("users.edit", None).await.unwrap(), None);
    }
    scene.apply(&[TAKEN, KEPT]).await;
    scene.follower.poll().await.unwrap();
    assert_eq!(scene.ask(TAKEN, None).await.unwrap(), None);
}

/// Whoever has begun goes on with the catalogue and the memory that they began with.
#[tokio::test]
async fn one_request_sees_one_catalogue() {
    let scene = Scene::new().await;
    let begun = scene.node.load();
    scene.apply(&[KEPT]).await;
    scene.follower.poll().await.unwrap();
    let now = scene.node.load();
    assert_ne!(begun.catalogue.hash(), now.catalogue.hash());
    assert!(!Arc::ptr_eq(&begun.facts, &now.facts));
    assert!(Arc::ptr_eq(&begun.refusals, &now.refusals));
}

/// Q2: an answer that must be fresher than the node, or that comes from a node which cannot keep the
/// bound, is not judged by a catalogue that is no longer in force.
#[tokio::test]
async fn an_old_catalogue_gives_no_fresh_answer() {
    let scene = Scene::new().await;
    assert_eq!(scene.ask(TAKEN, None).await.unwrap(), None);
    scene.apply(&[KEPT]).await;
    let newest = scene.bed.world.store.revision().await.unwrap();
    let answer = scene.ask(TAKEN, Some(newest.clone())).await;
    assert!(answer.is_err(), "{answer:?}");
    scene.bed.world.clock.advance(chrono::Duration::seconds(2));
    let answer = scene.ask(TAKEN, None).await;
    assert!(answer.is_err(), "{answer:?}");
    scene.follower.poll().await.unwrap();
    let answer = scene.ask(TAKEN, Some(newest)).await.unwrap();
    assert_eq!(answer, Some(Denial::UnknownAction));
}
