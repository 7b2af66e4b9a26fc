//! From what a record says to the record.

use sitebook_domain::{AgentId, Device, DeviceField, DeviceId, FieldValue, Layers, OwnValue, Timestamp};
use sitebook_psa::{Configuration, Reference};

use super::super::assumptions::Assumptions;
use super::spelling::{spelled_mac, spelled_macs, spelled_serial};
use crate::chance::Chance;

/// A real device, as it was when its configuration was written.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    pub(super) agent: AgentId,
    pub(super) site: i64,
    /// The number of its agent in the company.
    pub(super) group: usize,
    pub(super) serial: String,
    pub(super) macs: Vec<u64>,
    pub(super) ip: String,
}

/// What the source says about a device now.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a trap of its own, and all may spring at once")]
pub(super) struct Shown {
    pub(super) serial: String,
    pub(super) serial_is_typed: bool,
    pub(super) macs: Vec<u64>,
    pub(super) ip: String,
    pub(super) moved: bool,
    /// Its source no longer reports it.
    pub(super) gone: bool,
    /// Another device stands in its place.
    pub(super) replaced: bool,
}

/// What a configuration says.
#[derive(Debug, Clone)]
pub(super) struct PsaRecord {
    /// The place of the device that it is.
    pub(super) thing: usize,
    pub(super) site: i64,
    pub(super) serial: String,
    pub(super) macs: Vec<u64>,
    pub(super) ip: String,
    pub(super) active: bool,
}

pub(super) fn device(id: DeviceId, agent: AgentId, shown: &Shown) -> Device {
    let mut layers = Layers::default();
    let serial = FieldValue::Text(shown.serial.clone());
    layers.set_source(DeviceField::Name, FieldValue::Text(format!("device-{id}")));
    if shown.serial_is_typed {
        layers.own.insert(DeviceField::Serial, OwnValue { value: serial, by: "a person".to_owned(), at: Timestamp(0) });
    } else {
        layers.set_source(DeviceField::Serial, serial);
    }
    let macs = shown.macs.iter().map(|mac| spelled_mac(*mac, 0)).collect();
    layers.set_source(DeviceField::Macs, FieldValue::List(macs));
    layers.set_source(DeviceField::Ips, FieldValue::List(vec![shown.ip.clone()]));
    Device { id, agent, source_id: id.to_string(), layers, ignored: false, created_at: Timestamp(0), gone_since: None }
}

pub(super) fn configuration(
    id: i64,
    record: &PsaRecord,
    chance: &mut Chance,
    assumptions: &Assumptions,
) -> Configuration {
    let serial_number = spelled_serial(&record.serial, chance, assumptions);
    let mac_address = spelled_macs(&record.macs, chance, assumptions);
    Configuration {
        id,
        name: format!("configuration {id}"),
        site: Some(Reference { id: record.site, name: String::new() }),
        serial_number,
        mac_address,
        ip_address: record.ip.clone(),
        active: record.active,
        ..Configuration::default()
    }
}
