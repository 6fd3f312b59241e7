//! Notification settings (N1). Everyone sets their own.

mod set;
mod show;

use std::sync::Arc;

pub use self::set::SetNotifications;
use crate::frame::ports::Ports;

/// The use cases for notification settings.
#[derive(Debug, Clone)]
pub struct Notifications {
    ports: Arc<Ports>,
}

impl Notifications {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
