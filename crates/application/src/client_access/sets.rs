//! The sets a partner admin may give in a client, each with what would be withheld (A2, A5).

use latchkey_domain::{
    authority::Need,
    ids::AccountId,
    page::{Page, PageRequest},
    permission::{Delegation, Gain, PermissionKey, PermissionSet, Permissions},
};

use super::{ClientAccess, gate};
use crate::{context::RequestContext, error::UseCaseError};

/// A set on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignableSet {
    /// The set.
    pub set: PermissionSet,
    /// What somebody newly added with it would not get from this caller.
    pub withheld: Vec<PermissionKey>,
}

impl ClientAccess {
    /// Lists the sets that the caller, a partner admin there, may give.
    pub async fn assignable_sets(
        &self,
        cx: &RequestContext,
        partner: AccountId,
        client: AccountId,
        page: &PageRequest,
    ) -> Result<Page<AssignableSet>, UseCaseError> {
        let ports = &*self.ports;
        let catalogue = &ports.catalogue;
        let mut reader = ports.store.reader();
        let manager = gate::manager(ports, cx, &mut *reader, partner, Need::View).await?;
        let delegator = gate::delegator(ports, &mut *reader, &manager, client).await?;
        let sets = reader.permission_sets(&[partner, client], page).await?;
        Ok(sets.map(|set| {
            let delegated = Delegation {
                chosen: catalogue.grant(set.permissions()),
                actor: delegator.may_give,
                current: Permissions::EMPTY,
                ceiling: catalogue.all(),
                withheld_by_client: Permissions::EMPTY,
                gain: Gain::Allowed,
            }
            .apply(catalogue);
            AssignableSet {
                withheld: catalogue.names(delegated.withheld),
                set,
            }
        }))
    }
}
