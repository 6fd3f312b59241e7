//! Reviews and their confirmation on the memory store.

use std::sync::Arc;

use chrono::Duration;
use latchkey_domain::{
    base::{
        ids::{AccountId, AssetId, UserId},
        page::PageRequest,
        reference::{AccountRef, UserRef},
        refusal::Refusal,
        text::{AssetKind, ExternalId, Name},
    },
    ports::Locks,
    trail::event::EventKind,
    work::{
        asset::Asset,
        operation::{ItemOutcome, Operation, OperationState},
        removal::Action,
    },
};
use latchkey_testing::builders::{MembershipBuilder, UserBuilder};

use super::{
    ConfirmRemoval, Confirmation, ConfirmedItem, Removals, ReviewItem, ReviewRemoval, ReviewView,
    ReviewedAssets,
};
use crate::{
    frame::error::UseCaseError,
    operations::{ListItems, Operations},
    testing::{UseCaseBed, refused},
};

fn kind(text: &str) -> AssetKind {
    AssetKind::parse(text).unwrap()
}

/// The scene in which Jonas also acts in Harbour & Pine, and owns two pages and a form there.
struct Agency {
    bed: UseCaseBed,
    service: Removals,
    operations: Operations,
}

impl Agency {
    async fn new() -> Self {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let jonas = MembershipBuilder::new(world.harbour, world.jonas);
        world.add_member(jonas.partner_admin(world.northwind)).await;
        let agency = Self {
            service: Removals::new(Arc::clone(&bed.ports)),
            operations: Operations::new(Arc::clone(&bed.ports)),
            bed,
        };
        let owner = agency.bed.world.jonas;
        agency
            .own(owner, &[("p-1", "page"), ("p-2", "page"), ("f-1", "form")])
            .await;
        agency
    }

    async fn own(&self, owner: UserId, assets: &[(&str, &str)]) {
        let world = &self.bed.world;
        world.clock.advance(Duration::seconds(1));
        let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
        let asset = |(id, of): &(&str, &str)| Asset {
            id: AssetId::from_uuid(self.bed.ports.ids.uuid()),
            account: world.harbour,
            external_id: ExternalId::parse(id).unwrap(),
            kind: kind(of),
            name: Name::parse("Thing").unwrap(),
            owner: Some(owner),
            changed_at: world.now(),
        };
        let assets: Vec<Asset> = assets.iter().map(asset).collect();
        unit.put_assets(&assets).await.unwrap();
        world.commit(unit).await;
    }

    async fn owned(&self, owner: UserId) -> Vec<String> {
        let harbour = self.bed.world.harbour;
        let mut reader = self.bed.world.store.reader();
        let assets = reader.assets_owned(harbour, &[owner]).await.unwrap();
        let ids = assets.iter().map(|asset| asset.external_id.to_string());
        ids.collect()
    }

    fn asked(&self, employees: Option<&[UserId]>, clients: Option<&[AccountId]>) -> ReviewRemoval {
        ReviewRemoval {
            partner: self.bed.world.northwind.into(),
            employees: employees.map(|ids| ids.iter().copied().map(UserRef::Id).collect()),
            clients: clients.map(|ids| ids.iter().copied().map(AccountRef::Id).collect()),
        }
    }

    async fn review(&self, who: UserId, cmd: ReviewRemoval) -> ReviewView {
        let cx = self.bed.as_user(who);
        let ready = self.service.review(&cx, cmd).await.unwrap();
        self.bed.done(&cx, ready).await
    }

    /// A review of Jonas in Harbour & Pine.
    async fn of_jonas(&self, who: UserId) -> ReviewView {
        let world = &self.bed.world;
        let cmd = self.asked(Some(&[world.jonas]), Some(&[world.harbour]));
        self.review(who, cmd).await
    }

    fn remove(&self, employee: UserId) -> ConfirmedItem {
        ConfirmedItem {
            client: self.bed.world.harbour.into(),
            employee: employee.into(),
            action: Action::Remove,
            reassign_to: None,
            reassign: Vec::new(),
        }
    }

    fn confirming(&self, view: &ReviewView, items: &[ConfirmedItem]) -> ConfirmRemoval {
        ConfirmRemoval {
            partner: self.bed.world.northwind.into(),
            review: view.review.id,
            items: items.to_vec(),
        }
    }

