//! Why a rule says no: one closed list, the same for every door.
//!
//! The names are the problem codes of the HTTP contract. A refusal is an expected answer, not a
//! failure: it changes nothing and is written to the trail (T1).

use std::fmt;

/// A rule that refuses what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// The caller lacks the permission that the act needs (403).
    MissingPermission,
    /// The act needs an active partner admin in that client, and the caller is none (403; A1).
    NotPartnerAdmin,
    /// Nobody does this to themself (403; A6, A8, L3).
    SelfTarget,
    /// More than the caller holds (403; A7, A8).
    ExceedsOwnPermissions,
    /// Not there, or not to be known of by this caller (404).
    NotFound,
    /// The account would lose its last permanent super admin (409; D5).
    LastSuperAdmin,
    /// The person is a super admin there, whom this act never touches (409; A6, L5, D2).
    SuperAdminTarget,
    /// The membership acts for another partner (409; L5).
    ActsForAnotherPartner,
    /// The partner is not enrolled in the partner program (409; L1).
    PartnerNotEnrolled,
    /// The access link was revoked or has lapsed (409; L2).
    LinkNotValid,
    /// The person is neither verified nor linked (409; S2).
    NotRecognized,
    /// The person is no active employee of the partner (409; A6).
    NotAnEmployee,
    /// A partner admin needs a partner seat (409; S1).
    PartnerSeatRequired,
    /// The client has said no to this person, and only the client takes that back (409; D9).
    ClientRefused,
    /// The person is a member there already (409; A6).
    AlreadyAMember,
    /// What was reviewed has changed since (409; D6).
    StaleReview,
    /// Memberships hold the permission set (409; A7).
    SetInUse {
        /// How many.
        holders: u64,
    },
    /// Something else in the state of things stands in the way (409).
    Conflict(Conflict),
}

/// What stands in the way where no refusal has a name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conflict {
    /// Another thing has this external id already.
    ExternalIdTaken,
    /// Another person has this e-mail address already.
    EmailTaken,
    /// The domain belongs to another partner (I2).
    DomainTaken,
    /// Anybody can have an address on that domain (I2).
    PublicDomain,
    /// The caller's own confirmed address is not on that domain (I2).
    NotOnDomain,
    /// A partner never gets access to its own account by its own link (L3).
    OwnAccount,
    /// The invitation has lapsed (I1).
    InvitationLapsed,
    /// The membership was deactivated before its invitation was accepted (I1, D3).
    Deactivated,
    /// Super admins and partner admins never hold a view-only seat (S1).
    ViewOnlySeat,
    /// The account has never been a partner.
    NotAPartner,
    /// The person was erased for good.
    Erased,
    /// The person is disabled (I3).
    UserDisabled,
    /// Standard sets come with the catalogue and are read only (P1, A7).
    StandardSet,
    /// The removal review has lapsed, or was confirmed already (D6).
    ReviewSpent,
    /// The operation runs no more, or still runs.
    OperationState,
    /// What follows from the end of an employment is not called off (D8).
    Offboarding,
    /// The invitation was accepted already (I1).
    NotInvited,
    /// Only super admins are migrated to partner admin (L8).
    NotASuperAdmin,
    /// The day of the change has come: it cannot be called off any more (L9).
    AlreadyCarriedOut,
    /// The answer under this idempotency key held a secret and was not kept.
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

/// A value in a request that cannot be: where it stands and what is wrong with it (422).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// A JSON pointer into the body, such as `/employees/0`.
    pub pointer: String,
    /// What to do, in one clause.
    pub detail: String,
}

impl FieldError {
    /// A value at a place that cannot be.
    pub fn at(pointer: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            detail: detail.into(),
        }
    }
}

/// The invalid values of a request (422): the first of them, and how many more there are. However many
/// values somebody sends, no more than [`FieldErrors::MOST`] errors are built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors {
    listed: Vec<FieldError>,
    more: usize,
}

impl FieldErrors {
    /// The most errors that are listed.
    pub const MOST: usize = 20;

    /// Adds an error. Beyond the most it is only counted, and neither text is built.
    pub fn add(&mut self, pointer: impl fmt::Display, detail: impl fmt::Display) {
        if self.listed.len() < Self::MOST {
            let error = FieldError::at(pointer.to_string(), detail.to_string());
            self.listed.push(error);
        } else {
            self.more += 1;
        }
    }

    /// Adds an error, the only one at its place.
    pub fn add_only(&mut self, pointer: &str, detail: impl fmt::Display) {
        self.listed.retain(|error| error.pointer != pointer);
        self.add(pointer, detail);
    }

    /// The first errors.
    pub fn listed(&self) -> &[FieldError] {
        &self.listed
    }

    /// How many errors there are beyond those that are listed.
    pub const fn more(&self) -> usize {
        self.more
    }

    /// How many errors there are.
    pub const fn len(&self) -> usize {
        self.listed.len() + self.more
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// Goes on where nothing is wrong.
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

    /// Beyond the most, errors are counted and not built.
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
