//! The story of one seed: rounds of trouble, then calm, and what must have come of it.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use sitebook_domain::{DeviceId, Match, RecordOutcome, RunState, SyncTarget};

use super::fault::Fault;
use super::invariant::{Broken, Invariant};
use super::people;
use super::process::{Ended, Process, Wish, work};
use super::remote::goes_there;
use super::weather::Weather;
use super::world::{COMPANY, World};
use crate::model::{Call, Event};
use crate::ports::Clock;

/// Rounds of trouble in each world.
const ROUNDS: usize = 4;

/// No process needs more pauses than this, with every wait in it.
const MOST_PAUSES: usize = 400_000;

/// What a world went through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// The first invariant that did not hold.
    pub broken: Option<Broken>,
    /// How often each fault was thrown in.
    pub injected: BTreeMap<Fault, u32>,
    /// How often each invariant was looked at, and held.
    pub held: BTreeMap<Invariant, u64>,
    /// Values that somebody wrote to the PSA between our look and our write, and that were overwritten unseen: the limit
    /// of a PSA that knows no conditional write.
    pub overwritten_unseen: u64,
    /// Everything that happened on both sides.
    pub events: Vec<Event>,
    /// Every request.
    pub calls: Vec<Call>,
}

type Running<'w> = Pin<Box<dyn Future<Output = Ended> + 'w>>;

/// Plays the world of a seed to its end.
#[must_use]
pub fn play(seed: u64) -> Played {
    let world = World::new(seed);
    if world.happens(0.5) {
        // A first run without trouble, so that both sides have been in step once.
        drive(&world, &[Wish::Sync], Crash::Never);
        check_round(&world);
    }
    for _ in 0..ROUNDS {
        for _ in 0..world.below(6) {
            people::in_between(&world);
        }
        world.clock.true_time.advance(world.note(|notes| std::mem::take(&mut notes.rest_after)));
        world.note(|notes| notes.weather = Weather::any(&mut notes.chance));
        let wishes = [
            Wish::Sync,
            Wish::SyncScheduled,
            Wish::SyncApproved,
            Wish::Create { named: true },
            Wish::Create { named: false },
            Wish::Undo,
        ];
        let mut wanted = vec![world.one_of(&wishes)];
        if world.happens(0.25) {
            wanted.push(world.one_of(&wishes));
            world.inject(Fault::SecondProcess);
        }
        for _ in wanted.iter().filter(|wish| **wish == Wish::Undo) {
            world.inject(Fault::Undo);
        }
        for _ in wanted.iter().filter(|wish| **wish == Wish::SyncScheduled) {
            world.inject(Fault::Scheduled);
        }
        drive(&world, &wanted, Crash::Perhaps);
        check_round(&world);
        if world.is_broken() {
            break;
        }
    }
    come_to_rest(&world);
    if !world.is_broken() {
        take_back(&world);
    }
    let (events, calls) = (world.journal.events(), world.psa.calls());
    world.note(|notes| Played {
        broken: notes.broken.clone(),
        injected: notes.injected.clone(),
        held: notes.held.clone(),
        overwritten_unseen: notes.unseen,
        events,
        calls,
    })
}

/// A run that nobody disturbed is taken back: both sides are as they were, and a second time nothing is written.
fn take_back(world: &World) {
    for _ in 0..3 {
        people::edit(world);
    }
    let before = world.sides();
    let writes = world.journal.writes();
    drive(world, &[Wish::Sync], Crash::Never);
    if world.journal.writes() == writes {
        return;
    }
    drive(world, &[Wish::Undo], Crash::Never);
    let after = world.sides();
    world.hold(Invariant::Undo, after == before, || format!("{after:?}\nis not what it was:\n{before:?}"));
    check_round(world);
}

/// Whether processes may die.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Crash {
    Never,
    Perhaps,
}

