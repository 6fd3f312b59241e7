//! The client access manager: what a partner does with its employees in its clients' accounts.

pub(crate) mod add;
pub(crate) mod assignable_sets;
pub(crate) mod change;
pub(crate) mod change_client;
pub(crate) mod change_engagement;
pub(crate) mod client;
pub(crate) mod client_employees;
pub(crate) mod clients;
pub(crate) mod deactivate;
pub(crate) mod employee;
pub(crate) mod employees;
pub(crate) mod reactivate;

use latchkey_application::mode::Mode;

/// Whether a call is carried out.
fn mode(dry_run: Option<bool>) -> Mode {
    if dry_run == Some(true) {
        Mode::DryRun
    } else {
        Mode::CarryOut
    }
}
