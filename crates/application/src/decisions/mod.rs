//! Deciding: may this user do this, in this account, now? (section 11)

mod evaluate;

use std::sync::Arc;

pub use self::evaluate::{Answer, Evaluate, EvaluateError};
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
