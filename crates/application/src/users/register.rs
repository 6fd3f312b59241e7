//! The platform registers a user (scope `provision`). The email address it gives counts as
//! confirmed (I1).

use latchkey_domain::{
    base::text::{ExternalId, Locale, Name},
    gate,
    people::{
        email::EmailAddress,
        password::NewPassword,
        token::Scope,
        user::{NewUser, User, UserStatus},
    },
    ports::Locks,
    trail::{
        event::{Event, EventKind},
        permit::Permit,
    },
};

use super::{Users, password, stubs::Stub};
use crate::{
    frame::{
        context::RequestContext,
        error::UseCaseError,
        ready::Ready,
        retry::{overtaken, while_overtaken},
    },
    steps::returning::lay_down_again,
};

/// Registers a user.
#[derive(Debug, Clone)]
pub struct RegisterUser {
    /// Their email address.
    pub email: EmailAddress,
    /// Their name.
    pub name: Name,
    /// The language they read.
    pub locale: Locale,
    /// Their platform id.
    pub external_id: Option<ExternalId>,
    /// Their password, if they have one.
    pub password: Option<NewPassword>,
}

impl Users {
    /// Registers a user.
    pub async fn register(
        &self,
        cx: &RequestContext,
        cmd: RegisterUser,
    ) -> Result<Ready<User>, UseCaseError> {
        let attempted = Event::new(EventKind::UserCreated);
        let work = self.try_register(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_register(
        &self,
        cx: &RequestContext,
        cmd: RegisterUser,
    ) -> Result<Ready<User>, UseCaseError> {
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let new = NewUser {
            external_id: cmd.external_id,
            email: cmd.email,
            confirmed: true,
            name: cmd.name,
            locale: cmd.locale,
            password: password::hash(&self.ports, cmd.password).await,
        };
        let (permit, new) = (&permit, &new);
        while_overtaken(|| self.make_known(permit, new.clone(), UserStatus::Active)).await
    }

    /// Makes somebody known: the stub with that address (I6), or a new user.
    pub(super) async fn make_known(
        &self,
        permit: &Permit,
        new: NewUser,
        status: UserStatus,
    ) -> Result<Ready<User>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let before = Stub::with_address(&mut *ports.store.reader(), &new.email).await?;
        let Some(before) = before else {
            let user = User::register(ports.ids.next(), new, status, now);
            let mut unit = ports.store.begin(Locks::none()).await?;
            if let Err(error) = unit.insert_user(&user).await {
                drop(unit);
                let mut reader = ports.store.reader();
                return Err(Stub::in_the_way(&mut *reader, user.email.as_ref(), error).await);
            }
            lay_down_again(&mut *unit, &user, now).await?;
            let event = known(EventKind::UserCreated, &user);
            return Ok(Ready::of(user, unit, permit, [event], (ports, now)));
        };
        let locks = Locks::none().changing_user(before.user.id);
        let mut unit = ports.store.begin(locks).await?;
        let stub = Stub::with_address(&mut *unit, &new.email).await?;
        let stub = stub.filter(|stub| stub.user.id == before.user.id);
        let mut user = stub.ok_or_else(overtaken)?.user;
        user.become_known(new, status, now);
        unit.save_user(&mut user).await?;
        let event = known(EventKind::UserChanged, &user).with("was_stub", true);
        Ok(Ready::of(user, unit, permit, [event], (ports, now)))
    }
}

/// The event of somebody who is known from now on.
fn known(kind: EventKind, user: &User) -> Event {
    Event::new(kind)
        .about(user.id)
        .with("confirmed", user.confirmed)
        .with("status", user.status.as_str())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::refusal::{Conflict, Refusal},
        people::user::PasswordHash,
        ports::StoreError,
    };
    use latchkey_testing::{
        FailAt, FailingStore, Failure, MockHasher, MockRefusals, TestBed, builders::name,
    };

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn nora() -> RegisterUser {
        RegisterUser {
            email: EmailAddress::parse("Nora@Northwind.example").unwrap(),
            name: name("Nora Lie"),
            locale: Locale::Nb,
            external_id: Some(ExternalId::parse("u-nora").unwrap()),
            password: Some(NewPassword::parse("correct horse".to_owned()).unwrap()),
        }
    }

