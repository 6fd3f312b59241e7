//! How the layers override each other, and which problems are reported.

use std::{ffi::OsString, fmt::Write as _, time::Duration};

use latchkey_application::frame::ports::SignInSettings;
use latchkey_domain::people::session::SessionLimits;

use super::{Configuration, Layer, Problems, setting_name::NAMES};

fn env(variables: &[(&str, &str)]) -> Layer {
    Layer::environment(
        variables
            .iter()
            .map(|(a, b)| (OsString::from(a), OsString::from(b))),
    )
}

fn file(text: &str) -> (tempfile::NamedTempFile, Layer) {
    let file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
    std::fs::write(file.path(), text).unwrap();
    let layer = Layer::file(file.path());
    (file, layer)
}

fn load(
    text: &str,
    variables: &[(&str, &str)],
    listen: Option<&str>,
) -> Result<Configuration, Problems> {
    let (_file, layer) = file(text);
    let flags = Layer::flag("--listen", "http.listen", listen.map(str::to_owned));
    Configuration::of(Some(layer), env(variables), flags)
}

/// The reported problems, each without the directory of the file.
fn wrong(text: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let Problems(problems) = load(text, variables, None).unwrap_err();
    let line = |problem: super::problem::ConfigProblem| {
        let line = problem.to_string();
        line.rsplit_once(".toml: ")
            .map_or(line.clone(), |(_, rest)| format!("FILE {rest}"))
    };
    problems.into_iter().map(line).collect()
}

#[test]
fn without_anything_the_defaults_hold() {
    let settings = Configuration::of(None, env(&[]), Layer::default())
        .unwrap()
        .settings;
    assert_eq!(settings.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.http.rate_limit.unwrap().get(), 6000);
    assert_eq!(settings.database.url, "sqlite://latchkey.db?mode=rwc");
    assert_eq!(settings.database.acquire_timeout, Duration::from_secs(2));
    assert!(settings.database.migrate && settings.service_token.is_none());
    assert_eq!(settings.rules.link_lifetime_days, 90);
}

#[test]
fn the_environment_beats_the_file_and_flags_beat_both() {
    let text =
        "[http]\nlisten = \"127.0.0.1:1\"\nrate_limit = 7\n[relationship]\nends_after_days = 30";
    let variables = [
        ("LATCHKEY__HTTP__LISTEN", "127.0.0.1:2"),
        ("OTHER__HTTP__LISTEN", "x"),
    ];
    let listen = |variables: &[_], flag| {
        load(text, variables, flag)
            .unwrap()
            .settings
            .http
            .listen
            .port()
    };
    assert_eq!(listen(&[], None), 1);
    assert_eq!(listen(&variables, None), 2);
    assert_eq!(listen(&variables, Some("127.0.0.1:3")), 3);
    let settings = load(text, &variables, None).unwrap().settings;
    assert_eq!(
        settings.http.rate_limit.unwrap().get(),
        7,
        "the file holds where nothing is above"
    );
    assert_eq!(settings.rules.ends_after_days, 30);
}

