//! Data of any size, the same ids whenever it is made, put straight into either database.
//!
//! Clients with employees of their own, and partners whose people act in several clients each: of every
//! hundred memberships in clients fifty are of either kind. Who holds what is a matter of
//! arithmetic, so that questions and the answers to them are known without asking.

pub(crate) mod fill;
pub(crate) mod holders;
pub(crate) mod ids;
pub(crate) mod questions;
pub(crate) mod roles;
mod sql;

/// Employees of each client, the first one super admin.
pub(crate) const OWN: u64 = 50;
/// Employees of each partner, the first one super admin there and partner admin in each client.
pub(crate) const STAFF: u64 = 50;
/// Clients of each partner, in each of which all its employees act.
pub(crate) const CLIENTS: u64 = 10;
/// Sets of each client: one of them is held by each of its employees.
pub(crate) const OWN_SETS: u64 = 2;
/// Sets of each partner, held by its employees in its own account and in the clients.
pub(crate) const PARTNER_SETS: u64 = 4;

/// The service token that is in the data, with the scope `decide`.
pub(crate) const TOKEN: &str = "bench-bench-bench-bench-bench-bench-bench-1";

/// How much data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    clients: u64,
}

impl Size {
    /// So many memberships in clients, rounded up to whole partners.
    pub(crate) const fn of(memberships: u64) -> Self {
        let per_client = OWN + STAFF;
        let clients = memberships.div_ceil(per_client).next_multiple_of(CLIENTS);
        Self { clients }
    }

    pub(crate) const fn clients(self) -> u64 {
        self.clients
    }

    pub(crate) const fn partners(self) -> u64 {
        self.clients / CLIENTS
    }

    /// Employees of clients.
    pub(crate) const fn own(self) -> u64 {
        self.clients * OWN
    }

    /// Employees of partners.
    pub(crate) const fn staff(self) -> u64 {
        self.partners() * STAFF
    }

    /// Memberships in clients, of either kind.
    pub(crate) const fn memberships(self) -> u64 {
        self.clients * (OWN + STAFF)
    }
}
