//! The locks that a unit begins with, and how long it may wait and live.

use std::{fmt::Write as _, time::Duration};

use latchkey_domain::ports::{LockMode, Locks};
use uuid::Uuid;

/// How long a unit waits for its locks.
pub(crate) const LOCK_WAIT: Duration = Duration::from_secs(2);

/// How old a unit may become.
pub(crate) const UNIT_AGE: Duration = Duration::from_secs(5);

/// The statements with which a unit on PostgreSQL sets its time limits and takes its locks, sent
/// together: accounts first, then users, each in the order of their ids. All of it ends with the
/// transaction, since a pooler may share the connection.
///
/// They are advisory locks, not row locks. Advisory locks are granted in the order of the requests;
/// a row lock is not, so a writer could wait for as long as new readers keep coming.
///
/// A unit reads by key, so a generic plan is as good as one made for the values of a call.
/// PostgreSQL is told to keep the generic one instead of planning each call.
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

/// The number of an id's lock. Two ids with the same number would wait for each other needlessly,
/// nothing worse.
const fn key(id: Uuid) -> i64 {
    let (high, low) = id.as_u64_pair();
    (high ^ low).cast_signed()
}

#[cfg(test)]
mod tests {
    use latchkey_domain::base::ids::{AccountId, UserId};

    use super::*;

    #[test]
    fn locks_accounts_then_users_each_in_order_of_ids() {
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
