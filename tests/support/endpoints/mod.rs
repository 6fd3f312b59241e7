//! The table of endpoints, as `api.md` documents them, each with a call that would succeed.
//!
//! The tests of malformed bodies and of strangers walk through it, and a test compares it with the
//! published document, so that an endpoint cannot be added without standing here.

mod account_side;
mod fixture;
mod partner_side;
mod platform;

use reqwest::Method;
use serde_json::{Value, json};

use super::Caller;
pub(crate) use fixture::Fixture;

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Anybody.
    Open,
    /// Whoever shows a token, of either kind.
    Known,
    /// A service token with this scope.
    Service(&'static str),
    /// Any user, about themselves or with a link in hand.
    User,
    /// A user with rights in the account. The platform is told to ask with a user token where this only
    /// reads.
    Account,
    /// The same, or a service token with this scope.
    AccountOrService(&'static str),
    /// A user with rights in the partner's account. The platform is told to ask with a user token where
    /// this only reads.
    Partner,
    /// The same, or a service token with this scope.
    PartnerOrService(&'static str),
    /// Whoever began it.
    Starter,
    /// The same, whoever has the rights of its partner, or a service token with this scope.
    StarterOrService(&'static str),
}

/// A body that is accepted, and what may be taken from it.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    /// All documented members, valid.
    pub(crate) sample: Value,
    /// The members that must be there.
    pub(crate) required: &'static [&'static str],
}

/// An operation of the contract.
#[derive(Debug, Clone)]
pub(crate) struct Endpoint {
    pub(crate) method: Method,
    /// The path with `{}` in the place of each parameter.
    pub(crate) template: String,
    /// The path with values that exist.
    pub(crate) path: String,
    pub(crate) audience: Audience,
    /// Somebody who may.
    pub(crate) caller: Caller,
    pub(crate) body: Option<Body>,
}

impl Endpoint {
    /// The call as anybody would make it, with the documented body.
    pub(crate) fn call_as(&self, caller: &Caller) -> super::Call {
        let call = caller.call(self.method.clone(), &self.path);
        match &self.body {
            Some(body) => call.json(&body.sample),
            None => call,
        }
    }
}

fn own_token_body() -> Value {
    json!({"label": "own", "scopes": ["read", "manage"], "expires_in_seconds": 3600})
}

/// Collects endpoints that are called by the same people.
struct Table {
    rows: Vec<Endpoint>,
}

impl Table {
    /// Gives the row that was added last what its query must have.
    fn ask(&mut self, query: &str) {
        let row = self.rows.last_mut().unwrap();
        row.path = format!("{}?{query}", row.path);
    }

    /// Adds a row. `values` takes the places of the parameters of `template`, in order.
    fn add(
        &mut self,
        (method, template): (Method, &str),
        values: &[&str],
        (audience, caller): (Audience, &Caller),
        body: Option<Body>,
    ) {
        let mut path = String::new();
        let mut pieces = template.split("{}");
        path.push_str(pieces.next().unwrap());
        let mut values = values.iter();
        for piece in pieces {
            path.push_str(values.next().unwrap());
            path.push_str(piece);
        }
        assert!(values.next().is_none(), "{template} has fewer parameters");
        self.rows.push(Endpoint {
            method,
            template: template.to_owned(),
            path,
            audience,
            caller: caller.clone(),
            body,
        });
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "rows without a body stand beside those with one"
)]
fn body(sample: Value, required: &'static [&'static str]) -> Option<Body> {
    Some(Body { sample, required })
}

/// Every operation that is implemented.
pub(crate) fn endpoints(fixture: &Fixture) -> Vec<Endpoint> {
    let mut table = Table { rows: Vec::new() };
    platform::operations(&mut table, fixture);
    platform::accounts(&mut table, fixture);
    platform::activities(&mut table, fixture);
    platform::assets(&mut table, fixture);
    platform::users(&mut table, fixture);
    account_side::me(&mut table, fixture);
    account_side::account_side(&mut table, fixture);
    partner_side::access_links(&mut table, fixture);
    partner_side::client_access(&mut table, fixture);
    partner_side::people_of_clients(&mut table, fixture);
    partner_side::many_at_once(&mut table, fixture);
    partner_side::removals(&mut table, fixture);
    platform::standardizations(&mut table, fixture);
    platform::webhooks(&mut table, fixture);
    table.rows
}
