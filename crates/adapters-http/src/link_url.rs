//! The URL of the platform's own page for access links, in place of ours (L2).

use std::{net::IpAddr, str::FromStr};

use actix_web::http::Uri;
use latchkey_domain::people::token::SecretText;

/// What stands for the token.
const TOKEN: &str = "{token}";

/// A text that is no template for the URLs of access links.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be an https URL, or an http URL of this machine, with {{token}} once, at the end of its path, \
     query or fragment, such as https://example.com/approve/{{token}}"
)]
pub struct LinkUrlError;

/// A template for the URLs of access links: `https://example.com/approve/{token}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkUrl {
    before: String,
    after: String,
}

impl LinkUrl {
    /// The URL of the link with this token.
    pub(crate) fn of(&self, token: &SecretText) -> String {
        let Self { before, after } = self;
        format!("{before}{}{after}", token.expose())
    }
}

impl FromStr for LinkUrl {
    type Err = LinkUrlError;

    fn from_str(text: &str) -> Result<Self, LinkUrlError> {
        let (before, after) = text.split_once(TOKEN).ok_or(LinkUrlError)?;
        let is_last = match after.chars().next() {
            None | Some('#') => true,
            // A second question mark belongs to the query, in which the token would not be last.
            Some('?') => !before.contains(['?', '#']),
            Some(_) => false,
        };
        // A fragment ends with the text, so nothing may follow the token in it.
        let in_fragment = before.contains('#');
        let braces = [before, after].iter().any(|part| part.contains(['{', '}']));
        if !is_last || braces || (in_fragment && !after.is_empty()) || !is_plain(text) {
            return Err(LinkUrlError);
        }
        let whole = format!("{before}token{after}");
        let without_fragment = whole.split('#').next().unwrap_or_default();
        let uri: Uri = without_fragment.parse().map_err(|_cause| LinkUrlError)?;
        let has_path = uri.path_and_query().is_some() && is_behind_the_host(before);
        if !has_path || !is_protected(&uri) {
            return Err(LinkUrlError);
        }
        Ok(Self {
            before: before.to_owned(),
            after: after.to_owned(),
        })
    }
}

/// Whether a text holds only what may stand in a URL.
fn is_plain(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !"\"<>\\^`|".contains(c);
    text.len() <= 2_000 && text.chars().all(plain)
}

/// Whether the text goes on behind the host of its URL, so that the token is no part of a name.
fn is_behind_the_host(before: &str) -> bool {
    let behind = before.split_once("://").map(|(_scheme, rest)| rest);
    behind.is_some_and(|rest| rest.contains(['/', '?', '#']))
}

/// Whether nobody on the way can read a token: https, or http on the same machine. A user in front
/// of the host would only hide where the link leads.
fn is_protected(uri: &Uri) -> bool {
    let Some(authority) = uri.authority() else {
        return false;
    };
    let host = authority.host();
    if host.is_empty() || authority.as_str().contains('@') {
        return false;
    }
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => {
            let address = host.trim_start_matches('[').trim_end_matches(']');
            let address = address.parse::<IpAddr>();
            host.eq_ignore_ascii_case("localhost")
                || address.is_ok_and(|address| address.is_loopback())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_token(template: &str) -> Option<String> {
        let url: LinkUrl = template.parse().ok()?;
        Some(url.of(&SecretText::new("a-b_c".to_owned())))
    }

    /// L2: the token stands once, last in path, query or fragment.
    #[test]
    fn l2_the_token_is_last_in_its_part() {
        for (template, expected) in [
            ("https://a.example/in/{token}", "https://a.example/in/a-b_c"),
            (
                "https://a.example/{token}?x=1",
                "https://a.example/a-b_c?x=1",
            ),
            ("https://a.example/{token}#x", "https://a.example/a-b_c#x"),
            (
                "https://a.example/in?t={token}",
                "https://a.example/in?t=a-b_c",
            ),
            ("https://a.example?t={token}", "https://a.example?t=a-b_c"),
            (
                "https://a.example/in?t={token}#x",
                "https://a.example/in?t=a-b_c#x",
            ),
            ("https://a.example/in#{token}", "https://a.example/in#a-b_c"),
            (
                "https://a.example/#/in?t={token}",
                "https://a.example/#/in?t=a-b_c",
            ),
            (
                "https://a.example:8443/{token}",
                "https://a.example:8443/a-b_c",
            ),
            (
                "http://localhost:3000/{token}",
                "http://localhost:3000/a-b_c",
            ),
            ("http://127.0.0.1/{token}", "http://127.0.0.1/a-b_c"),
            ("http://[::1]:80/{token}", "http://[::1]:80/a-b_c"),
        ] {
            assert_eq!(with_token(template).as_deref(), Some(expected));
        }
        for wrong in [
            "",
            "{token}",
            "/in/{token}",
            "https://a.example/in",
            "https://a.example/in/{Token}",
            "https://a.example/{token}/{token}",
            "https://a.example/{token}?t={token}",
            "https://a.example/{token}/more",
            "https://a.example/{token}x",
            "https://a.example/in?t={token}&x=1",
            "https://a.example/in?t={token}?x",
            "https://a.example/#{token}?x",
            "https://a.example/#{token}#x",
            "https://{token}",
            "https://{token}/in",
            "https://{token}.example/",
            "https://a.example:{token}",
            "https://a.example/{id}/{token}",
            "https:///{token}",
        ] {
            assert_eq!(with_token(wrong), None, "{wrong}");
        }
    }

    /// L2: nobody on the way reads the token.
    #[test]
    fn l2_the_page_is_reached_by_https_or_on_this_machine() {
        for wrong in [
            "http://a.example/{token}",
            "http://localhost.example/{token}",
            "http://192.0.2.1/{token}",
            "ftp://a.example/{token}",
            "javascript:{token}",
            "https://user@a.example/{token}",
            "http://localhost@a.example/{token}",
            "http://localhost:1@a.example/{token}",
            "https://a.example/ {token}",
            "https://b\u{fc}cher.example/{token}",
            "https://a.example/\n{token}",
        ] {
            assert_eq!(with_token(wrong), None, "{wrong}");
        }
        let long = format!("https://a.example/{}/{{token}}", "x".repeat(2_000));
        assert_eq!(with_token(&long), None);
    }
}
