//! Assets, as reported by the platform (D7).

mod put;
mod remove;

use std::sync::Arc;

pub use self::{
    put::{MOST_ASSETS, PutAsset, PutAssets},
    remove::RemoveAsset,
};
use crate::frame::ports::Ports;

/// The use cases for assets.
#[derive(Debug, Clone)]
pub struct Assets {
    ports: Arc<Ports>,
}

impl Assets {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
