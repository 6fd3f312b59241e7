//! What removals are reviewed by, and the reviews (D6).

use std::collections::BTreeMap;

use chrono::Duration;
use latchkey_domain::{
    base::{
        ids::{AccountId, Ids, MembershipId, ReviewId, UserId},
        text::AssetKind,
        time::days,
        version::Version,
    },
    membership::{
        Access, Status,
        super_admins::{PermanentSuperAdmin, SuperAdmins},
    },
    people::user::UserStatus,
    ports::{Locks, ReviewScope, Taken},
    work::{
        asset::{Tallies, Tally},
        removal::{ActingMember, ClientEmployee, Review, Seen},
    },
};

use super::{Backend, Bench, support::assert_taken};
use crate::builders::{AccountBuilder, MembershipBuilder, UserBuilder, name};

fn chosen(clients: Option<&[AccountId]>, employees: Option<&[UserId]>) -> ReviewScope {
    ReviewScope::Chosen {
        clients: clients.map(<[_]>::to_vec),
        employees: employees.map(<[_]>::to_vec),
    }
}

async fn acting(world: &Bench, scope: &ReviewScope) -> Vec<ActingMember> {
    let mut reader = world.store.reader();
    let found = reader.acting_members(world.northwind, scope, 99).await;
    found.unwrap()
}

fn pairs(members: &[ActingMember]) -> Vec<ClientEmployee> {
    members.iter().map(ActingMember::pair).collect()
}

/// Kaya, Jonas and Marit in Harbour & Pine, Kaya in Fjordline Outdoor, which the partner calls by a
/// name of its own; and others who act for another partner, or for nobody.
async fn staffed(world: &Bench) {
    let member = |account, user| MembershipBuilder::new(account, user);
    let off = member(world.harbour, world.kaya).acting_for(world.northwind);
    world.add_member(off.deactivated()).await;
    let jonas = member(world.harbour, world.jonas).partner_admin(world.northwind);
    world.add_member(jonas.invited()).await;
    let admin = member(world.fjordline, world.kaya).super_admin();
    world.add_member(admin.acting_for(world.northwind)).await;
    world
        .add_member(member(world.harbour, world.sam).acting_for(world.elsewhere))
        .await;
    world.add_member(member(world.harbour, world.tomas)).await;
    let mut relationship = world.relationship(world.fjordline).await.unwrap();
    relationship.rename(Some(name("a fjord")));
    super::support::save_relationship(world, relationship).await;
}

/// Acting members are those who act for the partner, in the order of the names that it sees, whatever
/// their status.
pub async fn acting_members_come_by_client_and_name(backend: Backend) {
    let world = backend.world().await;
    staffed(&world).await;
    let all = acting(&world, &chosen(None, None)).await;
    let expected = [
        (world.fjordline, world.kaya),
        (world.harbour, world.jonas),
        (world.harbour, world.kaya),
        (world.harbour, world.marit),
    ];
    assert_eq!(pairs(&all), expected);
    let first = world.member(world.fjordline, world.kaya).await;
    let shown = ActingMember {
        client: world.fjordline,
        client_name: name("a fjord"),
        person: first.user,
        membership: first.membership.id,
        version: first.membership.version,
        access: Access::SuperAdmin,
        status: Status::Active,
    };
    assert_eq!(all.first(), Some(&shown));
    let statuses: Vec<_> = all.iter().map(|member| member.status).collect();
    let [active, invited, off] = [Status::Active, Status::Invited, Status::Deactivated];
    assert_eq!(statuses, [active, invited, off, active]);
    let names: Vec<_> = all
        .iter()
        .map(|member| member.client_name.as_str())
        .collect();
    let harbour = "Harbour & Pine";
    assert_eq!(names, ["a fjord", harbour, harbour, harbour]);
    let mut reader = world.store.reader();
    let everyone = chosen(None, None);
    let some = reader.acting_members(world.northwind, &everyone, 2).await;
    assert_eq!(pairs(&some.unwrap()), expected[..2]);
}

