//! The lanes of an endpoint: in each, deliveries are sent one after the other. There is one for each
//! account, and one for each delivery that was set aside. A lane ends at its first failure.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use latchkey_domain::{
    base::ids::{AccountId, EventId},
    outbox::{
        attempt::SendOutcome, delivery::Delivery, endpoint::WebhookEndpoint, message::Message,
    },
};
use tokio::{
    sync::mpsc::{self, Receiver, Sender},
    task::JoinSet,
    time::{Instant, timeout, timeout_at},
};

use crate::{frame::ports::Ports, webhooks::test::send};

/// How long results are collected before they are written.
const COLLECT: Duration = Duration::from_millis(20);
/// How many results are written at once.
const MOST_RESULTS: usize = 400;

/// What is sent one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Lane {
    /// The deliveries in line of an account, or of no account.
    Account(Option<AccountId>),
    /// A delivery that was set aside.
    Aside(EventId),
}

/// What a lane reports.
enum Report {
    /// A delivery was tried.
    Tried(Box<Tried>),
    /// Nothing more comes from the lane.
    Ended(Lane),
}

/// A delivery after an attempt.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) delivery: Delivery,
    pub(super) outcome: SendOutcome,
}

/// What has come from lanes since the last look.
#[derive(Debug, Default)]
pub(super) struct LaneResults {
    pub(super) tried: Vec<Tried>,
    pub(super) ended: Vec<Lane>,
}

/// The lanes in which something is sent at the moment.
#[derive(Debug)]
pub(super) struct Lanes {
    ports: Arc<Ports>,
    tasks: JoinSet<()>,
    busy: BTreeSet<Lane>,
    reports: Receiver<Report>,
    reporter: Sender<Report>,
}

impl Lanes {
    pub(super) fn new(ports: Arc<Ports>) -> Self {
        let (reporter, reports) = mpsc::channel(MOST_RESULTS);
        Self {
            ports,
            tasks: JoinSet::new(),
            busy: BTreeSet::new(),
            reports,
            reporter,
        }
    }

    /// Whether nothing is being sent.
    pub(super) fn are_idle(&self) -> bool {
        self.busy.is_empty()
    }

    /// Whether the lane is in use.
    pub(super) fn is_busy(&self, lane: Lane) -> bool {
        self.busy.contains(&lane)
    }

    /// The accounts whose lanes are in use.
    pub(super) fn accounts(&self) -> Vec<Option<AccountId>> {
        let accounts = self.busy.iter().filter_map(|lane| match lane {
            Lane::Account(account) => Some(*account),
            Lane::Aside(_) => None,
        });
        accounts.collect()
    }

    /// How many deliveries that were set aside are being sent.
    pub(super) fn aside(&self) -> usize {
        self.busy.len() - self.accounts().len()
    }

    /// Sends deliveries in a lane, one after the other until one fails.
    pub(super) fn start(
        &mut self,
        endpoint: &Arc<WebhookEndpoint>,
        lane: Lane,
        deliveries: Vec<(Delivery, Message)>,
    ) {
        self.busy.insert(lane);
        let (ports, endpoint) = (Arc::clone(&self.ports), Arc::clone(endpoint));
        let reporter = self.reporter.clone();
        self.tasks.spawn(async move {
            for (mut delivery, message) in deliveries {
                let (outcome, attempt) = send(&ports, &endpoint, &message).await;
                delivery.tried(outcome, attempt, &ports.settings.webhooks.schedule);
                let failed = !outcome.is_success();
                let tried = Box::new(Tried { delivery, outcome });
                if reporter.send(Report::Tried(tried)).await.is_err() || failed {
                    break;
                }
            }
            // Whoever has gone needs no report.
            reporter.send(Report::Ended(lane)).await.ok();
        });
    }

    /// Waits for results, some time at most, and collects those that come soon after.
    pub(super) async fn collect(&mut self, patience: Duration) -> LaneResults {
        let mut collected = LaneResults::default();
        let Ok(Some(first)) = timeout(patience, self.reports.recv()).await else {
            return collected;
        };
        collected.add(first);
        let until = Instant::now() + COLLECT;
        while collected.tried.len() < MOST_RESULTS {
            match timeout_at(until, self.reports.recv()).await {
                Ok(Some(report)) => collected.add(report),
                Ok(None) | Err(_) => break,
            }
        }
        while self.tasks.try_join_next().is_some() {}
        collected
    }

    /// Frees lanes whose results have been written.
    pub(super) fn free(&mut self, ended: &[Lane]) {
        for lane in ended {
            self.busy.remove(lane);
        }
    }
}

impl LaneResults {
    fn add(&mut self, report: Report) {
        match report {
            Report::Tried(tried) => self.tried.push(*tried),
            Report::Ended(lane) => self.ended.push(lane),
        }
    }
}
