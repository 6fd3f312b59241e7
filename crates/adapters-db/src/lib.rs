//! SQLite and PostgreSQL behind the ports of Latchkey, from one source.
//!
//! [`SeaOrmStore`] is the only way in. Reads go through `query/` and `repository/`, for a
//! `session::Session` over any connection, so that a reader and a unit of work share them; writes
//! are in `repository/`, for units alone. The tables are made by `migration/`.
#![warn(missing_docs)]
#![warn(clippy::future_not_send)]

mod backup;
mod change_feed;
mod classify;
mod connect;
mod entity;
mod housekeeping;
mod leases;
mod locks;
mod migration;
mod query;
mod reader;
mod refusals;
mod repository;
mod schema;
mod session;
mod store;
mod stored;
mod unit_of_work;

pub use backup::CopyError;
pub use connect::{ConnectError, DatabaseOptions};
pub use schema::SchemaState;
pub use store::{SeaOrmStore, StatementSeen};
