//! JSON Patch: an array of `{op, path, value}`.

use serde_json::{Map, Value, json};

use super::draft::{Draft, Set};
use super::{FIRST, bad_body, fault};
use crate::constraints::{self, Access};
use crate::message::{Answer, Refusal, Request};
use crate::settings::{SubPaths, TypeInPatch};
use crate::state::Simulator;

/// One operation, read.
struct Operation {
    path: String,
    /// None = remove.
    value: Option<Value>,
}

impl Simulator {
    /// PATCH: the record afterwards, or everything that is wrong with the operations.
    pub(crate) fn patch_configuration(&mut self, request: &Request, id: i64) -> Result<Answer, Refusal> {
        self.patch(request, id, |settings_type| match settings_type {
            TypeInPatch::Works => Ok(true),
            TypeInPatch::Ignored => Ok(false),
            TypeInPatch::Refused => Err("The type is changed by changeType."),
        })
    }

    /// PATCH of `changeType`: only the type, and answers to its questions.
    pub(crate) fn change_type(&mut self, request: &Request, id: i64) -> Result<Answer, Refusal> {
        let operations = read(&request.body)?;
        let foreign = operations.iter().find(|operation| {
            let path = operation["path"].as_str().unwrap_or_default().trim_start_matches('/');
            !matches!(path, "type" | "type/id" | "questions")
        });
        if let Some(foreign) = foreign {
            let path = foreign["path"].as_str().unwrap_or_default();
            return Err(Refusal::invalid(
                super::RESOURCE,
                vec![fault("InvalidField", path, "Only the type can be changed here.")],
            ));
        }
        self.patch(request, id, |_| Ok(true))
    }

    fn patch(
        &mut self,
        request: &Request,
        id: i64,
        may_change_type: fn(TypeInPatch) -> Result<bool, &'static str>,
    ) -> Result<Answer, Refusal> {
        let record =
            self.configuration(id).cloned().ok_or_else(|| Refusal::not_found(&format!("Configuration {id}")))?;
        let settings = &self.seed.settings;
        let old_type = record.type_id;
        let mut draft = Draft::new(&self.seed, record);
        let mut operations = draft.operations(&read(&request.body)?);
        operations.sort_by_key(|operation| !FIRST.contains(&operation.path.as_str()));
        for operation in &operations {
            let path = operation.path.as_str();
            if settings.unstored_fields.contains(path) {
                continue;
            }
            if path == "type" {
                match may_change_type(settings.type_in_patch) {
                    Ok(true) => {}
                    Ok(false) => continue,
                    Err(message) => {
                        draft.faults.push(fault("InvalidField", path, message));
                        continue;
                    }
                }
            }
            match constraints::configuration_field(path).filter(|field| field.access != Access::ReadOnly) {
                Some(field) => draft.set(field, operation.value.as_ref().map_or(Set::Remove, Set::Value)),
                None => {
                    draft.faults.push(fault("InvalidField", path, &format!("\"{path}\" cannot be written.")));
                }
            }
        }
        draft.leave_type(old_type);
        if operations.iter().any(|operation| operation.path == "questions") {
            draft.answer_required_questions();
        }
        let record = draft.finish()?;
        self.sign(record);
        self.shown(200, id, request)
    }
}

fn read(body: &[u8]) -> Result<Vec<Value>, Refusal> {
    let operations: Vec<Map<String, Value>> = serde_json::from_slice(body).map_err(|_| bad_body())?;
    Ok(operations.into_iter().map(Value::Object).collect())
}

impl Draft<'_> {
    /// The operations that do something; what cannot be one is noted.
    fn operations(&mut self, written: &[Value]) -> Vec<Operation> {
        let settings = &self.seed.settings;
        let mut operations = Vec::new();
        for operation in written {
            let text = |name: &str| operation[name].as_str().unwrap_or_default();
            let value = match text("op") {
                "add" | "replace" => Some(operation["value"].clone()),
                "remove" => None,
                other => {
                    self.faults.push(fault("InvalidOperation", "op", &format!("\"{other}\" is no operation.")));
                    continue;
                }
            };
            let mut path = text("path");
            if let Some(bare) = path.strip_prefix('/') {
                if settings.leading_slash_refused {
                    self.faults.push(fault("InvalidField", path, "A path has no leading slash."));
                    continue;
                }
                path = bare;
            }
            let Some((whole, part)) = path.split_once('/') else {
                operations.push(Operation { path: path.to_owned(), value });
                continue;
            };
            match settings.sub_paths {
                // The guide warns of a "false 200" for paths into a reference: accepted, and nothing done.
                SubPaths::FalseOk => {}
                SubPaths::Works => {
                    let value = value.filter(|value| !value.is_null()).map(|value| json!({part: value}));
                    operations.push(Operation { path: whole.to_owned(), value });
                }
                SubPaths::Refused => {
                    self.faults.push(fault("InvalidField", path, "A part of a reference cannot be written."));
                }
            }
        }
        operations
    }
}
