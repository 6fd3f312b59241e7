//! Domains that prove nothing (I2): public mail domains, where anyone can get an address, and public
//! suffixes such as `co.uk`, which belong to everybody with a domain below them. Where the lists come
//! from: `docs/decisions/0009-texts.md`.

use std::collections::BTreeSet;

use super::email::EmailDomain;

/// The list in the binary: one domain a line, after IDNA, in order, so that it is searched as it is.
const LIST: &str = include_str!("list.txt");

/// Why a domain proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicDomain {
    /// Anyone can get an address there.
    Mail,
    /// Anyone can get a domain below it.
    Suffix,
}

/// The domains that prove nothing in an installation.
#[derive(Debug, Clone, Default)]
pub struct PublicDomains {
    added: BTreeSet<EmailDomain>,
    taken_out: BTreeSet<EmailDomain>,
}

impl PublicDomains {
    /// The lists in the binary, with the domains that the operator adds and takes out. One that is in
    /// both is public.
    pub fn new(
        added: impl IntoIterator<Item = EmailDomain>,
        taken_out: impl IntoIterator<Item = EmailDomain>,
    ) -> Self {
        Self {
            added: added.into_iter().collect(),
            taken_out: taken_out.into_iter().collect(),
        }
    }

    /// Why this domain proves nothing; `None`: a partner can have it. Its sub-domains are others.
    pub fn find(&self, domain: &EmailDomain) -> Option<PublicDomain> {
        if self.added.contains(domain) {
            Some(PublicDomain::Mail)
        } else if self.taken_out.contains(domain) {
            None
        } else if is_listed(domain.as_str()) {
            Some(PublicDomain::Mail)
        } else {
            is_suffix(domain.as_str()).then_some(PublicDomain::Suffix)
        }
    }
}

/// Whether the whole domain is a public suffix. The list names them as they are read.
fn is_suffix(domain: &str) -> bool {
    let (read, _) = idna::domain_to_unicode(domain);
    psl::suffix(read.as_bytes())
        .is_some_and(|suffix| suffix.is_known() && suffix.as_bytes() == read.as_bytes())
}

fn is_listed(domain: &str) -> bool {
    let mut rest = LIST;
    while !rest.is_empty() {
        let half = rest.len() / 2;
        // The line that the middle is in: the text is ASCII, so every byte is a character.
        let (before, after) = rest.split_at(half);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = after.find('\n').map_or(rest.len(), |at| half + at);
        let line = rest.get(start..end).unwrap_or_default();
        rest = match domain.cmp(line) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => rest.get(..start).unwrap_or_default(),
            std::cmp::Ordering::Greater => rest.get(end + 1..).unwrap_or_default(),
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(text: &str) -> EmailDomain {
        EmailDomain::parse(text).unwrap()
    }

    #[test]
    fn every_line_is_a_domain_and_found() {
        let lines: Vec<&str> = LIST.lines().collect();
        assert!(lines.len() > 5_000, "{} domains", lines.len());
        assert!(
            lines.is_sorted_by(|one, next| one < next),
            "in order, once each"
        );
        for line in lines {
            assert_eq!(
                EmailDomain::parse(line).as_ref().map(EmailDomain::as_str),
                Ok(line)
            );
            assert!(is_listed(line), "{line}");
        }
    }

    /// I2: the large providers of every country whose language the pages speak are public.
    #[test]
    fn i2_the_large_providers_of_each_language_are_public() {
        let public = PublicDomains::default();
        for provider in [
            // Everywhere.
            "GMAIL.com",
            "outlook.com",
            "icloud.com",
            "proton.me",
            "tuta.com",
            "ymail.com",
            "gmx.net",
            // Norway.
            "online.no",
            "yahoo.no",
            "hotmail.no",
            "getmail.no",
            "broadpark.no",
            "lyse.net",
            // Germany, Austria, Switzerland.
            "web.de",
            "t-online.de",
            "arcor.de",
            "mail.de",
            "freenet.de",
            "posteo.de",
            "mailbox.org",
            "aon.at",
            "chello.at",
            "bluewin.ch",
            "hispeed.ch",
            "sunrise.ch",
            // Poland.
            "wp.pl",
            "vp.pl",
            "onet.pl",
            "o2.pl",
            "interia.pl",
            "interia.eu",
            "gazeta.pl",
            "tlen.pl",
            // The Netherlands, Belgium.
            "planet.nl",
            "ziggo.nl",
            "kpnmail.nl",
            "xs4all.nl",
            "hetnet.nl",
            "home.nl",
            "telenet.be",
            "skynet.be",
            "proximus.be",
            // The United Kingdom, Ireland, North America, Australia, New Zealand, South Africa.
            "btinternet.com",
            "sky.com",
            "talktalk.net",
            "eircom.net",
            "comcast.net",
            "att.net",
            "rogers.com",
            "shaw.ca",
            "bigpond.com",
            "optusnet.com.au",
            "xtra.co.nz",
            "mweb.co.za",
        ] {
            let found = public.find(&domain(provider));
            assert_eq!(found, Some(PublicDomain::Mail), "{provider}");
        }
    }

    /// I2: sub-domains are other domains, and neither does the list hold the domains of companies.
    #[test]
    fn i2_other_domains_are_not_public() {
        let public = PublicDomains::default();
        for own in [
            "northwind.example",
            "mail.gmail.com",
            "a.aa",
            "zzz.zz",
            "gmail.example",
        ] {
            assert_eq!(public.find(&domain(own)), None, "{own}");
        }
    }

    /// I2: the operator adds domains and takes some out.
    #[test]
    fn i2_the_operator_adds_and_takes_out() {
        let both = domain("isp.example");
        let public = PublicDomains::new(
            [both.clone(), domain("B\u{fc}cher.example")],
            [both.clone(), domain("usa.net")],
        );
        let find = |text: &str| public.find(&domain(text));
        for added in ["isp.example", "xn--bcher-kva.example", "gmail.com"] {
            assert_eq!(find(added), Some(PublicDomain::Mail), "{added}");
        }
        assert_eq!(find("USA.net"), None);
        assert_eq!(find("co.uk"), Some(PublicDomain::Suffix));
        let public = PublicDomains::new([], [domain("co.uk")]);
        assert_eq!(public.find(&domain("co.uk")), None);
    }

    /// I2: what everybody has a domain below is nobody's own.
    #[test]
    fn i2_public_suffixes_prove_nothing() {
        let public = PublicDomains::default();
        for suffix in [
            "co.uk",
            "CO.UK",
            "com.pl",
            "priv.no",
            "com.au",
            "github.io",
            "foo.kawasaki.jp",
            "\u{516c}\u{53f8}.cn",
        ] {
            let found = public.find(&domain(suffix));
            assert_eq!(found, Some(PublicDomain::Suffix), "{suffix}");
        }
        for own in [
            "northwind.co.uk",
            "mail.northwind.co.uk",
            "city.kawasaki.jp",
            "northwind.\u{516c}\u{53f8}.cn",
            "northwind.github.io",
            "northwind.unknown",
        ] {
            assert_eq!(public.find(&domain(own)), None, "{own}");
        }
    }
}
