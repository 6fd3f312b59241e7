//! An event as other systems get it: everything they need to keep a copy right, without asking back.

use std::collections::BTreeMap;

use latchkey_domain::{
    base::time::Time,
    permission::PermissionKey,
    ports::{CommittedEvent, NamedAccount, NamedUser},
    trail::{
        audit::Actor,
        event::{AccessSummary, Details, REPEATS, StandingSummary},
    },
};
use serde::Serialize;
use serde_json::Value;

/// An event on its way out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OutgoingEvent {
    /// The id of the event. It stays the same however often the event is sent.
    pub id: String,
    /// The kind of event.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it happened.
    pub timestamp: Time,
    /// What happened.
    pub data: EventData,
}

/// What happened, to whom, by whom.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EventData {
    /// The commit that the event belongs to: revisions follow the order of commits.
    pub revision: String,
    /// The accounts concerned: where it happened, and the partner.
    pub accounts: Vec<String>,
    /// Who did it.
    pub actor: OutgoingActor,
    /// The account it happened in.
    pub account: Option<OutgoingAccount>,
    /// The person it is about.
    pub user: Option<OutgoingUser>,
    /// The partner it is about.
    pub partner: Option<OutgoingAccount>,
    /// The id of the thing itself, if it is neither an account nor a person.
    pub object: Option<String>,
    /// The membership after the change; left out where it is gone, and where the event is not about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership: Option<OutgoingMembership>,
    /// The membership before the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub membership_before: Option<AccessSummary>,
    /// The permissions that somebody, or a set, has gained and lost.
    pub permissions: PermissionChange,
    /// The seats that were taken and freed in the account.
    pub seats: SeatChange,
    /// Further facts of this kind of event.
    pub details: BTreeMap<String, Value>,
    /// The reason that the actor gave.
    pub reason: Option<String>,
    /// The request.
    pub request_id: String,
    /// The operation that did it on the actor's behalf.
    pub operation: Option<String>,
}

/// A membership after a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutgoingMembership {
    /// Its id.
    pub id: Option<String>,
    /// What it holds.
    #[serde(flatten)]
    pub access: AccessSummary,
    /// What else decides whether it gives anything; `None`: an event of an older version.
    #[serde(flatten)]
    pub standing: Option<StandingSummary>,
}

/// Permissions gained and lost, each ladder once: bare if it is the whole, else by its highest level.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PermissionChange {
    /// Held since this event.
    pub gained: Vec<PermissionKey>,
    /// No longer held.
    pub lost: Vec<PermissionKey>,
    /// In the chosen set, but not given (A3).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<PermissionKey>,
    /// Not in the chosen set, but kept (A3).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub retained: Vec<PermissionKey>,
}

/// Seats taken and freed. A paid seat beside another one is `paid_sales` or `paid_service`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct SeatChange {
    /// Seats that the member holds since this event.
    pub taken: Vec<String>,
    /// Seats that they held before.
    pub freed: Vec<String>,
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutgoingActor {
    /// `user`, `service`, `operator` or `job`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The person.
    #[serde(flatten)]
    pub user: Option<OutgoingUser>,
    /// The command of the operator, or the job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// The account they acted from.
    pub account: Option<String>,
}

/// An account, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutgoingAccount {
    /// Latchkey's id.
    pub id: String,
    /// The platform's own id.
    pub external_id: Option<String>,
    /// The official name.
    pub name: String,
}

/// A person, as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutgoingUser {
    /// Latchkey's id.
    pub id: String,
    /// The platform's own id.
    pub external_id: Option<String>,
    /// The name.
    pub name: String,
    /// The address.
    pub email: Option<String>,
}

impl From<NamedAccount> for OutgoingAccount {
    fn from(account: NamedAccount) -> Self {
        Self {
            id: account.id.to_string(),
            external_id: account.external_id.map(|id| id.to_string()),
            name: account.name.to_string(),
        }
    }
}

impl From<NamedUser> for OutgoingUser {
    fn from(user: NamedUser) -> Self {
        Self {
            id: user.id.to_string(),
            external_id: user.external_id.map(|id| id.to_string()),
            name: user.name.to_string(),
            email: user.email.map(|email| email.to_string()),
        }
    }
}

impl SeatChange {
    /// What a membership's seats were and are. It holds them whatever its status (D3).
    fn between(before: Option<&AccessSummary>, after: Option<&AccessSummary>) -> Self {
        let seats = |summary: Option<&AccessSummary>| -> Vec<String> {
            let Some(held) = summary else {
                return Vec::new();
            };
            let paid = held.paid_seats.iter().map(|seat| format!("paid_{seat}"));
            std::iter::once(held.seat.clone()).chain(paid).collect()
        };
        let (before, after) = (seats(before), seats(after));
        let missing = |all: &[String], others: &[String]| {
            let gone = all.iter().filter(|seat| !others.contains(seat));
            gone.cloned().collect()
        };
        Self {
            taken: missing(&after, &before),
            freed: missing(&before, &after),
        }
    }
}

impl From<CommittedEvent> for OutgoingEvent {
    fn from(committed: CommittedEvent) -> Self {
        let record = committed.record;
        let event = record.event;
        let Details {
            before,
            after,
            standing,
            added,
            taken,
            withheld,
            retained,
            more,
        } = event.details;
        let (mut permissions, mut seats) = (
            PermissionChange {
                gained: added,
                lost: taken,
                withheld,
                retained,
            },
            SeatChange::between(before.as_ref(), after.as_ref()),
        );
        // Whoever adds up what was gained and taken counts it once.
        if more.contains_key(REPEATS) {
            (permissions, seats) = (PermissionChange::default(), SeatChange::default());
        }
        let membership = after.map(|access| OutgoingMembership {
            id: event.object.clone(),
            access,
            standing,
        });
        let places = event.account.into_iter().chain(event.partner);
        let (kind, command) = match record.actor {
            Actor::User(_) => ("user", None),
            Actor::Service => ("service", None),
            Actor::Operator(command) => ("operator", Some(command)),
            Actor::Job(job) => ("job", Some(job)),
        };
        Self {
            id: record.id.to_string(),
            kind: event.kind.as_str().to_owned(),
            timestamp: record.at,
            data: EventData {
                revision: committed.revision.to_string(),
                accounts: places.map(|id| id.to_string()).collect(),
                actor: OutgoingActor {
                    kind,
                    user: committed.actor.map(OutgoingUser::from),
                    command,
                    account: record.actor_account.map(|id| id.to_string()),
                },
                account: committed.account.map(OutgoingAccount::from),
                user: committed.user.map(OutgoingUser::from),
                partner: committed.partner.map(OutgoingAccount::from),
                object: event.object,
                seats,
                membership,
                membership_before: before,
                permissions,
                details: more,
                reason: record.reason.map(|reason| reason.to_string()),
                request_id: record.request_id,
                operation: record.operation.map(|id| id.to_string()),
            },
        }
    }
}
