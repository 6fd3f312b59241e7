//! Changing a super admin to partner admin (L8).

use latchkey_domain::{
    base::refusal::{Conflict, Refusal},
    membership::{
        Access, Membership, Status,
        member::{Acting, Member},
        super_admins::{SuperAdmins, TakenBy},
    },
    partnership::change_to_partner_admin::{
        Billing, ChangeToPartnerAdmin, ChangedBy, NewPartner, PartnerUnclear, partner_of,
    },
    people::{
        account::{Account, AccountStatus, PartnerAdminsBy},
        user::{User, UserStatus},
    },
    permission::seat::{PaidSeat, Seat},
};
use latchkey_testing::builders::{AccountBuilder, MemberBuilder, MembershipBuilder};

use crate::scene::{Scene, permanent, texts};

/// A super admin of Harbour who acts for Northwind, and one of Harbour's own.
struct Case {
    scene: Scene,
    helen: Member,
    employment: Member,
}

const BY_CLIENT: ChangedBy = ChangedBy::SuperAdmin {
    by: TakenBy::PLATFORM,
};

const BY_ONESELF: ChangedBy = ChangedBy::Oneself {
    employment_ends: None,
};

impl Case {
    fn new() -> Self {
        let scene = Scene::new();
        Self {
            helen: scene.super_admin(&scene.helen),
            employment: scene.employment(&scene.tomas),
            scene,
        }
    }

    fn builder(&self, user: &User) -> MemberBuilder {
        MemberBuilder::new(&self.scene.harbour, user)
            .acting_for(&self.scene.northwind, Some(&self.employment))
    }

    fn target(&self) -> Member {
        self.builder(&self.scene.tomas).build(&self.scene.ids)
    }

    fn colleague(&self, granted: &str) -> ChangedBy {
        ChangedBy::Colleague {
            granted: self.scene.granted(granted),
            access_ends: None,
        }
    }

    fn change(
        &self,
        by: ChangedBy,
        target: &Member,
        billing: Billing,
    ) -> Result<Option<Membership>, Refusal> {
        let super_admins = permanent(&[target, &self.helen]);
        self.with(by, target, billing, &self.scene.northwind, &super_admins)
    }

    fn with(
        &self,
        by: ChangedBy,
        target: &Member,
        billing: Billing,
        partner: &Account,
        super_admins: &SuperAdmins,
    ) -> Result<Option<Membership>, Refusal> {
        ChangeToPartnerAdmin {
            catalogue: &self.scene.catalogue,
            by,
            target,
            partner: NewPartner::of(partner, Some(&self.employment), self.scene.now),
            super_admins,
            billing,
        }
        .carry_out(self.scene.now)
    }
}

/// The membership becomes partner admin on a partner seat; paid seats and status stay (L8).
#[test]
fn a_super_admin_becomes_partner_admin() {
    let case = Case::new();
    let target = case
        .builder(&case.scene.tomas)
        .with(|it| it.paid_seat(PaidSeat::Sales).deactivated())
        .build(&case.scene.ids);
    let changed = case.change(BY_CLIENT, &target, Billing::Drop);
    let changed = changed.unwrap().unwrap();
    assert_eq!(changed.access, Access::PartnerAdmin);
    assert_eq!(changed.seat, Seat::Partner);
    assert_eq!(changed.partner, Some(case.scene.northwind.id));
    assert_eq!(changed.paid_seats.iter().count(), 1);
    assert_eq!(changed.status(), Status::Deactivated);
    assert!(changed.adjustments.added.is_empty());
}

/// Billing is `billing.*`, without what the client withholds. For somebody else it stays only if
/// the actor holds it (L8).
#[test]
fn billing_stays_if_asked_and_held() {
    let case = Case::new();
    let target = case.target();
    let kept = |by, target: &Member| {
        let changed = case.change(by, target, Billing::Keep)?.unwrap();
        Ok::<_, Refusal>(texts(&changed.adjustments.added))
    };
    let all = Ok("billing.view billing.edit".to_owned());
    assert_eq!(kept(BY_ONESELF, &target), all);
    assert_eq!(kept(BY_CLIENT, &target), all);
    assert_eq!(kept(case.colleague("billing.edit"), &target), all);
    for less in ["", "billing.view"] {
        let refused = kept(case.colleague(less), &target);
        assert_eq!(refused, Err(Refusal::ExceedsOwnPermissions), "{less}");
    }
    let withheld = case.builder(&case.scene.tomas).withheld("billing.edit");
    let withheld = withheld.build(&case.scene.ids);
    let viewing = Ok("billing.view".to_owned());
    assert_eq!(kept(case.colleague("billing.view"), &withheld), viewing);
}

