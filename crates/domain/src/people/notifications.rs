//! Which mails to a client's super admins a user has switched off (N1).

use std::collections::BTreeSet;

use crate::base::{ids::UserId, words::words};

words! {
    /// A kind of mail to a client's super admins, which each of them can switch off.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Notice {
        /// A partner admin was approved.
        PartnerAdminApproved = "partner_admin_approved",
        /// A partner added employees.
        EmployeeAdded = "employee_added",
        /// A super admin was changed to partner admin (L8).
        ChangeToPartnerAdmin = "migration",
        /// A partner removed all its employees.
        AllRemoved = "all_removed",
    }
}

/// The kinds of mail a user has switched off; none at first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationSettings {
    /// The user whose settings these are.
    pub user: UserId,
    /// The kinds switched off, for all accounts in which they are super admin.
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
