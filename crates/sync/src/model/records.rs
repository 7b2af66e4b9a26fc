//! Records to start from: a device, its configuration, and the match of the two.

use sitebook_domain::{
    AgentId, Device, DeviceField, DeviceId, FieldValue, Layers, MappedField, Match, MatchId, MatchRule, MatchState,
    Timestamp,
};
use sitebook_psa::{Configuration, Reference};
use uuid::Uuid;

/// A device of which only the source's name is known.
#[must_use]
pub fn device(agent: AgentId, number: u128) -> Device {
    let mut layers = Layers::default();
    layers.set_source(DeviceField::Name, FieldValue::Text(format!("device {number}")));
    Device {
        id: DeviceId(Uuid::from_u128(number)),
        agent,
        source_id: number.to_string(),
        layers,
        ignored: false,
        created_at: Timestamp(0),
        gone_since: None,
    }
}

/// An empty configuration of a company.
#[must_use]
pub fn configuration(company: i64, id: i64) -> Configuration {
    Configuration {
        id,
        company: Some(Reference { id: company, name: format!("Company {company}") }),
        active: true,
        ..Configuration::default()
    }
}

/// The automatic match of a device and a configuration of a company.
#[must_use]
pub fn matched(device: &Device, company: i64, configuration: i64) -> Match {
    Match {
        id: MatchId(device.id.0),
        device: device.id,
        configuration,
        company,
        state: MatchState::Automatic,
        rule: MatchRule::Serial,
        evidence: Vec::new(),
        frozen_reason: None,
        by: "sitebook".to_owned(),
        at: Timestamp(0),
    }
}

/// Sets what the source says about a field of a device; the empty text for nothing.
pub fn set_ours(device: &mut Device, field: MappedField, value: &str) {
    let value = match field {
        MappedField::Mac | MappedField::Ip if value.is_empty() => FieldValue::List(Vec::new()),
        MappedField::Mac | MappedField::Ip => FieldValue::List(vec![value.to_owned()]),
        _ => FieldValue::Text(value.to_owned()),
    };
    device.layers.set_source(field.device_field(), value);
}

/// Sets a field of a configuration, as somebody at the PSA would.
pub fn set_theirs(configuration: &mut Configuration, field: MappedField, value: &str) {
    let text = match field {
        MappedField::Name => &mut configuration.name,
        MappedField::Model => &mut configuration.model_number,
        MappedField::Serial => &mut configuration.serial_number,
        MappedField::Mac => &mut configuration.mac_address,
        MappedField::Ip => &mut configuration.ip_address,
        MappedField::Notes => &mut configuration.notes,
        MappedField::Os => &mut configuration.os_type,
        MappedField::Firmware => &mut configuration.os_info,
        MappedField::Vendor => {
            let reference = Reference { id: maker_id(value), name: value.to_owned() };
            configuration.manufacturer = (!value.is_empty()).then_some(reference);
            return;
        }
    };
    value.clone_into(text);
}

/// An id for a maker that is the same for the same name in any case.
pub(crate) fn maker_id(name: &str) -> i64 {
    name.to_lowercase().chars().fold(7, |id: i64, letter| (id * 31 + i64::from(u32::from(letter))) % 1_000_003)
}
