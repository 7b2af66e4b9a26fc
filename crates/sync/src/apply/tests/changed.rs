//! Records that are no longer what the plan saw.

use super::*;

const SKIPPED: (i64, RecordOutcome, &str) = (1, RecordOutcome::Skipped, "changed_since_plan");

#[test]
fn a_record_that_changed_is_skipped_when_exactly_this_plan_was_asked_for() {
    let there = |world: &World| world.psa.edit(1, MappedField::Model, "61F");
    let here = |world: &World| world.edit_here(1, MappedField::Model, "62F");
    for happens in [&there as &dyn Fn(&World), &here] {
        let world = World::of(2);
        let summary = world.sync_after(happens, true);
        assert_eq!(told(&summary), [SKIPPED, (2, RecordOutcome::Applied, "")]);
        assert_eq!((summary.run.state, summary.run.skipped), (RunState::Partial, 1));
        assert_eq!(world.written(), [2]);
        assert_eq!(world.store.undo_rows_of(summary.run.id).len(), 1, "only of the record that was written");
    }
}

#[test]
fn a_change_in_another_field_does_not_hinder() {
    let world = World::of(1);
    let summary = world.sync_after(|world| world.psa.edit(1, MappedField::Notes, "by hand"), true);
    assert_eq!(told(&summary), [(1, RecordOutcome::Applied, "")]);
    assert_eq!(world.psa.current(1).unwrap().notes, "by hand");
}

#[test]
fn a_record_that_changed_is_planned_anew_without_a_given_plan() {
    let world = World::of(1);
    let summary = world.sync_after(|world| world.psa.edit(1, MappedField::Model, "61F"), false);
    assert_eq!(told(&summary), [(1, RecordOutcome::Applied, "")]);
    assert_eq!(summary.run.conflicts, 1, "what it overwrites now was never in step");
    assert_eq!(world.store.undo_rows_of(summary.run.id)[0].old, "61F", "the value of now, not of the plan");
    assert_eq!(world.psa.current(1).unwrap().model_number, "60F");
}

#[test]
fn a_record_that_somebody_brought_in_step_meanwhile_is_not_written() {
    let world = World::of(1);
    let summary = world.sync_after(|world| world.psa.edit(1, MappedField::Model, "60F"), false);
    assert_eq!((told(&summary), summary.run.applied, summary.run.state), (vec![], 0, RunState::Done));
    assert_eq!((world.written(), world.journal.events()), (vec![], vec![]));
}

#[test]
fn a_list_of_less_than_a_minute_is_fresh_enough() {
    let world = World::of(1);
    finish(world.sync_late(59_999, How::default()));
    assert_eq!(world.psa.calls(), [Call::List, Call::Write(1)]);
}

#[test]
fn each_record_of_an_older_list_is_read_again_before_it_is_written() {
    for late in [60_000, -1] {
        let world = World::of(2);
        finish(world.sync_late(late, How::default()));
        let expected = [Call::List, Call::Read(1), Call::Write(1), Call::Read(2), Call::Write(2)];
        assert_eq!(world.psa.calls(), expected, "{late}: a clock that went back says nothing about the age");
    }
}

#[test]
fn a_list_that_grows_old_during_the_run_is_old_from_then_on() {
    let world = World::of(3);
    let progress = |_, _, _| world.clock.advance(40_000);
    finish(world.sync_late(0, How { progress: &progress, ..How::default() }));
    assert_eq!(world.psa.calls(), [Call::List, Call::Write(1), Call::Write(2), Call::Read(3), Call::Write(3)]);
}

#[test]
fn what_reading_again_shows_counts() {
    let world = World::of(2);
    let seen = finish(world.look()).unwrap();
    let plan = world.plan(&seen);
    world.psa.edit(1, MappedField::Model, "61F");
    world.clock.advance(60_000);
    let summary = finish(world.apply(&seen, &plan, How { exactly: true, ..How::default() })).unwrap();
    assert_eq!(told(&summary), [SKIPPED, (2, RecordOutcome::Applied, "")]);
}

