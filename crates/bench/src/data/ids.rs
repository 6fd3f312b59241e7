//! Ids by number.

use latchkey_domain::base::ids::{AccountId, PermissionSetId, UserId};
use uuid::Uuid;

/// What has ids; its number is part of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Client = 1,
    Partner,
    Own,
    Staff,
    OwnSet,
    PartnerSet,
    OwnMembership,
    Employment,
    Acting,
    Token,
    Crowd,
    Many,
    Fresh,
    CrowdMembership,
    ManyMembership,
    FreshMembership,
}

impl Kind {
    /// The first half of its ids, as hexadecimal digits: a time, and that it is version 7.
    pub(crate) fn digits(self) -> String {
        format!("019a{:04x}00007000", self.number())
    }

    fn number(self) -> u64 {
        #[expect(
            clippy::as_conversions,
            reason = "the number a variant is declared with"
        )]
        let number = self as u64;
        number
    }

    fn id(self, number: u64) -> Uuid {
        let high = (0x019a_u64 << 48) | (self.number() << 32) | 0x7000;
        Uuid::from_u64_pair(high, (0x8000_u64 << 48) | number)
    }
}

pub(crate) fn client(number: u64) -> AccountId {
    AccountId::from_uuid(Kind::Client.id(number))
}

pub(crate) fn partner(number: u64) -> AccountId {
    AccountId::from_uuid(Kind::Partner.id(number))
}

pub(crate) fn own(number: u64) -> UserId {
    UserId::from_uuid(Kind::Own.id(number))
}

pub(crate) fn staff(number: u64) -> UserId {
    UserId::from_uuid(Kind::Staff.id(number))
}

pub(crate) fn fresh(number: u64) -> AccountId {
    AccountId::from_uuid(Kind::Fresh.id(number))
}

pub(crate) fn partner_set(number: u64) -> PermissionSetId {
    PermissionSetId::from_uuid(Kind::PartnerSet.id(number))
}
