//! Requests and replies held against the `OpenAPI` document of the API, where there is one.
//!
//! The document is not part of the repository. It is looked for in the directory that `SITEBOOK_OPENAPI_DIR` names,
//! else in `shared/specs` beside the repository.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use crate::message::LoggedRequest;

/// Name of the file.
const FILE: &str = "domotz-public-api-subset.openapi.json";
/// Names the directory of the file.
const DIRECTORY_VARIABLE: &str = "SITEBOOK_OPENAPI_DIR";

/// The document, ready to check with.
#[derive(Debug, Clone)]
pub struct Document(Value);

impl Document {
    /// Reads the document, if it can be found and read.
    #[must_use]
    pub fn find() -> Option<Self> {
        let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/specs");
        let directories = [
            std::env::var_os(DIRECTORY_VARIABLE).map_or_else(beside, PathBuf::from),
            // A second working tree lies one folder deeper.
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/specs"),
        ];
        let text = directories.iter().find_map(|directory| fs::read(directory.join(FILE)).ok())?;
        serde_json::from_slice(&text).ok().map(Self::from_value)
    }

    /// Takes a document that is read already.
    #[must_use]
    pub fn from_value(mut root: Value) -> Self {
        translate(&mut root);
        Self(root)
    }

    /// What is wrong with a request and its reply; empty = nothing. Only replies that the log has kept are seen.
    #[must_use]
    pub fn check(&self, request: &LoggedRequest) -> Vec<String> {
        let method = request.method.to_ascii_lowercase();
        let Some(operation) = self.item(&request.path).and_then(|item| item.get(&method)) else {
            return vec![format!("{} {} is not in the document", request.method, request.path)];
        };
        let mut wrong = self.wrong_parameters(operation, request);
        match schema_of(&operation["requestBody"]) {
            Some(schema) => wrong.extend(self.mismatches(schema, &request.body, "body")),
            None if !request.body.is_null() => wrong.push("no body is expected".to_owned()),
            None => {}
        }
        if !(200..300).contains(&request.status) {
            return wrong;
        }
        let Some(reply) = operation["responses"].get(request.status.to_string()) else {
            wrong.push(format!("{} {} does not answer {}", request.method, request.path, request.status));
            return wrong;
        };
        match (schema_of(reply), &request.reply) {
            (Some(schema), Some(reply)) => wrong.extend(self.mismatches(schema, reply, "reply")),
            (None, Some(_)) => wrong.push(format!("{} {} answers without a body", request.method, request.path)),
            (_, None) => {}
        }
        wrong
    }

    /// The path item whose template fits. `{field}` stands for two segments (`user_data/name`) or for one.
    fn item(&self, path: &str) -> Option<&Value> {
        let wanted: Vec<&str> = segments(path).collect();
        let paths = self.0["paths"].as_object()?;
        let fits = |template: &str| {
            let parts: Vec<&str> = segments(template).collect();
            let long = parts.last() == Some(&"{field}") && parts.len() + 1 == wanted.len();
            let same = parts.len() == wanted.len() || long;
            // A word in the document beats a placeholder: `/agent/uptime` is no id.
            let literal = parts.iter().zip(&wanted).filter(|(part, given)| part == given).count();
            let all = parts.iter().zip(&wanted).all(|(part, given)| part == given || part.starts_with('{'));
            (same && all).then_some(literal)
        };
        let best = paths.iter().filter_map(|(template, item)| fits(template).map(|literal| (literal, item)));
        best.max_by_key(|(literal, _)| *literal).map(|(_, item)| item)
    }

    fn wrong_parameters(&self, operation: &Value, request: &LoggedRequest) -> Vec<String> {
        let declared = operation["parameters"].as_array().cloned().unwrap_or_default();
        let pairs = request.query.split('&').filter_map(|pair| pair.split_once('='));
        let mut wrong = Vec::new();
        for (name, text) in pairs {
            match declared.iter().find(|parameter| parameter["name"] == name && parameter["in"] == "query") {
                None => wrong.push(format!("the parameter \"{name}\" is not in the document")),
                Some(parameter) => {
                    let value = typed(&parameter["schema"], text);
                    wrong.extend(self.mismatches(&parameter["schema"], &value, name));
                }
            }
        }
        // A field in a path has words of its own.
        let field = declared.iter().find(|parameter| parameter["name"] == "field" && parameter["in"] == "path");
        if let Some(words) = field.and_then(|field| field["schema"]["enum"].as_array()) {
            let ends = |word: &Value| word.as_str().is_some_and(|word| request.path.ends_with(&format!("/{word}")));
            if !words.iter().any(ends) {
                wrong.push(format!("{} names no field of the document", request.path));
            }
        }
        wrong
    }

    fn mismatches(&self, schema: &Value, value: &Value, what: &str) -> Vec<String> {
        let whole = json!({"allOf": [schema], "components": self.0["components"]});
        match Validator::new(&whole) {
            Ok(validator) => {
                let errors = validator.iter_errors(value);
                errors.map(|error| format!("{what}{}: {error}", error.instance_path())).collect()
            }
            Err(error) => vec![format!("the schema of {what} cannot be used: {error}")],
        }
    }
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

fn schema_of(content: &Value) -> Option<&Value> {
    content["content"]["application/json"].get("schema")
}

/// A query parameter as the type that its schema asks for.
fn typed(schema: &Value, text: &str) -> Value {
    let number = || text.parse::<i64>().ok().filter(|_| schema["type"] == "integer").map(Value::from);
    let flag = || text.parse::<bool>().ok().filter(|_| schema["type"] == "boolean").map(Value::from);
    number().or_else(flag).unwrap_or_else(|| Value::from(text))
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
