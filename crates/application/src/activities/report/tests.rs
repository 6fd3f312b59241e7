//! Reporting activities, on the memory store.

use std::sync::Arc;

use chrono::Duration;
use latchkey_domain::{
    base::{text::ExternalId, time::days},
    partnership::relationship::RelationshipStatus,
    ports::UnitOfWork,
};
use latchkey_testing::builders::{AccountBuilder, MembershipBuilder};

use super::*;
use crate::{
    relationships::{Relationships, TargetClient},
    testing::{UseCaseBed, refused},
};

fn activity(account: AccountId, user: UserId, kind: &str, occurred_at: Time) -> Activity {
    Activity {
        account: AccountRef::Id(account),
        user: UserRef::Id(user),
        kind: ActivityKind::parse(kind).unwrap(),
        occurred_at: Ok(occurred_at),
    }
}

/// Reports, commits, and announces what is due.
async fn report(bed: &UseCaseBed, activities: Vec<Activity>) -> Reported {
    let service = Activities::new(Arc::clone(&bed.ports));
    let cx = bed.as_platform();
    let cmd = ReportActivities { activities };
    let ready = service.report(&cx, cmd).await.unwrap();
    let reported = bed.done(&cx, ready).await;
    let relationships = Relationships::new(Arc::clone(&bed.ports));
    relationships.announce_among(&reported.due).await.unwrap();
    reported
}

async fn marit_works(bed: &UseCaseBed, occurred_at: Time) -> Reported {
    let world = &bed.world;
    let work = activity(world.harbour, world.marit, "update", occurred_at);
    report(bed, vec![work]).await
}

async fn status(bed: &UseCaseBed) -> RelationshipStatus {
    let world = &bed.world;
    let relationship = world.relationship(world.harbour).await.unwrap();
    relationship.status(60, world.now())
}

async fn announcements(bed: &UseCaseBed) -> Vec<EventKind> {
    let mut kinds: Vec<_> = bed
        .trail(20)
        .await
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    kinds.reverse();
    kinds
}

/// A qualifying activity makes the relationship managed, which is announced once. The
/// membership was active then. The trail does not record the report itself (R1, R7, T1).
#[tokio::test]
async fn qualifying_work_makes_the_relationship_managed() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let now = world.now();
    let before = world.store.revision().await.unwrap();
    let cmd = ReportActivities {
        activities: vec![activity(world.harbour, world.marit, "create", now)],
    };
    let service = Activities::new(Arc::clone(&bed.ports));
    let cx = bed.as_platform();
    let ready = service.report(&cx, cmd).await.unwrap();
    let done = ready.commit(&bed.ports, &cx, None).await.unwrap();
    assert_eq!((done.value.accepted, done.value.qualifying), (1, 1));
    assert_eq!(done.revision, before);
    assert_eq!(status(&bed).await, RelationshipStatus::Managed);
    let relationships = Relationships::new(Arc::clone(&bed.ports));
    assert_eq!(
        relationships.announce_among(&done.value.due).await.unwrap(),
        1
    );
    assert_eq!(relationships.announce().await.unwrap(), 0);
    assert_eq!(announcements(&bed).await, [EventKind::RelationshipManaged]);
    let member = world.member(world.harbour, world.marit).await;
    assert_eq!(member.membership.last_active_at, Some(now));
    let again = marit_works(&bed, now).await;
    assert_eq!((again.qualifying, again.due), (1, Vec::new()));
    assert_eq!(announcements(&bed).await, [EventKind::RelationshipManaged]);
}

/// Any kind moves the member's last activity forward, never back; only qualifying kinds count
/// (R7).
#[tokio::test]
async fn other_kinds_only_show_that_somebody_was_active() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let now = world.now();
    let view = |user, at| activity(world.harbour, user, "view", at);
    let activities = vec![
        view(world.marit, now - days(2)),
        view(world.marit, now - days(1)),
        view(world.marit, now - days(3)),
        view(world.helen, now),
    ];
    let reported = report(&bed, activities).await;
    assert_eq!((reported.accepted, reported.qualifying), (4, 0));
    report(&bed, vec![view(world.marit, now - days(9))]).await;
    for (user, active) in [(world.marit, now - days(1)), (world.helen, now)] {
        let member = world.member(world.harbour, user).await;
        assert_eq!(member.membership.last_active_at, Some(active));
    }
    assert_eq!(status(&bed).await, RelationshipStatus::Connected);
}

/// Activities that cannot be accepted are listed by position; the rest is accepted (R1).
#[tokio::test]
async fn what_cannot_be_taken_is_left_aside() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let now = world.now();
    let mut unknown_account = activity(world.harbour, world.marit, "update", now);
    unknown_account.account = AccountRef::External(ExternalId::parse("nobody").unwrap());
    let mut unknown_user = activity(world.harbour, world.marit, "update", now);
    unknown_user.user = UserRef::External(ExternalId::parse("nobody").unwrap());
    let late = now + Duration::minutes(5) + Duration::microseconds(1);
    let reported = report(
        &bed,
        vec![
            unknown_account,
            activity(world.harbour, world.marit, "update", now),
            unknown_user,
            activity(world.fjordline, world.marit, "update", now),
            activity(world.harbour, world.marit, "update", late),
            activity(
                world.harbour,
                world.helen,
                "update",
                now + Duration::minutes(5),
            ),
        ],
    )
    .await;
    assert_eq!((reported.accepted, reported.qualifying), (2, 1));
    assert_eq!(
        reported.ignored,
        [
            (0, Ignored::UnknownAccount),
            (2, Ignored::UnknownUser),
            (3, Ignored::NotAMember),
            (4, Ignored::InTheFuture),
        ]
    );
}

