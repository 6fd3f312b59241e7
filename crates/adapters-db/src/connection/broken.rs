//! Connections that broke: recognizing their errors, and trying again on another connection.

use latchkey_domain::ports::StoreError;
use sea_orm::{DbErr, sqlx};

use crate::classify::from_driver;

/// Repeats a call while it fails with the error of a broken connection. The call is given the
/// number of attempts before it, and has to limit its own time. A broken connection never returns
/// to its pool: once as many attempts have failed as there were connections, the next one gets a
/// fresh connection.
pub(crate) async fn past_broken<T, E, A>(
    breakable: u32,
    is_broken: fn(&E) -> bool,
    mut call: impl FnMut(u32) -> A + Send,
) -> Result<T, E>
where
    A: Future<Output = Result<T, E>> + Send,
    T: Send,
    E: Send,
{
    let mut before = 0;
    loop {
        match call(before).await {
            Err(error) if before < breakable && is_broken(&error) => before += 1,
            answer => return answer,
        }
    }
}

/// Whether the error comes from a connection that broke, as all do when the server restarts. On
/// another connection the same call may succeed.
pub(crate) fn is_broken(error: &StoreError) -> bool {
    match error {
        StoreError::Unavailable(cause) => cause.downcast_ref().is_some_and(has_broken),
        StoreError::Taken(_)
        | StoreError::Stale
        | StoreError::Contended(_)
        | StoreError::Corrupt(_) => false,
    }
}

/// The same for an error that is not classified yet.
pub(super) fn has_broken(error: &DbErr) -> bool {
    match from_driver(error) {
        Some(sqlx::Error::Io(_)) => true,
        Some(sqlx::Error::Database(database)) => database.code().is_some_and(|code| broken(&code)),
        _other => false,
    }
}

/// The SQLSTATEs with which PostgreSQL ends a connection: it shuts down, another server process
/// crashed, the connection was idle for too long, or a pooler lost it.
fn broken(code: &str) -> bool {
    matches!(code, "57P01" | "57P02" | "57P05") || code.starts_with("08")
}

#[cfg(test)]
mod tests {
    use sea_orm::RuntimeErr;

    use super::*;
    use crate::classify::classify;

    #[test]
    fn tells_broken_connections_from_refused_ones() {
        let io = || sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into());
        let query = |cause: sqlx::Error| DbErr::Query(RuntimeErr::SqlxError(cause.into()));
        assert!(has_broken(&query(io())));
        assert!(is_broken(&classify(query(io()))));
        assert!(!has_broken(&query(sqlx::Error::PoolTimedOut)));
        assert!(!is_broken(&StoreError::Contended(None)));
        for code in ["57P01", "57P02", "57P05", "08006", "08P01"] {
            assert!(broken(code), "{code}");
        }
        for code in ["57P03", "57014", "25P03", "53300", "28P01", "23505"] {
            assert!(!broken(code), "{code}");
        }
    }
}
