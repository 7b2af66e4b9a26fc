//! One process at work on the company: what a use case does around the engine.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::{Context, Poll, Waker};

use sitebook_domain::{
    DeviceId, Lease, LeaseAttempt, LeaseHolder, Match, Origin, PlaceholderList, Run, RunState, Selection, Timestamp,
};
use sitebook_psa::{Configuration, ConfigurationQuery, Psa, PsaError};

use super::fault::Fault;
use super::invariant::Invariant;
use super::people::is_here;
use super::planning::{creations, plan};
use super::remote::Remote;
use super::steps::Steps;
use super::world::{AGENT, COMPANY, World};
use crate::apply::{ApplyRequest, FRESH_MILLIS, LEASE_MILLIS, RunSummary, apply};
use crate::create::{CompanyList, CreateRequest, CreateSummary, create, recover_creations};
use crate::guard::{check_list, check_overwrites};
use crate::model::{locked, pause};
use crate::plan::Plan;
use crate::ports::{Clock, Stop, StoreFault, SyncStore};
use crate::scheduled::leave_for_people;
use crate::targets::KnownTargets;
use crate::undo::{KeptRecord, KeptRun, UndoRequest, UndoSummary, undo};

/// How often a host renews the lease.
const BEAT_MILLIS: i64 = 20_000;

/// So many pauses a person takes to approve a plan.
const APPROVAL_PAUSES: usize = 6;

/// One of so many runs is taken back.
const UNDOABLE: usize = 3;

/// What a process is asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Plan and apply.
    Sync,
    /// The same for the schedule: what is for people to decide is left out.
    SyncScheduled,
    /// Show a plan, and apply exactly that.
    SyncApproved,
    /// Create what is missing: for devices that somebody named, or for all but those that wait for a person.
    Create {
        /// Whether somebody named them.
        named: bool,
    },
    /// Take one of the last runs back.
    Undo,
}

/// How it ended. What is not in here was refused before anything was written.
#[derive(Debug)]
pub(super) enum Ended {
    Synced(Plan, RunSummary),
    Created(CreateSummary),
    Undone(UndoSummary),
    /// Another process holds the company, the PSA could not be read, or a guard stopped it.
    NotBegun,
    /// The store refused a step.
    Faulted,
}

/// A look at one record of the PSA.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// When it was asked for, by the clock and by the time that has passed.
    at: (Timestamp, i64),
    pub(super) edits_seen: usize,
}

impl Look {
    /// A look that leaves for the PSA.
    pub(super) fn leaves(world: &World) -> Self {
        let edits_seen = world.note(|notes| notes.edits_there.len());
        Self { at: (world.clock.now(), world.clock.true_time.passed()), edits_seen }
    }

    /// Whether it is younger than a minute, by the clock or in truth: a clock that is set deceives one of them.
    pub(super) fn is_fresh(self, world: &World) -> bool {
        let (shown, passed) = self.at;
        let by_clock = world.clock.now().millis_since(shown);
        let in_truth = world.clock.true_time.passed() - passed;
        [by_clock, in_truth].iter().any(|age| (0..FRESH_MILLIS).contains(age))
    }
}

#[derive(Debug, Default)]
struct Seen {
    looks: BTreeMap<i64, Look>,
    matched: BTreeSet<i64>,
    activated: BTreeSet<i64>,
    written: Vec<i64>,
}

/// One process.
#[derive(Debug)]
pub(super) struct Process {
    pub(super) number: u32,
    pub(super) requests: AtomicU32,
    stop: AtomicBool,
    after_stop: AtomicU32,
    /// Whether the engine is at work: it is the engine that must stop between two requests.
    in_engine: AtomicBool,
    seen: Mutex<Seen>,
    /// The lease that it works under.
    held: Mutex<Option<Lease>>,
    host: &'static str,
    origin: Origin,
}

impl Stop for Process {
    fn requested(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }
}

impl Process {
    pub(super) fn new(number: u32, host: &'static str, wish: Wish) -> Self {
        let origin = if wish == Wish::SyncScheduled { Origin::Schedule } else { Origin::Hand };
        Self {
            number,
            host,
            origin,
            held: Mutex::default(),
            requests: AtomicU32::new(0),
            stop: AtomicBool::new(false),
            after_stop: AtomicU32::new(0),
            in_engine: AtomicBool::new(false),
            seen: Mutex::default(),
        }
    }

