//! The engine against the model world: what it writes, what it leaves behind when it is disturbed, and what it never
//! does.

mod changed;
mod choosing;
mod crashes;
mod seeds;
mod trouble;
mod writing;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Waker};

use sitebook_domain::{
    AgentId, Direction, FieldMapping, FieldRule, LeaseAttempt, LeaseHolder, MatchState, SyncMode, SyncTarget, UndoRow,
};
use sitebook_psa::ConfigurationQuery;
use uuid::Uuid;

use super::*;
use crate::model::{Call, Event, Fault, Journal, ManualClock, ModelPsa, ModelStore, StopWhen, records};
use crate::plan::{PairInput, PlanRules, plan_pairs};
use crate::scheduled::leave_for_people;
use crate::values::ours;

pub(crate) const AGENT: AgentId = AgentId(Uuid::from_u128(1));
pub(crate) const COMPANY: i64 = 250;
pub(crate) const START: Timestamp = Timestamp(1_767_600_000_000);

/// Both sides, and how they are to be synchronized.
pub(crate) struct World {
    pub(crate) psa: ModelPsa,
    pub(crate) store: ModelStore,
    pub(crate) clock: ManualClock,
    pub(crate) journal: Journal,
    pub(crate) mapping: FieldMapping,
    pub(crate) mode: SyncMode,
    pub(crate) origin: Origin,
    pub(crate) runs: AtomicU32,
}

/// Both sides as a run sees them when it begins.
pub(crate) struct Seen {
    pub(crate) devices: HashMap<DeviceId, Device>,
    pub(crate) matches: HashMap<DeviceId, Match>,
    pub(crate) configurations: HashMap<i64, Configuration>,
    pub(crate) base: HashMap<DeviceId, HashMap<MappedField, BaseValue>>,
    pub(crate) held: Held,
    pub(crate) read_at: Timestamp,
}

/// How a run is applied.
pub(crate) struct How<'h> {
    pub(crate) exactly: bool,
    pub(crate) selection: Selection,
    pub(crate) stop: &'h (dyn Fn() -> bool + Send + Sync),
    pub(crate) progress: &'h (dyn Fn(u32, u32, u32) + Send + Sync),
}

impl Default for How<'_> {
    fn default() -> Self {
        Self { exactly: false, selection: Selection::default(), stop: &|| false, progress: &|_, _, _| () }
    }
}

impl World {
    /// A world without records, in which everything goes to the PSA.
    pub(crate) fn new() -> Self {
        let journal = Journal::default();
        Self {
            psa: ModelPsa::with_journal(journal.clone()),
            store: ModelStore::with_journal(journal.clone()),
            clock: ManualClock::at(START),
            journal,
            mapping: FieldMapping::default(),
            mode: SyncMode::Custom,
            origin: Origin::Hand,
            runs: AtomicU32::new(0),
        }
    }

    /// A world of so many pairs, from 1 on, whose model number the PSA does not know yet.
    pub(crate) fn of(pairs: u8) -> Self {
        (1..=pairs).fold(Self::new(), |world, number| world.with(number, &[(MappedField::Model, "60F", "")]))
    }

    /// Adds a pair with these values of ours and theirs; its names are equal unless they are given.
    pub(crate) fn with(self, number: u8, values: &[(MappedField, &str, &str)]) -> Self {
        let mut device = records::device(AGENT, u128::from(number));
        let mut configuration = records::configuration(COMPANY, i64::from(number));
        device.name().clone_into(&mut configuration.name);
        for (field, ours, theirs) in values {
            records::set_ours(&mut device, *field, ours);
            records::set_theirs(&mut configuration, *field, theirs);
        }
        let found = records::matched(&device, COMPANY, configuration.id);
        self.psa.put(configuration);
        self.store.put(device, Some(found));
        self
    }

    /// The same world in which a field comes from the PSA.
    pub(crate) fn taking(mut self, field: MappedField) -> Self {
        let direction = Direction::FromConnectwise;
        self.mapping.set(field, FieldRule { direction, ..records::rule(field).clone() }).unwrap();
        self
    }

