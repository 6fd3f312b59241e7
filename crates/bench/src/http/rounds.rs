//! Rounds of the same load on several servers in turn, so that what else the machine does falls on all.

use std::time::Duration;

use crate::harness::{
    load::{GRANTED, Load, Outcome, Request, Until},
    server::Server,
    table::{Table, median, milliseconds, whole},
};

/// A server with what it is asked.
#[derive(Debug)]
pub(crate) struct Runner<'a> {
    pub(crate) name: String,
    pub(crate) server: &'a Server,
    pub(crate) requests: &'a [Request],
    /// Decisions in each answer.
    pub(crate) each: u32,
    /// What stands in an answer that grants.
    pub(crate) mark: &'static str,
    pub(crate) order: Order,
}

/// In which order a server is asked, over all rounds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Order {
    /// Round and round.
    Cycle,
    /// Each request once: a second one would be refused.
    OnceEach,
}

impl<'a> Runner<'a> {
    /// A server that is asked one question at a time.
    pub(crate) fn single(name: &str, server: &'a Server, requests: &'a [Request]) -> Self {
        Self {
            name: name.to_owned(),
            server,
            requests,
            each: 1,
            mark: GRANTED,
            order: Order::Cycle,
        }
    }

    /// The same with the first of its requests alone.
    pub(crate) fn first(&self, many: usize) -> Self {
        Self {
            name: self.name.clone(),
            requests: self.requests.get(..many).unwrap_or(self.requests),
            ..*self
        }
    }
}

/// How long and how often.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) connections: usize,
    pub(crate) rounds: usize,
    pub(crate) seconds: f64,
}

/// The figures of one server, round by round.
#[derive(Debug, Default, Clone)]
pub(crate) struct Figures {
    pub(crate) per_second: Vec<f64>,
    pub(crate) p50: Vec<f64>,
    pub(crate) p99: Vec<f64>,
    pub(crate) server_busy: Vec<f64>,
    pub(crate) load_busy: Vec<f64>,
    pub(crate) resident_mb: u64,
    sent: usize,
}

impl Figures {
    fn add(&mut self, outcome: &Outcome, spent: Duration, each: u32) {
        self.per_second.push(outcome.per_second() * f64::from(each));
        self.p50.push(milliseconds(outcome.times.at(500)));
        self.p99.push(milliseconds(outcome.times.at(990)));
        self.server_busy.push(spent.as_secs_f64());
        self.load_busy.push(outcome.busy);
    }
}

/// Asks every question once, and compares the answers.
pub(crate) fn warm_up(runner: &Runner<'_>) -> anyhow::Result<()> {
    let load = Load {
        address: runner.server.address,
        requests: runner.requests,
        connections: 16,
        until: Until::AllAsked,
        first: 0,
        mark: runner.mark,
    };
    load.run()?.right()?;
    Ok(())
}

/// Runs them in turn.
pub(crate) fn in_turn(runners: &[Runner<'_>], plan: Plan) -> anyhow::Result<Vec<Figures>> {
    let mut all = vec![Figures::default(); runners.len()];
    for round in 0..plan.rounds {
        for (runner, figures) in runners.iter().zip(&mut all) {
            let first = match runner.order {
                // Somewhere else in each round.
                Order::Cycle => round * 7919,
                Order::OnceEach => figures.sent,
            };
            let before = runner.server.spent();
            let load = Load {
                address: runner.server.address,
                requests: runner.requests,
                connections: plan.connections,
                until: Until::Over(Duration::from_secs_f64(plan.seconds)),
                first,
                mark: runner.mark,
            };
            let began = std::time::Instant::now();
            let outcome = load.run()?;
            let took = began.elapsed();
            let spent = runner.server.spent().saturating_sub(before);
            let outcome = outcome.right()?;
            figures.sent += outcome.sent;
            anyhow::ensure!(
                matches!(runner.order, Order::Cycle) || figures.sent < runner.requests.len(),
                "{} requests are not enough",
                runner.requests.len()
            );
            figures.add(&outcome, spent.div_f64(took.as_secs_f64()), runner.each);
            figures.resident_mb = runner.server.resident_mb();
        }
    }
    Ok(all)
}

/// The heads of the rows below.
pub(crate) const HEADS: [&str; 9] = [
    "server",
    "connections",
    "answers/s",
    "ratio to the first",
    "p50 ms",
    "p99 ms",
    "p99 ratio",
    "RSS MB",
    "core of server / load",
];

/// Writes a row for each, its ratios being to the first one, round by round.
pub(crate) fn rows(table: &mut Table, runners: &[Runner<'_>], all: &[Figures], plan: Plan) {
    let Some(first) = all.first() else {
        return;
    };
    for (runner, figures) in runners.iter().zip(all) {
        table.row(&[
            runner.name.clone(),
            plan.connections.to_string(),
            whole(median(&figures.per_second)),
            format!("{:.3}", ratio(&figures.per_second, &first.per_second)),
            format!("{:.3}", median(&figures.p50)),
            format!("{:.3}", median(&figures.p99)),
            format!("{:.2}", ratio(&figures.p99, &first.p99)),
            figures.resident_mb.to_string(),
            format!(
                "{:.2} / {:.2}",
                median(&figures.server_busy),
                median(&figures.load_busy)
            ),
        ]);
    }
}

/// The median of the ratios, each of one round.
pub(crate) fn ratio(ours: &[f64], theirs: &[f64]) -> f64 {
    let ratios = ours.iter().zip(theirs).map(|(ours, theirs)| ours / theirs);
    median(&ratios.collect::<Vec<_>>())
}
