//! Properties of random catalogues and random sets: the algebra behind implication, granted
//! permissions and the delegation rule (P1, P4, P5, A2).

use std::fmt::Write as _;

use proptest::prelude::*;

use super::{
    Catalogue, Delegated, Delegation, Gain, Level, PermissionIndex, PermissionKey, Permissions,
    check_editor, restate,
};

/// A permission to write into a file: the number of levels, what it implies (only earlier rows, so
/// that there is no cycle, and a level where one must or may be named), and whether it is in the
/// template.
type Row = (usize, Vec<(prop::sample::Index, Option<usize>)>, bool);

/// Writes rows as a valid catalogue file.
fn write(rows: &[Row]) -> String {
    let mut text = String::new();
    let mut in_template: Vec<bool> = Vec::new();
    for (position, (levels, implies, wanted)) in rows.iter().enumerate() {
        let mut for_partner_admins = *wanted;
        let mut named = Vec::new();
        for (target, level) in implies.iter().filter(|_| position > 0) {
            let target = target.index(position);
            let rungs = rows[target].0;
            for_partner_admins &= in_template[target];
            let level = level
                .filter(|_| rungs > 0)
                .or((*levels == 0 && rungs > 0).then_some(0));
            let level = level.map(|level| format!(":{}", Level::ALL[level % rungs]));
            named.push(format!("p{target}{}", level.unwrap_or_default()));
        }
        in_template.push(for_partner_admins);
        writeln!(
            text,
            "[[permission]]\nkey = \"p{position}\"\ncategory = \"c\""
        )
        .unwrap();
        writeln!(
            text,
            "label = \"P\"\nimplies = {named:?}\npartner_admin = {for_partner_admins}"
        )
        .unwrap();
        if *levels > 0 {
            let levels = Level::ALL.map(Level::as_str)[..*levels].to_vec();
            writeln!(text, "levels = {levels:?}").unwrap();
        }
    }
    text
}

fn catalogues() -> impl Strategy<Value = Catalogue> {
    let reference = (any::<prop::sample::Index>(), prop::option::of(0..3usize));
    let row = (
        0..=3usize,
        prop::collection::vec(reference, 0..3),
        prop::bool::weighted(0.8),
    );
    prop::collection::vec(row, 1..14)
        .prop_map(|rows| Catalogue::parse("random.toml", &write(&rows)).unwrap())
}

/// A random part of a catalogue, picked when the catalogue is known.
fn parts() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(any::<bool>(), 64)
}

fn part(catalogue: &Catalogue, bits: &[bool]) -> Permissions {
    let pairs = catalogue.all().iter().zip(bits);
    pairs
        .filter(|(_, chosen)| **chosen)
        .map(|(index, _)| index)
        .collect()
}

/// The inputs of the delegation rule (A2): S, A and C are complete, C has nothing of W, L and W are
/// arbitrary.
fn delegations() -> impl Strategy<Value = (Catalogue, Delegation)> {
    let gain = prop_oneof![Just(Gain::Allowed), Just(Gain::Nothing)];
    let inputs = (
        catalogues(),
        parts(),
        parts(),
        parts(),
        parts(),
        parts(),
        gain,
    );
    inputs.prop_map(|(catalogue, s, a, c, l, w, gain)| {
        // Few keys are withheld and few are beyond the ceiling; otherwise nothing would be left.
        let few = |bits: &[bool]| {
            let thinned: Vec<bool> = bits.chunks(3).map(|b| b.iter().all(|bit| *bit)).collect();
            part(&catalogue, &thinned)
        };
        let withheld_by_client = few(&w);
        let current = catalogue.close(part(&catalogue, &c));
        let delegation = Delegation {
            chosen: catalogue.close(part(&catalogue, &s)),
            actor: catalogue.close(part(&catalogue, &a)),
            current: current - catalogue.close_upward(withheld_by_client),
            ceiling: catalogue.all() - few(&l),
            withheld_by_client,
            gain,
        };
        (catalogue, delegation)
    })
}

/// What the actor may give of the chosen set: S ∩ A ∩ L, A cut to the template.
fn giveable(catalogue: &Catalogue, delegation: &Delegation) -> Permissions {
    let actor = delegation.actor & catalogue.partner_admin_template();
    delegation.chosen & actor & delegation.ceiling
}

