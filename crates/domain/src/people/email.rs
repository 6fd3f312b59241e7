//! E-mail addresses, and the e-mail domains of partners (I2).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::text::{TextError, composed, fold, one_line};

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

/// An e-mail address in NFC and lower case (I5), its domain after IDNA, so that all spellings of an
/// address are equal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// The maximum length in characters.
    const MAX_LENGTH: usize = 254;
    /// The maximum length of the part before the `@` in bytes.
    const MAX_LOCAL: usize = 64;

    /// Checks an address.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let text = match one_line(text, Self::MAX_LENGTH) {
            Ok(text) => text,
            Err(TextError::Empty) => return Err(EmailError::Empty),
            Err(TextError::TooLong { max, .. }) => return Err(EmailError::TooLong { max }),
            Err(
                TextError::ControlCharacter
                | TextError::Invisible { .. }
                | TextError::NothingVisible
                | TextError::LooksLikeId
                | TextError::PartOfPath,
            ) => return Err(EmailError::NotAnAddress),
        };
        let (local, domain) = text.rsplit_once('@').ok_or(EmailError::NotAnAddress)?;
        // A letter in lower case may compose with the mark behind it where the capital did not.
        let local = composed(&local.to_lowercase());
        one_line(&local, Self::MAX_LENGTH).map_err(|_cause| EmailError::NotAnAddress)?;
        let plain = |c: char| !c.is_whitespace() && !"@<>,;:\"()[]\\".contains(c);
        if local.is_empty() || local.len() > Self::MAX_LOCAL || !local.chars().all(plain) {
            return Err(EmailError::NotAnAddress);
        }
        let domain = EmailDomain::parse(domain).map_err(|_cause| EmailError::NotAnAddress)?;
        let address = format!("{local}@{domain}");
        if address.chars().count() > Self::MAX_LENGTH {
            return Err(EmailError::TooLong {
                max: Self::MAX_LENGTH,
            });
        }
        Ok(Self(address))
    }

    /// Rebuilds a stored address without checking it again.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as it is searched (I5).
    pub fn folded(&self) -> String {
        fold(&self.0)
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
        let (_, last) = ascii.rsplit_once('.').ok_or(EmailError::NotADomain)?;
        if ascii.len() > 253 || last.is_empty() || is_number(last) {
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

/// Whether a text ends in a number, as browsers read it: then it is an IP address and no domain.
fn is_number(label: &str) -> bool {
    let hex = label.strip_prefix("0x");
    label.bytes().all(|byte| byte.is_ascii_digit())
        || hex.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl fmt::Display for EmailDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    /// An IP address is no domain, however it is written (I2).
    #[test]
    fn an_ip_address_is_no_domain() {
        for text in [
            "10.0.0.1",
            "127.1",
            "192.168.0x1",
            "0X7F.0x1",
            "a.example.1",
            "[10.0.0.1]",
            "::1",
            "[::1]",
            "\u{ff11}\u{ff10}.0.0.1",
        ] {
            assert!(EmailDomain::parse(text).is_err(), "{text}");
            assert!(EmailAddress::parse(&format!("a@{text}")).is_err(), "{text}");
        }
        for text in ["1.example", "10.0.0.1.example", "a.0xample"] {
            assert!(EmailDomain::parse(text).is_ok(), "{text}");
        }
    }

    /// Domains are compared after IDNA and in lower case (I2).
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
    }

    /// I5: addresses are the same if they are equal in NFC and in lower case.
    #[test]
    fn i5_one_address_has_one_form() {
        for (one, other) in [
            ("jose\u{301}@a.example", "JOS\u{c9}@a.example"),
            ("ma\u{200b}rit@a.example", "\u{feff}marit@A.example"),
            ("J\u{30c}a@a.example", "\u{1f0}a@a.example"),
        ] {
            assert_eq!(
                EmailAddress::parse(one),
                EmailAddress::parse(other),
                "{one}"
            );
        }
        for text in [
            "ma\u{202e}rit@a.example",
            "\u{3164}@a.example",
            "\u{2800}@a.example",
            "a\u{200d}b@a.example",
        ] {
            assert_eq!(
                EmailAddress::parse(text),
                Err(EmailError::NotAnAddress),
                "{text}"
            );
        }
    }

    /// The limits count what is kept: lower case may be longer, and so is a domain after IDNA.
    #[test]
    fn i5_the_limits_hold_for_what_is_kept() {
        let long = format!("{}@a.example", "\u{130}".repeat(22));
        assert_eq!(EmailAddress::parse(&long), Err(EmailError::NotAnAddress));
        let labels = format!("{}.", "\u{fc}".repeat(38)).repeat(6);
        let long = format!("a@{labels}example");
        assert!(long.chars().count() < 254);
        assert!(EmailAddress::parse(&long).is_err());
    }

    proptest! {
        /// What is answered is accepted again, with the same result.
        #[test]
        fn i5_a_kept_address_is_accepted_unchanged(
            local in "\\PC{1,20}|[a-zA-Z\u{130}\u{3a3}\u{1e9e}\u{301}\u{30c}.+-]{1,30}",
            domain in "[a-zA-Z0-9\u{fc}\u{df}\u{3c2}-]{1,12}\\.(example|org|xn--p1ai)",
        ) {
            if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}")) {
                prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address.clone()));
                let kept = address.domain();
                prop_assert_eq!(EmailDomain::parse(kept.as_str()), Ok(kept));
            }
        }
    }
}
