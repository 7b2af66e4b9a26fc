//! One record of a plan: looked at, kept for undo, written once, read back.
//!
//! The PSA knows no conditional write, so what stands between a person's edit and our write is the look before it. Nothing
//! waits between the two: a write that cannot leave at once, or whose outcome is not known, ends the attempt; the run waits,
//! and the record begins anew with a look.

use sitebook_domain::{Device, Match, MatchState, RecordOutcome, RecordResult, SyncTarget};
use sitebook_psa::{Action, Configuration, Psa, PsaError};

use super::choosing::{remaining, updates_to_write};
use super::look::{Look, read_one};
use super::writes::{Destination, Lookups, base_after, changes, own_writes, undo_rows};
use super::{ApplyRequest, outcome, refused};
use crate::plan::{PlannedRecord, PlannedUpdate};
use crate::ports::{Clock, IntendedWrites, RecordedResult, Stop, StoreFault, SyncStore, Wait};
use crate::values::{same, theirs};
use crate::waiting::{PassingTrouble, Waited, is_passing, is_worth_waiting};

/// What became of one record, before it is counted.
pub(super) enum Outcome {
    /// It has a result; with how many values were written over a conflict.
    Recorded(RecordResult, u32),
    /// The connection is in trouble: the run ends here.
    Ends(PsaError),
    /// A new look showed both sides in step: nothing was left to write.
    InStep,
    /// A person stopped the run before this record was written.
    Stops,
}

/// How one attempt at a record ended.
enum Attempt {
    Ended(Outcome),
    /// The look grew old before anything was sent.
    GrewOld,
    /// It is begun anew once this has passed.
    Again(PsaError),
}

/// What is known of a record from earlier attempts.
#[derive(Default)]
struct Known {
    look: Option<Look>,
    /// What was sent and may have been carried out.
    sent: Option<Vec<PlannedUpdate>>,
}

impl Known {
    /// Whether the PSA certainly wrote nothing of the record.
    fn is_unwritten(&self) -> bool {
        self.sent.is_none()
    }
}

/// One run at work.
pub(super) struct Applying<'a, P, S, C, W, T> {
    psa: &'a P,
    store: &'a S,
    clock: &'a C,
    wait: &'a W,
    stop: &'a T,
    request: &'a ApplyRequest<'a>,
    lookups: Lookups,
    trouble: PassingTrouble,
}

impl<'a, P: Psa, S: SyncStore, C: Clock, W: Wait, T: Stop> Applying<'a, P, S, C, W, T> {
    pub(super) fn new(
        psa: &'a P,
        store: &'a S,
        clock: &'a C,
        wait: &'a W,
        stop: &'a T,
        request: &'a ApplyRequest<'a>,
    ) -> Self {
        let (lookups, trouble) = (Lookups::default(), PassingTrouble::default());
        Self { psa, store, clock, wait, stop, request, lookups, trouble }
    }

    /// Makers that were not there before.
    pub(super) fn created_makers(&self) -> &[String] {
        &self.lookups.created
    }

    /// One record, from as many looks as it takes.
    pub(super) async fn record(&mut self, planned: &PlannedRecord) -> Result<Outcome, StoreFault> {
        let mut known = Known::default();
        loop {
            let error = match self.attempt(planned, &mut known).await? {
                // A wait that somebody cut short ends with what was waited for.
                Attempt::Ended(Outcome::Ends(error)) if is_passing(&error) && self.stop.requested() => {
                    return Ok(Outcome::Stops);
                }
                Attempt::Ended(outcome) => {
                    if matches!(outcome, Outcome::Recorded(..)) {
                        self.trouble.is_over();
                    }
                    return Ok(outcome);
                }
                Attempt::GrewOld => continue,
                Attempt::Again(error) => error,
            };
            let ports = (self.store, self.clock, self.wait);
            match self.trouble.wait_out(&error, ports, self.stop, self.request.lease).await? {
                Waited::Over => {}
                Waited::Stopped => return Ok(Outcome::Stops),
                Waited::GivenUp => return Ok(Outcome::Ends(error)),
            }
        }
    }

