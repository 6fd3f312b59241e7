//! Sessions: how a browser goes on being signed in as a user.

use std::{fmt, net::IpAddr};

use chrono::Duration;

use crate::{
    base::{
        ids::{SessionId, UserId},
        time::Time,
        words::words,
    },
    people::token::TokenHash,
};

words! {
    /// How a session began.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum SignInWay {
        /// By address and password.
        Password = "password",
        /// By a sign-in link that the platform got.
        SignInLink = "sign_in_link",
        /// By the mailed link of an invitation (I1).
        Invitation = "invitation",
    }

    /// How long a session goes on without use.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum Keep {
        /// It ends when it was not used for a while.
        #[default]
        UntilIdle = "until_idle",
        /// It goes on to its end, used or not: the person asked to stay signed in.
        ToTheEnd = "to_the_end",
    }
}

/// Why sessions cannot last that long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SessionLimitsError {
    /// Too short to do anything, or longer than browsers keep a cookie.
    #[error("must be from 5m to 400d")]
    Lifetime,
    /// Too short to read a page, or longer than the session itself.
    #[error("must be from 1m to sessions.lifetime")]
    Idle,
}

/// How long sessions last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    lifetime: Duration,
    idle: Duration,
}

impl SessionLimits {
    /// The longest lifetime: browsers keep no cookie longer.
    const LONGEST: Duration = Duration::days(400);

    /// Checks how long a session lasts, and how long without use.
    pub fn new(lifetime: Duration, idle: Duration) -> Result<Self, SessionLimitsError> {
        if lifetime < Duration::minutes(5) || lifetime > Self::LONGEST {
            return Err(SessionLimitsError::Lifetime);
        }
        if idle < Duration::minutes(1) || idle > lifetime {
            return Err(SessionLimitsError::Idle);
        }
        Ok(Self { lifetime, idle })
    }
}

impl Default for SessionLimits {
    /// 14 days, and 12 hours without use.
    fn default() -> Self {
        Self {
            lifetime: Duration::days(14),
            idle: Duration::hours(12),
        }
    }
}

/// What a browser calls itself. Shown to its user, so that they know their sessions apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserAgent(String);

impl UserAgent {
    /// How many characters are kept.
    const MAX_LENGTH: usize = 255;

    /// Keeps the printable ASCII of a header, cut to 255 characters. `None`: nothing is left.
    pub fn cleaned(text: &str) -> Option<Self> {
        let plain = text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ');
        let kept: String = plain.take(Self::MAX_LENGTH).collect();
        let kept = kept.trim();
        (!kept.is_empty()).then(|| Self(kept.to_owned()))
    }

    /// Wraps a stored text.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A session of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserSession {
    /// The id by which it is listed and ended.
    pub id: SessionId,
    /// The user.
    pub user: UserId,
    /// The hash of its secret, which only the browser has.
    pub hash: TokenHash,
    /// How it began.
    pub way: SignInWay,
    /// How long it goes on without use.
    pub keep: Keep,
    /// When it began.
    pub created_at: Time,
    /// When it was last used, to the minute.
    pub last_seen_at: Time,
    /// When it ends unless it is used before.
    pub idle_until: Time,
    /// When it ends however much it is used.
    pub ends_at: Time,
    /// What the browser called itself when it began.
    pub user_agent: Option<UserAgent>,
    /// The network address from which it began.
    pub address: Option<IpAddr>,
}

/// What it takes to begin a session.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The user.
    pub user: UserId,
    /// The hash of its secret.
    pub hash: TokenHash,
    /// How it begins.
    pub way: SignInWay,
    /// How long it goes on without use.
    pub keep: Keep,
    /// What the browser calls itself.
    pub user_agent: Option<UserAgent>,
    /// The network address from which it begins.
    pub address: Option<IpAddr>,
}

impl BrowserSession {
    /// How long a use is not noted again.
    const NOTED_EVERY: Duration = Duration::minutes(1);

    /// Begins a session.
    pub fn begin(id: SessionId, new: NewSession, limits: SessionLimits, now: Time) -> Self {
        let ends_at = now + limits.lifetime;
        let mut session = Self {
            id,
            user: new.user,
            hash: new.hash,
            way: new.way,
            keep: new.keep,
            created_at: now,
            last_seen_at: now,
            idle_until: ends_at,
            ends_at,
            user_agent: new.user_agent,
            address: new.address,
        };
        session.move_idle_end(limits, now);
        session
    }

