//! Log lines on standard error, and the metrics behind `/metrics`.

use std::{
    io::{self, IsTerminal as _},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context as _;
use latchkey_adapters_http::RenderMetrics;
use latchkey_application::frame::current::CurrentPorts;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::config::{LogFormat, LogSettings};

/// The buckets of duration histograms, in seconds: a decision takes less than a millisecond, a
/// password hash up to seconds.
const SECONDS: [f64; 13] = [
    0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0,
];

/// Targets that are quiet unless `log.level` names them.
const QUIET: &str = "actix_server=warn";

/// Starts logging.
pub(crate) fn log(settings: &LogSettings) -> anyhow::Result<()> {
    let filter = format!("{QUIET},{}", settings.level);
    let filter = EnvFilter::try_new(filter).context("log.level")?;
    let for_people = match settings.format {
        LogFormat::Auto => io::stderr().is_terminal(),
        LogFormat::Human => true,
        LogFormat::Json => false,
    };
    let lines = fmt::layer().with_writer(io::stderr);
    let lines = if for_people {
        lines.with_ansi(io::stderr().is_terminal()).boxed()
    } else {
        lines
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .boxed()
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .try_init()
        .context("logging is already set up")
}

/// Starts logging for a short command: warnings and errors only.
pub(crate) fn log_for_commands(settings: &LogSettings) -> anyhow::Result<()> {
    log(&LogSettings {
        level: "warn".to_owned(),
        ..settings.clone()
    })
}

/// Starts collecting metrics and returns what renders them. Upkeep runs on the current runtime.
pub(crate) fn metrics() -> anyhow::Result<RenderMetrics> {
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
        .context("invalid histogram buckets")?
        .build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder)
        .map_err(|error| anyhow::anyhow!("{error}"))
        .context("metrics are already set up")?;
    metrics::describe_gauge!(
        "latchkey_build_info",
        "The version of this node, as a label; always 1."
    );
    metrics::gauge!("latchkey_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    let upkeep = handle.clone();
    tokio::spawn(async move {
        let mut every = tokio::time::interval(std::time::Duration::from_secs(5));
        loop {
            every.tick().await;
            upkeep.run_upkeep();
        }
    });
    Ok(Arc::new(move || handle.render()))
}

/// Adds the current figures of the node to the metrics: of its decision cache, and which catalogue it
/// judges by.
pub(crate) fn with_node(render: RenderMetrics, node: &Arc<CurrentPorts>) -> RenderMetrics {
    metrics::describe_gauge!(
        "latchkey_catalogue_info",
        "The hash of the catalogue that this node judges by, as a label; 1 for that one, 0 for earlier ones."
    );
    metrics::describe_counter!(
        "latchkey_decisions_total",
        "Decisions, by the source of their facts."
    );
    metrics::describe_gauge!(
        "latchkey_decisions_memberships",
        "Memberships in the decision cache."
    );
    metrics::describe_gauge!(
        "latchkey_decisions_staleness_seconds",
        "Seconds since the change feed was last read."
    );
    let node = Arc::clone(node);
    let judged_by = Mutex::new(String::new());
    Arc::new(move || {
        let ports = node.load();
        tell_catalogue(&judged_by, ports.catalogue.hash());
        let figures = ports.facts.figures();
        metrics::counter!("latchkey_decisions_total", "source" => "memory")
            .absolute(figures.from_memory);
        metrics::counter!("latchkey_decisions_total", "source" => "database")
            .absolute(figures.from_database);
        let memberships = u32::try_from(figures.memberships).unwrap_or(u32::MAX);
        metrics::gauge!("latchkey_decisions_memberships").set(memberships);
        if let Some(staleness) = figures.staleness {
            metrics::gauge!("latchkey_decisions_staleness_seconds").set(staleness.as_secs_f64());
        }
        render()
    })
}

/// Tells the hash of the catalogue, and that the one before is none any more.
fn tell_catalogue(told: &Mutex<String>, hash: &str) {
    let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
    if *told != hash {
        if !told.is_empty() {
            metrics::gauge!("latchkey_catalogue_info", "hash" => told.clone()).set(0.0);
        }
        hash.clone_into(&mut told);
    }
    metrics::gauge!("latchkey_catalogue_info", "hash" => hash.to_owned()).set(1.0);
}
