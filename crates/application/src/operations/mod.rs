//! Operations: work over many clients and employees that goes on after the answer (A4, A7, D1, D2).

mod assign;
pub(crate) mod begin;
mod run;
mod select;
mod show;
mod steer;
#[cfg(test)]
mod tests;

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

/// Begins, shows and steers operations.
#[derive(Debug, Clone)]
pub struct Operations {
    ports: Arc<Ports>,
}

impl Operations {
    /// The service over its ports.
    pub const fn new(ports: Arc<Ports>) -> Self {
        Self { ports }
    }

    /// Somebody who carries operations out, under a name of their own among all nodes.
    pub fn worker(&self, leases: Arc<dyn Leases>) -> Worker {
        self.worker_at(End::Front, leases)
    }

    /// Two who share the work on each operation: one begins with its first items, the other with its
    /// last.
    pub fn workers(&self, leases: &Arc<dyn Leases>) -> [Worker; 2] {
        [End::Front, End::Back].map(|end| self.worker_at(end, Arc::clone(leases)))
    }

    fn worker_at(&self, end: End, leases: Arc<dyn Leases>) -> Worker {
        let name = self.ports.ids.uuid().simple().to_string();
        Worker::new(Arc::clone(&self.ports), leases, name, end)
    }
}
