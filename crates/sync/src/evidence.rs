//! What identifies, what agrees, and what contradicts.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::net::IpAddr;

use sitebook_domain::{
    Device, DeviceField, DeviceId, Evidence, MacAddress, MatchRule, PlaceholderList, canonical_serial, parse_macs,
};
use sitebook_psa::Configuration;

/// The identifying values of one side of a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Keys {
    /// Serial number in canonical form; none when there is none or it identifies nobody.
    pub serial: Option<String>,
    /// MAC addresses that identify.
    pub macs: Vec<MacAddress>,
    /// IP addresses.
    pub ips: Vec<IpAddr>,
    /// Whether the serial number was typed by a person; such a value only proposes.
    pub serial_is_typed: bool,
}

impl Keys {
    pub(crate) fn of_device(device: &Device, placeholders: &PlaceholderList) -> Self {
        let serial = device.layers.text(DeviceField::Serial);
        Self {
            serial: placeholders.identifies(serial).then(|| canonical_serial(serial)),
            macs: device.macs().into_iter().filter(|mac| mac.identifies()).collect(),
            ips: device.layers.list(DeviceField::Ips).iter().filter_map(|ip| identifying_ip(ip)).collect(),
            serial_is_typed: device.layers.is_own(DeviceField::Serial),
        }
    }

    pub(crate) fn of_configuration(configuration: &Configuration, placeholders: &PlaceholderList) -> Self {
        let serial = &configuration.serial_number;
        let ips = configuration.ip_address.split([',', ';', ' ', '/']);
        Self {
            serial: placeholders.identifies(serial).then(|| canonical_serial(serial)),
            macs: parse_macs(&configuration.mac_address).into_iter().filter(|mac| mac.identifies()).collect(),
            ips: ips.filter_map(identifying_ip).collect(),
            serial_is_typed: false,
        }
    }
}

/// An IP address that could belong to one device: not 0.0.0.0, loopback, multicast or broadcast.
fn identifying_ip(text: &str) -> Option<IpAddr> {
    let address: IpAddr = text.trim().parse().ok()?;
    let broadcast = matches!(address, IpAddr::V4(v4) if v4.is_broadcast());
    (!address.is_unspecified() && !address.is_loopback() && !address.is_multicast() && !broadcast).then_some(address)
}

/// Whether the evidence of a pair contradicts itself: both have a serial number and the two differ, or both have MAC
/// addresses and none is equal, while the other kind of value agrees.
pub(crate) fn keys_contradict(device: &Keys, configuration: &Keys) -> Option<MatchRule> {
    let serials_differ =
        matches!((&device.serial, &configuration.serial), (Some(ours), Some(theirs)) if ours != theirs);
    if serials_differ {
        return Some(MatchRule::Serial);
    }
    let macs_differ = !device.macs.is_empty()
        && !configuration.macs.is_empty()
        && !device.macs.iter().any(|mac| configuration.macs.contains(mac));
    macs_differ.then_some(MatchRule::Mac)
}

/// Which kind of value of a device and a configuration contradicts, if any.
#[must_use]
pub fn contradicts(
    device: &Device,
    configuration: &Configuration,
    placeholders: &PlaceholderList,
) -> Option<MatchRule> {
    keys_contradict(&Keys::of_device(device, placeholders), &Keys::of_configuration(configuration, placeholders))
}