    #[tokio::test]
    async fn i1_the_platforms_people_have_confirmed_addresses() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let ready = users.register(&cx, nora()).await.unwrap();
        let made = bed.done(&cx, ready).await;
        let kept = bed.world.user(made.id).await;
        assert!(kept.confirmed);
        assert_eq!(
            kept.email.as_ref().unwrap().as_str(),
            "nora@northwind.example"
        );
        assert_eq!(
            kept.password.as_ref().unwrap().expose(),
            "plain$correct horse"
        );
        assert_eq!(kept.locale, Locale::Nb);
    }

    #[tokio::test]
    async fn t3_the_trail_holds_no_name_address_or_password() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let ready = users.register(&cx, nora()).await.unwrap();
        bed.done(&cx, ready).await;
        let line = bed.world.trail().await.remove(0);
        let text = serde_json::to_string(&line.event.details)
            .unwrap()
            .to_lowercase();
        assert!(!text.contains("nora") && !text.contains("horse"), "{text}");
    }

    #[tokio::test]
    async fn a_taken_address_or_external_id_is_a_conflict() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let email = EmailAddress::parse("marit@northwind.example").unwrap();
        let external_id = Some(ExternalId::parse("u-marit").unwrap());
        for (cmd, expected) in [
            (RegisterUser { email, ..nora() }, Conflict::EmailTaken),
            (
                RegisterUser {
                    external_id,
                    ..nora()
                },
                Conflict::ExternalIdTaken,
            ),
        ] {
            let result = users.register(&bed.as_platform(), cmd).await;
            let Err(UseCaseError::Refused(Refusal::Conflict(conflict))) = result else {
                panic!("{result:?}")
            };
            assert_eq!(conflict, expected);
        }
        assert_eq!(bed.trail(5).await.len(), 2, "both are noted");
    }

    /// Hashing takes long: no unit may be open meanwhile.
    #[tokio::test]
    async fn a_password_is_hashed_once_before_any_unit() {
        let bed = TestBed::new().await;
        let store = FailingStore::over(bed.store());
        let seen = store.clone();
        let mut hasher = MockHasher::new();
        hasher
            .expect_hash()
            .withf(|password| password.expose() == "correct horse")
            .once()
            .returning(move |_password| {
                assert_eq!(seen.calls(), 0, "a unit was opened before");
                PasswordHash::new("hashed".to_owned())
            });
        let bed = UseCaseBed::over(bed.with_store(store).with_hasher(hasher));
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let ready = users.register(&cx, nora()).await.unwrap();
        let made = bed.done(&cx, ready).await;
        assert_eq!(made.password.as_ref().unwrap().expose(), "hashed");
    }

    #[tokio::test]
    async fn trouble_of_the_store_is_no_refusal() {
        let bed = TestBed::new().await;
        let store = FailingStore::over(bed.store());
        store.fail(FailAt::Call(3), Failure::Unavailable);
        let bed = bed.with_store(store.clone());
        let bed = UseCaseBed::over(bed.with_refusals(MockRefusals::new()));
        let users = Users::new(Arc::clone(&bed.ports));
        let result = users.register(&bed.as_platform(), nora()).await;
        assert!(matches!(
            result,
            Err(UseCaseError::Store(StoreError::Unavailable(_)))
        ));
        assert_eq!(store.calls(), 3, "the stub, the unit and the insert");
    }

    #[tokio::test]
    async fn a_user_or_another_scope_makes_nobody_known() {
        // Without the right, no password is hashed: the mock expects no call.
        let bed = TestBed::new().await.with_hasher(MockHasher::new());
        let bed = UseCaseBed::over(bed);
        let users = Users::new(Arc::clone(&bed.ports));
        let admin = RequestContext::new(bed.world.as_service(&[Scope::Admin]));
        for cx in [admin, bed.as_user(bed.world.helen)] {
            assert_eq!(
                refused(users.register(&cx, nora()).await),
                "missing-permission"
            );
        }
    }
}
