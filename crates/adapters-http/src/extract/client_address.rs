//! The address of the client: that of the connection, or the one that trusted proxies report.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;

use crate::settings::Network;

/// The client's address.
pub(crate) fn of(request: &HttpRequest, trusted: &[Network]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let lines = request.headers().get_all("x-forwarded-for");
    let forwarded: Vec<&str> = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','))
        .collect();
    Some(client(peer, &forwarded, trusted))
}

/// Walks back from the connection. As long as a hop is a trusted proxy, the address that it reports
/// for the hop before it is used.
fn client(peer: IpAddr, forwarded: &[&str], trusted: &[Network]) -> IpAddr {
    let mut hop = peer;
    for said in forwarded.iter().rev() {
        if !trusted.iter().any(|network| network.contains(hop)) {
            break;
        }
        match address(said.trim()) {
            Some(before) => hop = before.to_canonical(),
            None => break,
        }
    }
    hop
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse()
        .ok()
        .or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted: Vec<Network> = vec!["10.0.0.0/8".parse().unwrap()];
        let of = |peer: &str, forwarded: &[&str]| {
            client(peer.parse().unwrap(), forwarded, &trusted).to_string()
        };
        assert_eq!(of("192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(of("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(of("10.0.0.1", &["1.2.3.4", " 203.0.113.9"]), "203.0.113.9");
        assert_eq!(of("10.0.0.1", &["203.0.113.9", "10.0.0.2"]), "203.0.113.9");
        assert_eq!(of("10.0.0.1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(of("10.0.0.1", &["203.0.113.9", "unknown"]), "10.0.0.1");
        assert_eq!(of("10.0.0.1", &[]), "10.0.0.1");
    }
}
