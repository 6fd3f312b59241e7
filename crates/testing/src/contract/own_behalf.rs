//! Who has left a partner with something left behind, and who is in a client on their own behalf (A6, D8).

use latchkey_domain::{
    base::{
        ids::{AccountId, UserId},
        page::PageRequest,
        text::SearchText,
        time::{Time, days},
    },
    membership::{EmploymentKey, Engagement, employee::EmploymentEnd},
    partnership::relationship::Relationship,
    people::user::UserStatus,
    ports::{
        ClientFilter, ClockReading, EmployeeFilter, EmployeeState, KnownOnOwnBehalf, Locks,
        NamedClient,
    },
};

use super::{
    Backend, Bench,
    support::{assert_pages, save_relationship},
};
use crate::builders::{AccountBuilder, ChangeFreely as _, MembershipBuilder, UserBuilder, name};

/// The end of an employment is kept in place of the one before.
pub async fn an_employment_end_is_kept(backend: Backend) {
    let world = backend.world().await;
    let end_of = async |partner: AccountId, user: UserId| {
        let mut reader = world.store.reader();
        reader.employment_end(partner, user).await.unwrap()
    };
    assert_eq!(end_of(world.northwind, world.jonas).await, None);
    let employed = world.member(world.northwind, world.jonas).await;
    let first = EmploymentEnd {
        partner: world.northwind,
        user: world.jonas,
        employment: employed.membership.employment().key,
        at: world.now(),
    };
    let second = EmploymentEnd {
        employment: EmploymentKey {
            number: 7,
            ..first.employment
        },
        at: world.now() + days(3),
        ..first
    };
    for end in [first, second] {
        note_end(&world, &end).await;
        assert_eq!(end_of(world.northwind, world.jonas).await, Some(end));
    }
    assert_eq!(end_of(world.elsewhere, world.jonas).await, None);
    assert_eq!(end_of(world.northwind, world.kaya).await, None);
}

async fn note_end(world: &Bench, end: &EmploymentEnd) {
    let mut unit = world.begin(Locks::none().changing(end.partner)).await;
    unit.note_employment_end(end).await.unwrap();
    world.commit(unit).await;
}

/// Removes somebody from the partner's account, noting that their employment ended then.
pub(super) async fn leave(world: &Bench, user: UserId, at: Time) {
    let member = world.member(world.northwind, user).await;
    let mut unit = world.begin(Locks::none().changing(world.northwind)).await;
    unit.remove_membership(&member.membership).await.unwrap();
    unit.note_employment_end(&EmploymentEnd {
        partner: world.northwind,
        user,
        employment: member.membership.employment().key,
        at,
    })
    .await
    .unwrap();
    world.commit(unit).await;
}

async fn own_behalf(world: &Bench, client: AccountId, now: Time) -> Vec<UserId> {
    let mut reader = world.store.reader();
    let found = reader.own_behalf_people(world.northwind, client, now).await;
    found.unwrap().into_iter().map(|person| person.id).collect()
}

/// Verified employees who act for nobody in the client are named, and no one else of its members (A6).
pub async fn own_behalf_is_of_verified_employees(backend: Backend) {
    let world = backend.world().await;
    let there = |user| MembershipBuilder::new(world.fjordline, user);
    let strange_domain = world
        .add_user(UserBuilder::new("Ola", "ola@northwind.example"))
        .await;
    // Tomas and Priya are verified employees, Kaya an unverified one; Sam is of another partner; Ola has
    // an address of Northwind, and was never its employee; Jonas acts for Northwind.
    for user in [world.tomas, world.kaya, world.sam, strange_domain] {
        world.add_member(there(user)).await;
    }
    world.add_member(there(world.priya).deactivated()).await;
    world
        .add_member(there(world.jonas).partner_admin(world.northwind))
        .await;
    let now = world.now();
    let named = [world.priya, world.tomas];
    assert_eq!(own_behalf(&world, world.fjordline, now).await, named);
    assert_eq!(own_behalf(&world, world.harbour, now).await, []);
    world
        .change_user(world.priya, |user, now| {
            user.set_status(UserStatus::Disabled, now);
        })
        .await;
    assert_eq!(
        own_behalf(&world, world.fjordline, now).await,
        [world.tomas]
    );
}

