//! A partner's clients.

use latchkey_application::client_access::{
    AssignableSet, ClientView, EmployeeOutcome, EmployeeResult,
};
use latchkey_domain::{
    base::{refusal::Refusal, text::Name, version::Version},
    ports::ClientRow,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Stamp, access::AccessView, actions::Actions, members::texts,
    permission_sets::PermissionSetView, words,
};
use crate::problem::Problem;

/// A client as its partner sees it, or an account where the reader alone is, on their own behalf.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Client)]
pub(crate) struct ClientItem {
    client: ClientNames,
    /// The reader's own access there, acting for the partner or for nobody.
    my_access: Option<AccessView>,
    /// The partner's own tags on it.
    tags: Vec<String>,
    employees: EmployeeCounts,
    /// `null`: the account is no client of the partner.
    relationship: Option<ClientRelationship>,
    /// What the reader can do with it; only if they asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    actions: Actions,
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
    /// Memberships that give something now.
    in_force: u64,
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
        let relationship = row.relationship.as_ref();
        let name = display_name(row).unwrap_or(&row.official_name);
        let tags = relationship.map(|known| known.tags.iter().map(ToString::to_string));
        Self {
            client: ClientNames {
                id: row.client.to_string(),
                name: name.to_string(),
                official_name: row.official_name.to_string(),
            },
            my_access: row.my_access.map(AccessView::of),
            tags: tags.into_iter().flatten().collect(),
            employees: EmployeeCounts {
                active: row.active,
                deactivated: row.deactivated,
                in_force: row.in_force,
            },
            relationship: relationship
                .zip(view.status)
                .map(|(known, status)| ClientRelationship {
                    status: status.as_str(),
                    ends_at: view.ends_at.map(Stamp),
                    last_qualifying_activity_at: known.last_qualifying_activity_at.map(Stamp),
                    connected_at: known.connected_at.into(),
                }),
            actions: None,
        }
    }

    /// The same with what the reader can do.
    pub(crate) fn with(self, actions: Actions) -> Self {
        Self { actions, ..self }
    }
}

/// The partner's own name for a client.
fn display_name(row: &ClientRow) -> Option<&Name> {
    row.relationship.as_ref()?.display_name.as_ref()
}

/// The version of the relationship: the `ETag`, if there is one.
pub(crate) fn version(view: &ClientView) -> Option<Version> {
    let relationship = view.row.relationship.as_ref();
    relationship.map(|known| known.version)
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
        Self {
            item: ClientItem::of(view),
            display_name: display_name(&view.row).map(ToString::to_string),
        }
    }

    /// The same with what the reader can do.
    pub(crate) fn with(self, actions: Actions) -> Self {
        Self {
            item: self.item.with(actions),
            ..self
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
