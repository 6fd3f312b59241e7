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
    membership::{
        Access, EmploymentKey, Membership, Status, member::Member, super_admins::LastSuperAdmin,
        terms::Rank,
    },
    people::account::{Account, PartnerAdminsBy},
    permission::{
        PermissionSet,
        seat::{PaidSeat, PaidSeats, Seat},
    },
};
use latchkey_testing::builders::{
    AccountBuilder, ChangeFreely as _, MemberBuilder, MembershipBuilder, SetBuilder, keys,
};

use crate::{
    provisioning::{Case, access, assert_invalid, set},
    scene::{Scene, permanent},
};

/// What Ines holds as manager of Harbour.
const HELD: &str = "users.edit contacts.view reports.view";

fn manager(scene: &Scene) -> AccountManager {
    scene.account_manager(&scene.own(&scene.ines, HELD))
}

fn super_admin(scene: &Scene) -> AccountManager {
    scene.account_manager(&scene.super_admin(&scene.helen))
}

fn by<'a>(manager: &'a AccountManager, recognizing: &'a [AccountId]) -> Requester<'a> {
    Requester::Account(AccountSide {
        manager,
        policy: PartnerAdminsBy::UsersEdit,
        recognizing,
    })
}

fn done(result: Result<Provisioned, ProvisionError>) -> Membership {
    result.unwrap().membership
}

#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "calls read better without references"
)]
fn refused(result: Result<Provisioned, ProvisionError>, refusal: Refusal) {
    assert_eq!(result, Err(ProvisionError::Refused(refusal)));
}

fn on_partner_seat(given: Provision, partner: AccountId) -> Provision {
    Provision {
        seat: Some(Seat::Partner),
        partner: Some(Some(partner)),
        ..given
    }
}

