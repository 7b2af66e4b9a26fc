//! Configurations.

use serde_json::{Value, json};

use super::{ObjectWriter, Part, View};
use crate::conditions::{Column, Get, Held, Row};
use crate::constraints::{self, Kind};
use crate::records::{Configuration, CustomField, Question};
use crate::state::{API_MEMBER, Seed};

/// A configuration with the tables that its references point into.
#[derive(Clone, Copy)]
pub(crate) struct ConfigurationView<'a> {
    pub(crate) record: &'a Configuration,
    pub(crate) seed: &'a Seed,
}

/// The active questions of a configuration's type with their answers, in order.
pub(crate) fn answers_of<'a>(
    seed: &'a Seed,
    record: &'a Configuration,
) -> impl Iterator<Item = (&'a Question, Option<&'a crate::records::Answered>)> {
    let mut questions: Vec<&Question> =
        seed.questions.values().filter(|question| question.type_id == record.type_id && !question.inactive).collect();
    questions.sort_by_key(|question| question.sequence);
    questions
        .into_iter()
        .map(|question| (question, record.answers.iter().find(|answered| answered.question == question.id)))
}

impl<'a> ConfigurationView<'a> {
    fn type_name(&self) -> &'a str {
        self.seed.types.get(&self.record.type_id).map_or("", |row| &row.name)
    }

    fn company_of(&self, id: i64) -> (&'a str, &'a str) {
        self.seed.companies.get(&id).map_or(("", ""), |row| (&row.identifier, &row.name))
    }

    fn company(&self) -> (&'a str, &'a str) {
        self.company_of(self.record.company_id)
    }

    fn status_name(&self) -> &'a str {
        self.record.status_id.and_then(|id| self.seed.statuses.get(&id)).map_or("", |row| &row.description)
    }

    fn site_name(&self) -> &'a str {
        self.record.site_id.and_then(|id| self.seed.sites.get(&id)).map_or("", |row| &row.name)
    }

    fn manufacturer_name(&self) -> &'a str {
        self.record.manufacturer_id.and_then(|id| self.seed.manufacturers.get(&id)).map_or("", |row| &row.name)
    }

    fn other(&self, name: &str) -> &'a Value {
        self.record.other.get(name).unwrap_or(&Value::Null)
    }

    fn questions(&self) -> Value {
        let asked = answers_of(self.seed, self.record).map(|(question, answered)| {
            json!({
                "answerId": answered.map(|answered| answered.id),
                "questionId": question.id,
                "question": question.question,
                "answer": answered.map(|answered| &answered.answer),
                "sequenceNumber": question.sequence as f64,
                "numberOfDecimals": question.decimals,
                "fieldType": question.field_type,
                "requiredFlag": question.required,
            })
        });
        asked.collect()
    }

    fn custom_fields(&self) -> Value {
        let fields = self.seed.custom_fields.values().map(|field| {
            json!({
                "id": field.id,
                "caption": field.caption,
                "type": field.field_type,
                "entryMethod": field.entry_method,
                "numberOfDecimals": field.decimals,
                "value": self.record.custom_values.get(&field.id),
            })
        });
        fields.collect()
    }

    fn some_part(&self, name: &str) -> Part<'a> {
        let record = self.record;
        match name {
            "id" => Part::Number(record.id),
            "name" => Part::Text(&record.name),
            "type" => Part::Reference(Some(record.type_id), None, self.type_name()),
            "status" => Part::Reference(record.status_id, None, self.status_name()),
            "company" => {
                let (identifier, name) = self.company();
                Part::Reference(Some(record.company_id), Some(identifier), name)
            }
            "site" => Part::Reference(record.site_id, None, self.site_name()),
            "manufacturer" => Part::Reference(record.manufacturer_id, None, self.manufacturer_name()),
            "vendor" => {
                let id = self.other("vendor")["id"].as_i64();
                let (identifier, name) = self.company_of(id.unwrap_or_default());
                Part::Reference(id, Some(identifier), name)
            }
            "deviceIdentifier" => Part::Text(&record.device_identifier),
            "serialNumber" => Part::Text(&record.serial_number),
            "modelNumber" => Part::Text(&record.model_number),
            "macAddress" => Part::Text(&record.mac_address),
            "ipAddress" => Part::Text(&record.ip_address),
            "notes" => Part::Text(&record.notes),
            "osType" => Part::Text(&record.os_type),
            "osInfo" => Part::Text(&record.os_info),
            "activeFlag" => Part::Bool(record.active),
            "_info" => Part::Info(&record.stamps),
            _ => Part::Json(self.other(name)),
        }
    }
}

