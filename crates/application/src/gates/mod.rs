//! The gates: what the caller may do, before anything else is looked at.

pub(crate) mod account;
pub(crate) mod named;
pub(crate) mod partner;
