//! Reads facts from the database: what is checked before, and what is cached afterwards.

use latchkey_domain::{
    base::reference::{AccountRef, UserRef},
    membership::decision::Facts,
    ports::StoreError,
};
use tokio::sync::SemaphorePermit;

use crate::{
    facts::Fill,
    frame::{error::UseCaseError, ports::Ports},
};

/// A read of facts from the database: begins before the statement, and lasts until the facts are
/// cached.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    ports: &'a Ports,
    /// Whether the node follows the change feed; otherwise nothing is cached.
    follows: bool,
    fill: Fill<'a>,
    _turn: Option<SemaphorePermit<'a>>,
}

impl<'a> Reading<'a> {
    /// Begins a read. While the cache is too stale, the number of concurrent reads is limited.
    pub(super) fn begin(ports: &'a Ports) -> Result<Self, UseCaseError> {
        let facts = &*ports.facts;
        let follows = facts.last_feed_reading().is_some();
        let turn = if follows && facts.feed_reading().is_none() {
            Some(facts.direct_turn().ok_or_else(crowded)?)
        } else {
            None
        };
        Ok(Self {
            ports,
            follows,
            fill: facts.begin_fill(),
            _turn: turn,
        })
    }

    /// Caches the facts about a user in an account.
    pub(super) fn keep(&self, user: &UserRef, account: &AccountRef, facts: &Facts) {
        if self.follows {
            let ports = self.ports;
            let kept = &ports.facts;
            kept.keep(&self.fill, &ports.catalogue, user, account, facts);
        }
    }
}

/// The error while too many questions ask the database already.
fn crowded() -> StoreError {
    let cause = "this node's cache is too old, and too many questions wait for the database";
    StoreError::Unavailable(cause.into())
}
