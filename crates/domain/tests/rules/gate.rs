//! The gate: who may do what (A1, A8, A11, D1, L3, I3).

use latchkey_domain::{
    base::refusal::Refusal,
    gate::{
        AccountManager, Caller, Need, PartnerManager, account_manager, asks_decisions, caller,
        changing_manager, partner_manager, platform, platform_set_keeper, self_service, user,
    },
    membership::{
        member::Member,
        super_admins::{ActsFor, SuperAdmins},
        terms::{Rank, RefusedBy},
    },
    people::{
        account::PartnerAdminsBy,
        token::{Scope, UserScope},
        user::User,
    },
    permission::{BuiltIn, Permissions},
    trail::{
        audit::{Actor, Records},
        event::{Event, EventKind},
        origin::{Origin, Principal},
    },
};
use latchkey_testing::builders::{AccountBuilder, MemberBuilder, MembershipBuilder};

use crate::scene::{Scene, by, origin, permanent};

fn service(scopes: &[Scope]) -> Origin {
    by(Principal::Service {
        token: latchkey_testing::CountingIds::new().next(),
        scopes: scopes.iter().copied().collect(),
    })
}

fn operator() -> Origin {
    by(Principal::Operator { command: "test" })
}

/// A read-only token changes nothing, and a service token does not act for a user (I3).
#[test]
fn a_token_goes_no_further_than_its_scope() {
    let scene = Scene::new();
    let marit = &scene.marit;
    let refused = Err(Refusal::MissingPermission);
    let (reading, managing) = (
        origin(marit, UserScope::Read),
        origin(marit, UserScope::Manage),
    );
    for (origin, need, expected) in [
        (&reading, Need::View, Ok(marit.id)),
        (&reading, Need::Edit, refused),
        (&managing, Need::View, Ok(marit.id)),
        (&managing, Need::Edit, Ok(marit.id)),
        (&service(&Scope::ALL), Need::View, refused),
        (&operator(), Need::View, refused),
    ] {
        assert_eq!(user(origin, need), expected, "{need:?}");
    }
    assert!(self_service(&reading).is_err());
    assert_eq!(self_service(&managing).unwrap().0, marit.id);
}

/// The platform acts within the scopes of its token, the operator has every scope, and a user has
/// none (I3).
#[test]
fn the_platform_acts_within_its_scopes() {
    let scene = Scene::new();
    for scope in Scope::ALL {
        assert!(platform(&service(&[scope]), scope).is_ok());
        assert!(platform(&operator(), scope).is_ok());
        let others: Vec<_> = Scope::ALL.into_iter().filter(|it| *it != scope).collect();
        let person = origin(&scene.helen, UserScope::Manage);
        for refused in [service(&others), service(&[]), person] {
            let refused = platform(&refused, scope).err();
            assert_eq!(refused, Some(Refusal::MissingPermission));
        }
    }
}

/// What users do by their rights the platform does by a scope (I7).
#[test]
fn a_shared_call_takes_a_user_or_the_scope() {
    let scene = Scene::new();
    let (person, scope) = (Caller::User(scene.helen.id), Scope::Provision);
    let refused = Err(Refusal::MissingPermission);
    let (reading, managing) = (
        origin(&scene.helen, UserScope::Read),
        origin(&scene.helen, UserScope::Manage),
    );
    let job = by(Principal::Job { name: "test" });
    for (origin, view, edit) in [
        (&reading, Ok(person), refused),
        (&managing, Ok(person), Ok(person)),
        (
            &service(&[scope]),
            Ok(Caller::Platform),
            Ok(Caller::Platform),
        ),
        (&operator(), Ok(Caller::Platform), Ok(Caller::Platform)),
        (&service(&[Scope::Audit, Scope::Admin]), refused, refused),
        (&job, refused, refused),
    ] {
        assert_eq!(caller(origin, Need::View, scope), view);
        assert_eq!(caller(origin, Need::Edit, scope), edit);
    }
}

