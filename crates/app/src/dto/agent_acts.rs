//! Acts on agents: adding, archiving, changing many at once, and taking that back.

use std::collections::BTreeMap;

use super::AgentsQuery;

shapes! {
    /// Add an agent by hand.
    pub struct AgentAddRequest {
        /// Field key to text; `name` must be there.
        pub values: BTreeMap<String, String>,
    }

    /// Add an agent like another one: same customer, contract, contact, note, tags; no devices, link or location.
    pub struct AgentDuplicateRequest {
        /// The agent to be like.
        pub agent: String,
        /// Name of the new one.
        pub name: String,
    }

    /// Which agents an act is for: these, and what a query finds.
    #[derive(Default)]
    pub struct AgentsSelection {
        /// Our ids.
        #[serde(default)]
        pub agents: Vec<String>,
        /// All that this finds; none = only those named.
        #[serde(default)]
        pub query: Option<AgentsQuery>,
        /// Our ids of those that are left out of what the query finds.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub except: Vec<String>,
    }

    /// Archive agents, or take them out of the archive.
    pub struct AgentsArchiveRequest {
        /// Which.
        pub selection: AgentsSelection,
        /// Into the archive, or out of it.
        pub archived: bool,
    }

    /// Remove an archived agent for good, with its devices, history, matches and runs. Nothing changes in ConnectWise.
    pub struct AgentDeleteRequest {
        /// The agent.
        pub agent: String,
        /// Its name, typed.
        pub confirm: String,
        /// Whether its source leaves it out from now on: a source that is refreshed would bring it back.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub leave_out: bool,
    }

    /// Change many agents at once. What is none stays as it is.
    #[derive(Default)]
    pub struct AgentsChangeRequest {
        /// Which.
        pub selection: AgentsSelection,
        /// Customer reference; an empty text clears.
        #[serde(default)]
        pub customer_id: Option<String>,
        /// Contract reference; an empty text clears.
        #[serde(default)]
        pub contract_id: Option<String>,
        /// Plan; an empty text clears.
        #[serde(default)]
        pub plan: Option<String>,
        /// Tags to add.
        #[serde(default)]
        pub add_tags: Vec<String>,
        /// Tags to take away.
        #[serde(default)]
        pub remove_tags: Vec<String>,
        /// Text to put below the note.
        #[serde(default)]
        pub append_note: Option<String>,
    }

    /// What an act on many agents did.
    pub struct AgentsChangedReply {
        /// Agents that were changed.
        pub changed: u32,
        /// Agents that were as wanted already.
        pub unchanged: u32,
        /// Agents that could not be changed, with the reason.
        pub failed: Vec<AgentFailure>,
        /// The name to take it back by; none when nothing was changed.
        pub undo: Option<String>,
    }

    /// An agent that could not be changed.
    pub struct AgentFailure {
        /// Our id.
        pub agent: String,
        /// Name.
        pub name: String,
        /// Why, in words.
        pub reason: String,
    }

    /// Take back an act: an import, or a change of many agents or devices.
    pub struct ChangesUndoRequest {
        /// Its name.
        pub undo: String,
    }

    /// A value or record that was left as it is, because it was changed since.
    pub struct ChangeLeft {
        /// Our id of the agent.
        pub agent: String,
        /// Name of the agent or device.
        pub name: String,
        /// Field key; empty for the whole record.
        pub field: String,
        /// Why, in words.
        pub reason: String,
    }

    /// What was taken back.
    pub struct ChangesUndoReply {
        /// Records that are as they were before, or gone again.
        pub restored: u32,
        /// What was left as it is.
        pub left: Vec<ChangeLeft>,
    }
}
