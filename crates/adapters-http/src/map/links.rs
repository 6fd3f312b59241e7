//! Access links.

use latchkey_application::access_links::{EligibleAccount, LinkPage, LinkView, NamedPermission};
use latchkey_domain::{membership::Access, partnership::consent::SeenApproval};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Stamp,
    access::AccessView,
    clients::ClientNames,
    members::MembershipView,
    people::{NamedView, PersonView},
    relationships::RelationshipView,
    words,
};
use crate::settings::HttpSettings;

/// An access link, with its URL.
#[derive(Serialize, ToSchema)]
#[schema(as = AccessLink)]
pub(crate) struct AccessLinkView {
    #[schema(example = "lnk_01h455vb4pex5vsknk084sn02q")]
    id: String,
    /// The URL to send to clients; `null` for a revoked link.
    url: Option<String>,
    /// The last four characters of its token, shown when approving.
    hint: String,
    employee: PersonView,
    expires_at: Stamp,
    #[schema(value_type = words::LinkState)]
    state: &'static str,
    approvals: ApprovalsView,
    created_at: Stamp,
}

/// How often a link was approved.
#[derive(Serialize, ToSchema)]
#[schema(as = LinkApprovals)]
struct ApprovalsView {
    count: u64,
    /// When it was last approved; `null`: never.
    last_at: Option<Stamp>,
}

impl AccessLinkView {
    pub(crate) fn of(view: &LinkView, settings: &HttpSettings) -> Self {
        use latchkey_domain::partnership::access_link::LinkState;
        let url = || settings.access_link_url(&view.token);
        Self {
            id: view.link.id.to_string(),
            url: match view.state {
                LinkState::Standing | LinkState::Lapsed => Some(url()),
                LinkState::Revoked => None,
            },
            hint: view.hint.clone(),
            employee: PersonView::of(&view.employee),
            expires_at: view.link.expires_at.into(),
            state: view.state.as_str(),
            approvals: ApprovalsView {
                count: view.approvals.count,
                last_at: view.approvals.last_at.map(Stamp),
            },
            created_at: view.link.created_at.into(),
        }
    }
}

/// One approval of a link.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LinkApproval)]
pub(crate) struct LinkApprovalView {
    client: ClientNames,
    at: Stamp,
    /// Who approved; `null` if they act for another partner.
    by: Option<NamedView>,
    /// The hint that they were shown.
    hint: String,
}

impl LinkApprovalView {
    pub(crate) fn of(seen: &SeenApproval) -> Self {
        let approver = seen.approver.as_ref();
        Self {
            client: ClientNames {
                id: seen.client.to_string(),
                name: seen.client_name.to_string(),
                official_name: seen.official_name.to_string(),
            },
            at: seen.at.into(),
            by: approver.map(|(id, name)| NamedView::user(*id, Some(name))),
            hint: seen.hint.clone(),
        }
    }
}

/// What a link shows to an approver.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccessLinkPage)]
pub(crate) struct LinkPageView {
    partner: NamedView,
    employee: PersonView,
    /// Whether the employee's confirmed address is on one of the partner's domains.
    verified: bool,
    hint: String,
    /// What a partner admin can do.
    can: Vec<NamedPermissionView>,
    /// What a partner admin cannot do.
    cannot: Vec<NamedPermissionView>,
    /// The accounts in which the reader may approve.
    eligible_accounts: Vec<EligibleAccountView>,
}

/// A permission with its label.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NamedPermission)]
pub(crate) struct NamedPermissionView {
    key: String,
    label: String,
}

/// An account where the reader may approve.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EligibleAccount)]
pub(crate) struct EligibleAccountView {
    id: String,
    name: String,
    /// What the employee has there already.
    current_access: Option<AccessView>,
}

impl LinkPageView {
    pub(crate) fn of(page: &LinkPage) -> Self {
        let (partner, partner_name) = &page.partner;
        let (employee, employee_name, email) = &page.employee;
        Self {
            partner: NamedView::account(*partner, Some(partner_name)),
            employee: PersonView::from_parts(*employee, email.as_deref(), employee_name),
            verified: page.verified,
            hint: page.hint.clone(),
            can: page.can.iter().map(named).collect(),
            cannot: page.cannot.iter().map(named).collect(),
            eligible_accounts: page.eligible_accounts.iter().map(eligible).collect(),
        }
    }
}

fn named(permission: &NamedPermission) -> NamedPermissionView {
    NamedPermissionView {
        key: permission.key.to_string(),
        label: permission.label.clone(),
    }
}

fn eligible(account: &EligibleAccount) -> EligibleAccountView {
    EligibleAccountView {
        id: account.id.to_string(),
        name: account.name.to_string(),
        current_access: account
            .current_access
            .map(|access: Access| AccessView::of(access)),
    }
}

/// The result of an approval.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Approval)]
pub(crate) struct ApprovalView {
    pub(crate) membership: MembershipView,
    pub(crate) relationship: RelationshipView,
    #[schema(value_type = words::ApprovalOutcome)]
    pub(crate) outcome: &'static str,
}
