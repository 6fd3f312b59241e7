//! The table of all settings. The file, the environment, `config show` and `docs/configuration.md`
//! all follow it.

/// The form of a setting's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Text, which may contain commas.
    Text,
    /// Text that is never shown.
    Secret,
    /// A URL, whose password is never shown.
    Address,
    /// A list of texts, separated by commas in the environment.
    List,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Flag,
}

/// The name of a setting, with what is known about it.
#[derive(Debug)]
pub(crate) struct SettingName {
    /// Section and key: `http.listen`.
    pub(crate) name: &'static str,
    /// The form of its value.
    pub(crate) form: Form,
    /// Its default as TOML; `None` if it has none.
    pub(crate) default: Option<&'static str>,
    /// Its description for operators.
    pub(crate) meaning: &'static str,
}

impl SettingName {
    /// Finds a setting by its full name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        NAMES.iter().find(|known| known.name == name)
    }

    /// The section it belongs to.
    pub(crate) fn section(&self) -> &'static str {
        self.name.split_once('.').map_or("", |(section, _)| section)
    }

    /// Its key in the section.
    pub(crate) fn key(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, key)| key)
    }

    /// The environment variable that sets it.
    pub(crate) fn variable(&self) -> String {
        let (section, key) = (self.section(), self.key());
        format!("{PREFIX}{section}__{key}").to_uppercase()
    }
}

/// The prefix of the environment variables.
pub(crate) const PREFIX: &str = "LATCHKEY__";

macro_rules! names {
    ($($name:literal $form:ident $default:expr => $meaning:literal;)*) => {
        /// All settings, section by section.
        pub(crate) const NAMES: &[SettingName] = &[$(
            SettingName {
                name: $name,
                form: Form::$form,
                default: $default,
                meaning: $meaning,
            },
        )*];
    };
}

names! {
"http.listen" Text Some("\"127.0.0.1:8080\"") =>
    "The address and port on which the API is served. Port 0 picks a free one.";
"http.public_url" Text None =>
    "The base URL of this server, as clients reach it; every link begins with it. Not set: `http://` and the address it listens on.";
"http.rate_limit" Number Some("6000") =>
    "How many calls per minute a token may make on this node, or `off`.";
"http.trusted_proxies" List Some("[]") =>
    "Addresses and networks of proxies whose `X-Forwarded-For` header is trusted.";
"http.metrics_listen" Text None =>
    "A separate address and port for `/metrics`. Not set: `/metrics` is served with the API.";

"database.url" Address Some("\"sqlite://latchkey.db?mode=rwc\"") =>
    "The database: `sqlite://FILE?mode=rwc` or `postgres://USER:PASSWORD@HOST/NAME`.";
"database.acquire_timeout" Text Some("\"2s\"") =>
    "How long a call waits for a database connection before it answers 503.";
"database.pool" Number None =>
    "The maximum number of database connections. Not set: twice the cores, 4 to 32.";
"database.migrate" Flag Some("true") =>
    "Whether the schema is migrated at the start. If not, an old schema prevents the start.";

"bootstrap.service_token" Secret None =>
    "A service token with all scopes, installed if the database has no service token yet. At least 32 characters.";

"permissions.catalogue" Text None =>
    "The file with the platform's permissions and standard sets. Not set: the catalogue in force, which is the built-in one at first.";

"authzen.resource_type" Text Some("\"account\"") =>
    "The resource type that means an account in AuthZEN questions.";

"decisions.max_staleness" Text Some("\"1s\"") =>
    "How stale the facts of a decision may be on a node other than the one that changed them.";
"decisions.cache_entries" Number Some("1000000") =>
    "How many memberships a node caches for decisions, and as many users and accounts each. A membership with its share of these takes about 100 bytes.";

"access_links.lifetime_days" Number Some("90") =>
    "How many days an access link is valid after it was created or rotated.";
"access_links.url_template" Text None =>
    "The platform's own page for access links, in place of the one of this server: an https URL, or an http URL of this machine, with `{token}` once, at the end of its path, query or fragment, such as `https://app.example.com/approve/{token}`. Not set: `/access-links/{token}` below `http.public_url`.";

"partners.public_domains" List Some("[]") =>
    "Public email domains in addition to the built-in list. No partner can claim them.";
"partners.not_public_domains" List Some("[]") =>
    "Domains of the built-in list that are no public email domains here, so that a partner can claim them.";

"relationship.ends_after_days" Number Some("60") =>
    "How many days after the last qualifying activity a managed relationship ends.";
"relationship.qualifying_kinds" List Some("[\"create\", \"update\", \"publish\", \"delete\"]") =>
    "The kinds of activity that make a relationship managed and keep it so.";
"relationship.deactivate_on_end" Flag Some("false") =>
    "Whether the end of a relationship deactivates the partner's employees in that client.";

"offboarding.policy" Text Some("\"offer\"") =>
    "What happens to the client memberships of an employee who left the partner: `offer` them for removal, `deactivate` or `remove`.";
"offboarding.undo_days" Number Some("30") =>
    "How many days after somebody left the partner what that cut can be given back when they are employed again.";

"audit.seal_interval" Text Some("\"5s\"") =>
    "How often new events are sealed into the trail's chain; at most `10s`.";

"mail.smtp_url" Address None =>
    "The mail server. `smtp://USER:PASSWORD@HOST:587` is encrypted by STARTTLS, which only a server on this machine may leave out, unless `?tls=required` stands behind it; `?tls=none` turns encryption off. `smtps://USER:PASSWORD@HOST:465` is encrypted from the start. Not set: mails are written and kept in the database.";
"mail.from" Text None =>
    "The sender of mails: `access@example.com` or `Example <access@example.com>`. Needed where `mail.smtp_url` is set.";

"webhooks.allow_private_addresses" List Some("[]") =>
    "Private addresses and networks to which webhooks may be sent, even over plain `http://`. All others that are not public are refused.";
"webhooks.retry_schedule" List Some("[\"0s\", \"1s\", \"5s\", \"30s\", \"2m\", \"5m\", \"30m\", \"2h\", \"5h\", \"10h\", \"14h\", \"20h\", \"24h\"]") =>
    "The waiting times before each attempt to deliver a webhook; the first is `0s`. After five failures an event is set aside, and later ones of its account go on.";

"sign_in.passwords" Flag Some("true") =>
    "Whether people sign in by address and password, and choose one when they accept an invitation. `false`: only the platform signs people in, by sign-in links.";

"sessions.lifetime" Text Some("\"14d\"") =>
    "How long a session of the pages lasts, however much it is used: `5m` to `400d`.";
"sessions.idle" Text Some("\"12h\"") =>
    "How long a session lasts without use, unless its user chose to stay signed in: `1m` to `sessions.lifetime`.";

"log.format" Text Some("\"auto\"") =>
    "`human`, `json`, or `auto`: human on a terminal, otherwise JSON.";
"log.level" Text Some("\"info\"") =>
    "`error`, `warn`, `info`, `debug` or `trace`; single modules can differ: `info,sqlx=debug`.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_the_name_in_capitals() {
        let name = SettingName::find("http.public_url").unwrap();
        assert_eq!(name.variable(), "LATCHKEY__HTTP__PUBLIC_URL");
    }

    #[test]
    fn the_settings_of_a_section_stand_together() {
        let mut sections: Vec<&str> = NAMES.iter().map(SettingName::section).collect();
        sections.dedup();
        let mut once = sections.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(sections.len(), once.len());
    }
}
