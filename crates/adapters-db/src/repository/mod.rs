//! One module for each area of the ports: its `…Queries` over any connection, its `…Repository` in a
//! unit of work.

mod access_links;
mod accounts;
mod activities;
mod assets;
mod backlog;
mod chain;
mod decision_searches;
mod decisions;
mod employers;
pub(crate) mod events;
pub(crate) mod idempotency;
mod mails;
mod memberships;
mod notifications;
mod operations;
mod permission_sets;
mod relationships;
mod reminders;
mod removals;
pub(crate) mod revision;
mod serving_partners;
mod sessions;
mod standardizations;
mod tokens;
mod users;
mod webhooks;
