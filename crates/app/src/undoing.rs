//! Undoing runs.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::pin::Pin;

use serde_json::json;
use sitebook_domain::{
    DeviceId, Lease, PairChange, RecordOutcome, Run, RunId, RunKind, RunState, SyncTarget, Timestamp,
};
use sitebook_psa::{Configuration, Psa};
use sitebook_sync::{
    KeptRecord, KeptRun, RecordUndo, UndoKey, UndoRequest, UndoStanding, UndoSummary, judge_undo, undo,
};
use uuid::Uuid;

use crate::connectwise::{ConnectWise, pauses};
use crate::dto::{RunRequest, SyncRunReply, UndoLeftAlone, UndoPreview, UndoRestore};
use crate::leases::StopFlag;
use crate::sync_store::WorkspaceSyncStore;
use crate::{AppError, ErrorCode, Workspace, WorkspaceEvent};

/// So few records are read one by one: that asks for less than the list of a large company.
const FEW: usize = 10;

/// The company's records as far as an undo needs them beforehand.
#[derive(Default)]
struct Listed {
    configurations: HashMap<i64, Configuration>,
    /// When they were read; none = not at all.
    read_at: Option<Timestamp>,
}

impl Workspace {
    /// Says what an undo of a run would do. ConnectWise is read; nothing is written on either side.
    pub async fn sync_undo_preview(&self, request: RunRequest) -> Result<UndoPreview, AppError> {
        let run = self.undoable_run(&request.run).await?;
        self.refuse_archived(run.agent).await?;
        let records = self.left_to_undo(&run).await?;
        let client = self.client().await?;
        let listed = self.listed(&client, &run, &records).await?;
        let mut preview = UndoPreview {
            run: run.id.to_string(),
            restores: Vec::new(),
            left_alone: Vec::new(),
            not_undone: run.not_undone.clone(),
            undone_by: self.store().undone_by(&[run.id]).await?.first().map(|(_, by)| by.to_string()),
        };
        for kept in &records {
            let configuration = match listed.configurations.get(&kept.configuration) {
                Some(configuration) if !needs_whole_record(kept) => Some(configuration.clone()),
                _ => self.contact(client.configuration(kept.configuration).await).await?,
            };
            let device = self.store().device(kept.device).await?;
            let found = self.store().match_of_device(kept.device).await?;
            let now =
                UndoStanding { device: device.as_ref(), found: found.as_ref(), configuration: configuration.as_ref() };
            let undo = judge_undo(kept, now, run.company);
            let source_id = device.as_ref().map(|device| device.source_id.clone()).unwrap_or_default();
            let name = device.as_ref().map(|device| device.name().to_owned()).unwrap_or_default();
            tell(&mut preview, kept, &undo, &source_id, &name);
        }
        Ok(preview)
    }

    /// Puts back every value of a run that nobody has changed since, and says what was left as it is.
    pub async fn sync_undo(&self, request: RunRequest) -> Result<SyncRunReply, AppError> {
        let run = self.undoable_run(&request.run).await?;
        self.refuse_archived(run.agent).await?;
        let client = self.run_client().await?;
        let work = self.begin_work(&[run.agent], run.company, None).await?;
        let client = client.stopped_by(work.stop.wish());
        self.changed();
        let result = self.undo_under_lease(&client, &run, &work.lease, &work.stop).await;
        self.end_work(work).await;
        result
    }

    /// What is kept of a run and was not put back by an earlier undo.
    pub(crate) async fn left_to_undo(&self, run: &Run) -> Result<Vec<KeptRecord>, AppError> {
        let kept = self.kept_run(run.id).await?;
        Ok(kept.records(&self.undone_keys(run.id).await?))
    }

    async fn undo_under_lease(
        &self,
        client: &ConnectWise,
        undone: &Run,
        lease: &Lease,
        stop: &StopFlag,
    ) -> Result<SyncRunReply, AppError> {
        let requests_before = client.requests_sent();
        let by = self.who().await?;
        let id = RunId(Uuid::now_v7());
        let begun = Run {
            mode: undone.mode,
            undo_of: Some(undone.id),
            ..Run::begun(id, RunKind::Undo, undone.agent, undone.company, &by, self.now())
        };
        // Another process may have undone it while this one waited for the lease.
        let records = self.left_to_undo(undone).await?;
        if records.is_empty() {
            return Err(self.nothing_to_undo(undone).await?);
        }
        let listed = match self.listed(client, undone, &records).await {
            Ok(listed) => listed,
            Err(error) => {
                let error = stop.told(error);
                let requests = client.requests_sent().saturating_sub(requests_before);
                self.record_failed_run(lease, Run { requests, ..begun }, &error).await?;
                return Err(error.with_run(id));
            }
        };
        let mapping = self.mapping(Some(undone.agent)).await?;
        let agent_id = undone.agent.to_string();
        let progress = |done, total, failed| {
            self.emit(WorkspaceEvent::Progress { agent: agent_id.clone(), done, total, failed });
        };
        let request = UndoRequest {
            run: id,
            undone,
            records: &records,
            by: &by,
            lease,
            configurations: &listed.configurations,
            read_at: listed.read_at.unwrap_or(Timestamp(i64::MIN)),
            mapping: &mapping,
            requests_before,
            progress: &progress,
        };
        let store = WorkspaceSyncStore::new(self.store().clone());
        let UndoSummary { run, trouble, .. } =
            undo(client, &store, &self.inner.clock, &self.inner.clock, stop, &request).await?;
        let written_back = self.kept_run(undone.id).await?.written_back(&self.undone_keys(undone.id).await?);
        let run = self.take_back_from_source(lease, stop, written_back, run).await?;
        let reply = self.run_reply(&run).await?;
        let Some(trouble) = trouble else { return Ok(reply) };
        let error = AppError::from(trouble);
        if pauses(error.code) {
            self.pause(&error).await?;
        }
        let details = json!({ "run": reply.run, "state": reply.state, "applied": reply.applied });
        Err(error.with_more_details(&details))
    }

