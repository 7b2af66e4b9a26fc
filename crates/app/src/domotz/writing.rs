//! Carrying values back to Domotz: one field per call, read back.

use sitebook_domain::{Device, DeviceField, FieldValue, MappedField};
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
}

/// Why a value did not reach Domotz, or may not have.
pub(super) struct NotWritten {
    /// In words.
    pub(super) words: String,
    /// Whether Domotz may have it all the same.
    pub(super) outcome_unknown: bool,
    /// Whether it is about this value; else no other one can be written at the moment either.
    pub(super) is_of_the_record: bool,
}

impl Workspace {
    /// Writes one value of a device, and returns what Domotz says afterwards.
    pub(super) async fn write_to_domotz(
        &self,
        device: &Device,
        field: DeviceField,
        value: &str,
    ) -> Result<String, NotWritten> {
        let (_, place) = self.domotz_place(&device.id.to_string()).await.map_err(|error| NotWritten::before(&error))?;
        let types = self.put(&place, field, value).await?;
        // Whatever comes now, the value was sent and taken.
        let after = place.client.device(place.agent, place.device).await.map_err(|error| NotWritten {
            words: format!("It was sent, and could not be read back: {error}."),
            outcome_unknown: true,
            is_of_the_record: error.is_of_the_record(),
        })?;
        let values = device_values(&after, &types);
        Ok(values.get(&field).and_then(FieldValue::as_text).unwrap_or_default().to_owned())
    }

    /// Sends a value. Returns the words that reading it back takes: none but for the type.
    async fn put(&self, place: &Place, field: DeviceField, value: &str) -> Result<DeviceTypes, NotWritten> {
        let Place { client, agent, device, .. } = place;
        if let Some(writable) = WritableField::of(field) {
            let sent = client.set_field(*agent, *device, writable, value).await;
            return self.sent(sent).await.map(|()| DeviceTypes::default());
        }
        if field != DeviceField::Kind {
            return Err(NotWritten::of_the_value("Domotz has no field for it.".to_owned()));
        }
        let types = self.sent(client.device_types().await).await?;
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
        self.sent(client.set_type(*agent, *device, number).await).await.map(|()| types)
    }

    /// Passes an answer on, with what it means for the connection.
    async fn sent<T>(&self, answer: Result<T, DomotzError>) -> Result<T, NotWritten> {
        let error = match answer {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let (outcome_unknown, is_of_the_record) = (error.outcome_unknown(), error.is_of_the_record());
        let words = match self.domotz_contact(Err::<(), _>(error)).await {
            Err(error) => error.message,
            Ok(()) => String::new(),
        };
        Err(NotWritten { words, outcome_unknown, is_of_the_record })
    }

    /// The sources, as they take values back now.
    pub(crate) async fn sources(&self) -> Result<Sources, AppError> {
        let domotz = self.domotz_connection().await?.map(|connection| connection.source);
        Ok(Sources { workspace: self.clone(), domotz })
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

    async fn write(&self, device: &Device, field: MappedField, value: &str) -> Result<String, SourceError> {
        let written = self.workspace.write_to_domotz(device, field.device_field(), value).await;
        written.map_err(|NotWritten { words, outcome_unknown, .. }| SourceError { words, outcome_unknown })
    }
}
