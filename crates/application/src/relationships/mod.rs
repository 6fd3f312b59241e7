//! Relationships between partners and clients (section 7).

mod announce;
mod ending;
mod import;
mod services;
mod view;
mod warn;

use std::sync::Arc;

pub use self::{
    import::{ImportRelationship, ImportedRelationship},
    services::TargetClient,
    view::RelationshipNow,
};
use crate::frame::ports::Ports;

/// The use cases for relationships.
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
