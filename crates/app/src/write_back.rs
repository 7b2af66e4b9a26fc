//! Values from ConnectWise, and of people, that also reach the source of their device, where somebody allows it.

use std::collections::BTreeSet;

use sitebook_domain::{AgentId, Lease, MappedField, RecordOutcome, Run, RunState, UndoRow};
use sitebook_sync::{
    Plan, SourceValue, SourceWriter, SyncStore, WriteBackRequest as WriteBack, fields_written_back,
    values_written_back, write_back,
};

use crate::domotz::{BY, Sources};
use crate::dto::{Nothing, WriteBackReply, WriteBackRequest, WriteBackSource};
use crate::leases::StopFlag;
use crate::sync_store::WorkspaceSyncStore;
use crate::{AppError, ErrorCode, Workspace};

/// Setting: the sources that a person lets values be written back to, as JSON.
const ALLOWED: &str = "write_back";

/// Setting: the sources of which a person said that nothing reaches them, as JSON.
const REFUSED: &str = "write_back.refused";

impl Workspace {
    /// The sources of the agents, and whether values from ConnectWise and of people reach them.
    pub async fn write_back_show(&self, _: Nothing) -> Result<WriteBackReply, AppError> {
        let agents = self.store().agents().await?;
        let names: BTreeSet<String> = agents.into_iter().map(|agent| agent.source).collect();
        let (allowed, refused) = (self.sources_in(ALLOWED).await?, self.sources_in(REFUSED).await?);
        let sources = self.sources().await?;
        let view = |source: String| WriteBackSource {
            takes: sources.fields(&source).to_vec(),
            allowed: allowed.contains(&source),
            decided: allowed.contains(&source) || refused.contains(&source),
            source,
        };
        Ok(WriteBackReply { sources: names.into_iter().map(view).collect() })
    }

    /// Says whether values from ConnectWise and of people also reach a source. Only one that takes values can be allowed to.
    pub async fn write_back_set(&self, request: WriteBackRequest) -> Result<WriteBackReply, AppError> {
        let source = request.source.trim();
        if request.allowed && self.sources().await?.fields(source).is_empty() {
            let message = format!(
                "The source \"{source}\" takes no values back. What comes from ConnectWise stays in Sitebook, where it \
                 counts before what the source says."
            );
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        self.keep_source_in(ALLOWED, source, request.allowed).await?;
        self.keep_source_in(REFUSED, source, !request.allowed).await?;
        self.changed();
        self.write_back_show(Nothing {}).await
    }

    /// Forgets what was said about writing to a source, when it is removed.
    pub(crate) async fn forget_write_back(&self, source: &str) -> Result<(), AppError> {
        self.keep_source_in(ALLOWED, source, false).await?;
        self.keep_source_in(REFUSED, source, false).await
    }

    /// Whether values are written to a source: it takes some, and a person allowed it.
    pub(crate) async fn is_written_to(&self, source: &str) -> Result<bool, AppError> {
        Ok(!self.sources().await?.fields(source).is_empty() && self.sources_in(ALLOWED).await?.contains(source))
    }

    /// The fields of an agent's devices whose values from ConnectWise reach its source.
    pub(crate) async fn fields_written_back(&self, agent: AgentId) -> Result<BTreeSet<MappedField>, AppError> {
        let source = self.agent_record(agent).await?.source;
        let sources = self.sources().await?;
        let taken = sources.fields(&source);
        if taken.is_empty() {
            return Ok(BTreeSet::new());
        }
        Ok(fields_written_back(taken, self.sources_in(ALLOWED).await?.contains(&source)))
    }

    /// Carries what a run kept here on to the source, as its plan said.
    pub(crate) async fn carry_to_source(
        &self,
        lease: &Lease,
        stop: &StopFlag,
        plan: &Plan,
        run: Run,
    ) -> Result<Run, AppError> {
        if plan.written_back.is_empty() {
            return Ok(run);
        }
        let kept = self.store().undo_rows(run.id).await?;
        let results = self.store().run_results(run.id).await?;
        let values = values_written_back(&kept, &results, &plan.written_back);
        self.write_to_source(lease, stop, &values, run).await
    }

    /// Takes back from the source what a run wrote there, as far as it says so at that moment.
    pub(crate) async fn take_back_from_source(
        &self,
        lease: &Lease,
        stop: &StopFlag,
        written: Vec<UndoRow>,
        run: Run,
    ) -> Result<Run, AppError> {
        let values: Vec<SourceValue> = written.into_iter().map(SourceValue::before).collect();
        self.write_to_source(lease, stop, &values, run).await
    }

    async fn write_to_source(
        &self,
        lease: &Lease,
        stop: &StopFlag,
        values: &[SourceValue],
        mut run: Run,
    ) -> Result<Run, AppError> {
        if values.is_empty() {
            return Ok(run);
        }
        let store = WorkspaceSyncStore::new(self.store().clone());
        let request = WriteBack { run: run.id, lease, by: &run.by, source: BY, values };
        let sources: Sources = self.sources().await?;
        let missed = write_back(&sources, &store, &self.inner.clock, stop, &request).await?;
        if !missed.is_empty() {
            let failed = missed.iter().filter(|result| result.outcome == RecordOutcome::Failed).count() as u32;
            let all = missed.len() as u32;
            run.applied = run.applied.saturating_sub(all);
            run.failed += failed;
            run.skipped += all - failed;
            if run.state == RunState::Done {
                run.state = RunState::Partial;
            }
            store.finish_run(lease, &run).await?;
        }
        Ok(run)
    }

    /// Puts a source into one of the two lists, or takes it out.
    async fn keep_source_in(&self, list: &str, source: &str, is_in: bool) -> Result<(), AppError> {
        let changed = self.store().change_setting(list, |text| {
            let mut sources = sources_of(text)?;
            let is_news = if is_in { sources.insert(source.to_owned()) } else { sources.remove(source) };
            let text = is_news.then(|| serde_json::to_string(&sources)).transpose();
            text.map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))
        });
        changed.await.map(drop)
    }

    async fn sources_in(&self, list: &str) -> Result<BTreeSet<String>, AppError> {
        sources_of(self.store().setting(list).await?.as_deref())
    }
}

/// The sources in one of the two lists, as it is kept.
fn sources_of(text: Option<&str>) -> Result<BTreeSet<String>, AppError> {
    let Some(text) = text else { return Ok(BTreeSet::new()) };
    serde_json::from_str(text).map_err(|error| {
        let message = format!("The sources that values are written back to cannot be read: {error}.");
        AppError::new(ErrorCode::Storage, message)
    })
}
