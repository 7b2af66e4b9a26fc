//! The steps of the create protocol.

mod preparing;
mod waiting;

use sitebook_domain::{ActivityUndo, CreationIntent, DeviceId};
use sitebook_psa::{Action, Configuration, ConfigurationChange, DifferenceKind, Psa, PsaError, creation_differences};

use super::list::CompanyList;
use super::plan::PlannedCreation;
use super::record::{Again, Came, CreationRow, keep, used_again};
use super::recover::{DuplicateIdentifier, duplicate};
use super::{Attempt, CreateRequest, CreateTrouble, Devices, Halt, Makers, SETTLED_MILLIS, Unknown};
use crate::apply::refused_words;
use crate::ports::{Clock, IntendedWrites, RecordedResult, Stop, StoreFault, SyncStore, Wait};
use crate::waiting::NO_PROGRESS_MILLIS;
use preparing::{Prepared, made_before};

/// Fewer unknown outcomes in a row than this say nothing about the others.
const UNKNOWN_TIMES: u32 = 3;

/// One run at work.
pub(super) struct Creating<'c, P, S, C, W, T> {
    psa: &'c P,
    store: &'c S,
    clock: &'c C,
    wait: &'c W,
    stop: &'c T,
    request: &'c CreateRequest<'c>,
    list: CompanyList,
    makers: Makers,
    /// Makers that were not there before.
    pub(super) created_makers: Vec<String>,
    /// Outcomes that the list will decide.
    unknown: Vec<Unknown>,
    /// Devices that have an intent.
    intended: Devices,
    /// Whether anything was created by this run.
    created: bool,
    /// How long this run has slept, in milliseconds.
    slept: i64,
    pub(super) rows: Vec<CreationRow>,
    pub(super) duplicates: Vec<DuplicateIdentifier>,
}

impl<'c, P: Psa, S: SyncStore, C: Clock, W: Wait, T: Stop> Creating<'c, P, S, C, W, T> {
    pub(super) fn new(
        psa: &'c P,
        store: &'c S,
        clock: &'c C,
        wait: &'c W,
        stop: &'c T,
        request: &'c CreateRequest<'c>,
    ) -> Self {
        Self {
            psa,
            store,
            clock,
            wait,
            stop,
            request,
            list: request.list.clone(),
            makers: Makers::new(),
            created_makers: Vec::new(),
            unknown: Vec::new(),
            intended: request.pending.iter().map(|intent| intent.device).collect(),
            created: false,
            slept: 0,
            rows: Vec::new(),
            duplicates: Vec::new(),
        }
    }

    /// Everything from the first record to the look at the end.
    pub(super) async fn carry_out(&mut self) -> Result<(), Halt> {
        for (device, reason, message) in self.request.refused {
            let row = self.fail(CreationRow::failed(*device, reason, message.clone())).await?;
            self.rows.push(row);
        }
        let (mut quiet_since, mut unknown_in_a_row) = (self.clock.now(), 0);
        for (index, planned) in self.request.creations.iter().enumerate() {
            let intent = self.request.pending.iter().find(|intent| intent.device == planned.device);
            if let Some(intent) = intent {
                // Of what an earlier run left, the clock alone knows the age.
                let age = self.clock.now().millis_since(intent.intended_at);
                let until_slept = self.slept + (SETTLED_MILLIS - age).clamp(0, SETTLED_MILLIS);
                self.unknown.push(Unknown { index, since: intent.intended_at, until_slept });
                continue;
            }
            match self.create_one(planned).await? {
                Attempt::Decided(row) => {
                    self.decided(row);
                    (quiet_since, unknown_in_a_row) = (self.clock.now(), 0);
                }
                Attempt::Unknown(error) => {
                    let until_slept = self.slept + SETTLED_MILLIS;
                    self.unknown.push(Unknown { index, since: self.clock.now(), until_slept });
                    unknown_in_a_row += 1;
                    let quiet = self.clock.now().millis_since(quiet_since);
                    if unknown_in_a_row >= UNKNOWN_TIMES && quiet >= NO_PROGRESS_MILLIS {
                        return Err(Halt::Trouble(CreateTrouble::Psa(error)));
                    }
                }
            }
        }
        self.settle().await?;
        self.look_again().await
    }

