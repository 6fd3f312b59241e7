//! Approving an access link, on the memory store.

use std::sync::Arc;

use latchkey_domain::{
    base::{ids::UserId, time::days},
    membership::{Access, Status, terms::Rank},
    people::account::PartnerAdminsBy,
    permission::seat::Seat,
};
use latchkey_testing::builders::MembershipBuilder;

use super::*;
use crate::{
    access_links::{IssueLink, IssuedLink, TargetLink},
    testing::{UseCaseBed, refused},
};

async fn link_of(bed: &UseCaseBed, employee: UserId) -> IssuedLink {
    let service = AccessLinks::new(Arc::clone(&bed.ports));
    let cx = bed.as_user(bed.world.marit);
    let cmd = IssueLink {
        partner: bed.world.northwind.into(),
        employee: Some(employee.into()),
    };
    let ready = service.issue(&cx, cmd).await.unwrap();
    bed.done(&cx, ready).await
}

async fn approve_for(bed: &UseCaseBed, employee: UserId, account: AccountId) -> ApproveLink {
    let (IssuedLink::New(view) | IssuedLink::Standing(view)) = link_of(bed, employee).await;
    ApproveLink {
        token: view.token.expose().to_owned(),
        account: account.into(),
        expires_at: None,
    }
}

/// Approving makes the employee partner admin with a partner seat and begins the relationship
/// (L5, R1).
#[tokio::test]
async fn approving_makes_a_partner_admin() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = AccessLinks::new(Arc::clone(&bed.ports));
    let cmd = approve_for(&bed, world.tomas, world.fjordline).await;
    let cx = bed.as_user(world.freya);
    let ready = service.approve(&cx, cmd.clone()).await.unwrap();
    let approved = bed.done(&cx, ready).await;
    assert_eq!(approved.outcome, ApprovalOutcome::Created);
    let member = world.member(world.fjordline, world.tomas).await;
    assert_eq!(member.membership.access, Access::PartnerAdmin);
    assert_eq!(member.membership.seat, Seat::Partner);
    assert_eq!(member.membership.partner, Some(world.northwind));
    assert_eq!(
        member.effective(&world.catalogue, world.now()),
        world.catalogue.partner_admin_template()
    );
    assert!(world.relationship(world.fjordline).await.is_some());
    let kinds: Vec<_> = bed
        .trail(3)
        .await
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert!(kinds.contains(&EventKind::AccessLinkApproved));
    assert!(kinds.contains(&EventKind::MembershipCreated));

    let ready = service.approve(&cx, cmd).await.unwrap();
    assert_eq!(
        bed.done(&cx, ready).await.outcome,
        ApprovalOutcome::Unchanged
    );
}

/// A subject without a verified address is linked (L5).
#[tokio::test]
async fn an_unverified_subject_is_linked() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = AccessLinks::new(Arc::clone(&bed.ports));
    let cx = bed.as_user(world.freya);
    let cmd = approve_for(&bed, world.kaya, world.fjordline).await;
    let ready = service.approve(&cx, cmd).await.unwrap();
    bed.done(&cx, ready).await;
    let recognized = world.member(world.fjordline, world.kaya).await.recognized();
    assert_eq!(
        recognized,
        Some(latchkey_domain::membership::member::Recognized::Linked)
    );
}

/// Who may not approve, and which links are not valid (L1, L2, L3).
#[tokio::test]
async fn approval_is_refused_by_rule() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = AccessLinks::new(Arc::clone(&bed.ports));
    let cmd = approve_for(&bed, world.tomas, world.harbour).await;
    let own = ApproveLink {
        account: world.northwind.into(),
        ..cmd.clone()
    };
    let unknown = ApproveLink {
        token: "x".repeat(43),
        ..cmd.clone()
    };
    for (who, cmd, code) in [
        (world.sam, cmd.clone(), "not-found"),
        (world.marit, cmd.clone(), "missing-permission"),
        (world.helen, unknown, "not-found"),
        (world.marit, own, "conflict"),
    ] {
        let result = service.approve(&bed.as_user(who), cmd).await;
        assert_eq!(refused(result), code);
    }
    world
        .change_account(world.harbour, |account, now| {
            let _changed = account.set_policy(PartnerAdminsBy::SuperAdmin, now);
        })
        .await;
    let result = service.approve(&bed.as_user(world.ines), cmd.clone()).await;
    assert_eq!(refused(result), "missing-permission");
    world
        .change_account(world.northwind, |account, now| {
            let _changed = account.enrol(None, now);
        })
        .await;
    let helen = bed.as_user(world.helen);
    assert_eq!(
        refused(service.approve(&helen, cmd).await),
        "partner-not-enrolled"
    );
}

/// The old token of a rotated link is unknown; an expired or revoked link is not valid (L2).
#[tokio::test]
async fn only_a_standing_link_can_be_approved() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = AccessLinks::new(Arc::clone(&bed.ports));
    let cx = bed.as_user(world.marit);
    let helen = bed.as_user(world.helen);
    let cmd = approve_for(&bed, world.tomas, world.harbour).await;
    let IssuedLink::Standing(view) = link_of(&bed, world.tomas).await else {
        panic!("the link is standing")
    };
    let target = TargetLink {
        partner: world.northwind.into(),
        link: view.link.id,
    };

    let ready = service.rotate(&cx, target.clone()).await.unwrap();
    let rotated = bed.done(&cx, ready).await;
    assert_eq!(
        refused(service.approve(&helen, cmd.clone()).await),
        "not-found"
    );

    let cmd = ApproveLink {
        token: rotated.token.expose().to_owned(),
        ..cmd
    };
    world.clock.advance(days(90));
    assert_eq!(
        refused(service.approve(&helen, cmd.clone()).await),
        "link-not-valid"
    );
    let ready = service.revoke(&cx, target).await.unwrap();
    bed.done(&cx, ready).await;
    assert_eq!(
        refused(service.approve(&helen, cmd).await),
        "link-not-valid"
    );
}

