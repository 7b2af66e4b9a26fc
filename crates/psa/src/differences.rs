//! What a PSA did not store although it answered "done": what was sent, compared with what came back.

use serde::{Deserialize, Serialize};

use crate::{Answer, Configuration, ConfigurationChange, ConfigurationField, CustomField, NewConfiguration, Reference};

/// What was to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrittenField {
    /// A text field.
    Text(ConfigurationField),
    /// The type.
    Type,
    /// The status.
    Status,
    /// The company.
    Company,
    /// The site.
    Site,
    /// The manufacturer.
    Manufacturer,
    /// The identifier given at creation.
    DeviceIdentifier,
    /// Whether the record is active.
    Active,
    /// The answer to this question.
    Answer(i64),
    /// This custom field.
    CustomField(i64),
}

/// How what came back differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// White space alone: trailing spaces were cut, or line ends became spaces (guide, "Patch").
    Spacing,
    /// The end is missing.
    Cut,
    /// Something else is stored, mostly what was there before: a "false 200".
    NotStored,
}

/// One field that did not come back as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// The field.
    pub field: WrittenField,
    /// How it differs.
    pub kind: DifferenceKind,
    /// What was sent; an id for a reference, empty for clearing.
    pub sent: String,
    /// What came back.
    pub returned: String,
}

/// Compares an update with the record that came back, in the order of the changes. Empty = all of it is stored.
///
/// `returned` must have been read with answers and custom fields where the changes name any.
#[must_use]
pub fn differences(sent: &[ConfigurationChange], returned: &Configuration) -> Vec<Difference> {
    sent.iter().filter_map(|change| difference(change, returned)).collect()
}

/// Compares a creation with the record that came back. Empty = all of it is stored.
#[must_use]
pub fn creation_differences(sent: &NewConfiguration, returned: &Configuration) -> Vec<Difference> {
    let mut found = Vec::new();
    found.extend(of_reference(WrittenField::Company, Some(sent.company), returned.company.as_ref()));
    found.extend(of_reference(WrittenField::Type, Some(sent.type_id), returned.type_ref.as_ref()));
    if sent.site.is_some() {
        found.extend(of_reference(WrittenField::Site, sent.site, returned.site.as_ref()));
    }
    if sent.status.is_some() {
        found.extend(of_reference(WrittenField::Status, sent.status, returned.status.as_ref()));
    }
    if sent.manufacturer.is_some() {
        found.extend(of_reference(WrittenField::Manufacturer, sent.manufacturer, returned.manufacturer.as_ref()));
    }
    found.extend(of_text(WrittenField::DeviceIdentifier, &sent.device_identifier, &returned.device_identifier));
    // Empty texts are not sent: the PSA has defaults of its own.
    let texts = sent.texts.iter().filter(|(_, text)| !text.is_empty());
    found
        .extend(texts.filter_map(|(field, text)| of_text(WrittenField::Text(*field), text, text_of(returned, *field))));
    let answers = sent.answers.iter().filter(|(_, value)| !value.is_empty());
    found.extend(answers.filter_map(|(question, value)| of_answer(*question, value, &returned.answers)));
    let custom = sent.custom_fields.iter().filter(|(_, value)| !value.is_empty());
    found.extend(custom.filter_map(|(field, value)| of_custom_field(*field, value, &returned.custom_fields)));
    found
}

/// The text of a field.
#[must_use]
pub fn text_of(configuration: &Configuration, field: ConfigurationField) -> &str {
    match field {
        ConfigurationField::Name => &configuration.name,
        ConfigurationField::SerialNumber => &configuration.serial_number,
        ConfigurationField::ModelNumber => &configuration.model_number,
        ConfigurationField::MacAddress => &configuration.mac_address,
        ConfigurationField::IpAddress => &configuration.ip_address,
        ConfigurationField::Notes => &configuration.notes,
        ConfigurationField::OsType => &configuration.os_type,
        ConfigurationField::OsInfo => &configuration.os_info,
        ConfigurationField::ManagementLink => &configuration.management_link,
    }
}