    async fn attempt(&mut self, planned: &PlannedRecord, known: &mut Known) -> Result<Attempt, StoreFault> {
        let request = self.request;
        let found = self.store.standing_match(planned.device).await?;
        let Some(found) = found.filter(|_| request.matches.contains_key(&planned.device)) else {
            return self.skip(planned, "The match is no longer there.").await;
        };
        if !is_planned_match(planned, &found) {
            let message = "The match changed after the plan was made. Nothing was written; plan again to see it.";
            return self.skip(planned, message).await;
        }
        let look = match self.look(planned.configuration, known).await {
            Ok(look) => look,
            Err(error) => return self.failed(planned, error).await,
        };
        let Some(current) = look.found.clone() else {
            let message = "ConnectWise no longer has this configuration. It was not created again.";
            return self.keep(outcome(planned, RecordOutcome::Failed, "configuration_gone", message)).await;
        };
        if current.company.as_ref().is_some_and(|company| company.id != request.plan.company) {
            let message = "The configuration now belongs to another company. Nothing was written.";
            return self.keep(outcome(planned, RecordOutcome::Failed, "configuration_moved", message)).await;
        }
        // A person may have edited the device since the run began.
        let Some(device) = self.store.device(planned.device).await? else {
            return self.skip(planned, "The device is no longer there.").await;
        };
        if let Some(sent) = known.sent.take_if(|sent| self.unstored(sent, &current).is_empty()) {
            return self.written(planned, &device, &found, &sent, current).await;
        }
        let mapping = &request.plan.mapping;
        let updates = match &known.sent {
            Some(sent) => remaining(sent, &device, &current, mapping),
            None => updates_to_write(request, planned, &device, &found, &current),
        };
        let Some(updates) = updates else {
            let message = "The record changed after the plan was made. Nothing was written; plan again to see it.";
            return self.skip(planned, message).await;
        };
        if updates.is_empty() {
            let base = base_after(&found, &device, &updates, &current, mapping);
            self.store.record_base(request.lease, &base).await?;
            return Ok(Attempt::Ended(Outcome::InStep));
        }
        if self.stop.requested() {
            return Ok(Attempt::Ended(Outcome::Stops));
        }
        let to = Destination { configuration: &current, mapping, targets: request.targets };
        let changes = match changes(self.psa, &updates, to, &mut self.lookups).await {
            Ok(changes) => changes,
            Err(error) => return self.failed(planned, error).await,
        };
        if self.stop.requested() {
            return Ok(Attempt::Ended(Outcome::Stops));
        }
        let intended = IntendedWrites {
            rows: undo_rows(request.run, &device, planned, &updates, to),
            activity: None,
            through: Some(found.id),
        };
        if !self.store.record_intended_writes(request.lease, &intended, self.clock.now()).await? {
            let message = "The match was taken apart or frozen meanwhile. Nothing was written.";
            return self.skip(planned, message).await;
        }
        if changes.is_empty() {
            return self.written(planned, &device, &found, &updates, current).await;
        }
        // Looking up a maker, and keeping the old values, may have taken their time.
        if !look.is_fresh(self.clock.now()) {
            self.forget_unwritten(planned, known).await?;
            return Ok(Attempt::GrewOld);
        }
        let error = match self.psa.update_configuration(planned.configuration, &changes).await {
            Ok(after) => return self.written(planned, &device, &found, &updates, after).await,
            Err(error) => error,
        };
        if error.outcome_unknown {
            // Nothing is sent again before somebody has looked what became of it: at once, or when the run goes on.
            known.look = if self.stop.requested() {
                None
            } else {
                read_one(self.psa, self.clock, self.stop, planned.configuration).await.ok()
            };
            let is_done = |after: &&Configuration| self.unstored(&updates, after).is_empty();
            if let Some(after) = known.look.as_ref().and_then(|look| look.found.as_ref()).filter(is_done).cloned() {
                return self.written(planned, &device, &found, &updates, after).await;
            }
            known.sent = Some(updates);
        }
        self.refused_write(planned, known, error).await
    }

