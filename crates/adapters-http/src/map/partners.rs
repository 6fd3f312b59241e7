//! The partners that serve an account.

use latchkey_application::partners::{PartnerView, SeveredPartner};
use latchkey_domain::{base::refusal::Refusal, membership::member::Person};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Stamp,
    people::{NamedView, PersonView},
    words,
};

/// A partner that serves or served an account, as that account sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServingPartner)]
pub(crate) struct PartnerItem {
    partner: NamedView,
    /// Whether it is in use and enrolled in the partner program.
    enrolled: bool,
    members: MemberCounts,
    /// `null` if there is no relationship.
    relationship: Option<PartnerRelationship>,
}

/// How many memberships act for the partner.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MemberCounts {
    /// Memberships that are not deactivated.
    active: u64,
    deactivated: u64,
}

/// The status of the relationship.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PartnerRelationship {
    #[schema(value_type = words::RelationshipStatus)]
    status: &'static str,
    connected_at: Stamp,
    /// When it ends if there is no more qualifying work, or when it ended.
    ends_at: Option<Stamp>,
    last_qualifying_activity_at: Option<Stamp>,
}

impl PartnerItem {
    pub(crate) fn of(view: &PartnerView) -> Self {
        let row = &view.row;
        let related = row.relationship.as_ref().zip(view.standing);
        Self {
            partner: NamedView::account(row.id, Some(&row.name)),
            enrolled: row.enrolled,
            members: MemberCounts {
                active: row.active,
                deactivated: row.deactivated,
            },
            relationship: related.map(|(relationship, (status, ends_at))| PartnerRelationship {
                status: status.as_str(),
                connected_at: relationship.connected_at.into(),
                ends_at: ends_at.map(Stamp),
                last_qualifying_activity_at: relationship.last_qualifying_activity_at.map(Stamp),
            }),
        }
    }
}

/// The result of severing a partner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Severed)]
pub(crate) struct SeveredView {
    /// How many memberships were removed.
    removed: usize,
    /// Who remains.
    kept: Vec<KeptView>,
}

/// A person who stays, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptView {
    user: PersonView,
    /// The problem code.
    #[schema(value_type = String)]
    problem: &'static str,
}

impl SeveredView {
    pub(crate) fn of(severed: &SeveredPartner) -> Self {
        let kept = |(person, refusal): &(Person, Refusal)| KeptView {
            user: PersonView::of(person),
            problem: refusal.code(),
        };
        Self {
            removed: severed.removed,
            kept: severed.kept.iter().map(kept).collect(),
        }
    }
}
