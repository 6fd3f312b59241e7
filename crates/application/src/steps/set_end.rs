//! Who set the end of a member's access, as the account's trail has it.

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
        time::Time,
    },
    ports::{EventFilter, Reader, SeenRecord, StoreError, TrailSide},
    trail::audit::Outcome,
};

/// How many pages of the person's trail are looked through.
const MOST_PAGES: usize = 5;

/// The newest change that set this end; `None`: the trail does not go back so far.
pub(crate) async fn setting_of_end(
    reader: &mut dyn Reader,
    (account, user): (AccountId, UserId),
    end: Time,
) -> Result<Option<SeenRecord>, StoreError> {
    let filter = EventFilter {
        user: Some(user),
        ..EventFilter::default()
    };
    let mut next = PageRequest::new(PageRequest::MAX_LIMIT, None);
    for _ in 0..MOST_PAGES {
        let Some(page) = next else { break };
        let side = TrailSide::Account(account);
        let events = reader.events(side, &filter, &page).await?;
        if let Some(found) = events.items.into_iter().find(|seen| sets(seen, end)) {
            return Ok(Some(found));
        }
        let after = events.next;
        next = after.and_then(|after| PageRequest::new(PageRequest::MAX_LIMIT, Some(after)));
    }
    Ok(None)
}

fn sets(seen: &SeenRecord, end: Time) -> bool {
    let details = &seen.record.event.details;
    let (before, after) = (details.before.as_ref(), details.after.as_ref());
    let ends = |summary: Option<Time>| summary == Some(end);
    seen.record.outcome == Outcome::Done
        && ends(after.and_then(|it| it.expires_at))
        && !ends(before.and_then(|it| it.expires_at))
}

/// The account whose side set the end. What the platform or a job sets counts as the account's word.
pub(crate) fn side_of(setting: Option<&SeenRecord>, account: AccountId) -> AccountId {
    let partner = setting.and_then(|seen| seen.record.event.partner);
    let from = setting.and_then(|seen| seen.record.actor_account);
    partner
        .filter(|partner| from == Some(*partner))
        .unwrap_or(account)
}
