//! Finds users by either id, and locks everything that a change of them depends on.

use std::collections::BTreeSet;

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        reference::UserRef,
        refusal::Refusal,
    },
    membership::super_admins::{LastSuperAdmin, TakenBy},
    people::{
        email::EmailAddress,
        user::{User, UserStatus},
    },
    ports::{Locks, Reader, UnitOfWork},
    trail::event::{Event, EventKind},
};

use super::stubs::Stub;
use crate::frame::{
    error::{ConcernedAccount, UseCaseError},
    ports::Ports,
    retry::{overtaken, while_overtaken},
};

/// The events in the accounts that a change of a user leaves without a permanent super admin (D5).
pub(super) fn left_behind(kind: EventKind, left: &[AccountId], user: UserId) -> Vec<Event> {
    let event = |account: &AccountId| {
        let event = Event::new(kind).in_account(*account).about(user);
        event.with("leave_without_super_admin", true)
    };
    left.iter().map(event).collect()
}

/// Finds a user by reference.
pub(crate) async fn user(reader: &mut dyn Reader, wanted: &UserRef) -> Result<User, UseCaseError> {
    let found = match wanted {
        UserRef::Id(id) => reader.user(*id).await?,
        UserRef::External(id) => reader.user_by_external_id(id).await?,
    };
    Ok(found.ok_or(Refusal::NotFound)?)
}

/// Finds the id of a user, so that they can be locked. A reference by Latchkey id needs no lookup.
pub(crate) async fn user_id(ports: &Ports, wanted: &UserRef) -> Result<UserId, UseCaseError> {
    match wanted {
        UserRef::Id(id) => Ok(*id),
        UserRef::External(_) => Ok(user(&mut *ports.store.reader(), wanted).await?.id),
    }
}

/// A user who is locked for a change, with the open unit.
pub(crate) struct LockedUser {
    pub(crate) unit: Box<dyn UnitOfWork>,
    pub(crate) user: User,
    /// The stub whose address the user gets (I6).
    pub(crate) stub: Option<Stub>,
    /// The accounts that the change leaves without a permanent super admin.
    pub(crate) left: Vec<AccountId>,
}

/// Whether a change disables or erases the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LockScope {
    /// It does not.
    User,
    /// It does, which affects every account (D5).
    UserAndAccounts(LastSuperAdmin),
    /// It enables the user, who may be the super admin for whom somebody else had to stay (D8).
    Enabling,
}

/// Opens a unit that locks a user for a change.
pub(crate) async fn lock(
    ports: &Ports,
    wanted: &UserRef,
    scope: LockScope,
) -> Result<LockedUser, UseCaseError> {
    lock_for_address(ports, wanted, scope, None).await
}

/// Opens a unit that locks a user for a change, and the stub whose address they get (I6).
pub(super) async fn lock_for_address(
    ports: &Ports,
    wanted: &UserRef,
    scope: LockScope,
    address: Option<&EmailAddress>,
) -> Result<LockedUser, UseCaseError> {
    let id = user_id(ports, wanted).await?;
    let locked = match scope {
        LockScope::UserAndAccounts(last) => lock_with_accounts(ports, id, last, address).await?,
        LockScope::Enabling if is_off(ports, id).await? => {
            lock_with_accounts(ports, id, LastSuperAdmin::MayGo, address).await?
        }
        LockScope::User | LockScope::Enabling => {
            let none = BTreeSet::new();
            while_overtaken(|| lock_with(ports, id, &none, address)).await?
        }
    };
    match wanted {
        UserRef::External(wanted) if locked.user.external_id.as_ref() != Some(wanted) => {
            Err(Refusal::NotFound.into())
        }
        UserRef::Id(_) | UserRef::External(_) => Ok(locked),
    }
}

/// Whether the user is switched off. One who is not is enabled by nothing.
async fn is_off(ports: &Ports, id: UserId) -> Result<bool, UseCaseError> {
    let user = ports.store.reader().user(id).await?;
    Ok(user.is_some_and(|user| user.status == UserStatus::Disabled))
}

