//! SQLite and PostgreSQL behind the ports of Latchkey, from one source.
//!
//! Every module rests on those above it and on none below:
//!
//! - `entity` has the tables as sea-orm sees them, `migration` makes them, and `classify` says what an
//!   error of the database means;
//! - `connection` opens the connections and runs statements on them: a `Session` over any of them, and
//!   the `Unit` that is the connection of a unit of work;
//! - `sql` has the parts that statements are built from;
//! - `rows` turns rows into values of the domain, wherever more than one area needs that;
//! - `repository` has one module for each area of the ports, with its `…Queries` and its
//!   `…Repository`; `query` has the lists of the client access manager, one file for each;
//! - `store` has [`SeaOrmStore`], the only way in.
#![warn(missing_docs)]
#![warn(clippy::future_not_send)]

mod classify;
mod connection;
mod entity;
mod migration;
mod query;
mod repository;
mod rows;
mod sql;
mod store;

pub use connection::{ConnectError, DatabaseOptions};
pub use store::{CopyError, SchemaState, SeaOrmStore, StatementSeen};
