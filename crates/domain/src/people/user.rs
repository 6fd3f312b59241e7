//! Users: people with one e-mail address and one sign-in each.

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
    /// Whether a user may act at all (I3).
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum UserStatus {
        /// May sign in and act.
        Active = "active",
        /// Switched off in all accounts.
        Disabled = "disabled",
        /// Erased. Only the id remains, for the trail.
        Erased = "erased",
    }
}

/// A hashed password as a PHC string. Never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps a PHC string.
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

/// The state of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserState {
    /// Latchkey's id of the user.
    pub id: UserId,
    /// The platform's id of the user.
    pub external_id: Option<ExternalId>,
    /// The e-mail address; `None` once erased.
    pub email: Option<EmailAddress>,
    /// Whether the address is confirmed (I1).
    pub confirmed: bool,
    /// The name that others see.
    pub name: Name,
    /// Whether an invitation made them and nobody has made them known since (I6): what others see in
    /// place of the name is told by [`Person::shown_name`](crate::membership::member::Person).
    pub stub: bool,
    /// The language of their pages and mails.
    pub locale: Locale,
    /// The password, if they have one.
    pub password: Option<PasswordHash>,
    /// Whether the user is active, disabled or erased.
    pub status: UserStatus,
    /// When the user was created.
    pub created_at: Time,
    /// When the user was last changed.
    pub updated_at: Time,
    /// Goes up by one with each change.
    pub version: Version,
}

aggregate! {
    /// A person.
    User of UserState
}

/// What it takes to create a user.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The platform's id of the user.
    pub external_id: Option<ExternalId>,
    /// The e-mail address.
    pub email: EmailAddress,
    /// Whether the address is confirmed: it is if the platform creates the user (I1).
    pub confirmed: bool,
    /// The name that others see.
    pub name: Name,
    /// The language of their pages and mails.
    pub locale: Locale,
    /// The password, if they have one.
    pub password: Option<PasswordHash>,
}

impl User {
    /// Creates a user who is known.
    pub fn register(id: UserId, new: NewUser, status: UserStatus, now: Time) -> Self {
        Self(UserState {
            id,
            external_id: new.external_id,
            email: Some(new.email),
            confirmed: new.confirmed,
            name: new.name,
            stub: false,
            locale: new.locale,
            password: new.password,
            status,
            created_at: now,
            updated_at: now,
            version: Version::FIRST,
        })
    }

    /// Creates a stub: somebody of whom only the address is known, from an invitation (I6). The part of
    /// the address before the `@` is their name once they are known.
    pub fn invite(id: UserId, email: EmailAddress, now: Time) -> Self {
        let new = NewUser {
            external_id: None,
            name: Name::stored(email.local_part().to_owned()),
            email,
            confirmed: false,
            locale: Locale::default(),
            password: None,
        };
        let mut user = Self::register(id, new, UserStatus::Active, now);
        user.0.stub = true;
        user
    }

    /// Makes a stub the person whom the platform registers with the same address (I6).
    pub fn become_known(&mut self, new: NewUser, status: UserStatus, now: Time) {
        self.0.external_id = new.external_id;
        self.0.email = Some(new.email);
        self.0.confirmed = new.confirmed;
        self.0.name = new.name;
        self.0.stub = false;
        self.0.locale = new.locale;
        self.0.password = new.password;
        self.0.status = status;
        self.touch(true, now);
    }

    /// Notes that a stub has got a way to sign in, and so is none any more. Tells whether anything
    /// changed.
    pub fn stop_being_stub(&mut self, now: Time) -> bool {
        let changed = self.0.stub;
        self.0.stub = false;
        self.touch(changed, now)
    }

    /// Changes the name. Like all changes below, it tells whether anything changed.
    pub fn rename(&mut self, name: Name, now: Time) -> bool {
        let changed = self.0.name != name;
        self.0.name = name;
        self.touch(changed, now)
    }

    /// Sets or clears the platform's id.
    pub fn identify(&mut self, external_id: Option<ExternalId>, now: Time) -> bool {
        let changed = self.0.external_id != external_id;
        self.0.stub &= external_id.is_none();
        self.0.external_id = external_id;
        self.touch(changed, now)
    }

    /// Changes the address, and whether it is confirmed: it is if the platform gives it (I1).
    pub fn readdress(&mut self, email: EmailAddress, confirmed: bool, now: Time) -> bool {
        let changed = self.0.email.as_ref() != Some(&email) || self.0.confirmed != confirmed;
        self.0.email = Some(email);
        self.0.confirmed = confirmed;
        self.0.stub &= !confirmed;
        self.touch(changed, now)
    }

    /// Sets the language.
    pub fn set_locale(&mut self, locale: Locale, now: Time) -> bool {
        let changed = self.0.locale != locale;
        self.0.locale = locale;
        self.touch(changed, now)
    }

    /// Sets the password.
    pub fn set_password(&mut self, password: PasswordHash, now: Time) -> bool {
        self.0.password = Some(password);
        self.0.stub = false;
        self.touch(true, now)
    }

    /// Disables or enables the user (I3). The caller first checks that no account loses its last
    /// permanent super admin (D5).
    pub fn set_status(&mut self, status: UserStatus, now: Time) -> bool {
        let changed = self.0.status != status;
        self.0.status = status;
        self.touch(changed, now)
    }

    /// Erases the user. Only the id remains, so that the trail stays whole (T3).
    pub fn erase(&mut self, now: Time) -> bool {
        let changed = self.0.status != UserStatus::Erased;
        self.0.external_id = None;
        self.0.email = None;
        self.0.confirmed = false;
        self.0.name = Name::stored("Erased person".to_owned());
        self.0.stub = false;
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
