//! Somebody declines an invitation by the link that was mailed to them (I4). It confirms nothing and signs
//! nobody in.

use latchkey_domain::{
    base::{ids::AccountId, text::Name},
    gate,
    ports::Locks,
    trail::event::EventKind,
};

use super::{Invitation, Sessions, Visit};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    memberships::leave::leave_in,
};

/// An invitation was declined by its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclinedByLink {
    /// The account that invited.
    pub account: AccountId,
    /// Its name.
    pub account_name: Name,
}

impl Sessions {
    /// Declines the invitation with this link, once.
    pub async fn decline_invitation_by_link(
        &self,
        visit: &Visit,
        token: &str,
    ) -> Result<DeclinedByLink, UseCaseError> {
        let ports = &*self.ports;
        let seen = self.invitation(&mut *ports.store.reader(), token).await?;
        let cx = RequestContext::new(seen.origin(visit));
        let attempted = seen.attempted(EventKind::MembershipRemoved);
        let declined = DeclinedByLink {
            account: seen.member.account.id,
            account_name: seen.member.account.name.clone(),
        };
        let work = Box::pin(self.try_decline(&cx, (seen, token)));
        let ready = ports.refusals.watch(&cx.origin, attempted, work).await?;
        ready.commit(ports, &cx, None).await?;
        Ok(declined)
    }

    async fn try_decline(
        &self,
        cx: &RequestContext,
        (seen, token): (Invitation, &str),
    ) -> Result<Ready<()>, UseCaseError> {
        let ports = &*self.ports;
        let (_user, permit) = gate::invited(&cx.origin)?;
        let (account, user) = seen.place();
        let locks = Locks::none().changing(account).reading_user(user);
        let mut unit = ports.store.begin(locks).await?;
        let invitation = self.invitation(&mut *unit, token).await?;
        leave_in(ports, cx, permit, (unit, invitation.member)).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        sessions::{
            invitations::testing::{invite_stub, token},
            testing::visit,
        },
        testing::{UseCaseBed, refused},
    };

    /// I4: declining ends the invitation, and says so; the address stays unconfirmed.
    #[tokio::test]
    async fn declining_ends_the_invitation() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let stub = invite_stub(&bed).await;
        let link = token(&bed, bed.world.harbour, stub).await;
        let declined = sessions.decline_invitation_by_link(&visit(), &link).await;
        assert_eq!(declined.unwrap().account, bed.world.harbour);
        assert!(
            bed.world
                .find_member(bed.world.harbour, stub)
                .await
                .is_none()
        );
        let user = bed.world.user(stub).await;
        assert!(user.stub && !user.confirmed);
        let told = bed.world.trail().await.remove(0);
        assert_eq!(told.event.kind, EventKind::MembershipRemoved);
        assert_eq!(told.event.details.more["declined"], true);
        let again = sessions.decline_invitation_by_link(&visit(), &link).await;
        assert_eq!(refused(again), "not-found");
        let accept = sessions
            .accept_invitation_by_link(&visit(), &link, None)
            .await;
        assert_eq!(refused(accept), "not-found");
    }
}
