//! What a person chose of a plan, what a run that nobody watches leaves, and pairs that people change during a run.

use sitebook_domain::Exclusion;

use super::*;

fn id(number: u8) -> DeviceId {
    DeviceId(Uuid::from_u128(u128::from(number)))
}

fn without(exclude: &[(u8, Option<MappedField>)]) -> Selection {
    let exclude = exclude.iter().map(|(number, field)| Exclusion { device: id(*number), field: *field }).collect();
    Selection { only: None, exclude }
}

fn chosen(world: &World, selection: Selection, exactly: bool) -> RunSummary {
    let seen = finish(world.look()).unwrap();
    let plan = world.plan(&seen);
    let summary = finish(world.apply(&seen, &plan, How { exactly, selection, ..How::default() })).unwrap();
    assert_eq!(summary.run.plan, plan.hash(), "the plan stays what was approved");
    summary
}

#[test]
fn what_was_excluded_of_an_approved_plan_is_not_written_and_the_run_keeps_what_that_was() {
    let world = World::of(2).with(3, &[(MappedField::Model, "60F", ""), (MappedField::Os, "ours", "")]);
    let selection = without(&[(1, None), (3, Some(MappedField::Os))]);
    let summary = chosen(&world, selection.clone(), true);
    assert_eq!(told(&summary), [(2, RecordOutcome::Applied, ""), (3, RecordOutcome::Applied, "")]);
    assert_eq!((summary.run.excluded, &summary.run.selection), (2, &selection));
    assert_eq!(world.written(), [2, 3]);
    let third = world.psa.current(3).unwrap();
    assert_eq!((third.model_number.as_str(), third.os_type.as_str()), ("60F", ""));
}

#[test]
fn a_change_of_what_was_excluded_does_not_hinder_the_rest_of_an_approved_record() {
    let world = World::new().with(1, &[(MappedField::Model, "60F", ""), (MappedField::Os, "ours", "")]);
    let plan = world.plan(&finish(world.look()).unwrap());
    world.psa.edit(1, MappedField::Os, "by hand");
    let seen = finish(world.look()).unwrap();
    let how = How { exactly: true, selection: without(&[(1, Some(MappedField::Os))]), ..How::default() };
    let summary = finish(world.apply(&seen, &plan, how)).unwrap();
    assert_eq!(told(&summary), [(1, RecordOutcome::Applied, "")]);
    assert_eq!(world.psa.current(1).unwrap().os_type, "by hand");
}

#[test]
fn only_the_records_that_were_named_are_written() {
    let world = World::of(3);
    let only = Selection { only: Some(BTreeSet::from([id(2)])), ..Selection::default() };
    let summary = chosen(&world, only, false);
    assert_eq!((told(&summary), summary.run.excluded), (vec![(2, RecordOutcome::Applied, "")], 0));
    assert_eq!(world.written(), [2]);
}

#[test]
fn a_new_look_at_a_record_writes_what_changed_and_what_was_planned_and_nothing_else() {
    let world = World::new().with(
        1,
        &[(MappedField::Model, "60F", "61F"), (MappedField::Os, "ours", "theirs"), (MappedField::Serial, "S", "T")],
    );
    let seen = finish(world.look()).unwrap();
    let mut plan = world.plan(&seen);
    // The serial number was left out of the plan for a reason of its own.
    plan.records[0].updates.retain(|update| update.field != MappedField::Serial);
    world.psa.edit(1, MappedField::Model, "62F");
    world.psa.edit(1, MappedField::Firmware, "9.9");
    world.edit_here(1, MappedField::Firmware, "7.4");
    world.clock.advance(FRESH_MILLIS);
    let how = How { selection: without(&[(1, Some(MappedField::Os))]), ..How::default() };
    finish(world.apply(&seen, &plan, how)).unwrap();
    let now = world.psa.current(1).unwrap();
    assert_eq!((now.model_number.as_str(), now.os_info.as_str()), ("60F", "7.4"), "planned, and changed since");
    assert_eq!((now.os_type.as_str(), now.serial_number.as_str()), ("theirs", "T"), "excluded, and not in the plan");
}

