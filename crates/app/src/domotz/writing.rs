//! Carrying values back to Domotz: one field per call, read before and after.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use sitebook_domain::{Device, DeviceField, DeviceId, FieldValue, MappedField};
use sitebook_domotz::{DeviceTypes, DomotzError, WritableField, device_values};
use sitebook_sync::{SourceError, SourceWriter};

use super::details::Place;
use crate::{AppError, Workspace};

/// What Domotz takes back of the fields that can come from ConnectWise.
const TAKEN: [MappedField; 7] = [
    MappedField::Name,
    MappedField::Vendor,
    MappedField::Model,
    MappedField::Serial,
    MappedField::Notes,
    MappedField::Zone,
    MappedField::Room,
];

/// So many types of Domotz's list, which has some eighty, are named where a word is none of them.
const SOME_TYPES: usize = 8;

/// The sources of this workspace. Files and what is added by hand take nothing back; the Domotz account that is connected
/// does.
pub(crate) struct Sources {
    workspace: Workspace,
    /// Name of the source that is connected; none = nothing takes values back.
    domotz: Option<String>,
    /// The device that was read back last, and what Domotz said: the look at it before the next value.
    read_back: Mutex<Option<(DeviceId, Said)>>,
}

/// What Domotz says of a device at a moment, by field.
pub(super) type Said = BTreeMap<DeviceField, FieldValue>;

/// Why a value did not reach Domotz, or may not have.
pub(super) struct NotWritten {
    /// In words.
    pub(super) words: String,
    /// Whether Domotz may have it all the same.
    pub(super) outcome_unknown: bool,
    /// Whether it is about this value; else no other one can be written at the moment either.
    pub(super) is_of_the_record: bool,
}

/// A field as text, as Domotz says it.
pub(super) fn text_of(said: &Said, field: DeviceField) -> String {
    said.get(&field).and_then(FieldValue::as_text).unwrap_or_default().to_owned()
}

impl Workspace {
    /// Domotz's own list of what a device can be, where it is needed to read or write one of these fields.
    pub(super) async fn types_for(&self, fields: &[DeviceField]) -> Result<DeviceTypes, NotWritten> {
        if !fields.contains(&DeviceField::Kind) {
            return Ok(DeviceTypes::default());
        }
        let (connection, client) = self.domotz_client().await.map_err(|error| NotWritten::before(&error))?;
        self.sent(&connection.revision, client.device_types().await).await
    }

    /// What Domotz says of a device at this moment. Nothing is written.
    pub(super) async fn read_from_domotz(&self, device: &Device, types: &DeviceTypes) -> Result<Said, NotWritten> {
        let (_, place) = self.domotz_place(&device.id.to_string()).await.map_err(|error| NotWritten::before(&error))?;
        let read = self.sent(&place.revision, place.client.device(place.agent, place.device).await).await;
        // Whatever is in the way of reading: nothing was sent that could change anything.
        let found = read.map_err(|trouble| NotWritten { outcome_unknown: false, ..trouble })?;
        Ok(device_values(&found, types))
    }

    /// Writes one value of a device, and returns what Domotz says afterwards.
    pub(super) async fn write_to_domotz(
        &self,
        device: &Device,
        field: DeviceField,
        value: &str,
        types: &DeviceTypes,
    ) -> Result<Said, NotWritten> {
        let (_, place) = self.domotz_place(&device.id.to_string()).await.map_err(|error| NotWritten::before(&error))?;
        self.put(&place, field, value, types).await?;
        // Whatever comes now, the value was sent and taken.
        let after = place.client.device(place.agent, place.device).await.map_err(|error| NotWritten {
            words: format!("It was sent, and could not be read back: {error}."),
            outcome_unknown: true,
            is_of_the_record: error.is_of_the_record(),
        })?;
        Ok(device_values(&after, types))
    }

    /// Sends a value.
    async fn put(&self, place: &Place, field: DeviceField, value: &str, types: &DeviceTypes) -> Result<(), NotWritten> {
        let Place { client, revision, agent, device, .. } = place;
        if let Some(writable) = WritableField::of(field) {
            return self.sent(revision, client.set_field(*agent, *device, writable, value).await).await;
        }
        if field != DeviceField::Kind {
            return Err(NotWritten::of_the_value("Domotz has no field for it.".to_owned()));
        }
        let Some(number) = types.number(value) else {
            let words = if value.is_empty() {
                "Domotz always shows a type; it cannot be emptied there.".to_owned()
            } else {
                let some: Vec<&str> = types.labels().take(SOME_TYPES).collect();
                format!(
                    "Domotz has no type \"{value}\". It takes the words of its own list, such as {}.",
                    some.join(", ")
                )
            };
            return Err(NotWritten::of_the_value(words));
        };
        self.sent(revision, client.set_type(*agent, *device, number).await).await
    }

    /// Passes an answer on, with what it means for the connection.
    async fn sent<T>(&self, revision: &str, answer: Result<T, DomotzError>) -> Result<T, NotWritten> {
        let error = match answer {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let (outcome_unknown, is_of_the_record) = (error.outcome_unknown(), error.is_of_the_record());
        let words = match self.domotz_contact(revision, Err::<(), _>(error)).await {
            Err(error) => error.message,
            Ok(()) => String::new(),
        };
        Err(NotWritten { words, outcome_unknown, is_of_the_record })
    }

    /// The sources, as they take values back now.
    pub(crate) async fn sources(&self) -> Result<Sources, AppError> {
        let domotz = self.domotz_connection().await?.map(|connection| connection.source);
        Ok(Sources { workspace: self.clone(), domotz, read_back: Mutex::new(None) })
    }
}

impl NotWritten {
    /// Nothing was sent, because this is in the way of every value.
    fn before(error: &AppError) -> Self {
        Self { words: error.message.clone(), outcome_unknown: false, is_of_the_record: false }
    }

    /// Nothing was sent, because Domotz cannot take this value.
    fn of_the_value(words: String) -> Self {
        Self { words, outcome_unknown: false, is_of_the_record: true }
    }
}

impl SourceWriter for Sources {
    fn fields(&self, source: &str) -> &[MappedField] {
        if self.domotz.as_deref() == Some(source) { &TAKEN } else { &[] }
    }

    async fn read(&self, device: &Device, field: MappedField) -> Result<String, SourceError> {
        let last = self.last_read().take();
        let said = match last {
            Some((last, said)) if last == device.id => said,
            _ => self.workspace.read_from_domotz(device, &DeviceTypes::default()).await.map_err(source_error)?,
        };
        Ok(text_of(&said, field.device_field()))
    }

    async fn write(&self, device: &Device, field: MappedField, value: &str) -> Result<String, SourceError> {
        let field = field.device_field();
        let written = self.workspace.write_to_domotz(device, field, value, &DeviceTypes::default()).await;
        let said = written.map_err(source_error)?;
        let text = text_of(&said, field);
        *self.last_read() = Some((device.id, said));
        Ok(text)
    }
}

impl Sources {
    fn last_read(&self) -> std::sync::MutexGuard<'_, Option<(DeviceId, Said)>> {
        self.read_back.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn source_error(NotWritten { words, outcome_unknown, .. }: NotWritten) -> SourceError {
    SourceError { words, outcome_unknown }
}