/// Lets processes work side by side until each has ended or died.
fn drive(world: &World, wishes: &[Wish], crash: Crash) {
    let processes: Vec<Process> = wishes
        .iter()
        .enumerate()
        .map(|(index, wish)| {
            let is_elsewhere = index > 0 && world.happens(0.5);
            if is_elsewhere {
                world.inject(Fault::OtherComputer);
            }
            Process::new(world.next_process(), if is_elsewhere { "desk-2" } else { "desk-1" }, *wish)
        })
        .collect();
    let matches_before = world.store.matches();
    let mut running: Vec<(usize, Running<'_>, Option<usize>)> = processes
        .iter()
        .zip(wishes)
        .enumerate()
        .map(|(index, (process, wish))| {
            let future: Running<'_> = Box::pin(work(world, process, *wish));
            (index, future, dies_at(world, crash))
        })
        .collect();
    // Dead processes are kept until their world has gone on without them: nothing of them may clean up before.
    let mut dead = Vec::new();
    let mut context = Context::from_waker(Waker::noop());
    let mut pauses = 0;
    while !running.is_empty() {
        for (index, _, _) in &running {
            processes[*index].beats(world);
        }
        let place = world.below(running.len());
        let (index, future, left) = &mut running[place];
        let process = &processes[*index];
        people::between_pauses(world, process);
        if *left == Some(0) {
            let mends = world.store.runs().iter().filter(|run| run.state == RunState::Running).count() > 1
                || !world.store.intents().is_empty();
            world.inject(if mends { Fault::CrashInRecovery } else { Fault::Crash });
            world.note(|notes| notes.alive.remove(&process.number));
            dead.push(running.swap_remove(place));
            continue;
        }
        if let Some(left) = left {
            *left -= 1;
        }
        if let Poll::Ready(ended) = future.as_mut().poll(&mut context) {
            check_end(world, process, &ended);
            world.note(|notes| notes.alive.remove(&process.number));
            drop(running.swap_remove(place));
        }
        pauses += 1;
        if pauses > MOST_PAUSES {
            world.hold(Invariant::I10, false, || "a process does not end".to_owned());
            return;
        }
    }
    world.hold(Invariant::I10, true, String::new);
    check_matches(world, &matches_before);
    let rest = world.one_of(&[0, 0, 1_000, 30_000, 120_000, 10_800_000]);
    world.clock.true_time.advance(rest.max(world.note(|notes| std::mem::take(&mut notes.rest_after))));
}

/// After how many pauses a process dies, if it does.
fn dies_at(world: &World, crash: Crash) -> Option<usize> {
    let dies = crash == Crash::Perhaps && world.happens(0.4);
    dies.then(|| {
        let most = world.one_of(&[20, 60, 120, 300]);
        world.below(most)
    })
}

/// What must be true of a process that came to its end.
fn check_end(world: &World, process: &Process, ended: &Ended) {
    match ended {
        Ended::Synced(plan, summary) => {
            let run = &summary.run;
            let adds_up = (run.applied + run.failed + run.skipped) as usize == summary.results.len();
            world.hold(Invariant::I8, adds_up, || format!("{run:?} has {} results", summary.results.len()));
            let mut planned = plan.records.iter().map(|record| record.device);
            let in_order = summary.results.iter().all(|result| planned.any(|device| device == result.device));
            world.hold(Invariant::I8, in_order, || "results are not those of the plan".to_owned());
            let undo = world.store.undo_rows_of(run.id);
            for result in summary.results.iter().filter(|result| result.outcome == RecordOutcome::Applied) {
                let goes_there =
                    undo.iter().any(|row| row.device == result.device && row.target == SyncTarget::Connectwise);
                let writes = process.writes_to(result.configuration);
                let what = || format!("configuration {} was written {writes} times", result.configuration);
                world.hold(Invariant::I8, (writes > 0) == goes_there, what);
            }
        }
        Ended::Created(summary) => {
            let run = &summary.run;
            let adds_up = (run.applied + run.failed) as usize == summary.rows.len() + summary.pending.len();
            world.hold(Invariant::I8, adds_up, || format!("{run:?} has {} rows", summary.rows.len()));
            let lone = summary.duplicates.is_empty();
            world.hold(Invariant::I1, lone, || format!("{:?}", summary.duplicates));
        }
        Ended::Undone(summary) => {
            let run = &summary.run;
            let told = (run.applied + run.failed) as usize <= summary.results.len();
            world.hold(Invariant::I8, told, || format!("{run:?} has {} results", summary.results.len()));
        }
        Ended::NotBegun | Ended::Faulted => {}
    }
}

/// Matches change by people and by creations alone, and no configuration has two.
fn check_matches(world: &World, before: &std::collections::HashMap<DeviceId, Match>) {
    let after = world.store.matches();
    let decided = world.note(|notes| notes.decided.clone());
    for (device, found) in before {
        let is_kept = after.get(device).is_some_and(|now| now == found) || decided.contains(device);
        world.hold(Invariant::I6, is_kept, || format!("the match of {device} is gone or another one"));
    }
    let configurations: BTreeSet<i64> = after.values().map(|found| found.configuration).collect();
    let one_to_one = configurations.len() == after.len();
    world.hold(Invariant::I6, one_to_one, || "two devices share a configuration".to_owned());
}

/// What must hold after everything that happened so far.
fn check_round(world: &World) {
    let events = world.journal.events();
    let read = world.note(|notes| std::mem::replace(&mut notes.journal_read, events.len()));
    for event in &events[read..] {
        match event {
            Event::UndoKept(row) => world.note(|notes| notes.kept.push(row.clone())),
            Event::ConfigurationWritten { configuration, field, before, .. } => {
                let there = goes_there(world, *field);
                world.hold(Invariant::I4, there, || format!("{field:?} of {configuration} was written"));
                let is_kept = world.note(|notes| {
                    let is_it = |row: &&sitebook_domain::UndoRow| {
                        row.configuration == *configuration
                            && row.field == *field
                            && row.target == SyncTarget::Connectwise
                            && row.old == *before
                    };
                    notes.kept.iter().any(|row| is_it(&row))
                });
                let is_unseen = !is_kept && was_edited_unseen(world, *configuration, *field, before);
                if is_unseen {
                    world.note(|notes| notes.unseen += 1);
                }
                let what = || format!("{field:?} of configuration {configuration} was {before:?} and was not kept");
                world.hold(Invariant::I3, is_kept || is_unseen, what);
            }
            Event::OwnWritten { device, field, before, .. } => {
                let is_kept = world.note(|notes| {
                    notes.kept.iter().any(|row| {
                        row.device == *device
                            && row.field.device_field() == *field
                            && row.target == SyncTarget::Local
                            && row.old == *before
                    })
                });
                let what = || format!("{field:?} of device {device} was {before:?} and was not kept");
                world.hold(Invariant::I3, is_kept, what);
            }
            Event::ActivityWritten { configuration, active } => {
                let is_kept = |event: &Event| matches!(event, Event::ActivityKept(row) if row.configuration == *configuration && row.new == *active);
                let what = || format!("configuration {configuration} is active: {active}, and that was not kept");
                world.hold(Invariant::I3, events.iter().any(is_kept), what);
            }
            _ => {}
        }
    }
    check_creations(world, &events);
    check_nothing_deleted(world);
}

/// Whether a person wrote this value after the last look of a process that then wrote the record.
fn was_edited_unseen(world: &World, configuration: i64, field: sitebook_domain::MappedField, value: &str) -> bool {
    world.note(|notes| {
        let mut edits = notes
            .edits_there
            .iter()
            .filter(|edit| edit.configuration == configuration && edit.field == field && edit.value == value);
        edits.any(|edit| {
            notes
                .attempts
                .iter()
                .any(|attempt| attempt.configuration == configuration && attempt.edits_seen <= edit.number)
        })
    })
}

/// One record per identifier at a time, and none before its intent.
fn check_creations(world: &World, events: &[Event]) {
    let mut intended = BTreeSet::new();
    let mut there: BTreeMap<&str, i64> = BTreeMap::new();
    let mut makers = BTreeSet::new();
    let mut writes = 0;
    for event in events {
        match event {
            Event::CreationIntended(intent) => drop(intended.insert(intent.identifier.as_str())),
            Event::ConfigurationCreated { configuration, device_identifier } => {
                let was_intended = intended.contains(device_identifier.as_str());
                world.hold(Invariant::I1, was_intended, || format!("{device_identifier} was never intended"));
                if let Some(earlier) = there.insert(device_identifier, *configuration) {
                    let is_gone = world.note(|notes| notes.taken.get(&earlier).is_some_and(|taken| *taken <= writes));
                    let what = || format!("{earlier} and {configuration} both are {device_identifier}");
                    world.hold(Invariant::I1, is_gone, what);
                }
            }
            Event::MakerCreated(name) => {
                let is_new = makers.insert(name.to_lowercase());
                world.hold(Invariant::I1, is_new, || format!("the maker {name} was created twice"));
            }
            _ => {}
        }
        writes += usize::from(event.is_write());
    }
}

fn check_nothing_deleted(world: &World) {
    let all: BTreeMap<i64, _> = world.psa.all().into_iter().map(|found| (found.id, found)).collect();
    let (others, taken) = world.note(|notes| (notes.others.clone(), notes.taken.clone()));
    for (id, other) in others {
        let found = all.get(&id);
        world.hold(Invariant::I7, found.is_some(), || format!("configuration {id} is gone"));
        world.hold(Invariant::I4, found == Some(&other), || format!("configuration {id} of others was changed"));
    }
    for found in world.store.matches().values() {
        let id = found.configuration;
        let is_there = all.contains_key(&id) || taken.contains_key(&id);
        world.hold(Invariant::I7, is_there, || format!("configuration {id} is gone"));
    }
}

/// Once nothing disturbs any more: at most two runs mend everything, and the next one writes nothing.
fn come_to_rest(world: &World) {
    world.psa.heal();
    world.note(|notes| notes.weather = Weather::calm());
    world.clock.set_right();
    // A process that died on another computer holds its lease until it runs out, also one taken under a clock set ahead.
    let held = world.store.lease(COMPANY).map_or(0, |lease| lease.expires_at.millis_since(world.clock.now()));
    world.clock.true_time.advance(300_000.max(held));
    for _ in 0..2 {
        drive(world, &[Wish::Create { named: true }], Crash::Never);
        drive(world, &[Wish::Sync], Crash::Never);
    }
    let done = |world: &World| {
        let posts = world.psa.calls().iter().filter(|call| matches!(call, Call::Create(_) | Call::Write(_))).count();
        (world.journal.writes(), posts)
    };
    let before = done(world);
    drive(world, &[Wish::Create { named: true }], Crash::Never);
    drive(world, &[Wish::Sync], Crash::Never);
    let after = done(world);
    world.hold(Invariant::I5, after == before, || format!("the third run still writes: {before:?}, then {after:?}"));
    let open = world.store.runs().iter().filter(|run| run.state == RunState::Running).count();
    world.hold(Invariant::I5, open == 0, || format!("{open} runs were left open"));
    let intents = world.store.intents();
    world.hold(Invariant::I2, intents.is_empty(), || format!("{} intents are left", intents.len()));
    check_round(world);
    let matched: BTreeSet<i64> = world.store.matches().values().map(|found| found.configuration).collect();
    let decided = world.note(|notes| notes.decided.clone());
    for device in world.store.devices().into_values().filter(|device| !decided.contains(&device.id)) {
        let identifier = World::identifier(&device.source_id);
        let made = world.psa.all().into_iter().filter(|found| {
            found.device_identifier == identifier && found.company.as_ref().is_some_and(|owner| owner.id == COMPANY)
        });
        for found in made {
            let what = || format!("configuration {} was created and is not matched", found.id);
            world.hold(Invariant::I2, matched.contains(&found.id), what);
        }
    }
}
