//! Seals the trail and publishes the head of its chain: in the metrics at once, in the log at most
//! once a minute. The head is then known outside the database, where someone who can write to the
//! database cannot change it (T3).

use std::sync::{Arc, Mutex, PoisonError};

use chrono::Duration;
use latchkey_application::{
    audit::Trail,
    frame::{context::RequestContext, current::CurrentPorts, error::UseCaseError},
};
use latchkey_domain::{
    base::time::Time,
    trail::chain::{ChainState, Head},
};

/// The name of the job.
pub(crate) const NAME: &str = "seal the trail";

/// The least time between two log lines about the head.
const LOG_INTERVAL: Duration = Duration::minutes(1);

/// Seals the trail whenever the job runs.
#[derive(Debug)]
pub(crate) struct Sealer {
    node: Arc<CurrentPorts>,
    logged: Mutex<Option<(Time, Head)>>,
}

impl Sealer {
    /// Creates a sealer that has logged no head yet.
    pub(crate) fn new(node: &Arc<CurrentPorts>) -> Self {
        metrics::describe_gauge!(
            "latchkey_audit_chain_number",
            "How many events are sealed into the chain."
        );
        metrics::describe_gauge!(
            "latchkey_audit_chain_hash_prefix",
            "The first 48 bits of the hash at the end of the chain, as a number."
        );
        metrics::describe_gauge!(
            "latchkey_audit_unsealed_events",
            "How many events are not sealed yet."
        );
        Self {
            node: Arc::clone(node),
            logged: Mutex::default(),
        }
    }

    /// Seals all events that are not sealed yet.
    pub(crate) async fn seal(&self) -> Result<(), UseCaseError> {
        let ports = self.node.load();
        let cx = RequestContext::of_job(NAME, &*ports.ids);
        let state = Trail::new(Arc::clone(&ports)).seal(&cx).await?;
        measure(&state);
        if self.should_log(state.head, ports.now()) {
            let Head { number, hash } = state.head;
            tracing::info!(number, %hash, "sealed the trail");
        }
        Ok(())
    }

    /// Whether to log this head: only if it has moved, and at most once a minute.
    fn should_log(&self, head: Head, now: Time) -> bool {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, last) = logged.unwrap_or((now - LOG_INTERVAL, Head::START));
        let should_log = last != head && now - at >= LOG_INTERVAL;
        if should_log {
            *logged = Some((now, head));
        }
        should_log
    }
}

/// Seals the remaining events when a node stops, since no other node may be running. If this fails,
/// another node or the next start seals them.
pub(crate) async fn seal_the_rest(node: &Arc<CurrentPorts>) {
    if let Err(error) = Sealer::new(node).seal().await {
        let error: &dyn std::error::Error = &error;
        tracing::warn!(error, job = NAME, "could not seal the rest of the trail");
    }
}

fn measure(state: &ChainState) {
    let Head { number, hash } = state.head;
    let prefix = hash.bytes().iter().take(6);
    metrics::gauge!("latchkey_audit_chain_number").set(big_endian(&number.to_be_bytes()));
    metrics::gauge!("latchkey_audit_chain_hash_prefix").set(big_endian(prefix));
    metrics::gauge!("latchkey_audit_unsealed_events")
        .set(big_endian(&state.unsealed.to_be_bytes()));
}

/// Reads bytes as a big-endian number, exact up to 53 bits.
fn big_endian<'a>(bytes: impl IntoIterator<Item = &'a u8>) -> f64 {
    bytes
        .into_iter()
        .fold(0.0, |sum, byte| sum * 256.0 + f64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_numbers() {
        let number = |n: u64| big_endian(&n.to_be_bytes());
        assert!((number(0) - 0.0).abs() < f64::EPSILON);
        assert!((number(70_000) - 70_000.0).abs() < f64::EPSILON);
    }
}
