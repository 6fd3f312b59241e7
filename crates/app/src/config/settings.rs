//! The typed and checked settings.

use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf, time::Duration};

use latchkey_adapters_http::{LinkUrl, Network};
use latchkey_adapters_notify::SmtpServer;
use latchkey_application::{
    facts::FactsSettings,
    frame::ports::{MailDelivery, OnEnd, RuleSettings, SignInSettings, WebhookSettings},
};
use latchkey_domain::{
    outbox::{
        address::{self, AllowedNetworks},
        schedule::RetrySchedule,
    },
    partnership::offboarding::OffboardingPolicy,
    people::{
        mail::Mailbox,
        public_domains::PublicDomains,
        session::{SessionLimits, SessionLimitsError},
        token::SecretText,
    },
};

use super::{
    parse,
    values::{Values, Wrong},
};

/// All settings that have an effect.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) http: Http,
    pub(crate) database: Database,
    pub(crate) service_token: Option<SecretText>,
    pub(crate) catalogue: Option<PathBuf>,
    pub(crate) resource_type: String,
    pub(crate) access_link_url: Option<LinkUrl>,
    pub(crate) seal_interval: Duration,
    pub(crate) rules: RuleSettings,
    pub(crate) mail: Option<MailSettings>,
    /// Whether `/outbox` shows everybody's kept mails: in the demo alone.
    pub(crate) shows_outbox: bool,
    pub(crate) log: LogSettings,
}

/// How the API is served.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    pub(crate) listen: SocketAddr,
    pub(crate) public_url: Option<String>,
    pub(crate) rate_limit: Option<NonZeroU32>,
    pub(crate) trusted_proxies: Vec<Network>,
    pub(crate) metrics_listen: Option<SocketAddr>,
}

/// How the database is reached.
#[derive(Clone)]
pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) acquire_timeout: Duration,
    pub(crate) pool: Option<NonZeroU32>,
    pub(crate) migrate: bool,
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database")
            .field("migrate", &self.migrate)
            .finish_non_exhaustive()
    }
}

/// How mails are sent.
#[derive(Debug, Clone)]
pub(crate) struct MailSettings {
    pub(crate) server: SmtpServer,
    pub(crate) from: Mailbox,
}

/// The format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// Human-readable on a terminal, otherwise JSON.
    Auto,
    /// Human-readable.
    Human,
    /// JSON, one object per line.
    Json,
}

/// What is logged, and how.
#[derive(Debug, Clone)]
pub(crate) struct LogSettings {
    pub(crate) format: LogFormat,
    pub(crate) level: String,
}

impl Settings {
    /// Reads every setting, even after an invalid one, so that all problems are found.
    pub(super) fn read(values: &mut Values) -> Result<Self, Wrong> {
        let http = Http::read(values);
        let database = Database::read(values);
        let service_token = values.read_optional("bootstrap.service_token", parse::service_token);
        let catalogue = values.read_optional("permissions.catalogue", path);
        let resource_type = values.read("authzen.resource_type", parse::word);
        let access_link_url =
            values.read_optional("access_links.url_template", str::parse::<LinkUrl>);
        let seal_interval = values.read("audit.seal_interval", parse::seal_interval);
        let rules = read_rules(values);
        let mail = read_mail(values);
        let log = LogSettings::read(values);
        let http = http?;
        let mut rules = rules?;
        let mail = mail?;
        rules.mail.keep = mail.is_none();
        rules.mail.public_url = format!("http://{}", http.listen);
        if let Some(url) = &http.public_url {
            url.clone_into(&mut rules.webhooks.source);
            url.clone_into(&mut rules.mail.public_url);
        }
        Ok(Self {
            http,
            database: database?,
            service_token: service_token?,
            catalogue: catalogue?,
            resource_type: resource_type?,
            access_link_url: access_link_url?,
            seal_interval: seal_interval?,
            rules,
            mail,
            shows_outbox: false,
            log: log?,
        })
    }
}

impl Http {
    fn read(values: &mut Values) -> Result<Self, Wrong> {
        let listen = values.read("http.listen", parse::listen);
        let public_url = values.read_optional("http.public_url", parse::public_url);
        let rate_limit = values.read("http.rate_limit", parse::rate_limit);
        let trusted_proxies = values.read_list("http.trusted_proxies", str::parse::<Network>);
        let metrics_listen = values.read_optional("http.metrics_listen", parse::listen);
        Ok(Self {
            listen: listen?,
            public_url: public_url?,
            rate_limit: rate_limit?,
            trusted_proxies: trusted_proxies?,
            metrics_listen: metrics_listen?,
        })
    }
}

