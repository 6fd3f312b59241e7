//! Approving an access link (L1 to L6, A8, D9, I1).

use latchkey_domain::{
    base::{
        refusal::{Conflict, Refusal},
        time::Time,
    },
    gate::AccountManager,
    membership::{
        Access, Adjustments, Status,
        member::Member,
        terms::{Rank, Terms},
    },
    partnership::{
        access_link::{AccessLink, LinkKey},
        approval::{Approval, ApprovalOutcome, Approved},
    },
    people::{account::Account, user::User},
    permission::seat::Seat,
};
use latchkey_testing::builders::{
    AccountBuilder, MemberBuilder, MembershipBuilder, UserBuilder, keys,
};

use crate::scene::Scene;

/// All that an approval of Tomas' link rests on, to be changed by each test.
struct Case {
    scene: Scene,
    link: AccessLink,
    partner: Account,
    employment: Option<Member>,
    client: Account,
    approver: AccountManager,
    existing: Option<Member>,
    terms: Terms,
}

impl Case {
    fn new() -> Self {
        let scene = Scene::new();
        let approver = scene.account_manager(&scene.super_admin(&scene.helen));
        Self::by(scene, approver)
    }

    /// Approved by a holder of `users.edit`.
    fn by_manager() -> Self {
        let scene = Scene::new();
        let approver = scene.account_manager(&scene.own(&scene.ines, "users.edit"));
        Self::by(scene, approver)
    }

    fn by(scene: Scene, approver: AccountManager) -> Self {
        let (id, key) = (scene.ids.next(), LinkKey::new([7; 32]));
        let partner = scene.northwind.clone();
        let subject = scene.tomas.id;
        Self {
            link: AccessLink::issue(id, partner.id, subject, &key, 90, scene.now),
            employment: Some(scene.employment(&scene.tomas)),
            client: scene.harbour.clone(),
            terms: Terms::none(scene.harbour.id, subject),
            existing: None,
            approver,
            partner,
            scene,
        }
    }

    /// Somebody who is a member of the client already.
    fn with_existing(mut self, builder: MemberBuilder) -> Self {
        let existing = builder.build(&self.scene.ids);
        self.terms = existing.terms.clone();
        self.existing = Some(existing);
        self
    }

    fn approval(&self) -> Approval<'_> {
        Approval {
            link: &self.link,
            partner: &self.partner,
            employment: self.employment.as_ref(),
            client: &self.client,
            approver: &self.approver,
            existing: self.existing.as_ref(),
            terms: &self.terms,
        }
    }

    fn approve(&self, end: Option<Time>) -> Result<Approved, Refusal> {
        self.approval()
            .approve(end, &self.scene.ids, self.scene.now)
    }

    /// The day that access ends.
    fn ends(&self, approved: &Approved) -> Option<i64> {
        let end = approved.membership.expires_at?;
        Some((end - self.scene.now).num_days())
    }
}

fn assert_active_partner_admin(case: &Case, approved: &Approved) {
    let membership = &approved.membership;
    assert_eq!(membership.access, Access::PartnerAdmin);
    assert_eq!(membership.status(), Status::Active);
    assert_eq!(membership.seat, Seat::Partner);
    assert_eq!(membership.partner, Some(case.partner.id));
    assert_eq!(
        (membership.account, membership.user),
        (case.client.id, case.link.employee)
    );
    assert_eq!(membership.adjustments, Adjustments::default());
}

/// L5, S2: approval makes a partner admin with the partner seat who acts for the partner.
#[test]
fn makes_a_partner_admin_with_the_partner_seat() {
    for case in [Case::new(), Case::by_manager()] {
        let approved = case.approve(None).unwrap();
        assert_eq!(approved.outcome, ApprovalOutcome::Created);
        assert_active_partner_admin(&case, &approved);
        assert_eq!(approved.membership.expires_at, None);
    }
}

/// I1: an address that is not confirmed is invited first.
#[test]
fn an_unconfirmed_address_is_invited() {
    let mut case = Case::new();
    let unconfirmed = UserBuilder::new("Tomas", "t@northwind.example").unconfirmed();
    let unconfirmed = unconfirmed.build(&case.scene.ids);
    case.employment = Some(case.scene.employment(&unconfirmed));
    let approved = case.approve(None).unwrap();
    assert_eq!(approved.membership.status(), Status::Invited);
    let until = approved.membership.invited_until.unwrap();
    assert_eq!((until - case.scene.now).num_days(), 7);
}

/// L5, I1: who is an active member already is not invited again, confirmed or not.
#[test]
fn an_active_member_stays_so_whatever_the_address() {
    let mut case = Case::new();
    let unconfirmed = UserBuilder::new("Tomas", "t@northwind.example").unconfirmed();
    let unconfirmed = unconfirmed.build(&case.scene.ids);
    case.employment = Some(case.scene.employment(&unconfirmed));
    let existing = case.scene.acting_builder(&unconfirmed, "contacts.view");
    let case = case.with_existing(existing);
    let approved = case.approve(None).unwrap();
    assert_eq!(approved.membership.status(), Status::Active);
}

