//! The platform reads the people it has made known (scope `provision`).

use latchkey_domain::{
    authority,
    email::EmailAddress,
    page::{Page, PageRequest},
    ports::UserRef,
    text::ExternalId,
    token::Scope,
    user::User,
};

use super::{Users, find};
use crate::{context::RequestContext, error::UseCaseError};

/// Which people are wanted.
#[derive(Debug, Clone)]
pub struct ListUsers {
    /// Only the one with this address.
    pub email: Option<EmailAddress>,
    /// Only the one whom the platform calls so.
    pub external_id: Option<ExternalId>,
    /// Which page.
    pub page: PageRequest,
}

impl Users {
    /// Shows a person.
    pub async fn show(&self, cx: &RequestContext, user: &UserRef) -> Result<User, UseCaseError> {
        authority::platform(&cx.origin, Scope::Provision)?;
        find::user(&mut *self.ports.store.reader(), user).await
    }

    /// Lists people in the order of their ids; with both filters, who matches both.
    pub async fn list(
        &self,
        cx: &RequestContext,
        cmd: &ListUsers,
    ) -> Result<Page<User>, UseCaseError> {
        authority::platform(&cx.origin, Scope::Provision)?;
        let mut reader = self.ports.store.reader();
        let found = match (&cmd.email, &cmd.external_id) {
            (None, None) => return Ok(reader.users(&cmd.page).await?),
            (Some(email), _) => reader.user_by_email(email).await?,
            (None, Some(external_id)) => reader.user_by_external_id(external_id).await?,
        };
        let wanted = cmd.external_id.as_ref();
        let matches = |user: &User| wanted.is_none() || user.external_id.as_ref() == wanted;
        Ok(Page {
            items: found.into_iter().filter(matches).collect(),
            next: None,
        })
    }
}
