//! Operations: work over many clients and employees that goes on after the answer.

pub(crate) mod apply;
pub(crate) mod assign;
pub(crate) mod cancel;
pub(crate) mod deactivate;
pub(crate) mod events;
pub(crate) mod reactivate;
pub(crate) mod results;
pub(crate) mod retry;
mod select;
pub(crate) mod show;

use latchkey_application::{frame::mode::Mode, operations::BegunOperation};
use latchkey_domain::{
    base::reference::{AccountRef, UserRef},
    work::operation::MOST_ITEMS,
};

use crate::{
    answer::Answer,
    extract::{Call, Checks},
    map::operations::{ForeseenItems, OperationView},
    problem::Problem,
};

/// `dry_run` only shows the result.
fn mode(dry_run: Option<bool>) -> Mode {
    if dry_run == Some(true) {
        Mode::DryRun
    } else {
        Mode::CarryOut
    }
}

/// The answer to a call for an operation: 202, or for a dry run what it would come to.
fn answer(begun: &BegunOperation) -> Result<Answer, Problem> {
    match begun {
        BegunOperation::Started(operation) => Answer::accepted(&OperationView::of(operation)),
        BegunOperation::Foreseen(clients) => Answer::ok(&ForeseenItems::of(clients)),
    }
}

/// Reads how accounts are named.
pub(super) fn accounts(
    call: &Call,
    checks: &mut Checks,
    pointer: &str,
    list: Vec<String>,
) -> Vec<AccountRef> {
    checks.names(pointer, list, MOST_ITEMS, |text| call.account_ref(text))
}

/// Reads how people are named.
pub(super) fn people(
    call: &Call,
    checks: &mut Checks,
    pointer: &str,
    list: Vec<String>,
) -> Vec<UserRef> {
    checks.names(pointer, list, MOST_ITEMS, |text| call.user_ref(text))
}
