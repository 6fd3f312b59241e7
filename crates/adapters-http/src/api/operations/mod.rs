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

use latchkey_application::{mode::Mode, operations::Begun};
use latchkey_domain::ids::{AccountId, UserId};

use crate::{
    answer::Answer,
    extract::{Call, Checks},
    map::operations::{ForeseenItems, OperationView},
    problem::Problem,
};

/// Whether a call is carried out.
fn mode(dry_run: Option<bool>) -> Mode {
    if dry_run == Some(true) {
        Mode::DryRun
    } else {
        Mode::CarryOut
    }
}

/// The answer to a call for an operation: 202, or for a dry run what it would come to.
fn answer(begun: &Begun) -> Result<Answer, Problem> {
    match begun {
        Begun::Started(operation) => Answer::accepted(&OperationView::of(operation)),
        Begun::Foreseen(clients) => Answer::ok(&ForeseenItems::of(clients)),
    }
}

/// Looks up the accounts of a list, each by either id where the caller may use both.
async fn accounts(
    call: &Call,
    checks: &mut Checks,
    pointer: &str,
    list: Vec<String>,
) -> Result<Vec<AccountId>, Problem> {
    let refs = checks.list(pointer, list, |text| call.account_ref(&text));
    let mut accounts = Vec::with_capacity(refs.len());
    for account in &refs {
        accounts.push(call.account(account).await?);
    }
    Ok(accounts)
}

/// The same of people.
async fn people(
    call: &Call,
    checks: &mut Checks,
    pointer: &str,
    list: Vec<String>,
) -> Result<Vec<UserId>, Problem> {
    let refs = checks.list(pointer, list, |text| call.user_ref(&text));
    let mut people = Vec::with_capacity(refs.len());
    for person in &refs {
        people.push(call.user(person).await?);
    }
    Ok(people)
}
