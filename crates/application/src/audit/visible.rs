//! What one side sees of an event: the other side's people by name and account, not their address,
//! token or free text (T2).

use std::net::IpAddr;

use latchkey_domain::{
    base::{
        ids::{AccountId, EventId, OperationId, TokenId},
        refusal::Refusal,
        text::{Name, Reason},
        time::Time,
    },
    ports::{SeenRecord, TrailSide},
    trail::{
        audit::{Actor, Outcome},
        event::Event,
    },
};

/// The further facts of an event that are somebody's own words.
const FREE_TEXT: [&str; 6] = [
    "reason",
    "display_name",
    "tags",
    "label",
    "name",
    "description",
];

/// How an act was done: seen by the actor's own side and by the platform alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenAct {
    /// By which token.
    pub token: Option<TokenId>,
    /// By which operation.
    pub operation: Option<OperationId>,
    /// In which request.
    pub request_id: String,
    /// From which address.
    pub address: Option<IpAddr>,
    /// Why, in the actor's words.
    pub reason: Option<Reason>,
}

/// An event as one side sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenEvent {
    /// Its id.
    pub id: EventId,
    /// When.
    pub at: Time,
    /// What happened.
    pub event: Event,
    /// How it ended.
    pub outcome: Outcome,
    /// Who did it.
    pub actor: Actor,
    /// Their name, where it is known.
    pub actor_name: Option<Name>,
    /// From which account they acted.
    pub actor_account: Option<AccountId>,
    /// That account's name.
    pub actor_account_name: Option<Name>,
    /// The name of the person it is about.
    pub user_name: Option<Name>,
    /// The name of the account it happened in.
    pub account_name: Option<Name>,
    /// How it was done; `None` where the actor is of the other side.
    pub act: Option<SeenAct>,
}

/// Whether the refusal was that the person or the account is not to be known of: then the trail must
/// not tell their names either, but to those whose own they are (A6, T2).
fn hides_its_target(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Done => false,
        Outcome::Refused(code) => [Refusal::NotFound, Refusal::NotAnEmployee]
            .iter()
            .any(|refusal| refusal.code() == code),
    }
}

impl SeenEvent {
    /// What this side sees of a record. An actor is of a side if they acted from its account; the
    /// platform and the operator are of nobody's side.
    pub(super) fn from(side: TrailSide, seen: SeenRecord) -> Self {
        let SeenRecord {
            record,
            actor,
            user_name,
            account_name,
            own_user,
            own_account,
        } = seen;
        let own = side
            .own()
            .is_none_or(|own| record.actor_account == Some(own));
        let mut event = record.event;
        if !own {
            event
                .details
                .more
                .retain(|name, _| !FREE_TEXT.contains(&name.as_str()));
        }
        let hidden = side.own().is_some() && hides_its_target(&record.outcome);
        Self {
            id: record.id,
            at: record.at,
            event,
            outcome: record.outcome,
            actor: record.actor,
            actor_name: actor.name,
            actor_account: record.actor_account,
            actor_account_name: actor.account_name,
            user_name: user_name.filter(|_| !hidden || own_user),
            account_name: account_name.filter(|_| !hidden || own_account),
            act: own.then_some(SeenAct {
                token: record.token,
                operation: record.operation,
                request_id: record.request_id,
                address: record.address,
                reason: record.reason,
            }),
        }
    }
}
