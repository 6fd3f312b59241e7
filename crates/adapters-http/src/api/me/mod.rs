//! The caller's own.

pub(crate) mod accept;
pub(crate) mod show;
