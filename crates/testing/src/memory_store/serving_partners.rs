use std::collections::BTreeSet;

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::AccountId,
        page::{Page, PageRequest},
    },
    people::account::Account,
    ports::{ServingPartner, ServingPartnerQueries, StoreError},
};

use super::{
    list::{Order, by_id, page_of},
    state::State,
    unit::{Look, Memory},
};

#[async_trait]
impl<S: Look> ServingPartnerQueries for Memory<S> {
    async fn serving_partners(
        &mut self,
        account: AccountId,
        page: &PageRequest,
    ) -> Result<Page<ServingPartner>, StoreError> {
        self.look(|view| {
            let memberships = view.state.memberships.values();
            let acting = memberships
                .filter(|membership| membership.account == account)
                .filter_map(|membership| membership.partner);
            let related = view.state.relationships.keys();
            let related = related.filter(|(_, client)| *client == account);
            let partners: BTreeSet<AccountId> =
                acting.chain(related.map(|(partner, _)| *partner)).collect();
            let rows = partners
                .into_iter()
                .map(|partner| row(view.state, account, partner))
                .collect();
            page_of(rows, Order::Up, page, |row: &ServingPartner| {
                by_id(row.id.uuid())
            })
        })
    }
}

fn row(state: &State, account: AccountId, partner: AccountId) -> ServingPartner {
    let count = |deactivated| {
        let acting = state.memberships.values().filter(|membership| {
            membership.account == account
                && membership.partner == Some(partner)
                && membership.deactivated == deactivated
        });
        u64::try_from(acting.count()).unwrap()
    };
    ServingPartner {
        id: partner,
        name: state.official_name(partner),
        enrolled: state
            .accounts
            .get(&partner)
            .is_some_and(Account::is_enrolled),
        active: count(false),
        deactivated: count(true),
        relationship: state.relationships.get(&(partner, account)).cloned(),
    }
}
