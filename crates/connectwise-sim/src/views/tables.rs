//! Sites, members and the set-up tables.

use serde_json::{Value, json};

use super::{ObjectWriter, Part, View};
use crate::conditions::{Column, Get, Held, Row};
use crate::records::{CustomField, EntryMethod, FieldType, Member, NamedRow, Question, QuestionValue, Site, Status};

/// `columns! { Type; "path" => closure, ... }`
macro_rules! row {
    ($row:ty, $id:expr; $($($path:literal)|+ => $get:expr,)*) => {
        impl Row for $row {
            fn id(&self) -> i64 {
                let id: fn(&Self) -> i64 = $id;
                id(self)
            }

            fn column(path: &str) -> Option<Column<Self>> {
                let get: Get<Self> = match path {
                    $($($path)|+ => $get,)*
                    _ => return None,
                };
                Some(Column { name: "", get })
            }
        }
    };
}
pub(super) use row;

/// A row of a table that is not simulated: its name is known, and any id does.
pub(super) fn named(name: &str) -> Part<'_> {
    Part::Reference((!name.is_empty()).then_some(1), None, name)
}

row! { &Site, |row| row.id;
    "id" => |row, _| Held::Number(row.id as f64),
    "name" => |row, _| Held::text(&row.name),
    "city" => |row, _| Held::text(&row.city),
    "inactiveFlag" => |row, _| Held::Bool(row.inactive),
    "company/id" => |row, _| Held::Number(row.company as f64),
}

impl View for &Site {
    fn members(&self, object: &mut ObjectWriter<'_>) {
        object.part("id", &Part::Number(self.id));
        object.part("name", &Part::Text(&self.name));
        object.part("addressLine1", &Part::Text(&self.address_line1));
        object.part("addressLine2", &Part::Null);
        object.part("city", &Part::Text(&self.city));
        object.part("stateReference", &Part::Null);
        object.part("zip", &Part::Text(&self.zip));
        object.part("country", &named(&self.country));
        object.part("inactiveFlag", &Part::Bool(self.inactive));
        object.part("company", &Part::Json(&json!({"id": self.company})));
    }
}

row! { &NamedRow, |row| row.id;
    "id" => |row, _| Held::Number(row.id as f64),
    "name" => |row, _| Held::text(&row.name),
    "inactiveFlag" => |row, _| Held::Bool(row.inactive),
}

impl View for &NamedRow {
    fn members(&self, object: &mut ObjectWriter<'_>) {
        object.part("id", &Part::Number(self.id));
        object.part("name", &Part::Text(&self.name));
        object.part("inactiveFlag", &Part::Bool(self.inactive));
    }
}

row! { &Status, |row| row.id;
    "id" => |row, _| Held::Number(row.id as f64),
    "description" => |row, _| Held::text(&row.description),
    "closedFlag" => |row, _| Held::Bool(row.closed),
    "defaultFlag" => |row, _| Held::Bool(row.default),
}

impl View for &Status {
    fn members(&self, object: &mut ObjectWriter<'_>) {
        object.part("id", &Part::Number(self.id));
        object.part("description", &Part::Text(&self.description));
        object.part("closedFlag", &Part::Bool(self.closed));
        object.part("defaultFlag", &Part::Bool(self.default));
    }
}

/// A question with the name of its type.
pub(crate) struct QuestionView<'a> {
    pub(crate) question: &'a Question,
    pub(crate) type_name: &'a str,
}

row! { QuestionView<'_>, |row| row.question.id;
    "id" => |row, _| Held::Number(row.question.id as f64),
    "question" => |row, _| Held::text(&row.question.question),
    "requiredFlag" => |row, _| Held::Bool(row.question.required),
    "inactiveFlag" => |row, _| Held::Bool(row.question.inactive),
    "sequenceNumber" => |row, _| Held::Number(row.question.sequence as f64),
    "configurationType/id" => |row, _| Held::Number(row.question.type_id as f64),
}

impl View for QuestionView<'_> {
    fn members(&self, object: &mut ObjectWriter<'_>) {
        let question = self.question;
        object.part("id", &Part::Number(question.id));
        object.part("configurationType", &Part::Reference(Some(question.type_id), None, self.type_name));
        object.part("fieldType", &Part::Json(&json!(question.field_type)));
        object.part("entryType", &Part::Json(&json!(question.entry_method)));
        object.part("sequenceNumber", &Part::Decimal(question.sequence as f64));
        object.part("question", &Part::Text(&question.question));
        object.part("numberOfDecimals", &Part::Number(question.decimals));
        object.part("requiredFlag", &Part::Bool(question.required));
        object.part("inactiveFlag", &Part::Bool(question.inactive));
    }
}

