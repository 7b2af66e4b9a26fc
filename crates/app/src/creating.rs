//! Creating configurations in ConnectWise for devices that have none, and settling what a crash left unknown.

mod reply;
mod unmatched;
mod values;
mod wishes;

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::json;
use sitebook_domain::{CompanyLink, CreationIntent, Device, DeviceId, Lease, MatchId, Run, RunId, RunKind, Timestamp};
use sitebook_psa::Psa;
use sitebook_sync::{
    CompanyList, CreateRequest as CreationRun, CreateTrouble, CreationInput, CreationPlan, Foreseen, KnownTargets,
    Recovery, WantedDevice, create, foresee_recovery, plan_creations, recover_creations,
};
use uuid::Uuid;

use crate::clock::SystemClock;
use crate::connectwise::{ConnectWise, pauses};
use crate::dto::{CreateReply, CreateRequest};
use crate::leases::StopFlag;
use crate::reading::Scope;
use crate::sync_store::WorkspaceSyncStore;
use crate::{AppError, ErrorCode, Workspace, WorkspaceEvent};
use reply::{Told, refusal_words};
pub(crate) use unmatched::{CreatedInSync, CreationInSync, name_of};
pub(crate) use values::{answers_of, fields_of, unsent_of};
use wishes::Wishes;

impl Workspace {
    /// Creates configurations, or shows what would be sent.
    pub async fn create(&self, request: CreateRequest) -> Result<CreateReply, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        let link = self.require_link(agent).await?;
        let mut named = Vec::new();
        for device in &request.devices {
            named.push(self.resolve_device(Some(agent), device).await?);
        }
        if named.is_empty() && !request.all_unmatched {
            let message = "Name the devices, or ask for all that have no configuration.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let agent = self.agent_record(agent).await?;
        let client = self.run_client().await?;
        let wishes = self.wishes(&client, &link, &agent, named, &request).await?;
        if request.dry_run {
            let requests_before = client.requests_sent();
            let scope = self.fresh_scope(&client, link, false, false).await?;
            let foreseen = self.foresee(&scope).await?;
            let (plan, targets) = self.creation_plan(&client, &scope, &wishes, &foreseen.settled()).await?;
            let requests = client.requests_sent().saturating_sub(requests_before);
            return Ok(Told::new(&scope).preview(&plan, &foreseen, &wishes, &targets, requests));
        }
        let work = self.begin_work(&[agent.id], link.company.id, None).await?;
        let client = client.stopped_by(work.stop.wish());
        self.changed();
        let job = CreateJob { link, wishes, lease: &work.lease, stop: &work.stop };
        let result = self.create_under_lease(&client, job).await;
        self.end_work(work).await;
        result
    }

    /// Settles creations that a crash or lost answers left unknown, in every company that has some. To be called by a host
    /// after opening, beside everything else: it reads ConnectWise. Without such creations it costs one look. A company that
    /// cannot be settled now does not keep the others from it; the first trouble is told at the end.
    pub async fn recover_creations(&self) -> Result<(), AppError> {
        let companies = self.store().companies_with_creation_intents().await?;
        if companies.is_empty() {
            return Ok(());
        }
        let client = self.run_client().await?;
        let mut trouble = None;
        for company in companies {
            match self.recover_company(&client, company).await {
                Ok(()) => self.changed(),
                // The next company would only meet the same.
                Err(error) if pauses(error.code) => return Err(error),
                Err(error) => trouble = trouble.or(Some(error)),
            }
        }
        trouble.map_or(Ok(()), Err)
    }

    async fn recover_company(&self, client: &ConnectWise, company: i64) -> Result<(), AppError> {
        let lease = self.take_lease(company).await?;
        let settled = self.settle_company(client, &lease).await;
        self.give_back(Some(lease)).await;
        settled
    }

    async fn settle_company(&self, client: &ConnectWise, lease: &Lease) -> Result<(), AppError> {
        self.read_configurations(client, lease.company, false).await?;
        let (read_at, configurations) = self.kept_configurations(lease.company).await?;
        let list = CompanyList::new(&configurations, read_at.unwrap_or(Timestamp(i64::MIN)));
        self.settle(lease, &list).await?;
        Ok(())
    }

