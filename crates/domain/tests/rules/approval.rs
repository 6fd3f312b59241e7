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

/// An approval of Tomas' link, to be changed by each test.
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

    /// Makes Tomas a member of the client already.
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

    /// The day on which access ends.
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

/// Approval makes a partner admin on a partner seat who acts for the partner (L5, S2).
#[test]
fn makes_a_partner_admin_with_the_partner_seat() {
    for case in [Case::new(), Case::by_manager()] {
        let approved = case.approve(None).unwrap();
        assert_eq!(approved.outcome, ApprovalOutcome::Created);
        assert_active_partner_admin(&case, &approved);
        assert_eq!(approved.membership.expires_at, None);
    }
}

/// A person whose address is not confirmed is invited first (I1).
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

/// An active member is not invited again, whether or not the address is confirmed (L5, I1).
#[test]
fn an_active_member_is_not_invited_again() {
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

/// A member who has other access, is invited, expired or deactivated becomes an active partner
/// admin without adjustments and end (L5, A8).
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

/// An active partner admin stays unchanged; a deactivated or expired one becomes active again (L5).
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

/// A super admin is refused, and so is a member who acts for another partner (L5).
#[test]
fn super_admins_and_other_partners_people_are_refused() {
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

/// Nobody approves their own link (L3).
#[test]
fn nobody_approves_themself() {
    let mut case = Case::new();
    let key = LinkKey::new([7; 32]);
    let (id, now) = (case.scene.ids.next(), case.scene.now);
    case.link = AccessLink::issue(id, case.partner.id, case.scene.helen.id, &key, 90, now);
    assert_eq!(case.approval().may_decide(), Err(Refusal::SelfTarget));
    assert_eq!(case.approve(None), Err(Refusal::SelfTarget));
}

/// The account's policy, or a subject who is a member there on their own behalf, makes it take a
/// super admin (L3); declining takes the same (L6).
#[test]
fn some_approvals_take_a_super_admin() {
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

/// A link is not approved in the partner's own account (L3).
#[test]
fn a_link_is_not_approved_in_the_partners_account() {
    let mut case = Case::new();
    case.client = case.partner.clone();
    let refused = Refusal::Conflict(Conflict::OwnAccount);
    assert_eq!(case.approve(None), Err(refused));
}

/// A link is usable while the partner is enrolled (checked first), the link is valid and its
/// employee is active (L1, L2).
#[test]
fn a_link_needs_a_partner_and_an_employee() {
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

/// Terms laid down by this rank: a refusal, a withheld permission, an end in five days.
fn laid_down(case: &Case, by: Rank) -> Terms {
    let mut terms = Terms::none(case.client.id, case.link.employee);
    terms.refuse(Rank::SuperAdmin);
    assert!(terms.withhold(&keys("reports.view"), by));
    assert!(terms.set_limit(Some(case.scene.day(5)), by));
    terms
}

/// An approval lifts the refusal. What was withheld or given an end it lifts only with the same
/// rank, for new and for existing members (A8, D9).
#[test]
fn an_approval_lifts_what_its_rank_may_lift() {
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
            assert!(!approved.terms.is_refused());
            assert_eq!(approved.terms.withheld.is_empty(), lifted);
            let end = (!lifted).then_some(5);
            assert_eq!(case.ends(&approved), end, "{laid_by:?}");
        }
    }
}

/// The end set by an approver is the client's own from then on, and never later than one set by a
/// higher rank (L5, A8, D9).
#[test]
fn an_end_set_by_approving_is_the_clients() {
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

/// P5 (words: given), I4: it is given under the employment of now; who left the account accepts first.
#[test]
fn l5_approving_gives_under_the_present_employment() {
    let new = Case::new();
    let staff = |scene: &Scene| {
        MemberBuilder::new(&scene.harbour, &scene.tomas).set(&scene.set("contacts.view"))
    };
    let mut former = Case::new();
    let existing = staff(&former.scene).terms(|terms| terms.left = true);
    former = former.with_existing(existing);
    for (case, left) in [(new, false), (former, true)] {
        let approved = case.approve(None).unwrap().membership;
        let employment = case.employment.as_ref().unwrap().membership.employment();
        assert_eq!(approved.given_under, Some(employment.key));
        let until = left.then(|| case.scene.day(7));
        assert_eq!(approved.invited_until, until);
    }
}
