//! A partner's employees.

use latchkey_application::client_access::LinkedEmployee;
use latchkey_domain::{
    membership::member::Recognized,
    ports::{EmployeeRow, ServedClient},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Stamp,
    access::AccessView,
    people::{NamedView, PersonView},
    words,
};

/// An employee, with the clients where they act for the partner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Employee)]
pub(crate) struct EmployeeItem {
    user: PersonView,
    #[schema(value_type = words::Engagement)]
    engagement: &'static str,
    /// Whether their confirmed address is on one of the partner's domains.
    verified: bool,
    clients: Vec<ServedClientView>,
}

/// A client in which an employee acts for the partner.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServedClient)]
pub(crate) struct ServedClientView {
    client: NamedView,
    access: AccessView,
    /// The name of the permission set, for access of type `permission_set`.
    permission_set_name: Option<String>,
    #[schema(value_type = words::MembershipStatus)]
    status: &'static str,
    expires_at: Option<Stamp>,
}

impl EmployeeItem {
    pub(crate) fn of(row: &EmployeeRow) -> Self {
        Self {
            user: PersonView::of(&row.member.user),
            engagement: row.member.membership.engagement.as_str(),
            verified: row.verified,
            clients: row.clients.iter().map(served).collect(),
        }
    }
}

fn served(client: &ServedClient) -> ServedClientView {
    let set = client.permission_set_name.as_ref();
    ServedClientView {
        client: NamedView::account(client.client, Some(&client.name)),
        access: AccessView::of(client.access),
        permission_set_name: set.map(ToString::to_string),
        status: client.status.as_str(),
        expires_at: client.expires_at.map(Stamp),
    }
}

/// Whether a partner recognises a person in a client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LinkedEmployee)]
pub(crate) struct LinkedEmployeeView {
    client: String,
    employee: PersonView,
    /// Why the partner recognises the person there; `null`: it does not.
    #[schema(value_type = Option<words::Recognized>)]
    recognized: Option<&'static str>,
}

impl LinkedEmployeeView {
    pub(crate) fn of(linked: &LinkedEmployee) -> Self {
        Self {
            client: linked.target.client.to_string(),
            employee: PersonView::of(&linked.person),
            recognized: linked.recognized.map(Recognized::as_str),
        }
    }
}
