//! How the platform creates and changes a membership: seats, partners, status, ends (S1, S2, L1,
//! D5, D9, I1).

use latchkey_domain::{
    account_side::provisioning::{
        GivenAccess, Provision, ProvisionError, Provisioned, Provisioning, Requester,
    },
    base::refusal::Refusal,
    membership::{
        Access, Engagement, Status,
        member::Member,
        super_admins::SuperAdmins,
        terms::{Rank, Terms},
    },
    people::{
        account::{Account, AccountStatus},
        user::User,
    },
    permission::seat::{PaidSeat, Seat},
};
use latchkey_testing::builders::{AccountBuilder, MemberBuilder, MembershipBuilder, keys};

use crate::scene::{Scene, permanent};

/// A change of Tomas' membership in Harbour, to be adapted by each test.
pub(crate) struct Case {
    pub(crate) scene: Scene,
    pub(crate) user: User,
    pub(crate) existing: Option<Member>,
    pub(crate) terms: Terms,
    pub(crate) partner: Option<(Account, Option<Member>)>,
    pub(crate) super_admins: SuperAdmins,
}

impl Case {
    pub(crate) fn new() -> Self {
        let scene = Scene::new();
        let helen = scene.super_admin(&scene.helen);
        Self {
            user: scene.tomas.clone(),
            existing: None,
            terms: Terms::none(scene.harbour.id, scene.tomas.id),
            partner: None,
            super_admins: permanent(&[&helen]),
            scene,
        }
    }

    /// Makes Tomas act for Northwind, which employs him.
    pub(crate) fn of_partner(mut self) -> Self {
        let employment = self.scene.employment(&self.user);
        self.partner = Some((self.scene.northwind.clone(), Some(employment)));
        self
    }

    pub(crate) fn with_existing(mut self, builder: MemberBuilder) -> Self {
        let existing = builder.build(&self.scene.ids);
        self.terms = existing.terms.clone();
        self.existing = Some(existing);
        self
    }

    pub(crate) fn carry_out(&self, provision: &Provision) -> Result<Provisioned, ProvisionError> {
        self.carry_out_by(provision, Requester::Platform)
    }

    pub(crate) fn carry_out_by(
        &self,
        provision: &Provision,
        by: Requester<'_>,
    ) -> Result<Provisioned, ProvisionError> {
        let partner = self.partner.as_ref();
        let provisioning = Provisioning {
            catalogue: &self.scene.catalogue,
            account: &self.scene.harbour,
            user: &self.user,
            existing: self.existing.as_ref(),
            terms: &self.terms,
            partner: partner.map(|(partner, employment)| (partner, employment.as_ref())),
            super_admins: &self.super_admins,
            by,
        };
        provisioning.carry_out(provision, &self.scene.ids, self.scene.now)
    }
}

pub(crate) fn set(scene: &Scene, permissions: &str) -> Provision {
    Provision {
        access: Some(GivenAccess::PermissionSet(scene.chosen(permissions))),
        ..Provision::default()
    }
}

pub(crate) fn access(given: GivenAccess) -> Provision {
    Provision {
        access: Some(given),
        ..Provision::default()
    }
}

#[track_caller]
pub(crate) fn assert_invalid(result: Result<Provisioned, ProvisionError>, pointer: &str) {
    match result {
        Err(ProvisionError::Invalid(errors)) => {
            let pointers: Vec<_> = errors
                .listed()
                .iter()
                .map(|it| it.pointer.as_str())
                .collect();
            assert_eq!(pointers, pointer.split(' ').collect::<Vec<_>>());
        }
        other => panic!("{pointer} should be invalid, but: {other:?}"),
    }
}

fn refused(refusal: Refusal) -> Result<Provisioned, ProvisionError> {
    Err(ProvisionError::Refused(refusal))
}

/// A new member is active on a core seat by default; access must be sent (I1).
#[test]
fn new_members_are_core_and_active_by_default() {
    let case = Case::new();
    assert_invalid(case.carry_out(&Provision::default()), "/access");
    let made = case.carry_out(&set(&case.scene, "contacts.view")).unwrap();
    let membership = made.membership;
    assert_eq!(
        (membership.seat, membership.status(), membership.engagement),
        (Seat::Core, Status::Active, Engagement::Employee)
    );
    assert_eq!((membership.partner, membership.expires_at), (None, None));
    let invited = Provision {
        status: Some(Status::Invited),
        seat: Some(Seat::Sales),
        paid_seats: Some([PaidSeat::Service].into_iter().collect()),
        engagement: Some(Engagement::Contractor),
        ..set(&case.scene, "contacts.view")
    };
    let membership = case.carry_out(&invited).unwrap().membership;
    assert_eq!(membership.status(), Status::Invited);
    let until = membership.invited_until.unwrap();
    assert_eq!((until - case.scene.now).num_days(), 7);
    assert_eq!(membership.seat, Seat::Sales);
    assert!(membership.paid_seats.contains(PaidSeat::Service));
    assert_eq!(membership.engagement, Engagement::Contractor);
}

