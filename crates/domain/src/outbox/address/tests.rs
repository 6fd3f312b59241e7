use super::*;

fn allowed(networks: &[&str]) -> AllowedNetworks {
    let networks = networks.iter().map(|text| network(text).unwrap());
    AllowedNetworks::new(networks.collect())
}

fn may_reach(networks: &[&str], address: &str) -> bool {
    allowed(networks).allow(address.parse().unwrap())
}

#[test]
fn the_public_internet_may_be_reached() {
    for public in [
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "198.20.0.1",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:81a::200e",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
    ] {
        assert!(may_reach(&[], public), "{public}");
    }
}

#[test]
fn addresses_that_are_not_public_are_refused() {
    for refused in [
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "100::1",
        "64:ff9b:1::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "2002:808:808::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::10.0.0.1",
    ] {
        assert!(!may_reach(&[], refused), "{refused}");
    }
}

#[test]
fn what_the_operator_lists_may_be_reached() {
    let list = ["10.0.0.0/8", "fd12::/16", "127.0.0.1"];
    for listed in [
        "10.255.0.1",
        "::ffff:10.1.1.1",
        "64:ff9b::10.1.1.1",
        "fd12::1",
        "127.0.0.1",
    ] {
        assert!(may_reach(&list, listed), "{listed}");
        assert!(allowed(&list).lists(listed.parse().unwrap()), "{listed}");
    }
    for other in ["127.0.0.2", "192.168.0.1", "fd13::1", "::1"] {
        assert!(!may_reach(&list, other), "{other}");
    }
    let public = "8.8.8.8".parse().unwrap();
    assert!(!allowed(&list).lists(public), "reached, but not listed");
}

#[test]
fn networks_are_read_from_text() {
    assert!(network("10.0.0.0/33").is_err() && network("ten").is_err());
    assert_eq!(network(" ::1 ").unwrap().to_string(), "::1/128");
}
