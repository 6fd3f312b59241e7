//! The events of the installation for other systems: pulled or followed by them, or sent to them. The same
//! events in the same words whichever way they go (N2).

mod list;
mod payload;

use std::sync::Arc;

pub use self::{
    list::{FollowCommitted, ListCommitted},
    payload::OutgoingEvent,
};
use crate::frame::ports::Ports;

/// The use cases for events that leave the installation.
#[derive(Debug, Clone)]
pub struct Events {
    ports: Arc<Ports>,
}

impl Events {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