    /// Keeps a row for each device whose outcome is not known. The intent stays for the next run.
    pub(super) async fn keep_pending(&mut self) -> Result<Vec<CreationRow>, StoreFault> {
        let mut pending = Vec::new();
        for unknown in &self.unknown {
            let message = "It is not known whether ConnectWise created it. The next run looks, before anything is sent \
                           again.";
            let device = self.request.creations[unknown.index].device;
            let row = CreationRow::failed(device, "outcome_unknown", message);
            self.keep_result(&row).await?;
            pending.push(row);
        }
        Ok(pending)
    }

    /// Waits once, lists, and decides what was left unknown: there it is adopted, else it is sent once more.
    async fn settle(&mut self) -> Result<(), Halt> {
        let left = |unknown: &Unknown| {
            let by_clock = unknown.since.plus_millis(SETTLED_MILLIS).millis_since(self.clock.now());
            by_clock.max(unknown.until_slept - self.slept)
        };
        let Some(longest) = self.unknown.iter().map(left).max() else { return Ok(()) };
        self.sleep(longest).await?;
        self.read_list().await?;
        let mut still = 0;
        for _ in 0..self.unknown.len() {
            let unknown = &self.unknown[still];
            let (index, since, until_slept) = (unknown.index, unknown.since, unknown.until_slept);
            let planned = &self.request.creations[index];
            let is_there = !self.list.carrying(&planned.new.device_identifier).is_empty();
            // A clock that was set meanwhile says nothing about the time that passed.
            let is_settled = self.list.read_at().millis_since(since) >= SETTLED_MILLIS && self.slept >= until_slept;
            if !is_there && !is_settled {
                still += 1;
                continue;
            }
            match self.create_one(planned).await? {
                Attempt::Decided(row) => {
                    self.unknown.remove(still);
                    self.decided(row);
                }
                Attempt::Unknown(_) => {
                    self.unknown[still].since = self.clock.now();
                    self.unknown[still].until_slept = self.slept + SETTLED_MILLIS;
                    still += 1;
                }
            }
        }
        Ok(())
    }

    /// A last list, when something was created or is still unknown: it may show the rest, and shows what two computers
    /// created in the same moment.
    async fn look_again(&mut self) -> Result<(), Halt> {
        if !self.created && self.unknown.is_empty() {
            return Ok(());
        }
        // Everything is decided but for what this look shows: it is no reason to call the run anything else.
        match self.read_list().await {
            Err(Halt::Store(fault)) => return Err(fault.into()),
            Err(_) => return Ok(()),
            Ok(()) => {}
        }
        let mut still = 0;
        while still < self.unknown.len() {
            let planned = &self.request.creations[self.unknown[still].index];
            if self.list.carrying(&planned.new.device_identifier).is_empty() {
                still += 1;
            } else {
                let row = self.adopt(planned).await?;
                self.unknown.remove(still);
                self.decided(row);
            }
        }
        for planned in self.request.creations {
            let carrying = self.list.carrying(&planned.new.device_identifier);
            if self.duplicates.iter().all(|known| known.device != planned.device) {
                self.duplicates.extend(duplicate(planned.device, carrying));
            }
        }
        Ok(())
    }

