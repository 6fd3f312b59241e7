//! How many seats of an account are taken, for its super admins, holders of `users.edit`, and the
//! platform, which bills them. Every membership holds its seats until it is removed (D3).

use latchkey_domain::{
    base::reference::AccountRef,
    people::token::Scope,
    permission::{BuiltIn, seat::SeatsTaken},
};

use super::Accounts;
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::account::viewer_of,
};

impl Accounts {
    /// Counts the seats of an account that are taken.
    pub async fn seats(
        &self,
        cx: &RequestContext,
        account: &AccountRef,
    ) -> Result<SeatsTaken, UseCaseError> {
        let ports = &*self.ports;
        let mut reader = ports.store.reader();
        let (rights, scope) = (&[BuiltIn::UsersEdit], Scope::Provision);
        let (_, account) = viewer_of(ports, cx, &mut *reader, account, rights, scope).await?;
        Ok(reader.seats_taken(account).await?)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    #[tokio::test]
    async fn seats_are_counted_for_managers_and_the_platform() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let accounts = Accounts::new(Arc::clone(&bed.ports));
        let harbour = world.harbour.into();
        let mut counted = Vec::new();
        for cx in [
            bed.as_user(world.helen),
            bed.as_user(world.ines),
            RequestContext::new(world.as_service(&[Scope::Provision])),
        ] {
            counted.push(accounts.seats(&cx, &harbour).await.unwrap());
        }
        assert_eq!((counted[0].partner, counted[0].core), (1, 3));
        assert!(counted.iter().all(|seats| *seats == counted[0]));
        for (cx, code) in [
            (bed.as_user(world.marit), "missing-permission"),
            (bed.as_user(world.sam), "not-found"),
            (
                RequestContext::new(world.as_service(&[Scope::Audit])),
                "missing-permission",
            ),
        ] {
            assert_eq!(refused(accounts.seats(&cx, &harbour).await), code);
        }
    }
}
