//! Changes a super admin to partner admin (L8). This is the last step of all three verbs that do
//! so, in `client_access` and `memberships`.

use latchkey_domain::{
    base::refusal::Refusal,
    membership::{member::Member, super_admins::SuperAdmins},
    partnership::change_to_partner_admin::{Billing, ChangeToPartnerAdmin, ChangedBy, NewPartner},
    people::account::Account,
    ports::UnitOfWork,
    trail::{
        event::{Event, EventKind},
        permit::Permit,
    },
};

use crate::{
    frame::{error::UseCaseError, ports::Ports, ready::Ready},
    steps::{
        connect::{Ended, connect},
        member_view::MemberView,
        offboard::{self, MembershipChange},
    },
};

/// A change to partner admin whose caller has passed the gate, with the open unit.
pub(crate) struct PreparedChange {
    pub(crate) unit: Box<dyn UnitOfWork>,
    pub(crate) permit: Permit,
    pub(crate) by: ChangedBy,
    pub(crate) target: Member,
    pub(crate) partner: Account,
    pub(crate) employment: Option<Member>,
    pub(crate) super_admins: SuperAdmins,
    pub(crate) billing: Billing,
}

impl PreparedChange {
    /// Changes the membership, and creates the relationship if there is none.
    pub(crate) async fn carry_out(self, ports: &Ports) -> Result<Ready<MemberView>, UseCaseError> {
        let Self {
            mut unit, target, ..
        } = self;
        let (catalogue, now) = (&ports.catalogue, ports.now());
        let rule = ChangeToPartnerAdmin {
            catalogue,
            by: self.by,
            target: &target,
            partner: NewPartner::of(&self.partner, self.employment.as_ref(), now),
            super_admins: &self.super_admins,
            billing: self.billing,
        };
        let Some(mut membership) = rule.carry_out(now)? else {
            let view = MemberView::of(target, catalogue, now);
            return Ok(Ready::unchanged(view));
        };
        let (account, user, partner) = (membership.account, membership.user, self.partner.id);
        unit.save_membership(&mut membership).await?;
        // Services that were ended on purpose stay ended (R4).
        let old = unit.relationship(partner, account).await?;
        let client = unit.account(account).await?.ok_or(Refusal::NotFound)?;
        let (relationship, began) =
            connect(&mut *unit, old, partner, &client, Ended::Stays, now).await?;
        let connected = began.then(|| {
            let days = ports.settings.ends_after_days;
            relationship.event(EventKind::RelationshipConnected, days)
        });
        let after = unit.member(account, user).await?;
        let after = after.ok_or(Refusal::NotFound)?;
        let kind = EventKind::ChangedToPartnerAdmin;
        let changed = Event::of_membership(kind, catalogue, Some(&target), Some(&after));
        let change = MembershipChange {
            before: &target,
            after: Some(&after),
        };
        let told = std::iter::once(changed).chain(connected).collect();
        let origin = self.permit.origin();
        let events = offboard::follow(ports, origin, &mut *unit, change, told).await?;
        let view = MemberView::of(after, catalogue, now);
        Ok(Ready::of(view, unit, &self.permit, events, (ports, now)))
    }
}
