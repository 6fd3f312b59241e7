//! `/v1/me`.

mod accept;
mod leave;
mod notifications;
mod put_notifications;
mod show;
