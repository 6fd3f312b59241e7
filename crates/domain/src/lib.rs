//! The domain of Latchkey: words, rules and ports, without any I/O.
//!
//! The glossary is section 1 of `docs/rules.md`; rule numbers in the doc comments (A2, D5 …) are
//! those of that page.
#![warn(missing_docs)]
#![warn(clippy::future_not_send)]

mod aggregate;

pub mod access_link;
pub mod account;
pub mod account_members;
pub mod account_side;
pub mod activity;
pub mod approval;
pub mod asset;
pub mod audit;
pub mod authority;
pub mod catalogue_in_force;
pub mod chain;
pub mod client_access;
pub mod consent;
pub mod decision;
pub mod denial;
pub mod email;
pub mod employee;
pub mod event;
pub mod explanation;
pub mod grant;
pub mod idempotency;
pub mod ids;
pub mod linking;
pub mod member;
pub mod membership;
pub mod migration;
pub mod notifications;
pub mod offboarding;
pub mod operation;
pub mod origin;
pub mod page;
pub mod permission;
pub mod permit;
pub mod ports;
pub mod provisioning;
pub mod refusal;
pub mod relationship;
pub mod removal;
pub mod revision;
pub mod seat;
pub mod severing;
pub mod standardization;
pub mod standing;
pub mod super_admins;
pub mod terms;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod time;
pub mod token;
pub mod user;
pub mod version;
