//! Writing configurations: creating, JSON Patch with whole references and whole arrays, changing the type.

use std::sync::atomic::Ordering;

use serde_json::{Map, Value, json};
use sitebook_psa::{
    Configuration, ConfigurationChange, ConfigurationField, CustomFieldDefinition, NewConfiguration, PsaError,
    PsaErrorKind, TypeQuestion, text_of,
};

use crate::call::Call;
use crate::client::Client;
use crate::configurations::CONFIGURATIONS;
use crate::transport::{Method, Transport};
use crate::wire::{self, Arrays, PatchOperation, Row, arrays_of, typed};
use sitebook_service_client::Pace;

/// How a field is emptied; no source says which of the two a server takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Clearing {
    by_remove: bool,
    text_by_null: bool,
}

impl Clearing {
    fn other(self) -> Self {
        Self { by_remove: !self.by_remove, text_by_null: !self.text_by_null }
    }

    fn operation(self, change: &ConfigurationChange) -> Option<PatchOperation> {
        let reference = |path| {
            Some(if self.by_remove { PatchOperation::remove(path) } else { PatchOperation::replace(path, Value::Null) })
        };
        match change {
            ConfigurationChange::Text(field, text) if text.is_empty() => {
                let value = if self.text_by_null { Value::Null } else { Value::from("") };
                Some(PatchOperation::replace(path_of(*field), value))
            }
            ConfigurationChange::Manufacturer(None) => reference("manufacturer"),
            ConfigurationChange::Site(None) => reference("site"),
            _ => None,
        }
    }
}

impl<T: Transport, P: Pace> Client<T, P> {
    pub(crate) async fn write_changes(
        &self,
        id: i64,
        changes: &[ConfigurationChange],
    ) -> Result<Configuration, PsaError> {
        let mut operations = self.array_operations(id, changes).await?;
        operations.extend(changes.iter().filter_map(value_operation));
        let clearing = Clearing {
            by_remove: self.learnt.clears_by_remove.load(Ordering::Relaxed),
            text_by_null: self.learnt.clears_text_by_null.load(Ordering::Relaxed),
        };
        let cleared: Vec<&ConfigurationChange> =
            changes.iter().filter(|change| clearing.operation(change).is_some()).collect();
        let clear = |clearing: Clearing, changes: &[&ConfigurationChange]| -> Vec<PatchOperation> {
            changes.iter().filter_map(|change| clearing.operation(change)).collect()
        };
        let first = [operations.clone(), clear(clearing, &cleared)].concat();
        let (again, left) = match self.patched(CONFIGURATIONS, id, "", &first).await {
            Ok(record) => {
                let left: Vec<_> = cleared.into_iter().filter(|change| !is_cleared(change, &record)).collect();
                if left.is_empty() {
                    return Ok(record);
                }
                (clear(clearing.other(), &left), left)
            }
            Err(error) if refuses_any(&error, &clear(clearing, &cleared)) => {
                let arrays = self.array_operations(id, changes).await?;
                let values = changes.iter().filter_map(value_operation);
                let other = [arrays, values.collect(), clear(clearing.other(), &cleared)].concat();
                // Refused both ways: the first refusal is about what was asked for.
                let record = match self.patched(CONFIGURATIONS, id, "", &other).await {
                    Err(second) if matches!(second.kind, PsaErrorKind::Rejected { .. }) => return Err(error),
                    result => result?,
                };
                self.learn(clearing.other(), &cleared, &record);
                return Ok(record);
            }
            Err(error) => return Err(error),
        };
        // Done without being done: what is still there is emptied the other way. What was stored before stays stored, so
        // that an error here is reported as one whose outcome is not known.
        let record = self.patched(CONFIGURATIONS, id, "", &again).await.map_err(|mut error| {
            error.outcome_unknown = true;
            error
        })?;
        self.learn(clearing.other(), &left, &record);
        Ok(record)
    }

