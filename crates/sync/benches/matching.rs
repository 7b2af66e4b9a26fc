//! How long matching takes from parsed values, beside the obvious way to do it.
//!
//! `cargo bench -p sitebook-sync --bench matching`; one thread. The figures stand in `docs/identity.md`.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot set itself up should stop")]

use std::collections::{HashMap, HashSet};

use divan::Bencher;
use divan::counter::ItemsCount;
use sitebook_domain::{Device, DeviceField, DeviceId, FieldValue, PlaceholderList};
use sitebook_psa::Configuration;
use sitebook_sync::hostile::{Assumptions, World};
use sitebook_sync::{ConfigurationIndex, ConfigurationKeys, DeviceIndex, DeviceKeys, Standing};

fn main() {
    divan::main();
}

const DEVICES: usize = 100_000;

/// One company with all devices and as many configurations, so that everything is in one scope.
struct Scope {
    devices: Vec<Device>,
    configurations: Vec<Configuration>,
}

impl Scope {
    fn new(devices: usize) -> Self {
        // As many configurations as devices: those without one and those with two balance.
        let assumptions =
            Assumptions { devices, gone: 0.0, no_configuration: 0.10, duplicate: 0.112, ..Assumptions::hostile() };
        let world = World::new(1, &assumptions);
        let mut scope = Self { devices: Vec::new(), configurations: Vec::new() };
        for company in world.companies {
            scope.devices.extend(company.devices);
            scope.configurations.extend(company.configurations);
        }
        scope
    }

    fn device_keys(&self) -> Vec<DeviceKeys> {
        let placeholders = PlaceholderList::default();
        self.devices.iter().map(|device| DeviceKeys::of(device, &placeholders)).collect()
    }

    fn configuration_keys(&self) -> Vec<ConfigurationKeys> {
        let placeholders = PlaceholderList::default();
        self.configurations.iter().map(|found| ConfigurationKeys::of(found, &placeholders)).collect()
    }
}

/// Index all configurations and decide about all devices.
#[divan::bench(sample_count = 20)]
fn sitebook_everything(bencher: Bencher<'_, '_>) {
    let scope = Scope::new(DEVICES);
    let devices = scope.device_keys();
    let configurations = scope.configuration_keys();
    let (sites, unlinked) = (HashMap::new(), HashSet::new());
    let standing = Standing { sites: &sites, matched: &[], unlinked: &unlinked, kept: &[], accept_ip_matches: false };
    bencher.counter(ItemsCount::new(devices.len())).with_inputs(|| configurations.clone()).bench_values(
        |configurations| {
            let index = ConfigurationIndex::new(configurations);
            let decisions = index.decide(&devices, standing, |_| true);
            // Freeing is not part of matching.
            (index, decisions)
        },
    );
}

/// Serial, then MAC, then IP, each unique on both sides, in maps of texts: what one writes first.
#[divan::bench(sample_count = 20)]
fn naive_everything(bencher: Bencher<'_, '_>) {
    let scope = Scope::new(DEVICES);
    let ours: Vec<[String; 3]> = scope.devices.iter().map(device_texts).collect();
    let theirs: Vec<[String; 3]> = scope.configurations.iter().map(configuration_texts).collect();
    bencher.counter(ItemsCount::new(ours.len())).bench(|| naive(&ours, &theirs));
}

/// The values of all configurations and devices, parsed from what the records hold.
#[divan::bench(sample_count = 5)]
fn sitebook_parsing(bencher: Bencher<'_, '_>) {
    let scope = Scope::new(DEVICES);
    bencher.bench(|| (scope.device_keys(), scope.configuration_keys()));
}

/// The 20 devices of the only agent of a company, whose configurations are indexed already.
#[divan::bench(args = [60, 1_000, 10_000])]
fn sitebook_one_agent(bencher: Bencher<'_, '_>, configurations: usize) {
    let scope = Scope::new(configurations);
    let devices: Vec<DeviceKeys> = scope.device_keys().into_iter().take(20).collect();
    let index = ConfigurationIndex::new(scope.configuration_keys());
    let (sites, unlinked) = (HashMap::new(), HashSet::new());
    let standing = Standing { sites: &sites, matched: &[], unlinked: &unlinked, kept: &[], accept_ip_matches: false };
    bencher.bench(|| index.decide(&devices, standing, |_| true));
}

/// Devices of one agent that changed.
const CHANGED: usize = 20;

/// Each time another agent among many of one company is read again: 20 of its devices have other values than before, are put
/// into the index, and are decided about. Nothing else is looked at; what was looked at last is another agent's.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 1_000, sample_size = 1)]
fn sitebook_one_of_many_agents(bencher: Bencher<'_, '_>, devices: usize) {
    let scope = Scope::new(devices);
    let devices = scope.device_keys();
    let configurations = ConfigurationIndex::new(scope.configuration_keys());
    let (sites, unlinked) = (HashMap::new(), HashSet::new());
    let standing = Standing { sites: &sites, matched: &[], unlinked: &unlinked, kept: &[], accept_ip_matches: false };
    let mut index = DeviceIndex::new(devices.clone(), &configurations, standing);
    let mut readings = Readings::new(&scope);
    bencher.counter(ItemsCount::new(CHANGED)).with_inputs(|| readings.next()).bench_local_values(|changed| {
        let ids: Vec<DeviceId> = changed.iter().map(|device| device.id).collect();
        for device in changed {
            index.put(device);
        }
        index.decide_about(ids)
    });
}

