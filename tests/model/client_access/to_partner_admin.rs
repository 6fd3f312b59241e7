//! A super admin becomes partner admin, asked in the client access manager (L8).

use latchkey_application::client_access::{ChangeEmployeeToPartnerAdmin, ClientAccess};

use super::{OnEmployee, target_employee};
use crate::{
    accounts::{AccountChange, ChangeAccount},
    chooser::{Chooser, PARTNERS},
    command::{Command, Driving, Side},
    driver::{Driver, billing},
    memberships::{OnMember, Provision, Put, Wanted},
    model::{
        Effect,
        state::{Acc, Access, Model, No, Status, Usr, after},
    },
};

#[derive(Debug)]
pub(crate) struct EmployeeToPartnerAdmin {
    on: OnEmployee,
    keep_billing: bool,
}

impl Command for EmployeeToPartnerAdmin {
    fn actor(&self) -> Option<Usr> {
        Some(self.on.by)
    }

    fn side(&self, _: &Model) -> Side {
        Side::PartnerOrOneself
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .change_employee_to_partner_admin(self.on, self.keep_billing)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.on.by);
            let wanted = ChangeEmployeeToPartnerAdmin {
                target: target_employee(driver, self.on),
                billing: billing(self.keep_billing),
            };
            let service = ClientAccess::new(driver.ports());
            let ready = service.change_to_partner_admin(&cx, wanted).await;
            driver.told(&cx, ready).await
        })
    }
}

impl Chooser<'_> {
    /// Somebody who acts for one partner asks to become partner admin in the name of another one.
    fn changes_for_another(&mut self) -> Option<OnEmployee> {
        let mut all = Vec::new();
        for ((client, user), member) in &self.it.members {
            if let Some(acts) = member.partner {
                let may = |partner: &Acc| {
                    *partner != acts
                        && partner != client
                        && self.it.has_right(*partner, *user, "partner.employees.view")
                };
                all.extend((0..PARTNERS).filter(may).map(|partner| OnEmployee {
                    by: *user,
                    partner,
                    client: *client,
                    employee: *user,
                }));
            }
        }
        (!all.is_empty()).then(|| self.dice.pick(&all))
    }

    pub(crate) fn change_employee_to_partner_admin(&mut self) -> Box<dyn Command> {
        if self.dice.chance(10)
            && let Some(on) = self.changes_for_another()
        {
            return Box::new(EmployeeToPartnerAdmin {
                on,
                keep_billing: false,
            });
        }
        let admins: Vec<(Acc, Acc, Usr)> = self
            .it
            .members
            .iter()
            .filter(|(_, member)| member.access == Access::SuperAdmin)
            .flat_map(|((client, user), member)| {
                let partners = 0..PARTNERS;
                let fits = partners.filter(|partner| {
                    partner != client
                        && member.partner.is_none_or(|acts| acts == *partner)
                        && self.it.is_employee(*partner, *user)
                });
                fits.map(|partner| (partner, *client, *user))
                    .collect::<Vec<_>>()
            })
            .collect();
        let (partner, client, by) = self.delegator();
        let target = self.target(partner, client);
        let (partner, client, employee) =
            self.dice.prefer(80, &admins, &[(partner, client, target)]);
        let managers: Vec<_> = self
            .acting(partner, client)
            .into_iter()
            .filter(|user| self.it.is_partner_admin(client, *user, partner))
            .collect();
        if self.dice.chance(40)
            && let Some(on) = self.colleague_who_is_super_admin()
        {
            return Box::new(EmployeeToPartnerAdmin {
                on,
                keep_billing: self.dice.chance(70),
            });
        }
        let by = if self.dice.chance(35) {
            employee
        } else {
            self.dice.prefer(80, &managers, &[by])
        };
        Box::new(EmployeeToPartnerAdmin {
            on: OnEmployee {
                by,
                partner,
                client,
                employee,
            },
            keep_billing: self.dice.chance(70),
        })
    }

    /// A super admin who acts for a partner that is not enrolled now, and a colleague who would be
    /// partner admin otherwise (L1).
    fn changed_for_one_not_enrolled(&mut self) -> Option<OnEmployee> {
        let mut all = Vec::new();
        for ((client, employee), member) in &self.it.members {
            if let (Access::SuperAdmin, Some(partner)) = (member.access, member.partner)
                && !self.it.is_enrolled(partner)
            {
                let key = "partner.employees.edit";
                let edits = |by: &Usr| {
                    let member = self.it.member(*client, *by);
                    self.it.has_right(partner, *by, key)
                        && member.is_some_and(|member| {
                            member.access == Access::PartnerAdmin
                                && member.partner == Some(partner)
                                && member.status() == Status::Active
                        })
                };
                let managers = (0..self.it.users.len()).filter(edits);
                all.extend(managers.map(|by| OnEmployee {
                    by,
                    partner,
                    client: *client,
                    employee: *employee,
                }));
            }
        }
        (!all.is_empty()).then(|| self.dice.pick(&all))
    }

    /// One of several who act for a partner becomes super admin.
    fn colleague_becomes_super_admin(&mut self) -> Option<Box<dyn Command>> {
        let it = self.it;
        let acting = it.members.iter().filter(|((client, user), member)| {
            member.access != Access::SuperAdmin
                && member.partner.is_some_and(|partner| {
                    let mut colleagues = self.acting(partner, *client).into_iter();
                    colleagues.any(|by| by != *user && it.is_partner_admin(*client, by, partner))
                })
        });
        let acting: Vec<_> = acting.map(|(at, _)| *at).collect();
        let (account, user) = (!acting.is_empty()).then(|| self.dice.pick(&acting))?;
        let put = Put {
            access: Some(Wanted::SuperAdmin),
            ..Put::default()
        };
        Some(Box::new(Provision { account, user, put }))
    }

    /// Such a partner is made where there is none.
    pub(crate) fn change_for_one_not_enrolled(&mut self) -> Box<dyn Command> {
        if let Some(on) = self.changed_for_one_not_enrolled() {
            return Box::new(EmployeeToPartnerAdmin {
                on,
                keep_billing: false,
            });
        }
        if self.dice.chance(70)
            && let Some(on) = self.colleague_who_is_super_admin()
        {
            return Box::new(ChangeAccount {
                account: on.partner,
                change: AccountChange::Enrol(false),
            });
        }
        match self.colleague_becomes_super_admin() {
            Some(command) => command,
            None => self.change_employee_to_partner_admin(),
        }
    }
}

