//! Runs as Activity shows them: lists, one run with every value that it wrote, and runs that could not begin.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use sitebook_domain::{
    AgentId, Device, DeviceId, Lease, Origin, RecordOutcome, RecordResult, Run, RunId, RunState, SyncTarget, Timestamp,
};
use sitebook_store::{KeptForUndo, RunFilter};
use sitebook_sync::{LEFT_ALONE, SyncStore};

use crate::dto::{RecordView, RunCompany, RunRequest, RunView, RunWrite, RunsReply, RunsRequest, SyncRunReply};
use crate::sync_store::WorkspaceSyncStore;
use crate::views::run_view;
use crate::{AppError, ErrorCode, Workspace};

/// How many runs a list shows at most.
const RUN_LIMIT: u32 = 200;

impl Workspace {
    /// Runs of an agent or of all, newest first.
    pub async fn sync_runs(&self, request: RunsRequest) -> Result<RunsReply, AppError> {
        let agent = match request.agent.as_deref().map(str::trim).filter(|agent| !agent.is_empty()) {
            Some(reference) => Some(self.resolve_agent(reference).await?),
            None => None,
        };
        let before = match request.before.as_deref().map(str::trim).filter(|before| !before.is_empty()) {
            Some(before) => Some(self.before(before).await?),
            None => None,
        };
        let filter = RunFilter {
            agent,
            search: request.search.unwrap_or_default(),
            before,
            limit: request.limit.unwrap_or(RUN_LIMIT).min(RUN_LIMIT),
        };
        let runs = self.store().runs(&filter).await?;
        Ok(RunsReply { runs: self.run_views(&runs).await? })
    }

    /// One run with what became of each record.
    pub async fn sync_run_show(&self, request: RunRequest) -> Result<SyncRunReply, AppError> {
        let run = self.require_run(&request.run).await?;
        self.run_reply(&run).await
    }

    /// The run with this id.
    pub(crate) async fn require_run(&self, id: &str) -> Result<Run, AppError> {
        let unknown = || AppError::new(ErrorCode::NotFound, format!("There is no run \"{id}\"."));
        let id: RunId = id.trim().parse().map_err(|_| unknown())?;
        self.store().run(id).await?.ok_or_else(unknown)
    }

    /// The place in the list that a page ends with: a run, or a time.
    async fn before(&self, before: &str) -> Result<(Timestamp, Option<RunId>), AppError> {
        if let Ok(id) = before.parse::<RunId>() {
            let run = self.require_run(before).await?;
            return Ok((run.started_at, Some(id)));
        }
        let at = before.parse().map_err(|_| {
            let message = format!("\"{before}\" is neither a run nor a time such as 2026-01-05T09:00:00Z.");
            AppError::new(ErrorCode::InvalidInput, message)
        })?;
        Ok((at, None))
    }

    async fn run_views(&self, runs: &[Run]) -> Result<Vec<RunView>, AppError> {
        let ids: Vec<RunId> = runs.iter().map(|run| run.id).collect();
        let undone: HashMap<RunId, RunId> = self.store().undone_by(&ids).await?.into_iter().collect();
        let created: HashMap<RunId, u32> = self.store().created_counts(&ids).await?.into_iter().collect();
        let mut names: HashMap<AgentId, String> = HashMap::new();
        let mut views = Vec::new();
        for run in runs {
            if let Entry::Vacant(unknown) = names.entry(run.agent) {
                unknown.insert(self.agent_record(run.agent).await?.name().to_owned());
            }
            let name = names.get(&run.agent).map(String::as_str).unwrap_or_default();
            views.push(RunView {
                undone_by: undone.get(&run.id).map(ToString::to_string),
                created: created.get(&run.id).copied().unwrap_or_default(),
                ..run_view(run, name)
            });
        }
        Ok(views)
    }

    /// Everything about a run, as it is kept.
    pub(crate) async fn run_reply(&self, run: &Run) -> Result<SyncRunReply, AppError> {
        let results = self.store().run_results(run.id).await?;
        let devices: HashMap<DeviceId, Device> =
            self.store().devices(run.agent).await?.into_iter().map(|device| (device.id, device)).collect();
        let kept = self.store().kept_for_undo(run.id).await?;
        let undone_by = self.store().undone_by(&[run.id]).await?.first().map(|(_, by)| *by);
        let can_undo = run.state != RunState::Running
            && self.leaves_some_to_undo(undone_by).await?
            && run.started_at >= self.account_since().await?
            && !self.left_to_undo(run).await?.is_empty();
        let named = Named(&devices);
        Ok(SyncRunReply {
            run: run.id.to_string(),
            kind: run.kind,
            state: run.state,
            message: run.reason.clone().unwrap_or_default(),
            applied: run.applied,
            failed: named.records(&results, |result| result.outcome == RecordOutcome::Failed),
            skipped: named.records(&results, is_left),
            conflicts: run.conflicts,
            requests: run.requests,
            plan: run.plan.clone(),
            written: named.records(&results, |result| result.outcome == RecordOutcome::Applied),
            agent: run.agent.to_string(),
            agent_name: self.agent_record(run.agent).await?.name().to_owned(),
            company: self.run_company(run).await?,
            mode: run.mode,
            automatic: run.origin == Origin::Schedule,
            by: run.by.clone(),
            started_at: run.started_at.to_string(),
            ended_at: run.ended_at.map(|at| at.to_string()),
            undo_of: run.undo_of.map(|undone| undone.to_string()),
            undone_by: undone_by.map(|by| by.to_string()),
            writes: named.writes(&kept, &results),
            not_undone: run.not_undone.clone(),
            excluded: run.excluded,
            can_undo,
            created: Vec::new(),
        })
    }

