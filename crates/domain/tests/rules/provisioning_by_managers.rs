//! How managers of an account create and change memberships: whom they reach, what they may give, and what
//! follows from their word (A8, D5, I1, L3, P5, S2).

use latchkey_domain::{
    account_side::{
        AccountSide,
        provisioning::{
            GivenAccess, GivenAdjustments, Provision, ProvisionError, Provisioned, Requester,
            partner_meant,
        },
    },
    base::{ids::AccountId, refusal::Refusal},
    gate::AccountManager,
    membership::{Membership, Status, super_admins::LastSuperAdmin, terms::Rank},
    people::account::PartnerAdminsBy,
    permission::{
        PermissionSet,
        seat::{PaidSeats, Seat},
    },
};
use latchkey_testing::builders::{
    AccountBuilder, MemberBuilder, MembershipBuilder, SetBuilder, keys,
};

use crate::{
    provisioning::{Case, access, assert_invalid, set},
    scene::{Scene, permanent},
};

/// What Ines holds as manager of Harbour.
const HELD: &str = "users.edit contacts.view reports.view";

pub(crate) fn manager(scene: &Scene) -> AccountManager {
    scene.account_manager(&scene.own(&scene.ines, HELD))
}

pub(crate) fn super_admin(scene: &Scene) -> AccountManager {
    scene.account_manager(&scene.super_admin(&scene.helen))
}

pub(crate) fn by<'a>(manager: &'a AccountManager, recognizing: &'a [AccountId]) -> Requester<'a> {
    Requester::Account(AccountSide {
        manager,
        policy: PartnerAdminsBy::UsersEdit,
        recognizing,
    })
}

pub(crate) fn done(result: Result<Provisioned, ProvisionError>) -> Membership {
    result.unwrap().membership
}

#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "calls read better without references"
)]
pub(crate) fn refused(result: Result<Provisioned, ProvisionError>, refusal: Refusal) {
    assert_eq!(result, Err(ProvisionError::Refused(refusal)));
}

fn on_partner_seat(given: Provision, partner: AccountId) -> Provision {
    Provision {
        seat: Some(Seat::Partner),
        partner: Some(Some(partner)),
        ..given
    }
}

pub(crate) fn sales_seat() -> Provision {
    Provision {
        seat: Some(Seat::Sales),
        ..Provision::default()
    }
}

/// S2: a partner seat and partner admin are for those whom an enrolled partner recognises.
#[test]
fn s2_a_manager_needs_the_partner_to_recognise_them() {
    let case = Case::new().of_partner();
    let scene = &case.scene;
    let (manager, northwind) = (manager(scene), scene.northwind.id);
    let recognized = [northwind];
    for given in [
        access(GivenAccess::PartnerAdmin),
        set(scene, "contacts.view"),
    ] {
        let wanted = on_partner_seat(given, northwind);
        refused(
            case.carry_out_by(&wanted, by(&manager, &[])),
            Refusal::NotRecognized,
        );
        let made = done(case.carry_out_by(&wanted, by(&manager, &recognized)));
        assert_eq!((made.seat, made.partner), (Seat::Partner, Some(northwind)));
    }
    // Nobody is recognised by whom nobody names.
    let unnamed = Provision {
        seat: Some(Seat::Partner),
        ..set(scene, "contacts.view")
    };
    refused(
        case.carry_out_by(&unnamed, by(&manager, &[])),
        Refusal::NotRecognized,
    );
    // Another seat and another access need no partner.
    let plain = set(scene, "contacts.view");
    assert_eq!(
        done(case.carry_out_by(&plain, by(&manager, &[]))).partner,
        None
    );

    let mut ended = Case::new().of_partner();
    let left = AccountBuilder::new("Northwind Studio").former_partner();
    let left = left.build(&ended.scene.ids);
    let wanted = on_partner_seat(set(&ended.scene, "contacts.view"), left.id);
    ended.partner = Some((left, None));
    let result = ended.carry_out_by(&wanted, by(&manager, &[]));
    refused(result, Refusal::PartnerNotEnrolled);
}

