//! What becomes of a review that is confirmed.

use super::*;

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
    let kinds = trail.iter().take(4).map(|line| line.event.kind.clone());
    let kinds: Vec<_> = kinds.collect();
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
