//! Records that a sync leaves behind while it runs: lease, run, result, base, undo.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{AgentId, DeviceField, DeviceId, FieldTarget, FieldValue, MappedField, Match, MatchId, RunId, Timestamp};

/// What a sync was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum SyncMode {
    /// Every mapped field that can go to ConnectWise goes there.
    ToConnectwise,
    /// Every mapped field that can come from ConnectWise comes from there.
    FromConnectwise,
    /// Each field follows its own direction.
    Custom,
}

/// Which side a value is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum SyncTarget {
    /// The configuration.
    Connectwise,
    /// The device's own layer.
    Local,
    /// The source of the device, to which a value that came from the PSA is written back.
    Source,
}

/// What a run does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum RunKind {
    /// Bring matched pairs in step.
    #[default]
    Sync,
    /// Create configurations.
    Create,
    /// Set one configuration inactive.
    Retire,
    /// Put back what another run overwrote.
    Undo,
    /// Give one configuration another type.
    Type,
}

/// Who wants a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// A person, who has seen or could have seen what will be written.
    #[default]
    Hand,
    /// The schedule: nobody looks.
    Schedule,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum RunState {
    /// It has not ended; after a crash such a run is closed as failed by the next one.
    Running,
    /// Every record was written or was equal already.
    Done,
    /// Some records failed or were skipped because they had changed.
    Partial,
    /// Nothing could be done.
    Failed,
    /// A person stopped it. A guard that stops a run before it reads leaves it failed, with the reason.
    Stopped,
    /// ConnectWise was out of reach; the next attempt goes on from here.
    Postponed,
}

/// What became of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum RecordOutcome {
    /// Written and read back.
    Applied,
    /// Refused, or not written as sent.
    Failed,
    /// Left alone, with a reason.
    Skipped,
}

/// The result of one record in a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordResult {
    /// The device.
    pub device: DeviceId,
    /// The configuration's id; 0 where there is none, because nothing was created.
    pub configuration: i64,
    /// What became of it.
    pub outcome: RecordOutcome,
    /// A stable code of why, empty when applied.
    pub reason: String,
    /// The PSA's own words, or ours.
    pub message: String,
}

/// One execution of a sync, or of a creation, of one agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Our id.
    pub id: RunId,
    /// What it does.
    #[serde(default)] // Runs kept by an earlier version are syncs.
    pub kind: RunKind,
    /// The agent.
    pub agent: AgentId,
    /// The linked company.
    pub company: i64,
    /// What was asked; *to ConnectWise* for a creation.
    pub mode: SyncMode,
    /// Hash of the plan that was applied; empty for a creation.
    pub plan: String,
    /// How it ended.
    pub state: RunState,
    /// Why it did not end well: a stable code and a sentence.
    pub reason: Option<String>,
    /// Records written.
    pub applied: u32,
    /// Records that failed.
    pub failed: u32,
    /// Records left alone because they had changed.
    pub skipped: u32,
    /// Values written over a conflict.
    pub conflicts: u32,
    /// HTTP requests sent.
    pub requests: u32,
    /// Who started it.
    pub by: String,
    /// When it started.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Who wanted it.
    #[serde(default)]
    pub origin: Origin,
    /// The run that it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo_of: Option<RunId>,
    /// Which part of its plan it was to carry out.
    #[serde(default, skip_serializing_if = "Selection::is_everything")]
    pub selection: Selection,
    /// Planned values that the selection left out.
    #[serde(default)]
    pub excluded: u32,
    /// What an undo does not take back, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_undone: Vec<String>,
}

impl Run {
    /// A run that begins now, with everything else as for a run of which nothing is known yet.
    #[must_use]
    pub fn begun(id: RunId, kind: RunKind, agent: AgentId, company: i64, by: &str, at: Timestamp) -> Self {
        Self {
            id,
            kind,
            agent,
            company,
            mode: SyncMode::ToConnectwise,
            plan: String::new(),
            state: RunState::Running,
            reason: None,
            applied: 0,
            failed: 0,
            skipped: 0,
            conflicts: 0,
            requests: 0,
            by: by.to_owned(),
            started_at: at,
            ended_at: None,
            origin: Origin::Hand,
            undo_of: None,
            selection: Selection::default(),
            excluded: 0,
            not_undone: Vec::new(),
        }
    }
}

