//! Records written straight to JSON text: a page of a thousand rows is not built in memory first.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use crate::records::Stamps;
use crate::settings::Settings;

/// `2026-01-01T00:00:00Z`
pub(crate) fn date(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

/// How values are spelled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spelling {
    /// Whether absent values are sent as null.
    nulls: bool,
    ids_as_text: bool,
}

impl Spelling {
    pub(crate) fn of(settings: &Settings) -> Self {
        Self { nulls: settings.sends_nulls, ids_as_text: settings.ids_as_text }
    }
}

/// The `fields` parameter: `id,company/id,_info/lastUpdated`. What has no parts is wanted whole.
#[derive(Debug, Default)]
pub(crate) struct Selection(BTreeMap<String, Self>);

impl Selection {
    pub(crate) fn parse(text: &str) -> Self {
        let mut selection = Self::default();
        for path in text.split(',') {
            let mut at = &mut selection;
            for part in path.trim().split('/') {
                at = at.0.entry(part.to_owned()).or_default();
            }
        }
        selection
    }
}

/// The value of a member.
#[derive(Debug)]
pub(crate) enum Part<'a> {
    /// Empty = absent.
    Text(&'a str),
    Number(i64),
    Decimal(f64),
    Bool(bool),
    /// Seconds since 1970, UTC.
    Time(i64),
    /// A row of another table: id, identifier where the table has one, and name.
    Reference(Option<i64>, Option<&'a str>, &'a str),
    Info(&'a Stamps),
    Json(&'a Value),
    Null,
}

/// Writes the members of one object.
pub(crate) struct ObjectWriter<'o> {
    out: &'o mut Vec<u8>,
    spelling: Spelling,
    selection: Option<&'o Selection>,
    is_empty: bool,
}

impl<'o> ObjectWriter<'o> {
    pub(crate) fn begin(out: &'o mut Vec<u8>, spelling: Spelling, selection: Option<&'o Selection>) -> Self {
        out.push(b'{');
        // A selection without parts is the end of a path: all of it.
        let selection = selection.filter(|selection| !selection.0.is_empty());
        Self { out, spelling, selection, is_empty: true }
    }

    /// Whether a member is asked for: what is costly need not be made otherwise.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.selection.is_none_or(|selection| selection.0.contains_key(name))
    }

    /// Writes a member, if it is asked for.
    pub(crate) fn part(&mut self, name: &str, part: &Part<'_>) {
        let inner = match self.selection {
            None => None,
            Some(selection) => match selection.0.get(name) {
                Some(inner) => Some(inner),
                None => return,
            },
        };
        match part {
            Part::Null | Part::Text("") | Part::Reference(None, ..) | Part::Json(Value::Null) => {
                if self.spelling.nulls {
                    self.name(name);
                    self.out.extend_from_slice(b"null");
                }
            }
            Part::Text(text) => self.scalar(name, inner, |out| string(text, out)),
            Part::Number(number) => {
                let as_text = name == "id" && self.spelling.ids_as_text;
                self.scalar(name, inner, |out| {
                    let digits = number.to_string();
                    if as_text { string(&digits, out) } else { out.extend_from_slice(digits.as_bytes()) }
                });
            }
            Part::Decimal(number) => self.scalar(name, inner, |out| json(&Value::from(*number), out)),
            Part::Bool(flag) => {
                self.scalar(name, inner, |out| out.extend_from_slice(if *flag { b"true" } else { b"false" }));
            }
            Part::Time(seconds) => self.scalar(name, inner, |out| string(&date(*seconds), out)),
            Part::Reference(Some(id), identifier, text) => self.object(name, inner, |object| {
                object.part("id", &Part::Number(*id));
                if let Some(identifier) = identifier {
                    object.part("identifier", &Part::Text(identifier));
                }
                object.part("name", &Part::Text(text));
            }),
            Part::Info(stamps) => self.object(name, inner, |object| {
                object.part("lastUpdated", &Part::Time(stamps.updated));
                object.part("updatedBy", &Part::Text(&stamps.updated_by));
                object.part("dateEntered", &Part::Time(stamps.entered));
                object.part("enteredBy", &Part::Text(&stamps.entered_by));
            }),
            Part::Json(value @ Value::Object(_)) => self.object(name, inner, |object| object.all(value)),
            Part::Json(value) => {
                let (spelling, as_id) = (self.spelling, name == "id" && self.spelling.ids_as_text);
                self.scalar(name, inner, |out| match value {
                    Value::Number(number) if as_id => string(&number.to_string(), out),
                    _ => write_value(value, spelling, None, out),
                });
            }
        }
    }

    pub(crate) fn end(self) {
        self.out.push(b'}');
    }

    fn all(&mut self, value: &Value) {
        for (name, value) in value.as_object().into_iter().flatten() {
            self.part(name, &Part::Json(value));
        }
    }

    fn name(&mut self, name: &str) {
        if !self.is_empty {
            self.out.push(b',');
        }
        self.is_empty = false;
        string(name, self.out);
        self.out.push(b':');
    }

    /// A path into what has no parts finds nothing.
    fn scalar(&mut self, name: &str, inner: Option<&Selection>, write: impl FnOnce(&mut Vec<u8>)) {
        if inner.is_none_or(|inner| inner.0.is_empty()) {
            self.name(name);
            write(self.out);
        }
    }

    fn object(&mut self, name: &str, inner: Option<&Selection>, write: impl FnOnce(&mut ObjectWriter<'_>)) {
        let (start, was_empty) = (self.out.len(), self.is_empty);
        self.name(name);
        let mut object = ObjectWriter::begin(self.out, self.spelling, inner);
        write(&mut object);
        let nothing_found = object.is_empty && object.selection.is_some();
        object.end();
        if nothing_found {
            self.out.truncate(start);
            self.is_empty = was_empty;
        }
    }
}

/// Writes any value, as the settings spell it.
pub(super) fn write_value(value: &Value, spelling: Spelling, selection: Option<&Selection>, out: &mut Vec<u8>) {
    match value {
        Value::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_value(item, spelling, selection, out);
            }
            out.push(b']');
        }
        Value::Object(_) => {
            let mut object = ObjectWriter::begin(out, spelling, selection);
            object.all(value);
            object.end();
        }
        _ => json(value, out),
    }
}

