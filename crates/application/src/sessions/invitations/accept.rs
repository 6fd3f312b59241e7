//! Somebody accepts an invitation by the link that was mailed to them. That confirms their address, which
//! nothing else that they do can, and signs them in (I1).

use latchkey_domain::{
    base::{refusal::Refusal, version::Version},
    gate,
    people::session::{Keep, SignInWay},
    ports::Locks,
    trail::event::{Event, EventKind},
};

use super::{Invitation, Sessions, Visit};
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ready::Ready},
    memberships::accept::accept_in,
    sessions::SignedIn,
    steps::member_view::MemberView,
};

/// An invitation was accepted by its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedByLink {
    /// The session that begins.
    pub signed_in: SignedIn,
    /// The membership.
    pub member: MemberView,
    /// Whether they are to be asked for a password: they have no other way in.
    pub asks_password: bool,
}

impl Sessions {
    /// Accepts the invitation with this link, once, as it stood in the version that the person saw; `None`:
    /// as it stands now. Nobody takes by it what they were not shown.
    pub async fn accept_invitation_by_link(
        &self,
        visit: &Visit,
        token: &str,
        shown: Option<Version>,
    ) -> Result<AcceptedByLink, UseCaseError> {
        let ports = &*self.ports;
        let seen = self.invitation(&mut *ports.store.reader(), token).await?;
        let mut cx = RequestContext::new(seen.origin(visit));
        cx.expected = shown;
        let attempted = seen.attempted(EventKind::MembershipAccepted);
        let work = Box::pin(self.try_accept(&cx, visit, (seen, token)));
        let ready = ports.refusals.watch(&cx.origin, attempted, work).await?;
        Ok(ready.commit(ports, &cx, None).await?.value)
    }

    async fn try_accept(
        &self,
        cx: &RequestContext,
        visit: &Visit,
        (seen, token): (Invitation, &str),
    ) -> Result<Ready<AcceptedByLink>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let (_user, permit) = gate::invited(&cx.origin)?;
        let (account, user) = seen.place();
        let locks = Locks::none().changing(account).changing_user(user);
        let mut unit = ports.store.begin(locks).await?;
        let Invitation {
            mut member,
            mut user,
            ..
        } = self.invitation(&mut *unit, token).await?;
        cx.must_match(member.membership.version)?;
        let mut events = accept_in(ports, &cx.origin, &mut *unit, &mut member).await?;
        let email = user.email.clone().ok_or(Refusal::NotFound)?;
        if user.readdress(email, true, now) {
            unit.save_user(&mut user).await?;
            let confirmed = Event::new(EventKind::UserChanged)
                .about(user.id)
                .with("confirmed", true)
                .with("status", user.status.as_str())
                .with("changed", vec!["confirmed"]);
            events.push(confirmed);
        }
        let how = (SignInWay::Invitation, Keep::UntilIdle);
        let signed_in = self.begin(&mut *unit, user, visit, how).await?;
        let place = unit.member(account, signed_in.user.id).await?;
        let member = place.ok_or(Refusal::NotFound)?;
        let accepted = AcceptedByLink {
            asks_password: self.asks_password(&signed_in.user),
            member: MemberView::of(member, &ports.catalogue, now),
            signed_in,
        };
        Ok(Ready::of(accepted, unit, &permit, events, (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::Duration;
    use latchkey_domain::{
        base::text::ExternalId,
        membership::member::Member,
        people::{email::EmailAddress, user::User},
        trail::audit::{ACTED_BY, Actor, BY_MAILED_LINK},
    };
    use latchkey_testing::builders::name;

    use super::*;
    use crate::{
        memberships::Memberships,
        sessions::{
            invitations::testing::{invite, invite_stub, token},
            testing::visit,
        },
        testing::{UseCaseBed, refused},
        users::{RegisterUser, Users},
    };

    /// I1: the mailed link confirms the address, lets in, and asks for a password.
    #[tokio::test]
    async fn the_mailed_link_confirms_and_signs_in() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let stub = invite_stub(&bed).await;
        let link = token(&bed, bed.world.harbour, stub).await;
        let accepted = sessions
            .accept_invitation_by_link(&visit(), &link, None)
            .await;
        let accepted = accepted.unwrap();
        assert!(accepted.asks_password);
        assert_eq!(accepted.member.why_not, None);
        assert!(accepted.member.member.user.confirmed);
        let secret = accepted.signed_in.secret.expose();
        let found = sessions.find(secret).await.unwrap().unwrap();
        assert_eq!((found.user.id, found.user.stub), (stub, false));
        assert_eq!(
            bed.trail(2).await,
            [
                (EventKind::UserChanged, None),
                (EventKind::MembershipAccepted, None)
            ]
        );
        for line in bed.world.trail().await.iter().take(2) {
            assert_eq!(line.actor, Actor::User(stub));
            assert_eq!(line.event.details.more[ACTED_BY], BY_MAILED_LINK);
        }
        let again = sessions
            .accept_invitation_by_link(&visit(), &link, None)
            .await;
        assert_eq!(refused(again), "not-found");
        assert_eq!(bed.trail(2).await.len(), 2);
    }

    #[tokio::test]
    async fn of_two_at_once_one_accepts() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let stub = invite_stub(&bed).await;
        let link = token(&bed, bed.world.harbour, stub).await;
        let (here, there) = (visit(), visit());
        let (one, other) = tokio::join!(
            sessions.accept_invitation_by_link(&here, &link, None),
            sessions.accept_invitation_by_link(&there, &link, None)
        );
        assert_ne!(one.is_ok(), other.is_ok());
    }

    /// Somebody who is known already is asked for no password, and nothing is confirmed twice.
    #[tokio::test]
    async fn who_has_another_way_in_is_asked_for_nothing() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        invite::known(&bed, bed.world.sam).await;
        let link = token(&bed, bed.world.harbour, bed.world.sam).await;
        let accepted = sessions
            .accept_invitation_by_link(&visit(), &link, None)
            .await;
        assert!(!accepted.unwrap().asks_password);
        assert_eq!(bed.trail(1).await, [(EventKind::MembershipAccepted, None)]);
    }

