//! What can go wrong with a throw-away cluster.

use std::fmt;

/// Why there is no cluster or no database.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The server programs are on none of the places where they are looked for.
    #[error(
        "no PostgreSQL server found in PATH or under /usr/lib/postgresql: \
         run scripts/install-postgresql, or apt-get install postgresql"
    )]
    NotInstalled,
    /// A program could not be run, or ended before it answered.
    #[error("cannot run {program}: {reason}")]
    Program {
        /// The program.
        program: String,
        /// What the system or the program said.
        reason: String,
    },
    /// No port on 127.0.0.1 could be listened on.
    #[error("no free port on 127.0.0.1 for the throw-away PostgreSQL cluster")]
    NoPort,
    /// The server did not do what it was told to.
    #[error("the throw-away PostgreSQL cluster did not {order}; the end of its log:\n{log}")]
    Order {
        /// What it was told.
        order: String,
        /// The last lines of its log.
        log: String,
    },
    /// A statement failed.
    #[error("PostgreSQL refused `{statement}`: {reason}")]
    Statement {
        /// The statement.
        statement: String,
        /// What `psql` printed.
        reason: String,
    },
}

/// As `Display`: a test that unwraps shows the text that says what to do.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
