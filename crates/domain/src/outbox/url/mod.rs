//! The URL to which webhooks are sent, checked before anything is sent there.

#[cfg(test)]
mod tests;

use std::{fmt, net::IpAddr};

use url::{Host, Url};

use super::address::AllowedNetworks;

/// The most characters of a URL.
const MOST_CHARACTERS: usize = 2_048;

/// The URL to which webhooks are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookUrl(String);

/// Why a text is no such URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookUrlError {
    /// Too long.
    #[error("must have at most {MOST_CHARACTERS} characters")]
    TooLong,
    /// Not of the web, or without a host.
    #[error("must be a URL such as https://example.com/webhooks")]
    Form,
    /// A user or a password would be sent and logged.
    #[error("must not have a user or a password in it: requests are signed instead")]
    Credentials,
    /// A fragment is never sent.
    #[error("must not have a fragment: leave out `#` and what follows")]
    Fragment,
    /// Not encrypted, to an address for which that is not allowed.
    #[error(
        "must begin with https://: plain http:// is for addresses that the operator lists in \
         webhooks.allow_private_addresses"
    )]
    Unencrypted,
    /// To an address that is not public.
    #[error(
        "must lead to a public address: the operator lists others in \
         webhooks.allow_private_addresses"
    )]
    NotPublic,
}

impl WebhookUrl {
    /// Checks a URL as far as its text tells. A name is resolved before each request, and its
    /// addresses are checked again then.
    pub fn parse(text: &str, allowed: &AllowedNetworks) -> Result<Self, WebhookUrlError> {
        if text.chars().count() > MOST_CHARACTERS {
            return Err(WebhookUrlError::TooLong);
        }
        if text.contains(|c: char| c.is_control() || c.is_whitespace()) {
            return Err(WebhookUrlError::Form);
        }
        let authority = authority(text).ok_or(WebhookUrlError::Form)?;
        let url = Url::parse(text).map_err(|_cause| WebhookUrlError::Form)?;
        let encrypted = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(WebhookUrlError::Form),
        };
        if authority.contains('@') {
            return Err(WebhookUrlError::Credentials);
        }
        if url.fragment().is_some() {
            return Err(WebhookUrlError::Fragment);
        }
        let host = url.host().ok_or(WebhookUrlError::Form)?;
        check_host(&host, encrypted, allowed)?;
        let kept = String::from(url);
        if kept.chars().count() > MOST_CHARACTERS {
            return Err(WebhookUrlError::TooLong);
        }
        Ok(Self(kept))
    }

    /// Rebuilds a stored URL without checking it again.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands between `//` and the path, if anything does. Browsers take less than that for a URL, and
/// look for the host elsewhere.
fn authority(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    (!authority.is_empty()).then_some(authority)
}

fn check_host(
    host: &Host<&str>,
    encrypted: bool,
    allowed: &AllowedNetworks,
) -> Result<(), WebhookUrlError> {
    let addresses = match host {
        Host::Ipv4(address) => vec![IpAddr::V4(*address)],
        Host::Ipv6(address) => vec![IpAddr::V6(*address)],
        Host::Domain(name) if is_this_machine(name) => LOOPBACK.to_vec(),
        Host::Domain(_) => Vec::new(),
    };
    if addresses.is_empty() {
        return if encrypted || !allowed.is_empty() {
            Ok(())
        } else {
            Err(WebhookUrlError::Unencrypted)
        };
    }
    if encrypted {
        let mut any = addresses.into_iter();
        let reachable = any.any(|address| allowed.allow(address));
        return reachable.then_some(()).ok_or(WebhookUrlError::NotPublic);
    }
    let mut any = addresses.into_iter();
    let listed = any.any(|address| allowed.lists(address));
    listed.then_some(()).ok_or(WebhookUrlError::Unencrypted)
}

const LOOPBACK: [IpAddr; 2] = [
    IpAddr::V4(std::net::Ipv4Addr::LOCALHOST),
    IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
];

/// Names that always mean the machine itself (RFC 6761).
fn is_this_machine(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}
