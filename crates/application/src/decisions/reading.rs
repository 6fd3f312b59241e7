//! Reads facts from the database: what is checked before, and what is cached afterwards.

use std::sync::Arc;

use latchkey_domain::{
    base::{
        reference::{AccountRef, UserRef},
        revision::Revision,
    },
    membership::decision::Facts,
    ports::StoreError,
};
use tokio::sync::SemaphorePermit;

use crate::{
    catalogue::is_another,
    facts::{FeedReading, Fill},
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

/// Makes sure that what was read is judged by the catalogue in force (P1). A node that reads the change
/// feed knows that, unless it is too stale, or the question wants an answer fresher than its reading:
/// then the database is asked. Must be called after the facts were read.
pub(super) async fn must_judge_by_the_catalogue_in_force(
    ports: &Ports,
    at_least: Option<&Revision>,
) -> Result<(), UseCaseError> {
    let facts = &ports.facts;
    let knows = |reading: Arc<FeedReading>| {
        at_least.is_none_or(|at_least| reading.revision.is_at_least(at_least))
    };
    if facts.feed_reading().is_some_and(knows) {
        return Ok(());
    }
    let in_force = ports.store.reader().catalogue_hash().await?;
    if is_another(in_force.as_deref(), ports.catalogue.hash()) {
        facts.wake();
        let cause = "another catalogue is in force, which this node takes in a moment";
        return Err(StoreError::Unavailable(cause.into()).into());
    }
    Ok(())
}

/// The error while too many questions ask the database already.
fn crowded() -> StoreError {
    let cause = "this node's cache is too old, and too many questions wait for the database";
    StoreError::Unavailable(cause.into())
}
