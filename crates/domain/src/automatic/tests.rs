//! Simulated time: a wall clock that jumps, a computer that sleeps, a program that is closed and opened again.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const HOUR: i64 = 60 * MINUTE_MILLIS;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

/// The longest wait between two runs.
const LONGEST_WAIT: i64 = INTERVAL_MILLIS + JOINING_MILLIS + SPREAD_MILLIS;

/// How often the scheduler looks.
const LOOK: i64 = MINUTE_MILLIS;

const START: Timestamp = Timestamp(1_800_000_000_000);

fn agent() -> AgentId {
    AgentId(Uuid::from_u128(7))
}

fn on() -> AutomaticSync {
    AutomaticSync::switched_on(agent(), 1, Some("plan".to_owned()), "Ann", START)
}

fn trouble(at: Timestamp) -> AutomaticTrouble {
    AutomaticTrouble { code: "unavailable".to_owned(), message: "Out of reach.".to_owned(), at, run: None }
}

fn ended(state: &AutomaticSync, attempt: Attempt, began: Timestamp, ended: Timestamp, spread: u32) -> AutomaticSync {
    let times = AttemptTimes { decided_at: state.changed_at, began, ended, spread };
    state.clone().after(attempt, &times)
}

/// One agent in a world with a true time, which nobody in it knows, and a wall clock that may be wrong.
struct World {
    /// True time since the beginning.
    time: i64,
    /// By how much the wall clock is wrong.
    wrong: i64,
    state: AutomaticSync,
    /// True times at which runs began.
    runs: Vec<i64>,
    /// What the wall clock said then.
    seen: Vec<Timestamp>,
    spread: u32,
}

impl World {
    fn new(spread: u32) -> Self {
        Self { time: 0, wrong: 0, state: on(), runs: Vec::new(), seen: Vec::new(), spread }
    }

    fn now(&self) -> Timestamp {
        START.plus_millis(self.time + self.wrong)
    }

    /// A look of the scheduler.
    fn look(&mut self) {
        self.state = self.state.clone().under(self.now());
        if self.state.is_due(self.now()) {
            self.runs.push(self.time);
            self.seen.push(self.now());
            let now = self.now();
            self.state = ended(&self.state, Attempt::Finished, now, now, self.spread);
        }
    }

    /// The scheduler is awake for so long.
    fn awake(&mut self, millis: i64) {
        let end = self.time + millis;
        while self.time < end {
            self.look();
            self.time += LOOK;
        }
    }

    /// The computer sleeps, or the program is closed: the clock goes on, and nobody looks.
    fn asleep(&mut self, millis: i64) {
        self.time += millis;
    }
}

#[derive(Debug, Clone)]
enum Event {
    Awake(i64),
    Asleep(i64),
    Jump(i64),
    /// The program ends and is opened again: all that it knows is what was kept.
    Restart,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (1..40 * HOUR).prop_map(Event::Awake),
        2 => (1..20 * DAY).prop_map(Event::Asleep),
        1 => prop_oneof![Just(HOUR), Just(-HOUR), Just(10 * YEAR), Just(-10 * YEAR), -2 * DAY..2 * DAY]
            .prop_map(Event::Jump),
        1 => Just(Event::Restart),
    ]
}

fn live(world: &mut World, events: &[Event]) {
    for event in events {
        match event {
            Event::Awake(millis) => world.awake(*millis),
            Event::Asleep(millis) => world.asleep(*millis),
            Event::Jump(millis) => world.wrong += millis,
            Event::Restart => {
                let kept = serde_json::to_string(&world.state).unwrap();
                world.state = serde_json::from_str(&kept).unwrap();
            }
        }
    }
}

#[test]
fn the_first_run_is_due_when_it_is_switched_on_and_the_next_one_twelve_hours_later() {
    let mut world = World::new(0);
    world.awake(3 * DAY);
    assert_eq!(world.runs[0], 0);
    assert!(world.runs.windows(2).all(|pair| (INTERVAL_MILLIS..=LONGEST_WAIT + LOOK).contains(&(pair[1] - pair[0]))));
    assert_eq!(world.runs.len(), 6);
}

#[test]
fn what_was_missed_while_asleep_is_made_up_for_once() {
    let mut world = World::new(500);
    world.awake(HOUR);
    world.asleep(4 * DAY);
    world.awake(HOUR);
    assert_eq!(world.runs, [0, HOUR + 4 * DAY]);
}

#[test]
fn eight_hours_of_sleep_delay_nothing_that_is_not_due() {
    let mut world = World::new(0);
    world.awake(HOUR);
    world.asleep(8 * HOUR);
    world.awake(DAY);
    assert_eq!(world.runs.len(), 3, "{:?}", world.runs);
}

#[test]
fn a_clock_that_was_ten_years_ahead_keeps_nothing_waiting_for_ten_years() {
    let mut world = World::new(0);
    world.wrong = 10 * YEAR;
    world.awake(HOUR);
    world.wrong = 0;
    world.awake(DAY);
    assert_eq!(world.runs.len(), 2, "{:?}", world.runs);
    assert!(world.runs[1] <= HOUR + LONGEST_WAIT + LOOK);
}

#[test]
fn a_clock_that_went_back_during_a_run_lets_the_wait_begin_at_its_end() {
    let began = START.plus_millis(HOUR);
    let after = ended(&on(), Attempt::Finished, began, START.plus_millis(1), 0);
    assert_eq!(after.since, START.plus_millis(1));
}