/// The same without keeping the index: the values of all devices are indexed to decide about 20.
#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 20)]
fn sitebook_one_of_many_agents_afresh(bencher: Bencher<'_, '_>, devices: usize) {
    let scope = Scope::new(devices);
    let devices = scope.device_keys();
    let index = ConfigurationIndex::new(scope.configuration_keys());
    let concerned: HashSet<DeviceId> = devices.iter().take(CHANGED).map(|device| device.id).collect();
    let (sites, unlinked) = (HashMap::new(), HashSet::new());
    let standing = Standing { sites: &sites, matched: &[], unlinked: &unlinked, kept: &[], accept_ip_matches: false };
    bencher.bench(|| index.decide(&devices, standing, |device| concerned.contains(&device.id)));
}

/// Agents whose devices were read again, one after the other.
struct Readings {
    agents: Vec<Vec<Device>>,
    placeholders: PlaceholderList,
    read: usize,
}

impl Readings {
    fn new(scope: &Scope) -> Self {
        let mut agents: Vec<Vec<Device>> = Vec::new();
        for device in &scope.devices {
            match agents.last_mut() {
                Some(agent) if agent[0].agent == device.agent => agent.push(device.clone()),
                _ => agents.push(vec![device.clone()]),
            }
        }
        for agent in &mut agents {
            agent.truncate(CHANGED);
        }
        Self { agents, placeholders: PlaceholderList::default(), read: 0 }
    }

    /// What the devices of the next agent show: addresses were handed on, a board was changed, a serial number is new, or the
    /// values of the device beside it. Every second time around it is what they showed at first.
    fn next(&mut self) -> Vec<DeviceKeys> {
        // A step that has no factor in common with the number of agents comes to each of them.
        let step =
            (self.agents.len() / 3..=self.agents.len()).find(|step| coprime(*step, self.agents.len())).unwrap_or(1);
        let (round, number) = (self.read / self.agents.len(), self.read * step % self.agents.len());
        self.read += 1;
        let agent = &self.agents[number];
        let changed = |(place, device): (usize, &Device)| {
            let mut device = device.clone();
            if round.is_multiple_of(2) {
                let beside = &agent[(place + 1) % agent.len()];
                let mut take = |field, value| device.layers.set_source(field, value);
                take(DeviceField::Ips, FieldValue::List(beside.layers.list(DeviceField::Ips).to_vec()));
                match place % 3 {
                    0 => take(DeviceField::Serial, FieldValue::Text(format!("NEW{number}X{place}"))),
                    1 => take(
                        DeviceField::Macs,
                        FieldValue::List(vec![format!("001B21{:06X}", number * CHANGED + place)]),
                    ),
                    _ => {
                        take(DeviceField::Serial, FieldValue::Text(beside.layers.text(DeviceField::Serial).to_owned()))
                    }
                };
            }
            DeviceKeys::of(&device, &self.placeholders)
        };
        agent.iter().enumerate().map(changed).collect()
    }
}

fn coprime(one: usize, other: usize) -> bool {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one == 1
}

fn device_texts(device: &Device) -> [String; 3] {
    let first = |field| device.layers.list(field).first().cloned().unwrap_or_default();
    let hex = |text: String| text.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase();
    let serial = device.layers.text(DeviceField::Serial).trim().to_uppercase();
    [serial, hex(first(DeviceField::Macs)), first(DeviceField::Ips)]
}

fn configuration_texts(configuration: &Configuration) -> [String; 3] {
    let hex = configuration.mac_address.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase();
    [configuration.serial_number.trim().to_uppercase(), hex, configuration.ip_address.trim().to_owned()]
}

fn naive(ours: &[[String; 3]], theirs: &[[String; 3]]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut our_taken, mut their_taken) = (vec![false; ours.len()], vec![false; theirs.len()]);
    for rule in 0..3 {
        let holders = |records: &[[String; 3]]| {
            let mut holders: HashMap<String, Vec<usize>> = HashMap::new();
            for (place, record) in records.iter().enumerate().filter(|(_, record)| !record[rule].is_empty()) {
                holders.entry(record[rule].clone()).or_default().push(place);
            }
            holders
        };
        let (devices, configurations) = (holders(ours), holders(theirs));
        for (value, devices) in &devices {
            if let ([device], Some([configuration])) =
                (devices.as_slice(), configurations.get(value).map(Vec::as_slice))
                && !our_taken[*device]
                && !their_taken[*configuration]
            {
                pairs.push((*device, *configuration));
                (our_taken[*device], their_taken[*configuration]) = (true, true);
            }
        }
    }
    pairs
}
