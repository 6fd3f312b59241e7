//! What a membership tells about itself, and what is kept of employments (A6, A9, D8, I6, P5).

use latchkey_domain::{
    membership::{
        Access, EmploymentKey, Engagement, Membership,
        employee::left_at,
        explanation::{Missing, explain},
        member::{Member, Person},
        super_admins::{PermanentSuperAdmin, SuperAdmins, TakenBy},
    },
    people::user::UserStatus,
};
use latchkey_testing::builders::{
    ChangeFreely as _, MemberBuilder, MembershipBuilder, UserBuilder, name,
};

use crate::scene::Scene;

/// The kinds of access have names that never change: they are stored, and on the wire.
#[test]
fn each_access_has_its_word() {
    let scene = Scene::new();
    let own = scene.own(&scene.ines, "contacts.view").membership;
    for (access, word) in [
        (Access::SuperAdmin, "super_admin"),
        (Access::PartnerAdmin, "partner_admin"),
        (own.access, "permission_set"),
    ] {
        assert_eq!(access.kind(), word);
    }
}

/// P5 (words: given): what was given before employments were counted belongs to one that is not counted.
#[test]
fn p5_uncounted_employments_gave_what_is_uncounted() {
    let scene = Scene::new();
    let key = |number| EmploymentKey {
        number,
        ..scene.employment(&scene.tomas).membership.employment().key
    };
    let another = EmploymentKey {
        number: 1,
        ..scene.employment(&scene.kaya).membership.employment().key
    };
    for (employment, given, gave) in [
        (key(1), Some(key(1)), true),
        (key(1), Some(key(2)), false),
        (key(1), Some(another), false),
        (key(0), None, true),
        (key(1), None, false),
        (key(0), Some(key(0)), true),
    ] {
        assert_eq!(employment.gave(given), gave, "{employment} {given:?}");
    }
    assert_eq!(key(2).previous(), Some(key(1)));
    assert_eq!(key(0).previous(), None);
}

/// A9: access ends at its end exactly; without one, or before, it does not.
#[test]
fn a9_access_ends_at_its_end() {
    let scene = Scene::new();
    let ending = |end| {
        let mut member = scene.own(&scene.ines, "contacts.view").membership;
        member.expire_at(end, scene.now);
        member
    };
    for (end, has_ended) in [
        (None, false),
        (Some(scene.day(1)), false),
        (Some(scene.now), true),
        (Some(scene.day(-1)), true),
    ] {
        assert_eq!(ending(end).is_expired(scene.now), has_ended, "{end:?}");
        assert_eq!(ending(end).has_end_to_note(scene.now), has_ended, "{end:?}");
    }
}

/// T4: the same engagement again changes nothing.
#[test]
fn t4_the_same_engagement_changes_nothing() {
    let scene = Scene::new();
    let mut member = scene.own(&scene.ines, "contacts.view").membership;
    let later = scene.day(1);
    for (engagement, changes) in [
        (Engagement::Employee, false),
        (Engagement::Contractor, true),
        (Engagement::Contractor, false),
        (Engagement::Employee, true),
    ] {
        assert_eq!(member.set_engagement(engagement, later), changes);
        assert_eq!(member.engagement, engagement);
    }
}

/// D8: an end that has passed is overtaken where an active member acted for nobody, until it is recorded.
#[test]
fn d8_only_an_unrecorded_end_is_overtaken() {
    let scene = Scene::new();
    let passed = |builder: MemberBuilder| {
        let mut member = builder
            .with(|it| it.expires_at(scene.day(-1)))
            .build(&scene.ids);
        let at = member.membership.updated_at;
        member
            .membership
            .change_freely(at, |state| state.end_noted = None);
        member.membership
    };
    let own =
        || MemberBuilder::new(&scene.northwind, &scene.tomas).set(&scene.set("contacts.view"));
    let mut noted = passed(own());
    assert!(noted.note_end(scene.now));
    let lasting = own().build(&scene.ids).membership;
    for (member, overtakes) in [
        (passed(own()), true),
        (passed(own().with(MembershipBuilder::deactivated)), false),
        (passed(own().with(MembershipBuilder::invited)), false),
        (
            passed(scene.acting_builder(&scene.tomas, "contacts.view")),
            false,
        ),
        (lasting, false),
        (noted, false),
    ] {
        assert_eq!(member.overtakes_end(scene.now), overtakes, "{member:?}");
    }
}

