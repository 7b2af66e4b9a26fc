//! Records as the API shows them: JSON with names looked up, and fields that conditions can name.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::conditions::{Held, Row};
use crate::records::{Company, Configuration, NamedRow, Site, Stamps, Status};
use crate::state::{API_MEMBER, Seed};

/// A row that can be answered.
pub(crate) trait View: Row {
    /// The whole record; absent values are null.
    fn json(&self) -> Value;

    /// Whether a right of level `My` reaches it.
    fn is_own(&self) -> bool {
        true
    }
}

/// `2026-01-01T00:00:00Z`
pub(crate) fn date(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

fn text(value: &str) -> Value {
    if value.is_empty() { Value::Null } else { Value::from(value) }
}

fn info(stamps: &Stamps) -> Value {
    json!({
        "lastUpdated": date(stamps.updated), "updatedBy": stamps.updated_by,
        "dateEntered": date(stamps.entered), "enteredBy": stamps.entered_by,
    })
}

fn stamp<'a>(stamps: &'a Stamps, path: &str) -> Option<Held<'a>> {
    Some(match path {
        "lastUpdated" | "_info/lastUpdated" => Held::Time(stamps.updated),
        "dateEntered" | "_info/dateEntered" => Held::Time(stamps.entered),
        "updatedBy" | "_info/updatedBy" => Held::text(&stamps.updated_by),
        "enteredBy" | "_info/enteredBy" => Held::text(&stamps.entered_by),
        _ => return None,
    })
}

impl Row for &Company {
    fn id(&self) -> i64 {
        self.id
    }

    fn held(&self, path: &str) -> Option<Held<'_>> {
        Some(match path {
            "id" => Held::Number(self.id as f64),
            "identifier" => Held::text(&self.identifier),
            "name" => Held::text(&self.name),
            "status/name" => Held::text(&self.status),
            "city" => Held::text(&self.city),
            "country/name" => Held::text(&self.country),
            "deletedFlag" => Held::Bool(self.deleted),
            _ => return stamp(&self.stamps, path),
        })
    }
}

impl View for &Company {
    fn json(&self) -> Value {
        let named = |name: &str| if name.is_empty() { Value::Null } else { json!({"id": 1, "name": name}) };
        json!({
            "id": self.id, "identifier": self.identifier, "name": self.name, "status": named(&self.status),
            "addressLine1": null, "city": text(&self.city), "country": named(&self.country),
            "deletedFlag": self.deleted, "_info": info(&self.stamps),
        })
    }

    fn is_own(&self) -> bool {
        self.stamps.entered_by == API_MEMBER
    }
}

impl Row for &Site {
    fn id(&self) -> i64 {
        self.id
    }

    fn held(&self, path: &str) -> Option<Held<'_>> {
        Some(match path {
            "id" => Held::Number(self.id as f64),
            "name" => Held::text(&self.name),
            "city" => Held::text(&self.city),
            "inactiveFlag" => Held::Bool(self.inactive),
            "company/id" => Held::Number(self.company as f64),
            _ => return None,
        })
    }
}

impl View for &Site {
    fn json(&self) -> Value {
        let country = if self.country.is_empty() { Value::Null } else { json!({"id": 1, "name": self.country}) };
        json!({
            "id": self.id, "name": self.name, "addressLine1": text(&self.address_line1), "addressLine2": null,
            "city": text(&self.city), "stateReference": null, "zip": text(&self.zip), "country": country,
            "inactiveFlag": self.inactive, "company": {"id": self.company},
        })
    }
}

impl Row for &NamedRow {
    fn id(&self) -> i64 {
        self.id
    }

    fn held(&self, path: &str) -> Option<Held<'_>> {
        Some(match path {
            "id" => Held::Number(self.id as f64),
            "name" => Held::text(&self.name),
            "inactiveFlag" => Held::Bool(self.inactive),
            _ => return None,
        })
    }
}

impl View for &NamedRow {
    fn json(&self) -> Value {
        json!({"id": self.id, "name": self.name, "inactiveFlag": self.inactive})
    }
}

impl Row for &Status {
    fn id(&self) -> i64 {
        self.id
    }

    fn held(&self, path: &str) -> Option<Held<'_>> {
        Some(match path {
            "id" => Held::Number(self.id as f64),
            "description" => Held::text(&self.description),
            "closedFlag" => Held::Bool(self.closed),
            "defaultFlag" => Held::Bool(self.default),
            _ => return None,
        })
    }
}