/// If the membership acts for no partner, the work counts for a partner that has linked the
/// person, and for no other (R1).
#[tokio::test]
async fn work_of_linked_people_counts() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let set = world.set(world.harbour_people).await;
    let own = MembershipBuilder::new(world.harbour, world.kaya).set(&set);
    world.add_member(own).await;
    let work = || vec![activity(world.harbour, world.kaya, "update", world.now())];
    assert_eq!(report(&bed, work()).await.qualifying, 0);
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    unit.link(world.harbour, world.kaya, world.northwind)
        .await
        .unwrap();
    world.commit(unit).await;
    assert_eq!(report(&bed, work()).await.qualifying, 1);
    assert_eq!(status(&bed).await, RelationshipStatus::Managed);
}

/// Without a relationship nothing qualifies (R1).
#[tokio::test]
async fn nothing_qualifies_without_a_relationship() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let account = AccountBuilder::new("Without").build(&*world.ids);
    let acting = MembershipBuilder::new(account.id, world.marit).partner_admin(world.northwind);
    let mut unit: Box<dyn UnitOfWork> = world.begin(Locks::none()).await;
    unit.insert_account(&account).await.unwrap();
    let acting = acting.build(&*world.ids);
    unit.insert_memberships(&[acting]).await.unwrap();
    world.commit(unit).await;
    let work = activity(account.id, world.marit, "update", world.now());
    let reported = report(&bed, vec![work]).await;
    assert_eq!((reported.accepted, reported.qualifying), (1, 0));
}

/// The relationship ends exactly at its end, which is announced once. Earlier work that is
/// reported late opens a new period, whose begin and end are announced again (R2, R3).
#[tokio::test]
async fn a_late_report_opens_a_new_period() {
    use EventKind::{RelationshipEnded as Ended, RelationshipManaged as Managed};
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let relationships = Relationships::new(Arc::clone(&bed.ports));
    let begin = world.now();
    marit_works(&bed, begin).await;
    world.clock.advance(days(60) - Duration::microseconds(1));
    assert_eq!(status(&bed).await, RelationshipStatus::Managed);
    assert_eq!(relationships.announce().await.unwrap(), 0);
    world.clock.advance(Duration::microseconds(1));
    assert_eq!(status(&bed).await, RelationshipStatus::Ended);
    assert_eq!(relationships.announce().await.unwrap(), 1);
    assert_eq!(relationships.announce().await.unwrap(), 0);
    assert_eq!(announcements(&bed).await, [Managed, Ended]);

    world.clock.advance(days(9));
    marit_works(&bed, begin + days(1)).await;
    assert_eq!(
        status(&bed).await,
        RelationshipStatus::Ended,
        "moved, but over too"
    );
    marit_works(&bed, begin + days(59)).await;
    assert_eq!(status(&bed).await, RelationshipStatus::Managed);
    assert_eq!(announcements(&bed).await, [Managed, Ended, Managed]);
    world.clock.advance(days(60));
    assert_eq!(relationships.announce().await.unwrap(), 1);
    assert_eq!(announcements(&bed).await, [Managed, Ended, Managed, Ended]);
}

/// Nothing qualifies while services are ended; after resuming, nothing from before counts (R4).
#[tokio::test]
async fn nothing_qualifies_while_services_are_ended() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let relationships = Relationships::new(Arc::clone(&bed.ports));
    let target = TargetClient {
        partner: world.northwind.into(),
        client: world.harbour.into(),
    };
    marit_works(&bed, world.now()).await;
    let cx = bed.as_user(world.tomas);
    let ready = relationships
        .end_services(&cx, target.clone())
        .await
        .unwrap();
    bed.done(&cx, ready).await;
    world.clock.advance(days(1));
    let reported = marit_works(&bed, world.now()).await;
    assert_eq!((reported.accepted, reported.qualifying), (1, 0));
    world.clock.advance(days(1));
    let ready = relationships.resume_services(&cx, target).await.unwrap();
    bed.done(&cx, ready).await;
    let before = world.now() - Duration::microseconds(1);
    assert_eq!(marit_works(&bed, before).await.qualifying, 0);
    assert_eq!(status(&bed).await, RelationshipStatus::Connected);
    assert_eq!(marit_works(&bed, world.now()).await.qualifying, 1);
    assert_eq!(status(&bed).await, RelationshipStatus::Managed);
}

/// Reporting needs the scope `activity`, and takes 1 to 1,000 activities per call.
#[tokio::test]
async fn a_report_needs_the_scope_and_a_size() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = Activities::new(Arc::clone(&bed.ports));
    let work = activity(world.harbour, world.marit, "update", world.now());
    let of = |count| ReportActivities {
        activities: vec![work.clone(); count],
    };
    for cx in [
        bed.as_user(world.marit),
        RequestContext::new(world.as_service(&[Scope::Provision])),
    ] {
        assert_eq!(
            refused(service.report(&cx, of(1)).await),
            "missing-permission"
        );
    }
    let cx = RequestContext::new(world.as_service(&[Scope::Activity]));
    for count in [0, MOST_ACTIVITIES + 1] {
        let report = service.report(&cx, of(count)).await;
        assert!(matches!(report, Err(UseCaseError::Invalid(_))), "{count}");
    }
    let most = service.report(&cx, of(MOST_ACTIVITIES)).await.unwrap();
    assert_eq!(most.value().accepted, MOST_ACTIVITIES);
}
