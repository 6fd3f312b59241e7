//! Memberships: what the platform says of them, what an account does with its own members, and what
//! people do with theirs.

mod accept;
mod account_side;
mod deactivate;
mod expire;
mod list;
mod provision;
mod reactivate;
mod remove;
mod view;

use std::sync::Arc;

pub(crate) use self::account_side::account_manager;
pub use self::{
    account_side::TargetMember,
    provision::{ProvisionMember, ProvisionedMember, RequestedAccess},
    view::MemberView,
};
use crate::ports::Ports;

/// What is done with memberships.
#[derive(Debug, Clone)]
pub struct Memberships {
    ports: Arc<Ports>,
}

impl Memberships {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
