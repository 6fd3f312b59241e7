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

/// Searches for accounts in which a user has a permission.
#[derive(Debug, Clone)]
pub struct SearchResources {
    /// The user; `None` if no such user can exist.
    pub subject: Option<UserRef>,
    /// The permission; `None` for text that cannot be a permission.
    pub action: Option<PermissionKey>,
    /// The answer must be at least as fresh as this revision.
    pub at_least: Option<Revision>,
    /// The requested page.
    pub page: SearchPage,
}

impl Decisions {
    /// Finds the accounts where the user may do it, in the order in which the user joined them.
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
