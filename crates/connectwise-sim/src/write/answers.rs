//! Answers to a type's questions, and custom fields.

use serde_json::Value;

use super::draft::Draft;
use super::{fault, values};
use crate::message::Fault;
use crate::records::{Answered, CustomField, EntryMethod, FieldType, Question};
use crate::settings::PartialCustomFields;
use crate::views::answers_of;

impl Draft<'_> {
    /// The whole array of answers: what it does not name is answered no more.
    pub(super) fn set_answers(&mut self, value: &Value) -> Result<(), Fault> {
        let mut answers = Vec::new();
        for entry in array("questions", value)? {
            let question = self.question(entry)?;
            let answer = &entry["answer"];
            if is_blank(answer) {
                continue;
            }
            let offered = self.seed.question_values.values();
            let offered = offered.filter(|value| value.question == question.id && !value.inactive);
            let offered: Vec<&str> = offered.map(|value| value.value.as_str()).collect();
            if !fits(question.field_type, question.entry_method, &offered, answer) {
                let message = format!("The answer to question {} is not valid.", question.id);
                return Err(fault("InvalidValue", "questions", &message));
            }
            let answer = match answer {
                Value::Number(_) | Value::Bool(_) if self.seed.settings.answers_as_text => {
                    Value::from(answer.to_string())
                }
                _ => answer.clone(),
            };
            // An answer keeps its id while the question keeps being answered.
            let kept = self.record.answers.iter().find(|answered| answered.question == question.id);
            answers.push(Answered { id: kept.map_or(0, |kept| kept.id), question: question.id, answer });
        }
        self.record.answers = answers;
        Ok(())
    }

    fn question(&self, entry: &Value) -> Result<&Question, Fault> {
        let named = number(&entry["questionId"]);
        let answered = number(&entry["answerId"])
            .and_then(|id| self.record.answers.iter().find(|answered| answered.id == id))
            .map(|answered| answered.question);
        named
            .or(answered)
            .and_then(|id| self.seed.questions.get(&id))
            .filter(|question| question.type_id == self.record.type_id)
            .ok_or_else(|| values::unknown("questions", entry, &self.seed.settings))
    }

    /// Notes required questions without an answer.
    pub(super) fn answer_required_questions(&mut self) {
        let open = answers_of(self.seed, &self.record)
            .filter(|(question, answered)| question.required && answered.is_none())
            .map(|(question, _)| {
                let message = format!("Question {} \"{}\" is required.", question.id, question.question);
                fault("MissingRequiredField", "questions", &message)
            });
        let open: Vec<Fault> = open.collect();
        self.faults.extend(open);
    }

    /// Drops the answers to the old type's questions when the type has changed.
    pub(super) fn leave_type(&mut self, old_type: i64) {
        let (seed, new_type) = (self.seed, self.record.type_id);
        if new_type != old_type && !seed.settings.type_change_keeps_answers {
            self.record.answers.retain(|answered| {
                seed.questions.get(&answered.question).is_some_and(|question| question.type_id == new_type)
            });
        }
    }

    /// The array of custom fields.
    pub(super) fn set_custom_fields(&mut self, value: &Value) -> Result<(), Fault> {
        let mut values = match self.seed.settings.partial_custom_fields {
            PartialCustomFields::Kept => self.record.custom_values.clone(),
            PartialCustomFields::Cleared | PartialCustomFields::Refused => std::collections::BTreeMap::new(),
        };
        let entries = array("customFields", value)?;
        if self.seed.settings.partial_custom_fields == PartialCustomFields::Refused
            && entries.len() < self.seed.custom_fields.len()
        {
            return Err(fault("InvalidValue", "customFields", "The whole array of custom fields is required."));
        }
        for entry in entries {
            let field = self.custom_field(entry)?;
            let value = &entry["value"];
            let offered: Vec<&str> = field.options.iter().map(String::as_str).collect();
            if is_blank(value) {
                values.remove(&field.id);
            } else if fits(field.field_type, field.entry_method, &offered, value) {
                values.insert(field.id, value.clone());
            } else {
                let message = format!("The value of custom field {} is not valid.", field.id);
                return Err(fault("InvalidValue", "customFields", &message));
            }
        }
        self.record.custom_values = values;
        Ok(())
    }

    fn custom_field(&self, entry: &Value) -> Result<&CustomField, Fault> {
        number(&entry["id"])
            .and_then(|id| self.seed.custom_fields.get(&id))
            .ok_or_else(|| values::unknown("customFields", entry, &self.seed.settings))
    }
}

fn array<'v>(field: &str, value: &'v Value) -> Result<&'v [Value], Fault> {
    match value {
        Value::Null => Ok(&[]),
        Value::Array(entries) => Ok(entries),
        _ => Err(fault("InvalidValue", field, &format!("{field} must be an array."))),
    }
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

fn fits(field_type: FieldType, entry_method: EntryMethod, offered: &[&str], value: &Value) -> bool {
    if entry_method.is_choice() {
        return value.as_str().is_some_and(|text| offered.iter().any(|offer| offer.eq_ignore_ascii_case(text)));
    }
    field_type.takes(value)
}