/// A planned value, or a whole planned record, that a run leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Exclusion {
    /// The device.
    pub device: DeviceId,
    /// The field; none = the whole record.
    pub field: Option<MappedField>,
}

/// Which part of a plan is carried out. The plan, and with it its hash, stays what was approved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// Only these devices; none = all.
    pub only: Option<BTreeSet<DeviceId>>,
    /// Left out of those.
    pub exclude: BTreeSet<Exclusion>,
}

impl Selection {
    /// Whether nothing is left out.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        self.only.is_none() && self.exclude.is_empty()
    }

    /// Whether anything of a device may be carried out.
    #[must_use]
    pub fn has_device(&self, device: DeviceId) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&device))
            && !self.exclude.contains(&Exclusion { device, field: None })
    }

    /// Whether a field of a device may be carried out.
    #[must_use]
    pub fn has(&self, device: DeviceId, field: MappedField) -> bool {
        self.has_device(device) && !self.exclude.contains(&Exclusion { device, field: Some(field) })
    }
}

/// Both sides of one field as last read back, in canonical form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseValue {
    /// The match.
    pub match_id: MatchId,
    /// The field.
    pub field: MappedField,
    /// Our value.
    pub ours: String,
    /// Their value.
    pub theirs: String,
}

/// A value that is about to be overwritten, kept before it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoRow {
    /// The run.
    pub run: RunId,
    /// The device.
    pub device: DeviceId,
    /// The configuration's id.
    pub configuration: i64,
    /// The field.
    pub field: MappedField,
    /// Which side is written.
    pub target: SyncTarget,
    /// The value before, as it stood there.
    pub old: String,
    /// The value to be written.
    pub new: String,
    /// Id of the record that `old` named, where the field is a reference: names may be shared, and change.
    pub old_reference: Option<i64>,
    /// The question or custom field that is written, where a person had picked it: the mapping may name another one by
    /// the time of an undo.
    pub place: Option<FieldTarget>,
    /// Whether `old` was our own value. If not, the source's counted, and an undo has none of our own again.
    pub had_own: bool,
}

/// A field that an undo restored: scheduled runs leave it out until our value is another one, or a person releases it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldField {
    /// The match.
    pub match_id: MatchId,
    /// The field.
    pub field: MappedField,
    /// Our value when it was held.
    pub value: String,
    /// The undo.
    pub run: RunId,
    /// Since when.
    pub at: Timestamp,
}

/// What an undo does to the pair of a record, beside its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change", content = "found")]
pub enum PairChange {
    /// The pair is taken apart, and remembered so that no rule makes it again.
    Apart(Match),
    /// The pair is made again, as it was.
    Together(Match),
}

impl PairChange {
    /// The pair.
    #[must_use]
    pub fn found(&self) -> &Match {
        match self {
            Self::Apart(found) | Self::Together(found) => found,
        }
    }
}

/// Whether a configuration was active before a run changed that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityUndo {
    /// The run.
    pub run: RunId,
    /// The device.
    pub device: DeviceId,
    /// The configuration's id.
    pub configuration: i64,
    /// Whether it was active.
    pub old: bool,
    /// Whether it was to be active.
    pub new: bool,
}

/// A number that grows with each holder of a lease; a step with an old one is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fence(pub i64);

/// The right to work on one company, for one process at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The company.
    pub company: i64,
    /// Name of the computer.
    pub host: String,
    /// Process id on that computer.
    pub process: u32,
    /// When that process started, in seconds since 1970: process ids are used again.
    pub process_started: u64,
    /// The fencing number.
    pub fence: Fence,
    /// Until when it holds unless renewed.
    pub expires_at: Timestamp,
}

/// The process that wants to work on a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseHolder {
    /// Name of the computer.
    pub host: String,
    /// Process id on that computer.
    pub process: u32,
    /// When that process started, in seconds since 1970.
    pub process_started: u64,
}

/// What became of the attempt to take a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeaseAttempt {
    /// It is ours.
    Taken(Lease),
    /// Somebody else holds it.
    Held(Lease),
}

/// A value that a sync keeps here as a device's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnWrite {
    /// The device.
    pub device: DeviceId,
    /// The field.
    pub field: DeviceField,
    /// The value that is overwritten, as it was seen. Where another one counts by now, a person was faster, and theirs
    /// stays.
    pub before: String,
    /// The value; none = no value of our own any more, so that the source's counts.
    pub value: Option<FieldValue>,
}
