//! One world: both sides, the time, and what is noted about them for the checks.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use sitebook_domain::{
    AgentId, Device, DeviceField, DeviceId, Direction, FieldMapping, Lease, MappedField, MatchId, OwnValue, RunId,
    SyncMode, Timestamp, UndoRow, device_identifier,
};
use sitebook_psa::Configuration;
use uuid::Uuid;

use super::fault::Fault;
use super::invariant::{Broken, Invariant};
use super::weather::Weather;
use crate::chance::Chance;
use crate::model::{Journal, ManualClock, ModelPsa, ModelStore, records};
use crate::ports::{Clock, Wait};

pub(super) const AGENT: AgentId = AgentId(Uuid::from_u128(1));
pub(super) const COMPANY: i64 = 250;
pub(super) const ELSEWHERE: i64 = 251;
const START: Timestamp = Timestamp(1_767_600_000_000);

/// Devices without a configuration have numbers from here on.
const UNMATCHED_FROM: u128 = 51;

/// Records of others have ids from here on.
const OTHERS_FROM: i64 = 101;

/// More than the guard for short lists lets pass, so that it can be put to the test.
const OTHERS: usize = 14;

/// A clock that people set, over time that passes.
#[derive(Debug)]
pub(super) struct WorldClock {
    pub(super) true_time: ManualClock,
    ahead: AtomicI64,
}

impl WorldClock {
    /// Sets the clock by so much; no time passes.
    pub(super) fn jump(&self, millis: i64) {
        self.ahead.fetch_add(millis, Ordering::SeqCst);
    }

    /// Sets the clock right.
    pub(super) fn set_right(&self) {
        self.ahead.store(0, Ordering::SeqCst);
    }
}

impl Clock for WorldClock {
    fn now(&self) -> Timestamp {
        self.true_time.now().plus_millis(self.ahead.load(Ordering::SeqCst))
    }
}

impl Wait for WorldClock {
    async fn sleep(&self, millis: i64) {
        self.true_time.sleep(millis).await;
    }
}

/// A value that a person put there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EditThere {
    pub(super) number: usize,
    pub(super) configuration: i64,
    pub(super) field: MappedField,
    pub(super) value: String,
}

/// A write as it was about to be sent: what was written upon.
#[derive(Debug, Clone, Copy)]
pub(super) struct WriteAttempt {
    pub(super) configuration: i64,
    /// Edits that had happened when the record was looked at.
    pub(super) edits_seen: usize,
}

/// What is noted on the way.
pub(super) struct Notes {
    pub(super) chance: Chance,
    pub(super) weather: Weather,
    pub(super) injected: BTreeMap<Fault, u32>,
    pub(super) held: BTreeMap<Invariant, u64>,
    pub(super) broken: Option<Broken>,
    /// Processes that run.
    pub(super) alive: BTreeSet<u32>,
    /// The company's list as it was accepted last.
    pub(super) accepted: Vec<i64>,
    pub(super) edits_there: Vec<EditThere>,
    pub(super) attempts: Vec<WriteAttempt>,
    /// Configurations that people took away, with the number of writes before.
    pub(super) taken: BTreeMap<i64, usize>,
    /// Devices about which a person decided something.
    pub(super) decided: BTreeSet<DeviceId>,
    /// Records of others, as only people changed them.
    pub(super) others: BTreeMap<i64, Configuration>,
    /// Values overwritten in the moment between our look and our write.
    pub(super) unseen: u64,
    /// So long nothing begins after what runs now.
    pub(super) rest_after: i64,
    /// How often the clock was set, or hours passed at once: then a lease runs out in the hands of who works.
    pub(super) disturbances: u64,
    /// How often that had happened when each process renewed its lease last.
    pub(super) renewed: BTreeMap<u32, u64>,
    /// Undo rows so far, and how far the journal was read.
    pub(super) kept: Vec<UndoRow>,
    pub(super) journal_read: usize,
    runs: u128,
    matches: u128,
    processes: u32,
}

