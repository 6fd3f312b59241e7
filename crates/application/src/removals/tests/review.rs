//! What a review shows, and who may ask for one.

use super::*;

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
