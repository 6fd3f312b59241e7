//! All partner admins are brought back to the template (L9): on a day that is set down, listed, and can
//! be called off until it comes.

mod cancel;
mod carry_out;
mod list;
mod run_due;
mod schedule;

use std::sync::Arc;

use latchkey_domain::partnership::standardization::{Standardization, StandardizationEffect};

pub use self::schedule::Standardize;
use crate::frame::ports::Ports;

/// A standardization with what it does, or did, to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardizationDetails {
    /// The standardization.
    pub standardization: Standardization,
    /// To whom what happens: as things stand while it is still to come, as it was once it was done.
    pub affected: Vec<StandardizationEffect>,
}

/// What a call to standardize came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standardized {
    /// It was set down, and carried out where its day has come.
    Kept(StandardizationDetails),
    /// It was only shown.
    Shown(StandardizationDetails),
}

impl Standardized {
    /// The standardization with what it does.
    pub const fn view(&self) -> &StandardizationDetails {
        match self {
            Self::Kept(view) | Self::Shown(view) => view,
        }
    }
}

/// Brings all partner admins back to the template.
#[derive(Debug, Clone)]
pub struct Standardizations {
    ports: Arc<Ports>,
}

impl Standardizations {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
