//! What the trail says of an account that was made or changed. An account's name is nobody's
//! personal data, so it may stand there (T3).

use latchkey_domain::{
    base::text::ExternalId,
    people::account::{Account, Program},
    trail::event::{Event, EventKind},
};
use serde_json::{Map, Value};

/// The event of an account that was made.
pub(super) fn created(account: &Account) -> Event {
    let event = Event::new(EventKind::AccountCreated).in_account(account.id);
    event.with("to", Value::Object(of(account).collect()))
}

/// The event of an account that was changed: only what is different, as it was and as it is.
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
