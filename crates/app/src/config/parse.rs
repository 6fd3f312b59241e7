//! Parses the text of each kind of setting. Errors never repeat the text, which may be a secret.

use std::{net::SocketAddr, num::NonZeroU32, time::Duration};

use actix_web::http::Uri;
use latchkey_domain::{
    base::text::ActivityKind,
    people::{email::EmailDomain, token::SecretText},
};
use tracing_subscriber::EnvFilter;

/// The error of every parser here: what the value must be.
type MustBe = &'static str;

/// Parses an address with a port.
pub(super) fn listen(text: &str) -> Result<SocketAddr, MustBe> {
    text.parse()
        .map_err(|_cause| "must be an address with a port, such as 127.0.0.1:8080")
}

/// Parses the base URL of links and drops its trailing slash.
pub(super) fn public_url(text: &str) -> Result<String, MustBe> {
    const WHAT: MustBe = "must be a URL such as https://access.example.com, without a query";
    let uri: Uri = text.parse().map_err(|_cause| WHAT)?;
    let has_host = uri.host().is_some_and(|host| !host.is_empty());
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    if !is_web || !has_host || uri.query().is_some() || text.contains(['#', '@']) {
        return Err(WHAT);
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Parses a rate limit in calls per minute, or `off`.
pub(super) fn rate_limit(text: &str) -> Result<Option<NonZeroU32>, MustBe> {
    if text == "off" {
        return Ok(None);
    }
    text.parse()
        .map(Some)
        .map_err(|_cause| "must be a number of calls per minute, or off")
}

/// Parses a count of at least one.
pub(super) fn count(text: &str) -> Result<NonZeroU32, MustBe> {
    text.parse()
        .map_err(|_cause| "must be a whole number of at least 1")
}

/// Parses a number of days.
pub(super) fn days(text: &str) -> Result<u32, MustBe> {
    let days = text.parse().ok().filter(|days| (1..=3650).contains(days));
    days.ok_or("must be a number of days from 1 to 3650")
}

/// Parses a boolean.
pub(super) fn flag(text: &str) -> Result<bool, MustBe> {
    text.parse().map_err(|_cause| "must be true or false")
}

/// Parses a duration: a number and a unit.
pub(super) fn span(text: &str) -> Result<Duration, MustBe> {
    const WHAT: MustBe = "must be a duration such as 500ms, 2s, 5m or 24h";
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number: u64 = text.trim_end_matches(unit).parse().map_err(|_cause| WHAT)?;
    let seconds = |each: u64| {
        number
            .checked_mul(each)
            .map(Duration::from_secs)
            .ok_or(WHAT)
    };
    match unit {
        "ms" => Ok(Duration::from_millis(number)),
        "s" => seconds(1),
        "m" => seconds(60),
        "h" => seconds(60 * 60),
        "d" => seconds(24 * 60 * 60),
        _ => Err(WHAT),
    }
}

/// Parses a duration that is not zero.
pub(super) fn some_time(text: &str) -> Result<Duration, MustBe> {
    let span = span(text)?;
    if span.is_zero() {
        Err("must not be 0")
    } else {
        Ok(span)
    }
}

/// Parses the seal interval, which is at most 10 seconds (T3).
pub(super) fn seal_interval(text: &str) -> Result<Duration, MustBe> {
    let interval = some_time(text)?;
    if interval > Duration::from_secs(10) {
        Err("must be at most 10s")
    } else {
        Ok(interval)
    }
}

/// Checks the URL of a database.
pub(super) fn database_url(text: &str) -> Result<String, MustBe> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if known.iter().any(|scheme| text.starts_with(scheme)) {
        Ok(text.to_owned())
    } else {
        Err("must begin with sqlite:, postgres:// or postgresql://")
    }
}

/// Parses the first service token.
pub(super) fn service_token(text: &str) -> Result<SecretText, MustBe> {
    if text.chars().count() < 32 {
        return Err("must have at least 32 characters");
    }
    if text.chars().all(|c| c.is_ascii_graphic()) {
        Ok(SecretText::new(text.to_owned()))
    } else {
        Err("must contain only ASCII letters, digits and punctuation")
    }
}

/// Parses a word without spaces, chosen by the platform.
pub(super) fn word(text: &str) -> Result<String, MustBe> {
    let plain = |c: char| !c.is_whitespace() && !c.is_control();
    if (1..=64).contains(&text.len()) && text.chars().all(plain) {
        Ok(text.to_owned())
    } else {
        Err("must be a word of at most 64 characters")
    }
}

/// Parses a qualifying kind of activity (R7).
pub(super) fn qualifying_kind(text: &str) -> Result<ActivityKind, String> {
    match text {
        "view" | "sign_in" | "sign-in" => Err("viewing and signing in never qualify".to_owned()),
        kind => ActivityKind::parse(&word(kind)?).map_err(|error| error.to_string()),
    }
}

/// Parses an email domain.
pub(super) fn domain(text: &str) -> Result<EmailDomain, String> {
    EmailDomain::parse(text).map_err(|error| error.to_string())
}

/// Parses one of a fixed list of words.
pub(super) fn one_of(
    words: &'static [&'static str],
) -> impl Fn(&str) -> Result<&'static str, String> {
    move |text| {
        let known = words.iter().find(|word| **word == text).copied();
        known.ok_or_else(|| format!("must be one of {}", words.join(", ")))
    }
}

/// Checks a log filter.
pub(super) fn log_level(text: &str) -> Result<String, MustBe> {
    const WHAT: MustBe = "must be error, warn, info, debug or trace, or targets with levels";
    if text.is_empty() {
        return Err(WHAT);
    }
    EnvFilter::try_new(text).map_err(|_cause| WHAT)?;
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_number_and_a_unit() {
        assert_eq!(span("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(span("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(span("24h"), Ok(Duration::from_hours(24)));
        for wrong in [
            "",
            "2",
            "s",
            "2 s",
            "-1s",
            "1.5s",
            "2weeks",
            "99999999999999999999s",
        ] {
            assert!(span(wrong).is_err(), "{wrong}");
        }
        assert!(some_time("0s").is_err() && span("0s").is_ok());
        assert!(seal_interval("11s").is_err() && seal_interval("10s").is_ok());
    }

    #[test]
    fn a_public_url_is_of_the_web_and_has_no_query() {
        assert_eq!(
            public_url("https://a.example/"),
            Ok("https://a.example".to_owned())
        );
        assert_eq!(
            public_url("http://[::1]:8080"),
            Ok("http://[::1]:8080".to_owned())
        );
        assert_eq!(
            public_url("https://a.example/in/"),
            Ok("https://a.example/in".to_owned())
        );
        for wrong in [
            "",
            "a.example",
            "/in",
            "ftp://a.example",
            "https://a.example?x=1",
            "https://",
            "http://u@a",
        ] {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn limits_are_numbers_or_off() {
        assert_eq!(rate_limit("off"), Ok(None));
        assert_eq!(rate_limit("60"), Ok(NonZeroU32::new(60)));
        assert!(rate_limit("0").is_err() && rate_limit("many").is_err());
    }

    #[test]
    fn a_first_service_token_is_long_and_plain() {
        assert!(service_token(&"x".repeat(32)).is_ok());
        assert!(service_token(&"x".repeat(31)).is_err());
        assert!(service_token(&format!("{} ", "x".repeat(32))).is_err());
    }
}
