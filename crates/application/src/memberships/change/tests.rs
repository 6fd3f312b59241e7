//! Changing a member, on the memory store.

use std::sync::Arc;

use latchkey_domain::{
    account_side::provisioning::GivenAdjustments,
    base::{ids::UserId, reference::AccountRef, time::days, version::Version},
    membership::{Access, Status},
    people::account::PartnerAdminsBy,
    permission::seat::Seat,
};
use latchkey_testing::builders::{AccountBuilder, MembershipBuilder};

use super::*;
use crate::{
    memberships::RequestedAccess,
    testing::{UseCaseBed, refused},
};

fn change(bed: &UseCaseBed, user: UserId, change: RequestedChange) -> ChangeMember {
    ChangeMember {
        target: TargetMember {
            account: bed.world.harbour.into(),
            user: user.into(),
        },
        change,
    }
}

fn access(access: RequestedAccess) -> RequestedChange {
    RequestedChange {
        access: Some(access),
        ..RequestedChange::default()
    }
}

fn acts_for(partner: Option<AccountId>) -> RequestedChange {
    RequestedChange {
        partner: Some(partner.map(AccountRef::Id)),
        ..RequestedChange::default()
    }
}

fn own_set(bed: &UseCaseBed) -> RequestedAccess {
    RequestedAccess::PermissionSet(bed.world.harbour_people)
}

async fn changed(bed: &UseCaseBed, who: UserId, cmd: ChangeMember) -> MemberView {
    let service = Memberships::new(Arc::clone(&bed.ports));
    let cx = bed.as_user(who);
    let ready = service.change(&cx, cmd).await.unwrap();
    bed.done(&cx, ready).await
}

/// D5: a super admin who acts for a partner does not say of themself that they act for nobody, and
/// with that take the account's own last super admin in two steps.
#[tokio::test]
async fn who_acts_for_a_partner_stays_so_by_their_own_hand() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let tomas = MembershipBuilder::new(world.harbour, world.tomas).super_admin();
    world.add_member(tomas.acting_for(world.northwind)).await;
    let wanted = RequestedChange {
        seat: Some(Seat::Core),
        ..acts_for(None)
    };
    let own = change(&bed, world.tomas, wanted.clone());
    assert_eq!(refusal(&bed, world.tomas, own).await, "self-target");
    let by_helen = change(&bed, world.tomas, wanted);
    let view = changed(&bed, world.helen, by_helen).await;
    assert_eq!(view.member.membership.partner, None);
}

async fn refusal(bed: &UseCaseBed, who: UserId, cmd: ChangeMember) -> &'static str {
    let service = Memberships::new(Arc::clone(&bed.ports));
    refused(service.change(&bed.as_user(who), cmd).await)
}

/// A8, T4: a super admin gives what they like; what is so already changes nothing.
#[tokio::test]
async fn a_super_admin_changes_a_member() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let set = RequestedAccess::PermissionSet(world.standard_set("marketing_manager"));
    let wanted = RequestedChange {
        seat: Some(Seat::Sales),
        expires_at: Some(Some(world.now() + days(9))),
        ..access(set)
    };
    let cmd = change(&bed, world.ines, wanted);
    let view = changed(&bed, world.helen, cmd.clone()).await;
    assert_eq!(view.member.membership.seat, Seat::Sales);
    assert_eq!(
        view.member.terms.limit_at(),
        view.member.membership.expires_at,
        "D9: an end that the account sets is its word on the person"
    );
    changed(&bed, world.helen, cmd.clone()).await;
    assert_eq!(bed.trail(9).await, [(EventKind::MembershipChanged, None)]);

    let service = Memberships::new(Arc::clone(&bed.ports));
    let mut cx = bed.as_user(world.helen);
    cx.expected = Some(Version::FIRST);
    let result = service.change(&cx, cmd).await;
    assert!(matches!(result, Err(UseCaseError::Stale)), "{result:?}");
}

