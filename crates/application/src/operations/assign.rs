//! A partner admin adds many employees to many clients with one set (A4). The call begins an
//! operation; the worker authorizes each item when it writes it.

use latchkey_domain::{
    base::{
        ids::PermissionSetId,
        reference::{AccountRef, UserRef},
        refusal::{FieldErrors, Refusal},
        time::Time,
    },
    gate::{self, Need},
    partner_side::Chosen,
    ports::Locks,
    work::operation::{MOST_ITEMS, Task},
};

use super::{
    BegunOperation, Operations,
    begin::{self, OperationOrder},
};
use crate::{
    frame::{
        context::RequestContext, ends::check_end, error::UseCaseError, lists, mode::Mode,
        ready::Ready,
    },
    gates::{named, partner},
    plan::selection,
    steps::started,
};

/// Adds each of some employees to each of some clients.
#[derive(Debug, Clone)]
pub struct AssignEmployees {
    /// The partner.
    pub partner: AccountRef,
    /// The clients.
    pub clients: Vec<AccountRef>,
    /// The employees.
    pub employees: Vec<UserRef>,
    /// The set to give: a standard one or one of the partner's own.
    pub permission_set: PermissionSetId,
    /// When the access ends; at the latest with the caller's own access in each client (A9).
    pub expires_at: Option<Time>,
    /// Whether this is a dry run.
    pub mode: Mode,
}

impl AssignEmployees {
    fn check(&self, now: Time) -> Result<(), UseCaseError> {
        let mut errors = FieldErrors::default();
        lists::check_names(&mut errors, "/clients", &self.clients);
        lists::check_names(&mut errors, "/employees", &self.employees);
        check_end(&mut errors, self.expires_at, now);
        errors.into_result()?;
        if self.clients.len().saturating_mul(self.employees.len()) > MOST_ITEMS {
            return Err(selection::too_many());
        }
        Ok(())
    }
}

impl Operations {
    /// Begins adding employees to clients.
    pub async fn assign(
        &self,
        cx: &RequestContext,
        cmd: AssignEmployees,
    ) -> Result<Ready<BegunOperation>, UseCaseError> {
        let attempted = started::attempted(&cmd.partner, "assignment");
        let work = self.try_assign(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_assign(
        &self,
        cx: &RequestContext,
        cmd: &AssignEmployees,
    ) -> Result<Ready<BegunOperation>, UseCaseError> {
        let ports = &*self.ports;
        gate::user(&cx.origin, Need::Edit)?;
        cmd.check(ports.now())?;
        let partner = named::account(ports, &cmd.partner).await?;
        let mut unit = ports.store.begin(Locks::none().reading(partner)).await?;
        let manager = partner::manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
        let clients = selection::clients(ports, &mut *unit, &cmd.clients).await?;
        let employees = selection::employees(ports, &mut *unit, &cmd.employees).await?;
        let set = unit.permission_set(cmd.permission_set).await?;
        let set = set.ok_or(Refusal::NotFound)?;
        // A client's own set cannot be given in other clients.
        Chosen::offered(&set, partner, Some(partner))?;
        let task = Task::Assign {
            permission_set: cmd.permission_set,
            expires_at: cmd.expires_at,
        };
        let order = OperationOrder {
            partner,
            task,
            pairs: selection::pairs(&clients, &employees),
            mode: cmd.mode,
        };
        begin::begin_or_foresee(ports, cx, unit, &manager.permit(), order).await
    }
}
