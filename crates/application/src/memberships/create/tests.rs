//! Adding a member, on the memory store.

use std::sync::Arc;

use latchkey_domain::{
    account_side::provisioning::GivenAdjustments,
    base::time::days,
    membership::{Access, Status, super_admins::LastSuperAdmin, terms::Rank},
    people::{account::PartnerAdminsBy, user::UserStatus},
    permission::seat::Seat,
};
use latchkey_testing::builders::{
    AccountBuilder, ChangeFreely as _, MembershipBuilder, UserBuilder, name,
};

use super::*;
use crate::{
    memberships::{RemoveMember, RequestedAccess, TargetMember},
    testing::{UseCaseBed, refused},
};

fn create(account: AccountId, email: &str, access: RequestedAccess) -> CreateMember {
    CreateMember {
        account: account.into(),
        email: EmailAddress::parse(email).unwrap(),
        name: None,
        change: RequestedChange {
            access: Some(access),
            seat: Some(Seat::Core),
            ..RequestedChange::default()
        },
    }
}

fn partner_admin(account: AccountId, email: &str) -> CreateMember {
    let mut cmd = create(account, email, RequestedAccess::PartnerAdmin);
    cmd.change.seat = Some(Seat::Partner);
    cmd
}

async fn email_of(bed: &UseCaseBed, user: UserId) -> String {
    bed.world
        .user(user)
        .await
        .email
        .as_ref()
        .unwrap()
        .to_string()
}

/// I1: a confirmed address is in at once; somebody nobody knew is made known, and invited.
#[tokio::test]
async fn a_person_is_found_by_address_or_made_known() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = Memberships::new(Arc::clone(&bed.ports));
    let cx = bed.as_user(world.helen);
    let set = RequestedAccess::PermissionSet(world.standard_set("sales_rep"));
    let sam = email_of(&bed, world.sam).await;
    let ready = service.create(&cx, create(world.harbour, &sam, set.clone()));
    let known = bed.done(&cx, ready.await.unwrap()).await;
    assert_eq!(known.member.user.id, world.sam);
    assert_eq!(known.member.membership.status(), Status::Active);

    let cmd = create(world.harbour, "uma.lund@elsewhere.example", set);
    let ready = service.create(&cx, cmd.clone()).await.unwrap();
    let made = bed.done(&cx, ready).await;
    assert_eq!(made.member.membership.status(), Status::Invited);
    assert_eq!(
        made.member.shown_person().name,
        name("uma.lund@elsewhere.example")
    );
    assert!(!made.member.user.confirmed);
    let kinds: Vec<_> = bed.trail(2).await.into_iter().map(|line| line.0).collect();
    assert!(kinds.contains(&EventKind::UserCreated), "{kinds:?}");
    assert!(kinds.contains(&EventKind::MembershipCreated), "{kinds:?}");
    assert_eq!(refused(service.create(&cx, cmd).await), "already-a-member");
}

/// A8, D5: an own super admin who is absent, leaving or new keeps whoever acts for a partner from making
/// another one, who could then end them.
#[tokio::test]
async fn a8_an_absent_super_admin_binds_visitors_too() {
    for case in ["disabled", "ends", "not taken"] {
        let bed = UseCaseBed::new().await;
        let world = &bed.world;
        let marit = MembershipBuilder::new(world.fjordline, world.marit).super_admin();
        world.add_member(marit.acting_for(world.northwind)).await;
        match case {
            "disabled" => {
                world
                    .change_user(world.freya, |user, now| {
                        user.set_status(UserStatus::Disabled, now);
                    })
                    .await;
            }
            "ends" => {
                world
                    .change_member(world.fjordline, world.freya, |member, now| {
                        member.membership.expire_at(Some(now + days(9)), now);
                    })
                    .await;
            }
            _not_taken => {
                world
                    .change_member(world.fjordline, world.freya, |member, now| {
                        let offered = &mut member.membership;
                        offered.change_freely(now, |state| state.offered_by = Some(world.sam));
                    })
                    .await;
            }
        }
        let service = Memberships::new(Arc::clone(&bed.ports));
        let cmd = create(
            world.fjordline,
            "second@elsewhere.example",
            RequestedAccess::SuperAdmin,
        );
        let result = service.create(&bed.as_user(world.marit), cmd).await;
        assert_eq!(refused(result), "exceeds-own-permissions", "{case}");
    }
}

