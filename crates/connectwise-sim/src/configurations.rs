//! Writing configurations: lengths, required fields, references, JSON Patch.
//!
//! Lengths are the OpenAPI document's, counted in UTF-16 units as the database columns count.

use serde_json::{Map, Value, json};

use crate::message::{Answer, Fault, Refusal};
use crate::records::{Configuration, Stamps};
use crate::state::{API_MEMBER, Seed, Simulator};
use crate::views::{ConfigurationView, View};

const RESOURCE: &str = "configuration";

/// Text fields with a member of their own, and the most UTF-16 units each holds; `notes` has no limit.
const TEXT_FIELDS: [(&str, usize); 9] = [
    ("name", 100),
    ("deviceIdentifier", 100),
    ("serialNumber", 250),
    ("modelNumber", 50),
    ("macAddress", 25),
    ("ipAddress", 50),
    ("notes", usize::MAX),
    ("osType", 250),
    ("osInfo", 250),
];

/// Fields that are stored as they come; texts among them have a limit.
const OTHER_FIELDS: [(&str, usize); 26] = [
    ("tagNumber", 50),
    ("lastLoginName", 100),
    ("defaultGateway", 50),
    ("cpuSpeed", 100),
    ("ram", 25),
    ("localHardDrives", usize::MAX),
    ("vendorNotes", usize::MAX),
    ("managementLink", 1000),
    ("remoteLink", 1000),
    ("manufacturerPartNumber", 50),
    ("purchaseDate", usize::MAX),
    ("installationDate", usize::MAX),
    ("warrantyExpirationDate", usize::MAX),
    ("billFlag", usize::MAX),
    ("contact", usize::MAX),
    ("vendor", usize::MAX),
    ("sla", usize::MAX),
    ("location", usize::MAX),
    ("department", usize::MAX),
    ("questions", usize::MAX),
    ("customFields", usize::MAX),
    ("locationId", usize::MAX),
    ("businessUnitId", usize::MAX),
    ("parentConfigurationId", usize::MAX),
    ("companyLocationId", usize::MAX),
    ("installedBy", usize::MAX),
];

/// Whether a configuration has this field, though the simulator gives it no member of its own.
pub(crate) fn is_other_field(name: &str) -> bool {
    OTHER_FIELDS.iter().any(|(field, _)| *field == name)
}

impl Simulator {
    /// POST: the new record, or everything that is wrong with it.
    pub(crate) fn create_configuration(&mut self, body: &[u8]) -> Result<Answer, Refusal> {
        let Ok(Value::Object(fields)) = serde_json::from_slice(body) else { return Err(bad_body()) };
        let mut record = Configuration { active: true, ..Configuration::default() };
        let mut faults = Vec::new();
        // The company first: a site is only right within its company.
        for first in ["company", "type"] {
            set_or_note(&self.seed, &mut record, first, fields.get(first).unwrap_or(&Value::Null), &mut faults);
        }
        for (field, value) in fields.iter().filter(|(field, _)| !["company", "type"].contains(&field.as_str())) {
            // Unknown and server-owned members of a POST are ignored, not refused.
            if writable(field) {
                set_or_note(&self.seed, &mut record, field, value, &mut faults);
            }
        }
        if record.status_id.is_none() {
            record.status_id = self.default_status();
        }
        add_whole_record_faults(&self.seed, &record, &mut faults);
        if !faults.is_empty() {
            return Err(Refusal::invalid(RESOURCE, faults));
        }
        record.id = self.next_id();
        let now = self.seed.now;
        record.stamps =
            Stamps { entered: now, entered_by: API_MEMBER.to_owned(), updated: now, updated_by: API_MEMBER.to_owned() };
        let id = record.id;
        self.insert_configuration(record);
        Ok(self.show(201, id))
    }

