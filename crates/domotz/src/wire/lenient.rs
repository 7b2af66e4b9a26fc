//! Members of a record, whatever they turn out to be.

use serde_json::Value;
use sitebook_domain::Timestamp;

use crate::parse_time;

/// The member behind these names, one inside the other.
pub(super) fn member<'v>(value: &'v Value, path: &[&str]) -> &'v Value {
    path.iter().fold(value, |value, name| &value[*name])
}

/// A text without space around it; an empty one, null and structures are none. Numbers are written out.
pub(super) fn text(value: &Value, path: &[&str]) -> Option<String> {
    let text = match member(value, path) {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    (!text.is_empty()).then_some(text)
}

/// A whole number, also as a text or with a fraction of zero.
pub(super) fn integer(value: &Value, path: &[&str]) -> Option<i64> {
    match member(value, path) {
        Value::Number(number) => {
            number.as_i64().or_else(|| number.as_f64().filter(|real| real.fract() == 0.0).map(|real| real as i64))
        }
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A real number, also as a text.
pub(super) fn real(value: &Value, path: &[&str]) -> Option<f64> {
    let number = match member(value, path) {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|number| number.is_finite())
}

/// A flag, also as a text.
pub(super) fn flag(value: &Value, path: &[&str]) -> Option<bool> {
    match member(value, path) {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// A point in time.
pub(super) fn time(value: &Value, path: &[&str]) -> Option<Timestamp> {
    parse_time(&text(value, path)?)
}

/// A list of texts; one text is a list of one.
pub(super) fn texts(value: &Value, path: &[&str]) -> Vec<String> {
    match member(value, path) {
        Value::Array(items) => items.iter().filter_map(|item| text(item, &[])).collect(),
        _ => text(value, path).into_iter().collect(),
    }
}

/// A list of whole numbers.
pub(super) fn integers(value: &Value, path: &[&str]) -> Vec<i64> {
    match member(value, path) {
        Value::Array(items) => items.iter().filter_map(|item| integer(item, &[])).collect(),
        _ => Vec::new(),
    }
}

/// The id of a record, without which it is none.
pub(super) fn id(value: &Value) -> Result<i64, String> {
    integer(value, &["id"]).ok_or_else(|| "it has no id".to_owned())
}
