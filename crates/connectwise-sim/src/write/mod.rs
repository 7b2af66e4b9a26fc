//! Writing: POST, PATCH, PUT, the change of a type, and manufacturers.

mod answers;
mod draft;
mod patch;
mod values;

use serde_json::{Map, Value, json};

use crate::constraints::{self, Access};
use crate::lists::one;
use crate::message::{Answer, Fault, Refusal, Request};
use crate::records::{Configuration, Stamps};
use crate::settings::Bulk;
use crate::sign_in::forbidden;
use crate::state::{API_MEMBER, Seed, Simulator};
use crate::views::ConfigurationView;

use draft::{Draft, Set};
pub(crate) use values::seconds;

const RESOURCE: &str = "configuration";

/// Fields that decide what others may hold, so they are set first.
const FIRST: [&str; 2] = ["company", "type"];

impl Simulator {
    /// POST: the new record, or everything that is wrong with it. Sending it twice makes two.
    pub(crate) fn create_configuration(&mut self, request: &Request) -> Result<Answer, Refusal> {
        let Ok(Value::Object(fields)) = serde_json::from_slice(&request.body) else { return Err(bad_body()) };
        let id = self.create(&fields, request)?;
        self.shown(201, id, request)
    }

    /// POST of an array: each on its own.
    pub(crate) fn create_many(&mut self, request: &Request) -> Result<Answer, Refusal> {
        let kind = self.seed.settings.bulk;
        if kind == Bulk::Missing {
            return Err(Refusal::not_found("Resource"));
        }
        let records: Vec<Map<String, Value>> = serde_json::from_slice(&request.body).map_err(|_| bad_body())?;
        let mut last = None;
        let mut payload = Vec::new();
        for (index, fields) in records.iter().enumerate() {
            payload.push(match self.create(fields, request) {
                Ok(id) => {
                    last = Some(id);
                    json!({"success": true, "originalIndex": index, "statusCode": 201, "data": {"id": id}})
                }
                Err(refusal) => json!({
                    "success": false, "originalIndex": index, "statusCode": refusal.status,
                    "error": {"code": refusal.code, "message": refusal.message, "errors": refusal.faults},
                }),
            });
        }
        match (kind, last) {
            (Bulk::Single, Some(id)) => self.shown(207, id, request),
            (Bulk::Array, _) => Ok(Answer::json(207, &Value::Array(payload))),
            _ => Ok(Answer::json(207, &json!({"payload": payload}))),
        }
    }

    /// PUT: what the body leaves out is emptied.
    pub(crate) fn replace_configuration(&mut self, request: &Request, id: i64) -> Result<Answer, Refusal> {
        let Ok(Value::Object(fields)) = serde_json::from_slice(&request.body) else { return Err(bad_body()) };
        let entered = self.configuration(id).map(|record| record.stamps.clone()).unwrap_or_default();
        let mut record = self.filled(&fields)?;
        record.id = id;
        record.stamps = entered;
        self.sign(record);
        self.shown(200, id, request)
    }

    fn create(&mut self, fields: &Map<String, Value>, request: &Request) -> Result<i64, Refusal> {
        let mut record = self.filled(fields)?;
        if !self.seed.rights.sees_type(record.type_id) {
            return Err(forbidden(request));
        }
        record.id = self.next_id();
        record.stamps = Stamps { entered: self.seed.now, entered_by: API_MEMBER.to_owned(), ..Stamps::default() };
        let id = record.id;
        self.sign(record);
        Ok(id)
    }

    /// A record with these fields, or everything that is wrong with them.
    fn filled(&self, fields: &Map<String, Value>) -> Result<Configuration, Refusal> {
        let mut draft = Draft::new(&self.seed, Configuration { active: true, ..Configuration::default() });
        let first = FIRST.iter().filter_map(|name| fields.get_key_value(*name));
        let others = fields.iter().filter(|(name, _)| !FIRST.contains(&name.as_str()));
        for (name, value) in first.chain(others) {
            // Unknown and server-owned members of a POST are ignored, not refused; null is as good as absent.
            let field = constraints::configuration_field(name).filter(|field| field.access != Access::ReadOnly);
            if let (Some(field), false) = (field, value.is_null() || *value == json!("")) {
                draft.set(field, Set::Value(value));
            }
        }
        draft.answer_required_questions();
        draft.finish()
    }

    /// Signs a record as the API member and stores it.
    fn sign(&mut self, mut record: Configuration) {
        record.stamps.updated = self.seed.now;
        API_MEMBER.clone_into(&mut record.stamps.updated_by);
        for index in 0..record.answers.len() {
            if record.answers[index].id == 0 {
                record.answers[index].id = self.next_id();
            }
        }
        self.save_configuration(record);
    }

    fn shown(&self, status: u16, id: i64, request: &Request) -> Result<Answer, Refusal> {
        let record = self.configuration(id).ok_or_else(|| Refusal::not_found(&format!("Configuration {id}")))?;
        Ok(one(status, request, &self.seed.settings, &ConfigurationView { record, seed: &self.seed }))
    }

    /// POST of a manufacturer: the new row, or why not.
    pub(crate) fn create_manufacturer(&mut self, request: &Request) -> Result<Answer, Refusal> {
        const NAME_LIMIT: usize = 50;
        let refuse = |code: &str, message: &str| {
            Refusal::invalid("manufacturer", vec![Fault::new(code.to_owned(), "manufacturer", "name", message)])
        };
        let body: Value =
            serde_json::from_slice(&request.body).map_err(|_| refuse("InvalidBody", "The body could not be read."))?;
        let name = body.get("name").and_then(Value::as_str).unwrap_or_default().trim();
        if name.is_empty() {
            return Err(refuse("MissingRequiredField", "name is required."));
        }
        if name.encode_utf16().count() > NAME_LIMIT {
            let code = &self.seed.settings.too_long_code;
            return Err(refuse(code, "The field name must be a string with a maximum length of 50."));
        }
        if self.manufacturers().any(|row| row.name.to_lowercase() == name.to_lowercase()) {
            return Err(refuse("ObjectExists", "A manufacturer with this name exists already."));
        }
        let id = self.add_manufacturer(name);
        let row = self.seed.manufacturers.get(&id).ok_or_else(|| Refusal::not_found("Manufacturer"))?;
        Ok(one(201, request, &self.seed.settings, &row))
    }
}

/// A record as another member leaves it; what cannot be set stays.
pub(crate) fn with_fields(seed: &Seed, record: Configuration, fields: &[(String, Value)]) -> Configuration {
    let mut draft = Draft::new(seed, record);
    for (name, value) in fields {
        if let Some(field) = constraints::configuration_field(name) {
            draft.set(field, Set::Value(value));
        }
    }
    draft.record
}

fn bad_body() -> Refusal {
    Refusal::invalid(RESOURCE, vec![fault("InvalidBody", "", "The body could not be read.")])
}

fn fault(code: &'static str, field: &str, message: &str) -> Fault {
    Fault::new(code, RESOURCE, field, message)
}
