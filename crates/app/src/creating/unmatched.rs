//! Creating in the course of a sync, for an agent where somebody switched that on.

use std::collections::{HashMap, HashSet};

use sitebook_domain::{Device, DeviceId, Lease, RecordOutcome, RunId, Selection, SyncMode};
use sitebook_psa::{ConfigurationField, Psa};
use sitebook_sync::{
    CreateRequest as CreationRun, CreateTrouble, CreationPlan, CreationRow, Plan, PlannedCreation, PlannedSkip,
    SkipReason, create,
};
use uuid::Uuid;

use super::reply::refusal_words;
use super::{list_of, new_match_id};
use crate::connectwise::{ConnectWise, pauses};
use crate::dto::{CreateRequest, RecordView, SyncCreated};
use crate::leases::StopFlag;
use crate::reading::Scope;
use crate::sync_store::WorkspaceSyncStore;
use crate::{AppError, Workspace, WorkspaceEvent};

/// What a sync creates under.
pub(crate) struct CreationInSync<'j> {
    pub(crate) lease: &'j Lease,
    pub(crate) stop: &'j StopFlag,
    pub(crate) by: &'j str,
    pub(crate) plan: &'j Plan,
    /// What of the plan is wanted.
    pub(crate) selection: &'j Selection,
    /// Whether a person approved exactly this plan.
    pub(crate) exactly: bool,
    pub(crate) scope: &'j Scope,
}

/// What a sync created.
#[derive(Default)]
pub(crate) struct CreatedInSync {
    pub(crate) created: Vec<SyncCreated>,
    pub(crate) failed: Vec<RecordView>,
    pub(crate) skipped: Vec<RecordView>,
    pub(crate) requests: u32,
}

impl Workspace {
    /// Adds to a plan what a sync of its agent creates, in place of what would be left alone as unmatched. Nothing is asked
    /// where nothing is to be created.
    pub(crate) async fn plan_unmatched(
        &self,
        client: &ConnectWise,
        scope: &Scope,
        plan: &mut Plan,
    ) -> Result<(), AppError> {
        let unmatched = |skip: &&PlannedSkip| skip.reason == SkipReason::Unmatched;
        let open: HashSet<DeviceId> = plan.skips.iter().filter(unmatched).map(|skip| skip.device).collect();
        // A sync from ConnectWise writes nothing there.
        if open.is_empty() || plan.mode == SyncMode::FromConnectwise {
            return Ok(());
        }
        let creation = self.creations_of(client, scope, plan, &open).await?;
        let refused: HashMap<DeviceId, _> = creation
            .refused
            .iter()
            .chain(&creation.left_out)
            .map(|refused| (refused.device, &refused.reason))
            .collect();
        let created: HashSet<DeviceId> = creation.creations.iter().map(|planned| planned.device).collect();
        plan.skips.retain(|skip| !created.contains(&skip.device));
        for skip in plan.skips.iter_mut().filter(|skip| open.contains(&skip.device)) {
            if let Some(refusal) = refused.get(&skip.device) {
                skip.reason = SkipReason::from(*refusal);
                skip.detail = Some(refusal_words(refusal));
            }
        }
        plan.creates = creation.creations;
        plan.creates.sort_by_key(|planned| planned.device);
        Ok(())
    }

    /// What is created for these devices of a plan's agent; nothing unless somebody switched that on.
    async fn creations_of(
        &self,
        client: &ConnectWise,
        scope: &Scope,
        plan: &Plan,
        open: &HashSet<DeviceId>,
    ) -> Result<CreationPlan, AppError> {
        let link = self.require_link(plan.agent).await?;
        if !self.creates_unmatched(&link).await? {
            return Ok(CreationPlan::default());
        }
        let agent = self.agent_record(plan.agent).await?;
        let request = CreateRequest {
            agent: plan.agent.to_string(),
            devices: Vec::new(),
            r#type: None,
            status: None,
            site: None,
            answers: Vec::new(),
            all_unmatched: true,
            dry_run: false,
            reactivate: false,
        };
        let mut wishes = self.wishes(client, &link, &agent, Vec::new(), &request).await?;
        wishes.mapping = plan.mapping.clone();
        wishes.in_sync = true;
        let others = scope.devices.iter().map(|device| device.id).filter(|device| !open.contains(device)).collect();
        Ok(self.creation_plan(client, scope, &wishes, &others).await?.0)
    }

