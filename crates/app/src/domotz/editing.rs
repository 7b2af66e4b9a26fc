//! What a person sets at a device goes on to Domotz, where somebody allowed that.
//!
//! The value is kept here first, whatever Domotz then says: a refused or lost write costs nothing but the way back. Why
//! Domotz does not have a value stays beside it until it has.

use std::time::Duration;

use sitebook_domain::{Device, DeviceField, DeviceId, FieldKey, FieldValue};
use sitebook_domotz::{DeviceTypes, WritableField};
use sitebook_store::SourceRefusal;
use tokio::time::{Instant, timeout, timeout_at};

use super::BY;
use super::writing::{NotWritten, Said, text_of};
use crate::dto::{DeviceSetReply, DeviceWriteBackRequest, WrittenBack};
use crate::{AppError, ErrorCode, Workspace};

/// What came of sending a value.
enum Sent {
    /// Domotz says this now.
    Answered(String),
    /// Domotz says this by now, which nobody here has seen: nothing was sent.
    Unseen(String),
}

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
        // What was sent the last time, where nobody knows whether Domotz has it.
        let ours = |field| {
            let lost = refusals.iter().find(|one| one.device == id && one.field == field && one.uncertain);
            lost.map(|one| one.value.as_str())
        };
        let uncertain = |field| ours(field).is_some();
        let mut written = Vec::new();
        // Read back after one value, Domotz need not be asked again before the next one.
        let mut look: Option<Said> = None;
        let mut open = Vec::new();
        for field in fields.iter().copied() {
            // After a lost write Domotz may have another value than it was heard to say: what is put back has to go there.
            if reads_same(field, says(&device, field), device.layers.text(field)) && !uncertain(field) {
                self.store().forget_source_refusal(id, field).await?;
            } else {
                open.push(field);
            }
        }
        let types = timeout(PATIENCE, self.types_for(&open)).await.unwrap_or_else(|_| Err(too_late(false)));
        // What ends one value for all of them is not asked for again.
        let mut ended: Option<String> = types.as_ref().err().map(|trouble| trouble.words.clone());
        let types = types.unwrap_or_default();
        for field in open {
            let value = device.layers.text(field).to_owned();
            let (mut is_lost, mut is_certain) = (false, false);
            let trouble = match &ended {
                Some(words) => Some(words.clone()),
                None => match self.sent_in_time(&device, field, &value, &types, ours(field), &mut look).await {
                    Ok(Sent::Answered(now_says)) => self.told(id, field, &value, now_says).await?,
                    Ok(Sent::Unseen(now_says)) => {
                        is_certain = true;
                        Some(self.seen(id, field, now_says).await?)
                    }
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
                    let uncertain = is_lost || (uncertain(field) && !is_certain);
                    let refusal = SourceRefusal { device: id, field, value, reason: reason.clone(), uncertain };
                    self.store().keep_source_refusal(&refusal, self.now()).await?;
                }
            }
            written.push(WrittenBack { field: field.key().to_owned(), trouble });
        }
        self.changed();
        Ok(written)
    }

    /// Sends a value, unless Domotz says something by now that nobody here has seen. `ours` is a value that was sent before
    /// and may have arrived.
    async fn sent_in_time(
        &self,
        device: &Device,
        field: DeviceField,
        value: &str,
        types: &DeviceTypes,
        ours: Option<&str>,
        look: &mut Option<Said>,
    ) -> Result<Sent, NotWritten> {
        let deadline = Instant::now() + PATIENCE;
        let before = match look.take() {
            Some(said) => said,
            None => timeout_at(deadline, self.read_from_domotz(device, types)).await.map_err(|_| too_late(false))??,
        };
        let now = text_of(&before, field);
        if reads_same(field, &now, value) {
            *look = Some(before);
            return Ok(Sent::Answered(now));
        }
        let is_ours = ours.is_some_and(|ours| reads_same(field, &now, ours));
        if !is_ours && !reads_same(field, &now, says(device, field)) {
            *look = Some(before);
            return Ok(Sent::Unseen(now));
        }
        let sent = self.write_to_domotz(device, field, value, types);
        let after = timeout_at(deadline, sent).await.map_err(|_| too_late(true))??;
        let now = text_of(&after, field);
        *look = Some(after);
        Ok(Sent::Answered(now))
    }

    /// Keeps what Domotz says by now, and tells why it was not overwritten.
    async fn seen(&self, id: DeviceId, field: DeviceField, now_says: String) -> Result<String, AppError> {
        let says = if now_says.is_empty() { "nothing".to_owned() } else { format!("\"{now_says}\"") };
        self.store().learn_source_value(id, field, &FieldValue::Text(now_says), BY, self.now()).await?;
        Ok(format!(
            "Domotz says {says} since it was read last. That was not overwritten: save again, or press Write to \
             Domotz, to put yours there."
        ))
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

fn too_late(outcome_unknown: bool) -> NotWritten {
    NotWritten { words: "Domotz did not answer in time.".to_owned(), outcome_unknown, is_of_the_record: false }
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
