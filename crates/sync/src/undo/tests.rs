//! Undo against the model world: what it puts back, what it leaves, and that a crash never costs a value.

mod crashes;
mod properties;

use std::collections::HashSet;

use sitebook_domain::{
    Device, DeviceField, Direction, FieldRule, FieldValue, MappedField, MatchState, Origin, RecordOutcome, RunState,
    UndoRow,
};
use sitebook_psa::PsaErrorKind;
use uuid::Uuid;

use super::*;
use crate::apply::tests::{COMPANY, World, crash_after, finish};
use crate::model::{Call, Fault, StopWhen, records};
use crate::ports::IntendedWrites;

impl World {
    /// Everything that the store keeps of a run.
    fn kept(&self, run: RunId) -> KeptRun {
        KeptRun {
            rows: self.store.undo_rows_of(run),
            activity: self.store.activity_of(run),
            pairs: self.store.pairs_of(run),
            created: self.store.created_of(run).into_iter().collect(),
        }
    }

    async fn undo_async(&self, undone: &Run, done: &HashSet<UndoKey>, number: u128) -> UndoSummary {
        let lease = self.lease().await;
        let seen = self.look().await.unwrap();
        let records = self.kept(undone.id).records(done);
        let request = UndoRequest {
            run: RunId(Uuid::from_u128(number)),
            undone,
            records: &records,
            by: "Ada",
            lease: &lease,
            configurations: &seen.configurations,
            read_at: seen.read_at,
            mapping: &self.mapping,
            requests_before: self.psa.requests_sent(),
            progress: &|_, _, _| (),
        };
        let summary =
            undo(&self.psa, &self.store, &self.clock, &self.clock, &StopWhen(&|| false), &request).await.unwrap();
        self.store.release_lease(&lease).await.unwrap();
        summary
    }

    /// Takes a run back.
    fn undo(&self, undone: &Run, number: u128) -> UndoSummary {
        finish(self.undo_async(undone, &HashSet::new(), number))
    }

    fn theirs(&self, id: i64) -> Configuration {
        self.psa.current(id).unwrap()
    }

    /// All configurations and the layers of all devices, without who set a value and when.
    fn sides(&self) -> (Vec<Configuration>, Vec<String>) {
        let mut devices: Vec<_> = self.store.devices().into_values().collect();
        devices.sort_by_key(|device| device.id);
        let layers = |device: &Device| {
            let own: Vec<_> = device.layers.own.iter().map(|(field, own)| (field, &own.value)).collect();
            format!("{:?} {own:?}", device.layers.source)
        };
        (self.psa.all(), devices.iter().map(layers).collect())
    }
}

fn told(summary: &UndoSummary) -> Vec<(i64, RecordOutcome, &str)> {
    summary.results.iter().map(|result| (result.configuration, result.outcome, result.reason.as_str())).collect()
}

#[test]
fn everything_is_byte_equal_again_on_both_sides() {
    let world = World::new()
        .with(1, &[(MappedField::Model, "60F", " 61f\t"), (MappedField::Notes, "ours", " Ünter\r\nthe stairs ")])
        .with(2, &[(MappedField::Vendor, "Fortinet", "HP"), (MappedField::Mac, "00:09:0F:AA:BB:01", "n/a, none")])
        .with(3, &[(MappedField::Serial, "ours", "theirs")])
        .taking(MappedField::Serial);
    let before = world.sides();
    let run = world.sync().run;
    assert_ne!(world.sides(), before);
    let summary = world.undo(&run, 100);
    assert_eq!(
        (summary.run.kind, summary.run.undo_of, summary.run.state),
        (RunKind::Undo, Some(run.id), RunState::Done)
    );
    assert_eq!(summary.run.applied, 3);
    assert_eq!(world.sides(), before);
    assert!(world.device(3).layers.own.is_empty(), "a value that was not our own before is none again");
    let history = world.store.history_of(world.device(3).id);
    assert_eq!(history.last().map(|entry| entry.by.as_str()), Some("undo Ada"));
    world.check("after the undo");
}

#[test]
fn what_somebody_changed_since_is_left_alone_and_told() {
    let world = World::of(2).with(3, &[(MappedField::Notes, "ours", "theirs")]).taking(MappedField::Notes);
    let run = world.sync().run;
    world.psa.edit(1, MappedField::Model, "by hand");
    let mut device = world.device(3);
    let value = FieldValue::Text("by hand".to_owned());
    device.layers.set_own(DeviceField::Notes, value, "Bob", Timestamp(1));
    world.store.put(device, None);
    let summary = world.undo(&run, 100);
    let left = (RecordOutcome::Skipped, "changed_since");
    assert_eq!(told(&summary), [(1, left.0, left.1), (2, RecordOutcome::Applied, ""), (3, left.0, left.1)]);
    assert_eq!((summary.run.state, summary.run.skipped), (RunState::Partial, 2));
    assert_eq!(world.theirs(1).model_number, "by hand");
    assert_eq!(world.theirs(2).model_number, "");
    assert_eq!(world.ours(3, MappedField::Notes), "by hand");
}