/// Both sides, and everything around them.
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) psa: ModelPsa,
    pub(super) store: ModelStore,
    pub(super) journal: Journal,
    pub(super) clock: WorldClock,
    pub(super) mapping: FieldMapping,
    pub(super) mode: SyncMode,
    notes: Mutex<Notes>,
}

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let journal = Journal::default();
        let psa = ModelPsa::with_journal(journal.clone());
        let store = ModelStore::with_journal(journal.clone());
        let true_time = ManualClock::at(START);
        let lag = *chance.one_of(&[0, 0, 1_000, 30_000, 59_000]);
        psa.lag(&true_time, lag);
        let mapping = random_mapping(&mut chance);
        let modes = [SyncMode::Custom, SyncMode::Custom, SyncMode::ToConnectwise, SyncMode::FromConnectwise];
        let mode = *chance.one_of(&modes);
        for number in 1..=chance.below(7) as u128 {
            let mut device = records::device(AGENT, number);
            let mut configuration = records::configuration(COMPANY, number as i64);
            for field in MappedField::ALL {
                records::set_ours(&mut device, *field, value(&mut chance, *field));
                records::set_theirs(&mut configuration, *field, value(&mut chance, *field));
            }
            let found = records::matched(&device, COMPANY, configuration.id);
            psa.put(configuration);
            store.put(device, Some(found));
        }
        for number in 0..chance.below(5) as u128 {
            let mut device = records::device(AGENT, UNMATCHED_FROM + number);
            records::set_ours(&mut device, MappedField::Vendor, value(&mut chance, MappedField::Vendor));
            records::set_ours(&mut device, MappedField::Serial, &format!("SERIAL-{number}"));
            store.put(device, None);
        }
        let mut others = BTreeMap::new();
        for id in (OTHERS_FROM..).take(OTHERS) {
            let mut other = records::configuration(COMPANY, id);
            for field in MappedField::ALL {
                records::set_theirs(&mut other, *field, value(&mut chance, *field));
            }
            other.device_identifier = if id == OTHERS_FROM { "rmm:1".to_owned() } else { String::new() };
            others.insert(id, other.clone());
            psa.put(other);
        }
        let mut injected = BTreeMap::new();
        if lag > 0 {
            injected.insert(Fault::Lag, 1);
        }
        let notes = Notes {
            chance,
            weather: Weather::calm(),
            injected,
            held: BTreeMap::new(),
            broken: None,
            alive: BTreeSet::new(),
            accepted: psa.all().iter().map(|configuration| configuration.id).collect(),
            edits_there: Vec::new(),
            attempts: Vec::new(),
            taken: BTreeMap::new(),
            decided: BTreeSet::new(),
            others,
            unseen: 0,
            rest_after: 0,
            disturbances: 0,
            renewed: BTreeMap::new(),
            kept: Vec::new(),
            journal_read: 0,
            runs: 0,
            matches: 0,
            processes: 0,
        };
        let clock = WorldClock { true_time, ahead: AtomicI64::new(0) };
        Self { seed, psa, store, journal, clock, mapping, mode, notes: Mutex::new(notes) }
    }

    /// Looks at the notes, or changes them.
    pub(super) fn note<T>(&self, act: impl FnOnce(&mut Notes) -> T) -> T {
        act(&mut crate::model::locked(&self.notes))
    }

    /// A number below `end`.
    pub(super) fn below(&self, end: usize) -> usize {
        self.note(|notes| notes.chance.below(end))
    }

    /// True in this share of all cases.
    pub(super) fn happens(&self, share: f64) -> bool {
        share > 0.0 && self.note(|notes| notes.chance.happens(share))
    }

    /// One of several.
    pub(super) fn one_of<T: Clone>(&self, choice: &[T]) -> T {
        self.note(|notes| notes.chance.one_of(choice).clone())
    }

    /// Counts a fault that is thrown in.
    pub(super) fn inject(&self, fault: Fault) {
        self.note(|notes| *notes.injected.entry(fault).or_default() += 1);
    }

    /// Counts an invariant that was looked at; the first that does not hold is kept.
    pub(super) fn hold(&self, invariant: Invariant, holds: bool, what: impl FnOnce() -> String) {
        self.note(|notes| {
            if holds {
                *notes.held.entry(invariant).or_default() += 1;
            } else if notes.broken.is_none() {
                notes.broken = Some(Broken { seed: self.seed, invariant, what: what() });
            }
        });
    }

    /// Whether the clock was set, or hours passed at once, since a process renewed its lease.
    pub(super) fn is_disturbed(&self, process: u32) -> bool {
        self.note(|notes| notes.renewed.get(&process) != Some(&notes.disturbances))
    }

    /// A lease was taken that this one was before: of a process that lives only when it had no chance to hold it.
    pub(super) fn overtakes(&self, before: &Lease) {
        let is_at_work = before.expires_at != Timestamp(0) && self.note(|notes| notes.alive.contains(&before.process));
        let holds = !is_at_work || self.is_disturbed(before.process);
        self.hold(Invariant::Alone, holds, || {
            format!("process {} was overtaken at work, its lease ended at {:?}", before.process, before.expires_at)
        });
    }

    pub(super) fn is_broken(&self) -> bool {
        self.note(|notes| notes.broken.is_some())
    }

    pub(super) fn next_run(&self) -> RunId {
        self.note(|notes| {
            notes.runs += 1;
            RunId(Uuid::from_u128(notes.runs))
        })
    }

    pub(super) fn next_match(&self) -> MatchId {
        self.note(|notes| {
            notes.matches += 1;
            MatchId(Uuid::from_u128(1_000 + notes.matches))
        })
    }

    pub(super) fn next_process(&self) -> u32 {
        self.note(|notes| {
            notes.processes += 1;
            notes.alive.insert(notes.processes);
            notes.processes
        })
    }

    /// All configurations and the layers of all devices, without who set a value and when.
    pub(super) fn sides(&self) -> (Vec<Configuration>, Vec<String>) {
        let mut devices: Vec<_> = self.store.devices().into_values().collect();
        devices.sort_by_key(|device| device.id);
        let layers = |device: &Device| {
            // An own value that says what the source says is none: setting it takes it away.
            let says_more = |(field, own): &(&DeviceField, &OwnValue)| match device.layers.source.get(*field) {
                Some(source) => *source != own.value,
                None => !own.value.is_empty(),
            };
            let own: Vec<_> =
                device.layers.own.iter().filter(says_more).map(|(field, own)| (field, &own.value)).collect();
            format!("{:?} {own:?}", device.layers.source)
        };
        (self.psa.all(), devices.iter().map(layers).collect())
    }

    pub(super) fn identifier(source_id: &str) -> String {
        device_identifier("test", "A-1", source_id, COMPANY)
    }
}

