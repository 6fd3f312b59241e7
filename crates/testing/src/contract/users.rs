//! People.

use latchkey_domain::{
    base::{
        reference::UserRef,
        text::{ExternalId, Locale},
        time::days,
    },
    membership::{
        member::Person,
        terms::{Rank, Terms},
    },
    people::{
        email::EmailAddress,
        user::{PasswordHash, User, UserState, UserStatus},
    },
    ports::{Locks, Taken},
};

use super::{
    Backend,
    support::{assert_stale, assert_taken},
};
use crate::builders::{MembershipBuilder, UserBuilder, keys, name};

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// A person comes back with everything that was kept of them.
pub async fn a_user_comes_back_whole(backend: Backend) {
    let world = backend.world().await;
    let user = UserBuilder::new("Łucja O'Håra 李", "łucja+x'y@bücher.example")
        .external_id("U-ÅÄÖ \"quoted\" \\ 1")
        .unconfirmed()
        .locale(Locale::Nb)
        .password("$argon2id$v=19$m=1,t=1,p=1$c2FsdA$aGFzaA")
        .at(world.now() + chrono::Duration::microseconds(1))
        .build(&*world.ids);
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_user(&user).await.unwrap();
    world.commit(unit).await;
    assert_eq!(world.user(user.id).await, user);
}

/// A changed person comes back changed, under the next version.
pub async fn a_changed_user_is_kept(backend: Backend) {
    let world = backend.world().await;
    world.clock.advance(chrono::Duration::microseconds(1));
    let mut unit = world.begin(Locks::none().changing_user(world.kaya)).await;
    let mut user = unit.user(world.kaya).await.unwrap().unwrap();
    let (version, now) = (user.version, world.now());
    user.rename(name("Kaya Yılmaz"), now);
    user.identify(None, now);
    user.readdress(email("kaya@northwind.example"), false, now);
    user.set_locale(Locale::De, now);
    user.set_password(PasswordHash::new("$x$".to_owned()), now);
    user.set_status(UserStatus::Disabled, now);
    unit.save_user(&mut user).await.unwrap();
    assert_eq!(user.version, version.next());
    world.commit(unit).await;
    assert_eq!(world.user(world.kaya).await, user);
}

/// A person who was changed since they were read is `Stale`.
pub async fn a_stale_user_is_not_saved(backend: Backend) {
    let world = backend.world().await;
    let mut old = world.user(world.kaya).await;
    world
        .change_user(world.kaya, |user, now| {
            user.rename(name("First"), now);
        })
        .await;
    old.rename(name("Second"), world.now());
    let mut unit = world.begin(Locks::none().changing_user(world.kaya)).await;
    assert_stale(&unit.save_user(&mut old).await);
    drop(unit);
    assert_eq!(world.user(world.kaya).await.name, name("First"));
}

/// An address is one person's alone, on making and on changing.
pub async fn an_address_is_one_users_alone(backend: Backend) {
    let world = backend.world().await;
    let other = UserBuilder::new("Other", "Marit@Northwind.Example");
    let mut unit = world.begin(Locks::none()).await;
    let inserted = unit.insert_user(&other.build(&*world.ids)).await;
    assert_taken(inserted, Taken::Email);
    drop(unit);
    let mut unit = world.begin(Locks::none().changing_user(world.sam)).await;
    let mut user = unit.user(world.sam).await.unwrap().unwrap();
    user.readdress(email("marit@northwind.example"), true, world.now());
    assert_taken(unit.save_user(&mut user).await, Taken::Email);
}

/// The platform's id is one person's alone, on making and on changing.
pub async fn an_external_id_is_one_users_alone(backend: Backend) {
    let world = backend.world().await;
    let other = UserBuilder::new("Other", "other@new.example").external_id("u-marit");
    let mut unit = world.begin(Locks::none()).await;
    let inserted = unit.insert_user(&other.build(&*world.ids)).await;
    assert_taken(inserted, Taken::ExternalId);
    drop(unit);
    let mut unit = world.begin(Locks::none().changing_user(world.sam)).await;
    let mut user = unit.user(world.sam).await.unwrap().unwrap();
    user.identify(Some(ExternalId::parse("u-marit").unwrap()), world.now());
    assert_taken(unit.save_user(&mut user).await, Taken::ExternalId);
}

/// No two people have one id.
pub async fn a_user_id_is_taken_once(backend: Backend) {
    let world = backend.world().await;
    let again = UserState {
        external_id: None,
        email: Some(email("other@new.example")),
        ..UserState::clone(&*world.user(world.marit).await)
    };
    let mut unit = world.begin(Locks::none()).await;
    let inserted = unit.insert_user(&User::restore(again)).await;
    assert_taken(inserted, Taken::Id);
}

