//! The flags `--user` and `--email`, which name a person.

use std::sync::Arc;

use anyhow::bail;
use clap::Args;
use latchkey_application::users::{ListUsers, Users};
use latchkey_domain::{
    base::{page::PageRequest, reference::UserRef},
    people::{email::EmailAddress, user::User},
};

use super::operator_session::{OperatorSession, explain, user_ref};

/// The flags that name a person.
#[derive(Debug, Args)]
pub(crate) struct PersonFlags {
    /// The person's Latchkey id (usr_…) or platform id.
    #[arg(long, value_parser = user_ref, value_name = "ID", conflicts_with = "email")]
    user: Option<UserRef>,
    /// The person's email address.
    #[arg(long, value_parser = |text: &str| EmailAddress::parse(text))]
    email: Option<EmailAddress>,
}

impl PersonFlags {
    /// Looks up the person, if the flags name one.
    pub(crate) async fn find(&self, session: &OperatorSession) -> anyhow::Result<Option<UserRef>> {
        match (&self.user, &self.email) {
            (Some(user), _) => Ok(Some(user.clone())),
            (None, None) => Ok(None),
            (None, Some(email)) => match user_with(session, email).await? {
                Some(user) => Ok(Some(UserRef::Id(user.id))),
                None => bail!("no user has the address {email}"),
            },
        }
    }
}

/// Finds the user with an address.
pub(super) async fn user_with(
    session: &OperatorSession,
    email: &EmailAddress,
) -> anyhow::Result<Option<User>> {
    let wanted = ListUsers {
        email: Some(email.clone()),
        external_id: None,
        page: PageRequest::first(),
    };
    let users = Users::new(Arc::clone(&session.ports));
    let found = users.list(&session.cx, &wanted).await.map_err(explain)?;
    Ok(found.items.into_iter().next())
}