    async fn confirm(
        &self,
        who: UserId,
        view: &ReviewView,
        items: &[ConfirmedItem],
    ) -> Result<Confirmation, UseCaseError> {
        let cx = self.bed.as_user(who);
        let cmd = self.confirming(view, items);
        let ready = self.service.confirm(&cx, cmd).await?;
        Ok(self.bed.done(&cx, ready).await)
    }

    async fn start(&self, who: UserId, view: &ReviewView, items: &[ConfirmedItem]) -> Operation {
        match self.confirm(who, view, items).await.unwrap() {
            Confirmation::Started(operation) => operation,
            Confirmation::Stale(fresh) => panic!("stale: {fresh:?}"),
        }
    }

    /// Runs the operation and returns the outcomes of its items.
    async fn outcomes(&self, operation: &Operation) -> Vec<(ItemOutcome, Option<String>)> {
        let leases = Arc::new(self.bed.world.memory().clone());
        let worker = self.operations.worker(leases);
        while worker.turn().await.unwrap() {}
        let cmd = ListItems {
            operation: operation.id,
            outcomes: None,
            page: PageRequest::first(),
        };
        let cx = self.bed.as_user(self.bed.world.priya);
        let page = self.operations.items(&cx, &cmd).await.unwrap();
        let outcome = |row: latchkey_domain::work::operation::ItemRow| {
            (row.result.outcome, row.result.problem)
        };
        page.items.into_iter().map(outcome).collect()
    }
}

fn people(view: &ReviewView) -> Vec<UserId> {
    let items = view.items.iter();
    items.map(|item| item.member.person.id).collect()
}

fn candidates(item: &ReviewItem) -> Vec<UserId> {
    let candidates = item.candidates.iter();
    candidates.map(|candidate| candidate.user).collect()
}

fn pointers<T: std::fmt::Debug>(result: Result<T, UseCaseError>) -> Vec<String> {
    match result {
        Err(UseCaseError::Invalid(errors)) => errors
            .listed()
            .iter()
            .map(|error| error.pointer.clone())
            .collect(),
        other => vec![format!("{other:?}")],
    }
}

/// What the manager sees of the client depends on their own access there (D6, D7). A review changes
/// nothing (T1).
#[tokio::test]
async fn a_review_shows_what_would_go_and_to_whom() {
    let agency = Agency::new().await;
    let world = &agency.bed.world;
    let before = world.store.revision().await.unwrap();
    let with_access = agency.of_jonas(world.marit).await;
    let [item] = &with_access.items[..] else {
        panic!("one item: {with_access:?}");
    };
    let counts: Vec<_> = item
        .assets
        .iter()
        .map(|(kind, tally)| (kind.as_str(), tally.count))
        .collect();
    assert_eq!(counts, [("form", 1), ("page", 2)]);
    assert_eq!(item.actions, [Action::Remove, Action::Deactivate]);
    assert_eq!(item.blocked, None);
    let everybody = [world.helen, world.hugo, world.ines, world.marit];
    assert_eq!(candidates(item), everybody);
    let without = agency.of_jonas(world.tomas).await;
    assert_eq!(candidates(&without.items[0]), [world.marit]);
    assert_eq!(world.store.revision().await.unwrap(), before);
    assert_eq!(agency.bed.trail(9).await.len(), 0);
}

/// One employee from some clients or all, all employees of one client. A list of candidates has at
/// most 25 entries, without the person themself (D6).
#[tokio::test]
async fn people_and_clients_are_chosen_or_all_of_them() {
    let agency = Agency::new().await;
    let world = &agency.bed.world;
    for n in 0..26 {
        let user = UserBuilder::new(&format!("Aa {n:02}"), &format!("aa{n}@harbour.example"));
        let user = world.add_user(user).await;
        let member = MembershipBuilder::new(world.harbour, user);
        world.add_member(member).await;
    }
    let marit = world.marit;
    let all = agency
        .review(marit, agency.asked(None, Some(&[world.harbour])))
        .await;
    assert_eq!(people(&all), [world.jonas, marit]);
    assert!(all.items.iter().all(|item| item.candidates.len() == 25));
    let everywhere = agency.review(marit, agency.asked(Some(&[marit]), None));
    assert_eq!(people(&everywhere.await), [marit]);
    // An employee with nothing to remove, in a client of the partner.
    let nothing = agency.asked(Some(&[world.priya]), Some(&[world.harbour]));
    assert_eq!(agency.review(marit, nothing).await.items, []);
}