    /// One device: adopted if its record is there, else created.
    async fn create_one(&mut self, planned: &PlannedCreation) -> Result<Attempt, Halt> {
        let mut busy = 0;
        loop {
            self.between_requests().await?;
            self.freshen().await?;
            if !self.list.carrying(&planned.new.device_identifier).is_empty() {
                return Ok(Attempt::Decided(self.adopt(planned).await?));
            }
            if let Some(row) = self.hindrance(planned).await? {
                return Ok(Attempt::Decided(self.fail(row).await?));
            }
            let new = match self.prepared(planned).await {
                Ok(Prepared::Sendable(new)) => new,
                Ok(Prepared::MadeBefore(id)) => {
                    return Ok(Attempt::Decided(self.fail(made_before(planned.device, id)).await?));
                }
                Ok(Prepared::Stopped) => return Err(Halt::Stopped),
                Err(error) if error.action() == Action::Fix => {
                    return Ok(Attempt::Decided(self.refuse(planned, &error).await?));
                }
                Err(error) if error.action() == Action::Wait => {
                    self.wait_for_room(error, &mut busy).await?;
                    continue;
                }
                Err(error) => return Err(Halt::Trouble(CreateTrouble::Psa(error))),
            };
            self.between_requests().await?;
            // Looking up the maker may have taken its time.
            let looked_at = self.fresh_look(planned).await?;
            if !self.list.carrying(&planned.new.device_identifier).is_empty() {
                continue;
            }
            if self.stop.requested() {
                return Err(Halt::Stopped);
            }
            if !self.intend(planned).await? {
                let message = "The device was matched by somebody else meanwhile. Nothing was created.";
                let row = CreationRow::failed(planned.device, "already_matched", message);
                return Ok(Attempt::Decided(self.fail(row).await?));
            }
            // So may keeping the wish, which also shows that the lease still holds: nothing is sent upon an old list.
            if !self.is_fresh(looked_at) {
                continue;
            }
            let error = match self.psa.create_configuration(&new).await {
                Ok(configuration) => {
                    self.created = true;
                    let mut differences = creation_differences(&new, &configuration);
                    differences.retain(|difference| difference.kind != DifferenceKind::Spacing);
                    let row =
                        keep(self.store, Came { differences, ..self.came(planned.device, &configuration, false) })
                            .await?;
                    return Ok(Attempt::Decided(row));
                }
                Err(error) => error,
            };
            if error.outcome_unknown {
                self.created = true;
                // From now on the request may be under way no longer: this is when the waiting begins.
                self.intend(planned).await?;
                return Ok(Attempt::Unknown(error));
            }
            if error.action() == Action::Wait {
                if let Err(halt) = self.wait_for_room(error, &mut busy).await {
                    // Nothing of it was carried out: nothing is under way.
                    if !matches!(halt, Halt::Store(_)) {
                        self.forget(planned.device).await?;
                    }
                    return Err(halt);
                }
            } else if error.action() == Action::Fix {
                return Ok(Attempt::Decided(self.refuse(planned, &error).await?));
            } else {
                self.forget(planned.device).await?;
                return Err(Halt::Trouble(CreateTrouble::Psa(error)));
            }
        }
    }

    /// Takes the record that carries the device's identifier: the oldest, if there are several.
    async fn adopt(&mut self, planned: &PlannedCreation) -> Result<CreationRow, Halt> {
        let carrying = self.list.carrying(&planned.new.device_identifier).to_vec();
        let Some(configuration) = carrying.first() else {
            return Err(StoreFault::Failed("there is no record to adopt".to_owned()).into());
        };
        if self.duplicates.iter().all(|known| known.device != planned.device) {
            self.duplicates.extend(duplicate(planned.device, &carrying));
        }
        let taken_apart = |unlink: &sitebook_domain::RememberedUnlink| {
            unlink.device == planned.device && unlink.configuration == configuration.id
        };
        let was_intended = self.intended.contains(&planned.device);
        if !was_intended && (!configuration.active || self.request.unlinks.iter().any(taken_apart)) {
            if self.request.reactivate.contains(&planned.device) {
                return self.reactivate(planned, configuration).await;
            }
            return self.fail(made_before(planned.device, configuration.id)).await;
        }
        let came = self.came(planned.device, configuration, true);
        if !was_intended {
            return Ok(used_again(self.store, came, Again::Found).await?);
        }
        let row = keep(self.store, came).await?;
        self.intended.remove(&planned.device);
        Ok(row)
    }

