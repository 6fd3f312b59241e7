//! Operations and their results.

use latchkey_application::{client_access::EmployeeResult, operations::ForeseenClient};
use latchkey_domain::{
    base::{ids::PermissionSetId, refusal::Refusal},
    permission::PermissionKey,
    work::operation::{ItemOutcome, ItemRow, Operation},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Stamp, clients::ItemResultView, members::texts, people::NamedView, words};
use crate::problem::Problem;

/// An operation: work over many items.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Operation)]
pub(crate) struct OperationView {
    #[schema(example = "op_01h455vb4pex5vsknk084sn02q")]
    id: String,
    #[schema(value_type = words::OperationKind)]
    kind: &'static str,
    #[schema(value_type = words::OperationState)]
    state: &'static str,
    /// The partner that it is done for.
    partner: String,
    /// How many items there are.
    total: u64,
    /// How many are done.
    succeeded: u64,
    /// How many a rule refused.
    refused: u64,
    /// How many could not be written, though no rule refused them.
    failed: u64,
    created_at: Stamp,
    /// When it ended; `null` while it runs.
    finished_at: Option<Stamp>,
}

impl OperationView {
    pub(crate) fn of(operation: &Operation) -> Self {
        Self {
            id: operation.id.to_string(),
            kind: operation.task.kind(),
            state: operation.state.as_str(),
            partner: operation.partner.to_string(),
            total: operation.total,
            succeeded: operation.succeeded,
            refused: operation.refused,
            failed: operation.failed,
            created_at: operation.created_at.into(),
            finished_at: operation.finished_at.map(Stamp),
        }
    }
}

/// What the caller can do about an item that failed.
const FAILED: &str =
    "Nothing was changed. Retry the operation; if it fails again, the log of the server says why.";

/// The result of one item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OperationItem)]
pub(crate) struct OperationItemView {
    client: NamedView,
    employee: NamedView,
    #[schema(value_type = words::OperationOutcome)]
    outcome: &'static str,
    /// The problem code, if it was refused or failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    /// What the caller can do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// Permissions of the set that they did not get.
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<Vec<String>>,
    /// Permissions they kept because the starter does not hold them.
    #[serde(skip_serializing_if = "Option::is_none")]
    retained: Option<Vec<String>>,
    /// When their access ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Stamp>,
}

impl OperationItemView {
    pub(crate) fn of(row: &ItemRow) -> Self {
        let result = &row.result;
        let report = result.report.as_ref();
        Self {
            client: NamedView::account(row.item.client, row.client_name.as_ref()),
            employee: NamedView::user(row.item.employee, row.employee_name.as_ref()),
            outcome: result.outcome.as_str(),
            problem: result.problem.clone(),
            detail: if result.outcome == ItemOutcome::Failed {
                Some(FAILED.to_owned())
            } else {
                result.problem.as_deref().and_then(Problem::advice_on)
            },
            withheld: report.map(|report| texts(&report.withheld)),
            retained: report.map(|report| texts(&report.retained)),
            expires_at: report.and_then(|report| report.expires_at).map(Stamp),
        }
    }
}

/// The expected result of one item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ForeseenItem)]
pub(crate) struct ForeseenItem {
    client: String,
    #[serde(flatten)]
    result: ItemResultView,
}

/// The expected results of all items.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ForeseenItems)]
pub(crate) struct ForeseenItems {
    results: Vec<ForeseenItem>,
}

impl ForeseenItems {
    pub(crate) fn of(clients: &[ForeseenClient]) -> Self {
        let items = clients.iter().flat_map(|foreseen| {
            foreseen.results.iter().map(|result| ForeseenItem {
                client: foreseen.client.to_string(),
                result: ItemResultView::of(result),
            })
        });
        Self {
            results: items.collect(),
        }
    }
}

/// What giving a set would do in one client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ForeseenClient)]
pub(crate) struct ForeseenClientView {
    client: String,
    permission_set: String,
    /// `refused` if nobody can be added.
    #[schema(value_type = words::ItemOutcome)]
    outcome: &'static str,
    /// The problem code, if everybody is refused for the same reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'static str>,
    /// Permissions that everybody who can be added would be granted.
    permissions: Vec<String>,
    /// Permissions of the set that none of them would get.
    withheld: Vec<String>,
    retained: Vec<String>,
    /// One for each employee, in the order asked.
    employees: Vec<ItemResultView>,
}

impl ForeseenClientView {
    pub(crate) fn of(foreseen: &ForeseenClient, set: PermissionSetId) -> Self {
        let results = &foreseen.results;
        let added: Vec<&EmployeeResult> = results
            .iter()
            .filter(|result| result.refusal().is_none())
            .collect();
        let common = |keys: fn(&EmployeeResult) -> &Vec<PermissionKey>| in_all(&added, keys);
        Self {
            client: foreseen.client.to_string(),
            permission_set: set.to_string(),
            outcome: if added.is_empty() { "refused" } else { "added" },
            problem: same_refusal(results).map(Refusal::code),
            permissions: common(|result| &result.permissions),
            withheld: common(|result| &result.withheld),
            retained: common(|result| &result.retained),
            employees: results.iter().map(ItemResultView::of).collect(),
        }
    }
}

/// The permissions that are in the list of each of them.
fn in_all(
    results: &[&EmployeeResult],
    keys: fn(&EmployeeResult) -> &Vec<PermissionKey>,
) -> Vec<String> {
    let Some((first, rest)) = results.split_first() else {
        return Vec::new();
    };
    let common = keys(first)
        .iter()
        .filter(|key| rest.iter().all(|other| keys(other).contains(key)));
    texts(common)
}

/// The problem code, if everybody is refused for the same reason.
fn same_refusal(results: &[EmployeeResult]) -> Option<Refusal> {
    let first = results.first()?.refusal()?;
    let same = |result: &EmployeeResult| result.refusal() == Some(first);
    results.iter().all(same).then_some(first)
}

/// The expected results of an assignment, by client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ForeseenClients)]
pub(crate) struct ForeseenClients {
    pub(crate) results: Vec<ForeseenClientView>,
}