impl View for ConfigurationView<'_> {
    fn members(&self, object: &mut ObjectWriter<'_>) {
        for field in &constraints::CONFIGURATION {
            if !object.wants(field.name) {
                continue;
            }
            match field.kind {
                Kind::Questions => {
                    let questions = self.questions();
                    if questions != json!([]) {
                        object.part(field.name, &Part::Json(&questions));
                    }
                }
                Kind::CustomFields if !self.seed.custom_fields.is_empty() => {
                    object.part(field.name, &Part::Json(&self.custom_fields()));
                }
                Kind::CustomFields => {}
                _ => object.part(field.name, &self.some_part(field.name)),
            }
        }
    }

    fn is_own(&self) -> bool {
        self.record.stamps.entered_by == API_MEMBER
    }
}

impl Row for ConfigurationView<'_> {
    fn id(&self) -> i64 {
        self.record.id
    }

    fn column(path: &str) -> Option<Column<Self>> {
        let get: Get<Self> = match path {
            "id" => |row, _| Held::Number(row.record.id as f64),
            "name" => |row, _| Held::text(&row.record.name),
            "type/id" => |row, _| Held::Number(row.record.type_id as f64),
            "type/name" => |row, _| Held::text(row.type_name()),
            "status/id" => |row, _| Held::id(row.record.status_id),
            "status/name" => |row, _| Held::text(row.status_name()),
            "company/id" => |row, _| Held::Number(row.record.company_id as f64),
            "company/identifier" => |row, _| Held::text(row.company().0),
            "company/name" => |row, _| Held::text(row.company().1),
            "site/id" => |row, _| Held::id(row.record.site_id),
            "site/name" => |row, _| Held::text(row.site_name()),
            "manufacturer/id" => |row, _| Held::id(row.record.manufacturer_id),
            "manufacturer/name" => |row, _| Held::text(row.manufacturer_name()),
            "deviceIdentifier" => |row, _| Held::text(&row.record.device_identifier),
            "serialNumber" => |row, _| Held::text(&row.record.serial_number),
            "modelNumber" => |row, _| Held::text(&row.record.model_number),
            "macAddress" => |row, _| Held::text(&row.record.mac_address),
            "ipAddress" => |row, _| Held::text(&row.record.ip_address),
            "notes" => |row, _| Held::text(&row.record.notes),
            "osType" => |row, _| Held::text(&row.record.os_type),
            "osInfo" => |row, _| Held::text(&row.record.os_info),
            "activeFlag" => |row, _| Held::Bool(row.record.active),
            "lastUpdated" | "_info/lastUpdated" => |row, _| Held::Time(row.record.stamps.updated),
            "dateEntered" | "_info/dateEntered" => |row, _| Held::Time(row.record.stamps.entered),
            "updatedBy" | "_info/updatedBy" => |row, _| Held::text(&row.record.stamps.updated_by),
            "enteredBy" | "_info/enteredBy" => |row, _| Held::text(&row.record.stamps.entered_by),
            _ => return other_column(path),
        };
        Some(Column { name: "", get })
    }
}

fn other_column<'a>(path: &str) -> Option<Column<ConfigurationView<'a>>> {
    if let Some((name, part)) = path.split_once('/') {
        let field = constraints::configuration_field(name).filter(|field| field.kind == Kind::Reference)?;
        let get: Get<ConfigurationView<'a>> = match part {
            "id" => |row, name| Held::id(row.other(name)["id"].as_i64()),
            "name" => |row, name| Held::text(row.other(name)["name"].as_str().unwrap_or_default()),
            _ => return None,
        };
        return Some(Column { name: field.name, get });
    }
    let field = constraints::configuration_field(path)?;
    let get: Get<ConfigurationView<'a>> = match field.kind {
        // Custom fields have a parameter of their own, and arrays too.
        Kind::CustomFields | Kind::Questions | Kind::Reference => return None,
        Kind::Date => {
            |row, name| row.other(name).as_str().and_then(crate::write::seconds).map_or(Held::Null, Held::Time)
        }
        _ => |row, name| match row.other(name) {
            Value::String(text) => Held::text(text),
            Value::Number(number) => Held::Number(number.as_f64().unwrap_or_default()),
            Value::Bool(flag) => Held::Bool(*flag),
            _ => Held::Null,
        },
    };
    Some(Column { name: field.name, get })
}

/// One custom field of a configuration: what `customFieldConditions` look at.
pub(crate) struct CustomFieldView<'a> {
    pub(crate) field: &'a CustomField,
    pub(crate) value: &'a Value,
}

impl Row for CustomFieldView<'_> {
    fn id(&self) -> i64 {
        self.field.id
    }

    fn column(path: &str) -> Option<Column<Self>> {
        let get: Get<Self> = match path {
            "id" => |row, _| Held::Number(row.field.id as f64),
            "caption" => |row, _| Held::text(&row.field.caption),
            "value" => |row, _| match row.value {
                Value::String(text) => Held::text(text),
                Value::Number(number) => Held::Number(number.as_f64().unwrap_or_default()),
                Value::Bool(flag) => Held::Bool(*flag),
                _ => Held::Null,
            },
            _ => return None,
        };
        Some(Column { name: "", get })
    }
}
