//! A client approves an access link (L3, L5): the employee becomes partner admin, the relationship
//! begins, and what was shown is kept as consent.

use latchkey_domain::{
    approval::{Approval, Outcome},
    audit::Records,
    authority::Need,
    consent::{Consent, Shown},
    event::{Event, EventKind},
    ids::AccountId,
    permission::BuiltIn,
    ports::{Locks, UnitOfWork},
    refusal::Refusal,
    relationship::Relationship,
    terms::Terms,
    time::Time,
};

use super::{
    AccessLinks,
    load::{self, Found},
    show,
};
use crate::{
    context::RequestContext,
    error::UseCaseError,
    memberships::{MemberView, account_manager},
    ready::Ready,
};

/// Approves a link for one account.
#[derive(Debug, Clone)]
pub struct ApproveLink {
    /// The token of the link.
    pub token: String,
    /// For which account.
    pub account: AccountId,
    /// Until when the access shall last.
    pub expires_at: Option<Time>,
}

/// What an approval came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovedLink {
    /// The partner admin's membership.
    pub member: MemberView,
    /// The relationship.
    pub relationship: Relationship,
    /// What became of the membership.
    pub outcome: Outcome,
}

impl AccessLinks {
    /// Approves a link for one account.
    pub async fn approve(
        &self,
        cx: &RequestContext,
        cmd: ApproveLink,
    ) -> Result<Ready<ApprovedLink>, UseCaseError> {
        let attempted = Event::new(EventKind::AccessLinkApproved).in_account(cmd.account);
        let work = self.try_approve(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_approve(
        &self,
        cx: &RequestContext,
        cmd: &ApproveLink,
    ) -> Result<Ready<ApprovedLink>, UseCaseError> {
        let ports = &*self.ports;
        let now = ports.now();
        if cmd.expires_at.is_some_and(|end| end <= now) {
            return Err(UseCaseError::invalid("/expires_at", "must lie ahead"));
        }
        let partner = load::link_of(&mut *ports.store.reader(), &cmd.token).await?.partner;
        let locks = Locks::none().reading(partner).changing(cmd.account);
        let mut unit = ports.store.begin(locks).await?;
        let found = load::found(&mut *unit, &cmd.token).await?;
        let right = BuiltIn::UsersEdit;
        let approver =
            account_manager(ports, cx, &mut *unit, cmd.account, right, Need::Edit).await?;
        let client = unit.account(cmd.account).await?.ok_or(Refusal::NotFound)?;
        let employee = found.link.employee;
        let existing = unit.member(cmd.account, employee).await?;
        let terms = unit.terms_among(cmd.account, &[employee]).await?;
        let terms = terms.into_iter().next();
        let terms = terms.unwrap_or_else(|| Terms::none(cmd.account, employee));
        let approved = Approval {
            link: &found.link,
            partner: &found.partner,
            employment: found.employment.as_ref(),
            client: &client,
            approver: &approver,
            existing: existing.as_ref(),
            terms: &terms,
        }
        .approve(cmd.expires_at, &*ports.ids, now)?;

        let old = unit.relationship(partner, cmd.account).await?;
        if approved.outcome == Outcome::Unchanged
            && let (Some(relationship), Some(member)) = (&old, &existing)
        {
            return Ok(Ready::unchanged(ApprovedLink {
                member: MemberView::of(member.clone(), &ports.catalogue, now),
                relationship: relationship.clone(),
                outcome: approved.outcome,
            }));
        }
        let mut membership = approved.membership;
        if existing.is_some() {
            unit.save_membership(&mut membership).await?;
        } else {
            unit.insert_memberships(std::slice::from_ref(&membership)).await?;
        }
        unit.save_terms(&approved.terms).await?;
        if !show::is_verified(&found) {
            unit.link(cmd.account, employee, partner).await?;
        }
        let (relationship, connected) = connect(&mut *unit, old, &found, &client.name, cmd, now).await?;
        let consent = self.consent(&mut *unit, &found, cmd.account, approver.user, now).await?;
        unit.insert_consent(&consent).await?;

        let member = unit.member(cmd.account, employee).await?.ok_or(Refusal::NotFound)?;
        let mut events = vec![
            Event::new(EventKind::AccessLinkApproved)
                .in_account(cmd.account)
                .about(employee)
                .with_partner(partner)
                .on(found.link.id)
                .with("outcome", approved.outcome.as_str()),
            Event::of_membership(
                kind_of(approved.outcome),
                &ports.catalogue,
                existing.as_ref(),
                Some(&member),
            ),
        ];
        if connected {
            let event = Event::new(EventKind::RelationshipConnected);
            events.push(event.in_account(cmd.account).with_partner(partner));
        }
        let value = ApprovedLink {
            member: MemberView::of(member, &ports.catalogue, now),
            relationship,
            outcome: approved.outcome,
        };
        Ok(match Records::of(&approver.permit(), events, &*ports.ids, now) {
            Some(records) => Ready::changed(value, unit, records),
            None => Ready::unchanged(value),
        })
    }

    /// What the approver was shown, as it stands now (L4, L5).
    async fn consent(
        &self,
        unit: &mut dyn UnitOfWork,
        found: &Found,
        client: AccountId,
        approver: latchkey_domain::ids::UserId,
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

const fn kind_of(outcome: Outcome) -> EventKind {
    match outcome {
        Outcome::Created => EventKind::MembershipCreated,
        Outcome::Reactivated => EventKind::MembershipReactivated,
        Outcome::Changed | Outcome::Unchanged => EventKind::MembershipChanged,
    }
}

/// The relationship as it is after an approval (R4), and whether it began, or began again, with it.
async fn connect(
    unit: &mut dyn UnitOfWork,
    old: Option<Relationship>,
    found: &Found,
    official_name: &latchkey_domain::text::Name,
    cmd: &ApproveLink,
    now: Time,
) -> Result<(Relationship, bool), UseCaseError> {
    if let Some(mut relationship) = old {
        let again = relationship.reconnect(now);
        if again {
            unit.save_relationship(&mut relationship).await?;
        }
        return Ok((relationship, again));
    }
    let relationship = Relationship::connect(found.partner.id, cmd.account, now);
    unit.insert_relationship(&relationship, official_name).await?;
    Ok((relationship, true))
}
