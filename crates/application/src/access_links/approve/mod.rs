//! A client approves an access link (L3, L5): the employee becomes partner admin, the relationship
//! begins, and the information shown to the approver is stored as consent.

#[cfg(test)]
mod tests;

use latchkey_domain::{
    base::{ids::AccountId, reference::AccountRef, refusal::Refusal, time::Time},
    gate::Need,
    membership::terms::Terms,
    partnership::{
        access_link::LinkKey,
        approval::{Approval, ApprovalOutcome},
        consent::{Consent, Shown},
    },
    permission::BuiltIn,
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{
    AccessLinks,
    load::{self, FoundLink},
    show,
};
use crate::{
    frame::{context::RequestContext, ends::must_be_to_come, error::UseCaseError, ready::Ready},
    gates::{account::account_manager, named},
    relationships::RelationshipNow,
    steps::{
        connect::{Ended, connect},
        member_view::MemberView,
        offboard::{self, MembershipChange},
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
        let link = load::link_of(&mut *self.ports.store.reader(), &cmd.token).await;
        let attempted = load::attempted(
            EventKind::AccessLinkApproved,
            &cmd.account,
            link.as_ref().ok(),
        );
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
        must_be_to_come(cmd.expires_at, now)?;
        let account = named::account_for_user(ports, cx, Need::Edit, &cmd.account).await?;
        let locks = Locks::none().reading(partner).changing(account);
        let mut unit = ports.store.begin(locks).await?;
        // Held first, so that the link stays the one that the token means.
        let key = unit.hold_link_key().await?;
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
        let (relationship, connected) =
            connect(&mut *unit, old, partner, &client, Ended::BeginsAgain, now).await?;
        let consent = self.consent(&found, &key, account, manager.user, now)?;
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
            let days = ports.settings.ends_after_days;
            events.push(relationship.event(EventKind::RelationshipConnected, days));
        }
        if let Some(before) = &existing {
            let change = MembershipChange {
                before,
                after: Some(&member),
            };
            events = offboard::follow(ports, &cx.origin, &mut *unit, change, events).await?;
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
    fn consent(
        &self,
        found: &FoundLink,
        key: &LinkKey,
        client: AccountId,
        approver: latchkey_domain::base::ids::UserId,
        now: Time,
    ) -> Result<Consent, UseCaseError> {
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
                hint: found.link.hint(key),
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