/// They are chosen by client, by person, or by both.
pub async fn acting_members_are_chosen_by_client_and_person(backend: Backend) {
    let world = backend.world().await;
    staffed(&world).await;
    let (harbour, fjordline) = (world.harbour, world.fjordline);
    let (kaya, marit) = (world.kaya, world.marit);
    for (scope, expected) in [
        (chosen(Some(&[fjordline]), None), vec![(fjordline, kaya)]),
        (
            chosen(None, Some(&[kaya])),
            vec![(fjordline, kaya), (harbour, kaya)],
        ),
        (
            chosen(Some(&[harbour]), Some(&[kaya, marit, world.sam])),
            vec![(harbour, kaya), (harbour, marit)],
        ),
        (chosen(Some(&[]), None), vec![]),
        (chosen(Some(&[world.elsewhere]), None), vec![]),
    ] {
        assert_eq!(pairs(&acting(&world, &scope).await), expected, "{scope:?}");
    }
}

/// What a review has looked at can be looked at again, as far as it is still there.
pub async fn acting_members_of_a_review_are_found_again(backend: Backend) {
    let world = backend.world().await;
    staffed(&world).await;
    let (harbour, kaya, marit) = (world.harbour, world.kaya, world.marit);
    let items = [(harbour, kaya), (harbour, marit), (harbour, world.tomas)];
    let review = keep(&world, &items).await;
    let scope = ReviewScope::Review(review.id);
    assert_eq!(pairs(&acting(&world, &scope).await), items[..2]);
    let gone = world.member(harbour, kaya).await.membership;
    let mut unit = world.begin(Locks::none().changing(harbour)).await;
    unit.remove_membership(&gone).await.unwrap();
    world.commit(unit).await;
    assert_eq!(pairs(&acting(&world, &scope).await), [(harbour, marit)]);
    let ids: &dyn Ids = &*world.ids;
    let unknown = ReviewScope::Review(ids.next());
    assert_eq!(acting(&world, &unknown).await, []);
}

/// A partner's clients are those with a relationship; its people those who are members of its account
/// or act for it anywhere.
pub async fn clients_and_people_of_a_partner_are_known(backend: Backend) {
    let world = backend.world().await;
    let partner = world.northwind;
    let former = MembershipBuilder::new(world.fjordline, world.sam).acting_for(partner);
    world.add_member(former.deactivated()).await;
    let mut reader = world.store.reader();
    let accounts = [world.harbour, world.fjordline, world.elsewhere, partner];
    let clients = reader.clients_among(partner, &accounts).await.unwrap();
    assert_eq!(clients, [world.harbour, world.fjordline].into());
    assert_eq!(reader.clients_among(partner, &[]).await.unwrap(), [].into());
    let people = [world.marit, world.sam, world.helen, world.priya];
    let own = reader.people_of_partner(partner, &people).await.unwrap();
    assert_eq!(own, [world.marit, world.sam, world.priya].into());
    let others = reader.people_of_partner(world.elsewhere, &people).await;
    assert_eq!(others.unwrap(), [world.sam].into());
}

/// Members are found at several places at once, with all that their rights rest on, in a few accounts and
/// in many.
pub async fn members_are_found_at_their_places(backend: Backend) {
    let world = backend.world().await;
    let places = [
        (world.harbour, world.marit),
        (world.northwind, world.marit),
        (world.fjordline, world.marit),
        (world.harbour, world.tomas),
        (world.fjordline, world.freya),
    ];
    let mut expected = vec![
        world.member(world.harbour, world.marit).await,
        world.member(world.northwind, world.marit).await,
        world.member(world.fjordline, world.freya).await,
    ];
    expected.sort_by_key(|member| (member.membership.account, member.membership.user));
    let mut reader = world.store.reader();
    let nowhere = (0..9).map(|_| (world.ids.next(), world.marit));
    let many: Vec<ClientEmployee> = nowhere.chain(places).collect();
    for places in [&places[..], &many] {
        let mut found = reader.members_at(places).await.unwrap();
        found.sort_by_key(|member| (member.membership.account, member.membership.user));
        assert_eq!(found, expected);
    }
    assert_eq!(reader.members_at(&[]).await.unwrap(), []);
}