    /// A run that has ended, and over the account that is connected now.
    async fn undoable_run(&self, id: &str) -> Result<Run, AppError> {
        let run = self.require_run(id).await?;
        if run.state == RunState::Running && self.running().contains_key(&run.agent) {
            let message = "This run has not ended yet. Stop it, or wait until it has finished.";
            return Err(AppError::new(ErrorCode::RunInProgress, message));
        }
        if run.started_at < self.account_since().await? {
            let message = "This run wrote to another ConnectWise account than the one that is connected now. Its numbers \
                           mean other records here. Nothing was written.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        Ok(run)
    }

    async fn nothing_to_undo(&self, run: &Run) -> Result<AppError, AppError> {
        let by = self.store().undone_by(&[run.id]).await?.first().map(|(_, by)| by.to_string());
        if let Some(by) = by {
            let message = format!("This run was undone already, by run {by}. Nothing was written.");
            return Ok(AppError::new(ErrorCode::AlreadyUndone, message).with_details(json!({ "undone_by": by })));
        }
        let mut message = "This run wrote nothing that can be put back. Nothing was written.".to_owned();
        for not_undone in &run.not_undone {
            message = format!("{message} {not_undone}");
        }
        Ok(AppError::new(ErrorCode::InvalidInput, message))
    }

    async fn listed(&self, client: &ConnectWise, run: &Run, records: &[KeptRecord]) -> Result<Listed, AppError> {
        if records.len() <= FEW {
            return Ok(Listed::default());
        }
        self.read_configurations(client, run.company, false).await?;
        let (read_at, configurations) = self.kept_configurations(run.company).await?;
        let configurations = configurations.into_iter().map(|found| (found.id, found)).collect();
        Ok(Listed { configurations, read_at })
    }

    async fn kept_run(&self, run: RunId) -> Result<KeptRun, AppError> {
        let kept = self.store().kept_for_undo(run).await?;
        let created = kept
            .created
            .iter()
            .map(|(device, record)| Ok((*device, serde_json::from_str::<Configuration>(&record.body)?)))
            .collect::<Result<Vec<_>, serde_json::Error>>()
            .map_err(|error| {
                AppError::new(ErrorCode::Storage, format!("A kept configuration cannot be read: {error}."))
            })?;
        Ok(KeptRun { rows: kept.rows, activity: kept.activity, pairs: kept.pairs, created })
    }

    /// What earlier undos of a run put back, but for what was undone of them in turn.
    fn undone_keys(&self, run: RunId) -> Pin<Box<dyn Future<Output = Result<HashSet<UndoKey>, AppError>> + Send + '_>> {
        Box::pin(async move {
            let mut undone = HashSet::new();
            for by in self.store().undos_of(run).await? {
                let results = self.store().run_results(by).await?;
                let applied: HashSet<DeviceId> = results
                    .iter()
                    .filter(|result| result.outcome == RecordOutcome::Applied)
                    .map(|result| result.device)
                    .collect();
                let put_back = self.kept_run(by).await?.keys(&applied);
                let taken_back = self.undone_keys(by).await?;
                // What an earlier undo put back and lost again may have been put back by this one.
                undone.extend(put_back.difference(&taken_back).copied());
            }
            Ok(undone)
        })
    }
}

/// Whether a list does not tell enough about the record.
fn needs_whole_record(kept: &KeptRecord) -> bool {
    kept.created.is_some() || kept.rows.iter().any(|row| row.place.is_some())
}

/// Adds what would happen to one record.
fn tell(preview: &mut UndoPreview, kept: &KeptRecord, undo: &RecordUndo, source_id: &str, name: &str) {
    let restore = |field: &str, from: &str, to: &str, target| UndoRestore {
        device: kept.device.to_string(),
        device_source_id: source_id.to_owned(),
        device_name: name.to_owned(),
        configuration: kept.configuration,
        field: field.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
        target,
    };
    for value in &undo.restores {
        preview.restores.push(restore(value.row.field.key(), &value.from, &value.to, value.row.target));
    }
    if let Some(active) = undo.active {
        let word = |active: bool| if active { "active" } else { "inactive" };
        preview.restores.push(restore("active", word(!active), word(active), SyncTarget::Connectwise));
    }
    if let Some(change) = &undo.pairing {
        let (from, to) = match change {
            PairChange::Apart(_) => ("linked", "unlinked"),
            PairChange::Together(_) => ("unlinked", "linked"),
        };
        preview.restores.push(restore("match", from, to, SyncTarget::Local));
    }
    preview.left_alone.extend(undo.left.iter().map(|left| UndoLeftAlone {
        device: kept.device.to_string(),
        device_source_id: source_id.to_owned(),
        device_name: name.to_owned(),
        field: left.field.map(|field| field.key().to_owned()).unwrap_or_default(),
        reason: left.reason.code().to_owned(),
        message: left.reason.words().to_owned(),
    }));
}