/// The keys that one index implies, read only from the declared rows.
fn declared(catalogue: &Catalogue, index: PermissionIndex) -> Vec<PermissionKey> {
    let name = catalogue.expanded_keys(index.into()).remove(0);
    let entry = catalogue.find(&name).unwrap();
    let below = Level::ALL
        .into_iter()
        .filter(|level| Some(*level) < name.level());
    let mut implied: Vec<_> = below.map(|level| name.at(level)).collect();
    for key in entry.implies() {
        let target = catalogue.find(key).unwrap();
        match name
            .level()
            .filter(|_| key.level().is_none() && target.has_levels())
        {
            None => implied.push(key.clone()),
            Some(level) if target.levels().any(|rung| rung == level) => implied.push(key.at(level)),
            Some(_) => {}
        }
    }
    implied
}

proptest! {
    #[test]
    fn p4_closing_adds_what_is_declared_and_nothing_else(catalogue in catalogues(), bits in parts()) {
        let start = part(&catalogue, &bits);
        let mut expected = start;
        loop {
            let step = expected.iter().flat_map(|index| declared(&catalogue, index));
            let next = expected | step.map(|key| catalogue.index_of(&key).unwrap()).collect();
            if next == expected {
                break;
            }
            expected = next;
        }
        prop_assert_eq!(catalogue.close(start), expected);
        prop_assert_eq!(catalogue.close(expected), expected);
    }

    #[test]
    fn p5_closing_upward_is_the_mirror_of_closing(
        catalogue in catalogues(), a in parts(), b in parts(),
    ) {
        let (a, b) = (part(&catalogue, &a), part(&catalogue, &b));
        prop_assert_eq!(
            catalogue.close(a).is_disjoint_from(b),
            a.is_disjoint_from(catalogue.close_upward(b))
        );
        let granted = catalogue.close(a) - catalogue.close_upward(b);
        prop_assert_eq!(catalogue.close(granted), granted);
        let closed = catalogue.closed_part(a);
        prop_assert!(closed.is_subset_of(a));
        prop_assert_eq!(catalogue.close(closed), closed);
    }

    #[test]
    fn p1_what_is_named_is_read_back_the_same(catalogue in catalogues(), bits in parts()) {
        let closed = catalogue.close(part(&catalogue, &bits));
        prop_assert_eq!(catalogue.grant(&catalogue.names(closed)), closed);
        prop_assert_eq!(catalogue.grant(&catalogue.expanded_keys(closed)), closed);
        let upward = catalogue.close_upward(part(&catalogue, &bits));
        prop_assert_eq!(catalogue.withhold(&catalogue.expanded_keys(upward)), upward);
    }

    #[test]
    fn p3_the_template_is_closed(catalogue in catalogues()) {
        let template = catalogue.partner_admin_template();
        prop_assert_eq!(catalogue.close(template), template);
    }

    #[test]
    fn a2_nobody_gains_what_the_actor_may_not_give(
        (catalogue, delegation) in delegations(),
    ) {
        let new = delegation.apply(&catalogue).permissions;
        prop_assert!(new.is_subset_of(delegation.current | giveable(&catalogue, &delegation)));
    }

    #[test]
    fn a2_nobody_loses_what_the_actor_lacks(
        (catalogue, delegation) in delegations(),
    ) {
        let actor = delegation.actor & catalogue.partner_admin_template();
        let new = delegation.apply(&catalogue).permissions;
        prop_assert!((delegation.current - actor).is_subset_of(new));
    }

    #[test]
    fn a2_an_actor_who_holds_all_gives_the_whole_set(
        (catalogue, delegation) in delegations(),
    ) {
        let template = catalogue.partner_admin_template();
        let free = Delegation {
            chosen: delegation.chosen & template,
            actor: catalogue.all(),
            current: delegation.current & template,
            ceiling: catalogue.all(),
            withheld_by_client: Permissions::EMPTY,
            gain: Gain::Allowed,
        };
        let chosen = free.chosen;
        let expected =
            Delegated { permissions: chosen, withheld: Permissions::EMPTY, retained: Permissions::EMPTY };
        prop_assert_eq!(free.apply(&catalogue), expected);
    }

    #[test]
    fn p4_a2_the_result_is_closed_and_follows_the_formula(
        (catalogue, delegation) in delegations(),
    ) {
        let Delegated { permissions: new, withheld, retained } = delegation.apply(&catalogue);
        prop_assert_eq!(catalogue.close(new), new);
        prop_assert_eq!(withheld, delegation.chosen - new);
        // With a complete ceiling, as a client's is, the result is exactly the formula of A2.
        let Delegation { chosen, current, .. } = delegation;
        let ceiling = catalogue.closed_part(delegation.ceiling);
        let actor = delegation.actor & catalogue.partner_admin_template();
        let may_give = chosen & actor & ceiling;
        let gained = if delegation.gain == Gain::Allowed { may_give } else { may_give & current };
        let closed = catalogue.close(gained | (current - actor)) & (chosen | current);
        let kept_back = catalogue.close_upward(delegation.withheld_by_client);
        let to_the_letter = Delegation { ceiling, ..delegation }.apply(&catalogue);
        prop_assert_eq!(to_the_letter.permissions, closed - kept_back);
        prop_assert_eq!(to_the_letter.retained, to_the_letter.permissions - may_give);
        prop_assert_eq!(to_the_letter.permissions, new);
        prop_assert!(retained.is_subset_of(current));
    }

    #[test]
    fn a2_giving_the_same_set_again_changes_nothing(
        (catalogue, delegation) in delegations(),
    ) {
        let once = delegation.apply(&catalogue);
        let again = Delegation { current: once.permissions, ..delegation }.apply(&catalogue);
        prop_assert_eq!(again, once);
    }

    #[test]
    fn a2_what_is_stored_reads_back_as_what_was_given(
        (catalogue, delegation) in delegations(),
    ) {
        let new = delegation.apply(&catalogue).permissions;
        let stored = restate(delegation.chosen, new);
        prop_assert!(stored.added.is_disjoint_from(stored.clipped));
        // By key, as a membership is read (P5).
        let added = catalogue.grant(&catalogue.names(stored.added));
        let clipped = catalogue.withhold(&catalogue.expanded_keys(stored.clipped));
        prop_assert_eq!((delegation.chosen | added) - clipped, new);
        let kept_back = catalogue.close_upward(delegation.withheld_by_client);
        prop_assert_eq!((delegation.chosen | added) - clipped - kept_back, new);
    }

    #[test]
    fn a2_what_the_client_withheld_stays_withheld(
        (catalogue, mut delegation) in delegations(), bits in parts(),
    ) {
        // Even if the target is given as holding some of it.
        delegation.current = catalogue.close(part(&catalogue, &bits));
        let new = delegation.apply(&catalogue).permissions;
        let kept_back = catalogue.close_upward(delegation.withheld_by_client);
        prop_assert!(new.is_disjoint_from(kept_back));
        prop_assert_eq!(catalogue.close(new), new);
        let again = Delegation { current: new, ..delegation }.apply(&catalogue);
        prop_assert_eq!(again.permissions, new);
    }

    #[test]
    fn a9_without_gain_the_rest_is_the_same(
        (catalogue, delegation) in delegations(),
    ) {
        let without = Delegation { gain: Gain::Nothing, ..delegation }.apply(&catalogue);
        let with = Delegation { gain: Gain::Allowed, ..delegation }.apply(&catalogue);
        prop_assert!(without.permissions.is_subset_of(delegation.current));
        prop_assert_eq!(without.permissions, with.permissions & delegation.current);
    }

    #[test]
    fn d2_reactivating_gives_back_no_more_than_was_held(
        (catalogue, delegation) in delegations(),
    ) {
        let had = delegation.current;
        let delegation = Delegation {
            chosen: had, current: Permissions::EMPTY, gain: Gain::Allowed, ..delegation
        };
        let done = delegation.apply(&catalogue);
        prop_assert!(done.permissions.is_subset_of(had & giveable(&catalogue, &delegation)));
        prop_assert!(done.retained.is_empty());
    }

    #[test]
    fn a7_an_editor_holds_all_that_changes(
        catalogue in catalogues(), a in parts(), b in parts(), c in parts(),
    ) {
        let (before, after) = (part(&catalogue, &a), part(&catalogue, &b));
        let editor = part(&catalogue, &c);
        let may = check_editor(before, after, editor).is_ok();
        let untouched = catalogue.all() - editor;
        prop_assert_eq!(may, before & untouched == after & untouched);
        prop_assert!(check_editor(before, after, catalogue.all()).is_ok());
    }
}
