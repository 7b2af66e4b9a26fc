//! Set-up tables: types, statuses, questions and their choices, custom fields, manufacturers.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures::future::try_join_all;
use serde_json::json;
use sitebook_psa::{CustomFieldDefinition, Manufacturer, PsaError, PsaErrorKind, Reference, Status, TypeQuestion};

use crate::call::Call;
use crate::client::{Client, Kept};
use crate::conditions::Condition;
use crate::configurations::CONFIGURATIONS;
use crate::listing::List;
use crate::transport::{Method, Transport};
use crate::wire;
use crate::writing::body;
use sitebook_service_client::Pace;

pub(crate) const TYPES: &str = "company/configurations/types";
pub(crate) const MANUFACTURERS: &str = "procurement/manufacturers";
/// How long questions and custom fields are believed while records are written one after the other.
const BELIEVED: Duration = Duration::from_mins(5);

impl<T: Transport, P: Pace> Client<T, P> {
    pub(crate) async fn read_configuration_types(&self) -> Result<Vec<Reference>, PsaError> {
        self.list::<wire::Named>(&List::all(TYPES, wire::Named::FIELDS)).await
    }

    pub(crate) async fn read_configuration_statuses(&self) -> Result<Vec<Status>, PsaError> {
        let fields = wire::ConfigurationStatus::FIELDS;
        self.list::<wire::ConfigurationStatus>(&List::all("company/configurations/statuses", fields)).await
    }

    /// The questions in use, in their order, with the choices of those that have any.
    pub(crate) async fn read_type_questions(&self, type_id: i64) -> Result<Arc<Vec<TypeQuestion>>, PsaError> {
        let path = format!("{TYPES}/{type_id}/questions");
        let rows = self.list::<wire::TypeQuestion>(&List::all(&path, wire::TypeQuestion::FIELDS)).await?;
        let mut rows: Vec<wire::TypeQuestion> =
            rows.into_iter().filter(|row| row.inactive_flag != Some(true)).collect();
        let place = |row: &wire::TypeQuestion| row.sequence_number.unwrap_or(f64::MAX);
        rows.sort_by(|a, b| place(a).total_cmp(&place(b)));
        let questions = try_join_all(rows.into_iter().map(|row| self.with_choices(&path, row))).await?;
        let questions = Arc::new(questions);
        let kept = Kept { value: Arc::clone(&questions), read_at: self.pace.elapsed() };
        self.learnt.questions.lock().unwrap_or_else(PoisonError::into_inner).insert(type_id, kept);
        Ok(questions)
    }

    async fn with_choices(&self, path: &str, row: wire::TypeQuestion) -> Result<TypeQuestion, PsaError> {
        use crate::wire::Row;
        if !matches!(row.entry_type.as_str(), "List" | "Option") {
            return Ok(row.into_psa(Vec::new()));
        }
        let path = format!("{path}/{}/values", row.id());
        let values = self.list::<wire::QuestionValue>(&List::all(&path, wire::QuestionValue::FIELDS)).await?;
        Ok(row.into_psa(values))
    }

    /// The questions of a type as they were a moment ago; none when the key may not read them.
    pub(crate) async fn known_questions(&self, type_id: i64) -> Result<Option<Arc<Vec<TypeQuestion>>>, PsaError> {
        let kept = self.learnt.questions.lock().unwrap_or_else(PoisonError::into_inner).get(&type_id).cloned();
        if let Some(kept) = kept.filter(|kept| self.is_fresh(kept)) {
            return Ok(Some(kept.value));
        }
        none_if_hidden(self.read_type_questions(type_id).await)
    }

    /// The custom fields that configurations have.
    ///
    /// A configuration carries all of its custom fields, with or without values, so that one of them names them for
    /// sure; the table of all custom fields adds the choices. Where there is no configuration yet, the table alone
    /// decides, by the screen on which a field stands.
    pub(crate) async fn read_custom_fields(&self) -> Result<Arc<Vec<CustomFieldDefinition>>, PsaError> {
        let table = List::all("system/userDefinedFields", wire::UserDefinedField::FIELDS);
        let table = none_if_hidden(self.list::<wire::UserDefinedField>(&table).await)?;
        let call = Call::get(CONFIGURATIONS).with("pageSize", "1").with("fields", "id,customFields");
        let sample: Vec<wire::Arrays> = none_if_hidden(self.json(&call).await)?.unwrap_or_default();
        let carried = sample.into_iter().flat_map(|row| row.custom_fields).filter_map(|row| wire::custom_field(&row));
        let mut carried: Vec<CustomFieldDefinition> = carried.collect();
        let fields = if carried.is_empty() {
            let rows = table.unwrap_or_default().into_iter();
            rows.filter(wire::UserDefinedField::is_of_configurations).map(Into::into).collect()
        } else {
            let mut choices: HashMap<i64, Vec<String>> = table
                .unwrap_or_default()
                .into_iter()
                .map(CustomFieldDefinition::from)
                .map(|field| (field.id, field.choices))
                .collect();
            for field in &mut carried {
                field.choices = choices.remove(&field.id).unwrap_or_default();
            }
            carried
        };
        let fields = Arc::new(fields);
        let kept = Kept { value: Arc::clone(&fields), read_at: self.pace.elapsed() };
        *self.learnt.custom_fields.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        Ok(fields)
    }

    /// The custom fields as they were a moment ago.
    pub(crate) async fn known_custom_fields(&self) -> Result<Arc<Vec<CustomFieldDefinition>>, PsaError> {
        let kept = self.learnt.custom_fields.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match kept.filter(|kept| self.is_fresh(kept)) {
            Some(kept) => Ok(kept.value),
            None => self.read_custom_fields().await,
        }
    }

    fn is_fresh<V>(&self, kept: &Kept<V>) -> bool {
        self.pace.elapsed().saturating_sub(kept.read_at) < BELIEVED
    }

    pub(crate) async fn find_or_create_manufacturer(&self, name: &str) -> Result<Manufacturer, PsaError> {
        let name = name.trim();
        if let Ok(condition) = Condition::text("name", name).and_then(Condition::fitting)
            && let Some(reference) = self.manufacturer_in(Some(condition), name).await?
        {
            return Ok(Manufacturer { reference, created: false });
        }
        let call = Call::write(Method::Post, MANUFACTURERS, body(&json!({ "name": name }))?);
        match self.json::<wire::Named>(&call).await {
            Ok(row) => Ok(Manufacturer { reference: wire::Row::into_record(row), created: true }),
            // Somebody was faster, or the condition did not find what the table holds: the whole table decides.
            Err(error) if error.kind == PsaErrorKind::AlreadyExists => match self.manufacturer_in(None, name).await? {
                Some(reference) => Ok(Manufacturer { reference, created: false }),
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    async fn manufacturer_in(&self, conditions: Option<Condition>, name: &str) -> Result<Option<Reference>, PsaError> {
        let list = List { conditions, ..List::all(MANUFACTURERS, wire::Named::FIELDS) };
        let wanted = name.to_lowercase();
        let rows = self.list::<wire::Named>(&list).await?;
        Ok(rows.into_iter().find(|row| row.name.trim().to_lowercase() == wanted))
    }
}

/// What the key may read, or none.
fn none_if_hidden<R>(result: Result<R, PsaError>) -> Result<Option<R>, PsaError> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind, PsaErrorKind::Forbidden { .. } | PsaErrorKind::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
