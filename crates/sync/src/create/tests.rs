//! The create protocol against the model world: at most one record per identifier, at every moment; and after recovery
//! every record of ours is matched.

mod crashes;
mod planning;
mod seeds;
mod trouble;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Waker};

use sitebook_domain::{
    Device, DeviceField, FieldMapping, FieldValue, LeaseAttempt, LeaseHolder, MappedField, MatchRule, MatchState,
    PlaceholderList, Timestamp, device_identifier,
};
use sitebook_psa::{Configuration, ConfigurationQuery, PsaErrorKind};
use uuid::Uuid;

use super::*;
use crate::apply::LEASE_MILLIS;
use crate::matching::MatchOutcome;
use crate::model::{Call, Event, Fault, Journal, ManualClock, ModelPsa, ModelStore, StopWhen, records};
use crate::targets::KnownTargets;

const AGENT: AgentId = AgentId(Uuid::from_u128(1));
const COMPANY: i64 = 250;
const TYPE: i64 = 4;
const START: Timestamp = Timestamp(1_767_600_000_000);

/// An agent with devices that have no configuration.
struct World {
    psa: ModelPsa,
    store: ModelStore,
    clock: ManualClock,
    journal: Journal,
    runs: AtomicU32,
    ids: AtomicU32,
    reactivate: HashSet<DeviceId>,
}

/// How a run ended that could not even begin.
#[derive(Debug, PartialEq, Eq)]
enum Failure {
    Psa(PsaError),
    Store(StoreFault),
}

impl From<StoreFault> for Failure {
    fn from(fault: StoreFault) -> Self {
        Self::Store(fault)
    }
}

impl World {
    /// So many devices, from 1 on, the odd ones with a maker.
    fn of(devices: u8) -> Self {
        let journal = Journal::default();
        let world = Self {
            psa: ModelPsa::with_journal(journal.clone()),
            store: ModelStore::with_journal(journal.clone()),
            clock: ManualClock::at(START),
            journal,
            runs: AtomicU32::new(0),
            ids: AtomicU32::new(0),
            reactivate: HashSet::new(),
        };
        // Records of others are there already, one with an identifier of its own kind.
        for id in 1..=3 {
            let mut other = records::configuration(COMPANY, id);
            other.device_identifier = if id == 1 { "rmm:1".to_owned() } else { String::new() };
            world.psa.put(other);
        }
        for number in 1..=devices {
            let mut device = records::device(AGENT, u128::from(number));
            if number % 2 == 1 {
                records::set_ours(&mut device, MappedField::Vendor, "Fortinet");
            }
            records::set_ours(&mut device, MappedField::Serial, &format!("SERIAL-{number}"));
            world.store.put(device, None);
        }
        world
    }

    fn device(&self, number: u8) -> Device {
        self.store.devices().remove(&DeviceId(Uuid::from_u128(u128::from(number)))).unwrap()
    }

    fn identifier(number: u8) -> String {
        device_identifier("test", "A-1", &number.to_string(), COMPANY)
    }

    fn fail(&self, number: u8, fault: Fault) {
        self.psa.fail(Call::Create(Self::identifier(number)), fault);
    }

    /// A record that carries a device's identifier, made by another computer.
    fn put_made_elsewhere(&self, number: u8, id: i64) {
        let made = Configuration { device_identifier: Self::identifier(number), ..records::configuration(COMPANY, id) };
        self.psa.put(made);
    }

    async fn lease(&self) -> Result<Lease, StoreFault> {
        let holder = LeaseHolder { host: "desk-1".to_owned(), process: 1, process_started: 0 };
        let dead = self.store.lease(COMPANY).map(|lease| lease.fence);
        let (now, until) = (self.clock.now(), self.clock.now().plus_millis(LEASE_MILLIS));
        match self.store.take_lease(COMPANY, &holder, now, until, dead).await? {
            LeaseAttempt::Taken(lease) => Ok(lease),
            LeaseAttempt::Held(lease) => panic!("held by {lease:?}"),
        }
    }

    fn match_id(&self) -> MatchId {
        MatchId(Uuid::from_u128(1_000 + u128::from(self.ids.fetch_add(1, Ordering::SeqCst))))
    }

    fn plan(&self, configurations: &[Configuration], named: bool) -> CreationPlan {
        let mut devices: Vec<Device> = self.store.devices().into_values().collect();
        devices.sort_by_key(|device| device.id);
        let wanted: Vec<WantedDevice<'_>> = devices
            .iter()
            .map(|device| WantedDevice { device, source: "test", agent_source_id: "A-1", named })
            .collect();
        let matches: Vec<_> = self.store.matches().into_values().collect();
        plan_creations(CreationInput {
            company: COMPANY,
            site: None,
            status: None,
            type_id: Some(TYPE),
            type_map: &BTreeMap::new(),
            types: &[],
            targets: &KnownTargets::default(),
            answers: &[],
            devices: &wanted,
            configurations,
            matches: &matches,
            unlinks: &self.store.unlinks(),
            in_sync: false,
            outcome: &MatchOutcome::default(),
            mapping: &FieldMapping::default(),
            placeholders: &PlaceholderList::default(),
        })
    }

