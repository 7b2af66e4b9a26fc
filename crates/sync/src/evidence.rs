//! What identifies, what agrees, and what contradicts.

use std::net::IpAddr;

use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};
use sitebook_domain::{
    AgentId, Device, DeviceField, DeviceId, Evidence, MacAddress, MacKind, MatchRule, PlaceholderList,
    canonical_serial, parse_macs,
};
use sitebook_psa::Configuration;

/// The identifying values of one record, parsed: what matching compares, without a text among them.
///
/// Made once when a record arrives; matching then costs no parsing and no memory for each value.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Keys {
    /// The serial number; none when there is none or it identifies nobody.
    pub(crate) serial: Option<u128>,
    /// MAC addresses that identify.
    pub(crate) macs: Vec<u64>,
    /// MAC addresses of docks and USB adapters: they only propose, and contradict nothing.
    pub(crate) adapters: Vec<u64>,
    /// IP addresses, those of version 4 as they stand in version 6.
    pub(crate) ips: Vec<u128>,
    /// Which of them a person typed, or a sync brought back from the PSA: layer *own*. Such a value only proposes.
    pub(crate) typed: Typed,
}

/// Which values come from layer *own*.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Typed {
    pub(crate) serial: bool,
    pub(crate) macs: bool,
    pub(crate) ips: bool,
}

/// A device as matching sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeviceKeys {
    /// The device.
    pub id: DeviceId,
    /// The agent that discovered it.
    pub agent: AgentId,
    /// Ignored: its values count, so that nothing else takes its configuration, but it gets none itself.
    pub ignored: bool,
    /// Its values.
    pub keys: Keys,
}

/// A configuration as matching sees it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConfigurationKeys {
    /// The id.
    pub id: i64,
    /// Whether it is active.
    pub active: bool,
    /// Its site.
    pub site: Option<i64>,
    /// Its values.
    pub keys: Keys,
}

impl Keys {
    fn new(
        serial: Option<&str>,
        macs: Vec<MacAddress>,
        ips: impl Iterator<Item = IpAddr>,
        list: &PlaceholderList,
    ) -> Self {
        let mut keys = Self { serial: serial.map(serial_key), ips: ips.map(ip_key).collect(), ..Self::default() };
        for mac in macs {
            match mac_kind(mac, list) {
                MacKind::Adapter => keys.adapters.push(mac.number()),
                kind if kind.identifies() => keys.macs.push(mac.number()),
                _ => {}
            }
        }
        // A value that a record names twice is held once.
        for numbers in [&mut keys.macs, &mut keys.adapters] {
            numbers.sort_unstable();
            numbers.dedup();
        }
        keys.ips.sort_unstable();
        keys.ips.dedup();
        keys
    }

    /// The values of a device.
    #[must_use]
    pub fn of_device(device: &Device, placeholders: &PlaceholderList) -> Self {
        let serial = placeholders.identifying_serial(device.layers.text(DeviceField::Serial));
        let ips = device.layers.list(DeviceField::Ips).iter().filter_map(|ip| identifying_ip(ip));
        let typed = Typed {
            serial: device.layers.is_own(DeviceField::Serial),
            macs: device.layers.is_own(DeviceField::Macs),
            ips: device.layers.is_own(DeviceField::Ips),
        };
        Self { typed, ..Self::new(serial.as_deref(), device.macs(), ips, placeholders) }
    }

    /// The values of a configuration, whose columns are free text.
    #[must_use]
    pub fn of_configuration(configuration: &Configuration, placeholders: &PlaceholderList) -> Self {
        let serial = placeholders.identifying_serial(&configuration.serial_number);
        let macs = parse_macs(&configuration.mac_address);
        Self::new(serial.as_deref(), macs, identifying_ips(&configuration.ip_address), placeholders)
    }

    /// Whether nothing here could lead to another record.
    pub(crate) fn is_empty(&self) -> bool {
        self.serial.is_none() && self.macs.is_empty() && self.adapters.is_empty() && self.ips.is_empty()
    }
}

impl DeviceKeys {
    /// What matching needs to know of a device.
    #[must_use]
    pub fn of(device: &Device, placeholders: &PlaceholderList) -> Self {
        let keys = Keys::of_device(device, placeholders);
        Self { id: device.id, agent: device.agent, ignored: device.ignored, keys }
    }
}

impl ConfigurationKeys {
    /// What matching needs to know of a configuration.
    #[must_use]
    pub fn of(configuration: &Configuration, placeholders: &PlaceholderList) -> Self {
        Self {
            id: configuration.id,
            active: configuration.active,
            site: configuration.site.as_ref().map(|site| site.id),
            keys: Keys::of_configuration(configuration, placeholders),
        }
    }
}

/// Bytes of a serial number that fit beside its length.
const SHORT: usize = 15;

/// A canonical serial number as a number: up to 15 bytes as they are, so that equal numbers are equal texts; of longer
/// ones 120 bits of their SHA-256, which no two texts are known to share.
fn serial_key(canonical: &str) -> u128 {
    let mut bytes = [0; 16];
    let text = canonical.as_bytes();
    if text.len() <= SHORT {
        bytes[..text.len()].copy_from_slice(text);
        bytes[SHORT] = text.len() as u8;
    } else {
        bytes[..SHORT].copy_from_slice(&Sha256::digest(text)[..SHORT]);
        bytes[SHORT] = u8::MAX;
    }
    u128::from_be_bytes(bytes)
}

fn ip_key(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().into(),
        IpAddr::V6(v6) => v6.into(),
    }
}

/// What an address is; one that many devices show is nobody's.
fn mac_kind(mac: MacAddress, placeholders: &PlaceholderList) -> MacKind {
    if placeholders.lists_mac(mac) { MacKind::Nobody } else { MacKind::of(mac) }
}

