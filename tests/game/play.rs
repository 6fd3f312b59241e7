//! Plays moves one after the other, and judges after each.

use chrono::Duration;

use crate::{
    cast::Who,
    facts::Facts,
    goals::{self, Broken},
    ledger::Ledger,
    moves::{Got, Move, Outcome, Pace, Person},
    stage::{Link, Stage},
};

/// How many moves pass between two times that everybody is tried to be stopped.
const STOPPING: usize = 16;

/// A game under way.
pub(crate) struct Game<'a> {
    pub(crate) stage: &'a mut Stage,
    pub(crate) ledger: Ledger,
    pub(crate) facts: Facts,
    moves: usize,
}

impl<'a> Game<'a> {
    pub(crate) async fn begin(stage: &'a mut Stage) -> Self {
        stage.begin_again();
        let facts = Facts::read(stage).await;
        Self {
            stage,
            ledger: Ledger::new(),
            facts,
            moves: 0,
        }
    }

    /// Plays a move, and judges what came of it.
    pub(crate) async fn play(&mut self, it: &Move) -> Result<Got, Broken> {
        self.moves += 1;
        self.stage.next_step();
        // No two calls happen at the same moment, and nobody calls so often that the trail only
        // counts.
        self.stage.wait(Duration::seconds(10));
        self.ledger.time_passed(&self.facts, self.stage.now());
        let got = match it {
            Move::Wait(hours) => {
                self.stage.wait(Duration::hours(*hours));
                let now = self.stage.now();
                self.ledger.time_passed(&self.facts, now);
                self.facts = Facts::read(self.stage).await;
                goals::judge(self.stage, &self.ledger, &self.facts).await?;
                Got::Unchanged
            }
            Move::Jobs => {
                let before = self.facts.clone();
                self.run_jobs().await;
                self.must_stand(&before).await?;
                Got::Unchanged
            }
            Move::AtOnce(one, other) => Box::pin(self.play_both(one, other)).await?,
            it => Box::pin(self.play_one(it)).await?,
        };
        if self.moves.is_multiple_of(STOPPING) {
            self.must_be_stoppable().await?;
        }
        Ok(got)
    }

    pub(crate) async fn must_be_stoppable(&self) -> Result<(), Broken> {
        goals::judge_stopping(self.stage, &self.ledger, &self.facts).await
    }

    /// Whatever changed stands in a trail, whoever did it.
    async fn must_stand(&self, before: &Facts) -> Result<(), Broken> {
        goals::judge(self.stage, &self.ledger, &self.facts).await?;
        let (it, outcome) = (Move::Jobs, Outcome::nothing());
        let both = (before, &self.facts);
        goals::judge_trail(self.stage, &self.ledger, &it, &outcome, both).await
    }

    async fn run_jobs(&mut self) {
        self.stage.run_jobs().await;
        let mut results = Vec::new();
        for (by, operation) in self.ledger.begun() {
            for (place, who, outcome) in self.stage.results(by, operation).await {
                results.push((by, place, who, outcome));
            }
        }
        self.facts = Facts::read(self.stage).await;
        let now = self.stage.now();
        self.ledger.jobs_ran(&results, &self.facts, now);
    }

    async fn play_one(&mut self, it: &Move) -> Result<Got, Broken> {
        if self.is_shut_out(it) {
            return Ok(Got::NotCalled);
        }
        let link = self.link_of(it);
        let outcome = self.stage.call(it, Pace::AtOnce).await;
        self.follow(it, &outcome).await;
        let before = self.look(&outcome).await;
        self.note(it, &outcome, link, &before);
        goals::judge_reading(self.stage, &self.ledger, it, &outcome)?;
        goals::judge(self.stage, &self.ledger, &self.facts).await?;
        let both = (&before, &self.facts);
        goals::judge_trail(self.stage, &self.ledger, it, &outcome, both).await?;
        Ok(outcome.got)
    }

    /// The second call begins while the first is not committed yet, and waits for it.
    async fn play_both(&mut self, one: &Move, other: &Move) -> Result<Got, Broken> {
        if self.is_shut_out(one) || self.is_shut_out(other) {
            return Ok(Got::NotCalled);
        }
        let links = (self.link_of(one), self.link_of(other));
        let (first, second) = tokio::join!(
            Box::pin(self.stage.call(one, Pace::Hesitates)),
            Box::pin(self.stage.call(other, Pace::AtOnce)),
        );
        self.follow(one, &first).await;
        self.follow(other, &second).await;
        let before = std::mem::take(&mut self.facts);
        self.facts = Facts::read(self.stage).await;
        let (first, second) = ((one, &first, links.0), (other, &second, links.1));
        let written = self.ledger.clone();
        if self.judge_both([first, second], &before).await.is_err() {
            // Perhaps the second call came first: either order is as good.
            self.ledger = written;
            self.judge_both([second, first], &before).await?;
        }
        Ok(first.1.got)
    }

    /// Writes down two calls in this order, and judges what came of them.
    async fn judge_both(
        &mut self,
        calls: [(&Move, &Outcome, Option<Link>); 2],
        before: &Facts,
    ) -> Result<(), Broken> {
        for (it, outcome, link) in calls {
            self.note(it, outcome, link, before);
        }
        for (it, outcome, _) in calls {
            goals::judge_reading(self.stage, &self.ledger, it, outcome)?;
        }
        self.must_stand(before).await
    }

    /// Nobody answers to the tokens of a disabled person.
    fn is_shut_out(&self, it: &Move) -> bool {
        it.by().is_some_and(|by| self.ledger.is_disabled(by))
    }

    fn link_of(&self, it: &Move) -> Option<Link> {
        match it {
            Move::Approve { link, .. } => self.stage.link(*link),
            _ => None,
        }
    }

    /// Keeps what later moves need.
    async fn follow(&mut self, it: &Move, outcome: &Outcome) {
        match it {
            Move::Issue { partner, who, .. } => {
                if let Some(id) = outcome.link {
                    self.stage.note_link(Link {
                        id,
                        partner: *partner,
                        who: *who,
                    });
                }
            }
            Move::Create(on, _) if outcome.went_well() => self.find_again(on.who).await,
            Move::Person(who, Person::Register) if outcome.went_well() => {
                self.find_again(*who).await;
            }
            Move::Person(who, Person::Erase) if outcome.went_well() => self.stage.forget(*who),
            _ => {}
        }
    }

    async fn find_again(&mut self, who: Who) {
        if who.is_adversary() {
            self.stage.find_again(who).await;
        }
    }

    /// Reads anew what there is, where that may have changed; gives what there was.
    async fn look(&mut self, outcome: &Outcome) -> Facts {
        if outcome.got == Got::Changed {
            let now = Facts::read(self.stage).await;
            return std::mem::replace(&mut self.facts, now);
        }
        self.facts.clone()
    }

    fn note(&mut self, it: &Move, outcome: &Outcome, link: Option<Link>, before: &Facts) {
        let now = self.stage.now();
        self.ledger
            .note(it, outcome, link, (before, &self.facts), now);
    }
}

/// Plays moves from the beginning; tells at which move which goal was broken.
pub(crate) async fn replay(stage: &mut Stage, moves: &[Move]) -> Option<(usize, Broken)> {
    let mut game = Game::begin(stage).await;
    for (at, it) in moves.iter().enumerate() {
        if let Err(broken) = game.play(it).await {
            return Some((at, broken));
        }
    }
    let end = game.must_be_stoppable().await;
    end.err()
        .map(|broken| (moves.len().saturating_sub(1), broken))
}
