use std::collections::BTreeMap;

use async_trait::async_trait;
use latchkey_domain::{
    base::ids::{AccountId, UserId},
    membership::member::Acting,
    ports::{EmployerQueries, StoreError},
};

use super::unit::{Look, Memory};

#[async_trait]
impl<S: Look> EmployerQueries for Memory<S> {
    async fn employers(
        &mut self,
        account: AccountId,
        people: &[UserId],
    ) -> Result<BTreeMap<UserId, Vec<Acting>>, StoreError> {
        self.look(|view| {
            let of_person = |user: &UserId| {
                let partners = view.state.accounts.values().filter(|partner| {
                    partner.program.is_some()
                        && partner.id != account
                        && view.state.memberships.contains_key(&(partner.id, *user))
                });
                let mut employers: Vec<_> = partners
                    .map(|partner| view.state.acting(account, *user, partner.id))
                    .collect();
                employers.sort_by_key(|employer| employer.partner);
                (*user, employers)
            };
            let all = people.iter().map(of_person);
            all.filter(|(_, employers)| !employers.is_empty()).collect()
        })
    }
}
