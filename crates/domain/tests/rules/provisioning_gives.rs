//! What follows from a change of a membership: under which employment it is given, who accepts first, and who
//! has yet to take what they were given (words: given, taken; I1, L3, P5).

use latchkey_domain::{
    account_side::provisioning::{
        GivenAccess, GivenAdjustments, Provision, ProvisionError, Provisioned,
    },
    base::refusal::Refusal,
    membership::{Access, EmploymentKey, Status, member::Member},
    people::account::Account,
    permission::seat::{PaidSeat, Seat},
};
use latchkey_testing::builders::{
    AccountBuilder, ChangeFreely as _, MemberBuilder, MembershipBuilder, keys,
};

use crate::{
    provisioning::{Case, access, set},
    provisioning_by_managers::{by, done, manager, refused, sales_seat, super_admin},
    scene::Scene,
};

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
fn i1_a_super_admin_has_yet_to_take_it() {
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
