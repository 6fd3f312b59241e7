//! Access links: each belongs to one employee, stays valid for some time, and is shown to clients
//! who may approve it (L2 to L6).

mod approve;
mod decline;
mod issue;
mod list;
mod load;
mod revoke;
mod rotate;
mod show;

use std::sync::Arc;

use latchkey_domain::{
    base::time::Time,
    membership::member::Person,
    partnership::access_link::{AccessLink, LinkKey, LinkState},
    people::token::SecretText,
};

pub use self::{
    approve::{ApproveLink, ApprovedLink},
    decline::DeclineLink,
    issue::{IssueLink, IssuedLink},
    revoke::TargetLink,
    show::{EligibleAccount, LinkPage, NamedPermission},
};
use crate::frame::ports::Ports;

/// The use cases for access links.
#[derive(Debug, Clone)]
pub struct AccessLinks {
    ports: Arc<Ports>,
}

impl AccessLinks {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}

/// A link as managers see it; no one else sees the token (L2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkView {
    /// The link.
    pub link: AccessLink,
    /// Its token, the last path segment of its URL.
    pub token: SecretText,
    /// The token's last four characters.
    pub hint: String,
    /// Its current state.
    pub state: LinkState,
    /// The employee it belongs to.
    pub employee: Person,
}

impl LinkView {
    fn of(link: AccessLink, key: &LinkKey, employee: Person, now: Time) -> Self {
        Self {
            token: link.token(key),
            hint: link.hint(key),
            state: link.state(now),
            employee,
            link,
        }
    }
}
