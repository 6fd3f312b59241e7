//! A partner's clients.

use latchkey_application::client_access::{
    AssignableSet, ClientView, EmployeeOutcome, EmployeeResult,
};
use latchkey_domain::base::refusal::Refusal;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Stamp, access::AccessView, members::texts, permission_sets::PermissionSetView, words};
use crate::problem::Problem;

/// A client as its partner sees it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Client)]
pub(crate) struct ClientItem {
    client: ClientNames,
    /// The reader's own access there.
    my_access: Option<AccessView>,
    /// The partner's own tags on it.
    tags: Vec<String>,
    employees: EmployeeCounts,
    relationship: ClientRelationship,
}

/// A client's names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClientNames {
    pub(super) id: String,
    /// The partner's own name for it, or else the official one.
    pub(super) name: String,
    pub(super) official_name: String,
}

/// How many memberships act for the partner.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EmployeeCounts {
    /// Memberships that are not deactivated.
    active: u64,
    deactivated: u64,
}

/// The status of the relationship.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ClientRelationship {
    #[schema(value_type = words::RelationshipStatus)]
    status: &'static str,
    ends_at: Option<Stamp>,
    last_qualifying_activity_at: Option<Stamp>,
    connected_at: Stamp,
}

impl ClientItem {
    pub(crate) fn of(view: &ClientView) -> Self {
        let row = &view.row;
        let relationship = &row.relationship;
        let name = relationship.display_name.as_ref();
        Self {
            client: ClientNames {
                id: relationship.client.to_string(),
                name: name.unwrap_or(&row.official_name).to_string(),
                official_name: row.official_name.to_string(),
            },
            my_access: row.my_access.map(AccessView::of),
            tags: relationship.tags.iter().map(ToString::to_string).collect(),
            employees: EmployeeCounts {
                active: row.active,
                deactivated: row.deactivated,
            },
            relationship: ClientRelationship {
                status: view.status.as_str(),
                ends_at: view.ends_at.map(Stamp),
                last_qualifying_activity_at: relationship.last_qualifying_activity_at.map(Stamp),
                connected_at: relationship.connected_at.into(),
            },
        }
    }
}

/// A client with the partner's own name for it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ClientDetail)]
pub(crate) struct ClientDetail {
    #[serde(flatten)]
    item: ClientItem,
    /// The partner's own name for it; `null`: none.
    display_name: Option<String>,
}

impl ClientDetail {
    pub(crate) fn of(view: &ClientView) -> Self {
        let display_name = view.row.relationship.display_name.as_ref();
        Self {
            item: ClientItem::of(view),
            display_name: display_name.map(ToString::to_string),
        }
    }
}

/// A set that the caller may give, with the permissions that an added employee would not get.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AssignableSet)]
pub(crate) struct AssignableSetView {
    #[serde(flatten)]
    set: PermissionSetView,
    withheld: Vec<String>,
}

impl AssignableSetView {
    pub(crate) fn of(offer: &AssignableSet) -> Self {
        Self {
            set: PermissionSetView::of(&offer.set),
            withheld: texts(&offer.withheld),
        }
    }
}

/// The result for one employee.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ItemResult)]
pub(crate) struct ItemResultView {
    employee: String,
    #[schema(value_type = words::ItemOutcome)]
    outcome: &'static str,
    /// The problem code, if it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'static str>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The permissions granted there now.
    permissions: Vec<String>,
    /// Permissions of the set that they did not get.
    withheld: Vec<String>,
    /// Permissions they kept because the caller does not hold them.
    retained: Vec<String>,
    /// When their access ends.
    expires_at: Option<Stamp>,
}

impl ItemResultView {
    pub(crate) fn of(result: &EmployeeResult) -> Self {
        let (outcome, refusal) = match result.outcome {
            EmployeeOutcome::Added => ("added", None),
            EmployeeOutcome::Changed => ("changed", None),
            EmployeeOutcome::Unchanged => ("unchanged", None),
            EmployeeOutcome::Deactivated => ("deactivated", None),
            EmployeeOutcome::Reactivated => ("reactivated", None),
            EmployeeOutcome::Removed => ("removed", None),
            EmployeeOutcome::Refused(refusal) => ("refused", Some(refusal)),
        };
        Self {
            employee: result.employee.to_string(),
            outcome,
            problem: refusal.map(Refusal::code),
            detail: refusal.map(|refusal| Problem::from(refusal).detail().to_owned()),
            permissions: texts(&result.permissions),
            withheld: texts(&result.withheld),
            retained: texts(&result.retained),
            expires_at: result.expires_at.map(Stamp),
        }
    }
}

/// The results of one call, in the order asked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ItemResults)]
pub(crate) struct ItemResultsView {
    pub(crate) results: Vec<ItemResultView>,
}
