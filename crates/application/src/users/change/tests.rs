//! Changing, disabling and enabling a user, on the memory store.

use std::sync::Arc;

use latchkey_domain::{
    base::{
        ids::{Ids, UserId},
        version::Version,
    },
    people::token::{Token, TokenHash, TokenKind, UserScope},
    ports::{Locks, TokenOwner},
};
use latchkey_testing::builders::{MembershipBuilder, name};

use super::*;
use crate::testing::{UseCaseBed, refused};

fn disable(user: UserId) -> ChangeUser {
    let status = Some(UserStatus::Disabled);
    ChangeUser {
        user: UserRef::Id(user),
        changes: UserChanges {
            status,
            ..UserChanges::default()
        },
    }
}

async fn change(bed: &UseCaseBed, user: UserId, changes: UserChanges) -> User {
    let users = Users::new(Arc::clone(&bed.ports));
    let cx = bed.as_platform();
    let cmd = ChangeUser {
        user: UserRef::Id(user),
        changes,
    };
    let ready = users.change(&cx, cmd).await.unwrap();
    bed.done(&cx, ready).await
}

#[tokio::test]
async fn a_change_names_what_differs_and_keeps_the_rest() {
    let bed = UseCaseBed::new().await;
    let changes = UserChanges {
        name: Some(name("Jonas Braun")),
        locale: Some(Locale::En),
        external_id: Some(None),
        password: Some(NewPassword::parse("brand new".to_owned()).unwrap()),
        ..UserChanges::default()
    };
    let jonas = change(&bed, bed.world.jonas, changes).await;
    assert_eq!(jonas.name.as_str(), "Jonas Braun");
    assert_eq!(jonas.external_id, None);
    assert_eq!(jonas.password.as_ref().unwrap().expose(), "plain$brand new");
    assert!(jonas.confirmed && jonas.email.is_some());
    let line = bed.world.trail().await.remove(0);
    let differing = serde_json::json!(["name", "external_id", "password"]);
    assert_eq!(line.event.details.more["changed"], differing);
}

#[tokio::test]
async fn i1_a_new_address_is_confirmed_by_default() {
    let bed = UseCaseBed::new().await;
    let email = |text| Some(EmailAddress::parse(text).unwrap());
    let changes = UserChanges {
        email: email("jonas@new.example"),
        confirmed: Some(false),
        ..UserChanges::default()
    };
    assert!(!change(&bed, bed.world.jonas, changes).await.confirmed);
    let changes = UserChanges {
        confirmed: Some(true),
        ..UserChanges::default()
    };
    assert!(change(&bed, bed.world.jonas, changes).await.confirmed);
    let changes = UserChanges {
        email: email("j@new.example"),
        ..UserChanges::default()
    };
    assert!(change(&bed, bed.world.jonas, changes).await.confirmed);
}

#[tokio::test]
async fn i3_disabling_ends_all_tokens_for_good() {
    let bed = UseCaseBed::new().await;
    let world = &bed.world;
    let ids: &dyn Ids = &*world.ids;
    let token = Token {
        id: ids.next(),
        hash: TokenHash::of("jonas"),
        kind: TokenKind::User(world.jonas, UserScope::Manage),
        label: name("laptop"),
        parent: None,
        created_at: world.now(),
        expires_at: None,
        revoked_at: None,
    };
    let mut unit = world.begin(Locks::none()).await;
    unit.insert_token(&token).await.unwrap();
    world.commit(unit).await;

    change(&bed, world.jonas, disable(world.jonas).changes).await;
    let line = world.trail().await.remove(0);
    assert_eq!(line.event.details.more["tokens_revoked"], 1);
    let status = Some(UserStatus::Active);
    change(
        &bed,
        world.jonas,
        UserChanges {
            status,
            ..UserChanges::default()
        },
    )
    .await;
    let owner = TokenOwner::User(world.jonas);
    let kept = world
        .store
        .reader()
        .token(owner, token.id)
        .await
        .unwrap()
        .unwrap();
    assert!(!kept.is_in_force(world.now()));
}

#[tokio::test]
async fn d5_no_accounts_last_super_admin_is_disabled() {
    let bed = UseCaseBed::new().await;
    let users = Users::new(Arc::clone(&bed.ports));
    let world = &bed.world;
    world
        .add_member(MembershipBuilder::new(world.harbour, world.freya))
        .await;
    let result = users.change(&bed.as_platform(), disable(world.freya)).await;
    assert_eq!(refused(result), "last-super-admin");
    let noted = (EventKind::UserChanged, Some("last-super-admin".to_owned()));
    assert_eq!(bed.trail(1).await, [noted]);
    assert_eq!(world.user(world.freya).await.status, UserStatus::Active);
}

#[tokio::test]
async fn d5_two_super_admins_disabled_at_once_leave_one() {
    let bed = UseCaseBed::new().await;
    let users = Users::new(Arc::clone(&bed.ports));
    let cx = bed.as_platform();
    let switch_off = async |user| {
        let ready = users.change(&cx, disable(user)).await?;
        ready.commit(&bed.ports, &cx, None).await
    };
    let (helen, hugo) = (bed.world.helen, bed.world.hugo);
    let (first, second) = tokio::join!(switch_off(helen), switch_off(hugo));
    assert_eq!(u8::from(first.is_ok()) + u8::from(second.is_ok()), 1);
}

#[tokio::test]
async fn t4_what_is_so_already_writes_no_event() {
    let bed = UseCaseBed::new().await;
    let changes = UserChanges {
        name: Some(name("Helen Marsh")),
        email: Some(EmailAddress::parse("HELEN@harbourpine.example").unwrap()),
        status: Some(UserStatus::Active),
        ..UserChanges::default()
    };
    assert_eq!(
        change(&bed, bed.world.helen, changes).await.version,
        Version::FIRST
    );
    assert_eq!(bed.trail(1).await, []);
}

#[tokio::test]
async fn a_change_erases_nobody_and_the_erased_stay() {
    let bed = UseCaseBed::new().await;
    let users = Users::new(Arc::clone(&bed.ports));
    let cx = bed.as_platform();
    let user = UserRef::Id(bed.world.jonas);
    let status = Some(UserStatus::Erased);
    let changes = UserChanges {
        status,
        ..UserChanges::default()
    };
    let result = users
        .change(
            &cx,
            ChangeUser {
                user: user.clone(),
                changes,
            },
        )
        .await;
    assert!(matches!(result, Err(UseCaseError::Invalid(_))));
    let ready = users
        .erase(&cx, user.clone(), LastSuperAdmin::Stays)
        .await
        .unwrap();
    bed.done(&cx, ready).await;
    let changes = UserChanges {
        name: Some(name("Jonas")),
        ..UserChanges::default()
    };
    let result = users.change(&cx, ChangeUser { user, changes }).await;
    let erased = Refusal::Conflict(Conflict::Erased);
    assert!(matches!(result, Err(UseCaseError::Refused(refusal)) if refusal == erased));
}

#[tokio::test]
async fn users_change_nobody_and_the_unknown_are_not_found() {
    let bed = UseCaseBed::new().await;
    let users = Users::new(Arc::clone(&bed.ports));
    let own = disable(bed.world.jonas);
    let result = users.change(&bed.as_user(bed.world.jonas), own).await;
    assert_eq!(refused(result), "missing-permission");
    let unknown = UserId::from_uuid(bed.world.harbour.uuid());
    let result = users.change(&bed.as_platform(), disable(unknown)).await;
    assert_eq!(refused(result), "not-found");
}
