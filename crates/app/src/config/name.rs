//! Every setting there is: the one table that the file, the environment, `config show` and
//! `docs/configuration.md` are held against.

/// What a setting looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Text, which may hold commas.
    Text,
    /// Text that is never shown.
    Secret,
    /// The address of a server, which may hold a password that is never shown.
    Address,
    /// A list of texts; in the environment separated by commas.
    List,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Flag,
}

/// Whether a setting does anything yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SettingEffect {
    /// It does.
    Now,
    /// It is read and checked; what it is for comes in a later version.
    Later,
}

/// A setting.
#[derive(Debug)]
#[expect(
    clippy::struct_field_names,
    reason = "it is called by its name everywhere"
)]
pub(crate) struct Name {
    /// Section and key: `http.listen`.
    pub(crate) name: &'static str,
    /// What it looks like.
    pub(crate) form: Form,
    /// Its value where nothing is set, as TOML; `None`: it is not set.
    pub(crate) default: Option<&'static str>,
    /// Whether it does anything yet.
    pub(crate) effect: SettingEffect,
    /// What it is for.
    pub(crate) meaning: &'static str,
}

impl Name {
    /// The setting of that name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        NAMES.iter().find(|known| known.name == name)
    }

    /// The section it stands in.
    pub(crate) fn section(&self) -> &'static str {
        self.name.split_once('.').map_or("", |(section, _)| section)
    }

    /// Its key in the section.
    pub(crate) fn key(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(_, key)| key)
    }

    /// The variable of the environment that sets it.
    pub(crate) fn variable(&self) -> String {
        let (section, key) = (self.section(), self.key());
        format!("{PREFIX}{section}__{key}").to_uppercase()
    }
}

/// What the variables of the environment begin with.
pub(crate) const PREFIX: &str = "LATCHKEY__";

macro_rules! names {
    ($($name:literal $form:ident $effect:ident $default:expr => $meaning:literal;)*) => {
        /// All settings, section by section.
        pub(crate) const NAMES: &[Name] = &[$(
            Name {
                name: $name,
                form: Form::$form,
                default: $default,
                effect: SettingEffect::$effect,
                meaning: $meaning,
            },
        )*];
    };
}

names! {
"http.listen" Text Now Some("\"127.0.0.1:8080\"") =>
    "The address and port that the API is served on. Port 0 takes any free one.";
"http.public_url" Text Now None =>
    "What every link begins with, as clients reach this server. Not set: `http://` and the address it listens on.";
"http.rate_limit" Number Now Some("6000") =>
    "How many calls a token may make in a minute on this node, or `off`.";
"http.trusted_proxies" List Now Some("[]") =>
    "Addresses and networks of proxies whose `X-Forwarded-For` is believed.";
"http.metrics_listen" Text Now None =>
    "The address and port on which `/metrics` is served instead of beside the API.";

"database.url" Address Now Some("\"sqlite://latchkey.db?mode=rwc\"") =>
    "The database: `sqlite://FILE?mode=rwc` or `postgres://USER:PASSWORD@HOST/NAME`.";
"database.acquire_timeout" Text Now Some("\"2s\"") =>
    "How long a call waits for the database before it answers 503.";
"database.pool" Number Now None =>
    "How many connections are kept at most. Not set: twice the cores, 4 to 32.";
"database.migrate" Flag Now Some("true") =>
    "Whether the schema is brought up to date at the start; otherwise an old schema stops it.";

"bootstrap.service_token" Secret Now None =>
    "A service token with all scopes for a database that has no service token yet: at least 32 characters.";

"permissions.catalogue" Text Now None =>
    "The file of the platform's permissions and standard sets. Not set: the catalogue in force, at first the built-in one.";

"authzen.resource_type" Text Now Some("\"account\"") =>
    "What the platform calls an account when it asks for decisions.";

"decisions.max_staleness" Text Now Some("\"1s\"") =>
    "How old the facts of a decision may be on another node than the one that changed them.";
"decisions.cache_entries" Number Now Some("1000000") =>
    "How many memberships a node keeps in memory for decisions, and as many users and accounts each, at most: about 100 bytes for a membership with its share of them.";

"access_links.lifetime_days" Number Now Some("90") =>
    "How many days an access link stands after it was made or rotated.";

"partners.public_domains" List Now Some("[]") =>
    "Mail domains anybody can have an address on, beside the list in the binary: no partner can claim them.";

"relationship.ends_after_days" Number Now Some("60") =>
    "How many days after the last qualifying activity a managed relationship ends.";
"relationship.qualifying_kinds" List Now Some("[\"create\", \"update\", \"publish\", \"delete\"]") =>
    "The kinds of activity that make a relationship managed and keep it so.";
"relationship.deactivate_on_end" Flag Now Some("false") =>
    "Whether the end of a relationship deactivates the partner's people in that client.";

"offboarding.policy" Text Now Some("\"offer\"") =>
    "What becomes of the memberships of somebody who left the partner: `offer`, `deactivate` or `remove`.";

"audit.seal_interval" Text Now Some("\"5s\"") =>
    "How often new events are sealed into the chain; at most `10s`.";

"mail.smtp_url" Address Now None =>
    "The mail server. `smtp://USER:PASSWORD@HOST:587` is encrypted by STARTTLS, which only a server on this machine may leave out; `?tls=none` behind it turns encryption off. `smtps://USER:PASSWORD@HOST:465` is encrypted from the start. Not set: no mail is sent.";
"mail.from" Text Now None =>
    "The sender of mails: `access@example.com` or `Example <access@example.com>`. Needed where `mail.smtp_url` is set.";

"webhooks.allow_private_addresses" List Later Some("[]") =>
    "Private networks that webhooks may be sent to, also by plain `http://`.";
"webhooks.retry_schedule" List Later Some("[\"0s\", \"1s\", \"5s\", \"30s\", \"2m\", \"5m\", \"30m\", \"2h\", \"5h\", \"10h\", \"14h\", \"20h\", \"24h\"]") =>
    "How long after a failed delivery the next one is tried.";

"log.format" Text Now Some("\"auto\"") =>
    "`human`, `json`, or `auto`: human on a terminal, else JSON.";
"log.level" Text Now Some("\"info\"") =>
    "`error`, `warn`, `info`, `debug` or `trace`; parts of the program can differ: `info,sqlx=debug`.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_the_name_in_capitals() {
        let name = Name::find("http.public_url").unwrap();
        assert_eq!(name.variable(), "LATCHKEY__HTTP__PUBLIC_URL");
    }

    #[test]
    fn the_settings_of_a_section_stand_together() {
        let mut sections: Vec<&str> = NAMES.iter().map(Name::section).collect();
        sections.dedup();
        let mut once = sections.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(sections.len(), once.len());
    }
}