    /// Creates what a plan says, in a run of its own.
    pub(crate) async fn create_planned(
        &self,
        client: &ConnectWise,
        job: CreationInSync<'_>,
    ) -> Result<CreatedInSync, AppError> {
        let plan = job.plan;
        let wanted = plan.creates.iter().filter(|planned| job.selection.has_device(planned.device));
        let wanted: Vec<PlannedCreation> = wanted.cloned().collect();
        if wanted.is_empty() {
            return Ok(CreatedInSync::default());
        }
        let requests_before = client.requests_sent();
        let told = Told { devices: job.scope.devices.iter().map(|device| (device.id, device)).collect() };
        let (creations, changed) = if job.exactly {
            let open = wanted.iter().map(|planned| planned.device).collect();
            let still = self.creations_of(client, job.scope, plan, &open).await?.creations;
            wanted.into_iter().partition(|planned| still.contains(planned))
        } else {
            (wanted, Vec::new())
        };
        let mut outcome = CreatedInSync {
            skipped: changed.iter().map(|planned| told.changed(planned)).collect(),
            ..CreatedInSync::default()
        };
        if creations.is_empty() {
            return Ok(outcome);
        }
        let agent_id = plan.agent.to_string();
        let progress = |done, total, failed| {
            self.emit(WorkspaceEvent::Progress { agent: agent_id.clone(), done, total, failed });
        };
        let intents = self.store().creation_intents(plan.company).await?;
        let request = CreationRun {
            run: RunId(Uuid::now_v7()),
            agent: plan.agent,
            by: job.by,
            lease: job.lease,
            creations: &creations,
            refused: &[],
            reactivate: &HashSet::new(),
            pending: &intents,
            unlinks: &self.store().remembered_unlinks(plan.company).await?,
            list: list_of(job.scope),
            match_id: &new_match_id,
            requests_before,
            progress: &progress,
        };
        let store = WorkspaceSyncStore::new(self.store().clone());
        let summary = create(client, &store, &self.inner.clock, &self.inner.clock, job.stop, request).await?;
        outcome.requests = summary.run.requests;
        let is_applied = |row: &&CreationRow| row.result.outcome == RecordOutcome::Applied;
        outcome.created = summary.rows.iter().filter(is_applied).map(|row| told.created(row, &creations)).collect();
        let failed = summary.rows.iter().filter(|row| !is_applied(row)).chain(&summary.pending);
        outcome.failed = failed.map(|row| told.failed(row)).collect();
        let error = match summary.trouble {
            None => return Ok(outcome),
            Some(CreateTrouble::Guard(breach)) => AppError::from(breach),
            Some(CreateTrouble::Psa(trouble)) => AppError::from(trouble),
        };
        if pauses(error.code) {
            self.pause(&error).await?;
        }
        Err(error.with_run(summary.run.id))
    }
}

/// The names of what is told about.
struct Told<'s> {
    devices: HashMap<DeviceId, &'s Device>,
}

impl Told<'_> {
    fn names(&self, device: DeviceId) -> (String, String) {
        let found = self.devices.get(&device);
        found.map(|device| (device.source_id.clone(), device.name().to_owned())).unwrap_or_default()
    }

    fn created(&self, row: &CreationRow, planned: &[PlannedCreation]) -> SyncCreated {
        let (device_source_id, device_name) = self.names(row.result.device);
        let planned = planned.iter().find(|planned| planned.device == row.result.device);
        SyncCreated {
            device: row.result.device.to_string(),
            device_source_id,
            device_name,
            configuration: row.result.configuration,
            configuration_name: planned.map(name_of).unwrap_or_default().to_owned(),
        }
    }

    fn failed(&self, row: &CreationRow) -> RecordView {
        let (device_source_id, device_name) = self.names(row.result.device);
        RecordView {
            device: row.result.device.to_string(),
            device_source_id,
            device_name,
            configuration: row.result.configuration,
            outcome: RecordOutcome::Failed,
            reason: row.result.reason.clone(),
            message: row.result.message.clone(),
        }
    }

    /// An approved creation that would not be planned like this any more.
    fn changed(&self, planned: &PlannedCreation) -> RecordView {
        let (device_source_id, device_name) = self.names(planned.device);
        let message = "The device, or what would be created for it, changed after the plan was made. Nothing was created; \
                       plan again to see it.";
        RecordView {
            device: planned.device.to_string(),
            device_source_id,
            device_name,
            configuration: 0,
            outcome: RecordOutcome::Skipped,
            reason: "changed_since_plan".to_owned(),
            message: message.to_owned(),
        }
    }
}

/// The name of a configuration that is planned.
pub(crate) fn name_of(planned: &PlannedCreation) -> &str {
    let text = planned.new.texts.iter().find(|(field, _)| *field == ConfigurationField::Name);
    text.map(|(_, name)| name.as_str()).unwrap_or_default()
}