    /// Whether the session has not ended by itself.
    pub fn is_in_force(&self, now: Time) -> bool {
        now < self.idle_until && now < self.ends_at
    }

    /// Notes that it is used. Tells whether that is to be stored, at most once a minute.
    #[must_use]
    pub fn see(&mut self, limits: SessionLimits, now: Time) -> bool {
        let to_note = now - self.last_seen_at >= Self::NOTED_EVERY;
        if to_note {
            self.last_seen_at = now;
            self.move_idle_end(limits, now);
        }
        to_note
    }

    fn move_idle_end(&mut self, limits: SessionLimits, now: Time) {
        self.idle_until = match self.keep {
            Keep::UntilIdle => self.ends_at.min(now + limits.idle),
            Keep::ToTheEnd => self.ends_at,
        };
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    fn session(keep: Keep) -> (BrowserSession, SessionLimits) {
        let limits = SessionLimits::new(Duration::hours(2), Duration::minutes(30)).unwrap();
        let new = NewSession {
            user: UserId::from_uuid(Uuid::from_u128(1)),
            hash: TokenHash::of("secret"),
            way: SignInWay::Password,
            keep,
            user_agent: None,
            address: None,
        };
        let id = SessionId::from_uuid(Uuid::from_u128(2));
        (BrowserSession::begin(id, new, limits, at(0)), limits)
    }

    fn at(minutes: i64) -> Time {
        DateTime::UNIX_EPOCH + Duration::minutes(minutes)
    }

    #[test]
    fn a_session_ends_when_it_is_not_used() {
        let (mut session, limits) = session(Keep::UntilIdle);
        assert!(session.is_in_force(at(29)) && !session.is_in_force(at(30)));
        assert!(session.see(limits, at(29)));
        assert!(session.is_in_force(at(58)) && !session.is_in_force(at(59)));
    }

    #[test]
    fn a_session_ends_however_much_it_is_used() {
        let (mut session, limits) = session(Keep::UntilIdle);
        for minute in (0..120).step_by(10) {
            let _noted = session.see(limits, at(minute));
        }
        assert!(session.is_in_force(at(119)) && !session.is_in_force(at(120)));
    }

    #[test]
    fn a_session_that_is_kept_does_not_end_idle() {
        let (mut session, limits) = session(Keep::ToTheEnd);
        assert!(session.see(limits, at(1)));
        assert!(session.is_in_force(at(119)) && !session.is_in_force(at(120)));
    }

    #[test]
    fn a_use_is_noted_once_a_minute() {
        let (mut session, limits) = session(Keep::UntilIdle);
        let almost = at(1) - Duration::microseconds(1);
        assert!(!session.see(limits, almost));
        assert_eq!(session.last_seen_at, at(0));
        assert!(session.see(limits, at(1)) && !session.see(limits, at(1)));
        assert_eq!(session.last_seen_at, at(1));
    }

    #[test]
    fn limits_are_neither_too_short_nor_too_long() {
        let (minute, day) = (Duration::minutes(1), Duration::days(1));
        assert!(SessionLimits::new(minute * 5, minute).is_ok());
        assert!(SessionLimits::new(day * 400, day * 400).is_ok());
        for (lifetime, idle, error) in [
            (minute * 4, minute, SessionLimitsError::Lifetime),
            (day * 401, day, SessionLimitsError::Lifetime),
            (day, minute / 2, SessionLimitsError::Idle),
            (day, day * 2, SessionLimitsError::Idle),
        ] {
            assert_eq!(SessionLimits::new(lifetime, idle), Err(error));
        }
    }

    #[test]
    fn a_user_agent_is_printable_and_cut() {
        let kept = UserAgent::cleaned(" Mozilla\u{7}/5.0 \u{202e}(X) ").unwrap();
        assert_eq!(kept.as_str(), "Mozilla/5.0 (X)");
        let long = UserAgent::cleaned(&"x".repeat(300)).unwrap();
        assert_eq!(long.as_str().len(), 255);
        assert_eq!(UserAgent::cleaned("\u{e5} \n"), None);
    }
}
