use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, OperationId, UserId},
        page::{Page, PageRequest},
        time::Time,
    },
    membership::member::Member,
    partnership::standardization::{
        self, Place, RestoreWithheld, Standardization, StandardizationEffect,
        StandardizationProgress,
    },
    ports::{StandardizationQueries, StandardizationRepository, StoreError, Taken},
};

use super::{
    list::{Order, by_id, page_of},
    state::taken,
    unit::{Draft, Look, Memory},
};
use crate::builders::ChangeFreely as _;

#[async_trait]
impl<S: Look> StandardizationQueries for Memory<S> {
    async fn standardization(
        &mut self,
        id: OperationId,
    ) -> Result<Option<Standardization>, StoreError> {
        self.look(|view| view.state.standardizations.get(&id).cloned())
    }

    async fn standardizations(
        &mut self,
        page: &PageRequest,
    ) -> Result<Page<Standardization>, StoreError> {
        self.look(|view| {
            let all = view.state.standardizations.values().cloned().collect();
            page_of(all, Order::Down, page, |one: &Standardization| {
                by_id(one.id.uuid())
            })
        })
    }

    async fn due_standardizations(
        &mut self,
        now: Time,
    ) -> Result<Vec<Standardization>, StoreError> {
        self.look(|view| {
            let all = view.state.standardizations.values();
            let due = all.filter(|one| {
                one.progress == StandardizationProgress::Scheduled && one.is_due(now)
            });
            due.cloned().collect()
        })
    }

    async fn beyond_template(
        &mut self,
        restore_withheld: RestoreWithheld,
        after: Option<Place>,
        most: u16,
    ) -> Result<Vec<Member>, StoreError> {
        self.look(|view| {
            let memberships = view.state.memberships.values();
            let mut members: Vec<Member> = memberships
                .map(|membership| view.state.join(membership))
                .filter(|member| {
                    let at = member.membership.updated_at;
                    standardization::standardized(member, restore_withheld, at).is_some()
                })
                .filter(|member| after.is_none_or(|after| Place::of(member) > after))
                .collect();
            members.sort_by_key(Place::of);
            members.truncate(most.into());
            members
        })
    }

    async fn standardization_effects(
        &mut self,
        id: OperationId,
    ) -> Result<Vec<StandardizationEffect>, StoreError> {
        self.look(|view| {
            let all = view.state.standardization_effects.iter();
            let of_this = all.filter(|((standardization, ..), _)| *standardization == id);
            of_this
                .map(
                    |((_, account, user), (gains, losses))| StandardizationEffect {
                        account: (*account, view.state.official_name(*account)),
                        user: (*user, view.state.person(*user).name),
                        gains: gains.clone(),
                        losses: losses.clone(),
                    },
                )
                .collect()
        })
    }
}

#[async_trait]
impl StandardizationRepository for Memory<Draft> {
    async fn insert_standardization(
        &mut self,
        standardization: &Standardization,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            let id = standardization.id;
            taken(Taken::Id, state.standardizations.contains_key(&id))?;
            state.standardizations.insert(id, standardization.clone());
            Ok(())
        })
    }

    async fn save_standardization(
        &mut self,
        standardization: &mut Standardization,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            let stored = state.standardizations.get(&standardization.id);
            if stored.is_none_or(|stored| stored.version != standardization.version) {
                return Err(StoreError::Stale);
            }
            standardization.saved();
            let changed = standardization.clone();
            state.standardizations.insert(standardization.id, changed);
            Ok(())
        })
    }

    async fn clear_added(
        &mut self,
        account: AccountId,
        users: &[UserId],
        now: Time,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            for user in users {
                let membership = state.memberships.get_mut(&(account, *user));
                let membership = membership.ok_or(StoreError::Stale)?;
                membership.change_freely(now, |state| state.adjustments.added.clear());
                membership.saved();
            }
            Ok(())
        })
    }

    async fn insert_standardization_effects(
        &mut self,
        id: OperationId,
        effects: &[StandardizationEffect],
    ) -> Result<(), StoreError> {
        self.write(|state| {
            for effect in effects {
                let place = (id, effect.account.0, effect.user.0);
                let what = (effect.gains.clone(), effect.losses.clone());
                state.standardization_effects.insert(place, what);
            }
            Ok(())
        })
    }
}
