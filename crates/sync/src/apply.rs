//! Carrying out a plan: record by record, each written only if it is still what the plan saw.

mod choosing;
mod look;
mod record;
mod writes;

use std::collections::HashMap;

use sitebook_domain::{
    BaseValue, Device, DeviceId, Lease, MappedField, Match, Origin, PlaceholderList, RecordOutcome, RecordResult, Run,
    RunId, RunKind, RunState, Selection, Timestamp,
};
use sitebook_psa::{Action, Configuration, Psa, PsaError, PsaErrorKind};

use crate::plan::{Plan, PlannedRecord, base_of};
use crate::ports::{Clock, Stop, StoreFault, SyncStore, Wait};
use crate::scheduled::Held;
use crate::targets::KnownTargets;
use choosing::chosen;
pub(crate) use look::{FRESH_MILLIS, Look, read_one};
use record::{Applying, Outcome};
pub(crate) use writes::{Destination, Lookups, change, reference_of, target_field};

/// How long a lease holds unless it is renewed. Who holds one renews it in a heartbeat beside all work.
pub const LEASE_MILLIS: i64 = 120_000;

/// Everything a run needs to know.
pub struct ApplyRequest<'r> {
    /// Id of the run.
    pub run: RunId,
    /// The plan.
    pub plan: &'r Plan,
    /// Whether a person approved exactly this plan: then a record that changed is skipped, else planned anew once.
    pub exactly: bool,
    /// Who started it.
    pub by: &'r str,
    /// The lease of the company.
    pub lease: &'r Lease,
    /// The devices of the plan's agent as the run begins. Each is looked at again before its record is written.
    pub devices: &'r HashMap<DeviceId, Device>,
    /// The matches of the plan's agent.
    pub matches: &'r HashMap<DeviceId, Match>,
    /// The company's configurations as just read.
    pub configurations: &'r HashMap<i64, Configuration>,
    /// When they were read.
    pub read_at: Timestamp,
    /// Base values of the matches.
    pub base: &'r HashMap<DeviceId, HashMap<MappedField, BaseValue>>,
    /// Serial numbers that are never passed on.
    pub placeholders: &'r PlaceholderList,
    /// Who wants the run. A plan that a person approved may be run by the schedule.
    pub origin: Origin,
    /// Which part of the plan is carried out.
    pub selection: &'r Selection,
    /// Fields that an undo holds. A run by hand writes them, and so ends the hold.
    pub held: &'r Held,
    /// What the questions and custom fields of zone and room take.
    pub targets: &'r KnownTargets,
    /// Requests sent by the PSA's client before this run began.
    pub requests_before: u32,
    /// Called after each record with how many are done, all, and failed.
    pub progress: &'r (dyn Fn(u32, u32, u32) + Send + Sync),
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunSummary {
    /// The run as it was recorded.
    pub run: Run,
    /// What became of each record.
    pub results: Vec<RecordResult>,
    /// The trouble that ended it early.
    pub trouble: Option<PsaError>,
}

/// Carries out a plan under a lease. Every value is kept for undo before it is overwritten, every reply is compared
/// with what was sent, and one bad record never stops the others.
pub async fn apply<P: Psa, S: SyncStore, C: Clock, W: Wait>(
    psa: &P,
    store: &S,
    clock: &C,
    wait: &W,
    stop: &impl Stop,
    request: &ApplyRequest<'_>,
) -> Result<RunSummary, StoreFault> {
    let plan = request.plan;
    let mut run = Run {
        mode: plan.mode,
        plan: plan.hash(),
        origin: request.origin,
        selection: request.selection.clone(),
        ..Run::begun(request.run, RunKind::Sync, plan.agent, plan.company, request.by, clock.now())
    };
    store.begin_run(request.lease, &run).await?;
    store.record_base(request.lease, &newly_equal(request)).await?;

    let (chosen, excluded) = chosen(request);
    run.excluded = excluded;
    let total = chosen.len() as u32;
    let mut results = Vec::new();
    let mut trouble = None;
    let mut stopped = false;
    let mut work = Applying::new(psa, store, clock, wait, stop, request);
    for (index, record) in chosen.iter().enumerate() {
        if stop.requested() {
            stopped = true;
            break;
        }
        store.renew_lease(request.lease, clock.now().plus_millis(LEASE_MILLIS)).await?;
        match work.record(record).await? {
            Outcome::Recorded(result, conflicts) => {
                match result.outcome {
                    RecordOutcome::Applied => run.applied += 1,
                    RecordOutcome::Failed => run.failed += 1,
                    RecordOutcome::Skipped => run.skipped += 1,
                }
                run.conflicts += conflicts;
                results.push(result);
            }
            Outcome::InStep => {}
            Outcome::Ends(error) => {
                trouble = Some(error);
                break;
            }
            Outcome::Stops => {
                stopped = true;
                break;
            }
        }
        (request.progress)(index as u32 + 1, total, run.failed);
    }

    run.requests = psa.requests_sent().saturating_sub(request.requests_before);
    run.not_undone = work.created_makers().iter().map(|maker| created_maker(maker)).collect();
    run.ended_at = Some(clock.now());
    run.state = final_state(&run, request.matches.len(), stopped, trouble.as_ref());
    run.reason = match &trouble {
        Some(error) => Some(error.to_string()),
        None if stopped => Some("stopped by a person".to_owned()),
        None if run.state == RunState::Failed => Some("ConnectWise refused every record".to_owned()),
        None => None,
    };
    store.finish_run(request.lease, &run).await?;
    Ok(RunSummary { run, results, trouble })
}

