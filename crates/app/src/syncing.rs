//! Planning and running syncs.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::json;
use sitebook_domain::{
    AgentId, BaseValue, CompanyLink, Device, DeviceId, FieldMapping, Lease, MappedField, Match, MatchState,
    PlaceholderList, RecordOutcome, RecordResult, Run, RunId, RunState, SyncMode, Timestamp,
};
use sitebook_psa::{Configuration, Psa};
use sitebook_sync::{ApplyRequest, PairInput, Plan, PlannedSkip, RunSummary, SkipReason, SyncStore, apply, plan_pairs};
use uuid::Uuid;

use crate::clock::SystemClock;
use crate::connectwise::{ConnectWise, of_connected, pauses};
use crate::dto::{
    PlanSkip, PlanUpdate, RecordView, RunRequest, RunsReply, RunsRequest, SyncPlanReply, SyncPlanRequest, SyncRunReply,
    SyncRunRequest,
};
use crate::leases::StopFlag;
use crate::reading::Scope;
use crate::sync_store::WorkspaceSyncStore;
use crate::views::{linked_company, run_view};
use crate::{AppError, ErrorCode, Workspace, WorkspaceEvent};

/// How many runs a list shows.
const RUN_LIMIT: u32 = 200;

impl Workspace {
    /// Says what a sync would do. ConnectWise is read; nothing is written on either side.
    pub async fn sync_plan(&self, request: SyncPlanRequest) -> Result<SyncPlanReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let link = self.require_link(agent).await?;
        let client = self.client().await?;
        let scope = self.fresh_scope(&client, link, false, false).await?;
        let mapping = self.mapping(Some(agent)).await?;
        let plan = self.plan(agent, &scope, mapping, request.mode).await?;
        self.keep_plan(&plan).await?;
        self.plan_reply(&plan, &scope).await
    }

    /// Plans and applies, or applies exactly a given plan.
    pub async fn sync_run(&self, request: SyncRunRequest) -> Result<SyncRunReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let link = self.require_link(agent).await?;
        let mapping = self.mapping(Some(agent)).await?;
        let given = match &request.plan {
            Some(hash) => Some(self.given_plan(hash, agent, &link, &mapping, request.mode).await?),
            None => None,
        };
        let client = self.client().await?;
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
            placeholders: &PlaceholderList::default(),
            requests_before,
            progress: &progress,
        };
        let store = WorkspaceSyncStore::new(self.store().clone());
        let summary: RunSummary = apply(client, &store, &SystemClock, job.stop, &request).await?;
        let reply = run_reply(&summary.run, &summary.results, &devices);
        match summary.trouble {
            None => Ok(reply),
            Some(trouble) => {
                let error = of_connected(AppError::from(trouble));
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
        let scope = self.fresh_scope(client, job.link.clone(), false, true).await?;
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

    /// A plan that was made before, if it still holds.
    async fn given_plan(
        &self,
        hash: &str,
        agent: AgentId,
        link: &CompanyLink,
        mapping: &FieldMapping,
        mode: SyncMode,
    ) -> Result<Plan, AppError> {
        let body = self.store().plan(hash.trim(), agent).await?.ok_or_else(|| {
            AppError::new(ErrorCode::NotFound, format!("There is no plan \"{hash}\" for this agent. Plan again."))
        })?;
        let plan: Plan = serde_json::from_str(&body)
            .map_err(|_| AppError::new(ErrorCode::PlanOutdated, "The plan was made by another version. Plan again."))?;
        if plan.mode != mode {
            let message = "The plan was made for another mode. Name the same mode, or plan again.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let site = link.site.as_ref().map(|site| site.id);
        if plan.mapping != *mapping || plan.company != link.company.id || plan.site != site {
            let message = "The field mapping or the company link changed after the plan was made. Nothing was written. \
                           Plan again.";
            return Err(AppError::new(ErrorCode::PlanOutdated, message));
        }
        Ok(plan)
    }

    async fn plan(
        &self,
        agent: AgentId,
        scope: &Scope,
        mapping: FieldMapping,
        mode: SyncMode,
    ) -> Result<Plan, AppError> {
        let devices: HashMap<DeviceId, Device> = scope
            .devices
            .iter()
            .filter(|device| device.agent == agent)
            .map(|device| (device.id, device.clone()))
            .collect();
        let matches = writable(scope, &devices);
        let configurations: HashMap<i64, &Configuration> =
            scope.configurations.iter().map(|found| (found.id, found)).collect();
        let base = self.base(scope).await?;
        let nothing = HashMap::new();
        let pairs: Vec<PairInput<'_>> = matches
            .values()
            .filter_map(|found| {
                Some(PairInput {
                    found,
                    device: devices.get(&found.device)?,
                    configuration: configurations.get(&found.configuration).copied()?,
                    base: base.get(&found.device).unwrap_or(&nothing),
                })
            })
            .collect();
        let (records, mut skips, equal) = plan_pairs(&pairs, &mapping, mode, &PlaceholderList::default());
        skips.extend(left_out(scope, &devices, &matches));
        Ok(Plan {
            agent,
            company: scope.link.company.id,
            site: scope.link.site.as_ref().map(|site| site.id),
            mode,
            mapping,
            records,
            skips,
            equal,
        })
    }

    async fn keep_plan(&self, plan: &Plan) -> Result<(), AppError> {
        let body =
            serde_json::to_string(plan).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        Ok(self.store().save_plan(&plan.hash(), plan.agent, &body, self.now()).await?)
    }

    async fn base(&self, scope: &Scope) -> Result<HashMap<DeviceId, HashMap<MappedField, BaseValue>>, AppError> {
        let devices: HashMap<_, DeviceId> = scope.matches.iter().map(|found| (found.id, found.device)).collect();
        let mut base: HashMap<DeviceId, HashMap<MappedField, BaseValue>> = HashMap::new();
        for value in self.store().base_values(scope.link.company.id).await? {
            if let Some(device) = devices.get(&value.match_id) {
                base.entry(*device).or_default().insert(value.field, value);
            }
        }
        Ok(base)
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

    async fn plan_reply(&self, plan: &Plan, scope: &Scope) -> Result<SyncPlanReply, AppError> {
        let devices: HashMap<DeviceId, &Device> = scope.devices.iter().map(|device| (device.id, device)).collect();
        let names: HashMap<i64, &str> =
            scope.configurations.iter().map(|found| (found.id, found.name.as_str())).collect();
        let device_name = |id: &DeviceId| devices.get(id).map(|device| device.name().to_owned()).unwrap_or_default();
        let source_id = |id: &DeviceId| devices.get(id).map(|device| device.source_id.clone()).unwrap_or_default();
        let updates = plan
            .records
            .iter()
            .flat_map(|record| record.updates.iter().map(move |update| (record, update)))
            .map(|(record, update)| PlanUpdate {
                device: record.device.to_string(),
                device_source_id: source_id(&record.device),
                device_name: device_name(&record.device),
                configuration: record.configuration,
                configuration_name: names.get(&record.configuration).map(|name| (*name).to_owned()).unwrap_or_default(),
                field: update.field,
                from: update.from().to_owned(),
                to: update.to().to_owned(),
                target: update.target,
                conflict: update.conflict.is_some(),
                conflict_reason: update.conflict.map(|conflict| conflict.code().to_owned()).unwrap_or_default(),
            })
            .collect();
        let skips = plan
            .skips
            .iter()
            .map(|skip| PlanSkip {
                device: skip.device.to_string(),
                device_source_id: source_id(&skip.device),
                device_name: device_name(&skip.device),
                configuration: skip.configuration,
                field: skip.field.map(|field| field.key().to_owned()).unwrap_or_default(),
                reason: skip.reason.code().to_owned(),
                message: skip_message(skip),
            })
            .collect();
        Ok(SyncPlanReply {
            plan: plan.hash(),
            agent: plan.agent.to_string(),
            agent_name: self.agent_record(plan.agent).await?.name().to_owned(),
            company: linked_company(&scope.link),
            mode: plan.mode,
            read_at: scope.read_at.unwrap_or_else(|| self.now()).to_string(),
            creates: Vec::new(),
            updates,
            skips,
            records: plan.records.len() as u32,
            equal: plan.equal,
        })
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

/// Matches that may be written: automatic or confirmed, of a device that is neither ignored nor gone.
fn writable(scope: &Scope, devices: &HashMap<DeviceId, Device>) -> HashMap<DeviceId, Match> {
    scope
        .matches
        .iter()
        .filter(|found| matches!(found.state, MatchState::Automatic | MatchState::Confirmed))
        .filter(|found| devices.get(&found.device).is_some_and(|device| !device.ignored && device.gone_since.is_none()))
        .map(|found| (found.device, found.clone()))
        .collect()
}

/// Devices of the agent that a sync does not touch, and why.
fn left_out(
    scope: &Scope,
    devices: &HashMap<DeviceId, Device>,
    writable: &HashMap<DeviceId, Match>,
) -> Vec<PlannedSkip> {
    let matches: HashMap<DeviceId, &Match> = scope.matches.iter().map(|found| (found.device, found)).collect();
    let mut ids: Vec<DeviceId> = devices.keys().copied().filter(|id| !writable.contains_key(id)).collect();
    ids.sort_unstable();
    ids.into_iter()
        .filter_map(|id| {
            let device = devices.get(&id)?;
            let found = matches.get(&id);
            let proposed = scope.outcome.proposals.iter().find(|proposal| proposal.device == id);
            let reason = if device.gone_since.is_some() {
                SkipReason::Gone
            } else if device.ignored {
                SkipReason::Ignored
            } else if found.is_some() {
                SkipReason::Frozen
            } else if proposed.is_some() {
                SkipReason::Proposed
            } else if scope.outcome.review.iter().any(|review| review.device == id) {
                SkipReason::InReview
            } else {
                SkipReason::Unmatched
            };
            let configuration =
                found.map(|found| found.configuration).or_else(|| proposed.map(|proposal| proposal.configuration));
            Some(PlannedSkip { device: id, configuration, field: None, reason, length: None })
        })
        .collect()
}

fn skip_message(skip: &PlannedSkip) -> String {
    let limit = skip.field.and_then(MappedField::max_length);
    match skip.reason {
        SkipReason::EmptyValue => "An empty value does not overwrite one that is not empty.".to_owned(),
        SkipReason::TooLong => match (skip.length, limit) {
            (Some(length), Some(limit)) => format!("The value has {length} characters, ConnectWise takes {limit}."),
            _ => "The value is too long for ConnectWise.".to_owned(),
        },
        SkipReason::DiscoveredValue => "Discovered value: only the source knows it.".to_owned(),
        SkipReason::PlaceholderValue => "The serial number is a placeholder and is not passed on.".to_owned(),
        SkipReason::Frozen => "The match is frozen until a person has looked at it.".to_owned(),
        SkipReason::Proposed => "The match is only proposed. Confirm it to synchronize the device.".to_owned(),
        SkipReason::InReview => "Several configurations could be this device. Decide on the Matching page.".to_owned(),
        SkipReason::Unmatched => "The device has no configuration.".to_owned(),
        SkipReason::Ignored => "The device is ignored.".to_owned(),
        SkipReason::Gone => "The source no longer reports the device.".to_owned(),
    }
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
