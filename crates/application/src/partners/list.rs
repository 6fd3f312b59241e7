//! An account lists the partners that serve or served it (A11).

use latchkey_domain::{
    base::{
        page::{Page, PageRequest},
        reference::AccountRef,
        time::Time,
    },
    partnership::relationship::RelationshipStatus,
    people::token::Scope,
    permission::BuiltIn,
    ports::ServingPartner,
};

use super::Partners;
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::account::viewer_of,
};

/// A partner as an account sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerView {
    /// The partner.
    pub row: ServingPartner,
    /// The status of the relationship, and when it ends without further qualifying activity.
    pub standing: Option<(RelationshipStatus, Option<Time>)>,
}

impl Partners {
    /// Lists the partners that serve an account.
    pub async fn list(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
        page: &PageRequest,
    ) -> Result<Page<PartnerView>, UseCaseError> {
        let ports = &*self.ports;
        let mut reader = ports.store.reader();
        let (rights, scope) = (&[BuiltIn::UsersEdit], Scope::Provision);
        let (_, account) = viewer_of(ports, cx, &mut *reader, account, rights, scope).await?;
        let (days, now) = (ports.settings.ends_after_days, ports.now());
        let rows = reader.serving_partners(account, page).await?;
        Ok(rows.map(|row| PartnerView {
            standing: row
                .relationship
                .as_ref()
                .map(|it| (it.status(days, now), it.ends_at(days))),
            row,
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    /// Super admins, and holders of `users.edit` who act for no partner, read the list (A11).
    #[tokio::test]
    async fn an_account_sees_who_serves_it() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let service = Partners::new(Arc::clone(&bed.ports));
        let page = PageRequest::first();
        for reader in [world.helen, world.ines] {
            let cx = bed.as_user(reader);
            let found = service
                .list(&cx, &world.harbour.into(), &page)
                .await
                .unwrap();
            let [northwind] = &found.items[..] else {
                panic!("one partner serves Harbour")
            };
            assert_eq!(northwind.row.id, world.northwind);
            assert_eq!((northwind.row.active, northwind.row.deactivated), (1, 0));
            let connected = RelationshipStatus::Connected;
            assert_eq!(northwind.standing, Some((connected, None)));
        }
        for (reader, code) in [
            (world.marit, "missing-permission"),
            (world.sam, "not-found"),
        ] {
            let cx = bed.as_user(reader);
            let result = service.list(&cx, &world.harbour.into(), &page).await;
            assert_eq!(refused(result), code);
        }
    }
}
