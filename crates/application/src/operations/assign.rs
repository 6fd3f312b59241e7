//! A partner admin adds many employees to many clients with one set (A4): begun here, carried out by the
//! worker, each item authorised when it is written.

use latchkey_domain::{
    authority::Need,
    client_access::Chosen,
    ids::{AccountId, PermissionSetId, UserId},
    operation::{MOST_ITEMS, Task},
    ports::Locks,
    refusal::Refusal,
    time::Time,
};

use super::{
    Begun, Operations,
    begin::{self, Order},
};
use crate::{
    client_access::gate, context::RequestContext, error::UseCaseError, mode::Mode, ready::Ready,
};

/// Adds employees to clients: each of them to each.
#[derive(Debug, Clone)]
pub struct AssignEmployees {
    /// The partner.
    pub partner: AccountId,
    /// To which clients.
    pub clients: Vec<AccountId>,
    /// Whom.
    pub employees: Vec<UserId>,
    /// With which set: a standard one, or the partner's own.
    pub permission_set: PermissionSetId,
    /// Until when; never beyond the caller's own end in each client (A9).
    pub expires_at: Option<Time>,
    /// For real, or only to see.
    pub mode: Mode,
}

impl AssignEmployees {
    fn check(&self, now: Time) -> Result<(), UseCaseError> {
        let mut errors = Vec::new();
        begin::check_list(&mut errors, "/clients", &self.clients);
        begin::check_list(&mut errors, "/employees", &self.employees);
        begin::check_end(&mut errors, self.expires_at, now);
        begin::finish(errors)?;
        if self.clients.len().saturating_mul(self.employees.len()) > MOST_ITEMS {
            return Err(begin::too_many());
        }
        Ok(())
    }

    fn pairs(&self) -> Vec<(AccountId, UserId)> {
        let to = |client: &AccountId| {
            let client = *client;
            self.employees
                .iter()
                .map(move |employee| (client, *employee))
        };
        self.clients.iter().flat_map(to).collect()
    }
}

impl Operations {
    /// Adds employees to clients.
    pub async fn assign(
        &self,
        cx: &RequestContext,
        cmd: AssignEmployees,
    ) -> Result<Ready<Begun>, UseCaseError> {
        let attempted = begin::attempted(cmd.partner, "assignment");
        let work = self.try_assign(cx, &cmd);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_assign(
        &self,
        cx: &RequestContext,
        cmd: &AssignEmployees,
    ) -> Result<Ready<Begun>, UseCaseError> {
        let ports = &*self.ports;
        cmd.check(ports.now())?;
        let mut unit = ports
            .store
            .begin(Locks::none().reading(cmd.partner))
            .await?;
        let manager = gate::manager(ports, cx, &mut *unit, cmd.partner, Need::Edit).await?;
        let set = unit.permission_set(cmd.permission_set).await?;
        let set = set.ok_or(Refusal::NotFound)?;
        // A set of one client's is no set for many.
        Chosen::offered(&set, cmd.partner, Some(cmd.partner))?;
        let task = Task::Assign {
            permission_set: cmd.permission_set,
            expires_at: cmd.expires_at,
        };
        let order = Order {
            partner: cmd.partner,
            task,
            pairs: cmd.pairs(),
            mode: cmd.mode,
        };
        begin::begin_or_foresee(ports, cx, unit, &manager.permit(), order).await
    }
}
