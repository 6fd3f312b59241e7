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
    decisions::{Decisions, EvaluateError},
    frame::{context::RequestContext, error::UseCaseError},
};

/// Which permissions?
#[derive(Debug, Clone)]
pub struct SearchActions {
    /// Which user; `None` where nothing can be found.
    pub subject: Option<UserRef>,
    /// In which account; `None` where nothing can be found.
    pub resource: Option<AccountRef>,
    /// The revision that the answer must be at least as fresh as.
    pub at_least: Option<Revision>,
}

impl Decisions {
    /// Finds all that the user may do there, in the order of the catalogue, each ladder named once
    /// (P1). There are at most as many as the catalogue has, so they come at once.
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
