//! What a run that nothing disturbs writes, and what it leaves behind.

use super::*;

#[test]
fn both_sides_are_in_step_after_a_run() {
    let world = World::new()
        .with(1, &[(MappedField::Model, "60F", ""), (MappedField::Notes, "", "in the cellar")])
        .with(2, &[(MappedField::Serial, "FGT60F", "FGT61F"), (MappedField::Vendor, "Fortinet", "")])
        .taking(MappedField::Notes);
    let summary = world.sync();
    assert_eq!(told(&summary), [(1, RecordOutcome::Applied, ""), (2, RecordOutcome::Applied, "")]);
    assert_eq!((summary.run.state, summary.run.applied, summary.run.conflicts), (RunState::Done, 2, 1));
    assert_eq!(world.psa.current(1).unwrap().model_number, "60F");
    assert_eq!(world.ours(1, MappedField::Notes), "in the cellar");
    assert_eq!(world.psa.current(2).unwrap().serial_number, "FGT60F");
    assert_eq!(world.psa.current(2).unwrap().manufacturer.unwrap().name, "Fortinet");
    world.check_quiet("after the first run");
}

#[test]
fn a_second_run_writes_nothing() {
    let world = World::of(3);
    world.sync();
    let calls = world.psa.calls().len();
    let second = world.sync();
    assert_eq!((second.run.state, second.run.requests), (RunState::Done, 0));
    assert_eq!(world.psa.calls()[calls..], [Call::List], "reading the list is all it does");
}

#[test]
fn one_request_writes_all_fields_of_a_record() {
    let world = World::new().with(1, &[(MappedField::Model, "60F", ""), (MappedField::Serial, "FGT60F", "")]);
    assert_eq!(world.sync().run.requests, 1);
    assert_eq!(world.written(), [1]);
}

#[test]
fn nothing_is_sent_for_a_record_that_is_only_written_here() {
    let world = World::new().with(1, &[(MappedField::Notes, "", "in the cellar")]).taking(MappedField::Notes);
    assert_eq!(world.sync().run.requests, 0);
    assert_eq!(world.ours(1, MappedField::Notes), "in the cellar");
}

#[test]
fn every_overwritten_value_is_kept_for_undo_before_the_request() {
    let world = World::new()
        .with(1, &[(MappedField::Serial, "FGT60F", " fgt 61f"), (MappedField::Notes, "old", "a\r\nb ")])
        .taking(MappedField::Notes);
    let run = world.sync().run;
    let kept: Vec<_> =
        world.store.undo_rows_of(run.id).into_iter().map(|row| (row.field, row.target, row.old, row.new)).collect();
    let text = str::to_owned;
    assert_eq!(
        kept,
        [
            (MappedField::Serial, SyncTarget::Connectwise, text(" fgt 61f"), text("FGT60F")),
            (MappedField::Notes, SyncTarget::Local, text("old"), text("a\r\nb")),
        ]
    );
    let order: Vec<bool> = world.journal.events().iter().map(Event::is_write).collect();
    assert_eq!(order, [false, false, true, true], "both undo rows, then the request, then the value kept here");
}

#[test]
fn a_value_kept_here_names_the_sync_in_the_history() {
    let world = World::new().with(1, &[(MappedField::Notes, "old", "new")]).taking(MappedField::Notes);
    world.sync();
    let history = world.store.history_of(world.device(1).id);
    let told: Vec<_> = history.iter().map(|entry| (entry.old.as_str(), entry.new.as_str(), entry.at)).collect();
    assert_eq!(told, [("old", "new", START)]);
    assert!(history[0].by.starts_with("sync "), "{}", history[0].by);
}

#[test]
fn the_base_is_set_by_a_write_that_was_read_back_and_by_values_found_equal() {
    let world = World::new().with(1, &[(MappedField::Model, "60F", ""), (MappedField::Serial, "fgt60f", "FGT60F")]);
    world.sync();
    assert_eq!(world.base(1, MappedField::Model), Some(("60F".to_owned(), "60F".to_owned())));
    assert_eq!(world.base(1, MappedField::Serial), Some(("FGT60F".to_owned(), "FGT60F".to_owned())));
}

