//! Removes many members of an account together with everything that depends on them, with a fixed
//! number of statements.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    membership::{member::Member, terms::Terms},
    permission::Catalogue,
    ports::UnitOfWork,
    trail::event::{Event, EventKind},
    work::asset::{Handover, Leaving},
};

use super::hand_over;
use crate::frame::error::UseCaseError;

/// Removes members of one account, stores the account's terms for them, and returns an event for
/// each. Their assets in the account no longer have an owner (D3).
pub(crate) async fn remove_members(
    unit: &mut dyn UnitOfWork,
    catalogue: &Catalogue,
    account: AccountId,
    members: &[Member],
    now: Time,
) -> Result<Vec<Event>, UseCaseError> {
    let users: Vec<UserId> = members.iter().map(|it| it.membership.user).collect();
    let terms: Vec<Terms> = members.iter().map(|member| member.terms.clone()).collect();
    let leaving = members.iter().map(|member| Leaving {
        user: member.membership.user,
        partner: member.membership.partner,
        handover: Handover::all(None),
    });
    let leaving: Vec<Leaving> = leaving.collect();
    let handed = hand_over::left_behind(unit, account, &leaving).await?;
    unit.remove_memberships(account, &users).await?;
    unit.save_all_terms(&terms).await?;
    hand_over::write(unit, account, &handed, now).await?;
    let removed =
        |member| Event::of_membership(EventKind::MembershipRemoved, catalogue, Some(member), None);
    let events = members.iter().map(removed);
    Ok(events.chain(handed.events).collect())
}
