//! Refusals: the one list of reasons why a rule says no.
//!
//! The names are the problem codes of the HTTP contract. A refusal is an expected answer, not a
//! failure. It changes nothing and is written to the trail (T1).

use std::fmt;

/// A refusal: the rule that says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// The caller lacks the permission that the act needs (403).
    MissingPermission,
    /// The act needs an active partner admin in the client, and the caller is not one (403; A1).
    NotPartnerAdmin,
    /// The caller cannot do this to themself (403; A6, A8, L3).
    SelfTarget,
    /// The act exceeds what the caller holds (403; A7, A8).
    ExceedsOwnPermissions,
    /// It does not exist, or is hidden from the caller (404).
    NotFound,
    /// The account would lose its last permanent super admin (409; D5).
    LastSuperAdmin,
    /// The person is a super admin there, and the act does not apply to super admins (409; A6, L5,
    /// D2).
    SuperAdminTarget,
    /// The membership acts for another partner (409; L5).
    ActsForAnotherPartner,
    /// The partner is not enrolled in the partner program (409; L1).
    PartnerNotEnrolled,
    /// The access link was revoked or has expired (409; L2).
    LinkNotValid,
    /// The person is neither verified nor linked (409; S2).
    NotRecognized,
    /// The person is not an active employee of the partner (409; A6).
    NotAnEmployee,
    /// A partner admin needs a partner seat (409; S1).
    PartnerSeatRequired,
    /// The client refused this person, and only the client lifts that (409; D9).
    ClientRefused,
    /// The person is a member there already (409; A6).
    AlreadyAMember,
    /// Something changed since the review (409; D6).
    StaleReview,
    /// The permission set is held by memberships (409; A7).
    SetInUse {
        /// The number of memberships.
        holders: u64,
    },
    /// Another conflict with the present state (409).
    Conflict(Conflict),
}

/// The conflicts without a problem code of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conflict {
    /// This external id is taken.
    ExternalIdTaken,
    /// Another user has this e-mail address.
    EmailTaken,
    /// The domain belongs to another partner (I2).
    DomainTaken,
    /// Anyone can get an address on this domain (I2).
    PublicDomain,
    /// The caller has no confirmed address on this domain (I2).
    NotOnDomain,
    /// An access link cannot be approved in the partner's own account (L3).
    OwnAccount,
    /// The invitation has expired (I1).
    InvitationLapsed,
    /// The membership was deactivated before its invitation was accepted (I1, D3).
    Deactivated,
    /// Super admins and partner admins never hold a view-only seat (S1).
    ViewOnlySeat,
    /// The account has never been a partner.
    NotAPartner,
    /// The partner has no relationship with the client, and nothing in the call begins one (R1).
    NotConnected,
    /// The user was erased.
    Erased,
    /// The user is disabled (I3).
    UserDisabled,
    /// Standard sets come with the catalogue and are read-only (P1).
    StandardSet,
    /// The removal review has expired or was confirmed already (D6).
    ReviewSpent,
    /// The act does not fit the state of the operation: it has ended, or is still running.
    OperationState,
    /// Offboarding cannot be cancelled (D8).
    Offboarding,
    /// The call does not begin an employment again, so there is nothing to give back with it (D8).
    NoEmploymentBegins,
    /// The employment ended too long ago to give back what that cut (D8).
    TooLateToGiveBack,
    /// The invitation was accepted already (I1).
    NotInvited,
    /// The person is not a super admin, so there is nothing to change to partner admin (L8).
    NotASuperAdmin,
    /// The standardization has begun, so it cannot be cancelled (L9).
    AlreadyCarriedOut,
    /// The installation has as many webhook endpoints as it may have (N2).
    TooManyEndpoints,
    /// The person has a password already, or the platform signs them in (I1).
    HasAnotherWayIn,
    /// The first answer held a secret, so it was not kept for this idempotency key.
    SecretNotKept,
    /// The first call with this idempotency key is still running.
    StillRunning,
}

