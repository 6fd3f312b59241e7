//! Reads, seals and verifies the trail. Each side sees its own view of it (T2).

mod head;
mod list;
mod seal;
mod verify;
mod visible;

use std::sync::Arc;

pub use self::{
    list::{ListEvents, NamedEventFilter, NamedSide},
    visible::{SeenAct, SeenEvent},
};
use crate::frame::ports::Ports;

/// The use cases for the trail.
#[derive(Debug, Clone)]
pub struct Trail {
    ports: Arc<Ports>,
}

impl Trail {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