    /// What a use case does: lease, list, recovery, plan, creations.
    async fn run(
        &self,
        stop: &(dyn Fn() -> bool + Send + Sync),
        named: bool,
    ) -> Result<(Recovery, CreateSummary), Failure> {
        let lease = self.lease().await?;
        let read_at = self.clock.now();
        let configurations = self.psa.configurations(&ConfigurationQuery::of(COMPANY)).await.map_err(Failure::Psa)?;
        let list = CompanyList::new(&configurations, read_at);
        let match_id = || self.match_id();
        let matches: Vec<_> = self.store.matches().into_values().collect();
        let foreseen = foresee_recovery(&self.store.intents(), &list, &matches, &self.store.unlinks());
        let recovery = recover_creations(&self.store, &self.clock, &lease, &list, &match_id).await?;
        check_foreseen(foreseen, &recovery);
        let plan = self.plan(&configurations, named);
        let refused: Vec<_> =
            plan.refused.iter().map(|refused| (refused.device, refused.reason.code(), String::new())).collect();
        let request = CreateRequest {
            reactivate: &self.reactivate,
            run: RunId(Uuid::from_u128(u128::from(self.runs.fetch_add(1, Ordering::SeqCst)) + 1)),
            agent: AGENT,
            by: "Ada",
            lease: &lease,
            creations: &plan.creations,
            refused: &refused,
            pending: &recovery.pending,
            unlinks: &self.store.unlinks(),
            list,
            match_id: &match_id,
            requests_before: self.psa.requests_sent(),
            progress: &|_, _, _| (),
        };
        let summary = create(&self.psa, &self.store, &self.clock, &self.clock, &StopWhen(stop), request).await?;
        self.store.release_lease(&lease).await?;
        Ok((recovery, summary))
    }

    /// A whole run for all devices that nothing disturbs from outside.
    fn create(&self) -> CreateSummary {
        finish(self.run(&|| false, false)).unwrap().1
    }

    /// So often a creation was asked of the PSA.
    fn posts(&self) -> usize {
        self.psa.calls().iter().filter(|call| matches!(call, Call::Create(_))).count()
    }

    /// What must hold at every moment: an identifier was created once at most, and not before it was intended; nothing of
    /// others was written.
    fn check(&self, context: &str) {
        let (mut intended, mut created, mut makers) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for event in self.journal.events() {
            match event {
                Event::CreationIntended(intent) => drop(intended.insert(intent.identifier)),
                Event::ConfigurationCreated { device_identifier, .. } => {
                    assert!(intended.contains(&device_identifier), "{context}: created before it was intended");
                    assert!(created.insert(device_identifier.clone()), "{context}: {device_identifier} twice");
                }
                Event::MakerCreated(name) => assert!(makers.insert(name.to_lowercase()), "{context}: {name} twice"),
                other => panic!("{context}: {other:?}"),
            }
        }
    }

    /// What must have come of the world once nothing disturbs any more: each device has the one record that carries its
    /// identifier, no intent is left, and another run sends nothing that writes.
    fn check_end(&self, context: &str) {
        self.check(context);
        assert_eq!(self.store.intents(), [], "{context}: an intent is left");
        let matches = self.store.matches();
        for device in self.store.devices().into_values() {
            let identifier = device_identifier("test", "A-1", &device.source_id, COMPANY);
            let all = self.psa.all();
            let carrying: Vec<_> = all.iter().filter(|record| record.device_identifier == identifier).collect();
            assert_eq!(carrying.len(), 1, "{context}: records of {}", device.name());
            let found = matches.get(&device.id).unwrap_or_else(|| panic!("{context}: {} has no match", device.name()));
            assert_eq!(found.configuration, carrying[0].id, "{context}");
            assert_eq!((found.rule, found.state), (MatchRule::Created, MatchState::Confirmed), "{context}");
            assert!(self.store.base()[&device.id].contains_key(&MappedField::Serial), "{context}: no base");
            assert_eq!(self.store.kept_configuration(carrying[0].id).as_ref(), Some(carrying[0]), "{context}");
        }
        let writes = (self.journal.writes(), self.posts());
        let again = self.create();
        assert_eq!((again.run.state, again.rows.as_slice()), (RunState::Done, [].as_slice()), "{context}");
        assert_eq!((self.journal.writes(), self.posts()), writes, "{context}: the next run writes");
        let open = self.store.runs().into_iter().find(|run| run.state == RunState::Running);
        assert_eq!(open, None, "{context}: a run was left open");
    }
}

/// A preview says what the run then does.
fn check_foreseen(foreseen: Foreseen, recovery: &Recovery) {
    let (applied, failed): (Vec<_>, Vec<_>) =
        recovery.rows.iter().cloned().partition(|row| row.result.outcome == RecordOutcome::Applied);
    let applied: Vec<_> = applied.iter().map(|row| (row.result.device, row.result.configuration)).collect();
    assert_eq!((foreseen.taken, foreseen.failed), (applied, failed), "foreseen otherwise");
    assert_eq!(foreseen.looked_up, recovery.pending.iter().map(|intent| intent.device).collect());
    assert_eq!(foreseen.duplicates, recovery.duplicates);
}

/// Outcome, reason, and whether it was adopted, of each row.
fn told(rows: &[CreationRow]) -> Vec<(u128, RecordOutcome, &str)> {
    rows.iter().map(|row| (row.result.device.0.as_u128(), row.result.outcome, row.result.reason.as_str())).collect()
}

/// An error after which nobody knows whether the request was carried out.
fn unknown(kind: PsaErrorKind) -> PsaError {
    PsaError { outcome_unknown: true, ..kind.into() }
}

fn set_name(world: &World, number: u8, name: &str) {
    let mut device = world.device(number);
    device.layers.set_source(DeviceField::Name, FieldValue::Text(name.to_owned()));
    world.store.put(device, None);
}

/// What a future gives.
fn finish<F: Future>(future: F) -> F::Output {
    crash_after(usize::MAX, future).expect("the model world ends every call")
}

/// What a future gives, or nothing: then it was dropped at that many pauses, as a crash would end it.
fn crash_after<F: Future>(pauses: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..pauses {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Some(output);
        }
    }
    None
}
