//! Giving an employee another permission set or another end in a client (A2, A6, A9).

use latchkey_application::client_access::{ChangeEmployee as RealChangeEmployee, ClientAccess};
use latchkey_domain::partner_side::WantedEnd;

use super::{OnEmployee, Run, items, mode, target_employee};
use crate::{
    chooser::Chooser,
    command::{Command, Driving, Gives, Side},
    driver::{Driver, at},
    model::{
        Answer, Effect, Item,
        permissions::{Keys, and, catalogue, less, or},
        state::{Access, Model, No, Secs, SetNo, Usr, after, earlier, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct ChangeEmployee {
    pub(crate) on: OnEmployee,
    pub(crate) set: SetNo,
    /// `None`: the end stays as it is.
    pub(crate) expires_at: Option<Option<Secs>>,
    pub(crate) run: Run,
}

impl Command for ChangeEmployee {
    fn actor(&self) -> Option<Usr> {
        Some(self.on.by)
    }

    fn side(&self, _: &Model) -> Side {
        self.on.side()
    }

    fn gives(&self) -> Gives {
        Gives::Delegated
    }

    fn is_dry(&self) -> bool {
        self.run == Run::Dry
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        let item = model.change_employee(self.on, self.set, self.expires_at)?;
        Ok(Effect::Difference(Answer::Items(vec![item])))
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.on.by);
            let wanted = RealChangeEmployee {
                target: target_employee(driver, self.on),
                permission_set: driver.sets[self.set],
                expires_at: match self.expires_at {
                    None => WantedEnd::Keep,
                    Some(end) => WantedEnd::At(end.map(at)),
                },
                mode: mode(self.run),
            };
            let ready = ClientAccess::new(driver.ports()).change(&cx, wanted).await;
            let (got, item) = driver.settle(&cx, ready).await;
            let items = item.map(|item| items(driver, &[item]));
            (got, items.map_or(Answer::Nothing, Answer::Items))
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn change_employee(&mut self) -> Box<dyn Command> {
        if self.dice.chance(4)
            && let Some(on) = self.colleague_who_is_super_admin()
        {
            return Box::new(ChangeEmployee {
                on,
                set: self.set_for(&[on.partner, on.client]),
                expires_at: None,
                run: self.run(),
            });
        }
        let (partner, client, by) = self.delegator();
        let mut others = self.acting(partner, client);
        if self.dice.chance(90) {
            others.retain(|user| *user != by);
        }
        let users = self.users();
        let employee = self.dice.prefer(92, &others, &users);
        let expires_at = match self.dice.below(100) {
            0..70 => None,
            70..80 => Some(None),
            _ => Some(Some(self.ahead())),
        };
        Box::new(ChangeEmployee {
            on: OnEmployee {
                by,
                partner,
                client,
                employee,
            },
            set: self.set_for(&[partner, client]),
            expires_at,
            run: self.run(),
        })
    }
}

impl Model {
    fn change_employee(
        &mut self,
        on: OnEmployee,
        set: SetNo,
        expires_at: Option<Option<Secs>>,
    ) -> Result<Item, No> {
        if expires_at.flatten().is_some_and(|end| end <= self.now) {
            return refuse("invalid", "A9 ahead");
        }
        self.delegates(on.by, on.partner, on.client)?;
        let mut no = No::default();
        let offered = self.offered(set, (on.client, on.partner)).is_ok();
        no.when(!offered, "not-found", "A5");
        if on.by == on.employee {
            no.when(true, "self-target", "A6 change");
            return Err(no);
        }
        let target = match self.acting(on) {
            Ok(target) => target,
            Err(mut hidden) => {
                hidden.0.extend(no.0);
                return Err(hidden);
            }
        };
        no.settle()?;
        no.when(
            target.access == Access::SuperAdmin,
            "super-admin-target",
            "A6 change",
        );
        let employed = self.is_employee(on.partner, on.employee);
        no.when(!employed, "not-an-employee", "A6 change");
        no.settle()?;

        let actor_ends = self.access_ends(on);
        let limit = self
            .terms_of(on.client, on.employee)
            .limit
            .map(|(end, _)| end);
        let end = match expires_at {
            None => target.expires_at,
            Some(wanted) => {
                // No grant outlives the actor's own access, but one that does may be brought
                // nearer.
                let latest = if after(target.expires_at, actor_ends) {
                    target.expires_at
                } else {
                    actor_ends
                };
                earlier(earlier(wanted, limit), latest)
            }
        };
        let may_gain = !after(end, actor_ends);
        let a = self.may_give(on.client, on.by);
        let Access::Set(_, version) = self.latest(set) else {
            unreachable!("the newest version of a set is one");
        };
        let s = self.set_keys(set, version);
        // What a break cut is not there to be kept.
        let cut = self.is_cut(on.client, on.employee);
        let c = if cut {
            Keys::new()
        } else {
            self.granted(on.client, on.employee)
        };
        let w = self.withheld(on.client, on.employee);
        let gives = if may_gain { a.clone() } else { and(&a, &c) };
        let kept = less(&c, &a);
        let new = catalogue().close(&less(&or(&and(&s, &gives), &kept), &w));
        let item = Item::given(on.employee, &new, &s, &c, &a, end);
        let employment = self.employment(on.partner, on.employee);
        let member = self.members.get_mut(&(on.client, on.employee)).unwrap();
        member.given = employment;
        let access = Access::Set(set, version);
        let (added, clipped) = (less(&new, &s), less(&s, &new));
        // What was clipped from an older version of the same set and is not in it any more means
        // nothing: giving the same set again changes nothing.
        let same = member.access == access
            && member.expires_at == end
            && less(&member.added, &s) == added
            && and(&member.clipped, &s) == clipped;
        if !same {
            member.expires_at = end;
            member.access = access;
            member.added = added;
            member.clipped = clipped;
        }
        Ok(item)
    }
}
