//! Plans and runs.

use std::collections::BTreeMap;

use sitebook_domain::{Direction, MappedField, RecordOutcome, RunKind, RunState, SyncMode, SyncTarget};

use super::{CreateAnswerView, CreateFieldView, LinkedCompany, TypeView, UnsentView};

shapes! {
    /// Plan a sync.
    pub struct SyncPlanRequest {
        /// The agent.
        pub agent: String,
        /// What is to be done.
        pub mode: SyncMode,
        /// The customized mode only: another direction for these fields, for this plan alone. It is part of the plan.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub directions: BTreeMap<MappedField, Direction>,
        /// Plan as an automatic run would: conflicts and held fields are left for a person.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub automatic: bool,
    }

    /// A configuration that the plan would create.
    pub struct PlanCreate {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The device's name.
        pub device_name: String,
        /// Name of the type that the configuration gets; empty when it is not known any more.
        pub type_name: String,
        /// The configuration's name.
        pub name: String,
        /// The status; none = ConnectWise's default.
        pub status: Option<TypeView>,
        /// The site; none = no particular one.
        pub site: Option<TypeView>,
        /// The identifier by which the creation is recognised.
        pub identifier: String,
        /// The values.
        pub fields: Vec<CreateFieldView>,
        /// The answers to questions of the type.
        pub answers: Vec<CreateAnswerView>,
        /// Values that are not sent.
        pub left_out: Vec<UnsentView>,
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
        /// Whether a value from ConnectWise also reaches the source of the device; else it stays in Sitebook.
        pub written_back: bool,
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
        /// Directions that hold for this plan alone.
        pub directions: BTreeMap<MappedField, Direction>,
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
        /// The customized mode only: another direction for these fields, for this run alone. With a plan: those that it
        /// was made with, or none.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub directions: BTreeMap<MappedField, Direction>,
        /// Whether the directions become the agent's own field mapping.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub keep_directions: bool,
        /// What is left out of the plan. The run keeps what that was.
        #[serde(default)]
        #[ts(as = "Option<_>", optional)]
        pub exclude: Vec<SyncExclusion>,
        /// Only these devices; none = all.
        #[serde(default)]
        #[ts(optional)]
        pub only: Option<Vec<String>>,
    }

    /// Something that a run leaves out although it is planned.
    pub struct SyncExclusion {
        /// The device.
        pub device: String,
        /// The field; none = the whole record.
        #[serde(default)]
        #[ts(optional)]
        pub field: Option<MappedField>,
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
        /// Configurations that were created; only where the agent's *create unmatched* is on. They stand in a run of their
        /// own, too.
        pub created: Vec<SyncCreated>,
        /// Our id of the agent.
        pub agent: String,
        /// Name of the agent.
        pub agent_name: String,
        /// The company.
        pub company: RunCompany,
        /// What was asked.
        pub mode: SyncMode,
        /// Whether the schedule started it.
        pub automatic: bool,
        /// Who started it.
        pub by: String,
        /// When it started (RFC 3339).
        pub started_at: String,
        /// When it ended (RFC 3339).
        pub ended_at: Option<String>,
        /// The run that it took back.
        pub undo_of: Option<String>,
        /// The run that took it back.
        pub undone_by: Option<String>,
        /// Every value that it wrote, or was about to, in the order of devices and fields.
        pub writes: Vec<RunWrite>,
        /// What an undo does not take back, in words: new manufacturers, changes of type.
        pub not_undone: Vec<String>,
        /// Planned values that were left out because a person excluded them.
        pub excluded: u32,
        /// Whether an undo may find something to put back.
        pub can_undo: bool,
    }

    /// A configuration that a sync created.
    pub struct SyncCreated {
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
    }

    /// The company of a run; its name is empty when the company is linked to no agent any more.
    pub struct RunCompany {
        /// ConnectWise's id.
        #[ts(type = "number")]
        pub id: i64,
        /// Its name.
        pub name: String,
    }

    /// A value that a run wrote, or was about to.
    pub struct RunWrite {
        /// Our id of the device.
        pub device: String,
        /// The source's id of the device.
        pub device_source_id: String,
        /// The device's name.
        pub device_name: String,
        /// The configuration's id.
        #[ts(type = "number")]
        pub configuration: i64,
        /// The field; `active` for whether the configuration is active.
        pub field: String,
        /// Which side was written.
        pub target: SyncTarget,
        /// The value before.
        pub from: String,
        /// The value after.
        pub to: String,
        /// What became of the record: `applied`, `failed`, or `unknown` when the run ended in mid-record.
        pub outcome: String,
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
        /// Whether the schedule started it.
        pub automatic: bool,
        /// The run that it took back.
        pub undo_of: Option<String>,
        /// The run that took it back.
        pub undone_by: Option<String>,
        /// Configurations that it created.
        pub created: u32,
    }

    /// Which runs.
    pub struct RunsRequest {
        /// The agent; none = all.
        #[serde(default)]
        pub agent: Option<String>,
        /// Part of the agent's name, of who started it, of its reason, or the beginning of its id.
        #[serde(default)]
        #[ts(optional)]
        pub search: Option<String>,
        /// How many at most; none = 200, which is also the most.
        #[serde(default)]
        #[ts(optional)]
        pub limit: Option<u32>,
        /// Only runs that started before this one or this time (RFC 3339): the id, or else the time, of the last run of
        /// the page before.
        #[serde(default)]
        #[ts(optional)]
        pub before: Option<String>,
    }

    /// Runs, newest first.
    pub struct RunsReply {
        /// The runs.
        pub runs: Vec<RunView>,
    }

    /// One run.
    pub struct RunRequest {
        /// Our id of the run.
        pub run: String,
    }

    /// The plan that a run carried out.
    pub struct RunPlanReply {
        /// The plan; none where there is none to show.
        pub plan: Option<SyncPlanReply>,
        /// Why there is none, in words; empty otherwise.
        pub message: String,
        /// What a person left out of it.
        pub excluded: Vec<SyncExclusion>,
        /// Our ids of the devices that the run was limited to; none = all.
        pub only: Option<Vec<String>>,
    }

    /// Write a plan to a file.
    pub struct SyncPlanExportRequest {
        /// Hash of the plan.
        pub plan: String,
        /// The agent.
        pub agent: String,
        /// The CSV file; one that is there is replaced.
        pub path: String,
    }

    /// A plan was written to a file.
    pub struct SyncPlanExportReply {
        /// The file.
        pub path: String,
        /// Rows below the head.
        pub rows: u32,
    }
}
