//! What a unit locks, and in which order.

use latchkey_domain::{
    base::ids::{AccountId, UserId},
    ports::{LockMode, Locks},
};
use latchkey_testing::CountingIds;

/// Locks are taken in the order of the ids, however they were listed.
#[test]
fn locks_are_in_the_order_of_the_ids() {
    let ids = CountingIds::new();
    let (first, second): (AccountId, AccountId) = (ids.next(), ids.next());
    let (third, fourth): (UserId, UserId) = (ids.next(), ids.next());
    let locks = Locks::none()
        .changing_user(fourth)
        .changing(second)
        .reading_user(third)
        .reading(first);
    let accounts: Vec<_> = locks.accounts().collect();
    assert_eq!(
        accounts,
        [(first, LockMode::Read), (second, LockMode::Change)]
    );
    let users: Vec<_> = locks.users().collect();
    assert_eq!(users, [(third, LockMode::Read), (fourth, LockMode::Change)]);
}

/// A row to be changed is locked for changing, even if it is also listed for reading.
#[test]
fn a_row_to_change_is_never_locked_for_reading() {
    let ids = CountingIds::new();
    let (account, user): (AccountId, UserId) = (ids.next(), ids.next());
    for locks in [
        Locks::none().changing(account).reading(account),
        Locks::none().reading(account).changing(account),
    ] {
        let found: Vec<_> = locks.accounts().collect();
        assert_eq!(found, [(account, LockMode::Change)]);
    }
    for locks in [
        Locks::none().changing_user(user).reading_user(user),
        Locks::none().reading_user(user).changing_user(user),
    ] {
        let found: Vec<_> = locks.users().collect();
        assert_eq!(found, [(user, LockMode::Change)]);
    }
}
