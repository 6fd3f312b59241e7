//! What managers of an account may make of its memberships, and what they are offered (A8, A10, I1, L3, S2).

use latchkey_domain::{
    account_side::{AccountSide, Recipient, WantedMembership, begins_as, recognizing},
    base::{ids::AccountId, refusal::Refusal},
    gate::{AccountManager, Need, account_manager},
    membership::{
        Access, Status,
        member::{Acting, Member},
        terms::Terms,
    },
    people::{
        account::{AccountStatus, PartnerAdminsBy},
        token::UserScope,
        user::User,
    },
    permission::{BuiltIn, PermissionSet, Permissions, seat::Seat},
};
use latchkey_testing::builders::{AccountBuilder, MemberBuilder, UserBuilder};

use crate::scene::{Scene, choose, origin, permanent};

/// The account's own side, where `PartnerAdminsBy::UsersEdit` is the policy and nobody is recognised.
const fn side(manager: &AccountManager) -> AccountSide<'_> {
    AccountSide {
        manager,
        policy: PartnerAdminsBy::UsersEdit,
        recognizing: &[],
    }
}

/// A member of Harbour as its manager, while these are its super admins.
fn beside(scene: &Scene, user: &User, member: &Member, admins: &[&Member]) -> AccountManager {
    let manager = account_manager(
        &origin(user, UserScope::Manage),
        Some(member),
        &permanent(admins),
        BuiltIn::UsersEdit,
        Need::Edit,
        &scene.catalogue,
        scene.now,
    );
    manager.unwrap()
}

/// A new membership for somebody who acts for nobody.
const fn new(access: Access, granted: Permissions) -> WantedMembership<'static> {
    WantedMembership {
        before: None,
        access,
        partner: None,
        granted,
    }
}

/// The membership as it is.
fn same<'a>(scene: &Scene, before: &'a Member) -> WantedMembership<'a> {
    WantedMembership {
        before: Some(before),
        access: before.membership.access,
        partner: before.membership.partner,
        granted: before.granted(&scene.catalogue),
    }
}

fn access(set: &PermissionSet) -> Access {
    Access::PermissionSet(choose(set).held)
}

/// A super admin of Harbour who acts for Northwind.
fn bound_super_admin(scene: &Scene, user: &User) -> Member {
    let employment = scene.employment(user);
    MemberBuilder::new(&scene.harbour, user)
        .acting_for(&scene.northwind, Some(&employment))
        .build(&scene.ids)
}

/// Recognition takes an enrolled partner with an open account, an enabled person who works for it, and
/// that they are verified, linked, or act for it already (S2).
#[test]
fn an_enrolled_employer_recognizes_its_people() {
    let scene = Scene::new();
    let acting = scene.partner_admin(&scene.marit).acting.unwrap();
    let known = Acting {
        verified: true,
        linked: false,
        ..acting
    };
    let unverified = Acting {
        verified: false,
        ..known.clone()
    };
    let northwind = scene.northwind.id;
    let stranger: AccountId = scene.ids.next();
    for (employer, acts_for, expected) in [
        (known.clone(), None, true),
        (known.clone(), Some(stranger), true),
        (unverified.clone(), None, false),
        (unverified.clone(), Some(stranger), false),
        (unverified.clone(), Some(northwind), true),
        (
            Acting {
                linked: true,
                ..unverified
            },
            None,
            true,
        ),
        (
            Acting {
                enrolled: false,
                ..known.clone()
            },
            None,
            false,
        ),
        (
            Acting {
                status: AccountStatus::Closed,
                ..known.clone()
            },
            None,
            false,
        ),
        (
            Acting {
                employment: None,
                ..known.clone()
            },
            None,
            false,
        ),
    ] {
        let found = recognizing(
            &scene.marit,
            acts_for,
            std::slice::from_ref(&employer),
            scene.now,
        );
        let expected: &[AccountId] = if expected { &[northwind] } else { &[] };
        assert_eq!(found, expected, "{employer:?} {acts_for:?}");
    }
    let disabled = UserBuilder::new("Marit", "marit@northwind.example").disabled();
    let disabled = disabled.build(&scene.ids);
    assert_eq!(recognizing(&disabled, None, &[known], scene.now), []);
}

