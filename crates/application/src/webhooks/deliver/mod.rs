//! Sends what is due. A worker has one endpoint, by a lease; it sends to many accounts at once, in order
//! within each. Endpoints do not wait for each other, and neither do accounts.

mod lanes;
#[cfg(test)]
mod tests;
mod worker;

use std::{collections::HashMap, sync::Arc, time::Duration};

use latchkey_domain::{base::ids::WebhookEndpointId, ports::Leases};
use tokio::task::{Id, JoinSet};

use self::worker::WebhookWorker;
use crate::frame::{current::CurrentPorts, error::UseCaseError};

/// How often a node looks for endpoints with something to do.
const PAUSE: Duration = Duration::from_millis(250);

/// Starts workers on one node, one for each endpoint that has something to do.
#[derive(Debug)]
pub struct WebhookDispatcher {
    node: Arc<CurrentPorts>,
    leases: Arc<dyn Leases>,
    name: String,
}

impl WebhookDispatcher {
    /// A dispatcher of a node.
    pub fn new(node: Arc<CurrentPorts>, leases: Arc<dyn Leases>) -> Self {
        let name = node.load().ids.uuid().to_string();
        Self { node, leases, name }
    }

    /// Sends webhooks until it is dropped, and its workers with it.
    pub async fn run(&self) {
        let mut workers = JoinSet::new();
        let mut at_work: HashMap<Id, WebhookEndpointId> = HashMap::new();
        let mut turns = tokio::time::interval(PAUSE);
        turns.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            while let Some(ended) = workers.try_join_next_with_id() {
                let (task, result) = match ended {
                    Ok((task, result)) => (task, result),
                    Err(lost) => {
                        tracing::error!(error = %lost, "a worker for webhooks was lost");
                        at_work.remove(&lost.id());
                        continue;
                    }
                };
                let endpoint = at_work.remove(&task);
                note(endpoint, result);
            }
            let ports = self.node.load();
            let mut reader = ports.store.reader();
            let waiting = match reader.webhook_endpoints_with_work(ports.now()).await {
                Ok(waiting) => waiting,
                Err(error) => {
                    tracing::warn!(%error, "webhooks wait for the database");
                    continue;
                }
            };
            drop(reader);
            for endpoint in waiting {
                if at_work.values().any(|other| *other == endpoint) {
                    continue;
                }
                let worker =
                    WebhookWorker::new(Arc::clone(&ports), Arc::clone(&self.leases), &self.name);
                let task = workers.spawn(async move { Box::pin(worker.serve(endpoint)).await });
                at_work.insert(task.id(), endpoint);
            }
        }
    }
}

fn note(endpoint: Option<WebhookEndpointId>, result: Result<(), UseCaseError>) {
    if let Err(error) = result {
        let error: &dyn std::error::Error = &error;
        let endpoint = endpoint.map(|id| id.to_string());
        tracing::warn!(
            error,
            endpoint,
            "webhooks of an endpoint failed and are tried again"
        );
    }
}
