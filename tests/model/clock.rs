//! Time goes by, and the jobs that are due run.

use std::sync::Arc;

use chrono::Duration;
use latchkey_application::{
    memberships::Memberships, relationships::Relationships, standardizations::Standardizations,
};

use crate::{
    chooser::Chooser,
    command::{Command, Comparing, Driving, Got},
    driver::Driver,
    model::{
        Answer, Effect,
        state::{DAY, Model, No, Secs, Usr},
    },
};

#[derive(Debug)]
pub(crate) struct Advance {
    by: Secs,
    /// Whether the jobs that note ends are late.
    late: bool,
}

impl Command for Advance {
    fn actor(&self) -> Option<Usr> {
        None
    }

    fn is_aside(&self) -> bool {
        true
    }

    fn runs_jobs(&self) -> bool {
        !self.late
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.now += self.by;
        model.standardize_due();
        Ok(().into())
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            driver.clock.advance(Duration::seconds(self.by));
            if !self.late {
                driver.note_ends().await;
            }
            let leases = Arc::clone(&driver.leases);
            let standardizations = Standardizations::new(driver.ports());
            let due = standardizations.run_due(&*leases, "model");
            due.await.unwrap();
            driver.look_up().await;
            (Got::Unchanged, Answer::Nothing)
        })
    }

    fn compare<'a>(
        &'a self,
        driver: &'a Driver,
        before: &'a Model,
        after: &'a Model,
    ) -> Comparing<'a> {
        Box::pin(driver.compare_touched(before, after))
    }
}

impl Driver {
    /// Runs the jobs that note the ends of access and what became of relationships.
    pub(crate) async fn note_ends(&self) {
        Memberships::new(self.ports()).expire().await.unwrap();
        Relationships::new(self.ports()).announce().await.unwrap();
    }
}

impl Chooser<'_> {
    pub(crate) fn advance(&mut self) -> Box<dyn Command> {
        let hour = DAY / 24;
        let by = self
            .dice
            .pick(&[hour, hour, hour, DAY, DAY, 3 * DAY, 8 * DAY]);
        let by = if self.dice.chance(2) { 91 * DAY } else { by };
        let late = self.dice.chance(30);
        Box::new(Advance { by, late })
    }
}
