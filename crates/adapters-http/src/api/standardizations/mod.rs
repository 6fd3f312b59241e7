//! Bringing all partner admins back to the template (L9).

pub(crate) mod cancel;
pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod show;
