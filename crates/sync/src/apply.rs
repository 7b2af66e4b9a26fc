//! Carrying out a plan: record by record, each written only if it is still what the plan saw.

mod writes;

use std::collections::HashMap;

use sitebook_domain::{
    BaseValue, Device, DeviceId, Lease, MappedField, Match, MatchState, PlaceholderList, RecordOutcome, RecordResult,
    Run, RunId, RunKind, RunState, SyncTarget, Timestamp,
};
use sitebook_psa::{Action, Configuration, Psa, PsaError, PsaErrorKind, Reference};

use crate::plan::{PairInput, Plan, PlannedRecord, PlannedUpdate, base_of, plan_pairs};
use crate::ports::{Clock, RecordedResult, Stop, StoreFault, SyncStore};
use crate::values::{ours, same, theirs};
pub(crate) use writes::target_field;
use writes::{base_after, changes, own_writes, undo_rows};

/// A list younger than this counts as the re-read before a write.
pub(crate) const FRESH_MILLIS: i64 = 60_000;

/// How long a lease holds without a step. Longer than any single request may take.
pub(crate) const LEASE_MILLIS: i64 = 120_000;

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

/// What became of one record, before it is counted.
enum Outcome {
    Recorded(RecordResult, u32),
    /// The connection is in trouble: the run ends here.
    Ends(PsaError),
    /// A new look showed both sides in step: nothing was left to write.
    InStep,
    /// A person stopped the run before this record was written.
    Stops,
}