fn random_mapping(chance: &mut Chance) -> FieldMapping {
    let mut mapping = FieldMapping::default();
    if chance.happens(0.3) {
        return mapping;
    }
    for field in MappedField::ALL {
        let mut rule = records::rule(*field).clone();
        rule.direction = *chance.one_of(&[Direction::ToConnectwise, Direction::FromConnectwise, Direction::Off]);
        rule.allow_empty = chance.happens(0.3);
        // What cannot be is refused, and keeps its default.
        let _ = mapping.set(*field, rule);
    }
    mapping
}

/// A value that a field may have, among them other spellings of the same.
pub(super) fn value(chance: &mut Chance, field: MappedField) -> &'static str {
    let values: &[&'static str] = match field {
        MappedField::Mac => &["", "00:09:0F:AA:BB:01", "0009.0faa.bb01", "00-09-0f-aa-bb-02", "n/a"],
        MappedField::Ip => &["", "10.0.0.1", "10.0.0.2", "fe80::1", "FE80:0::1"],
        MappedField::Serial => &["", "FGT60F", " fgt60f", "N/A", "CN83"],
        MappedField::Vendor => &["", "Fortinet", "FORTINET", "HP"],
        MappedField::Name => &["firewall", "switch", "core switch ", "Firewall"],
        _ => &["", " ", "a", "b ", "a\r\nb", "a\nb"],
    };
    values[chance.below(values.len())]
}
