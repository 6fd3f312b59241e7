//! Deciding: may this user do this, in this account, now? (section 11)

mod batch_reads;
#[cfg(test)]
mod catalogue_tests;
mod evaluate;
mod evaluate_many;
mod follow;
#[cfg(test)]
mod freshness_tests;
mod reading;
mod search;

use std::sync::Arc;

pub use self::{
    evaluate::{DecisionAnswer, Evaluate, EvaluateError},
    evaluate_many::{DecisionAnswers, Semantic},
    follow::Follower,
    search::{
        FoundId, SearchActions, SearchPage, SearchPageFound, SearchResources, SearchSubjects,
    },
};
pub use crate::facts::{FactsCache, FactsFigures, FactsSettings};
use crate::frame::ports::Ports;

/// Answers the platform's questions about permissions.
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