/// An editor keeps sets within what they hold (A7), super admins and the platform without that limit
/// (I7).
#[test]
fn a_set_keeper_edits_within_what_they_hold() {
    let scene = Scene::new();
    let granted = |keys: &str| scene.set(keys).current().granted(&scene.catalogue);
    let (none, held, more) = (
        Permissions::EMPTY,
        granted("contacts.view"),
        granted("contacts.view billing.view"),
    );
    let editor = scene.own(&scene.ines, "users.edit permission_sets.edit contacts.view");
    let editor = scene.account_manager(&editor).set_keeper();
    let exceeds = Err(Refusal::ExceedsOwnPermissions);
    for (before, after, expected) in [
        (none, held, Ok(())),
        (held, none, Ok(())),
        (more, more, Ok(())),
        (held, more, exceeds),
        (more, held, exceeds),
    ] {
        assert_eq!(editor.may_edit(before, after), expected);
    }
    let super_admin = scene.account_manager(&scene.super_admin(&scene.helen));
    let platform = platform_set_keeper(&service(&[Scope::Provision])).unwrap();
    for keeper in [super_admin.set_keeper(), platform] {
        assert_eq!(keeper.may_edit(none, more), Ok(()));
        assert_eq!(keeper.may_edit(more, none), Ok(()));
    }
    let others: Vec<_> = Scope::ALL
        .into_iter()
        .filter(|it| *it != Scope::Provision)
        .collect();
    assert!(platform_set_keeper(&service(&others)).is_err());
}

fn manage_partner(
    scene: &Scene,
    user: &User,
    member: Option<&Member>,
    need: Need,
) -> Result<PartnerManager, Refusal> {
    let origin = origin(user, UserScope::Manage);
    partner_manager(&origin, member, need, &scene.catalogue, scene.now)
}

/// `partner.employees.view` opens the client access manager, `.edit` implies it and changes things,
/// and a super admin has both. The partner is hidden from strangers (D1, L2, A11).
#[test]
fn a_partner_manager_needs_the_partners_right() {
    let scene = Scene::new();
    let member = |permissions: &str| {
        MemberBuilder::new(&scene.northwind, &scene.tomas)
            .set(&scene.set(permissions))
            .build(&scene.ids)
    };
    let missing = Some(Refusal::MissingPermission);
    let unknown = Some(Refusal::NotFound);
    let super_admin = MemberBuilder::new(&scene.northwind, &scene.tomas).build(&scene.ids);
    let no_partner = MemberBuilder::new(&scene.harbour, &scene.tomas).build(&scene.ids);
    for (member, view, edit) in [
        (Some(super_admin), None, None),
        (Some(member("partner.employees.edit")), None, None),
        (Some(member("partner.employees.view")), None, missing),
        (Some(member("users.edit")), missing, missing),
        (None, unknown, unknown),
        (Some(no_partner), unknown, unknown),
    ] {
        for (need, expected) in [(Need::View, view), (Need::Edit, edit)] {
            let refused = manage_partner(&scene, &scene.tomas, member.as_ref(), need).err();
            assert_eq!(refused, expected, "{need:?} {member:?}");
        }
    }
}

/// A right counts only in a membership that acts for nobody, or a super admin's (A11), and only
/// while the membership gives anything (P5).
#[test]
fn account_rights_count_only_if_acting_for_nobody() {
    let scene = Scene::new();
    let other = AccountBuilder::new("Other").partner().build(&scene.ids);
    let employment = MemberBuilder::new(&other, &scene.tomas).build(&scene.ids);
    let set = scene.set("partner.employees.edit users.edit");
    let new = || MemberBuilder::new(&scene.northwind, &scene.tomas);
    for (builder, allowed) in [
        (new().set(&set), true),
        (new().set(&set).acting_for(&other, Some(&employment)), false),
        (new().acting_for(&other, Some(&employment)), true),
        (new().set(&set).with(MembershipBuilder::deactivated), false),
        (new().set(&set).with(|it| it.expires_at(scene.now)), false),
        (new().with(MembershipBuilder::deactivated), false),
    ] {
        let member = builder.build(&scene.ids);
        let partner = manage_partner(&scene, &scene.tomas, Some(&member), Need::Edit);
        assert_eq!(partner.is_ok(), allowed);
        let account = manage_account(&scene, &scene.tomas, Some(&member));
        assert_eq!(account.is_ok(), allowed);
    }
}