/// The permanent super admins of several accounts are those that each has (D5).
pub async fn super_admins_of_many_accounts_are_those_who_count(backend: Backend) {
    let world = backend.world().await;
    let timed = MembershipBuilder::new(world.fjordline, world.sam).super_admin();
    let ends = world.now() + days(1);
    world.add_member(timed.expires_at(ends)).await;
    let ours = MembershipBuilder::new(world.fjordline, world.kaya).super_admin();
    world.add_member(ours.acting_for(world.northwind)).await;
    world
        .change_user(world.hugo, |user, now| {
            user.set_status(UserStatus::Disabled, now);
        })
        .await;
    let none = world.add_account(AccountBuilder::new("Empty")).await;
    let mut reader = world.store.reader();
    let accounts = [world.harbour, world.fjordline, none];
    let found = reader.super_admins_of(&accounts).await.unwrap();
    let admin = |user, acts_for| PermanentSuperAdmin {
        user,
        acts_for,
        taken: true,
    };
    let mut of_fjordline = vec![
        admin(world.freya, None),
        admin(world.kaya, Some(world.northwind)),
    ];
    of_fjordline.sort_by_key(|admin| admin.user);
    let expected = [
        (
            world.harbour,
            SuperAdmins::new(vec![admin(world.helen, None)]),
        ),
        (world.fjordline, SuperAdmins::new(of_fjordline)),
    ];
    assert_eq!(found, expected.into());
}

/// Candidates are active members by name: all of an open client's, the partner's own of a closed one's,
/// so many and no more.
pub async fn candidates_are_active_members_by_name(backend: Backend) {
    let world = backend.world().await;
    staffed(&world).await;
    let ole = UserBuilder::new("ÅSE Ødegård", "ase@northwind.example");
    let ole = world.add_user(ole).await;
    let own = MembershipBuilder::new(world.harbour, ole).acting_for(world.northwind);
    world.add_member(own).await;
    let ended = MembershipBuilder::new(world.harbour, world.priya);
    world.add_member(ended.expires_at(world.now())).await;
    let ends = MembershipBuilder::new(world.harbour, world.freya);
    let later = world.now() + Duration::microseconds(1);
    world.add_member(ends.expires_at(later)).await;
    world
        .change_user(world.helen, |user, now| {
            user.set_status(UserStatus::Disabled, now);
        })
        .await;
    let names = async |open: &[AccountId], closed: &[AccountId], most| {
        let mut reader = world.store.reader();
        let found = reader.candidates(world.northwind, open, closed, world.now(), most);
        let found = found.await.unwrap().into_iter();
        let people = found.map(|(account, people)| {
            let people: Vec<UserId> = people.into_iter().map(|person| person.user).collect();
            (account, people)
        });
        people.collect::<BTreeMap<_, _>>()
    };
    let (harbour, fjordline) = (world.harbour, world.fjordline);
    let first = vec![world.freya, world.hugo];
    let rest = vec![world.ines, world.marit, world.sam, world.tomas, ole];
    assert_eq!(
        names(&[harbour], &[], 9).await,
        [(harbour, [&first[..], &rest].concat())].into()
    );
    assert_eq!(
        names(&[harbour], &[fjordline], 2).await,
        [(harbour, first), (fjordline, vec![world.kaya])].into()
    );
    assert_eq!(
        names(&[], &[harbour, world.elsewhere], 9).await,
        [(harbour, vec![world.marit, ole])].into()
    );
    assert_eq!(names(&[], &[], 9).await, [].into());
}

fn seen(world: &Bench, count: u64) -> Seen {
    let ids: &dyn Ids = &*world.ids;
    let tally = Tally {
        count,
        newest: world.now() + Duration::microseconds(7),
    };
    let kind = AssetKind::parse("landing \"page\"").unwrap();
    let assets: Tallies = [(kind, tally)].into_iter().filter(|_| count > 0).collect();
    let membership: MembershipId = ids.next();
    Seen {
        membership,
        version: Version::new(3),
        assets,
    }
}

async fn keep(world: &Bench, items: &[ClientEmployee]) -> Review {
    let ids: &dyn Ids = &*world.ids;
    let review = Review::begin(ids.next(), world.northwind, world.tomas, world.now());
    let items = items.iter().map(|pair| (*pair, seen(world, 0))).collect();
    insert(world, &review, &items).await;
    review
}

async fn insert(world: &Bench, review: &Review, items: &BTreeMap<ClientEmployee, Seen>) {
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_review(review, items).await.unwrap();
    world.commit(unit).await;
}

async fn found(world: &Bench, id: ReviewId) -> Option<Review> {
    world.store.reader().review(id).await.unwrap()
}

