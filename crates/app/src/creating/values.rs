//! The values of a planned creation, as people read them.

use sitebook_domain::{FieldMapping, FieldTargetKind, MappedField};
use sitebook_psa::{TypeQuestion, WrittenField};
use sitebook_sync::{PlannedCreation, field_name};

use crate::dto::{CreateAnswerView, CreateFieldView, UnsentView};

/// Every value that is sent in a field of its own, custom fields included.
pub(crate) fn fields_of(planned: &PlannedCreation, mapping: &FieldMapping) -> Vec<CreateFieldView> {
    let new = &planned.new;
    let text = |field, value: &str| CreateFieldView { field: field_name(field), value: value.to_owned() };
    let mut fields: Vec<CreateFieldView> =
        new.texts.iter().map(|(field, value)| text(WrittenField::Text(*field), value)).collect();
    if !planned.maker.is_empty() {
        fields.push(text(WrittenField::Manufacturer, &planned.maker));
    }
    fields.extend(new.custom_fields.iter().map(|(id, value)| {
        let field = picked(mapping, FieldTargetKind::CustomField, *id);
        let field = field.unwrap_or_else(|| field_name(WrittenField::CustomField(*id)));
        CreateFieldView { field, value: value.clone() }
    }));
    fields
}

/// Every answer that is sent.
pub(crate) fn answers_of(
    planned: &PlannedCreation,
    questions: &[TypeQuestion],
    mapping: &FieldMapping,
) -> Vec<CreateAnswerView> {
    let label = |id: i64| {
        let asked = questions.iter().find(|question| question.id == id).map(|question| question.question.clone());
        asked.or_else(|| picked(mapping, FieldTargetKind::Question, id)).unwrap_or_default()
    };
    let answer = |(question, value): &(i64, String)| CreateAnswerView {
        question: *question,
        label: label(*question),
        value: value.clone(),
    };
    planned.new.answers.iter().map(answer).collect()
}

/// Every value that is not sent, with the reason.
pub(crate) fn unsent_of(planned: &PlannedCreation) -> Vec<UnsentView> {
    let unsent = planned.unsent.iter().map(|unsent| UnsentView {
        field: unsent.field.target().to_owned(),
        reason: unsent.reason.code().to_owned(),
        length: unsent.length.map(|length| length as u32),
    });
    unsent.collect()
}

/// The name of a question or custom field that a person picked for one of our fields.
fn picked(mapping: &FieldMapping, kind: FieldTargetKind, id: i64) -> Option<String> {
    let targets = MappedField::ALL.iter().filter_map(|field| mapping.rule(*field).target.as_ref());
    targets.into_iter().find(|target| (target.kind, target.id) == (kind, id)).map(|target| target.name.clone())
}