    /// Whether an undo is still to be offered after this one, if there was one: what was refused can be tried again; what
    /// was left alone because somebody changed it stays left.
    async fn leaves_some_to_undo(&self, undone_by: Option<RunId>) -> Result<bool, AppError> {
        let Some(by) = undone_by else { return Ok(true) };
        Ok(self.store().run(by).await?.is_none_or(|undo| undo.failed > 0))
    }

    async fn run_company(&self, run: &Run) -> Result<RunCompany, AppError> {
        let of_agent = self.store().link(run.agent).await?.filter(|link| link.company.id == run.company);
        let link = match of_agent {
            Some(link) => Some(link),
            None => self.store().links().await?.into_iter().find(|link| link.company.id == run.company),
        };
        Ok(RunCompany { id: run.company, name: link.map(|link| link.company.name).unwrap_or_default() })
    }

    /// A run that could not even begin still stands in Activity, with its reason.
    pub(crate) async fn record_failed_run(&self, lease: &Lease, begun: Run, error: &AppError) -> Result<(), AppError> {
        let run = Run {
            state: match error.code {
                ErrorCode::Stopped => RunState::Stopped,
                _ if error.retryable => RunState::Postponed,
                _ => RunState::Failed,
            },
            reason: Some(error.message.clone()),
            ended_at: Some(self.now()),
            ..begun
        };
        WorkspaceSyncStore::new(self.store().clone()).begin_run(lease, &run).await?;
        Ok(())
    }
}

/// Whether a record, or a part of it, was left as it is.
fn is_left(result: &RecordResult) -> bool {
    result.outcome == RecordOutcome::Skipped || result.reason == LEFT_ALONE
}

/// Devices by id, for their names.
struct Named<'d>(&'d HashMap<DeviceId, Device>);

impl Named<'_> {
    /// The source's id and the name of a device.
    fn of(&self, id: DeviceId) -> (String, String) {
        let device = self.0.get(&id);
        let source_id = device.map(|device| device.source_id.clone()).unwrap_or_default();
        (source_id, device.map(|device| device.name().to_owned()).unwrap_or_default())
    }

    fn records(&self, results: &[RecordResult], wanted: impl Fn(&RecordResult) -> bool) -> Vec<RecordView> {
        let view = |result: &RecordResult| {
            let (device_source_id, device_name) = self.of(result.device);
            RecordView {
                device: result.device.to_string(),
                device_source_id,
                device_name,
                configuration: result.configuration,
                outcome: result.outcome,
                reason: result.reason.clone(),
                message: result.message.clone(),
            }
        };
        results.iter().filter(|result| wanted(result)).map(view).collect()
    }

    /// What the run wrote or was about to, with what became of it.
    fn writes(&self, kept: &KeptForUndo, results: &[RecordResult]) -> Vec<RunWrite> {
        let outcomes: HashMap<DeviceId, RecordOutcome> =
            results.iter().map(|result| (result.device, result.outcome)).collect();
        let write = |device: DeviceId, configuration: i64, field: &str, target, from: &str, to: &str| {
            let (device_source_id, device_name) = self.of(device);
            let outcome = match outcomes.get(&device) {
                Some(RecordOutcome::Applied) => "applied",
                Some(RecordOutcome::Failed | RecordOutcome::Skipped) => "failed",
                None => "unknown",
            };
            RunWrite {
                device: device.to_string(),
                device_source_id,
                device_name,
                configuration,
                field: field.to_owned(),
                target,
                from: from.to_owned(),
                to: to.to_owned(),
                outcome: outcome.to_owned(),
            }
        };
        let mut writes: Vec<RunWrite> = kept
            .rows
            .iter()
            .map(|row| write(row.device, row.configuration, row.field.key(), row.target, &row.old, &row.new))
            .collect();
        let word = |active: bool| if active { "active" } else { "inactive" };
        writes.extend(kept.activity.iter().map(|row| {
            let (from, to) = (word(row.old), word(row.new));
            write(row.device, row.configuration, "active", SyncTarget::Connectwise, from, to)
        }));
        writes
    }
}