impl Model {
    /// People change themselves (L8 a), or a super admin who acts for the same partner (L8 b).
    fn change_employee_to_partner_admin(&mut self, on: OnEmployee, keep: bool) -> Result<(), No> {
        let oneself = on.by == on.employee;
        if oneself {
            self.sees_employees(on.by, on.partner)?;
        } else {
            self.edits_employees(on.by, on.partner)?;
        }
        let target = self.member(on.client, on.employee).cloned();
        let target = target.filter(|_| on.client != on.partner);
        let reached = target.filter(|target| {
            target.partner == Some(on.partner) || (oneself && target.partner.is_none())
        });
        let Some(target) = reached else {
            return self.hidden_from(on);
        };
        let mut no = No::default();
        if oneself && target.access == Access::SuperAdmin {
            let in_force = self.is_super_admin(on.client, on.by);
            no.when(!in_force, "missing-permission", "L8 a");
        }
        if !oneself {
            self.needs_partner_admin(on, &mut no);
        }
        no.settle()?;
        let on_member = OnMember {
            by: on.by,
            account: on.client,
            user: on.employee,
        };
        // On the partner side the end of access is not later than before, or than the end of the
        // caller's own access (A9).
        let end = if oneself || after(target.expires_at, self.access_ends(on)) {
            target.expires_at
        } else {
            self.access_ends(on)
        };
        self.change_to_partner_admin(on_member, &target, on.partner, keep, end)
    }

    /// A colleague has to be partner admin there, in an account that does not want super admins to
    /// make partner admins (L8 b).
    fn needs_partner_admin(&self, on: OnEmployee, no: &mut No) {
        let enrolled = self.is_enrolled(on.partner);
        no.when(!enrolled, "partner-not-enrolled", "L8 b");
        let is_pa = self.is_partner_admin(on.client, on.by, on.partner);
        no.when(!is_pa, "not-partner-admin", "L8 b");
        let policy = self.accounts[on.client].only_super_admins_make_pa;
        no.when(policy, "missing-permission", "L3 policy to partner admin");
    }

    /// Who is not reached from the partner's side is not there; without being partner admin there
    /// even less is told.
    fn hidden_from(&mut self, on: OnEmployee) -> Result<(), No> {
        let mut no = No::default();
        let in_force = self.is_super_admin(on.client, on.by);
        let own = self.members.get_mut(&(on.client, on.employee));
        let own = own.filter(|_| on.client != on.partner && on.by == on.employee);
        if let Some(own) = own {
            // Acting for another is a rule of state, and comes after that of the last super admin.
            if own.access == Access::SuperAdmin {
                no.when(!in_force, "missing-permission", "L8 a");
                own.access = Access::PartnerAdmin;
            }
            no.settle()?;
            self.objections.push(("acts-for-another-partner", "L8 a"));
            return Ok(());
        }
        no.when(true, "not-found", "L8");
        if on.by != on.employee {
            self.needs_partner_admin(on, &mut no);
        }
        Err(no)
    }
}