fn acting(case: &Case) -> MemberBuilder {
    let tomas = &case.scene.tomas;
    case.scene.acting_builder(tomas, "contacts.view")
}

type Change = fn(MemberBuilder, Time, Time) -> MemberBuilder;

/// L5, A8: other access, an invitation, an end, a deactivation: all become an active partner admin,
/// adjustments and end cleared.
#[test]
fn an_existing_member_becomes_an_active_partner_admin() {
    let scene = Scene::new();
    let (past, later) = (scene.day(-1), scene.day(9));
    let cases: [(Change, ApprovalOutcome); 5] = [
        (|it, _, _| it, ApprovalOutcome::Changed),
        (
            |it, _, later| it.with(|it| it.added("crm.import").expires_at(later)),
            ApprovalOutcome::Changed,
        ),
        (
            |it, _, _| it.with(MembershipBuilder::invited),
            ApprovalOutcome::Changed,
        ),
        (
            |it, past, _| it.with(|it| it.expires_at(past)),
            ApprovalOutcome::Changed,
        ),
        (
            |it, _, _| it.with(|it| it.clipped("contacts.view").deactivated()),
            ApprovalOutcome::Reactivated,
        ),
    ];
    for (change, outcome) in cases {
        let case = Case::by_manager();
        let existing = change(acting(&case), past, later);
        let case = case.with_existing(existing);
        let approved = case.approve(None).unwrap();
        assert_eq!(approved.outcome, outcome);
        assert_active_partner_admin(&case, &approved);
        assert_eq!(approved.membership.expires_at, None);
        let existing = case.existing.as_ref().unwrap();
        assert_eq!(approved.membership.id, existing.membership.id);
    }
}

fn partner_admin(case: &Case, user: &User) -> MemberBuilder {
    case.scene.partner_admin_builder(user)
}

/// L5: an active partner admin stays as they are; a deactivated or expired one becomes active again.
#[test]
fn an_active_partner_admin_is_unchanged() {
    let case = Case::new();
    let existing = partner_admin(&case, &case.scene.tomas).with(|it| it.added("billing.view"));
    let case = case.with_existing(existing);
    let approved = case.approve(Some(case.scene.day(3))).unwrap();
    assert_eq!(approved.outcome, ApprovalOutcome::Unchanged);
    let existing = case.existing.as_ref().unwrap();
    assert_eq!(approved.membership, existing.membership);
    assert_eq!(approved.terms, existing.terms);

    let case = Case::new();
    let deactivated = partner_admin(&case, &case.scene.tomas).with(MembershipBuilder::deactivated);
    let case = case.with_existing(deactivated);
    let approved = case.approve(None).unwrap();
    assert_eq!(approved.outcome, ApprovalOutcome::Reactivated);
    assert_active_partner_admin(&case, &approved);

    let case = Case::new();
    let ended = case.scene.day(-1);
    let expired = partner_admin(&case, &case.scene.tomas).with(|it| it.expires_at(ended));
    let case = case.with_existing(expired);
    assert_eq!(
        case.approve(None).unwrap().outcome,
        ApprovalOutcome::Changed
    );
}

/// L5: a super admin is refused, and whoever acts for another partner.
#[test]
fn super_admins_and_others_people_are_refused() {
    let case = Case::new();
    let super_admin = MemberBuilder::new(&case.client, &case.scene.tomas);
    let case = case.with_existing(super_admin);
    assert_eq!(case.approve(None), Err(Refusal::SuperAdminTarget));

    let case = Case::new();
    let other = AccountBuilder::new("Other")
        .partner()
        .build(&case.scene.ids);
    let existing = MemberBuilder::new(&case.client, &case.scene.tomas);
    let existing = existing
        .partner_admin(&other, None)
        .with(MembershipBuilder::deactivated);
    let case = case.with_existing(existing);
    assert_eq!(case.approve(None), Err(Refusal::ActsForAnotherPartner));
}

/// L3: nobody approves a link of which they are the subject.
#[test]
fn nobody_approves_themself() {
    let mut case = Case::new();
    let key = LinkKey::new([7; 32]);
    let (id, now) = (case.scene.ids.next(), case.scene.now);
    case.link = AccessLink::issue(id, case.partner.id, case.scene.helen.id, &key, 90, now);
    assert_eq!(case.approval().may_decide(), Err(Refusal::SelfTarget));
    assert_eq!(case.approve(None), Err(Refusal::SelfTarget));
}

