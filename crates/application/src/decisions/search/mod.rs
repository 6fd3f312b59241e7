//! Searches for users, accounts or permissions (Q1). Every result is decided like a single
//! question, so the same question is then answered with yes (P6); the store only supplies
//! candidates.
//!
//! The work per page is bounded: a page may end before it is full if few of many members match.

mod actions;
mod fill;
mod resources;
mod subjects;
#[cfg(test)]
mod tests;

use latchkey_domain::base::{ids::MembershipId, revision::Revision, text::ExternalId};

pub use self::{actions::SearchActions, resources::SearchResources, subjects::SearchSubjects};
use super::EvaluateError;

/// The requested page of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchPage {
    /// The maximum number of results, at least 1.
    pub limit: u16,
    /// Where to continue: `next` of the previous page.
    pub after: Option<MembershipId>,
}

/// A page of results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPageFound<T> {
    /// The results. A page that has a next one may hold fewer than the limit, or none.
    pub results: Vec<T>,
    /// Where the next page begins; `None` on the last page.
    pub next: Option<MembershipId>,
    /// The results are at least as fresh as this.
    pub revision: Revision,
}

/// The ids of a found user or account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundId<I> {
    /// The Latchkey id.
    pub id: I,
    /// The platform id, if there is one.
    pub external_id: Option<ExternalId>,
}

/// Checks that a result is as fresh as requested.
fn must_be(at_least: Option<&Revision>, read: &Revision) -> Result<(), EvaluateError> {
    if at_least.is_some_and(|at_least| !read.is_at_least(at_least)) {
        return Err(EvaluateError::NotThatFresh);
    }
    Ok(())
}