    /// Remembers a way of clearing that worked.
    fn learn(&self, clearing: Clearing, cleared: &[&ConfigurationChange], record: &Configuration) {
        for change in cleared.iter().filter(|change| is_cleared(change, record)) {
            let (flag, value) = match change {
                ConfigurationChange::Text(..) => (&self.learnt.clears_text_by_null, clearing.text_by_null),
                _ => (&self.learnt.clears_by_remove, clearing.by_remove),
            };
            flag.store(value, Ordering::Relaxed);
        }
    }

    /// Sends a patch and reads the record that comes back.
    async fn patched(
        &self,
        table: &str,
        id: i64,
        below: &str,
        operations: &[PatchOperation],
    ) -> Result<Configuration, PsaError> {
        let path = format!("{table}/{id}{below}");
        let call = Call::write(Method::Patch, &path, body(&operations)?);
        let record = self.json::<wire::Configuration>(&call).await?.into_record();
        if record.id != id {
            let why = format!("PATCH /{path}: another record came back");
            let mut error = PsaError::from(PsaErrorKind::Unreadable { why });
            error.outcome_unknown = true;
            return Err(error);
        }
        Ok(record)
    }

    /// The arrays of answers and custom fields as they are now, with the changes in them: they are sent back whole.
    async fn array_operations(
        &self,
        id: i64,
        changes: &[ConfigurationChange],
    ) -> Result<Vec<PatchOperation>, PsaError> {
        let answers: Vec<(i64, &str)> = changes
            .iter()
            .filter_map(|change| match change {
                ConfigurationChange::Answer { question, value } => Some((*question, value.as_str())),
                _ => None,
            })
            .collect();
        let fields: Vec<(i64, &str)> = changes
            .iter()
            .filter_map(|change| match change {
                ConfigurationChange::CustomField { field, value } => Some((*field, value.as_str())),
                _ => None,
            })
            .collect();
        if answers.is_empty() && fields.is_empty() {
            return Ok(Vec::new());
        }
        let path = format!("{CONFIGURATIONS}/{id}");
        let call = Call::get(&path).with("fields", arrays_of(!answers.is_empty(), !fields.is_empty()));
        let arrays: Arrays = self.json(&call).await?;
        let mut operations = Vec::new();
        if !answers.is_empty() {
            let questions = match arrays.type_id() {
                Some(type_id) => self.known_questions(type_id).await?,
                None => None,
            };
            let known = questions.as_deref().map(Vec::as_slice);
            operations.push(PatchOperation::replace("questions", with_answers(arrays.questions, &answers, known)?));
        }
        if !fields.is_empty() {
            let known = self.known_custom_fields().await?;
            let values = with_custom_fields(arrays.custom_fields, &fields, &known)?;
            operations.push(PatchOperation::replace("customFields", values));
        }
        Ok(operations)
    }

    pub(crate) async fn write_new(&self, new: &NewConfiguration) -> Result<Configuration, PsaError> {
        let mut record = Map::new();
        let mut set = |name: &str, value: Value| record.insert(name.to_owned(), value);
        for (field, text) in new.texts.iter().filter(|(_, text)| !text.is_empty()) {
            set(path_of(*field), Value::from(text.as_str()));
        }
        if !new.device_identifier.is_empty() {
            set("deviceIdentifier", Value::from(new.device_identifier.as_str()));
        }
        let references = [
            ("type", Some(new.type_id)),
            ("company", Some(new.company)),
            ("site", new.site),
            ("status", new.status),
            ("manufacturer", new.manufacturer),
        ];
        for (name, id) in references {
            if let Some(id) = id {
                set(name, json!({ "id": id }));
            }
        }
        if let Some(answers) = self.first_answers(new.type_id, &new.answers).await? {
            set("questions", answers);
        }
        let fields: Vec<(i64, &str)> = new
            .custom_fields
            .iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(field, value)| (*field, value.as_str()))
            .collect();
        if !fields.is_empty() {
            let known = self.known_custom_fields().await?;
            set("customFields", with_custom_fields(Vec::new(), &fields, &known)?);
        }
        let call = Call::write(Method::Post, CONFIGURATIONS, body(&record)?);
        Ok(self.json::<wire::Configuration>(&call).await?.into_record())
    }

    pub(crate) async fn write_type(
        &self,
        id: i64,
        type_id: i64,
        answers: &[(i64, String)],
    ) -> Result<Configuration, PsaError> {
        let mut operations = vec![PatchOperation::reference("type", type_id)];
        operations
            .extend(self.first_answers(type_id, answers).await?.map(|rows| PatchOperation::replace("questions", rows)));
        self.patched(CONFIGURATIONS, id, "/changeType", &operations).await
    }

    /// The array of answers of a record that has none to this type's questions yet; none when nothing is answered.
    async fn first_answers(&self, type_id: i64, answers: &[(i64, String)]) -> Result<Option<Value>, PsaError> {
        let given: Vec<(i64, &str)> = answers
            .iter()
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(question, value)| (*question, value.as_str()))
            .collect();
        let questions = self.known_questions(type_id).await?;
        if let Some(missing) = questions.as_deref().and_then(|questions| missing_answers(questions, &given)) {
            return Err(missing.into());
        }
        if given.is_empty() {
            return Ok(None);
        }
        let known = questions.as_deref().map(Vec::as_slice);
        Ok(Some(with_answers(Vec::new(), &given, known)?))
    }
}