/// I6: the name that an account gives to somebody unknown is read in that account alone; the others
/// read the address.
#[tokio::test]
async fn i6_a_given_name_stays_in_its_account() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = Memberships::new(Arc::clone(&bed.ports));
    let set = RequestedAccess::PermissionSet(world.standard_set("sales_rep"));
    let address = "ceo@bigcorp.example";
    let shown = async |manager, account, given: Option<&str>| {
        let cx = bed.as_user(manager);
        let mut cmd = create(account, address, set.clone());
        cmd.name = given.map(name);
        let ready = service.create(&cx, cmd).await.unwrap();
        let invited = bed.done(&cx, ready).await.member;
        assert_eq!(invited.membership.status(), Status::Invited);
        invited.shown_person().name
    };
    let own = shown(world.helen, world.harbour, Some("Call 555 0100")).await;
    assert_eq!(own, name("Call 555 0100"));
    let other = shown(world.freya, world.fjordline, None).await;
    assert_eq!(other, name(address));
    let partner = shown(world.marit, world.northwind, Some("The boss")).await;
    assert_eq!(partner, name("The boss"));
}

/// I1: whom an enrolled partner takes on for itself is asked first.
#[tokio::test]
async fn an_existing_person_is_asked_before_joining() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = Memberships::new(Arc::clone(&bed.ports));
    let cx = bed.as_user(world.marit);
    let set = RequestedAccess::PermissionSet(world.northwind_staff);
    let sam = email_of(&bed, world.sam).await;
    let ready = service.create(&cx, create(world.northwind, &sam, set));
    let invited = bed.done(&cx, ready.await.unwrap()).await;
    assert_eq!(invited.member.membership.status(), Status::Invited);
}

/// L7, S2: a recognised employee becomes partner admin, for the partner that recognises them; the
/// relationship begins.
#[tokio::test]
async fn the_client_makes_a_partner_admin_itself() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = Memberships::new(Arc::clone(&bed.ports));
    let cx = bed.as_user(world.freya);
    let tomas = email_of(&bed, world.tomas).await;
    let cmd = partner_admin(world.fjordline, &tomas);
    let mut on_core = cmd.clone();
    on_core.change.seat = Some(Seat::Core);
    assert_eq!(
        refused(service.create(&cx, on_core).await),
        "partner-seat-required"
    );
    let ready = service.create(&cx, cmd).await.unwrap();
    let made = bed.done(&cx, ready).await.member.membership;
    assert_eq!(
        (made.access, made.partner, made.status()),
        (Access::PartnerAdmin, Some(world.northwind), Status::Active)
    );
    assert!(world.relationship(world.fjordline).await.is_some());
    let kinds: Vec<_> = bed.trail(2).await.into_iter().map(|line| line.0).collect();
    assert!(
        kinds.contains(&EventKind::RelationshipConnected),
        "{kinds:?}"
    );
}

/// S2: neither seat nor template for whom no partner recognises, known or not; where several do,
/// one is to be named.
#[tokio::test]
async fn only_recognised_employees_get_a_partner_seat() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = Memberships::new(Arc::clone(&bed.ports));
    let cx = bed.as_user(world.freya);
    let kaya = email_of(&bed, world.kaya).await;
    let sam = email_of(&bed, world.sam).await;
    for email in [&*kaya, &*sam, "nobody@northwind.example"] {
        let cmd = partner_admin(world.fjordline, email);
        let named = CreateMember {
            change: RequestedChange {
                partner: Some(Some(world.northwind.into())),
                ..cmd.change.clone()
            },
            ..cmd.clone()
        };
        for cmd in [cmd, named] {
            assert_eq!(refused(service.create(&cx, cmd).await), "not-recognized");
        }
    }
    let rival = world
        .add_account(AccountBuilder::new("Rival").partner())
        .await;
    world
        .add_member(MembershipBuilder::new(rival, world.tomas))
        .await;
    let tomas = email_of(&bed, world.tomas).await;
    let mut unit = world.begin(Locks::none().changing(world.fjordline)).await;
    unit.link(world.fjordline, world.tomas, rival)
        .await
        .unwrap();
    world.commit(unit).await;
    let cmd = partner_admin(world.fjordline, &tomas);
    let result = service.create(&cx, cmd.clone()).await;
    let Err(UseCaseError::Invalid(errors)) = result else {
        panic!("{result:?}")
    };
    assert_eq!(errors.listed()[0].pointer, "/partner");
    let named = CreateMember {
        change: RequestedChange {
            partner: Some(Some(rival.into())),
            ..cmd.change
        },
        ..cmd
    };
    let ready = service.create(&cx, named).await.unwrap();
    let made = bed.done(&cx, ready).await;
    assert_eq!(made.member.membership.partner, Some(rival));
}

