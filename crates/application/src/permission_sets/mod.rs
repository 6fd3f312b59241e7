//! Permission sets, which an account's super admins and editors, and the platform, compose from the
//! catalogue (A5, A7, I7).

mod change;
mod content;
mod create;
mod keeper;
mod list;
mod load;
mod remove;

use std::sync::Arc;

use latchkey_domain::permission::Entry;

pub use self::{change::ChangePermissionSet, create::CreatePermissionSet, load::TargetSet};
use crate::frame::ports::Ports;

/// The use cases for permission sets.
#[derive(Debug, Clone)]
pub struct PermissionSets {
    ports: Arc<Ports>,
}

impl PermissionSets {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }

    /// Every permission of the catalogue in force, in its order (P1).
    pub fn catalogue(&self) -> &[Entry] {
        self.ports.catalogue.entries()
    }
}
