//! What an undo does to one record: a pure function of what was kept and of both sides as they stand.

use std::collections::{BTreeMap, HashSet};

use sitebook_domain::{
    ActivityUndo, Device, DeviceId, Direction, FieldRule, MappedField, Match, PairChange, SyncTarget, UndoRow,
};
use sitebook_psa::Configuration;

use crate::targets::KnownTargets;
use crate::values::{canonical, theirs};

/// What is kept of one record of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRecord {
    /// The device.
    pub device: DeviceId,
    /// The configuration.
    pub configuration: i64,
    /// Values that were overwritten, or about to be.
    pub rows: Vec<UndoRow>,
    /// Whether the configuration was active.
    pub activity: Option<ActivityUndo>,
    /// What happened to the pair.
    pub pair: Option<PairChange>,
    /// The configuration as it came back when the run created it.
    pub created: Option<Configuration>,
}

/// Everything that is kept of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptRun {
    /// Values.
    pub rows: Vec<UndoRow>,
    /// Whether configurations were active.
    pub activity: Vec<ActivityUndo>,
    /// What happened to pairs.
    pub pairs: Vec<PairChange>,
    /// Configurations that the run created, as they came back.
    pub created: Vec<(DeviceId, Configuration)>,
}

/// One thing of a record that an undo puts back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UndoKey {
    /// A value.
    Value(DeviceId, MappedField, SyncTarget),
    /// Whether the configuration is active, and the pair.
    Record(DeviceId),
}

impl KeptRun {
    /// By record, without what an earlier undo put back already. In the order of devices.
    #[must_use]
    pub fn records(&self, done: &HashSet<UndoKey>) -> Vec<KeptRecord> {
        let mut records: BTreeMap<DeviceId, KeptRecord> = BTreeMap::new();
        let blank = |device, configuration| KeptRecord {
            device,
            configuration,
            rows: Vec::new(),
            activity: None,
            pair: None,
            created: None,
        };
        let open = |device| !done.contains(&UndoKey::Record(device));
        let here_or_there = |row: &&UndoRow| row.target != SyncTarget::Source;
        for row in self.rows.iter().filter(here_or_there).filter(|row| !done.contains(&key_of(row))) {
            let record = records.entry(row.device).or_insert_with(|| blank(row.device, row.configuration));
            record.rows.push(row.clone());
        }
        for row in self.activity.iter().filter(|row| open(row.device)) {
            let record = records.entry(row.device).or_insert_with(|| blank(row.device, row.configuration));
            record.activity = Some(row.clone());
        }
        for change in self.pairs.iter().filter(|change| open(change.found().device)) {
            let found = change.found();
            let record = records.entry(found.device).or_insert_with(|| blank(found.device, found.configuration));
            record.pair = Some(change.clone());
        }
        for (device, created) in self.created.iter().filter(|(device, _)| open(*device)) {
            let record = records.entry(*device).or_insert_with(|| blank(*device, created.id));
            record.created = Some(created.clone());
        }
        for record in records.values_mut() {
            record.rows.sort_unstable_by_key(|row| row.field);
        }
        records.into_values().collect()
    }

    /// Values that the run wrote back to a source, without what an earlier undo took back already.
    #[must_use]
    pub fn written_back(&self, done: &HashSet<UndoKey>) -> Vec<UndoRow> {
        let to_source = self.rows.iter().filter(|row| row.target == SyncTarget::Source);
        to_source.filter(|row| !done.contains(&key_of(row))).cloned().collect()
    }

    /// Everything of these devices that the run changed.
    #[must_use]
    pub fn keys(&self, devices: &HashSet<DeviceId>) -> HashSet<UndoKey> {
        let values = self.rows.iter().filter(|row| devices.contains(&row.device)).map(key_of);
        let whole = (self.activity.iter().map(|row| row.device))
            .chain(self.pairs.iter().map(|change| change.found().device))
            .chain(self.created.iter().map(|(device, _)| *device))
            .filter(|device| devices.contains(device))
            .map(UndoKey::Record);
        values.chain(whole).collect()
    }
}

fn key_of(row: &UndoRow) -> UndoKey {
    UndoKey::Value(row.device, row.field, row.target)
}