/// S2: recognition matters where something new is given, not to what is there.
#[test]
fn s2_what_is_there_needs_no_recognition() {
    let case = Case::new().of_partner();
    let scene = &case.scene;
    let manager = manager(scene);
    let acting = scene.acting_builder(&scene.tomas, "contacts.view");
    let on_seat = |seat| move |it: MembershipBuilder| it.seat(seat);
    let seated = acting.clone().with(on_seat(Seat::Partner));
    let unseated = acting.with(on_seat(Seat::Core));
    let admin = scene.partner_admin_builder(&scene.tomas);
    let sales = Provision {
        paid_seats: Some(PaidSeats::default()),
        ..Provision::default()
    };
    let to_set = set(scene, "reports.view");
    let to_admin = access(GivenAccess::PartnerAdmin);
    let with_seat = Provision {
        seat: Some(Seat::Partner),
        ..Provision::default()
    };
    for (existing, wanted, is_new) in [
        (admin.clone(), &sales, false),
        (seated.clone(), &sales, false),
        (seated.clone(), &to_set, false),
        (seated.clone(), &with_seat, false),
        (admin, &with_seat, false),
        (seated, &to_admin, true),
        (unseated, &with_seat, true),
    ] {
        let case = Case::new().of_partner().with_existing(existing);
        let result = case.carry_out_by(wanted, by(&manager, &[]));
        if is_new {
            refused(result, Refusal::NotRecognized);
        } else {
            done(result);
        }
    }
}

/// S2: where several partners recognise somebody, the manager names one.
#[test]
fn s2_one_of_several_partners_is_named() {
    let case = Case::new().of_partner();
    let scene = &case.scene;
    let manager = manager(scene);
    let other: AccountId = AccountBuilder::new("Other").partner().build(&scene.ids).id;
    let both = [scene.northwind.id, other];
    let unnamed = Provision {
        seat: Some(Seat::Partner),
        ..set(scene, "contacts.view")
    };
    assert_invalid(case.carry_out_by(&unnamed, by(&manager, &both)), "/partner");
    let named = on_partner_seat(set(scene, "contacts.view"), scene.northwind.id);
    done(case.carry_out_by(&named, by(&manager, &both)));
    let one = case.carry_out_by(&unnamed, by(&manager, &both[..1]));
    refused(one, Refusal::NotRecognized);
    // Nothing is open where nothing of a partner is given.
    done(case.carry_out_by(&set(scene, "contacts.view"), by(&manager, &both)));
}

/// For whom somebody acts: as it is said, else as before, else for the only one that recognises them.
#[test]
fn the_only_partner_is_meant_where_none_is_said() {
    let scene = Scene::new();
    let (one, other) = (scene.northwind.id, scene.harbour.id);
    for (said, before, recognizing, meant) in [
        (None, None, &[one][..], Some(one)),
        (None, None, &[one, other], None),
        (None, None, &[], None),
        (None, Some(other), &[one], Some(other)),
        (Some(None), Some(other), &[one], None),
        (Some(None), None, &[one], None),
        (Some(Some(other)), None, &[one], Some(other)),
        (Some(Some(other)), Some(one), &[one], Some(other)),
    ] {
        assert_eq!(partner_meant(said, before, recognizing), meant);
    }
}

/// A change with its access and partner looked up is the same change otherwise.
#[test]
fn looking_up_changes_nothing_else() {
    let scene = Scene::new();
    let change = Provision {
        seat: Some(Seat::Sales),
        paid_seats: Some(PaidSeats::default()),
        status: Some(Status::Invited),
        expires_at: Some(Some(scene.day(1))),
        give: true,
        last_super_admin: LastSuperAdmin::MayGo,
        ..Provision::default()
    };
    let found = change.looked_up(Some(GivenAccess::SuperAdmin), Some(Some(scene.harbour.id)));
    assert!(matches!(found.access, Some(GivenAccess::SuperAdmin)));
    assert_eq!(found.partner, Some(Some(scene.harbour.id)));
    assert_eq!((found.seat, found.status), (change.seat, change.status));
    assert_eq!(found.paid_seats, change.paid_seats);
    assert_eq!(found.expires_at, change.expires_at);
    assert!(found.give && found.last_super_admin == LastSuperAdmin::MayGo);
}

