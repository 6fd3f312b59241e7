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
        employee::left_at,
        member::{Member, Person},
    },
    partnership::{
        own_behalf::OwnBehalf,
        relationship::{Relationship, RelationshipStatus},
    },
    ports::{
        AccessType, AddableEmployee, ClientFilter, ClientRow, ClockReading, EmployeeFilter,
        EmployeeRow, EmployeeState, KnownOnOwnBehalf, NamedClient, ScreenQueries, ServedClient,
        StoreError,
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
            let clients = relationships
                .filter(|relationship| relationship.partner == partner)
                .map(|relationship| client_row(view.state, relationship, reader, filter.now));
            let rows = clients
                .chain(own_accounts(view.state, partner, reader))
                .filter(|row| is_wanted(row, filter))
                .collect();
            page_of(rows, Order::Up, page, |row: &ClientRow| Position {
                key: shown_name(row).folded(),
                id: row.client.uuid(),
            })
        })
    }

    async fn client(
        &mut self,
        partner: AccountId,
        reader: UserId,
        client: AccountId,
        now: Time,
    ) -> Result<Option<ClientRow>, StoreError> {
        self.look(|view| {
            let relationship = view.state.relationships.get(&(partner, client));
            let known = relationship.map(|known| client_row(view.state, known, reader, now));
            let mut own = own_accounts(view.state, partner, reader);
            known.or_else(|| own.find(|row| row.client == client))
        })
    }

    async fn employees(
        &mut self,
        partner: AccountId,
        filter: &EmployeeFilter,
        at: ClockReading,
        page: &PageRequest,
    ) -> Result<Page<EmployeeRow>, StoreError> {
        self.look(|view| {
            let users = view.state.users.keys();
            let rows = users
                .map(|user| employee_row(view, partner, *user, at))
                .filter(|row| is_employee_wanted(row, filter, at.now))
                .collect();
            page_of(rows, Order::Up, page, |row: &EmployeeRow| Position {
                key: row.person.name.folded(),
                id: row.person.id.uuid(),
            })
        })
    }

    async fn employee(
        &mut self,
        partner: AccountId,
        user: UserId,
        at: ClockReading,
    ) -> Result<Option<EmployeeRow>, StoreError> {
        self.look(|view| {
            view.state.users.get(&user)?;
            let row = employee_row(view, partner, user, at);
            row.is_known(at.now).then_some(row)
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
            let people = users
                .filter(acts_for_nobody)
                .map(|user| view.state.person(user));
            by_name(people.collect())
        })
    }

    async fn own_behalf_people(
        &mut self,
        partner: AccountId,
        client: AccountId,
        now: Time,
    ) -> Result<Vec<Person>, StoreError> {
        self.look(|view| {
            let memberships = view.state.memberships.values();
            let named = memberships
                .filter(|held| held.account == client && held.partner.is_none())
                .filter(|held| own_behalf(view.state, partner, held.user, now).is_named(now));
            by_name(named.map(|held| view.state.person(held.user)).collect())
        })
    }

    async fn known_on_own_behalf(
        &mut self,
        members: &[(AccountId, UserId)],
        at: ClockReading,
    ) -> Result<Vec<KnownOnOwnBehalf>, StoreError> {
        self.look(|view| {
            let state = view.state;
            let mut known = Vec::new();
            for held in members
                .iter()
                .filter_map(|place| state.memberships.get(place))
            {
                let of_account = state.relationships.values();
                let of_account = of_account.filter(|known| known.client == held.account);
                for relationship in of_account.filter(|_| held.partner.is_none()) {
                    let partner = relationship.partner;
                    let status = relationship.status(at.ends_after_days, at.now);
                    if own_behalf(state, partner, held.user, at.now).is_named_in(status, at.now) {
                        known.push(KnownOnOwnBehalf {
                            account: held.account,
                            user: held.user,
                            partner,
                            partner_name: state.official_name(partner),
                        });
                    }
                }
            }
            known.sort_by_key(|known| (known.partner_name.folded(), known.partner.uuid()));
            known
        })
    }

    async fn addable_employees(
        &mut self,
        partner: AccountId,
        client: AccountId,
        text: Option<&SearchText>,
        now: Time,
        page: &PageRequest,
    ) -> Result<Page<AddableEmployee>, StoreError> {
        self.look(|view| {
            let state = view.state;
            let acts = |user| {
                let there = state.memberships.get(&(client, user));
                there.is_some_and(|held| held.partner == Some(partner))
            };
            let memberships = state.memberships.values();
            let employees = memberships
                .filter(|held| held.account == partner && !acts(held.user))
                .map(|held| state.join(held))
                .filter(|member| member.is_employee_here(now))
                .filter(|member| text.is_none_or(|text| is_called(&member.user, text)));
            let rows = employees.map(|member| AddableEmployee {
                verified: state.is_verified(member.user.id, partner),
                engagement: member.membership.engagement,
                person: member.user,
            });
            let position = |row: &AddableEmployee| Position {
                key: row.person.name.folded(),
                id: row.person.id.uuid(),
            };
            page_of(rows.collect(), Order::Up, page, position)
        })
    }

    async fn linkable_clients(
        &mut self,
        partner: AccountId,
        user: UserId,
        page: &PageRequest,
    ) -> Result<Page<NamedClient>, StoreError> {
        self.look(|view| {
            let state = view.state;
            let acts = |client| {
                let there = state.memberships.get(&(client, user));
                there.is_some_and(|held| held.partner == Some(partner))
            };
            let clients = state.relationships.keys();
            let rows = clients
                .filter(|(of, client)| *of == partner && !acts(*client))
                .map(|(_, client)| NamedClient {
                    client: *client,
                    name: state.shown_name(partner, *client),
                });
            let position = |row: &NamedClient| Position {
                key: row.name.folded(),
                id: row.client.uuid(),
            };
            page_of(rows.collect(), Order::Up, page, position)
        })
    }
}