/// Absent fields keep their value, and a change without effect changes nothing (T4).
#[test]
fn absent_fields_keep_their_value() {
    let case = Case::new();
    let end = case.scene.day(9);
    let existing = case
        .scene
        .acting_builder(&case.scene.tomas, "contacts.view");
    let existing = existing.with(|it| it.contractor().added("crm.import").expires_at(end));
    let case = case.with_existing(existing.limit(end));
    let before = case.existing.as_ref().unwrap();
    let unchanged = case.carry_out(&Provision::default()).unwrap();
    assert_eq!(unchanged.membership, before.membership);
    assert_eq!(unchanged.terms, before.terms);
    let same = Provision {
        seat: Some(Seat::Partner),
        engagement: Some(Engagement::Contractor),
        expires_at: Some(Some(end)),
        partner: Some(Some(case.scene.northwind.id)),
        ..Provision::default()
    };
    let unchanged = case.carry_out(&same).unwrap();
    assert_eq!(unchanged.membership, before.membership);
}

/// The status changes only if it is sent; then it is the account's own act (D9).
#[test]
fn status_changes_only_when_it_is_sent() {
    let case = Case::new();
    let existing = case
        .scene
        .acting_builder(&case.scene.tomas, "contacts.view");
    let existing = existing.with(MembershipBuilder::deactivated);
    let case = case.with_existing(existing.terms(|terms| {
        terms.refuse(Rank::SuperAdmin);
    }));
    let kept = case.carry_out(&Provision::default()).unwrap();
    assert_eq!(kept.membership.status(), Status::Deactivated);
    assert!(kept.terms.is_refused());
    for (status, refused) in [
        (Status::Active, false),
        (Status::Deactivated, true),
        // They accepted once, and nothing takes that back (I1).
        (Status::Invited, true),
    ] {
        let provision = Provision {
            status: Some(status),
            ..Provision::default()
        };
        let made = case.carry_out(&provision).unwrap();
        let kept = if refused { Status::Deactivated } else { status };
        assert_eq!(made.membership.status(), kept);
        assert_eq!(made.terms.is_refused(), refused);
    }
}

/// Making somebody a member lifts the refusal and nothing else (D9).
#[test]
fn a_new_membership_lifts_only_the_refusal() {
    let mut case = Case::new();
    case.terms.refuse(Rank::SuperAdmin);
    assert!(case.terms.withhold(&keys("reports.view"), Rank::Manager));
    let end = case.scene.day(5);
    assert!(case.terms.set_limit(Some(end), Rank::Manager));
    let made = case.carry_out(&set(&case.scene, "reports.view")).unwrap();
    assert!(!made.terms.is_refused());
    assert_eq!(made.terms.withheld, case.terms.withheld);
    assert_eq!(made.membership.expires_at, Some(end));
    let cleared = Provision {
        expires_at: Some(None),
        ..set(&case.scene, "reports.view")
    };
    let made = case.carry_out(&cleared).unwrap();
    assert_eq!((made.membership.expires_at, made.terms.limit), (None, None));
}

/// An end set by the platform counts as a super admin's (A8, D9).
#[test]
fn an_end_set_by_the_platform_is_a_super_admins() {
    let case = Case::new();
    let end = case.scene.day(5);
    let provision = Provision {
        expires_at: Some(Some(end)),
        ..set(&case.scene, "reports.view")
    };
    let made = case.carry_out(&provision).unwrap();
    assert_eq!(made.membership.expires_at, Some(end));
    let limit = made.terms.limit.unwrap();
    assert_eq!((limit.at, limit.by), (end, Rank::SuperAdmin));
}

/// Super admins and partner admins never have the seat `view_only`; a partner admin has a partner
/// seat (S1).
#[test]
fn a_partner_admin_holds_a_partner_seat() {
    let case = Case::new().of_partner();
    let partner_admin = |seat| Provision {
        seat: Some(seat),
        partner: Some(Some(case.scene.northwind.id)),
        ..access(GivenAccess::PartnerAdmin)
    };
    assert_invalid(case.carry_out(&partner_admin(Seat::ViewOnly)), "/seat");
    for seat in [Seat::Core, Seat::Sales, Seat::Service] {
        let expected = refused(Refusal::PartnerSeatRequired);
        assert_eq!(case.carry_out(&partner_admin(seat)), expected);
    }
    let made = case.carry_out(&partner_admin(Seat::Partner)).unwrap();
    assert_eq!(made.membership.access, Access::PartnerAdmin);
    let super_admin = Provision {
        seat: Some(Seat::ViewOnly),
        ..access(GivenAccess::SuperAdmin)
    };
    assert_invalid(case.carry_out(&super_admin), "/seat");
}

/// A partner admin and a partner seat need a partner to act for, which is never the account itself
/// (S2, L1).
#[test]
fn a_partner_seat_needs_a_partner_to_act_for() {
    let case = Case::new().of_partner();
    let for_nobody = [
        Provision {
            seat: Some(Seat::Partner),
            ..access(GivenAccess::PartnerAdmin)
        },
        Provision {
            seat: Some(Seat::Partner),
            ..set(&case.scene, "contacts.view")
        },
        Provision {
            seat: Some(Seat::Partner),
            partner: Some(None),
            ..access(GivenAccess::SuperAdmin)
        },
    ];
    for provision in for_nobody {
        assert_invalid(case.carry_out(&provision), "/partner");
    }
    let for_itself = Provision {
        partner: Some(Some(case.scene.harbour.id)),
        ..set(&case.scene, "contacts.view")
    };
    assert_invalid(case.carry_out(&for_itself), "/partner");
}

