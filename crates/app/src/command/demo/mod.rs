//! `latchkey demo`: a believable agency in a throw-away database, filled by the use cases alone, and
//! served until somebody has seen enough.

mod agency;
mod fill;
mod provision;
mod stage;
mod story;
#[cfg(test)]
mod tests;
mod world;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use anyhow::Context as _;
use clap::Args;

use self::{stage::Stage, story::Story};
use super::serve::{self, Servers};
use crate::{
    config::Settings,
    jobs, output,
    shutdown::Signals,
    telemetry,
    wiring::{self, Infrastructure, Schema},
};

/// Where the demo listens when nobody says otherwise: the first of these ports that is free.
const PORTS: std::ops::RangeInclusive<u16> = 8080..=8099;

#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// The address and port to listen on, instead of the first free port from 127.0.0.1:8080 on.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<SocketAddr>,
}

/// Carries out the command. The settings count, but for the database, the address and the catalogue.
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
        .context("a directory for the throw-away database")?;
    let file = directory.path().join("demo.db");
    settings.database.url = format!("sqlite://{}?mode=rwc", file.display());

    let ground = Infrastructure::lay(&settings.database, Schema::Migrate).await?;
    let catalogue = ground.catalogue(None).await?;
    let mailer = wiring::mailer(settings.mail.as_ref())?;
    let ports = ground.ports(catalogue, settings.rules.clone(), mailer);
    let mut stage = Stage::set(std::sync::Arc::clone(&ports)).await?;
    let filled = Box::pin(fill::fill(&mut stage))
        .await
        .context("the demo could not be filled")?;
    let story = Story::of(&mut stage, &filled, &url).await?;

    let jobs = jobs::start(&ground, &ports, &settings);
    let servers = Servers::start(&settings, &ground, ports, listener, metrics)?;
    output::line(format_args!("listening on {url}"))?;
    output::text(&story.text())?;
    servers.run(signals).await?;
    jobs.stop().await;
    ground.store.close().await;
    directory
        .close()
        .context("the throw-away database could not be removed")
}

fn bind_free() -> anyhow::Result<TcpListener> {
    let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    PORTS
        .clone()
        .find_map(|port| TcpListener::bind(local(port)).ok())
        .map_or_else(|| serve::bind(local(0)), Ok)
}
