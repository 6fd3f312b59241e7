//! The platform erases a person (scope `provision`): only the id stays, for the trail (T3); their
//! tokens end for good (I3), and no account loses its last permanent super admin by it (D5).

use latchkey_domain::{
    audit::Records,
    authority,
    event::{Event, EventKind},
    ports::UserRef,
    token::Scope,
    user::User,
};

use super::{
    Users,
    find::{self, Locked, Reach},
};
use crate::{context::RequestContext, error::UseCaseError, ready::Ready};

impl Users {
    /// Erases a person. Once erased they stay so, and erasing them again changes nothing.
    pub async fn erase(
        &self,
        cx: &RequestContext,
        user: UserRef,
    ) -> Result<Ready<User>, UseCaseError> {
        let mut attempted = Event::new(EventKind::UserErased);
        if let UserRef::Id(id) = user {
            attempted = attempted.about(id);
        }
        let work = self.try_erase(cx, user);
        self.ports.refusals.watch(&cx.origin, attempted, work).await
    }

    async fn try_erase(
        &self,
        cx: &RequestContext,
        user: UserRef,
    ) -> Result<Ready<User>, UseCaseError> {
        let (ports, now) = (&*self.ports, self.ports.now());
        let permit = authority::platform(&cx.origin, Scope::Provision)?;
        let Locked { mut unit, mut user } = find::lock(ports, &user, Reach::SwitchesOff).await?;
        cx.must_match(user.version)?;
        if !user.erase(now) {
            return Ok(Ready::unchanged(user));
        }
        unit.save_user(&mut user).await?;
        let revoked = unit.revoke_tokens_of(user.id, now).await?;
        let event = Event::new(EventKind::UserErased)
            .about(user.id)
            .with("tokens_revoked", revoked);
        let records = Records::one(&permit, event, &*ports.ids, now);
        Ok(Ready::changed(user, unit, records))
    }
}
