//! The networks in the format of an import file.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::network::{Device, Network};
use crate::places::{Customer, Known, Place, Trade};

/// The file with all of them. `now` decides when devices were seen first.
pub(crate) fn document(networks: &[Network], now: Timestamp) -> Value {
    json!({ "agents": networks.iter().enumerate().map(|(index, network)| agent(index, network, now)).collect::<Vec<_>>() })
}

fn agent(index: usize, network: &Network, now: Timestamp) -> Value {
    let place = network.place;
    let [street, postal_code, city, region, country] = place.address;
    let [first_name, last_name, phone] = place.contact;
    let mut agent = json!({
        "id": network.id,
        "name": place.name,
        "status": if network.online { "online" } else { "offline" },
        "platform": platform(index, place.trade),
        "time_zone": place.time_zone,
        "customer_id": customer_id(place),
        "contract_id": if index % 3 == 1 { String::new() } else { format!("K-{}", 2001 + index) },
        "residential": place.trade == Trade::Home,
        "contact": {
            "email": mail(place),
            "first_name": first_name,
            "last_name": last_name,
            "phones": if phone.is_empty() { vec![] } else { vec![phone] },
        },
        "note": place.note,
        "address": {
            "street": street, "city": city, "postal_code": postal_code, "region": region, "country": country,
        },
        "devices": network.devices.iter().map(|device| self::device(device, now)).collect::<Vec<_>>(),
    });
    if !place.public_ip.is_empty() {
        agent["public_ip"] = place.public_ip.into();
    }
    if place.known == Known::Reported {
        agent["latitude"] = place.position.0.into();
        agent["longitude"] = place.position.1.into();
    }
    agent
}

fn platform(index: usize, trade: Trade) -> &'static str {
    match (trade, index % 5) {
        (Trade::Home, _) => "luxul-router",
        (_, 0) => "software",
        (_, 3) => "other",
        _ => "domotz-box",
    }
}

fn customer_id(place: &Place) -> &'static str {
    match place.customer {
        Customer::Identifier => place.company,
        Customer::Number(number) => number,
        Customer::Nothing => "",
    }
}

/// `first.last` at a name of its own under `example.com`, in plain letters.
fn mail(place: &Place) -> String {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
    let [first, last, _] = place.contact;
    let house = if place.company.is_empty() { plain(place.name) } else { plain(place.company) };
    format!("{}.{}@{house}.example.com", plain(first), plain(last))
}

fn device(device: &Device, now: Timestamp) -> Value {
    let model = device.model;
    let first_seen = now - SignedDuration::from_hours(24 * device.age_days as i64);
    json!({
        "id": device.id,
        "name": device.name,
        "kind": model.kind,
        "vendor": model.vendor,
        "model": model.name,
        "serial": device.serial,
        "macs": device.macs.iter().map(|mac| colons(*mac)).collect::<Vec<_>>(),
        "ips": [device.ip],
        "zone": device.zone,
        "room": device.room,
        "firmware": model.firmware,
        "os": model.os,
        "status": if device.online { "online" } else { "offline" },
        "vlan": device.vlan,
        "power_controllable": model.kind == "ups",
        "notes": device.notes,
        "first_seen": first_seen.to_string(),
    })
}

/// The usual spelling of an address.
pub(crate) fn colons(mac: [u8; 6]) -> String {
    mac.map(|byte| format!("{byte:02X}")).join(":")
}
