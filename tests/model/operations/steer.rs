//! An operation is tried again, or cancelled (A4).

use latchkey_application::operations::Operations;
use latchkey_domain::work::operation::TriedAgain;

use crate::{
    chooser::Chooser,
    command::{Command, Driving, Gives, Got, Side},
    driver::Driver,
    model::{
        Answer, Effect,
        state::{Model, No, Usr, refuse},
    },
};

/// Tries again what failed of an operation. Here items are refused, and nothing fails otherwise.
#[derive(Debug)]
pub(crate) struct Retry {
    pub(super) by: Usr,
    pub(super) operation: usize,
    pub(super) refused_too: bool,
}

impl Command for Retry {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn side(&self, model: &Model) -> Side {
        let partner = model.operations[self.operation].partner;
        Side::PartnerInMany { partner }
    }

    fn gives(&self) -> Gives {
        Gives::Delegated
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model.retry(self.by, self.operation, self.refused_too)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let id = driver.operations[self.operation];
            let again = if self.refused_too {
                TriedAgain::RefusedToo
            } else {
                TriedAgain::Failed
            };
            let ready = Operations::new(driver.ports()).retry(&cx, id, again).await;
            match driver.settle(&cx, ready).await.0 {
                Got::Changed => (Got::Changed, driver.results(&cx, id).await),
                got => (got, Answer::Nothing),
            }
        })
    }
}

#[derive(Debug)]
pub(crate) struct CancelOperation {
    by: Usr,
    operation: usize,
}

impl Command for CancelOperation {
    fn actor(&self) -> Option<Usr> {
        Some(self.by)
    }

    fn play(&self, model: &mut Model) -> Result<Effect, No> {
        model
            .cancel_operation(self.by, self.operation)
            .map(Effect::from)
    }

    fn drive<'a>(&'a self, driver: &'a mut Driver) -> Driving<'a> {
        Box::pin(async move {
            let cx = driver.as_user(self.by);
            let id = driver.operations[self.operation];
            let ready = Operations::new(driver.ports()).cancel(&cx, id).await;
            match driver.settle(&cx, ready).await.0 {
                Got::Changed => (Got::Changed, driver.results(&cx, id).await),
                got => (got, Answer::Nothing),
            }
        })
    }
}

impl Chooser<'_> {
    pub(crate) fn retry(&mut self) -> Box<dyn Command> {
        match self.steered() {
            Some((by, operation)) => Box::new(Retry {
                by,
                operation,
                refused_too: self.dice.chance(90),
            }),
            None => self.operation(),
        }
    }

    pub(crate) fn cancel_operation(&mut self) -> Box<dyn Command> {
        match self.steered() {
            Some((by, operation)) => Box::new(CancelOperation { by, operation }),
            None => self.operation(),
        }
    }

    fn steered(&mut self) -> Option<(Usr, usize)> {
        let all: Vec<_> = (0..self.it.operations.len()).collect();
        if all.is_empty() {
            return None;
        }
        let has_failed = |it: &usize| {
            let results = &self.it.operations[*it].results;
            results.values().any(|no| !no.is_empty())
        };
        let failed: Vec<_> = all.iter().copied().filter(has_failed).collect();
        let operation = self.dice.prefer(80, &failed, &all);
        let it = &self.it.operations[operation];
        let (partner, starter) = (it.partner, it.starter);
        let by = if self.dice.chance(60) {
            starter
        } else {
            self.editor(partner)
        };
        Some((by, operation))
    }
}

impl Model {
    /// Who may steer an operation: a partner's people with the right to begin one, if they may know
    /// of it.
    fn steers(&self, by: Usr, operation: usize) -> Result<(), No> {
        let it = &self.operations[operation];
        if it.starter != by {
            self.sees_employees(by, it.partner)?;
        }
        self.edits_employees(by, it.partner)
    }

    /// What failed is tried again, in the name of whoever says so.
    fn retry(&mut self, by: Usr, operation: usize, refused_too: bool) -> Result<Effect, No> {
        self.steers(by, operation)?;
        if !refused_too {
            return refuse("conflict", "A4 nothing failed");
        }
        let mut again = self.operations[operation].clone();
        let failed = again.results.iter().filter(|(_, no)| !no.is_empty());
        let failed: Vec<_> = failed.map(|(at, _)| *at).collect();
        if failed.is_empty() {
            return refuse("conflict", "A4 nothing failed");
        }
        again.starter = by;
        let effect = self.carried_out(again, failed);
        self.operations[operation] = self.operations.pop().unwrap();
        Ok(effect)
    }

    /// What is done stays done: here all operations are over at once.
    fn cancel_operation(&self, by: Usr, operation: usize) -> Result<(), No> {
        self.steers(by, operation)?;
        refuse("conflict", "A4 over")
    }
}
