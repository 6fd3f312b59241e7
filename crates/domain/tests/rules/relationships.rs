//! What is kept of a relationship, and how it ends for the partner's people (R3, R5, R6, D5, D8, D9).

use latchkey_domain::{
    base::{refusal::Refusal, text::Tag},
    membership::{member::Member, terms::RefusedBy},
    partnership::{
        relationship::{Relationship, deactivate_at_end},
        severing::{may_sever, sever},
    },
};
use latchkey_testing::builders::{
    AccountBuilder, ChangeFreely as _, MemberBuilder, MembershipBuilder, name,
};

use crate::scene::{Scene, permanent};

fn acting_super_admin(scene: &Scene) -> MemberBuilder {
    let employment = scene.employment(&scene.tomas);
    MemberBuilder::new(&scene.harbour, &scene.tomas).acting_for(&scene.northwind, Some(&employment))
}

/// R6, T4: a name and tags are kept; the same again changes nothing.
#[test]
fn r6_the_same_name_and_tags_change_nothing() {
    let scene = Scene::new();
    let mut relationship = Relationship::connect(scene.northwind.id, scene.harbour.id, scene.now);
    for (given, changes) in [
        (None, false),
        (Some(name("The harbour")), true),
        (Some(name("The harbour")), false),
        (Some(name("The Harbour")), true),
        (None, true),
    ] {
        assert_eq!(relationship.rename(given.clone()), changes, "{given:?}");
        assert_eq!(relationship.display_name, given);
    }
    let tag = |text: &str| Tag::parse(text).unwrap();
    for (given, changes) in [
        (vec![], false),
        (vec![tag("north")], true),
        (vec![tag("north")], false),
        (vec![tag("north"), tag("key")], true),
        (vec![], true),
    ] {
        assert_eq!(
            relationship.set_tags(given.iter().cloned().collect()),
            changes
        );
        assert_eq!(relationship.tags, given.into_iter().collect());
    }
}

/// R3: what was imported is no news.
#[test]
fn r3_an_imported_status_is_not_announced() {
    let scene = Scene::new();
    for marked in [true, false] {
        let mut relationship =
            Relationship::connect(scene.northwind.id, scene.harbour.id, scene.now);
        assert!(relationship.import(None, None, Some(scene.now)));
        if marked {
            relationship.mark_announced(60, scene.day(1));
        }
        assert_eq!(relationship.catch_up(60, scene.day(1)).is_none(), marked);
    }
}

/// R5, D5, D8: everybody who acts for the partner is deactivated, but the last super admin; what an offboarding
/// had deactivated is ended by it.
#[test]
fn r5_the_end_spares_only_the_last_super_admin() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let admin = || scene.partner_admin_builder(&scene.tomas);
    let active = admin().build(&scene.ids);
    let off = admin()
        .with(MembershipBuilder::deactivated)
        .build(&scene.ids);
    let mut offboarded = off.clone();
    let at = offboarded.membership.updated_at;
    offboarded
        .membership
        .change_freely(at, |state| state.offboarded = true);
    let super_admin = acting_super_admin(&scene).build(&scene.ids);
    for (target, others, leaves) in [
        (&active, vec![&helen], true),
        (&off, vec![&helen], false),
        (&offboarded, vec![&helen], true),
        (&super_admin, vec![&helen], true),
        (&super_admin, vec![], false),
    ] {
        let mut admins = others;
        admins.push(target);
        let mut admins = permanent(&admins);
        let mut after = target.clone();
        assert_eq!(
            deactivate_at_end(&mut after, &mut admins, scene.now),
            leaves
        );
        let is_off = leaves || target.membership.deactivated;
        assert_eq!(after.membership.deactivated, is_off);
        assert!(!after.membership.offboarded);
        assert!(
            !deactivate_at_end(&mut after, &mut admins, scene.now),
            "once"
        );
    }
}

/// A8, D9: an own super admin severs any partner, a visiting one only their own; nobody else any.
#[test]
fn d9_super_admins_sever_partners() {
    let scene = Scene::new();
    let other = AccountBuilder::new("Other").partner().build(&scene.ids).id;
    let own = scene.account_manager(&scene.super_admin(&scene.helen));
    let visitor = scene.account_manager(&acting_super_admin(&scene).build(&scene.ids));
    let manager = scene.account_manager(&scene.own(&scene.ines, "users.edit"));
    for (by, partner, expected) in [
        (&own, scene.northwind.id, Ok(())),
        (&own, other, Ok(())),
        (&visitor, scene.northwind.id, Ok(())),
        (&visitor, other, Err(Refusal::ExceedsOwnPermissions)),
        (&manager, other, Err(Refusal::MissingPermission)),
    ] {
        assert_eq!(may_sever(by, partner), expected);
    }
}

/// D5, D9: of the last super admins whoever severs stays; everybody else goes and is refused.
#[test]
fn d9_whoever_severs_stays_last() {
    let scene = Scene::new();
    let tomas = acting_super_admin(&scene).build(&scene.ids);
    let employment = scene.employment(&scene.marit);
    let marit = MemberBuilder::new(&scene.harbour, &scene.marit)
        .acting_for(&scene.northwind, Some(&employment))
        .build(&scene.ids);
    let kaya = scene.acting(&scene.kaya, "contacts.view");
    let users =
        |members: &[Member]| -> Vec<_> { members.iter().map(|member| member.user.id).collect() };
    for (by, stays, goes) in [(&tomas, &tomas, &marit), (&marit, &marit, &tomas)] {
        let manager = scene.account_manager(by);
        let acting = vec![tomas.clone(), marit.clone(), kaya.clone()];
        let severed = sever(&manager, acting, &permanent(&[&tomas, &marit]));
        assert_eq!(users(&severed.removed).len(), 2);
        assert!(users(&severed.removed).contains(&goes.user.id));
        assert!(severed.removed.iter().all(|it| it.terms.is_refused()));
        let kept: Vec<_> = severed
            .kept
            .iter()
            .map(|(it, why)| (it.user.id, *why))
            .collect();
        assert_eq!(kept, [(stays.user.id, Refusal::LastSuperAdmin)]);
    }
    let helen = scene.super_admin(&scene.helen);
    let manager = scene.account_manager(&helen);
    let severed = sever(&manager, vec![tomas.clone()], &permanent(&[&tomas, &helen]));
    assert_eq!(
        severed.removed.first().unwrap().terms.refused,
        Some(RefusedBy::OwnSide)
    );
    assert_eq!(severed.kept, []);
}
