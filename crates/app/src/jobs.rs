//! What a node does by itself, again and again, besides answering requests. Every node runs every job;
//! the rows they lock see to it that nothing is done twice.

use std::{sync::Arc, time::Duration};

use latchkey_adapters_db::SeaOrmStore;
use latchkey_application::{ports::Ports, ready::KEPT_FOR};
use tokio::task::JoinSet;

/// The jobs that run.
#[derive(Debug)]
pub(crate) struct Jobs(JoinSet<()>);

impl Jobs {
    /// Stops all jobs: what one of them had not committed is undone.
    pub(crate) async fn stop(mut self) {
        self.0.shutdown().await;
    }

    /// Runs a job now, and then again after each pause. One that fails is logged, and has its next
    /// turn after the same pause.
    fn every<F, T, E>(
        &mut self,
        pause: Duration,
        name: &'static str,
        job: impl Fn() -> F + Send + 'static,
    ) where
        F: Future<Output = Result<T, E>> + Send,
        E: std::error::Error + Send + 'static,
    {
        self.0.spawn(async move {
            let mut turns = tokio::time::interval(pause);
            turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                turns.tick().await;
                if let Err(error) = Box::pin(job()).await {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(
                        error,
                        job = name,
                        "a job failed; it has its next turn later"
                    );
                }
            }
        });
    }
}

/// Starts all jobs of a node.
pub(crate) fn start(store: &SeaOrmStore, ports: &Arc<Ports>) -> Jobs {
    let mut jobs = Jobs(JoinSet::new());
    let (store, clock) = (store.clone(), Arc::clone(ports));
    jobs.every(Duration::from_hours(1), "forget answers", move || {
        let (store, until) = (store.clone(), clock.now() - KEPT_FOR);
        async move { store.forget_answers(until).await }
    });
    jobs
}
