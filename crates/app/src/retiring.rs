//! Setting a configuration inactive for a device that is gone: one explicit write, recorded as a run of its own.

use sitebook_domain::{ActivityUndo, Device, Lease, Match, RecordOutcome, RecordResult, Run, RunId, RunKind, RunState};
use sitebook_psa::{Configuration, ConfigurationChange, Psa};
use sitebook_sync::{IntendedWrites, RecordedResult, SyncStore};
use uuid::Uuid;

use crate::connectwise::ConnectWise;
use crate::dto::{DeviceRequest, MatchReport};
use crate::sync_store::{WorkspaceSyncStore, accepted};
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// Sets the configuration of a matched device inactive in ConnectWise. The match stays. One that is inactive already
    /// is left alone, and no run is recorded.
    pub async fn match_retire(&self, request: DeviceRequest) -> Result<MatchReport, AppError> {
        let device = self.device_record(self.resolve_device(None, &request.device).await?).await?;
        let link = self.require_link(device.agent).await?;
        let client = self.client().await?;
        let work = self.begin_work(&[device.agent], link.company.id, None).await?;
        let result = self.retire_under_lease(&client, &work.lease, &device).await;
        self.end_work(work).await;
        let run = result?;
        let report = self.report(device.agent).await?;
        Ok(MatchReport { run: run.map(|run| run.to_string()), ..report })
    }

    /// Returns the run; none when the configuration was inactive already.
    async fn retire_under_lease(
        &self,
        client: &ConnectWise,
        lease: &Lease,
        device: &Device,
    ) -> Result<Option<RunId>, AppError> {
        let requests_before = client.requests_sent();
        let found = self.require_match(device).await?;
        let current = self.contact(client.configuration(found.configuration).await).await?;
        let Some(current) = current else {
            let message = format!("ConnectWise has no configuration {} any more.", found.configuration);
            return Err(AppError::new(ErrorCode::NotFound, message));
        };
        if current.company.as_ref().is_some_and(|owner| owner.id != lease.company) {
            let message = format!(
                "Configuration {} belongs to another company by now. Nothing was written.",
                found.configuration
            );
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        if !current.active {
            let body = accepted(&current).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
            self.store().accept_configuration(lease.company, &body).await?;
            return Ok(None);
        }
        let by = self.who().await?;
        let id = RunId(Uuid::now_v7());
        let mut run = Run::begun(id, RunKind::Retire, device.agent, lease.company, &by, self.now());
        let store = WorkspaceSyncStore::new(self.store().clone());
        store.begin_run(lease, &run).await?;
        let undo = ActivityUndo {
            run: run.id,
            device: device.id,
            configuration: found.configuration,
            old: current.active,
            new: false,
        };
        // A person named this very configuration: also one whose match is frozen is set inactive.
        let intended = IntendedWrites { activity: Some(undo), ..IntendedWrites::default() };
        store.record_intended_writes(lease, &intended, self.now()).await?;
        let answer = client.update_configuration(found.configuration, &[ConfigurationChange::Active(false)]).await;
        let is_unwritten = answer.as_ref().err().is_some_and(|error| !error.outcome_unknown);
        let is_unknown = answer.as_ref().err().is_some_and(|error| error.outcome_unknown);
        let answer = match self.contact(answer).await {
            Err(lost) if is_unknown => self.inactive_after_lost_answer(client, found.configuration, lost).await,
            answer => answer,
        };
        let (recorded, failure) = self.judged(&found, &run.by, answer);
        let recorded = RecordedResult { is_unwritten, ..recorded };
        store.record_result(lease, run.id, &recorded).await?;
        match recorded.result.outcome {
            RecordOutcome::Applied => (run.state, run.applied) = (RunState::Done, 1),
            RecordOutcome::Failed | RecordOutcome::Skipped => (run.state, run.failed) = (RunState::Failed, 1),
        }
        run.reason = failure.as_ref().map(|error| error.message.clone());
        run.requests = client.requests_sent().saturating_sub(requests_before);
        run.ended_at = Some(self.now());
        store.finish_run(lease, &run).await?;
        failure.map_or(Ok(Some(run.id)), |error| Err(error.with_run(run.id)))
    }

    /// The record as it stands after a request whose answer was lost. Only one that is inactive proves something: the
    /// request may still be on its way.
    async fn inactive_after_lost_answer(
        &self,
        client: &ConnectWise,
        id: i64,
        lost: AppError,
    ) -> Result<Configuration, AppError> {
        match self.contact(client.configuration(id).await).await {
            Ok(Some(current)) if !current.active => Ok(current),
            _ => {
                let message = format!(
                    "{} It is not known whether it was set inactive: look at configuration {id} in ConnectWise.",
                    lost.message
                );
                Err(AppError { message, ..lost })
            }
        }
    }

    /// What became of the write, and the error that the person sees. "Done" is not believed: what came back is compared.
    fn judged(
        &self,
        found: &Match,
        by: &str,
        answer: Result<Configuration, AppError>,
    ) -> (RecordedResult, Option<AppError>) {
        let (configuration, failure) = match answer {
            Ok(after) if after.active => {
                let message = "ConnectWise answered \"done\" but did not set the configuration inactive.";
                (Some(after), Some(AppError::new(ErrorCode::Rejected, message)))
            }
            Ok(after) => (Some(after), None),
            Err(error) => (None, Some(error)),
        };
        let reason = match (&configuration, &failure) {
            (_, None) => String::new(),
            (Some(_), Some(_)) => "not_stored".to_owned(),
            (None, Some(error)) => error.code.as_str(),
        };
        let result = RecordResult {
            device: found.device,
            configuration: found.configuration,
            outcome: if failure.is_none() { RecordOutcome::Applied } else { RecordOutcome::Failed },
            reason,
            message: failure.as_ref().map(|error| error.message.clone()).unwrap_or_default(),
        };
        let recorded = RecordedResult { configuration, ..RecordedResult::alone(result, by, self.now()) };
        (recorded, failure)
    }
}