/// Nobody changes the only permanent super admin, and nobody on the partner's side the last one of
/// the client's own. This is checked before any other rule of state (D5, L8).
#[test]
fn the_last_super_admin_stays() {
    let case = Case::new();
    let own = case.scene.super_admin(&case.scene.tomas);
    let former = AccountBuilder::new("Southwind").former_partner();
    let former = former.build(&case.scene.ids);
    let alone = permanent(&[&own]);
    for by in [BY_CLIENT, BY_ONESELF, case.colleague("")] {
        let result = case.with(by, &own, Billing::Drop, &former, &alone);
        assert_eq!(result, Err(Refusal::LastSuperAdmin));
    }
    let beside = permanent(&[
        &own,
        &case.builder(&case.scene.marit).build(&case.scene.ids),
    ]);
    let northwind = &case.scene.northwind;
    let change = |by| case.with(by, &own, Billing::Drop, northwind, &beside);
    assert_eq!(change(BY_ONESELF), Err(Refusal::LastSuperAdmin));
    assert!(change(BY_CLIENT).unwrap().is_some());
}

/// The end is dropped, but not one set by the client (D9). From the partner's side, it is not put
/// off beyond the actor's own end (A9).
#[test]
fn the_end_is_dropped_within_limits() {
    let case = Case::new();
    let day = |number| Some(case.scene.day(number));
    let ends = |limit: Option<i64>, by| {
        let builder = case.builder(&case.scene.tomas);
        let mut builder = builder.with(|it| it.expires_at(case.scene.day(5)));
        if let Some(limit) = limit {
            builder = builder.limit(case.scene.day(limit));
        }
        let target = builder.build(&case.scene.ids);
        let changed = case.change(by, &target, Billing::Drop);
        changed.unwrap().unwrap().expires_at
    };
    let colleague = |access_ends| ChangedBy::Colleague {
        granted: case.scene.granted(""),
        access_ends,
    };
    assert_eq!(ends(None, BY_CLIENT), None);
    assert_eq!(ends(Some(5), BY_CLIENT), day(5));
    assert_eq!(ends(None, BY_ONESELF), day(5));
    assert_eq!(ends(None, colleague(None)), None);
    assert_eq!(ends(None, colleague(day(9))), day(9));
    assert_eq!(ends(None, colleague(day(2))), day(5));
    assert_eq!(ends(Some(7), colleague(day(9))), day(7));
}

/// A deactivated super admin has no rights, so cannot change themself (L8 a).
#[test]
fn a_deactivated_super_admin_cannot_change_themself() {
    let case = Case::new();
    let off = case
        .builder(&case.scene.tomas)
        .with(MembershipBuilder::deactivated);
    let off = off.build(&case.scene.ids);
    let result = case.change(BY_ONESELF, &off, Billing::Drop);
    assert_eq!(result, Err(Refusal::MissingPermission));
}

/// If only super admins may make partner admins, a partner admin changes nobody (L3).
#[test]
fn the_clients_policy_binds_colleagues() {
    let case = Case::new();
    let mut target = case.target();
    target.account.partner_admins_by = PartnerAdminsBy::SuperAdmin;
    let by_colleague = case.change(case.colleague(""), &target, Billing::Drop);
    assert_eq!(by_colleague, Err(Refusal::MissingPermission));
    for by in [BY_CLIENT, BY_ONESELF] {
        let changed = case.change(by, &target, Billing::Drop);
        assert!(changed.unwrap().is_some());
    }
}

