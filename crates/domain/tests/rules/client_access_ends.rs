//! The end of access that a partner gives (A9).

use latchkey_domain::{
    base::time::Time,
    membership::{member::Member, terms::Terms},
    partner_side::{Candidate, WantedEnd, add, change, reactivate},
};
use latchkey_testing::builders::MembershipBuilder;

use crate::scene::Scene;

/// Marit as a partner admin until a day.
fn marit_until(scene: &Scene, end: Option<i64>) -> Member {
    let marit = scene.partner_admin_builder(&scene.marit);
    let end = end.map(|day| scene.day(day));
    marit
        .with(|membership| match end {
            Some(end) => membership.expires_at(end),
            None => membership,
        })
        .build(&scene.ids)
}

/// Tomas with a set until a day, and a limit set by the client.
fn tomas_until(scene: &Scene, end: Option<i64>, limit: Option<i64>) -> Member {
    let mut tomas = scene.acting_builder(&scene.tomas, "contacts.view");
    if let Some(end) = end.map(|day| scene.day(day)) {
        tomas = tomas.with(|membership| membership.expires_at(end));
    }
    if let Some(limit) = limit {
        tomas = tomas.limit(scene.day(limit));
    }
    tomas.build(&scene.ids)
}

fn days(scene: &Scene, end: Option<Time>) -> Option<i64> {
    end.map(|end| (end - scene.now).num_days())
}

/// Added access ends no later than the actor's own, nor than the client allows (A9).
#[test]
fn additions_end_with_the_actor_and_the_limit() {
    let scene = Scene::new();
    let employment = scene.employee(&scene.tomas);
    let chosen = scene.chosen("contacts.view");
    for (actors, wanted, limit, expected) in [
        (None, None, None, None),
        (None, Some(9), None, Some(9)),
        (Some(5), None, None, Some(5)),
        (Some(5), Some(9), None, Some(5)),
        (Some(5), Some(3), None, Some(3)),
        (None, None, Some(4), Some(4)),
        (None, Some(9), Some(4), Some(4)),
        (Some(5), Some(9), Some(7), Some(5)),
        (Some(5), Some(2), Some(1), Some(1)),
    ] {
        let delegator = scene.delegator(&marit_until(&scene, actors));
        let mut terms = Terms::none(scene.harbour.id, scene.tomas.id);
        let rank = latchkey_domain::membership::terms::Rank::Manager;
        assert!(terms.set_limit(limit.map(|day| scene.day(day)), rank));
        let candidate = Candidate {
            user: scene.tomas.id,
            employment: Some(&employment),
            is_member: false,
            terms: &terms,
        };
        let wanted = wanted.map(|day| scene.day(day));
        let given = add(
            &scene.catalogue,
            &delegator,
            &chosen,
            candidate,
            wanted,
            scene.now,
        );
        let found = days(&scene, given.unwrap().expires_at);
        assert_eq!(found, expected, "{actors:?} {limit:?}");
    }
}