    /// Uses a record again that was made for the device before: active, and its match.
    async fn reactivate(&mut self, planned: &PlannedCreation, listed: &Configuration) -> Result<CreationRow, Halt> {
        let (lease, run) = (self.request.lease, self.request.run);
        let mut configuration = listed.clone();
        if !configuration.active {
            self.between_requests().await?;
            let activity =
                ActivityUndo { run, device: planned.device, configuration: configuration.id, old: false, new: true };
            let intended = IntendedWrites { activity: Some(activity), ..IntendedWrites::default() };
            self.store.record_intended_writes(lease, &intended, self.clock.now()).await?;
            match self.psa.update_configuration(configuration.id, &[ConfigurationChange::Active(true)]).await {
                Ok(after) if after.active => configuration = after,
                Ok(_) => {
                    let message = "ConnectWise answered \"done\" but did not set the configuration active.";
                    let row = CreationRow::failed_with(planned.device, configuration.id, "not_stored", message);
                    return self.fail(row).await;
                }
                Err(error) => {
                    if !error.outcome_unknown {
                        self.store.forget_intended_writes(lease, run, planned.device, None).await?;
                    }
                    if error.action() == Action::Fix {
                        return self.refuse(planned, &error).await;
                    }
                    return Err(Halt::Trouble(CreateTrouble::Psa(error)));
                }
            }
        }
        let came = self.came(planned.device, &configuration, true);
        let row = used_again(self.store, came, Again::Reactivated).await?;
        self.intended.remove(&planned.device);
        Ok(row)
    }

    fn came<'k>(&'k self, device: DeviceId, configuration: &'k Configuration, adopted: bool) -> Came<'k> {
        Came {
            lease: self.request.lease,
            run: self.request.run,
            device,
            configuration,
            adopted,
            differences: Vec::new(),
            match_id: (self.request.match_id)(),
            by: self.request.by,
            at: self.clock.now(),
        }
    }

    /// Why the device is not wanted any more: people go on working during a run.
    async fn hindrance(&self, planned: &PlannedCreation) -> Result<Option<CreationRow>, Halt> {
        let device = self.store.device(planned.device).await?;
        let (reason, message) = match device {
            Some(device) if device.ignored => ("ignored", "The device was ignored meanwhile. Nothing was created."),
            Some(device) if device.gone_since.is_none() => return Ok(None),
            _ => ("gone", "The source no longer reports the device. Nothing was created."),
        };
        Ok(Some(CreationRow::failed(planned.device, reason, message)))
    }

    /// Keeps the wish, from now on. No when the device has a match by now.
    async fn intend(&mut self, planned: &PlannedCreation) -> Result<bool, Halt> {
        let intent = CreationIntent {
            device: planned.device,
            company: self.request.lease.company,
            identifier: planned.new.device_identifier.clone(),
            run: self.request.run,
            intended_at: self.clock.now(),
            by: self.request.by.to_owned(),
        };
        let intended = self.store.record_creation_intent(self.request.lease, &intent).await?;
        if intended {
            self.intended.insert(planned.device);
        }
        Ok(intended)
    }

    async fn forget(&mut self, device: DeviceId) -> Result<(), Halt> {
        self.intended.remove(&device);
        Ok(self.store.drop_creation_intent(self.request.lease, device, None).await?)
    }

    /// A row that the PSA refused, in its own words.
    async fn refuse(&mut self, planned: &PlannedCreation, error: &PsaError) -> Result<CreationRow, Halt> {
        let (reason, message) = refused_words(error);
        self.fail(CreationRow::failed(planned.device, reason, message)).await
    }

    /// A row that fails for good: result kept, intent gone, in one step.
    async fn fail(&mut self, row: CreationRow) -> Result<CreationRow, Halt> {
        let device = row.result.device;
        if self.intended.remove(&device) {
            let result = Some((self.request.run, row.result.clone()));
            self.store.drop_creation_intent(self.request.lease, device, result).await?;
        } else {
            self.keep_result(&row).await?;
        }
        Ok(row)
    }

    async fn keep_result(&self, row: &CreationRow) -> Result<(), StoreFault> {
        let recorded = RecordedResult::alone(row.result.clone(), self.request.by, self.clock.now());
        self.store.record_result(self.request.lease, self.request.run, &recorded).await
    }

    fn decided(&mut self, row: CreationRow) {
        self.rows.push(row);
        let total = self.request.creations.len() + self.request.refused.len();
        let failed = self.rows.iter().filter(|row| row.found.is_none()).count();
        (self.request.progress)(self.rows.len() as u32, total as u32, failed as u32);
    }
}
