//! The gates check what the caller may do before anything else is read.

pub(crate) mod account;
pub(crate) mod named;
pub(crate) mod partner;
pub(crate) mod person;
