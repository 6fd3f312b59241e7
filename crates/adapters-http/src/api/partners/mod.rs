//! The partners that serve an account, as the account sees them.

pub(crate) mod list;
pub(crate) mod sever;
