//! The domain of Latchkey: its words, rules and ports, without any I/O.
//!
//! Section 1 of `docs/rules.md` is the glossary. Rule numbers in the doc comments (A2, D5 …) are
//! those of that page.
#![warn(missing_docs)]
#![warn(clippy::future_not_send)]

pub mod account_side;
pub mod actions;
pub mod base;
pub mod gate;
pub mod membership;
pub mod outbox;
pub mod partner_side;
pub mod partnership;
pub mod people;
pub mod permission;
pub mod ports;
pub mod telling;
pub mod trail;
pub mod work;
