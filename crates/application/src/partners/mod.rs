//! The partners that serve an account, as the account sees them.

mod list;
mod sever;

use std::sync::Arc;

pub use self::{
    list::PartnerView,
    sever::{SeverPartner, SeveredPartner},
};
use crate::frame::ports::Ports;

/// The use cases of an account for its partners.
#[derive(Debug, Clone)]
pub struct Partners {
    ports: Arc<Ports>,
}

impl Partners {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
