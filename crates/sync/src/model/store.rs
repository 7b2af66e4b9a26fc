//! The store port in memory.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};

use sitebook_domain::{
    ActivityUndo, BaseValue, CreationIntent, Device, DeviceField, DeviceId, Fence, FieldKey, FieldValue, HeldField,
    HistoryEntry, HistorySubject, Lease, LeaseAttempt, LeaseHolder, MappedField, Match, MatchId, MatchState, OwnWrite,
    PairChange, RecordResult, RememberedUnlink, Run, RunId, RunState, SyncTarget, Timestamp, UndoRow,
};
use sitebook_psa::Configuration;

use super::journal::{Event, Journal, locked, pause};
use crate::ports::{IntendedWrites, RecordedCreation, RecordedResult, StoreFault, SyncStore};
use crate::scheduled::Held;

#[derive(Debug, Default)]
struct State {
    leases: BTreeMap<i64, Lease>,
    runs: BTreeMap<RunId, Run>,
    results: BTreeMap<(RunId, DeviceId), RecordResult>,
    undo: Vec<UndoRow>,
    activity: Vec<ActivityUndo>,
    pairs: Vec<(RunId, PairChange)>,
    created: BTreeMap<(RunId, DeviceId), Configuration>,
    held: BTreeMap<(MatchId, MappedField), HeldField>,
    base: BTreeMap<(MatchId, MappedField), BaseValue>,
    devices: BTreeMap<DeviceId, Device>,
    matches: BTreeMap<DeviceId, Match>,
    configurations: BTreeMap<i64, Configuration>,
    history: Vec<HistoryEntry>,
    intents: BTreeMap<DeviceId, CreationIntent>,
    unlinks: Vec<RememberedUnlink>,
}

/// A store in memory. Its copies are the same store, as two processes see one database.
#[derive(Debug, Clone, Default)]
pub struct ModelStore {
    state: Arc<Mutex<State>>,
    journal: Journal,
}

impl ModelStore {
    /// An empty store that notes what happens to it in this journal.
    #[must_use]
    pub fn with_journal(journal: Journal) -> Self {
        Self { state: Arc::default(), journal }
    }

    /// Adds or replaces a device, and its match if it has one.
    pub fn put(&self, device: Device, found: Option<Match>) {
        let mut state = locked(&self.state);
        if let Some(found) = found {
            state.matches.insert(device.id, found);
        }
        state.devices.insert(device.id, device);
    }

    /// Takes a device and its match away.
    pub fn remove(&self, device: DeviceId) {
        let mut state = locked(&self.state);
        state.matches.remove(&device);
        state.devices.remove(&device);
    }

    /// Takes a pair apart, as a person would: it is remembered.
    pub fn unlink(&self, device: DeviceId) {
        let mut state = locked(&self.state);
        if let Some(found) = state.matches.remove(&device) {
            state.held.retain(|(match_id, _), _| *match_id != found.id);
            state.unlinks.push(RememberedUnlink { device, configuration: found.configuration });
        }
    }

    /// Pairs that were taken apart.
    #[must_use]
    pub fn unlinks(&self) -> Vec<RememberedUnlink> {
        locked(&self.state).unlinks.clone()
    }

    /// Creations whose outcome is not known.
    #[must_use]
    pub fn intents(&self) -> Vec<CreationIntent> {
        locked(&self.state).intents.values().cloned().collect()
    }

    /// All devices.
    #[must_use]
    pub fn devices(&self) -> HashMap<DeviceId, Device> {
        locked(&self.state).devices.iter().map(|(id, device)| (*id, device.clone())).collect()
    }

    /// All matches.
    #[must_use]
    pub fn matches(&self) -> HashMap<DeviceId, Match> {
        locked(&self.state).matches.iter().map(|(id, found)| (*id, found.clone())).collect()
    }

    /// The base values of each device's match.
    #[must_use]
    pub fn base(&self) -> HashMap<DeviceId, HashMap<MappedField, BaseValue>> {
        let state = locked(&self.state);
        let values_of = |id: MatchId| {
            state.base.values().filter(|value| value.match_id == id).map(|value| (value.field, value.clone())).collect()
        };
        state.matches.iter().map(|(device, found)| (*device, values_of(found.id))).collect()
    }

    /// The base values of the matches of a company, by match and field.
    #[must_use]
    pub fn base_of_company(&self, company: i64) -> Vec<BaseValue> {
        let state = locked(&self.state);
        let of_company = |id: MatchId| state.matches.values().any(|found| found.id == id && found.company == company);
        state.base.values().filter(|value| of_company(value.match_id)).cloned().collect()
    }

    /// All runs, by id.
    #[must_use]
    pub fn runs(&self) -> Vec<Run> {
        locked(&self.state).runs.values().cloned().collect()
    }

