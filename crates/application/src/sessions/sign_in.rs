//! Somebody signs in with address and password. Whether anybody has the address, or a password, shows
//! neither in the answer nor in the time that it takes.

use latchkey_domain::{
    people::{
        email::EmailAddress,
        password::NewPassword,
        session::{Keep, SignInWay},
        token::SecretText,
        user::{User, UserStatus},
    },
    ports::{Locks, StoreError},
};

use super::{Sessions, SignedIn, Visit};
use crate::frame::{error::UseCaseError, throttle::TooManyAttempts};

/// Signs in with address and password.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The e-mail address, as it was typed.
    pub email: String,
    /// The password, as it was typed.
    pub password: SecretText,
    /// Whether they stay signed in.
    pub keep: Keep,
}

/// Why somebody is not signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No user has this address and password. Also of users who are disabled, or have no password.
    #[error("address or password is wrong")]
    NotSignedIn,
    /// It was tried too often, for this address or from this client.
    #[error(transparent)]
    TooManyAttempts(#[from] TooManyAttempts),
    /// Nobody signs in by password here (`sign_in.passwords`).
    #[error("passwords are switched off")]
    PasswordsOff,
    /// Any other error.
    #[error(transparent)]
    Other(#[from] UseCaseError),
}

impl From<StoreError> for SignInError {
    fn from(error: StoreError) -> Self {
        Self::Other(error.into())
    }
}

impl Sessions {
    /// Signs somebody in by password.
    pub async fn sign_in(&self, visit: &Visit, cmd: SignIn) -> Result<SignedIn, SignInError> {
        let ports = &*self.ports;
        if !self.takes_passwords() {
            return Err(SignInError::PasswordsOff);
        }
        let email = EmailAddress::parse(&cmd.email).ok();
        ports.throttle.attempt(email.as_ref(), visit.address)?;
        let found = match &email {
            Some(email) => ports.store.reader().user_by_email(email).await?,
            None => None,
        };
        let active = found.filter(is_active);
        let hash = active.as_ref().and_then(|user| user.password.clone());
        // Longer than any password: only the time is spent on it.
        let (password, hash) = if cmd.password.expose().len() > NewPassword::MAX_BYTES {
            (SecretText::new(String::new()), None)
        } else {
            (cmd.password, hash)
        };
        let right = ports.hasher.verify(password, hash.clone()).await;
        let Some(user) = active.filter(|_| right) else {
            tracing::info!("somebody was not signed in: address or password is wrong");
            return Err(SignInError::NotSignedIn);
        };
        let locks = Locks::none().reading_user(user.id);
        let mut unit = ports.store.begin(locks).await?;
        // It may have been disabled, or given another password, while this one was verified.
        let user = unit.user(user.id).await?;
        let user = user.filter(|user| is_active(user) && user.password == hash);
        let user = user.ok_or(SignInError::NotSignedIn)?;
        let how = (SignInWay::Password, cmd.keep);
        let signed_in = self.begin(&mut *unit, user, visit, how).await?;
        let permit = Self::permit(visit, &signed_in.session)?;
        unit.commit_aside(&permit).await?;
        Ok(signed_in)
    }
}

/// Whether somebody may sign in at all.
pub(super) fn is_active(user: &User) -> bool {
    user.status == UserStatus::Active
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::Duration;
    use latchkey_domain::people::{token::TokenHash, user::PasswordHash};
    use latchkey_testing::{MockHasher, TestBed};

    use super::*;
    use crate::{
        frame::ports::{Ports, RuleSettings, SignInSettings},
        sessions::testing::{give_password, visit},
        testing::UseCaseBed,
    };

    fn typed(email: &str, password: &str) -> SignIn {
        SignIn {
            email: email.to_owned(),
            password: SecretText::new(password.to_owned()),
            keep: Keep::UntilIdle,
        }
    }

    #[tokio::test]
    async fn the_right_password_signs_in() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        give_password(&bed, bed.world.ines, "correct horse").await;
        let before = bed.world.trail().await.len();
        let cmd = typed(" Ines@HarbourPine.example ", "correct horse");
        let signed_in = sessions.sign_in(&visit(), cmd).await.unwrap();
        assert_eq!(signed_in.user.id, bed.world.ines);
        assert_eq!(signed_in.session.way, SignInWay::Password);
        let found = sessions.find(signed_in.secret.expose()).await.unwrap();
        assert_eq!(found.unwrap().session, signed_in.session);
        assert_ne!(signed_in.session.hash, TokenHash::of("correct horse"));
        // T1: sessions are no changes.
        assert_eq!(bed.world.trail().await.len(), before);
    }

    /// Nobody learns who has an account, or a password: the same answer, and the same work.
    #[tokio::test]
    async fn all_that_is_wrong_looks_the_same() {
        let mut hasher = MockHasher::new();
        hasher.expect_verify().times(6).returning(|password, hash| {
            let plain = PasswordHash::new(format!("plain${}", password.expose()));
            hash == Some(plain)
        });
        let bed = UseCaseBed::over(TestBed::new().await.with_hasher(hasher));
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        give_password(&bed, bed.world.ines, "correct horse").await;
        give_password(&bed, bed.world.hugo, "correct horse").await;
        let disable = |user: &mut User, now| {
            user.set_status(UserStatus::Disabled, now);
        };
        bed.world.change_user(bed.world.hugo, disable).await;
        for (email, password) in [
            ("ines@harbourpine.example", "battery staple"),
            ("nobody@harbourpine.example", "correct horse"),
            ("marit@northwind.example", "correct horse"),
            ("hugo@harbourpine.example", "correct horse"),
            ("no address", "correct horse"),
            ("ines@harbourpine.example", &"x".repeat(2_000)),
        ] {
            let result = sessions.sign_in(&visit(), typed(email, password)).await;
            assert!(
                matches!(result, Err(SignInError::NotSignedIn)),
                "{email}: {result:?}"
            );
        }
    }

    #[tokio::test]
    async fn guessing_is_slowed_down() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        give_password(&bed, bed.world.ines, "correct horse").await;
        let wrong = || typed("ines@harbourpine.example", "wrong");
        let right = || typed("ines@harbourpine.example", "correct horse");
        for _ in 0..10 {
            let result = sessions.sign_in(&visit(), wrong()).await;
            assert!(matches!(result, Err(SignInError::NotSignedIn)));
        }
        let result = sessions.sign_in(&visit(), right()).await;
        assert!(matches!(result, Err(SignInError::TooManyAttempts(_))));
        bed.world.clock.advance(Duration::minutes(2));
        assert!(sessions.sign_in(&visit(), right()).await.is_ok());
    }

    #[tokio::test]
    async fn each_sign_in_has_a_new_secret() {
        let bed = UseCaseBed::new().await;
        let sessions = Sessions::new(Arc::clone(&bed.ports));
        give_password(&bed, bed.world.ines, "correct horse").await;
        let cmd = || typed("ines@harbourpine.example", "correct horse");
        let first = sessions.sign_in(&visit(), cmd()).await.unwrap();
        let again = Visit {
            replaces: Some(first.secret.clone()),
            ..visit()
        };
        let second = sessions.sign_in(&again, cmd()).await.unwrap();
        assert_ne!(first.secret, second.secret);
        let old = sessions.find(first.secret.expose()).await.unwrap();
        assert_eq!(old, None, "the session that the browser had has ended");
        assert!(
            sessions
                .find(second.secret.expose())
                .await
                .unwrap()
                .is_some()
        );
    }

    #[tokio::test]
    async fn passwords_can_be_switched_off() {
        let world = TestBed::new().await;
        let settings = RuleSettings {
            sign_in: SignInSettings {
                passwords: false,
                ..SignInSettings::default()
            },
            ..RuleSettings::default()
        };
        let ports = Ports::new(world.adapters(), world.catalogue(), settings);
        let sessions = Sessions::new(Arc::new(ports));
        let result = sessions.sign_in(&visit(), typed("a@b.example", "x")).await;
        assert!(matches!(result, Err(SignInError::PasswordsOff)));
    }
}
