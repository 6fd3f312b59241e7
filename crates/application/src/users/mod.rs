//! Users: the people whom the platform registers, changes, disables and erases.

mod change;
mod erase;
pub(crate) mod find;
mod list;
mod password;
mod put;
mod register;
mod stubs;

use std::sync::Arc;

pub use self::{
    change::{ChangeUser, UserChanges},
    list::ListUsers,
    put::PutUser,
    register::RegisterUser,
};
use crate::frame::ports::Ports;

/// The use cases for users.
#[derive(Debug, Clone)]
pub struct Users {
    ports: Arc<Ports>,
}

impl Users {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