/// Reading and taking access away still work after the enrolment has ended (L1).
#[test]
fn a_former_partner_still_manages_its_employees() {
    let scene = Scene::new();
    let former = AccountBuilder::new("F").former_partner().build(&scene.ids);
    let member = MemberBuilder::new(&former, &scene.tomas).build(&scene.ids);
    assert!(manage_partner(&scene, &scene.tomas, Some(&member), Need::Edit).is_ok());
}

/// Only super admins of the partner pass as super admin (I2).
#[test]
fn only_super_admins_of_the_partner_pass_as_such() {
    let scene = Scene::new();
    let super_admin = MemberBuilder::new(&scene.northwind, &scene.marit).build(&scene.ids);
    let manager = manage_partner(&scene, &scene.marit, Some(&super_admin), Need::Edit);
    assert_eq!(manager.unwrap().must_be_super_admin(), Ok(()));
    let manager = scene.partner_manager(&scene.tomas.id);
    let refused = Err(Refusal::MissingPermission);
    assert_eq!(manager.must_be_super_admin(), refused);
}

/// Adding, changing and reactivating take an active partner admin in the client who acts for this
/// partner (A1).
#[test]
fn giving_access_takes_an_active_partner_admin() {
    let scene = Scene::new();
    let manager = scene.partner_manager(&scene.marit.id);
    let give = |own: Option<&Member>| {
        let delegator = manager.partner_admin_in(own, &scene.catalogue, scene.now);
        delegator.map(|delegator| delegator.partner)
    };
    let other = AccountBuilder::new("Other").partner().build(&scene.ids);
    let former = AccountBuilder::new("F").former_partner().build(&scene.ids);
    let employment = scene.employment(&scene.marit);
    let left = scene.employed(&scene.marit, MembershipBuilder::deactivated);
    let new = || MemberBuilder::new(&scene.harbour, &scene.marit);
    let of = |partner| new().partner_admin(partner, Some(&employment));
    let no = Err(Refusal::NotPartnerAdmin);
    assert_eq!(give(None), no);
    for (builder, expected) in [
        (of(&scene.northwind), Ok(scene.northwind.id)),
        (of(&other), no),
        (new().partner_admin(&scene.northwind, Some(&left)), no),
        (
            of(&scene.northwind).with(MembershipBuilder::deactivated),
            no,
        ),
        (of(&scene.northwind).with(MembershipBuilder::invited), no),
        (of(&scene.northwind).with(|it| it.expires_at(scene.now)), no),
        (new().acting_for(&scene.northwind, Some(&employment)), no),
        (scene.acting_builder(&scene.marit, "users.edit"), no),
    ] {
        let own = builder.build(&scene.ids);
        assert_eq!(give(Some(&own)), expected);
    }
    // An ended enrolment has a refusal of its own (L1).
    let mut own = scene.partner_admin(&scene.marit);
    own.acting.as_mut().unwrap().enrolled = former.program.is_some();
    assert_eq!(give(Some(&own)), Err(Refusal::PartnerNotEnrolled));
}