    /// The last look at a record as long as it is fresh, or a new one.
    async fn look(&self, id: i64, known: &mut Known) -> Result<Look, PsaError> {
        let listed = || Look::listed(self.request.configurations, self.request.read_at, id);
        let last = known.look.take().or_else(|| if known.sent.is_none() { listed() } else { None });
        let look = match last {
            Some(look) if look.is_fresh(self.clock.now()) => look,
            _ => read_one(self.psa, self.clock, self.stop, id).await?,
        };
        known.look = Some(look.clone());
        Ok(look)
    }

    /// The values that the PSA does not hold as they were to be written.
    fn unstored<'u>(&self, updates: &'u [PlannedUpdate], after: &Configuration) -> Vec<&'u PlannedUpdate> {
        let is_stored = |update: &PlannedUpdate| {
            let stored = theirs(after, update.field, self.request.plan.mapping.rule(update.field));
            same(update.field, update.to(), &stored)
        };
        updates.iter().filter(|update| update.target == SyncTarget::Connectwise && !is_stored(update)).collect()
    }

    /// Keeps what was written: result, base, values kept here, and the configuration as it came back.
    async fn written(
        &self,
        planned: &PlannedRecord,
        device: &Device,
        found: &Match,
        updates: &[PlannedUpdate],
        after: Configuration,
    ) -> Result<Attempt, StoreFault> {
        let (request, mapping) = (self.request, &self.request.plan.mapping);
        let unstored = self.unstored(updates, &after);
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
            base: base_after(found, device, updates, &after, mapping),
            own: own_writes(device.id, updates),
            configuration: Some(after),
            ..RecordedResult::alone(result.clone(), &format!("sync {}", request.by), self.clock.now())
        };
        self.store.record_result(request.lease, request.run, &recorded).await?;
        Ok(Attempt::Ended(Outcome::Recorded(result, conflicts)))
    }

    /// An attempt that an error ended before anything was written.
    async fn failed(&self, planned: &PlannedRecord, error: PsaError) -> Result<Attempt, StoreFault> {
        if error.action() == Action::Fix {
            return self.keep(refused(planned, &error)).await;
        }
        Ok(if is_worth_waiting(&error) { Attempt::Again(error) } else { Attempt::Ended(Outcome::Ends(error)) })
    }

    /// An attempt whose write failed. One that certainly wrote nothing leaves nothing to undo.
    async fn refused_write(
        &self,
        planned: &PlannedRecord,
        known: &Known,
        error: PsaError,
    ) -> Result<Attempt, StoreFault> {
        if error.action() == Action::Fix {
            let result = refused(planned, &error);
            let recorded = RecordedResult {
                is_unwritten: known.is_unwritten(),
                ..RecordedResult::alone(result.clone(), self.request.by, self.clock.now())
            };
            self.store.record_result(self.request.lease, self.request.run, &recorded).await?;
            return Ok(Attempt::Ended(Outcome::Recorded(result, 0)));
        }
        self.forget_unwritten(planned, known).await?;
        Ok(if is_passing(&error) { Attempt::Again(error) } else { Attempt::Ended(Outcome::Ends(error)) })
    }

    /// Forgets the old values of a write that was certainly not carried out. The next attempt keeps them as it finds them:
    /// an undo must not put a value back over one that somebody else wrote meanwhile.
    async fn forget_unwritten(&self, planned: &PlannedRecord, known: &Known) -> Result<(), StoreFault> {
        if !known.is_unwritten() {
            return Ok(());
        }
        self.store.forget_intended_writes(self.request.lease, self.request.run, planned.device, None).await
    }

    async fn skip(&self, planned: &PlannedRecord, message: &str) -> Result<Attempt, StoreFault> {
        self.keep(outcome(planned, RecordOutcome::Skipped, "changed_since_plan", message)).await
    }

    async fn keep(&self, result: RecordResult) -> Result<Attempt, StoreFault> {
        let recorded = RecordedResult::alone(result.clone(), self.request.by, self.clock.now());
        self.store.record_result(self.request.lease, self.request.run, &recorded).await?;
        Ok(Attempt::Ended(Outcome::Recorded(result, 0)))
    }
}

/// Whether the match is the one that the plan was made for, and may still be written through.
fn is_planned_match(planned: &PlannedRecord, found: &Match) -> bool {
    found.id == planned.match_id
        && found.configuration == planned.configuration
        && matches!(found.state, MatchState::Automatic | MatchState::Confirmed)
}
