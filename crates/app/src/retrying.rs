//! Trying again the records of a run that failed, and only those.

use std::collections::{BTreeMap, BTreeSet};

use sitebook_domain::{DeviceId, RecordOutcome, Run, RunKind, Selection};
use sitebook_sync::Plan;

use crate::dto::{RunRequest, SyncPlanReply, SyncRunReply};
use crate::plan_views::CreationNames;
use crate::planning::{Directions, PlanWish, directed};
use crate::reading::Scope;
use crate::running::RunWish;
use crate::{AppError, ErrorCode, Workspace};

/// What a retry is about.
struct Retry {
    run: Run,
    plan: Plan,
    scope: Scope,
    /// The records that failed, without what a person excluded then.
    selection: Selection,
}

impl Workspace {
    /// Says what a retry of the failed records of a run would write. ConnectWise is read; nothing is written on either
    /// side. The plan is kept, and can be run by its hash.
    pub async fn sync_retry_plan(&self, request: RunRequest) -> Result<SyncPlanReply, AppError> {
        let retry = self.retry_of(&request).await?;
        self.plan_reply(&retry.plan, &retry.scope, CreationNames::default()).await
    }

    /// Plans the failed records of a run anew and writes them, in the mode and with the directions of that run. What the
    /// schedule leaves for a person stays left when a run of the schedule is tried again: nobody was shown it.
    pub async fn sync_retry(&self, request: RunRequest) -> Result<SyncRunReply, AppError> {
        let Retry { run, plan, selection, .. } = self.retry_of(&request).await?;
        let wish = RunWish {
            agent: run.agent,
            mode: run.mode,
            plan: Some(plan.hash()),
            directions: BTreeMap::new(),
            keep_directions: false,
            selection,
        };
        self.run_by_hand(wish).await
    }

    /// The plan for the failed records of a run, made by the rules of that run and kept.
    async fn retry_of(&self, request: &RunRequest) -> Result<Retry, AppError> {
        let run = self.require_run(&request.run).await?;
        let selection = self.failed_records(&run).await?;
        let link = self.require_link(run.agent).await?;
        if link.company.id != run.company || run.started_at < self.account_since().await? {
            let message =
                "The agent was linked to another company when this run was made. Nothing was written. Plan again.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let directions = self.directions_of(&run).await?;
        let mapping = directed(&self.mapping(Some(run.agent)).await?, run.mode, &directions)?;
        let client = self.run_client().await?;
        let scope = self.fresh_scope(&client, link, false, false).await?;
        let wish = PlanWish { agent: run.agent, mode: run.mode, directions, origin: run.origin, mapping };
        let mut plan = self.plan_matched(&scope, wish).await?;
        limit(&mut plan, &selection);
        self.keep_plan(&plan).await?;
        Ok(Retry { run, plan, scope, selection })
    }

    async fn failed_records(&self, run: &Run) -> Result<Selection, AppError> {
        if run.kind != RunKind::Sync {
            let message = "Only the records of a synchronization can be tried again by themselves. Do the other act again: \
                           it does what is left of it.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let failed: BTreeSet<DeviceId> = self
            .store()
            .run_results(run.id)
            .await?
            .into_iter()
            .filter(|result| result.outcome == RecordOutcome::Failed)
            .map(|result| result.device)
            .collect();
        if failed.is_empty() {
            let message = "No record of this run failed. Nothing was written.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        // What a person excluded then is not written now.
        Ok(Selection { only: Some(failed), ..run.selection.clone() })
    }

    /// The directions that held for a run alone.
    async fn directions_of(&self, run: &Run) -> Result<Directions, AppError> {
        if run.plan.is_empty() {
            return Ok(BTreeMap::new());
        }
        Ok(self.kept_plan(&run.plan, run.agent).await?.directions)
    }
}

/// Leaves of a plan what was selected. How many other pairs are in step still counts: one record that is refused again is
/// no failure of the whole agent.
fn limit(plan: &mut Plan, selection: &Selection) {
    for record in &mut plan.records {
        let device = record.device;
        record.updates.retain(|update| selection.has(device, update.field));
    }
    plan.records.retain(|record| !record.updates.is_empty());
    plan.skips.retain(|skip| selection.has_device(skip.device));
}
