//! The platform asks what a user may do in an account now (Q1).

use latchkey_domain::{
    base::{
        reference::{AccountRef, UserRef},
        revision::Revision,
    },
    gate,
    permission::PermissionKey,
};

use super::{SearchPageFound, must_be};
use crate::{
    decisions::{Decisions, EvaluateError, reading::must_judge_by_the_catalogue_in_force},
    frame::{context::RequestContext, error::UseCaseError},
};

/// Searches for the permissions of a user in an account.
#[derive(Debug, Clone)]
pub struct SearchActions {
    /// The user; `None` if no such user can exist.
    pub subject: Option<UserRef>,
    /// The account; `None` if no such account can exist.
    pub resource: Option<AccountRef>,
    /// The answer must be at least as fresh as this revision.
    pub at_least: Option<Revision>,
}

impl Decisions {
    /// Finds everything the user may do there, in the order of the catalogue; each ladder appears
    /// once (P1). The catalogue bounds the result, so it is not paged.
    pub async fn search_actions(
        &self,
        cx: &RequestContext,
        search: &SearchActions,
    ) -> Result<SearchPageFound<PermissionKey>, EvaluateError> {
        gate::asks_decisions(&cx.origin.principal).map_err(UseCaseError::from)?;
        let at_least = search.at_least.as_ref();
        let (Some(user), Some(account)) = (&search.subject, &search.resource) else {
            return self.nothing(at_least).await;
        };
        let mut reader = self.ports.store.reader();
        let (facts, revision) = reader
            .decision_facts(user, account)
            .await
            .map_err(UseCaseError::from)?;
        must_be(at_least, &revision)?;
        must_judge_by_the_catalogue_in_force(&self.ports, at_least).await?;
        let catalogue = &self.ports.catalogue;
        let effective = facts
            .member
            .map(|member| member.effective(catalogue, self.ports.now()))
            .unwrap_or_default();
        Ok(SearchPageFound {
            results: catalogue.names(effective),
            next: None,
            revision,
        })
    }
}