/// A partner admin gives what they are granted within the template (A2), and no access beyond their
/// own end (A9).
#[test]
fn partner_admins_give_within_template_and_own_end() {
    let scene = Scene::new();
    let end = scene.day(30);
    let own = scene
        .partner_admin_builder(&scene.marit)
        .with(|it| it.added("billing.edit").expires_at(end))
        .withheld("reports.view")
        .build(&scene.ids);
    let delegator = scene.delegator(&own);
    let template = scene.catalogue.partner_admin_template();
    assert!(
        scene
            .granted("billing.edit")
            .is_subset_of(own.granted(&scene.catalogue))
    );
    assert!(delegator.may_give.is_subset_of(template));
    let kept_from = template - delegator.may_give;
    let reports = "reports.view reports.edit dashboards.edit reports.export";
    let withheld = scene
        .catalogue
        .withhold(&latchkey_testing::builders::keys(reports));
    assert!(scene.granted("reports.view").is_subset_of(kept_from));
    assert!(kept_from.is_subset_of(scene.catalogue.close_upward(withheld)));
    assert_eq!(delegator.access_ends, Some(end));
}

fn manage_account(
    scene: &Scene,
    user: &User,
    member: Option<&Member>,
) -> Result<AccountManager, Refusal> {
    let (right, need) = (BuiltIn::UsersEdit, Need::Edit);
    let origin = origin(user, UserScope::Manage);
    account_manager(
        &origin,
        member,
        &SuperAdmins::default(),
        right,
        need,
        &scene.catalogue,
        scene.now,
    )
}

/// The account's own side takes the right or super admin, and is hidden from strangers (A8, A11).
#[test]
fn the_account_side_requires_the_right() {
    let scene = Scene::new();
    let refused = |member: Option<&Member>| manage_account(&scene, &scene.ines, member).err();
    assert_eq!(refused(None), Some(Refusal::NotFound));
    let ines = scene.own(&scene.ines, "reports.view");
    assert_eq!(refused(Some(&ines)), Some(Refusal::MissingPermission));
    let ines = scene.own(&scene.ines, "users.edit");
    let manager = manage_account(&scene, &scene.ines, Some(&ines)).unwrap();
    assert_eq!(
        (manager.rank, manager.acts_for()),
        (Rank::Manager, ActsFor::Nobody)
    );
    assert_eq!(manager.granted, scene.granted("users.edit"));
    assert!(manager.must_be_super_admin().is_err());

    let helen = scene.super_admin(&scene.helen);
    let manager = scene.account_manager(&helen);
    assert_eq!(
        (manager.rank, manager.acts_for()),
        (Rank::SuperAdmin, ActsFor::Nobody)
    );
    assert_eq!(manager.must_be_super_admin(), Ok(()));
    let acting = MemberBuilder::new(&scene.harbour, &scene.marit);
    let acting = acting.acting_for(&scene.northwind, None).build(&scene.ids);
    let manager = scene.account_manager(&acting);
    assert_eq!(
        (manager.rank, manager.acts_for()),
        (Rank::PartnersSuperAdmin, ActsFor::Partner)
    );
}

/// A holder of `users.edit` approves if the policy allows, but not somebody who is a member there
/// on their own behalf; a super admin always approves (L3).
#[test]
fn making_partner_admins_follows_the_policy() {
    let scene = Scene::new();
    let helen = scene.account_manager(&scene.super_admin(&scene.helen));
    let ines = scene.account_manager(&scene.own(&scene.ines, "users.edit"));
    let acting = scene.acting(&scene.tomas, "reports.view");
    let on_own_behalf = scene.own(&scene.tomas, "reports.view");
    let refused = Err(Refusal::MissingPermission);
    for (policy, subject, by_manager) in [
        (PartnerAdminsBy::UsersEdit, None, Ok(())),
        (PartnerAdminsBy::UsersEdit, Some(&acting), Ok(())),
        (PartnerAdminsBy::UsersEdit, Some(&on_own_behalf), refused),
        (PartnerAdminsBy::SuperAdmin, None, refused),
        (PartnerAdminsBy::SuperAdmin, Some(&acting), refused),
    ] {
        assert_eq!(ines.may_make_partner_admin(policy, subject), by_manager);
        assert_eq!(helen.may_make_partner_admin(policy, subject), Ok(()));
    }
}