/// People are found by address in any spelling, and by the platform's id byte for byte.
pub async fn users_are_found_by_address_and_by_external_id(backend: Backend) {
    let world = backend.world().await;
    let mut reader = world.store.reader();
    let marit = world.user(world.marit).await;
    let found = reader
        .user_by_email(&email("MARIT@northwind.EXAMPLE"))
        .await;
    assert_eq!(found.unwrap().as_ref(), Some(&marit));
    let found = reader
        .user_by_email(&email("nobody@northwind.example"))
        .await;
    assert_eq!(found.unwrap(), None);
    for (id, expected) in [
        ("u-marit", Some(marit)),
        ("U-MARIT", None),
        ("u_marit", None),
    ] {
        let id = ExternalId::parse(id).unwrap();
        let found = reader.user_by_external_id(&id).await.unwrap();
        assert_eq!(found, expected, "{id}");
    }
    let ids = &world.ids;
    assert_eq!(reader.user(ids.next()).await.unwrap(), None);
}

/// Of several people those come back who are there, once each.
pub async fn people_among_are_those_who_are_there(backend: Backend) {
    let world = backend.world().await;
    let unknown = world.ids.next();
    let wanted = [world.kaya, unknown, world.helen, world.kaya];
    let mut reader = world.store.reader();
    let mut people = reader.people_among(&wanted).await.unwrap();
    people.sort_by_key(|person| person.id);
    let mut expected = Vec::new();
    for id in [world.kaya, world.helen] {
        let user = world.user(id).await;
        expected.push(Person::of(&user));
    }
    assert_eq!(people, expected);
    assert_eq!(reader.people_among(&[]).await.unwrap(), []);
}

/// An erased person keeps only the id; their address and the platform's id are free again (T3).
pub async fn erasing_a_user_frees_what_was_theirs(backend: Backend) {
    let world = backend.world().await;
    for erased in [world.jonas, world.kaya] {
        world
            .change_user(erased, |user, now| {
                user.erase(now);
            })
            .await;
        let user = world.user(erased).await;
        assert_eq!((user.status, &user.email), (UserStatus::Erased, &None));
    }
    let again = world
        .add_user(UserBuilder::new("Jonas", "jonas@northwind.example").external_id("u-jonas"))
        .await;
    let mut reader = world.store.reader();
    let found = reader
        .user_by_email(&email("jonas@northwind.example"))
        .await;
    assert_eq!(found.unwrap().map(|user| user.id), Some(again));
}

/// The accounts that count on a person are those where they are super admin, active and without an
/// end, whatever their own status (D5).
pub async fn accounts_count_on_their_permanent_super_admins(backend: Backend) {
    let world = backend.world().await;
    let nobody = world
        .add_user(UserBuilder::new("Nina", "nina@new.example"))
        .await;
    let member = |account| MembershipBuilder::new(account, nobody).super_admin();
    let counting = || async {
        let mut reader = world.store.reader();
        let mut accounts = reader.accounts_counting_on(nobody).await.unwrap();
        accounts.sort();
        accounts
    };
    assert_eq!(counting().await, []);
    world.add_member(member(world.northwind)).await;
    let acting = member(world.harbour).acting_for(world.northwind);
    world.add_member(acting).await;
    let ending = member(world.fjordline).expires_at(world.now() + days(1));
    world.add_member(ending).await;
    world
        .add_member(member(world.elsewhere).deactivated())
        .await;
    assert_eq!(counting().await, [world.northwind, world.harbour]);
    world
        .change_user(nobody, |user, now| {
            user.set_status(UserStatus::Disabled, now);
        })
        .await;
    assert_eq!(counting().await, [world.northwind, world.harbour]);
    let mut reader = world.store.reader();
    assert_eq!(reader.accounts_counting_on(world.ines).await.unwrap(), []);
}

/// People are found by either id, byte for byte; those who are not there are left out.
pub async fn users_are_found_by_either_id(backend: Backend) {
    let world = backend.world().await;
    let external = |text: &str| UserRef::External(ExternalId::parse(text).unwrap());
    let person = UserBuilder::new("Person", "person@client.example").external_id("person-1");
    let person = world.add_user(person).await;
    let asked = [
        external("person-1"),
        UserRef::Id(person),
        UserRef::Id(world.marit),
        external("PERSON-1"),
        UserRef::Id(world.ids.next()),
        external("person-1"),
    ];
    let mut reader = world.store.reader();
    let found = reader.users_named(&asked).await.unwrap();
    let expected = [
        (external("person-1"), person),
        (UserRef::Id(person), person),
        (UserRef::Id(world.marit), world.marit),
    ];
    assert_eq!(found, expected.into());
    assert!(reader.users_named(&[]).await.unwrap().is_empty());
}