impl View for &Status {
    fn json(&self) -> Value {
        json!({
            "id": self.id, "description": self.description,
            "closedFlag": self.closed, "defaultFlag": self.default,
        })
    }
}

/// A configuration with the tables that its references point into.
pub(crate) struct ConfigurationView<'a> {
    pub(crate) record: &'a Configuration,
    pub(crate) seed: &'a Seed,
}

impl ConfigurationView<'_> {
    fn type_name(&self) -> &str {
        self.seed.types.get(&self.record.type_id).map_or("", |row| &row.name)
    }

    fn company(&self) -> (&str, &str) {
        self.seed.companies.get(&self.record.company_id).map_or(("", ""), |row| (&row.identifier, &row.name))
    }

    fn status_name(&self) -> &str {
        self.record.status_id.and_then(|id| self.seed.statuses.get(&id)).map_or("", |row| &row.description)
    }

    fn site_name(&self) -> &str {
        self.record.site_id.and_then(|id| self.seed.sites.get(&id)).map_or("", |row| &row.name)
    }

    fn manufacturer_name(&self) -> &str {
        self.record.manufacturer_id.and_then(|id| self.seed.manufacturers.get(&id)).map_or("", |row| &row.name)
    }
}

impl Row for ConfigurationView<'_> {
    fn id(&self) -> i64 {
        self.record.id
    }

    fn held(&self, path: &str) -> Option<Held<'_>> {
        let record = self.record;
        Some(match path {
            "id" => Held::Number(record.id as f64),
            "name" => Held::text(&record.name),
            "type/id" => Held::Number(record.type_id as f64),
            "type/name" => Held::text(self.type_name()),
            "status/id" => Held::id(record.status_id),
            "status/name" => Held::text(self.status_name()),
            "company/id" => Held::Number(record.company_id as f64),
            "company/identifier" => Held::text(self.company().0),
            "company/name" => Held::text(self.company().1),
            "site/id" => Held::id(record.site_id),
            "site/name" => Held::text(self.site_name()),
            "manufacturer/id" => Held::id(record.manufacturer_id),
            "manufacturer/name" => Held::text(self.manufacturer_name()),
            "deviceIdentifier" => Held::text(&record.device_identifier),
            "serialNumber" => Held::text(&record.serial_number),
            "modelNumber" => Held::text(&record.model_number),
            "macAddress" => Held::text(&record.mac_address),
            "ipAddress" => Held::text(&record.ip_address),
            "notes" => Held::text(&record.notes),
            "osType" => Held::text(&record.os_type),
            "osInfo" => Held::text(&record.os_info),
            "activeFlag" => Held::Bool(record.active),
            _ => match record.other.get(path) {
                Some(Value::String(value)) => Held::text(value),
                Some(Value::Number(value)) => Held::Number(value.as_f64().unwrap_or_default()),
                Some(Value::Bool(value)) => Held::Bool(*value),
                Some(_) => Held::Null,
                None if crate::configurations::is_other_field(path) => Held::Null,
                None => return stamp(&record.stamps, path),
            },
        })
    }
}

impl View for ConfigurationView<'_> {
    fn json(&self) -> Value {
        let record = self.record;
        let reference = |id: Option<i64>, name: &str| id.map_or(Value::Null, |id| json!({"id": id, "name": name}));
        let (identifier, company) = self.company();
        let mut body: Map<String, Value> =
            record.other.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        let fields = [
            ("id", Value::from(record.id)),
            ("name", Value::from(record.name.as_str())),
            ("type", reference(Some(record.type_id), self.type_name())),
            ("status", reference(record.status_id, self.status_name())),
            ("company", json!({"id": record.company_id, "identifier": identifier, "name": company})),
            ("site", reference(record.site_id, self.site_name())),
            ("manufacturer", reference(record.manufacturer_id, self.manufacturer_name())),
            ("deviceIdentifier", text(&record.device_identifier)),
            ("serialNumber", text(&record.serial_number)),
            ("modelNumber", text(&record.model_number)),
            ("macAddress", text(&record.mac_address)),
            ("ipAddress", text(&record.ip_address)),
            ("notes", text(&record.notes)),
            ("osType", text(&record.os_type)),
            ("osInfo", text(&record.os_info)),
            ("activeFlag", Value::from(record.active)),
            ("_info", info(&record.stamps)),
        ];
        body.extend(fields.map(|(key, value)| (key.to_owned(), value)));
        Value::Object(body)
    }

    fn is_own(&self) -> bool {
        self.record.stamps.entered_by == API_MEMBER
    }
}
