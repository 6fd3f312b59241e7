//! A relationship as doors show it, with its current status (R2).

use latchkey_domain::{
    base::time::Time,
    partnership::relationship::{Relationship, RelationshipStatus},
};

use crate::frame::ports::Ports;

/// A relationship with its current status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationshipNow {
    /// The relationship.
    pub relationship: Relationship,
    /// Its current status.
    pub status: RelationshipStatus,
    /// When it ends or ended.
    pub ends_at: Option<Time>,
}

impl RelationshipNow {
    /// Computes the current status of a relationship.
    pub(crate) fn of(relationship: Relationship, ports: &Ports) -> Self {
        let days = ports.settings.ends_after_days;
        Self {
            status: relationship.status(days, ports.now()),
            ends_at: relationship.ends_at(days),
            relationship,
        }
    }
}