/// People of others are hidden: 404 (A6). The right in the partner account is needed and enough
/// (D1).
#[tokio::test]
async fn who_reviews_whom() {
    let agency = Agency::new().await;
    let world = &agency.bed.world;
    let (harbour, jonas) = (world.harbour, world.jonas);
    let ask = async |who, employees: &[UserId], clients: &[AccountId]| {
        let cx = agency.bed.as_user(who);
        let cmd = agency.asked(Some(employees), Some(clients));
        refused(agency.service.review(&cx, cmd).await)
    };
    let tomas = world.tomas;
    assert_eq!(ask(tomas, &[world.helen], &[harbour]).await, "not-found");
    assert_eq!(
        ask(tomas, &[jonas, world.sam], &[harbour]).await,
        "not-found"
    );
    assert_eq!(ask(tomas, &[jonas], &[world.elsewhere]).await, "not-found");
    assert_eq!(
        ask(world.priya, &[jonas], &[harbour]).await,
        "missing-permission"
    );
    assert_eq!(ask(world.helen, &[jonas], &[harbour]).await, "not-found");
    assert_eq!(
        agency.bed.trail(1).await,
        [(EventKind::MembershipRemoved, Some("not-found".to_owned()))]
    );
    let cx = agency.bed.as_user(tomas);
    for (cmd, pointer) in [
        (agency.asked(None, None), "/employees"),
        (agency.asked(Some(&[]), None), "/employees"),
        (agency.asked(None, Some(&[harbour, harbour])), "/clients/1"),
    ] {
        let result = agency.service.review(&cx, cmd).await;
        assert_eq!(pointers(result), [pointer]);
    }
}

/// Naming a kind of which the person owns nothing is an error; their other assets are not lost
/// (D7).
#[tokio::test]
async fn kinds_are_those_of_the_review() {
    let agency = Agency::new().await;
    let world = &agency.bed.world;
    let view = agency.of_jonas(world.marit).await;
    let item = ConfirmedItem {
        reassign: vec![(kind("pages"), world.marit.into())],
        ..agency.remove(world.jonas)
    };
    let result = agency.confirm(world.marit, &view, &[item]).await;
    assert_eq!(pointers(result), ["/items/0/reassign/0/kind"]);
}

/// The membership is removed; all assets go to one member, except a kind that goes to another (D3,
/// D7). The trail names the starter and the operation (T1).
#[tokio::test]
async fn a_confirmed_review_is_carried_out() {
    let agency = Agency::new().await;
    let world = &agency.bed.world;
    let view = agency.of_jonas(world.marit).await;
    let item = ConfirmedItem {
        reassign_to: Some(world.ines.into()),
        reassign: vec![(kind("page"), world.marit.into())],
        ..agency.remove(world.jonas)
    };
    let operation = agency.start(world.marit, &view, &[item]).await;
    assert_eq!(operation.state, OperationState::Running);
    let outcomes = agency.outcomes(&operation).await;
    assert_eq!(outcomes, [(ItemOutcome::Removed, None)]);
    assert_eq!(world.find_member(world.harbour, world.jonas).await, None);
    assert_eq!(agency.owned(world.ines).await, ["f-1"]);
    assert_eq!(agency.owned(world.marit).await, ["p-1", "p-2"]);
    let trail = world.trail().await;
    let kinds: Vec<_> = trail.iter().take(4).map(|line| line.event.kind).collect();
    assert_eq!(
        kinds,
        [
            EventKind::AssetReassigned,
            EventKind::AssetReassigned,
            EventKind::MembershipRemoved,
            EventKind::OperationStarted,
        ]
    );
    assert!(
        trail[..3]
            .iter()
            .all(|line| line.operation == Some(operation.id))
    );
    // The partner may add them again (D9).
    let terms = world
        .store
        .reader()
        .terms_among(world.harbour, &[world.jonas])
        .await;
    assert_eq!(terms.unwrap(), []);
}