/// A confirmed address makes an active member, except in a partner's account for who acts for nobody, and
/// for who left (I1, I4).
#[test]
fn a_new_member_is_active_or_invited() {
    let scene = Scene::new();
    let confirmed = &scene.helen;
    let unconfirmed = UserBuilder::new("Olav", "olav@harbourpine.example").unconfirmed();
    let unconfirmed = unconfirmed.build(&scene.ids);
    let former = AccountBuilder::new("Once").former_partner();
    let former = former.build(&scene.ids);
    let (client, partner) = (&scene.harbour, &scene.northwind);
    let stays = Terms::none(client.id, confirmed.id);
    let left = Terms {
        left: true,
        ..stays.clone()
    };
    let other: Option<AccountId> = Some(scene.ids.next());
    for (account, user, acts_for, terms, expected) in [
        (client, confirmed, None, &stays, Status::Active),
        (client, &unconfirmed, None, &stays, Status::Invited),
        (client, confirmed, None, &left, Status::Invited),
        (client, confirmed, other, &stays, Status::Active),
        (partner, confirmed, None, &stays, Status::Invited),
        (partner, confirmed, other, &stays, Status::Active),
        (&former, confirmed, None, &stays, Status::Invited),
    ] {
        assert_eq!(begins_as(account, user, acts_for, terms), expected);
    }
}

/// A holder of `users.edit` gives what they hold, and the template; never super admin (A8).
#[test]
fn a_manager_gives_what_they_hold() {
    let scene = Scene::new();
    let ines = scene.own(&scene.ines, "users.edit contacts.view");
    let manager = scene.account_manager(&ines);
    let (side, catalogue) = (side(&manager), &scene.catalogue);
    let exceeds = Err(Refusal::ExceedsOwnPermissions);
    let (less, more) = (scene.set("contacts.view"), scene.set("crm.import"));
    let template = catalogue.partner_admin_template();
    let held = |set: &PermissionSet| catalogue.grant(set.permissions());
    let may = |wanted: &WantedMembership<'_>| side.may_make(wanted, catalogue);
    assert_eq!(may(&new(access(&less), held(&less))), Ok(()));
    assert_eq!(may(&new(access(&more), held(&more))), exceeds);
    assert_eq!(may(&new(access(&less), template)), exceeds);
    assert_eq!(may(&new(Access::PartnerAdmin, template)), Ok(()));
    assert_eq!(may(&new(Access::SuperAdmin, Permissions::EMPTY)), exceeds);

    let richer = scene.own(&scene.tomas, "crm.import");
    assert_eq!(may(&same(&scene, &richer)), exceeds, "not to be managed");
}

/// What somebody holds already is not given; other access is given as a whole (A8, A10).
#[test]
fn a_manager_moves_who_holds_no_more() {
    let scene = Scene::new();
    let ines = scene.own(&scene.ines, "users.edit contacts.view");
    let manager = scene.account_manager(&ines);
    let (side, catalogue) = (side(&manager), &scene.catalogue);
    let exceeds = Err(Refusal::ExceedsOwnPermissions);
    let may = |wanted: &WantedMembership<'_>| side.may_make(wanted, catalogue);
    let richer = scene.acting(&scene.tomas, "crm.import");
    assert_eq!(may(&same(&scene, &richer)), Ok(()));
    let other = scene.set("crm.import");
    let other = WantedMembership {
        access: access(&other),
        ..same(&scene, &richer)
    };
    assert_eq!(may(&other), exceeds, "the same, but given anew");
    let moved = |member| WantedMembership {
        partner: None,
        ..same(&scene, member)
    };
    assert_eq!(may(&moved(&richer)), exceeds);
    let poorer = scene.acting(&scene.tomas, "contacts.view:own");
    assert_eq!(may(&moved(&poorer)), Ok(()));
}

/// Where only super admins make partner admins, others change nobody to one, nor to another partner's
/// (L3).
#[test]
fn the_policy_counts_for_who_becomes_partner_admin() {
    let scene = Scene::new();
    let ines = scene.own(&scene.ines, "users.edit contacts.view");
    let manager = scene.account_manager(&ines);
    let side = AccountSide {
        policy: PartnerAdminsBy::SuperAdmin,
        ..side(&manager)
    };
    let catalogue = &scene.catalogue;
    let template = catalogue.partner_admin_template();
    let may = |wanted: &WantedMembership<'_>| side.may_make(wanted, catalogue);
    let missing = Err(Refusal::MissingPermission);
    assert_eq!(may(&new(Access::PartnerAdmin, template)), missing);
    let admin = scene.partner_admin(&scene.tomas);
    assert_eq!(may(&same(&scene, &admin)), Ok(()));
    let stranger: AccountId = scene.ids.next();
    let moved = WantedMembership {
        partner: Some(stranger),
        ..same(&scene, &admin)
    };
    assert_eq!(may(&moved), missing);
    let acting = scene.acting(&scene.tomas, "contacts.view:own");
    let becomes = WantedMembership {
        access: Access::PartnerAdmin,
        granted: template,
        ..same(&scene, &acting)
    };
    assert_eq!(may(&becomes), missing);
    assert_eq!(may(&same(&scene, &acting)), Ok(()));
}

