//! Automatic sync, and how synchronization stands.

use std::collections::BTreeMap;

use sitebook_domain::SyncState;

use super::LinkedCompany;

shapes! {
    /// Switch automatic sync on or off, for one agent or many.
    #[derive(Default)]
    pub struct SyncAutoRequest {
        /// The agents.
        pub agents: Vec<String>,
        /// On or off.
        pub on: bool,
        /// On, for one agent: hash of its first plan (mode `custom`), which a person has seen and approves thereby. The
        /// first run carries out exactly that. None = nobody has seen a plan: the first run makes its own, by the schedule's
        /// rules and under its guards.
        #[serde(default)]
        pub plan: Option<String>,
        /// On, for many: the same by agent, as named in `agents`.
        #[serde(default)]
        #[ts(optional)]
        pub plans: Option<BTreeMap<String, String>>,
    }

    /// How synchronization of one agent stands.
    pub struct AgentSyncStatus {
        /// Our id of the agent.
        pub agent: String,
        /// Name of the agent.
        pub agent_name: String,
        /// Linked company; none = not linked.
        pub company: Option<LinkedCompany>,
        /// In one word.
        pub state: SyncState,
        /// Records of the last run that failed or were left alone because they had changed.
        pub failed_records: u32,
        /// Since when: the end of the last run, or its start while it runs (RFC 3339).
        pub at: Option<String>,
        /// When a run ended well the last time (RFC 3339).
        pub last_success_at: Option<String>,
        /// Why it is not synchronized, in words; empty where nothing needs a reason.
        pub reason: String,
        /// Why, as a stable code; empty where none is known.
        pub reason_code: String,
        /// Until when the next attempt of automatic sync waits (RFC 3339).
        pub postponed_until: Option<String>,
        /// Whether automatic sync is on.
        pub automatic: bool,
        /// Why automatic sync switched itself off, in words; empty where it did not. `sync_resume` switches it on again.
        pub switched_off_because: String,
        /// When the next automatic run is due (RFC 3339); a time in the past = it is about to begin, or waits for the
        /// connection.
        pub next_run_at: Option<String>,
        /// Our id of the last run.
        pub run: Option<String>,
    }

    /// Which process runs agents automatically.
    pub struct SyncScheduler {
        /// Name of its computer.
        pub host: String,
        /// Its process id there.
        pub process: u32,
        /// Whether it is this process.
        pub here: bool,
    }

    /// Why nothing is sent to ConnectWise.
    pub struct SyncPause {
        /// A stable code.
        pub code: String,
        /// Why, and what to do.
        pub message: String,
    }

    /// How synchronization stands.
    pub struct SyncStatusReply {
        /// Agents that are linked, or that have automatic sync or a run, by name.
        pub agents: Vec<AgentSyncStatus>,
        /// Who runs agents automatically; none = nobody at the moment.
        pub scheduler: Option<SyncScheduler>,
        /// Why the connection is paused; none = it is not.
        pub paused: Option<SyncPause>,
    }

    /// How long runs are kept.
    pub struct RunsKept {
        /// In days, at least 30.
        pub days: u32,
    }
}
