//! Requests held against the tables of fields and parameters, whatever the settings forgive.

use serde_json::Value;

use crate::constraints::{
    self, Access, CONFIGURATION, Field, Kind, MANUFACTURER, MAX_PAGE_SIZE, MAX_URL, READ_PARAMETERS, WRITE_PARAMETERS,
};
use crate::lists::is_forward_only;
use crate::message::Request;
use crate::query::Query;

/// A rule of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A text is longer than its column.
    TooLong,
    /// A new record lacks a required field.
    Missing,
    /// The server owns the field.
    ReadOnly,
    /// There is no such field.
    UnknownField,
    /// A value of another type, or a reference without an id.
    WrongType,
    /// A field that cannot be empty is cleared.
    NotClearable,
    /// The body is not what the path takes.
    BadBody,
    /// An operation that is not `add`, `replace` or `remove`, or has no value.
    BadOperation,
    /// A path into a reference, or with a leading slash.
    SubPath,
    /// There is no such query parameter.
    UnknownParameter,
    /// `pageSize` is not 1 to 1000, or `page` or `pageId` no number.
    PageSize,
    /// `orderBy` with forward-only pages.
    OrderWithForwardOnly,
    /// The URL has more than 2000 characters.
    UrlTooLong,
}

/// What a request broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Position of the request in the log.
    pub request: usize,
    /// Upper-case method.
    pub method: String,
    /// Path with the codebase.
    pub path: String,
    /// Field or parameter.
    pub field: String,
    /// The rule.
    pub rule: Rule,
    /// For people.
    pub message: String,
}

/// Collects what one request breaks.
struct Judge<'r> {
    request: &'r Request,
    found: Vec<Violation>,
}

/// Everything that a request breaks; requests that are none of the API's break nothing.
pub(crate) fn of(request: &Request, body: &Value) -> Vec<Violation> {
    let Some((_, path)) = request.path.split_once("/apis/3.0/") else { return Vec::new() };
    let mut judge = Judge { request, found: Vec::new() };
    judge.url();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    match (request.method.as_str(), segments.as_slice()) {
        ("POST" | "PUT", ["company", "configurations", "bulk"]) => match body {
            Value::Array(records) => records.iter().for_each(|record| judge.record(&CONFIGURATION, record)),
            _ => judge.note("", Rule::BadBody, "an array was expected"),
        },
        ("POST", ["company", "configurations"]) | ("PUT", ["company", "configurations", _]) => {
            judge.record(&CONFIGURATION, body);
        }
        ("POST", ["procurement", "manufacturers"]) => judge.record(&MANUFACTURER, body),
        ("PATCH", ["company", "configurations", _] | ["company", "configurations", _, "changeType"]) => {
            judge.patch(body);
        }
        _ => {}
    }
    judge.found
}

impl Judge<'_> {
    fn note(&mut self, field: &str, rule: Rule, message: &str) {
        self.found.push(Violation {
            request: 0,
            method: self.request.method.clone(),
            path: self.request.path.clone(),
            field: field.to_owned(),
            rule,
            message: message.to_owned(),
        });
    }

    fn url(&mut self) {
        let request = self.request;
        let host = request.header("host").unwrap_or_default();
        let length = "https://".len() + host.len() + request.path.len() + 1 + request.query.len();
        if length > MAX_URL {
            self.note("", Rule::UrlTooLong, &format!("{length} characters"));
        }
        let reads = request.method == "GET";
        let known: &[&str] = if reads { &READ_PARAMETERS } else { &WRITE_PARAMETERS };
        let query = Query::parse(&request.query);
        for (name, value) in query.pairs() {
            match known.iter().find(|known| known.eq_ignore_ascii_case(name)) {
                None => self.note(name, Rule::UnknownParameter, "no such parameter"),
                Some(&"pageSize") if !value.parse().is_ok_and(|size| (1..=MAX_PAGE_SIZE).contains(&size)) => {
                    self.note(name, Rule::PageSize, value);
                }
                Some(&("page" | "pageId")) if value.parse::<u64>().is_err() => self.note(name, Rule::PageSize, value),
                Some(&"orderBy") if is_forward_only(request) => {
                    self.note(name, Rule::OrderWithForwardOnly, value);
                }
                Some(_) => {}
            }
        }
    }

    fn record(&mut self, fields: &[Field], record: &Value) {
        let Value::Object(record) = record else { return self.note("", Rule::BadBody, "an object was expected") };
        for (name, value) in record {
            match fields.iter().find(|field| field.name == name) {
                None => self.note(name, Rule::UnknownField, "no such field"),
                Some(field) if field.access == Access::ReadOnly => self.note(name, Rule::ReadOnly, "not ours to set"),
                Some(field) => self.value(field, value),
            }
        }
        for field in fields.iter().filter(|field| field.access == Access::Required) {
            if record.get(field.name).is_none_or(is_empty) {
                self.note(field.name, Rule::Missing, "required");
            }
        }
    }

    fn patch(&mut self, body: &Value) {
        let Value::Array(operations) = body else { return self.note("", Rule::BadBody, "an array was expected") };
        for operation in operations {
            let text = |name: &str| operation.get(name).and_then(Value::as_str).unwrap_or_default();
            let path = text("path");
            if path.contains('/') {
                self.note(path, Rule::SubPath, "only whole fields can be relied on");
                continue;
            }
            let Some(field) = constraints::configuration_field(path) else {
                self.note(path, Rule::UnknownField, "no such field");
                continue;
            };
            if field.access == Access::ReadOnly {
                self.note(path, Rule::ReadOnly, "not ours to set");
                continue;
            }
            let value = operation.get("value");
            match (text("op"), value) {
                ("add" | "replace", Some(value)) if is_empty(value) => self.clearing(field),
                ("add" | "replace", Some(value)) => self.value(field, value),
                ("remove", _) => self.clearing(field),
                (operation, _) => self.note(path, Rule::BadOperation, operation),
            }
        }
    }

    fn clearing(&mut self, field: &Field) {
        if !field.clearable {
            self.note(field.name, Rule::NotClearable, "cannot be empty");
        }
    }

    fn value(&mut self, field: &Field, value: &Value) {
        let is_right = match field.kind {
            _ if value.is_null() => true,
            Kind::Integer => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            Kind::Number => value.is_number(),
            Kind::Flag => value.is_boolean(),
            Kind::Line(limit) => {
                let length = value.as_str().map_or(0, |text| text.encode_utf16().count());
                if length > limit {
                    self.note(field.name, Rule::TooLong, &format!("{length} of {limit}"));
                }
                value.is_string()
            }
            Kind::Text => value.is_string(),
            Kind::Date => value.as_str().is_some_and(is_utc),
            Kind::Reference => ["id", "identifier", "name"].iter().any(|name| match &value[*name] {
                Value::Number(_) => *name == "id",
                Value::String(_) => *name != "id",
                _ => false,
            }),
            Kind::Questions => entries(value).is_some_and(|mut all| all.all(|entry| entry["questionId"].is_i64())),
            Kind::CustomFields => entries(value).is_some_and(|mut all| all.all(|entry| entry["id"].is_i64())),
        };
        if !is_right {
            self.note(field.name, Rule::WrongType, &value.to_string());
        }
    }
}

fn entries(value: &Value) -> Option<impl Iterator<Item = &Value>> {
    value.as_array().map(|entries| entries.iter())
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

/// `2026-01-01T00:00:00Z`, and nothing else.
fn is_utc(text: &str) -> bool {
    const LENGTH: usize = "2026-01-01T00:00:00Z".len();
    text.len() == LENGTH && text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok()
}