/// An approval lifts the client's refusal. What a super admin withheld stays if a holder of
/// `users.edit` approves, and is given if a super admin approves (L5, A8, D9).
#[tokio::test]
async fn approving_lifts_what_the_approver_may_lift() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let tomas = MembershipBuilder::new(world.harbour, world.tomas);
    world
        .add_member(tomas.partner_admin(world.northwind).deactivated())
        .await;
    let reports = world.key("reports.view");
    world
        .change_member(world.harbour, world.tomas, |member, _| {
            member.terms.refuse(Rank::SuperAdmin);
            assert!(member.terms.withhold(&[reports], Rank::SuperAdmin));
        })
        .await;
    let service = AccessLinks::new(Arc::clone(&bed.ports));
    let cmd = approve_for(&bed, world.tomas, world.harbour).await;

    let ines = bed.as_user(world.ines);
    let ready = service.approve(&ines, cmd.clone()).await.unwrap();
    assert_eq!(
        bed.done(&ines, ready).await.outcome,
        ApprovalOutcome::Reactivated
    );
    let member = world.member(world.harbour, world.tomas).await;
    assert!(!member.terms.is_refused());
    assert_eq!(member.terms.withheld.len(), 1);

    world
        .change_member(world.harbour, world.tomas, |member, now| {
            let _changed = member.membership.expire_at(Some(now), now);
        })
        .await;
    let helen = bed.as_user(world.helen);
    let ready = service.approve(&helen, cmd).await.unwrap();
    assert_eq!(
        bed.done(&helen, ready).await.outcome,
        ApprovalOutcome::Changed
    );
    let member = world.member(world.harbour, world.tomas).await;
    assert!(member.terms.is_none());
    assert_eq!(member.membership.expires_at, None);
}

/// Approving activates an invited member; an active member is unchanged (L5).
#[tokio::test]
async fn approving_an_invited_member_makes_them_active() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    world
        .change_user(world.kaya, |user, now| {
            let email = user.email.clone().unwrap();
            let _changed = user.readdress(email, false, now);
        })
        .await;
    let service = AccessLinks::new(Arc::clone(&bed.ports));
    let freya = bed.as_user(world.freya);
    let cmd = approve_for(&bed, world.kaya, world.fjordline).await;
    for (outcome, status) in [
        (ApprovalOutcome::Created, Status::Invited),
        (ApprovalOutcome::Changed, Status::Active),
        (ApprovalOutcome::Unchanged, Status::Active),
    ] {
        let ready = service.approve(&freya, cmd.clone()).await.unwrap();
        assert_eq!(bed.done(&freya, ready).await.outcome, outcome);
        let member = world.member(world.fjordline, world.kaya).await;
        assert_eq!(member.membership.status(), status);
    }
}

/// The event of a refused approval names the link, its employee and its partner (T1, T2).
#[tokio::test]
async fn a_refused_approval_is_seen_by_the_partner() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = AccessLinks::new(Arc::clone(&bed.ports));
    let cmd = approve_for(&bed, world.tomas, world.harbour).await;
    let result = service.approve(&bed.as_user(world.marit), cmd).await;
    assert_eq!(refused(result), "missing-permission");
    let event = world.trail().await.remove(0).event;
    assert_eq!(event.user, Some(world.tomas));
    assert_eq!(event.partner, Some(world.northwind));
    assert!(event.object.is_some());
}

/// A super admin, and a member who acts for another partner, cannot be approved by a link (L5).
#[tokio::test]
async fn super_admins_and_others_people_are_left_alone() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let tomas = MembershipBuilder::new(world.harbour, world.tomas).super_admin();
    world.add_member(tomas.acting_for(world.northwind)).await;
    let jonas = MembershipBuilder::new(world.harbour, world.jonas);
    world.add_member(jonas.partner_admin(world.elsewhere)).await;
    let service = AccessLinks::new(Arc::clone(&bed.ports));
    let helen = bed.as_user(world.helen);
    for (who, code) in [
        (world.tomas, "super-admin-target"),
        (world.jonas, "acts-for-another-partner"),
    ] {
        let cmd = approve_for(&bed, who, world.harbour).await;
        assert_eq!(refused(service.approve(&helen, cmd).await), code);
    }
}

/// Approving an existing partner admin restarts ended services, which is then a change (R4).
#[tokio::test]
async fn an_approval_restarts_ended_services() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = AccessLinks::new(Arc::clone(&bed.ports));
    let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
    let mut relationship = world.relationship(world.harbour).await.unwrap();
    assert!(relationship.end_services(60, world.now()).is_some());
    unit.save_relationship(&mut relationship).await.unwrap();
    world.commit(unit).await;
    let version = world
        .member(world.harbour, world.marit)
        .await
        .membership
        .version;

    let cmd = approve_for(&bed, world.marit, world.harbour).await;
    let cx = bed.as_user(world.helen);
    for outcome in [ApprovalOutcome::Unchanged, ApprovalOutcome::Unchanged] {
        let ready = service.approve(&cx, cmd.clone()).await.unwrap();
        let approved = bed.done(&cx, ready).await;
        assert_eq!(approved.outcome, outcome);
        assert_eq!(approved.relationship.relationship.services_ended_at, None);
    }
    let member = world.member(world.harbour, world.marit).await;
    assert_eq!(member.membership.version, version);
    let events = bed.trail(9).await;
    let connected = |(kind, _): &&_| *kind == EventKind::RelationshipConnected;
    assert_eq!(events.iter().filter(connected).count(), 1);
}
