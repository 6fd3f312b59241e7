//! The platform reads its users (scope `provision`).

use latchkey_domain::{
    base::{
        page::{Page, PageRequest},
        reference::UserRef,
        text::ExternalId,
    },
    gate,
    people::{email::EmailAddress, token::Scope, user::User},
};

use super::{Users, find};
use crate::frame::{context::RequestContext, error::UseCaseError};

/// Filters of the list of users.
#[derive(Debug, Clone)]
pub struct ListUsers {
    /// Only the user with this email address.
    pub email: Option<EmailAddress>,
    /// Only the user with this platform id.
    pub external_id: Option<ExternalId>,
    /// The page of the list.
    pub page: PageRequest,
}

impl Users {
    /// Shows a user.
    pub async fn show(&self, cx: &RequestContext, user: &UserRef) -> Result<User, UseCaseError> {
        gate::platform(&cx.origin, Scope::Provision)?;
        find::user(&mut *self.ports.store.reader(), user).await
    }

    /// Lists users in the order of their ids. With both filters, a user must match both.
    pub async fn list(
        &self,
        cx: &RequestContext,
        cmd: &ListUsers,
    ) -> Result<Page<User>, UseCaseError> {
        gate::platform(&cx.origin, Scope::Provision)?;
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn filter(email: Option<&str>, external_id: Option<&str>) -> ListUsers {
        ListUsers {
            email: email.map(|text| EmailAddress::parse(text).unwrap()),
            external_id: external_id.map(|text| ExternalId::parse(text).unwrap()),
            page: PageRequest::first(),
        }
    }

    #[tokio::test]
    async fn filters_pick_who_matches_all_of_them() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        for (email, external_id, found) in [
            (None, None, 10),
            (Some("Marit@northwind.example"), None, 1),
            (None, Some("u-marit"), 1),
            (Some("marit@northwind.example"), Some("u-marit"), 1),
            (Some("marit@northwind.example"), Some("u-helen"), 0),
            (Some("nobody@northwind.example"), None, 0),
        ] {
            let page = users.list(&cx, &filter(email, external_id)).await.unwrap();
            assert_eq!(page.items.len(), found, "{email:?} {external_id:?}");
        }
    }

    #[tokio::test]
    async fn a_person_is_shown_to_the_platform_alone() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let external = UserRef::External(ExternalId::parse("u-ines").unwrap());
        let cx = bed.as_platform();
        assert_eq!(users.show(&cx, &external).await.unwrap().id, bed.world.ines);
        let own = UserRef::Id(bed.world.ines);
        assert_eq!(users.show(&cx, &own).await.unwrap().id, bed.world.ines);
        let cx = bed.as_user(bed.world.ines);
        assert_eq!(refused(users.show(&cx, &own).await), "missing-permission");
        assert_eq!(
            refused(users.list(&cx, &filter(None, None)).await),
            "missing-permission"
        );
    }
}
