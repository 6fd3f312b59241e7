//! For the tests of this area: people with passwords, visits and sessions.

use latchkey_domain::{
    base::ids::UserId,
    people::{
        session::{Keep, SignInWay, UserAgent},
        user::{PasswordHash, User},
    },
    ports::Locks,
    trail::origin::Origin,
};

use super::{Sessions, SignedIn, Visit};
use crate::{frame::context::RequestContext, testing::UseCaseBed};

/// A visit of a browser without a session.
pub(super) fn visit() -> Visit {
    Visit {
        request_id: "visit".to_owned(),
        address: Some([192, 0, 2, 7].into()),
        user_agent: UserAgent::cleaned("Firefox"),
        replaces: None,
    }
}

/// Gives somebody a password.
pub(super) async fn give_password(bed: &UseCaseBed, user: UserId, password: &str) {
    let hash = PasswordHash::new(format!("plain${password}"));
    let set = |user: &mut User, now| {
        user.set_password(hash, now);
    };
    bed.world.change_user(user, set).await;
}

/// Signs somebody in, whatever ways they have.
pub(super) async fn signed_in(bed: &UseCaseBed, sessions: &Sessions, user: UserId) -> SignedIn {
    let user = bed.world.user(user).await;
    let mut unit = bed.world.begin(Locks::none().reading_user(user.id)).await;
    let how = (SignInWay::Password, Keep::UntilIdle);
    let begun = sessions.begin(&mut *unit, user, &visit(), how).await;
    let signed_in = begun.unwrap();
    let permit = Sessions::permit(&visit(), &signed_in.session).unwrap();
    unit.commit_aside(&permit).await.unwrap();
    signed_in
}

/// A request by that session.
pub(super) fn by(bed: &UseCaseBed, signed_in: &SignedIn) -> RequestContext {
    let principal = latchkey_domain::trail::origin::Principal::Session {
        user: signed_in.user.id,
        session: signed_in.session.id,
    };
    RequestContext::new(Origin {
        principal,
        ..bed.world.as_platform()
    })
}
