//! What a partner's people can do with somebody in the list of employees, or of leavers (U2, U4).

use super::Possible;
use crate::{
    base::{refusal::Refusal, time::Time, words::words},
    gate::PartnerManager,
    partnership::access_link::link_subject,
    people::account::Account,
    ports::EmployeeRow,
};

words! {
    /// What a partner's people do with an employee, or with somebody who has left.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum StaffAction {
        /// `PATCH` of the employee: the engagement.
        Change = "change",
        /// `POST …/access-links` for this employee.
        IssueAccessLink = "issue_access_link",
        /// `POST …/deactivations` of this employee.
        Deactivate = "deactivate",
        /// `POST …/reactivations` of this employee.
        Reactivate = "reactivate",
        /// `POST …/removals/review` of this employee.
        Remove = "remove",
    }
}

/// Somebody in the list, with what the rules need beside them.
#[derive(Debug, Clone, Copy)]
pub struct StaffInQuestion<'a> {
    /// The partner.
    pub partner: &'a Account,
    /// The person, and where they are.
    pub row: &'a EmployeeRow,
    /// The time.
    pub now: Time,
}

impl StaffInQuestion<'_> {
    /// What somebody can do with the person.
    pub fn actions(&self, asking: Result<&PartnerManager, Refusal>) -> Vec<Possible> {
        let manages = asking.map(drop);
        let ask = |action| match action {
            StaffAction::Change => {
                let employed = self.row.is_employed(self.now).then_some(());
                manages.and(employed.ok_or(Refusal::NotFound))
            }
            StaffAction::IssueAccessLink => {
                let member = self.row.member.clone();
                manages.and(link_subject(self.partner, member, self.now).map(drop))
            }
            // Each is about whom and what it finds, and that may be nothing.
            StaffAction::Deactivate | StaffAction::Reactivate | StaffAction::Remove => manages,
        };
        let all = StaffAction::ALL.into_iter();
        all.map(|action| Possible::of(action.as_str(), ask(action)))
            .collect()
    }
}
