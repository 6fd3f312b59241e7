//! The locks that a unit begins with, and how long anything in a unit may take.

use std::{fmt::Write as _, time::Duration};

use latchkey_domain::ports::{LockMode, Locks};

/// How long a unit waits for its locks.
pub(crate) const LOCK_WAIT: Duration = Duration::from_secs(2);

/// How old a unit may become.
pub(crate) const UNIT_AGE: Duration = Duration::from_secs(5);

/// The statements by which a unit on PostgreSQL sets its time limits and takes its locks, sent
/// together: accounts first, then users, each in the order of their ids. They hold for the
/// transaction only, as connections may be shared by a pooler. A row that is to be changed is
/// locked without barring references to it: nothing here ever changes a key.
pub(crate) fn statements(locks: &Locks) -> String {
    let mut sql = format!(
        "SET LOCAL lock_timeout = '{lock}ms'; SET LOCAL statement_timeout = '{age}ms'; \
         SET LOCAL idle_in_transaction_session_timeout = '{age}ms';",
        lock = LOCK_WAIT.as_millis(),
        age = UNIT_AGE.as_millis(),
    );
    let accounts = locks
        .accounts()
        .map(|(id, mode)| ("account", id.uuid(), mode));
    let users = locks
        .users()
        .map(|(id, mode)| ("\"user\"", id.uuid(), mode));
    for (table, id, mode) in accounts.chain(users) {
        let strength = match mode {
            LockMode::Read => "SHARE",
            LockMode::Change => "NO KEY UPDATE",
        };
        // Writing to a String cannot fail.
        let _written = write!(
            sql,
            " SELECT 1 FROM {table} WHERE id = '{id}' FOR {strength};"
        );
    }
    sql
}

#[cfg(test)]
mod tests {
    use latchkey_domain::ids::{AccountId, UserId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn accounts_come_before_users_and_each_in_the_order_of_their_ids() {
        let account = |n| AccountId::from_uuid(Uuid::from_u128(n));
        let user = UserId::from_uuid(Uuid::from_u128(1));
        let locks = Locks::none()
            .changing_user(user)
            .reading(account(2))
            .changing(account(1));
        let sql = statements(&locks);
        let order: Vec<_> = sql.split("SELECT").skip(1).collect();
        assert!(order[0].contains("account") && order[0].contains("1' FOR NO KEY UPDATE"));
        assert!(order[1].contains("account") && order[1].contains("2' FOR SHARE"));
        assert!(order[2].contains("\"user\"") && order[2].contains("FOR NO KEY UPDATE"));
    }
}
