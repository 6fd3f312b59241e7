//! Operations on memberships that already act for the partner: bulk deactivation and reactivation
//! (D1, D2), and moving holders of a set to its newest version (A7).

use latchkey_domain::{
    base::{
        ids::{AccountId, PermissionSetId, UserId},
        reference::{AccountRef, UserRef},
        refusal::{FieldErrors, Refusal},
    },
    gate::{self, Need},
    partner_side::Chosen,
    permission::SetOwner,
    ports::{ActingFor, HeldAccess, Locks, Reader},
    work::operation::{MOST_ITEMS, Task},
};

use super::{
    BegunOperation, Operations,
    begin::{self, OperationOrder},
};
use crate::{
    frame::{
        context::RequestContext, error::UseCaseError, lists, mode::Mode, ports::Ports, ready::Ready,
    },
    gates::{named, partner},
    plan::selection,
    steps::started,
};

/// Selects memberships that act for a partner: of some employees everywhere, of everyone in some
/// clients, or of some employees in some clients.
#[derive(Debug, Clone)]
pub struct SelectEmployees {
    /// The partner.
    pub partner: AccountRef,
    /// The employees; `None` for everyone.
    pub employees: Option<Vec<UserRef>>,
    /// The clients; `None` for all.
    pub clients: Option<Vec<AccountRef>>,
    /// Whether this is a dry run.
    pub mode: Mode,
}

/// Moves holders of the partner's set in clients to its newest version.
#[derive(Debug, Clone)]
pub struct ApplySet {
    /// The partner that owns the set.
    pub partner: AccountRef,
    /// The set.
    pub permission_set: PermissionSetId,
    /// The clients; `None` for all clients where someone holds an older version.
    pub clients: Option<Vec<AccountRef>>,
    /// Whether this is a dry run.
    pub mode: Mode,
}

type Pairs = Vec<(AccountId, UserId)>;

impl SelectEmployees {
    fn check(&self) -> Result<(), UseCaseError> {
        selection::check(self.employees.as_deref(), self.clients.as_deref())
    }

    /// The selected pairs: all combinations if both sides are named, otherwise the existing ones.
    async fn pairs(
        &self,
        ports: &Ports,
        reader: &mut dyn Reader,
        partner: AccountId,
    ) -> Result<Pairs, UseCaseError> {
        let (employees, clients) = selection::find(
            ports,
            reader,
            self.employees.as_deref(),
            self.clients.as_deref(),
        )
        .await?;
        if let (Some(employees), Some(clients)) = (&employees, &clients) {
            return Ok(selection::pairs(clients, employees));
        }
        let acting = ActingFor {
            partner,
            employees: employees.as_deref(),
            clients: clients.as_deref(),
            held: HeldAccess::Anything,
        };
        within_limit(reader.acting_pairs(acting, limit_plus_one()).await?)
    }
}

fn limit_plus_one() -> u32 {
    u32::try_from(MOST_ITEMS + 1).unwrap_or(u32::MAX)
}

fn within_limit(pairs: Pairs) -> Result<Pairs, UseCaseError> {
    if pairs.len() > MOST_ITEMS {
        Err(selection::too_many())
    } else {
        Ok(pairs)
    }
}

impl Operations {
    /// Begins deactivating many employees (D1).
    pub async fn deactivate(
        &self,
        cx: &RequestContext,
        cmd: SelectEmployees,
    ) -> Result<Ready<BegunOperation>, UseCaseError> {
        self.over_selected(cx, cmd, Task::Deactivate).await
    }

    /// Begins reactivating many employees (D2). The caller is left out.
    pub async fn reactivate(
        &self,
        cx: &RequestContext,
        cmd: SelectEmployees,
    ) -> Result<Ready<BegunOperation>, UseCaseError> {
        self.over_selected(cx, cmd, Task::Reactivate).await
    }

    async fn over_selected(
        &self,
        cx: &RequestContext,
        cmd: SelectEmployees,
        task: Task,
    ) -> Result<Ready<BegunOperation>, UseCaseError> {
        let ports = &*self.ports;
        let attempted = started::attempted(&cmd.partner, task.kind());
        let work = async {
            gate::user(&cx.origin, Need::Edit)?;
            cmd.check()?;
            let partner = named::account(ports, &cmd.partner).await?;
            let mut unit = ports.store.begin(Locks::none().reading(partner)).await?;
            let manager = partner::manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
            let mut pairs = cmd.pairs(ports, &mut *unit, partner).await?;
            if task == Task::Reactivate {
                // Nobody reactivates themself (A6): whoever selects everyone means the others.
                pairs.retain(|(_, employee)| *employee != manager.user);
            }
            let order = OperationOrder {
                partner,
                task,
                pairs,
                mode: cmd.mode,
            };
            begin::begin_or_foresee(ports, cx, unit, &manager.permit(), order).await
        };
        ports.refusals.watch(&cx.origin, attempted, work).await
    }

    /// Begins moving holders of the partner's set in its clients to the newest version (A7).
    pub async fn apply_set(
        &self,
        cx: &RequestContext,
        cmd: ApplySet,
    ) -> Result<Ready<BegunOperation>, UseCaseError> {
        let ports = &*self.ports;
        let task = Task::Apply {
            permission_set: cmd.permission_set,
        };
        let attempted = started::attempted(&cmd.partner, task.kind()).on(cmd.permission_set);
        let work = async {
            gate::user(&cx.origin, Need::Edit)?;
            let mut errors = FieldErrors::default();
            if let Some(clients) = &cmd.clients {
                lists::check_names(&mut errors, "/clients", clients);
            }
            errors.into_result()?;
            let partner = named::account(ports, &cmd.partner).await?;
            let mut unit = ports.store.begin(Locks::none().reading(partner)).await?;
            let manager = partner::manager(ports, cx, &mut *unit, partner, Need::Edit).await?;
            let clients = cmd.clients.as_deref();
            let (_, clients) = selection::find(ports, &mut *unit, None, clients).await?;
            let set = unit.permission_set(cmd.permission_set).await?;
            let set = set.ok_or(Refusal::NotFound)?;
            Chosen::offered(&set, partner, Some(partner))?;
            if set.owner() == SetOwner::Standard {
                return Err(Refusal::NotFound.into());
            }
            let acting = ActingFor {
                partner,
                employees: None,
                clients: clients.as_deref(),
                held: HeldAccess::Anything,
            };
            let outdated = unit.outdated_pairs(acting, cmd.permission_set, limit_plus_one());
            let pairs = within_limit(outdated.await?)?;
            let order = OperationOrder {
                partner,
                task,
                pairs,
                mode: cmd.mode,
            };
            begin::begin_or_foresee(ports, cx, unit, &manager.permit(), order).await
        };
        ports.refusals.watch(&cx.origin, attempted, work).await
    }
}
