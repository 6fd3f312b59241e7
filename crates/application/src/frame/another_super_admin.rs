//! What follows where an account gets another permanent super admin: who had to stay as the last one goes
//! (D8).

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    partnership::offboarding::relieve,
    permission::Catalogue,
    ports::{StoreError, UnitOfWork},
    trail::event::{Event, EventKind},
};

/// Deactivates the super admins who left the partner they act for and stayed because the account had no
/// other, and returns the events. `new` are those it has got by the same act: none of them goes by it.
pub(crate) async fn relieve_leavers(
    unit: &mut dyn UnitOfWork,
    catalogue: &Catalogue,
    (account, new): (AccountId, &[UserId]),
    now: Time,
) -> Result<Vec<Event>, StoreError> {
    let mut super_admins = unit.permanent_super_admins(account).await?;
    let mut events = Vec::new();
    let acting = super_admins.acting_for_partners();
    for user in acting.into_iter().filter(|user| !new.contains(user)) {
        let Some(before) = unit.member(account, user).await? else {
            continue;
        };
        let mut after = before.clone();
        if relieve(&mut after, &mut super_admins, now) {
            unit.save_membership(&mut after.membership).await?;
            let kind = EventKind::MembershipDeactivated;
            let (before, after) = (Some(&before), Some(&after));
            events.push(Event::of_membership(kind, catalogue, before, after));
        }
    }
    Ok(events)
}