#[test]
fn the_configuration_is_kept_as_it_came_back() {
    let world = World::of(1);
    world.sync();
    assert_eq!(world.store.kept_configuration(1), world.psa.current(1));
}

#[test]
fn an_answer_without_the_deed_is_a_failure_and_no_base() {
    let world = World::of(2);
    world.psa.fail(Call::Write(1), Fault::NotDone);
    let summary = world.sync();
    assert_eq!(told(&summary), [(1, RecordOutcome::Failed, "not_stored"), (2, RecordOutcome::Applied, "")]);
    assert!(summary.results[0].message.contains("modelNumber"), "{}", summary.results[0].message);
    assert_eq!((summary.run.state, summary.run.conflicts), (RunState::Partial, 0));
    assert_eq!(world.base(1, MappedField::Model), None);
    world.sync();
    world.check_quiet("the next run has written it");
}

#[test]
fn a_value_that_was_not_written_counts_as_no_conflict() {
    let world = World::new().with(1, &[(MappedField::Model, "60F", "61F"), (MappedField::Notes, "ours", "theirs")]);
    world.psa.fail(Call::Write(1), Fault::NotDone);
    assert_eq!(world.sync().run.conflicts, 0);
    assert_eq!(world.sync().run.conflicts, 2);
}

#[test]
fn a_maker_is_looked_up_once_per_run_and_created_once() {
    let world = ["Fortinet", "FORTINET", " fortinet"]
        .into_iter()
        .zip(1..)
        .fold(World::new(), |world, (maker, number)| world.with(number, &[(MappedField::Vendor, maker, "")]));
    world.sync();
    let asked: Vec<_> = world.psa.calls().into_iter().filter(|call| matches!(call, Call::Maker(_))).collect();
    assert_eq!(asked, [Call::Maker("fortinet".to_owned())]);
    assert!(world.journal.events().contains(&Event::MakerCreated("Fortinet".to_owned())));
    world.check_quiet("three spellings are one maker");
}

#[test]
fn a_maker_that_the_psa_knows_is_not_created() {
    let world =
        World::new().with(1, &[(MappedField::Vendor, "hp", "HP")]).with(2, &[(MappedField::Vendor, "hp", "Fortinet")]);
    world.sync();
    assert_eq!(world.psa.current(2).unwrap().manufacturer.unwrap().name, "HP");
    assert!(!world.journal.events().iter().any(|event| matches!(event, Event::MakerCreated(_))));
}

#[test]
fn an_emptied_maker_is_cleared_where_that_is_allowed() {
    let mut world = World::new().with(1, &[(MappedField::Vendor, "", "Fortinet")]);
    let rule = FieldRule { allow_empty: true, ..FieldRule::new(Direction::ToConnectwise) };
    world.mapping.set(MappedField::Vendor, rule).unwrap();
    world.sync();
    assert_eq!(world.psa.current(1).unwrap().manufacturer, None);
    world.check_quiet("nothing is asked about a maker without a name");
}

#[test]
fn progress_counts_every_record() {
    let told = std::sync::Mutex::new(Vec::new());
    let world = World::of(2);
    world.psa.fail(Call::Write(1), Fault::NotDone);
    let progress = |done, all, failed| told.lock().unwrap().push((done, all, failed));
    finish(world.sync_late(0, How { progress: &progress, ..How::default() }));
    assert_eq!(*told.lock().unwrap(), [(1, 2, 1), (2, 2, 1)]);
}

#[test]
fn the_run_is_written_down_with_what_it_did() {
    let world = World::of(2);
    world.clock.advance(5);
    let summary = world.sync();
    assert_eq!(world.store.runs(), std::slice::from_ref(&summary.run));
    assert_eq!(world.store.results_of(summary.run.id), summary.results);
    assert_eq!((summary.run.by.as_str(), summary.run.requests), ("Ada", 2));
    assert_eq!((summary.run.started_at, summary.run.ended_at), (START.plus_millis(5), Some(START.plus_millis(5))));
}
