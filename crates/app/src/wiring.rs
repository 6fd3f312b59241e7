//! Wires adapters into services: the only place that names every concrete adapter.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, bail};
use latchkey_adapters_db::{ConnectError, DatabaseOptions, SchemaState, SeaOrmStore};
use latchkey_adapters_http::{CheckReadiness, HttpSettings};
use latchkey_adapters_notify::{HttpWebhookSender, NoMailer, SmtpMailer};
use latchkey_application::{
    catalogue::{self, Foundation, OwnCatalogue, Started},
    decisions::Follower,
    frame::{
        current::CurrentPorts,
        ports::{Ports, RuleSettings},
    },
};
use latchkey_domain::{
    base::{ids::Ids, time::Clock},
    permission::Catalogue,
    ports::{Adapters, ChangeFeed, Mailer},
};

use crate::{
    config::{Database, MailSettings, Settings},
    system::{Argon2Hasher, SystemClock, SystemIds, SystemSecrets, SystemUptime},
};

/// The database and the machine's ports, from which everything else is built.
#[derive(Debug, Clone)]
pub(crate) struct Infrastructure {
    pub(crate) store: SeaOrmStore,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    secrets: SystemSecrets,
}

/// Whether the schema may be migrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Schema {
    /// Migrate it to this version.
    Migrate,
    /// Fail unless it is up to date.
    Leave,
}

impl From<&Database> for Schema {
    fn from(database: &Database) -> Self {
        if database.migrate {
            Self::Migrate
        } else {
            Self::Leave
        }
    }
}

impl Infrastructure {
    /// Connects to the database, and migrates or checks its schema.
    pub(crate) async fn connect(database: &Database, schema: Schema) -> anyhow::Result<Self> {
        let secrets = SystemSecrets::new()?;
        let mut options = DatabaseOptions::new(database.url.as_str());
        options.acquire_timeout = database.acquire_timeout;
        options.pool = database.pool;
        let mut store = SeaOrmStore::connect(&options).await.map_err(explain)?;
        count_statements(&mut store);
        match schema {
            Schema::Migrate => store.migrate().await.map_err(explain)?,
            Schema::Leave => match store.schema_state().await.map_err(explain)? {
                SchemaState::Current => {}
                SchemaState::Newer => return Err(explain(ConnectError::Newer)),
                SchemaState::Old => bail!(
                    "the database schema is older than this version, and database.migrate is \
                     false: run `latchkey migrate` first"
                ),
            },
        }
        Ok(Self {
            store,
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            secrets,
        })
    }

    /// The catalogue to use (P1): the one in force; on an empty database the operator's file, or the
    /// built-in one.
    pub(crate) async fn catalogue(&self, file: Option<&Path>) -> anyhow::Result<Started> {
        let own = match file {
            Some(file) => OwnCatalogue::File(read_catalogue(file)?),
            None => OwnCatalogue::BuiltIn(Catalogue::default_catalogue()),
        };
        Ok(catalogue::start(&self.foundation(), own).await?)
    }

    /// The ports needed to apply a catalogue.
    pub(crate) fn foundation(&self) -> Foundation {
        Foundation {
            store: Arc::new(self.store.clone()),
            ids: Arc::clone(&self.ids),
            clock: Arc::clone(&self.clock),
        }
    }

    /// What the use cases stand on.
    pub(crate) fn ports(
        &self,
        catalogue: Arc<Catalogue>,
        rules: RuleSettings,
        mailer: Arc<dyn Mailer>,
    ) -> Arc<Ports> {
        let adapters = Adapters {
            store: Arc::new(self.store.clone()),
            refusals: Arc::new(self.store.clone()),
            clock: Arc::clone(&self.clock),
            uptime: Arc::new(SystemUptime),
            ids: Arc::clone(&self.ids),
            secrets: Arc::new(self.secrets),
            hasher: Arc::new(Argon2Hasher::new()),
            mailer,
            webhook_sender: Arc::new(HttpWebhookSender::new(rules.webhooks.allowed.clone())),
        };
        Arc::new(Ports::new(adapters, catalogue, rules))
    }

    /// Creates the follower of the change feed, which keeps the cached facts and the catalogue of this
    /// node current.
    pub(crate) fn follower(&self, node: &Arc<CurrentPorts>) -> Follower {
        let feed: Arc<dyn ChangeFeed> = Arc::new(self.store.clone());
        let listener = Arc::clone(node);
        feed.on_commit(listener);
        Follower::new(feed, Arc::clone(node))
    }

    /// Creates the readiness check. It only pings the database: the schema was current at the
    /// start, and migrations of a newer version stay compatible with this one.
    pub(crate) fn readiness(&self) -> CheckReadiness {
        let store = self.store.clone();
        Arc::new(move || {
            let store = store.clone();
            Box::pin(async move { store.ping().await.map_err(|error| format!("{error}")) })
        })
    }
}

/// Says in the log which catalogue a node starts with, and whether it leaves its file aside.
pub(crate) fn say_catalogue(Started { catalogue, unused }: &Started) {
    let hash = catalogue.hash();
    if let Some(file) = unused {
        tracing::warn!(
            hash,
            file,
            "the file in permissions.catalogue is not the catalogue in force, and is not used: \
             `latchkey catalogue apply` puts it in force"
        );
    } else {
        tracing::info!(hash, "this node judges by the catalogue in force");
    }
}

/// What sends mails: the mail server of the settings, or nothing where none is set.
pub(crate) fn mailer(settings: Option<&MailSettings>) -> anyhow::Result<Arc<dyn Mailer>> {
    let Some(MailSettings { server, from }) = settings else {
        return Ok(Arc::new(NoMailer));
    };
    let mailer = SmtpMailer::new(server.clone(), from.clone()).context("see mail.smtp_url")?;
    Ok(Arc::new(mailer))
}

/// How the HTTP door is set up, where its links begin with `public_url`.
pub(crate) fn http_settings(settings: &Settings, public_url: String) -> HttpSettings {
    HttpSettings {
        public_url,
        access_link_url: settings.access_link_url.clone(),
        rate_limit: settings.http.rate_limit,
        trusted_proxies: settings.http.trusted_proxies.clone(),
        authzen_resource_type: settings.resource_type.clone(),
        serve_metrics: settings.http.metrics_listen.is_none(),
        shows_outbox: settings.shows_outbox,
    }
}

/// Reads a catalogue file.
pub(crate) fn read_catalogue(file: &Path) -> anyhow::Result<Arc<Catalogue>> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the catalogue {name}"))?;
    Ok(Arc::new(Catalogue::parse(&name, &text)?))
}

/// Adds advice for the operator to a connection error.
pub(crate) fn explain(error: ConnectError) -> anyhow::Error {
    let advice = match &error {
        ConnectError::UnknownKind | ConnectError::Migration(_) => "check database.url",
        ConnectError::Unreachable(_) => "check database.url and that the database is running",
        ConnectError::Newer => "use the version that migrated it, or a newer one",
    };
    anyhow::Error::new(error).context(format!("cannot use the database ({advice})"))
}

fn count_statements(store: &mut SeaOrmStore) {
    store.on_statement(|seen| {
        metrics::histogram!("latchkey_database_statement_duration_seconds")
            .record(seen.elapsed.as_secs_f64());
        if seen.failed {
            metrics::counter!("latchkey_database_failed_statements_total").increment(1);
        }
    });
}
