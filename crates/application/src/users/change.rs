//! The platform changes or disables a user (scope `provision`). Disabling revokes all their tokens
//! for good (I3), and is refused for the last permanent super admin of an account, unless the platform says that it
//! may be left without one (D5).

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
        let enabled = differing.contains(&"status");
        let event = event.with("changed", differing);
        let mut events = vec![event];
        events.extend(taken_over);
        events.extend(left_behind(EventKind::UserChanged, &left, user.id));
        if scope == LockScope::Enabling && enabled {
            for account in unit.accounts_counting_on(user.id).await? {
                let another = (account, user.id);
                let relieved = relieve_leavers(&mut *unit, &ports.catalogue, another, now);
                events.extend(relieved.await?);
            }
        }
        Ok(Ready::of(user, unit, permit, events, (ports, now)))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_domain::{
        base::{
            ids::{Ids, UserId},
            version::Version,
        },
        people::token::{Token, TokenHash, TokenKind, UserScope},
        ports::{Locks, TokenOwner},
    };
    use latchkey_testing::builders::{MembershipBuilder, name};

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    fn disable(user: UserId) -> ChangeUser {
        let status = Some(UserStatus::Disabled);
        ChangeUser {
            user: UserRef::Id(user),
            changes: UserChanges {
                status,
                ..UserChanges::default()
            },
        }
    }

    async fn change(bed: &UseCaseBed, user: UserId, changes: UserChanges) -> User {
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let cmd = ChangeUser {
            user: UserRef::Id(user),
            changes,
        };
        let ready = users.change(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await
    }

    #[tokio::test]
    async fn a_change_names_what_differs_and_keeps_the_rest() {
        let bed = UseCaseBed::new().await;
        let changes = UserChanges {
            name: Some(name("Jonas Braun")),
            locale: Some(Locale::En),
            external_id: Some(None),
            password: Some(NewPassword::parse("brand new".to_owned()).unwrap()),
            ..UserChanges::default()
        };
        let jonas = change(&bed, bed.world.jonas, changes).await;
        assert_eq!(jonas.name.as_str(), "Jonas Braun");
        assert_eq!(jonas.external_id, None);
        assert_eq!(jonas.password.as_ref().unwrap().expose(), "plain$brand new");
        assert!(jonas.confirmed && jonas.email.is_some());
        let line = bed.world.trail().await.remove(0);
        let differing = serde_json::json!(["name", "external_id", "password"]);
        assert_eq!(line.event.details.more["changed"], differing);
    }

    #[tokio::test]
    async fn i1_a_new_address_is_confirmed_by_default() {
        let bed = UseCaseBed::new().await;
        let email = |text| Some(EmailAddress::parse(text).unwrap());
        let changes = UserChanges {
            email: email("jonas@new.example"),
            confirmed: Some(false),
            ..UserChanges::default()
        };
        assert!(!change(&bed, bed.world.jonas, changes).await.confirmed);
        let changes = UserChanges {
            confirmed: Some(true),
            ..UserChanges::default()
        };
        assert!(change(&bed, bed.world.jonas, changes).await.confirmed);
        let changes = UserChanges {
            email: email("j@new.example"),
            ..UserChanges::default()
        };
        assert!(change(&bed, bed.world.jonas, changes).await.confirmed);
    }

    #[tokio::test]
    async fn i3_disabling_ends_all_tokens_for_good() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let ids: &dyn Ids = &*world.ids;
        let token = Token {
            id: ids.next(),
            hash: TokenHash::of("jonas"),
            kind: TokenKind::User(world.jonas, UserScope::Manage),
            label: name("laptop"),
            parent: None,
            created_at: world.now(),
            expires_at: None,
            revoked_at: None,
        };
        let mut unit = world.begin(Locks::none()).await;
        unit.insert_token(&token).await.unwrap();
        world.commit(unit).await;

        change(&bed, world.jonas, disable(world.jonas).changes).await;
        let line = world.trail().await.remove(0);
        assert_eq!(line.event.details.more["tokens_revoked"], 1);
        let status = Some(UserStatus::Active);
        change(
            &bed,
            world.jonas,
            UserChanges {
                status,
                ..UserChanges::default()
            },
        )
        .await;
        let owner = TokenOwner::User(world.jonas);
        let kept = world
            .store
            .reader()
            .token(owner, token.id)
            .await
            .unwrap()
            .unwrap();
        assert!(!kept.is_in_force(world.now()));
    }

    #[tokio::test]
    async fn d5_no_accounts_last_super_admin_is_disabled() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let world = &bed.world;
        world
            .add_member(MembershipBuilder::new(world.harbour, world.freya))
            .await;
        let result = users.change(&bed.as_platform(), disable(world.freya)).await;
        assert_eq!(refused(result), "last-super-admin");
        let noted = (EventKind::UserChanged, Some("last-super-admin".to_owned()));
        assert_eq!(bed.trail(1).await, [noted]);
        assert_eq!(world.user(world.freya).await.status, UserStatus::Active);
    }

    #[tokio::test]
    async fn d5_two_super_admins_disabled_at_once_leave_one() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let switch_off = async |user| {
            let ready = users.change(&cx, disable(user)).await?;
            ready.commit(&bed.ports, &cx, None).await
        };
        let (helen, hugo) = (bed.world.helen, bed.world.hugo);
        let (first, second) = tokio::join!(switch_off(helen), switch_off(hugo));
        assert_eq!(u8::from(first.is_ok()) + u8::from(second.is_ok()), 1);
    }

    #[tokio::test]
    async fn t4_what_is_so_already_writes_no_event() {
        let bed = UseCaseBed::new().await;
        let changes = UserChanges {
            name: Some(name("Helen Marsh")),
            email: Some(EmailAddress::parse("HELEN@harbourpine.example").unwrap()),
            status: Some(UserStatus::Active),
            ..UserChanges::default()
        };
        assert_eq!(
            change(&bed, bed.world.helen, changes).await.version,
            Version::FIRST
        );
        assert_eq!(bed.trail(1).await, []);
    }

    #[tokio::test]
    async fn a_change_erases_nobody_and_the_erased_stay() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let cx = bed.as_platform();
        let user = UserRef::Id(bed.world.jonas);
        let status = Some(UserStatus::Erased);
        let changes = UserChanges {
            status,
            ..UserChanges::default()
        };
        let result = users
            .change(
                &cx,
                ChangeUser {
                    user: user.clone(),
                    changes,
                },
            )
            .await;
        assert!(matches!(result, Err(UseCaseError::Invalid(_))));
        let ready = users
            .erase(&cx, user.clone(), LastSuperAdmin::Stays)
            .await
            .unwrap();
        bed.done(&cx, ready).await;
        let changes = UserChanges {
            name: Some(name("Jonas")),
            ..UserChanges::default()
        };
        let result = users.change(&cx, ChangeUser { user, changes }).await;
        let erased = Refusal::Conflict(Conflict::Erased);
        assert!(matches!(result, Err(UseCaseError::Refused(refusal)) if refusal == erased));
    }

    #[tokio::test]
    async fn users_change_nobody_and_the_unknown_are_not_found() {
        let bed = UseCaseBed::new().await;
        let users = Users::new(Arc::clone(&bed.ports));
        let own = disable(bed.world.jonas);
        let result = users.change(&bed.as_user(bed.world.jonas), own).await;
        assert_eq!(refused(result), "missing-permission");
        let unknown = UserId::from_uuid(bed.world.harbour.uuid());
        let result = users.change(&bed.as_platform(), disable(unknown)).await;
        assert_eq!(refused(result), "not-found");
    }
}
