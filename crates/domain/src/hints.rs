//! What the networks and devices of an agent suggest about VLANs and the platform. Hints, never values: no source says
//! either, and a person takes them or not.

use std::net::IpAddr;

use crate::{DeviceId, MacAddress, Platform};

/// A network that an agent is in, as its source names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedNetwork<'n> {
    /// The interface, such as `eth0.10`.
    pub interface: &'n str,
    /// The agent's address in it, with the number of bits: `10.0.10.2/24`. Without them nothing is concluded.
    pub address: &'n str,
}

/// The VLAN that a device seems to be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VlanHint {
    /// The device.
    pub device: DeviceId,
    /// The VLAN; 0 = not tagged.
    pub vlan: u16,
    /// The interface whose network holds the device's address.
    pub interface: String,
}

/// What an agent seems to run on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformHint {
    /// The platform.
    pub platform: Platform,
    /// The device that says so.
    pub device: DeviceId,
    /// Whether the source says that the agent runs on that very device; else there is one of the kind on the network.
    pub is_host: bool,
}

/// A device, as far as it can say what its agent runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PossibleHost<'h> {
    /// The device.
    pub device: DeviceId,
    /// What it is.
    pub kind: &'h str,
    /// Its maker.
    pub vendor: &'h str,
    /// Its MAC addresses.
    pub macs: &'h [MacAddress],
}

/// The VLAN that the name of an interface says: `eth0.10` and `vlan10` are VLAN 10, `eth0` is not tagged. None where the
/// name says nothing of the kind: a bridge or a tunnel may carry anything.
#[must_use]
pub fn vlan_of_interface(name: &str) -> Option<u16> {
    let name = name.trim().to_ascii_lowercase();
    let number = |text: &str| text.parse::<u16>().ok().filter(|vlan| (1..=4094).contains(vlan));
    if let Some(digits) = name.strip_prefix("vlan") {
        return number(digits.trim_start_matches(['-', '_', '.']));
    }
    match name.rsplit_once('.') {
        Some((_, digits)) => number(digits),
        None => is_plain(&name).then_some(0),
    }
}

/// Whether a name is one of a network card by itself, as Linux and macOS call them: `eth0`, `en0`, `enp3s0`, `wlan0`.
fn is_plain(name: &str) -> bool {
    ["eth", "en", "wl"].iter().any(|prefix| name.starts_with(prefix))
        && name.ends_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric())
}

/// The VLANs of devices by the networks that hold their addresses. A device that is in none, or whose addresses are in
/// networks of different VLANs, gets no hint; of networks inside one another the narrowest counts.
#[must_use]
pub fn vlan_hints(networks: &[NamedNetwork<'_>], devices: &[(DeviceId, Vec<IpAddr>)]) -> Vec<VlanHint> {
    let networks: Vec<Known<'_>> = networks.iter().filter_map(Known::read).collect();
    let hint = |(device, addresses): &(DeviceId, Vec<IpAddr>)| {
        let mut holding = addresses.iter().flat_map(|address| narrowest(&networks, *address));
        let network = holding.next()?;
        let is_clear = holding.all(|other| other.vlan == network.vlan);
        is_clear.then(|| VlanHint { device: *device, vlan: network.vlan, interface: network.interface.to_owned() })
    };
    devices.iter().filter_map(hint).collect()
}

/// A network whose interface says a VLAN.
struct Known<'n> {
    interface: &'n str,
    vlan: u16,
    base: IpAddr,
    bits: u8,
}

impl<'n> Known<'n> {
    fn read(network: &NamedNetwork<'n>) -> Option<Self> {
        let (address, bits) = network.address.trim().split_once('/')?;
        let base: IpAddr = address.parse().ok()?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        // A network of everything is a default route, and one of a single address holds nobody else.
        let bits = bits.parse::<u8>().ok().filter(|bits| (1..most).contains(bits))?;
        Some(Self { interface: network.interface, vlan: vlan_of_interface(network.interface)?, base, bits })
    }

    fn holds(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                (u32::from(base) ^ u32::from(address)) >> (32 - u32::from(self.bits)) == 0
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                (u128::from(base) ^ u128::from(address)) >> (128 - u32::from(self.bits)) == 0
            }
            _ => false,
        }
    }
}

/// The narrowest networks that hold an address: of the same width there may be several.
fn narrowest<'k>(networks: &'k [Known<'k>], address: IpAddr) -> impl Iterator<Item = &'k Known<'k>> {
    let holding = move || networks.iter().filter(move |network| network.holds(address));
    let bits = holding().map(|network| network.bits).max();
    holding().filter(move |network| Some(network.bits) == bits)
}

