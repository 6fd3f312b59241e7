//! Which of the mails that go to a client's super admins somebody does not want (N1).

use std::collections::BTreeSet;

use crate::base::{ids::UserId, words::words};

words! {
    /// A kind of mail to the super admins of a client that each of them can switch off.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum Notice {
        /// A partner admin was approved.
        PartnerAdminApproved = "partner_admin_approved",
        /// A partner added employees.
        EmployeeAdded = "employee_added",
        /// A super admin became partner admin (L8).
        Migration = "migration",
        /// A partner removed the last of its employees.
        AllRemoved = "all_removed",
    }
}

/// What somebody has switched off; at first nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationSettings {
    /// Who.
    pub user: UserId,
    /// The kinds that they do not want, in whichever account they are super admin.
    pub muted: BTreeSet<Notice>,
}

impl NotificationSettings {
    /// Nothing switched off.
    pub const fn of_everything(user: UserId) -> Self {
        Self {
            user,
            muted: BTreeSet::new(),
        }
    }

    /// Whether they want mails of this kind.
    pub fn wants(&self, notice: Notice) -> bool {
        !self.muted.contains(&notice)
    }
}
