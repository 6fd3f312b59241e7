//! The platform changes or disables a user (scope `provision`). Disabling revokes all their tokens
//! and ends their sessions for good (I3); another password ends their sessions. Disabling is refused for the last permanent super admin of an account, unless the platform says that it
//! may be left without one (D5).

#[cfg(test)]
mod tests;

use latchkey_domain::{
    base::{
        reference::UserRef,
        refusal::{Conflict, Refusal},
        text::{ExternalId, Locale, Name},
        time::Time,
    },
    gate,
    membership::super_admins::LastSuperAdmin,
    people::{
        email::EmailAddress,
        password::NewPassword,
        token::Scope,
        user::{PasswordHash, User, UserStatus},
    },
    trail::{
        event::{Event, EventKind},
        permit::Permit,
    },
};

use super::{
    Users,
    find::{self, LockScope, LockedUser, left_behind},
    password,
    stubs::Stub,
};
use crate::{
    frame::{
        another_super_admin::relieve_leavers, context::RequestContext, error::UseCaseError,
        ready::Ready, retry::while_overtaken,
    },
    steps::returning::lay_down_again,
};

/// The requested changes of a user; `None` keeps a value.
#[derive(Debug, Clone, Default)]
pub struct UserChanges {
    /// Their new name.
    pub name: Option<Name>,
    /// Their email address, which counts as confirmed unless `confirmed` says otherwise (I1).
    pub email: Option<EmailAddress>,
    /// Whether their address is confirmed to be theirs.
    pub confirmed: Option<bool>,
    /// The language they read.
    pub locale: Option<Locale>,
    /// The platform id; `Some(None)` removes it.
    pub external_id: Option<Option<ExternalId>>,
    /// A new password.
    pub password: Option<NewPassword>,
    /// Active or disabled. Erasing a user is a separate call.
    pub status: Option<UserStatus>,
    /// Whether disabling may leave an account without a permanent super admin (D5).
    pub last_super_admin: LastSuperAdmin,
}

impl UserChanges {
    pub(super) fn check(&self) -> Result<(), UseCaseError> {
        if self.status == Some(UserStatus::Erased) {
            let detail = "must be active or disabled: erasing a user is a separate call";
            return Err(UseCaseError::invalid("/status", detail));
        }
        Ok(())
    }

    pub(super) fn lock_scope(&self) -> LockScope {
        match self.status {
            Some(UserStatus::Disabled | UserStatus::Erased) => {
                LockScope::UserAndAccounts(self.last_super_admin)
            }
            Some(UserStatus::Active) => LockScope::Enabling,
            None => LockScope::User,
        }
    }

    /// Applies the changes and returns the names of the fields that differ now.
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

/// Changes a user.
#[derive(Debug, Clone)]
pub struct ChangeUser {
    /// The user to change.
    pub user: UserRef,
    /// The requested changes.
    pub changes: UserChanges,
}

impl Users {
    /// Changes, disables or enables a user.
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
        let permit = gate::platform(&cx.origin, Scope::Provision)?;
        let password = password::hash(&self.ports, cmd.changes.password.take()).await;
        let (permit, cmd, password) = (&permit, &cmd, &password);
        while_overtaken(|| async move {
            let (scope, address) = (cmd.changes.lock_scope(), cmd.changes.email.as_ref());
            let locked = find::lock_for_address(&self.ports, &cmd.user, scope, address).await?;
            let (changes, password) = (cmd.changes.clone(), password.clone());
            self.change_locked(cx, permit, locked, changes, password)
                .await
        })
        .await
    }

    /// Changes a user who is already locked.
    pub(super) async fn change_locked(
        &self,
        cx: &RequestContext,
        permit: &Permit,
        locked: LockedUser,
        changes: UserChanges,
        password: Option<PasswordHash>,
    ) -> Result<Ready<User>, UseCaseError> {
        let LockedUser {
            mut unit,
            mut user,
            stub,
            left,
        } = locked;
        let (ports, now) = (&*self.ports, self.ports.now());
        if user.status == UserStatus::Erased {
            return Err(Refusal::Conflict(Conflict::Erased).into());
        }
        cx.must_match(user.version)?;
        let scope = changes.lock_scope();
        let switches_off = matches!(scope, LockScope::UserAndAccounts(_));
        let former = user.email.clone();
        let differing = changes.apply(&mut user, password, now);
        if differing.is_empty() {
            return Ok(Ready::unchanged(user));
        }
        // The stub gives up the address before the user gets it.
        let taken_over = match stub {
            Some(stub) => stub.hand_over_to(&mut *unit, &user, (ports, now)).await?,
            None => Vec::new(),
        };
        if let Err(error) = unit.save_user(&mut user).await {
            drop(unit);
            let mut reader = ports.store.reader();
            return Err(Stub::in_the_way(&mut *reader, user.email.as_ref(), error).await);
        }
        if differing.contains(&"email") {
            if let Some(former) = former.filter(|former| user.email.as_ref() != Some(former)) {
                let hash = unit.address_key().await?.hash(&former);
                unit.note_address(&hash, user.id, now).await?;
            }
            lay_down_again(&mut *unit, &user, now).await?;
        }
        let mut event = Event::new(EventKind::UserChanged)
            .about(user.id)
            .with("confirmed", user.confirmed)
            .with("status", user.status.as_str());
        if switches_off && differing.contains(&"status") {
            let revoked = unit.revoke_tokens_of(user.id, now).await?;
            event = event.with("tokens_revoked", revoked);
        }
        let has_other_password = differing.contains(&"password");
        if has_other_password || switches_off {
            unit.end_sessions_of(user.id, None).await?;
        }
        let enabled = differing.contains(&"status");
        let event = event.with("changed", differing);
        let mut events = vec![event];
        events.extend(taken_over);
        events.extend(left_behind(EventKind::UserChanged, &left, user.id));
        if scope == LockScope::Enabling && enabled {
            for account in unit.accounts_counting_on(user.id).await? {
                let new = [user.id];
                let account = (account, new.as_slice());
                let relieved = relieve_leavers(&mut *unit, &ports.catalogue, account, now);
                events.extend(relieved.await?);
            }
        }
        Ok(Ready::of(user, unit, permit, events, (ports, now)))
    }
}