/// Any number of people is found at once.
pub async fn many_users_are_found_at_once(backend: Backend) {
    let world = backend.world().await;
    let external = |text: &str| UserRef::External(ExternalId::parse(text).unwrap());
    let mut unit = world.begin(Locks::none()).await;
    let mut asked = Vec::new();
    for number in 0..40 {
        let name = format!("person-{number}");
        let user = UserBuilder::new("Person", &format!("{name}@client.example"));
        let user = user.external_id(&name).build(&*world.ids);
        unit.insert_user(&user).await.unwrap();
        asked.push(external(&name));
    }
    world.commit(unit).await;
    for number in 0..2_500 {
        asked.insert(asked.len() / 2, external(&format!("nobody-{number}")));
    }
    let found = world.store.reader().users_named(&asked).await.unwrap();
    assert_eq!(found.len(), 40);
}

/// The hashed address of an erased person finds them for a while, and with them what accounts laid down
/// about them (D9).
pub async fn erased_people_are_found_by_their_address(backend: Backend) {
    let world = backend.world().await;
    let key = world.store.reader().address_key().await.unwrap();
    let hash = |text| key.hash(&EmailAddress::parse(text).unwrap());
    let (address, other) = (hash("sam@elsewhere.example"), hash("sue@elsewhere.example"));
    let mut refused = Terms::none(world.harbour, world.sam);
    refused.refuse(Rank::Manager);
    let mut only_withheld = Terms::none(world.fjordline, world.sam);
    assert!(only_withheld.withhold(&keys("reports.view"), Rank::Manager));
    let locks = Locks::none()
        .changing(world.harbour)
        .changing(world.fjordline);
    let mut unit = world.begin(locks).await;
    // The address of before is noted once, whenever it was given up.
    let former = hash("sam@former.example");
    for _ in 0..2 {
        unit.note_address(&former, world.sam, world.now() - days(9))
            .await
            .unwrap();
    }
    unit.save_terms(&refused).await.unwrap();
    unit.save_terms(&only_withheld).await.unwrap();
    world.commit(unit).await;

    let mut reader = world.store.reader();
    assert_eq!(reader.address_key().await.unwrap(), key);
    let now = world.now();
    let found = reader.erased_as(&former, now - days(99)).await.unwrap();
    assert_eq!(found, [], "not erased");
    let mut sam = world.user(world.sam).await;
    sam.erase(now);
    let mut unit = world.begin(Locks::none().changing_user(sam.id)).await;
    unit.save_user(&mut sam).await.unwrap();
    unit.note_address(&address, sam.id, now).await.unwrap();
    unit.remember_addresses_from(sam.id, now).await.unwrap();
    world.commit(unit).await;
    for (address, since, expected) in [
        (&address, now, vec![world.sam]),
        (&former, now, vec![world.sam]),
        (&address, now + days(1), vec![]),
        (&other, now, vec![]),
    ] {
        let found = reader.erased_as(address, since).await.unwrap();
        assert_eq!(found, expected);
    }
    let found = reader
        .all_terms_of(&[world.sam, world.helen])
        .await
        .unwrap();
    let mut expected = [refused, only_withheld];
    expected.sort_by_key(|terms| terms.account);
    assert_eq!(found, expected);
}

/// An account's name for a stub comes back with the invitation, and is gone once they are erased (I6, T3).
pub async fn a_name_given_to_the_erased_is_gone(backend: Backend) {
    let world = backend.world().await;
    let stub = UserBuilder::new("x", "uma@elsewhere.example").stub();
    let stub = world.add_user(stub).await;
    assert!(world.user(stub).await.stub);
    let invitation = MembershipBuilder::new(world.harbour, stub).invited();
    world.add_member(invitation).await;
    world
        .change_member(world.harbour, stub, |member, _now| {
            member.membership.call(name("Uma"));
        })
        .await;
    let member = world.member(world.harbour, stub).await;
    assert_eq!(member.shown_person().name, name("Uma"));
    let mut user = world.user(stub).await;
    user.erase(world.now());
    let mut unit = world.begin(Locks::none().changing_user(stub)).await;
    unit.save_user(&mut user).await.unwrap();
    unit.forget_person(&user).await.unwrap();
    world.commit(unit).await;
    let member = world.member(world.harbour, stub).await;
    assert_eq!(member.membership.given_name, None);
    assert_eq!(member.shown_person().name, user.name);
}
