//! Converts the URL of a PostgreSQL database to the form that `pg_dump` accepts.

/// A connection URI; the password is kept apart, so that it does not appear in the arguments.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct LibpqConnection {
    pub(super) uri: String,
    pub(super) password: Option<String>,
}

impl std::fmt::Debug for LibpqConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LibpqConnection")
            .field("uri", &self.uri)
            .finish_non_exhaustive()
    }
}

impl LibpqConnection {
    /// Parses a URL. Parameters that only this program knows are left out.
    pub(super) fn parse(url: &str) -> Self {
        let (server, query) = url.split_once('?').unwrap_or((url, ""));
        let (scheme, rest) = server.split_once("://").unwrap_or(("postgres", server));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = match user.split_once(':') {
            Some((user, password)) => (user, Some(decoded(password))),
            None => (user, None),
        };
        let mut connection = Self {
            uri: format!("{scheme}://"),
            password,
        };
        if !user.is_empty() {
            connection.uri.push_str(user);
            connection.uri.push('@');
        }
        connection.uri.push_str(host);
        connection.uri.push('/');
        connection.uri.push_str(path);
        connection.add_parameters(query);
        connection
    }

    fn add_parameters(&mut self, query: &str) {
        let mut mark = '?';
        for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            if key == "password" {
                self.password = Some(decoded(value));
            } else if let Some(key) = known(key) {
                self.uri.push(mark);
                self.uri.push_str(key);
                self.uri.push('=');
                self.uri.push_str(value);
                mark = '&';
            }
        }
    }
}

/// The libpq name of a parameter.
fn known(key: &str) -> Option<&'static str> {
    const SPELLINGS: [(&str, &[&str]); 10] = [
        ("host", &["host"]),
        ("hostaddr", &["hostaddr"]),
        ("port", &["port"]),
        ("user", &["user"]),
        ("dbname", &["dbname"]),
        ("options", &["options"]),
        ("sslmode", &["sslmode", "ssl-mode"]),
        ("sslrootcert", &["sslrootcert", "ssl-root-cert", "ssl-ca"]),
        ("sslcert", &["sslcert", "ssl-cert"]),
        ("sslkey", &["sslkey", "ssl-key"]),
    ];
    let mut spellings = SPELLINGS.into_iter();
    let found = spellings.find(|(_, spelled)| spelled.contains(&key));
    found.map(|(name, _)| name)
}

/// Decodes percent-encoding such as `%41`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, coded)) = rest.split_once('%') {
        bytes.extend(plain.bytes());
        let byte = coded.get(..2).map(|hex| u8::from_str_radix(hex, 16));
        if let Some(Ok(byte)) = byte {
            bytes.push(byte);
            rest = coded.get(2..).unwrap_or_default();
        } else {
            bytes.push(b'%');
            rest = coded;
        }
    }
    bytes.extend(rest.bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> (String, Option<String>) {
        let LibpqConnection { uri, password } = LibpqConnection::parse(url);
        (uri, password)
    }

    #[test]
    fn the_password_is_kept_apart() {
        let of = |uri: &str, password: Option<&str>| (uri.to_owned(), password.map(str::to_owned));
        for (url, expected) in [
            (
                "postgres://u:p%40%2f%C3%A6@h:5/db",
                of("postgres://u@h:5/db", Some("p@/æ")),
            ),
            ("postgresql://u@h/db", of("postgresql://u@h/db", None)),
            ("postgres://h", of("postgres://h/", None)),
            (
                "postgres:///db?host=/tmp&password=p%&x=1",
                of("postgres:///db?host=/tmp", Some("p%")),
            ),
            (
                "postgres://u:p@h/db?ssl-mode=require&statement-cache-capacity=9&ssl-ca=a.pem",
                of(
                    "postgres://u@h/db?sslmode=require&sslrootcert=a.pem",
                    Some("p"),
                ),
            ),
        ] {
            assert_eq!(parsed(url), expected, "{url}");
        }
        let shown = format!("{:?}", LibpqConnection::parse("postgres://u:geheim@h/db"));
        assert!(!shown.contains("geheim"));
    }
}
