//! Permission sets.

use latchkey_domain::{base::ids::AccountId, permission::SetOwner};
use uuid::Uuid;

/// Who owns a set.
pub(crate) fn owner(id: Option<Uuid>) -> SetOwner {
    id.map_or(SetOwner::Standard, |id| {
        SetOwner::Account(AccountId::from_uuid(id))
    })
}
