//! The mail server, as its URL names it.

use std::net::IpAddr;

use latchkey_domain::people::token::SecretText;
use url::Url;

/// Where mails are handed over, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpServer {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) encryption: Encryption,
    pub(super) login: Option<Login>,
}

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encryption {
    /// From the start: `smtps://`.
    FromTheStart,
    /// By STARTTLS, or no mail is handed over.
    Required,
    /// By STARTTLS where the server offers it: it runs on this machine, and its certificate, which is
    /// seldom a public one there, is not checked.
    WhereOffered,
    /// Not at all: `?tls=none`.
    Off,
}

/// What the server knows us by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Login {
    pub(super) user: String,
    pub(super) password: SecretText,
}

/// A URL that names no mail server. It does not repeat the URL, which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be smtp://HOST or smtps://HOST, with :PORT behind the host and USER:PASSWORD@ (both \
     percent-encoded) before it where they are needed; smtp:// may end in ?tls=required or ?tls=none"
)]
pub struct SmtpUrlError;

impl SmtpServer {
    /// Reads `smtp://USER:PASSWORD@HOST:PORT?tls=none` or `smtps://…`, of which only the scheme and
    /// the host are needed. The port is 587 or 465.
    pub fn parse(text: &str) -> Result<Self, SmtpUrlError> {
        let url = Url::parse(text).map_err(|_cause| SmtpUrlError)?;
        let host = url.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || !["", "/"].contains(&url.path()) || url.fragment().is_some() {
            return Err(SmtpUrlError);
        }
        let (encryption, usual_port) = match (url.scheme(), url.query()) {
            ("smtps", None) => (Encryption::FromTheStart, 465),
            ("smtp", None) if is_loopback(host) => (Encryption::WhereOffered, 587),
            ("smtp", None | Some("tls=required")) => (Encryption::Required, 587),
            ("smtp", Some("tls=none")) => (Encryption::Off, 587),
            _ => return Err(SmtpUrlError),
        };
        let login = match (url.username(), url.password()) {
            ("", None) => None,
            ("", Some(_)) | (_, None) => return Err(SmtpUrlError),
            (user, Some(password)) => Some(Login {
                user: decoded(user)?,
                password: SecretText::new(decoded(password)?),
            }),
        };
        Ok(Self {
            host: host.to_owned(),
            port: url.port().unwrap_or(usual_port),
            encryption,
            login,
        })
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn decoded(text: &str) -> Result<String, SmtpUrlError> {
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    Ok(decoded.map_err(|_cause| SmtpUrlError)?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(url: &str) -> (String, u16, Encryption) {
        let server = SmtpServer::parse(url).unwrap();
        (server.host, server.port, server.encryption)
    }

    #[test]
    fn mails_are_encrypted_but_on_this_machine() {
        let server = |url| server(url).2;
        assert_eq!(server("smtp://mail.example"), Encryption::Required);
        assert_eq!(server("smtp://192.0.2.1:25"), Encryption::Required);
        for local in ["smtp://localhost", "smtp://127.0.0.1:25", "smtp://[::1]"] {
            assert_eq!(server(local), Encryption::WhereOffered, "{local}");
        }
        assert_eq!(server("smtp://mail.example?tls=none"), Encryption::Off);
        let required = server("smtp://localhost?tls=required");
        assert_eq!(required, Encryption::Required);
        assert_eq!(server("smtps://localhost"), Encryption::FromTheStart);
    }

    #[test]
    fn the_port_is_the_one_for_submissions() {
        let port = |url| server(url).1;
        assert_eq!(port("smtp://mail.example"), 587);
        assert_eq!(port("smtps://mail.example/"), 465);
        assert_eq!(port("smtp://mail.example:2525"), 2525);
        assert_eq!(server("smtp://[::1]:25").0, "::1");
    }

    #[test]
    fn user_and_password_are_percent_decoded() {
        let server = SmtpServer::parse("smtps://a%40b.example:p%3A%2Fw@mail.example").unwrap();
        let login = server.login.clone().unwrap();
        assert_eq!(login.user, "a@b.example");
        assert_eq!(login.password.expose(), "p:/w");
        assert!(!format!("{server:?}").contains("p:/w"));
    }

    #[test]
    fn what_names_no_mail_server_is_refused() {
        for wrong in [
            "",
            "mail.example",
            "https://mail.example",
            "smtp://",
            "smtp:mail.example",
            "smtp://user@mail.example",
            "smtp://:password@mail.example",
            "smtp://user:12?3@mail.example",
            "smtp://mail.example/in",
            "smtp://mail.example#x",
            "smtp://mail.example?tls=some",
            "smtps://mail.example?tls=none",
        ] {
            assert_eq!(SmtpServer::parse(wrong), Err(SmtpUrlError), "{wrong}");
        }
    }
}
