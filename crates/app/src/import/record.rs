//! One record: from named values to what the database takes in, or the reason why not.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use sitebook_domain::{
    AgentField, DeviceField, FieldKey, FieldKind, FieldValue, MacAddress, Position, Timestamp, ValueError,
};
use sitebook_store::{AgentImport, DeviceImport, ReportedPosition};

use super::columns::{AGENT_SOURCE, SOURCE};
use crate::cell_text::split;

/// Longest id that is taken, in characters.
const LONGEST_ID: usize = 1000;

/// Reads an agent from the values of the import format, nested ones under dotted keys.
pub(super) fn agent(values: &Map<String, Value>) -> Result<AgentImport, String> {
    let (source, source_id) = (source(values, SOURCE)?, id(values)?);
    let mut taken = BTreeMap::new();
    for field in AgentField::ALL {
        if let Some(value) = values.get(field.key()) {
            taken.insert(*field, checked_agent_value(*field, value)?);
        }
    }
    require_name(taken.get(&AgentField::Name))?;
    Ok(AgentImport { source, source_id, values: taken, position: position(values)? })
}

/// Reads a device of the agent with this id, of the source that is named beside it or of this one.
pub(super) fn device(
    agent_source: Option<String>,
    agent_source_id: &str,
    values: &Map<String, Value>,
) -> Result<DeviceImport, String> {
    let agent_source = source(values, AGENT_SOURCE)?.or(agent_source);
    let source_id = id(values)?;
    let mut taken = BTreeMap::new();
    for field in DeviceField::ALL {
        if let Some(value) = values.get(field.key()) {
            taken.insert(*field, checked_device_value(*field, value)?);
        }
    }
    require_name(taken.get(&DeviceField::Name))?;
    Ok(DeviceImport { agent_source, agent_source_id: agent_source_id.to_owned(), source_id, values: taken })
}

/// Brings the nested objects (`contact`, `address`) under dotted keys, as the CSV has them. Null in place of one empties
/// all of its fields.
pub(super) fn flatten(record: &Map<String, Value>) -> Result<Map<String, Value>, String> {
    let mut flat = Map::new();
    for (key, value) in record {
        let prefix = format!("{key}.");
        let mut fields =
            AgentField::ALL.iter().map(|field| field.key()).filter(|field| field.starts_with(&prefix)).peekable();
        match value {
            Value::Object(nested) => {
                flat.extend(nested.iter().map(|(inner, value)| (format!("{prefix}{inner}"), value.clone())));
            }
            Value::Null if fields.peek().is_some() => {
                flat.extend(fields.map(|field| (field.to_owned(), Value::Null)));
            }
            _ if fields.peek().is_some() => return Err(format!("{key} must be an object")),
            _ => {
                flat.insert(key.clone(), value.clone());
            }
        }
    }
    Ok(flat)
}

fn id(values: &Map<String, Value>) -> Result<String, String> {
    let id = match values.get("id") {
        Some(Value::String(id)) => id.trim().to_owned(),
        Some(Value::Number(id)) => id.to_string(),
        Some(Value::Null) | None => String::new(),
        Some(_) => return Err("id must be a text".to_owned()),
    };
    if id.is_empty() {
        return Err("id is missing".to_owned());
    }
    if id.chars().any(char::is_control) {
        return Err("id holds control characters".to_owned());
    }
    if id.chars().nth(LONGEST_ID).is_some() {
        return Err(format!("id is longer than {LONGEST_ID} characters"));
    }
    Ok(id)
}

/// The name of a source; none where it is not said.
fn source(values: &Map<String, Value>, key: &str) -> Result<Option<String>, String> {
    match values.get(key) {
        Some(Value::String(name)) if name.chars().any(char::is_control) => {
            Err(format!("{key} holds control characters"))
        }
        Some(Value::String(name)) if name.chars().nth(LONGEST_ID).is_some() => {
            Err(format!("{key} is longer than {LONGEST_ID} characters"))
        }
        Some(Value::String(name)) => Ok(Some(name.trim().to_owned()).filter(|name| !name.is_empty())),
        Some(Value::Null) | None => Ok(None),
        Some(_) => Err(format!("{key} must be a text")),
    }
}

fn require_name(name: Option<&FieldValue>) -> Result<(), String> {
    match name {
        Some(name) if !name.is_empty() => Ok(()),
        _ => Err("name is missing".to_owned()),
    }
}

fn checked_agent_value(field: AgentField, value: &Value) -> Result<FieldValue, String> {
    let value = field_value(field, value)?;
    if let (AgentField::PublicIp, Some(ip)) = (field, value.as_text().filter(|ip| !ip.is_empty())) {
        let address: IpAddr = ip.parse().map_err(|_| bad_item(field, ip, "an IP address"))?;
        return Ok(FieldValue::Text(address.to_string()));
    }
    Ok(value)
}

