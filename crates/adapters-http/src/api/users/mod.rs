//! The people known to the platform.

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod erase;
pub(crate) mod list;
pub(crate) mod put_by_external_id;
pub(crate) mod show;
pub(crate) mod sign_in_links;