/// A review comes back whole, with what it has shown of each item.
pub async fn a_review_comes_back_whole(backend: Backend) {
    let world = backend.world().await;
    let ids: &dyn Ids = &*world.ids;
    let review = Review::begin(ids.next(), world.northwind, world.tomas, world.now());
    let items: BTreeMap<ClientEmployee, Seen> = [
        ((world.harbour, world.marit), seen(&world, 2)),
        ((world.harbour, world.kaya), seen(&world, 0)),
    ]
    .into();
    insert(&world, &review, &items).await;
    let empty = keep(&world, &[]).await;
    let mut reader = world.store.reader();
    assert_eq!(found(&world, review.id).await, Some(review.clone()));
    assert_eq!(reader.reviewed(review.id).await.unwrap(), items);
    assert_eq!(reader.reviewed(empty.id).await.unwrap(), [].into());
    assert_eq!(found(&world, ids.next()).await, None);
    for (id, pair, expected) in [
        (review.id, (world.harbour, world.kaya), true),
        (review.id, (world.fjordline, world.kaya), false),
        (empty.id, (world.harbour, world.kaya), false),
    ] {
        assert_eq!(reader.is_reviewed(id, pair).await.unwrap(), expected);
    }
    let mut unit = world.begin(Locks::none()).await;
    assert_taken(unit.insert_review(&review, &items).await, Taken::Id);
}

/// Ten thousand items are kept at once, and found again.
pub async fn a_long_review_comes_back(backend: Backend) {
    let world = backend.world().await;
    let ids: &dyn Ids = &*world.ids;
    let items: Vec<ClientEmployee> = (0..10_000)
        .map(|_| (world.harbour, ids.next()))
        .chain([(world.harbour, world.marit)])
        .take(10_000)
        .collect();
    let review = keep(&world, &items).await;
    let mut reader = world.store.reader();
    assert_eq!(reader.reviewed(review.id).await.unwrap().len(), 10_000);
    assert_eq!(reader.members_at(&items).await.unwrap(), []);
    assert_eq!(reader.asset_tallies(&items).await.unwrap(), [].into());
}

/// A review is spent once.
pub async fn a_review_is_spent_once(backend: Backend) {
    let world = backend.world().await;
    let review = keep(&world, &[(world.harbour, world.marit)]).await;
    let ids: &dyn Ids = &*world.ids;
    for expected in [true, false] {
        let mut unit = world.begin(Locks::none()).await;
        assert_eq!(unit.spend_review(review.id).await.unwrap(), expected);
        assert!(!unit.spend_review(ids.next()).await.unwrap());
        world.commit(unit).await;
        assert!(found(&world, review.id).await.unwrap().spent);
    }
}

/// Of several who spend a review at once, one does.
pub async fn one_of_many_spends_a_review_at_once(backend: Backend) {
    let world = backend.world().await;
    let review = keep(&world, &[(world.harbour, world.marit)]).await;
    let try_to = async || {
        let locks = Locks::none().reading(world.northwind);
        let mut unit = super::support::begin_in_turn(&world, &locks).await;
        let spent = unit.spend_review(review.id).await.unwrap();
        if spent {
            world.commit(unit).await;
        }
        spent
    };
    let (one, two, three) = tokio::join!(try_to(), try_to(), try_to());
    let times = [one, two, three].into_iter().filter(|spent| *spent);
    assert_eq!(times.count(), 1);
}

/// Lapsed reviews are forgotten with their items, others stay.
pub async fn lapsed_reviews_are_forgotten(backend: Backend) {
    let world = backend.world().await;
    let pair = (world.harbour, world.marit);
    let old = keep(&world, &[pair]).await;
    world.clock.advance(Duration::minutes(1));
    let new = keep(&world, &[pair]).await;
    let mut unit = world.begin(Locks::none()).await;
    assert_eq!(unit.forget_reviews(old.expires_at).await.unwrap(), 0);
    assert_eq!(unit.forget_reviews(new.expires_at).await.unwrap(), 1);
    world.commit(unit).await;
    assert_eq!(found(&world, old.id).await, None);
    let mut reader = world.store.reader();
    assert!(!reader.is_reviewed(old.id, pair).await.unwrap());
    assert_eq!(
        found(&world, new.id).await.map(|review| review.id),
        Some(new.id)
    );
    assert!(reader.is_reviewed(new.id, pair).await.unwrap());
}
