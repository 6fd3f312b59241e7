//! Access links: each belongs to one employee, stays valid for some time, and is shown to clients
//! who may approve it (L2 to L6).

mod approvals;
mod approve;
mod decline;
mod issue;
mod list;
mod load;
mod revoke;
mod rotate;
mod rotate_key;
mod show;

use std::sync::Arc;

use latchkey_domain::{
    base::time::Time,
    membership::member::Person,
    partnership::{
        access_link::{AccessLink, LinkKey, LinkState},
        consent::LinkApprovals,
    },
    people::token::SecretText,
    ports::{Reader, StoreError},
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
    /// How often it was approved.
    pub approvals: LinkApprovals,
}

impl LinkView {
    /// The view of a link that was never approved.
    fn of_new(link: AccessLink, key: &LinkKey, employee: Person, now: Time) -> Self {
        Self {
            approvals: LinkApprovals::default(),
            token: link.token(key),
            hint: link.hint(key),
            state: link.state(now),
            employee,
            link,
        }
    }

    /// The view of one link, with its approvals.
    async fn of(
        reader: &mut dyn Reader,
        link: AccessLink,
        key: &LinkKey,
        employee: Person,
        now: Time,
    ) -> Result<Self, StoreError> {
        let counted = reader.approvals_among(&[link.id]).await?;
        let approvals = counted.get(&link.id).copied().unwrap_or_default();
        Ok(Self {
            approvals,
            ..Self::of_new(link, key, employee, now)
        })
    }
}
