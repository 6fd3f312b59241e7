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

/// Which users?
#[derive(Debug, Clone)]
pub struct SearchSubjects {
    /// Which permission; `None` stands for a text that can be none.
    pub action: Option<PermissionKey>,
    /// In which account; `None` where nobody can be found.
    pub resource: Option<AccountRef>,
    /// The revision that the answer must be at least as fresh as.
    pub at_least: Option<Revision>,
    /// Which part of them.
    pub page: SearchPage,
}

impl Decisions {
    /// Finds the users who may do it, in the order in which they became members.
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

    /// Finds nothing, and says as of when.
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
