//! The PSA's set-up tables: statuses, questions of a type, custom fields, manufacturers.

use serde::{Deserialize, Serialize};

use crate::Reference;

/// A configuration status. Whether a record is active is told by a flag of its own, not by the status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// Id and name.
    pub reference: Reference,
    /// Whether it counts as closed.
    pub closed: bool,
    /// Whether new records get it.
    pub default: bool,
}

/// A question that the records of a type answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeQuestion {
    /// The id.
    pub id: i64,
    /// The question.
    pub question: String,
    /// What kind of answer it takes, in the PSA's word: `Text`, `Checkbox`, `Number`, `Date`, ...
    pub field_type: String,
    /// Whether a record cannot be created without an answer.
    pub required: bool,
    /// The possible answers, where only these are taken; empty = free.
    pub choices: Vec<String>,
    /// The answer that the PSA proposes; empty = none.
    pub default: String,
}

/// A record's answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Id of the question.
    pub question: i64,
    /// Its words.
    pub label: String,
    /// The answer as text, empty when there is none.
    pub value: String,
}

/// A custom field that configurations have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomFieldDefinition {
    /// The id.
    pub id: i64,
    /// Its label.
    pub caption: String,
    /// What kind of value it takes, in the PSA's word.
    pub field_type: String,
    /// The possible values, where only these are taken; empty = free.
    pub choices: Vec<String>,
}

/// A record's value of a custom field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomField {
    /// The id.
    pub id: i64,
    /// Its label.
    pub caption: String,
    /// The value as text, empty when there is none.
    pub value: String,
}

/// A manufacturer, and whether it had to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manufacturer {
    /// The record.
    pub reference: Reference,
    /// Whether this call created it.
    pub created: bool,
}
