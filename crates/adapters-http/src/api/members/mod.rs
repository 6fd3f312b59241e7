//! An account's members: what the account does with them, and what the platform says of them.

pub(crate) mod deactivate;
pub(crate) mod list;
pub(crate) mod put;
pub(crate) mod reactivate;
pub(crate) mod remove;
pub(crate) mod show;
