//! Which addresses belong to the public internet.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::LazyLock;

use ipnet::IpNet;

/// Ranges that are never looked up: the IANA special-purpose registries (RFC 6890 and its updates), with carrier-grade
/// NAT (RFC 6598), documentation and benchmark ranges. The standard library's own test for this is not stable yet.
const RESERVED: &[&str] = &[
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/128",
    "::1/128",
    "64:ff9b:1::/48",
    "100::/64",
    "100:0:0:1::/64",
    // Protocol assignments with all parts of it: the ones that are reached from everywhere have no place either.
    "2001::/23",
    "2001:db8::/32",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
];

static RESERVED_NETWORKS: LazyLock<Vec<IpNet>> =
    LazyLock::new(|| RESERVED.iter().filter_map(|range| range.parse().ok()).collect());

/// Whether a place can be looked up for this address. Addresses of IPv4 inside IPv6 count as what they carry.
#[must_use]
pub fn is_public_address(address: IpAddr) -> bool {
    let address = match address {
        IpAddr::V6(v6) => embedded_v4(v6),
        v4 @ IpAddr::V4(_) => v4,
    };
    !RESERVED_NETWORKS.iter().any(|network| network.contains(&address))
}

/// Unwraps `::ffff:a.b.c.d`, the old `::a.b.c.d` (RFC 4291), the NAT64 prefix `64:ff9b::/96` (RFC 6052), and 6to4, which has
/// the address behind `2002:` (RFC 3056).
fn embedded_v4(address: Ipv6Addr) -> IpAddr {
    if let Some(v4) = address.to_ipv4_mapped() {
        return v4.into();
    }
    match address.octets() {
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d]
        | [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, a, b, c, d]
        | [0x20, 0x02, a, b, c, d, ..] => IpAddr::from([a, b, c, d]),
        _ => address.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reserved_range_is_read() {
        assert_eq!(RESERVED_NETWORKS.len(), RESERVED.len());
    }

    #[test]
    fn private_and_carrier_addresses_are_not_public() {
        for (address, public) in [
            ("81.2.69.142", true),
            ("2a02:c7f::1", true),
            ("100.63.255.255", true),
            ("100.64.0.1", false),
            ("100.127.255.255", false),
            ("100.128.0.0", true),
            ("10.1.2.3", false),
            ("172.31.0.1", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            ("169.254.1.1", false),
            ("203.0.113.5", false),
            ("255.255.255.255", false),
            ("::1", false),
            ("fd00::1", false),
            ("fe80::1", false),
            ("2001:db8::1", false),
            ("::ffff:10.0.0.1", false),
            ("::ffff:81.2.69.142", true),
            ("64:ff9b::a00:1", false),
            ("64:ff9b::5102:458e", true),
            ("64:ff9b:1::5102:458e", false),
            ("100:0:0:1::1", false),
            ("2001:2::1", false),
            ("2001:10::1", false),
            ("2001:0:5102:458e::1", false),
            ("2001:200::1", true),
            ("2002:a00:1::", false),
            ("2002:c0a8:101::1", false),
            ("2002:5102:458e::1", true),
            ("::10.0.0.1", false),
            ("::81.2.69.142", true),
            ("::", false),
        ] {
            assert_eq!(is_public_address(address.parse().unwrap()), public, "{address}");
        }
    }
}
