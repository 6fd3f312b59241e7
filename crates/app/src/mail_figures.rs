//! How many mails wait and were given up, for the metrics.

use std::{sync::Arc, time::Duration};

use latchkey_application::{
    frame::{current::CurrentPorts, error::UseCaseError},
    mail::Mails,
};
use tokio::time::MissedTickBehavior;

/// How often they are counted.
const PAUSE: Duration = Duration::from_secs(10);

/// Counts them until the node ends.
pub(crate) async fn keep_counting(node: Arc<CurrentPorts>) {
    metrics::describe_gauge!(
        "latchkey_mails",
        "Mails that wait to be sent or tried again (waiting), and that were given up (dead)."
    );
    let mut turns = tokio::time::interval(PAUSE);
    turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        turns.tick().await;
        if let Err(error) = count(&node).await {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "the mails could not be counted");
        }
    }
}

async fn count(node: &Arc<CurrentPorts>) -> Result<(), UseCaseError> {
    for (state, count) in Mails::new(node.load()).backlog().await? {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        metrics::gauge!("latchkey_mails", "state" => state.as_str()).set(count);
    }
    Ok(())
}
