//! The platform says who a person is, under its own id of them: made known where nobody has it,
//! changed where somebody has (scope `provision`). What is left out keeps its value.

use latchkey_domain::{
    authority::{self, Permit},
    event::{Event, EventKind},
    ports::{StoreError, UserRef},
    refusal::{Conflict, FieldError, Refusal},
    text::ExternalId,
    token::Scope,
    user::{NewUser, PasswordHash, User, UserStatus},
};

use super::{UserChanges, Users, find, password};
use crate::{accounts::Created, context::RequestContext, error::UseCaseError, ready::Ready};

/// How often a put is begun again because another call came between.
const TRIES: u8 = 5;

/// Makes a person known, or changes them.
#[derive(Debug, Clone)]
pub struct PutUser {
    /// The platform's id of them.
    pub external_id: ExternalId,
    /// What is said of them; a new person needs `name` and `email`, and is `active`, confirmed and
    /// reads English unless this says otherwise. `external_id` in it is not looked at.
    pub changes: UserChanges,
}

impl Users {
    /// Makes the person known whom the platform calls so, or changes them.
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
        let permit = authority::platform(&cx.origin, Scope::Provision)?;
        let password = password::hash(&self.ports, cmd.changes.password.take()).await?;
        let person = UserRef::External(cmd.external_id.clone());
        for _ in 0..TRIES {
            match find::lock(&self.ports, &person, cmd.changes.reach()).await {
                Ok(locked) => {
                    let changes = cmd.changes;
                    let ready = self
                        .change_locked(cx, &permit, locked, changes, password)
                        .await?;
                    return Ok(ready.map(Created::Existing));
                }
                Err(UseCaseError::Refused(Refusal::NotFound)) => {}
                Err(error) => return Err(error),
            }
            match self.put_new(&permit, &cmd, password.clone()).await {
                // Another call made them known first: change that one.
                Err(UseCaseError::Refused(Refusal::Conflict(Conflict::ExternalIdTaken))) => {}
                made => return made,
            }
        }
        Err(StoreError::Contended(None).into())
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
            let errors = missing.map(|(at, _)| FieldError::at(at, "a new person needs one"));
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
        Ok(self.insert(permit, new, status).await?.map(Created::New))
    }
}