fn difference(change: &ConfigurationChange, returned: &Configuration) -> Option<Difference> {
    match change {
        ConfigurationChange::Text(field, text) => of_text(WrittenField::Text(*field), text, text_of(returned, *field)),
        ConfigurationChange::Manufacturer(sent) => {
            let sent = sent.as_ref().map(|reference| reference.id);
            of_reference(WrittenField::Manufacturer, sent, returned.manufacturer.as_ref())
        }
        ConfigurationChange::Status(id) => of_reference(WrittenField::Status, Some(*id), returned.status.as_ref()),
        ConfigurationChange::Site(id) => of_reference(WrittenField::Site, *id, returned.site.as_ref()),
        ConfigurationChange::Active(active) => (*active != returned.active).then(|| Difference {
            field: WrittenField::Active,
            kind: DifferenceKind::NotStored,
            sent: active.to_string(),
            returned: returned.active.to_string(),
        }),
        ConfigurationChange::Answer { question, value } => of_answer(*question, value, &returned.answers),
        ConfigurationChange::CustomField { field, value } => of_custom_field(*field, value, &returned.custom_fields),
    }
}

fn of_reference(field: WrittenField, sent: Option<i64>, returned: Option<&Reference>) -> Option<Difference> {
    let returned = returned.map(|reference| reference.id);
    let shown = |id: Option<i64>| id.map_or_else(String::new, |id| id.to_string());
    (sent != returned).then(|| Difference {
        field,
        kind: DifferenceKind::NotStored,
        sent: shown(sent),
        returned: shown(returned),
    })
}

fn of_answer(question: i64, sent: &str, returned: &[Answer]) -> Option<Difference> {
    let returned = returned.iter().find(|answer| answer.question == question).map_or("", |answer| &answer.value);
    of_typed(WrittenField::Answer(question), sent, returned)
}

fn of_custom_field(field: i64, sent: &str, returned: &[CustomField]) -> Option<Difference> {
    let returned = returned.iter().find(|custom| custom.id == field).map_or("", |custom| &custom.value);
    of_typed(WrittenField::CustomField(field), sent, returned)
}

/// A value that the PSA may spell in its own way: `True` for `true`, `5.00` for `5`, a date with a time.
fn of_typed(field: WrittenField, sent: &str, returned: &str) -> Option<Difference> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let date = |text: &str| text.get(..10).filter(|day| day.as_bytes()[4] == b'-').map(str::to_owned);
    // Bit for bit equality is meant: both are the nearest number to a decimal text.
    let same_number = matches!((number(sent), number(returned)), (Some(a), Some(b)) if (a - b).abs() < f64::EPSILON);
    let is_midnight = |text: &str| text.len() == 10 || text.get(10..).is_some_and(|time| time.starts_with("T00:00:00"));
    let same_day = is_midnight(sent) && is_midnight(returned) && date(sent).is_some() && date(sent) == date(returned);
    let same_flag =
        ["true", "false"].iter().any(|flag| flag.eq_ignore_ascii_case(sent)) && sent.eq_ignore_ascii_case(returned);
    if same_number || same_day || same_flag { None } else { of_text(field, sent, returned) }
}

