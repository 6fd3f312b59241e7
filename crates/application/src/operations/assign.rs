//! A partner admin adds many employees to many clients with one set (A4): begun here, carried out by the
//! worker, each item authorised when it is written.

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
    frame::{context::RequestContext, error::UseCaseError, lists, mode::Mode, ready::Ready},
    gates::{named, partner},
    steps::started,
};

/// Adds employees to clients: each of them to each.
#[derive(Debug, Clone)]
pub struct AssignEmployees {
    /// The partner.
    pub partner: AccountRef,
    /// To which clients.
    pub clients: Vec<AccountRef>,
    /// Whom.
    pub employees: Vec<UserRef>,
    /// With which set: a standard one, or the partner's own.
    pub permission_set: PermissionSetId,
    /// Until when; never beyond the caller's own end in each client (A9).
    pub expires_at: Option<Time>,
    /// For real, or only to see.
    pub mode: Mode,
}

impl AssignEmployees {
    fn check(&self, now: Time) -> Result<(), UseCaseError> {
        let mut errors = FieldErrors::default();
        lists::check_names(&mut errors, "/clients", &self.clients);
        lists::check_names(&mut errors, "/employees", &self.employees);
        begin::check_end(&mut errors, self.expires_at, now);
        errors.into_result()?;
        if self.clients.len().saturating_mul(self.employees.len()) > MOST_ITEMS {
            return Err(begin::too_many());
        }
        Ok(())
    }
}

impl Operations {
    /// Adds employees to clients.
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
        let clients = begin::clients(ports, &mut *unit, &cmd.clients).await?;
        let employees = begin::employees(ports, &mut *unit, &cmd.employees).await?;
        let set = unit.permission_set(cmd.permission_set).await?;
        let set = set.ok_or(Refusal::NotFound)?;
        // A set of one client's is no set for many.
        Chosen::offered(&set, partner, Some(partner))?;
        let task = Task::Assign {
            permission_set: cmd.permission_set,
            expires_at: cmd.expires_at,
        };
        let order = OperationOrder {
            partner,
            task,
            pairs: begin::pairs(&clients, &employees),
            mode: cmd.mode,
        };
        begin::begin_or_foresee(ports, cx, unit, &manager.permit(), order).await
    }
}
