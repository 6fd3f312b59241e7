use async_trait::async_trait;
use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::{Page, PageRequest, Position},
        text::{Name, SearchText},
        time::Time,
    },
    membership::{
        Access, Membership,
        member::{Member, Person},
    },
    partnership::relationship::{Relationship, RelationshipStatus},
    ports::{
        AccessType, ClientFilter, ClientRow, EmployeeFilter, EmployeeRow, ScreenQueries,
        ServedClient, StoreError,
    },
};

use super::{
    list::{Order, page_of},
    state::State,
    unit::{Look, Memory, View},
};

#[async_trait]
impl<S: Look> ScreenQueries for Memory<S> {
    async fn clients(
        &mut self,
        partner: AccountId,
        reader: UserId,
        filter: &ClientFilter,
        page: &PageRequest,
    ) -> Result<Page<ClientRow>, StoreError> {
        self.look(|view| {
            let relationships = view.state.relationships.values();
            let rows = relationships
                .filter(|relationship| relationship.partner == partner)
                .map(|relationship| client_row(view.state, relationship, reader))
                .filter(|row| is_wanted(row, filter))
                .collect();
            page_of(rows, Order::Up, page, |row: &ClientRow| Position {
                key: shown_name(row).folded(),
                id: row.relationship.client.uuid(),
            })
        })
    }

    async fn client(
        &mut self,
        partner: AccountId,
        reader: UserId,
        client: AccountId,
    ) -> Result<Option<ClientRow>, StoreError> {
        self.look(|view| {
            let relationship = view.state.relationships.get(&(partner, client))?;
            Some(client_row(view.state, relationship, reader))
        })
    }

    async fn employees(
        &mut self,
        partner: AccountId,
        filter: &EmployeeFilter,
        now: Time,
        page: &PageRequest,
    ) -> Result<Page<EmployeeRow>, StoreError> {
        self.look(|view| {
            let memberships = view.state.memberships.values();
            let rows = memberships
                .filter(|membership| membership.account == partner)
                .map(|membership| view.state.join(membership))
                .filter(|member| member.is_employee_here(now))
                .map(|member| employee_row(view, member))
                .filter(|row| is_employee_wanted(row, filter))
                .collect();
            page_of(rows, Order::Up, page, |row: &EmployeeRow| Position {
                key: row.member.user.name.folded(),
                id: row.member.user.id.uuid(),
            })
        })
    }

    async fn linked_people(
        &mut self,
        partner: AccountId,
        client: AccountId,
    ) -> Result<Vec<Person>, StoreError> {
        self.look(|view| {
            let linked = view.state.linked.iter();
            let users = linked
                .filter(|(account, _, linked_by)| *account == client && *linked_by == partner)
                .map(|(_, user, _)| *user);
            let acts_for_nobody = |user: &UserId| {
                let membership = view.state.memberships.get(&(client, *user));
                membership.is_some_and(|membership| membership.partner.is_none())
            };
            users
                .filter(acts_for_nobody)
                .map(|user| view.state.person(user))
                .collect()
        })
    }
}

fn client_row(state: &State, relationship: &Relationship, reader: UserId) -> ClientRow {
    let acting: Vec<&Membership> = state
        .memberships
        .values()
        .filter(|membership| {
            membership.account == relationship.client
                && membership.partner == Some(relationship.partner)
        })
        .collect();
    let own = acting.iter().find(|membership| membership.user == reader);
    let count = |deactivated| {
        let counted = acting
            .iter()
            .filter(|membership| membership.deactivated == deactivated);
        u64::try_from(counted.count()).unwrap()
    };
    ClientRow {
        relationship: relationship.clone(),
        official_name: state.official_name(relationship.client),
        my_access: own.map(|membership| membership.access),
        active: count(false),
        deactivated: count(true),
    }
}

fn shown_name(row: &ClientRow) -> &Name {
    let own_name = row.relationship.display_name.as_ref();
    own_name.unwrap_or(&row.official_name)
}

/// What access the reader or their colleagues have; `None`: nobody acts for the partner there.
const fn access_type(row: &ClientRow) -> Option<AccessType> {
    match row.my_access {
        Some(Access::PartnerAdmin) => Some(AccessType::PartnerAdmin),
        Some(Access::SuperAdmin) => Some(AccessType::SuperAdmin),
        Some(Access::PermissionSet(_)) => Some(AccessType::Other),
        None if row.active + row.deactivated > 0 => Some(AccessType::ColleaguesOnly),
        None => None,
    }
}

fn is_wanted(row: &ClientRow, filter: &ClientFilter) -> bool {
    let relationship = &row.relationship;
    let status = relationship.status(filter.ends_after_days, filter.now);
    let access = access_type(row);
    let by_access = if filter.access_types.is_empty() {
        access.is_some() || status != RelationshipStatus::Ended
    } else {
        access.is_some_and(|access| filter.access_types.contains(&access))
    };
    by_access
        && filter.text.as_ref().is_none_or(|text| {
            text.is_in(&shown_name(row).folded()) || text.is_in(&row.official_name.folded())
        })
        && filter.status.is_none_or(|wanted| wanted == status)
        && filter
            .tag
            .as_ref()
            .is_none_or(|tag| relationship.tags.contains(tag))
}

fn employee_row(view: &View<'_>, member: Member) -> EmployeeRow {
    let state = view.state;
    let (partner, user) = (member.account.id, member.user.id);
    let mut served: Vec<Member> = state
        .memberships
        .values()
        .filter(|membership| membership.user == user && membership.partner == Some(partner))
        .map(|membership| state.join(membership))
        .collect();
    served.sort_by_cached_key(|there| {
        let name = state.shown_name(partner, there.account.id);
        (name.folded(), there.account.id)
    });
    EmployeeRow {
        verified: state.is_verified(user, partner),
        clients: served
            .into_iter()
            .map(|there| ServedClient {
                client: there.account.id,
                name: state.shown_name(partner, there.account.id),
                access: there.membership.access,
                status: there.membership.status(),
                expires_at: there.membership.expires_at,
                permission_set_name: there.set.map(|set| set.name),
            })
            .collect(),
        member,
    }
}

fn is_employee_wanted(row: &EmployeeRow, filter: &EmployeeFilter) -> bool {
    let person = &row.member.user;
    let by_text = |text: &SearchText| {
        let mut email = person.email.iter();
        text.is_in(&person.name.folded()) || email.any(|email| text.is_in(&email.folded()))
    };
    filter.text.as_ref().is_none_or(by_text)
        && filter
            .engagement
            .is_none_or(|engagement| row.member.membership.engagement == engagement)
        && filter
            .verified
            .is_none_or(|verified| row.verified == verified)
        && filter.user.is_none_or(|user| user == person.id)
}
