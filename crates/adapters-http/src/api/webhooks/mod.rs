//! Webhook endpoints and their deliveries (N2).

pub(crate) mod change;
pub(crate) mod create;
pub(crate) mod deliveries;
pub(crate) mod list;
pub(crate) mod redeliver;
pub(crate) mod remove;
pub(crate) mod rotate_secret;
pub(crate) mod show;
pub(crate) mod test;
