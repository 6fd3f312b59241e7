//! The platform registers or changes a user by their platform id (scope `provision`). Absent fields
//! keep their value.

use latchkey_domain::{
    base::{
        reference::UserRef,
        refusal::{Conflict, FieldError, Refusal},
        text::ExternalId,
    },
    gate,
    people::{
        token::Scope,
        user::{NewUser, PasswordHash, User, UserStatus},
    },
    ports::StoreError,
    trail::{
        event::{Event, EventKind},
        permit::Permit,
    },
};

use super::{UserChanges, Users, find, password};
use crate::{
    accounts::Created,
    frame::{
        context::RequestContext,
        error::UseCaseError,
        ready::Ready,
        retry::{overtaken, while_overtaken},
    },
};

/// Makes a person known, or changes them.
#[derive(Debug, Clone)]
pub struct PutUser {
    /// Their platform id.
    pub external_id: ExternalId,
    /// The requested values. A new user needs `name` and `email`, and is by default active,
    /// confirmed and reads English. Its `external_id` is ignored.
    pub changes: UserChanges,
}

impl Users {
    /// Registers or changes the user with a platform id.
    pub async fn put_by_external_id(
        &self,
        cx: &RequestContext,
        cmd: PutUser,
    ) -> Result<Ready<Created<User>>, UseCaseError> {
        let attempted = Event::new(EventKind::UserChanged);
        let work = self.try_put(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_put(
        &self,
        cx: &RequestContext,
        mut cmd: PutUser,
    ) -> Result<Ready<Created<User>>, UseCaseError> {
        cmd.changes.check()?;
        cmd.changes.external_id = None;
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let password = password::hash(&self.ports, cmd.changes.password.take()).await;
        let person = UserRef::External(cmd.external_id.clone());
        let (permit, cmd, person, password) = (&permit, &cmd, &person, &password);
        while_overtaken(|| async move {
            let (scope, address) = (cmd.changes.lock_scope(), cmd.changes.email.as_ref());
            match find::lock_for_address(&self.ports, person, scope, address).await {
                Ok(locked) => {
                    let (changes, password) = (cmd.changes.clone(), password.clone());
                    let ready = self
                        .change_locked(cx, permit, locked, changes, password)
                        .await?;
                    return Ok(ready.map(Created::Existing));
                }
                Err(UseCaseError::Refused(Refusal::NotFound)) => {}
                Err(error) => return Err(error),
            }
            cx.must_not_expect()?;
            let made = self.put_new(permit, cmd, password.clone()).await;
            // Another call may have made them known first, address and all: the next attempt changes
            // that one.
            match made {
                Err(UseCaseError::Refused(Refusal::Conflict(
                    Conflict::ExternalIdTaken | Conflict::EmailTaken,
                ))) if self.is_known(&cmd.external_id).await? => Err(overtaken()),
                made => made,
            }
        })
        .await
    }

    async fn is_known(&self, external_id: &ExternalId) -> Result<bool, StoreError> {
        let mut reader = self.ports.store.reader();
        Ok(reader.user_by_external_id(external_id).await?.is_some())
    }

    async fn put_new(
        &self,
        permit: &Permit,
        cmd: &PutUser,
        password: Option<PasswordHash>,
    ) -> Result<Ready<Created<User>>, UseCaseError> {
        let changes = &cmd.changes;
        let (Some(name), Some(email)) = (changes.name.clone(), changes.email.clone()) else {
            let missing = [
                ("/name", changes.name.is_none()),
                ("/email", changes.email.is_none()),
            ];
            let missing = missing.into_iter().filter(|(_, missing)| *missing);
            let errors = missing.map(|(at, _)| FieldError::at(at, "is required for a new user"));
            return Err(UseCaseError::Invalid(errors.collect()));
        };
        let new = NewUser {
            external_id: Some(cmd.external_id.clone()),
            email,
            confirmed: changes.confirmed.unwrap_or(true),
            name,
            locale: changes.locale.unwrap_or_default(),
            password,
        };
        let status = changes.status.unwrap_or(UserStatus::Active);
        let made = self.make_known(permit, new, status).await?;
        Ok(made.map(Created::New))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::people::email::EmailAddress;
    use latchkey_testing::builders::name;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn put(external_id: &str, changes: UserChanges) -> PutUser {
        PutUser {
            external_id: ExternalId::parse(external_id).unwrap(),
            changes,
        }
    }

    fn nora() -> UserChanges {
        UserChanges {
            name: Some(name("Nora Lie")),
            email: Some(EmailAddress::parse("nora@northwind.example").unwrap()),
            ..UserChanges::default()
        }
    }

    #[tokio::test]
    async fn a_person_who_is_not_known_is_made_known_once() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let ready = users
            .put_by_external_id(&cx, put("u-nora", nora()))
            .await
            .unwrap();
        let Created::New(made) = bed.done(&cx, ready).await else {
            panic!("nobody was there")
        };
        assert!(made.confirmed);
        let ready = users
            .put_by_external_id(&cx, put("u-nora", nora()))
            .await
            .unwrap();
        assert_eq!(bed.done(&cx, ready).await, Created::Existing(made));
        assert_eq!(bed.trail(5).await, [(EventKind::UserCreated, None)]);
    }

    #[tokio::test]
    async fn a_person_who_is_known_keeps_what_is_left_out() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let changes = UserChanges {
            name: Some(name("M. Aas")),
            ..UserChanges::default()
        };
        let ready = users
            .put_by_external_id(&cx, put("u-marit", changes))
            .await
            .unwrap();
        let Created::Existing(marit) = bed.done(&cx, ready).await else {
            panic!("was there")
        };
        assert_eq!((marit.id, marit.name.as_str()), (bed.world.marit, "M. Aas"));
        assert_eq!(
            marit.email.as_ref().unwrap().as_str(),
            "marit@northwind.example"
        );
    }

    #[tokio::test]
    async fn d5_a_put_switches_off_no_last_super_admin() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let status = Some(UserStatus::Disabled);
        let changes = UserChanges {
            status,
            ..UserChanges::default()
        };
        let result = users
            .put_by_external_id(&bed.as_platform(), put("u-freya", changes))
            .await;
        assert_eq!(refused(result), "last-super-admin");
    }

    #[tokio::test]
    async fn a_new_person_needs_a_name_and_a_free_address() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let result = users
            .put_by_external_id(&cx, put("u-nora", UserChanges::default()))
            .await;
        let Err(UseCaseError::Invalid(errors)) = result else {
            panic!("{result:?}")
        };
        let pointers: Vec<_> = errors
            .listed()
            .iter()
            .map(|error| error.pointer.as_str())
            .collect();
        assert_eq!(pointers, ["/name", "/email"]);
        let email = Some(EmailAddress::parse("marit@northwind.example").unwrap());
        let result = users.put_by_external_id(&cx, put("u-nora", UserChanges { email, ..nora() }));
        assert_eq!(refused(result.await), "conflict");
    }

    #[tokio::test]
    async fn another_scope_puts_nobody() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = RequestContext::new(bed.world.as_service(&[Scope::Admin, Scope::Decide]));
        let result = users.put_by_external_id(&cx, put("u-nora", nora())).await;
        assert_eq!(refused(result), "missing-permission");
    }
}