#[test]
fn a_value_that_the_run_never_wrote_is_not_put_back() {
    let world = World::of(1);
    world.psa.fail(Call::Write(1), Fault::Refused(PsaErrorKind::Rejected { faults: vec![] }.into()));
    let run = world.sync().run;
    world.psa.edit(1, MappedField::Model, "60F");
    assert_eq!(world.undo(&run, 100).results, [], "a person wrote it, not the run");
    assert_eq!(world.theirs(1).model_number, "60F");
}

#[test]
fn an_undo_that_was_refused_leaves_nothing_to_undo() {
    let world = World::of(1);
    let run = world.sync().run;
    world.psa.fail(Call::Write(1), Fault::Refused(PsaErrorKind::Rejected { faults: vec![] }.into()));
    let undone = world.undo(&run, 100).run;
    assert_eq!((undone.state, world.store.undo_rows_of(undone.id)), (RunState::Failed, vec![]));
}

#[test]
fn a_record_of_which_something_is_left_says_so() {
    let world = World::new().with(1, &[(MappedField::Model, "60F", "61F"), (MappedField::Os, "a", "b")]);
    let run = world.sync().run;
    world.psa.edit(1, MappedField::Os, "by hand");
    let summary = world.undo(&run, 100);
    assert_eq!(told(&summary), [(1, RecordOutcome::Applied, LEFT_ALONE)]);
    assert_eq!((summary.run.state, summary.run.skipped, summary.run.applied), (RunState::Partial, 1, 1));
    assert!(summary.results[0].message.contains("os"), "{}", summary.results[0].message);
    assert_eq!((world.theirs(1).model_number.as_str(), world.theirs(1).os_type.as_str()), ("61F", "by hand"));
}

#[test]
fn another_spelling_of_what_was_written_is_no_change() {
    let world = World::new().with(1, &[(MappedField::Mac, "00:09:0F:AA:BB:01", "n/a")]);
    let run = world.sync().run;
    world.psa.edit(1, MappedField::Mac, "0009.0faa.bb01");
    assert_eq!(told(&world.undo(&run, 100)), [(1, RecordOutcome::Applied, "")]);
    assert_eq!(world.theirs(1).mac_address, "n/a");
}

#[test]
fn undoing_twice_writes_nothing() {
    let world = World::of(2);
    let run = world.sync().run;
    let first = world.undo(&run, 100);
    let applied = first.results.iter().map(|result| result.device).collect();
    let done = world.kept(first.run.id).keys(&applied);
    assert_eq!(world.kept(run.id).records(&done), [], "nothing is left to put back");
    let writes = world.journal.writes();
    assert_eq!((world.undo(&run, 101).results, world.journal.writes()), (vec![], writes));
}

#[test]
fn an_undo_can_be_undone() {
    let world = World::of(2).with(3, &[(MappedField::Notes, "ours", "theirs")]).taking(MappedField::Notes);
    let run = world.sync().run;
    let after = world.sides();
    let undone = world.undo(&run, 100).run;
    assert_ne!(world.sides(), after);
    assert_eq!(world.undo(&undone, 101).run.state, RunState::Done);
    assert_eq!(world.sides(), after);
    assert_eq!(world.store.held(), [], "both sides are in step again");
}

#[test]
fn restored_fields_are_held_and_scheduled_runs_leave_them_out() {
    let mut world = World::of(1);
    let run = world.sync().run;
    world.undo(&run, 100);
    assert_eq!(world.store.held().len(), 1);
    world.origin = Origin::Schedule;
    let plan = world.plan(&finish(world.look()).unwrap());
    let reasons: Vec<_> = plan.skips.iter().map(|skip| skip.reason.code()).collect();
    assert_eq!((plan.records.len(), reasons), (0, vec!["held"]));

    world.edit_here(1, MappedField::Model, "62F");
    let plan = world.plan(&finish(world.look()).unwrap());
    let reasons: Vec<_> = plan.skips.iter().map(|skip| skip.reason.code()).collect();
    assert_eq!(reasons, ["conflict"], "our value changed: the hold is over, and what the undo put there is a conflict");
}