    /// PATCH: the record afterwards, or everything that is wrong with the operations.
    pub(crate) fn patch_configuration(&mut self, id: i64, body: &[u8]) -> Result<Answer, Refusal> {
        let mut record =
            self.configuration(id).cloned().ok_or_else(|| Refusal::not_found(&format!("Configuration {id}")))?;
        let operations: Vec<Map<String, Value>> = serde_json::from_slice(body).map_err(|_| bad_body())?;
        let mut faults = Vec::new();
        for operation in &operations {
            let text = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or_default();
            let value = match text("op") {
                "add" | "replace" => operation.get("value").unwrap_or(&Value::Null),
                "remove" => &Value::Null,
                other => {
                    faults.push(fault("InvalidOperation", "op", &format!("\"{other}\" is no operation.")));
                    continue;
                }
            };
            let path = text("path").trim_start_matches('/');
            // The guide warns of a "false 200" for paths into a reference: accepted, and nothing done.
            let unstored = path.contains('/') || self.seed.settings.unstored_fields.contains(path);
            if unstored {
                continue;
            }
            if writable(path) {
                set_or_note(&self.seed, &mut record, path, value, &mut faults);
            } else {
                faults.push(fault("InvalidField", path, &format!("\"{path}\" cannot be written.")));
            }
        }
        add_whole_record_faults(&self.seed, &record, &mut faults);
        if !faults.is_empty() {
            return Err(Refusal::invalid(RESOURCE, faults));
        }
        record.stamps.updated = self.seed.now;
        API_MEMBER.clone_into(&mut record.stamps.updated_by);
        self.insert_configuration(record);
        Ok(self.show(200, id))
    }

    fn show(&self, status: u16, id: i64) -> Answer {
        let body =
            self.configuration(id).map_or(Value::Null, |record| ConfigurationView { record, seed: &self.seed }.json());
        Answer::json(status, &body)
    }
}

fn bad_body() -> Refusal {
    Refusal::invalid(RESOURCE, vec![fault("InvalidBody", "", "The body could not be read.")])
}

fn fault(code: &'static str, field: &str, message: &str) -> Fault {
    Fault::new(code, RESOURCE, field, message)
}

fn writable(field: &str) -> bool {
    const REFERENCES: [&str; 6] = ["type", "status", "company", "site", "manufacturer", "activeFlag"];
    REFERENCES.contains(&field) || TEXT_FIELDS.iter().any(|(name, _)| *name == field) || is_other_field(field)
}

fn set_or_note(seed: &Seed, record: &mut Configuration, field: &str, value: &Value, faults: &mut Vec<Fault>) {
    if let Err(fault) = set(seed, record, field, value) {
        faults.push(fault);
    }
}

fn set(seed: &Seed, record: &mut Configuration, field: &str, value: &Value) -> Result<(), Fault> {
    match field {
        "type" => {
            let rows = seed.types.values().map(|row| (row.id, row.name.as_str(), ""));
            record.type_id = reference(field, value, rows)?.unwrap_or_default();
        }
        "status" => {
            let rows = seed.statuses.values().map(|row| (row.id, row.description.as_str(), ""));
            record.status_id = reference(field, value, rows)?;
        }
        "company" => {
            let rows = seed.companies.values().map(|row| (row.id, row.name.as_str(), row.identifier.as_str()));
            record.company_id = reference(field, value, rows)?.unwrap_or_default();
        }
        "site" => {
            let company = record.company_id;
            let rows = seed.sites.values().filter(|row| row.company == company);
            record.site_id = reference(field, value, rows.map(|row| (row.id, row.name.as_str(), "")))?;
        }
        "manufacturer" => {
            let rows = seed.manufacturers.values().map(|row| (row.id, row.name.as_str(), ""));
            record.manufacturer_id = reference(field, value, rows)?;
        }
        "activeFlag" => record.active = value.as_bool().unwrap_or(true),
        _ => {
            if let Some((_, limit)) = TEXT_FIELDS.iter().find(|(name, _)| *name == field) {
                let text = text_of(field, value, *limit)?;
                if let Some(held) = text_member(record, field) {
                    *held = text;
                }
            } else if value.is_null() {
                record.other.remove(field);
            } else {
                let limit =
                    OTHER_FIELDS.iter().find(|(name, _)| *name == field).map_or(usize::MAX, |(_, limit)| *limit);
                if value.is_string() {
                    text_of(field, value, limit)?;
                }
                record.other.insert(field.to_owned(), value.clone());
            }
        }
    }
    Ok(())
}

fn text_member<'a>(record: &'a mut Configuration, field: &str) -> Option<&'a mut String> {
    Some(match field {
        "name" => &mut record.name,
        "deviceIdentifier" => &mut record.device_identifier,
        "serialNumber" => &mut record.serial_number,
        "modelNumber" => &mut record.model_number,
        "macAddress" => &mut record.mac_address,
        "ipAddress" => &mut record.ip_address,
        "notes" => &mut record.notes,
        "osType" => &mut record.os_type,
        "osInfo" => &mut record.os_info,
        _ => return None,
    })
}

