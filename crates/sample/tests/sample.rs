//! The sample as a record: how much there is, and how well both sides agree.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "the functions beside the tests are tests, too")]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;
use sitebook_connectwise_sim::{Configuration, Seed};
use sitebook_domain::{MacAddress, PlaceholderList, canonical_serial, parse_macs};
use sitebook_sample::{Sample, sample};

/// 2026-06-15, noon.
const NOW: i64 = 1_781_524_800;

fn made() -> Sample {
    sample(NOW).unwrap()
}

fn agents(sample: &Sample) -> &Vec<Value> {
    sample.agents["agents"].as_array().unwrap()
}

/// Every device with its agent's id.
fn devices(sample: &Sample) -> Vec<(&str, &Value)> {
    let count = |agent: &Value| agent["devices"].as_array().unwrap().len();
    agents(sample)
        .iter()
        .flat_map(|agent| (0..count(agent)).map(move |place| (text(agent, "id"), &agent["devices"][place])))
        .collect()
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap()
}

fn macs(device: &Value) -> Vec<MacAddress> {
    device["macs"].as_array().unwrap().iter().map(|mac| mac.as_str().unwrap().parse().unwrap()).collect()
}

fn identifying_serial(serial: &str) -> Option<String> {
    PlaceholderList::default().identifies(serial).then(|| canonical_serial(serial))
}

#[test]
fn the_same_moment_gives_the_same_sample() {
    assert_eq!(made(), made());
    let later = sample(NOW + 86_400).unwrap();
    assert_eq!(later.connectwise.configurations.len(), made().connectwise.configurations.len());
    assert_ne!(later.agents, made().agents, "first sight moves with the time");
    assert!(sample(i64::MAX).is_err());
}

#[test]
fn there_are_forty_agents_with_eight_hundred_devices_and_no_id_stands_twice() {
    let sample = made();
    assert_eq!(agents(&sample).len(), 40);
    assert_eq!(devices(&sample).len(), 800);
    let agent_ids: HashSet<&str> = agents(&sample).iter().map(|agent| text(agent, "id")).collect();
    assert_eq!(agent_ids.len(), 40);
    let device_ids: HashSet<(&str, &str)> =
        devices(&sample).into_iter().map(|(agent, device)| (agent, text(device, "id"))).collect();
    assert_eq!(device_ids.len(), 800);
    let countries: BTreeSet<&str> =
        agents(&sample).iter().map(|agent| agent["address"]["country"].as_str().unwrap()).collect();
    assert!(countries.len() >= 20, "{countries:?}");
}

#[test]
fn places_are_known_in_every_way() {
    let sample = made();
    let confirmed: HashSet<&str> = sample.confirmed.iter().map(|place| place.agent.as_str()).collect();
    let reported = agents(&sample).iter().filter(|agent| agent.get("latitude").is_some()).count();
    let address_only = agents(&sample)
        .iter()
        .filter(|agent| agent.get("latitude").is_none() && !confirmed.contains(text(agent, "id")))
        .filter(|agent| agent.get("public_ip").is_some_and(|ip| !ip.as_str().unwrap().starts_with("100.64.")));
    assert!(confirmed.len() >= 10 && reported >= 5, "{} {reported}", confirmed.len());
    assert!(address_only.count() >= 18);
}

#[test]
fn mail_and_phones_lead_to_nobody() {
    for agent in agents(&made()) {
        let mail = agent["contact"]["email"].as_str().unwrap();
        let (name, host) = mail.split_once('@').unwrap();
        assert!(host.ends_with(".example.com") && host.len() > 12, "{mail}");
        assert!(name.split('.').all(|part| !part.is_empty()), "{mail}");
    }
}

#[test]
fn every_device_has_values_that_can_be_read_and_addresses_are_made_up_once() {
    let sample = made();
    let mut holders: BTreeMap<MacAddress, usize> = BTreeMap::new();
    for (_, device) in devices(&sample) {
        for mac in macs(device) {
            *holders.entry(mac).or_default() += 1;
        }
        assert!(text(device, "first_seen").ends_with('Z'));
    }
    let shared: usize = holders.values().filter(|count| **count > 1).count();
    assert!((2..=5).contains(&shared), "machines that were copied with their address: {shared}");
    let made_up = holders.keys().filter(|mac| !mac.identifies()).count();
    assert!((25..=90).contains(&made_up), "phones that made up an address: {made_up}");
}