    /// Settles what earlier runs left unknown, by a list just read under this lease. What was adopted joins the scope.
    pub(crate) async fn settle_in(&self, lease: &Lease, scope: &mut Scope) -> Result<Recovery, AppError> {
        if self.store().creation_intents(lease.company).await?.is_empty() {
            return Ok(Recovery::default());
        }
        let recovery = self.settle(lease, &list_of(scope)).await?;
        scope.matches.extend(recovery.rows.iter().filter_map(|row| row.found.clone()));
        Ok(recovery)
    }

    /// What a run would do about creations that earlier runs left unknown. Nothing is kept.
    async fn foresee(&self, scope: &Scope) -> Result<Foreseen, AppError> {
        let company = scope.link.company.id;
        let intents = self.store().creation_intents(company).await?;
        let unlinks = self.store().remembered_unlinks(company).await?;
        Ok(foresee_recovery(&intents, &list_of(scope), &scope.matches, &unlinks))
    }

    async fn settle(&self, lease: &Lease, list: &CompanyList) -> Result<Recovery, AppError> {
        let store = WorkspaceSyncStore::new(self.store().clone());
        Ok(recover_creations(&store, &SystemClock, lease, list, &new_match_id).await?)
    }

    async fn create_under_lease(&self, client: &ConnectWise, job: CreateJob<'_>) -> Result<CreateReply, AppError> {
        let requests_before = client.requests_sent();
        let started_at = self.now();
        let by = self.who().await?;
        let run = RunId(Uuid::now_v7());
        let (scope, recovery, plan) = match self.prepare_creations(client, &job).await {
            Ok(prepared) => prepared,
            Err(error) => {
                let error = job.stop.told(error);
                let requests = client.requests_sent().saturating_sub(requests_before);
                let company = job.link.company.id;
                let begun = Run::begun(run, RunKind::Create, job.wishes.agent.id, company, &by, started_at);
                self.record_failed_run(job.lease, Run { requests, ..begun }, &error).await?;
                return Err(error.with_run(run));
            }
        };
        let refused: Vec<(DeviceId, &'static str, String)> = plan
            .refused
            .iter()
            .map(|refused| (refused.device, refused.reason.code(), refusal_words(&refused.reason)))
            .collect();
        let pending = pending_of(&recovery, &plan);
        let agent_id = job.wishes.agent.id.to_string();
        let progress = |done, total, failed| {
            self.emit(WorkspaceEvent::Progress { agent: agent_id.clone(), done, total, failed });
        };
        let unlinks = self.store().remembered_unlinks(job.link.company.id).await?;
        let request = CreationRun {
            run,
            agent: job.wishes.agent.id,
            by: &by,
            lease: job.lease,
            creations: &plan.creations,
            refused: &refused,
            pending: &pending,
            unlinks: &unlinks,
            reactivate: &job.wishes.reactivate,
            list: list_of(&scope),
            match_id: &new_match_id,
            requests_before,
            progress: &progress,
        };
        let store = WorkspaceSyncStore::new(self.store().clone());
        let summary = create(client, &store, &SystemClock, &SystemClock, job.stop, request).await?;
        let reply = Told::new(&scope).reply(&summary, &recovery, &plan);
        let error = match summary.trouble {
            None => return Ok(reply),
            Some(CreateTrouble::Guard(breach)) => AppError::from(breach),
            Some(CreateTrouble::Psa(trouble)) => AppError::from(trouble),
        };
        if pauses(error.code) {
            self.pause(&error).await?;
        }
        let details = json!({
            "run": reply.run,
            "state": reply.state,
            "created": reply.created,
            "failed": reply.failed,
            "pending": reply.pending,
        });
        Err(error.with_more_details(&details))
    }

    /// What a run needs before its first write: the list, what earlier runs left, and the plan.
    async fn prepare_creations(
        &self,
        client: &ConnectWise,
        job: &CreateJob<'_>,
    ) -> Result<(Scope, Recovery, CreationPlan), AppError> {
        let mut scope = self.fresh_scope(client, job.link.clone(), false, true).await?;
        let recovery = self.settle_in(job.lease, &mut scope).await?;
        let settled: HashSet<DeviceId> = recovery.rows.iter().map(|row| row.result.device).collect();
        let (plan, _) = self.creation_plan(client, &scope, &job.wishes, &settled).await?;
        if !plan.creations.is_empty() {
            self.require_company(client, job.link.company.id).await?;
        }
        Ok((scope, recovery, plan))
    }

    /// What would be created for the devices that are wanted, but for those that are settled already.
    async fn creation_plan(
        &self,
        client: &ConnectWise,
        scope: &Scope,
        wishes: &Wishes,
        settled: &HashSet<DeviceId>,
    ) -> Result<(CreationPlan, KnownTargets), AppError> {
        let devices: HashMap<DeviceId, &Device> = scope.devices.iter().map(|device| (device.id, device)).collect();
        let mut all: Vec<(&Device, bool)> =
            wishes.named.iter().filter_map(|id| devices.get(id)).map(|device| (*device, true)).collect();
        if wishes.all_unmatched {
            let mut rest: Vec<&Device> =
                scope.devices.iter().filter(|device| device.agent == wishes.agent.id).collect();
            rest.sort_by(|one, other| (one.name(), one.id).cmp(&(other.name(), other.id)));
            all.extend(rest.into_iter().map(|device| (device, false)));
        }
        let wanted: Vec<WantedDevice<'_>> = all
            .into_iter()
            .filter(|(device, _)| !settled.contains(&device.id))
            .map(|(device, named)| WantedDevice {
                device,
                source: &wishes.agent.source,
                agent_source_id: &wishes.agent.source_id,
                named,
            })
            .collect();
        let matched: HashSet<DeviceId> = scope.matches.iter().map(|found| found.device).collect();
        let used: BTreeSet<i64> = wanted
            .iter()
            .filter(|wanted| !matched.contains(&wanted.device.id) && !wanted.device.ignored)
            .filter_map(|wanted| wishes.type_of(wanted.device))
            .collect();
        let targets = self.creation_targets(client, &used, wishes).await?;
        let unlinks = self.store().remembered_unlinks(scope.link.company.id).await?;
        let plan = plan_creations(CreationInput {
            company: scope.link.company.id,
            site: wishes.site.as_ref().map(|site| site.id),
            status: wishes.status.as_ref().map(|status| status.id),
            type_id: wishes.given_type.as_ref().map(|given| given.id),
            type_map: &wishes.type_map,
            types: &wishes.types,
            targets: &targets,
            answers: &wishes.answers,
            devices: &wanted,
            configurations: &scope.configurations,
            matches: &scope.matches,
            unlinks: &unlinks,
            in_sync: wishes.in_sync,
            outcome: &scope.outcome,
            mapping: &wishes.mapping,
            placeholders: &self.placeholders().await?,
        });
        Ok((plan, targets))
    }
}

/// What one run works on.
struct CreateJob<'j> {
    link: CompanyLink,
    wishes: Wishes,
    lease: &'j Lease,
    stop: &'j StopFlag,
}

/// What is left unknown of the devices that are wanted. For others the next run finds out.
fn pending_of(recovery: &Recovery, plan: &CreationPlan) -> Vec<CreationIntent> {
    let wanted: HashSet<DeviceId> = plan.creations.iter().map(|planned| planned.device).collect();
    recovery.pending.iter().filter(|intent| wanted.contains(&intent.device)).cloned().collect()
}

/// The list of a scope. One of unknown age is old.
fn list_of(scope: &Scope) -> CompanyList {
    CompanyList::new(&scope.configurations, scope.read_at.unwrap_or(Timestamp(i64::MIN)))
}

fn new_match_id() -> MatchId {
    MatchId(Uuid::now_v7())
}
