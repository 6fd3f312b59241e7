//! The catalogue of permissions, and the sets that accounts make of it.

pub(crate) mod catalogue;
pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod remove;
pub(crate) mod show;
