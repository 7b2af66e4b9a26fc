//! What the updates of one record become: a request, undo rows, values kept here, and the base afterwards.

use std::collections::HashMap;

use sitebook_domain::{
    BaseValue, Device, DeviceId, FieldMapping, FieldTarget, FieldValue, MappedField, Match, OwnWrite, RunId,
    SyncTarget, Timestamp, UndoRow,
};
use sitebook_psa::{Configuration, ConfigurationChange, ConfigurationField, Psa, PsaError, PsaErrorKind, Reference};

use crate::plan::{PlannedRecord, PlannedUpdate, base_of};
use crate::targets::KnownTargets;
use crate::values::same_words;

/// What was looked up in the PSA's tables, once per run.
#[derive(Debug, Default)]
pub(crate) struct Lookups {
    makers: HashMap<String, Reference>,
    /// Makers that were not there before.
    pub(crate) created: Vec<String>,
    statuses: Option<Vec<Reference>>,
}

/// Where the values of a record go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Destination<'d> {
    /// The record as it stands.
    pub(crate) configuration: &'d Configuration,
    /// Which field goes where.
    pub(crate) mapping: &'d FieldMapping,
    /// What the questions and custom fields take.
    pub(crate) targets: &'d KnownTargets,
}

/// What is sent to the PSA for these updates. Makers are looked up, or created, once per run.
pub(crate) async fn changes<P: Psa>(
    psa: &P,
    updates: &[PlannedUpdate],
    to: Destination<'_>,
    lookups: &mut Lookups,
) -> Result<Vec<ConfigurationChange>, PsaError> {
    let mut changes = Vec::new();
    for update in updates.iter().filter(|update| update.target == SyncTarget::Connectwise) {
        changes.push(change(psa, update.field, update.to(), to, lookups).await?);
    }
    Ok(changes)
}

/// What is sent to the PSA to write this value of a field.
pub(crate) async fn change<P: Psa>(
    psa: &P,
    field: MappedField,
    value: &str,
    to: Destination<'_>,
    lookups: &mut Lookups,
) -> Result<ConfigurationChange, PsaError> {
    if let Some(field) = target_field(field) {
        return Ok(ConfigurationChange::Text(field, value.to_owned()));
    }
    let rule = to.mapping.rule(field);
    match field {
        MappedField::Vendor if value.trim().is_empty() => Ok(ConfigurationChange::Manufacturer(None)),
        MappedField::Vendor => {
            let reference = lookups.maker(psa, value).await?;
            Ok(ConfigurationChange::Manufacturer(Some(reference)))
        }
        MappedField::Status => {
            let picked = rule.statuses.picked().find(|picked| same_words(&picked.name, value));
            match picked {
                Some(picked) => Ok(ConfigurationChange::Status(picked.id)),
                None => Ok(ConfigurationChange::Status(lookups.status(psa, value).await?)),
            }
        }
        _ => {
            let place = rule.target.as_ref().and_then(|target| to.targets.place(to.configuration, target));
            place.map(|place| place.change(value.to_owned())).ok_or_else(|| {
                let field = to.mapping.target_name(field).to_owned();
                let why = "this configuration has no such question or custom field".to_owned();
                PsaErrorKind::UnfitValue { field, why }.into()
            })
        }
    }
}

impl Lookups {
    /// The maker with this name, created if there is none.
    async fn maker<P: Psa>(&mut self, psa: &P, name: &str) -> Result<Reference, PsaError> {
        let key = name.trim().to_lowercase();
        if let Some(known) = self.makers.get(&key) {
            return Ok(known.clone());
        }
        let maker = psa.manufacturer(name.trim()).await?;
        if maker.created {
            self.created.push(maker.reference.name.clone());
        }
        self.makers.insert(key, maker.reference.clone());
        Ok(maker.reference)
    }

    /// Id of the status with this name.
    async fn status<P: Psa>(&mut self, psa: &P, name: &str) -> Result<i64, PsaError> {
        if self.statuses.is_none() {
            let all = psa.configuration_statuses().await?;
            self.statuses = Some(all.into_iter().map(|status| status.reference).collect());
        }
        let found = self.statuses.iter().flatten().find(|status| same_words(&status.name, name));
        found.map(|status| status.id).ok_or_else(|| {
            let why = format!("there is no status \"{name}\" any more");
            PsaErrorKind::UnfitValue { field: "status".to_owned(), why }.into()
        })
    }
}

/// The text field that a mapped field is written to; none for references, questions and custom fields.
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
        MappedField::Link => ConfigurationField::ManagementLink,
        MappedField::Vendor | MappedField::Zone | MappedField::Room | MappedField::Status => return None,
    })
}

/// What an undo would need, of both sides as they stand.
pub(super) fn undo_rows(
    run: RunId,
    device: &Device,
    planned: &PlannedRecord,
    updates: &[PlannedUpdate],
    to: Destination<'_>,
) -> Vec<UndoRow> {
    let row = |update: &PlannedUpdate| {
        let is_there = update.target == SyncTarget::Connectwise;
        UndoRow {
            run,
            device: planned.device,
            configuration: planned.configuration,
            field: update.field,
            target: update.target,
            old: update.from().to_owned(),
            new: update.to().to_owned(),
            old_reference: reference_of(to.configuration, update.field).filter(|_| is_there),
            place: to.target_of(update.field).filter(|_| is_there),
            had_own: !is_there && device.layers.is_own(update.field.device_field()),
        }
    };
    updates.iter().map(row).collect()
}

/// Id of the record that a field refers to.
pub(crate) fn reference_of(configuration: &Configuration, field: MappedField) -> Option<i64> {
    let reference = match field {
        MappedField::Vendor => configuration.manufacturer.as_ref(),
        MappedField::Status => configuration.status.as_ref(),
        _ => None,
    };
    reference.map(|reference| reference.id)
}

impl Destination<'_> {
    /// The question or custom field that this very record has for a field.
    fn target_of(&self, field: MappedField) -> Option<FieldTarget> {
        let picked = self.mapping.rule(field).target.as_ref()?;
        let place = self.targets.place(self.configuration, picked)?;
        Some(FieldTarget { id: place.id(), ..picked.clone() })
    }
}

/// The base after a write: fields that are the same on both sides now, with what is about to be kept here counted.
pub(super) fn base_after(
    found: &Match,
    device: &Device,
    updates: &[PlannedUpdate],
    after: &Configuration,
    mapping: &FieldMapping,
) -> Vec<BaseValue> {
    let mut device = device.clone();
    for update in updates.iter().filter(|update| update.target == SyncTarget::Local) {
        let value = FieldValue::Text(update.to().to_owned());
        device.layers.set_own(update.field.device_field(), value, "", Timestamp(0));
    }
    base_of(found.id, &device, after, mapping)
}

/// The values that are kept here.
pub(super) fn own_writes(device: DeviceId, updates: &[PlannedUpdate]) -> Vec<OwnWrite> {
    updates
        .iter()
        .filter(|update| update.target == SyncTarget::Local)
        .map(|update| OwnWrite {
            device,
            field: update.field.device_field(),
            before: update.from().to_owned(),
            value: Some(FieldValue::Text(update.to().to_owned())),
        })
        .collect()
}