/// A8, D5: a holder of `users.edit` changes no super admin; that the last one stays is said first, where the
/// change would end them.
#[test]
fn a8_a_manager_changes_no_super_admin() {
    let case = Case::new();
    let scene = &case.scene;
    let manager = manager(scene);
    let helen = MemberBuilder::new(&scene.harbour, &scene.helen);
    let last = Case::new().with_existing(helen.clone());
    let mut spare = Case::new().with_existing(helen);
    spare.super_admins = permanent(&[
        spare.existing.as_ref().unwrap(),
        &scene.super_admin(&scene.kaya),
    ]);
    let mut last = last;
    last.super_admins = permanent(&[last.existing.as_ref().unwrap()]);
    let ends = [
        set(scene, "contacts.view"),
        Provision {
            expires_at: Some(Some(scene.day(1))),
            ..Provision::default()
        },
    ];
    for change in &ends {
        let result = last.carry_out_by(change, by(&manager, &[]));
        refused(result, Refusal::LastSuperAdmin);
        let result = spare.carry_out_by(change, by(&manager, &[]));
        refused(result, Refusal::SuperAdminTarget);
    }
    let harmless = [
        sales_seat(),
        access(GivenAccess::SuperAdmin),
        Provision {
            expires_at: Some(None),
            ..Provision::default()
        },
    ];
    for change in &harmless {
        let result = last.carry_out_by(change, by(&manager, &[]));
        refused(result, Refusal::SuperAdminTarget);
    }
}

/// A8: a manager gives what they hold, whatever the membership was.
#[test]
fn a8_a_manager_gives_what_they_hold() {
    let case = Case::new();
    let scene = &case.scene;
    let (manager, super_admin) = (manager(scene), super_admin(scene));
    let less = set(scene, "contacts.view");
    let more = set(scene, "contacts.view billing.view");
    done(case.carry_out_by(&less, by(&manager, &[])));
    let result = case.carry_out_by(&more, by(&manager, &[]));
    refused(result, Refusal::ExceedsOwnPermissions);
    done(case.carry_out_by(&more, by(&super_admin, &[])));
    let staff = MemberBuilder::new(&scene.harbour, &scene.tomas).set(&scene.set("contacts.view"));
    let case = Case::new().with_existing(staff);
    let add = |added: &str| Provision {
        adjustments: Some(GivenAdjustments {
            added: Some(keys(added)),
            withheld: None,
        }),
        ..Provision::default()
    };
    done(case.carry_out_by(&add("reports.view"), by(&manager, &[])));
    let result = case.carry_out_by(&add("billing.view"), by(&manager, &[]));
    refused(result, Refusal::ExceedsOwnPermissions);
}

/// L3: where super admins make partner admins, only they put off their ends. An earlier end is anybody's.
#[test]
fn l3_only_super_admins_put_off_an_end() {
    let mut case = Case::new().of_partner();
    let strict = AccountBuilder::new("Harbour & Pine").partner_admins_by_super_admins();
    case.scene.harbour = strict.build(&case.scene.ids);
    let scene = &case.scene;
    let (manager, super_admin) = (manager(scene), super_admin(scene));
    let end = scene.day(5);
    let admin = scene.partner_admin_builder(&scene.tomas);
    let admin = admin.with(|it| it.expires_at(end));
    let with_end = |end| Provision {
        expires_at: Some(end),
        ..Provision::default()
    };
    let (later, earlier) = (Some(scene.day(6)), Some(scene.day(4)));
    let mut ending = Case::new().of_partner();
    ending.scene.harbour = scene.harbour.clone();
    let ending = ending.with_existing(admin);
    for put_off in [later, None] {
        let wanted = with_end(put_off);
        let result = ending.carry_out_by(&wanted, by(&manager, &[]));
        refused(result, Refusal::MissingPermission);
        done(ending.carry_out_by(&wanted, by(&super_admin, &[])));
    }
    done(ending.carry_out_by(&with_end(earlier), by(&manager, &[])));
}

/// A super admin of Harbour who acts for Northwind.
fn visitor(scene: &Scene) -> AccountManager {
    let employment = scene.employment(&scene.marit);
    let visitor = MemberBuilder::new(&scene.harbour, &scene.marit);
    let visitor = visitor.acting_for(&scene.northwind, Some(&employment));
    scene.account_manager(&visitor.build(&scene.ids))
}