/// A8, L3: a holder of `users.edit` gives what they hold, and the template where the policy lets
/// them; never super admin.
#[tokio::test]
async fn a_holder_of_users_edit_gives_what_they_hold() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = Memberships::new(Arc::clone(&bed.ports));
    let cx = bed.as_user(world.ines);
    let own = RequestedAccess::PermissionSet(world.harbour_people);
    let more = RequestedAccess::PermissionSet(world.standard_set("marketing_manager"));
    let email = "uma@elsewhere.example";
    for access in [RequestedAccess::SuperAdmin, more] {
        let cmd = create(world.harbour, email, access);
        assert_eq!(
            refused(service.create(&cx, cmd).await),
            "exceeds-own-permissions"
        );
    }
    let mut added = create(world.harbour, email, own.clone());
    added.change.adjustments = Some(GivenAdjustments {
        added: Some(vec![world.key("billing.view")]),
        withheld: None,
    });
    assert_eq!(
        refused(service.create(&cx, added).await),
        "exceeds-own-permissions"
    );
    let ready = service.create(&cx, create(world.harbour, email, own)).await;
    bed.done(&cx, ready.unwrap()).await;

    let tomas = email_of(&bed, world.tomas).await;
    let cmd = partner_admin(world.harbour, &tomas);
    let policy = |by| {
        world.change_account(world.harbour, move |account, now| {
            let _changed = account.set_policy(by, now);
        })
    };
    policy(PartnerAdminsBy::SuperAdmin).await;
    assert_eq!(
        refused(service.create(&cx, cmd.clone()).await),
        "missing-permission"
    );
    policy(PartnerAdminsBy::UsersEdit).await;
    let ready = service.create(&cx, cmd).await.unwrap();
    bed.done(&cx, ready).await;
}

/// A8, A11: who may not at all.
#[tokio::test]
async fn only_those_with_the_right_take_people_on() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = Memberships::new(Arc::clone(&bed.ports));
    let own = RequestedAccess::PermissionSet(world.harbour_people);
    for (who, code) in [
        (world.sam, "not-found"),
        (world.marit, "missing-permission"),
    ] {
        let cmd = create(world.harbour, "uma@elsewhere.example", own.clone());
        let result = service.create(&bed.as_user(who), cmd).await;
        assert_eq!(refused(result), code);
    }
    let unknown = RequestedAccess::PermissionSet(world.northwind_staff);
    let cmd = create(world.harbour, "uma@elsewhere.example", unknown);
    let result = service.create(&bed.as_user(world.helen), cmd).await;
    assert_eq!(refused(result), "not-found");
}

/// D9, A8: taking somebody on again lifts the refusal, and what was withheld with no higher right.
#[tokio::test]
async fn taking_on_again_lifts_what_the_caller_may_lift() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = Memberships::new(Arc::clone(&bed.ports));
    let (helen, ines) = (bed.as_user(world.helen), bed.as_user(world.ines));
    let users_edit = world.key("users.edit");
    world
        .change_member(world.harbour, world.marit, |member, _| {
            assert!(
                member
                    .terms
                    .withhold(std::slice::from_ref(&users_edit), Rank::SuperAdmin)
            );
        })
        .await;
    let target = RemoveMember {
        target: TargetMember {
            account: world.harbour.into(),
            user: world.marit.into(),
        },
        reassign_to: None,
        last_super_admin: LastSuperAdmin::Stays,
    };
    let ready = service.remove(&ines, target.clone()).await.unwrap();
    bed.done(&ines, ready).await;
    let marit = email_of(&bed, world.marit).await;
    let own = RequestedAccess::PermissionSet(world.harbour_people);
    let cmd = create(world.harbour, &marit, own);
    let ready = service.create(&ines, cmd.clone()).await.unwrap();
    let made = bed.done(&ines, ready).await;
    assert!(!made.member.terms.is_refused());
    assert!(
        made.member
            .terms
            .withheld_keys()
            .any(|key| *key == users_edit)
    );

    let ready = service.remove(&helen, target.clone()).await.unwrap();
    bed.done(&helen, ready).await;
    let ready = service.create(&helen, cmd).await.unwrap();
    assert!(bed.done(&helen, ready).await.member.terms.is_none());
}

/// S2: a disabled employee is recognised by nobody.
#[tokio::test]
async fn a_disabled_person_is_nobodys_employee() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let service = Memberships::new(Arc::clone(&bed.ports));
    let email = "ivy@northwind.example";
    let ivy = world
        .add_user(UserBuilder::new("Ivy", email).disabled())
        .await;
    world
        .add_member(MembershipBuilder::new(world.northwind, ivy))
        .await;
    let cx = bed.as_user(world.freya);
    let cmd = partner_admin(world.fjordline, email);
    assert_eq!(refused(service.create(&cx, cmd).await), "not-recognized");
}
