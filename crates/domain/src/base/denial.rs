//! Why a decision is no (Q1).

/// Why a decision is no: the first that matches, in this order (Q1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Denial {
    /// Nobody has that id.
    UnknownSubject,
    /// No account has that id.
    UnknownResource,
    /// The catalogue in force has no such permission.
    UnknownAction,
    /// The user is disabled or erased.
    UserDisabled,
    /// The account is closed.
    AccountClosed,
    /// The user is no member of the account.
    NoMembership,
    /// The invitation waits to be accepted.
    Invited,
    /// The membership is switched off.
    Deactivated,
    /// The membership has ended by itself.
    Expired,
    /// The partner that the partner admin acts for is not enrolled.
    PartnerNotEnrolled,
    /// The person is no active employee of the partner they act for.
    NotAnEmployee,
    /// The membership does not give the permission.
    NotGranted,
    /// The seat does not let the permission through.
    Seat,
}

impl Denial {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnknownSubject => "unknown_subject",
            Self::UnknownResource => "unknown_resource",
            Self::UnknownAction => "unknown_action",
            Self::UserDisabled => "user_disabled",
            Self::AccountClosed => "account_closed",
            Self::NoMembership => "no_membership",
            Self::Invited => "invited",
            Self::Deactivated => "deactivated",
            Self::Expired => "expired",
            Self::PartnerNotEnrolled => "partner_not_enrolled",
            Self::NotAnEmployee => "not_an_employee",
            Self::NotGranted => "not_granted",
            Self::Seat => "seat",
        }
    }
}
