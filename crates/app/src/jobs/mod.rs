//! The background jobs of a node. Every node runs every job. Leases keep two nodes from doing the same
//! work; row locks make sure that nothing is done twice all the same. What a job does lies in its use case,
//! which goes on with the next piece where one cannot be done.

mod meter;
#[cfg(test)]
mod tests;

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt as _;

use latchkey_adapters_db::SeaOrmStore;
use latchkey_application::{
    frame::{current::CurrentPorts, error::UseCaseError, ports::Ports, ready::KEPT_FOR},
    mail::Mails,
    memberships::Memberships,
    operations::Operations,
    relationships::Relationships,
    sessions::Sessions,
    standardizations::Standardizations,
    webhooks::{WebhookDispatcher, Webhooks},
};
use latchkey_domain::{
    base::time::Clock,
    ports::{Leases, StoreError},
};
use tokio::task::JoinSet;

use self::meter::Meter;
use crate::{
    config::Settings,
    trail_sealer::{self, Sealer},
    wiring::Infrastructure,
};

/// How often a node looks for operations to work on.
const OPERATIONS: Duration = Duration::from_millis(250);
/// How often a node looks for mails to note, and to send.
const MAILS: Duration = Duration::from_millis(500);
/// How often refusals that were only counted are written.
const REFUSALS: Duration = Duration::from_secs(1);
/// How often a node looks for what has come with time.
const TIME: Duration = Duration::from_secs(2);
/// How often a node looks how much work waits.
const BACKLOG: Duration = Duration::from_secs(5);
/// How often a node looks for ends that near.
const SLOWLY: Duration = Duration::from_secs(15);
/// How often old things are forgotten.
const FORGETTING: Duration = Duration::from_hours(1);

/// The running jobs.
#[derive(Debug)]
pub(crate) struct Jobs {
    running: JoinSet<()>,
    clock: Arc<dyn Clock>,
}

impl Jobs {
    /// Stops all jobs; uncommitted work is rolled back.
    pub(crate) async fn stop(mut self) {
        self.running.shutdown().await;
    }

    /// Runs a job now and after each pause. A failure is logged and counted, and so is a panic; the job runs
    /// again after the same pause.
    fn every<F, T, E>(
        &mut self,
        pause: Duration,
        name: &'static str,
        job: impl Fn() -> F + Send + 'static,
    ) where
        F: Future<Output = Result<T, E>> + Send,
        E: std::error::Error + Send + 'static,
    {
        let (meter, clock) = (Meter::of(name), Arc::clone(&self.clock));
        self.running.spawn(async move {
            let mut turns = tokio::time::interval(pause);
            turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                turns.tick().await;
                // What a turn leaves half done is in the database, where its transaction is rolled back.
                let turn = AssertUnwindSafe(Box::pin(job())).catch_unwind();
                match turn.await {
                    Ok(Ok(_)) => meter.succeeded(clock.now()),
                    Ok(Err(error)) => {
                        meter.failed();
                        let error: &dyn std::error::Error = &error;
                        tracing::warn!(error, job = name, "a job failed and will run again later");
                    }
                    Err(_panic) => {
                        meter.failed();
                        tracing::error!(job = name, "a job panicked and will run again later");
                    }
                }
            }
        });
    }
}

/// What the jobs of a node work with.
#[derive(Debug, Clone)]
struct Node {
    current: Arc<CurrentPorts>,
    store: SeaOrmStore,
    /// By which leases are held.
    name: String,
}

impl Node {
    fn ports(&self) -> Arc<Ports> {
        self.current.load()
    }

    /// Whether this node does a piece of work for the next while, and no other one.
    async fn is_its_turn(&self, job: &str, pause: Duration) -> Result<bool, StoreError> {
        // Longer than a pause: a node that goes on keeps its turn.
        self.store.take_lease(job, &self.name, pause * 3).await
    }
}

