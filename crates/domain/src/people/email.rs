//! E-mail addresses, and the e-mail domains of partners (I2).

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why an address or a domain is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Empty.
    #[error("must not be empty")]
    Empty,
    /// Longer than mail allows.
    #[error("must be at most {max} characters long")]
    TooLong {
        /// The limit.
        max: usize,
    },
    /// Not one `@` with text on both sides, or it contains white space or control characters.
    #[error("must be an e-mail address such as name@example.com")]
    NotAnAddress,
    /// Not a domain name.
    #[error("must be a domain such as example.com")]
    NotADomain,
}

/// An e-mail address in lower case, its domain after IDNA, so that all spellings of an address are
/// equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Checks an address.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(EmailError::Empty);
        }
        if text.chars().count() > 254 {
            return Err(EmailError::TooLong { max: 254 });
        }
        let (local, domain) = text.rsplit_once('@').ok_or(EmailError::NotAnAddress)?;
        let plain =
            |c: char| !c.is_whitespace() && !c.is_control() && !"@<>,;:\"()[]\\".contains(c);
        if local.is_empty() || local.len() > 64 || !local.chars().all(plain) {
            return Err(EmailError::NotAnAddress);
        }
        let domain = EmailDomain::parse(domain).map_err(|_cause| EmailError::NotAnAddress)?;
        Ok(Self(format!("{}@{domain}", local.to_lowercase())))
    }

    /// Rebuilds a stored address without checking it again.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the `@`.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The part after the `@`.
    pub fn domain(&self) -> EmailDomain {
        EmailDomain(
            self.0
                .rsplit_once('@')
                .map_or("", |(_, domain)| domain)
                .to_owned(),
        )
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An e-mail domain after IDNA, in lower case. A sub-domain is a different domain (I2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailDomain(String);

impl EmailDomain {
    /// Checks a domain.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(EmailError::Empty);
        }
        let ascii = idna::domain_to_ascii_strict(text).map_err(|_cause| EmailError::NotADomain)?;
        if ascii.len() > 253 || !ascii.contains('.') || ascii.ends_with('.') {
            return Err(EmailError::NotADomain);
        }
        Ok(Self(ascii))
    }

    /// Rebuilds a stored domain without checking it again.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The domain.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Public mail domains: anyone can get an address there, so an address proves nothing (I2).
#[derive(Debug, Clone)]
pub struct PublicDomains(std::collections::BTreeSet<String>);

impl PublicDomains {
    /// Joins the list in the binary and the operator's additions.
    pub fn with_additions(additions: impl IntoIterator<Item = EmailDomain>) -> Self {
        let built_in = include_str!("public_mail_domains.txt")
            .lines()
            .map(str::trim);
        let built_in = built_in.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut domains: std::collections::BTreeSet<String> = built_in.map(str::to_owned).collect();
        domains.extend(additions.into_iter().map(|domain| domain.0));
        Self(domains)
    }

    /// Whether this is a public mail domain.
    pub fn contains(&self, domain: &EmailDomain) -> bool {
        self.0.contains(domain.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_are_equal() {
        let a = EmailAddress::parse(" Marit@NORTHWIND.example ").unwrap();
        assert_eq!(a.as_str(), "marit@northwind.example");
        let b = EmailAddress::parse("x@bücher.example").unwrap();
        assert_eq!(b.domain().as_str(), "xn--bcher-kva.example");
    }

    #[test]
    fn an_invalid_address_is_refused() {
        for text in [
            "",
            "a",
            "@b.example",
            "a@",
            "a b@c.example",
            "a@b",
            "a@@b.example",
        ] {
            assert!(EmailAddress::parse(text).is_err(), "{text:?}");
        }
    }

    /// Domains are compared after IDNA and in lower case, and public mail domains are recognised
    /// (I2).
    #[test]
    fn domains_compare_after_idna() {
        assert_eq!(
            EmailDomain::parse("BÜCHER.example"),
            EmailDomain::parse("bücher.example")
        );
        assert_ne!(
            EmailDomain::parse("a.b.example"),
            EmailDomain::parse("b.example")
        );
        let public = PublicDomains::with_additions([EmailDomain::parse("isp.example").unwrap()]);
        assert!(public.contains(&EmailDomain::parse("GMAIL.com").unwrap()));
        assert!(public.contains(&EmailDomain::parse("isp.example").unwrap()));
    }
}
