//! The platform takes all partner admins back to the template, at once or on a day to come (L9).

use latchkey_application::{
    frame::mode::Mode,
    standardizations::{Standardizations, Standardize as RealStandardize, Standardized},
};
use latchkey_domain::{base::time::Time, partnership::standardization::RestoreWithheld};

use crate::{
    chooser::Chooser,
    command::{Command, Driving, Got},
    driver::{Driver, at},
    model::{
        Answer, Effect,
        permissions::Keys,
        state::{Access, DAY, Model, No, Progress, Secs, Standardization, Usr, refuse},
    },
};

#[derive(Debug)]
pub(crate) struct Standardize {
    restore_withheld: bool,
}

impl Command for Standardize {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.back_to_template(self.restore_withheld);
        Ok(Effect::Recorded)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let wanted = on_day(driver.ports.now(), self.restore_withheld);
            let service = Standardizations::new(driver.ports());
            // It is set down, and then carried out in units of its own.
            let ready = service.standardize(&cx, wanted).await.unwrap();
            ready.commit(&driver.ports, &cx, None).await.unwrap();
            driver.look_up().await;
            (Got::Changed, Answer::Nothing)
        })
    }
}

#[derive(Debug)]
pub(crate) struct Schedule {
    at: Secs,
    restore_withheld: bool,
}

impl Command for Schedule {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.schedule(self.at, self.restore_withheld);
        Ok(().into())
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let wanted = on_day(at(self.at), self.restore_withheld);
            let service = Standardizations::new(driver.ports());
            let ready = service.standardize(&cx, wanted).await;
            let (got, kept) = driver.settle(&cx, ready).await;
            if let Some(Standardized::Kept(view)) = kept {
                driver.standardizations.push(view.standardization.id);
            }
            (got, Answer::Nothing)
        })
    }
}

#[derive(Debug)]
pub(crate) struct CallOff {
    standardization: usize,
}

impl Command for CallOff {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.call_off(self.standardization).map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_platform();
            let id = driver.standardizations[self.standardization];
            let ready = Standardizations::new(driver.ports()).cancel(&cx, id).await;
            driver.told(&cx, ready).await
        })
    }
}

fn on_day(effective: Time, restore_withheld: bool) -> RealStandardize {
    RealStandardize {
        effective,
        restore_withheld: if restore_withheld {
            RestoreWithheld::Yes
        } else {
            RestoreWithheld::No
        },
        mode: Mode::CarryOut,
    }
}

impl Chooser<'_> {
    pub(crate) fn standardize(&mut self) -> Box<dyn Command> {
        let restore_withheld = self.dice.chance(30);
        Box::new(Standardize { restore_withheld })
    }

    pub(crate) fn schedule(&mut self) -> Box<dyn Command> {
        let days = self.dice.pick(&[1, 2, 5, 30]);
        Box::new(Schedule {
            at: self.it.now + days * DAY,
            restore_withheld: self.dice.chance(30),
        })
    }

    pub(crate) fn call_off(&mut self) -> Box<dyn Command> {
        let all: Vec<_> = (0..self.it.standardizations.len()).collect();
        if all.is_empty() {
            return self.schedule();
        }
        let standardization = self.dice.pick(&all);
        Box::new(CallOff { standardization })
    }
}

impl Model {
    fn schedule(&mut self, at: Secs, restore_withheld: bool) {
        self.standardizations.push(Standardization {
            at,
            restore_withheld,
            progress: Progress::Scheduled,
        });
    }

    /// Before its day it is called off, once.
    fn call_off(&mut self, standardization: usize) -> Result<(), No> {
        let it = &mut self.standardizations[standardization];
        if it.progress == Progress::Done {
            return refuse("conflict", "L9 carried out");
        }
        it.progress = Progress::CalledOff;
        Ok(())
    }

    /// Carries out what is due by now.
    pub(crate) fn standardize_due(&mut self) {
        for number in 0..self.standardizations.len() {
            let it = &mut self.standardizations[number];
            if it.progress == Progress::Scheduled && it.at <= self.now {
                it.progress = Progress::Done;
                let restore = it.restore_withheld;
                self.back_to_template(restore);
            }
        }
    }

    fn back_to_template(&mut self, restore: bool) {
        for (at, member) in &mut self.members {
            if member.access == Access::PartnerAdmin {
                member.added = Keys::new();
                if restore && let Some(terms) = self.terms.get_mut(at) {
                    terms.withheld.clear();
                }
            }
        }
    }
}