impl Database {
    fn read(values: &mut Values) -> Result<Self, Wrong> {
        let url = values.read("database.url", parse::database_url);
        let acquire_timeout = values.read("database.acquire_timeout", parse::some_time);
        let pool = values.read_optional("database.pool", parse::count);
        let migrate = values.read("database.migrate", parse::flag);
        Ok(Self {
            url: url?,
            acquire_timeout: acquire_timeout?,
            pool: pool?,
            migrate: migrate?,
        })
    }
}

impl LogSettings {
    fn read(values: &mut Values) -> Result<Self, Wrong> {
        let format = values.read("log.format", parse::one_of(&["auto", "human", "json"]));
        let level = values.read("log.level", parse::log_level);
        Ok(Self {
            format: match format? {
                "human" => LogFormat::Human,
                "json" => LogFormat::Json,
                _auto => LogFormat::Auto,
            },
            level: level?,
        })
    }
}

fn read_rules(values: &mut Values) -> Result<RuleSettings, Wrong> {
    let link_lifetime_days = values.read("access_links.lifetime_days", parse::days);
    let ends_after_days = values.read("relationship.ends_after_days", parse::days);
    let qualifying_kinds =
        values.read_list("relationship.qualifying_kinds", parse::qualifying_kind);
    let on_end = values.read("relationship.deactivate_on_end", parse::flag);
    let policy = parse::one_of(&["offer", "deactivate", "remove"]);
    let offboarding = values.read("offboarding.policy", policy);
    let undo_days = values.read("offboarding.undo_days", parse::days);
    let public_domains = values.read_list("partners.public_domains", parse::domain);
    let not_public_domains = values.read_list("partners.not_public_domains", parse::domain);
    let decisions = read_decisions(values);
    let webhooks = read_webhooks(values);
    let sign_in = read_sign_in(values);
    Ok(RuleSettings {
        link_lifetime_days: link_lifetime_days?,
        ends_after_days: ends_after_days?,
        qualifying_kinds: qualifying_kinds?.into_iter().collect(),
        on_end: if on_end? {
            OnEnd::Deactivate
        } else {
            OnEnd::Keep
        },
        offboarding: OffboardingPolicy::parse(offboarding?).unwrap_or_default(),
        undo_days: undo_days?,
        public_domains: PublicDomains::new(public_domains?, not_public_domains?),
        decisions: decisions?,
        webhooks: webhooks?,
        sign_in: sign_in?,
        mail: MailDelivery::default(),
    })
}

fn read_decisions(values: &mut Values) -> Result<FactsSettings, Wrong> {
    let max_staleness = values.read("decisions.max_staleness", parse::some_time);
    let entries = values.read("decisions.cache_entries", parse::count);
    Ok(FactsSettings {
        max_staleness: max_staleness?,
        entries: usize::try_from(entries?.get()).unwrap_or(usize::MAX),
        ..FactsSettings::default()
    })
}

/// Reads how mails are sent, if they are. A server needs a sender.
fn read_mail(values: &mut Values) -> Result<Option<MailSettings>, Wrong> {
    let server = values.read_optional("mail.smtp_url", SmtpServer::parse);
    let from = if let Ok(Some(_)) = &server {
        values.read("mail.from", Mailbox::parse).map(Some)
    } else {
        values.read_optional("mail.from", Mailbox::parse)
    };
    let both = server?.zip(from?);
    Ok(both.map(|(server, from)| MailSettings { server, from }))
}

/// Reads how webhooks are sent.
fn read_webhooks(values: &mut Values) -> Result<WebhookSettings, Wrong> {
    let allowed = values.read_list("webhooks.allow_private_addresses", address::network);
    let waits = values.read_list("webhooks.retry_schedule", parse::span);
    let schedule = waits
        .and_then(|waits| values.checked("webhooks.retry_schedule", RetrySchedule::new(waits)));
    Ok(WebhookSettings {
        allowed: AllowedNetworks::new(allowed?),
        schedule: schedule?,
        ..WebhookSettings::default()
    })
}

/// Reads how people sign in, and for how long.
fn read_sign_in(values: &mut Values) -> Result<SignInSettings, Wrong> {
    let passwords = values.read("sign_in.passwords", parse::flag);
    let lifetime = values.read("sessions.lifetime", parse::some_time);
    let idle = values.read("sessions.idle", parse::some_time);
    // Longer than any time that can be reckoned with is too long as well.
    let reckoned = |time| chrono::Duration::from_std(time).unwrap_or(chrono::Duration::MAX);
    let limits = SessionLimits::new(reckoned(lifetime?), reckoned(idle?));
    let which = match limits {
        Err(SessionLimitsError::Idle) => "sessions.idle",
        Ok(_) | Err(SessionLimitsError::Lifetime) => "sessions.lifetime",
    };
    Ok(SignInSettings {
        limits: values.checked(which, limits)?,
        passwords: passwords?,
    })
}

fn path(text: &str) -> Result<PathBuf, &'static str> {
    if text.is_empty() {
        Err("must be the path to a file")
    } else {
        Ok(text.into())
    }
}
