//! Events of the trail.

use latchkey_application::audit::SeenEvent;
use latchkey_domain::trail::audit::{Actor, Outcome};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{Stamp, people::NamedView, words};

/// An event of the trail, as the reader's side may see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEvent)]
pub(crate) struct AuditEventView {
    #[schema(example = "evt_01h455vb4pex5vsknk084sn02q")]
    id: String,
    #[serde(rename = "type")]
    #[schema(example = "membership.created")]
    kind: String,
    at: Stamp,
    #[schema(value_type = words::Outcome)]
    outcome: &'static str,
    /// The problem code, if it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    actor: ActorView,
    /// The account it happened in.
    account: Option<NamedView>,
    /// The person it is about.
    user: Option<NamedView>,
    /// The partner it is about.
    partner: Option<String>,
    /// The id of the thing itself.
    object: Option<String>,
    /// The details: before and after, permissions added, taken, withheld, retained, and more.
    details: Value,
    /// The reason the actor gave; shown only to the actor's own side.
    reason: Option<String>,
    request_id: Option<String>,
    address: Option<String>,
    token: Option<String>,
    /// The session of the pages by which the person acted.
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<String>,
    /// The operation that carried it out on the actor's behalf.
    operation: Option<String>,
}

/// The actor.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Actor)]
pub(crate) struct ActorView {
    #[serde(rename = "type")]
    #[schema(value_type = words::ActorKind)]
    kind: &'static str,
    /// The person, if the actor is one.
    id: Option<String>,
    /// The person's name, or the operator's command.
    name: Option<String>,
    /// The account they acted from.
    account: Option<NamedView>,
}

impl AuditEventView {
    pub(crate) fn of(seen: &SeenEvent) -> Self {
        let event = &seen.event;
        let account_name = seen.account_name.as_ref();
        let user_name = seen.user_name.as_ref();
        let (outcome, problem) = match &seen.outcome {
            Outcome::Done => ("done", None),
            Outcome::Refused(code) => ("refused", Some(code.clone())),
        };
        let act = seen.act.as_ref();
        Self {
            id: seen.id.to_string(),
            kind: event.kind.as_str().to_owned(),
            at: seen.at.into(),
            outcome,
            problem,
            actor: actor(seen),
            account: event.account.map(|id| NamedView::account(id, account_name)),
            user: event.user.map(|id| NamedView::user(id, user_name)),
            partner: event.partner.map(|id| id.to_string()),
            object: event.object.clone(),
            details: serde_json::to_value(&event.details).unwrap_or_default(),
            reason: act.and_then(|act| Some(act.reason.as_ref()?.to_string())),
            request_id: act.map(|act| act.request_id.clone()),
            address: act.and_then(|act| Some(act.address?.to_string())),
            token: act.and_then(|act| Some(act.token?.to_string())),
            session: act.and_then(|act| Some(act.session?.to_string())),
            operation: act.and_then(|act| Some(act.operation?.to_string())),
        }
    }
}

fn actor(seen: &SeenEvent) -> ActorView {
    let from = seen.actor_account;
    let account = from.map(|id| NamedView::account(id, seen.actor_account_name.as_ref()));
    let (kind, id, name) = match &seen.actor {
        Actor::User(id) => {
            let name = seen.actor_name.as_ref().map(ToString::to_string);
            ("user", Some(id.to_string()), name)
        }
        Actor::Service => ("service", None, None),
        Actor::Operator(command) => ("operator", None, Some(command.clone())),
        Actor::Job(name) => ("job", None, Some(name.clone())),
    };
    ActorView {
        kind,
        id,
        name,
        account,
    }
}