    pub(super) fn ask_to_stop(&self, world: &World) {
        if !self.stop.swap(true, Ordering::SeqCst) {
            world.inject(Fault::Stop);
        }
    }

    /// Counts a request that leaves.
    pub(super) fn sends(&self, world: &World) {
        self.requests.fetch_add(1, Ordering::SeqCst);
        if self.requested() && self.in_engine.load(Ordering::SeqCst) {
            let sent = self.after_stop.fetch_add(1, Ordering::SeqCst) + 1;
            // One request may have been about to leave.
            world.hold(Invariant::I10, sent <= 1, || format!("{sent} requests after the wish to stop"));
        }
    }

    pub(super) fn saw(&self, id: i64, look: Look) {
        locked(&self.seen).looks.insert(id, look);
    }

    /// What is known of the last look at a record that is about to be written.
    pub(super) fn look_at(&self, id: i64) -> Option<Look> {
        locked(&self.seen).looks.get(&id).copied()
    }

    /// The lease was taken or renewed; with how often the time had been disturbed when that was wanted.
    pub(super) fn holds(&self, world: &World, lease: &Lease, disturbances: u64) {
        world.note(|notes| notes.renewed.insert(self.number, disturbances));
        *locked(&self.held) = Some(lease.clone());
    }

    /// The work has ended: the lease is held on no longer.
    fn lets_go(&self, world: &World) {
        world.note(|notes| notes.renewed.remove(&self.number));
        *locked(&self.held) = None;
    }

    /// Whether its lease is the one that counts, as far as it can know: after hours asleep it may have lost it.
    pub(super) fn may_write(&self, world: &World) -> bool {
        let held = locked(&self.held).as_ref().map(|lease| lease.fence);
        world.store.lease(COMPANY).map(|lease| lease.fence) == held || world.is_disturbed(self.number)
    }

    /// What a host does beside all work, at least every 20 s: the lease is held on. Once it is lost, nothing more is to be
    /// sent. After hours asleep the heart beats late: others may have been faster.
    pub(super) fn beats(&self, world: &World) {
        let Some(lease) = locked(&self.held).clone().filter(|_| !world.is_disturbed(self.number)) else { return };
        let until = world.clock.now().plus_millis(LEASE_MILLIS);
        let left = world.store.lease(COMPANY).map_or(0, |lease| lease.expires_at.millis_since(world.clock.now()));
        if left > LEASE_MILLIS - BEAT_MILLIS {
            return;
        }
        match at_once(world.store.renew_lease(&lease, until)) {
            Ok(()) => self.holds(world, &lease, world.note(|notes| notes.disturbances)),
            Err(_) => self.stop.store(true, Ordering::SeqCst),
        }
    }

    pub(super) fn was_matched(&self, id: i64) -> bool {
        locked(&self.seen).matched.contains(&id)
    }

    pub(super) fn wrote(&self, id: i64) {
        locked(&self.seen).written.push(id);
    }

    /// How often a record was written, as far as its process can tell.
    pub(super) fn writes_to(&self, id: i64) -> usize {
        locked(&self.seen).written.iter().filter(|written| **written == id).count()
    }

    /// Whether it takes a run back that changed whether a configuration is active.
    pub(super) fn may_activate(&self, id: i64) -> bool {
        locked(&self.seen).activated.contains(&id)
    }

    fn knows_matches(&self, matches: &HashMap<DeviceId, Match>) {
        locked(&self.seen).matched = matches.values().map(|found| found.configuration).collect();
    }

    fn takes_back(&self, records: &[KeptRecord]) {
        let mut seen = locked(&self.seen);
        seen.matched = records.iter().map(|record| record.configuration).collect();
        let activates = |record: &&KeptRecord| record.created.is_some() || record.activity.is_some();
        seen.activated = records.iter().filter(activates).map(|record| record.configuration).collect();
    }
}

