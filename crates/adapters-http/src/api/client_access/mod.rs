//! The client access manager: what a partner does with its employees in its clients' accounts.

pub(crate) mod add;
pub(crate) mod assignable_sets;
pub(crate) mod candidates;
pub(crate) mod change;
pub(crate) mod change_client;
pub(crate) mod change_engagement;
pub(crate) mod change_to_partner_admin;
pub(crate) mod client;
pub(crate) mod client_employees;
pub(crate) mod clients;
pub(crate) mod deactivate;
pub(crate) mod employee;
pub(crate) mod employees;
pub(crate) mod link;
pub(crate) mod linkable_clients;
pub(crate) mod reactivate;
pub(crate) mod unlink;

use latchkey_application::{client_access::TargetEmployee, frame::mode::Mode};

use crate::{extract::Call, problem::Problem};

/// `dry_run` only shows the result.
fn mode(dry_run: Option<bool>) -> Mode {
    if dry_run == Some(true) {
        Mode::DryRun
    } else {
        Mode::CarryOut
    }
}

/// The employee in a client whom the path names.
fn target_employee(call: &Call) -> Result<TargetEmployee, Problem> {
    Ok(TargetEmployee {
        partner: call.path_account("partner")?,
        client: call.path_account("client")?,
        employee: call.path_user("user")?,
    })
}