    pub(crate) async fn look(&self) -> Result<Seen, PsaError> {
        let list = self.psa.configurations(&ConfigurationQuery::of(COMPANY)).await?;
        Ok(Seen {
            devices: self.store.devices(),
            matches: self.store.matches(),
            configurations: list.into_iter().map(|configuration| (configuration.id, configuration)).collect(),
            base: self.store.base(),
            held: self.store.held_values(),
            read_at: self.clock.now(),
        })
    }

    pub(crate) fn plan(&self, seen: &Seen) -> Plan {
        let empty = HashMap::new();
        let pairs: Vec<PairInput<'_>> = seen
            .matches
            .values()
            .filter_map(|found| {
                let configuration = seen.configurations.get(&found.configuration)?;
                let base = seen.base.get(&found.device).unwrap_or(&empty);
                Some(PairInput { found, device: &seen.devices[&found.device], configuration, base })
            })
            .collect();
        let (placeholders, targets) = (PlaceholderList::default(), KnownTargets::default());
        let rules =
            PlanRules { mapping: &self.mapping, mode: self.mode, placeholders: &placeholders, targets: &targets };
        let (records, skips, equal) = plan_pairs(&pairs, &rules);
        let mapping = self.mapping.clone();
        let mut records = records;
        let mut skips = skips;
        if self.origin == Origin::Schedule {
            skips.extend(leave_for_people(&mut records, &self.mapping, &seen.held));
        }
        Plan {
            agent: AGENT,
            company: COMPANY,
            site: None,
            mode: self.mode,
            directions: BTreeMap::new(),
            origin: self.origin,
            mapping,
            records,
            creates: Vec::new(),
            skips,
            equal,
            written_back: BTreeSet::new(),
        }
    }

    /// Takes the lease, also from a run that a crash has ended.
    pub(crate) async fn lease(&self) -> Lease {
        let holder = LeaseHolder { host: "desk-1".to_owned(), process: 1, process_started: 0 };
        let dead = self.store.lease(COMPANY).map(|lease| lease.fence);
        let (now, until) = (self.clock.now(), self.clock.now().plus_millis(LEASE_MILLIS));
        match self.store.take_lease(COMPANY, &holder, now, until, dead).await.unwrap() {
            LeaseAttempt::Taken(lease) => lease,
            LeaseAttempt::Held(lease) => panic!("held by {lease:?}"),
        }
    }

    pub(crate) async fn apply(&self, seen: &Seen, plan: &Plan, how: How<'_>) -> Result<RunSummary, StoreFault> {
        let lease = self.lease().await;
        let request = ApplyRequest {
            run: RunId(Uuid::from_u128(u128::from(self.runs.fetch_add(1, Ordering::SeqCst)) + 1)),
            plan,
            exactly: how.exactly,
            origin: self.origin,
            selection: &how.selection,
            held: &seen.held,
            by: "Ada",
            lease: &lease,
            devices: &seen.devices,
            matches: &seen.matches,
            configurations: &seen.configurations,
            read_at: seen.read_at,
            base: &seen.base,
            placeholders: &PlaceholderList::default(),
            targets: &KnownTargets::default(),
            requests_before: self.psa.requests_sent(),
            progress: how.progress,
        };
        let summary = apply(&self.psa, &self.store, &self.clock, &self.clock, &StopWhen(how.stop), &request).await?;
        self.store.release_lease(&lease).await?;
        Ok(summary)
    }

    /// Looks, plans, and applies the plan `late` milliseconds after the look.
    pub(crate) async fn sync_late(&self, late: i64, how: How<'_>) -> RunSummary {
        let seen = self.look().await.unwrap();
        self.clock.advance(late);
        self.apply(&seen, &self.plan(&seen), how).await.unwrap()
    }

    /// A whole run that nothing disturbs from outside.
    pub(crate) fn sync(&self) -> RunSummary {
        finish(self.sync_late(0, How::default()))
    }

    /// Looks and plans, lets something happen, and applies the plan to what the list says then.
    pub(crate) fn sync_after(&self, happens: impl FnOnce(&Self), exactly: bool) -> RunSummary {
        let plan = self.plan(&finish(self.look()).unwrap());
        happens(self);
        let seen = finish(self.look()).unwrap();
        finish(self.apply(&seen, &plan, How { exactly, ..How::default() })).unwrap()
    }

    /// Our value of a field of a device.
    pub(crate) fn ours(&self, number: u8, field: MappedField) -> String {
        ours(&self.device(number), field, self.mapping.rule(field))
    }