fn string(text: &str, out: &mut Vec<u8>) {
    // Writing to memory cannot fail, and every text has a JSON form.
    drop(serde_json::to_writer(out, text));
}

fn json(value: &Value, out: &mut Vec<u8>) {
    drop(serde_json::to_writer(out, value));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(fields: Option<&str>, settings: &Settings) -> Value {
        let record = json!({
            "id": 7, "name": "a\"b", "notes": null, "company": {"id": 5, "name": "Acme"},
            "questions": [{"id": 1, "answer": null}], "flag": true,
        });
        let selection = fields.map(Selection::parse);
        let mut out = Vec::new();
        write_value(&record, Spelling::of(settings), selection.as_ref(), &mut out);
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn fields_choose_members_and_parts_of_members() {
        let settings = Settings::default();
        assert_eq!(written(Some("id, company/id,name/x,colour"), &settings), json!({"id": 7, "company": {"id": 5}}));
        assert_eq!(written(Some("company/colour,flag"), &settings), json!({"flag": true}));
        assert_eq!(written(Some("company"), &settings), json!({"company": {"id": 5, "name": "Acme"}}));
    }

    #[test]
    fn absent_values_and_ids_are_spelled_as_switched() {
        let whole = written(None, &Settings::default());
        assert_eq!(
            (whole.get("notes"), &whole["questions"], &whole["name"]),
            (None, &json!([{"id": 1}]), &json!("a\"b"))
        );
        let settings = Settings { sends_nulls: true, ids_as_text: true, ..Settings::default() };
        let whole = written(None, &settings);
        assert_eq!(
            (whole.get("notes"), &whole["id"], &whole["company"]["id"]),
            (Some(&Value::Null), &json!("7"), &json!("5"))
        );
        assert_eq!(whole["questions"], json!([{"id": "1", "answer": null}]));
    }
}