fn of_text(field: WrittenField, sent: &str, returned: &str) -> Option<Difference> {
    if sent == returned {
        return None;
    }
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let kind = if words(sent) == words(returned) {
        DifferenceKind::Spacing
    } else if !returned.is_empty() && sent.starts_with(returned) {
        DifferenceKind::Cut
    } else {
        DifferenceKind::NotStored
    };
    Some(Difference { field, kind, sent: sent.to_owned(), returned: returned.to_owned() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn record() -> Configuration {
        let reference = |id| Some(Reference { id, name: String::new() });
        Configuration {
            id: 1,
            name: "fw01".to_owned(),
            type_ref: reference(10),
            status: reference(20),
            company: reference(30),
            site: reference(40),
            manufacturer: reference(50),
            device_identifier: "sitebook:1".to_owned(),
            notes: "a b".to_owned(),
            active: true,
            answers: vec![Answer { question: 7, label: "Rack?".to_owned(), value: "5.00".to_owned() }],
            custom_fields: vec![CustomField { id: 8, caption: "Zone".to_owned(), value: "True".to_owned() }],
            ..Configuration::default()
        }
    }

    fn text(field: ConfigurationField, value: &str) -> ConfigurationChange {
        ConfigurationChange::Text(field, value.to_owned())
    }

    #[test]
    fn what_came_back_as_sent_is_no_difference() {
        let reference = Reference { id: 50, name: "another spelling".to_owned() };
        let sent = [
            text(ConfigurationField::Name, "fw01"),
            text(ConfigurationField::SerialNumber, ""),
            ConfigurationChange::Manufacturer(Some(reference)),
            ConfigurationChange::Status(20),
            ConfigurationChange::Site(Some(40)),
            ConfigurationChange::Active(true),
            ConfigurationChange::Answer { question: 7, value: "5".to_owned() },
            ConfigurationChange::Answer { question: 99, value: String::new() },
            ConfigurationChange::CustomField { field: 8, value: "true".to_owned() },
        ];
        assert_eq!(differences(&sent, &record()), []);
    }

    #[test]
    fn each_kind_of_change_that_was_not_stored_is_named() {
        for (sent, field, returned) in [
            (text(ConfigurationField::Name, "x"), WrittenField::Text(ConfigurationField::Name), "fw01"),
            (text(ConfigurationField::Notes, ""), WrittenField::Text(ConfigurationField::Notes), "a b"),
            (ConfigurationChange::Manufacturer(None), WrittenField::Manufacturer, "50"),
            (ConfigurationChange::Status(21), WrittenField::Status, "20"),
            (ConfigurationChange::Site(None), WrittenField::Site, "40"),
            (ConfigurationChange::Active(false), WrittenField::Active, "true"),
            (ConfigurationChange::Answer { question: 7, value: "6".to_owned() }, WrittenField::Answer(7), "5.00"),
            (ConfigurationChange::CustomField { field: 8, value: String::new() }, WrittenField::CustomField(8), "True"),
        ] {
            let found = differences(std::slice::from_ref(&sent), &record());
            assert_eq!(found.len(), 1, "{sent:?}");
            assert_eq!((found[0].field, found[0].kind), (field, DifferenceKind::NotStored), "{sent:?}");
            assert_eq!(found[0].returned, returned, "{sent:?}");
        }
    }

    #[test]
    fn spacing_and_cut_ends_are_told_apart_from_what_was_not_stored() {
        for (sent, returned, kind) in [
            ("fw01 ", "fw01", DifferenceKind::Spacing),
            ("a\nb", "a b", DifferenceKind::Spacing),
            ("fw01-long", "fw01", DifferenceKind::Cut),
            ("fw01", "", DifferenceKind::NotStored),
            ("fw01", "fw01-long", DifferenceKind::NotStored),
            ("", "fw01", DifferenceKind::NotStored),
        ] {
            let found = of_text(WrittenField::DeviceIdentifier, sent, returned).unwrap();
            assert_eq!(found.kind, kind, "{sent:?} {returned:?}");
        }
    }

    #[test]
    fn typed_values_are_compared_by_what_they_mean() {
        for (sent, returned, same) in [
            ("true", "True", true),
            ("1", "1.000", true),
            ("2026-01-02", "2026-01-02T00:00:00Z", true),
            ("2026-01-02", "2026-01-03T00:00:00Z", false),
            ("2026-01-02", "2026-01-02T05:00:00Z", false),
            ("true", "1", false),
            ("yes", "Yes", false),
            ("é2345678901", "é2345678902", false),
        ] {
            assert_eq!(of_typed(WrittenField::Answer(1), sent, returned).is_none(), same, "{sent} {returned}");
        }
    }

    #[test]
    fn a_creation_is_compared_in_all_that_was_sent() {
        let sent = NewConfiguration {
            company: 30,
            site: Some(40),
            type_id: 10,
            status: None,
            manufacturer: Some(50),
            device_identifier: "sitebook:1".to_owned(),
            texts: vec![
                (ConfigurationField::Name, "fw01".to_owned()),
                (ConfigurationField::SerialNumber, String::new()),
            ],
            answers: vec![(7, "5".to_owned()), (9, String::new())],
            custom_fields: vec![(8, "True".to_owned())],
        };
        assert_eq!(creation_differences(&sent, &record()), []);
        let other = Configuration { company: None, answers: Vec::new(), name: "fw".to_owned(), ..record() };
        let fields: Vec<WrittenField> =
            creation_differences(&sent, &other).into_iter().map(|found| found.field).collect();
        let name = WrittenField::Text(ConfigurationField::Name);
        assert_eq!(fields, [WrittenField::Company, name, WrittenField::Answer(7)]);
    }
}