/// Questions that must be answered and are not.
fn missing_answers(questions: &[TypeQuestion], answers: &[(i64, &str)]) -> Option<PsaErrorKind> {
    let is_answered = |id: i64| answers.iter().any(|(question, value)| *question == id && !value.trim().is_empty());
    let missing: Vec<String> = questions
        .iter()
        .filter(|question| question.required && !is_answered(question.id))
        .map(|question| question.question.clone())
        .collect();
    (!missing.is_empty()).then_some(PsaErrorKind::AnswersMissing { questions: missing })
}

/// The rows with the answers in them. `known`: the questions of the type, if they could be read.
fn with_answers(
    mut rows: Vec<Map<String, Value>>,
    answers: &[(i64, &str)],
    known: Option<&[TypeQuestion]>,
) -> Result<Value, PsaErrorKind> {
    for (id, text) in answers {
        let question = known.and_then(|known| known.iter().find(|question| question.id == *id));
        let place = rows.iter().position(|row| id_in(row, "questionId") == Some(*id));
        let row = place.map(|place| &rows[place]);
        let label = question
            .map(|question| question.question.clone())
            .or_else(|| row.and_then(|row| text_in(row, "question")))
            .unwrap_or_else(|| format!("question {id}"));
        let unfit = |why: &str| PsaErrorKind::UnfitValue { field: label.clone(), why: why.to_owned() };
        if place.is_none() && question.is_none() && known.is_some() {
            return Err(unfit("the configuration type has no such question"));
        }
        let is_required = question.is_some_and(|question| question.required)
            || row.is_some_and(|row| row.get("requiredFlag") == Some(&Value::Bool(true)));
        if is_required && text.trim().is_empty() {
            return Err(PsaErrorKind::AnswersMissing { questions: vec![label] });
        }
        let field_type = question
            .map(|question| question.field_type.clone())
            .or_else(|| row.and_then(|row| text_in(row, "fieldType")));
        let choices = question.map_or(&[][..], |question| &question.choices);
        let value = chosen(field_type.as_deref().unwrap_or_default(), choices, text).map_err(unfit)?;
        if let Some(place) = place {
            rows[place].insert("answer".to_owned(), value);
        } else {
            rows.push(Map::from_iter([("questionId".to_owned(), Value::from(*id)), ("answer".to_owned(), value)]));
        }
    }
    Ok(rows.into_iter().map(Value::Object).collect())
}

