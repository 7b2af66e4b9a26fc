//! Carrying out a plan: record by record, each written only if it is still what the plan saw.

mod choosing;
mod writes;

use std::collections::HashMap;

use sitebook_domain::{
    BaseValue, Device, DeviceId, Lease, MappedField, Match, MatchState, Origin, PlaceholderList, RecordOutcome,
    RecordResult, Run, RunId, RunKind, RunState, Selection, SyncTarget, Timestamp,
};
use sitebook_psa::{Action, Configuration, Psa, PsaError, PsaErrorKind};

use crate::plan::{Plan, PlannedRecord, PlannedUpdate, base_of};
use crate::ports::{Clock, IntendedWrites, RecordedResult, Stop, StoreFault, SyncStore};
use crate::scheduled::Held;
use crate::targets::KnownTargets;
use crate::values::{same, theirs};
use choosing::{chosen, updates_to_write};
pub(crate) use writes::{Destination, Lookups, change, reference_of, target_field};
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
    let mut lookups = Lookups::default();
    for (index, record) in chosen.iter().enumerate() {
        if stop.requested() {
            stopped = true;
            break;
        }
        store.renew_lease(request.lease, clock.now().plus_millis(LEASE_MILLIS)).await?;
        match apply_record(psa, store, clock, stop, request, record, &mut lookups).await? {
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
    run.not_undone = lookups.created.iter().map(|maker| created_maker(maker)).collect();
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
            base_of(found.id, device, configuration, &request.plan.mapping)
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
    lookups: &mut Lookups,
) -> Result<Outcome, StoreFault> {
    let keep = async |result: RecordResult| {
        let recorded = RecordedResult::alone(result.clone(), request.by, clock.now());
        store.record_result(request.lease, request.run, &recorded).await.map(|()| Outcome::Recorded(result, 0))
    };
    let found = store.standing_match(planned.device).await?;
    let Some(found) = found.filter(|_| request.matches.contains_key(&planned.device)) else {
        return keep(outcome(planned, RecordOutcome::Skipped, "changed_since_plan", "The match is no longer there."))
            .await;
    };
    if !is_planned_match(planned, &found) {
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
    // A person may have edited the device since the run began.
    let Some(device) = store.device(planned.device).await? else {
        return keep(outcome(planned, RecordOutcome::Skipped, "changed_since_plan", "The device is no longer there."))
            .await;
    };
    let (device, found) = (&device, &found);
    let Some(updates) = updates_to_write(request, planned, device, found, &current) else {
        let message = "The record changed after the plan was made. Nothing was written; plan again to see it.";
        return keep(outcome(planned, RecordOutcome::Skipped, "changed_since_plan", message)).await;
    };

    let mapping = &request.plan.mapping;
    if updates.is_empty() {
        store.record_base(request.lease, &base_after(found, device, &updates, &current, mapping)).await?;
        return Ok(Outcome::InStep);
    }
    if stop.requested() {
        return Ok(Outcome::Stops);
    }
    let to = Destination { configuration: &current, mapping, targets: request.targets };
    let changes = match changes(psa, &updates, to, lookups).await {
        Ok(changes) => changes,
        Err(error) if error.action() == Action::Fix => return keep(refused(planned, &error)).await,
        Err(error) => return Ok(Outcome::Ends(error)),
    };
    if stop.requested() {
        return Ok(Outcome::Stops);
    }
    let intended = IntendedWrites {
        rows: undo_rows(request.run, device, planned, &updates, to),
        activity: None,
        through: Some(found.id),
    };
    if !store.record_intended_writes(request.lease, &intended, clock.now()).await? {
        let message = "The match was taken apart or frozen meanwhile. Nothing was written.";
        return keep(outcome(planned, RecordOutcome::Skipped, "changed_since_plan", message)).await;
    }
    let after = if changes.is_empty() {
        current
    } else {
        match psa.update_configuration(planned.configuration, &changes).await {
            Ok(after) => after,
            Err(error) => return refused_write(store, clock, request, planned, error).await,
        }
    };

    let unstored: Vec<&PlannedUpdate> = updates
        .iter()
        .filter(|update| {
            let stored = theirs(&after, update.field, mapping.rule(update.field));
            update.target == SyncTarget::Connectwise && !same(update.field, update.to(), &stored)
        })
        .collect();
    let result = if unstored.is_empty() {
        outcome(planned, RecordOutcome::Applied, "", "")
    } else {
        let fields: Vec<&str> = unstored.iter().map(|update| mapping.target_name(update.field)).collect();
        let message = format!("ConnectWise answered \"done\" but did not store: {}.", fields.join(", "));
        outcome(planned, RecordOutcome::Failed, "not_stored", &message)
    };
    let conflicts =
        updates.iter().filter(|update| update.conflict.is_some() && !unstored.contains(update)).count() as u32;
    let held = request.held.get(&device.id);
    let written = updates.iter().map(|update| update.field);
    let recorded = RecordedResult {
        released: written
            .filter(|field| held.is_some_and(|held| held.contains_key(field)))
            .map(|field| (found.id, field))
            .collect(),
        base: base_after(found, device, &updates, &after, mapping),
        own: own_writes(device.id, &updates),
        configuration: Some(after),
        ..RecordedResult::alone(result.clone(), &format!("sync {}", request.by), clock.now())
    };
    store.record_result(request.lease, request.run, &recorded).await?;
    Ok(Outcome::Recorded(result, conflicts))
}

/// What becomes of a record whose write failed. One that was certainly not carried out leaves nothing to undo.
async fn refused_write<S: SyncStore, C: Clock>(
    store: &S,
    clock: &C,
    request: &ApplyRequest<'_>,
    planned: &PlannedRecord,
    error: PsaError,
) -> Result<Outcome, StoreFault> {
    let is_unwritten = !error.outcome_unknown;
    if error.action() == Action::Fix {
        let result = refused(planned, &error);
        let recorded =
            RecordedResult { is_unwritten, ..RecordedResult::alone(result.clone(), request.by, clock.now()) };
        store.record_result(request.lease, request.run, &recorded).await?;
        return Ok(Outcome::Recorded(result, 0));
    }
    if is_unwritten {
        store.forget_intended_writes(request.lease, request.run, planned.device, None).await?;
    }
    Ok(Outcome::Ends(error))
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
