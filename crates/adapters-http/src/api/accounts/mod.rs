//! The platform's accounts.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod put_by_external_id;
pub(crate) mod show;
