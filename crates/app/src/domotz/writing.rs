//! Carrying values back to Domotz: one field per call, read back.

use sitebook_domain::{Device, FieldValue, MappedField};
use sitebook_domotz::{DeviceTypes, WritableField, device_values};
use sitebook_sync::{SourceError, SourceWriter};

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

/// The sources of this workspace. Files and what is added by hand take nothing back; the Domotz account that is connected
/// does.
pub(crate) struct Sources {
    workspace: Workspace,
    /// Name of the source that is connected; none = nothing takes values back.
    domotz: Option<String>,
}

impl Sources {
    async fn written(&self, device: &Device, field: MappedField, value: &str) -> Result<String, SourceError> {
        let (_, place) = self.workspace.domotz_place(&device.id.to_string()).await.map_err(|error| refused(&error))?;
        let Some(writable) = WritableField::of(field.device_field()) else {
            let words = format!("Domotz has no field for {}.", field.key());
            return Err(SourceError { words, outcome_unknown: false });
        };
        let sent = place.client.set_field(place.agent, place.device, writable, value).await;
        if let Err(error) = sent {
            let outcome_unknown = error.outcome_unknown();
            let words = match self.workspace.domotz_contact(Err::<(), _>(error)).await {
                Err(error) => error.message,
                Ok(()) => String::new(),
            };
            return Err(SourceError { words, outcome_unknown });
        }
        // Whatever comes now, the value was sent and taken.
        let after = place.client.device(place.agent, place.device).await.map_err(|error| SourceError {
            words: format!("It was sent, and could not be read back: {error}."),
            outcome_unknown: true,
        })?;
        // No field that is written back needs the words for types.
        let values = device_values(&after, &DeviceTypes::default());
        Ok(values.get(&field.device_field()).and_then(FieldValue::as_text).unwrap_or_default().to_owned())
    }
}

impl SourceWriter for Sources {
    fn fields(&self, source: &str) -> &[MappedField] {
        if self.domotz.as_deref() == Some(source) { &TAKEN } else { &[] }
    }

    async fn write(&self, device: &Device, field: MappedField, value: &str) -> Result<String, SourceError> {
        self.written(device, field, value).await
    }
}

fn refused(error: &AppError) -> SourceError {
    SourceError { words: error.message.clone(), outcome_unknown: false }
}

impl Workspace {
    /// The sources, as they take values back now.
    pub(crate) async fn sources(&self) -> Result<Sources, AppError> {
        let domotz = self.domotz_connection().await?.map(|connection| connection.source);
        Ok(Sources { workspace: self.clone(), domotz })
    }
}