fn by_name(mut people: Vec<Person>) -> Vec<Person> {
    people.sort_by_cached_key(|person| (person.name.folded(), person.id));
    people
}

/// What tells whether the partner may know where a person is on their own behalf (A6).
fn own_behalf(state: &State, partner: AccountId, user: UserId, now: Time) -> OwnBehalf {
    let held = state.memberships.get(&(partner, user));
    let ended = state.employment_ends.get(&(partner, user));
    OwnBehalf {
        verified: state.is_verified(user, partner),
        employed: held.is_some_and(|held| state.join(held).is_employee_here(now)),
        left_at: left_at(ended.map(|ended| ended.at), held, now),
    }
}

/// The accounts where the reader is a member on their own behalf and which are no clients of the partner.
fn own_accounts(
    state: &State,
    partner: AccountId,
    reader: UserId,
) -> impl Iterator<Item = ClientRow> {
    let memberships = state.memberships.values();
    let own = memberships.filter(move |held| {
        let client = state.relationships.contains_key(&(partner, held.account));
        held.user == reader && held.partner.is_none() && held.account != partner && !client
    });
    own.map(|held| ClientRow {
        client: held.account,
        relationship: None,
        official_name: state.official_name(held.account),
        my_access: Some(held.access),
        active: 0,
        deactivated: 0,
        in_force: 0,
    })
}

fn client_row(state: &State, relationship: &Relationship, reader: UserId, now: Time) -> ClientRow {
    let (partner, client) = (relationship.partner, relationship.client);
    let acting: Vec<&Membership> = state
        .memberships
        .values()
        .filter(|held| held.account == client && held.partner == Some(partner))
        .collect();
    let own = state.memberships.get(&(client, reader));
    let own = own.filter(|held| held.partner.is_none_or(|it| it == partner));
    let count = |counts: &dyn Fn(&Membership) -> bool| {
        let counted = acting.iter().filter(|held| counts(held));
        u64::try_from(counted.count()).unwrap()
    };
    ClientRow {
        client,
        relationship: Some(relationship.clone()),
        official_name: state.official_name(client),
        my_access: own.map(|held| held.access),
        active: count(&|held| !held.deactivated),
        deactivated: count(&|held| held.deactivated),
        in_force: count(&|held| state.join(held).standing(now).is_ok()),
    }
}