/// Somebody whose access ends after the actor's gains nothing, unless the call moves the end within
/// the actor's. Permissions and time can be taken all the same (A9).
#[test]
fn access_beyond_the_actors_end_gains_nothing() {
    let scene = Scene::new();
    let employment = scene.employee(&scene.tomas);
    let chosen = scene.chosen("crm.import");
    let at = |day: Option<i64>| WantedEnd::At(day.map(|day| scene.day(day)));
    let (keep, forever) = (WantedEnd::Keep, at(None));
    let gained = "crm.import";
    // The actor's end, the target's, the wanted one, the client's limit; then the resulting end and
    // what is held.
    for (number, (actors, targets, wanted, limit, end, held)) in [
        (None, None, keep, None, None, gained),
        (None, Some(9), keep, None, Some(9), gained),
        (None, Some(9), forever, None, None, gained),
        (Some(5), Some(3), keep, None, Some(3), gained),
        (Some(5), Some(5), keep, None, Some(5), gained),
        (Some(5), Some(9), keep, None, Some(9), ""),
        (Some(5), None, keep, None, None, ""),
        (Some(5), Some(9), at(Some(4)), None, Some(4), gained),
        (Some(5), None, at(Some(5)), None, Some(5), gained),
        (Some(5), Some(9), at(Some(7)), None, Some(7), ""),
        (Some(5), Some(9), at(Some(12)), None, Some(9), ""),
        (Some(5), None, at(Some(7)), None, Some(7), ""),
        (Some(5), Some(9), at(Some(8)), Some(9), Some(8), ""),
        (Some(5), None, forever, None, None, ""),
        (Some(5), Some(3), at(Some(7)), None, Some(5), gained),
        (Some(5), Some(3), forever, None, Some(5), gained),
        (None, Some(3), forever, Some(4), Some(4), gained),
        (None, Some(3), at(Some(2)), Some(4), Some(2), gained),
        (None, Some(3), at(Some(9)), Some(4), Some(4), gained),
    ]
    .into_iter()
    .enumerate()
    {
        let delegator = scene.delegator(&marit_until(&scene, actors));
        let mut tomas = tomas_until(&scene, targets, limit);
        let given = change(
            &scene.catalogue,
            &delegator,
            &chosen,
            &mut tomas,
            Some(&employment),
            wanted,
            scene.now,
        );
        let given = given.unwrap();
        assert_eq!(given.expires_at, tomas.membership.expires_at);
        let found = (days(&scene, given.expires_at), scene.held(&tomas));
        assert_eq!(found, (end, held.to_owned()), "case {number}");
        let withheld = scene.names(given.delegated.withheld);
        assert_eq!(withheld.is_empty(), !held.is_empty(), "case {number}");
    }
}

/// A partner can only move an end set by the client earlier (A9).
#[test]
fn the_clients_end_only_moves_earlier() {
    let scene = Scene::new();
    let employment = scene.employee(&scene.tomas);
    let delegator = scene.delegator(&marit_until(&scene, None));
    let chosen = scene.chosen("contacts.view");
    for (wanted, expected) in [(Some(2), 2), (Some(9), 4), (None, 4)] {
        let mut tomas = tomas_until(&scene, Some(4), Some(4));
        let wanted = WantedEnd::At(wanted.map(|day| scene.day(day)));
        let given = change(
            &scene.catalogue,
            &delegator,
            &chosen,
            &mut tomas,
            Some(&employment),
            wanted,
            scene.now,
        );
        let found = days(&scene, given.unwrap().expires_at);
        assert_eq!(found, Some(expected));
        assert_eq!(days(&scene, tomas.terms.limit_at()), Some(4));
    }
}

/// Reactivated access ends no later than the actor's own (A9, D2).
#[test]
fn a_reactivation_ends_with_the_actor() {
    let scene = Scene::new();
    let employment = scene.employee(&scene.tomas);
    for (actors, targets, expected) in [
        (None, None, None),
        (Some(5), None, Some(5)),
        (Some(5), Some(3), Some(3)),
        (Some(5), Some(9), Some(5)),
    ] {
        let delegator = scene.delegator(&marit_until(&scene, actors));
        let mut tomas = scene.acting_builder(&scene.tomas, "contacts.view");
        tomas = tomas.with(MembershipBuilder::deactivated);
        if let Some(end) = targets.map(|day| scene.day(day)) {
            tomas = tomas.with(|membership| membership.expires_at(end));
        }
        let mut tomas = tomas.build(&scene.ids);
        let (catalogue, now) = (&scene.catalogue, scene.now);
        let done = reactivate(catalogue, &delegator, &mut tomas, Some(&employment), now);
        assert_eq!(done, Ok(true));
        assert_eq!(days(&scene, tomas.membership.expires_at), expected);
    }
}