    /// I1: who accepts otherwise has confirmed nothing, and the link is spent by that too.
    #[tokio::test]
    async fn only_the_link_confirms() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let stub = invite_stub(&bed).await;
        let link = token(&bed, bed.world.harbour, stub).await;
        let memberships = Memberships::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(stub);
        let ready = memberships.accept(&cx, &bed.world.harbour.into()).await;
        bed.done(&cx, ready.unwrap()).await;
        assert!(!bed.world.user(stub).await.confirmed);
        let result = sessions
            .accept_invitation_by_link(&visit(), &link, None)
            .await;
        assert_eq!(refused(result), "not-found");
    }

    /// I6: the address of somebody who accepted is taken; they are no stub any more.
    #[tokio::test]
    async fn nobody_takes_over_who_accepted() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let stub = invite_stub(&bed).await;
        let link = token(&bed, bed.world.harbour, stub).await;
        sessions
            .accept_invitation_by_link(&visit(), &link, None)
            .await
            .unwrap();
        let users = Users::new(Arc::clone(&bed.ports));
        let cmd = RegisterUser {
            email: EmailAddress::parse("uma@elsewhere.example").unwrap(),
            name: name("Uma"),
            locale: latchkey_domain::base::text::Locale::En,
            external_id: Some(ExternalId::parse("u-uma").unwrap()),
            password: None,
        };
        let result = users.register(&bed.as_platform(), cmd).await;
        assert_eq!(refused(result), "conflict");
    }

    /// I6: the link of a stub who was taken over counts no more; the person has an invitation anew.
    #[tokio::test]
    async fn a_link_goes_with_the_stub() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let stub = invite_stub(&bed).await;
        let link = token(&bed, bed.world.harbour, stub).await;
        let readdress = |user: &mut User, now| {
            let email = EmailAddress::parse("other@elsewhere.example").unwrap();
            user.readdress(email, true, now);
            user.set_status(latchkey_domain::people::user::UserStatus::Disabled, now);
        };
        bed.world.change_user(stub, readdress).await;
        let result = sessions
            .accept_invitation_by_link(&visit(), &link, None)
            .await;
        assert_eq!(refused(result), "not-found");
    }

    /// I1: an offer that was raised since it was shown is shown again, not taken.
    #[tokio::test]
    async fn nobody_accepts_what_they_were_not_shown() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let stub = invite_stub(&bed).await;
        let link = token(&bed, bed.world.harbour, stub).await;
        let shown = sessions.show_invitation(&link).await.unwrap();
        let (here, seen) = (visit(), shown.member.membership.version);
        let raise = |member: &mut Member, now| {
            assert!(
                member
                    .membership
                    .expire_at(Some(now + Duration::days(90)), now)
            );
        };
        bed.world
            .change_member(bed.world.harbour, stub, raise)
            .await;
        let accepted = sessions.accept_invitation_by_link(&here, &link, Some(seen));
        assert!(matches!(accepted.await, Err(UseCaseError::Stale)));
        let now = sessions.show_invitation(&link).await.unwrap();
        let seen = Some(now.member.membership.version);
        let accepted = sessions.accept_invitation_by_link(&here, &link, seen);
        accepted.await.unwrap();
    }
}
