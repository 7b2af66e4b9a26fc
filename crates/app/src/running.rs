//! Running syncs.

use std::collections::{BTreeSet, HashMap};

use serde_json::json;
use sitebook_domain::{
    AgentId, CompanyLink, Device, DeviceId, Direction, Exclusion, FieldMapping, Lease, MappedField, Match, Origin, Run,
    RunId, RunKind, RunState, Selection, SyncMode, Timestamp,
};
use sitebook_psa::{Configuration, Psa};
use sitebook_sync::{ApplyRequest, Plan, RunSummary, apply, check_overwrites};
use uuid::Uuid;

use crate::connectwise::{ConnectWise, pauses};
use crate::creating::{CreatedInSync, CreationInSync};
use crate::dto::{FieldsSetRequest, SyncExclusion, SyncRunReply, SyncRunRequest};
use crate::leases::StopFlag;
use crate::planning::{Directions, PlanWish, directed, writable};
use crate::reading::Scope;
use crate::sync_store::WorkspaceSyncStore;
use crate::{AppError, ErrorCode, Workspace, WorkspaceEvent};

impl Workspace {
    /// Plans and applies, or applies exactly a given plan.
    pub async fn sync_run(&self, request: SyncRunRequest) -> Result<SyncRunReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let selection = self.selection(agent, &request.exclude, request.only.as_deref()).await?;
        let wish = RunWish {
            agent,
            mode: request.mode,
            plan: request.plan,
            directions: request.directions,
            keep_directions: request.keep_directions,
            selection,
        };
        self.run_by_hand(wish).await
    }

    /// One run that a person wants, under a lease of its own.
    pub(crate) async fn run_by_hand(&self, wish: RunWish) -> Result<SyncRunReply, AppError> {
        let (agent, mode) = (wish.agent, wish.mode);
        let link = self.require_link(agent).await?;
        let followed = self.mapping(Some(agent)).await?;
        let given = match &wish.plan {
            Some(hash) => Some(self.given_plan(hash, agent, &link, &followed, mode).await?),
            None => None,
        };
        let others = |plan: &Plan| !wish.directions.is_empty() && wish.directions != plan.directions;
        if given.as_ref().is_some_and(others) {
            let message = "The plan was made with other directions. Name the same ones or none, or plan again.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let directions = given.as_ref().map_or(wish.directions, |plan| plan.directions.clone());
        let mapping = directed(&followed, mode, &directions)?;
        let client = self.run_client().await?;
        let work = self.begin_work(&[agent], link.company.id, None).await?;
        let client = client.stopped_by(work.stop.wish());
        self.changed();
        let kept = if wish.keep_directions { self.keep_directions(agent, &directions).await } else { Ok(()) };
        let job = RunJob {
            agent,
            link,
            mapping,
            directions,
            mode,
            given,
            selection: wish.selection,
            origin: Origin::Hand,
            lease: &work.lease,
            stop: &work.stop,
            is_read: false,
        };
        let result = match kept {
            Ok(()) => self.run_under_lease(&client, job).await,
            Err(error) => Err(error),
        };
        self.end_work(work).await;
        result
    }

    /// One run under a lease that is held already.
    pub(crate) async fn run_under_lease(
        &self,
        client: &ConnectWise,
        job: RunJob<'_>,
    ) -> Result<SyncRunReply, AppError> {
        let requests_before = client.requests_sent();
        let by = match job.origin {
            Origin::Hand => self.who().await?,
            Origin::Schedule => crate::automatic::BY.to_owned(),
        };
        let id = RunId(Uuid::now_v7());
        let begun = Run {
            mode: job.mode,
            origin: job.origin,
            selection: job.selection.clone(),
            ..Run::begun(id, RunKind::Sync, job.agent, job.link.company.id, &by, self.now())
        };
        let (scope, plan) = match self.prepare(client, &job).await {
            Ok(prepared) => prepared,
            Err(error) => {
                let error = job.stop.told(error);
                let requests = client.requests_sent().saturating_sub(requests_before);
                self.record_failed_run(job.lease, Run { requests, ..begun }, &error).await?;
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
        let held = self.held_values(job.link.company.id, &scope.matches).await?;
        let agent_id = job.agent.to_string();
        let progress = |done, total, failed| {
            self.emit(WorkspaceEvent::Progress { agent: agent_id.clone(), done, total, failed });
        };
        let request = ApplyRequest {
            run: id,
            plan: &plan,
            exactly,
            origin: job.origin,
            selection: &job.selection,
            held: &held,
            by: &by,
            lease: job.lease,
            devices: &devices,
            matches: &matches,
            configurations: &configurations,
            // A list of unknown age is old: each record is read again before it is written.
            read_at: scope.read_at.unwrap_or(Timestamp(0)),
            base: &base,
            placeholders: &placeholders,
            targets: &scope.targets,
            requests_before,
            progress: &progress,
        };
        let store = WorkspaceSyncStore::new(self.store().clone());
        let summary: RunSummary =
            apply(client, &store, &self.inner.clock, &self.inner.clock, job.stop, &request).await?;
        let run = self.carry_to_source(job.lease, job.stop, &plan, summary.run).await?;
        let mut reply = self.run_reply(&run).await?;
        if let Some(trouble) = summary.trouble {
            let error = AppError::from(trouble);
            if pauses(error.code) {
                self.pause(&error).await?;
            }
            let details = json!({ "run": reply.run, "state": reply.state, "applied": reply.applied });
            return Err(error.with_more_details(&details));
        }
        if reply.state != RunState::Stopped {
            let job = CreationInSync {
                lease: job.lease,
                stop: job.stop,
                by: &by,
                plan: &plan,
                selection: &job.selection,
                exactly,
                scope: &scope,
            };
            let made = self.create_planned(client, job).await?;
            add_created(&mut reply, made);
        }
        Ok(reply)
    }

    /// What a run needs before its first write: both sides as they are, and the plan.
    async fn prepare(&self, client: &ConnectWise, job: &RunJob<'_>) -> Result<(Scope, Plan), AppError> {
        // It may have been archived before the lease was taken.
        self.refuse_archived(job.agent).await?;
        let mut scope = if job.is_read {
            self.read_scope(client, job.link.clone(), true).await?
        } else {
            self.fresh_scope(client, job.link.clone(), false, true).await?
        };
        self.settle_in(job.lease, &mut scope).await?;
        let plan = if let Some(plan) = &job.given {
            plan.clone()
        } else {
            let wish = PlanWish {
                agent: job.agent,
                mode: job.mode,
                directions: job.directions.clone(),
                origin: job.origin,
                mapping: job.mapping.clone(),
            };
            let plan = self.plan(client, &scope, wish).await?;
            self.keep_plan(&plan).await?;
            if job.origin == Origin::Schedule {
                check_overwrites(&plan.records, pairs_of(&scope, job.agent))?;
            }
            plan
        };
        // A run with nothing to write asks nothing more than the list.
        if !plan.records.is_empty() || !plan.creates.is_empty() {
            self.require_company(client, plan.company).await?;
        }
        Ok((scope, plan))
    }

    /// What a person chose of a plan, with every device resolved.
    async fn selection(
        &self,
        agent: AgentId,
        exclude: &[SyncExclusion],
        only: Option<&[String]>,
    ) -> Result<Selection, AppError> {
        let mut selection = Selection::default();
        for exclusion in exclude {
            let device = self.resolve_device(Some(agent), &exclusion.device).await?;
            selection.exclude.insert(Exclusion { device, field: exclusion.field });
        }
        if let Some(only) = only {
            let mut devices = BTreeSet::new();
            for device in only {
                devices.insert(self.resolve_device(Some(agent), device).await?);
            }
            selection.only = Some(devices);
        }
        Ok(selection)
    }

    /// Makes the directions of a run the agent's own mapping.
    async fn keep_directions(&self, agent: AgentId, directions: &Directions) -> Result<(), AppError> {
        for (field, direction) in directions {
            self.keep_direction(agent, *field, *direction).await?;
        }
        Ok(())
    }

    async fn keep_direction(&self, agent: AgentId, field: MappedField, direction: Direction) -> Result<(), AppError> {
        let request = FieldsSetRequest {
            field: field.key().to_owned(),
            direction: Some(direction),
            allow_empty: None,
            agent: Some(agent.to_string()),
            target: None,
            online: None,
            offline: None,
            overwrite_conflicts: None,
            follow: None,
        };
        self.fields_set(request).await.map(drop)
    }
}

/// A run that a person wants.
pub(crate) struct RunWish {
    pub(crate) agent: AgentId,
    pub(crate) mode: SyncMode,
    /// Hash of the plan to be applied exactly.
    pub(crate) plan: Option<String>,
    pub(crate) directions: Directions,
    pub(crate) keep_directions: bool,
    pub(crate) selection: Selection,
}

/// What one run works on.
pub(crate) struct RunJob<'j> {
    pub(crate) agent: AgentId,
    pub(crate) link: CompanyLink,
    /// The mapping that is followed, with the directions in it.
    pub(crate) mapping: FieldMapping,
    pub(crate) directions: Directions,
    pub(crate) mode: SyncMode,
    /// A plan that a person approved: it is applied exactly, and no guard asks about it again.
    pub(crate) given: Option<Plan>,
    pub(crate) selection: Selection,
    pub(crate) origin: Origin,
    pub(crate) lease: &'j Lease,
    pub(crate) stop: &'j StopFlag,
    /// Whether the company's list was read a moment ago, under the same lease.
    pub(crate) is_read: bool,
}

/// Adds to what a sync tells what it created, in a run of its own.
fn add_created(reply: &mut SyncRunReply, made: CreatedInSync) {
    if reply.state == RunState::Done && !(made.failed.is_empty() && made.skipped.is_empty()) {
        reply.state = RunState::Partial;
    }
    reply.created = made.created;
    reply.failed.extend(made.failed);
    reply.skipped.extend(made.skipped);
    reply.requests += made.requests;
}

/// How many pairs of the agent a run may write.
fn pairs_of(scope: &Scope, agent: AgentId) -> usize {
    let devices: HashMap<DeviceId, Device> =
        scope.devices.iter().filter(|device| device.agent == agent).map(|device| (device.id, device.clone())).collect();
    writable(scope, &devices).len()
}