    /// What became of each record of a run.
    #[must_use]
    pub fn results_of(&self, run: RunId) -> Vec<RecordResult> {
        let state = locked(&self.state);
        state.results.iter().filter(|((of, _), _)| *of == run).map(|(_, result)| result.clone()).collect()
    }

    /// The values that a run was about to overwrite.
    #[must_use]
    pub fn undo_rows_of(&self, run: RunId) -> Vec<UndoRow> {
        locked(&self.state).undo.iter().filter(|row| row.run == run).cloned().collect()
    }

    /// The configurations whose being active a run was about to change.
    #[must_use]
    pub fn activity_of(&self, run: RunId) -> Vec<ActivityUndo> {
        locked(&self.state).activity.iter().filter(|row| row.run == run).cloned().collect()
    }

    /// The pairs that a run made again or took apart.
    #[must_use]
    pub fn pairs_of(&self, run: RunId) -> Vec<PairChange> {
        locked(&self.state).pairs.iter().filter(|(of, _)| *of == run).map(|(_, change)| change.clone()).collect()
    }

    /// The configurations that a run created, as they came back.
    #[must_use]
    pub fn created_of(&self, run: RunId) -> HashMap<DeviceId, Configuration> {
        let state = locked(&self.state);
        let of_run = state.created.iter().filter(|((of, _), _)| *of == run);
        of_run.map(|((_, device), configuration)| (*device, configuration.clone())).collect()
    }

    /// The held fields of all matches.
    #[must_use]
    pub fn held(&self) -> Vec<HeldField> {
        locked(&self.state).held.values().cloned().collect()
    }

    /// Our value of each held field when it was held, by device.
    #[must_use]
    pub fn held_values(&self) -> Held {
        let state = locked(&self.state);
        let mut held = Held::new();
        for found in state.matches.values() {
            for field in state.held.values().filter(|field| field.match_id == found.id) {
                held.entry(found.device).or_default().insert(field.field, field.value.clone());
            }
        }
        held
    }

    /// The history of a device, oldest first.
    #[must_use]
    pub fn history_of(&self, device: DeviceId) -> Vec<HistoryEntry> {
        let subject = HistorySubject::Device(device);
        locked(&self.state).history.iter().filter(|entry| entry.subject == subject).cloned().collect()
    }

    /// A configuration as it was kept last.
    #[must_use]
    pub fn kept_configuration(&self, id: i64) -> Option<Configuration> {
        locked(&self.state).configurations.get(&id).cloned()
    }

    /// The lease of a company as it was taken last.
    #[must_use]
    pub fn lease(&self, company: i64) -> Option<Lease> {
        locked(&self.state).leases.get(&company).cloned()
    }

    /// One step: nothing of it happens when its lease was taken over, and all of it at one moment when not.
    async fn step<T: Send>(
        &self,
        lease: &Lease,
        change: impl FnOnce(&mut State, &Journal) -> T + Send,
    ) -> Result<T, StoreFault> {
        pause().await;
        let done = {
            let mut state = locked(&self.state);
            if state.leases.get(&lease.company).is_some_and(|current| current.fence == lease.fence) {
                Ok(change(&mut state, &self.journal))
            } else {
                Err(StoreFault::Fenced)
            }
        };
        pause().await;
        done
    }
}

impl State {
    /// Whether nothing speaks against making this pair.
    fn is_free(&self, new: &Match) -> bool {
        let same = |unlink: &RememberedUnlink| unlink.device == new.device && unlink.configuration == new.configuration;
        self.devices.contains_key(&new.device)
            && !self.matches.contains_key(&new.device)
            && !self.matches.values().any(|found| found.configuration == new.configuration)
            && !self.unlinks.iter().any(same)
    }

    fn save_base(&mut self, base: &[BaseValue]) {
        for value in base {
            if self.matches.values().any(|found| found.id == value.match_id) {
                self.base.insert((value.match_id, value.field), value.clone());
            }
        }
    }

    /// Forgets what was kept of a record for an undo.
    fn forget_kept(&mut self, run: RunId, device: DeviceId) {
        self.undo.retain(|row| (row.run, row.device) != (run, device));
        self.activity.retain(|row| (row.run, row.device) != (run, device));
        self.pairs.retain(|(of, change)| (*of, change.found().device) != (run, device));
    }

