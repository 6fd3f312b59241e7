//! A member goes: the seat becomes free, their assets go to another member or to nobody (D3, D7), and what
//! rests on the membership follows. Every removal of one member of an account ends here.

use latchkey_domain::{
    base::ids::UserId,
    membership::member::Member,
    ports::UnitOfWork,
    trail::{
        event::{Event, EventKind},
        permit::Permit,
    },
    work::asset::{Handover, Leaving},
};

use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports, ready::Ready},
    steps::{
        hand_over,
        offboard::{self, MembershipChange},
    },
};

/// A member who goes, with the open unit. The terms of the target are those to keep.
pub(super) struct Departure {
    pub(super) unit: Box<dyn UnitOfWork>,
    pub(super) target: Member,
    /// The active member who gets all their assets; `None`: nobody.
    pub(super) reassign_to: Option<UserId>,
    pub(super) permit: Permit,
    /// A fact that the event tells.
    pub(super) note: Option<&'static str>,
}

impl Departure {
    pub(super) async fn carry_out(
        self,
        ports: &Ports,
        cx: &RequestContext,
    ) -> Result<Ready<()>, UseCaseError> {
        let Self {
            mut unit, target, ..
        } = self;
        let now = ports.now();
        let account = target.membership.account;
        let leaving = Leaving {
            user: target.membership.user,
            partner: target.membership.partner,
            handover: Handover::all(self.reassign_to),
        };
        let handed = hand_over::left_behind(&mut *unit, account, &[leaving]).await?;
        unit.remove_membership(&target.membership).await?;
        unit.save_terms(&target.terms).await?;
        hand_over::write(&mut *unit, account, &handed, now).await?;
        let change = MembershipChange {
            before: &target,
            after: None,
        };
        let kind = EventKind::MembershipRemoved;
        let mut removed = Event::of_membership(kind, &ports.catalogue, Some(&target), None);
        if let Some(note) = self.note {
            removed = removed.with(note, true);
        }
        let told = std::iter::once(removed).chain(handed.events).collect();
        let events = offboard::follow(ports, &cx.origin, &mut *unit, change, told).await?;
        Ok(Ready::of((), unit, &self.permit, events, (ports, now)))
    }
}
