//! Assets: what the platform tells of them, and who gets what a removed member leaves behind (D3, D7).

mod put;
mod remove;

use std::sync::Arc;

pub use self::{
    put::{MOST_ASSETS, PutAsset, PutAssets},
    remove::RemoveAsset,
};
use crate::frame::ports::Ports;
pub(crate) use crate::steps::hand_over::{left_behind, write};

/// What the platform does with assets.
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
