//! `latchkey serve`: serves the API until a signal stops it.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use actix_web::dev::ServerHandle;
use anyhow::Context as _;
use clap::Args;
use latchkey_adapters_http::{CurrentApi, Listening, Ops, RenderMetrics, serve, serve_metrics};
use latchkey_application::{
    frame::{current::CurrentPorts, ports::Ports},
    tokens::{Bootstrapped, Tokens},
};
use tokio::task::JoinSet;

use crate::{
    config::{Layer, Settings},
    jobs, output,
    shutdown::Signals,
    telemetry, trail_sealer,
    wiring::{self, Infrastructure, Schema},
};

#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// The address and port to listen on, instead of `http.listen`.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
}

impl ServeArguments {
    /// The settings that the flags override.
    pub(crate) fn flags(&self) -> Layer {
        Layer::flag("--listen", "http.listen", self.listen.clone())
    }
}

/// Runs the command.
pub(crate) async fn run(settings: Settings) -> anyhow::Result<()> {
    telemetry::log(&settings.log)?;
    let metrics = telemetry::metrics()?;
    let signals = Signals::listen()?;
    let infrastructure =
        Infrastructure::connect(&settings.database, Schema::from(&settings.database)).await?;
    let file = settings.catalogue.as_deref();
    let started = infrastructure.catalogue(file).await?;
    wiring::say_catalogue(&started);
    let mailer = wiring::mailer(settings.mail.as_ref())?;
    if settings.mail.is_none() {
        tracing::warn!("no mail server is set (mail.smtp_url): mails are kept in the database");
    }
    let ports = infrastructure.ports(started.catalogue, settings.rules.clone(), mailer);
    bootstrap(&settings, &ports).await?;
    let listener = bind(settings.http.listen)?;
    let node = Arc::new(CurrentPorts::new(ports));
    let jobs = jobs::start(&infrastructure, &node, &settings);
    let servers = Servers::start(&settings, &infrastructure, &node, listener, metrics)?;
    output::line(format_args!("listening on http://{}", servers.address))?;
    tracing::info!("latchkey listens on http://{}", servers.address);
    servers.run(signals).await?;
    jobs.stop().await;
    node.load().refusals.write_last_counts().await;
    trail_sealer::seal_the_rest(&node).await;
    infrastructure.store.close().await;
    Ok(())
}

async fn bootstrap(settings: &Settings, ports: &Arc<Ports>) -> anyhow::Result<()> {
    let Some(token) = &settings.service_token else {
        return Ok(());
    };
    let tokens = Tokens::new(Arc::clone(ports));
    match tokens
        .bootstrap(token)
        .await
        .context("bootstrap.service_token")?
    {
        Bootstrapped::Installed(id) => {
            tracing::info!(token = %id, "installed the first service token");
        }
        Bootstrapped::NotNeeded => {}
    }
    Ok(())
}

/// Binds an address.
pub(crate) fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))
}

/// The HTTP servers: one for the API, and one for the metrics if they have their own address.
pub(crate) struct Servers {
    /// The address on which the API is served.
    pub(crate) address: SocketAddr,
    handles: Vec<ServerHandle>,
    running: JoinSet<std::io::Result<()>>,
}

impl Servers {
    /// Starts serving on a listener.
    pub(crate) fn start(
        settings: &Settings,
        infrastructure: &Infrastructure,
        node: &Arc<CurrentPorts>,
        listener: TcpListener,
        metrics: RenderMetrics,
    ) -> anyhow::Result<Self> {
        let address = listener.local_addr()?;
        let public_url = settings
            .http
            .public_url
            .clone()
            .unwrap_or_else(|| url(address));
        let http = wiring::http_settings(settings, public_url);
        let readiness = infrastructure.readiness();
        let metrics = telemetry::with_node(metrics, node);
        let api = Arc::new(CurrentApi::new(
            Arc::clone(node),
            http,
            Ops { metrics, readiness },
        ));
        let mut servers = Self {
            address,
            handles: Vec::new(),
            running: JoinSet::new(),
        };
        servers.add(serve(Arc::clone(&api), listener)?);
        if let Some(address) = settings.http.metrics_listen {
            let listening = serve_metrics(api, bind(address)?)?;
            tracing::info!("serving metrics on http://{}/metrics", listening.address);
            servers.add(listening);
        }
        Ok(servers)
    }

    fn add(&mut self, listening: Listening) {
        self.handles.push(listening.server.handle());
        self.running.spawn(listening.server);
    }

    /// Serves until a signal arrives or a server ends by itself. Then no new connections are
    /// accepted, and running requests may finish within the servers' time limit. A second signal
    /// stops at once.
    pub(crate) async fn run(mut self, mut signals: Signals) -> anyhow::Result<()> {
        let ended = tokio::select! {
            signal = signals.next() => {
                tracing::info!(signal, "stopping: running requests may finish");
                Ok(Ok(()))
            }
            Some(ended) = self.running.join_next() => ended,
        };
        for server in &self.handles {
            // The servers stop in the background; `running` shows when they have ended.
            drop(server.stop(true));
        }
        let all_ended = async { while self.running.join_next().await.is_some() {} };
        tokio::select! {
            () = all_ended => {}
            signal = signals.next() => tracing::warn!(signal, "stopping at once"),
        }
        ended?.context("a server stopped")
    }
}

/// The URL at which this machine reaches the address.
pub(crate) fn url(address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        format!("http://localhost:{}", address.port())
    } else {
        format!("http://{address}")
    }
}
