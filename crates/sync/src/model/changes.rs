//! What a write does to a record of the PSA in memory.

use sitebook_domain::{FieldTarget, FieldTargetKind, MappedField};
use sitebook_psa::{Configuration, ConfigurationChange, ConfigurationField, NewConfiguration, Reference};

use super::records::{maker_id, rule, set_target, set_theirs};
use crate::values::theirs;

/// Statuses that nobody picked.
const OTHER_STATUSES: [&str; 2] = ["Retired", "In stock"];

/// Carries out one change and tells what it did to a mapped field: the field, its value before and after.
pub(super) fn change(
    configuration: &mut Configuration,
    change: &ConfigurationChange,
) -> Option<(MappedField, String, String)> {
    let (field, value) = match change {
        ConfigurationChange::Text(field, value) => (mapped(*field), value.clone()),
        ConfigurationChange::Manufacturer(maker) => {
            (MappedField::Vendor, maker.as_ref().map(|maker| maker.name.clone()).unwrap_or_default())
        }
        ConfigurationChange::Status(id) => (MappedField::Status, status_name(*id)),
        ConfigurationChange::Site(id) => {
            configuration.site = id.map(reference);
            return None;
        }
        ConfigurationChange::Active(active) => {
            configuration.active = *active;
            return None;
        }
        ConfigurationChange::Answer { question, value } => {
            let Some(field) = mapped_target(FieldTargetKind::Question, *question) else {
                set_target(configuration, FieldTargetKind::Question, *question, value);
                return None;
            };
            (field, value.clone())
        }
        ConfigurationChange::CustomField { field: id, value } => {
            let Some(field) = mapped_target(FieldTargetKind::CustomField, *id) else {
                set_target(configuration, FieldTargetKind::CustomField, *id, value);
                return None;
            };
            (field, value.clone())
        }
    };
    let before = theirs(configuration, field, rule(field));
    set_theirs(configuration, field, &value);
    Some((field, before, value))
}

/// The record that a creation makes.
pub(super) fn configuration_from(new: &NewConfiguration, id: i64, makers: &[Reference]) -> Configuration {
    let mut made = Configuration {
        id,
        company: Some(reference(new.company)),
        site: new.site.map(reference),
        type_ref: Some(reference(new.type_id)),
        status: new.status.map(|id| Reference { id, name: status_name(id) }),
        manufacturer: makers.iter().find(|maker| Some(maker.id) == new.manufacturer).cloned(),
        device_identifier: new.device_identifier.clone(),
        active: true,
        ..Configuration::default()
    };
    for (field, value) in &new.texts {
        change(&mut made, &ConfigurationChange::Text(*field, value.clone()));
    }
    for (question, value) in &new.answers {
        set_target(&mut made, FieldTargetKind::Question, *question, value);
    }
    for (field, value) in &new.custom_fields {
        set_target(&mut made, FieldTargetKind::CustomField, *field, value);
    }
    made
}

fn reference(id: i64) -> Reference {
    Reference { id, name: String::new() }
}

/// The name of a status: one that is picked in the model world, or that its records begin with.
fn status_name(id: i64) -> String {
    let known = rule(MappedField::Status).statuses.picked().find(|picked| picked.id == id);
    let other = || OTHER_STATUSES.iter().find(|name| maker_id(name) == id).map(|name| (*name).to_owned());
    known.map(|picked| picked.name.clone()).or_else(other).unwrap_or_default()
}

/// The field that goes to this question or custom field in the model world.
fn mapped_target(kind: FieldTargetKind, id: i64) -> Option<MappedField> {
    let is_it = |target: &FieldTarget| target.kind == kind && target.id == id;
    [MappedField::Zone, MappedField::Room].into_iter().find(|field| rule(*field).target.as_ref().is_some_and(is_it))
}

fn mapped(field: ConfigurationField) -> MappedField {
    match field {
        ConfigurationField::Name => MappedField::Name,
        ConfigurationField::SerialNumber => MappedField::Serial,
        ConfigurationField::ModelNumber => MappedField::Model,
        ConfigurationField::MacAddress => MappedField::Mac,
        ConfigurationField::IpAddress => MappedField::Ip,
        ConfigurationField::Notes => MappedField::Notes,
        ConfigurationField::OsType => MappedField::Os,
        ConfigurationField::OsInfo => MappedField::Firmware,
        ConfigurationField::ManagementLink => MappedField::Link,
    }
}
