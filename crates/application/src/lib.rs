//! The use cases of Latchkey: one service per area, one file per verb.
//!
//! Every door (HTTP, commands, jobs) calls these services and nothing below them. A verb opens a
//! unit, loads, passes the gate, lets the domain decide, saves, and returns a
//! [`Ready`](frame::ready::Ready): a change that the door commits together with its idempotent
//! answer.
#![warn(missing_docs)]
#![warn(clippy::future_not_send)]

pub mod access_links;
pub mod accounts;
pub mod activities;
pub mod assets;
pub mod audit;
pub mod catalogue;
pub mod client_access;
pub mod decisions;
pub mod events;
pub mod facts;
pub mod frame;
mod gates;
pub mod mail;
pub mod memberships;
pub mod notifications;
pub mod operations;
pub mod partners;
pub mod permission_sets;
mod plan;
pub mod relationships;
pub mod removals;
pub mod sessions;
pub mod standardizations;
mod steps;
#[cfg(test)]
mod testing;
pub mod tokens;
pub mod users;
pub mod webhooks;
pub mod words;