/// A value that is put back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restore {
    /// What was kept of it.
    pub row: UndoRow,
    /// The value that stands there now.
    pub from: String,
    /// The value that stands there again afterwards.
    pub to: String,
}

/// Why something is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftReason {
    /// Somebody changed the value after the run.
    ChangedSince,
    /// Somebody edited the configuration after the run created it.
    EditedSince,
    /// The configuration is no longer there.
    ConfigurationGone,
    /// The configuration belongs to another company.
    ConfigurationMoved,
    /// The device is no longer there.
    DeviceGone,
    /// The configuration no longer has the question or custom field.
    NoTargetHere,
    /// The device or the configuration has another match.
    MatchedSince,
}

impl LeftReason {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ChangedSince => "changed_since",
            Self::EditedSince => "edited_since",
            Self::ConfigurationGone => "configuration_gone",
            Self::ConfigurationMoved => "configuration_moved",
            Self::DeviceGone => "device_gone",
            Self::NoTargetHere => "no_target_here",
            Self::MatchedSince => "matched_since",
        }
    }

    /// What is said to people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::ChangedSince => "Somebody changed it after the run. It was left as it is.",
            Self::EditedSince => "Somebody edited the configuration after it was created. It was left active.",
            Self::ConfigurationGone => "ConnectWise no longer has this configuration. It was not created again.",
            Self::ConfigurationMoved => "The configuration now belongs to another company. Nothing was written.",
            Self::DeviceGone => "The device is no longer there.",
            Self::NoTargetHere => "The configuration no longer has the question or custom field.",
            Self::MatchedSince => "The device or the configuration has another match by now.",
        }
    }
}

/// Something that is left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// The field; none = whether the configuration is active, or the pair.
    pub field: Option<MappedField>,
    /// Why.
    pub reason: LeftReason,
}

/// What an undo does to one record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecordUndo {
    /// Values that are put back.
    pub restores: Vec<Restore>,
    /// What the configuration is set to: active or inactive.
    pub active: Option<bool>,
    /// What happens to the pair.
    pub pairing: Option<PairChange>,
    /// What is left as it is.
    pub left: Vec<Left>,
}

impl RecordUndo {
    /// Whether something is put back.
    #[must_use]
    pub fn writes(&self) -> bool {
        !self.restores.is_empty() || self.active.is_some() || self.pairing.is_some()
    }

    /// Whether everything is as it was before the run.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        !self.writes() && self.left.is_empty()
    }
}

/// Both sides of a record as they stand.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'s> {
    /// The device; none when it is no longer there.
    pub device: Option<&'s Device>,
    /// The device's match.
    pub found: Option<&'s Match>,
    /// The configuration with its answers and custom fields; none when it is no longer there.
    pub configuration: Option<&'s Configuration>,
}

/// What an undo does to a record: whatever is still what the run wrote is put back, the rest is left as it is.
#[must_use]
pub fn judge(kept: &KeptRecord, now: Standing<'_>, company: i64) -> RecordUndo {
    let mut undo = RecordUndo::default();
    let moved =
        |configuration: &&Configuration| configuration.company.as_ref().is_some_and(|owner| owner.id != company);
    let there = match now.configuration {
        None => Err(LeftReason::ConfigurationGone),
        Some(configuration) if moved(&configuration) => Err(LeftReason::ConfigurationMoved),
        Some(configuration) => Ok(configuration),
    };
    for row in &kept.rows {
        let verdict = match row.target {
            SyncTarget::Connectwise => there.and_then(|there| value_there(row, there)),
            // What reached a source is taken back after the record, value by value.
            SyncTarget::Source => Ok(None),
            SyncTarget::Local => now.device.ok_or(LeftReason::DeviceGone).and_then(|device| value_here(row, device)),
        };
        match verdict {
            Ok(restore) => undo.restores.extend(restore),
            Err(reason) => undo.left.push(Left { field: Some(row.field), reason }),
        }
    }
    if let Some(created) = &kept.created {
        take_back_creation(&mut undo, created, there, now.found);
    } else if let Some(row) = &kept.activity {
        match there {
            Ok(there) if there.active == row.new && row.old != row.new => undo.active = Some(row.old),
            Ok(_) => {}
            Err(reason) => undo.left.push(Left { field: None, reason }),
        }
    }
    if let Some(change) = &kept.pair {
        take_back_pairing(&mut undo, change, now);
    }
    undo
}

