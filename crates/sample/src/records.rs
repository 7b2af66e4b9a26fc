//! What ConnectWise knows: companies, their sites, and configurations that match the devices partly.

use std::collections::BTreeMap;

use serde_json::Value;
use sitebook_connectwise_sim::{FieldType, NewConfiguration, Seed, Simulator};

use crate::chance::Chance;
use crate::document::colons;
use crate::network::{Device, Network};
use crate::places::{DELETED, FIRMS};

/// Where the draws begin; others than those of the devices.
const START: u64 = 0xC0_FFEE;

/// The records were made over the last weeks before the sample; each takes a second of the simulator's time.
const AGE_SECONDS: i64 = 30 * 24 * 3600;

/// Configuration types and the kinds that belong to them. The last one takes the rest.
const TYPES: [(&str, &[&str]); 11] = [
    ("Firewall", &["firewall", "router"]),
    ("Switch", &["switch"]),
    ("Access Point", &["access_point"]),
    ("Server", &["server"]),
    ("Storage", &["nas"]),
    ("UPS", &["ups"]),
    ("Printer", &["printer", "label_printer"]),
    ("Camera", &["camera"]),
    ("Workstation", &["workstation"]),
    ("Phone", &["phone"]),
    ("Managed Device", &[]),
];

/// Places in that list.
const SWITCH: usize = 1;
const SERVER: usize = 3;

/// What may be answered to the question about backups.
const BACKUP_ANSWERS: [&str; 3] = ["Yes, every night", "Yes, weekly", "Not needed"];

/// Manufacturers that the office has entered; others are missing there.
const MANUFACTURERS: [&str; 20] = [
    "Fortinet",
    "SonicWall",
    "WatchGuard",
    "Cisco",
    "Cisco Meraki",
    "Aruba",
    "Ubiquiti",
    "Ruckus",
    "Netgear",
    "Dell",
    "Hewlett Packard",
    "Lenovo",
    "Apple",
    "Synology",
    "QNAP",
    "APC",
    "Brother",
    "Canon",
    "Axis",
    "Yealink",
];

/// How a device stands in ConnectWise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Not at all.
    Missing,
    /// With serial number and address.
    Whole,
    /// With the serial number only.
    Serial,
    /// With the address only.
    Mac,
    /// With the IP address only.
    Ip,
    /// With the serial number, and the address of something else.
    Contradicting,
    /// Retired there, still running here.
    Retired,
    /// Twice: two tools have entered it.
    Twice,
    /// Under another site of the company.
    OtherSite,
    /// With a serial number that says nothing.
    Placeholder,
}

/// The tables of ConnectWise that records refer to.
struct Tables {
    types: Vec<i64>,
    /// The question about backups, which every server must answer.
    backup: i64,
    /// Custom fields for the part of the building and the room.
    zone: i64,
    room: i64,
    manufacturers: BTreeMap<&'static str, i64>,
    retired: i64,
    /// Company by identifier.
    companies: BTreeMap<&'static str, i64>,
    /// Site by company and the agent's id; under an empty id those without a network.
    sites: BTreeMap<(&'static str, String), Vec<i64>>,
}

/// Everything that ConnectWise knows at this moment (seconds since 1970).
pub(crate) fn seed(networks: &[Network], now: i64) -> Seed {
    let mut simulator = Simulator::from_seed(Seed { now: now - AGE_SECONDS, ..Seed::default() });
    let tables = tables(&mut simulator, networks);
    for (index, network) in networks.iter().enumerate() {
        let mut chance = Chance::new(START.wrapping_mul(index as u64 + 1));
        if let Some(company) = tables.companies.get(network.place.company).copied() {
            for device in &network.devices {
                record(&mut simulator, &tables, &mut chance, (company, network, device));
            }
            only_there(&mut simulator, &tables, &mut chance, company, network);
        }
    }
    simulator.seed().clone()
}

fn tables(simulator: &mut Simulator, networks: &[Network]) -> Tables {
    let types = TYPES.map(|(name, _)| simulator.add_type(name)).to_vec();
    let backup = simulator.add_question(types[SERVER], "Backup in place?", true);
    for answer in BACKUP_ANSWERS {
        simulator.add_question_value(backup, answer);
    }
    simulator.add_question(types[SWITCH], "Rack position", false);
    let zone = simulator.add_custom_field("Part of the building", FieldType::Text);
    let room = simulator.add_custom_field("Room", FieldType::Text);
    simulator.add_status("Active", false);
    simulator.add_status("In Stock", false);
    let retired = simulator.add_status("Retired", true);
    let manufacturers = MANUFACTURERS.into_iter().map(|name| (name, simulator.add_manufacturer(name))).collect();
    let (mut companies, mut sites) = (BTreeMap::new(), BTreeMap::<_, Vec<i64>>::new());
    for firm in FIRMS {
        let company = simulator.add_company(firm.identifier, firm.name);
        simulator.edit_company(company, |record| {
            firm.city.clone_into(&mut record.city);
            firm.country.clone_into(&mut record.country);
        });
        companies.insert(firm.identifier, company);
        for network in networks.iter().filter(|network| network.place.company == firm.identifier) {
            let [street, zip, city, _, _] = network.place.address;
            let site = simulator.add_site(company, city);
            simulator.edit_site(site, |record| {
                street.clone_into(&mut record.address_line1);
                zip.clone_into(&mut record.zip);
                city.clone_into(&mut record.city);
                firm.country.clone_into(&mut record.country);
            });
            sites.entry((firm.identifier, network.id.clone())).or_default().push(site);
        }
        for name in firm.more_sites {
            let site = simulator.add_site(company, name);
            simulator.edit_site(site, |record| firm.city.clone_into(&mut record.city));
            sites.entry((firm.identifier, String::new())).or_default().push(site);
        }
        if firm.identifier == DELETED {
            simulator.delete_company(company);
        }
    }
    Tables { types, backup, zone, room, manufacturers, retired, companies, sites }
}

impl Tables {
    fn type_of(&self, kind: &str) -> i64 {
        let place = TYPES.iter().position(|(_, kinds)| kinds.contains(&kind)).unwrap_or(TYPES.len() - 1);
        self.types[place]
    }

