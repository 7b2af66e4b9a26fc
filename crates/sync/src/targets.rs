//! Where zone and room go in one configuration: the question of its type, or the custom field, and what it takes.

use std::collections::BTreeMap;

use sitebook_domain::{FieldTarget, FieldTargetKind};
use sitebook_psa::{Configuration, ConfigurationChange, CustomFieldDefinition, TypeQuestion};

use crate::values::{answer_to, same_words};

/// What the PSA's questions and custom fields take, as far as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownTargets {
    /// The questions of each type that were read. What a type that is missing here asks is told by the record alone.
    pub questions: BTreeMap<i64, Vec<TypeQuestion>>,
    /// The custom fields, if they were read.
    pub custom_fields: Option<Vec<CustomFieldDefinition>>,
}

/// The place of a value in one configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place<'k> {
    kind: FieldTargetKind,
    id: i64,
    /// The only values that it takes; empty = any, or not known.
    choices: &'k [String],
    /// Whether it must not be emptied.
    pub(crate) required: bool,
}

impl KnownTargets {
    /// The place that was picked, in this configuration; none when its type does not ask that.
    pub(crate) fn place(&self, configuration: &Configuration, target: &FieldTarget) -> Option<Place<'_>> {
        match target.kind {
            FieldTargetKind::Question => {
                let asked = configuration.type_ref.as_ref().and_then(|found| self.questions.get(&found.id));
                match asked {
                    Some(questions) => question_among(questions, target),
                    None => answer_to(configuration, target).map(|answer| Place {
                        kind: target.kind,
                        id: answer.question,
                        choices: &[],
                        required: false,
                    }),
                }
            }
            FieldTargetKind::CustomField => {
                let definition = self.custom_field(target.id);
                let is_there = configuration.custom_fields.iter().any(|field| field.id == target.id);
                (is_there || definition.is_some()).then_some(Place {
                    kind: target.kind,
                    id: target.id,
                    choices: definition.map(|definition| definition.choices.as_slice()).unwrap_or_default(),
                    required: false,
                })
            }
        }
    }

    /// The place that was picked, in a configuration of this type that does not exist yet.
    pub(crate) fn place_in_new(&self, type_id: i64, target: &FieldTarget) -> Option<Place<'_>> {
        match target.kind {
            FieldTargetKind::Question => question_among(self.questions.get(&type_id)?, target),
            FieldTargetKind::CustomField => self.custom_field(target.id).map(|definition| Place {
                kind: target.kind,
                id: target.id,
                choices: &definition.choices,
                required: false,
            }),
        }
    }

    fn custom_field(&self, id: i64) -> Option<&CustomFieldDefinition> {
        self.custom_fields.iter().flatten().find(|definition| definition.id == id)
    }
}

/// The question that was picked, else the one in the same words: each type has questions of its own.
fn question_among<'k>(questions: &'k [TypeQuestion], target: &FieldTarget) -> Option<Place<'k>> {
    let by_id = questions.iter().find(|question| question.id == target.id);
    let found = by_id.or_else(|| questions.iter().find(|question| same_words(&question.question, &target.name)))?;
    Some(Place { kind: FieldTargetKind::Question, id: found.id, choices: &found.choices, required: found.required })
}

impl<'k> Place<'k> {
    /// Its choices, when the value is none of them.
    pub(crate) fn refusal(&self, value: &str) -> Option<&'k [String]> {
        let is_taken = self.choices.is_empty() || self.choices.iter().any(|choice| same_words(choice, value));
        (!is_taken).then_some(self.choices)
    }

    /// The PSA's id.
    pub(crate) fn id(&self) -> i64 {
        self.id
    }

    /// The question's id; none for a custom field.
    pub(crate) fn question(&self) -> Option<i64> {
        (self.kind == FieldTargetKind::Question).then_some(self.id)
    }

    /// The custom field's id; none for a question.
    pub(crate) fn custom_field(&self) -> Option<i64> {
        (self.kind == FieldTargetKind::CustomField).then_some(self.id)
    }

    /// Writes a value there.
    pub(crate) fn change(&self, value: String) -> ConfigurationChange {
        match self.kind {
            FieldTargetKind::Question => ConfigurationChange::Answer { question: self.id, value },
            FieldTargetKind::CustomField => ConfigurationChange::CustomField { field: self.id, value },
        }
    }
}

/// What is said about a value that is none of the choices.
pub(crate) fn refused_choice(value: &str, target: &FieldTarget, choices: &[String]) -> String {
    format!("\"{value}\" is none of the choices of \"{}\": {}.", target.name, choices.join(", "))
}
