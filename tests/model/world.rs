//! One world: a model, the use cases over a store, and each command done in both.

use crate::{
    command::{Command, Got},
    compare::Differences,
    driver::Driver,
    follower::FeedReader,
    invariants,
    model::{
        Answer, Verdict,
        permissions::catalogue,
        state::{Model, Reason, Set},
    },
    report,
    table::Table,
};

/// What went wrong: the kind, by which reports are counted, and a report to read.
pub(crate) struct Failure {
    pub(crate) kind: String,
    pub(crate) report: String,
}

pub(crate) struct World {
    pub(crate) driver: Driver,
    pub(crate) model: Model,
    pub(crate) history: Vec<Box<dyn Command>>,
    pub(crate) seed: u64,
    pub(crate) reader: FeedReader,
}

impl World {
    /// No accounts, no people, only the standard sets.
    pub(crate) fn new(driver: Driver, seed: u64) -> Self {
        let set = |permissions: &Vec<&'static str>| {
            Some(Set {
                owner: None,
                versions: vec![permissions.clone()],
            })
        };
        let standard = catalogue().standard.iter();
        let model = Model {
            sets: standard.map(|(_, permissions)| set(permissions)).collect(),
            ..Model::default()
        };
        Self {
            driver,
            model,
            history: Vec::new(),
            seed,
            reader: FeedReader::new(seed),
        }
    }

    /// Plays a command in the model, carries it out for real, and compares.
    pub(crate) async fn step(
        &mut self,
        command: Box<dyn Command>,
        table: Option<&mut Table>,
    ) -> Result<Got, Failure> {
        let verdict = self.model.play(&*command);
        let (got, answer) = self.driver.run(&*command).await;
        let mut differences = Differences::new();
        let mut refusals = Vec::new();
        match (verdict, got) {
            (Verdict::Changed(next, known), Got::Changed) => {
                compare_answers(answer, known, &mut differences, &mut refusals);
                if differences.is_empty() {
                    let before = std::mem::replace(&mut self.model, *next);
                    differences.extend(self.check(&before, &*command).await);
                    differences.extend(self.follow().await);
                }
            }
            (Verdict::Changed(next, known), Got::Unchanged) if command.is_aside() => {
                compare_answers(answer, known, &mut differences, &mut refusals);
                let before = std::mem::replace(&mut self.model, *next);
                differences.extend(self.follow().await);
                let compared = command.compare(&self.driver, &before, &self.model);
                differences.extend(compared.await);
            }
            (Verdict::Unchanged(known), Got::Unchanged) => {
                compare_answers(answer, known, &mut differences, &mut refusals);
                let compared = command.compare(&self.driver, &self.model, &self.model);
                differences.extend(compared.await);
            }
            (Verdict::No(reasons), Got::Refused(code)) => {
                refusals.extend(reasons.iter().filter(|(known, _)| *known == code).copied());
                if refusals.is_empty() {
                    differences.push(format!("refused with {code}, the model with {reasons:?}"));
                }
            }
            (Verdict::Changed(next, known), got) => {
                differences.push(format!(
                    "{got:?} {answer:?}, in the model changed {known:?}"
                ));
                differences.push(report::difference(&self.model, &next));
            }
            (Verdict::Unchanged(known), got) => {
                match command.rewords().filter(|_| got == Got::Changed) {
                    // The same adjustments in other words: only how they are written is different.
                    Some(at) => self.model.count_change(at),
                    None => differences.push(format!(
                        "{got:?} {answer:?}, in the model unchanged {known:?}"
                    )),
                }
                differences.extend(self.driver.compare_all(&self.model).await);
            }
            (Verdict::No(reasons), got) => {
                differences.push(format!(
                    "{got:?} {answer:?}, in the model refused: {reasons:?}"
                ));
            }
        }
        differences.extend(self.reader.read_some(&self.driver).await);
        let name = command.name();
        self.history.push(command);
        self.must_be_none(&differences)?;
        if let Some(table) = table {
            table.count(name, outcome(got));
            for (code, rule) in refusals {
                table.refused(code, rule);
            }
        }
        Ok(got)
    }

    /// Compares everything that is stored, with the model and with the copy of whoever follows the feed.
    pub(crate) async fn compare_all(&mut self) -> Result<(), Failure> {
        let mut differences = self.driver.compare_all(&self.model).await;
        differences.extend(self.reader.compare(&self.driver).await);
        self.must_be_none(&differences)
    }

    /// Lets the jobs note what is due, after which the copy of whoever follows the feed holds the statuses
    /// of now too. Tells how many events were followed.
    pub(crate) async fn finish(mut self) -> Result<u64, Failure> {
        self.driver.note_ends().await;
        let differences = self.reader.compare_at_rest(&self.driver).await;
        self.must_be_none(&differences)?;
        Ok(self.reader.events())
    }

    /// Carries out what follows where somebody left a partner, in the model and for real (D8).
    async fn follow(&mut self) -> Differences {
        let leavers = std::mem::take(&mut self.model.broken);
        if leavers.is_empty() {
            return Differences::new();
        }
        let left = self.model.clone();
        self.model.offboard(&leavers);
        self.model.count_changes(&left);
        self.driver.work().await;
        self.driver.compare_touched(&left, &self.model).await
    }

    async fn check(&self, before: &Model, command: &dyn Command) -> Differences {
        let mut all = self.driver.compare_touched(before, &self.model).await;
        all.extend(self.driver.compare_events(before, &self.model).await);
        all.extend(invariants::broken(before, &self.model, command));
        all
    }

    fn must_be_none(&self, differences: &Differences) -> Result<(), Failure> {
        if differences.is_empty() {
            return Ok(());
        }
        Err(report::failure(self, differences))
    }
}

const fn outcome(got: Got) -> &'static str {
    match got {
        Got::Changed => "changed",
        Got::Unchanged => "unchanged",
        Got::Refused(_) => "refused",
    }
}

/// The answers must be equal; where the model has several reasons to refuse, any of them will do.
fn compare_answers(
    mut real: Answer,
    mut known: Answer,
    differences: &mut Differences,
    refusals: &mut Vec<Reason>,
) {
    if let (Answer::Items(real), Answer::Items(known)) = (&mut real, &mut known) {
        for (real, known) in real.iter_mut().zip(known.iter_mut()) {
            if let Some((code, _)) = real.refused.pop() {
                let fits: Vec<_> = known
                    .refused
                    .iter()
                    .filter(|(known, _)| *known == code)
                    .copied()
                    .collect();
                if fits.is_empty() {
                    differences.push(format!(
                        "employee {}: refused with {code}, the model with {:?}",
                        real.employee, known.refused
                    ));
                }
                refusals.extend(fits);
                known.refused.clear();
            }
        }
    }
    if let (Answer::Results(real), Answer::Results(known)) = (&mut real, &mut known) {
        for (at, real) in real.iter_mut() {
            let Some((code, _)) = real.pop() else {
                continue;
            };
            let reasons = known.get_mut(at).map(std::mem::take).unwrap_or_default();
            let fits: Vec<_> = reasons
                .iter()
                .filter(|(known, _)| *known == code)
                .copied()
                .collect();
            if fits.is_empty() {
                differences.push(format!(
                    "{at:?}: refused with {code}, the model with {reasons:?}"
                ));
            }
            refusals.extend(fits);
        }
    }
    if real != known {
        differences.push(format!("answered {real:?}, the model {known:?}"));
    }
}
