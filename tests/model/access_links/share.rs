//! The partner's side: issue, rotate and revoke (L1, L2).

use latchkey_application::access_links::{
    AccessLinks, IssueLink as RealIssueLink, IssuedLink, TargetLink,
};

use crate::{
    chooser::Chooser,
    command::{Command, Driving},
    driver::Driver,
    model::{
        Answer, Effect,
        state::{Acc, DAY, Link, LinkNo, Model, No, Secs, Usr, refuse},
    },
};

const STANDS: Secs = 90 * DAY;

#[derive(Debug)]
pub(crate) struct IssueLink {
    by: Usr,
    partner: Acc,
    /// `None`: for oneself.
    employee: Option<Usr>,
}

impl Command for IssueLink {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        let employee = self.employee.unwrap_or(self.by);
        model
            .issue_link(self.by, self.partner, employee)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let wanted = RealIssueLink {
                partner: driver.accounts[self.partner].into(),
                employee: self
                    .employee
                    .map(|employee| driver.users[employee])
                    .map(Into::into),
            };
            let ready = AccessLinks::new(driver.ports()).issue(&cx, wanted).await;
            let (got, issued) = driver.settle(&cx, ready).await;
            if let Some(IssuedLink::New(view)) = issued {
                driver.links.push(view.link.id);
            }
            (got, Answer::Nothing)
        })
    }
}

#[derive(Debug)]
pub(crate) struct RotateLink {
    by: Usr,
    partner: Acc,
    link: LinkNo,
}

impl Command for RotateLink {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .rotate_link(self.by, self.partner, self.link)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let target = target_link(driver, self.partner, self.link);
            let ready = AccessLinks::new(driver.ports()).rotate(&cx, target).await;
            driver.told(&cx, ready).await
        })
    }
}

#[derive(Debug)]
pub(crate) struct RevokeLink {
    by: Usr,
    partner: Acc,
    link: LinkNo,
}

impl Command for RevokeLink {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .revoke_link(self.by, self.partner, self.link)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let target = target_link(driver, self.partner, self.link);
            let ready = AccessLinks::new(driver.ports()).revoke(&cx, target).await;
            driver.told(&cx, ready).await
        })
    }
}

fn target_link(driver: &Driver, partner: Acc, link: LinkNo) -> TargetLink {
    TargetLink {
        partner: driver.accounts[partner].into(),
        link: driver.links[link],
    }
}

impl Chooser<'_> {
    pub(crate) fn issue_link(&mut self) -> Box<dyn Command> {
        let partner = self.partner();
        let users = self.users();
        let employees: Vec<_> = users
            .iter()
            .copied()
            .filter(|user| self.it.is_employee(partner, *user))
            .collect();
        let employee = self.dice.prefer(88, &employees, &users);
        Box::new(IssueLink {
            by: self.editor(partner),
            partner,
            employee: self.dice.chance(85).then_some(employee),
        })
    }

    /// Somebody who edits employees of a partner, that partner, and a link that mostly is its own.
    fn own_link(&mut self) -> Option<(Usr, Acc, LinkNo)> {
        let link = self.link()?;
        let own = self.it.links[link].partner;
        let partner = if self.dice.chance(90) {
            own
        } else {
            self.partner()
        };
        Some((self.editor(partner), partner, link))
    }

    pub(crate) fn rotate_link(&mut self) -> Box<dyn Command> {
        match self.own_link() {
            Some((by, partner, link)) => Box::new(RotateLink { by, partner, link }),
            None => self.issue_link(),
        }
    }

    pub(crate) fn revoke_link(&mut self) -> Box<dyn Command> {
        match self.own_link() {
            Some((by, partner, link)) => Box::new(RevokeLink { by, partner, link }),
            None => self.issue_link(),
        }
    }
}

impl Model {
    fn issue_link(&mut self, by: Usr, partner: Acc, employee: Usr) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        let mut no = No::default();
        no.when(
            !self.is_enrolled(partner),
            "partner-not-enrolled",
            "L1 issue",
        );
        no.when(
            !self.is_employee(partner, employee),
            "not-an-employee",
            "L2",
        );
        no.settle()?;
        let stands = self.links.iter().any(|link| {
            link.partner == partner && link.employee == employee && self.link_stands(link)
        });
        if !stands {
            // A lapsed one gives way to the new one.
            for link in &mut self.links {
                link.revoked |= link.partner == partner && link.employee == employee;
            }
            self.links.push(Link {
                partner,
                employee,
                generation: 1,
                expires_at: self.now + STANDS,
                revoked: false,
            });
        }
        Ok(())
    }

    fn rotate_link(&mut self, by: Usr, partner: Acc, link: LinkNo) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        self.own_link(partner, link)?;
        let mut no = No::default();
        no.when(
            !self.is_enrolled(partner),
            "partner-not-enrolled",
            "L1 rotate",
        );
        if self.is_enrolled(partner) {
            no.when(self.links[link].revoked, "link-not-valid", "L2 rotate");
        }
        no.settle()?;
        let expires_at = self.now + STANDS;
        let link = &mut self.links[link];
        link.generation += 1;
        link.expires_at = expires_at;
        Ok(())
    }

    fn revoke_link(&mut self, by: Usr, partner: Acc, link: LinkNo) -> Result<(), No> {
        self.edits_employees(by, partner)?;
        self.own_link(partner, link)?;
        self.links[link].revoked = true;
        Ok(())
    }

    fn own_link(&self, partner: Acc, link: LinkNo) -> Result<(), No> {
        if self.links[link].partner == partner {
            Ok(())
        } else {
            refuse("not-found", "L2 link of another")
        }
    }
}
