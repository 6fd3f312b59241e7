use std::sync::Arc;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
        refusal::Refusal,
        text::Name,
    },
    membership::member::NOT_CONFIRMED_YET,
    ports::{EventFilter, EventQueries, EventView, SeenActor, SeenRecord, StoreError, TrailSide},
    trail::audit::{Actor, Outcome, Record},
};

use super::{
    list::{Order, by_id, page_of},
    state::State,
    unit::{Look, Memory, View},
};

#[async_trait]
impl<S: Look> EventQueries for Memory<S> {
    async fn events(
        &mut self,
        side: TrailSide,
        filter: &EventFilter,
        page: &PageRequest,
    ) -> Result<EventView, StoreError> {
        self.look(|view| {
            let wanted = |record: &&Arc<Record>| is_seen(record, side) && matches(record, filter);
            let refused = refused(view);
            let all = view.trail.iter().chain(&refused).filter(wanted).collect();
            page_of(all, Order::Down, page, |record: &&Arc<Record>| {
                by_id(record.id.uuid())
            })
            .map(|record| seen(view.state, side, record))
        })
    }
}

fn refused(view: &View<'_>) -> Vec<Arc<Record>> {
    view.inner.refused.lock().unwrap().clone()
}

/// Rule T2. What is in the partner's own account is about its employees where it is about a person
/// there who acts for nobody.
fn is_seen(record: &Record, side: TrailSide) -> bool {
    let event = &record.event;
    match side {
        TrailSide::Everything => true,
        TrailSide::Account(account) => event.account == Some(account),
        TrailSide::Partner(partner) => {
            let about_employee =
                event.account == Some(partner) && event.user.is_some() && event.partner.is_none();
            let hidden = Outcome::Refused(Refusal::NotFound.code().to_owned());
            record.actor_account == Some(partner)
                || (event.partner == Some(partner) && record.outcome != hidden)
                || about_employee
        }
    }
}

fn matches(record: &Record, filter: &EventFilter) -> bool {
    let event = &record.event;
    filter
        .actor
        .is_none_or(|actor| record.actor == Actor::User(actor))
        && filter.user.is_none_or(|user| event.user == Some(user))
        && filter
            .account
            .is_none_or(|account| event.account == Some(account))
        && filter.kind.as_ref().is_none_or(|kind| event.kind == *kind)
        && filter.from.is_none_or(|from| record.at >= from)
        && filter.to.is_none_or(|to| record.at < to)
}

/// The name of the person of an event. A stub has the one that the side gave them in its own account.
fn person_name(state: &State, side: TrailSide, record: &Record, user: UserId) -> Option<Name> {
    let person = state.users.get(&user)?;
    if !person.stub {
        return Some(person.name.clone());
    }
    let own = side.own().filter(|own| record.event.account == Some(*own));
    let place = own.and_then(|own| state.memberships.get(&(own, user)));
    let given = place.and_then(|membership| membership.given_name.clone());
    Some(given.unwrap_or_else(|| Name::stored(NOT_CONFIRMED_YET.to_owned())))
}

fn seen(state: &State, side: TrailSide, record: &Record) -> SeenRecord {
    let account_name = |id: Option<AccountId>| -> Option<Name> {
        let account = state.accounts.get(&id?)?;
        Some(match side {
            TrailSide::Partner(partner) => state.shown_name(partner, account.id),
            TrailSide::Account(_) | TrailSide::Everything => account.name.clone(),
        })
    };
    let actor_name =
        |id: Option<UserId>| -> Option<Name> { Some(state.users.get(&id?)?.name.clone()) };
    let actor = match &record.actor {
        Actor::User(user) => Some(*user),
        Actor::Service | Actor::Operator(_) | Actor::Job(_) => None,
    };
    let (user, account) = (record.event.user, record.event.account);
    let own = side.own();
    let pair = own.zip(user);
    let client = match side {
        TrailSide::Partner(partner) => account.map(|account| (partner, account)),
        TrailSide::Account(_) | TrailSide::Everything => None,
    };
    let acts_for = |(partner, user)| {
        let mut all = state.memberships.values();
        all.any(|one| one.user == user && one.partner == Some(partner))
    };
    let is_acting = matches!(side, TrailSide::Partner(_)) && pair.is_some_and(acts_for);
    let colleague = record.actor_account.zip(user);
    SeenRecord {
        own_user: is_acting || pair.is_some_and(|place| state.memberships.contains_key(&place)),
        actors_user: colleague.is_some_and(|place| state.memberships.contains_key(&place)),
        own_account: (own.is_some() && own == account)
            || client.is_some_and(|pair| state.relationships.contains_key(&pair)),
        record: record.clone(),
        actor: SeenActor {
            name: actor_name(actor),
            account_name: account_name(record.actor_account),
        },
        user_name: user.and_then(|user| person_name(state, side, record, user)),
        account_name: account_name(account),
    }
}