/// The rows with the values in them.
fn with_custom_fields(
    mut rows: Vec<Map<String, Value>>,
    values: &[(i64, &str)],
    known: &[CustomFieldDefinition],
) -> Result<Value, PsaErrorKind> {
    for (id, text) in values {
        let definition = known.iter().find(|definition| definition.id == *id);
        let place = rows.iter().position(|row| id_in(row, "id") == Some(*id));
        let row = place.map(|place| &rows[place]);
        let label = definition
            .map(|definition| definition.caption.clone())
            .or_else(|| row.and_then(|row| text_in(row, "caption")))
            .unwrap_or_else(|| format!("custom field {id}"));
        let unfit = |why: &str| PsaErrorKind::UnfitValue { field: label.clone(), why: why.to_owned() };
        if place.is_none() && definition.is_none() {
            return Err(unfit("configurations have no such custom field"));
        }
        let field_type = row
            .and_then(|row| text_in(row, "type"))
            .or_else(|| definition.map(|definition| definition.field_type.clone()));
        let choices = definition.map_or(&[][..], |definition| &definition.choices);
        let value = chosen(field_type.as_deref().unwrap_or_default(), choices, text).map_err(unfit)?;
        if let Some(place) = place {
            rows[place].insert("value".to_owned(), value);
        } else {
            rows.push(Map::from_iter([("id".to_owned(), Value::from(*id)), ("value".to_owned(), value)]));
        }
    }
    Ok(rows.into_iter().map(Value::Object).collect())
}

/// A text as a value of this type; where there are choices, as the choice that it means, in any case.
fn chosen(field_type: &str, choices: &[String], text: &str) -> Result<Value, &'static str> {
    if choices.is_empty() || text.trim().is_empty() {
        return typed(field_type, text);
    }
    let wanted = text.trim().to_lowercase();
    let choice = choices.iter().find(|choice| choice.trim().to_lowercase() == wanted);
    choice.map_or(Err("it is none of the choices"), |choice| typed(field_type, choice))
}

fn id_in(row: &Map<String, Value>, name: &str) -> Option<i64> {
    serde_json::from_value::<wire::Id>(row.get(name)?.clone()).ok().map(|id| id.0)
}

fn text_in(row: &Map<String, Value>, name: &str) -> Option<String> {
    row.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Whether a change that empties a field did.
fn is_cleared(change: &ConfigurationChange, record: &Configuration) -> bool {
    match change {
        ConfigurationChange::Text(field, _) => text_of(record, *field).is_empty(),
        ConfigurationChange::Manufacturer(_) => record.manufacturer.is_none(),
        ConfigurationChange::Site(_) => record.site.is_none(),
        _ => true,
    }
}

/// Whether a refusal names one of the fields that were to be emptied.
fn refuses_any(error: &PsaError, cleared: &[PatchOperation]) -> bool {
    let PsaErrorKind::Rejected { faults } = &error.kind else { return false };
    faults.iter().any(|fault| cleared.iter().any(|operation| operation.path.eq_ignore_ascii_case(&fault.field)))
}

/// The operation of a change that sets a value; none for one that empties a field or goes into an array.
fn value_operation(change: &ConfigurationChange) -> Option<PatchOperation> {
    Some(match change {
        ConfigurationChange::Text(field, text) if !text.is_empty() => {
            PatchOperation::replace(path_of(*field), text.as_str())
        }
        ConfigurationChange::Manufacturer(Some(manufacturer)) => {
            PatchOperation::reference("manufacturer", manufacturer.id)
        }
        ConfigurationChange::Status(id) => PatchOperation::reference("status", *id),
        ConfigurationChange::Site(Some(id)) => PatchOperation::reference("site", *id),
        ConfigurationChange::Active(active) => PatchOperation::replace("activeFlag", *active),
        _ => return None,
    })
}

fn path_of(field: ConfigurationField) -> &'static str {
    match field {
        ConfigurationField::Name => "name",
        ConfigurationField::SerialNumber => "serialNumber",
        ConfigurationField::ModelNumber => "modelNumber",
        ConfigurationField::MacAddress => "macAddress",
        ConfigurationField::IpAddress => "ipAddress",
        ConfigurationField::Notes => "notes",
        ConfigurationField::OsType => "osType",
        ConfigurationField::OsInfo => "osInfo",
        ConfigurationField::ManagementLink => "managementLink",
    }
}

/// A request's body.
pub(crate) fn body(value: &impl serde::Serialize) -> Result<Vec<u8>, PsaError> {
    serde_json::to_vec(value)
        .map_err(|_| PsaErrorKind::Unreadable { why: "the request has no JSON form".to_owned() }.into())
}
