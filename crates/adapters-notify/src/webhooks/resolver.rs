//! Resolves the names of receivers, and passes on only addresses to which webhooks may be sent. The
//! address that was checked is the one that is connected to: nothing is resolved again.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use latchkey_domain::outbox::address::AllowedNetworks;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Which addresses may be connected to.
#[derive(Debug, Clone)]
pub(super) enum Reach {
    /// Public and listed ones, over an encrypted connection.
    Allowed(Arc<AllowedNetworks>),
    /// Listed ones alone, over any connection.
    Listed(Arc<AllowedNetworks>),
}

impl Reach {
    /// Whether the address may be connected to.
    pub(super) fn allows(&self, address: IpAddr) -> bool {
        match self {
            Self::Allowed(networks) => networks.allow(address),
            Self::Listed(networks) => networks.lists(address),
        }
    }
}

/// The name leads to no address that may be connected to.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to no address to which webhooks may be sent")]
pub(super) struct NoAddressAllowed;

/// The name leads nowhere.
#[derive(Debug, thiserror::Error)]
#[error("the name cannot be resolved")]
pub(super) struct NameUnknown(#[source] std::io::Error);

/// Resolves names to the addresses that may be connected to.
#[derive(Debug, Clone)]
pub(super) struct CheckedResolver(pub(super) Reach);

impl Resolve for CheckedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await;
            let allowed: Vec<SocketAddr> = found
                .map_err(NameUnknown)?
                .filter(|address| reach.allows(address.ip()))
                .collect();
            if allowed.is_empty() {
                return Err(NoAddressAllowed.into());
            }
            let allowed: Addrs = Box::new(allowed.into_iter());
            Ok(allowed)
        })
    }
}