fn sales_seat() -> Provision {
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

/// Tomas, who was given something in Harbour under an employment, and is employed anew.
fn employed_anew(existing: MemberBuilder) -> (Case, EmploymentKey, EmploymentKey) {
    let mut case = Case::new().with_existing(existing);
    let mut again = case.scene.employment(&case.user);
    let first = again.membership.employment().key;
    let at = again.membership.updated_at;
    again
        .membership
        .change_freely(at, |state| state.employments += 1);
    let second = again.membership.employment().key;
    if let Some(existing) = &mut case.existing {
        let at = existing.membership.updated_at;
        let given = &mut existing.membership;
        given.change_freely(at, |state| state.given_under = Some(first));
    }
    case.partner = Some((case.scene.northwind.clone(), Some(again)));
    (case, first, second)
}

fn given(result: Result<Provisioned, ProvisionError>) -> Option<EmploymentKey> {
    done(result).given_under
}

/// P5 (words: given): a person gives access again by any change, and by none.
#[test]
fn p5_a_persons_change_gives_again() {
    let scene = Scene::new();
    let (case, first, second) = employed_anew(scene.acting_builder(&scene.tomas, "contacts.view"));
    let manager = manager(&case.scene);
    let by = || by(&manager, &[]);
    assert_eq!(given(case.carry_out_by(&sales_seat(), by())), Some(second));
    let nothing = case.carry_out_by(&Provision::default(), by());
    assert_eq!(given(nothing), Some(first));
    let withhold = Provision {
        adjustments: Some(GivenAdjustments {
            added: None,
            withheld: Some(keys("contacts.view")),
        }),
        ..Provision::default()
    };
    assert_eq!(given(case.carry_out_by(&withhold, by())), Some(second));
    // Whoever is employed no more is given nothing, and keeps what they were given under.
    let mut gone = case;
    gone.partner = Some((gone.scene.northwind.clone(), None));
    assert_eq!(given(gone.carry_out_by(&sales_seat(), by())), Some(first));
}

/// L3: where super admins make partner admins, the change of another manager goes through and gives nothing.
#[test]
fn l3_a_managers_change_gives_no_partner_admin_again() {
    let strict = AccountBuilder::new("Harbour & Pine").partner_admins_by_super_admins();
    let mut scene = Scene::new();
    scene.harbour = strict.build(&scene.ids);
    let (case, first, second) = employed_anew(scene.partner_admin_builder(&scene.tomas));
    let paid = Provision {
        paid_seats: Some([PaidSeat::Sales].into_iter().collect()),
        ..Provision::default()
    };
    let result = case.carry_out_by(&paid, by(&manager(&case.scene), &[]));
    assert_eq!(given(result), Some(first));
    let result = case.carry_out_by(&paid, by(&super_admin(&case.scene), &[]));
    assert_eq!(given(result), Some(second));
}

/// P5 (words: given): the platform gives by sending back to active, by saying so, and by another partner.
#[test]
fn p5_the_platform_gives_where_it_says_so() {
    let scene = Scene::new();
    let active = scene.acting_builder(&scene.tomas, "contacts.view");
    let off = active.clone().with(MembershipBuilder::deactivated);
    let to_active = Provision {
        status: Some(Status::Active),
        ..Provision::default()
    };
    let give = Provision {
        give: true,
        ..Provision::default()
    };
    for (existing, wanted, gives) in [
        (active.clone(), &to_active, false),
        (active.clone(), &sales_seat(), false),
        (active.clone(), &give, true),
        (off.clone(), &to_active, true),
        (off.clone(), &sales_seat(), false),
    ] {
        let (case, first, second) = employed_anew(existing);
        let expected = if gives { second } else { first };
        assert_eq!(given(case.carry_out(wanted)), Some(expected));
    }
    let (mut case, ..) = employed_anew(active.clone());
    case.partner = Some((case.scene.northwind.clone(), None));
    refused(case.carry_out(&give), Refusal::NotAnEmployee);
    done(case.carry_out(&sales_seat()));

    // Acting for nobody, nothing is given under any employment; acting for another, it is given anew.
    let (case, ..) = employed_anew(active);
    let nobody = Provision {
        partner: Some(None),
        seat: Some(Seat::Core),
        ..Provision::default()
    };
    assert_eq!(given(case.carry_out(&nobody)), None);
    let own = MemberBuilder::new(&scene.harbour, &scene.tomas).set(&scene.set("contacts.view"));
    let (case, _, second) = employed_anew(own);
    let northwind = Provision {
        partner: Some(Some(case.scene.northwind.id)),
        ..Provision::default()
    };
    assert_eq!(given(case.carry_out(&northwind)), Some(second));
}

/// I1: whoever comes to act for nobody in a partner's account, by a person's hand, is invited first.
#[test]
fn i1_whoever_becomes_an_employee_is_asked() {
    let plain = AccountBuilder::new("Harbour & Pine");
    let nobody = Provision {
        partner: Some(None),
        seat: Some(Seat::Core),
        ..Provision::default()
    };
    let member = |account: &Account, acts: bool| -> Case {
        let mut case = Case::new();
        case.scene.harbour = account.clone();
        let scene = &case.scene;
        let member = if acts {
            scene.acting_builder(&scene.tomas, "contacts.view")
        } else {
            MemberBuilder::new(&scene.harbour, &scene.tomas).set(&scene.set("contacts.view"))
        };
        case.with_existing(member)
    };
    let ids = Scene::new().ids;
    let partner = plain.clone().former_partner().build(&ids);
    let client = plain.build(&ids);
    for (account, acts, invited) in [
        (&partner, true, true),
        (&partner, false, false),
        (&client, true, false),
    ] {
        let case = member(account, acts);
        let by_manager = super_admin(&case.scene);
        let made = done(case.carry_out_by(&nobody, by(&by_manager, &[])));
        let until = invited.then(|| case.scene.day(7));
        assert_eq!(made.invited_until, until, "{acts} in {}", account.name);
        assert_eq!(done(case.carry_out(&nobody)).invited_until, None);
        let stays = case.carry_out_by(&sales_seat(), by(&by_manager, &[]));
        assert_eq!(done(stays).invited_until, None);
    }
    // An open invitation keeps its end (T4).
    let mut case = member(&partner, true);
    let soon = Some(case.scene.day(2));
    if let Some(Member { membership, .. }) = &mut case.existing {
        let at = membership.updated_at;
        membership.change_freely(at, |state| state.invited_until = soon);
    }
    let made = case.carry_out_by(&nobody, by(&super_admin(&case.scene), &[]));
    assert_eq!(done(made).invited_until, soon);
}

/// I1 (words: taken): who becomes super admin by a person's hand has yet to take it; the platform's word is
/// taken.
#[test]
fn i1_a_super_admin_by_another_hand_has_yet_to_take_it() {
    let case = Case::new();
    let scene = &case.scene;
    let helen = super_admin(scene);
    let (to_super_admin, to_set) = (access(GivenAccess::SuperAdmin), set(scene, "contacts.view"));
    let made = done(case.carry_out_by(&to_super_admin, by(&helen, &[])));
    assert_eq!(made.offered_by, Some(helen.user));
    assert_eq!(
        done(case.carry_out_by(&to_set, by(&helen, &[]))).offered_by,
        None
    );
    assert_eq!(done(case.carry_out(&to_super_admin)).offered_by, None);

    let staff = MemberBuilder::new(&scene.harbour, &scene.tomas).set(&scene.set("contacts.view"));
    let staff = Case::new().with_existing(staff);
    let made = done(staff.carry_out_by(&to_super_admin, by(&helen, &[])));
    assert_eq!(
        (made.access, made.offered_by),
        (Access::SuperAdmin, Some(helen.user))
    );
    assert_eq!(
        done(staff.carry_out_by(&sales_seat(), by(&helen, &[]))).offered_by,
        None
    );

    let offered = MemberBuilder::new(&scene.harbour, &scene.tomas);
    let offered = Case::new().with_existing(offered.with(|it| it.offered_by(scene.ines.id)));
    for (wanted, by_platform, offered_by) in [
        (&sales_seat(), false, Some(scene.ines.id)),
        (&to_super_admin, false, Some(scene.ines.id)),
        (&sales_seat(), true, Some(scene.ines.id)),
        (&to_super_admin, true, None),
        (&to_set, true, None),
        (&to_set, false, None),
    ] {
        let made = if by_platform {
            offered.carry_out(wanted)
        } else {
            offered.carry_out_by(wanted, by(&helen, &[]))
        };
        assert_eq!(done(made).offered_by, offered_by);
    }
}
