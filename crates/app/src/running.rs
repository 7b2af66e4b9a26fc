//! Running syncs, and the runs that were.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::json;
use sitebook_domain::{
    AgentId, CompanyLink, Device, DeviceId, FieldMapping, Lease, Match, RecordOutcome, RecordResult, Run, RunId,
    RunKind, RunState, SyncMode, Timestamp,
};
use sitebook_psa::{Configuration, Psa};
use sitebook_sync::{ApplyRequest, Plan, RunSummary, SyncStore, apply};
use uuid::Uuid;

use crate::clock::SystemClock;
use crate::connectwise::{ConnectWise, pauses};
use crate::dto::{RecordView, RunRequest, RunsReply, RunsRequest, SyncRunReply, SyncRunRequest};
use crate::leases::StopFlag;
use crate::planning::writable;
use crate::reading::Scope;
use crate::sync_store::WorkspaceSyncStore;
use crate::views::run_view;
use crate::{AppError, ErrorCode, Workspace, WorkspaceEvent};

/// How many runs a list shows.
const RUN_LIMIT: u32 = 200;

impl Workspace {
    /// Plans and applies, or applies exactly a given plan.
    pub async fn sync_run(&self, request: SyncRunRequest) -> Result<SyncRunReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let link = self.require_link(agent).await?;
        let mapping = self.mapping(Some(agent)).await?;
        let given = match &request.plan {
            Some(hash) => Some(self.given_plan(hash, agent, &link, &mapping, request.mode).await?),
            None => None,
        };
        let client = self.run_client().await?;
        let running = self.start_running(agent)?;
        let lease = self.take_lease(link.company.id).await?;
        self.changed();
        let job = RunJob { agent, link, mapping, mode: request.mode, given, lease: &lease, stop: &running.stop };
        let result = self.run_under_lease(&client, job).await;
        self.give_back(Some(lease.clone())).await;
        drop(running);
        self.changed();
        result
    }

    /// Runs of an agent or of all, newest first.
    pub async fn sync_runs(&self, request: RunsRequest) -> Result<RunsReply, AppError> {
        let agent = match request.agent.as_deref().map(str::trim).filter(|agent| !agent.is_empty()) {
            Some(reference) => Some(self.resolve_agent(reference).await?),
            None => None,
        };
        let runs = self.store().runs(agent, RUN_LIMIT).await?;
        let mut views = Vec::new();
        let mut names: HashMap<AgentId, String> = HashMap::new();
        for run in &runs {
            if let Entry::Vacant(unknown) = names.entry(run.agent) {
                unknown.insert(self.agent_record(run.agent).await?.name().to_owned());
            }
            views.push(run_view(run, names.get(&run.agent).map(String::as_str).unwrap_or_default()));
        }
        Ok(RunsReply { runs: views })
    }

    /// One run with what became of each record.
    pub async fn sync_run_show(&self, request: RunRequest) -> Result<SyncRunReply, AppError> {
        let unknown = || AppError::new(ErrorCode::NotFound, format!("There is no run \"{}\".", request.run));
        let id: RunId = request.run.trim().parse().map_err(|_| unknown())?;
        let run = self.store().run(id).await?.ok_or_else(unknown)?;
        let results = self.store().run_results(id).await?;
        let devices = self.devices_by_id(run.agent).await?;
        Ok(run_reply(&run, &results, &devices))
    }

    async fn run_under_lease(&self, client: &ConnectWise, job: RunJob<'_>) -> Result<SyncRunReply, AppError> {
        let requests_before = client.requests_sent();
        let started_at = self.now();
        let by = self.who().await?;
        let id = RunId(Uuid::now_v7());
        let (scope, plan) = match self.prepare(client, &job).await {
            Ok(prepared) => prepared,
            Err(error) => {
                let requests = client.requests_sent().saturating_sub(requests_before);
                self.record_failed_run(&job, id, &by, started_at, requests, &error).await?;
                return Err(error.with_run(id));
            }
        };
        let exactly = job.given.is_some();
        let devices: HashMap<DeviceId, Device> = scope
            .devices
            .iter()
            .filter(|device| device.agent == job.agent)
            .map(|device| (device.id, device.clone()))
            .collect();
        let matches: HashMap<DeviceId, Match> = writable(&scope, &devices);
        let configurations: HashMap<i64, Configuration> =
            scope.configurations.iter().map(|found| (found.id, found.clone())).collect();
        let base = self.base(&scope).await?;
        let placeholders = self.placeholders().await?;
        let agent_id = job.agent.to_string();
        let progress = |done, total, failed| {
            self.emit(WorkspaceEvent::Progress { agent: agent_id.clone(), done, total, failed });
        };
        let request = ApplyRequest {
            run: id,
            plan: &plan,
            exactly,
            by: &by,
            lease: job.lease,
            devices: &devices,
            matches: &matches,
            configurations: &configurations,
            // A list of unknown age is old: each record is read again before it is written.
            read_at: scope.read_at.unwrap_or(Timestamp(0)),
            base: &base,
            placeholders: &placeholders,
            requests_before,
            progress: &progress,
        };
        let store = WorkspaceSyncStore::new(self.store().clone());
        let summary: RunSummary = apply(client, &store, &SystemClock, job.stop, &request).await?;
        let reply = run_reply(&summary.run, &summary.results, &devices);
        match summary.trouble {
            None => Ok(reply),
            Some(trouble) => {
                let error = AppError::from(trouble);
                if pauses(error.code) {
                    self.pause(&error).await?;
                }
                let details = json!({ "run": reply.run, "state": reply.state, "applied": reply.applied });
                Err(error.with_more_details(&details))
            }
        }
    }

    /// What a run needs before its first write: both sides as they are, and the plan.
    async fn prepare(&self, client: &ConnectWise, job: &RunJob<'_>) -> Result<(Scope, Plan), AppError> {
        let mut scope = self.fresh_scope(client, job.link.clone(), false, true).await?;
        self.settle_in(job.lease, &mut scope).await?;
        let plan = if let Some(plan) = &job.given {
            plan.clone()
        } else {
            let plan = self.plan(job.agent, &scope, job.mapping.clone(), job.mode).await?;
            self.keep_plan(&plan).await?;
            plan
        };
        // A run with nothing to write asks nothing more than the list.
        if !plan.records.is_empty() {
            self.require_company(client, plan.company).await?;
        }
        Ok((scope, plan))
    }

    async fn devices_by_id(&self, agent: AgentId) -> Result<HashMap<DeviceId, Device>, AppError> {
        Ok(self.store().devices(agent).await?.into_iter().map(|device| (device.id, device)).collect())
    }

    /// A run that could not even read ConnectWise still stands in Activity, with its reason.
    async fn record_failed_run(
        &self,
        job: &RunJob<'_>,
        id: RunId,
        by: &str,
        started_at: Timestamp,
        requests: u32,
        error: &AppError,
    ) -> Result<(), AppError> {
        let run = Run {
            id,
            kind: RunKind::Sync,
            agent: job.agent,
            company: job.link.company.id,
            mode: job.mode,
            plan: String::new(),
            state: if error.retryable { RunState::Postponed } else { RunState::Failed },
            reason: Some(error.message.clone()),
            applied: 0,
            failed: 0,
            skipped: 0,
            conflicts: 0,
            requests,
            by: by.to_owned(),
            started_at,
            ended_at: Some(self.now()),
        };
        WorkspaceSyncStore::new(self.store().clone()).begin_run(job.lease, &run).await?;
        Ok(())
    }
}

