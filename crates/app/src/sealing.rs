//! Seals the trail, and tells where its chain ends: in the metrics at once, in the log from time to
//! time, so that the end is noted where nobody who can write to the database can change it (T3).

use std::sync::{Arc, Mutex, PoisonError};

use chrono::Duration;
use latchkey_application::{
    audit::Trail,
    frame::{context::RequestContext, error::UseCaseError, ports::Ports},
};
use latchkey_domain::{
    base::time::Time,
    trail::chain::{ChainState, Head},
};

/// The name of the job.
pub(crate) const NAME: &str = "seal the trail";

/// How often the log is told, at most.
const TOLD_EVERY: Duration = Duration::minutes(1);

/// Seals, turn by turn.
#[derive(Debug)]
pub(crate) struct Sealer {
    ports: Arc<Ports>,
    trail: Trail,
    told: Mutex<Option<(Time, Head)>>,
}

impl Sealer {
    /// A sealer that has told nothing yet.
    pub(crate) fn new(ports: &Arc<Ports>) -> Self {
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
            "How many events wait to be sealed."
        );
        Self {
            ports: Arc::clone(ports),
            trail: Trail::new(Arc::clone(ports)),
            told: Mutex::default(),
        }
    }

    /// Seals what is there.
    pub(crate) async fn seal(&self) -> Result<(), UseCaseError> {
        let cx = RequestContext::of_job(NAME, &*self.ports.ids);
        let state = self.trail.seal(&cx).await?;
        measure(&state);
        if self.is_to_be_told(state.head, self.ports.now()) {
            let Head { number, hash } = state.head;
            tracing::info!(number, %hash, "the trail is sealed up to here");
        }
        Ok(())
    }

    /// Whether the log is told of this end: where it has moved, at most once a minute.
    fn is_to_be_told(&self, head: Head, now: Time) -> bool {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, last) = told.unwrap_or((now - TOLD_EVERY, Head::START));
        let tell = last != head && now - at >= TOLD_EVERY;
        if tell {
            *told = Some((now, head));
        }
        tell
    }
}

/// Seals what is left when a node stops: it may be the last one for a while. Another node, or the next
/// start, makes up for what fails here.
pub(crate) async fn seal_the_rest(ports: &Arc<Ports>) {
    if let Err(error) = Sealer::new(ports).seal().await {
        let error: &dyn std::error::Error = &error;
        tracing::warn!(error, job = NAME, "the trail was not sealed to its end");
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

/// Bytes as a number, exact up to 53 bits.
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