/// The values of a pair side by side, for a person to read. Kinds where a side has nothing that identifies are
/// left out: two equal placeholders agree about nothing.
#[must_use]
pub fn compare(device: &Device, configuration: &Configuration, placeholders: &PlaceholderList) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    let serial = device.layers.text(DeviceField::Serial).trim();
    let their_serial = configuration.serial_number.trim();
    if placeholders.identifies(serial) && placeholders.identifies(their_serial) {
        evidence.push(Evidence {
            rule: MatchRule::Serial,
            device_value: serial.to_owned(),
            configuration_value: their_serial.to_owned(),
            agrees: canonical_serial(serial) == canonical_serial(their_serial),
        });
    }
    let identifying =
        |macs: Vec<MacAddress>| -> Vec<MacAddress> { macs.into_iter().filter(|mac| mac.identifies()).collect() };
    let macs = identifying(device.macs());
    let their_macs = identifying(parse_macs(&configuration.mac_address));
    if let (Some(first), false) = (macs.first(), their_macs.is_empty()) {
        let agreeing = macs.iter().find(|mac| their_macs.contains(mac));
        evidence.push(Evidence {
            rule: MatchRule::Mac,
            device_value: agreeing.unwrap_or(first).to_string(),
            configuration_value: configuration.mac_address.trim().to_owned(),
            agrees: agreeing.is_some(),
        });
    }
    let ips = device.layers.list(DeviceField::Ips);
    let their_ip = configuration.ip_address.trim();
    if let (Some(first), false) = (ips.first(), their_ip.is_empty()) {
        let theirs = their_ip.split([',', ';', ' ', '/']).filter_map(identifying_ip).collect::<Vec<_>>();
        let agreeing = ips.iter().find(|ip| identifying_ip(ip).is_some_and(|ip| theirs.contains(&ip)));
        evidence.push(Evidence {
            rule: MatchRule::Ip,
            device_value: agreeing.unwrap_or(first).clone(),
            configuration_value: their_ip.to_owned(),
            agrees: agreeing.is_some(),
        });
    }
    evidence
}

/// Who holds which identifying value, on both sides.
#[derive(Debug, Default)]
pub(crate) struct EvidenceIndex {
    pub(crate) serials: Holders<String>,
    pub(crate) macs: Holders<MacAddress>,
    pub(crate) ips: Holders<IpAddr>,
}

/// The devices and configurations that hold each value.
#[derive(Debug)]
pub(crate) struct Holders<K> {
    devices: HashMap<K, HashSet<DeviceId>>,
    configurations: HashMap<K, HashSet<i64>>,
}

impl<K> Default for Holders<K> {
    fn default() -> Self {
        Self { devices: HashMap::new(), configurations: HashMap::new() }
    }
}

impl<K: Eq + Hash + Clone> Holders<K> {
    fn add_device(&mut self, key: &K, device: DeviceId) {
        self.devices.entry(key.clone()).or_default().insert(device);
    }

    fn add_configuration(&mut self, key: &K, configuration: i64) {
        self.configurations.entry(key.clone()).or_default().insert(configuration);
    }

    /// The configurations that hold the value.
    pub(crate) fn configurations_with(&self, key: &K) -> impl Iterator<Item = i64> + use<'_, K> {
        self.configurations.get(key).into_iter().flatten().copied()
    }

    /// Whether exactly one device and one configuration hold the value.
    pub(crate) fn is_unique(&self, key: &K) -> bool {
        self.devices.get(key).is_some_and(|devices| devices.len() == 1)
            && self.configurations.get(key).is_some_and(|configurations| configurations.len() == 1)
    }
}

impl EvidenceIndex {
    /// Notes the values of every device and configuration in scope, matched or not.
    #[must_use]
    pub(crate) fn new<'k>(
        devices: impl Iterator<Item = (DeviceId, &'k Keys)>,
        configurations: impl Iterator<Item = (i64, &'k Keys)>,
    ) -> Self {
        let mut index = Self::default();
        for (id, keys) in devices {
            keys.serial.iter().for_each(|serial| index.serials.add_device(serial, id));
            keys.macs.iter().for_each(|mac| index.macs.add_device(mac, id));
            keys.ips.iter().for_each(|ip| index.ips.add_device(ip, id));
        }
        for (id, keys) in configurations {
            keys.serial.iter().for_each(|serial| index.serials.add_configuration(serial, id));
            keys.macs.iter().for_each(|mac| index.macs.add_configuration(mac, id));
            keys.ips.iter().for_each(|ip| index.ips.add_configuration(ip, id));
        }
        index
    }
}
