//! The reasons for denying a decision (Q1).

use crate::base::words::words;

words! {
    /// Why a decision is denied. The first reason that applies is given, in this order (Q1).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Denial {
        /// No user has this id.
        UnknownSubject = "unknown_subject",
        /// No account has this id.
        UnknownResource = "unknown_resource",
        /// The catalogue in force does not have this permission.
        UnknownAction = "unknown_action",
        /// The user is disabled or erased.
        UserDisabled = "user_disabled",
        /// The account is closed.
        AccountClosed = "account_closed",
        /// The user is not a member of the account.
        NoMembership = "no_membership",
        /// The invitation has not been accepted yet.
        Invited = "invited",
        /// The membership is deactivated.
        Deactivated = "deactivated",
        /// The membership has expired.
        Expired = "expired",
        /// The membership is partner admin, and its partner is not enrolled.
        PartnerNotEnrolled = "partner_not_enrolled",
        /// The person is not an active employee of the partner they act for.
        NotAnEmployee = "not_an_employee",
        /// The membership does not grant the permission.
        NotGranted = "not_granted",
        /// The seat does not let the permission through.
        Seat = "seat",
    }
}
