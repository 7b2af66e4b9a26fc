//! What a source says, how it is to be taken in, and what that did.

use std::collections::{BTreeMap, BTreeSet};

use sitebook_domain::{AgentField, DeviceField, FieldValue, Position, Surroundings};
use uuid::Uuid;

/// What a source says about one agent. What is absent stays untouched; an empty value clears.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentImport {
    /// Name of its source, where that is not the batch's.
    pub source: Option<String>,
    /// The source's id.
    pub source_id: String,
    /// The values.
    pub values: BTreeMap<AgentField, FieldValue>,
    /// Coordinates.
    pub position: ReportedPosition,
}

/// What a source says about coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ReportedPosition {
    /// Nothing: what it said before stays.
    Absent,
    /// Explicitly that it knows none.
    Cleared,
    /// A place.
    At(Position),
}

impl ReportedPosition {
    /// The position after this was said.
    pub(super) fn after(self, before: Option<Position>) -> Option<Position> {
        match self {
            Self::Absent => before,
            Self::Cleared => None,
            Self::At(position) => Some(position),
        }
    }
}

/// What a source says about one device.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceImport {
    /// Name of the agent's source, where that is not the batch's.
    pub agent_source: Option<String>,
    /// The source's id of the agent.
    pub agent_source_id: String,
    /// The source's id, unique within the agent.
    pub source_id: String,
    /// The values.
    pub values: BTreeMap<DeviceField, FieldValue>,
}

/// Agents, then devices of these or of known agents; each id once.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportBatch {
    /// Name of the source.
    pub source: String,
    /// The agents.
    pub agents: Vec<AgentImport>,
    /// The devices.
    pub devices: Vec<DeviceImport>,
}

/// How a batch is taken in.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions<'o> {
    /// Only compute what would happen; nothing is kept.
    pub dry_run: bool,
    /// Who takes it in: the name that the whole import is kept under, to be taken back.
    pub who: &'o str,
    /// Where the batch's value takes the place of an own value.
    pub take: TakenFields,
    /// In how many records to say what changes; 0 = in none.
    pub most_changes: usize,
    /// Sources that speak for themselves, and the one that never speaks: what the batch says of their agents and devices is
    /// the word of the person who takes it in, and becomes own values. As the source's they would last until it speaks.
    pub self_speaking: BTreeSet<String>,
    /// What stands around coordinates; none = nobody knows.
    pub surroundings: Option<fn(Position) -> Surroundings>,
}

/// Fields in which what the source says takes the place of the own value, which is dropped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenFields {
    /// Of agents.
    pub agents: BTreeSet<AgentField>,
    /// Of devices.
    pub devices: BTreeSet<DeviceField>,
}

/// What taking in a batch did, agents and devices together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportDone {
    /// New records.
    pub created: u32,
    /// Records of which something changed.
    pub updated: u32,
    /// Those of them in which nothing counts otherwise, because own values stand before what changed.
    pub updated_beneath: u32,
    /// Records that said nothing new.
    pub unchanged: u32,
    /// By field key, in how many records the value says something else than the own value, which goes on counting.
    pub differing: BTreeMap<&'static str, u32>,
    /// Indexes of devices in the batch whose agent is unknown; they were left out.
    pub unknown_agents: Vec<usize>,
    /// What changes in each record, and where an own value goes on counting; the first ones.
    pub changes: Vec<RecordChange>,
    /// Further records of that kind.
    pub more_changes: u32,
    /// The name to take the import back by; none when nothing was changed, and in a dry run.
    pub undo: Option<Uuid>,
}

/// What changes in one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordChange {
    /// A device, or an agent.
    pub is_device: bool,
    /// Name of the agent's source.
    pub source: String,
    /// The source's id of the agent.
    pub agent_source_id: String,
    /// The source's id of the record.
    pub source_id: String,
    /// Its name after the import.
    pub name: String,
    /// Whether it is new.
    pub is_new: bool,
    /// Whether something counts otherwise afterwards.
    pub counts: bool,
    /// The values.
    pub values: Vec<ValueChange>,
}

/// What changes in one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueChange {
    /// Field key, or `location`.
    pub field: &'static str,
    /// What counts before.
    pub from: String,
    /// What the source says.
    pub to: String,
    /// Whether the own value goes on counting.
    pub kept: bool,
}
