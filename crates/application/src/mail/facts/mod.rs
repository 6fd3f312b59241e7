//! What a mail has to tell, read afresh when it is written: the events of the act, with the names of now.
//! So an erased name stands in no mail that is written later (T3).

mod account_side;
mod endings;
mod invitation;
mod leavers;
mod own_access;
mod partner_side;

use latchkey_domain::{
    base::{
        ids::{AccountId, PermissionSetId, UserId},
        text::Name,
    },
    membership::{AccessKind, Status},
    people::{mail::MailKind, user::User},
    permission::{Catalogue, seat::Seat},
    ports::{CommittedEvent, OutboxFilter, OutboxPosition, Reader, StoreError},
    telling::waiting::{NotedMail, Occasion},
    trail::{
        audit::Actor,
        event::{AccessSummary, EventKind},
    },
};

use super::message::{AccountInMail, Act, Doer, Message, PersonInMail, ReaderSide, ShownAccess};

/// How many events of an act are read for a mail: beyond them, a mail only counts.
const MOST_EVENTS: u32 = 2_000;

/// What is read for one mail.
pub(super) struct MailFacts<'a> {
    reader: &'a mut dyn Reader,
    catalogue: &'a Catalogue,
    /// Who reads the mail.
    user: &'a User,
    noted: NotedMail,
    /// The events of the act that the mail is about, oldest first.
    events: Vec<CommittedEvent>,
}

impl<'a> MailFacts<'a> {
    /// Reads the events of the act that concern the reader, or the place.
    pub(super) async fn load(
        reader: &'a mut dyn Reader,
        catalogue: &'a Catalogue,
        user: &'a User,
        noted: NotedMail,
    ) -> Result<Self, StoreError> {
        // What one side set is one act, in whichever accounts.
        let place = noted
            .place
            .filter(|_| noted.kind != MailKind::AccessOfOthersEnding);
        let filter = OutboxFilter {
            kinds: Vec::new(),
            accounts: Vec::from_iter(place),
            operation: noted.occasion.operation(),
            about: noted.place.is_none().then_some(noted.reader),
            until: match noted.occasion {
                Occasion::Commit(number) => Some(number),
                Occasion::Operation(_) => None,
            },
        };
        let events = match noted.occasion {
            Occasion::Operation(_) => {
                let all = reader.committed_events(OutboxPosition::START, &filter, MOST_EVENTS);
                all.await?
            }
            Occasion::Commit(number) => {
                let before = OutboxPosition::end_of(number.saturating_sub(1));
                let found = reader.committed_events(before, &filter, MOST_EVENTS);
                found.await?
            }
        };
        Ok(Self {
            reader,
            catalogue,
            user,
            noted,
            events,
        })
    }

    /// The message; `None`: there is nothing left to tell.
    pub(super) async fn message(mut self) -> Result<Option<Message>, StoreError> {
        if self.events.is_empty() {
            return Ok(None);
        }
        if self.noted.place.is_none() {
            self.own_access().await
        } else if self.is_of_partner() {
            self.partner_side().await
        } else {
            self.account_side().await
        }
    }

    /// The events of one kind.
    fn of_kind(&self, kind: EventKind) -> Vec<CommittedEvent> {
        let all = self.events.iter().filter(|it| it.record.event.kind == kind);
        all.cloned().collect()
    }

    fn first_of(&self, kind: EventKind) -> Option<CommittedEvent> {
        self.of_kind(kind).into_iter().next()
    }

    /// Who did what is told, when, and why, as far as readers on this side may know (T2).
    fn act(events: &[CommittedEvent], side: Option<AccountId>) -> Option<Act> {
        let (first, last) = (events.first()?, events.last()?);
        let record = &first.record;
        let by = match &record.actor {
            Actor::User(_) => Doer::Person {
                name: first.actor.as_ref()?.name.clone(),
                from: account_of_actor(first),
            },
            Actor::Service | Actor::Operator(_) => Doer::Platform,
            Actor::Job(_) => Doer::Clock,
        };
        let knows_why = side.is_some() && record.actor_account == side;
        Some(Act {
            by,
            at: record.at,
            until: Some(last.record.at).filter(|until| *until != record.at),
            reason: record.reason.clone().filter(|_| knows_why),
        })
    }

    /// Access as it is named: a set by its present name.
    async fn access(&mut self, held: &AccessSummary) -> Result<Option<ShownAccess>, StoreError> {
        Ok(match AccessKind::parse(&held.access) {
            Some(AccessKind::SuperAdmin) => Some(ShownAccess::SuperAdmin),
            Some(AccessKind::PartnerAdmin) => Some(ShownAccess::PartnerAdmin),
            Some(AccessKind::PermissionSet) => {
                let id: Option<PermissionSetId> = held
                    .permission_set
                    .as_deref()
                    .and_then(|id| id.parse().ok());
                let set = match id {
                    Some(id) => self.reader.permission_set(id).await?,
                    None => None,
                };
                set.map(|set| ShownAccess::PermissionSet(set.name().clone()))
            }
            None => None,
        })
    }

    /// The account by the name that people of this partner have for it, or by its official one.
    async fn account(
        &mut self,
        event: &CommittedEvent,
        seen_from: Option<AccountId>,
    ) -> Result<Option<AccountInMail>, StoreError> {
        let Some(account) = &event.account else {
            return Ok(None);
        };
        let own_name = match seen_from {
            Some(partner) => {
                let known = self.reader.relationship(partner, account.id).await?;
                known.and_then(|known| known.display_name.clone())
            }
            None => None,
        };
        Ok(Some(AccountInMail {
            id: account.id,
            name: own_name.unwrap_or_else(|| account.name.clone()),
        }))
    }

    /// From which side the reader sees a client: their own account's, unless they act for the partner or
    /// are no member there.
    async fn side(&mut self, client: AccountId) -> Result<ReaderSide, StoreError> {
        let member = self.reader.member(client, self.user.id).await?;
        Ok(match member {
            Some(member) if member.membership.partner.is_none() => ReaderSide::Client,
            Some(_) | None => ReaderSide::Partner,
        })
    }
}

/// The name of the account from which somebody acted.
fn account_of_actor(event: &CommittedEvent) -> Option<Name> {
    let from = event.record.actor_account?;
    let accounts = [event.account.as_ref(), event.partner.as_ref()];
    let found = accounts.into_iter().flatten().find(|it| it.id == from)?;
    Some(found.name.clone())
}

fn partner_of(event: &CommittedEvent) -> Option<AccountInMail> {
    event.partner.as_ref().map(|partner| AccountInMail {
        id: partner.id,
        name: partner.name.clone(),
    })
}

fn person_of(event: &CommittedEvent) -> Option<PersonInMail> {
    event.user.as_ref().map(|user| PersonInMail {
        id: user.id,
        name: user.name.clone(),
    })
}

fn seat_of(held: &AccessSummary) -> Option<Seat> {
    Seat::parse(&held.seat)
}

fn is_about(event: &CommittedEvent, user: UserId) -> bool {
    event.record.event.user == Some(user)
}

fn is_invited(held: Option<&AccessSummary>) -> bool {
    held.is_some_and(|held| held.status == Status::Invited.as_str())
}

/// The value, where it is the same in all.
fn same<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}
