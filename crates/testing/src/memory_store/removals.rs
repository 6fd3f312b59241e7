use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, ReviewId, UserId},
        time::Time,
    },
    membership::{Membership, member::Member, super_admins::SuperAdmins},
    ports::{HandoverCandidate, RemovalQueries, RemovalRepository, ReviewScope, StoreError, Taken},
    work::removal::{ActingMember, ClientEmployee, Review, Seen, may_receive},
};

use super::{
    state::taken,
    unit::{Draft, Look, Memory, View},
};

fn is_meant(view: &View<'_>, scope: &ReviewScope, membership: &Membership) -> bool {
    match scope {
        ReviewScope::Chosen { clients, employees } => {
            let clients = clients.as_ref();
            let employees = employees.as_ref();
            clients.is_none_or(|wanted| wanted.contains(&membership.account))
                && employees.is_none_or(|wanted| wanted.contains(&membership.user))
        }
        ReviewScope::Review(id) => {
            let items = view.state.reviewed.get(id);
            items.is_some_and(|items| items.contains_key(&(membership.account, membership.user)))
        }
    }
}

fn candidates_in(
    view: &View<'_>,
    account: AccountId,
    acting_for: Option<AccountId>,
    now: Time,
    most: usize,
) -> Vec<HandoverCandidate> {
    let memberships = view.state.memberships.values();
    let members = memberships
        .filter(|membership| membership.account == account)
        .filter(|membership| acting_for.is_none() || membership.partner == acting_for)
        .map(|membership| view.state.join(membership))
        .filter(|member| may_receive(member, now));
    let mut found: Vec<_> = members
        .map(|member| HandoverCandidate {
            user: member.user.id,
            name: member.user.name,
        })
        .collect();
    found.sort_by_key(|candidate| (candidate.name.folded(), candidate.user));
    found.truncate(most);
    found
}

#[async_trait]
impl<S: Look> RemovalQueries for Memory<S> {
    async fn acting_members(
        &mut self,
        partner: AccountId,
        scope: &ReviewScope,
        most: usize,
    ) -> Result<Vec<ActingMember>, StoreError> {
        self.look(|view| {
            let memberships = view.state.memberships.values();
            let acting = memberships
                .filter(|membership| membership.partner == Some(partner))
                .filter(|membership| is_meant(view, scope, membership));
            let mut found: Vec<_> = acting
                .map(|membership| ActingMember {
                    client: membership.account,
                    client_name: view.state.shown_name(partner, membership.account),
                    person: view.state.person(membership.user),
                    membership: membership.id,
                    version: membership.version,
                    access: membership.access,
                    status: membership.status(),
                })
                .collect();
            found.sort_by_key(|member| {
                let client = (member.client_name.folded(), member.client);
                (client, member.person.name.folded(), member.person.id)
            });
            found.truncate(most);
            found
        })
    }

    async fn clients_among(
        &mut self,
        partner: AccountId,
        accounts: &[AccountId],
    ) -> Result<BTreeSet<AccountId>, StoreError> {
        self.look(|view| {
            let relationships = &view.state.relationships;
            let accounts = accounts.iter().copied();
            accounts
                .filter(|account| relationships.contains_key(&(partner, *account)))
                .collect()
        })
    }

    async fn people_of_partner(
        &mut self,
        partner: AccountId,
        people: &[UserId],
    ) -> Result<BTreeSet<UserId>, StoreError> {
        self.look(|view| {
            let memberships = view.state.memberships.values();
            let own = memberships.filter(|membership| {
                membership.account == partner || membership.partner == Some(partner)
            });
            own.map(|membership| membership.user)
                .filter(|user| people.contains(user))
                .collect()
        })
    }

    async fn members_at(&mut self, places: &[ClientEmployee]) -> Result<Vec<Member>, StoreError> {
        let places: BTreeSet<_> = places.iter().copied().collect();
        self.look(|view| {
            let members = places
                .iter()
                .map(|(account, user)| view.state.member(*account, *user));
            members.flatten().collect()
        })
    }

    async fn super_admins_of(
        &mut self,
        accounts: &[AccountId],
    ) -> Result<BTreeMap<AccountId, SuperAdmins>, StoreError> {
        self.look(|view| {
            let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
            for membership in view.state.memberships.values() {
                let member = view.state.join(membership);
                let admin = member.permanent_super_admin();
                if let Some(admin) = admin.filter(|_| accounts.contains(&membership.account)) {
                    found.entry(membership.account).or_default().push(admin);
                }
            }
            let found = found.into_iter();
            found
                .map(|(account, admins)| (account, SuperAdmins::new(admins)))
                .collect()
        })
    }

    async fn candidates(
        &mut self,
        partner: AccountId,
        open: &[AccountId],
        closed: &[AccountId],
        now: Time,
        most: usize,
    ) -> Result<BTreeMap<AccountId, Vec<HandoverCandidate>>, StoreError> {
        self.look(|view| {
            let open = open.iter().map(|account| (*account, None));
            let closed = closed.iter().map(|account| (*account, Some(partner)));
            let all = open.chain(closed).map(|(account, acting_for)| {
                let found = candidates_in(view, account, acting_for, now, most);
                (account, found)
            });
            all.filter(|(_, found)| !found.is_empty()).collect()
        })
    }

    async fn review(&mut self, id: ReviewId) -> Result<Option<Review>, StoreError> {
        self.look(|view| view.state.reviews.get(&id).cloned())
    }

    async fn reviewed(
        &mut self,
        id: ReviewId,
    ) -> Result<BTreeMap<ClientEmployee, Seen>, StoreError> {
        self.look(|view| view.state.reviewed.get(&id).cloned().unwrap_or_default())
    }

    async fn is_reviewed(
        &mut self,
        id: ReviewId,
        pair: ClientEmployee,
    ) -> Result<bool, StoreError> {
        self.look(|view| {
            let items = view.state.reviewed.get(&id);
            items.is_some_and(|items| items.contains_key(&pair))
        })
    }
}

#[async_trait]
impl RemovalRepository for Memory<Draft> {
    async fn insert_review(
        &mut self,
        review: &Review,
        items: &BTreeMap<ClientEmployee, Seen>,
    ) -> Result<(), StoreError> {
        self.write(|state| {
            taken(Taken::Id, state.reviews.contains_key(&review.id))?;
            state.reviews.insert(review.id, review.clone());
            state.reviewed.insert(review.id, items.clone());
            Ok(())
        })
    }

    async fn spend_review(&mut self, id: ReviewId) -> Result<bool, StoreError> {
        self.write(|state| {
            let unspent = state.reviews.get_mut(&id).filter(|review| !review.spent);
            Ok(unspent.map(|review| review.spent = true).is_some())
        })
    }

    async fn forget_reviews(&mut self, lapsed_before: Time) -> Result<u64, StoreError> {
        self.write(|state| {
            let before = state.reviews.len();
            state
                .reviews
                .retain(|_, review| review.expires_at >= lapsed_before);
            let kept = &state.reviews;
            state.reviewed.retain(|id, _| kept.contains_key(id));
            Ok(u64::try_from(before - state.reviews.len()).unwrap())
        })
    }
}
