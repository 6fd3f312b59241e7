//! The platform asks which users may do something in an account now (Q1).

use latchkey_domain::{
    base::{ids::UserId, reference::AccountRef, revision::Revision},
    gate,
    permission::PermissionKey,
};

use super::{
    FoundId, SearchPage, SearchPageFound,
    fill::{Among, SearchedPage},
    must_be,
};
use crate::{
    decisions::{Decisions, EvaluateError},
    frame::{context::RequestContext, error::UseCaseError},
};

/// Searches for users who have a permission in an account.
#[derive(Debug, Clone)]
pub struct SearchSubjects {
    /// The permission; `None` for text that cannot be a permission.
    pub action: Option<PermissionKey>,
    /// The account; `None` if no such account can exist.
    pub resource: Option<AccountRef>,
    /// The answer must be at least as fresh as this revision.
    pub at_least: Option<Revision>,
    /// The requested page.
    pub page: SearchPage,
}

impl Decisions {
    /// Finds the users who may do it, in the order in which they joined the account.
    pub async fn search_subjects(
        &self,
        cx: &RequestContext,
        search: &SearchSubjects,
    ) -> Result<SearchPageFound<FoundId<UserId>>, EvaluateError> {
        gate::asks_decisions(&cx.origin.principal).map_err(UseCaseError::from)?;
        let at_least = search.at_least.as_ref();
        let Some(account) = &search.resource else {
            return self.nothing(at_least).await;
        };
        let wanted = SearchedPage {
            action: search.action.as_ref(),
            at_least,
            page: search.page,
        };
        self.fill(Among::In(account), wanted, |member| member.user.id)
            .await
    }

    /// An empty result with its revision.
    pub(super) async fn nothing<T>(
        &self,
        at_least: Option<&Revision>,
    ) -> Result<SearchPageFound<T>, EvaluateError> {
        let revision = self.ports.store.revision().await;
        let revision = revision.map_err(UseCaseError::from)?;
        must_be(at_least, &revision)?;
        Ok(SearchPageFound {
            results: Vec::new(),
            next: None,
            revision,
        })
    }
}
