//! Requests and replies held against the `OpenAPI` document of the API, where there is one.
//!
//! The document is not part of the repository. It is looked for in the directory that `SITEBOOK_OPENAPI_DIR` names,
//! else in `shared/specs` beside the repository.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::log::LoggedRequest;
use crate::query::Query;

/// Name of the file.
const FILE: &str = "connectwise-manage-subset.openapi.json";
/// Names the directory of the file.
const DIRECTORY_VARIABLE: &str = "SITEBOOK_OPENAPI_DIR";

/// The document, ready to check with.
#[derive(Debug, Clone)]
pub struct Document {
    /// With schemas as JSON Schema has them.
    root: Value,
    /// The components without required members: what `fields` leaves of them.
    partial: Value,
}

impl Document {
    /// Reads the document, if it can be found and read.
    #[must_use]
    pub fn find() -> Option<Self> {
        let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs");
        let directory = std::env::var_os(DIRECTORY_VARIABLE).map_or_else(beside, PathBuf::from);
        let text = fs::read(directory.join(FILE)).ok()?;
        serde_json::from_slice(&text).ok().map(Self::from_value)
    }

    /// Takes a document that is read already.
    #[must_use]
    pub fn from_value(mut root: Value) -> Self {
        translate(&mut root);
        let mut partial = root["components"].clone();
        require_nothing(&mut partial);
        Self { root, partial }
    }

    /// What is wrong with a request and its reply; empty = nothing. Only replies that the log has kept are seen.
    #[must_use]
    pub fn check(&self, request: &LoggedRequest) -> Vec<String> {
        let mut wrong = self.check_request(request);
        if let Some(reply) = &request.reply {
            let chooses = request.parameter("fields").is_some();
            let components = if chooses { &self.partial } else { &self.root["components"] };
            wrong.extend(self.reply_mismatches(&request.method, &request.path, request.status, reply, components));
        }
        wrong
    }

    /// What is wrong with a request; empty = nothing.
    #[must_use]
    pub fn check_request(&self, request: &LoggedRequest) -> Vec<String> {
        let Some(path) = api_path(&request.path) else { return Vec::new() };
        let Some(operation) = self.operation(&request.method, path) else {
            return vec![format!("{} {path} is not in the document", request.method)];
        };
        let mut wrong = self.wrong_parameters(operation, request);
        let body = &operation["requestBody"];
        match schema_of(body) {
            Some(schema) => {
                wrong.extend(mismatches(schema, &self.root["components"], &request.body, "body"));
            }
            None if !request.body.is_null() => wrong.push("no body is expected".to_owned()),
            None => {}
        }
        wrong
    }

    /// What is wrong with a reply; empty = nothing. The path may have the codebase in front.
    #[must_use]
    pub fn check_reply(&self, method: &str, path: &str, status: u16, body: &Value) -> Vec<String> {
        self.reply_mismatches(method, path, status, body, &self.root["components"])
    }

    fn reply_mismatches(&self, method: &str, path: &str, status: u16, body: &Value, components: &Value) -> Vec<String> {
        let path = api_path(path).unwrap_or(path);
        let Some(operation) = self.operation(method, path) else {
            return vec![format!("{method} {path} is not in the document")];
        };
        let Some(reply) = operation["responses"].get(status.to_string()).map(|reply| self.resolved(reply)) else {
            return vec![format!("{method} {path} does not answer {status}")];
        };
        match schema_of(reply) {
            Some(schema) => mismatches(schema, components, body, "reply"),
            None if !body.is_null() => vec![format!("{method} {path} answers {status} without a body")],
            None => Vec::new(),
        }
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let wanted: Vec<&str> = segments(path).collect();
        let fits = |template: &str| {
            let parts: Vec<&str> = segments(template).collect();
            let same = parts.len() == wanted.len();
            // A word in the document beats a placeholder: `/configurations/count` is no id.
            same.then(|| {
                let pairs = || parts.iter().zip(&wanted);
                let literal = pairs().filter(|(part, given)| part == given).count();
                pairs().all(|(part, given)| part == given || part.starts_with('{')).then_some(literal)
            })
            .flatten()
        };
        let paths = self.root["paths"].as_object()?;
        let best = paths.iter().filter_map(|(template, item)| fits(template).map(|literal| (literal, item)));
        let (_, item) = best.max_by_key(|(literal, _)| *literal)?;
        item.get(method.to_ascii_lowercase())
    }