/// Also locks the accounts in which the user is a permanent super admin, and checks that each has
/// another one, unless the platform passes over that (D5); the refusal names all that have none. The list
/// of these accounts is read again under the lock.
async fn lock_with_accounts(
    ports: &Ports,
    id: UserId,
    last: LastSuperAdmin,
    address: Option<&EmailAddress>,
) -> Result<LockedUser, UseCaseError> {
    while_overtaken(|| async {
        let before = ports.store.reader().accounts_counting_on(id).await?;
        let accounts = before.into_iter().collect();
        let mut locked = lock_with(ports, id, &accounts, address).await?;
        let counting = locked.unit.accounts_counting_on(id).await?;
        if !counting.iter().all(|account| accounts.contains(account)) {
            return Err(overtaken());
        }
        let mut left_alone = Vec::new();
        for account in counting {
            let super_admins = locked.unit.permanent_super_admins(account).await?;
            let stays = super_admins.must_not_be_last(id, TakenBy::PLATFORM);
            if stays.is_err()
                && let Some(account) = locked.unit.account(account).await?
            {
                left_alone.push(ConcernedAccount {
                    id: account.id,
                    name: account.name.clone(),
                });
            }
        }
        if last.may_go().is_err() && !left_alone.is_empty() {
            return Err(UseCaseError::LastSuperAdmin(left_alone));
        }
        locked.left = left_alone.into_iter().map(|account| account.id).collect();
        Ok(locked)
    })
    .await
}

async fn lock_with(
    ports: &Ports,
    id: UserId,
    accounts: &BTreeSet<AccountId>,
    address: Option<&EmailAddress>,
) -> Result<LockedUser, UseCaseError> {
    let before = match address {
        Some(address) => Stub::other_than(&mut *ports.store.reader(), id, address).await?,
        None => None,
    };
    let locks = Locks::none().changing_user(id);
    let locks = accounts
        .iter()
        .fold(locks, |locks, account| locks.changing(*account));
    let locks = before.iter().fold(locks, |locks, stub| stub.locks(locks));
    let mut unit = ports.store.begin(locks).await?;
    let user = unit.user(id).await?.ok_or(Refusal::NotFound)?;
    let stub = match address {
        Some(address) => {
            let stub = Stub::other_than(&mut *unit, id, address).await?;
            Stub::must_be_locked(stub.as_ref(), before.as_ref())?;
            stub
        }
        None => None,
    };
    Ok(LockedUser {
        unit,
        user,
        stub,
        left: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    };

    use async_trait::async_trait;
    use latchkey_domain::{
        base::revision::Revision,
        ports::{Adapters, Store, StoreError},
    };
    use latchkey_testing::builders::{AccountBuilder, MembershipBuilder};

    use super::*;
    use crate::{
        frame::ports::RuleSettings,
        testing::{UseCaseBed, refused},
    };

    /// A store in which Kaya becomes the only super admin of one more account just before a lock is
    /// taken, a given number of times.
    #[derive(Debug)]
    struct BusyStore {
        bed: Arc<UseCaseBed>,
        times: AtomicU8,
    }

    #[async_trait]
    impl Store for BusyStore {
        async fn begin(&self, locks: Locks) -> Result<Box<dyn UnitOfWork>, StoreError> {
            let world = &self.bed.world;
            let left = self.times.load(Ordering::SeqCst);
            if left > 0 {
                self.times.store(left - 1, Ordering::SeqCst);
                let account = world.add_account(AccountBuilder::new("One more")).await;
                world
                    .add_member(MembershipBuilder::new(account, world.kaya))
                    .await;
            }
            world.store.begin(locks).await
        }

        fn reader(&self) -> Box<dyn Reader> {
            self.bed.world.store.reader()
        }

        async fn revision(&self) -> Result<Revision, StoreError> {
            self.bed.world.store.revision().await
        }
    }

    async fn switch_off_kaya(times: u8) -> Result<(), UseCaseError> {
        let bed = Arc::new(UseCaseBed::new().await);
        let world = &bed.world;
        let store = Arc::new(BusyStore {
            bed: Arc::clone(&bed),
            times: AtomicU8::new(times),
        });
        let adapters = Adapters {
            store,
            ..world.adapters()
        };
        let ports = Ports::new(adapters, world.catalogue(), RuleSettings::default());
        let scope = LockScope::UserAndAccounts(LastSuperAdmin::Stays);
        lock(&ports, &UserRef::Id(world.kaya), scope)
            .await
            .map(drop)
    }

    #[tokio::test]
    async fn d5_the_only_super_admin_by_the_lock_is_not_missed() {
        assert!(switch_off_kaya(0).await.is_ok());
        assert_eq!(refused(switch_off_kaya(1).await), "last-super-admin");
    }

    #[tokio::test]
    async fn accounts_that_never_stand_still_are_contended() {
        let result = switch_off_kaya(u8::MAX).await;
        assert!(matches!(
            result,
            Err(UseCaseError::Store(StoreError::Contended(_)))
        ));
    }
}
