use std::sync::Arc;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, EventId, UserId},
        text::Name,
    },
    membership::member::NOT_CONFIRMED_YET,
    ports::{
        CommittedEvent, NamedAccount, NamedUser, OutboxFilter, OutboxPosition, OutboxQueries,
        StoreError,
    },
    trail::audit::{Actor, Record},
};

use super::{
    committed::revision,
    state::State,
    unit::{Look, Memory, View},
};

#[async_trait]
impl<S: Look> OutboxQueries for Memory<S> {
    async fn committed_events(
        &mut self,
        after: OutboxPosition,
        filter: &OutboxFilter,
        most: u32,
    ) -> Result<Vec<CommittedEvent>, StoreError> {
        self.look(|view| {
            let wanted = numbered(view).filter(|(number, record)| {
                let event = &record.event;
                let places = event.account.into_iter().chain(event.partner);
                let done_by = filter.operation.is_none() || filter.operation == record.operation;
                let about = filter.about.is_none() || filter.about == event.user;
                let in_time = filter.until.is_none_or(|until| *number <= until);
                let meant = done_by && about && in_time && filter.wants(&event.kind, places);
                position(*number, record) > after && meant
            });
            wanted
                .take(usize::try_from(most).unwrap())
                .map(|(number, record)| committed(view.state, number, record))
                .collect()
        })
    }

    async fn committed_events_among(
        &mut self,
        events: &[EventId],
    ) -> Result<Vec<CommittedEvent>, StoreError> {
        self.look(|view| {
            let wanted = numbered(view).filter(|(_number, record)| events.contains(&record.id));
            let mut found: Vec<_> = wanted
                .map(|(number, record)| committed(view.state, number, record))
                .collect();
            found.sort_by_key(CommittedEvent::position);
            found
        })
    }

    async fn position_of(&mut self, event: EventId) -> Result<Option<OutboxPosition>, StoreError> {
        self.look(|view| {
            let mut all = numbered(view);
            let found = all.find(|(_number, record)| record.id == event);
            found.map(|(number, record)| position(number, record))
        })
    }
}

/// The events of all commits with the numbers of their commits.
fn numbered<'a>(view: &'a View<'_>) -> impl Iterator<Item = (u64, &'a Arc<Record>)> {
    let starts = std::iter::once(&0).chain(view.ends);
    (1_u64..)
        .zip(starts.zip(view.ends))
        .flat_map(|(number, (start, end))| {
            let events = view.trail.get(*start..*end).unwrap();
            events.iter().map(move |record| (number, record))
        })
}

fn position(number: u64, record: &Record) -> OutboxPosition {
    OutboxPosition {
        revision: number,
        event: Some(record.id),
    }
}

fn committed(state: &State, number: u64, record: &Record) -> CommittedEvent {
    let account = |id: AccountId| {
        state.accounts.get(&id).map(|account| NamedAccount {
            id,
            external_id: account.external_id.clone(),
            name: account.name.clone(),
        })
    };
    let person = |id: UserId| {
        state.users.get(&id).map(|user| NamedUser {
            id,
            external_id: user.external_id.clone(),
            name: if user.stub {
                Name::stored(NOT_CONFIRMED_YET.to_owned())
            } else {
                user.name.clone()
            },
            email: user.email.clone(),
        })
    };
    let actor = match &record.actor {
        Actor::User(user) => Some(*user),
        Actor::Service | Actor::Operator(_) | Actor::Job(_) => None,
    };
    CommittedEvent {
        revision: revision(number),
        account: record.event.account.and_then(account),
        user: record.event.user.and_then(person),
        partner: record.event.partner.and_then(account),
        actor: actor.and_then(person),
        record: record.clone(),
    }
}