/// A holder of `users.edit` manages members who hold no more than they do, and members who act for
/// a partner; never themself, never a super admin (A8).
#[test]
fn a_manager_manages_within_what_they_hold() {
    let scene = Scene::new();
    let own = scene.own(&scene.ines, "users.edit contacts.edit:team");
    let ines = scene.account_manager(&own);
    let helen = scene.super_admin(&scene.helen);
    for (target, expected) in [
        (scene.own(&scene.tomas, "contacts.view:own"), Ok(())),
        (
            scene.own(&scene.tomas, "contacts.edit:all"),
            Err(Refusal::ExceedsOwnPermissions),
        ),
        (scene.partner_admin(&scene.tomas), Ok(())),
        (scene.acting(&scene.tomas, "reports.edit"), Ok(())),
        (own, Err(Refusal::SelfTarget)),
        (helen.clone(), Err(Refusal::SuperAdminTarget)),
    ] {
        assert_eq!(ines.may_manage(&target, &scene.catalogue), expected);
    }
    let manager = scene.account_manager(&helen);
    for target in [helen, scene.own(&scene.ines, "users.edit")] {
        assert_eq!(manager.may_manage(&target, &scene.catalogue), Ok(()));
    }
}

/// A record says who acted, from which account and by which token (T1).
#[test]
fn a_record_says_who_acted_and_from_where() {
    let scene = Scene::new();
    let event = || Event::new(EventKind::MembershipChanged);
    let record = |permit: &latchkey_domain::trail::permit::Permit| {
        let records = Records::one(permit, event(), &scene.ids, scene.now);
        records.as_slice().first().unwrap().clone()
    };
    let manager = scene.partner_manager(&scene.tomas.id);
    let from_partner = record(&manager.permit());
    assert_eq!(from_partner.actor, Actor::User(scene.tomas.id));
    assert_eq!(from_partner.actor_account, Some(scene.northwind.id));
    assert!(from_partner.token.is_some());
    let helen = scene.account_manager(&scene.super_admin(&scene.helen));
    let from_account = record(&helen.permit());
    assert_eq!(from_account.actor_account, Some(scene.harbour.id));
    let platform = platform(&operator(), Scope::Provision).unwrap();
    let by_operator = record(&platform);
    assert_eq!(by_operator.actor, Actor::Operator("test".to_owned()));
    assert_eq!((by_operator.actor_account, by_operator.token), (None, None));
    let none = Records::of(&platform, Vec::new(), &scene.ids, scene.now);
    assert!(none.is_none(), "no event, no records");
}

/// While the account has a super admin of its own, one who acts for a partner loosens no policy, brings
/// back no super admin and makes no partner admin of who is there on their own behalf; and never lets in
/// whom the own side refused (A8, D9).
#[test]
fn a_partners_super_admin_loosens_nothing() {
    let scene = Scene::new();
    let helen = scene.super_admin(&scene.helen);
    let marit = MemberBuilder::new(&scene.harbour, &scene.marit);
    let marit = marit.acting_for(&scene.northwind, None).build(&scene.ids);
    let beside = |user: &User, member: &Member, admins: &[&Member]| {
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
    };
    let bound = beside(&scene.marit, &marit, &[&helen, &marit]);
    let alone = beside(&scene.marit, &marit, &[&marit]);
    let own = beside(&scene.helen, &helen, &[&helen, &marit]);
    let ines = scene.account_manager(&scene.own(&scene.ines, "users.edit"));
    let (free, strict) = (PartnerAdminsBy::UsersEdit, PartnerAdminsBy::SuperAdmin);
    let exceeds = Err(Refusal::ExceedsOwnPermissions);
    let policies =
        |manager: &AccountManager| [free, strict].map(|policy| manager.may_set_policy(policy));
    assert_eq!(policies(&bound), [exceeds, Ok(())]);
    assert_eq!(policies(&alone), [Ok(()), Ok(())]);
    assert_eq!(policies(&own), [Ok(()), Ok(())]);
    assert_eq!(policies(&ines), [Err(Refusal::MissingPermission); 2]);

    let subject = scene.own(&scene.tomas, "reports.view");
    let acting = scene.acting(&scene.tomas, "reports.view");
    for (manager, expected) in [(&bound, exceeds), (&alone, Ok(())), (&own, Ok(()))] {
        assert_eq!(manager.may_bring_back(&helen), expected);
        assert_eq!(manager.may_bring_back(&subject), Ok(()));
        let made = manager.may_make_partner_admin(free, Some(&subject));
        assert_eq!(made, expected);
        let made = manager.may_make_partner_admin(free, Some(&acting));
        assert_eq!(made, Ok(()));
    }

    let refused = Err(Refusal::ClientRefused);
    for (by, expected) in [
        (None, [Ok(()); 4]),
        (Some(RefusedBy::Partner), [Ok(()); 4]),
        (Some(RefusedBy::OwnSide), [refused, refused, Ok(()), Ok(())]),
    ] {
        let mut terms = subject.terms.clone();
        terms.refused = by;
        let let_in = [&bound, &alone, &own, &ines].map(|manager| manager.may_let_in(&terms));
        assert_eq!(let_in, expected);
    }
}

