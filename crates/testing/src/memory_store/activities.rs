use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        time::Time,
    },
    membership::Membership,
    partnership::{
        activity::{ReportedMember, Service},
        relationship::Relationship,
    },
    ports::{ActivityQueries, ActivityRepository, StoreError},
};

use super::{
    state::State,
    unit::{Draft, Look, Memory},
};

#[async_trait]
impl<S: Look> ActivityQueries for Memory<S> {
    async fn workers(
        &mut self,
        places: &[(AccountId, UserId)],
    ) -> Result<Vec<ReportedMember>, StoreError> {
        self.look(|view| {
            let memberships = places
                .iter()
                .filter_map(|place| view.state.memberships.get(place));
            memberships
                .map(|membership| worker(view.state, membership))
                .collect()
        })
    }
}

fn worker(state: &State, membership: &Membership) -> ReportedMember {
    let (account, user) = (membership.account, membership.user);
    let member = state.join(membership);
    let relationships = state.relationships.values();
    let serves = relationships.filter(|relationship| {
        relationship.client == account
            && membership
                .partner
                .is_none_or(|partner| partner == relationship.partner)
    });
    ReportedMember {
        account,
        user,
        user_status: member.user.status,
        account_status: member.account.status,
        status: membership.status(),
        expires_at: membership.expires_at,
        acts_for: membership.partner,
        given_under: membership.given_under,
        services: serves
            .map(|relationship| Service {
                acting: state.acting(account, user, relationship.partner),
                relationship: relationship.clone(),
            })
            .collect(),
    }
}

/// The later of two times.
fn later(old: Option<Time>, new: Time) -> Time {
    old.map_or(new, |old| old.max(new))
}

#[async_trait]
impl ActivityRepository for Memory<Draft> {
    async fn note_active(&mut self, at: &[(AccountId, UserId, Time)]) -> Result<(), StoreError> {
        self.write(|state| {
            for (account, user, at) in at {
                if let Some(membership) = state.memberships.get_mut(&(*account, *user)) {
                    let mut known = (**membership).clone();
                    known.last_active_at = Some(later(known.last_active_at, *at));
                    *membership = Membership::restore(known);
                }
            }
            Ok(())
        })
    }

    async fn note_qualifying(
        &mut self,
        at: &[(AccountId, AccountId, Time)],
    ) -> Result<(), StoreError> {
        self.write(|state| {
            for (partner, client, at) in at {
                let relationship = state.relationships.get_mut(&(*partner, *client));
                if let Some(relationship) = relationship.filter(|known| known.counts(*at)) {
                    let mut known = (**relationship).clone();
                    known.last_qualifying_activity_at =
                        Some(later(known.last_qualifying_activity_at, *at));
                    *relationship = Relationship::restore(known);
                }
            }
            Ok(())
        })
    }
}
