//! `/v1/me`.

mod accept;
mod notifications;
mod put_notifications;
mod show;
