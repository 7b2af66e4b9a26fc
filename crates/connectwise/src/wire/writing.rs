//! What is sent: JSON Patch, and the arrays that must be sent whole.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use sitebook_psa::CustomFieldDefinition;

use super::Reference;
use super::lenient::{Id, array};

/// One JSON Patch operation; paths without a leading slash, as in the guide.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct PatchOperation {
    pub(crate) op: &'static str,
    pub(crate) path: &'static str,
    /// Absent for `remove`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) value: Option<Value>,
}

impl PatchOperation {
    /// Sets a field.
    pub(crate) fn replace(path: &'static str, value: impl Into<Value>) -> Self {
        Self { op: "replace", path, value: Some(value.into()) }
    }

    /// Sets a reference, whole, because a path into it may be a "false 200".
    pub(crate) fn reference(path: &'static str, id: i64) -> Self {
        Self::replace(path, serde_json::json!({ "id": id }))
    }

    /// Empties a field.
    pub(crate) fn remove(path: &'static str) -> Self {
        Self { op: "remove", path, value: None }
    }
}

/// The arrays of a configuration that an update sends back whole, with all that the server put into them.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Arrays {
    #[serde(deserialize_with = "array")]
    pub(crate) questions: Vec<Map<String, Value>>,
    #[serde(deserialize_with = "array")]
    pub(crate) custom_fields: Vec<Map<String, Value>>,
    #[serde(rename = "type")]
    type_ref: Option<Reference>,
}

impl Arrays {
    /// The type, whose questions these are.
    pub(crate) fn type_id(&self) -> Option<i64> {
        self.type_ref.as_ref()?.id.map(|id| id.0)
    }
}

/// The `fields` parameter for these arrays.
pub(crate) fn arrays_of(answers: bool, custom_fields: bool) -> &'static str {
    match (answers, custom_fields) {
        (true, true) => "id,type/id,questions,customFields",
        (true, false) => "id,type/id,questions",
        _ => "id,customFields",
    }
}

/// What a record's custom field tells of its definition; the choices are not among it.
pub(crate) fn custom_field(row: &Map<String, Value>) -> Option<CustomFieldDefinition> {
    let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let id = serde_json::from_value::<Id>(row.get("id")?.clone()).ok()?.0;
    Some(CustomFieldDefinition { id, caption: text("caption"), field_type: text("type"), choices: Vec::new() })
}

/// A text as the value of a field of this type (`Text`, `Number`, `Checkbox`, ...); empty is null.
///
/// The error says why it cannot be one.
pub(crate) fn typed(field_type: &str, text: &str) -> Result<Value, &'static str> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(Value::Null);
    }
    match field_type {
        "Checkbox" => match trimmed.to_ascii_lowercase().as_str() {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err("it must be true or false"),
        },
        "Number" | "Currency" | "Percent" => {
            let number = serde_json::from_str::<serde_json::Number>(trimmed);
            number.map(Value::Number).map_err(|_| "it must be a number")
        }
        "Date" => {
            let day = trimmed.get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok());
            // Stored with a time, which must be midnight UTC, or the day shifts with the time zone.
            day.map(|day| Value::from(format!("{day}T00:00:00Z"))).ok_or("it must be a date as in 2026-01-31")
        }
        _ => Ok(Value::from(text)),
    }
}