/// Former employees are named for 90 days, whether their end is recorded, or has passed unrecorded.
pub async fn own_behalf_names_the_former_for_a_time(backend: Backend) {
    let world = backend.world().await;
    let there = |user| MembershipBuilder::new(world.fjordline, user);
    for user in [world.tomas, world.priya, world.jonas] {
        world.add_member(there(user)).await;
    }
    let now = world.now();
    leave(&world, world.priya, now).await;
    world
        .change_member(world.northwind, world.tomas, |member, now| {
            member.membership.expire_at(Some(now), now);
        })
        .await;
    // No end is recorded of who is deactivated only.
    world
        .change_member(world.northwind, world.jonas, |member, now| {
            member
                .membership
                .change_freely(now, |state| state.deactivated = true);
        })
        .await;
    let named = [world.priya, world.tomas];
    let micro = chrono::Duration::microseconds(1);
    for (at, expected) in [
        (now, &named[..]),
        (now + days(90) - micro, &named),
        (now + days(90), &[]),
    ] {
        let found = own_behalf(&world, world.fjordline, at).await;
        assert_eq!(found, expected, "{at}");
    }
}

/// An employee's row names the clients where they are linked, and where they are on their own behalf as
/// long as the relationship has not ended.
pub async fn an_employee_row_has_own_behalf_clients(backend: Backend) {
    let world = backend.world().await;
    let client = async |shown: &str| {
        let client = world.add_account(AccountBuilder::new(shown)).await;
        connect(&world, client, shown).await;
        client
    };
    let (open, ended) = (client("Open").await, client("Ended").await);
    let mut relationship = world.relationship(ended).await.unwrap();
    relationship.import(None, None, Some(world.now() - days(60)));
    save_relationship(&world, relationship).await;
    for account in [open, ended, world.elsewhere] {
        for user in [world.tomas, world.kaya] {
            world
                .add_member(MembershipBuilder::new(account, user))
                .await;
        }
    }
    let mut unit = world.begin(Locks::none().changing(open)).await;
    unit.link(open, world.kaya, world.northwind).await.unwrap();
    world.commit(unit).await;
    let at = world.clock_reading();
    let mut reader = world.store.reader();
    let named = |client, shown: &str| NamedClient {
        client,
        name: name(shown),
    };
    let places: Vec<_> = [open, ended, world.elsewhere]
        .into_iter()
        .flat_map(|account| [(account, world.tomas), (account, world.kaya)])
        .chain([(world.harbour, world.marit), (open, world.sam)])
        .collect();
    let known = reader.known_on_own_behalf(&places, at).await.unwrap();
    let northwind = reader.account(world.northwind).await.unwrap().unwrap();
    let expected = KnownOnOwnBehalf {
        account: open,
        user: world.tomas,
        partner: world.northwind,
        partner_name: northwind.name.clone(),
    };
    assert_eq!(known, std::slice::from_ref(&expected));
    for (user, linked, own) in [
        (world.tomas, vec![], vec![named(open, "Open")]),
        (world.kaya, vec![named(open, "Open")], vec![]),
    ] {
        let row = reader.employee(world.northwind, user, at).await.unwrap();
        let row = row.unwrap();
        assert_eq!((row.linked_clients, row.own_behalf_clients), (linked, own));
        assert_eq!(row.clients, []);
    }
    // Who left is still found, for as long as they are named somewhere.
    leave(&world, world.tomas, at.now).await;
    leave(&world, world.kaya, at.now).await;
    for (user, known) in [(world.tomas, true), (world.kaya, false), (world.sam, false)] {
        let row = reader.employee(world.northwind, user, at).await.unwrap();
        assert_eq!(row.is_some(), known, "{user}");
    }
    let known = reader.known_on_own_behalf(&places, at).await.unwrap();
    assert_eq!(known, [expected]);
    let later = ClockReading {
        now: at.now + days(90),
        ..at
    };
    let known = reader.known_on_own_behalf(&places, later).await.unwrap();
    assert_eq!(known, []);
}