/// L3: a policy, or a subject who is a member on their own behalf, asks for a super admin; so does
/// declining (L6).
#[test]
fn some_approvals_are_a_super_admins_alone() {
    let policy = |mut case: Case| {
        let client = AccountBuilder::new("H").partner_admins_by_super_admins();
        case.client = client.build(&case.scene.ids);
        case
    };
    let on_own_behalf = |case: Case| {
        let existing = case.scene.set("contacts.view");
        let member = MemberBuilder::new(&case.client, &case.scene.tomas).set(&existing);
        case.with_existing(member)
    };
    for manager in [
        policy(Case::by_manager()),
        on_own_behalf(Case::by_manager()),
    ] {
        let refused = Err(Refusal::MissingPermission);
        assert_eq!(manager.approval().may_decide(), refused);
        assert_eq!(manager.approve(None), Err(Refusal::MissingPermission));
    }
    for super_admin in [policy(Case::new()), on_own_behalf(Case::new())] {
        assert_eq!(super_admin.approval().may_decide(), Ok(()));
        let approved = super_admin.approve(None).unwrap();
        assert_active_partner_admin(&super_admin, &approved);
    }
}

/// L3: never in the partner's own account.
#[test]
fn a_partner_is_no_client_of_its_own() {
    let mut case = Case::new();
    case.client = case.partner.clone();
    let refused = Refusal::Conflict(Conflict::OwnAccount);
    assert_eq!(case.approve(None), Err(refused));
}

/// L1, L2: the partner is enrolled (told first), the link stands, its subject is an active employee;
/// checked again at approval.
#[test]
fn usable_while_partner_link_and_employee_are() {
    let mut case = Case::new();
    let later = case.scene.day(91);
    let ids = &case.scene.ids;
    let former = AccountBuilder::new("F").former_partner().build(ids);
    let closed = AccountBuilder::new("C").partner().closed().build(ids);
    assert_eq!(case.approval().must_be_usable(case.scene.now), Ok(()));
    let lapsed = case.approval().must_be_usable(later);
    assert_eq!(lapsed, Err(Refusal::LinkNotValid));

    for employment in [
        None,
        Some(
            case.scene
                .employed(&case.scene.tomas, MembershipBuilder::deactivated),
        ),
        Some(
            case.scene
                .employed(&case.scene.tomas, MembershipBuilder::invited),
        ),
    ] {
        case.employment = employment;
        assert_eq!(case.approve(None), Err(Refusal::NotAnEmployee));
    }
    let now = case.scene.now;
    case.link.revoke(now);
    assert_eq!(case.approve(None), Err(Refusal::LinkNotValid));
    for partner in [former, closed] {
        case.partner = partner;
        assert_eq!(case.approve(None), Err(Refusal::PartnerNotEnrolled));
    }
}

/// Terms that a super admin or a manager laid down: a refusal, something withheld, an end in five
/// days.
fn laid_down(case: &Case, by: Rank) -> Terms {
    let mut terms = Terms::none(case.client.id, case.link.employee);
    terms.refused = true;
    assert!(terms.withhold(&keys("reports.view"), by));
    assert!(terms.set_limit(Some(case.scene.day(5)), by));
    terms
}

/// A8, D9: an approval lifts the refusal; what was withheld or timed it lifts only with the same
/// right, for new members and for existing ones.
#[test]
fn an_approval_lifts_what_its_right_may_lift() {
    for existing in [false, true] {
        for (by_super_admin, laid_by, lifted) in [
            (true, Rank::SuperAdmin, true),
            (true, Rank::Manager, true),
            (false, Rank::Manager, true),
            (false, Rank::SuperAdmin, false),
        ] {
            let mut case = if by_super_admin {
                Case::new()
            } else {
                Case::by_manager()
            };
            let terms = laid_down(&case, laid_by);
            if existing {
                let deactivated = acting(&case).with(MembershipBuilder::deactivated);
                case = case.with_existing(deactivated);
            }
            case.terms = terms;
            let approved = case.approve(None).unwrap();
            assert!(!approved.terms.refused);
            assert_eq!(approved.terms.withheld.is_empty(), lifted);
            let end = (!lifted).then_some(5);
            assert_eq!(case.ends(&approved), end, "{laid_by:?}");
        }
    }
}

/// L5, A8, D9: the end that an approver sets is the client's word from then on, and never later than
/// what a higher right has set.
#[test]
fn an_end_set_by_approving_is_the_clients_word() {
    for (by_super_admin, limited, wanted, expected) in [
        (true, false, 9, 9),
        (true, true, 9, 9),
        (false, false, 9, 9),
        (false, true, 9, 5),
        (false, true, 3, 3),
    ] {
        let mut case = if by_super_admin {
            Case::new()
        } else {
            Case::by_manager()
        };
        if limited {
            case.terms = laid_down(&case, Rank::SuperAdmin);
        }
        let wanted = case.scene.day(wanted);
        let approved = case.approve(Some(wanted)).unwrap();
        assert_eq!(case.ends(&approved), Some(expected));
        assert_eq!(approved.terms.limit_at(), approved.membership.expires_at);
        let rank = approved.terms.limit.unwrap().by;
        let kept_rank = by_super_admin || limited;
        let expected = if kept_rank {
            Rank::SuperAdmin
        } else {
            Rank::Manager
        };
        assert_eq!(rank, expected);
    }
}
