//! What all measurements over HTTP let one choose.

use std::path::PathBuf;

use clap::Args;

use super::rounds::{self, Plan, Runner, in_turn, rows};
use crate::{
    database::Kind,
    harness::{
        server::{Cores, Server, latchkey_binary},
        table::Table,
    },
};

/// How to measure.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Which database, where it is not SQLite, or both.
    #[arg(long, value_enum)]
    database: Option<Kind>,
    /// How many connections, one measurement for each.
    #[arg(long, value_delimiter = ',')]
    connections: Vec<usize>,
    /// How many rounds; the medians count.
    #[arg(long, default_value_t = 7)]
    pub(crate) rounds: usize,
    /// How long each server is under load in each round.
    #[arg(long, default_value_t = 2.0)]
    pub(crate) seconds: f64,
    /// The binary of Latchkey, instead of the one beside this program.
    #[arg(long)]
    pub(crate) latchkey: Option<PathBuf>,
    /// A setting of Latchkey, such as `LATCHKEY__DECISIONS__CACHE_ENTRIES=1000`.
    #[arg(long)]
    pub(crate) set: Vec<String>,
}

impl Run {
    /// The database of measurements that take one.
    pub(crate) fn database(&self) -> Kind {
        self.database.unwrap_or(Kind::Sqlite)
    }

    /// The databases of measurements that take both.
    pub(crate) fn databases(&self) -> Vec<Kind> {
        self.database.map_or(Kind::BOTH.into(), |one| [one].into())
    }

    fn plans<'a>(&'a self, usual: &'a [usize]) -> impl Iterator<Item = Plan> + 'a {
        let told = &self.connections;
        let connections = if told.is_empty() { usual } else { told };
        connections.iter().map(|&connections| Plan {
            connections,
            rounds: self.rounds,
            seconds: self.seconds,
        })
    }

    /// Starts Latchkey on a core.
    pub(crate) fn latchkey(&self, url: &str) -> anyhow::Result<Server> {
        self.latchkey_with(url, &[])
    }

    /// Starts Latchkey on a core, with settings that the command line can change again.
    pub(crate) fn latchkey_with(
        &self,
        url: &str,
        settings: &[(&str, &str)],
    ) -> anyhow::Result<Server> {
        let binary = latchkey_binary(self.latchkey.as_deref())?;
        let set = self.set.iter().filter_map(|set| set.split_once('='));
        let all: Vec<_> = settings.iter().copied().chain(set).collect();
        Server::latchkey(Cores::One, &binary, url, &all)
    }

    /// Measures servers that are warm, in turn, and prints the table; the first is the measure.
    pub(crate) fn measure(
        &self,
        title: &str,
        runners: &[Runner<'_>],
        usual: &[usize],
    ) -> anyhow::Result<()> {
        let mut table = Table::new(&rounds::HEADS);
        for plan in self.plans(usual) {
            let all = in_turn(runners, plan)?;
            rows(&mut table, runners, &all, plan);
        }
        println!(
            "\n{title}; medians of {} rounds of {} s\n",
            self.rounds, self.seconds
        );
        table.print();
        Ok(())
    }
}
