//! Searching (Q1): which users, which accounts, which permissions. What is found is decided as any
//! other question, so it is granted when it is asked for (P6); the store only says whom to look at.
//!
//! A page takes a bounded amount of work: where few of many may do it, it ends before it is full.

mod actions;
mod fill;
mod resources;
mod subjects;
#[cfg(test)]
mod tests;

use latchkey_domain::base::{ids::MembershipId, revision::Revision, text::ExternalId};

pub use self::{actions::SearchActions, resources::SearchResources, subjects::SearchSubjects};
use super::EvaluateError;

/// Which part of what is found is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchPage {
    /// How many results at most, from 1.
    pub limit: u16,
    /// The place to go on from: `next` of the page before.
    pub after: Option<MembershipId>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPageFound<T> {
    /// What was found; of a page that has a next one fewer than it could have, or nothing.
    pub results: Vec<T>,
    /// The place where the next page begins; `None` on the last one.
    pub next: Option<MembershipId>,
    /// The results are at least as fresh as this.
    pub revision: Revision,
}

/// Who or what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundId<I> {
    /// Latchkey's id.
    pub id: I,
    /// The platform's.
    pub external_id: Option<ExternalId>,
}

/// Checks that what was read is as fresh as was asked.
fn must_be(at_least: Option<&Revision>, read: &Revision) -> Result<(), EvaluateError> {
    if at_least.is_some_and(|at_least| !read.is_at_least(at_least)) {
        return Err(EvaluateError::NotThatFresh);
    }
    Ok(())
}
