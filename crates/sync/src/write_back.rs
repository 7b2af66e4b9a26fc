//! Carrying values that came from the PSA on to the source of their device, where a person allows it.
//!
//! The value is kept here as our own first, whatever the source then says: a source that refuses costs nothing but the way
//! back. What the source had before is kept for undo before the request, and what it says afterwards is compared.

use std::collections::{BTreeMap, BTreeSet};

use sitebook_domain::{
    DeviceId, FieldValue, Lease, MappedField, RecordOutcome, RecordResult, RunId, SyncTarget, UndoRow,
};

use crate::apply::LEASE_MILLIS;
use crate::ports::{Clock, IntendedWrites, RecordedResult, SourceError, SourceWriter, Stop, StoreFault, SyncStore};
use crate::values::same;

/// The code of a record whose value was kept here but not taken by the source.
const NOT_WRITTEN_BACK: &str = "not_written_back";

/// One value for a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceValue {
    /// The device.
    pub device: DeviceId,
    /// The configuration that the value came from.
    pub configuration: i64,
    /// The field.
    pub field: MappedField,
    /// The value.
    pub value: String,
}

impl SourceValue {
    /// The value that a source had before a run wrote to it.
    #[must_use]
    pub fn before(row: UndoRow) -> Self {
        Self { device: row.device, configuration: row.configuration, field: row.field, value: row.old }
    }
}

/// What is to be written back.
pub struct WriteBackRequest<'r> {
    /// The run in which it stands.
    pub run: RunId,
    /// The lease of the company.
    pub lease: &'r Lease,
    /// Who wants it.
    pub by: &'r str,
    /// The values, one request each.
    pub values: &'r [SourceValue],
}

/// The fields of a source whose values from the PSA reach it: those that it takes, if a person allows it. What a source
/// discovers never comes from the PSA.
#[must_use]
pub fn fields_written_back(taken: &[MappedField], is_allowed: bool) -> BTreeSet<MappedField> {
    taken.iter().copied().filter(|field| is_allowed && !field.is_discovered()).collect()
}

/// The values that a run kept here and that go on to the source, of records that were written.
#[must_use]
pub fn values_written_back(
    kept: &[UndoRow],
    results: &[RecordResult],
    fields: &BTreeSet<MappedField>,
) -> Vec<SourceValue> {
    let applied: BTreeSet<DeviceId> =
        results.iter().filter(|one| one.outcome == RecordOutcome::Applied).map(|one| one.device).collect();
    let goes_on = |row: &&UndoRow| {
        row.target == SyncTarget::Local && fields.contains(&row.field) && applied.contains(&row.device)
    };
    let value = |row: &UndoRow| SourceValue {
        device: row.device,
        configuration: row.configuration,
        field: row.field,
        value: row.new.clone(),
    };
    kept.iter().filter(goes_on).map(value).collect()
}

/// Writes values back, one after the other. Returns the records of which the source did not take a value; their own values
/// stay. A stop acts between two values.
pub async fn write_back<W: SourceWriter, S: SyncStore, C: Clock>(
    source: &W,
    store: &S,
    clock: &C,
    stop: &impl Stop,
    request: &WriteBackRequest<'_>,
) -> Result<Vec<RecordResult>, StoreFault> {
    let mut refused: BTreeMap<(DeviceId, i64), Vec<String>> = BTreeMap::new();
    for value in request.values {
        if stop.requested() {
            break;
        }
        store.renew_lease(request.lease, clock.now().plus_millis(LEASE_MILLIS)).await?;
        if let Some(words) = write_one(source, store, clock, request, value).await? {
            refused.entry((value.device, value.configuration)).or_default().push(words);
        }
    }
    let mut results = Vec::new();
    for ((device, configuration), words) in refused {
        let result = RecordResult {
            device,
            configuration,
            outcome: RecordOutcome::Failed,
            reason: NOT_WRITTEN_BACK.to_owned(),
            message: format!("Kept in Sitebook, but the source did not take it. {}", words.join(" ")),
        };
        let recorded = RecordedResult::alone(result.clone(), request.by, clock.now());
        store.record_result(request.lease, request.run, &recorded).await?;
        results.push(result);
    }
    Ok(results)
}

/// One value; returns why the source did not take it.
async fn write_one<W: SourceWriter, S: SyncStore, C: Clock>(
    source: &W,
    store: &S,
    clock: &C,
    request: &WriteBackRequest<'_>,
    value: &SourceValue,
) -> Result<Option<String>, StoreFault> {
    let Some(device) = store.device(value.device).await? else { return Ok(None) };
    let field = value.field.device_field();
    let old = device.layers.source.get(&field).and_then(FieldValue::as_text).unwrap_or_default().to_owned();
    if old == value.value {
        return Ok(None);
    }
    let row = UndoRow {
        run: request.run,
        device: value.device,
        configuration: value.configuration,
        field: value.field,
        target: SyncTarget::Source,
        old,
        new: value.value.clone(),
        old_reference: None,
        place: None,
        had_own: false,
    };
    let intended = IntendedWrites { rows: vec![row], ..IntendedWrites::default() };
    store.record_intended_writes(request.lease, &intended, clock.now()).await?;
    let key = value.field.key();
    match source.write(&device, value.field, &value.value).await {
        Ok(says) => {
            let stored = FieldValue::Text(says.clone());
            store.record_source_value(request.lease, value.device, field, &stored).await?;
            let is_stored = same(value.field, &says, &value.value);
            Ok((!is_stored).then(|| format!("{key}: the source answered \"done\" but has \"{says}\".")))
        }
        Err(SourceError { words, outcome_unknown }) => {
            if !outcome_unknown {
                let only = Some((value.field, SyncTarget::Source));
                store.forget_intended_writes(request.lease, request.run, value.device, only).await?;
            }
            Ok(Some(format!("{key}: {words}")))
        }
    }
}

#[cfg(test)]
mod tests;
