//! Webhook endpoints and their deliveries (N2).

mod read;
mod rows;
mod write;

pub(super) use self::rows::{IN_LINE, SET_ASIDE};
