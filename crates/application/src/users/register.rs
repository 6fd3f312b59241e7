//! The platform makes a person known (scope `provision`); what it says of their address is confirmed
//! (I1).

use latchkey_domain::{
    audit::Records,
    authority::{self, Permit},
    email::EmailAddress,
    event::{Event, EventKind},
    ports::Locks,
    text::{ExternalId, Locale, Name},
    token::{Scope, SecretText},
    user::{NewUser, User, UserStatus},
};

use super::{Users, password};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

/// Makes a person known.
#[derive(Debug, Clone)]
pub struct RegisterUser {
    /// Their address.
    pub email: EmailAddress,
    /// Their name.
    pub name: Name,
    /// The language they read.
    pub locale: Locale,
    /// The platform's id of them.
    pub external_id: Option<ExternalId>,
    /// Their password, if they have one.
    pub password: Option<SecretText>,
}

impl Users {
    /// Makes a person known.
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
        let permit = authority::platform(&cx.origin, Scope::Provision)?;
        let new = NewUser {
            external_id: cmd.external_id,
            email: cmd.email,
            confirmed: true,
            name: cmd.name,
            locale: cmd.locale,
            password: password::hash(&self.ports, cmd.password).await?,
        };
        self.insert(&permit, new, UserStatus::Active).await
    }

    /// Keeps a new person.
    pub(super) async fn insert(
        &self,
        permit: &Permit,
        new: NewUser,
        status: UserStatus,
    ) -> Result<Ready<User>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let mut user = User::register(ports.ids.next(), new, now);
        user.set_status(status, now);
        let mut unit = ports.store.begin(Locks::none()).await?;
        unit.insert_user(&user).await?;
        let event = Event::new(EventKind::UserCreated)
            .about(user.id)
            .with("confirmed", user.confirmed)
            .with("status", user.status.as_str());
        let records = Records::one(permit, event, &*ports.ids, now);
        Ok(Ready::changed(user, unit, records))
    }
}
