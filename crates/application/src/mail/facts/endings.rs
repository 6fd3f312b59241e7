//! What is told of ends that near (A9, N1).

use std::collections::BTreeMap;

use latchkey_domain::{
    base::{ids::AccountId, time::Time},
    membership::Status,
    ports::{CommittedEvent, StoreError},
    telling::reminder::days_left,
    trail::{audit::Actor, event::EventKind},
};
use serde_json::Value;

use super::{MailFacts, own_access::side_of, same};
use crate::{
    mail::message::{
        AccessEnds, Act, ActedOn, Doer, EndsOfOthers, Message, NameList, ReaderSide,
        RelationshipCloses, ShownPage,
    },
    steps::set_end::setting_of_end,
};

impl MailFacts<'_> {
    /// The reader's own access ends.
    pub(super) async fn access_ends(&mut self) -> Result<Option<Message>, StoreError> {
        let told = self.still_ending().await?;
        let (Some(first), Some(at)) = (told.first().cloned(), end_of(&told)) else {
            return Ok(None);
        };
        let turn = self
            .turn(&told, |event| event.record.event.details.after.as_ref())
            .await?;
        let user = self.user.id;
        let places: Vec<_> = told
            .iter()
            .filter_map(|event| Some((event.record.event.account?, user)))
            .collect();
        let owned = self.reader.asset_tallies(&places).await?;
        let owned = owned.values().flat_map(|kinds| kinds.values());
        let owned = owned.map(|tally| tally.count).sum();
        let set = self.setting(&first, at, side_of(&first)).await?;
        Ok(Some(Message::AccessEnding(AccessEnds {
            accounts: self.acted_on(&told).await?,
            at,
            days: days_of(&first),
            access: turn.access,
            set,
            owned,
        })))
    }

    /// Ends that the reader's side set for others.
    pub(super) async fn ends_of_others(&mut self) -> Result<Option<Message>, StoreError> {
        let told = self.still_ending().await?;
        let (Some(first), Some(at), Some(side)) =
            (told.first().cloned(), end_of(&told), self.noted.place)
        else {
            return Ok(None);
        };
        let of_partner = first.record.event.partner == Some(side);
        let set = self.setting(&first, at, Some(side)).await?;
        Ok(Some(Message::AccessOfOthersEnding(EndsOfOthers {
            people: people_once(&told),
            accounts: self
                .accounts_of(&told, Some(side).filter(|_| of_partner))
                .await?,
            at,
            days: days_of(&first),
            set,
            side: if of_partner {
                ReaderSide::Partner
            } else {
                ReaderSide::Client
            },
        })))
    }

    /// A managed relationship of the reader's account ends.
    pub(super) async fn relationship_closes(&mut self) -> Result<Option<Message>, StoreError> {
        let Some(event) = self.first_of(EventKind::RelationshipEnding) else {
            return Ok(None);
        };
        let told = &event.record.event;
        let (Some(partner), Some(client)) = (told.partner, told.account) else {
            return Ok(None);
        };
        let relationship = self.reader.relationship(partner, client).await?;
        let last_activity = relationship.and_then(|it| it.last_qualifying_activity_at);
        let was = instant_of(&event, "last_qualifying_activity_at");
        // Somebody has worked there since: it does not end then.
        let Some(last_activity) = last_activity.filter(|last| Some(*last) == was) else {
            return Ok(None);
        };
        let (Some(at), Some(shown)) = (
            instant_of(&event, "ends_at"),
            self.account(&event, Some(partner)).await?,
        ) else {
            return Ok(None);
        };
        Ok(Some(Message::RelationshipEnding(RelationshipCloses {
            client: shown,
            at,
            days: days_left(at, event.record.at),
            last_activity,
        })))
    }

    /// The reminders of memberships that still end then.
    async fn still_ending(&mut self) -> Result<Vec<CommittedEvent>, StoreError> {
        let mut told = Vec::new();
        for event in self.of_kind(EventKind::MembershipExpiring) {
            let (account, user) = (event.record.event.account, event.record.event.user);
            let (Some(account), Some(user)) = (account, user) else {
                continue;
            };
            let member = self.reader.member(account, user).await?;
            let end = event.record.event.details.after.as_ref();
            let end = end.and_then(|after| after.expires_at);
            let still = member.is_some_and(|member| {
                member.membership.expires_at == end && member.membership.status() == Status::Active
            });
            if still {
                told.push(event);
            }
        }
        Ok(told)
    }

    /// Who set the end, as far as readers on this side may know (T2).
    async fn setting(
        &mut self,
        event: &CommittedEvent,
        end: Time,
        side: Option<AccountId>,
    ) -> Result<Option<Act>, StoreError> {
        let (Some(account), Some(user)) = (event.record.event.account, event.record.event.user)
        else {
            return Ok(None);
        };
        let found = setting_of_end(&mut *self.reader, (account, user), end).await?;
        Ok(found.and_then(|seen| {
            let record = seen.record;
            let by = match record.actor {
                Actor::User(_) => Doer::Person {
                    name: seen.actor.name?,
                    from: seen.actor.account_name,
                },
                Actor::Service | Actor::Operator(_) => Doer::Platform,
                Actor::Job(_) => Doer::Clock,
            };
            Some(Act {
                by,
                at: record.at,
                until: None,
                reason: record
                    .reason
                    .filter(|_| side.is_some() && record.actor_account == side),
            })
        }))
    }

    /// The accounts of these events, each once, as they are called by this partner or by themselves.
    async fn accounts_of(
        &mut self,
        told: &[CommittedEvent],
        partner: Option<AccountId>,
    ) -> Result<ActedOn, StoreError> {
        let mut accounts = Vec::new();
        for event in told {
            let place = event.record.event.account;
            let known = |it: &&CommittedEvent| it.record.event.account == place;
            if !accounts.iter().any(known) {
                accounts.push(event);
            }
        }
        let mut first = Vec::new();
        for event in accounts.iter().take(NameList::SHOWN) {
            first.extend(self.account(event, partner).await?.map(|it| it.name));
        }
        let page = match (accounts.as_slice(), partner) {
            ([only], Some(_)) => only.account.as_ref().map(|it| ShownPage::Client(it.id)),
            ([only], None) => only.account.as_ref().map(|it| ShownPage::Users(it.id)),
            _ => None,
        };
        Ok(ActedOn {
            names: NameList::counted(first, accounts.len()),
            page: page.unwrap_or(ShownPage::OwnAccess),
        })
    }
}

/// The people of these events, each once.
fn people_once(told: &[CommittedEvent]) -> NameList {
    let people = told.iter().filter_map(|event| event.user.as_ref());
    let people: BTreeMap<_, _> = people.map(|user| (user.id, user.name.clone())).collect();
    people.into_values().collect()
}

/// The end that all of them have.
fn end_of(told: &[CommittedEvent]) -> Option<Time> {
    let ends = told.iter().map(|event| {
        let after = event.record.event.details.after.as_ref();
        after.and_then(|after| after.expires_at)
    });
    same(ends).flatten()
}

/// How many days were left when it was told.
fn days_of(event: &CommittedEvent) -> u32 {
    let days = event.record.event.details.more.get("days");
    let days = days.and_then(Value::as_u64);
    days.and_then(|days| u32::try_from(days).ok())
        .unwrap_or_default()
}

fn instant_of(event: &CommittedEvent, fact: &str) -> Option<Time> {
    let text = event.record.event.details.more.get(fact)?.as_str()?;
    latchkey_domain::base::time::instant(text).ok()
}
