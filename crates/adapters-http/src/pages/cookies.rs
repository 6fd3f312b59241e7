//! The cookies of the pages. Those that hold a secret are sent to this host alone, and no script reads them.

use std::fmt::Write as _;

use actix_web::http::header::{self, HeaderMap};

/// A cookie of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CookieName {
    /// The secret of a session.
    Session,
    /// The secret behind the tokens of forms, where nobody is signed in.
    Form,
    /// The theme that the reader chose.
    Theme,
    /// The language that the reader chose.
    Language,
}

/// The cookies that a browser sent, and how this installation names them.
#[derive(Debug, Clone)]
pub(super) struct Cookies {
    pairs: Vec<(String, String)>,
    is_https: bool,
}

impl Cookies {
    /// Reads the cookies of a request.
    pub(super) fn of(headers: &HeaderMap, is_https: bool) -> Self {
        let lines = headers.get_all(header::COOKIE);
        let lines = lines.filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| {
            let (name, value) = pair.trim().split_once('=')?;
            Some((name.to_owned(), value.to_owned()))
        });
        Self {
            pairs: pairs.collect(),
            is_https,
        }
    }

    /// The value of a cookie. If several have its name, none counts: somebody else may have set one.
    pub(super) fn get(&self, name: CookieName) -> Option<&str> {
        let name = name.on_wire(self.is_https);
        let mut values = self.pairs.iter().filter(|(own, _)| own == name);
        let (_, value) = values.next()?;
        values.next().is_none().then_some(&**value)
    }

    /// The header that sets a cookie, for so many seconds; without a number until the browser ends.
    pub(super) fn set(&self, name: CookieName, value: &str, seconds: Option<i64>) -> String {
        let mut text = format!(
            "{}={value}; Path=/; SameSite=Lax",
            name.on_wire(self.is_https)
        );
        if let Some(seconds) = seconds {
            // Writing into a string cannot fail.
            write!(text, "; Max-Age={}", seconds.max(0)).ok();
        }
        text.push_str("; HttpOnly");
        if self.is_https {
            text.push_str("; Secure");
        }
        text
    }

    /// The header that removes a cookie.
    pub(super) fn remove(&self, name: CookieName) -> String {
        self.set(name, "", Some(0))
    }
}

impl CookieName {
    /// The name in headers. `__Host-` makes browsers refuse such cookies from other hosts of the domain and
    /// from connections without TLS.
    const fn on_wire(self, is_https: bool) -> &'static str {
        match (self, is_https) {
            (Self::Session, true) => "__Host-latchkey-session",
            (Self::Session, false) => "latchkey-session",
            (Self::Form, true) => "__Host-latchkey-form",
            (Self::Form, false) => "latchkey-form",
            (Self::Theme, _) => "latchkey-theme",
            (Self::Language, _) => "latchkey-language",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(line: &'static str, is_https: bool) -> Cookies {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, header::HeaderValue::from_static(line));
        Cookies::of(&headers, is_https)
    }

    #[test]
    fn a_cookie_counts_only_where_it_stands_once() {
        let cookies = sent("a=b; latchkey-session=x=y ;latchkey-theme=dark", false);
        assert_eq!(cookies.get(CookieName::Session), Some("x=y"));
        assert_eq!(cookies.get(CookieName::Theme), Some("dark"));
        assert_eq!(cookies.get(CookieName::Form), None);
        let twice = sent("latchkey-session=x; latchkey-session=y", false);
        assert_eq!(twice.get(CookieName::Session), None);
    }

    #[test]
    fn behind_tls_a_secret_is_bound_to_the_host() {
        let cookies = sent("latchkey-session=x; __Host-latchkey-form=y", true);
        assert_eq!(cookies.get(CookieName::Session), None);
        assert_eq!(cookies.get(CookieName::Form), Some("y"));
        assert_eq!(
            cookies.set(CookieName::Session, "z", Some(60)),
            "__Host-latchkey-session=z; Path=/; SameSite=Lax; Max-Age=60; HttpOnly; Secure"
        );
    }
}
