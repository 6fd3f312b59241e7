//! Why a decision is no (Q1).

use crate::base::words::words;

words! {
    /// Why a decision is no: the first that matches, in this order (Q1).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Denial {
        /// Nobody has that id.
        UnknownSubject = "unknown_subject",
        /// No account has that id.
        UnknownResource = "unknown_resource",
        /// The catalogue in force has no such permission.
        UnknownAction = "unknown_action",
        /// The user is disabled or erased.
        UserDisabled = "user_disabled",
        /// The account is closed.
        AccountClosed = "account_closed",
        /// The user is no member of the account.
        NoMembership = "no_membership",
        /// The invitation waits to be accepted.
        Invited = "invited",
        /// The membership is switched off.
        Deactivated = "deactivated",
        /// The membership has ended by itself.
        Expired = "expired",
        /// The partner that the partner admin acts for is not enrolled.
        PartnerNotEnrolled = "partner_not_enrolled",
        /// The person is no active employee of the partner they act for.
        NotAnEmployee = "not_an_employee",
        /// The membership does not give the permission.
        NotGranted = "not_granted",
        /// The seat does not let the permission through.
        Seat = "seat",
    }
}
