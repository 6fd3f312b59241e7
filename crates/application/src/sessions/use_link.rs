//! Somebody opens a sign-in link: a page shows whom it signs in, and the button on it uses it up, once.

use latchkey_domain::{
    base::{refusal::Refusal, time::Time},
    people::{
        session::{Keep, SignInWay},
        sign_in_link::{LandingPath, SignInLink},
        token::TokenHash,
        user::User,
    },
    ports::{Locks, Reader},
};

use super::{Sessions, SignedIn, Visit, sign_in::is_active};
use crate::frame::error::UseCaseError;

/// A sign-in link that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownSignInLink {
    /// Whom it signs in.
    pub user: User,
    /// Where they land.
    pub to: LandingPath,
    /// Until when it can be used.
    pub expires_at: Time,
}

/// Somebody signed in by a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedInByLink {
    /// Their session.
    pub signed_in: SignedIn,
    /// Where they land.
    pub to: LandingPath,
}

impl Sessions {
    /// Shows a link without using it up. One that was used, has expired, never was, or is for somebody who
    /// may not act, is not found.
    pub async fn show_link(&self, token: &str) -> Result<ShownSignInLink, UseCaseError> {
        let mut reader = self.ports.store.reader();
        let link = self.link(&mut *reader, token).await?;
        let user = active_user(&mut *reader, &link).await?;
        Ok(ShownSignInLink {
            user,
            to: link.to,
            expires_at: link.expires_at,
        })
    }

    /// Uses up a link and signs its user in.
    pub async fn use_link(
        &self,
        visit: &Visit,
        token: &str,
    ) -> Result<SignedInByLink, UseCaseError> {
        let store = &self.ports.store;
        let link = self.link(&mut *store.reader(), token).await?;
        let mut unit = store.begin(Locks::none().reading_user(link.user)).await?;
        let user = active_user(&mut *unit, &link).await?;
        if !unit.use_up_sign_in_link(&link.hash).await? {
            return Err(Refusal::NotFound.into());
        }
        let how = (SignInWay::SignInLink, Keep::UntilIdle);
        let signed_in = self.begin(&mut *unit, user, visit, how).await?;
        let permit = Self::permit(visit, &signed_in.session)?;
        unit.commit_aside(&permit).await?;
        Ok(SignedInByLink {
            signed_in,
            to: link.to,
        })
    }

    async fn link(&self, reader: &mut dyn Reader, token: &str) -> Result<SignInLink, UseCaseError> {
        let link = reader.sign_in_link(&TokenHash::of(token)).await?;
        let link = link.filter(|link| link.expires_at > self.ports.now());
        Ok(link.ok_or(Refusal::NotFound)?)
    }
}

async fn active_user(reader: &mut dyn Reader, link: &SignInLink) -> Result<User, UseCaseError> {
    let user = reader.user(link.user).await?.filter(is_active);
    Ok(user.ok_or(Refusal::NotFound)?)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::Duration;
    use latchkey_domain::{
        base::ids::UserId,
        people::{sign_in_link::SignInLinkLifetime, user::UserStatus},
    };

    use super::*;
    use crate::{
        frame::context::RequestContext,
        sessions::{IssueSignInLink, testing::visit},
        testing::{UseCaseBed, refused},
    };

    async fn link_of(bed: &UseCaseBed, sessions: &Sessions, user: UserId) -> String {
        let cx = RequestContext::new(bed.world.as_operator());
        let cmd = IssueSignInLink {
            user: user.into(),
            to: LandingPath::parse("/clients").unwrap(),
            lifetime: SignInLinkLifetime::default(),
        };
        let ready = sessions.issue_link(&cx, cmd).await.unwrap();
        bed.done(&cx, ready).await.secret.expose().to_owned()
    }

    #[tokio::test]
    async fn a_link_signs_in_once() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let token = link_of(&bed, &sessions, bed.world.ines).await;
        let shown = sessions.show_link(&token).await.unwrap();
        assert_eq!(
            (shown.user.id, shown.to.as_str()),
            (bed.world.ines, "/clients")
        );
        let used = sessions.use_link(&visit(), &token).await.unwrap();
        assert_eq!(used.to.as_str(), "/clients");
        assert_eq!(used.signed_in.session.way, SignInWay::SignInLink);
        let found = sessions.find(used.signed_in.secret.expose()).await.unwrap();
        assert_eq!(found.unwrap().user.id, bed.world.ines);
        assert_eq!(refused(sessions.show_link(&token).await), "not-found");
        assert_eq!(
            refused(sessions.use_link(&visit(), &token).await),
            "not-found"
        );
    }

    #[tokio::test]
    async fn of_two_at_once_one_signs_in() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let token = link_of(&bed, &sessions, bed.world.ines).await;
        let (here, there) = (visit(), visit());
        let (one, other) = tokio::join!(
            sessions.use_link(&here, &token),
            sessions.use_link(&there, &token)
        );
        assert_ne!(one.is_ok(), other.is_ok());
    }

    #[tokio::test]
    async fn a_link_ends_and_goes_with_its_user() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        let token = link_of(&bed, &sessions, bed.world.ines).await;
        bed.world.clock.advance(Duration::minutes(10));
        assert_eq!(
            refused(sessions.use_link(&visit(), &token).await),
            "not-found"
        );
        let token = link_of(&bed, &sessions, bed.world.ines).await;
        let disable = |user: &mut User, now| {
            user.set_status(UserStatus::Disabled, now);
        };
        bed.world.change_user(bed.world.ines, disable).await;
        assert_eq!(refused(sessions.show_link(&token).await), "not-found");
        assert_eq!(
            refused(sessions.use_link(&visit(), &token).await),
            "not-found"
        );
        assert_eq!(refused(sessions.use_link(&visit(), "x").await), "not-found");
    }
}