/// Starts all jobs of a node. Each turn takes the ports of then, and is judged by one catalogue.
pub(crate) fn start(
    infrastructure: &Infrastructure,
    node: &Arc<CurrentPorts>,
    settings: &Settings,
) -> Jobs {
    let mut jobs = Jobs {
        running: JoinSet::new(),
        clock: Arc::clone(&node.load().clock),
    };
    let node = Node {
        current: Arc::clone(node),
        store: infrastructure.store.clone(),
        name: node.load().ids.uuid().to_string(),
    };
    let follower = infrastructure.follower(&node.current);
    jobs.running.spawn(async move { follower.follow().await });
    let sealer = Arc::new(Sealer::new(&node.current));
    jobs.every(settings.seal_interval, trail_sealer::NAME, move || {
        let sealer = Arc::clone(&sealer);
        async move { sealer.seal().await }
    });
    start_operations(&mut jobs, &node);
    start_telling(&mut jobs, &node);
    start_what_time_brings(&mut jobs, &node);
    start_forgetting(&mut jobs, &node);
    jobs.every(BACKLOG, "measure the backlog", move || {
        let node = node.clone();
        async move { meter::backlog(&node.ports()).await }
    });
    jobs
}

/// Operations over many items.
fn start_operations(jobs: &mut Jobs, node: &Node) {
    let leases: Arc<dyn Leases> = Arc::new(node.store.clone());
    for worker in Operations::new(node.ports()).workers(&leases) {
        let (worker, node) = (Arc::new(worker), node.clone());
        jobs.every(OPERATIONS, "operations", move || {
            let (worker, node) = (Arc::clone(&worker), node.clone());
            async move {
                while worker.over(node.ports()).turn().await? {}
                Ok::<_, UseCaseError>(())
            }
        });
    }
}

/// Mails, webhooks, and the refusals that the trail only counts.
fn start_telling(jobs: &mut Jobs, node: &Node) {
    let dispatcher =
        WebhookDispatcher::new(Arc::clone(&node.current), Arc::new(node.store.clone()));
    jobs.running.spawn(async move { dispatcher.run().await });
    let here = node.clone();
    jobs.every(MAILS, "note mails", move || {
        let mails = Mails::new(here.ports());
        async move { mails.note().await }
    });
    let here = node.clone();
    jobs.every(MAILS, "send mails", move || {
        let here = here.clone();
        async move {
            let mails = Mails::new(here.ports());
            mails.send_due(&here.store, &here.name).await
        }
    });
    let here = node.clone();
    jobs.every(REFUSALS, "count refusals", move || {
        let refusals = Arc::clone(&here.ports().refusals);
        async move { refusals.write_counts().await }
    });
}

/// Ends that come, or that near.
fn start_what_time_brings(jobs: &mut Jobs, node: &Node) {
    let here = node.clone();
    jobs.every(TIME, "standardize partner admins", move || {
        let here = here.clone();
        async move {
            let standardizations = Standardizations::new(here.ports());
            standardizations.run_due(&here.store, &here.name).await
        }
    });
    let here = node.clone();
    jobs.every(TIME, "expire access", move || {
        let memberships = Memberships::new(here.ports());
        async move { memberships.expire().await }
    });
    let here = node.clone();
    jobs.every(TIME, "announce relationships", move || {
        let relationships = Relationships::new(here.ports());
        async move { relationships.announce().await }
    });
    let here = node.clone();
    jobs.every(SLOWLY, "remind of ends", move || {
        let here = here.clone();
        async move {
            if here.is_its_turn("remind of ends", SLOWLY).await? {
                Memberships::new(here.ports()).remind().await?;
                Relationships::new(here.ports()).warn().await?;
            }
            Ok::<_, UseCaseError>(())
        }
    });
}

/// What is kept for a while only.
fn start_forgetting(jobs: &mut Jobs, node: &Node) {
    let here = node.clone();
    jobs.every(FORGETTING, "forget answers", move || {
        let here = here.clone();
        async move {
            let ports = here.ports();
            here.store.forget_answers(ports.now() - KEPT_FOR).await
        }
    });
    let here = node.clone();
    jobs.every(FORGETTING, "forget webhook deliveries", move || {
        let webhooks = Webhooks::new(here.ports());
        async move { webhooks.forget().await }
    });
    let here = node.clone();
    jobs.every(FORGETTING, "forget mails", move || {
        let mails = Mails::new(here.ports());
        async move { mails.forget().await }
    });
    let here = node.clone();
    jobs.every(FORGETTING, "forget reminders", move || {
        let memberships = Memberships::new(here.ports());
        async move { memberships.forget_reminders().await }
    });
    let here = node.clone();
    jobs.every(FORGETTING, "forget sessions", move || {
        let sessions = Sessions::new(here.ports());
        async move { sessions.forget().await }
    });
}