/// Does what was asked, as a use case does: lease, list, guards, what is left of earlier runs, the work, lease back.
pub(super) async fn work(world: &World, process: &Process, wish: Wish) -> Ended {
    let (remote, steps) = (Remote { world, process }, Steps { world, process });
    let approved = if wish == Wish::SyncApproved {
        let Ok(list) = read(world, &remote).await else { return Ended::NotBegun };
        let (plan, _) = plan(world, &by_id(list));
        for _ in 0..APPROVAL_PAUSES {
            pause().await;
        }
        Some(plan)
    } else {
        None
    };
    let disturbances = world.note(|notes| notes.disturbances);
    let lease = match take_lease(world, process, &steps).await {
        Ok(Some(lease)) => lease,
        Ok(None) => return Ended::NotBegun,
        Err(_) => return Ended::Faulted,
    };
    process.holds(world, &lease, disturbances);
    let ended = under_lease(world, process, (&remote, &steps), &lease, wish, approved).await;
    process.lets_go(world);
    // Failing to give it back does no harm: it runs out.
    drop(steps.release_lease(&lease).await);
    ended.unwrap_or(Ended::Faulted)
}

/// What a future gives, with nothing else happening meanwhile.
fn at_once<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

/// Whether a lease was given back.
fn is_free(lease: &Lease) -> bool {
    lease.expires_at == Timestamp(0)
}

async fn take_lease(world: &World, process: &Process, steps: &Steps<'_>) -> Result<Option<Lease>, StoreFault> {
    let holder = LeaseHolder { host: process.host.to_owned(), process: process.number, process_started: 0 };
    let is_alive = |held: &Lease| world.note(|notes| notes.alive.contains(&held.process));
    // Of its own computer a process knows who lives: a lease that ran out in the hands of one is not taken from it.
    if world.store.lease(COMPANY).is_some_and(|held| held.host == process.host && !is_free(&held) && is_alive(&held)) {
        return Ok(None);
    }
    let now = world.clock.now();
    let until = now.plus_millis(LEASE_MILLIS);
    let held = match steps.take_lease(COMPANY, &holder, now, until, None).await? {
        LeaseAttempt::Taken(lease) => return Ok(Some(lease)),
        LeaseAttempt::Held(held) => held,
    };
    if held.host != process.host || is_alive(&held) {
        return Ok(None);
    }
    match steps.take_lease(COMPANY, &holder, now, until, Some(held.fence)).await? {
        LeaseAttempt::Taken(lease) => Ok(Some(lease)),
        LeaseAttempt::Held(_) => Ok(None),
    }
}

