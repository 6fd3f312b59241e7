//! How the operator set this door up.

use std::{fmt, net::IpAddr, num::NonZeroU32, str::FromStr};

use latchkey_domain::people::token::SecretText;

use crate::link_url::LinkUrl;

/// How the operator set this door up.
#[derive(Debug, Clone)]
pub struct HttpSettings {
    /// What every link begins with, without a slash at its end: `https://access.example.com`.
    pub public_url: String,
    /// The page that access links lead to, where it is not ours (L2).
    pub access_link_url: Option<LinkUrl>,
    /// How many calls a token may make a minute; `None`: as many as it likes.
    pub rate_limit: Option<NonZeroU32>,
    /// The proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// What the platform calls an account when it asks for decisions.
    pub authzen_resource_type: String,
    /// Whether `/metrics` is served beside the API; not where it has a listener of its own.
    pub serve_metrics: bool,
    /// Whether `/outbox` shows everybody's kept mails: in the demo alone.
    pub shows_outbox: bool,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            access_link_url: None,
            rate_limit: NonZeroU32::new(6000),
            trusted_proxies: Vec::new(),
            authzen_resource_type: "account".to_owned(),
            serve_metrics: true,
            shows_outbox: false,
        }
    }
}

impl HttpSettings {
    /// The URL of the access link with this token: of the platform's own page, or of ours.
    pub(crate) fn access_link_url(&self, token: &SecretText) -> String {
        if let Some(url) = &self.access_link_url {
            return url.of(token);
        }
        let base = self.public_url.trim_end_matches('/');
        format!("{base}/access-links/{}", token.expose())
    }

    /// The URL of the sign-in link with this token.
    pub(crate) fn sign_in_url(&self, token: &SecretText) -> String {
        let base = self.public_url.trim_end_matches('/');
        format!("{base}/sign-in/{}", token.expose())
    }
}

/// A text that is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be an address such as 10.0.0.1 or a network such as 10.0.0.0/8")]
pub struct NetworkError;

/// An address, or all addresses that begin alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Whether the address lies in the network. An IPv4 address in IPv6 clothes is an IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address.to_canonical(), address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let beyond = 32_u32.saturating_sub(u32::from(self.prefix));
                let differing = u32::from(own) ^ u32::from(other);
                differing.checked_shr(beyond).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let beyond = 128_u32.saturating_sub(u32::from(self.prefix));
                let differing = u128::from(own) ^ u128::from(other);
                differing.checked_shr(beyond).unwrap_or(0) == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_cause| NetworkError)?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse().map_err(|_cause| NetworkError)?,
            None => longest,
        };
        if prefix > longest {
            return Err(NetworkError);
        }
        Ok(Self { address, prefix })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_the_addresses_that_begin_alike() {
        let holds = |network: &str, address: &str| {
            let network: Network = network.parse().unwrap();
            network.contains(address.parse().unwrap())
        };
        assert!(holds("10.0.0.0/8", "10.255.0.1") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
        assert!(holds("127.0.0.1", "127.0.0.1") && !holds("127.0.0.1", "127.0.0.2"));
        assert!(holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "::1"));
        assert!(holds("fd00::/8", "fd12::1") && !holds("fd00::/8", "fe80::1"));
        assert!("10.0.0.0/33".parse::<Network>().is_err());
        assert!("ten".parse::<Network>().is_err());
    }
}
