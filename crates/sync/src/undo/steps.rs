//! The steps of an undo, record by record.

use sitebook_domain::{
    ActivityUndo, BaseValue, Device, FieldMapping, FieldValue, HeldField, MappedField, Match, OwnWrite, PairChange,
    RecordOutcome, RecordResult, SyncTarget, Timestamp, UndoRow,
};
use sitebook_psa::{Action, Configuration, ConfigurationChange, Psa, PsaError, Reference};

use super::judge::{KeptRecord, RecordUndo, Restore, Standing, judge, rule_of};
use super::{LEFT_ALONE, UndoRequest};
use crate::apply::{Destination, Look, Lookups, change, read_one, reference_of, refused_words};
use crate::plan::base_of;
use crate::ports::{Clock, IntendedWrites, RecordedResult, Stop, StoreFault, SyncStore, Wait};
use crate::targets::KnownTargets;
use crate::values::{canonical, ours, same, theirs};
use crate::waiting::{PassingTrouble, Waited, is_passing, is_worth_waiting};

/// What became of one record.
pub(super) enum Outcome {
    Recorded(RecordResult),
    /// Everything is as it was before the run.
    AsItWas,
    /// The connection is in trouble: the undo ends here.
    Ends(PsaError),
    /// A person stopped the undo before this record was written.
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
    sent: Option<RecordUndo>,
}

impl Known {
    /// Whether the PSA certainly wrote nothing of the record.
    fn is_unwritten(&self) -> bool {
        self.sent.is_none()
    }
}

/// One undo at work.
pub(super) struct Undoing<'u, P, S, C, W, T> {
    psa: &'u P,
    store: &'u S,
    clock: &'u C,
    wait: &'u W,
    stop: &'u T,
    request: &'u UndoRequest<'u>,
    lookups: Lookups,
    trouble: PassingTrouble,
}

impl<'u, P: Psa, S: SyncStore, C: Clock, W: Wait, T: Stop> Undoing<'u, P, S, C, W, T> {
    pub(super) fn new(
        psa: &'u P,
        store: &'u S,
        clock: &'u C,
        wait: &'u W,
        stop: &'u T,
        request: &'u UndoRequest<'u>,
    ) -> Self {
        let (lookups, trouble) = (Lookups::default(), PassingTrouble::default());
        Self { psa, store, clock, wait, stop, request, lookups, trouble }
    }

    /// Makers that were not there any more, and were created again.
    pub(super) fn created_makers(&self) -> &[String] {
        &self.lookups.created
    }