#[test]
fn lists_are_replaced_whole_and_separated_by_commas() {
    let text = "[http]\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]";
    let proxies = |variables: &[_]| -> Vec<String> {
        let settings = load(text, variables, None).unwrap().settings;
        settings
            .http
            .trusted_proxies
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    assert_eq!(proxies(&[]), ["10.0.0.0/8", "::1/128"]);
    let variable = "LATCHKEY__HTTP__TRUSTED_PROXIES";
    assert_eq!(
        proxies(&[(variable, "127.0.0.1, 192.168.0.0/16")]),
        ["127.0.0.1/32", "192.168.0.0/16"]
    );
    assert!(proxies(&[(variable, "")]).is_empty());
}

#[test]
fn an_empty_variable_sets_nothing() {
    let variables = [("LATCHKEY__BOOTSTRAP__SERVICE_TOKEN", "")];
    assert!(
        load("", &variables, None)
            .unwrap()
            .settings
            .service_token
            .is_none()
    );
    assert_eq!(
        wrong("", &[("LATCHKEY__HTTP__LISTEN", "")]),
        ["LATCHKEY__HTTP__LISTEN: must be an address with a port, such as 127.0.0.1:8080"]
    );
}

#[test]
fn what_looks_like_a_number_stays_the_text_it_is() {
    let token = "0".repeat(32);
    let variables = [("LATCHKEY__BOOTSTRAP__SERVICE_TOKEN", token.as_str())];
    let settings = load("", &variables, None).unwrap().settings;
    assert_eq!(settings.service_token.unwrap().expose(), token);
}

#[test]
fn unknown_names_are_errors_that_say_where() {
    assert_eq!(
        wrong("[http]\nlisen = 1\n[htp]\nlisten = 2\ntop = 3", &[]),
        [
            "FILE htp.listen: there is no such setting",
            "FILE htp.top: there is no such setting",
            "FILE http.lisen: there is no such setting",
        ]
    );
    assert_eq!(
        wrong("listen = 2", &[]),
        ["FILE listen: there is no such setting"]
    );
    for variable in [
        "LATCHKEY__HTTP__LISEN",
        "LATCHKEY__http__LISTEN",
        "LATCHKEY__HTTP_LISTEN",
    ] {
        assert_eq!(
            wrong("", &[(variable, "x")]),
            [format!("{variable}: there is no such setting")]
        );
    }
}

#[test]
fn all_errors_are_listed_without_their_values() {
    let text = "[database]\nurl = \"mysql://root:hunter2@db\"\nmigrate = \"maybe\"\n\
                [webhooks]\nallow_private_addresses = [\"10.0.0.0/8\", \"ten\"]\n\
                [offboarding]\npolicy = \"shrug\"\n[log]\nformat = [\"json\"]";
    let problems = wrong(text, &[("LATCHKEY__BOOTSTRAP__SERVICE_TOKEN", "hunter2")]);
    assert_eq!(problems.len(), 6, "{problems:#?}");
    assert!(!problems.join("\n").contains("hunter2"));
    let has = |line: &str| {
        assert!(
            problems.iter().any(|found| found == line),
            "{line}: {problems:#?}"
        );
    };
    has("FILE database.migrate: must be true or false");
    has("FILE offboarding.policy: must be one of offer, deactivate, remove");
    has("FILE log.format: must be one value, not a list or a table");
    has("LATCHKEY__BOOTSTRAP__SERVICE_TOKEN: must have at least 32 characters");
    assert!(
        problems
            .iter()
            .any(|found| found.starts_with("FILE webhooks.allow_private_addresses: item 2: "))
    );
}

#[test]
fn sessions_last_as_long_as_they_are_set_up_for() {
    let text = "[sessions]\nlifetime = \"30d\"\nidle = \"1h\"\n[sign_in]\npasswords = false";
    let sign_in = load(text, &[], None).unwrap().settings.rules.sign_in;
    let (month, hour) = (chrono::Duration::days(30), chrono::Duration::hours(1));
    assert_eq!(Ok(sign_in.limits), SessionLimits::new(month, hour));
    assert!(!sign_in.passwords);
    let default = load("", &[], None).unwrap().settings.rules.sign_in;
    assert_eq!(default, SignInSettings::default());
    for (text, problem) in [
        (
            "lifetime = \"4m\"",
            "FILE sessions.lifetime: must be from 5m to 400d",
        ),
        (
            "lifetime = \"401d\"",
            "FILE sessions.lifetime: must be from 5m to 400d",
        ),
        (
            "lifetime = \"99999999999999d\"",
            "FILE sessions.lifetime: must be from 5m to 400d",
        ),
        (
            "idle = \"59s\"",
            "FILE sessions.idle: must be from 1m to sessions.lifetime",
        ),
        (
            "idle = \"15d\"",
            "FILE sessions.idle: must be from 1m to sessions.lifetime",
        ),
    ] {
        assert_eq!(wrong(&format!("[sessions]\n{text}"), &[]), [problem]);
    }
}

#[test]
fn webhooks_are_set_up() {
    let text = "[webhooks]\nallow_private_addresses = [\"10.0.0.0/8\", \"::1\"]\n\
                retry_schedule = [\"0s\", \"1s\"]\n[http]\npublic_url = \"https://a.example/\"";
    let settings = load(text, &[], None).unwrap().settings.rules.webhooks;
    assert!(settings.allowed.allow("10.1.1.1".parse().unwrap()));
    assert!(!settings.allowed.allow("127.0.0.1".parse().unwrap()));
    assert_eq!(settings.schedule.in_line(), 2);
    assert_eq!(settings.source, "https://a.example");
    let wrong = |schedule: &str| {
        let name = ("LATCHKEY__WEBHOOKS__RETRY_SCHEDULE", schedule);
        load("", &[name], None).is_err()
    };
    assert!(wrong("1s") && wrong("0s, soon") && !wrong("0s, 1s"));
}

#[test]
fn a_mail_server_needs_a_sender() {
    let url = (
        "LATCHKEY__MAIL__SMTP_URL",
        "smtp://post:hunter2@mail.example",
    );
    assert_eq!(wrong("", &[url]), ["mail.from: must be set"]);
    let from = "[mail]\nfrom = \"Latchkey <access@example.com>\"";
    let mail = |variables: &[_]| load(from, variables, None).unwrap().settings.mail;
    assert!(
        mail(&[]).is_none(),
        "a sender without a server sends nothing"
    );
    assert_eq!(
        mail(&[url]).unwrap().from.address.as_str(),
        "access@example.com"
    );
    let said = wrong(
        "[mail]\nfrom = \"nobody\"",
        &[(
            "LATCHKEY__MAIL__SMTP_URL",
            "mail://post:hunter2@mail.example",
        )],
    );
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(!said.join("\n").contains("hunter2"), "{said:#?}");
}

#[test]
fn a_file_that_is_no_toml_or_not_there_is_named() {
    let problems = wrong("[http\nlisten", &[]);
    assert_eq!(problems.len(), 1);
    let gone = Layer::file(std::path::Path::new("no/such/file.toml"));
    let Problems(problems) = Configuration::of(Some(gone), env(&[]), Layer::default()).unwrap_err();
    assert!(
        problems
            .first()
            .unwrap()
            .to_string()
            .starts_with("no/such/file.toml: ")
    );
}

#[test]
fn every_documented_name_is_accepted_in_both_places() {
    for name in NAMES {
        let Some(default) = name.default else {
            continue;
        };
        let text = format!("[{}]\n{} = {default}", name.section(), name.key());
        assert!(load(&text, &[], None).is_ok(), "{}", name.name);
        let value = default.trim_matches(['[', ']']).replace('"', "");
        let set = load("", &[(name.variable().as_str(), value.as_str())], None);
        assert!(set.is_ok(), "{}: {set:?}", name.variable());
    }
}

#[test]
fn what_is_shown_means_the_same_without_secrets() {
    let token = "s".repeat(40);
    let variables = [
        ("LATCHKEY__BOOTSTRAP__SERVICE_TOKEN", token.as_str()),
        (
            "LATCHKEY__DATABASE__URL",
            "postgres://latchkey:hunter2@db/latchkey",
        ),
        ("LATCHKEY__HTTP__RATE_LIMIT", "off"),
        ("LATCHKEY__DATABASE__POOL", "9"),
        (
            "LATCHKEY__MAIL__SMTP_URL",
            "smtps://post:hunter2@mail.example:465",
        ),
        ("LATCHKEY__MAIL__FROM", "access@example.com"),
    ];
    let shown = load(
        "[log]\nlevel = \"debug,sqlx=\\\"x\\\"\"",
        &variables[..0],
        None,
    );
    assert!(shown.is_err(), "a level must be one");
    let shown = load("[log]\nlevel = \"debug,sqlx=warn\"", &variables, None)
        .unwrap()
        .show();
    assert!(!shown.contains(&token) && !shown.contains("hunter2"));
    assert!(shown.contains("service_token = \"***\"  # LATCHKEY__BOOTSTRAP__SERVICE_TOKEN\n"));
    assert!(shown.contains("pool = 9"));
    assert!(shown.contains("smtp_url = \"smtps://post:***@mail.example:465\""));
    let again = shown.replace("service_token = \"***\"", "");
    let again = load(&again, &[], None).unwrap().settings;
    assert_eq!(again.http.rate_limit, None);
    assert_eq!(again.log.level, "debug,sqlx=warn");
}

/// The rows of the table in `docs/configuration.md`.
fn documented() -> String {
    let mut rows = String::new();
    for name in NAMES {
        let default = name
            .default
            .map_or("not set".to_owned(), |toml| format!("`{toml}`"));
        let meaning = name.meaning;
        writeln!(rows, "| `{}` | {default} | {meaning} |", name.name).unwrap();
    }
    rows
}

#[test]
fn the_page_about_configuration_has_every_setting() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/configuration.md");
    let page = std::fs::read_to_string(path).unwrap();
    let is_row = |line: &&str| line.starts_with("| `");
    let rows: String = page.split_inclusive('\n').filter(is_row).collect();
    if rows != documented() && std::env::var_os("LATCHKEY_UPDATE_DOCS").is_some() {
        std::fs::write(path, page.replace(&rows, &documented())).unwrap();
        return;
    }
    assert_eq!(
        rows,
        documented(),
        "run the tests with LATCHKEY_UPDATE_DOCS=1 to write docs/configuration.md anew"
    );
}
