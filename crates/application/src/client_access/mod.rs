//! The client access manager: what a partner does with its employees in its clients' accounts.

mod add;
mod change;
mod change_to_partner_admin;
mod clients;
mod deactivate;
mod employees;
pub(crate) mod gate;
mod link;
pub(crate) mod plan;
mod reactivate;
mod sets;

use std::sync::Arc;

pub(crate) use self::gate::{manager, manager_of};
pub use self::{
    add::{AddEmployees, Added, MOST_EMPLOYEES},
    change::ChangeEmployee,
    change_to_partner_admin::ChangeEmployeeToPartnerAdmin,
    clients::{ChangeClient, ClientEmployees, ClientView, ListClients, MOST_TAGS},
    deactivate::{EmployeeAt, TargetEmployee},
    employees::{ChangeEngagement, EmployeeView, ListEmployees},
    link::LinkedEmployee,
    plan::{ItemOutcome, ItemResult},
    sets::AssignableSet,
};
use crate::ports::Ports;

/// What partners do for their clients.
#[derive(Debug, Clone)]
pub struct ClientAccess {
    ports: Arc<Ports>,
}

impl ClientAccess {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }
}
