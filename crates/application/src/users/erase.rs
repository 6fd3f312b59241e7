//! The platform erases a user (scope `provision`). Only the id stays, for the trail (T3): their name is
//! gone from consents, token labels and kept answers too; their tokens and sessions end for good (I3). The
//! last permanent super admin of an account cannot be erased, unless the platform says that it may be
//! left without one (D5).

use latchkey_domain::{
    base::reference::UserRef,
    gate,
    membership::super_admins::LastSuperAdmin,
    people::{token::Scope, user::User},
    trail::event::{Event, EventKind},
};

use super::{
    Users,
    find::{self, LockScope, LockedUser, left_behind},
};
use crate::frame::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Users {
    /// Erases a user for good. Erasing them again changes nothing.
    pub async fn erase(
        &self,
        cx: &RequestContext,
        user: UserRef,
        last: LastSuperAdmin,
    ) -> Result<Ready<User>, UseCaseError> {
        let mut attempted = Event::new(EventKind::UserErased);
        if let UserRef::Id(id) = user {
            attempted = attempted.about(id);
        }
        let work = self.try_erase(cx, user, last);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_erase(
        &self,
        cx: &RequestContext,
        user: UserRef,
        last: LastSuperAdmin,
    ) -> Result<Ready<User>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let scope = LockScope::UserAndAccounts(last);
        let LockedUser {
            mut unit,
            mut user,
            left,
            ..
        } = find::lock(ports, &user, scope).await?;
        cx.must_match(user.version)?;
        let address = user.email.clone();
        if !user.erase(now) {
            return Ok(Ready::unchanged(user));
        }
        unit.save_user(&mut user).await?;
        let revoked = unit.revoke_tokens_of(user.id, now).await?;
        unit.end_sessions_of(user.id, None).await?;
        unit.forget_person(&user).await?;
        if let Some(address) = address {
            let hash = unit.address_key().await?.hash(&address);
            unit.note_address(&hash, user.id, now).await?;
        }
        unit.remember_addresses_from(user.id, now).await?;
        let event = Event::new(EventKind::UserErased)
            .about(user.id)
            .with("confirmed", user.confirmed)
            .with("status", user.status.as_str())
            .with("tokens_revoked", revoked);
        let mut events = vec![event];
        events.extend(left_behind(EventKind::UserErased, &left, user.id));
        Ok(Ready::of(user, unit, &permit, events, (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{base::text::ExternalId, people::user::UserStatus};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    #[tokio::test]
    async fn t3_only_the_id_of_an_erased_person_stays() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let jonas = UserRef::External(ExternalId::parse("u-jonas").unwrap());
        let ready = users
            .erase(&cx, jonas, LastSuperAdmin::Stays)
            .await
            .unwrap();
        bed.done(&cx, ready).await;
        let kept = bed.world.user(bed.world.jonas).await;
        assert_eq!(
            (kept.status, &kept.email, &kept.external_id),
            (UserStatus::Erased, &None, &None)
        );
        assert!(!kept.name.as_str().contains("Jonas"));
        assert_eq!(bed.trail(1).await, [(EventKind::UserErased, None)]);
        let member = bed.world.member(bed.world.northwind, bed.world.jonas).await;
        assert!(
            member
                .effective(&bed.world.catalogue, bed.world.now())
                .is_empty()
        );
    }

    #[tokio::test]
    async fn t4_erasing_twice_is_once() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        for _ in 0..2 {
            let ready = users
                .erase(&cx, UserRef::Id(bed.world.jonas), LastSuperAdmin::Stays)
                .await
                .unwrap();
            bed.done(&cx, ready).await;
        }
        assert_eq!(bed.trail(5).await, [(EventKind::UserErased, None)]);
    }

    #[tokio::test]
    async fn d5_the_last_super_admin_is_not_erased() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let ready = users
            .erase(&cx, UserRef::Id(bed.world.helen), LastSuperAdmin::Stays)
            .await
            .unwrap();
        bed.done(&cx, ready).await;
        let result = users
            .erase(&cx, UserRef::Id(bed.world.hugo), LastSuperAdmin::Stays)
            .await;
        assert_eq!(refused(result), "last-super-admin");
    }

    #[tokio::test]
    async fn nobody_erases_themself() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(bed.world.jonas);
        let result = users
            .erase(&cx, UserRef::Id(bed.world.jonas), LastSuperAdmin::Stays)
            .await;
        assert_eq!(refused(result), "missing-permission");
        let noted = (EventKind::UserErased, Some("missing-permission".to_owned()));
        assert_eq!(bed.trail(1).await, [noted]);
    }
}