/// An item may be deactivated instead; the employee keeps their assets (D3, D6).
#[tokio::test]
async fn an_item_may_be_deactivated_instead() {
    let agency = Agency::new().await;
    let world = &agency.bed.world;
    let view = agency.of_jonas(world.tomas).await;
    let item = ConfirmedItem {
        action: Action::Deactivate,
        ..agency.remove(world.jonas)
    };
    let operation = agency.start(world.tomas, &view, &[item]).await;
    let outcomes = agency.outcomes(&operation).await;
    assert_eq!(outcomes, [(ItemOutcome::Deactivated, None)]);
    assert_eq!(agency.owned(world.jonas).await.len(), 3);
    let member = world.member(world.harbour, world.jonas).await;
    assert!(member.membership.deactivated);
}

/// A super admin is blocked or can only be deactivated; a removal requested anyway refuses only
/// that item (D5).
#[tokio::test]
async fn super_admins_are_not_removed() {
    let agency = Agency::new().await;
    let world = &agency.bed.world;
    for client in [world.harbour, world.fjordline] {
        let kaya = MembershipBuilder::new(client, world.kaya).super_admin();
        world.add_member(kaya.acting_for(world.northwind)).await;
    }
    world
        .change_user(world.freya, |user, now| {
            user.set_status(latchkey_domain::people::user::UserStatus::Disabled, now);
        })
        .await;
    let kaya = world.kaya;
    let view = agency
        .review(world.tomas, agency.asked(Some(&[kaya]), None))
        .await;
    let shown: Vec<_> = view
        .items
        .iter()
        .map(|item| (item.actions.clone(), item.blocked))
        .collect();
    assert_eq!(
        shown,
        [
            (vec![], Some(Refusal::LastSuperAdmin)),
            (vec![Action::Deactivate], None),
        ]
    );
    let mut items = [agency.remove(kaya), agency.remove(kaya)];
    items[1].client = world.fjordline.into();
    let operation = agency.start(world.tomas, &view, &items).await;
    let mut outcomes = agency.outcomes(&operation).await;
    outcomes.sort();
    let refused = |code: &str| (ItemOutcome::Refused, Some(code.to_owned()));
    assert_eq!(
        outcomes,
        [refused("last-super-admin"), refused("super-admin-target")]
    );
}

/// A changed membership, a new asset or a missing asset gives a new review, which can be confirmed.
/// Changes of items that were not chosen do not matter (D6).
#[tokio::test]
async fn a_stale_review_is_refused_with_a_fresh_one() {
    let agency = Agency::new().await;
    let world = &agency.bed.world;
    let (marit, jonas) = (world.marit, world.jonas);
    let items = [agency.remove(jonas)];
    let all = agency.asked(None, Some(&[world.harbour]));
    let mut view = agency.review(marit, all).await;
    for change in 0..3 {
        match change {
            0 => agency.own(jonas, &[("p-3", "page")]).await,
            1 => agency.own(marit, &[("m-1", "page")]).await,
            _ => {
                world
                    .change_member(world.harbour, jonas, |member, now| {
                        let end = now + Duration::days(9);
                        let _changed = member.membership.expire_at(Some(end), now);
                    })
                    .await;
            }
        }
        if change == 1 {
            continue;
        }
        let confirmed = agency.confirm(marit, &view, &items).await.unwrap();
        let Confirmation::Stale(fresh) = confirmed else {
            panic!("it has changed: {confirmed:?}");
        };
        assert_eq!(people(&fresh), [jonas, marit]);
        assert_eq!(
            agency.bed.trail(1).await,
            [(EventKind::OperationStarted, Some("stale-review".to_owned()))]
        );
        view = fresh;
    }
    let operation = agency.start(marit, &view, &items).await;
    let outcomes = agency.outcomes(&operation).await;
    assert_eq!(outcomes, [(ItemOutcome::Removed, None)]);
}

/// A review belongs to its caller, can be used once within an hour, and covers only its items (D6).
#[tokio::test]
async fn a_review_serves_its_caller_once() {
    let agency = Agency::new().await;
    let world = &agency.bed.world;
    let (tomas, marit) = (world.tomas, world.marit);
    let view = agency.of_jonas(tomas).await;
    let items = [agency.remove(world.jonas)];
    let others = agency.confirm(marit, &view, &items).await;
    assert_eq!(refused(others), "not-found");
    let outside = agency.confirm(tomas, &view, &[agency.remove(marit)]).await;
    assert_eq!(pointers(outside), ["/items/0"]);
    let twice = [items[0].clone(), items[0].clone()];
    let twice = agency.confirm(tomas, &view, &twice).await;
    assert_eq!(pointers(twice), ["/items/1"]);
    agency.start(tomas, &view, &items).await;
    let again = agency.confirm(tomas, &view, &items).await;
    assert_eq!(refused(again), "conflict");
    let view = agency.of_jonas(tomas).await;
    world.clock.advance(Duration::hours(1));
    let late = agency.confirm(tomas, &view, &items).await;
    assert_eq!(refused(late), "conflict");
}

