//! The flags by which a command is told which person is meant.

use std::sync::Arc;

use anyhow::bail;
use clap::Args;
use latchkey_application::users::{ListUsers, Users};
use latchkey_domain::{
    base::{page::PageRequest, reference::UserRef},
    people::{email::EmailAddress, user::User},
};

use super::desk::{Desk, explain, user_ref};

/// Which person is meant.
#[derive(Debug, Args)]
pub(crate) struct Whom {
    /// A person, by Latchkey's id (usr_…) or the platform's.
    #[arg(long, value_parser = user_ref, value_name = "ID", conflicts_with = "email")]
    user: Option<UserRef>,
    /// A person, by their address.
    #[arg(long, value_parser = |text: &str| EmailAddress::parse(text))]
    email: Option<EmailAddress>,
}

impl Whom {
    /// The person, if one is named.
    pub(crate) async fn find(&self, desk: &Desk) -> anyhow::Result<Option<UserRef>> {
        match (&self.user, &self.email) {
            (Some(user), _) => Ok(Some(user.clone())),
            (None, None) => Ok(None),
            (None, Some(email)) => match user_with(desk, email).await? {
                Some(user) => Ok(Some(UserRef::Id(user.id))),
                None => bail!("nobody has the address {email}"),
            },
        }
    }
}

/// The person with that address.
pub(super) async fn user_with(desk: &Desk, email: &EmailAddress) -> anyhow::Result<Option<User>> {
    let wanted = ListUsers {
        email: Some(email.clone()),
        external_id: None,
        page: PageRequest::first(),
    };
    let users = Users::new(Arc::clone(&desk.ports));
    let found = users.list(&desk.cx, &wanted).await.map_err(explain)?;
    Ok(found.items.into_iter().next())
}
