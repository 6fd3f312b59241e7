//! What people do in accounts.

pub(crate) mod report;