/// A run has failed in which every pair of the agent was to be written and was refused. One that leaves some pair alone
/// has not: the one record that is refused each time must not count as a failure of the whole agent.
fn final_state(run: &Run, pairs: usize, stopped: bool, trouble: Option<&PsaError>) -> RunState {
    match trouble.map(PsaError::action) {
        Some(Action::Retry | Action::Wait) => RunState::Postponed,
        Some(Action::Stop | Action::Fix) => RunState::Failed,
        None if stopped => RunState::Stopped,
        None if run.failed > 0 && run.failed as usize >= pairs => RunState::Failed,
        None if run.failed > 0 || run.skipped > 0 => RunState::Partial,
        None => RunState::Done,
    }
}

/// Base values of fields that are equal on both sides and were not known as such.
fn newly_equal(request: &ApplyRequest<'_>) -> Vec<BaseValue> {
    let mut base = Vec::new();
    for found in request.matches.values() {
        let (Some(device), Some(configuration)) =
            (request.devices.get(&found.device), request.configurations.get(&found.configuration))
        else {
            continue;
        };
        let known = request.base.get(&found.device);
        base.extend(
            base_of(found.id, device, configuration, &request.plan.mapping)
                .into_iter()
                .filter(|value| known.and_then(|known| known.get(&value.field)) != Some(value)),
        );
    }
    base.sort_unstable_by_key(|value| (value.match_id, value.field));
    base
}

/// What is said about a maker that a run created: no undo takes it away again.
pub(crate) fn created_maker(name: &str) -> String {
    format!("The manufacturer \"{name}\" was created in ConnectWise.")
}

fn outcome(planned: &PlannedRecord, outcome: RecordOutcome, reason: &str, message: &str) -> RecordResult {
    RecordResult {
        device: planned.device,
        configuration: planned.configuration,
        outcome,
        reason: reason.to_owned(),
        message: message.to_owned(),
    }
}

/// The result of a record that the PSA refused, in its own words.
fn refused(planned: &PlannedRecord, error: &PsaError) -> RecordResult {
    let (reason, message) = refused_words(error);
    outcome(planned, RecordOutcome::Failed, reason, &message)
}

/// Stable code and words for a record that the PSA refused.
pub(crate) fn refused_words(error: &PsaError) -> (&'static str, String) {
    match &error.kind {
        PsaErrorKind::NotFound { .. } => ("configuration_gone", error.to_string()),
        PsaErrorKind::Rejected { faults } if !faults.is_empty() => {
            let words: Vec<String> = faults.iter().map(|fault| format!("{}: {}", fault.field, fault.message)).collect();
            ("rejected", words.join("; "))
        }
        PsaErrorKind::Rejected { .. } => ("rejected", error.to_string()),
        PsaErrorKind::AnswersMissing { .. } => ("required_question", error.to_string()),
        PsaErrorKind::UnfitValue { .. } => ("unknown_choice", error.to_string()),
        PsaErrorKind::Conflict => ("in_use", error.to_string()),
        PsaErrorKind::AlreadyExists => ("already_exists", error.to_string()),
        _ => ("bad_answer", error.to_string()),
    }
}

#[cfg(test)]
pub(crate) mod tests;