#[test]
fn an_approved_record_that_was_written_already_counts_as_in_step() {
    let world = World::of(2);
    let plan = world.plan(&finish(world.look()).unwrap());
    world.sync();
    let seen = finish(world.look()).unwrap();
    let summary = finish(world.apply(&seen, &plan, How { exactly: true, ..How::default() })).unwrap();
    assert_eq!((told(&summary), summary.run.state), (vec![], RunState::Done));
    assert_eq!(world.written(), [1, 2], "once each");
}

#[test]
fn a_pair_that_a_person_takes_apart_or_freezes_during_the_run_is_not_written() {
    let apart = |world: &World| world.store.unlink(id(2));
    let frozen = |world: &World| world.edit_match(2, |found| found.state = MatchState::Frozen);
    for happens in [&apart as &(dyn Fn(&World) + Send + Sync), &frozen] {
        for exactly in [true, false] {
            let world = World::of(3);
            let progress = |done, _, _| {
                if done == 1 {
                    happens(&world);
                }
            };
            let summary = finish(world.sync_late(0, How { exactly, progress: &progress, ..How::default() }));
            assert_eq!(told(&summary)[1], (2, RecordOutcome::Skipped, "changed_since_plan"));
            assert_eq!(world.written(), [1, 3]);
        }
    }
}

#[test]
fn a_pair_that_is_taken_apart_at_any_pause_before_the_request_is_not_written() {
    let mut pauses = 0;
    loop {
        let world = World::of(1);
        let seen = finish(world.look()).unwrap();
        let plan = world.plan(&seen);
        let mut run = pin!(world.apply(&seen, &plan, How::default()));
        let mut context = Context::from_waker(Waker::noop());
        let mut ended = false;
        for _ in 0..pauses {
            ended = ended || run.as_mut().poll(&mut context).is_ready();
        }
        let kept_before = !world.store.undo_rows_of(RunId(Uuid::from_u128(1))).is_empty();
        world.store.unlink(id(1));
        while !ended {
            ended = run.as_mut().poll(&mut context).is_ready();
        }
        if kept_before {
            // From here on the request may be under way.
            return;
        }
        assert_eq!(world.written(), [0_i64; 0], "taken apart after {pauses} pauses");
        pauses += 1;
    }
}

#[test]
fn a_value_that_a_person_sets_here_while_the_request_is_under_way_is_not_lost() {
    let mut pauses = 0;
    loop {
        let world = World::new()
            .with(1, &[(MappedField::Model, "60F", ""), (MappedField::Notes, "ours", "theirs")])
            .taking(MappedField::Notes);
        let seen = finish(world.look()).unwrap();
        let plan = world.plan(&seen);
        let mut run = pin!(world.apply(&seen, &plan, How::default()));
        let mut context = Context::from_waker(Waker::noop());
        let mut ended = false;
        for _ in 0..pauses {
            ended = ended || run.as_mut().poll(&mut context).is_ready();
        }
        if ended {
            return;
        }
        let was_written = world.ours(1, MappedField::Notes) == "theirs";
        world.edit_here(1, MappedField::Notes, "by hand");
        while run.as_mut().poll(&mut context).is_pending() {}
        let kept = world.store.undo_rows_of(RunId(Uuid::from_u128(1)));
        let survives = was_written
            || world.ours(1, MappedField::Notes) == "by hand"
            || kept.iter().any(|row| row.old == "by hand");
        assert!(survives, "set after {pauses} pauses");
        pauses += 1;
    }
}

#[test]
fn a_run_that_nobody_watches_leaves_conflicts_also_when_it_looks_again() {
    let mut world = World::of(2);
    world.origin = Origin::Schedule;
    let summary = world.sync_after(|world| world.psa.edit(1, MappedField::Model, "by hand"), false);
    assert_eq!(told(&summary), [(2, RecordOutcome::Applied, "")], "the first became a conflict after it was planned");
    assert_eq!(summary.run.origin, Origin::Schedule);
    assert_eq!(world.psa.current(1).unwrap().model_number, "by hand");
    world.origin = Origin::Hand;
    assert_eq!(world.sync().run.conflicts, 1, "a run by hand writes it as its mode says");
}
