//! The sets that a partner admin may give in a client, each with what would be withheld (A2, A5).

use latchkey_domain::{
    base::{
        page::{Page, PageRequest},
        reference::AccountRef,
        refusal::Refusal,
    },
    gate::Need,
    permission::{Delegation, Gain, PermissionKey, PermissionSet, Permissions},
};

use super::ClientAccess;
use crate::{
    frame::{context::RequestContext, error::UseCaseError},
    gates::{
        named, partner,
        person::{TOKEN, must_be_person},
    },
};

/// A set that the caller may give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignableSet {
    /// The set.
    pub set: PermissionSet,
    /// The permissions that this caller cannot pass on with it.
    pub withheld: Vec<PermissionKey>,
}

impl ClientAccess {
    /// Lists the sets that the caller, a partner admin there, may give.
    pub async fn assignable_sets(
        &self,
        cx: &RequestContext,
        partner: &AccountRef,
        client: &AccountRef,
        page: &PageRequest,
    ) -> Result<Page<AssignableSet>, UseCaseError> {
        let ports = &*self.ports;
        let catalogue = &ports.catalogue;
        must_be_person(
            cx,
            TOKEN,
            "tells what the caller may give: use a user token",
        )?;
        let place = [partner, client];
        let [partner, client] = named::place_for_user(ports, cx, Need::View, place).await?;
        let mut reader = ports.store.reader();
        let manager = partner::manager(ports, cx, &mut *reader, partner, Need::View).await?;
        let may_give = match partner::delegator(ports, &mut *reader, &manager, client).await {
            Ok(delegator) => delegator.may_give,
            // After the enrolment has ended, reading is still allowed, but giving is not (L1).
            Err(UseCaseError::Refused(Refusal::PartnerNotEnrolled)) => Permissions::EMPTY,
            Err(error) => return Err(error),
        };
        let sets = reader.permission_sets(&[partner, client], page).await?;
        Ok(sets.map(|set| {
            let delegated = Delegation {
                chosen: catalogue.grant(set.permissions()),
                actor: may_give,
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use latchkey_testing::builders::SetBuilder;

    use super::*;
    use crate::testing::{UseCaseBed, refused};

    /// The standard sets, the client's and the partner's own sets are offered, each with what this
    /// caller cannot pass on; no other account's (A2, A5).
    #[tokio::test]
    async fn sets_on_offer_say_what_the_caller_would_withhold() {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let foreign =
            world.add_set(SetBuilder::new("Foreign", "contacts.view").owner(world.elsewhere));
        let foreign = foreign.await.id();
        world
            .withhold(world.harbour, world.marit, "reports.view")
            .await;
        let service = ClientAccess::new(Arc::clone(&bed.ports));
        let cx = bed.as_user(world.marit);
        let page = PageRequest::first();
        let offered = service
            .assignable_sets(&cx, &world.northwind.into(), &world.harbour.into(), &page)
            .await;
        let offered = offered.unwrap().items;
        let ids: Vec<_> = offered.iter().map(|offer| offer.set.id()).collect();
        assert!(ids.contains(&world.northwind_staff) && ids.contains(&world.harbour_people));
        assert!(!ids.contains(&foreign));
        let marketing = world.standard_set("marketing_manager");
        let offer = offered
            .iter()
            .find(|offer| offer.set.id() == marketing)
            .unwrap();
        assert!(
            offer
                .withheld
                .iter()
                .any(|key| key.as_str() == "reports.view")
        );
        let tomas = bed.as_user(world.tomas);
        let result = service
            .assignable_sets(
                &tomas,
                &world.northwind.into(),
                &world.harbour.into(),
                &page,
            )
            .await;
        assert_eq!(refused(result), "not-partner-admin");
    }
}
