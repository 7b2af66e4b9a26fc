//! Questions of types and custom fields, as an administrator sets them up and a person fills them in.

use serde_json::Value;

use crate::records::{Answered, CustomField, EntryMethod, FieldType, Member, Question, QuestionValue};
use crate::state::Simulator;

impl Simulator {
    /// Adds a question that takes any text to a configuration type and returns its id.
    pub fn add_question(&mut self, type_id: i64, question: &str, required: bool) -> i64 {
        let id = self.next_id();
        let sequence = 1 + self.seed.questions.values().filter(|row| row.type_id == type_id).count() as i64;
        let question =
            Question { id, type_id, question: question.to_owned(), required, sequence, ..Question::default() };
        self.seed.questions.insert(id, question);
        id
    }

    /// Changes a question.
    pub fn edit_question(&mut self, id: i64, edit: impl FnOnce(&mut Question)) {
        self.touch();
        if let Some(question) = self.seed.questions.get_mut(&id) {
            edit(question);
        }
    }

    /// Adds a value that a question offers, which makes it a choice, and returns the value's id.
    pub fn add_question_value(&mut self, question: i64, value: &str) -> i64 {
        let id = self.next_id();
        self.edit_question(question, |question| {
            if !question.entry_method.is_choice() {
                question.entry_method = EntryMethod::List;
            }
        });
        let value = QuestionValue { id, question, value: value.to_owned(), ..QuestionValue::default() };
        self.seed.question_values.insert(id, value);
        id
    }

    /// Answers a question of a configuration as another member would; nothing is checked.
    pub fn set_answer(&mut self, configuration: i64, question: i64, answer: Value) {
        let id = self.next_id();
        self.edit_configuration(configuration, |record| {
            record.answers.retain(|answered| answered.question != question);
            record.answers.push(Answered { id, question, answer });
        });
    }

    /// Adds a custom field of configurations and returns its id.
    pub fn add_custom_field(&mut self, caption: &str, field_type: FieldType) -> i64 {
        let id = self.next_id();
        let field = CustomField { id, caption: caption.to_owned(), field_type, ..CustomField::default() };
        self.seed.custom_fields.insert(id, field);
        id
    }

    /// Changes a custom field.
    pub fn edit_custom_field(&mut self, id: i64, edit: impl FnOnce(&mut CustomField)) {
        self.touch();
        if let Some(field) = self.seed.custom_fields.get_mut(&id) {
            edit(field);
        }
    }

    /// Fills a custom field of a configuration as another member would; nothing is checked.
    pub fn set_custom_value(&mut self, configuration: i64, field: i64, value: Value) {
        self.edit_configuration(configuration, |record| {
            record.custom_values.insert(field, value);
        });
    }

    /// Adds a member and returns the id.
    pub fn add_member(&mut self, identifier: &str) -> i64 {
        let id = self.next_id();
        let member = Member { id, identifier: identifier.to_owned(), ..Member::default() };
        self.seed.members.insert(id, member);
        id
    }
}
