//! How the jobs are doing, for the metrics.

use latchkey_application::frame::ports::Ports;
use latchkey_domain::{
    base::time::Time,
    ports::{StoreError, WaitingWork},
};

const LAST_SUCCESS: &str = "latchkey_job_last_success_timestamp_seconds";
const RUNS: &str = "latchkey_job_runs_total";
const FAILURES: &str = "latchkey_job_failures_total";
const BACKLOG: &str = "latchkey_backlog";

/// Measures one job.
#[derive(Debug)]
pub(super) struct Meter {
    job: &'static str,
}

impl Meter {
    /// Begins to measure a job: its figures are there from the start.
    pub(super) fn of(job: &'static str) -> Self {
        metrics::describe_gauge!(LAST_SUCCESS, "When a job last ran without failing, by job.");
        metrics::describe_counter!(RUNS, "How often a job ran, by job.");
        metrics::describe_counter!(FAILURES, "How often a job failed, by job.");
        metrics::describe_gauge!(
            BACKLOG,
            "How much work waits in the database, by what it is; the same on every node."
        );
        metrics::counter!(RUNS, "job" => job).increment(0);
        metrics::counter!(FAILURES, "job" => job).increment(0);
        Self { job }
    }

    pub(super) fn succeeded(&self, now: Time) {
        let seconds = u32::try_from(now.timestamp()).unwrap_or(u32::MAX);
        metrics::gauge!(LAST_SUCCESS, "job" => self.job).set(seconds);
        metrics::counter!(RUNS, "job" => self.job).increment(1);
    }

    pub(super) fn failed(&self) {
        metrics::counter!(RUNS, "job" => self.job).increment(1);
        metrics::counter!(FAILURES, "job" => self.job).increment(1);
    }
}

/// Measures how much work waits.
pub(super) async fn backlog(ports: &Ports) -> Result<(), StoreError> {
    let WaitingWork {
        mails,
        dead_mails,
        deliveries,
        operations,
        items,
    } = ports.store.reader().backlog().await?;
    for (of, waiting) in [
        ("mails", mails),
        ("dead_mails", dead_mails),
        ("webhook_deliveries", deliveries),
        ("operations", operations),
        ("operation_items", items),
    ] {
        let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
        metrics::gauge!(BACKLOG, "of" => of).set(waiting);
    }
    Ok(())
}
