//! The platform asks in which accounts a user may do something now (Q1).

use latchkey_domain::{
    base::{ids::AccountId, reference::UserRef, revision::Revision},
    gate,
    permission::PermissionKey,
};

use super::{
    FoundId, SearchPage, SearchPageFound,
    fill::{Among, SearchedPage},
};
use crate::{
    decisions::{Decisions, EvaluateError},
    frame::{context::RequestContext, error::UseCaseError},
};

/// Which accounts?
#[derive(Debug, Clone)]
pub struct SearchResources {
    /// Which user; `None` where nothing can be found.
    pub subject: Option<UserRef>,
    /// Which permission; `None` stands for a text that can be none.
    pub action: Option<PermissionKey>,
    /// The revision that the answer must be at least as fresh as.
    pub at_least: Option<Revision>,
    /// Which part of them.
    pub page: SearchPage,
}

impl Decisions {
    /// Finds the accounts where the user may do it, in the order in which they became a member.
    pub async fn search_resources(
        &self,
        cx: &RequestContext,
        search: &SearchResources,
    ) -> Result<SearchPageFound<FoundId<AccountId>>, EvaluateError> {
        gate::asks_decisions(&cx.origin.principal).map_err(UseCaseError::from)?;
        let at_least = search.at_least.as_ref();
        let Some(user) = &search.subject else {
            return self.nothing(at_least).await;
        };
        let wanted = SearchedPage {
            action: search.action.as_ref(),
            at_least,
            page: search.page,
        };
        self.fill(Among::Of(user), wanted, |member| member.account.id)
            .await
    }
}