/// Carries out a plan under a lease. Every value is kept for undo before it is overwritten, every reply is compared
/// with what was sent, and one bad record never stops the others.
pub async fn apply<P: Psa, S: SyncStore, C: Clock>(
    psa: &P,
    store: &S,
    clock: &C,
    stop: &impl Stop,
    request: &ApplyRequest<'_>,
) -> Result<RunSummary, StoreFault> {
    let plan = request.plan;
    let mut run = Run {
        id: request.run,
        kind: RunKind::Sync,
        agent: plan.agent,
        company: plan.company,
        mode: plan.mode,
        plan: plan.hash(),
        state: RunState::Running,
        reason: None,
        applied: 0,
        failed: 0,
        skipped: 0,
        conflicts: 0,
        requests: 0,
        by: request.by.to_owned(),
        started_at: clock.now(),
        ended_at: None,
    };
    store.begin_run(request.lease, &run).await?;
    store.record_base(request.lease, &newly_equal(request)).await?;

    let total = plan.records.len() as u32;
    let mut results = Vec::new();
    let mut trouble = None;
    let mut stopped = false;
    let mut makers = HashMap::new();
    for (index, record) in plan.records.iter().enumerate() {
        if stop.requested() {
            stopped = true;
            break;
        }
        store.renew_lease(request.lease, clock.now().plus_millis(LEASE_MILLIS)).await?;
        match apply_record(psa, store, clock, stop, request, record, &mut makers).await? {
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
    run.ended_at = Some(clock.now());
    run.state = final_state(&run, plan.equal, stopped, trouble.as_ref());
    run.reason = match &trouble {
        Some(error) => Some(error.to_string()),
        None if stopped => Some("stopped by a person".to_owned()),
        None if run.state == RunState::Failed => Some("ConnectWise refused every record".to_owned()),
        None => None,
    };
    store.finish_run(request.lease, &run).await?;
    Ok(RunSummary { run, results, trouble })
}

/// A run in which every record was refused has failed; one that leaves some pair in step has not: the one record that
/// is refused each time must not count as a failure of the whole agent once all others are equal.
fn final_state(run: &Run, equal: u32, stopped: bool, trouble: Option<&PsaError>) -> RunState {
    match trouble.map(PsaError::action) {
        Some(Action::Retry | Action::Wait) => RunState::Postponed,
        Some(Action::Stop | Action::Fix) => RunState::Failed,
        None if stopped => RunState::Stopped,
        None if run.failed > 0 && run.applied == 0 && run.skipped == 0 && equal == 0 => RunState::Failed,
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
            base_of(found.id, device, configuration)
                .into_iter()
                .filter(|value| known.and_then(|known| known.get(&value.field)) != Some(value)),
        );
    }
    base.sort_unstable_by_key(|value| (value.match_id, value.field));
    base
}

async fn apply_record<P: Psa, S: SyncStore, C: Clock>(
    psa: &P,
    store: &S,
    clock: &C,
    stop: &impl Stop,
    request: &ApplyRequest<'_>,
    planned: &PlannedRecord,
    makers: &mut HashMap<String, Reference>,
) -> Result<Outcome, StoreFault> {
    let keep = async |result: RecordResult| {
        let recorded = RecordedResult {
            result: result.clone(),
            base: Vec::new(),
            own: Vec::new(),
            configuration: None,
            by: request.by.to_owned(),
            at: clock.now(),
        };
        store.record_result(request.lease, request.run, &recorded).await.map(|()| Outcome::Recorded(result, 0))
    };
    // A person may have edited the device since the run began.
    let device = store.device(planned.device).await?;
    let (Some(device), Some(found)) = (&device, request.matches.get(&planned.device)) else {
        return keep(outcome(planned, RecordOutcome::Skipped, "changed_since_plan", "The match is no longer there."))
            .await;
    };
    if !is_planned_match(planned, found) {
        let message = "The match changed after the plan was made. Nothing was written; plan again to see it.";
        return keep(outcome(planned, RecordOutcome::Skipped, "changed_since_plan", message)).await;
    }

    let current = match current_configuration(psa, clock, request, planned.configuration).await {
        Ok(Some(configuration)) => configuration,
        Ok(None) => {
            let message = "ConnectWise no longer has this configuration. It was not created again.";
            return keep(outcome(planned, RecordOutcome::Failed, "configuration_gone", message)).await;
        }
        Err(error) if error.action() == Action::Fix => return keep(refused(planned, &error)).await,
        Err(error) => return Ok(Outcome::Ends(error)),
    };
    if current.company.as_ref().is_some_and(|company| company.id != request.plan.company) {
        let message = "The configuration now belongs to another company. Nothing was written.";
        return keep(outcome(planned, RecordOutcome::Failed, "configuration_moved", message)).await;
    }
    let Some(updates) = updates_to_write(request, planned, device, found, &current) else {
        let message = "The record changed after the plan was made. Nothing was written; plan again to see it.";
        return keep(outcome(planned, RecordOutcome::Skipped, "changed_since_plan", message)).await;
    };

    if updates.is_empty() {
        store.record_base(request.lease, &base_after(found, device, &updates, &current)).await?;
        return Ok(Outcome::InStep);
    }
    if stop.requested() {
        return Ok(Outcome::Stops);
    }
    let changes = match changes(psa, &updates, makers).await {
        Ok(changes) => changes,
        Err(error) if error.action() == Action::Fix => return keep(refused(planned, &error)).await,
        Err(error) => return Ok(Outcome::Ends(error)),
    };
    if stop.requested() {
        return Ok(Outcome::Stops);
    }
    store.record_intended_writes(request.lease, &undo_rows(request.run, planned, &updates), clock.now()).await?;
    let after = if changes.is_empty() {
        current
    } else {
        match psa.update_configuration(planned.configuration, &changes).await {
            Ok(after) => after,
            Err(error) if error.action() == Action::Fix => return keep(refused(planned, &error)).await,
            Err(error) => return Ok(Outcome::Ends(error)),
        }
    };

    let unstored: Vec<&PlannedUpdate> = updates
        .iter()
        .filter(|update| {
            update.target == SyncTarget::Connectwise && !same(update.field, update.to(), &theirs(&after, update.field))
        })
        .collect();
    let result = if unstored.is_empty() {
        outcome(planned, RecordOutcome::Applied, "", "")
    } else {
        let fields: Vec<&str> = unstored.iter().map(|update| update.field.target()).collect();
        let message = format!("ConnectWise answered \"done\" but did not store: {}.", fields.join(", "));
        outcome(planned, RecordOutcome::Failed, "not_stored", &message)
    };
    let conflicts =
        updates.iter().filter(|update| update.conflict.is_some() && !unstored.contains(update)).count() as u32;
    let recorded = RecordedResult {
        base: base_after(found, device, &updates, &after),
        own: own_writes(device.id, &updates),
        result: result.clone(),
        configuration: Some(after),
        by: format!("sync {}", request.by),
        at: clock.now(),
    };
    store.record_result(request.lease, request.run, &recorded).await?;
    Ok(Outcome::Recorded(result, conflicts))
}

/// Whether the match is the one that the plan was made for, and may still be written through.
fn is_planned_match(planned: &PlannedRecord, found: &Match) -> bool {
    found.id == planned.match_id
        && found.configuration == planned.configuration
        && matches!(found.state, MatchState::Automatic | MatchState::Confirmed)
}

/// The configuration as just listed, or read again when the list is older than 60 s.
async fn current_configuration<P: Psa, C: Clock>(
    psa: &P,
    clock: &C,
    request: &ApplyRequest<'_>,
    id: i64,
) -> Result<Option<Configuration>, PsaError> {
    let age = clock.now().millis_since(request.read_at);
    match request.configurations.get(&id) {
        // A clock that went back says nothing about the age.
        Some(configuration) if (0..FRESH_MILLIS).contains(&age) => Ok(Some(configuration.clone())),
        _ => psa.configuration(id).await,
    }
}

/// The updates of the plan if both sides are still as the plan saw them; else none for an approved plan, or what a new
/// look at this record gives. An empty list means that nothing is left to write.
fn updates_to_write(
    request: &ApplyRequest<'_>,
    planned: &PlannedRecord,
    device: &Device,
    found: &Match,
    current: &Configuration,
) -> Option<Vec<PlannedUpdate>> {
    let unchanged = planned
        .updates
        .iter()
        .all(|update| ours(device, update.field) == update.ours && theirs(current, update.field) == update.theirs);
    if unchanged {
        return Some(planned.updates.clone());
    }
    if request.exactly {
        return None;
    }
    let empty = HashMap::new();
    let base = request.base.get(&device.id).unwrap_or(&empty);
    let pair = PairInput { found, device, configuration: current, base };
    let (records, _, _) = plan_pairs(&[pair], &request.plan.mapping, request.plan.mode, request.placeholders);
    Some(records.into_iter().next().map(|record| record.updates).unwrap_or_default())
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
mod tests;