/// Where only super admins make partner admins, only they give one their access again (L3).
#[test]
fn the_policy_counts_for_giving_again() {
    let mut scene = Scene::new();
    let strict = AccountBuilder::new("Harbour & Pine").partner_admins_by_super_admins();
    scene.harbour = strict.build(&scene.ids);
    let helen = scene.account_manager(&scene.super_admin(&scene.helen));
    let ines = scene.account_manager(&scene.own(&scene.ines, "users.edit"));
    let admin = scene.partner_admin(&scene.tomas);
    let other = scene.acting(&scene.tomas, "reports.view");
    assert_eq!(ines.may_renew(&admin), Err(Refusal::MissingPermission));
    assert_eq!(ines.may_renew(&other), Ok(()));
    assert_eq!(helen.may_renew(&admin), Ok(()));
}

/// L8: people who change themselves need `.view`; whoever changes somebody else needs `.edit`.
#[test]
fn l8_changing_oneself_takes_the_right_to_view() {
    let scene = Scene::new();
    let end = scene.day(5);
    let member = |permissions: &str| {
        MemberBuilder::new(&scene.northwind, &scene.tomas)
            .set(&scene.set(permissions))
            .with(|it| it.expires_at(end))
            .build(&scene.ids)
    };
    let (viewer, editor) = (
        member("partner.employees.view"),
        member("partner.employees.edit"),
    );
    let missing = Some(Refusal::MissingPermission);
    for (member, target, expected) in [
        (&viewer, &scene.tomas, None),
        (&viewer, &scene.kaya, missing),
        (&editor, &scene.tomas, None),
        (&editor, &scene.kaya, None),
    ] {
        let origin = origin(&scene.tomas, UserScope::Manage);
        let (catalogue, now) = (&scene.catalogue, scene.now);
        let manager = changing_manager(&origin, Some(member), target.id, catalogue, now);
        assert_eq!(manager.as_ref().err().copied(), expected);
        if let Ok(manager) = manager {
            assert_eq!(manager.employment_ends(), Some(end));
        }
    }
    let unending = scene.partner_manager(&scene.tomas.id);
    assert_eq!(unending.employment_ends(), None);
}

/// Q1: the platform asks for decisions with the scope `decide`.
#[test]
fn q1_decisions_are_asked_with_the_scope_decide() {
    let scene = Scene::new();
    assert_eq!(asks_decisions(&service(&[Scope::Decide]).principal), Ok(()));
    let others: Vec<_> = Scope::ALL
        .into_iter()
        .filter(|it| *it != Scope::Decide)
        .collect();
    let user = origin(&scene.marit, UserScope::Manage);
    for origin in [service(&others), user] {
        assert_eq!(
            asks_decisions(&origin.principal),
            Err(Refusal::MissingPermission)
        );
    }
}
