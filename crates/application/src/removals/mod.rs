//! Removing employees from clients: reviewed first, confirmed once, carried out as an operation
//! (D6, D7).

mod assets;
mod confirm;
mod review;
mod review_items;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use self::{
    assets::ReviewedAssets,
    confirm::{ConfirmRemoval, Confirmation, ConfirmedItem, MOST_KINDS},
    review::ReviewRemoval,
    review_items::{ReviewItem, ReviewView},
};
use crate::frame::ports::Ports;

/// The use cases for removals.
#[derive(Debug, Clone)]
pub struct Removals {
    ports: Arc<Ports>,
}

impl Removals {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