    /// Makes a pair again or takes it apart, unless people decided otherwise since.
    fn change_pair(&mut self, run: RunId, change: &PairChange) {
        let found = change.found();
        match change {
            PairChange::Apart(_) => {
                let stands = self.matches.get(&found.device);
                if stands.is_none_or(|stands| stands.configuration != found.configuration) {
                    return;
                }
                self.matches.remove(&found.device);
                self.held.retain(|(match_id, _), _| *match_id != found.id);
                self.unlinks.push(RememberedUnlink { device: found.device, configuration: found.configuration });
            }
            PairChange::Together(_) => {
                let taken = self.matches.values().any(|other| other.configuration == found.configuration);
                if taken || self.matches.contains_key(&found.device) || !self.devices.contains_key(&found.device) {
                    return;
                }
                self.unlinks
                    .retain(|unlink| (unlink.device, unlink.configuration) != (found.device, found.configuration));
                self.matches.insert(found.device, found.clone());
            }
        }
        self.pairs.push((run, change.clone()));
    }

    fn save_own(&mut self, write: &OwnWrite, by: &str, at: Timestamp, journal: &Journal) {
        let Some(device) = self.devices.get_mut(&write.device) else { return };
        if device.layers.text(write.field) != write.before {
            return;
        }
        let shown = |device: &Device| device.layers.effective(write.field).map(ToString::to_string).unwrap_or_default();
        let before = shown(device);
        let changed = match &write.value {
            Some(value) => device.layers.set_own(write.field, value.clone(), by, at),
            None => device.layers.own.remove(&write.field).is_some(),
        };
        if !changed {
            return;
        }
        let after = shown(device);
        journal.record(Event::OwnWritten {
            device: write.device,
            field: write.field,
            before: before.clone(),
            after: after.clone(),
        });
        self.history.push(HistoryEntry {
            agent: device.agent,
            subject: HistorySubject::Device(write.device),
            field: write.field.key().to_owned(),
            old: before,
            new: after,
            by: by.to_owned(),
            at,
        });
    }
}

impl SyncStore for ModelStore {
    async fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreFault> {
        pause().await;
        let device = locked(&self.state).devices.get(&id).cloned();
        pause().await;
        Ok(device)
    }

    async fn standing_match(&self, device: DeviceId) -> Result<Option<Match>, StoreFault> {
        pause().await;
        let found = locked(&self.state).matches.get(&device).cloned();
        pause().await;
        Ok(found)
    }

    async fn take_lease(
        &self,
        company: i64,
        holder: &LeaseHolder,
        now: Timestamp,
        until: Timestamp,
        dead: Option<Fence>,
    ) -> Result<LeaseAttempt, StoreFault> {
        pause().await;
        let attempt = {
            let mut state = locked(&self.state);
            let current = state.leases.get(&company);
            if let Some(held) = current.filter(|lease| lease.expires_at > now && Some(lease.fence) != dead) {
                LeaseAttempt::Held(held.clone())
            } else {
                let taken = Lease {
                    company,
                    host: holder.host.clone(),
                    process: holder.process,
                    process_started: holder.process_started,
                    fence: Fence(current.map_or(0, |lease| lease.fence.0) + 1),
                    expires_at: until,
                };
                state.leases.insert(company, taken.clone());
                LeaseAttempt::Taken(taken)
            }
        };
        pause().await;
        Ok(attempt)
    }

    async fn renew_lease(&self, lease: &Lease, until: Timestamp) -> Result<(), StoreFault> {
        self.step(lease, |state, _| {
            state.leases.entry(lease.company).and_modify(|held| held.expires_at = until);
        })
        .await
    }

    async fn release_lease(&self, lease: &Lease) -> Result<(), StoreFault> {
        // It stays, expired: its fencing number must go on growing.
        self.renew_lease(lease, Timestamp(0)).await
    }

    async fn begin_run(&self, lease: &Lease, run: &Run) -> Result<(), StoreFault> {
        self.step(lease, |state, _| {
            let running = |other: &&mut Run| other.company == run.company && other.state == RunState::Running;
            for abandoned in state.runs.values_mut().filter(running) {
                abandoned.state = RunState::Failed;
                abandoned.reason = Some("Sitebook ended before this run did".to_owned());
                abandoned.ended_at = Some(run.started_at);
            }
            state.runs.insert(run.id, run.clone());
        })
        .await
    }

    async fn record_intended_writes(
        &self,
        lease: &Lease,
        intended: &IntendedWrites,
        _at: Timestamp,
    ) -> Result<bool, StoreFault> {
        self.step(lease, |state, journal| {
            let may_be_written = |found: &Match| matches!(found.state, MatchState::Automatic | MatchState::Confirmed);
            let stands = |id| state.matches.values().any(|found| found.id == id && may_be_written(found));
            if intended.through.is_some_and(|through| !stands(through)) {
                return false;
            }
            for row in &intended.rows {
                journal.record(Event::UndoKept(row.clone()));
                let same = |kept: &UndoRow| {
                    (kept.run, kept.device, kept.field, kept.target) == (row.run, row.device, row.field, row.target)
                };
                state.undo.retain(|kept| !same(kept));
                state.undo.push(row.clone());
            }
            if let Some(activity) = &intended.activity {
                journal.record(Event::ActivityKept(activity.clone()));
                state.activity.retain(|kept| (kept.run, kept.device) != (activity.run, activity.device));
                state.activity.push(activity.clone());
            }
            true
        })
        .await
    }