#[test]
fn there_are_placeholders_clones_and_ignored_guests_to_find() {
    let sample = made();
    let mut holders: BTreeMap<String, usize> = BTreeMap::new();
    let mut placeholders = 0;
    for (_, device) in devices(&sample) {
        let serial = text(device, "serial");
        match identifying_serial(serial) {
            Some(serial) => *holders.entry(serial).or_default() += 1,
            None => placeholders += usize::from(!serial.is_empty()),
        }
    }
    let clones = holders.values().filter(|count| **count > 1).count();
    assert!((2..=10).contains(&clones), "serial numbers held twice: {clones}");
    assert!((15..=80).contains(&placeholders), "serial numbers that say nothing: {placeholders}");
    assert!((10..=60).contains(&sample.ignored.len()), "{}", sample.ignored.len());
    let known: HashSet<(&str, &str)> =
        devices(&sample).into_iter().map(|(agent, device)| (agent, text(device, "id"))).collect();
    assert!(sample.ignored.iter().all(|(agent, device)| known.contains(&(agent.as_str(), device.as_str()))));
}

/// Configurations by what identifies them.
struct Held<'s> {
    serials: HashMap<String, Vec<&'s Configuration>>,
    macs: HashMap<MacAddress, Vec<&'s Configuration>>,
    ips: HashSet<&'s str>,
}

fn held(seed: &Seed) -> Held<'_> {
    let mut held = Held { serials: HashMap::new(), macs: HashMap::new(), ips: HashSet::new() };
    for configuration in seed.configurations.values() {
        if let Some(serial) = identifying_serial(&configuration.serial_number) {
            held.serials.entry(serial).or_default().push(configuration);
        }
        for mac in parse_macs(&configuration.mac_address) {
            held.macs.entry(mac).or_default().push(configuration);
        }
        held.ips.insert(configuration.ip_address.as_str());
    }
    held
}

#[test]
fn about_three_of_five_devices_stand_in_connectwise_with_the_same_serial_number_or_address() {
    let sample = made();
    let held = held(&sample.connectwise);
    let (mut strong, mut only_ip, mut contradicting) = (0, 0, 0);
    for (_, device) in devices(&sample) {
        let by_serial = identifying_serial(text(device, "serial")).and_then(|serial| held.serials.get(&serial));
        let by_mac = macs(device).into_iter().find_map(|mac| held.macs.get(&mac));
        match (by_serial, by_mac) {
            (None, None) => only_ip += usize::from(held.ips.contains(device["ips"][0].as_str().unwrap())),
            (Some(found), None) if !found[0].mac_address.trim().is_empty() => contradicting += 1,
            _ => strong += 1,
        }
    }
    assert!((440..=560).contains(&strong), "the same serial number or address: {strong}");
    assert!(only_ip >= 15, "only the IP address: {only_ip}");
    assert!(contradicting >= 5, "the serial number agrees, the address does not: {contradicting}");
}

#[test]
fn connectwise_has_duplicates_placeholders_retired_records_and_some_of_its_own() {
    let seed = made().connectwise;
    let held = held(&seed);
    let twice = held.serials.values().filter(|found| found.len() > 1).count();
    assert!(twice >= 8, "held twice: {twice}");
    let says_nothing = |configuration: &&Configuration| {
        !configuration.serial_number.trim().is_empty() && identifying_serial(&configuration.serial_number).is_none()
    };
    assert!(seed.configurations.values().filter(says_nothing).count() >= 10);
    assert!(seed.configurations.values().filter(|configuration| !configuration.active).count() >= 15);
    let gone = |configuration: &&Configuration| configuration.serial_number.starts_with("GONE-");
    assert!(seed.configurations.values().filter(gone).count() >= 30);
    assert!(seed.configurations.values().any(|configuration| configuration.site_id.is_none()));
    assert!((560..=900).contains(&seed.configurations.len()), "{}", seed.configurations.len());
}

#[test]
fn most_customer_ids_name_a_company_and_some_agents_have_none() {
    let sample = made();
    let identifiers: HashSet<&str> =
        sample.connectwise.companies.values().map(|company| company.identifier.as_str()).collect();
    let (named, others): (Vec<_>, Vec<_>) =
        agents(&sample).iter().partition(|agent| identifiers.contains(text(agent, "customer_id")));
    assert!(named.len() >= 22 && others.len() >= 8, "{} {}", named.len(), others.len());
    assert_eq!(sample.connectwise.companies.values().filter(|company| company.deleted).count(), 1);
    let firms: HashSet<i64> = sample.connectwise.configurations.values().map(|found| found.company_id).collect();
    assert!(firms.iter().all(|id| sample.connectwise.companies.contains_key(id)));
}

#[test]
fn every_server_answers_the_required_question() {
    let seed = made().connectwise;
    let required = seed.questions.values().find(|question| question.required).unwrap();
    let servers: Vec<&Configuration> =
        seed.configurations.values().filter(|configuration| configuration.type_id == required.type_id).collect();
    assert!(servers.len() >= 20, "{}", servers.len());
    for server in servers {
        assert!(server.answers.iter().any(|answered| answered.question == required.id), "{}", server.name);
    }
    assert!(seed.custom_fields.len() >= 2);
    assert!(seed.configurations.values().any(|configuration| !configuration.custom_values.is_empty()));
}
