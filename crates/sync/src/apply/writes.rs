//! What the updates of one record become: a request, undo rows, values kept here, and the base afterwards.

use std::collections::HashMap;

use sitebook_domain::{
    BaseValue, Device, DeviceId, FieldValue, MappedField, Match, OwnWrite, RunId, SyncTarget, Timestamp, UndoRow,
};
use sitebook_psa::{Configuration, ConfigurationChange, ConfigurationField, Psa, PsaError, Reference};

use crate::plan::{PlannedRecord, PlannedUpdate, base_of};

/// What is sent to the PSA for these updates. Makers are looked up, or created, once per run.
pub(super) async fn changes<P: Psa>(
    psa: &P,
    updates: &[PlannedUpdate],
    makers: &mut HashMap<String, Reference>,
) -> Result<Vec<ConfigurationChange>, PsaError> {
    let mut changes = Vec::new();
    for update in updates.iter().filter(|update| update.target == SyncTarget::Connectwise) {
        let value = update.to().to_owned();
        let change = match target_field(update.field) {
            Some(field) => ConfigurationChange::Text(field, value),
            None if value.trim().is_empty() => ConfigurationChange::Manufacturer(None),
            None => {
                let key = value.trim().to_lowercase();
                let reference = match makers.get(&key) {
                    Some(reference) => reference.clone(),
                    None => psa.manufacturer(value.trim()).await?.reference,
                };
                makers.insert(key, reference.clone());
                ConfigurationChange::Manufacturer(Some(reference))
            }
        };
        changes.push(change);
    }
    Ok(changes)
}

/// The text field that a mapped field is written to; none for the maker, which is a reference.
pub(crate) fn target_field(field: MappedField) -> Option<ConfigurationField> {
    Some(match field {
        MappedField::Name => ConfigurationField::Name,
        MappedField::Model => ConfigurationField::ModelNumber,
        MappedField::Serial => ConfigurationField::SerialNumber,
        MappedField::Mac => ConfigurationField::MacAddress,
        MappedField::Ip => ConfigurationField::IpAddress,
        MappedField::Notes => ConfigurationField::Notes,
        MappedField::Os => ConfigurationField::OsType,
        MappedField::Firmware => ConfigurationField::OsInfo,
        MappedField::Vendor => return None,
    })
}

/// What an undo would need, of both sides.
pub(super) fn undo_rows(run: RunId, planned: &PlannedRecord, updates: &[PlannedUpdate]) -> Vec<UndoRow> {
    updates
        .iter()
        .map(|update| UndoRow {
            run,
            device: planned.device,
            configuration: planned.configuration,
            field: update.field,
            target: update.target,
            old: update.from().to_owned(),
            new: update.to().to_owned(),
        })
        .collect()
}

/// The base after a write: fields that are the same on both sides now, with what is about to be kept here counted.
pub(super) fn base_after(
    found: &Match,
    device: &Device,
    updates: &[PlannedUpdate],
    after: &Configuration,
) -> Vec<BaseValue> {
    let mut device = device.clone();
    for write in own_writes(device.id, updates) {
        device.layers.set_own(write.field, write.value, "", Timestamp(0));
    }
    base_of(found.id, &device, after)
}

/// The values that are kept here.
pub(super) fn own_writes(device: DeviceId, updates: &[PlannedUpdate]) -> Vec<OwnWrite> {
    updates
        .iter()
        .filter(|update| update.target == SyncTarget::Local)
        .map(|update| OwnWrite {
            device,
            field: update.field.device_field(),
            value: FieldValue::Text(update.to().to_owned()),
        })
        .collect()
}
