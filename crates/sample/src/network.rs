//! One network's devices, the awkward ones included: placeholder serials, clones, made-up addresses, ignored guests.

use crate::catalogue::{Model, kinds, models_of, rooms};
use crate::chance::Chance;
use crate::places::{Place, Trade};

/// Where the draws begin. Another number is another sample: people's notes and screenshots would no longer fit.
const START: u64 = 0x5173_B00C;

/// Serial numbers that makers leave behind where there is none.
const PLACEHOLDERS: [&str; 5] =
    ["To be filled by O.E.M.", "Default string", "System Serial Number", "N/A", "0000000000"];

/// Letters of serial numbers, without those that are taken for digits.
const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Kinds that keep their address and stand in the rack.
const RACK: [&str; 6] = ["firewall", "router", "switch", "server", "nas", "ups"];

/// One device.
#[derive(Debug, Clone)]
pub(crate) struct Device {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) model: &'static Model,
    pub(crate) serial: String,
    pub(crate) macs: Vec<[u8; 6]>,
    pub(crate) ip: String,
    pub(crate) zone: &'static str,
    pub(crate) room: &'static str,
    pub(crate) online: bool,
    /// A number (tagged), 0 (untagged), or none (unknown).
    pub(crate) vlan: Option<u16>,
    pub(crate) notes: &'static str,
    /// How many days ago it was seen first.
    pub(crate) age_days: u64,
    /// Of a guest: nobody wants to see it.
    pub(crate) ignored: bool,
    /// Whether the serial number says nothing.
    pub(crate) placeholder: bool,
}

/// One network.
#[derive(Debug, Clone)]
pub(crate) struct Network {
    pub(crate) id: String,
    pub(crate) place: &'static Place,
    pub(crate) online: bool,
    pub(crate) devices: Vec<Device>,
}

/// The devices of the network at this position of the list.
pub(crate) fn network(index: usize, place: &'static Place) -> Network {
    let mut chance = Chance::new(START.wrapping_mul(index as u64 + 1));
    let (first, round) = kinds(place.trade);
    // A network buys one make of each kind, and sticks to it more or less.
    let makes: u64 = chance.below(60);
    let mut counts = std::collections::BTreeMap::new();
    let mut devices: Vec<Device> = Vec::new();
    for (position, kind) in first.iter().chain(round.iter().cycle()).take(place.devices).enumerate() {
        let models = models_of(kind);
        let make = if chance.percent() < 75 { makes } else { makes + 1 };
        let model = models[make as usize % models.len()];
        let number: &mut usize = counts.entry(*kind).or_default();
        *number += 1;
        devices.push(device(&mut chance, place, model, (index, position, *number)));
    }
    clone_values(index, &mut devices);
    // Two of forty have lost contact altogether; all of their devices are as last seen.
    let online = index % 20 != 13;
    Network { id: format!("S-{:02}", index + 1), place, online, devices }
}

fn device(
    chance: &mut Chance,
    place: &Place,
    model: &'static Model,
    (network, position, number): (usize, usize, usize),
) -> Device {
    let kind = model.kind;
    let in_rack = RACK.contains(&kind);
    let is_mobile = kind == "mobile";
    let unique = (network * 100 + position) as u32;
    let is_white_box = matches!(model.vendor, "Intel" | "Supermicro");
    let placeholder = !model.serial.is_empty() && (is_white_box || chance.percent() < 2);
    let serial = match (placeholder, model.serial) {
        (true, _) => (*chance.one_of(&PLACEHOLDERS)).to_owned(),
        (false, "") => String::new(),
        // Some devices do not answer the question.
        (false, _) if chance.percent() < 8 && !in_rack => String::new(),
        (false, beginning) => format!("{beginning}{}", letters(chance, unique)),
    };
    let first_mac = mac(model, unique, 0);
    let has_two = matches!(kind, "server" | "firewall" | "nas") && model.vendor != "VMware";
    let macs = if has_two { vec![first_mac, mac(model, unique, 1)] } else { vec![first_mac] };
    let (zone, room) = match (in_rack, place.trade) {
        (true, Trade::Home) => ("Downstairs", "Cupboard"),
        (true, _) => ("Ground floor", "Comms room"),
        (false, _) => *chance.one_of(rooms(place.trade)),
    };
    let address = if in_rack { position + 1 } else { position + 50 };
    let vlan = match kind {
        "phone" => Some(20),
        "camera" => Some(30),
        "mobile" | "tv" => Some(40),
        _ if in_rack => Some(0),
        _ => None,
    };
    let notes = match kind {
        "server" if number == 1 => "Restarts take ten minutes.",
        "camera" if number == 1 => "Behind the ceiling panel.",
        "ups" if chance.percent() < 40 => "Battery due next spring.",
        _ => "",
    };
    Device {
        id: format!("D-{:02}", position + 1),
        name: if is_mobile { format!("mobile-{:04x}", chance.below(0x1_0000)) } else { name(model, number) },
        model,
        serial,
        macs,
        ip: format!("192.168.{}.{address}", network + 10),
        zone: if is_mobile { "" } else { zone },
        room: if is_mobile { "" } else { room },
        online: chance.percent() >= if is_mobile { 45 } else { 5 },
        vlan,
        notes,
        age_days: 3 + chance.below(if is_mobile { 30 } else { 700 }),
        ignored: is_mobile && chance.percent() < 60,
        placeholder,
    }
}

fn name(model: &Model, number: usize) -> String {
    format!("{}{number:02}", model.stem)
}

/// Eight letters and digits that no other device has: five from its place in the list, three drawn.
fn letters(chance: &mut Chance, unique: u32) -> String {
    // An odd factor permutes the numbers below 32^5, so that neighbours do not look like neighbours.
    let mut scattered = u64::from(unique).wrapping_mul(0x9E_3779) % (32 * 32 * 32 * 32 * 32);
    let mut text = String::new();
    for _ in 0..5 {
        text.push(char::from(LETTERS[(scattered % 32) as usize]));
        scattered /= 32;
    }
    (0..3).for_each(|_| text.push(char::from(*chance.one_of(LETTERS))));
    text
}

/// An address in the vendor's block that no other device has; of phones, one that they made up.
fn mac(model: &Model, unique: u32, port: u32) -> [u8; 6] {
    // An odd factor permutes the numbers below 2^24.
    let scattered = (unique * 2 + port).wrapping_mul(0x9E_3779).to_be_bytes();
    let own = [scattered[1], scattered[2], scattered[3]];
    let block = if model.kind == "mobile" { [0xDA | (own[0] & 0x20), own[1] ^ 0x5A, own[2]] } else { model.block };
    [block[0], block[1], block[2], own[0], own[1], own[2]]
}

/// Copies of one image, and machines that were copied with their address: the same value in two devices.
fn clone_values(network: usize, devices: &mut [Device]) {
    let positions = |kind: &str, devices: &[Device]| -> Vec<usize> {
        devices.iter().enumerate().filter(|(_, device)| device.model.kind == kind).map(|(place, _)| place).collect()
    };
    if network.is_multiple_of(6)
        && let [first, second, ..] = positions("workstation", devices)[..]
        && !devices[first].serial.is_empty()
    {
        let (serial, placeholder) = (devices[first].serial.clone(), devices[first].placeholder);
        devices[second].serial = serial;
        devices[second].placeholder = placeholder;
    }
    if network % 9 == 4
        && let [first, second, ..] = positions("server", devices)[..]
    {
        devices[second].macs = vec![devices[first].macs[0]];
    }
}