/// A6: the last employment ended as it is recorded, or by an end that has passed since.
#[test]
fn a6_an_employment_ended_as_recorded_or_by_its_end() {
    let scene = Scene::new();
    let ending = |builder: MemberBuilder, end| {
        builder
            .with(|it| it.expires_at(scene.day(end)))
            .build(&scene.ids)
            .membership
    };
    let own =
        || MemberBuilder::new(&scene.northwind, &scene.tomas).set(&scene.set("contacts.view"));
    let off = || own().with(MembershipBuilder::deactivated);
    let acting = || scene.acting_builder(&scene.tomas, "contacts.view");
    let recorded = Some(scene.day(-5));
    let left = |at, membership: Option<&Membership>| left_at(at, membership, scene.now);
    assert_eq!(left(None, None), None);
    assert_eq!(left(recorded, None), recorded);
    for (membership, passed) in [
        (ending(own(), -1), Some(-1)),
        (ending(own(), 0), Some(0)),
        (ending(own(), 1), None),
        (ending(off(), -1), None),
        (ending(acting(), -1), None),
        (own().build(&scene.ids).membership, None),
    ] {
        let passed = passed.map(|day| scene.day(day));
        assert_eq!(left(None, Some(&membership)), passed);
        assert_eq!(left(recorded, Some(&membership)), recorded.max(passed));
    }
    let earlier = ending(own(), -9);
    assert_eq!(left(recorded, Some(&earlier)), recorded);
}

/// I6: a stub is called as the account calls them, elsewhere by address; who is known has a name.
#[test]
fn i6_a_stub_is_called_by_address() {
    let scene = Scene::new();
    let person = |stub, email: bool| Person {
        stub,
        email: scene.tomas.email.clone().filter(|_| email),
        ..Person::of(&scene.tomas)
    };
    assert_eq!(scene.tomas.status, UserStatus::Active);
    let address = "tomas@northwind.example";
    for (stub, email, shown) in [
        (false, true, "Tomas"),
        (false, false, "Tomas"),
        (true, true, address),
        (true, false, "Tomas"),
    ] {
        assert_eq!(person(stub, email).shown_name().as_str(), shown);
    }
    let stub = UserBuilder::new("new", "new@elsewhere.example")
        .stub()
        .build(&scene.ids);
    let mut member: Member = MemberBuilder::new(&scene.harbour, &stub).build(&scene.ids);
    assert_eq!(member.shown_person().name.as_str(), "new@elsewhere.example");
    member.membership.call(name("Nina"));
    assert_eq!(member.shown_person().name.as_str(), "Nina");
    let forgotten = member.membership.without_given_name();
    assert_eq!(forgotten.given_name, None);
}

/// P5: each level of a ladder is explained by itself where the reasons differ.
#[test]
fn p5_levels_with_other_reasons_are_told_apart() {
    let scene = Scene::new();
    let member = scene.acting_builder(&scene.tomas, "contacts.view:team");
    let member = member
        .with(|it| it.clipped("contacts.view:team"))
        .build(&scene.ids);
    let explained = explain(&scene.catalogue, &member, scene.now);
    let told: Vec<_> = explained
        .iter()
        .filter(|it| it.key.bare_str() == "contacts.view")
        .map(|it| (it.key.as_str(), it.missing.map(Missing::as_str)))
        .collect();
    let expected = [
        ("contacts.view", Some("not_in_access")),
        ("contacts.view:team", Some("clipped")),
        ("contacts.view:own", None),
    ];
    assert_eq!(told, expected);
    let withheld = scene
        .acting_builder(&scene.tomas, "contacts.view")
        .withheld("contacts.view");
    let explained = explain(&scene.catalogue, &withheld.build(&scene.ids), scene.now);
    let told = explained
        .iter()
        .find(|it| it.key.as_str() == "contacts.view");
    let told = told.and_then(|it| it.missing).map(Missing::as_str);
    assert_eq!(told, Some("withheld_by_client"));
    let off = scene.acting_builder(&scene.tomas, "contacts.view");
    let off = off.with(MembershipBuilder::deactivated).build(&scene.ids);
    let explained = explain(&scene.catalogue, &off, scene.now);
    let told = explained
        .iter()
        .find(|it| it.key.as_str() == "contacts.view");
    let told = told.and_then(|it| it.missing).map(Missing::as_str);
    assert_eq!(told, Some("deactivated"));
}

