//! What a write does to a record of the PSA in memory.

use sitebook_domain::MappedField;
use sitebook_psa::{
    Answer, Configuration, ConfigurationChange, ConfigurationField, CustomField, NewConfiguration, Reference,
};

use super::records::set_theirs;
use crate::values::theirs;

/// Carries out one change and tells what it did to a mapped field: the field, its value before and after.
pub(super) fn change(
    configuration: &mut Configuration,
    change: &ConfigurationChange,
) -> Option<(MappedField, String, String)> {
    let (field, value) = match change {
        ConfigurationChange::Text(ConfigurationField::ManagementLink, value) => {
            configuration.management_link.clone_from(value);
            return None;
        }
        ConfigurationChange::Text(field, value) => (mapped(*field)?, value.clone()),
        ConfigurationChange::Manufacturer(maker) => {
            (MappedField::Vendor, maker.as_ref().map(|maker| maker.name.clone()).unwrap_or_default())
        }
        ConfigurationChange::Status(id) => {
            configuration.status = Some(reference(*id));
            return None;
        }
        ConfigurationChange::Site(id) => {
            configuration.site = id.map(reference);
            return None;
        }
        ConfigurationChange::Active(active) => {
            configuration.active = *active;
            return None;
        }
        ConfigurationChange::Answer { question, value } => {
            answer(configuration, *question, value);
            return None;
        }
        ConfigurationChange::CustomField { field, value } => {
            custom_field(configuration, *field, value);
            return None;
        }
    };
    let before = theirs(configuration, field);
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
        status: new.status.map(reference),
        manufacturer: makers.iter().find(|maker| Some(maker.id) == new.manufacturer).cloned(),
        device_identifier: new.device_identifier.clone(),
        active: true,
        ..Configuration::default()
    };
    for (field, value) in &new.texts {
        change(&mut made, &ConfigurationChange::Text(*field, value.clone()));
    }
    for (question, value) in &new.answers {
        answer(&mut made, *question, value);
    }
    for (field, value) in &new.custom_fields {
        custom_field(&mut made, *field, value);
    }
    made
}

fn reference(id: i64) -> Reference {
    Reference { id, name: String::new() }
}

fn answer(configuration: &mut Configuration, question: i64, value: &str) {
    configuration.answers.retain(|answer| answer.question != question);
    configuration.answers.push(Answer { question, label: String::new(), value: value.to_owned() });
}

fn custom_field(configuration: &mut Configuration, field: i64, value: &str) {
    configuration.custom_fields.retain(|found| found.id != field);
    configuration.custom_fields.push(CustomField { id: field, caption: String::new(), value: value.to_owned() });
}

fn mapped(field: ConfigurationField) -> Option<MappedField> {
    Some(match field {
        ConfigurationField::Name => MappedField::Name,
        ConfigurationField::SerialNumber => MappedField::Serial,
        ConfigurationField::ModelNumber => MappedField::Model,
        ConfigurationField::MacAddress => MappedField::Mac,
        ConfigurationField::IpAddress => MappedField::Ip,
        ConfigurationField::Notes => MappedField::Notes,
        ConfigurationField::OsType => MappedField::Os,
        ConfigurationField::OsInfo => MappedField::Firmware,
        ConfigurationField::ManagementLink => return None,
    })
}
