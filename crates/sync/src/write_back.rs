//! Carrying values that came from the PSA on to the source of their device, where a person allows it.
//!
//! The value is kept here as our own first, whatever the source then says: a source that refuses costs nothing but the way
//! back. The source is asked before each write: what it says by now and nobody here had seen is kept, and not overwritten.
//! What it had is kept for undo before the request, and what it says afterwards is compared.

use std::collections::{BTreeMap, BTreeSet};

use sitebook_domain::{
    Device, DeviceId, FieldValue, Lease, MappedField, RecordOutcome, RecordResult, RunId, SyncTarget, UndoRow,
};

use crate::apply::LEASE_MILLIS;
use crate::ports::{Clock, IntendedWrites, RecordedResult, SourceError, SourceWriter, Stop, StoreFault, SyncStore};
use crate::values::same;

/// The code of a record whose value was kept here but not taken by the source.
const NOT_WRITTEN_BACK: &str = "not_written_back";

/// The code of a record whose value was kept here, and whose source says something by now that nobody here had seen.
const CHANGED_IN_SOURCE: &str = "changed_in_source";

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
    /// What the source has to say for it to be overwritten; none = what it is known to say.
    pub over: Option<String>,
}

impl SourceValue {
    /// The value that a source had before a run wrote to it, to be put back over what the run wrote.
    #[must_use]
    pub fn before(row: UndoRow) -> Self {
        Self {
            device: row.device,
            configuration: row.configuration,
            field: row.field,
            value: row.old,
            over: Some(row.new),
        }
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
    /// How the history names the source.
    pub source: &'r str,
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
        over: None,
    };
    kept.iter().filter(goes_on).map(value).collect()
}

/// What became of one value.
enum Outcome {
    /// The source has it.
    There,
    /// The source says something else by now, in words; it was left as it is.
    Changed(String),
    /// The source did not take it, in words.
    Refused(String),
}

/// Writes values back, one after the other. Returns the records of which the source did not take a value, or was changed by
/// somebody else; their own values stay. A stop acts between two values.
pub async fn write_back<W: SourceWriter, S: SyncStore, C: Clock>(
    source: &W,
    store: &S,
    clock: &C,
    stop: &impl Stop,
    request: &WriteBackRequest<'_>,
) -> Result<Vec<RecordResult>, StoreFault> {
    let mut missed: BTreeMap<(DeviceId, i64), (bool, Vec<String>)> = BTreeMap::new();
    for value in request.values {
        if stop.requested() {
            break;
        }
        store.renew_lease(request.lease, clock.now().plus_millis(LEASE_MILLIS)).await?;
        let (is_refused, words) = match write_one(source, store, clock, request, value).await? {
            Outcome::There => continue,
            Outcome::Changed(words) => (false, words),
            Outcome::Refused(words) => (true, words),
        };
        let record = missed.entry((value.device, value.configuration)).or_default();
        record.0 |= is_refused;
        record.1.push(words);
    }
    let mut results = Vec::new();
    for ((device, configuration), (is_refused, words)) in missed {
        let words = words.join(" ");
        let (outcome, reason, message) = if is_refused {
            let message = format!("Kept in Sitebook, but the source did not take it. {words}");
            (RecordOutcome::Failed, NOT_WRITTEN_BACK, message)
        } else {
            let message = format!("Kept in Sitebook; what the source says by now was left as it is. {words}");
            (RecordOutcome::Skipped, CHANGED_IN_SOURCE, message)
        };
        let result = RecordResult { device, configuration, outcome, reason: reason.to_owned(), message };
        let recorded = RecordedResult::alone(result.clone(), request.by, clock.now());
        store.record_result(request.lease, request.run, &recorded).await?;
        results.push(result);
    }
    Ok(results)
}

async fn write_one<W: SourceWriter, S: SyncStore, C: Clock>(
    source: &W,
    store: &S,
    clock: &C,
    request: &WriteBackRequest<'_>,
    value: &SourceValue,
) -> Result<Outcome, StoreFault> {
    let Some(device) = store.device(value.device).await? else { return Ok(Outcome::There) };
    let (field, key) = (value.field.device_field(), value.field.key());
    let known = known_of(&device, value.field);
    if value.over.is_none() && known == value.value {
        return Ok(Outcome::There);
    }
    let old = match source.read(&device, value.field).await {
        Ok(says) => says,
        Err(error) => return Ok(Outcome::Refused(format!("{key}: {}", error.words))),
    };
    if !same(value.field, &old, &known) {
        let seen = FieldValue::Text(old.clone());
        let (by, at) = (request.source, clock.now());
        store.record_seen_value(request.lease, value.device, field, &seen, by, at).await?;
    }
    if same(value.field, &old, &value.value) {
        return Ok(Outcome::There);
    }
    if !same(value.field, &old, value.over.as_deref().unwrap_or(&known)) {
        return Ok(Outcome::Changed(format!("{key}: the source says \"{old}\" by now.")));
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
    match source.write(&device, value.field, &value.value).await {
        Ok(says) => {
            let stored = FieldValue::Text(says.clone());
            store.record_source_value(request.lease, value.device, field, &stored).await?;
            if same(value.field, &says, &value.value) {
                return Ok(Outcome::There);
            }
            Ok(Outcome::Refused(format!("{key}: the source answered \"done\" but has \"{says}\".")))
        }
        Err(SourceError { words, outcome_unknown }) => {
            if !outcome_unknown {
                let only = Some((value.field, SyncTarget::Source));
                store.forget_intended_writes(request.lease, request.run, value.device, only).await?;
            }
            Ok(Outcome::Refused(format!("{key}: {words}")))
        }
    }
}

/// What the source of a device is known to say of a field.
fn known_of(device: &Device, field: MappedField) -> String {
    let said = device.layers.source.get(&field.device_field());
    said.and_then(FieldValue::as_text).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
