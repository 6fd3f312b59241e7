//! What the three calls that make a token share: the scopes of the body, and the answer.

use latchkey_application::tokens::IssuedToken;
use latchkey_domain::base::words::Worded;

use crate::{
    answer::Answer,
    extract::{Checks, MOST_WORDS, values::word},
    map::tokens::IssuedTokenView,
    problem::Problem,
};

/// Reads the scopes of a new token, at least one.
pub(super) fn scopes<S: Worded>(checks: &mut Checks, given: Option<Vec<String>>) -> Vec<S> {
    let Some(given) = given.filter(|scopes| !scopes.is_empty()) else {
        checks.add("/scopes", "name at least one scope");
        return Vec::new();
    };
    checks.list("/scopes", given, MOST_WORDS, word)
}

/// Answers with the new token; its text is shown this once.
pub(super) fn answer(issued: &IssuedToken) -> Result<Answer, Problem> {
    Ok(Answer::created(&IssuedTokenView::of(issued))?.showing_secret_of(issued.token.id))
}
