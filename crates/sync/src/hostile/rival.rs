//! What is usually done: serial number, then MAC address, then IP address, and the first hit counts.

use std::collections::HashMap;
use std::hash::Hash;

use sitebook_domain::{Device, DeviceField, DeviceId, MacAddress, canonical_serial, parse_macs};
use sitebook_psa::Configuration;

use super::world::World;

/// First hit among the configurations of the device's company.
#[must_use]
pub fn first_hit_in_company(world: &World) -> Vec<(DeviceId, i64)> {
    world
        .companies
        .iter()
        .flat_map(|company| first_hits(company.devices.iter(), company.configurations.iter()))
        .collect()
}

/// First hit among all configurations of the account.
#[must_use]
pub fn first_hit_in_account(world: &World) -> Vec<(DeviceId, i64)> {
    let devices = world.companies.iter().flat_map(|company| &company.devices);
    let configurations = world.companies.iter().flat_map(|company| &company.configurations);
    first_hits(devices, configurations)
}

fn first_hits<'r>(
    devices: impl Iterator<Item = &'r Device>,
    configurations: impl Iterator<Item = &'r Configuration> + Clone,
) -> Vec<(DeviceId, i64)> {
    let text = |text: &str| Some(canonical_serial(text)).filter(|text| !text.is_empty());
    let serials = first_holders(configurations.clone(), |found| text(&found.serial_number).into_iter().collect());
    let macs = first_holders(configurations.clone(), |found| parse_macs(&found.mac_address));
    let ips = first_holders(configurations, |found| text(&found.ip_address).into_iter().collect());
    let hit = |device: &Device| {
        let by_serial = || serials.get(&text(device.layers.text(DeviceField::Serial))?);
        let by_mac = || device.macs().iter().find_map(|mac: &MacAddress| macs.get(mac));
        let by_ip = || device.layers.list(DeviceField::Ips).iter().find_map(|ip| ips.get(&text(ip)?));
        by_serial().or_else(by_mac).or_else(by_ip).map(|configuration| (device.id, *configuration))
    };
    devices.filter_map(hit).collect()
}

/// The first configuration with each value.
fn first_holders<'r, K: Eq + Hash>(
    configurations: impl Iterator<Item = &'r Configuration>,
    values: impl Fn(&Configuration) -> Vec<K>,
) -> HashMap<K, i64> {
    let mut holders = HashMap::new();
    for configuration in configurations {
        for value in values(configuration) {
            holders.entry(value).or_insert(configuration.id);
        }
    }
    holders
}
