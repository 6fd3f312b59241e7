//! Leads to what is rare by chance: an operation is tried again on somebody who went and came back
//! since, so that the review it rests on did not mean them (D6).

use super::steer::Retry;
use crate::{
    chooser::Chooser,
    command::Command,
    memberships::{OnMember, Provision, Put, RemoveMember, Wanted},
    model::state::Seat,
};

impl Chooser<'_> {
    pub(crate) fn retry_begun_again(&mut self) -> Box<dyn Command> {
        if let Some(command) = self.begun_again() {
            return command;
        }
        if let Some(command) = self.remove_super_admin() {
            return command;
        }
        self.operation()
    }

    /// Where an item of a confirmed review was refused: has that person removed, then made a member
    /// again, and then tries the item again. Each call takes the step that comes next.
    fn begun_again(&mut self) -> Option<Box<dyn Command>> {
        let it = self.it;
        let reviewed = it.operations.iter().enumerate().filter_map(|(at, known)| {
            let begun = known.reviewed.as_ref()?;
            let failed = known.results.iter().filter(|(_, no)| !no.is_empty());
            let failed = failed.map(move |(pair, _)| (at, *pair, begun.get(pair)));
            Some(failed.collect::<Vec<_>>())
        });
        let (mut ready, mut gone, mut there) = (Vec::new(), Vec::new(), Vec::new());
        for (operation, (account, user), begun) in reviewed.flatten() {
            let partner = it.operations[operation].partner;
            match it.member(account, user) {
                Some(member) if it.begun.get(&(account, user)) != begun => {
                    if member.partner == Some(partner) {
                        ready.push(operation);
                    }
                }
                Some(_) if it.permanent(account, None).len() > 1 => there.push((account, user)),
                None if it.is_enrolled(partner) && it.is_employee(partner, user) => {
                    gone.push((partner, account, user));
                }
                Some(_) | None => {}
            }
        }
        if !ready.is_empty() {
            let operation = self.dice.pick(&ready);
            let by = it.operations[operation].starter;
            return Some(Box::new(Retry {
                by,
                operation,
                refused_too: true,
            }));
        }
        if !gone.is_empty() {
            let (partner, account, user) = self.dice.pick(&gone);
            let put = Put {
                access: Some(Wanted::Set(0)),
                seat: Some(Seat::Partner),
                partner: Some(Some(partner)),
                ..Put::default()
            };
            return Some(Box::new(Provision { account, user, put }));
        }
        let (account, user) = (!there.is_empty()).then(|| self.dice.pick(&there))?;
        let on = OnMember {
            by: self.with_right(account, "super_admins.manage"),
            account,
            user,
        };
        Some(Box::new(RemoveMember { on, to: None }))
    }
}