/// The other refusals (L1, L8); a partner admin stays unchanged (T4).
#[test]
fn other_refusals_are_named() {
    let case = Case::new();
    let scene = &case.scene;
    let target = case.target();
    let admins = permanent(&[&target, &case.helen]);
    let for_partner = |partner: &Account, target: &Member| {
        case.with(BY_CLIENT, target, Billing::Drop, partner, &admins)
    };
    let own = for_partner(&scene.harbour, &target);
    assert_eq!(own, Err(Refusal::Conflict(Conflict::OwnAccount)));
    let southwind = AccountBuilder::new("Southwind").partner().build(&scene.ids);
    let other = for_partner(&southwind, &target);
    assert_eq!(other, Err(Refusal::ActsForAnotherPartner));
    let former = AccountBuilder::new("Former").former_partner();
    let former = former.build(&scene.ids);
    let free = scene.super_admin(&scene.tomas);
    let not_enrolled = for_partner(&former, &free);
    assert_eq!(not_enrolled, Err(Refusal::PartnerNotEnrolled));
    let set = scene.acting(&scene.tomas, "contacts.view");
    let no_admin = for_partner(&scene.northwind, &set);
    assert_eq!(no_admin, Err(Refusal::Conflict(Conflict::NotASuperAdmin)));
    let already = scene.partner_admin(&scene.tomas);
    let unchanged = case.change(BY_CLIENT, &already, Billing::Keep);
    assert_eq!(unchanged, Ok(None));
}

/// L1, P5: a partner counts while it is enrolled and open; its people while they are enabled and employed.
#[test]
fn l1_a_partner_counts_while_enrolled_and_open() {
    let case = Case::new();
    let known = case.target().acting.unwrap();
    let key = case.employment.membership.employment().key;
    for (enrolled, status, user, is_enrolled, employment) in [
        (
            true,
            AccountStatus::Active,
            UserStatus::Active,
            true,
            Some(key),
        ),
        (
            false,
            AccountStatus::Active,
            UserStatus::Active,
            false,
            Some(key),
        ),
        (true, AccountStatus::Closed, UserStatus::Active, false, None),
        (
            true,
            AccountStatus::Active,
            UserStatus::Disabled,
            true,
            None,
        ),
    ] {
        let acting = Acting {
            enrolled,
            status,
            ..known.clone()
        };
        let partner = NewPartner::acted_for(&acting, user, case.scene.now);
        let expected = NewPartner {
            id: case.scene.northwind.id,
            is_enrolled,
            employment,
        };
        assert_eq!(partner, expected, "{enrolled} {status:?} {user:?}");
    }
}

/// L8 (c): the partner acted for already, else the named one, else the only one that fits.
#[test]
fn l8_the_only_fitting_partner_is_found() {
    let case = Case::new();
    let (scene, now) = (&case.scene, case.scene.now);
    let (northwind, other) = (scene.northwind.id, scene.harbour.id);
    let acting = case.target();
    let found = |named| partner_of(&acting, named, &[], now);
    assert_eq!(found(None), Ok(northwind));
    assert_eq!(found(Some(northwind)), Ok(northwind));
    let another = Err(PartnerUnclear::Refused(Refusal::ActsForAnotherPartner));
    assert_eq!(found(Some(other)), another);

    let fits = acting.acting.clone().unwrap();
    let not_enrolled = Acting {
        partner: other,
        enrolled: false,
        ..fits.clone()
    };
    let not_employed = Acting {
        partner: other,
        employment: None,
        ..fits.clone()
    };
    let second = Acting {
        partner: other,
        ..fits.clone()
    };
    let own = &case.helen;
    let none = Err(PartnerUnclear::Refused(Refusal::NotAnEmployee));
    for (named, employers, expected) in [
        (None, vec![fits.clone()], Ok(northwind)),
        (
            None,
            vec![not_enrolled.clone(), fits.clone()],
            Ok(northwind),
        ),
        (
            None,
            vec![not_employed.clone(), fits.clone()],
            Ok(northwind),
        ),
        (
            None,
            vec![fits.clone(), second],
            Err(PartnerUnclear::NameOne),
        ),
        (None, vec![not_enrolled, not_employed], none),
        (None, vec![], none),
        (Some(other), vec![fits], Ok(other)),
    ] {
        assert_eq!(partner_of(own, named, &employers, now), expected);
    }
}