    fn wrong_parameters(&self, operation: &Value, request: &LoggedRequest) -> Vec<String> {
        let declared: Vec<&Value> =
            operation["parameters"].as_array().into_iter().flatten().map(|each| self.resolved(each)).collect();
        let named = |name: &str, place: &str| {
            declared.iter().find(|parameter| parameter["name"] == name && parameter["in"] == place).copied()
        };
        let check =
            |schema: &Value, value: &Value, name: &str| mismatches(schema, &self.root["components"], value, name);
        let mut wrong = Vec::new();
        for (name, text) in Query::parse(&request.query).pairs() {
            match named(name, "query") {
                None => wrong.push(format!("the parameter \"{name}\" is not in the document")),
                Some(parameter) => {
                    wrong.extend(check(&parameter["schema"], &typed(&parameter["schema"], text), name));
                }
            }
        }
        for parameter in declared.iter().filter(|each| each["in"] == "header") {
            let name = parameter["name"].as_str().unwrap_or_default();
            match request.header(&name.to_ascii_lowercase()) {
                None if parameter["required"] == true => wrong.push(format!("the header \"{name}\" is missing")),
                None => {}
                Some(text) => wrong.extend(check(&parameter["schema"], &Value::from(text), name)),
            }
        }
        wrong
    }

    /// What a `$ref` points to.
    fn resolved<'d>(&'d self, value: &'d Value) -> &'d Value {
        let target = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        target.and_then(|pointer| self.root.pointer(pointer)).unwrap_or(value)
    }
}

fn mismatches(schema: &Value, components: &Value, value: &Value, what: &str) -> Vec<String> {
    let whole = json!({"allOf": [schema], "components": components});
    match Validator::new(&whole) {
        Ok(validator) => {
            let errors = validator.iter_errors(value);
            errors.map(|error| format!("{what}{}: {error}", error.instance_path())).collect()
        }
        Err(error) => vec![format!("the schema of {what} cannot be used: {error}")],
    }
}

/// The path behind the codebase and `apis/3.0`.
fn api_path(path: &str) -> Option<&str> {
    path.split_once("/apis/3.0").map(|(_, rest)| rest)
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

fn schema_of(content: &Value) -> Option<&Value> {
    content["content"]["application/json"].get("schema")
}

/// A query parameter as the type that its schema asks for.
fn typed(schema: &Value, text: &str) -> Value {
    let is = |name: &str| match &schema["type"] {
        Value::Array(names) => names.iter().any(|each| each == name),
        only => only == name,
    };
    let number = || text.parse::<i64>().ok().filter(|_| is("integer") || is("number")).map(Value::from);
    let flag = || text.parse::<bool>().ok().filter(|_| is("boolean")).map(Value::from);
    number().or_else(flag).unwrap_or_else(|| Value::from(text))
}

fn require_nothing(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(require_nothing),
        Value::Object(fields) => {
            // A member that is called so is an object, not a list.
            if fields.get("required").is_some_and(Value::is_array) {
                fields.remove("required");
            }
            fields.values_mut().for_each(require_nothing);
        }
        _ => {}
    }
}

/// `nullable` becomes a list of types, as JSON Schema says it; an `enum` must then allow null too.
fn translate(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(translate),
        Value::Object(fields) => {
            if fields.remove("nullable") == Some(Value::Bool(true)) {
                allow_null(fields);
            }
            fields.values_mut().for_each(translate);
        }
        _ => {}
    }
}

fn allow_null(schema: &mut Map<String, Value>) {
    if let Some(Value::String(name)) = schema.get("type").cloned() {
        schema.insert("type".to_owned(), json!([name, "null"]));
    }
    if let Some(Value::Array(choices)) = schema.get_mut("enum") {
        choices.push(Value::Null);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        Document::from_value(json!({
            "paths": {
                "/things/{id}": {"get": {"responses": {"200": {"content": {"application/json": {"schema":
                    {"$ref": "#/components/schemas/Thing"}}}}}}},
                "/things/count": {"get": {"responses": {"200": {"content": {"application/json": {"schema":
                    {"type": "integer"}}}}}}},
            },
            "components": {"schemas": {"Thing": {"type": "object", "required": ["id"], "properties": {
                "id": {"type": "integer"}, "name": {"type": "string", "maxLength": 3, "nullable": true},
                "kind": {"type": "string", "nullable": true, "enum": ["A"]},
            }}}},
        }))
    }

    #[test]
    fn replies_are_held_against_their_schema() {
        let document = document();
        let check = |path, body: &Value| document.check_reply("GET", path, 200, body);
        assert_eq!(check("/things/7", &json!({"id": 7, "name": null, "kind": null})), [""; 0]);
        assert_eq!(check("/v2025_1/apis/3.0/things/7", &json!({"id": 7, "name": "abc", "kind": "A"})), [""; 0]);
        assert_eq!(check("/things/count", &json!(3)), [""; 0]);
        for wrong in [json!({}), json!({"id": "7"}), json!({"id": 7, "name": "long"}), json!({"id": 7, "kind": "B"})] {
            assert_eq!(check("/things/7", &wrong).len(), 1, "{wrong}");
        }
        assert_eq!(document.check_reply("GET", "/things/7", 201, &json!({})).len(), 1);
        assert_eq!(document.check_reply("POST", "/things/7", 200, &json!({})).len(), 1);
    }
}
