//! Access links: from the partner that issues them to the client that approves.

mod approvals;
mod approve;
mod decline;
mod issue;
mod revoke;
mod rotate;
mod show;

use serde_json::json;

use crate::support::{Call, Caller};

pub(super) fn approve(approver: &Caller, token: &str, account: &str) -> Call {
    approver.post(
        format!("/v1/access-links/{token}/approve"),
        json!({"account": account}),
    )
}

pub(super) fn decline(approver: &Caller, token: &str, account: &str) -> Call {
    approver.post(
        format!("/v1/access-links/{token}/decline"),
        json!({"account": account}),
    )
}
