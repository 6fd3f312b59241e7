//! Users: people, one e-mail address and one sign-in each.

use crate::{
    base::{
        aggregate::aggregate,
        ids::UserId,
        text::{ExternalId, Locale, Name},
        time::Time,
        version::Version,
        words::words,
    },
    people::email::EmailAddress,
};

words! {
    /// Whether a person may do anything at all (I3).
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum UserStatus {
        /// May sign in and act.
        Active = "active",
        /// Switched off everywhere.
        Disabled = "disabled",
        /// Erased: only the id is left, for the trail.
        Erased = "erased",
    }
}

/// A password as it is kept: a PHC string, never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Takes a PHC string.
    pub const fn new(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC string, for stores and the hasher.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(***)")
    }
}

/// What is known of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserState {
    /// Their id.
    pub id: UserId,
    /// The platform's id of them.
    pub external_id: Option<ExternalId>,
    /// Their address; `None` once erased.
    pub email: Option<EmailAddress>,
    /// Whether the address is known to be theirs (I1).
    pub confirmed: bool,
    /// Their name.
    pub name: Name,
    /// The language they read.
    pub locale: Locale,
    /// Their password, where they have one.
    pub password: Option<PasswordHash>,
    /// Whether they may act at all.
    pub status: UserStatus,
    /// When they were made known.
    pub created_at: Time,
    /// When anything of them changed last.
    pub updated_at: Time,
    /// How often it changed.
    pub version: Version,
}

aggregate! {
    /// A person.
    User of UserState
}

/// What it takes to make a person known.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The platform's id of them.
    pub external_id: Option<ExternalId>,
    /// Their address.
    pub email: EmailAddress,
    /// Whether the address is known to be theirs: it is when the platform says so (I1).
    pub confirmed: bool,
    /// Their name.
    pub name: Name,
    /// The language they read.
    pub locale: Locale,
    /// Their password, where they have one.
    pub password: Option<PasswordHash>,
}

impl User {
    /// Makes a person known.
    pub fn register(id: UserId, new: NewUser, now: Time) -> Self {
        Self(UserState {
            id,
            external_id: new.external_id,
            email: Some(new.email),
            confirmed: new.confirmed,
            name: new.name,
            locale: new.locale,
            password: new.password,
            status: UserStatus::Active,
            created_at: now,
            updated_at: now,
            version: Version::FIRST,
        })
    }

    /// Gives the person another name. Tells whether anything changed, as all below do.
    pub fn rename(&mut self, name: Name, now: Time) -> bool {
        let changed = self.0.name != name;
        self.0.name = name;
        self.touch(changed, now)
    }

    /// Gives or takes the platform's id.
    pub fn identify(&mut self, external_id: Option<ExternalId>, now: Time) -> bool {
        let changed = self.0.external_id != external_id;
        self.0.external_id = external_id;
        self.touch(changed, now)
    }

    /// Gives the person another address, which the platform knows to be theirs unless it says
    /// otherwise (I1).
    pub fn readdress(&mut self, email: EmailAddress, confirmed: bool, now: Time) -> bool {
        let changed = self.0.email.as_ref() != Some(&email) || self.0.confirmed != confirmed;
        self.0.email = Some(email);
        self.0.confirmed = confirmed;
        self.touch(changed, now)
    }

    /// Says which language the person reads.
    pub fn set_locale(&mut self, locale: Locale, now: Time) -> bool {
        let changed = self.0.locale != locale;
        self.0.locale = locale;
        self.touch(changed, now)
    }

    /// Gives the person a password.
    pub fn set_password(&mut self, password: PasswordHash, now: Time) -> bool {
        self.0.password = Some(password);
        self.touch(true, now)
    }

    /// Switches the person off everywhere, or on again (I3). D5 is the caller's to ask, in every
    /// account where they count.
    pub fn set_status(&mut self, status: UserStatus, now: Time) -> bool {
        let changed = self.0.status != status;
        self.0.status = status;
        self.touch(changed, now)
    }

    /// Forgets who the person is; only the id stays, for the trail (T3).
    pub fn erase(&mut self, now: Time) -> bool {
        let changed = self.0.status != UserStatus::Erased;
        self.0.external_id = None;
        self.0.email = None;
        self.0.confirmed = false;
        self.0.name = Name::stored("Erased person".to_owned());
        self.0.password = None;
        self.0.status = UserStatus::Erased;
        self.touch(changed, now)
    }

    fn touch(&mut self, changed: bool, now: Time) -> bool {
        if changed {
            self.0.updated_at = now;
        }
        changed
    }
}
