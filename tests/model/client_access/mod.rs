//! The client access manager: what a partner's people do for their employees in clients (A1 to A10,
//! D1 to D4, D9, L8).

mod add;
mod change;
mod clients;
mod deactivate;
mod engagement;
mod linking;
mod reactivate;
mod remove;
mod to_partner_admin;

use std::collections::BTreeSet;

use latchkey_application::{
    client_access::{EmployeeOutcome, EmployeeResult, TargetEmployee},
    frame::mode::Mode,
};

pub(crate) use self::{
    add::Add, change::ChangeEmployee, deactivate::DeactivateEmployee,
    reactivate::ReactivateEmployee, remove::RemoveEmployee,
};
use crate::{
    chooser::Chooser,
    command::Side,
    driver::{Driver, secs, texts},
    model::{
        Item,
        permissions::{Keys, and, catalogue, less, or},
        state::{Acc, Access, Member, Model, No, Reason, Secs, SetNo, Usr, earlier, refuse},
    },
};

/// Whether a call is carried out or only tried (A3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Run {
    Real,
    Dry,
}

/// An employee in a client, and who acts on them from the partner's side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct OnEmployee {
    pub(crate) by: Usr,
    pub(crate) partner: Acc,
    pub(crate) client: Acc,
    pub(crate) employee: Usr,
}

impl OnEmployee {
    const fn side(self) -> Side {
        let (partner, client) = (self.partner, self.client);
        Side::Partner { partner, client }
    }
}

fn target_employee(driver: &Driver, on: OnEmployee) -> TargetEmployee {
    TargetEmployee {
        partner: driver.accounts[on.partner].into(),
        client: driver.accounts[on.client].into(),
        employee: driver.users[on.employee].into(),
    }
}

fn mode(run: Run) -> Mode {
    match run {
        Run::Real => Mode::CarryOut,
        Run::Dry => Mode::DryRun,
    }
}

/// The results of a call, as the model writes them.
fn items(driver: &Driver, results: &[EmployeeResult]) -> Vec<Item> {
    let item = |result: &EmployeeResult| Item {
        employee: driver.user_no(result.employee),
        refused: match &result.outcome {
            EmployeeOutcome::Refused(refusal) => vec![(refusal.code(), "")],
            _ => Vec::new(),
        },
        permissions: texts(&result.permissions),
        withheld: texts(&result.withheld),
        retained: texts(&result.retained),
        expires_at: result.expires_at.map(secs),
    };
    results.iter().map(item).collect()
}

impl Chooser<'_> {
    fn run(&mut self) -> Run {
        if self.dice.chance(8) {
            Run::Dry
        } else {
            Run::Real
        }
    }

    /// A super admin who acts for a partner, and a colleague who is partner admin there.
    fn colleague_who_is_super_admin(&mut self) -> Option<OnEmployee> {
        let it = self.it;
        let mut all: Vec<OnEmployee> = Vec::new();
        for ((client, employee), member) in &it.members {
            if let (Access::SuperAdmin, Some(partner)) = (member.access, member.partner) {
                let (client, employee) = (*client, *employee);
                let mut colleagues = self.acting(partner, client);
                colleagues.retain(|by| it.is_partner_admin(client, *by, partner));
                all.extend(colleagues.iter().map(|by| OnEmployee {
                    by: *by,
                    partner,
                    client,
                    employee,
                }));
            }
        }
        (!all.is_empty()).then(|| self.dice.pick(&all))
    }
}

impl Model {
    /// The right to edit in the partner account; asked before anything else is looked at.
    pub(crate) fn edits_employees(&self, by: Usr, partner: Acc) -> Result<(), No> {
        self.in_partner(by, partner, "partner.employees.edit")
    }

    pub(crate) fn sees_employees(&self, by: Usr, partner: Acc) -> Result<(), No> {
        self.in_partner(by, partner, "partner.employees.view")
    }

    fn in_partner(&self, by: Usr, partner: Acc, key: &'static str) -> Result<(), No> {
        if !self.accounts[partner].was_partner {
            return refuse("not-found", "A1 no partner");
        }
        if self.has_right(partner, by, key) {
            Ok(())
        } else {
            self.stranger_or(partner, by, "A1")
        }
    }

    /// The right, and being an active partner admin in that client (A1).
    pub(crate) fn delegates(&self, by: Usr, partner: Acc, client: Acc) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        // An account that was never its client is not known to a partner.
        if !self.relationships.contains_key(&(partner, client)) {
            return refuse("not-found", "A1 no client");
        }
        let mut no = No::default();
        no.when(!self.is_enrolled(partner), "partner-not-enrolled", "L1 add");
        no.when(
            !self.is_partner_admin(client, by, partner),
            "not-partner-admin",
            "A1",
        );
        no.settle()
    }

    /// A membership that acts for this partner; all others are hidden from it (A6).
    fn acting(&self, on: OnEmployee) -> Result<Member, No> {
        let found = self.member(on.client, on.employee).cloned();
        match found.filter(|member| member.partner == Some(on.partner)) {
            Some(member) => Ok(member),
            None => refuse("not-found", "A6"),
        }
    }

    /// A set is offered if it is standard, the client's or the partner's (A5).
    pub(crate) fn offered(&self, set: SetNo, on: (Acc, Acc)) -> Result<(), No> {
        let known = self.sets[set]
            .as_ref()
            .is_some_and(|set| set.owner.is_none_or(|owner| owner == on.0 || owner == on.1));
        if known {
            Ok(())
        } else {
            refuse("not-found", "A5")
        }
    }

    /// When the actor's own access ends: in the client, or as an employee of the partner (A9, P5).
    fn access_ends(&self, on: OnEmployee) -> Option<Secs> {
        let ends = |account| {
            self.member(account, on.by)
                .and_then(|member| member.expires_at)
        };
        earlier(ends(on.client), ends(on.partner))
    }

    /// What the actor may give in the client: `A` in the delegation rule (A2).
    fn may_give(&self, client: Acc, by: Usr) -> Keys {
        and(&self.granted(client, by), &catalogue().template)
    }
}

/// The delegation rule: `new = ((S ∩ A) ∪ (C \ A)) \ W`, closed within `S ∪ C` (A2).
fn delegated(a: &Keys, s: &Keys, c: &Keys, w: &Keys) -> Keys {
    catalogue().close(&less(&or(&and(s, a), &less(c, a)), w))
}

impl Item {
    fn refused(employee: Usr, refused: Vec<Reason>) -> Self {
        Self {
            employee,
            refused,
            permissions: BTreeSet::new(),
            withheld: BTreeSet::new(),
            retained: BTreeSet::new(),
            expires_at: None,
        }
    }

    fn given(
        employee: Usr,
        new: &Keys,
        s: &Keys,
        c: &Keys,
        a: &Keys,
        expires_at: Option<Secs>,
    ) -> Self {
        let names = |keys: &Keys| catalogue().names(keys);
        Self {
            employee,
            refused: Vec::new(),
            permissions: names(new),
            withheld: names(&less(s, new)),
            retained: names(&less(&and(new, c), &and(s, a))),
            expires_at,
        }
    }
}