/// A value that a question offers, with the question.
pub(crate) struct QuestionValueView<'a> {
    pub(crate) value: &'a QuestionValue,
    pub(crate) question: QuestionView<'a>,
}

row! { QuestionValueView<'_>, |row| row.value.id;
    "id" => |row, _| Held::Number(row.value.id as f64),
    "value" => |row, _| Held::text(&row.value.value),
    "defaultFlag" => |row, _| Held::Bool(row.value.default),
    "inactiveFlag" => |row, _| Held::Bool(row.value.inactive),
}

impl View for QuestionValueView<'_> {
    fn members(&self, object: &mut ObjectWriter<'_>) {
        let (value, question) = (self.value, self.question.question);
        object.part("id", &Part::Number(value.id));
        object.part("configurationType", &Part::Reference(Some(question.type_id), None, self.question.type_name));
        object.part("question", &Part::Json(&json!({"id": question.id, "question": question.question})));
        object.part("value", &Part::Text(&value.value));
        object.part("defaultFlag", &Part::Bool(value.default));
        object.part("inactiveFlag", &Part::Bool(value.inactive));
    }
}

row! { &CustomField, |row| row.id;
    "id" => |row, _| Held::Number(row.id as f64),
    "caption" => |row, _| Held::text(&row.caption),
    "requiredFlag" => |row, _| Held::Bool(row.required),
}

impl View for &CustomField {
    fn members(&self, object: &mut ObjectWriter<'_>) {
        // No source says which pod the configuration screen is, nor what the screen is called.
        const POD: i64 = 1;
        const SCREEN: &str = "Configuration";
        let options = self.options.iter().enumerate().map(|(index, option)| {
            json!({
                "id": index + 1, "optionValue": option, "defaultFlag": false, "inactiveFlag": false,
                "sortOrder": index + 1,
            })
        });
        object.part("id", &Part::Number(self.id));
        object.part("podId", &Part::Number(POD));
        object.part("caption", &Part::Text(&self.caption));
        object.part("sequenceNumber", &Part::Number(1));
        object.part("screenId", &Part::Text(SCREEN));
        object.part("fieldTypeIdentifier", &Part::Json(&json!(self.field_type)));
        object.part("numberDecimals", &Part::Number(self.decimals));
        object.part("entryTypeIdentifier", &Part::Json(&json!(self.entry_method)));
        object.part("requiredFlag", &Part::Bool(self.required));
        object.part("displayOnScreenFlag", &Part::Bool(true));
        object.part("readOnlyFlag", &Part::Bool(self.read_only));
        object.part("listViewFlag", &Part::Bool(false));
        object.part("options", &Part::Json(&options.collect::<Value>()));
    }
}

/// A member, kept or built in.
pub(crate) struct MemberView(pub(crate) Member);

row! { MemberView, |row| row.0.id;
    "id" => |row, _| Held::Number(row.0.id as f64),
    "identifier" => |row, _| Held::text(&row.0.identifier),
    "inactiveFlag" => |row, _| Held::Bool(row.0.inactive),
}

impl View for MemberView {
    fn members(&self, object: &mut ObjectWriter<'_>) {
        let member = &self.0;
        let full_name = format!("{} {}", member.first_name, member.last_name);
        object.part("id", &Part::Number(member.id));
        object.part("identifier", &Part::Text(&member.identifier));
        object.part("firstName", &Part::Text(&member.first_name));
        object.part("lastName", &Part::Text(&member.last_name));
        object.part("fullName", &Part::Text(full_name.trim()));
        object.part("inactiveFlag", &Part::Bool(member.inactive));
    }
}

impl FieldType {
    /// Whether a value fits: numbers in any spelling, dates, and yes or no.
    pub(crate) fn takes(self, value: &Value) -> bool {
        let text = value.as_str().map(str::trim);
        match self {
            Self::Number | Self::Currency | Self::Percent => {
                value.is_number() || text.is_some_and(|text| text.parse::<f64>().is_ok())
            }
            Self::Checkbox => {
                value.is_boolean()
                    || text.is_some_and(|text| ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)))
            }
            Self::Date => text.is_some_and(|text| crate::write::seconds(text).is_some()),
            _ => value.is_string() || value.is_number() || value.is_boolean(),
        }
    }
}

impl EntryMethod {
    /// Whether only offered values are taken.
    pub(crate) fn is_choice(self) -> bool {
        matches!(self, Self::List | Self::Option)
    }
}