/// A8, D9: whoever acts for a partner lets in nobody whom the own side refused.
#[test]
fn d9_a_visitor_lets_in_nobody_who_was_refused() {
    let mut case = Case::new();
    case.terms.refuse(Rank::SuperAdmin);
    let scene = &case.scene;
    let (visitor, wanted) = (visitor(scene), set(scene, "contacts.view"));
    let result = case.carry_out_by(&wanted, by(&visitor, &[]));
    refused(result, Refusal::ClientRefused);
    for manager in [manager(scene), super_admin(scene)] {
        done(case.carry_out_by(&wanted, by(&manager, &[])));
    }
    done(case.carry_out(&wanted));
    // Whoever is a member already is in.
    let staff = MemberBuilder::new(&scene.harbour, &scene.tomas).set(&scene.set("contacts.view"));
    let staff = staff.terms(|terms| {
        terms.refuse(Rank::SuperAdmin);
    });
    let member = Case::new().with_existing(staff);
    done(member.carry_out_by(&sales_seat(), by(&visitor, &[])));
}

/// A5: whoever stops acting for a partner keeps none of its sets.
#[test]
fn a5_a_set_of_the_former_partner_is_given_up() {
    let case = Case::new().of_partner();
    let scene = &case.scene;
    let of = |owner| {
        SetBuilder::new("A set", "contacts.view")
            .owner(owner)
            .build(&scene.ids)
    };
    let acting = |set: &PermissionSet| {
        let employment = scene.employment(&scene.tomas);
        MemberBuilder::new(&scene.harbour, &scene.tomas)
            .set(set)
            .acting_for(&scene.northwind, Some(&employment))
    };
    let nobody = || Provision {
        partner: Some(None),
        seat: Some(Seat::Core),
        ..Provision::default()
    };
    let of_partner = Case::new().with_existing(acting(&of(scene.northwind.id)));
    assert_invalid(of_partner.carry_out(&nobody()), "/access");
    let with_other = Provision {
        partner: Some(None),
        seat: Some(Seat::Core),
        ..set(scene, "reports.view")
    };
    assert_eq!(done(of_partner.carry_out(&with_other)).partner, None);
    let of_account = Case::new().with_existing(acting(&of(scene.harbour.id)));
    assert_eq!(done(of_account.carry_out(&nobody())).partner, None);
    // A set of the partner stays with who goes on acting for it, and with who never did.
    done(of_partner.carry_out(&sales_seat()));
    let own = MemberBuilder::new(&scene.harbour, &scene.tomas).set(&of(scene.northwind.id));
    done(Case::new().with_existing(own).carry_out(&nobody()));
}

/// D5: a change that leaves a super admin what they were ends nobody.
#[test]
fn d5_what_ends_no_super_admin_is_free() {
    let scene = Scene::new();
    let employment = scene.employment(&scene.tomas);
    let last = MemberBuilder::new(&scene.harbour, &scene.tomas)
        .acting_for(&scene.northwind, Some(&employment));
    let mut case = Case::new().of_partner().with_existing(last);
    let existing = case.existing.clone().unwrap();
    case.partner = Some((scene.northwind.clone(), Some(employment)));
    case.super_admins = permanent(&[&existing]);
    assert_eq!(done(case.carry_out(&sales_seat())).seat, Seat::Sales);

    // A super admin who acts for a partner changes an own one who is deactivated, and ends nobody by it.
    let visitor = visitor(&scene);
    let helen = MemberBuilder::new(&scene.harbour, &scene.helen);
    for helen in [
        helen.clone(),
        helen.clone().with(MembershipBuilder::deactivated),
    ] {
        let case = Case::new().with_existing(helen);
        let made = case.carry_out_by(&sales_seat(), by(&visitor, &[]));
        assert_eq!(done(made).seat, Seat::Sales);
    }
    let case = Case::new().of_partner().with_existing(helen);
    let moved = Provision {
        partner: Some(Some(scene.northwind.id)),
        ..Provision::default()
    };
    let result = case.carry_out_by(&moved, by(&visitor, &[]));
    assert!(
        matches!(result, Err(ProvisionError::Refused(_))),
        "{result:?}"
    );
}
