//! A partner's employees.

use latchkey_application::client_access::{EmployeeView, LinkedEmployee};
use latchkey_domain::{
    base::{denial::Denial, version::Version},
    membership::{Engagement, member::Recognized},
    ports::{AddableEmployee, NamedClient, ServedClient},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Stamp,
    access::AccessView,
    actions::Actions,
    people::{NamedView, PersonView},
    words,
};

/// An employee or a former one, with the clients where they are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Employee)]
pub(crate) struct EmployeeItem {
    user: PersonView,
    #[schema(value_type = words::EmployeeState)]
    state: &'static str,
    /// What the partner calls them; `null`: they are no member of its account any more.
    #[schema(value_type = Option<words::Engagement>)]
    engagement: Option<&'static str>,
    /// Whether their confirmed address is on one of the partner's domains.
    verified: bool,
    /// The clients where they act for the partner.
    clients: Vec<ServedClientView>,
    /// The clients where the partner has linked them.
    linked_clients: Vec<NamedView>,
    /// The clients where they are on their own behalf, as far as the partner may know.
    own_behalf_clients: Vec<NamedView>,
    /// What the reader can do with them; only if they asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    actions: Actions,
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
    /// Whether the membership gives anything now.
    in_force: bool,
    /// Why it gives nothing, in the words of a denied decision; `null`: it is in force.
    #[schema(value_type = Option<words::NotInForce>)]
    why_not: Option<&'static str>,
    expires_at: Option<Stamp>,
}

impl EmployeeItem {
    pub(crate) fn of(view: &EmployeeView) -> Self {
        let row = &view.row;
        let engagement = row
            .member
            .as_ref()
            .map(|member| member.membership.engagement);
        let named = |clients: &[NamedClient]| clients.iter().map(NamedView::client).collect();
        Self {
            user: PersonView::of(&row.person),
            state: view.state.as_str(),
            engagement: engagement.map(Engagement::as_str),
            verified: row.verified,
            clients: row.clients.iter().map(served).collect(),
            linked_clients: named(&row.linked_clients),
            own_behalf_clients: named(&row.own_behalf_clients),
            actions: None,
        }
    }

    /// The same with what the reader can do.
    pub(crate) fn with(self, actions: Actions) -> Self {
        Self { actions, ..self }
    }
}

/// The version of the membership in the partner's account: the `ETag`, if there is one.
pub(crate) fn version(view: &EmployeeView) -> Option<Version> {
    let member = view.row.member.as_ref();
    member.map(|member| member.membership.version)
}

fn served(client: &ServedClient) -> ServedClientView {
    let set = client.permission_set_name.as_ref();
    ServedClientView {
        client: NamedView::account(client.client, Some(&client.name)),
        access: AccessView::named(client.access, set),
        permission_set_name: set.map(ToString::to_string),
        status: client.status.as_str(),
        in_force: client.why_not.is_none(),
        why_not: client.why_not.map(Denial::as_str),
        expires_at: client.expires_at.map(Stamp),
    }
}

/// An employee who can be added to a client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Candidate)]
pub(crate) struct CandidateItem {
    #[serde(flatten)]
    person: PersonView,
    /// Whether their confirmed address is on one of the partner's domains.
    verified: bool,
    #[schema(value_type = words::Engagement)]
    engagement: &'static str,
}

impl CandidateItem {
    pub(crate) fn of(employee: &AddableEmployee) -> Self {
        Self {
            person: PersonView::of(&employee.person),
            verified: employee.verified,
            engagement: employee.engagement.as_str(),
        }
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