/// The rule by which a kept value is read: where it stood when it was overwritten, whatever the mapping says by now.
pub(super) fn rule_of(row: &UndoRow) -> FieldRule {
    FieldRule { target: row.place.clone(), ..FieldRule::new(Direction::ToConnectwise) }
}

fn value_there(row: &UndoRow, there: &Configuration) -> Result<Option<Restore>, LeftReason> {
    if let Some(place) = &row.place
        && KnownTargets::default().place(there, place).is_none()
    {
        return Err(LeftReason::NoTargetHere);
    }
    let now = theirs(there, row.field, &rule_of(row));
    restore(row, now, row.old.clone())
}

fn value_here(row: &UndoRow, device: &Device) -> Result<Option<Restore>, LeftReason> {
    let field = row.field.device_field();
    let now = device.layers.text(field).to_owned();
    let source = device.layers.source.get(&field).and_then(|value| value.as_text()).unwrap_or_default();
    let to = if row.had_own { row.old.clone() } else { source.to_owned() };
    if !row.had_own && !device.layers.is_own(field) {
        return Ok(None);
    }
    // The source may say the same by now, because the run carried the value there: it is not ours all the same.
    if !row.had_own && now == to && canonical(row.field, &now) == canonical(row.field, &row.new) {
        return Ok(Some(Restore { row: row.clone(), from: now, to }));
    }
    restore(row, now, to)
}

fn restore(row: &UndoRow, now: String, to: String) -> Result<Option<Restore>, LeftReason> {
    let says = |value: &str| canonical(row.field, &now) == canonical(row.field, value);
    if says(&row.new) && now != to {
        return Ok(Some(Restore { row: row.clone(), from: now, to }));
    }
    if now == to || says(&to) || says(&row.old) { Ok(None) } else { Err(LeftReason::ChangedSince) }
}

/// A record that nobody edited is set inactive and unlinked. ConnectWise keeps it: nothing is ever deleted.
fn take_back_creation(
    undo: &mut RecordUndo,
    created: &Configuration,
    there: Result<&Configuration, LeftReason>,
    found: Option<&Match>,
) {
    let pair = found.filter(|found| found.configuration == created.id);
    match there {
        Err(reason) => undo.left.push(Left { field: None, reason }),
        Ok(there) if !is_unedited(created, there) => {
            undo.left.push(Left { field: None, reason: LeftReason::EditedSince });
        }
        Ok(there) => {
            undo.active = there.active.then_some(false);
            undo.pairing = pair.cloned().map(PairChange::Apart);
        }
    }
}

fn take_back_pairing(undo: &mut RecordUndo, change: &PairChange, now: Standing<'_>) {
    match change {
        PairChange::Together(made) => {
            let same = now.found.filter(|found| found.configuration == made.configuration);
            undo.pairing = same.cloned().map(PairChange::Apart);
        }
        PairChange::Apart(taken) => match (now.found, now.device) {
            (None, Some(_)) => undo.pairing = Some(PairChange::Together(taken.clone())),
            (Some(found), _) if found.configuration == taken.configuration => {}
            (Some(_), _) => undo.left.push(Left { field: None, reason: LeftReason::MatchedSince }),
            (None, None) => undo.left.push(Left { field: None, reason: LeftReason::DeviceGone }),
        },
    }
}

/// Whether a configuration is still as it came back when it was created, but for being active.
fn is_unedited(created: &Configuration, now: &Configuration) -> bool {
    if !created.last_updated.is_empty() && created.last_updated == now.last_updated {
        return true;
    }
    let (mut created, mut now) = (created.clone(), now.clone());
    for record in [&mut created, &mut now] {
        record.active = true;
        record.last_updated.clear();
        record.updated_by.clear();
        // An unanswered question may be told or left out.
        record.answers.retain(|answer| !answer.value.trim().is_empty());
        record.answers.sort_unstable_by_key(|answer| answer.question);
        record.custom_fields.retain(|field| !field.value.trim().is_empty());
        record.custom_fields.sort_unstable_by_key(|field| field.id);
    }
    created == now
}
