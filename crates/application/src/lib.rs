//! The use cases of Latchkey: one service per area, one file per verb.
//!
//! Every door (HTTP, commands, jobs) calls these and nothing below them. A verb opens a unit, loads,
//! passes the gate, lets the domain decide, saves, and hands back a [`Ready`](ready::Ready): the
//! change that the door commits together with the answer it keeps.
#![warn(missing_docs)]
#![warn(clippy::future_not_send)]

pub mod access_links;
pub mod accounts;
pub mod activities;
pub mod assets;
pub mod audit;
pub mod catalogue;
pub mod client_access;
pub mod context;
pub mod decisions;
pub mod error;
pub mod idempotency;
mod lists;
pub mod memberships;
mod migration;
pub mod mode;
mod named;
pub mod notifications;
mod offboarding;
pub mod operations;
pub mod partners;
pub mod permission_sets;
pub mod ports;
pub mod ready;
pub mod refusals;
pub mod relationships;
pub mod removals;
mod retry;
pub mod standardizations;
#[cfg(test)]
mod testing;
pub mod tokens;
pub mod users;