/// What one run works on.
struct RunJob<'j> {
    agent: AgentId,
    link: CompanyLink,
    mapping: FieldMapping,
    mode: SyncMode,
    given: Option<Plan>,
    lease: &'j Lease,
    stop: &'j StopFlag,
}

fn run_reply(run: &Run, results: &[RecordResult], devices: &HashMap<DeviceId, Device>) -> SyncRunReply {
    let of = |outcome: RecordOutcome| -> Vec<RecordView> {
        results
            .iter()
            .filter(|result| result.outcome == outcome)
            .map(|result| {
                let device = devices.get(&result.device);
                RecordView {
                    device: result.device.to_string(),
                    device_source_id: device.map(|device| device.source_id.clone()).unwrap_or_default(),
                    device_name: device.map(|device| device.name().to_owned()).unwrap_or_default(),
                    configuration: result.configuration,
                    outcome,
                    reason: result.reason.clone(),
                    message: result.message.clone(),
                }
            })
            .collect()
    };
    SyncRunReply {
        run: run.id.to_string(),
        kind: run.kind,
        state: run.state,
        message: run.reason.clone().unwrap_or_default(),
        applied: run.applied,
        failed: of(RecordOutcome::Failed),
        skipped: of(RecordOutcome::Skipped),
        conflicts: run.conflicts,
        requests: run.requests,
        plan: run.plan.clone(),
        written: of(RecordOutcome::Applied),
    }
}
