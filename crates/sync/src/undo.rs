//! Undoing a run: every value that nobody has changed since is put back, the rest is listed.
//!
//! An undo is a run like any other: under the company's lease, with undo rows of its own before each write, each reply
//! compared with what was sent. It needs no match: what was written through a match that a person has taken apart since is
//! exactly what must be put back. Restored fields are *held*, so that the next scheduled run does not write them again.

mod judge;
mod steps;

use std::collections::HashMap;

use sitebook_domain::{FieldMapping, Lease, RecordOutcome, RecordResult, Run, RunId, RunKind, RunState, Timestamp};
use sitebook_psa::{Action, Configuration, Psa, PsaError};

use crate::apply::{LEASE_MILLIS, created_maker};
use crate::ports::{Clock, Stop, StoreFault, SyncStore, Wait};
pub use judge::{KeptRecord, KeptRun, Left, LeftReason, RecordUndo, Restore, Standing, UndoKey, judge};
use steps::{Outcome, Undoing};

/// The code of a record of which something was put back and something was left as it is.
pub const LEFT_ALONE: &str = "left_alone";

/// Everything that an undo needs to know.
pub struct UndoRequest<'r> {
    /// Id of the undo.
    pub run: RunId,
    /// The run that is taken back.
    pub undone: &'r Run,
    /// What is kept of it, by record.
    pub records: &'r [KeptRecord],
    /// Who wants it.
    pub by: &'r str,
    /// The lease of the company.
    pub lease: &'r Lease,
    /// The company's configurations as just read.
    pub configurations: &'r HashMap<i64, Configuration>,
    /// When they were read.
    pub read_at: Timestamp,
    /// The agent's field mapping: what a scheduled run would do next, and is to leave out.
    pub mapping: &'r FieldMapping,
    /// Requests sent by the PSA's client before this run began.
    pub requests_before: u32,
    /// Called after each record with how many are done, all, and failed.
    pub progress: &'r (dyn Fn(u32, u32, u32) + Send + Sync),
}

/// How an undo ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoSummary {
    /// The run as it was recorded.
    pub run: Run,
    /// What became of each record that was not already as it was before.
    pub results: Vec<RecordResult>,
    /// The trouble that ended it early.
    pub trouble: Option<PsaError>,
}

/// Takes a run back under a lease.
pub async fn undo<P: Psa, S: SyncStore, C: Clock, W: Wait>(
    psa: &P,
    store: &S,
    clock: &C,
    wait: &W,
    stop: &impl Stop,
    request: &UndoRequest<'_>,
) -> Result<UndoSummary, StoreFault> {
    let undone = request.undone;
    let mut run = Run {
        mode: undone.mode,
        undo_of: Some(undone.id),
        ..Run::begun(request.run, RunKind::Undo, undone.agent, undone.company, request.by, clock.now())
    };
    store.begin_run(request.lease, &run).await?;
    let mut work = Undoing::new(psa, store, clock, wait, stop, request);
    let (mut results, mut trouble, mut stopped) = (Vec::new(), None, false);
    for (index, kept) in request.records.iter().enumerate() {
        if stop.requested() {
            stopped = true;
            break;
        }
        store.renew_lease(request.lease, clock.now().plus_millis(LEASE_MILLIS)).await?;
        match work.record(kept).await? {
            Outcome::Recorded(result) => {
                let left = result.outcome == RecordOutcome::Skipped || result.reason == LEFT_ALONE;
                run.applied += u32::from(result.outcome == RecordOutcome::Applied);
                run.failed += u32::from(result.outcome == RecordOutcome::Failed);
                run.skipped += u32::from(left);
                results.push(result);
            }
            Outcome::AsItWas => {}
            Outcome::Ends(error) => {
                trouble = Some(error);
                break;
            }
            Outcome::Stops => {
                stopped = true;
                break;
            }
        }
        (request.progress)(index as u32 + 1, request.records.len() as u32, run.failed);
    }
    run.requests = psa.requests_sent().saturating_sub(request.requests_before);
    run.not_undone = work.created_makers().iter().map(|maker| created_maker(maker)).collect();
    run.ended_at = Some(clock.now());
    run.state = match trouble.as_ref().map(PsaError::action) {
        Some(Action::Retry | Action::Wait) => RunState::Postponed,
        Some(Action::Stop | Action::Fix) => RunState::Failed,
        None if stopped => RunState::Stopped,
        None if run.failed > 0 && run.applied == 0 && run.skipped == 0 => RunState::Failed,
        None if run.failed > 0 || run.skipped > 0 => RunState::Partial,
        None => RunState::Done,
    };
    run.reason = match &trouble {
        Some(error) => Some(error.to_string()),
        None if stopped => Some("stopped by a person".to_owned()),
        None if run.state == RunState::Failed => Some("ConnectWise refused every record".to_owned()),
        None => None,
    };
    store.finish_run(request.lease, &run).await?;
    Ok(UndoSummary { run, results, trouble })
}

#[cfg(test)]
mod tests;
