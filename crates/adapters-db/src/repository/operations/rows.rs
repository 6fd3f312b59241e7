//! Operations and their items, from their rows.

use latchkey_domain::{
    base::{
        ids::{AccountId, OperationId, PermissionSetId, SessionId, TokenId, UserId},
        text::Reason,
    },
    ports::StoreError,
    work::operation::{Item, Operation, OperationState, Starter, Task},
};

use crate::{
    classify::corrupt,
    entity::{operation, operation_item},
    rows::values::{number, word},
};

/// The condition of an item that waits, in the words of the index that has these items only.
pub(super) const WAITS: &str = "outcome = 'pending'";

/// Restores an operation.
pub(super) fn restore(row: operation::Model) -> Result<Operation, StoreError> {
    let set = row.set_id.map(PermissionSetId::from_uuid);
    let user = row.starter_user_id.map(UserId::from_uuid);
    let starter = match (row.starter.as_str(), user, row.starter_token_id) {
        ("user", Some(user), Some(id)) if row.by_session => Starter::Session {
            user,
            session: SessionId::from_uuid(id),
        },
        ("user", Some(user), Some(id)) => Starter::User {
            user,
            token: TokenId::from_uuid(id),
        },
        ("service", None, Some(id)) => Starter::Service {
            token: TokenId::from_uuid(id),
        },
        ("operator", None, None) => Starter::Operator,
        ("job", None, None) => Starter::Job,
        _other => return Err(corrupt("an operation without a starter")),
    };
    Ok(Operation {
        id: OperationId::from_uuid(row.id),
        partner: AccountId::from_uuid(row.partner_id),
        task: Task::restore(&row.kind, set, row.ends_at)
            .ok_or_else(|| corrupt("an operation of an unknown kind"))?,
        state: word(&row.state, OperationState::parse)?,
        starter,
        request_id: row.request_id,
        address: row
            .address
            .map(|address| word(&address, |text| text.parse().ok()))
            .transpose()?,
        reason: row.reason.map(Reason::stored),
        total: number(row.total)?,
        succeeded: number(row.succeeded)?,
        // A node of the older program retries all at once and does not set back the second count.
        refused: number((row.failed - row.in_trouble).max(0))?,
        failed: number(row.in_trouble)?,
        created_at: row.created_at,
        finished_at: row.finished_at,
    })
}

/// Restores an item.
pub(super) fn item(row: &operation_item::Model) -> Result<Item, StoreError> {
    Ok(Item {
        position: number(row.position)?,
        client: AccountId::from_uuid(row.client_id),
        employee: UserId::from_uuid(row.employee_id),
        params: row.params.clone(),
    })
}
