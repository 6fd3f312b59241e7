//! What one side sees of an event: people of the other side by name and account, but not their
//! address, token or free text (T2).

use std::net::IpAddr;

use latchkey_domain::{
    base::{
        ids::{AccountId, EventId, OperationId, SessionId, TokenId},
        text::{Name, Reason},
        time::Time,
    },
    ports::{SeenRecord, TrailSide},
    trail::{
        audit::{Actor, Outcome},
        event::Event,
    },
};

/// The details of an event that are free text.
const FREE_TEXT: [&str; 6] = [
    "reason",
    "display_name",
    "tags",
    "label",
    "name",
    "description",
];

/// What a partner writes about a client for itself alone (R6). It stands in every event of the
/// relationship, whoever acted.
const WORDS_OF_PARTNER: [&str; 2] = ["display_name", "tags"];

/// How an act was done. Only the actor's own side and the platform see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenAct {
    /// The token that was used.
    pub token: Option<TokenId>,
    /// The session that was used.
    pub session: Option<SessionId>,
    /// The operation that did it.
    pub operation: Option<OperationId>,
    /// The id of the request.
    pub request_id: String,
    /// The IP address of the caller.
    pub address: Option<IpAddr>,
    /// The reason in the actor's words.
    pub reason: Option<Reason>,
}

/// An event as one side sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenEvent {
    /// The id of the event.
    pub id: EventId,
    /// When it happened.
    pub at: Time,
    /// What happened.
    pub event: Event,
    /// Whether it was done or refused.
    pub outcome: Outcome,
    /// Who did it.
    pub actor: Actor,
    /// The actor's name, if known.
    pub actor_name: Option<Name>,
    /// The account from which they acted.
    pub actor_account: Option<AccountId>,
    /// That account's name.
    pub actor_account_name: Option<Name>,
    /// The name of the person it is about.
    pub user_name: Option<Name>,
    /// The name of the account it happened in.
    pub account_name: Option<Name>,
    /// How it was done; `None` if the actor belongs to the other side.
    pub act: Option<SeenAct>,
}

/// Which names of a refusal a side is told. Whoever was refused may have guessed the ids, so the
/// trail names only whom the side could read without it (T2): its own people and accounts, and, in
/// the account where somebody else was refused, the people of whoever was. One who was refused about
/// themself is named as the actor anyway.
#[derive(Debug, Clone, Copy)]
struct Told {
    user: bool,
    account: bool,
}

impl Told {
    const EVERYTHING: Self = Self {
        user: true,
        account: true,
    };

    fn of(side: TrailSide, seen: &SeenRecord) -> Self {
        let record = &seen.record;
        let (Some(own), Outcome::Refused(_)) = (side.own(), &record.outcome) else {
            return Self::EVERYTHING;
        };
        let about_oneself =
            matches!(record.actor, Actor::User(actor) if record.event.user == Some(actor));
        let by_others_here = record.event.account == Some(own) && record.actor_account != Some(own);
        Self {
            user: seen.own_user || about_oneself || (by_others_here && seen.actors_user),
            account: seen.own_account,
        }
    }
}

impl SeenEvent {
    /// The view of one side on a record. An actor belongs to a side if they acted from its account;
    /// the platform and the operator belong to no side.
    pub(super) fn from(side: TrailSide, seen: SeenRecord) -> Self {
        let told = Told::of(side, &seen);
        let SeenRecord {
            record,
            actor,
            user_name,
            account_name,
            ..
        } = seen;
        let own = side
            .own()
            .is_none_or(|own| record.actor_account == Some(own));
        let mut event = record.event;
        let is_partner = side.own().is_none_or(|own| event.partner == Some(own));
        if side.own().is_some() {
            // For copies of everything: it tells of memberships in other accounts.
            event.details.standing = None;
        }
        if !is_partner {
            event
                .details
                .more
                .retain(|name, _| !WORDS_OF_PARTNER.contains(&name.as_str()));
        }
        if !own {
            event
                .details
                .more
                .retain(|name, _| !FREE_TEXT.contains(&name.as_str()));
        }
        Self {
            id: record.id,
            at: record.at,
            event,
            outcome: record.outcome,
            actor: record.actor,
            actor_name: actor.name,
            actor_account: record.actor_account,
            actor_account_name: actor.account_name,
            user_name: user_name.filter(|_| told.user),
            account_name: account_name.filter(|_| told.account),
            act: own.then_some(SeenAct {
                token: record.token,
                session: record.session,
                operation: record.operation,
                request_id: record.request_id,
                address: record.address,
                reason: record.reason,
            }),
        }
    }
}
