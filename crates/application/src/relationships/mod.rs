//! Relationships between partners and clients (section 7).

mod import;

use std::sync::Arc;

pub use self::import::{ImportRelationship, ImportedRelationship};
use crate::ports::Ports;

/// What is done with relationships.
#[derive(Debug, Clone)]
pub struct Relationships {
    ports: Arc<Ports>,
}

impl Relationships {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
