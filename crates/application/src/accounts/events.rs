//! The events of created and changed accounts. An account's name is not personal data, so the trail
//! may contain it (T3).

use latchkey_domain::{
    base::text::ExternalId,
    people::account::{Account, Program},
    trail::event::{Event, EventKind},
};
use serde_json::{Map, Value};

/// The event of a created account.
pub(super) fn created(account: &Account) -> Event {
    let event = Event::new(EventKind::AccountCreated).in_account(account.id);
    event.with("to", Value::Object(of(account).collect()))
}

/// The event of a changed account, with the old and new value of each changed field.
pub(super) fn changed(before: &Account, after: &Account) -> Event {
    let pairs = of(before)
        .zip(of(after))
        .filter(|((_, old), (_, new))| old != new);
    let (from, to): (Map<_, _>, Map<_, _>) = pairs.unzip();
    Event::new(EventKind::AccountChanged)
        .in_account(after.id)
        .with("from", Value::Object(from))
        .with("to", Value::Object(to))
}

fn of(account: &Account) -> impl Iterator<Item = (String, Value)> {
    let external_id = account.external_id.as_ref().map(ExternalId::as_str);
    [
        ("name", Value::from(account.name.as_str())),
        ("external_id", Value::from(external_id)),
        ("status", Value::from(account.status.as_str())),
        ("program", Value::from(account.program.map(Program::as_str))),
        ("seat_pricing", Value::from(account.seat_pricing.as_str())),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
}
