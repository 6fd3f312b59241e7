//! Which of the mails that go to a client's super admins somebody does not want (N1).

use std::collections::BTreeSet;

use crate::base::ids::UserId;

/// A kind of mail to the super admins of a client that each of them can switch off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Notice {
    /// A partner admin was approved.
    PartnerAdminApproved,
    /// A partner added employees.
    EmployeeAdded,
    /// A super admin became partner admin (L8).
    Migration,
    /// A partner removed the last of its employees.
    AllRemoved,
}

impl Notice {
    /// All kinds.
    pub const ALL: [Self; 4] = [
        Self::PartnerAdminApproved,
        Self::EmployeeAdded,
        Self::Migration,
        Self::AllRemoved,
    ];

    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PartnerAdminApproved => "partner_admin_approved",
            Self::EmployeeAdded => "employee_added",
            Self::Migration => "migration",
            Self::AllRemoved => "all_removed",
        }
    }

    /// Reads the wire name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_from_its_wire_name() {
        for notice in Notice::ALL {
            assert_eq!(Notice::parse(notice.as_str()), Some(notice));
        }
        assert_eq!(Notice::parse("anything"), None);
    }
}
