//! The locks that a unit begins with, and how long anything in a unit may take.

use std::{fmt::Write as _, time::Duration};

use latchkey_domain::ports::{LockMode, Locks};
use uuid::Uuid;

/// How long a unit waits for its locks.
pub(crate) const LOCK_WAIT: Duration = Duration::from_secs(2);

/// How old a unit may become.
pub(crate) const UNIT_AGE: Duration = Duration::from_secs(5);

/// The statements by which a unit on PostgreSQL sets its time limits and takes its locks, sent
/// together: accounts first, then users, each in the order of their ids. They hold for the
/// transaction only, as connections may be shared by a pooler.
///
/// They are advisory locks, and not locks of rows: for these everybody waits in turn, while a row that
/// overlapping readers have locked is not to be had by who wants to change it for as long as they come.
///
/// A unit finds what it reads by its key, so that one plan of a statement is as good as another: none is
/// made again for the values of a call.
pub(crate) fn lock_statements(locks: &Locks) -> String {
    let mut sql = format!(
        "SET LOCAL lock_timeout = '{lock}ms'; SET LOCAL statement_timeout = '{age}ms'; \
         SET LOCAL idle_in_transaction_session_timeout = '{age}ms'; \
         SET LOCAL plan_cache_mode = force_generic_plan;",
        lock = LOCK_WAIT.as_millis(),
        age = UNIT_AGE.as_millis(),
    );
    let accounts = locks.accounts().map(|(id, mode)| (key(id.uuid()), mode));
    let users = locks.users().map(|(id, mode)| (!key(id.uuid()), mode));
    for (key, mode) in accounts.chain(users) {
        let shared = match mode {
            LockMode::Read => "_shared",
            LockMode::Change => "",
        };
        // Writing to a String cannot fail.
        let _written = write!(sql, " SELECT pg_advisory_xact_lock{shared}({key});");
    }
    sql
}

/// The number that stands for an id. Two ids of one number would wait for each other without need, and
/// no more.
const fn key(id: Uuid) -> i64 {
    let (high, low) = id.as_u64_pair();
    (high ^ low).cast_signed()
}

#[cfg(test)]
mod tests {
    use latchkey_domain::ids::{AccountId, UserId};

    use super::*;

    #[test]
    fn accounts_come_before_users_and_each_in_the_order_of_their_ids() {
        let account = |n| AccountId::from_uuid(Uuid::from_u128(n));
        let user = UserId::from_uuid(Uuid::from_u128(1));
        let locks = Locks::none()
            .changing_user(user)
            .reading(account(2))
            .changing(account(1));
        let sql = lock_statements(&locks);
        let order: Vec<_> = sql.split("SELECT ").skip(1).map(str::trim).collect();
        assert_eq!(
            order,
            [
                "pg_advisory_xact_lock(1);",
                "pg_advisory_xact_lock_shared(2);",
                "pg_advisory_xact_lock(-2);",
            ]
        );
    }
}