pub(super) async fn connect(world: &Bench, client: AccountId, shown: &str) {
    let relationship = Relationship::connect(world.northwind, client, world.now());
    let mut unit = world.begin(Locks::none().changing(client)).await;
    unit.insert_relationship(&relationship, &name(shown))
        .await
        .unwrap();
    world.commit(unit).await;
}

async fn leavers(world: &Bench, filter: &EmployeeFilter, page: PageRequest) -> Vec<UserId> {
    let mut reader = world.store.reader();
    let at = world.clock_reading();
    let found = reader.employees(world.northwind, filter, at, &page).await;
    let rows = found.unwrap().items.into_iter();
    rows.map(|row| {
        assert!(row.is_leaver());
        row.person.id
    })
    .collect()
}

/// Leavers have memberships for the partner that were given before a break, whether they are back or
/// gone; a disabled person is none (words).
pub async fn leavers_have_left_something_behind(backend: Backend) {
    let world = backend.world().await;
    let acting = |user| {
        let there = MembershipBuilder::new(world.fjordline, user);
        there.partner_admin(world.northwind)
    };
    for user in [world.jonas, world.tomas, world.kaya, world.priya] {
        world.add_member(acting(user)).await;
    }
    let left = EmployeeFilter {
        state: EmployeeState::Left,
        ..EmployeeFilter::default()
    };
    let page = PageRequest::first;
    assert_eq!(leavers(&world, &left, page()).await, []);
    world
        .change_user(world.priya, |user, now| {
            user.set_status(UserStatus::Disabled, now);
        })
        .await;
    leave(&world, world.jonas, world.now()).await;
    // Kaya left and is back.
    for deactivated in [true, false] {
        world
            .change_member(world.northwind, world.kaya, |member, now| {
                member.membership.change_freely(now, |state| {
                    state.deactivated = deactivated;
                    state.employments += 1;
                });
            })
            .await;
    }
    assert_eq!(
        leavers(&world, &left, page()).await,
        [world.jonas, world.kaya]
    );
    let at = world.clock_reading();
    let mut reader = world.store.reader();
    let gone = reader.employee(world.northwind, world.jonas, at).await;
    let gone = gone.unwrap().unwrap();
    assert_eq!(gone.member, None);
    assert!(gone.verified && !gone.is_employed(at.now));
    assert!(
        gone.clients
            .iter()
            .all(|there| there.cut && there.why_not.is_some())
    );
    let back = reader.employee(world.northwind, world.kaya, at).await;
    let back = back.unwrap().unwrap();
    assert!(back.is_employed(at.now) && back.is_leaver());
    for (filter, expected) in [
        (
            EmployeeFilter {
                text: Some(SearchText::parse("jon").unwrap()),
                ..left.clone()
            },
            vec![world.jonas],
        ),
        (
            EmployeeFilter {
                engagement: Some(Engagement::Contractor),
                ..left.clone()
            },
            vec![world.kaya],
        ),
        (
            EmployeeFilter {
                verified: Some(true),
                ..left.clone()
            },
            vec![world.jonas],
        ),
    ] {
        assert_eq!(leavers(&world, &filter, page()).await, expected);
    }
    let all = reader.employees(world.northwind, &left, at, &page()).await;
    let all = all.unwrap().items;
    assert_pages(&all, async |page| {
        let mut reader = world.store.reader();
        let rows = reader.employees(world.northwind, &left, at, &page);
        rows.await.unwrap()
    })
    .await;
}