fn text_of(field: &str, value: &Value, limit: usize) -> Result<String, Fault> {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return Err(fault("InvalidValue", field, &format!("{field} must be a text."))),
    };
    if text.encode_utf16().count() > limit {
        let message = format!("The field {field} must be a string with a maximum length of {limit}.");
        return Err(fault("MaxLength", field, &message));
    }
    Ok(text)
}

/// The id that a reference object names, by `id` (number or numeric text), `identifier` or `name`; null clears.
fn reference<'a>(
    field: &str,
    value: &Value,
    mut rows: impl Iterator<Item = (i64, &'a str, &'a str)>,
) -> Result<Option<i64>, Fault> {
    if value.is_null() {
        return Ok(None);
    }
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let id = value.get("id").and_then(|id| id.as_i64().or_else(|| id.as_str()?.parse().ok()));
    let found = rows.find(|(row, name, identifier)| match id {
        Some(id) => id == *row,
        None => {
            text("identifier").is_some_and(|wanted| wanted.eq_ignore_ascii_case(identifier))
                || text("name").is_some_and(|wanted| wanted.eq_ignore_ascii_case(name))
        }
    });
    found
        .map(|(id, ..)| Some(id))
        .ok_or_else(|| fault("InvalidReference", field, &format!("The {field} {value} was not found.")))
}

/// What is wrong with the record as a whole, leaving out fields whose value has been refused already.
fn add_whole_record_faults(seed: &Seed, record: &Configuration, faults: &mut Vec<Fault>) {
    let absent =
        [("name", record.name.trim().is_empty()), ("type", record.type_id == 0), ("company", record.company_id == 0)];
    for (field, _) in absent.into_iter().filter(|(_, absent)| *absent) {
        if !faults.iter().any(|fault| fault.field == field) {
            faults.push(fault("MissingRequiredField", field, &format!("{field} is required.")));
        }
    }
    let site = record.site_id.and_then(|id| seed.sites.get(&id));
    if site.is_some_and(|site| site.company != record.company_id) {
        faults.push(fault("InvalidReference", "site", "The site belongs to another company."));
    }
}

