//! Plans and runs.

use sitebook_domain::{MappedField, RecordOutcome, RunKind, RunState, SyncMode, SyncTarget};

use super::LinkedCompany;

shapes! {
    /// Plan a sync.
    pub struct SyncPlanRequest {
        /// The agent.
        pub agent: String,
        /// What is to be done.
        pub mode: SyncMode,
    }

    /// A configuration that the plan would create.
    pub struct PlanCreate {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
    }

    /// A value that the plan would write.
    pub struct PlanUpdate {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The device's name.
        pub device_name: String,
        /// The configuration's id.
        #[ts(type = "number")]
        pub configuration: i64,
        /// The configuration's name.
        pub configuration_name: String,
        /// The field.
        pub field: MappedField,
        /// The value before.
        pub from: String,
        /// The value after.
        pub to: String,
        /// Which side is written.
        pub target: SyncTarget,
        /// Whether a value is overwritten that was set on that side since the last sync, or that was never in step.
        pub conflict: bool,
        /// Why it is a conflict, as a stable code; empty otherwise.
        pub conflict_reason: String,
    }

    /// A value that the plan leaves alone although the two sides differ.
    pub struct PlanSkip {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The device's name.
        pub device_name: String,
        /// The configuration's id; none when the device has no match that may be written.
        #[ts(type = "number | null")]
        pub configuration: Option<i64>,
        /// The field; empty for the whole record.
        pub field: String,
        /// Why: a stable code.
        pub reason: String,
        /// Why, in words.
        pub message: String,
    }

    /// What a sync would do. Nothing is written anywhere by planning.
    pub struct SyncPlanReply {
        /// Hash of the plan.
        pub plan: String,
        /// Our id of the agent.
        pub agent: String,
        /// Name of the agent.
        pub agent_name: String,
        /// The company.
        pub company: LinkedCompany,
        /// What was asked.
        pub mode: SyncMode,
        /// When ConnectWise was read (RFC 3339).
        pub read_at: String,
        /// Configurations to be created.
        pub creates: Vec<PlanCreate>,
        /// Values to be written.
        pub updates: Vec<PlanUpdate>,
        /// Values left alone.
        pub skips: Vec<PlanSkip>,
        /// Records in which something would be written.
        pub records: u32,
        /// Records in which everything is equal already.
        pub equal: u32,
    }

    /// Run a sync.
    pub struct SyncRunRequest {
        /// The agent.
        pub agent: String,
        /// What is to be done.
        pub mode: SyncMode,
        /// Apply exactly this plan; none = plan now and apply.
        #[serde(default)]
        pub plan: Option<String>,
    }

    /// One record that failed or was left alone.
    pub struct RecordView {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The device's name.
        pub device_name: String,
        /// The configuration's id; 0 = there is none, because nothing was created.
        #[ts(type = "number")]
        pub configuration: i64,
        /// What became of it.
        pub outcome: RecordOutcome,
        /// Why: a stable code, such as `changed_since_plan`.
        pub reason: String,
        /// Why, in words; ConnectWise's own where it spoke.
        pub message: String,
    }

    /// Result of a run.
    pub struct SyncRunReply {
        /// Our id of the run.
        pub run: String,
        /// What it did.
        pub kind: RunKind,
        /// How it ended.
        pub state: RunState,
        /// Why it did not end well, in words.
        pub message: String,
        /// Records written.
        pub applied: u32,
        /// Records that failed.
        pub failed: Vec<RecordView>,
        /// Records left alone because they had changed.
        pub skipped: Vec<RecordView>,
        /// Values written over a conflict.
        pub conflicts: u32,
        /// HTTP requests sent.
        pub requests: u32,
        /// Hash of the plan that was applied.
        pub plan: String,
        /// Records that were written.
        pub written: Vec<RecordView>,
    }

    /// One run as Activity shows it.
    pub struct RunView {
        /// Our id.
        pub run: String,
        /// What it did.
        pub kind: RunKind,
        /// Our id of the agent.
        pub agent: String,
        /// Name of the agent.
        pub agent_name: String,
        /// What was asked.
        pub mode: SyncMode,
        /// How it ended.
        pub state: RunState,
        /// Why it did not end well.
        pub message: String,
        /// Records written.
        pub applied: u32,
        /// Records that failed.
        pub failed: u32,
        /// Records left alone.
        pub skipped: u32,
        /// Values written over a conflict.
        pub conflicts: u32,
        /// HTTP requests sent.
        pub requests: u32,
        /// Hash of the plan.
        pub plan: String,
        /// Who started it.
        pub by: String,
        /// When it started (RFC 3339).
        pub started_at: String,
        /// When it ended (RFC 3339).
        pub ended_at: Option<String>,
    }

    /// Whose runs.
    pub struct RunsRequest {
        /// The agent; none = all.
        #[serde(default)]
        pub agent: Option<String>,
    }

    /// Runs, newest first, at most 200.
    pub struct RunsReply {
        /// The runs.
        pub runs: Vec<RunView>,
    }

    /// One run.
    pub struct RunRequest {
        /// Our id of the run.
        pub run: String,
    }
}
