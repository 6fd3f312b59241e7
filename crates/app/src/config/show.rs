//! Renders the effective settings as a valid TOML file with its secrets hidden.

use std::fmt::Write as _;

use config::{Value, ValueKind};

use super::{
    setting_name::{Form, NAMES, SettingName},
    values::Values,
};

/// Shown instead of a secret.
const HIDDEN: &str = "***";

/// Renders the effective settings as TOML.
pub(crate) fn toml(values: &Values) -> String {
    let mut text = String::from("# The effective settings. Secrets are shown as ***.\n");
    let mut section = "";
    for name in NAMES {
        if section != name.section() {
            section = name.section();
            push(&mut text, &format!("\n[{section}]"));
        }
        push(&mut text, &format!("# {}", name.meaning));
        match values.get(name.name) {
            None => push(&mut text, &format!("# {} is not set", name.key())),
            Some(value) => {
                let shown = shown(name, value);
                let from = value
                    .origin()
                    .map_or_else(String::new, |from| format!("  # {from}"));
                push(&mut text, &format!("{} = {shown}{from}", name.key()));
            }
        }
    }
    text
}

fn push(text: &mut String, line: &str) {
    // Writing into a string cannot fail.
    writeln!(text, "{line}").ok();
}

fn shown(name: &SettingName, value: &Value) -> String {
    match (name.form, &value.kind) {
        (Form::Secret, _) => quoted(HIDDEN),
        (Form::Address, kind) => quoted(&without_password(&kind.to_string())),
        (_, ValueKind::Array(items)) => {
            let items: Vec<String> = items.iter().map(|item| plain(&item.kind)).collect();
            format!("[{}]", items.join(", "))
        }
        (_, kind) => plain(kind),
    }
}

fn plain(kind: &ValueKind) -> String {
    if let ValueKind::String(text) = kind {
        quoted(text)
    } else {
        kind.to_string()
    }
}

/// Quotes a text as a TOML basic string, which has the same escapes as a JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Hides the password in a URL, whether it is in the user part or the query.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (server, query) = rest
        .split_once('?')
        .map_or((rest, None), |(a, b)| (a, Some(b)));
    let server = match server.rsplit_once('@') {
        Some((who, host)) => match who.split_once(':') {
            Some((user, _password)) => format!("{user}:{HIDDEN}@{host}"),
            None => format!("{who}@{host}"),
        },
        None => server.to_owned(),
    };
    let query = query.map_or_else(String::new, |query| {
        let hide = |pair: &str| match pair.split_once('=') {
            Some((key, _)) if key.contains("password") => format!("{key}={HIDDEN}"),
            _ => pair.to_owned(),
        };
        format!(
            "?{}",
            query.split('&').map(hide).collect::<Vec<_>>().join("&")
        )
    });
    format!("{scheme}://{server}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_in_addresses_are_hidden() {
        let hidden = |url| without_password(url);
        assert_eq!(hidden("postgres://u:p@h/db"), "postgres://u:***@h/db");
        assert_eq!(hidden("postgres://u:p@x@h/db"), "postgres://u:***@h/db");
        assert_eq!(
            hidden("postgres://u@h/db?password=p&a=1"),
            "postgres://u@h/db?password=***&a=1"
        );
        assert_eq!(
            hidden("sqlite://latchkey.db?mode=rwc"),
            "sqlite://latchkey.db?mode=rwc"
        );
        assert_eq!(hidden("sqlite::memory:"), "sqlite::memory:");
    }
}