/// A8, A11: whom a holder of `users.edit` may not change, and what they may not give.
#[tokio::test]
async fn a_holder_of_users_edit_has_limits() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let wide = RequestedAccess::PermissionSet(world.standard_set("marketing_manager"));
    let marketing = world.set(world.standard_set("marketing_manager")).await;
    let high = MembershipBuilder::new(world.harbour, world.sam).set(&marketing);
    world.add_member(high).await;
    for (who, whom, wanted, code) in [
        (world.ines, world.ines, access(own_set(&bed)), "self-target"),
        (
            world.ines,
            world.helen,
            access(own_set(&bed)),
            "super-admin-target",
        ),
        (
            world.ines,
            world.sam,
            access(own_set(&bed)),
            "exceeds-own-permissions",
        ),
        (
            world.ines,
            world.marit,
            access(wide),
            "exceeds-own-permissions",
        ),
        (
            world.ines,
            world.marit,
            access(RequestedAccess::SuperAdmin),
            "exceeds-own-permissions",
        ),
        (
            world.ines,
            world.marit,
            acts_for(None),
            "exceeds-own-permissions",
        ),
        (world.ines, world.freya, access(own_set(&bed)), "not-found"),
        (
            world.marit,
            world.ines,
            access(own_set(&bed)),
            "missing-permission",
        ),
        (world.freya, world.ines, access(own_set(&bed)), "not-found"),
    ] {
        assert_eq!(refusal(&bed, who, change(&bed, whom, wanted)).await, code);
    }
    // Whoever acts for a partner is within reach, whatever they hold.
    let view = changed(
        &bed,
        world.ines,
        change(&bed, world.marit, access(own_set(&bed))),
    );
    let held = view.await.member.membership.access;
    assert!(matches!(held, Access::PermissionSet(_)));
}

/// L3, S2: making somebody partner admin is the one exception from what they hold, as far as the
/// policy lets them.
#[tokio::test]
async fn partner_admins_are_made_as_the_policy_says() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let down = change(&bed, world.marit, access(own_set(&bed)));
    changed(&bed, world.ines, down).await;
    let up = || change(&bed, world.marit, access(RequestedAccess::PartnerAdmin));
    let policy = |by| {
        world.change_account(world.harbour, move |account, now| {
            let _changed = account.set_policy(by, now);
        })
    };
    policy(PartnerAdminsBy::SuperAdmin).await;
    assert_eq!(refusal(&bed, world.ines, up()).await, "missing-permission");
    policy(PartnerAdminsBy::UsersEdit).await;
    let view = changed(&bed, world.ines, up()).await;
    assert_eq!(view.member.membership.access, Access::PartnerAdmin);
    // Of somebody who is a member on their own behalf only a super admin makes one, and only for
    // a partner that recognises them.
    let people = world.set(world.harbour_people).await;
    for user in [world.tomas, world.kaya] {
        let own = MembershipBuilder::new(world.harbour, user).set(&people);
        world.add_member(own).await;
    }
    let seated = |user| {
        let wanted = RequestedChange {
            seat: Some(Seat::Partner),
            ..access(RequestedAccess::PartnerAdmin)
        };
        change(&bed, user, wanted)
    };
    assert_eq!(
        refusal(&bed, world.ines, seated(world.tomas)).await,
        "missing-permission"
    );
    assert_eq!(
        refusal(&bed, world.helen, seated(world.kaya)).await,
        "not-recognized"
    );
    let view = changed(&bed, world.helen, seated(world.tomas)).await;
    assert_eq!(view.member.membership.partner, Some(world.northwind));
}

/// A8, D9: what a super admin withheld or timed only a super admin lifts; new access replaces the
/// rest.
#[tokio::test]
async fn what_a_super_admin_laid_down_stays() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let key = world.key("users.edit");
    let end = world.now() + days(9);
    let withheld = |keys: Vec<_>| RequestedChange {
        adjustments: Some(GivenAdjustments {
            added: None,
            withheld: Some(keys),
        }),
        ..RequestedChange::default()
    };
    let ends = |end| RequestedChange {
        expires_at: Some(end),
        ..RequestedChange::default()
    };
    let marit = |wanted| change(&bed, world.marit, wanted);
    changed(&bed, world.helen, marit(withheld(vec![key.clone()]))).await;
    changed(&bed, world.helen, marit(ends(Some(end)))).await;
    for wanted in [withheld(vec![]), ends(None), ends(Some(end + days(1)))] {
        assert_eq!(
            refusal(&bed, world.ines, marit(wanted)).await,
            "exceeds-own-permissions"
        );
    }
    changed(&bed, world.ines, marit(ends(Some(end - days(1))))).await;
    let view = changed(&bed, world.ines, marit(access(own_set(&bed)))).await;
    assert!(view.member.terms.withheld_keys().any(|held| *held == key));
    let view = changed(&bed, world.helen, marit(withheld(vec![]))).await;
    assert!(view.member.terms.withheld_keys().next().is_none());
}

