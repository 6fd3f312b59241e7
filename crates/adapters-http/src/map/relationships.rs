//! Relationships.

use latchkey_application::relationships::RelationshipNow;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Stamp, words};

/// What ties a partner to a client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Relationship)]
pub(crate) struct RelationshipView {
    partner: String,
    client: String,
    #[schema(value_type = words::RelationshipStatus)]
    status: &'static str,
    /// When it began, or began again.
    connected_at: Stamp,
    /// When it ends if there is no more qualifying work, or when it ended.
    ends_at: Option<Stamp>,
    last_qualifying_activity_at: Option<Stamp>,
}

impl RelationshipView {
    pub(crate) fn of(view: &RelationshipNow) -> Self {
        let relationship = &view.relationship;
        Self {
            partner: relationship.partner.to_string(),
            client: relationship.client.to_string(),
            status: view.status.as_str(),
            connected_at: relationship.connected_at.into(),
            ends_at: view.ends_at.map(Stamp),
            last_qualifying_activity_at: relationship.last_qualifying_activity_at.map(Stamp),
        }
    }
}

/// What ties a partner to a client, with the partner's own name for it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportedRelationship)]
pub(crate) struct ImportedRelationshipView {
    #[serde(flatten)]
    relationship: RelationshipView,
    /// The partner's own name for the client; `null`: the official one.
    display_name: Option<String>,
}

impl ImportedRelationshipView {
    pub(crate) fn of(view: &RelationshipNow) -> Self {
        let relationship = &view.relationship;
        Self {
            relationship: RelationshipView::of(view),
            display_name: relationship.display_name.as_ref().map(ToString::to_string),
        }
    }
}
