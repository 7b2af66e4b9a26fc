//! The CSV form: `agents.csv`, and `devices.csv` with a column `agent`. Lists are separated by `;`.

use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim};
use serde_json::{Map, Value};

use super::record::{agent, device};
use super::{Parsed, bad_file};
use crate::AppError;

pub(super) fn read_agents(path: &Path, text: &str, parsed: &mut Parsed) -> Result<(), AppError> {
    read_rows(path, text, &["id", "name"], |place, values| match agent(&values) {
        Ok(taken) => {
            parsed.add_agent(&place, taken);
        }
        Err(reason) => parsed.reject(place, reason),
    })
    .map(|rejected| rejected.into_iter().for_each(|(place, reason)| parsed.reject(place, reason)))
}

pub(super) fn read_devices(path: &Path, text: &str, parsed: &mut Parsed) -> Result<(), AppError> {
    read_rows(path, text, &["agent", "id", "name"], |place, values| {
        let agent_id = values.get("agent").and_then(Value::as_str).unwrap_or_default().to_owned();
        if agent_id.is_empty() {
            return parsed.reject(place, "agent is missing");
        }
        match device(&agent_id, &values) {
            Ok(taken) => parsed.add_device(&place, taken),
            Err(reason) => parsed.reject(place, reason),
        }
    })
    .map(|rejected| rejected.into_iter().for_each(|(place, reason)| parsed.reject(place, reason)))
}

/// Whether the file is one of devices.
pub(super) fn has_agent_column(path: &Path, text: &str) -> Result<bool, AppError> {
    Ok(headers(path, text)?.iter().any(|name| name == "agent"))
}

/// Calls `take` with the place and values of every row; returns rows that are no rows.
fn read_rows(
    path: &Path,
    text: &str,
    required: &[&str],
    mut take: impl FnMut(String, Map<String, Value>),
) -> Result<Vec<(String, String)>, AppError> {
    let names = headers(path, text)?;
    if let Some(missing) = required.iter().find(|required| !names.iter().any(|name| name == *required)) {
        return Err(bad_file(path, &format!("it has no column \"{missing}\"")));
    }
    if let Some(twice) =
        names.iter().enumerate().find(|(index, name)| !name.is_empty() && names[..*index].contains(name))
    {
        return Err(bad_file(path, &format!("it has the column \"{}\" twice", twice.1)));
    }
    if let Some(line) = unclosed_quote(text, delimiter(text)) {
        let why = format!(
            "the quotation mark that begins a value in line {line} is never closed, so that no later row can be told"
        );
        return Err(bad_file(path, &why));
    }
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut rejected = Vec::new();
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(rejected),
            Ok(true) => {}
            Err(error) => return Err(bad_file(path, &format!("it is not valid CSV ({error})"))),
        }
        let line = record.position().map_or(0, csv::Position::line);
        let place = format!("{file} line {line}");
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() > names.len() {
            let reason = format!("it has {} values for {} columns", record.len(), names.len());
            rejected.push((place, reason));
            continue;
        }
        // A row may end early, as spreadsheets write them: what is not there is absent.
        let values = names.iter().cloned().zip(record.iter().map(|value| Value::String(value.to_owned()))).collect();
        take(place, values);
    }
}

/// The line in which a quoted value begins that never ends, if there is one. The reader would take the rest of the file
/// for that value without a word.
fn unclosed_quote(text: &str, delimiter: u8) -> Option<usize> {
    let (mut line, mut began) = (1, None);
    let mut at_start = true;
    for byte in text.bytes() {
        match (byte, began) {
            // A doubled quotation mark closes and begins again, which comes to the same.
            (b'"', Some(_)) => (began, at_start) = (None, true),
            (b'"', None) if at_start => began = Some(line),
            (_, Some(_)) => {}
            (byte, None) => at_start = byte == delimiter || matches!(byte, b'\n' | b'\r'),
        }
        line += usize::from(byte == b'\n');
    }
    began
}

/// The column names in lower case.
fn headers(path: &Path, text: &str) -> Result<Vec<String>, AppError> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter(text)).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| bad_file(path, &format!("it is not valid CSV ({error})")))?;
    if headers.iter().all(|name| name.trim().is_empty()) {
        return Err(bad_file(path, "it is empty"));
    }
    Ok(headers.iter().map(|name| name.trim().to_lowercase()).collect())
}

/// Comma, or the semicolon that spreadsheets write where the comma is the decimal sign, or tab: what the first line has most of.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|candidate| (first.bytes().filter(|byte| byte == candidate).count(), *candidate == b','))
        .unwrap_or(b',')
}