/// The partner must be enrolled and employ the person; an unknown partner is not found (L1).
#[test]
fn a_partner_must_be_enrolled_and_employ_the_person() {
    let mut case = Case::new().of_partner();
    let provision = Provision {
        partner: Some(Some(case.scene.northwind.id)),
        ..set(&case.scene, "contacts.view")
    };
    assert!(case.carry_out(&provision).is_ok());
    let former = AccountBuilder::new("F").former_partner();
    let former = former.build(&case.scene.ids);
    let left = case
        .scene
        .employed(&case.user, MembershipBuilder::deactivated);
    let employment = case.scene.employment(&case.user);
    for (partner, expected) in [
        (None, Refusal::NotFound),
        (
            Some((former, Some(employment))),
            Refusal::PartnerNotEnrolled,
        ),
        (
            Some((case.scene.northwind.clone(), Some(left))),
            Refusal::NotAnEmployee,
        ),
        (
            Some((case.scene.northwind.clone(), None)),
            Refusal::NotAnEmployee,
        ),
    ] {
        case.partner = partner;
        assert_eq!(case.carry_out(&provision), refused(expected));
    }
}

/// After the enrolment has ended, memberships may stay as they are, but nobody is made partner
/// admin (L1).
#[test]
fn memberships_stay_when_the_enrolment_ends() {
    let case = Case::new();
    let former = AccountBuilder::new("F").former_partner();
    let former = former.build(&case.scene.ids);
    let mut case = case;
    let employment = case.scene.employment(&case.user);
    let existing = MemberBuilder::new(&case.scene.harbour, &case.user)
        .set(&case.scene.set("contacts.view"))
        .acting_for(&former, Some(&employment));
    case = case.with_existing(existing);
    case.partner = Some((former, Some(employment)));
    let contractor = Provision {
        engagement: Some(Engagement::Contractor),
        ..Provision::default()
    };
    assert!(case.carry_out(&contractor).is_ok());
    let partner_admin = access(GivenAccess::PartnerAdmin);
    let expected = refused(Refusal::PartnerNotEnrolled);
    assert_eq!(case.carry_out(&partner_admin), expected);
}

/// The last permanent super admin is not demoted, deactivated or given an end. This
/// is checked before other rules of state (D5).
#[test]
fn the_last_permanent_super_admin_stays_one() {
    let mut case = Case::new().of_partner();
    let helen = case.scene.super_admin(&case.scene.helen);
    case.user = case.scene.helen.clone();
    case.terms = Terms::none(case.scene.harbour.id, case.user.id);
    case.existing = Some(helen.clone());
    let status = |status| Provision {
        status: Some(status),
        ..Provision::default()
    };
    let ended = Provision {
        expires_at: Some(Some(case.scene.day(9))),
        ..Provision::default()
    };
    let without_seat = Provision {
        partner: Some(Some(case.scene.northwind.id)),
        ..access(GivenAccess::PartnerAdmin)
    };
    let taken = [
        set(&case.scene, "users.edit"),
        status(Status::Deactivated),
        ended,
        without_seat,
    ];
    let ines = case.scene.super_admin(&case.scene.ines);
    for provision in taken {
        case.super_admins = permanent(&[&helen]);
        let found = case.carry_out(&provision);
        assert_eq!(found, refused(Refusal::LastSuperAdmin), "{provision:?}");
        case.super_admins = permanent(&[&helen, &ines]);
        let found = case.carry_out(&provision);
        assert_ne!(found, refused(Refusal::LastSuperAdmin), "{provision:?}");
    }
    let kept = case.carry_out(&access(GivenAccess::SuperAdmin)).unwrap();
    assert_eq!(kept.membership, helen.membership);
}

/// Who acts for a closed partner does not count (P5), so the last super admin is told of first, before
/// the partner (D5).
#[test]
fn the_last_one_acts_for_no_closed_partner() {
    let mut case = Case::new();
    let (now, northwind) = (case.scene.now, case.scene.northwind.id);
    case.scene.northwind.set_status(AccountStatus::Closed, now);
    let mut case = case.of_partner();
    let helen = case.scene.super_admin(&case.user);
    case.existing = Some(helen.clone());
    let ines = case.scene.super_admin(&case.scene.ines);
    let provision = Provision {
        partner: Some(Some(northwind)),
        ..Provision::default()
    };
    for (super_admins, refusal) in [
        (permanent(&[&helen]), Refusal::LastSuperAdmin),
        (permanent(&[&helen, &ines]), Refusal::PartnerNotEnrolled),
    ] {
        case.super_admins = super_admins;
        assert_eq!(case.carry_out(&provision), refused(refusal));
    }
}