fn shown_name(row: &ClientRow) -> &Name {
    let relationship = row.relationship.as_ref();
    let own_name = relationship.and_then(|relationship| relationship.display_name.as_ref());
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
    let relationship = row.relationship.as_ref();
    let status = relationship.map(|known| known.status(filter.ends_after_days, filter.now));
    let access = access_type(row);
    let by_access = if filter.access_types.is_empty() {
        access.is_some() || status != Some(RelationshipStatus::Ended)
    } else {
        access.is_some_and(|access| filter.access_types.contains(&access))
    };
    by_access
        && filter.text.as_ref().is_none_or(|text| {
            text.is_in(&shown_name(row).folded()) || text.is_in(&row.official_name.folded())
        })
        && filter.status.is_none_or(|wanted| Some(wanted) == status)
        && filter
            .tag
            .as_ref()
            .is_none_or(|tag| relationship.is_some_and(|known| known.tags.contains(tag)))
}

fn employee_row(
    view: &View<'_>,
    partner: AccountId,
    user: UserId,
    at: ClockReading,
) -> EmployeeRow {
    let state = view.state;
    let memberships = state.memberships.values();
    let mut there: Vec<Member> = memberships
        .filter(|held| held.user == user)
        .map(|held| state.join(held))
        .collect();
    there.sort_by_cached_key(|member| {
        let client = member.account.id;
        (state.shown_name(partner, client).folded(), client)
    });
    let named = |member: &Member| NamedClient {
        client: member.account.id,
        name: state.shown_name(partner, member.account.id),
    };
    let for_nobody = || {
        there.iter().filter(|member| {
            let client = (partner, member.account.id);
            member.acting.is_none() && state.relationships.contains_key(&client)
        })
    };
    let is_linked = |member: &&Member| state.linked.contains(&(member.account.id, user, partner));
    let own = own_behalf(state, partner, user, at.now);
    let is_named = |member: &&Member| {
        let relationship = state.relationships.get(&(partner, member.account.id));
        relationship
            .is_some_and(|known| own.is_named_in(known.status(at.ends_after_days, at.now), at.now))
    };
    EmployeeRow {
        person: state.person(user),
        member: state.member(partner, user),
        verified: own.verified,
        linked_clients: for_nobody().filter(is_linked).map(named).collect(),
        own_behalf_clients: for_nobody().filter(is_named).map(named).collect(),
        clients: there
            .iter()
            .filter(|member| member.membership.partner == Some(partner))
            .map(|member| ServedClient {
                client: member.account.id,
                name: state.shown_name(partner, member.account.id),
                access: member.membership.access,
                status: member.membership.status(),
                expires_at: member.membership.expires_at,
                permission_set_name: member.set.as_ref().map(|set| set.name.clone()),
                why_not: member.standing(at.now).err(),
                cut: member.is_cut(at.now),
            })
            .collect(),
    }
}

fn is_called(person: &Person, text: &SearchText) -> bool {
    let mut email = person.email.iter();
    text.is_in(&person.name.folded()) || email.any(|email| text.is_in(&email.folded()))
}

fn is_employee_wanted(row: &EmployeeRow, filter: &EmployeeFilter, now: Time) -> bool {
    let engagement = row.member.as_ref().map(|held| held.membership.engagement);
    let in_state = match filter.state {
        EmployeeState::Employed => row.is_employed(now),
        EmployeeState::Left => row.is_leaver(),
    };
    in_state
        && filter
            .text
            .as_ref()
            .is_none_or(|text| is_called(&row.person, text))
        && filter
            .engagement
            .is_none_or(|wanted| engagement == Some(wanted))
        && filter
            .verified
            .is_none_or(|verified| row.verified == verified)
}
