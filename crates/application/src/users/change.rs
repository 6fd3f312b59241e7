//! The platform changes a person (scope `provision`), or switches them off: that ends all their
//! tokens for good (I3), and no account loses its last permanent super admin by it (D5).

use latchkey_domain::{
    audit::Records,
    authority::{self, Permit},
    email::EmailAddress,
    event::{Event, EventKind},
    ports::UserRef,
    refusal::{Conflict, Refusal},
    text::{ExternalId, Locale, Name},
    time::Time,
    token::{Scope, SecretText},
    user::{PasswordHash, User, UserStatus},
};

use super::{
    Users,
    find::{self, Locked, Reach},
    password,
};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

/// What is to be different about a person; what is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct UserChanges {
    /// Their name.
    pub name: Option<Name>,
    /// Their address: confirmed, unless `confirmed` says otherwise (I1).
    pub email: Option<EmailAddress>,
    /// Whether their address is known to be theirs.
    pub confirmed: Option<bool>,
    /// The language they read.
    pub locale: Option<Locale>,
    /// The platform's id of them: `Some(None)` takes it away.
    pub external_id: Option<Option<ExternalId>>,
    /// A new password.
    pub password: Option<SecretText>,
    /// Switched on or off; never erased, which is a call of its own.
    pub status: Option<UserStatus>,
}

impl UserChanges {
    pub(super) fn check(&self) -> Result<(), UseCaseError> {
        if self.status == Some(UserStatus::Erased) {
            let detail = "send active or disabled; a person is erased by a call of its own";
            return Err(UseCaseError::invalid("/status", detail));
        }
        Ok(())
    }

    pub(super) fn reach(&self) -> Reach {
        match self.status {
            Some(UserStatus::Disabled | UserStatus::Erased) => Reach::SwitchesOff,
            Some(UserStatus::Active) | None => Reach::Person,
        }
    }

    /// Makes the changes and names those that made a difference.
    fn apply(
        self,
        user: &mut User,
        password: Option<PasswordHash>,
        now: Time,
    ) -> Vec<&'static str> {
        let mut changed = Vec::new();
        let mut note = |name, differs: bool| {
            if differs {
                changed.push(name);
            }
        };
        if let Some(name) = self.name {
            note("name", user.rename(name, now));
        }
        let confirmed = self
            .confirmed
            .unwrap_or(self.email.is_some() || user.confirmed);
        if let Some(email) = self.email.or_else(|| user.email.clone()) {
            note("email", user.readdress(email, confirmed, now));
        }
        if let Some(locale) = self.locale {
            note("locale", user.set_locale(locale, now));
        }
        if let Some(external_id) = self.external_id {
            note("external_id", user.identify(external_id, now));
        }
        if let Some(password) = password {
            note("password", user.set_password(password, now));
        }
        if let Some(status) = self.status {
            note("status", user.set_status(status, now));
        }
        changed
    }
}

/// Changes a person.
#[derive(Debug, Clone)]
pub struct ChangeUser {
    /// Whom.
    pub user: UserRef,
    /// How.
    pub changes: UserChanges,
}

impl Users {
    /// Changes a person, or switches them off or on.
    pub async fn change(
        &self,
        cx: &RequestContext,
        cmd: ChangeUser,
    ) -> Result<Ready<User>, UseCaseError> {
        let mut attempted = Event::new(EventKind::UserChanged);
        if let UserRef::Id(id) = cmd.user {
            attempted = attempted.about(id);
        }
        let work = self.try_change(cx, cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_change(
        &self,
        cx: &RequestContext,
        mut cmd: ChangeUser,
    ) -> Result<Ready<User>, UseCaseError> {
        cmd.changes.check()?;
        let permit = authority::platform(&cx.origin, Scope::Provision)?;
        let password = password::hash(&self.ports, cmd.changes.password.take()).await?;
        let locked = find::lock(&self.ports, &cmd.user, cmd.changes.reach()).await?;
        self.change_locked(cx, &permit, locked, cmd.changes, password)
            .await
    }

    /// Changes a person who is locked already.
    pub(super) async fn change_locked(
        &self,
        cx: &RequestContext,
        permit: &Permit,
        locked: Locked,
        changes: UserChanges,
        password: Option<PasswordHash>,
    ) -> Result<Ready<User>, UseCaseError> {
        let Locked { mut unit, mut user } = locked;
        let (ports, now) = (&*self.ports, self.ports.now());
        if user.status == UserStatus::Erased {
            return Err(Refusal::Conflict(Conflict::Erased).into());
        }
        cx.must_match(user.version)?;
        let switches_off = changes.reach() == Reach::SwitchesOff;
        let differing = changes.apply(&mut user, password, now);
        if differing.is_empty() {
            return Ok(Ready::unchanged(user));
        }
        unit.save_user(&mut user).await?;
        let mut event = Event::new(EventKind::UserChanged)
            .about(user.id)
            .with("confirmed", user.confirmed)
            .with("status", user.status.as_str());
        if switches_off && differing.contains(&"status") {
            let revoked = unit.revoke_tokens_of(user.id, now).await?;
            event = event.with("tokens_revoked", revoked);
        }
        let event = event.with("changed", differing);
        let records = Records::one(permit, event, &*ports.ids, now);
        Ok(Ready::changed(user, unit, records))
    }
}