/// POST of a manufacturer: the new row, or why not.
pub(crate) fn create_manufacturer(simulator: &mut Simulator, body: &[u8]) -> Result<Answer, Refusal> {
    const NAME_LIMIT: usize = 50;
    let refuse =
        |code, message: &str| Refusal::invalid("manufacturer", vec![Fault::new(code, "manufacturer", "name", message)]);
    let body: Value = serde_json::from_slice(body).map_err(|_| refuse("InvalidBody", "The body could not be read."))?;
    let name = body.get("name").and_then(Value::as_str).unwrap_or_default().trim();
    if name.is_empty() {
        return Err(refuse("MissingRequiredField", "name is required."));
    }
    if name.encode_utf16().count() > NAME_LIMIT {
        return Err(refuse("MaxLength", "The field name must be a string with a maximum length of 50."));
    }
    if simulator.manufacturers().any(|row| row.name.to_lowercase() == name.to_lowercase()) {
        return Err(refuse("ObjectExists", "A manufacturer with this name exists already."));
    }
    let id = simulator.add_manufacturer(name);
    Ok(Answer::json(201, &json!({"id": id, "name": name, "inactiveFlag": false})))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::NewConfiguration;

    fn faults_of(simulator: &mut Simulator, body: &Value) -> Vec<(String, String)> {
        match simulator.create_configuration(body.to_string().as_bytes()) {
            Ok(_) => Vec::new(),
            Err(refusal) => refusal.faults.into_iter().map(|fault| (fault.field, fault.code.to_owned())).collect(),
        }
    }

    fn world() -> (Simulator, i64, i64) {
        let mut simulator = Simulator::empty();
        let company = simulator.add_company("acme", "Acme");
        let kind = simulator.add_type("Server");
        (simulator, company, kind)
    }

    #[test]
    fn lengths_count_utf16_units() {
        let (mut simulator, company, kind) = world();
        for (field, limit) in TEXT_FIELDS.into_iter().filter(|(_, limit)| *limit != usize::MAX) {
            let mut body = json!({"name": "n", "company": {"id": company}, "type": {"id": kind}});
            body[field] = Value::from("x".repeat(limit));
            assert_eq!(faults_of(&mut simulator, &body), [], "{field} of {limit}");
            body[field] = Value::from(format!("{}\u{1F600}", "x".repeat(limit - 1)));
            assert_eq!(faults_of(&mut simulator, &body), [(field.to_owned(), "MaxLength".to_owned())]);
        }
    }

    #[test]
    fn every_missing_field_and_wrong_reference_is_named() {
        let (mut simulator, company, kind) = world();
        let other = simulator.add_company("other", "Other");
        let foreign_site = simulator.add_site(other, "Main");
        let pair = |field: &str, code: &str| (field.to_owned(), code.to_owned());
        for (body, expected) in [
            (
                json!({}),
                vec![
                    pair("name", "MissingRequiredField"),
                    pair("type", "MissingRequiredField"),
                    pair("company", "MissingRequiredField"),
                ],
            ),
            (
                json!({"name": "n", "company": {"id": company}, "type": {"id": kind}, "site": {"id": foreign_site}}),
                vec![pair("site", "InvalidReference")],
            ),
            (
                json!({"name": "n", "company": {"id": company}, "type": {"id": kind}, "manufacturer": {"id": 999}}),
                vec![pair("manufacturer", "InvalidReference")],
            ),
            (json!({"name": "n", "company": {"identifier": "ACME"}, "type": {"name": "server"}}), vec![]),
        ] {
            assert_eq!(faults_of(&mut simulator, &body), expected, "{body}");
        }
    }

    #[test]
    fn patch_replaces_adds_and_removes_and_signs_with_the_api_member() {
        let (mut simulator, company, kind) = world();
        let id = simulator.add_configuration(NewConfiguration {
            company,
            type_id: kind,
            notes: "old".to_owned(),
            serial_number: "S1".to_owned(),
            ..NewConfiguration::default()
        });
        let operations = json!([
            {"op": "replace", "path": "name", "value": "new"},
            {"op": "add", "path": "/macAddress", "value": "00:11:22:33:44:55"},
            {"op": "remove", "path": "notes"},
            {"op": "replace", "path": "serialNumber", "value": ""},
            {"op": "replace", "path": "company/id", "value": 99},
        ]);
        simulator.patch_configuration(id, operations.to_string().as_bytes()).unwrap();
        let record = simulator.configuration(id).unwrap();
        assert_eq!((record.name.as_str(), record.mac_address.as_str()), ("new", "00:11:22:33:44:55"));
        assert_eq!((record.notes.as_str(), record.serial_number.as_str()), ("", ""));
        assert_eq!((record.company_id, record.stamps.updated_by.as_str()), (company, API_MEMBER));
    }

    #[test]
    fn a_refused_patch_changes_nothing() {
        let (mut simulator, company, kind) = world();
        let id =
            simulator.add_configuration(NewConfiguration { company, type_id: kind, ..NewConfiguration::default() });
        let before = simulator.configuration(id).cloned();
        for operations in [
            json!([{"op": "replace", "path": "notes", "value": "x"}, {"op": "replace", "path": "name", "value": ""}]),
            json!([{"op": "replace", "path": "Name", "value": "x"}]),
            json!([{"op": "move", "path": "name", "value": "x"}]),
            json!({"op": "replace", "path": "name", "value": "x"}),
        ] {
            assert!(simulator.patch_configuration(id, operations.to_string().as_bytes()).is_err(), "{operations}");
            assert_eq!(simulator.configuration(id).cloned(), before);
        }
    }

    #[test]
    fn an_unstored_field_is_a_false_200() {
        let (mut simulator, company, kind) = world();
        let id =
            simulator.add_configuration(NewConfiguration { company, type_id: kind, ..NewConfiguration::default() });
        simulator.settings_mut().unstored_fields.insert("notes".to_owned());
        let operations = json!([{"op": "replace", "path": "notes", "value": "x"}]);
        let answer = simulator.patch_configuration(id, operations.to_string().as_bytes()).unwrap();
        assert_eq!(answer.status, 200);
        assert_eq!(simulator.configuration(id).unwrap().notes, "");
    }
}
