//! `latchkey demo`: serves a sample agency from a temporary database, which is filled through the
//! use cases and deleted at the end.

mod agency;
mod fill;
mod provision;
mod stage;
mod story;
#[cfg(test)]
mod tests;
mod world;

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
};

use anyhow::Context as _;
use clap::Args;
use latchkey_application::frame::current::CurrentPorts;

use self::{stage::Stage, story::Story};
use super::serve::{self, Servers};
use crate::{
    config::Settings,
    jobs, output,
    shutdown::Signals,
    telemetry,
    wiring::{self, Infrastructure, Schema},
};

/// The default ports of the demo: the first free one is used.
const PORTS: std::ops::RangeInclusive<u16> = 8080..=8099;

#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// The address and port to listen on. Default: the first free port from 127.0.0.1:8080 on.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

/// Runs the command with the operator's settings, except the database, the address and the
/// catalogue.
pub(crate) async fn run(mut settings: Settings, arguments: DemoArguments) -> anyhow::Result<()> {
    telemetry::log_for_commands(&settings.log)?;
    let metrics = telemetry::metrics()?;
    let signals = Signals::listen()?;
    let listener = match arguments.listen {
        Some(address) => serve::bind(address)?,
        None => bind_free()?,
    };
    let url = serve::url(listener.local_addr()?);
    let directory = tempfile::Builder::new()
        .prefix("latchkey-demo-")
        .tempdir()
        .context("cannot create a directory for the temporary database")?;
    let file = directory.path().join("demo.db");
    settings.database.url = format!("sqlite://{}?mode=rwc", file.display());
    settings.shows_outbox = settings.mail.is_none();
    if settings.http.public_url.is_none() {
        settings.rules.mail.public_url.clone_from(&url);
    }

    let infrastructure = Infrastructure::connect(&settings.database, Schema::Migrate).await?;
    let catalogue = infrastructure.catalogue(None).await?.catalogue;
    let mailer = wiring::mailer(settings.mail.as_ref())?;
    let ports = infrastructure.ports(catalogue, settings.rules.clone(), mailer);
    let mut stage = Stage::set(Arc::clone(&ports)).await?;
    let filled = Box::pin(fill::fill(&mut stage))
        .await
        .context("cannot fill the demo")?;
    let story = Story::of(&mut stage, &filled, &url).await?;

    let node = Arc::new(CurrentPorts::new(ports));
    let jobs = jobs::start(&infrastructure, &node, &settings);
    let servers = Servers::start(&settings, &infrastructure, &node, listener, metrics)?;
    output::line(format_args!("listening on {url}"))?;
    output::text(&story.text())?;
    servers.run(signals).await?;
    jobs.stop().await;
    infrastructure.store.close().await;
    directory
        .close()
        .context("cannot remove the temporary database")
}

fn bind_free() -> anyhow::Result<TcpListener> {
    let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    PORTS
        .clone()
        .find_map(|port| TcpListener::bind(local(port)).ok())
        .map_or_else(|| serve::bind(local(0)), Ok)
}