#[test]
fn a_run_by_hand_writes_held_fields_and_ends_the_hold() {
    let world = World::of(1);
    let run = world.sync().run;
    world.undo(&run, 100);
    let again = world.sync();
    assert_eq!((again.run.applied, world.theirs(1).model_number.as_str()), (1, "60F"));
    assert_eq!(world.store.held(), []);
}

#[test]
fn what_was_written_through_a_match_that_is_gone_or_frozen_is_put_back_all_the_same() {
    let world = World::of(2);
    let run = world.sync().run;
    world.store.unlink(world.device(1).id);
    world.edit_match(2, |found| found.state = MatchState::Frozen);
    let summary = world.undo(&run, 100);
    assert_eq!(told(&summary), [(1, RecordOutcome::Applied, ""), (2, RecordOutcome::Applied, "")]);
    assert!([1, 2].iter().all(|id| world.theirs(*id).model_number.is_empty()));
}

#[test]
fn a_configuration_that_is_gone_or_elsewhere_is_told() {
    let world = World::of(2);
    let run = world.sync().run;
    world.psa.remove(1);
    let mut moved = world.theirs(2);
    moved.company = records::configuration(COMPANY + 1, 2).company;
    world.psa.put(moved.clone());
    let summary = world.undo(&run, 100);
    let expected =
        [(1, RecordOutcome::Skipped, "configuration_gone"), (2, RecordOutcome::Skipped, "configuration_moved")];
    assert_eq!(told(&summary), expected);
    assert_eq!(world.theirs(2), moved);
}

#[test]
fn a_false_done_is_noticed_and_one_refused_record_does_not_stop_the_others() {
    let world = World::of(3);
    let run = world.sync().run;
    world.psa.fail(Call::Write(1), Fault::NotDone);
    let refused = PsaErrorKind::Rejected { faults: vec![] };
    world.psa.fail(Call::Write(2), Fault::Refused(refused.into()));
    let summary = world.undo(&run, 100);
    let expected = [
        (1, RecordOutcome::Failed, "not_stored"),
        (2, RecordOutcome::Failed, "rejected"),
        (3, RecordOutcome::Applied, ""),
    ];
    assert_eq!((told(&summary), summary.run.state), (expected.to_vec(), RunState::Partial));
    let again = world.undo(&run, 101);
    assert_eq!(told(&again), [(1, RecordOutcome::Applied, ""), (2, RecordOutcome::Applied, "")], "the rest, later");
}

#[test]
fn trouble_of_the_connection_postpones_the_undo() {
    let world = World::of(2);
    let run = world.sync().run;
    for _ in 0..20 {
        world.psa.fail(Call::Write(1), Fault::Refused(PsaErrorKind::Timeout.into()));
    }
    let summary = world.undo(&run, 100);
    assert_eq!((summary.run.state, summary.results.len()), (RunState::Postponed, 0));
    assert!(summary.trouble.is_some());
}

#[test]
fn an_undo_whose_answer_was_lost_is_read_back_and_holds_its_field() {
    let world = World::of(1);
    let run = world.sync().run;
    let before = world.psa.calls().len();
    let lost = PsaError { outcome_unknown: true, ..PsaErrorKind::Timeout.into() };
    world.psa.fail(Call::Write(1), Fault::AnswerLost(lost));
    let summary = world.undo(&run, 100);
    assert_eq!(told(&summary), [(1, RecordOutcome::Applied, "")]);
    assert_eq!(world.psa.calls()[before..], [Call::List, Call::Write(1), Call::Read(1)]);
    assert_eq!(world.store.held_values().len(), 1, "a scheduled run leaves it out");
}

#[test]
fn an_undo_that_had_to_wait_leaves_alone_what_somebody_changed_meanwhile() {
    let world = World::of(1);
    let run = world.sync().run;
    let busy = PsaErrorKind::TooManyRequests { retry_after_millis: Some(600_000) };
    world.psa.fail(Call::Write(1), Fault::Refused(busy.into()));
    let (records, started) = (world.kept(run.id).records(&HashSet::new()), world.clock.now());
    let edited = || {
        if world.clock.now() == started.plus_millis(300_000) {
            world.psa.edit(1, MappedField::Model, "by hand");
        }
        false
    };
    let summary = finish(undo_records(&world, &run, &records, &edited));
    assert_eq!(told(&summary), [(1, RecordOutcome::Skipped, "changed_since")]);
    assert_eq!(world.theirs(1).model_number, "by hand");
}

