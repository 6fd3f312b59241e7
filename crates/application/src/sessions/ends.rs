//! What ends all sessions of a user, whichever door it comes through: being disabled or erased, and another
//! password (I3, P6).

use std::sync::Arc;

use latchkey_domain::{
    base::{refusal::Refusal, text::ExternalId},
    membership::super_admins::LastSuperAdmin,
    people::{
        password::NewPassword,
        sign_in_link::{LandingPath, SignInLinkLifetime},
        user::UserStatus,
    },
};
use latchkey_testing::builders::name;

use super::{IssueSignInLink, Sessions, testing::signed_in};
use crate::{
    frame::error::UseCaseError,
    testing::UseCaseBed,
    users::{ChangeUser, PutUser, UserChanges, Users},
};

/// Ines, signed in, with a link that she has not used.
struct SignedInBed {
    bed: UseCaseBed,
    sessions: Sessions,
    users: Users,
    secret: String,
    link: String,
}

impl SignedInBed {
    async fn new() -> Self {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let users = Users::new(Arc::clone(&bed.ports));
        let mine = signed_in(&bed, &sessions, bed.world.ines).await;
        let cx = bed.as_platform();
        let cmd = IssueSignInLink {
            user: bed.world.ines.into(),
            to: LandingPath::default(),
            lifetime: SignInLinkLifetime::default(),
        };
        let operator = crate::frame::context::RequestContext::new(bed.world.as_operator());
        let ready = sessions.issue_link(&operator, cmd).await.unwrap();
        let link = bed.done(&cx, ready).await.secret;
        Self {
            secret: mine.secret.expose().to_owned(),
            link: link.expose().to_owned(),
            bed,
            sessions,
            users,
        }
    }

    async fn change(&self, changes: UserChanges) {
        let cx = self.bed.as_platform();
        let user = self.bed.world.ines.into();
        let cmd = ChangeUser { user, changes };
        let ready = self.users.change(&cx, cmd).await.unwrap();
        self.bed.done(&cx, ready).await;
    }

    /// Whether the session and the link still count.
    async fn counts(&self) -> (bool, bool) {
        let session = self.sessions.find(&self.secret).await.unwrap();
        let link = match self.sessions.show_link(&self.link).await {
            Ok(_shown) => true,
            Err(UseCaseError::Refused(Refusal::NotFound)) => false,
            Err(other) => panic!("{other:?}"),
        };
        (session.is_some(), link)
    }
}

fn new_password() -> UserChanges {
    UserChanges {
        password: Some(NewPassword::parse("battery staple".to_owned()).unwrap()),
        ..UserChanges::default()
    }
}

/// Also after they are enabled again: sessions end for good.
#[tokio::test]
async fn disabling_ends_them_for_good() {
    let it = SignedInBed::new().await;
    for status in [UserStatus::Disabled, UserStatus::Active] {
        let status = Some(status);
        it.change(UserChanges {
            status,
            ..UserChanges::default()
        })
        .await;
        assert_eq!(it.counts().await, (false, false));
    }
}

#[tokio::test]
async fn another_password_ends_them() {
    let it = SignedInBed::new().await;
    it.change(new_password()).await;
    assert_eq!(it.counts().await, (false, false));
}

#[tokio::test]
async fn another_password_by_a_put_ends_them() {
    let it = SignedInBed::new().await;
    let cx = it.bed.as_platform();
    let cmd = PutUser {
        external_id: ExternalId::parse("u-ines").unwrap(),
        changes: new_password(),
    };
    let ready = it.users.put_by_external_id(&cx, cmd).await.unwrap();
    it.bed.done(&cx, ready).await;
    assert_eq!(it.counts().await, (false, false));
}

#[tokio::test]
async fn erasing_ends_them() {
    let it = SignedInBed::new().await;
    let cx = it.bed.as_platform();
    let user = it.bed.world.ines.into();
    let ready = it.users.erase(&cx, user, LastSuperAdmin::Stays).await;
    it.bed.done(&cx, ready.unwrap()).await;
    assert_eq!(it.counts().await, (false, false));
}

#[tokio::test]
async fn another_name_ends_nothing() {
    let it = SignedInBed::new().await;
    it.change(UserChanges {
        name: Some(name("I. Costa")),
        ..UserChanges::default()
    })
    .await;
    assert_eq!(it.counts().await, (true, true));
}