    async fn forget_intended_writes(
        &self,
        lease: &Lease,
        run: RunId,
        device: DeviceId,
        value: Option<(MappedField, SyncTarget)>,
    ) -> Result<(), StoreFault> {
        self.step(lease, |state, _| match value {
            None => state.forget_kept(run, device),
            Some((field, target)) => {
                let is_it =
                    |row: &UndoRow| (row.run, row.device, row.field, row.target) == (run, device, field, target);
                state.undo.retain(|row| !is_it(row));
            }
        })
        .await
    }

    async fn record_source_value(
        &self,
        lease: &Lease,
        device: DeviceId,
        field: DeviceField,
        value: &FieldValue,
    ) -> Result<(), StoreFault> {
        self.step(lease, |state, _| {
            if let Some(device) = state.devices.get_mut(&device) {
                device.layers.set_source(field, value.clone());
            }
        })
        .await
    }

    async fn record_seen_value(
        &self,
        lease: &Lease,
        device: DeviceId,
        field: DeviceField,
        value: &FieldValue,
        _: &str,
        _: Timestamp,
    ) -> Result<(), StoreFault> {
        self.record_source_value(lease, device, field, value).await
    }

    async fn record_result(&self, lease: &Lease, run: RunId, recorded: &RecordedResult) -> Result<(), StoreFault> {
        self.step(lease, |state, journal| {
            if recorded.is_unwritten {
                state.forget_kept(run, recorded.result.device);
            }
            state.results.insert((run, recorded.result.device), recorded.result.clone());
            if let Some(change) = &recorded.pairing {
                state.change_pair(run, change);
            }
            state.save_base(&recorded.base);
            for write in &recorded.own {
                state.save_own(write, &recorded.by, recorded.at, journal);
            }
            if let Some(configuration) = &recorded.configuration {
                state.configurations.insert(configuration.id, configuration.clone());
            }
            for (match_id, field) in &recorded.released {
                state.held.remove(&(*match_id, *field));
            }
            for held in &recorded.held {
                if state.matches.values().any(|found| found.id == held.match_id) {
                    state.held.insert((held.match_id, held.field), held.clone());
                }
            }
        })
        .await
    }

    async fn record_base(&self, lease: &Lease, base: &[BaseValue]) -> Result<(), StoreFault> {
        self.step(lease, |state, _| state.save_base(base)).await
    }

    async fn finish_run(&self, lease: &Lease, run: &Run) -> Result<(), StoreFault> {
        self.step(lease, |state, _| {
            state.runs.insert(run.id, run.clone());
        })
        .await
    }

    async fn creation_intents(&self, company: i64) -> Result<Vec<CreationIntent>, StoreFault> {
        pause().await;
        let intents = self.intents().into_iter().filter(|intent| intent.company == company).collect();
        pause().await;
        Ok(intents)
    }

    async fn record_creation_intent(&self, lease: &Lease, intent: &CreationIntent) -> Result<bool, StoreFault> {
        self.step(lease, |state, journal| {
            let wanted = state.devices.contains_key(&intent.device) && !state.matches.contains_key(&intent.device);
            if wanted {
                journal.record(Event::CreationIntended(intent.clone()));
                state.intents.insert(intent.device, intent.clone());
            }
            wanted
        })
        .await
    }

    async fn record_creation(&self, lease: &Lease, recorded: &RecordedCreation) -> Result<bool, StoreFault> {
        self.step(lease, |state, _| {
            let new = &recorded.found;
            let known = state.matches.get(&new.device).filter(|known| known.configuration == new.configuration);
            let match_id = match known {
                Some(known) => known.id,
                None if state.is_free(new) => {
                    state.matches.insert(new.device, new.clone());
                    new.id
                }
                None => return false,
            };
            let base: Vec<BaseValue> =
                recorded.base.iter().map(|value| BaseValue { match_id, ..value.clone() }).collect();
            state.save_base(&base);
            state.results.insert((recorded.run, new.device), recorded.result.clone());
            state.created.insert((recorded.run, new.device), recorded.configuration.clone());
            state.configurations.insert(recorded.configuration.id, recorded.configuration.clone());
            state.intents.remove(&new.device);
            true
        })
        .await
    }

    async fn drop_creation_intent(
        &self,
        lease: &Lease,
        device: DeviceId,
        result: Option<(RunId, RecordResult)>,
    ) -> Result<(), StoreFault> {
        self.step(lease, |state, _| {
            state.intents.remove(&device);
            if let Some((run, result)) = result {
                state.results.insert((run, device), result);
            }
        })
        .await
    }
}