#[test]
fn a_creation_is_set_inactive_and_unlinked_unless_somebody_edited_it() {
    for edited in [false, true] {
        let world = World::new().with(1, &[]);
        let device = world.device(1);
        let run =
            Run::begun(RunId(Uuid::from_u128(50)), RunKind::Create, device.agent, COMPANY, "Ada", world.clock.now());
        let found = world.store.matches().remove(&device.id).unwrap();
        let created = KeptRun { created: vec![(device.id, world.theirs(1))], ..KeptRun::default() };
        if edited {
            world.psa.edit(1, MappedField::Notes, "by hand");
        }
        let records = created.records(&HashSet::new());
        let summary = finish(undo_records(&world, &run, &records, &|| false));
        let now = world.theirs(1);
        if edited {
            assert_eq!(told(&summary), [(1, RecordOutcome::Skipped, "edited_since")]);
            assert!(now.active && world.store.matches().contains_key(&device.id));
            continue;
        }
        assert_eq!(told(&summary), [(1, RecordOutcome::Applied, "")]);
        assert!(!now.active && !world.store.matches().contains_key(&device.id));
        assert_eq!(world.store.unlinks().len(), 1, "no rule links them again");
        // And the undo of that.
        let again = world.undo(&summary.run, 101);
        assert_eq!(told(&again), [(1, RecordOutcome::Applied, "")]);
        assert!(world.theirs(1).active);
        assert_eq!(world.store.matches().remove(&device.id), Some(found));
    }
}

async fn undo_records(
    world: &World,
    undone: &Run,
    records: &[KeptRecord],
    stop: &(dyn Fn() -> bool + Send + Sync),
) -> UndoSummary {
    let lease = world.lease().await;
    let seen = world.look().await.unwrap();
    let request = UndoRequest {
        run: RunId(Uuid::from_u128(100)),
        undone,
        records,
        by: "Ada",
        lease: &lease,
        configurations: &seen.configurations,
        read_at: seen.read_at,
        mapping: &world.mapping,
        requests_before: world.psa.requests_sent(),
        progress: &|_, _, _| (),
    };
    undo(&world.psa, &world.store, &world.clock, &world.clock, &StopWhen(stop), &request).await.unwrap()
}

#[test]
fn a_value_at_a_question_goes_back_to_that_question_whatever_the_mapping_says_by_now() {
    let mut world = World::new().with(1, &[(MappedField::Zone, "Cellar", "Roof"), (MappedField::Room, "1", "2")]);
    for field in [MappedField::Zone, MappedField::Room] {
        let rule = FieldRule { direction: Direction::ToConnectwise, ..records::rule(field).clone() };
        world.mapping.set(field, rule).unwrap();
    }
    let before = world.sides();
    let run = world.sync().run;
    assert_ne!(world.sides(), before);
    world.mapping = FieldMapping::default();
    assert_eq!(told(&world.undo(&run, 100)), [(1, RecordOutcome::Applied, "")]);
    let values = |configuration: &Configuration| {
        (configuration.answers[0].value.clone(), configuration.custom_fields[0].value.clone())
    };
    assert_eq!(values(&world.theirs(1)), ("Roof".to_owned(), "2".to_owned()));
}

#[test]
fn every_value_is_kept_before_the_undo_overwrites_it() {
    let world = World::of(1);
    let run = world.sync().run;
    let undone = world.undo(&run, 100).run;
    let expected = UndoRow {
        run: undone.id,
        old: "60F".to_owned(),
        new: String::new(),
        ..world.store.undo_rows_of(run.id)[0].clone()
    };
    assert_eq!(world.store.undo_rows_of(undone.id), [expected]);
}

#[test]
fn makers_that_a_run_created_are_named_as_not_undone() {
    let world = World::new().with(1, &[(MappedField::Vendor, "Fortinet", "")]);
    let run = world.sync().run;
    assert_eq!(run.not_undone, ["The manufacturer \"Fortinet\" was created in ConnectWise."]);
    world.undo(&run, 100);
    assert_eq!(world.theirs(1).manufacturer, None);
}

#[test]
fn a_stopped_undo_goes_on_later() {
    let world = World::of(2);
    let run = world.sync().run;
    // A record of which the undo kept the value, and then ended: the value is judged anew.
    let lease = finish(world.lease());
    let row = UndoRow { run: RunId(Uuid::from_u128(99)), ..world.store.undo_rows_of(run.id)[0].clone() };
    let intended = IntendedWrites { rows: vec![row], ..IntendedWrites::default() };
    finish(world.store.record_intended_writes(&lease, &intended, world.clock.now())).unwrap();
    assert_eq!(world.undo(&run, 100).run.applied, 2);
}
