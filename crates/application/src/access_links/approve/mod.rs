//! A client approves an access link (L3, L5): the employee becomes partner admin, the relationship
//! begins, and the information shown to the approver is stored as consent.

use latchkey_domain::{
    base::{ids::AccountId, reference::AccountRef, refusal::Refusal, time::Time},
    gate::Need,
    membership::terms::Terms,
    partnership::{
        approval::{Approval, ApprovalOutcome},
        consent::{Consent, Shown},
    },
    permission::BuiltIn,
    ports::{Locks, UnitOfWork},
    trail::event::{Event, EventKind},
};

use super::{
    AccessLinks,
    load::{self, FoundLink},
    show,
};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready, refusals::Attempted},
    gates::{account::account_manager, named},
    relationships::RelationshipNow,
    steps::{
        connect::{Ended, connect},
        member_view::MemberView,
    },
};

/// Approves a link for one account.
#[derive(Debug, Clone)]
pub struct ApproveLink {
    /// The token of the link.
    pub token: String,
    /// The account to give access to.
    pub account: AccountRef,
    /// When the access ends.
    pub expires_at: Option<Time>,
}

/// The result of an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedLink {
    /// The partner admin's membership.
    pub member: MemberView,
    /// The relationship.
    pub relationship: RelationshipNow,
    /// What happened to the membership.
    pub outcome: ApprovalOutcome,
}

impl AccessLinks {
    /// Approves a link for one account.
    pub async fn approve(
        &self,
        cx: &RequestContext,
        cmd: ApproveLink,
    ) -> Result<Ready<ApprovedLink>, UseCaseError> {
        let attempted = Attempted::new(EventKind::AccessLinkApproved).in_account(&cmd.account);
        let link = load::link_of(&mut *self.ports.store.reader(), &cmd.token).await;
        let attempted = match &link {
            Ok(link) => attempted
                .about(&link.employee.into())
                .with_partner(&link.partner.into())
                .on(link.id),
            Err(_) => attempted,
        };
        let work = async { self.try_approve(cx, &cmd, link?.partner).await };
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_approve(
        &self,
        cx: &RequestContext,
        cmd: &ApproveLink,
        partner: AccountId,
    ) -> Result<Ready<ApprovedLink>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        if cmd.expires_at.is_some_and(|end| end <= now) {
            return Err(UseCaseError::invalid(
                "/expires_at",
                "must be in the future",
            ));
        }
        let account = named::account_for_user(ports, cx, Need::Edit, &cmd.account).await?;
        let locks = Locks::none().reading(partner).changing(account);
        let mut unit = ports.store.begin(locks).await?;
        let found = load::found(&mut *unit, &cmd.token).await?;
        let right = BuiltIn::UsersEdit;
        let manager = account_manager(ports, cx, &mut *unit, account, right, Need::Edit).await?;
        let client = unit.account(account).await?.ok_or(Refusal::NotFound)?;
        let employee = found.link.employee;
        let existing = unit.member(account, employee).await?;
        let terms = unit.terms_among(account, &[employee]).await?;
        let terms = terms.into_iter().next();
        let terms = terms.unwrap_or_else(|| Terms::none(account, employee));
        let approved = Approval {
            link: &found.link,
            partner: &found.partner,
            employment: found.employment.as_ref(),
            client: &client,
            approver: &manager,
            existing: existing.as_ref(),
            terms: &terms,
        }
        .approve(cmd.expires_at, &*ports.ids, now)?;

        let old = unit.relationship(partner, account).await?;
        let had_it = approved.outcome == ApprovalOutcome::Unchanged && existing.is_some();
        if had_it
            && let (Some(relationship), Some(member)) = (&old, &existing)
            && relationship.services_ended_at.is_none()
        {
            return Ok(Ready::unchanged(ApprovedLink {
                member: MemberView::of(member.clone(), &ports.catalogue, now),
                relationship: RelationshipNow::of(relationship.clone(), ports),
                outcome: approved.outcome,
            }));
        }
        let mut membership = approved.membership;
        if had_it {
            // Nothing changes in the membership, but the approval restarts services that were ended
            // on purpose (R4).
        } else if existing.is_some() {
            unit.save_membership(&mut membership).await?;
        } else {
            unit.insert_memberships(std::slice::from_ref(&membership))
                .await?;
        }
        unit.save_terms(&approved.terms).await?;
        if !show::is_verified(&found) {
            unit.link(account, employee, partner).await?;
        }
        let (relationship, connected) =
            connect(&mut *unit, old, partner, &client, Ended::BeginsAgain, now).await?;
        let consent = self
            .consent(&mut *unit, &found, account, manager.user, now)
            .await?;
        unit.insert_consent(&consent).await?;

        let member = unit
            .member(account, employee)
            .await?
            .ok_or(Refusal::NotFound)?;
        let mut events = vec![
            Event::new(EventKind::AccessLinkApproved)
                .in_account(account)
                .about(employee)
                .with_partner(partner)
                .on(found.link.id)
                .with("outcome", approved.outcome.as_str()),
        ];
        if !had_it {
            events.push(Event::of_membership(
                kind_of(approved.outcome),
                &ports.catalogue,
                existing.as_ref(),
                Some(&member),
            ));
        }
        if connected {
            let event = Event::new(EventKind::RelationshipConnected);
            events.push(event.in_account(account).with_partner(partner));
        }
        let value = ApprovedLink {
            member: MemberView::of(member, &ports.catalogue, now),
            relationship: RelationshipNow::of(relationship, ports),
            outcome: approved.outcome,
        };
        let permit = manager.permit();
        Ok(Ready::of(value, unit, &permit, events, (ports, now)))
    }

    /// The information that the approver was shown, as of now (L4, L5).
    async fn consent(
        &self,
        unit: &mut dyn UnitOfWork,
        found: &FoundLink,
        client: AccountId,
        approver: latchkey_domain::base::ids::UserId,
        now: Time,
    ) -> Result<Consent, UseCaseError> {
        let key = unit.link_key().await?;
        let catalogue = &self.ports.catalogue;
        let employment = found.employment.as_ref().ok_or(Refusal::NotAnEmployee)?;
        Ok(Consent {
            client,
            partner: found.partner.id,
            employee: found.link.employee,
            link: found.link.id,
            generation: found.link.generation,
            approver,
            at: now,
            shown: Shown {
                partner_name: found.partner.name.clone(),
                employee_name: employment.user.name.clone(),
                verified: show::is_verified(found),
                hint: found.link.hint(&key),
                can: show::keys(&show::template(catalogue, true)),
                cannot: show::keys(&show::template(catalogue, false)),
            },
        })
    }
}

const fn kind_of(outcome: ApprovalOutcome) -> EventKind {
    match outcome {
        ApprovalOutcome::Created => EventKind::MembershipCreated,
        ApprovalOutcome::Reactivated => EventKind::MembershipReactivated,
        ApprovalOutcome::Changed | ApprovalOutcome::Unchanged => EventKind::MembershipChanged,
    }
}

#[cfg(test)]
mod tests {
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
                member.terms.refused = true;
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
        assert!(!member.terms.refused);
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
}
