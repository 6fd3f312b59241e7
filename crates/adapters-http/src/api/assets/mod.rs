//! The things that members own in an account, as the platform tells of them.

pub(crate) mod put;
pub(crate) mod remove;
