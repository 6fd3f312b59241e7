//! The caller's own.

pub(crate) mod accept;
pub(crate) mod leave;
pub(crate) mod notifications;
pub(crate) mod put_notifications;
pub(crate) mod show;
