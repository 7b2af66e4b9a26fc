//! Set-up tables: statuses, questions of a type and their choices, custom fields.

use serde::Deserialize;
use sitebook_psa as psa;

use super::Row;
use super::lenient::{Id, array, flag, number, text};

/// A configuration status: its name is called `description`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConfigurationStatus {
    id: Id,
    #[serde(default, deserialize_with = "text")]
    description: String,
    #[serde(default, deserialize_with = "flag")]
    closed_flag: Option<bool>,
    #[serde(default, deserialize_with = "flag")]
    default_flag: Option<bool>,
}

impl ConfigurationStatus {
    pub(crate) const FIELDS: &str = "id,description,closedFlag,defaultFlag";
}

impl Row for ConfigurationStatus {
    type Record = psa::Status;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn into_record(self) -> psa::Status {
        psa::Status {
            reference: psa::Reference { id: self.id.0, name: self.description },
            closed: self.closed_flag.unwrap_or(false),
            default: self.default_flag.unwrap_or(false),
        }
    }
}

/// A question of a configuration type.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TypeQuestion {
    id: Id,
    #[serde(default, deserialize_with = "text")]
    question: String,
    #[serde(default, deserialize_with = "text")]
    field_type: String,
    #[serde(default, deserialize_with = "text")]
    pub(crate) entry_type: String,
    #[serde(default, deserialize_with = "number")]
    pub(crate) sequence_number: Option<f64>,
    #[serde(default, deserialize_with = "flag")]
    required_flag: Option<bool>,
    #[serde(default, deserialize_with = "flag")]
    pub(crate) inactive_flag: Option<bool>,
}

impl TypeQuestion {
    pub(crate) const FIELDS: &str = "id,question,fieldType,entryType,sequenceNumber,requiredFlag,inactiveFlag";

    /// The contract's question with its choices, in their order.
    pub(crate) fn into_psa(self, values: Vec<QuestionValue>) -> psa::TypeQuestion {
        let in_use = values.into_iter().filter(|value| value.inactive_flag != Some(true));
        let (mut choices, mut default) = (Vec::new(), String::new());
        for value in in_use {
            if value.default_flag == Some(true) {
                default.clone_from(&value.value);
            }
            choices.push(value.value);
        }
        psa::TypeQuestion {
            id: self.id.0,
            question: self.question,
            field_type: self.field_type,
            required: self.required_flag.unwrap_or(false),
            choices,
            default,
        }
    }
}

impl Row for TypeQuestion {
    type Record = Self;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn into_record(self) -> Self {
        self
    }
}

/// A choice of a question.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct QuestionValue {
    id: Id,
    #[serde(default, deserialize_with = "text")]
    value: String,
    #[serde(default, deserialize_with = "flag")]
    default_flag: Option<bool>,
    #[serde(default, deserialize_with = "flag")]
    inactive_flag: Option<bool>,
}

impl QuestionValue {
    pub(crate) const FIELDS: &str = "id,value,defaultFlag,inactiveFlag";
}

impl Row for QuestionValue {
    type Record = Self;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn into_record(self) -> Self {
        self
    }
}

/// A custom field of any kind of record.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserDefinedField {
    id: Id,
    #[serde(default, deserialize_with = "text")]
    caption: String,
    #[serde(default, deserialize_with = "text")]
    screen_id: String,
    #[serde(default, deserialize_with = "text")]
    field_type_identifier: String,
    #[serde(default, deserialize_with = "array")]
    options: Vec<UserDefinedFieldOption>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UserDefinedFieldOption {
    #[serde(default, deserialize_with = "text")]
    option_value: String,
    #[serde(default, deserialize_with = "flag")]
    inactive_flag: Option<bool>,
    #[serde(default, deserialize_with = "number")]
    sort_order: Option<f64>,
}

impl UserDefinedField {
    pub(crate) const FIELDS: &str = "id,caption,screenId,fieldTypeIdentifier,options";

    /// Whether the screen that it stands on is the configurations'. No source lists the screens' names.
    pub(crate) fn is_of_configurations(&self) -> bool {
        self.screen_id.to_ascii_lowercase().contains("config")
    }
}

impl Row for UserDefinedField {
    type Record = Self;

    fn id(&self) -> i64 {
        self.id.0
    }

    fn into_record(self) -> Self {
        self
    }
}

impl From<UserDefinedField> for psa::CustomFieldDefinition {
    fn from(row: UserDefinedField) -> Self {
        let mut options = row.options;
        let place = |option: &UserDefinedFieldOption| option.sort_order.unwrap_or(f64::MAX);
        options.sort_by(|a, b| place(a).total_cmp(&place(b)));
        let in_use = options.into_iter().filter(|option| option.inactive_flag != Some(true));
        Self {
            id: row.id.0,
            caption: row.caption,
            field_type: row.field_type_identifier,
            choices: in_use.map(|option| option.option_value).collect(),
        }
    }
}
