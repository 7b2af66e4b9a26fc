//! Who changed what, and when.

use serde::{Deserialize, Serialize};

use crate::{AgentId, DeviceId, Timestamp};

/// What a change was made to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind", content = "id")]
pub enum HistorySubject {
    /// The agent itself.
    Agent,
    /// One of its devices.
    Device(DeviceId),
}

/// One change of one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// The agent whose history it stands in.
    pub agent: AgentId,
    /// What was changed.
    pub subject: HistorySubject,
    /// The field's key, or what happened (`location`, `link`, `match`, `created`).
    pub field: String,
    /// The value before; empty for none.
    pub old: String,
    /// The value after; empty for none.
    pub new: String,
    /// Who: a person, `import NAME`, `sync PERSON`, or `sitebook` for a rule.
    pub by: String,
    /// When.
    pub at: Timestamp,
}