/// What an agent seems to run on: the device whose MAC address its source names, else the only device on the network that
/// agents run on. Kinds and makers are compared in any case.
#[must_use]
pub fn platform_hint(devices: &[PossibleHost<'_>], host: Option<MacAddress>) -> Option<PlatformHint> {
    let hint = |device: &PossibleHost<'_>, platform, is_host| PlatformHint { platform, device: device.device, is_host };
    let by_mac = host.and_then(|host| devices.iter().find(|device| device.macs.contains(&host)));
    if let Some(device) = by_mac {
        return platform_of(device).map(|platform| hint(device, platform, true));
    }
    let mut found = devices.iter().filter_map(|device| platform_of(device).map(|platform| (device, platform)));
    let (device, platform) = found.next()?;
    found.next().is_none().then(|| hint(device, platform, false))
}

/// The platform that a device is; none where no agent of ours would be known to run on it.
fn platform_of(device: &PossibleHost<'_>) -> Option<Platform> {
    let (kind, vendor) = (device.kind.trim().to_lowercase(), device.vendor.to_lowercase());
    if kind == "domotz box" {
        return Some(Platform::DomotzBox);
    }
    (kind == "router" && vendor.contains("luxul")).then_some(Platform::LuxulRouter)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn id(number: u128) -> DeviceId {
        DeviceId(Uuid::from_u128(number))
    }

    fn hints(networks: &[(&str, &str)], addresses: &[&str]) -> Vec<u16> {
        let networks: Vec<NamedNetwork<'_>> =
            networks.iter().map(|(interface, address)| NamedNetwork { interface, address }).collect();
        let addresses = addresses.iter().map(|text| text.parse().unwrap()).collect();
        vlan_hints(&networks, &[(id(1), addresses)]).into_iter().map(|hint| hint.vlan).collect()
    }

    #[test]
    fn the_name_of_an_interface_says_its_vlan_or_nothing() {
        for (name, expected) in [
            ("eth0.10", Some(10)),
            ("br-lan.4094", Some(4094)),
            ("VLAN20", Some(20)),
            ("vlan-7", Some(7)),
            ("eth0", Some(0)),
            ("enp3s0", Some(0)),
            ("wlan0", Some(0)),
            ("eth0.0", None),
            ("eth0.4095", None),
            ("eth0.voice", None),
            ("vlan", None),
            ("br-lan", None),
            ("tun0", None),
            ("", None),
        ] {
            assert_eq!(vlan_of_interface(name), expected, "{name}");
        }
    }

    #[test]
    fn a_device_is_in_the_vlan_of_the_network_that_holds_its_address() {
        let networks = [("eth0", "10.0.0.2/16"), ("eth0.10", "10.0.10.2/24"), ("eth0.20", "fd00:20::2/64")];
        for (addresses, expected) in [
            (&["10.0.10.77"][..], &[10][..]),
            (&["10.0.9.77"], &[0]),
            (&["fd00:20::9"], &[20]),
            (&["192.168.1.9"], &[]),
            (&["10.0.10.77", "192.168.1.9"], &[10]),
            (&["10.0.10.77", "10.0.9.77"], &[]),
            (&[], &[]),
        ] {
            assert_eq!(hints(&networks, addresses), expected, "{addresses:?}");
        }
        assert!(hints(&[("eth0.10", "10.0.0.2/24"), ("eth0.20", "10.0.0.3/24")], &["10.0.0.9"]).is_empty());
        for odd in ["10.0.10.2", "10.0.10.2/0", "10.0.10.2/32", "10.0.10.2/x", "/24", ""] {
            assert!(hints(&[("eth0.10", odd)], &["10.0.10.77"]).is_empty(), "{odd}");
        }
    }

    #[test]
    fn the_platform_is_that_of_the_host_or_of_the_only_one_of_its_kind() {
        let mac: MacAddress = "00:11:22:33:44:55".parse().unwrap();
        let device = |number, kind, vendor| PossibleHost { device: id(number), kind, vendor, macs: &[] };
        let boxed = PossibleHost { macs: &[mac], ..device(1, "Domotz Box", "Domotz") };
        let router = device(2, "Router", "Luxul Corp.");
        let told = |devices: &[PossibleHost<'_>], host| {
            platform_hint(devices, host).map(|hint| (hint.platform, hint.device, hint.is_host))
        };
        assert_eq!(told(&[router, boxed], Some(mac)), Some((Platform::DomotzBox, id(1), true)));
        assert_eq!(told(&[router], Some(mac)), Some((Platform::LuxulRouter, id(2), false)));
        assert_eq!(told(&[router, boxed], None), None, "either may be it");
        let server = PossibleHost { macs: &[mac], ..device(3, "Server", "Dell") };
        assert_eq!(told(&[server, boxed], Some(mac)), None, "it runs on a server");
        assert_eq!(told(&[device(4, "Router", "Other"), device(5, "Switch", "Luxul")], None), None);
    }

    proptest! {
        #[test]
        fn whatever_names_and_addresses_hold_nothing_is_said_of_foreign_devices(
            names in prop::collection::vec((".{0,12}", ".{0,20}"), 0..6), address in any::<[u8; 4]>(),
        ) {
            let networks: Vec<NamedNetwork<'_>> =
                names.iter().map(|(interface, address)| NamedNetwork { interface, address }).collect();
            let found = vlan_hints(&networks, &[(id(1), vec![IpAddr::from(address)])]);
            prop_assert!(found.iter().all(|hint| hint.vlan <= 4094 && names.iter().any(|(name, _)| *name == hint.interface)));
        }

        #[test]
        fn a_device_beside_the_agent_is_always_found(vlan in 1u16..=4094, net in any::<u16>(), host in 2u8..=254) {
            let [high, low] = net.to_be_bytes();
            let (name, own) = (format!("eth0.{vlan}"), format!("{}.{high}.{low}.1/24", 10));
            let networks = [NamedNetwork { interface: &name, address: &own }];
            let found = vlan_hints(&networks, &[(id(1), vec![IpAddr::from([10, high, low, host])])]);
            prop_assert_eq!(found.first().map(|hint| hint.vlan), Some(vlan));
        }
    }
}
