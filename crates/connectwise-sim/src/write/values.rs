//! Texts, dates and references, as they may be written.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::{RESOURCE, fault};
use crate::message::Fault;
use crate::settings::{Settings, TooLong};

/// A date as seconds since 1970, UTC; a bare day is its midnight.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time.as_second());
    }
    let day: Date = text.parse().ok()?;
    day.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|time| time.timestamp().as_second())
}

/// The text that is stored.
pub(super) fn text(field: &str, value: &Value, limit: Option<usize>, settings: &Settings) -> Result<String, Fault> {
    let mut text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return Err(fault("InvalidValue", field, &format!("{field} must be a text."))),
    };
    if settings.trims_trailing_space {
        text.truncate(text.trim_end_matches(' ').len());
    }
    let Some(limit) = limit else { return Ok(text) };
    if settings.flattens_newlines && text.contains(['\r', '\n']) {
        text = text.replace("\r\n", " ").replace(['\r', '\n'], " ");
    }
    if text.encode_utf16().count() <= limit {
        return Ok(text);
    }
    match settings.too_long {
        TooLong::Truncated => Ok(cut(&text, limit)),
        TooLong::Refused => {
            let message = format!("The field {field} must be a string with a maximum length of {limit}.");
            Err(Fault::new(settings.too_long_code.clone(), RESOURCE, field, message))
        }
    }
}

fn cut(text: &str, limit: usize) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|character| {
            units += character.len_utf16();
            units <= limit
        })
        .collect()
}

/// A row that a reference can point to: id, name, identifier.
pub(super) type Target<'a> = (i64, &'a str, &'a str);

/// The id that a reference object names, by `id` (number or numeric text), `identifier` or `name`.
pub(super) fn reference<'a>(
    field: &str,
    value: &Value,
    mut rows: impl Iterator<Item = Target<'a>>,
    settings: &Settings,
) -> Result<i64, Fault> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    let found = match id(value) {
        Some(id) => rows.find(|(row, ..)| id == *row),
        None => rows.find(|(_, name, identifier)| {
            text("identifier").is_some_and(|wanted| wanted.eq_ignore_ascii_case(identifier))
                || text("name").is_some_and(|wanted| wanted.eq_ignore_ascii_case(name))
        }),
    };
    found.map(|(id, ..)| id).ok_or_else(|| unknown(field, value, settings))
}

/// The id in a reference object: ids sent as texts are taken for numbers.
pub(super) fn id(value: &Value) -> Option<i64> {
    value.get("id").and_then(|id| id.as_i64().or_else(|| id.as_str()?.parse().ok()))
}

/// What a reference to nothing gets.
pub(super) fn unknown(field: &str, value: &Value, settings: &Settings) -> Fault {
    let message = format!("The {field} {value} was not found.");
    Fault::new(settings.invalid_reference_code.clone(), RESOURCE, field, message)
}
