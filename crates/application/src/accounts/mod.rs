//! Accounts: the platform's tenants, and the settings of their super admins.

mod change;
mod create;
mod email_domains;
mod events;
pub(crate) mod find;
mod list;
mod policy;
mod put;
mod seats;

use std::sync::Arc;

pub use self::{
    change::ChangeAccount,
    email_domains::{MOST_DOMAINS, SetEmailDomains},
    list::ListAccounts,
    policy::SetPolicy,
    put::{Created, PutAccount},
};
use crate::frame::ports::Ports;

/// The use cases for accounts.
#[derive(Debug, Clone)]
pub struct Accounts {
    ports: Arc<Ports>,
}

impl Accounts {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