/// D5: the last super admin stays, whatever is changed of them; whoever acts for a partner leaves
/// the account its own last one, and does not make them act for the partner.
#[tokio::test]
async fn the_last_super_admin_stays() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let demoted = || change(&bed, world.hugo, access(own_set(&bed)));
    changed(&bed, world.hugo, demoted()).await;
    let ends = RequestedChange {
        expires_at: Some(Some(world.now() + days(1))),
        ..RequestedChange::default()
    };
    let helen = |wanted| change(&bed, world.helen, wanted);
    for wanted in [access(own_set(&bed)), ends] {
        let code = refusal(&bed, world.helen, helen(wanted)).await;
        assert_eq!(code, "last-super-admin");
    }
    let agent = MembershipBuilder::new(world.harbour, world.tomas).super_admin();
    world.add_member(agent.acting_for(world.northwind)).await;
    let own = MembershipBuilder::new(world.northwind, world.helen);
    world.add_member(own).await;
    for (wanted, expected) in [
        (access(own_set(&bed)), "last-super-admin"),
        (acts_for(Some(world.northwind)), "exceeds-own-permissions"),
    ] {
        let code = refusal(&bed, world.tomas, helen(wanted)).await;
        assert_eq!(code, expected);
    }
    let view = changed(&bed, world.helen, helen(acts_for(Some(world.northwind)))).await;
    assert_eq!(view.member.membership.partner, Some(world.northwind));
}

/// S2: which of several partners is meant is asked before the rules of state, also of the last
/// super admin.
#[tokio::test]
async fn one_of_several_partners_is_named_first() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let demoted = change(&bed, world.hugo, access(own_set(&bed)));
    changed(&bed, world.hugo, demoted).await;
    let rival = AccountBuilder::new("Rival").partner();
    let rival = world.add_account(rival).await;
    for partner in [world.northwind, rival] {
        let own = MembershipBuilder::new(partner, world.helen);
        world.add_member(own).await;
        let mut unit = world.begin(Locks::none().changing(world.harbour)).await;
        let linked = unit.link(world.harbour, world.helen, partner);
        linked.await.unwrap();
        world.commit(unit).await;
    }
    let wanted = RequestedChange {
        seat: Some(Seat::Partner),
        ..access(RequestedAccess::PartnerAdmin)
    };
    let helen = |wanted| change(&bed, world.helen, wanted);
    let service = Memberships::new(Arc::clone(&bed.ports));
    let cx = bed.as_user(world.helen);
    let Err(UseCaseError::Invalid(errors)) = service.change(&cx, helen(wanted.clone())).await
    else {
        panic!("one of several is named");
    };
    assert_eq!(errors.listed()[0].pointer, "/partner");
    let wanted = RequestedChange {
        partner: Some(Some(rival.into())),
        ..wanted
    };
    let code = refusal(&bed, world.helen, helen(wanted)).await;
    assert_eq!(code, "last-super-admin");
}

/// A10: whom a member acts for; clearing it on a partner seat needs another seat and access.
#[tokio::test]
async fn whom_a_member_acts_for_is_set_and_cleared() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let marit = |wanted| change(&bed, world.marit, wanted);
    let service = Memberships::new(Arc::clone(&bed.ports));
    let result = service
        .change(&bed.as_user(world.helen), marit(acts_for(None)))
        .await;
    assert!(
        matches!(result, Err(UseCaseError::Invalid(_))),
        "{result:?}"
    );
    let cleared = RequestedChange {
        seat: Some(Seat::Core),
        access: Some(own_set(&bed)),
        ..acts_for(None)
    };
    let view = changed(&bed, world.helen, marit(cleared)).await;
    assert_eq!(view.member.membership.partner, None);
    assert_eq!(view.member.membership.status(), Status::Active);
    let view = changed(&bed, world.ines, marit(acts_for(Some(world.northwind)))).await;
    assert_eq!(view.member.membership.partner, Some(world.northwind));
    for (whom, partner, code) in [
        (world.ines, world.northwind, "not-an-employee"),
        (world.marit, world.fjordline, "partner-not-enrolled"),
    ] {
        let cmd = change(&bed, whom, acts_for(Some(partner)));
        assert_eq!(refusal(&bed, world.helen, cmd).await, code);
    }
}