proptest! {
    #[test]
    fn never_two_runs_within_the_interval_by_a_clock_that_never_goes_back(
        events in prop::collection::vec(event(), 1..30), spread in 0..=1000u32,
    ) {
        let forward: Vec<Event> =
            events.into_iter().filter(|event| !matches!(event, Event::Jump(millis) if *millis < 0)).collect();
        let mut world = World::new(spread);
        live(&mut world, &forward);
        for pair in world.seen.windows(2) {
            prop_assert!(pair[1].millis_since(pair[0]) >= INTERVAL_MILLIS, "{pair:?}");
        }
    }

    #[test]
    fn in_true_time_only_a_clock_put_forward_makes_a_run_early(
        events in prop::collection::vec(event(), 1..30), spread in 0..=1000u32,
    ) {
        let mut world = World::new(spread);
        live(&mut world, &events);
        let forward = events.iter().filter(|event| matches!(event, Event::Jump(by) if *by > 0)).count();
        let early = world.runs.windows(2).filter(|pair| pair[1] - pair[0] < INTERVAL_MILLIS).count();
        prop_assert!(early <= forward, "{early} runs came early, the clock was put forward {forward} times");
    }

    #[test]
    fn whatever_happened_an_awake_scheduler_runs_within_one_wait(
        events in prop::collection::vec(event(), 1..30), spread in 0..=1000u32,
    ) {
        let mut world = World::new(spread);
        live(&mut world, &events);
        let (runs, from) = (world.runs.len(), world.time);
        world.awake(LONGEST_WAIT + LOOK);
        prop_assert!(world.runs.len() > runs, "nothing ran from {from} on");
    }

    #[test]
    fn after_any_sleep_one_run_is_made_up_for_and_no_more(sleep in 0..400 * DAY, spread in 0..=1000u32) {
        let mut world = World::new(spread);
        world.awake(HOUR);
        world.asleep(sleep);
        let before = world.runs.len();
        world.awake(6 * HOUR);
        prop_assert!(world.runs.len() - before <= 1);
    }

    #[test]
    fn a_lease_is_never_believed_for_more_than_an_hour(now in 0..10 * YEAR, written in 0..10 * YEAR) {
        let lease = SchedulerLease {
            host: "desk".to_owned(),
            process: 1,
            process_started: 1,
            fence: Fence(1),
            expires_at: Timestamp(written + SCHEDULER_LEASE_MILLIS),
        };
        let holds = |after: i64| lease.holds(Timestamp(now + after));
        prop_assert!(!(0..100).all(|minutes| holds(minutes * MINUTE_MILLIS)));
        prop_assert!(lease.holds(Timestamp(written)));
        prop_assert!(!lease.holds(lease.expires_at));
    }
}

#[test]
fn transient_trouble_postpones_by_half_an_hour_again_and_again() {
    let mut state = on();
    for attempt in 0..100 {
        let now = START.plus_millis(attempt * POSTPONED_MILLIS);
        assert!(state.is_due(now));
        state = ended(&state, Attempt::Postponed(trouble(now)), now, now, 0);
        assert!(state.on && state.postponed.is_some() && state.first_plan.is_some());
        assert_eq!(state.next_at, now.plus_millis(POSTPONED_MILLIS));
    }
    let now = state.next_at;
    let done = ended(&state, Attempt::Finished, now, now, 1000);
    assert_eq!((done.postponed, done.first_plan), (None, None));
    assert_eq!(done.next_at, now.plus_millis(LONGEST_WAIT));
}

#[test]
fn an_own_failure_switches_off_and_keeps_the_reason() {
    let now = START.plus_millis(5);
    let state = ended(&on(), Attempt::Failed(trouble(now)), START, now, 0);
    assert!(!state.on && !state.is_due(now.plus_millis(YEAR)));
    assert_eq!(state.failure, Some(trouble(now)));
}

#[test]
fn what_was_cut_off_is_still_due_with_its_plan() {
    let state = ended(&on(), Attempt::CutOff, START, START, 0);
    assert_eq!(state, on());
}

#[test]
fn a_person_who_decides_during_a_run_decides() {
    let later = START.plus_millis(MINUTE_MILLIS);
    let times = AttemptTimes { decided_at: on().changed_at, began: START, ended: later, spread: 0 };
    let off = on().switched_off("Ben", later);
    assert_eq!(off.clone().after(Attempt::Finished, &times), off);
    let again = AutomaticSync::switched_on(agent(), 1, None, "Ben", later);
    assert_eq!(again.clone().after(Attempt::Failed(trouble(later)), &times), again);
}

#[test]
fn those_that_are_nearly_due_join_and_those_that_were_postponed_do_not() {
    let done = ended(&on(), Attempt::Finished, START, START, 0);
    let early = done.next_at.plus_millis(-JOINING_MILLIS);
    assert!(done.joins(early) && !done.is_due(early) && !done.joins(early.plus_millis(-1)));
    assert!(early.millis_since(START) >= INTERVAL_MILLIS, "also one that joins keeps the interval");
    let postponed = ended(&on(), Attempt::Postponed(trouble(START)), START, START, 0);
    assert!(!postponed.joins(postponed.next_at.plus_millis(-1)) && postponed.joins(postponed.next_at));
}

#[test]
fn runs_are_pruned_once_a_day_but_never_on_the_word_of_a_new_clock() {
    let at =
        |now: i64, last: Option<i64>| Pruning::at(START.plus_millis(now), last.map(|last| START.plus_millis(last)));
    assert_eq!(at(0, None), Pruning::Note);
    assert_eq!(at(DAY - 1, Some(0)), Pruning::NotYet);
    assert_eq!(at(DAY, Some(0)), Pruning::Due);
    assert_eq!(at(10 * YEAR, Some(0)), Pruning::Note, "the clock may be wrong");
    assert_eq!(at(0, Some(10 * YEAR)), Pruning::Note, "and be put right again");
}
