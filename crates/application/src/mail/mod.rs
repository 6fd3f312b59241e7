//! Mails: how the product writes to people.

mod test;

use std::sync::Arc;

pub use self::test::{SendTestMail, SendTestMailError};
use crate::frame::ports::Ports;

/// The mails of the installation.
#[derive(Debug, Clone)]
pub struct Mails {
    ports: Arc<Ports>,
}

impl Mails {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