async fn under_lease(
    world: &World,
    process: &Process,
    (remote, steps): (&Remote<'_>, &Steps<'_>),
    lease: &Lease,
    wish: Wish,
    approved: Option<Plan>,
) -> Result<Ended, StoreFault> {
    let requests_before = remote.requests_sent();
    let read_at = world.clock.now();
    let Ok(list) = read(world, remote).await else { return Ok(Ended::NotBegun) };
    let company_list = CompanyList::new(&list, read_at);
    let match_id = || world.next_match();
    let recovery = recover_creations(steps, &world.clock, lease, &company_list, &match_id).await?;
    process.in_engine.store(true, Ordering::SeqCst);
    if let Wish::Create { named } = wish {
        let settled: BTreeSet<DeviceId> = recovery.rows.iter().map(|row| row.result.device).collect();
        let creations = creations(world, named, &list, &settled);
        let pending: Vec<_> = recovery
            .pending
            .iter()
            .filter(|intent| creations.iter().any(|planned| planned.device == intent.device))
            .cloned()
            .collect();
        let request = CreateRequest {
            run: world.next_run(),
            agent: AGENT,
            by: "Ada",
            lease,
            creations: &creations,
            refused: &[],
            pending: &pending,
            unlinks: &world.store.unlinks(),
            reactivate: &HashSet::new(),
            list: company_list,
            match_id: &match_id,
            requests_before,
            progress: &|_, _, _| (),
        };
        return Ok(Ended::Created(create(remote, steps, &world.clock, &world.clock, process, request).await?));
    }
    let configurations = by_id(list);
    if wish == Wish::Undo {
        let Some(undone) = run_to_undo(world) else { return Ok(Ended::NotBegun) };
        let records = kept_of(world, &undone).records(&HashSet::new());
        process.takes_back(&records);
        // Who takes a creation back decides about its pair.
        world.note(|notes| notes.decided.extend(records.iter().map(|record| record.device)));
        let request = UndoRequest {
            run: world.next_run(),
            undone: &undone,
            records: &records,
            by: "Ada",
            lease,
            configurations: &configurations,
            read_at,
            mapping: &world.mapping,
            requests_before,
            progress: &|_, _, _| (),
        };
        return Ok(Ended::Undone(undo(remote, steps, &world.clock, &world.clock, process, &request).await?));
    }
    let exactly = approved.is_some();
    let (fresh, matches) = plan(world, &configurations);
    let mut plan = approved.unwrap_or(fresh);
    if process.origin == Origin::Schedule {
        plan.origin = Origin::Schedule;
        plan.skips.extend(leave_for_people(&mut plan.records, &world.mapping, &world.store.held_values()));
        if check_overwrites(&plan.records, matches.len()).is_err() {
            return Ok(Ended::NotBegun);
        }
    }
    process.knows_matches(&matches);
    let request = ApplyRequest {
        run: world.next_run(),
        plan: &plan,
        exactly,
        by: "Ada",
        lease,
        devices: &world.store.devices(),
        matches: &matches,
        configurations: &configurations,
        read_at,
        base: &world.store.base(),
        placeholders: &PlaceholderList::default(),
        origin: process.origin,
        selection: &Selection::default(),
        held: &world.store.held_values(),
        targets: &KnownTargets::default(),
        requests_before,
        progress: &|_, _, _| (),
    };
    let summary = apply(remote, steps, &world.clock, &world.clock, process, &request).await?;
    let is_closed = summary.run.state != RunState::Running;
    world.hold(Invariant::I8, is_closed, || "a run ended as running".to_owned());
    Ok(Ended::Synced(plan, summary))
}

/// One of the last runs that wrote something, whatever it was.
fn run_to_undo(world: &World) -> Option<Run> {
    let mut runs = world.store.runs();
    runs.retain(|run| {
        let kept = kept_of(world, run);
        run.state != RunState::Running && !(kept.rows.is_empty() && kept.created.is_empty() && kept.activity.is_empty())
    });
    let last: Vec<Run> = runs.into_iter().rev().take(UNDOABLE).collect();
    if world.note(|notes| notes.weather.is_calm()) {
        return last.into_iter().next();
    }
    if last.is_empty() { None } else { Some(world.one_of(&last)) }
}

fn kept_of(world: &World, run: &Run) -> KeptRun {
    KeptRun {
        rows: world.store.undo_rows_of(run.id),
        activity: world.store.activity_of(run.id),
        pairs: world.store.pairs_of(run.id),
        created: world.store.created_of(run.id).into_iter().collect(),
    }
}

/// What is not said to the person: the answer was no list, or none that can be believed.
struct NotRead;

impl From<PsaError> for NotRead {
    fn from(_: PsaError) -> Self {
        Self
    }
}

/// The company's list, past the guards, and matched configurations that are not in it.
async fn read(world: &World, remote: &Remote<'_>) -> Result<Vec<Configuration>, NotRead> {
    let mut list = remote.configurations(&ConfigurationQuery::of(COMPANY)).await?;
    let ids: Vec<i64> = list.iter().map(|configuration| configuration.id).collect();
    if check_list(&world.note(|notes| notes.accepted.clone()), &ids).is_err() {
        return Err(NotRead);
    }
    let listed: BTreeSet<i64> = ids.iter().copied().collect();
    let matched: BTreeSet<i64> = world.store.matches().into_values().map(|found| found.configuration).collect();
    world.note(|notes| notes.accepted = ids);
    for id in matched.difference(&listed) {
        list.extend(remote.configuration(*id).await?.filter(is_here));
    }
    Ok(list)
}

fn by_id(list: Vec<Configuration>) -> HashMap<i64, Configuration> {
    list.into_iter().map(|configuration| (configuration.id, configuration)).collect()
}