fn checked_device_value(field: DeviceField, value: &Value) -> Result<FieldValue, String> {
    let value = field_value(field, value)?;
    match field {
        DeviceField::Macs => {
            if let Some(bad) = value.as_list().iter().find(|mac| mac.parse::<MacAddress>().is_err()) {
                return Err(bad_item(field, bad, "a MAC address"));
            }
        }
        DeviceField::Ips => {
            if let Some(bad) = value.as_list().iter().find(|ip| ip.parse::<IpAddr>().is_err()) {
                return Err(bad_item(field, bad, "an IP address"));
            }
        }
        DeviceField::FirstSeen => {
            if let Some(text) = value.as_text().filter(|text| !text.is_empty() && text.parse::<Timestamp>().is_err()) {
                let known = utc(text).ok_or_else(|| bad_item(field, text, "a time such as 2026-01-05T09:00:00Z"))?;
                return Ok(FieldValue::Text(known.to_string()));
            }
        }
        _ => {}
    }
    Ok(value)
}

/// A date, or a time without an offset, as spreadsheets have them: taken as UTC.
fn utc(text: &str) -> Option<Timestamp> {
    let time = text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?;
    Some(Timestamp(time.timestamp().as_millisecond()))
}

fn bad_item<F: FieldKey>(field: F, given: &str, expected: &'static str) -> String {
    ValueError::BadItem { field: field.key(), given: shortened(given), expected }.to_string()
}

/// A value of any field, by its kind. JSON null counts as explicitly empty.
fn field_value<F: FieldKey>(field: F, value: &Value) -> Result<FieldValue, String> {
    let key = field.key();
    let empty = || match field.kind() {
        FieldKind::List => FieldValue::List(Vec::new()),
        _ => FieldValue::Text(String::new()),
    };
    match (field.kind(), value) {
        (_, Value::Null) => Ok(empty()),
        (FieldKind::Flag, Value::Bool(flag)) => Ok(FieldValue::Flag(*flag)),
        (FieldKind::Number { .. }, Value::Number(number)) => {
            let number = number.as_i64().ok_or_else(|| format!("{key} must be a whole number"))?;
            field.checked(FieldValue::Number(number)).map_err(|error| error.to_string())
        }
        (FieldKind::List, Value::Array(items)) => {
            let mut texts = Vec::new();
            for item in items {
                match item {
                    Value::String(text) => texts.push(text.as_str()),
                    Value::Null => {}
                    _ => return Err(format!("{key} must be a list of texts")),
                }
            }
            list(field, texts.into_iter())
        }
        (FieldKind::List, Value::String(text)) => list(field, split(text).iter().map(String::as_str)),
        (FieldKind::Text | FieldKind::Multiline, Value::Number(number)) => Ok(FieldValue::Text(number.to_string())),
        (_, Value::String(text)) if text.trim().is_empty() => Ok(empty()),
        (_, Value::String(text)) => field.parse(text).map_err(|error| error.to_string()),
        (FieldKind::Flag, _) => Err(format!("{key} must be true or false")),
        (FieldKind::Number { .. }, _) => Err(format!("{key} must be a whole number")),
        (FieldKind::List, _) => Err(format!("{key} must be a list of texts")),
        (_, _) => Err(format!("{key} must be a text")),
    }
}

/// A list of what is left of the items without space around them.
fn list<'i, F: FieldKey>(field: F, items: impl Iterator<Item = &'i str>) -> Result<FieldValue, String> {
    let items = items.map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect();
    field.checked(FieldValue::List(items)).map_err(|error| error.to_string())
}

/// Coordinates: absent, explicitly empty, or a place. One without the other is none.
fn position(values: &Map<String, Value>) -> Result<ReportedPosition, String> {
    let (lat, lon) = (values.get("latitude"), values.get("longitude"));
    if lat.is_none() && lon.is_none() {
        return Ok(ReportedPosition::Absent);
    }
    match (degrees("latitude", lat)?, degrees("longitude", lon)?) {
        (None, None) => Ok(ReportedPosition::Cleared),
        (Some(lat), Some(lon)) if lon.abs() <= 180.0 => {
            Position::new(lat, lon).map(ReportedPosition::At).map_err(|error| error.to_string())
        }
        (Some(lat), Some(lon)) => {
            Err(format!("{lat}, {lon} is no place on the earth: latitude is -90 to 90, longitude -180 to 180"))
        }
        _ => Err("latitude and longitude must both be there or both be empty".to_owned()),
    }
}

fn degrees(key: &str, value: Option<&Value>) -> Result<Option<f64>, String> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Number(number)) => Ok(number.as_f64()),
        Some(Value::String(text)) if text.trim().is_empty() => Ok(None),
        Some(Value::String(text)) => {
            // The comma is the decimal sign of half of the world, and nothing else in one number.
            let number = text.trim().replace(',', ".").parse().map(Some);
            number.map_err(|_| format!("{key}: \"{}\" is not a number", shortened(text)))
        }
        Some(_) => Err(format!("{key} must be a number")),
    }
}

/// A value for a message: its first 60 characters.
fn shortened(text: &str) -> String {
    if text.chars().count() <= 60 {
        text.to_owned()
    } else {
        format!("{}...", text.chars().take(60).collect::<String>())
    }
}
