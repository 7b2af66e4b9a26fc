//! What a person sets at a device goes on to Domotz, where somebody allowed that.
//!
//! The value is kept here first, whatever Domotz then says: a refused or lost write costs nothing but the way back. Why
//! Domotz does not have a value stays beside it until it has.

use std::time::Duration;

use sitebook_domain::{Device, DeviceField, DeviceId, FieldKey, FieldValue};
use sitebook_domotz::WritableField;
use sitebook_store::SourceRefusal;

use super::BY;
use super::writing::NotWritten;
use crate::dto::{DeviceSetReply, DeviceWriteBackRequest, WrittenBack};
use crate::{AppError, ErrorCode, Workspace};

/// So long a person waits for Domotz at a saved value; what takes longer is told as not certain.
const PATIENCE: Duration = Duration::from_secs(20);

impl Workspace {
    /// Carries the value of a person that counts here on to the source of its device: once more, or because it was set
    /// before anybody allowed it.
    pub async fn device_write_back(&self, request: DeviceWriteBackRequest) -> Result<DeviceSetReply, AppError> {
        let id = self.resolve_device(None, &request.device).await?;
        let device = self.device_record(id).await?;
        let field = DeviceField::from_key(request.field.trim()).filter(|field| goes_to_domotz(*field));
        let field = field.ok_or_else(|| {
            let message = format!("\"{}\" cannot be written to Domotz. Nothing was sent.", request.field);
            AppError::new(ErrorCode::InvalidInput, message)
        })?;
        if !self.is_written_back(&device).await? {
            let message = "Nobody allowed that values reach the source of this device. Switch write-back on under Settings, \
                           Sources. Nothing was sent.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let written_back = self.carry_edit(id, &[field]).await;
        Ok(DeviceSetReply { device: self.one_device_view(id).await?, written_back })
    }

    /// Carries fields of a device that a person just set on to Domotz, where somebody allowed it and Domotz says something
    /// else. Says for each what became of it; whatever fails here, the edit itself is kept.
    pub(crate) async fn carry_edit(&self, device: DeviceId, fields: &[DeviceField]) -> Vec<WrittenBack> {
        let fields: Vec<DeviceField> = fields.iter().copied().filter(|field| goes_to_domotz(*field)).collect();
        if fields.is_empty() {
            return Vec::new();
        }
        match self.carried(device, &fields).await {
            Ok(written) => written,
            Err(error) => fields
                .iter()
                .map(|field| WrittenBack { field: field.key().to_owned(), trouble: Some(error.message.clone()) })
                .collect(),
        }
    }

    async fn carried(&self, id: DeviceId, fields: &[DeviceField]) -> Result<Vec<WrittenBack>, AppError> {
        let device = self.device_record(id).await?;
        if !self.is_written_back(&device).await? {
            return Ok(Vec::new());
        }
        let refusals = self.store().source_refusals(device.agent).await?;
        let uncertain = |field| refusals.iter().any(|one| one.device == id && one.field == field && one.uncertain);
        let mut written = Vec::new();
        // What ends one value for all of them is not asked for again.
        let mut ended: Option<String> = None;
        for field in fields.iter().copied() {
            let value = device.layers.text(field).to_owned();
            // After a lost write Domotz may have another value than it was heard to say: what is put back has to go there.
            if reads_same(field, says(&device, field), &value) && !uncertain(field) {
                self.store().forget_source_refusal(id, field).await?;
                continue;
            }
            let mut is_lost = false;
            let trouble = match &ended {
                Some(words) => Some(words.clone()),
                None => match self.sent_in_time(&device, field, &value).await {
                    Ok(now_says) => self.told(id, field, &value, now_says).await?,
                    Err(NotWritten { words, outcome_unknown, is_of_the_record }) => {
                        is_lost = outcome_unknown;
                        ended = Some(words.clone()).filter(|_| !is_of_the_record);
                        let doubt = " It is not certain whether Domotz has it; the next refresh tells.";
                        Some(if outcome_unknown { words + doubt } else { words })
                    }
                },
            };
            match &trouble {
                None => self.store().forget_source_refusal(id, field).await?,
                Some(reason) => {
                    // Doubt stays until a write was answered.
                    let uncertain = is_lost || uncertain(field);
                    let refusal = SourceRefusal { device: id, field, value, reason: reason.clone(), uncertain };
                    self.store().keep_source_refusal(&refusal, self.now()).await?;
                }
            }
            written.push(WrittenBack { field: field.key().to_owned(), trouble });
        }
        self.changed();
        Ok(written)
    }

    async fn sent_in_time(&self, device: &Device, field: DeviceField, value: &str) -> Result<String, NotWritten> {
        let sent = self.write_to_domotz(device, field, value);
        tokio::time::timeout(PATIENCE, sent).await.unwrap_or_else(|_| {
            Err(NotWritten {
                words: "Domotz did not answer in time.".to_owned(),
                outcome_unknown: true,
                is_of_the_record: false,
            })
        })
    }

    /// Keeps what Domotz says after a write, and tells where that is not what was sent.
    async fn told(
        &self,
        id: DeviceId,
        field: DeviceField,
        sent: &str,
        now_says: String,
    ) -> Result<Option<String>, AppError> {
        let trouble = (!reads_same(field, &now_says, sent))
            .then(|| format!("Domotz answered \"done\", but says \"{now_says}\"."));
        self.store().set_source_value(id, field, &FieldValue::Text(now_says), BY, self.now()).await?;
        Ok(trouble)
    }

    /// Whether values of a device go on to its source: it takes them, somebody allowed it, and its agent is not archived.
    async fn is_written_back(&self, device: &Device) -> Result<bool, AppError> {
        let agent = self.agent_record(device.agent).await?;
        Ok(agent.archived_since.is_none() && self.is_written_to(&agent.source).await?)
    }
}

/// Whether Domotz has a place for a field that people set.
fn goes_to_domotz(field: DeviceField) -> bool {
    field == DeviceField::Kind || WritableField::of(field).is_some()
}

/// Whether two values are the same to a person: types are known by their words, in any case.
fn reads_same(field: DeviceField, one: &str, other: &str) -> bool {
    one == other || (field == DeviceField::Kind && one.to_lowercase() == other.to_lowercase())
}

fn says(device: &Device, field: DeviceField) -> &str {
    device.layers.source.get(&field).and_then(FieldValue::as_text).unwrap_or_default()
}