impl Refusal {
    /// The stable code on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MissingPermission => "missing-permission",
            Self::NotPartnerAdmin => "not-partner-admin",
            Self::SelfTarget => "self-target",
            Self::ExceedsOwnPermissions => "exceeds-own-permissions",
            Self::NotFound => "not-found",
            Self::LastSuperAdmin => "last-super-admin",
            Self::SuperAdminTarget => "super-admin-target",
            Self::ActsForAnotherPartner => "acts-for-another-partner",
            Self::PartnerNotEnrolled => "partner-not-enrolled",
            Self::LinkNotValid => "link-not-valid",
            Self::NotRecognized => "not-recognized",
            Self::NotAnEmployee => "not-an-employee",
            Self::PartnerSeatRequired => "partner-seat-required",
            Self::ClientRefused => "client-refused",
            Self::AlreadyAMember => "already-a-member",
            Self::StaleReview => "stale-review",
            Self::SetInUse { .. } => "set-in-use",
            Self::Conflict(_) => "conflict",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Refusal {}

/// An invalid value in a request: where it is, and what is wrong with it (422).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// A JSON pointer into the body, such as `/employees/0`.
    pub pointer: String,
    /// What is wrong, in one clause.
    pub detail: String,
}

impl FieldError {
    /// Describes an invalid value.
    pub fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            detail: detail.into(),
        }
    }
}

/// Why the length of a list is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ListLengthError {
    /// There are no items.
    #[error("must not be empty")]
    Empty,
    /// There are more items than allowed.
    #[error("must have at most {most} items")]
    TooLong {
        /// The limit.
        most: usize,
    },
}

impl ListLengthError {
    /// Checks that a list has at least one item, and at most `most`.
    pub const fn check(count: usize, most: usize) -> Result<(), Self> {
        match count {
            0 => Err(Self::Empty),
            _ if count > most => Err(Self::TooLong { most }),
            _ => Ok(()),
        }
    }
}

/// The invalid values of a request (422). At most [`FieldErrors::MOST`] errors are built and
/// listed, however many values were sent; the rest are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors {
    listed: Vec<FieldError>,
    more: usize,
}

impl FieldErrors {
    /// The most errors that are listed.
    pub const MOST: usize = 20;

    /// Adds an error. Beyond [`Self::MOST`], it is only counted and no text is built.
    pub fn add(&mut self, pointer: impl fmt::Display, detail: impl fmt::Display) {
        if self.listed.len() < Self::MOST {
            let error = FieldError::at(pointer.to_string(), detail.to_string());
            self.listed.push(error);
        } else {
            self.more += 1;
        }
    }

    /// Adds an error in place of all others with the same pointer.
    pub fn add_only(&mut self, pointer: &str, detail: impl fmt::Display) {
        self.listed.retain(|error| error.pointer != pointer);
        self.add(pointer, detail);
    }

    /// The listed errors.
    pub fn listed(&self) -> &[FieldError] {
        &self.listed
    }

    /// The number of errors that are not listed.
    pub const fn more(&self) -> usize {
        self.more
    }

    /// The number of errors, listed or not.
    pub const fn len(&self) -> usize {
        self.listed.len() + self.more
    }

    /// Whether there are no errors.
    pub const fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// Returns `Ok` if there are no errors.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl From<FieldError> for FieldErrors {
    fn from(error: FieldError) -> Self {
        Self {
            listed: vec![error],
            more: 0,
        }
    }
}

impl FromIterator<FieldError> for FieldErrors {
    fn from_iter<T: IntoIterator<Item = FieldError>>(errors: T) -> Self {
        let mut all = Self::default();
        for error in errors {
            all.add(error.pointer, error.detail);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Errors beyond the limit are counted and not built.
    #[test]
    fn twenty_errors_are_listed_and_the_rest_counted() {
        struct Built<'a>(&'a std::cell::Cell<usize>);
        impl fmt::Display for Built<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.set(self.0.get() + 1);
                f.write_str("is wrong")
            }
        }
        let built = std::cell::Cell::new(0);
        let mut errors = FieldErrors::default();
        for at in 0..5_000 {
            errors.add(format_args!("/list/{at}"), Built(&built));
        }
        assert_eq!(built.get(), FieldErrors::MOST);
        assert_eq!(errors.listed().len(), FieldErrors::MOST);
        assert_eq!((errors.more(), errors.len()), (4_980, 5_000));
        assert_eq!(errors.listed()[19].pointer, "/list/19");
    }
}