#[test]
fn a_device_that_a_person_edits_during_the_run_is_seen_as_it_is_then() {
    for exactly in [true, false] {
        let world = World::of(1).with(2, &[(MappedField::Notes, "ours", "theirs")]).taking(MappedField::Notes);
        let progress = |done, _, _| {
            if done == 1 {
                world.edit_here(2, MappedField::Notes, "by hand");
            }
        };
        let summary = finish(world.sync_late(0, How { exactly, progress: &progress, ..How::default() }));
        let kept = world.store.undo_rows_of(summary.run.id);
        if exactly {
            assert_eq!(told(&summary)[1], (2, RecordOutcome::Skipped, "changed_since_plan"));
            assert_eq!(world.ours(2, MappedField::Notes), "by hand");
        } else {
            assert_eq!(world.ours(2, MappedField::Notes), "theirs");
            assert_eq!(kept[1].old, "by hand", "what is overwritten can be undone");
        }
    }
}

#[test]
fn a_device_that_is_gone_is_not_written() {
    let world = World::of(2);
    let seen = finish(world.look()).unwrap();
    let plan = world.plan(&seen);
    world.store.remove(world.device(1).id);
    let summary = finish(world.apply(&seen, &plan, How::default())).unwrap();
    assert_eq!(told(&summary), [SKIPPED, (2, RecordOutcome::Applied, "")]);
}

#[test]
fn a_configuration_that_is_gone_is_told_and_not_created_again() {
    for late in [0, 60_000] {
        let world = World::of(2);
        let seen = finish(world.look()).unwrap();
        let plan = world.plan(&seen);
        world.psa.remove(1);
        world.clock.advance(late);
        let summary = finish(world.apply(&seen, &plan, How::default())).unwrap();
        let expected = [(1, RecordOutcome::Failed, "configuration_gone"), (2, RecordOutcome::Applied, "")];
        assert_eq!(told(&summary), expected, "{late}: noticed when it is written, or when it is read again");
        assert_eq!(world.psa.all().iter().map(|configuration| configuration.id).collect::<Vec<_>>(), [2]);
    }
}

#[test]
fn a_configuration_that_moved_to_another_company_is_not_written() {
    let world = World::of(2);
    let seen = finish(world.look()).unwrap();
    let plan = world.plan(&seen);
    let mut moved = world.psa.current(1).unwrap();
    moved.company = records::configuration(COMPANY + 1, 1).company;
    world.psa.put(moved.clone());
    world.clock.advance(60_000);
    let summary = finish(world.apply(&seen, &plan, How::default())).unwrap();
    let expected = [(1, RecordOutcome::Failed, "configuration_moved"), (2, RecordOutcome::Applied, "")];
    assert_eq!(told(&summary), expected);
    assert_eq!(world.psa.current(1), Some(moved));
}

#[test]
fn a_match_that_is_no_longer_the_planned_one_is_not_written_through() {
    let frozen = |found: &mut Match| found.state = MatchState::Frozen;
    let elsewhere = |found: &mut Match| found.configuration = 9;
    let made_anew = |found: &mut Match| found.id.0 = Uuid::from_u128(99);
    for edit in [&frozen as &dyn Fn(&mut Match), &elsewhere, &made_anew] {
        for exactly in [true, false] {
            let world = World::of(2);
            let summary = world.sync_after(|world| world.edit_match(1, edit), exactly);
            assert_eq!(told(&summary), [SKIPPED, (2, RecordOutcome::Applied, "")]);
            assert_eq!(world.written(), [2]);
        }
    }
}

#[test]
fn a_match_that_a_person_confirmed_meanwhile_is_written_through() {
    let world = World::of(1);
    let confirmed = |found: &mut Match| found.state = MatchState::Confirmed;
    let summary = world.sync_after(|world| world.edit_match(1, confirmed), true);
    assert_eq!(told(&summary), [(1, RecordOutcome::Applied, "")]);
}

#[test]
fn a_match_that_is_gone_is_not_written_through() {
    let world = World::of(2);
    let mut seen = finish(world.look()).unwrap();
    let plan = world.plan(&seen);
    seen.matches.remove(&world.device(1).id);
    let summary = finish(world.apply(&seen, &plan, How::default())).unwrap();
    assert_eq!(told(&summary), [SKIPPED, (2, RecordOutcome::Applied, "")]);
}
