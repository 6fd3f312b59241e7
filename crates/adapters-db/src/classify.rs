//! What a database's error means to the callers of the ports.

use latchkey_domain::ports::{StoreError, Taken};
use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

/// The error of a call on a unit that is over: rolled back after an error, or because it became too
/// old.
pub(crate) const OVER: &str = "the unit of work is over";

/// Turns an error of the database into the one that callers of the ports see.
pub(crate) fn classify(error: DbErr) -> StoreError {
    match class_of(&error) {
        ErrorClass::Taken(taken) => StoreError::Taken(taken),
        ErrorClass::Contended => StoreError::Contended(Some(Box::new(error))),
        ErrorClass::Unavailable => StoreError::Unavailable(Box::new(error)),
        ErrorClass::Corrupt => StoreError::Corrupt(Box::new(error)),
    }
}

/// The error for a row that holds something it cannot hold.
pub(crate) fn corrupt(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> StoreError {
    StoreError::Corrupt(cause.into())
}

enum ErrorClass {
    Taken(Taken),
    Contended,
    Unavailable,
    Corrupt,
}

fn class_of(error: &DbErr) -> ErrorClass {
    if let Some(SqlErr::UniqueConstraintViolation(constraint)) = error.sql_err() {
        return taken(&constraint).map_or(ErrorClass::Corrupt, ErrorClass::Taken);
    }
    if matches!(error, DbErr::Custom(text) if text == OVER) {
        return ErrorClass::Contended;
    }
    if let Some(cause) = from_driver(error) {
        driver(cause)
    } else if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
        ErrorClass::Unavailable
    } else {
        ErrorClass::Corrupt
    }
}

/// The error of the driver (sqlx) inside, if there is one.
pub(crate) fn from_driver(error: &DbErr) -> Option<&sqlx::Error> {
    if let DbErr::Conn(RuntimeErr::SqlxError(cause))
    | DbErr::Exec(RuntimeErr::SqlxError(cause))
    | DbErr::Query(RuntimeErr::SqlxError(cause)) = error
    {
        Some(cause)
    } else {
        None
    }
}

fn driver(cause: &sqlx::Error) -> ErrorClass {
    if let sqlx::Error::Database(database) = cause {
        let sqlite = database.try_downcast_ref::<sqlx::sqlite::SqliteError>();
        let code = database.code().unwrap_or_default();
        return if sqlite.is_some() {
            self::sqlite(&code)
        } else {
            postgres(&code)
        };
    }
    let out_of_reach = matches!(
        cause,
        sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed
            | sqlx::Error::Configuration(_)
    );
    if out_of_reach {
        ErrorClass::Unavailable
    } else {
        ErrorClass::Corrupt
    }
}

/// By result code of SQLite. An extended code has the primary one in its lowest byte.
fn sqlite(code: &str) -> ErrorClass {
    match code.parse::<u32>().map(|code| code & 0xff) {
        // SQLITE_BUSY, SQLITE_LOCKED
        Ok(5 | 6) => ErrorClass::Contended,
        // SQLITE_PERM, SQLITE_NOMEM, SQLITE_READONLY, SQLITE_IOERR, SQLITE_FULL, SQLITE_CANTOPEN
        Ok(3 | 7 | 8 | 10 | 13 | 14) => ErrorClass::Unavailable,
        _other => ErrorClass::Corrupt,
    }
}

/// By SQLSTATE of PostgreSQL.
fn postgres(code: &str) -> ErrorClass {
    match code {
        // Serialization failure, deadlock, lock timeout, statement timeout, idle in transaction.
        "40001" | "40P01" | "55P03" | "57014" | "25P03" => ErrorClass::Contended,
        // Failed connections, missing resources, a shutdown by the operator, a read-only standby.
        "25006" => ErrorClass::Unavailable,
        _other
            if ["08", "28", "53", "57", "58", "3D"]
                .iter()
                .any(|class| code.starts_with(class)) =>
        {
            ErrorClass::Unavailable
        }
        _other => ErrorClass::Corrupt,
    }
}

/// Which unique value a violated constraint protects. PostgreSQL names the constraint, SQLite the
/// columns.
fn taken(message: &str) -> Option<Taken> {
    let any = |names: &[&str]| names.iter().any(|name| message.contains(name));
    if any(&["user_email", "user.email"]) {
        Some(Taken::Email)
    } else if any(&["permission_set_", "permission_set."]) {
        Some(Taken::PermissionSet)
    } else if any(&["_external_id", ".external_id"]) {
        Some(Taken::ExternalId)
    } else if any(&["access_link_standing", "access_link.employee_id"]) {
        Some(Taken::AccessLink)
    } else if any(&["email_domain"]) {
        Some(Taken::Domain)
    } else if any(&["membership_pkey", "membership.user_id"]) {
        Some(Taken::Membership)
    } else if any(&["kept_answer"]) {
        Some(Taken::IdempotencyKey)
    } else if any(&["_pkey", ".id"]) {
        Some(Taken::Id)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_which_unique_value_is_taken() {
        for (message, expected) in [
            ("UNIQUE constraint failed: user.email", Taken::Email),
            ("violates unique constraint \"user_email\"", Taken::Email),
            (
                "UNIQUE constraint failed: account.external_id",
                Taken::ExternalId,
            ),
            (
                "violates unique constraint \"user_external_id\"",
                Taken::ExternalId,
            ),
            (
                "UNIQUE constraint failed: permission_set.owner_id, permission_set.external_id",
                Taken::PermissionSet,
            ),
            (
                "violates unique constraint \"permission_set_standard\"",
                Taken::PermissionSet,
            ),
            (
                "UNIQUE constraint failed: access_link.partner_id, access_link.employee_id",
                Taken::AccessLink,
            ),
            (
                "violates unique constraint \"access_link_standing\"",
                Taken::AccessLink,
            ),
            (
                "UNIQUE constraint failed: email_domain.domain",
                Taken::Domain,
            ),
            ("violates unique constraint \"event_pkey\"", Taken::Id),
        ] {
            assert_eq!(taken(message), Some(expected), "{message}");
        }
        assert_eq!(taken("something else"), None);
    }

    #[test]
    fn tells_passing_failures_from_lasting_ones() {
        assert!(matches!(sqlite("5"), ErrorClass::Contended));
        assert!(
            matches!(sqlite("517"), ErrorClass::Contended),
            "SQLITE_BUSY_SNAPSHOT"
        );
        assert!(
            matches!(sqlite("13"), ErrorClass::Unavailable),
            "the disk is full"
        );
        assert!(matches!(sqlite("11"), ErrorClass::Corrupt));
        for code in ["40001", "40P01", "55P03", "57014", "25P03"] {
            assert!(matches!(postgres(code), ErrorClass::Contended), "{code}");
        }
        for code in ["57P01", "57P03", "53300", "08006", "25006", "28P01"] {
            assert!(matches!(postgres(code), ErrorClass::Unavailable), "{code}");
        }
        assert!(
            matches!(postgres("42703"), ErrorClass::Corrupt),
            "no such column"
        );
    }
}
