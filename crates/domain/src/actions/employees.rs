//! What a partner's people can do with an employee in a client (U4).

use super::Possible;
use crate::{
    base::{refusal::Refusal, time::Time, words::words},
    gate::{Delegator, PartnerManager},
    membership::{
        employee::Employee,
        member::{Acting, Member},
        super_admins::SuperAdmins,
    },
    partner_side::{deactivate, may_change, reactivate, remove},
    partnership::change_to_partner_admin::{Billing, ChangeToPartnerAdmin, ChangedBy, NewPartner},
    permission::Catalogue,
};

words! {
    /// What a partner's people do with an employee in a client.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum EmployeeAction {
        /// `PATCH` of the employee: another set.
        Change = "change",
        /// `POST …/deactivate`.
        Deactivate = "deactivate",
        /// `POST …/reactivate`.
        Reactivate = "reactivate",
        /// A removal of this employee from the client.
        Remove = "remove",
        /// `POST …/change-to-partner-admin`.
        ChangeToPartnerAdmin = "change_to_partner_admin",
    }
}

/// Who asks what they can do in a client.
#[derive(Debug, Clone, Copy)]
pub struct AskingEmployee<'a> {
    /// They manage the partner's employees, or why not.
    pub manager: Result<&'a PartnerManager, Refusal>,
    /// They are partner admin of the client, or why not.
    pub delegator: Result<&'a Delegator, Refusal>,
    /// They may change themself from super admin to partner admin, or why not.
    pub oneself: Result<&'a PartnerManager, Refusal>,
    /// Their own membership in the client.
    pub own: Option<&'a Member>,
}

/// An employee in a client, with what the rules need beside them.
#[derive(Debug, Clone, Copy)]
pub struct EmployeeInQuestion<'a> {
    /// The catalogue in force.
    pub catalogue: &'a Catalogue,
    /// The membership in the client.
    pub member: &'a Member,
    /// The partner that it acts for.
    pub acting: &'a Acting,
    /// The permanent super admins of the client.
    pub super_admins: &'a SuperAdmins,
    /// The time.
    pub now: Time,
}

impl EmployeeInQuestion<'_> {
    /// What somebody can do with the employee.
    pub fn actions(&self, asking: AskingEmployee<'_>) -> Vec<Possible> {
        let all = EmployeeAction::ALL.into_iter();
        all.map(|action| Possible::of(action.as_str(), self.ask(asking, action)))
            .collect()
    }

    fn ask(&self, asking: AskingEmployee<'_>, action: EmployeeAction) -> Result<(), Refusal> {
        let (catalogue, super_admins, now) = (self.catalogue, self.super_admins, self.now);
        let employee = Employee {
            user: self.member.user.id,
            status: self.member.user.status,
            confirmed: self.member.user.confirmed,
            backing: self.acting.backing(),
        };
        let employee = Some(&employee);
        let copy = &mut self.member.clone();
        match action {
            EmployeeAction::Change => {
                asking.manager?;
                may_change(asking.delegator?, copy, employee, now).map(drop)
            }
            EmployeeAction::Deactivate => {
                deactivate(&asking.manager?.ender(), copy, super_admins, now).map(drop)
            }
            EmployeeAction::Reactivate => {
                asking.manager?;
                reactivate(catalogue, asking.delegator?, copy, employee, now).map(drop)
            }
            EmployeeAction::Remove => remove(&asking.manager?.ender(), copy, super_admins),
            EmployeeAction::ChangeToPartnerAdmin => self.change_to_partner_admin(asking),
        }
    }

    fn change_to_partner_admin(&self, asking: AskingEmployee<'_>) -> Result<(), Refusal> {
        let (catalogue, now) = (self.catalogue, self.now);
        let is_own = asking
            .own
            .is_some_and(|own| own.membership.user == self.member.membership.user);
        let by = if is_own {
            ChangedBy::Oneself {
                employment_ends: asking.oneself?.employment_ends(),
            }
        } else {
            asking.manager?;
            let delegator = asking.delegator?;
            ChangedBy::Colleague {
                granted: asking.own.ok_or(Refusal::NotFound)?.granted(catalogue),
                access_ends: delegator.access_ends,
            }
        };
        let change = ChangeToPartnerAdmin {
            catalogue,
            by,
            target: self.member,
            partner: NewPartner::acted_for(self.acting, self.member.user.status, now),
            super_admins: self.super_admins,
            billing: Billing::Drop,
        };
        change.carry_out(now).map(drop)
    }
}
