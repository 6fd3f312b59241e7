//! Which mails people want (N1): everybody says so for themself.

mod set;
mod show;

use std::sync::Arc;

pub use self::set::SetNotifications;
use crate::frame::ports::Ports;

/// What people say of the mails they get.
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
