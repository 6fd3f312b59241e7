//! The caller's own.

pub(crate) mod accept;
pub(crate) mod end_session;
pub(crate) mod leave;
pub(crate) mod notifications;
pub(crate) mod put_notifications;
pub(crate) mod sessions;
pub(crate) mod show;
