//! Trying again the records of a run that failed, and only those.

use std::collections::{BTreeMap, BTreeSet};

use sitebook_domain::{DeviceId, RecordOutcome, Run, RunKind, Selection};

use crate::dto::{RunRequest, SyncRunReply};
use crate::running::RunWish;
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// Plans the failed records of a run anew and writes them, in the mode and with the directions of that run.
    pub async fn sync_retry(&self, request: RunRequest) -> Result<SyncRunReply, AppError> {
        let run = self.require_run(&request.run).await?;
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
        let wish = RunWish {
            agent: run.agent,
            mode: run.mode,
            plan: None,
            directions: self.directions_of(&run).await?,
            keep_directions: false,
            // What a person excluded then is not written now.
            selection: Selection { only: Some(failed), ..run.selection },
        };
        self.run_by_hand(wish).await
    }

    /// The directions that held for a run alone.
    async fn directions_of(&self, run: &Run) -> Result<crate::planning::Directions, AppError> {
        if run.plan.is_empty() {
            return Ok(BTreeMap::new());
        }
        Ok(self.kept_plan(&run.plan, run.agent).await?.directions)
    }
}
