//! Relationships between partners and clients (section 7).

mod announce;
mod at_end;
mod connect;
mod import;
mod services;
mod view;

use std::sync::Arc;

pub(crate) use self::connect::{Ended, connect};
pub use self::{
    import::{ImportRelationship, ImportedRelationship},
    services::TargetClient,
    view::RelationshipNow,
};
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
