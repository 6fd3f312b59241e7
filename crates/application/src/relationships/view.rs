//! A relationship as doors show it: with its clock read (R2).

use latchkey_domain::{
    base::time::Time,
    partnership::relationship::{Relationship, RelationshipStatus},
};

use crate::frame::ports::Ports;

/// A relationship, and how it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationshipNow {
    /// The relationship.
    pub relationship: Relationship,
    /// How it stands now.
    pub status: RelationshipStatus,
    /// When it ends, or ended.
    pub ends_at: Option<Time>,
}

impl RelationshipNow {
    /// Reads the clock of a relationship.
    pub(crate) fn of(relationship: Relationship, ports: &Ports) -> Self {
        let days = ports.settings.ends_after_days;
        Self {
            status: relationship.status(days, ports.now()),
            ends_at: relationship.ends_at(days),
            relationship,
        }
    }
}
