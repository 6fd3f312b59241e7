//! Somebody who visits the pages with a browser that runs no scripts: keeps cookies, and sends the forms that it
//! was shown.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{Answer, Caller, Server};

/// The name of the field with which a form shows that it is ours.
const FORM_TOKEN: &str = "form_token";

/// A visitor of the pages.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    caller: Caller,
    pub(crate) cookies: BTreeMap<String, String>,
    /// The token of the form that was shown last.
    pub(crate) form_token: String,
    language: &'static str,
}

impl Visitor {
    pub(crate) fn new(server: &Server) -> Self {
        Self {
            caller: server.anonymous(),
            cookies: BTreeMap::new(),
            form_token: String::new(),
            language: "en",
        }
    }

    /// The same visitor, with a browser in another language.
    pub(crate) fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    fn cookie_line(&self) -> String {
        let pairs = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("; ")
    }

    /// Opens a page.
    pub(crate) async fn open(&mut self, path: &str) -> Answer {
        let call = self.caller.get(path).header("accept", "text/html");
        let call = call.header("accept-language", self.language);
        let answer = call.header("cookie", &self.cookie_line()).await;
        self.note(&answer);
        answer
    }

    /// Sends a form with these fields and the token of the page before.
    pub(crate) async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.form_token.clone();
        let mut fields = fields.to_vec();
        fields.push((FORM_TOKEN, &token));
        self.send_as_is(path, &fields, &[]).await
    }

    /// Sends a form as somebody else may make it, with these headers.
    pub(crate) async fn send_as_is(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let pairs = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let call = self.caller.post_nothing(path).header("accept", "text/html");
        let call = call.header("accept-language", self.language);
        let mut call = call.header("cookie", &self.cookie_line());
        for (name, value) in headers {
            call = call.header(name, value);
        }
        let answer = call.text("application/x-www-form-urlencoded", body).await;
        self.note(&answer);
        answer
    }

    /// Keeps the cookies and the token of the form.
    fn note(&mut self, answer: &Answer) {
        for line in answer.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let field = format!("name=\"{FORM_TOKEN}\" value=\"");
        if let Some((_, rest)) = answer.body.split_once(&field) {
            let (token, _) = rest.split_once('"').unwrap();
            token.clone_into(&mut self.form_token);
        }
    }
}

impl Answer {
    /// 303, and where to.
    #[track_caller]
    pub(crate) fn leads_to(&self) -> &str {
        assert_eq!(self.status, 303, "{self}");
        self.header("location").unwrap_or_else(|| panic!("{self}"))
    }

    /// A page with this status, and its title.
    #[track_caller]
    pub(crate) fn page(&self, status: u16) -> &str {
        assert_eq!(self.status, status, "{self}");
        let title = self
            .body
            .split_once("<title>")
            .and_then(|(_, rest)| rest.split_once("</title>"));
        let (title, _) = title.unwrap_or_else(|| panic!("{self}"));
        title
    }
}

fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").unwrap();
        }
    }
    encoded
}
