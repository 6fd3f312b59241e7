//! Reading facts from the database: what comes before it, and what is kept of it.

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

/// Facts on their way from the database: begins before they are read, and lasts until they are kept.
#[derive(Debug)]
pub(super) struct Reading<'a> {
    ports: &'a Ports,
    /// Whether the node follows the change feed: else nothing is kept.
    follows: bool,
    fill: Fill<'a>,
    _turn: Option<SemaphorePermit<'a>>,
}

impl<'a> Reading<'a> {
    /// Begins to read. While the node cannot keep the bound, only so many may do so at once.
    pub(super) fn begin(ports: &'a Ports) -> Result<Self, UseCaseError> {
        let facts = &*ports.facts;
        let follows = facts.last_sight().is_some();
        let turn = if follows && facts.sight().is_none() {
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

    /// Keeps what was read about a user in an account.
    pub(super) fn keep(&self, user: &UserRef, account: &AccountRef, facts: &Facts) {
        if self.follows {
            let ports = self.ports;
            let kept = &ports.facts;
            kept.keep(&self.fill, &ports.catalogue, user, account, facts);
        }
    }
}

/// The answer while too many questions are with the database already.
fn crowded() -> StoreError {
    let cause = "what this node knows is too old, and too many questions wait for the database";
    StoreError::Unavailable(cause.into())
}