/// A super admin who acts for a partner makes no super admin and moves nobody, while the account has
/// one of its own (A8).
#[test]
fn a_partners_super_admin_is_bound_by_the_own_one() {
    let scene = Scene::new();
    let (helen, marit) = (
        scene.super_admin(&scene.helen),
        bound_super_admin(&scene, &scene.marit),
    );
    let kaya = bound_super_admin(&scene, &scene.kaya);
    let acting = scene.acting(&scene.tomas, "contacts.view");
    let own = scene.own(&scene.ines, "contacts.view");
    let catalogue = &scene.catalogue;
    let all = catalogue.all();
    let granted = scene.granted("contacts.view");
    let set = access(&scene.set("contacts.view"));
    let to_super_admin = WantedMembership {
        access: Access::SuperAdmin,
        granted: all,
        ..same(&scene, &acting)
    };
    let moved = WantedMembership {
        partner: None,
        ..same(&scene, &acting)
    };
    let cases = [
        (new(Access::SuperAdmin, all), false),
        (to_super_admin, false),
        (moved, false),
        (new(set, granted), true),
        (same(&scene, &acting), true),
        (same(&scene, &own), true),
        (same(&scene, &kaya), true),
    ];
    let bound = beside(&scene, &scene.marit, &marit, &[&helen, &marit]);
    let alone = beside(&scene, &scene.marit, &marit, &[&marit]);
    let exceeds = Err(Refusal::ExceedsOwnPermissions);
    for (wanted, while_bound) in cases {
        let expected = if while_bound { Ok(()) } else { exceeds };
        assert_eq!(side(&bound).may_make(&wanted, catalogue), expected);
        assert_eq!(side(&alone).may_make(&wanted, catalogue), Ok(()));
    }
}

/// Nobody who acts for a partner ends that for themself (D5).
#[test]
fn nobody_ends_acting_for_a_partner_by_themself() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let marit = bound_super_admin(&scene, &scene.marit);
    let kaya = bound_super_admin(&scene, &scene.kaya);
    let catalogue = &scene.catalogue;
    let for_nobody = |member| WantedMembership {
        partner: None,
        ..same(&scene, member)
    };
    let alone = beside(&scene, &scene.marit, &marit, &[&marit]);
    let by_marit = side(&alone);
    let refused = Err(Refusal::SelfTarget);
    assert_eq!(by_marit.may_make(&for_nobody(&marit), catalogue), refused);
    assert_eq!(by_marit.may_make(&same(&scene, &marit), catalogue), Ok(()));
    assert_eq!(by_marit.may_make(&for_nobody(&kaya), catalogue), Ok(()));

    let own = beside(&scene, &scene.helen, &helen, &[&helen]);
    let by_helen = side(&own);
    let for_northwind = WantedMembership {
        partner: Some(scene.northwind.id),
        ..same(&scene, &helen)
    };
    assert_eq!(by_helen.may_make(&for_northwind, catalogue), Ok(()));
    assert_eq!(by_helen.may_make(&for_nobody(&marit), catalogue), Ok(()));
}

/// Partner admin and the partner seat are offered only where a partner recognises the person: the one
/// they act for, if they act for one (S2).
#[test]
fn what_is_offered_follows_recognition_and_rights() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let ines = scene.own(&scene.ines, "users.edit contacts.view");
    let (by_helen, by_ines) = (scene.account_manager(&helen), scene.account_manager(&ines));
    let catalogue = &scene.catalogue;
    let terms = Terms::none(scene.harbour.id, scene.tomas.id);
    let northwind = [scene.northwind.id];
    let other: [AccountId; 1] = [scene.ids.next()];
    let acting = scene.acting(&scene.tomas, "contacts.view");
    let offered = |manager, recognizing, existing| {
        let side = AccountSide {
            recognizing,
            ..side(manager)
        };
        let recipient = Recipient {
            existing,
            terms: &terms,
        };
        (
            side.may_give(recipient, Access::PartnerAdmin, None, catalogue),
            side.may_seat(recipient, Seat::Partner, catalogue),
            side.may_seat(recipient, Seat::Core, catalogue),
        )
    };
    for manager in [&by_helen, &by_ines] {
        assert_eq!(offered(manager, &[], None), (false, false, true));
        assert_eq!(offered(manager, &northwind, None), (true, true, true));
        let acting = Some(&acting);
        assert_eq!(offered(manager, &northwind, acting), (true, true, true));
        assert_eq!(offered(manager, &other, acting), (false, false, true));
    }
    let nothing = (false, false, false);
    assert_eq!(offered(&by_ines, &northwind, Some(&helen)).2, nothing.2);

    let (less, more) = (scene.set("contacts.view"), scene.set("crm.import"));
    let recipient = Recipient {
        existing: None,
        terms: &terms,
    };
    for (manager, set, expected) in [
        (&by_ines, &less, true),
        (&by_ines, &more, false),
        (&by_helen, &more, true),
    ] {
        let held = choose(set).set;
        let given = side(manager).may_give(recipient, access(set), Some(&held), catalogue);
        assert_eq!(given, expected);
    }
}
