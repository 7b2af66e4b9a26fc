//! Records to start from: a device, its configuration, and the match of the two.

use std::collections::HashMap;
use std::sync::LazyLock;

use sitebook_domain::{
    AgentId, Device, DeviceField, DeviceId, Direction, FieldRule, FieldTarget, FieldTargetKind, FieldValue, Layers,
    MappedField, Match, MatchId, MatchRule, MatchState, NamedReference, StatusChoice, Timestamp,
};
use sitebook_psa::{Answer, Configuration, CustomField, Reference};
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

/// The rule by which the model world reads and writes a field: zone goes to question 501, room to custom field 601, and
/// devices that are online and offline have the statuses 701 and 702. Off, and cautious.
#[must_use]
pub fn rule(field: MappedField) -> &'static FieldRule {
    static RULES: LazyLock<HashMap<MappedField, FieldRule>> = LazyLock::new(|| {
        let target = |kind, id, name: &str| Some(FieldTarget { kind, id, name: name.to_owned() });
        let status = |id, name: &str| Some(NamedReference { id, name: name.to_owned() });
        let rule = |field| match field {
            MappedField::Zone => {
                FieldRule { target: target(FieldTargetKind::Question, 501, "Zone"), ..FieldRule::new(Direction::Off) }
            }
            MappedField::Room => FieldRule {
                target: target(FieldTargetKind::CustomField, 601, "Room"),
                ..FieldRule::new(Direction::Off)
            },
            MappedField::Status => FieldRule {
                statuses: StatusChoice { online: status(701, "Up"), offline: status(702, "Down") },
                ..FieldRule::new(Direction::Off)
            },
            _ => FieldRule::new(Direction::Off),
        };
        MappedField::ALL.iter().map(|field| (*field, rule(*field))).collect()
    });
    &RULES[&field]
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
    set_theirs_by(configuration, field, rule(field), value);
}

/// Sets a field of a configuration at the place that a rule names.
pub fn set_theirs_by(configuration: &mut Configuration, field: MappedField, rule: &FieldRule, value: &str) {
    let reference = |id| (!value.is_empty()).then(|| Reference { id, name: value.to_owned() });
    let text = match field {
        MappedField::Name => &mut configuration.name,
        MappedField::Model => &mut configuration.model_number,
        MappedField::Serial => &mut configuration.serial_number,
        MappedField::Mac => &mut configuration.mac_address,
        MappedField::Ip => &mut configuration.ip_address,
        MappedField::Notes => &mut configuration.notes,
        MappedField::Os => &mut configuration.os_type,
        MappedField::Firmware => &mut configuration.os_info,
        MappedField::Link => &mut configuration.management_link,
        MappedField::Vendor => {
            configuration.manufacturer = reference(maker_id(value));
            return;
        }
        MappedField::Status => {
            let picked = rule.statuses.picked().find(|picked| picked.name == value).map(|picked| picked.id);
            configuration.status = reference(picked.unwrap_or_else(|| maker_id(value)));
            return;
        }
        MappedField::Zone | MappedField::Room => {
            if let Some(target) = &rule.target {
                set_target(configuration, target.kind, target.id, value);
            }
            return;
        }
    };
    value.clone_into(text);
}

/// Answers a question, or fills a custom field; the others stay as they are.
pub(crate) fn set_target(configuration: &mut Configuration, kind: FieldTargetKind, id: i64, value: &str) {
    let value = value.to_owned();
    if kind == FieldTargetKind::Question {
        configuration.answers.retain(|answer| answer.question != id);
        configuration.answers.push(Answer { question: id, label: String::new(), value });
    } else {
        configuration.custom_fields.retain(|field| field.id != id);
        configuration.custom_fields.push(CustomField { id, caption: String::new(), value });
    }
}

/// An id for a maker that is the same for the same name in any case.
pub(crate) fn maker_id(name: &str) -> i64 {
    name.to_lowercase().chars().fold(7, |id: i64, letter| (id * 31 + i64::from(u32::from(letter))) % 1_000_003)
}
