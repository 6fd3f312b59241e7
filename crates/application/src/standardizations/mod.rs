//! Standardization resets all partner admins to the template (L9). It is scheduled for a day and
//! can be cancelled until then.

mod cancel;
mod carry_out;
mod list;
mod run_due;
mod schedule;

use std::sync::Arc;

use latchkey_domain::partnership::standardization::{Standardization, StandardizationEffect};

pub use self::schedule::Standardize;
use crate::frame::ports::Ports;

/// A standardization with its effects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardizationDetails {
    /// The standardization.
    pub standardization: Standardization,
    /// Its effects on partner admins: expected ones before it is done, the actual ones afterwards.
    pub affected: Vec<StandardizationEffect>,
}

/// The result of a call to standardize.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standardized {
    /// It was scheduled, and carried out if its day has come.
    Kept(StandardizationDetails),
    /// A dry run; nothing was stored.
    Shown(StandardizationDetails),
}

impl Standardized {
    /// The standardization with its effects.
    pub const fn view(&self) -> &StandardizationDetails {
        match self {
            Self::Kept(view) | Self::Shown(view) => view,
        }
    }
}

/// The use cases for standardizations.
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
