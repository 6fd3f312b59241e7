//! Whoever becomes known with the address of a stub takes their place (I6), on the memory store.

use std::sync::Arc;

use latchkey_domain::{
    base::{
        reference::UserRef,
        text::{ExternalId, Locale},
    },
    membership::{Status, terms::Rank},
    people::user::UserStatus,
};
use latchkey_testing::builders::{AccountBuilder, MembershipBuilder, UserBuilder, name};

use super::*;
use crate::{
    accounts::Created,
    testing::{UseCaseBed, refused},
    users::{ChangeUser, PutUser, RegisterUser, UserChanges, Users},
};

const ADDRESS: &str = "uma@elsewhere.example";

fn address() -> EmailAddress {
    EmailAddress::parse(ADDRESS).unwrap()
}

/// A scene in which Harbour has invited somebody unknown.
async fn with_stub() -> (UseCaseBed, Users, UserId) {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let stub = world.add_user(UserBuilder::new("x", ADDRESS).stub()).await;
    let invitation = MembershipBuilder::new(world.harbour, stub).super_admin();
    world.add_member(invitation.invited()).await;
    let users = Users::new(Arc::clone(&bed.ports));
    (bed, users, stub)
}

fn uma() -> RegisterUser {
    RegisterUser {
        email: address(),
        name: name("Uma Lund"),
        locale: Locale::Nb,
        external_id: Some(ExternalId::parse("u-uma").unwrap()),
        password: None,
    }
}

fn readdress() -> UserChanges {
    UserChanges {
        email: Some(address()),
        ..UserChanges::default()
    }
}

async fn readdressed(bed: &UseCaseBed, users: &Users, user: UserId) -> User {
    let cx = bed.as_platform();
    let cmd = ChangeUser {
        user: UserRef::Id(user),
        changes: readdress(),
    };
    let ready = users.change(&cx, cmd).await.unwrap();
    bed.done(&cx, ready).await
}

/// I6: the platform's new user is the stub; the invitation stays one.
#[tokio::test]
async fn the_platforms_new_user_is_the_stub() {
    let (bed, users, stub) = with_stub().await;
    let cx = bed.as_platform();
    let ready = users.register(&cx, uma()).await.unwrap();
    let made = bed.done(&cx, ready).await;
    assert_eq!((made.id, made.confirmed, made.stub), (stub, true, false));
    assert_eq!(made.name, name("Uma Lund"));
    let member = bed.world.member(bed.world.harbour, stub).await;
    assert_eq!(member.membership.status(), Status::Invited);
    assert_eq!(bed.trail(1).await, [(EventKind::UserChanged, None)]);
    // Nobody is made known twice.
    assert_eq!(refused(users.register(&cx, uma()).await), "conflict");
}

/// I6: so is the one whom a PUT makes known, with the status that it says.
#[tokio::test]
async fn a_put_of_somebody_new_is_the_stub() {
    let (bed, users, stub) = with_stub().await;
    let cx = bed.as_platform();
    let put = PutUser {
        external_id: ExternalId::parse("u-uma").unwrap(),
        changes: UserChanges {
            name: Some(name("Uma Lund")),
            status: Some(UserStatus::Disabled),
            ..readdress()
        },
    };
    let ready = users.put_by_external_id(&cx, put).await.unwrap();
    let Created::New(made) = bed.done(&cx, ready).await else {
        panic!("nobody had that platform id")
    };
    assert_eq!((made.id, made.status), (stub, UserStatus::Disabled));
}

/// I6: who is known and gets the address takes over the invitation and the stricter terms.
#[tokio::test]
async fn a_known_user_takes_over_an_invitation() {
    let (bed, users, stub) = with_stub().await;
    let world = &bed.world;
    world.withhold(world.harbour, stub, "crm.export").await;
    let sam = readdressed(&bed, &users, world.sam).await;
    assert_eq!(sam.email, Some(address()));
    let member = world.member(world.harbour, world.sam).await;
    assert_eq!(member.membership.status(), Status::Invited);
    assert_eq!(member.terms.withheld_keys().count(), 1);
    let gone = world.user(stub).await;
    assert_eq!((gone.status, &gone.email), (UserStatus::Erased, &None));
    let mut reader = world.store.reader();
    assert_eq!(reader.member(world.harbour, stub).await.unwrap(), None);
    let left = reader.terms_among(world.harbour, &[stub]).await.unwrap();
    assert_eq!(left, []);
    let kinds: BTreeSet<_> = bed
        .trail(4)
        .await
        .into_iter()
        .map(|line| line.0.as_str())
        .collect();
    let all = [
        "membership.created",
        "membership.removed",
        "user.changed",
        "user.erased",
    ];
    assert_eq!(kinds, BTreeSet::from(all));
}

/// I6: nothing is taken over where they are a member already.
#[tokio::test]
async fn a_member_keeps_what_they_have() {
    let (bed, users, stub) = with_stub().await;
    let world = &bed.world;
    world
        .change_member(world.harbour, stub, |member, _now| {
            member.terms.refuse(Rank::SuperAdmin);
        })
        .await;
    let before = world.member(world.harbour, world.ines).await;
    readdressed(&bed, &users, world.ines).await;
    let after = world.member(world.harbour, world.ines).await;
    assert_eq!(
        (after.membership, after.terms),
        (before.membership, before.terms)
    );
    assert_eq!(
        world
            .store
            .reader()
            .member(world.harbour, stub)
            .await
            .unwrap(),
        None
    );
}

/// I6: any other holder of the address is in the way.
#[tokio::test]
async fn a_holder_who_is_no_stub_is_in_the_way() {
    for case in ["disabled", "accepted", "unconfirmed"] {
        let (bed, users, stub) = with_stub().await;
        let world = &bed.world;
        match case {
            "disabled" => {
                world
                    .change_user(stub, |user, now| {
                        user.set_status(UserStatus::Disabled, now);
                    })
                    .await;
            }
            "accepted" => {
                let account = world.add_account(AccountBuilder::new("Other")).await;
                world
                    .add_member(MembershipBuilder::new(account, stub))
                    .await;
            }
            _unconfirmed => {
                world
                    .change_user(stub, |user, now| {
                        user.identify(Some(ExternalId::parse("u-x").unwrap()), now);
                    })
                    .await;
            }
        }
        let cx = bed.as_platform();
        assert_eq!(
            refused(users.register(&cx, uma()).await),
            "conflict",
            "{case}"
        );
        let cmd = ChangeUser {
            user: UserRef::Id(world.sam),
            changes: readdress(),
        };
        assert_eq!(refused(users.change(&cx, cmd).await), "conflict", "{case}");
    }
}