/// An IP address that could belong to one device: not 0.0.0.0, loopback, multicast, broadcast, nor one that a device
/// without DHCP gave itself (169.254.0.0/16, RFC 3927).
fn identifying_ip(text: &str) -> Option<IpAddr> {
    let address = text.trim().parse::<IpAddr>().ok()?.to_canonical();
    let made_up = matches!(address, IpAddr::V4(v4) if v4.is_broadcast() || v4.is_link_local());
    (!address.is_unspecified() && !address.is_loopback() && !address.is_multicast() && !made_up).then_some(address)
}

/// The IP addresses in a free text, also those with a prefix length behind.
fn identifying_ips(text: &str) -> impl Iterator<Item = IpAddr> {
    text.split([',', ';', '/', '|']).flat_map(str::split_whitespace).filter_map(identifying_ip)
}

/// Values that two devices, or two configurations, in scope hold: they say nothing about either.
#[derive(Debug, Clone, Default)]
pub(crate) struct Repeated {
    pub(crate) serials: FxHashSet<u128>,
    pub(crate) macs: FxHashSet<u64>,
}

/// Whether the evidence of a pair contradicts itself: both have a serial number and the two differ, or both have MAC
/// addresses and none is equal. Values that are repeated on either side do not count, as they do not for agreeing.
pub(crate) fn keys_contradict(device: &Keys, configuration: &Keys, repeated: [&Repeated; 2]) -> Option<MatchRule> {
    let counts = |serial: u128| repeated.iter().all(|repeated| !repeated.serials.contains(&serial));
    let serials_differ = matches!(
        (device.serial, configuration.serial),
        (Some(ours), Some(theirs)) if ours != theirs && counts(ours) && counts(theirs)
    );
    if serials_differ {
        return Some(MatchRule::Serial);
    }
    if device.macs.iter().any(|mac| configuration.macs.contains(mac)) {
        return None;
    }
    let counts = |mac: &u64| repeated.iter().all(|repeated| !repeated.macs.contains(mac));
    (device.macs.iter().any(counts) && configuration.macs.iter().any(counts)).then_some(MatchRule::Mac)
}

/// The values of a pair side by side, for a person to read. Kinds where a side has nothing that counts are left out: two
/// equal placeholders agree about nothing, and the addresses of two docks do not contradict. `kept` is the id of a
/// configuration that the source of the device keeps with it; that of another one says nothing.
#[must_use]
pub fn compare(
    device: &Device,
    configuration: &Configuration,
    kept: Option<i64>,
    placeholders: &PlaceholderList,
) -> Vec<Evidence> {
    let serials = compare_serials(device, configuration, placeholders);
    let macs = compare_macs(device, configuration, placeholders);
    let kept = kept.filter(|kept| *kept == configuration.id).map(kept_evidence);
    serials.into_iter().chain(macs).chain(compare_ips(device, configuration)).chain(kept).collect()
}

fn kept_evidence(configuration: i64) -> Evidence {
    let id = configuration.to_string();
    Evidence { rule: MatchRule::Kept, device_value: id.clone(), configuration_value: id, agrees: true }
}

fn compare_serials(device: &Device, configuration: &Configuration, placeholders: &PlaceholderList) -> Option<Evidence> {
    let ours = device.layers.text(DeviceField::Serial).trim();
    let theirs = configuration.serial_number.trim();
    (placeholders.identifies(ours) && placeholders.identifies(theirs)).then(|| Evidence {
        rule: MatchRule::Serial,
        device_value: ours.to_owned(),
        configuration_value: theirs.to_owned(),
        agrees: canonical_serial(ours) == canonical_serial(theirs),
    })
}

fn compare_macs(device: &Device, configuration: &Configuration, placeholders: &PlaceholderList) -> Option<Evidence> {
    let kinds = |macs: Vec<MacAddress>| -> Vec<(MacAddress, MacKind)> {
        let kinds = macs.into_iter().map(|mac| (mac, mac_kind(mac, placeholders)));
        kinds.filter(|(_, kind)| kind.identifies() || *kind == MacKind::Adapter).collect()
    };
    let ours = kinds(device.macs());
    let theirs = kinds(parse_macs(&configuration.mac_address));
    let identifying = |macs: &[(MacAddress, MacKind)]| macs.iter().copied().find(|(_, kind)| kind.identifies());
    let both = |mac: &&(MacAddress, MacKind)| theirs.contains(mac);
    let agreeing = ours.iter().filter(both).find(|(_, kind)| kind.identifies()).or_else(|| ours.iter().find(both));
    let shown = match agreeing {
        Some((mac, _)) => *mac,
        None => identifying(&theirs).and_then(|_| identifying(&ours))?.0,
    };
    Some(Evidence {
        rule: MatchRule::Mac,
        device_value: shown.to_string(),
        configuration_value: configuration.mac_address.trim().to_owned(),
        agrees: agreeing.is_some(),
    })
}

fn compare_ips(device: &Device, configuration: &Configuration) -> Option<Evidence> {
    let ours = device.layers.list(DeviceField::Ips);
    let their_text = configuration.ip_address.trim();
    if their_text.is_empty() {
        return None;
    }
    let theirs: Vec<IpAddr> = identifying_ips(their_text).collect();
    let agreeing = ours.iter().find(|ip| identifying_ip(ip).is_some_and(|ip| theirs.contains(&ip)));
    Some(Evidence {
        rule: MatchRule::Ip,
        device_value: agreeing.or(ours.first())?.clone(),
        configuration_value: their_text.to_owned(),
        agrees: agreeing.is_some(),
    })
}
