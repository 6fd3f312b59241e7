use latchkey_domain::{
    base::{
        ids::Ids,
        text::{ExternalId, Locale},
        time::Time,
    },
    people::{
        email::EmailAddress,
        user::{NewUser, PasswordHash, User, UserStatus},
    },
};

use super::name;
use crate::FixedClock;

/// Makes a person: active, with a confirmed address, reading English, unless told otherwise.
#[derive(Debug, Clone)]
pub struct UserBuilder {
    new: NewUser,
    stub: bool,
    status: UserStatus,
    at: Time,
}

impl UserBuilder {
    /// A person of that name and address.
    pub fn new(user_name: &str, email: &str) -> Self {
        Self {
            new: NewUser {
                external_id: None,
                email: EmailAddress::parse(email).unwrap(),
                confirmed: true,
                name: name(user_name),
                locale: Locale::En,
                password: None,
            },
            stub: false,
            status: UserStatus::Active,
            at: FixedClock::start(),
        }
    }

    /// With the platform's id.
    #[must_use]
    pub fn external_id(mut self, id: &str) -> Self {
        self.new.external_id = Some(ExternalId::parse(id).unwrap());
        self
    }

    /// With an address that is not known to be theirs.
    #[must_use]
    pub const fn unconfirmed(mut self) -> Self {
        self.new.confirmed = false;
        self
    }

    /// A stub: somebody of whom only the address is known.
    #[must_use]
    pub const fn stub(mut self) -> Self {
        self.stub = true;
        self
    }

    /// Reading another language.
    #[must_use]
    pub const fn locale(mut self, locale: Locale) -> Self {
        self.new.locale = locale;
        self
    }

    /// With a password.
    #[must_use]
    pub fn password(mut self, hash: &str) -> Self {
        self.new.password = Some(PasswordHash::new(hash.to_owned()));
        self
    }

    /// Switched off.
    #[must_use]
    pub const fn disabled(mut self) -> Self {
        self.status = UserStatus::Disabled;
        self
    }

    /// Made known at another time.
    #[must_use]
    pub const fn at(mut self, at: Time) -> Self {
        self.at = at;
        self
    }

    /// Makes the person.
    pub fn build(self, ids: &dyn Ids) -> User {
        if self.stub {
            return User::invite(ids.next(), self.new.email, self.at);
        }
        User::register(ids.next(), self.new, self.status, self.at)
    }
}