    pub(crate) fn device(&self, number: u8) -> Device {
        self.store.devices().remove(&DeviceId(Uuid::from_u128(u128::from(number)))).unwrap()
    }

    /// Changes what the source says about a device.
    pub(crate) fn edit_here(&self, number: u8, field: MappedField, value: &str) {
        let mut device = self.device(number);
        records::set_ours(&mut device, field, value);
        self.store.put(device, None);
    }

    pub(crate) fn edit_match(&self, number: u8, edit: impl FnOnce(&mut Match)) {
        let device = self.device(number);
        let mut found = self.store.matches().remove(&device.id).unwrap();
        edit(&mut found);
        self.store.put(device, Some(found));
    }

    /// The configurations that were written to, once per request, in order.
    pub(crate) fn written(&self) -> Vec<i64> {
        let of = |call| if let Call::Write(id) = call { Some(id) } else { None };
        self.psa.calls().into_iter().filter_map(of).collect()
    }

    /// The base of a field of a pair: ours and theirs.
    pub(crate) fn base(&self, number: u8, field: MappedField) -> Option<(String, String)> {
        let value = self.store.base().remove(&self.device(number).id)?.remove(&field)?;
        Some((value.ours, value.theirs))
    }

    /// What must hold at every moment, whatever has happened: every value that was overwritten, on either side, was
    /// kept for undo before, as it stood there; no maker was created twice; nothing that is off was written.
    pub(crate) fn check(&self, context: &str) {
        let mut kept: Vec<UndoRow> = Vec::new();
        let mut makers = HashSet::new();
        let mut activity = Vec::new();
        for event in self.journal.events() {
            match event {
                Event::UndoKept(row) => kept.push(row),
                Event::ActivityKept(row) => activity.push((row.configuration, row.new)),
                Event::ActivityWritten { configuration, active } => {
                    assert!(activity.contains(&(configuration, active)), "{context}: {configuration} is {active} now");
                }
                Event::CreationIntended(intent) => panic!("{context}: a sync wants to create {intent:?}"),
                Event::ConfigurationCreated { configuration, .. } => panic!("{context}: {configuration} was created"),
                Event::MakerCreated(name) => assert!(makers.insert(name.to_lowercase()), "{context}: {name} twice"),
                Event::ConfigurationWritten { configuration, field, before, .. } => {
                    let is_it = |row: &UndoRow| row.configuration == configuration && row.field == field;
                    let found = |row| is_it(row) && row.old == before && row.target == SyncTarget::Connectwise;
                    assert!(kept.iter().any(found), "{context}: {field:?} of {configuration} was {before:?}");
                    assert_ne!(self.mapping.rule(field).direction, Direction::Off, "{context}: {field:?} is off");
                }
                Event::OwnWritten { device, field, before, .. } => {
                    let is_it = |row: &UndoRow| row.device == device && row.field.device_field() == field;
                    let found = |row| is_it(row) && row.old == before && row.target == SyncTarget::Local;
                    assert!(kept.iter().any(found), "{context}: {field:?} of {device} was {before:?}");
                }
            }
        }
    }

    /// What must hold once nothing disturbs any more: there is nothing left to write, and a run writes nothing.
    pub(crate) fn check_quiet(&self, context: &str) {
        let writes = self.journal.writes();
        let summary = self.sync();
        assert_eq!(self.journal.writes(), writes, "{context}: the next run writes");
        assert_eq!((summary.run.state, summary.results.as_slice()), (RunState::Done, [].as_slice()), "{context}");
        let open = self.store.runs().into_iter().find(|run| run.state == RunState::Running);
        assert_eq!(open, None, "{context}: a run was left open");
        self.check(context);
    }
}

/// Outcome and reason of each record.
fn told(summary: &RunSummary) -> Vec<(i64, RecordOutcome, &str)> {
    summary.results.iter().map(|result| (result.configuration, result.outcome, result.reason.as_str())).collect()
}

/// What a future gives.
pub(crate) fn finish<F: Future>(future: F) -> F::Output {
    crash_after(usize::MAX, future).expect("the model world ends every call")
}

/// What a future gives, or nothing: then it was dropped at that many pauses, as a crash would end it.
pub(crate) fn crash_after<F: Future>(pauses: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..pauses {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
    }
    None
}
