//! Relationships, and how their tags are kept in a column.

use latchkey_domain::{
    base::{
        ids::AccountId,
        text::{Name, Tag},
    },
    partnership::relationship::{Relationship, RelationshipState, RelationshipStatus},
    ports::StoreError,
};

use super::values::{version, word};
use crate::entity::relationship;

/// Restores a relationship.
pub(crate) fn restore(row: relationship::Model) -> Result<Relationship, StoreError> {
    Ok(Relationship::restore(RelationshipState {
        partner: AccountId::from_uuid(row.partner_id),
        client: AccountId::from_uuid(row.client_id),
        display_name: row.display_name.map(Name::stored),
        tags: row
            .tags
            .split('\n')
            .filter(|tag| !tag.is_empty())
            .map(|tag| Tag::stored(tag.to_owned()))
            .collect(),
        connected_at: row.connected_at,
        last_qualifying_activity_at: row.last_qualifying_activity_at,
        services_ended_at: row.services_ended_at,
        restarted_at: row.restarted_at,
        announced: word(&row.announced, RelationshipStatus::parse)?,
        announced_for: row.announced_for,
        version: version(row.version)?,
    }))
}

/// A tag as it stands in the column of tags: on a line of its own, since no tag contains a line
/// break.
pub(crate) fn tag_line(tag: &Tag) -> String {
    format!("\n{tag}\n")
}