/// A8, D5: whom a super admin who acts for a partner finds beside them: an own super admin who is neither off,
/// past their end, nor erased, and whom they did not make themself.
#[test]
fn a8_an_own_super_admin_stands_beside_a_visitor() {
    let scene = Scene::new();
    let visitor = scene.marit.id;
    let helen = || MemberBuilder::new(&scene.harbour, &scene.helen);
    let with =
        |change: fn(MembershipBuilder) -> MembershipBuilder| helen().with(change).build(&scene.ids);
    let ending = |day| {
        helen()
            .with(|it| it.expires_at(scene.day(day)))
            .build(&scene.ids)
    };
    let offered = |by| helen().with(|it| it.offered_by(by)).build(&scene.ids);
    let person = |status| {
        let mut member = helen().build(&scene.ids);
        member.user.status = status;
        member
    };
    let employment = scene.employment(&scene.tomas);
    let acting = MemberBuilder::new(&scene.harbour, &scene.tomas)
        .acting_for(&scene.northwind, Some(&employment))
        .build(&scene.ids);
    for (member, stands) in [
        (helen().build(&scene.ids), true),
        (with(MembershipBuilder::invited), true),
        (person(UserStatus::Disabled), true),
        (ending(1), true),
        (offered(scene.ines.id), true),
        (scene.own(&scene.ines, "users.edit"), false),
        (acting, false),
        (with(MembershipBuilder::deactivated), false),
        (ending(0), false),
        (person(UserStatus::Erased), false),
        (offered(visitor), false),
    ] {
        let found = member.is_own_super_admin_beside(visitor, scene.now);
        assert_eq!(found, stands, "{member:?}");
    }
}

/// U2: the engagement of who acts for a partner is the partner's word, else the account's own.
#[test]
fn u2_the_partner_says_who_is_a_contractor() {
    let scene = Scene::new();
    let own = MemberBuilder::new(&scene.harbour, &scene.ines).with(MembershipBuilder::contractor);
    assert_eq!(own.build(&scene.ids).engagement(), Engagement::Contractor);
    for (there, here, shown) in [
        (Some(Engagement::Contractor), false, Engagement::Contractor),
        (Some(Engagement::Employee), true, Engagement::Employee),
        (None, true, Engagement::Contractor),
    ] {
        let acting = scene.acting_builder(&scene.tomas, "contacts.view");
        let acting = acting.with(|it| if here { it.contractor() } else { it });
        let mut acting = acting.build(&scene.ids);
        acting.acting.as_mut().unwrap().engagement = there;
        assert_eq!(acting.engagement(), shown, "{there:?}");
    }
}

/// D5, D8: who is permanent has taken it; those who act for partners are told apart.
#[test]
fn d5_super_admins_count_once_they_took_it() {
    let scene = Scene::new();
    let (helen, tomas) = (scene.helen.id, scene.tomas.id);
    let admin = |user, acts_for, taken| PermanentSuperAdmin {
        user,
        acts_for,
        taken,
    };
    let northwind = Some(scene.northwind.id);
    for (all, has_any, has_own, acting) in [
        (vec![], false, false, vec![]),
        (vec![admin(helen, None, true)], true, true, vec![]),
        (vec![admin(helen, None, false)], false, false, vec![]),
        (
            vec![admin(tomas, northwind, true)],
            true,
            false,
            vec![tomas],
        ),
        (vec![admin(tomas, northwind, false)], false, false, vec![]),
        (
            vec![admin(helen, None, true), admin(tomas, northwind, true)],
            true,
            true,
            vec![tomas],
        ),
    ] {
        let admins = SuperAdmins::new(all.clone());
        assert_eq!(admins.has_any(), has_any, "{all:?}");
        assert_eq!(admins.has_own(), has_own, "{all:?}");
        assert_eq!(admins.acting_for_partners(), acting, "{all:?}");
        let beside = admins.clone().with_own_beside(true);
        assert!(beside.has_own());
        assert_eq!(
            (beside.has_any(), beside.acting_for_partners()),
            (has_any, acting)
        );
        assert_eq!(admins.clone().with_own_beside(false), admins);
    }
    // Who is not among them is not the last one.
    let admins = SuperAdmins::new(vec![admin(helen, None, true)]);
    assert_eq!(admins.must_not_be_last(tomas, TakenBy::PLATFORM), Ok(()));
    assert!(admins.must_not_be_last(helen, TakenBy::PLATFORM).is_err());
    let offered = SuperAdmins::new(vec![admin(tomas, northwind, false)]);
    assert_eq!(offered.must_not_be_last(tomas, TakenBy::PLATFORM), Ok(()));
}
