//! A crash at every pause of a run, and at every pause of the run that mends it.
//!
//! Each call of a port pauses before it takes effect and before its caller learns of it, so a crash at each pause is a
//! crash before and after every request and every step of the store.

use super::*;

/// A world with a write in each direction, a maker to be created, a conflict, and a pair that is in step.
fn world() -> World {
    World::new()
        .with(
            1,
            &[
                (MappedField::Vendor, "Fortinet", ""),
                (MappedField::Model, "60F", "61F"),
                (MappedField::Notes, "ours", "theirs\r\n"),
            ],
        )
        .with(2, &[(MappedField::Vendor, "fortinet", "HP"), (MappedField::Serial, "FGT60F", "FGT61F")])
        .with(3, &[])
        .taking(MappedField::Notes)
}

/// Lets a run crash after so many pauses; tells whether it ended before.
fn run_until(world: &World, pauses: usize, late: i64) -> bool {
    let ended = crash_after(pauses, world.sync_late(late, How::default())).is_some();
    world.check(&format!("crash after {pauses} pauses"));
    ended
}

/// What must have come of the world in the end, whatever happened on the way.
fn check_end(world: &World, context: &str) {
    world.check_quiet(context);
    let ids: BTreeSet<i64> = world.psa.all().into_iter().map(|configuration| configuration.id).collect();
    assert_eq!(ids, BTreeSet::from([1, 2, 3]), "{context}: nothing is created and nothing is gone");
    let [first, second] = [1, 2].map(|id| world.psa.current(id).unwrap());
    assert_eq!((first.model_number.as_str(), first.notes.as_str()), ("60F", "theirs\r\n"), "{context}");
    assert_eq!(first.manufacturer, second.manufacturer, "{context}: one maker");
    assert_eq!(second.serial_number, "FGT60F", "{context}");
    assert_eq!(world.ours(1, MappedField::Notes), "theirs", "{context}");
    for number in [1, 2] {
        for field in MappedField::ALL.iter().filter(|field| !field.needs_target()) {
            assert!(world.base(number, *field).is_some(), "{context}: the base of {field:?} is known");
        }
    }
}

#[test]
fn one_run_mends_a_crash_at_any_point() {
    for late in [0, 60_000] {
        let mut crashes = 0;
        loop {
            let world = world();
            let ended = run_until(&world, crashes, late);
            let abandoned = world.store.runs();
            world.sync();
            check_end(&world, &format!("list {late} ms old, crash after {crashes} pauses"));
            for run in abandoned.iter().filter(|run| run.state == RunState::Running) {
                let closed = world.store.runs().into_iter().find(|other| other.id == run.id).unwrap();
                assert_eq!(closed.state, RunState::Failed, "crash after {crashes} pauses");
                assert!(closed.reason.is_some() && closed.ended_at.is_some());
            }
            if ended {
                break;
            }
            crashes += 1;
        }
        assert!(crashes > 20, "a run of two records has more steps than {crashes}");
    }
}

#[test]
fn one_run_mends_a_crash_while_a_crash_was_being_mended() {
    let mut first = 0;
    loop {
        let mut second = 0;
        let first_ended = loop {
            let world = world();
            let first_ended = run_until(&world, first, 0);
            let second_ended = run_until(&world, second, 0);
            world.sync();
            check_end(&world, &format!("crashes after {first} and {second} pauses"));
            if second_ended {
                break first_ended;
            }
            second += 1;
        };
        if first_ended {
            return;
        }
        first += 1;
    }
}

#[test]
fn an_approved_plan_that_crashed_writes_the_rest_when_it_is_run_again() {
    let mut pauses = 0;
    loop {
        let world = world();
        let seen = finish(world.look()).unwrap();
        let plan = world.plan(&seen);
        let exactly = || How { exactly: true, ..How::default() };
        let ended = crash_after(pauses, world.apply(&seen, &plan, exactly())).is_some();
        let seen = finish(world.look()).unwrap();
        let again = finish(world.apply(&seen, &plan, exactly())).unwrap();
        for (_, outcome, reason) in told(&again) {
            let expected = if outcome == RecordOutcome::Applied { "" } else { "changed_since_plan" };
            assert_eq!(reason, expected, "crash after {pauses} pauses");
        }
        world.sync();
        check_end(&world, &format!("approved plan, crash after {pauses} pauses"));
        if ended {
            return;
        }
        pauses += 1;
    }
}
