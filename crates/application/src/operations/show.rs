//! Shows an operation and its results to its starter, to those who may see the partner's employees, and
//! to the platform (I7).

use std::{collections::BTreeSet, time::Duration};

use latchkey_domain::{
    base::{
        ids::OperationId,
        page::{Page, PageRequest},
        refusal::Refusal,
        revision::Revision,
    },
    gate::{self, Caller, Need},
    people::token::Scope,
    ports::Reader,
    work::operation::{ItemOutcome, ItemRow, Operation},
};

use super::Operations;
use crate::{
    frame::{context::RequestContext, error::UseCaseError, ports::Ports},
    gates::partner,
};

/// Lists the results of an operation.
#[derive(Debug, Clone)]
pub struct ListItems {
    /// The operation.
    pub operation: OperationId,
    /// Only items with one of these outcomes; `None` for all.
    pub outcomes: Option<BTreeSet<ItemOutcome>>,
    /// The page of the list.
    pub page: PageRequest,
}

/// Loads an operation that the caller may see: its starter (the platform with the same token, whatever
/// its scopes), those who may see the partner's employees, and the platform with the scope `provision`
/// (I7). It is hidden from anyone else.
pub(super) async fn visible(
    ports: &Ports,
    cx: &RequestContext,
    reader: &mut dyn Reader,
    id: OperationId,
) -> Result<Operation, UseCaseError> {
    let caller = gate::caller(&cx.origin, Need::View, Scope::Provision);
    let operation = reader.operation(id).await?;
    if let Some(operation) = &operation
        && operation.starter.is(&cx.origin.principal)
    {
        return Ok(operation.clone());
    }
    let caller = caller?;
    let operation = operation.ok_or(Refusal::NotFound)?;
    if caller == Caller::Platform {
        return Ok(operation);
    }
    match partner::manager(ports, cx, reader, operation.partner, Need::View).await {
        Ok(_) => Ok(operation),
        Err(UseCaseError::Refused(Refusal::MissingPermission)) => {
            Err(Refusal::MissingPermission.into())
        }
        Err(UseCaseError::Refused(_)) => Err(Refusal::NotFound.into()),
        Err(error) => Err(error),
    }
}

/// How often somebody who follows an operation looks at it, at least.
const LOOK: Duration = Duration::from_millis(250);

impl Operations {
    /// How long somebody who follows an operation waits between two looks: also short enough that a
    /// right or a token that was taken away ends it within the staleness bound (P6, Q2).
    pub fn between_looks(&self) -> Duration {
        LOOK.min(self.ports.settings.decisions.max_staleness / 4)
    }

    /// Shows an operation.
    pub async fn show(
        &self,
        cx: &RequestContext,
        id: OperationId,
    ) -> Result<Operation, UseCaseError> {
        visible(&self.ports, cx, &mut *self.ports.store.reader(), id).await
    }

    /// Shows an operation with a revision that covers everything it has done so far. A caller who
    /// waits for its end can ask any node for decisions at least that fresh.
    pub async fn show_with_revision(
        &self,
        cx: &RequestContext,
        id: OperationId,
    ) -> Result<(Operation, Revision), UseCaseError> {
        let operation = self.show(cx, id).await?;
        // Read after the operation, so that the revision covers it.
        Ok((operation, self.ports.store.revision().await?))
    }

    /// Lists the results of an operation, in the order of its items.
    pub async fn items(
        &self,
        cx: &RequestContext,
        cmd: &ListItems,
    ) -> Result<Page<ItemRow>, UseCaseError> {
        let mut reader = self.ports.store.reader();
        visible(&self.ports, cx, &mut *reader, cmd.operation).await?;
        let page = reader.items(cmd.operation, cmd.outcomes.as_ref(), &cmd.page);
        Ok(page.await?)
    }
}
