//! Client access: what a partner does with its employees in its clients' accounts.

mod actions;
mod add;
mod assignable_sets;
mod change;
mod change_to_partner_admin;
mod clients;
mod deactivate;
mod employees;
mod link;
mod reactivate;

use std::sync::Arc;

pub use self::{
    add::{AddEmployees, Added, MOST_EMPLOYEES},
    assignable_sets::AssignableSet,
    change::ChangeEmployee,
    change_to_partner_admin::ChangeEmployeeToPartnerAdmin,
    clients::{ChangeClient, ClientEmployees, ClientView, ListClients, MOST_TAGS},
    deactivate::{EmployeeAt, TargetEmployee},
    employees::{ChangeEngagement, EmployeeView, ListEmployees},
    link::LinkedEmployee,
};
use crate::frame::ports::Ports;
pub use crate::plan::{EmployeeOutcome, EmployeeResult};

/// The partner's use cases for employees and clients.
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