    /// The site of a network, and one that is not its own, if the company has one.
    fn sites_of(&self, network: &Network) -> (Option<i64>, Option<i64>) {
        let own = self.sites.get(&(network.place.company, network.id.clone())).and_then(|sites| sites.first()).copied();
        let mut all = self.sites.iter().filter(|((company, _), _)| *company == network.place.company);
        let other = all.find_map(|(_, sites)| sites.iter().copied().find(|site| Some(*site) != own));
        (own, other)
    }
}

/// How likely it is that the office has entered a device of this kind, in percent.
fn documented(kind: &str) -> u64 {
    match kind {
        "firewall" | "router" | "switch" | "server" | "nas" => 98,
        "access_point" | "printer" | "ups" | "workstation" | "label_printer" => 92,
        "camera" | "phone" => 80,
        "tv" | "thermostat" => 25,
        _ => 0,
    }
}

fn fate(chance: &mut Chance, device: &Device, has_other_site: bool) -> Fate {
    let drawn = chance.percent();
    if chance.percent() >= documented(device.model.kind) {
        return Fate::Missing;
    }
    let fate = match drawn {
        0..=47 => Fate::Whole,
        48..=63 => Fate::Serial,
        64..=79 => Fate::Mac,
        80..=85 => Fate::Ip,
        86..=88 => Fate::Contradicting,
        89..=91 => Fate::Retired,
        92..=94 => Fate::Twice,
        95..=97 => Fate::OtherSite,
        _ => Fate::Placeholder,
    };
    match fate {
        Fate::OtherSite if !has_other_site => Fate::Whole,
        Fate::Serial | Fate::Contradicting if device.serial.is_empty() || device.placeholder => Fate::Mac,
        fate => fate,
    }
}

fn record(
    simulator: &mut Simulator,
    tables: &Tables,
    chance: &mut Chance,
    (company, network, device): (i64, &Network, &Device),
) {
    let (own_site, other_site) = tables.sites_of(network);
    let fate = fate(chance, device, other_site.is_some());
    if fate == Fate::Missing {
        return;
    }
    let model = device.model;
    let serial = match fate {
        Fate::Mac | Fate::Ip => String::new(),
        Fate::Placeholder => "To be filled by O.E.M.".to_owned(),
        _ => serial_spelling(chance, &device.serial),
    };
    let mac = match fate {
        Fate::Serial | Fate::Ip | Fate::Placeholder => String::new(),
        Fate::Contradicting => mac_spelling(chance, foreign(device.macs[0])),
        _ => mac_spelling(chance, device.macs[0]),
    };
    let ip = match chance.percent() {
        _ if fate == Fate::Ip => device.ip.clone(),
        0..=69 => device.ip.clone(),
        // The address it had last year.
        70..=84 => format!("{}1", device.ip.trim_end_matches(|letter: char| letter.is_ascii_digit())),
        _ => String::new(),
    };
    let site = match fate {
        Fate::OtherSite => other_site,
        // Tools that create records leave the site empty.
        _ if chance.percent() < 12 => None,
        _ => own_site,
    };
    let manufacturer = (chance.percent() < 85).then(|| tables.manufacturers.get(model.vendor).copied()).flatten();
    let new = NewConfiguration {
        company,
        site,
        type_id: tables.type_of(model.kind),
        manufacturer,
        name: name_spelling(chance, device, network),
        serial_number: serial,
        model_number: if chance.percent() < 70 { model.name.to_owned() } else { String::new() },
        mac_address: mac,
        ip_address: ip,
        notes: if chance.percent() < 10 {
            "Under warranty until the end of the year.".to_owned()
        } else {
            String::new()
        },
        os_type: if chance.percent() < 50 { model.os.to_owned() } else { String::new() },
        os_info: if chance.percent() < 30 { model.firmware.to_owned() } else { String::new() },
        active: fate != Fate::Retired,
        ..NewConfiguration::default()
    };
    let again = (fate == Fate::Twice).then(|| NewConfiguration {
        name: format!("{} (2)", device.name),
        notes: String::new(),
        ..new.clone()
    });
    let id = simulator.add_configuration(new);
    if tables.type_of(model.kind) == tables.types[SERVER] {
        simulator.set_answer(id, tables.backup, Value::from(*chance.one_of(&BACKUP_ANSWERS)));
    }
    if chance.percent() < 25 && !device.room.is_empty() {
        simulator.set_custom_value(id, tables.zone, Value::from(device.zone));
        simulator.set_custom_value(id, tables.room, Value::from(device.room));
    }
    if fate == Fate::Retired {
        simulator.edit_configuration(id, |record| record.status_id = Some(tables.retired));
    }
    if let Some(again) = again {
        let id = simulator.add_configuration(again);
        if tables.type_of(model.kind) == tables.types[SERVER] {
            simulator.set_answer(id, tables.backup, Value::from(BACKUP_ANSWERS[0]));
        }
    }
}

/// What stands in ConnectWise alone: machines that are gone or in a drawer, and things that are on no network.
fn only_there(simulator: &mut Simulator, tables: &Tables, chance: &mut Chance, company: i64, network: &Network) {
    const THINGS: [(&str, &str, &str); 6] = [
        ("workstation", "Spare laptop", "Latitude 5530"),
        ("server", "Old file server", "PowerEdge T110"),
        ("printer", "Franking machine", "DM100i"),
        ("switch", "Cold spare switch", "CBS350-8P"),
        ("", "Microsoft 365 tenant", ""),
        ("", "Domain name", ""),
    ];
    let (site, _) = tables.sites_of(network);
    for (position, (kind, name, model)) in THINGS.into_iter().enumerate() {
        if chance.percent() >= 45 {
            continue;
        }
        let is_thing = !kind.is_empty();
        let number = chance.below(900_000) + 100_000;
        let id = simulator.add_configuration(NewConfiguration {
            company,
            site,
            type_id: tables.type_of(kind),
            name: name.to_owned(),
            // Never one of a device: those have no dash followed by six digits.
            serial_number: if is_thing { format!("GONE-{number}") } else { String::new() },
            model_number: model.to_owned(),
            active: position != 1,
            ..NewConfiguration::default()
        });
        if position == 1 {
            simulator.set_answer(id, tables.backup, Value::from(BACKUP_ANSWERS[2]));
            simulator.edit_configuration(id, |record| record.status_id = Some(tables.retired));
        }
    }
}

fn name_spelling(chance: &mut Chance, device: &Device, network: &Network) -> String {
    match chance.percent() {
        0..=54 => device.name.clone(),
        55..=74 => device.name.to_uppercase(),
        75..=89 => format!("{}-{}", device.name, network.place.address[2].to_lowercase().replace(' ', "-")),
        _ => format!("{} {}", device.model.vendor, device.model.name),
    }
}

fn serial_spelling(chance: &mut Chance, serial: &str) -> String {
    match chance.percent() {
        0..=59 => serial.to_owned(),
        60..=84 => serial.to_lowercase(),
        _ => format!(" {serial} "),
    }
}

fn mac_spelling(chance: &mut Chance, mac: [u8; 6]) -> String {
    let plain = colons(mac);
    let hex = plain.replace(':', "").to_lowercase();
    match chance.percent() {
        0..=29 => plain,
        30..=49 => plain.to_lowercase(),
        50..=69 => plain.replace(':', "-"),
        70..=84 => format!("{}.{}.{}", &hex[..4], &hex[4..8], &hex[8..]),
        _ => hex.to_uppercase(),
    }
}

/// The address of a card that was never in this device: the same maker's, far away in its block.
fn foreign(mut mac: [u8; 6]) -> [u8; 6] {
    mac[3] ^= 0x80;
    mac[4] ^= 0x55;
    mac
}