/// Assets go to active members whom the manager may see and who stay there (D7).
#[tokio::test]
async fn assets_go_to_permitted_people() {
    let agency = Agency::new().await;
    let world = &agency.bed.world;
    let (jonas, marit) = (world.jonas, world.marit);
    let to = |receiver: UserId| ConfirmedItem {
        reassign_to: Some(receiver.into()),
        ..agency.remove(jonas)
    };
    let of_tomas = agency.of_jonas(world.tomas).await;
    for receiver in [world.ines, world.sam, jonas] {
        let result = agency
            .confirm(world.tomas, &of_tomas, &[to(receiver)])
            .await;
        assert_eq!(pointers(result), ["/items/0/reassign_to"]);
    }
    let by_kind = ConfirmedItem {
        reassign: vec![
            (kind("page"), marit.into()),
            (kind("form"), world.ines.into()),
        ],
        ..agency.remove(jonas)
    };
    let result = agency.confirm(world.tomas, &of_tomas, &[by_kind]).await;
    assert_eq!(pointers(result), ["/items/0/reassign/1/to"]);
    let kept = ConfirmedItem {
        action: Action::Deactivate,
        ..to(marit)
    };
    let result = agency.confirm(world.tomas, &of_tomas, &[kept]).await;
    assert_eq!(pointers(result), ["/items/0/reassign_to"]);
    let all = agency.asked(None, Some(&[world.harbour]));
    let both = agency.review(marit, all).await;
    let result = agency
        .confirm(marit, &both, &[to(marit), agency.remove(marit)])
        .await;
    assert_eq!(pointers(result), ["/items/0/reassign_to"]);

    // A receiver who left before the operation gets nothing, and the employee is not removed.
    let of_marit = agency.of_jonas(marit).await;
    let operation = agency.start(marit, &of_marit, &[to(world.ines)]).await;
    world
        .change_member(world.harbour, world.ines, |member, now| {
            let _changed = member.membership.expire_at(Some(now), now);
        })
        .await;
    let outcomes = agency.outcomes(&operation).await;
    let stale = (ItemOutcome::Refused, Some("stale-review".to_owned()));
    assert_eq!(outcomes, [stale]);
    assert_eq!(agency.owned(jonas).await.len(), 3);
}

/// Only a manager with an active membership in the client sees names, in their own review (D6).
#[tokio::test]
async fn names_of_assets_are_for_those_with_access() {
    let agency = Agency::new().await;
    let world = &agency.bed.world;
    let names = async |who, view: &ReviewView, employee: UserId, of: Option<&str>| {
        let wanted = ReviewedAssets {
            partner: world.northwind.into(),
            review: view.review.id,
            client: world.harbour.into(),
            employee: employee.into(),
            kind: of.map(kind),
        };
        let cx = agency.bed.as_user(who);
        let page = PageRequest::first();
        let listed = agency.service.reviewed_assets(&cx, &wanted, &page).await;
        listed.map(|page| page.items.len())
    };
    let (marit, tomas, jonas) = (world.marit, world.tomas, world.jonas);
    let with_access = agency.of_jonas(marit).await;
    let without = agency.of_jonas(tomas).await;
    assert_eq!(names(marit, &with_access, jonas, None).await.unwrap(), 3);
    assert_eq!(
        names(marit, &with_access, jonas, Some("page"))
            .await
            .unwrap(),
        2
    );
    let code = refused(names(tomas, &without, jonas, None).await);
    assert_eq!(code, "missing-permission");
    let code = refused(names(marit, &without, jonas, None).await);
    assert_eq!(code, "not-found");
    let code = refused(names(marit, &with_access, marit, None).await);
    assert_eq!(code, "not-found");
    world.clock.advance(Duration::hours(1));
    let code = refused(names(marit, &with_access, jonas, None).await);
    assert_eq!(code, "not-found");
}
