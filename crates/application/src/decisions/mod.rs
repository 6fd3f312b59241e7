//! Deciding: may this user do this, in this account, now? (section 11)

mod evaluate;
mod evaluate_many;
mod facts;
mod follow;
mod missing;
mod reading;
mod search;
#[cfg(test)]
mod staleness;

use std::sync::Arc;

pub use self::{
    evaluate::{Answer, Evaluate, EvaluateError},
    evaluate_many::{Answers, Semantic},
    facts::{FactsCache, FactsFigures, FactsSettings},
    follow::Follower,
    search::{Found, FoundId, SearchActions, SearchPage, SearchResources, SearchSubjects},
};
use crate::ports::Ports;

/// Answers the platform's questions.
#[derive(Debug, Clone)]
pub struct Decisions {
    ports: Arc<Ports>,
}

impl Decisions {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
