//! Operations: work on many clients and employees that continues after the response (A4, A7, D1,
//! D2).

mod assign;
pub(crate) mod begin;
mod run;
mod select;
mod show;
mod steer;
#[cfg(test)]
mod tests;
mod trouble;

use std::sync::Arc;

use latchkey_domain::ports::Leases;

use self::run::End;
pub use self::{
    assign::AssignEmployees,
    begin::{BegunOperation, ForeseenClient},
    run::Worker,
    select::{ApplySet, SelectEmployees},
    show::ListItems,
};
use crate::frame::ports::Ports;

/// The use cases for operations.
#[derive(Debug, Clone)]
pub struct Operations {
    ports: Arc<Ports>,
}

impl Operations {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }

    /// Creates a worker with a name that is unique among all nodes.
    pub fn worker(&self, leases: Arc<dyn Leases>) -> Worker {
        self.worker_at(End::Front, leases)
    }

    /// Creates two workers that share each operation: one works from its first items, the other
    /// from its last.
    pub fn workers(&self, leases: &Arc<dyn Leases>) -> [Worker; 2] {
        [End::Front, End::Back].map(|end| self.worker_at(end, Arc::clone(leases)))
    }

    fn worker_at(&self, end: End, leases: Arc<dyn Leases>) -> Worker {
        let name = self.ports.ids.uuid().simple().to_string();
        Worker::new(Arc::clone(&self.ports), leases, name, end)
    }
}
