//! Which kinds of mail a user has switched off (N1).

use std::collections::BTreeSet;

use crate::base::{ids::UserId, words::words};

words! {
    /// A kind of mail that each reader can switch off. Those about one's own access, about partner
    /// admins whom no super admin approved or created (L3), and about last super admins who left (D8)
    /// are always sent.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Notice {
        /// A partner admin was approved or created.
        PartnerAdminApproved = "partner_admin_approved",
        /// A partner added employees.
        EmployeeAdded = "employee_added",
        /// A super admin was changed to partner admin (L8).
        ChangeToPartnerAdmin = "migration",
        /// A partner removed all its employees, or the account severed it (D9).
        AllRemoved = "all_removed",
        /// A client approved or declined the user's access link.
        LinkAnswered = "link_answered",
        /// A partner linked an employee, or took it back (A10).
        EmployeeLinked = "employee_linked",
        /// The enrolment of a partner ended or was restored (L1).
        Enrolment = "enrolment",
        /// Partner admins gained permissions by a catalogue (P1).
        PartnerAdminsGained = "partner_admins_gained",
        /// Somebody left an account (I4).
        MemberLeft = "member_left",
        /// Somebody declined an invitation that the user had sent (I4).
        InvitationDeclined = "invitation_declined",
        /// An end of somebody's access nears that the user's side set (A9).
        AccessOfOthersEnding = "access_of_others_ending",
        /// A managed relationship ends in 14 days.
        RelationshipEnding = "relationship_ending",
        /// A managed relationship has ended.
        RelationshipEnded = "relationship_ended",
    }
}

/// The kinds of mail a user has switched off; none at first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationSettings {
    /// The user whose settings these are.
    pub user: UserId,
    /// The kinds switched off, for all accounts.
    pub muted: BTreeSet<Notice>,
}

impl NotificationSettings {
    /// Switches nothing off.
    pub const fn of_everything(user: UserId) -> Self {
        Self {
            user,
            muted: BTreeSet::new(),
        }
    }

    /// Whether mails of this kind are wanted.
    pub fn wants(&self, notice: Notice) -> bool {
        !self.muted.contains(&notice)
    }
}