    /// One record, from as many looks as it takes: a write that cannot leave at once, or whose outcome is not known, ends
    /// the attempt, and the record begins anew.
    pub(super) async fn record(&mut self, kept: &KeptRecord) -> Result<Outcome, StoreFault> {
        let mut known = Known::default();
        loop {
            let error = match self.attempt(kept, &mut known).await? {
                // A wait that somebody cut short ends with what was waited for.
                Attempt::Ended(Outcome::Ends(error)) if is_passing(&error) && self.stop.requested() => {
                    return Ok(Outcome::Stops);
                }
                Attempt::Ended(outcome) => {
                    if matches!(outcome, Outcome::Recorded(_)) {
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

    async fn attempt(&mut self, kept: &KeptRecord, known: &mut Known) -> Result<Attempt, StoreFault> {
        let look = match self.look(kept, known).await {
            Ok(look) => look,
            Err(error) => return self.failed(kept, error).await,
        };
        let current = look.found.clone();
        let device = self.store.device(kept.device).await?;
        let found = self.store.standing_match(kept.device).await?;
        let now = Standing { device: device.as_ref(), found: found.as_ref(), configuration: current.as_ref() };
        let undo = judge(kept, now, self.request.lease.company);
        let is_done = |sent: &mut RecordUndo| current.as_ref().is_some_and(|now| unstored(sent, now).is_empty());
        if let Some(sent) = known.sent.take_if(is_done) {
            return self.keep(kept, &sent, device, found, current).await.map(Attempt::Ended);
        }
        if undo.is_nothing() {
            return Ok(Attempt::Ended(Outcome::AsItWas));
        }
        if !undo.writes() {
            return self.keep_left(kept, &undo).await.map(Attempt::Ended);
        }
        if self.stop.requested() {
            return Ok(Attempt::Ended(Outcome::Stops));
        }
        let changes = match self.changes(&undo, current.as_ref()).await {
            Ok(changes) => changes,
            Err(error) => return self.failed(kept, error).await,
        };
        if self.stop.requested() {
            return Ok(Attempt::Ended(Outcome::Stops));
        }
        let intended = self.intended(kept, &undo, device.as_ref(), current.as_ref());
        self.store.record_intended_writes(self.request.lease, &intended, self.clock.now()).await?;
        if changes.is_empty() {
            return self.keep(kept, &undo, device, found, current).await.map(Attempt::Ended);
        }
        // Looking up a maker, and keeping the values, may have taken their time.
        if !look.is_fresh(self.clock.now()) {
            self.forget_unwritten(kept, known).await?;
            return Ok(Attempt::GrewOld);
        }
        let error = match self.psa.update_configuration(kept.configuration, &changes).await {
            Ok(after) => return self.keep(kept, &undo, device, found, Some(after)).await.map(Attempt::Ended),
            Err(error) => error,
        };
        if error.outcome_unknown {
            // Nothing is sent again before somebody has looked what became of it: at once, or when the run goes on.
            known.look = if self.stop.requested() {
                None
            } else {
                read_one(self.psa, self.clock, self.stop, kept.configuration).await.ok()
            };
            let is_done = |after: &&Configuration| unstored(&undo, after).is_empty();
            let after = known.look.as_ref().and_then(|look| look.found.as_ref()).filter(is_done).cloned();
            if after.is_some() {
                return self.keep(kept, &undo, device, found, after).await.map(Attempt::Ended);
            }
            known.sent = Some(undo);
        }
        self.refused_write(kept, known, error).await
    }

    /// An attempt that an error ended before anything was written.
    async fn failed(&self, kept: &KeptRecord, error: PsaError) -> Result<Attempt, StoreFault> {
        if error.action() == Action::Fix {
            return self.refuse(kept, &error).await.map(Attempt::Ended);
        }
        Ok(if is_worth_waiting(&error) { Attempt::Again(error) } else { Attempt::Ended(Outcome::Ends(error)) })
    }

    /// The last look at a record, as long as it is fresh, or a new one: also where its answers and custom fields count,
    /// which a list does not always have.
    async fn look(&self, kept: &KeptRecord, known: &mut Known) -> Result<Look, PsaError> {
        let is_whole = kept.created.is_none() && kept.rows.iter().all(|row| row.place.is_none());
        let listed = || Look::listed(self.request.configurations, self.request.read_at, kept.configuration);
        let is_listed = is_whole && known.sent.is_none();
        let last = known.look.take().or_else(|| if is_listed { listed() } else { None });
        let look = match last {
            Some(look) if look.is_fresh(self.clock.now()) => look,
            _ => read_one(self.psa, self.clock, self.stop, kept.configuration).await?,
        };
        known.look = Some(look.clone());
        Ok(look)
    }

    /// What is sent.
    async fn changes(
        &mut self,
        undo: &RecordUndo,
        current: Option<&Configuration>,
    ) -> Result<Vec<ConfigurationChange>, PsaError> {
        let mut changes: Vec<ConfigurationChange> = undo.active.map(ConfigurationChange::Active).into_iter().collect();
        let Some(current) = current else { return Ok(changes) };
        for restore in there(undo) {
            changes.push(self.change(restore, current).await?);
        }
        Ok(changes)
    }

    async fn change(&mut self, restore: &Restore, current: &Configuration) -> Result<ConfigurationChange, PsaError> {
        let (row, name) = (&restore.row, &restore.to);
        match (row.field, row.old_reference) {
            (MappedField::Vendor, Some(id)) => {
                return Ok(ConfigurationChange::Manufacturer(Some(Reference { id, name: name.clone() })));
            }
            (MappedField::Status, Some(id)) => return Ok(ConfigurationChange::Status(id)),
            _ => {}
        }
        let mut mapping = FieldMapping::none();
        // A place that was written to once is a place.
        let _ = mapping.set(row.field, rule_of(row));
        let to = Destination { configuration: current, mapping: &mapping, targets: &KnownTargets::default() };
        change(self.psa, row.field, name, to, &mut self.lookups).await
    }

    fn intended(
        &self,
        kept: &KeptRecord,
        undo: &RecordUndo,
        device: Option<&Device>,
        current: Option<&Configuration>,
    ) -> IntendedWrites {
        let rows = undo.restores.iter().map(|restore| {
            let row = &restore.row;
            let is_there = row.target == SyncTarget::Connectwise;
            let reference = current.and_then(|current| reference_of(current, row.field)).filter(|_| is_there);
            let is_own = device.is_some_and(|device| device.layers.is_own(row.field.device_field()));
            UndoRow {
                run: self.request.run,
                old: restore.from.clone(),
                new: restore.to.clone(),
                old_reference: reference,
                had_own: !is_there && is_own,
                ..row.clone()
            }
        });
        let activity = undo.active.map(|new| ActivityUndo {
            run: self.request.run,
            device: kept.device,
            configuration: kept.configuration,
            old: !new,
            new,
        });
        IntendedWrites { rows: rows.collect(), activity, through: None }
    }

    /// Compares what came back with what was sent, and keeps everything about the record in one step.
    async fn keep(
        &self,
        kept: &KeptRecord,
        undo: &RecordUndo,
        device: Option<Device>,
        found: Option<Match>,
        after: Option<Configuration>,
    ) -> Result<Outcome, StoreFault> {
        let unstored = after.as_ref().map(|after| unstored(undo, after)).unwrap_or_default();
        let result = if unstored.is_empty() {
            let left = left_words(undo);
            let reason = if left.is_empty() { "" } else { LEFT_ALONE };
            result(kept, RecordOutcome::Applied, reason, &left)
        } else {
            let message = format!("ConnectWise answered \"done\" but did not store: {}.", unstored.join(", "));
            result(kept, RecordOutcome::Failed, "not_stored", &message)
        };
        let own = own_writes(undo);
        let mut recorded =
            RecordedResult::alone(result.clone(), &format!("undo {}", self.request.by), self.clock.now());
        // The pair counts only once the record is what it should be.
        recorded.pairing = undo.pairing.clone().filter(|_| unstored.is_empty());
        let pair = match &recorded.pairing {
            Some(PairChange::Together(made)) => Some(made.clone()),
            Some(PairChange::Apart(_)) => None,
            None => found,
        };
        if let (Some(mut device), Some(pair), Some(after)) = (device, pair, &after)
            && pair.configuration == kept.configuration
        {
            carry_out(&own, &mut device);
            recorded.base = self.base(&pair, &device, after);
            for restore in &undo.restores {
                self.hold_or_release(restore, &pair, &device, after, &mut recorded);
            }
        }
        recorded.own = own;
        recorded.configuration = after;
        self.store.record_result(self.request.lease, self.request.run, &recorded).await?;
        Ok(Outcome::Recorded(result))
    }

    fn base(&self, pair: &Match, device: &Device, after: &Configuration) -> Vec<BaseValue> {
        base_of(pair.id, device, after, self.request.mapping)
    }

    /// A field whose two sides differ now is held: else the next scheduled run would write it again. One in step is not.
    fn hold_or_release(
        &self,
        restore: &Restore,
        pair: &Match,
        device: &Device,
        after: &Configuration,
        recorded: &mut RecordedResult,
    ) {
        let field = restore.row.field;
        let rule = self.request.mapping.rule(field);
        let value = ours(device, field, rule);
        if same(field, &value, &theirs(after, field, rule)) {
            recorded.released.push((pair.id, field));
        } else {
            let (run, at) = (self.request.run, self.clock.now());
            recorded.held.push(HeldField { match_id: pair.id, field, value, run, at });
        }
    }

    /// A record of which nothing is put back.
    async fn keep_left(&self, kept: &KeptRecord, undo: &RecordUndo) -> Result<Outcome, StoreFault> {
        let reason = match undo.left.as_slice() {
            [first, rest @ ..] if rest.iter().all(|left| left.reason == first.reason) => first.reason.code(),
            _ => LEFT_ALONE,
        };
        self.keep_alone(result(kept, RecordOutcome::Skipped, reason, &left_words(undo))).await
    }

    /// A record that the PSA refused, in its own words.
    async fn refuse(&self, kept: &KeptRecord, error: &PsaError) -> Result<Outcome, StoreFault> {
        let (reason, message) = refused_words(error);
        self.keep_alone(result(kept, RecordOutcome::Failed, reason, &message)).await
    }

    /// An attempt whose write failed. One that certainly wrote nothing leaves nothing to undo.
    async fn refused_write(&self, kept: &KeptRecord, known: &Known, error: PsaError) -> Result<Attempt, StoreFault> {
        if error.action() == Action::Fix {
            let (reason, message) = refused_words(&error);
            let result = result(kept, RecordOutcome::Failed, reason, &message);
            let recorded = RecordedResult {
                is_unwritten: known.is_unwritten(),
                ..RecordedResult::alone(result.clone(), self.request.by, self.clock.now())
            };
            self.store.record_result(self.request.lease, self.request.run, &recorded).await?;
            return Ok(Attempt::Ended(Outcome::Recorded(result)));
        }
        self.forget_unwritten(kept, known).await?;
        Ok(if is_passing(&error) { Attempt::Again(error) } else { Attempt::Ended(Outcome::Ends(error)) })
    }

    /// Forgets the values of a write that was certainly not carried out. The next attempt keeps them as it finds them.
    async fn forget_unwritten(&self, kept: &KeptRecord, known: &Known) -> Result<(), StoreFault> {
        if !known.is_unwritten() {
            return Ok(());
        }
        self.store.forget_intended_writes(self.request.lease, self.request.run, kept.device, None).await
    }

    async fn keep_alone(&self, result: RecordResult) -> Result<Outcome, StoreFault> {
        let recorded = RecordedResult::alone(result.clone(), self.request.by, self.clock.now());
        self.store.record_result(self.request.lease, self.request.run, &recorded).await?;
        Ok(Outcome::Recorded(result))
    }
}

/// The values that are put back at the PSA.
fn there(undo: &RecordUndo) -> impl Iterator<Item = &Restore> {
    undo.restores.iter().filter(|restore| restore.row.target == SyncTarget::Connectwise)
}

/// What the PSA does not hold as it was to be put back.
fn unstored<'u>(undo: &'u RecordUndo, after: &Configuration) -> Vec<&'u str> {
    let is_stored = |restore: &&Restore| {
        let field = restore.row.field;
        canonical(field, &theirs(after, field, &rule_of(&restore.row))) == canonical(field, &restore.to)
    };
    let mut unstored: Vec<&str> =
        there(undo).filter(|restore| !is_stored(restore)).map(|restore| restore.row.field.key()).collect();
    if undo.active.is_some_and(|active| after.active != active) {
        unstored.push("active");
    }
    unstored
}

/// The values that are put back here.
fn own_writes(undo: &RecordUndo) -> Vec<OwnWrite> {
    let here = undo.restores.iter().filter(|restore| restore.row.target == SyncTarget::Local);
    here.map(|restore| OwnWrite {
        device: restore.row.device,
        field: restore.row.field.device_field(),
        before: restore.from.clone(),
        value: restore.row.had_own.then(|| FieldValue::Text(restore.to.clone())),
    })
    .collect()
}

/// The device as it is once these values are kept.
fn carry_out(own: &[OwnWrite], device: &mut Device) {
    for write in own {
        match &write.value {
            Some(value) => {
                device.layers.set_own(write.field, value.clone(), "", Timestamp(0));
            }
            None => {
                device.layers.own.remove(&write.field);
            }
        }
    }
}

/// What was left as it is, and why.
fn left_words(undo: &RecordUndo) -> String {
    let words = undo.left.iter().map(|left| match left.field {
        Some(field) => format!("{}: {}", field.key(), left.reason.words()),
        None => left.reason.words().to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn result(kept: &KeptRecord, outcome: RecordOutcome, reason: &str, message: &str) -> RecordResult {
    RecordResult {
        device: kept.device,
        configuration: kept.configuration,
        outcome,
        reason: reason.to_owned(),
        message: message.to_owned(),
    }
}