/// Readers find the accounts where they are on their own behalf among the clients, and nobody else does
/// (A6, U1).
pub async fn readers_find_their_own_accounts(backend: Backend) {
    use latchkey_domain::{
        membership::Access,
        ports::AccessType::{ColleaguesOnly, PartnerAdmin, SuperAdmin},
    };
    let world = backend.world().await;
    let private = world.add_account(AccountBuilder::new("aaa private")).await;
    let ended = world.add_account(AccountBuilder::new("zzz ended")).await;
    connect(&world, ended, "zzz ended").await;
    let mut relationship = world.relationship(ended).await.unwrap();
    relationship.import(None, None, Some(world.now() - days(60)));
    save_relationship(&world, relationship).await;
    for account in [private, ended] {
        world
            .add_member(MembershipBuilder::new(account, world.marit))
            .await;
    }
    let foreign = MembershipBuilder::new(world.fjordline, world.marit);
    world.add_member(foreign.acting_for(world.elsewhere)).await;
    let found = async |reader: UserId, filter: &ClientFilter, page: PageRequest| {
        let mut all = world.store.reader();
        let clients = all.clients(world.northwind, reader, filter, &page);
        clients.await.unwrap()
    };
    let none = ClientFilter {
        ends_after_days: 60,
        now: world.now(),
        ..ClientFilter::default()
    };
    let of = |kind| ClientFilter {
        access_types: [kind].into(),
        ..none.clone()
    };
    let text = ClientFilter {
        text: Some(SearchText::parse("PRIVATE").unwrap()),
        ..none.clone()
    };
    for (reader, filter, expected) in [
        (world.marit, &none, vec![private, world.harbour, ended]),
        (world.tomas, &none, vec![world.harbour]),
        (world.marit, &of(SuperAdmin), vec![private, ended]),
        (world.marit, &of(PartnerAdmin), vec![world.harbour]),
        (world.marit, &of(ColleaguesOnly), vec![]),
        (world.tomas, &of(SuperAdmin), vec![]),
        (world.marit, &text, vec![private]),
        (world.tomas, &text, vec![]),
    ] {
        let rows = found(reader, filter, PageRequest::first()).await.items;
        let clients: Vec<_> = rows.iter().map(|row| row.client).collect();
        assert_eq!(clients, expected, "{filter:?}");
    }
    let rows = found(world.marit, &none, PageRequest::first()).await.items;
    let [own, _harbour, known] = rows.as_slice() else {
        panic!("three accounts, not {rows:?}")
    };
    assert_eq!((own.my_access, own.active), (Some(Access::SuperAdmin), 0));
    assert_eq!(own.relationship, None);
    assert_eq!(known.my_access, Some(Access::SuperAdmin));
    assert_pages(&rows, async |page| found(world.marit, &none, page).await).await;
    let mut reader = world.store.reader();
    for (who, account, seen) in [
        (world.marit, private, true),
        (world.tomas, private, false),
        (world.marit, world.fjordline, false),
        (world.marit, world.northwind, false),
    ] {
        let row = reader.client(world.northwind, who, account, world.now());
        assert_eq!(row.await.unwrap().is_some(), seen, "{account}");
    }
}

/// How many of a partner's people are in force in a client is counted by the rule of P5.
pub async fn people_in_force_are_counted(backend: Backend) {
    let world = backend.world().await;
    let set = world.set(world.northwind_staff).await;
    let there = |user| {
        let there = MembershipBuilder::new(world.harbour, user);
        there.set(&set).acting_for(world.northwind)
    };
    for user in [world.tomas, world.kaya, world.priya] {
        world.add_member(there(user)).await;
    }
    world.add_member(there(world.jonas).super_admin()).await;
    let counted = async || {
        let mut reader = world.store.reader();
        let row = reader.client(world.northwind, world.marit, world.harbour, world.now());
        row.await.unwrap().unwrap().in_force
    };
    assert_eq!(counted().await, 5);
    world
        .change_user(world.priya, |user, now| {
            user.set_status(UserStatus::Disabled, now);
        })
        .await;
    assert_eq!(counted().await, 4);
    leave(&world, world.kaya, world.now()).await;
    assert_eq!(counted().await, 3);
    // Super admins are cut by no break.
    leave(&world, world.jonas, world.now()).await;
    assert_eq!(counted().await, 3);
    world
        .change_account(world.northwind, |account, now| {
            account.enrol(None, now);
        })
        .await;
    assert_eq!(counted().await, 2, "not the partner admin");
    world
        .change_account(world.northwind, |account, now| {
            account.set_status(latchkey_domain::people::account::AccountStatus::Closed, now);
        })
        .await;
    assert_eq!(counted().await, 0);
}
