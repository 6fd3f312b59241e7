//! A store in memory: the ports as a fake that keeps every promise, for tests.
//!
//! One unit is open at a time. It works on a copy of the state, which a commit puts in the place of
//! the committed one; readers only ever see what is committed.

mod access_links;
mod accounts;
mod activities;
mod assets;
mod backlog;
mod chain;
mod change_feed;
mod committed;
mod decision_searches;
mod decisions;
mod employers;
mod events;
mod idempotency;
mod list;
mod mails;
mod memberships;
mod notifications;
mod operations;
mod outbox;
mod permission_sets;
mod relationships;
mod reminders;
mod removals;
mod rewind;
mod screens;
mod serving_partners;
mod sessions;
mod standardizations;
mod state;
mod store;
mod timing;
mod tokens;
mod turn;
mod unit;
mod users;
mod webhooks;

pub use self::{rewind::Moment, store::MemoryStore, timing::Timing};
