//! Values that reach a source, and sources that refuse them.

use std::sync::Mutex;

use sitebook_domain::{Device, DeviceField, FieldKey};

use super::*;
use crate::apply::tests::{World, finish};
use crate::model::{StopWhen, locked};
use crate::undo::{KeptRun, UndoKey};

/// A source that takes names and notes, and refuses what a test says.
#[derive(Default)]
struct ModelSource {
    /// What was written, in order.
    written: Mutex<Vec<(DeviceId, MappedField, String)>>,
    refuses: Option<SourceError>,
    /// What it says after each write, in place of what was written.
    says: Option<&'static str>,
    /// What somebody entered there, and nobody here has seen.
    entered: Option<&'static str>,
}

impl SourceWriter for ModelSource {
    fn fields(&self, _: &str) -> &[MappedField] {
        &[MappedField::Name, MappedField::Notes]
    }

    async fn read(&self, device: &Device, field: MappedField) -> Result<String, SourceError> {
        let written = locked(&self.written);
        let last = written.iter().rev().find(|one| (one.0, one.1) == (device.id, field)).map(|one| one.2.clone());
        Ok(self.entered.map(str::to_owned).or(last).unwrap_or_else(|| known_of(device, field)))
    }

    async fn write(&self, device: &Device, field: MappedField, value: &str) -> Result<String, SourceError> {
        if let Some(error) = &self.refuses {
            return Err(error.clone());
        }
        locked(&self.written).push((device.id, field, value.to_owned()));
        Ok(self.says.unwrap_or(value).to_owned())
    }
}

/// A world in which a run took the notes and the model of device 1 from the PSA.
fn world() -> (World, RunId) {
    let world = World::new()
        .with(1, &[(MappedField::Notes, "ours", "theirs"), (MappedField::Model, "60F", "61F")])
        .taking(MappedField::Notes)
        .taking(MappedField::Model);
    let run = world.sync().run.id;
    (world, run)
}

impl World {
    fn write_back(&self, source: &ModelSource, run: RunId, values: &[SourceValue]) -> Vec<RecordResult> {
        finish(async {
            let lease = self.lease().await;
            let request = WriteBackRequest { run, lease: &lease, by: "Ada", source: "Model", values };
            let results = write_back(source, &self.store, &self.clock, &StopWhen(&|| false), &request).await.unwrap();
            self.store.release_lease(&lease).await.unwrap();
            results
        })
    }

    fn values(&self, source: &ModelSource, run: RunId) -> Vec<SourceValue> {
        let fields = fields_written_back(source.fields("model"), true);
        values_written_back(&self.store.undo_rows_of(run), &self.store.results_of(run), &fields)
    }

    fn source_says(&self, field: DeviceField) -> Option<String> {
        self.device(1).layers.source.get(&field).map(ToString::to_string)
    }

    fn source_rows(&self, run: RunId) -> Vec<(MappedField, String, String)> {
        let rows = self.store.undo_rows_of(run).into_iter().filter(|row| row.target == SyncTarget::Source);
        rows.map(|row| (row.field, row.old, row.new)).collect()
    }
}

#[test]
fn nothing_reaches_a_source_unless_a_person_allows_it_and_the_source_takes_it() {
    assert!(fields_written_back(&[MappedField::Name], false).is_empty());
    assert!(fields_written_back(&[], true).is_empty());
    let taken = [MappedField::Name, MappedField::Mac];
    let discovered = "what a source discovers is its own";
    assert_eq!(fields_written_back(&taken, true), BTreeSet::from([MappedField::Name]), "{discovered}");
}

#[test]
fn what_was_kept_here_goes_on_to_the_source_and_is_kept_for_undo() {
    let (world, run) = world();
    let source = ModelSource::default();
    let values = world.values(&source, run);
    assert_eq!(values.iter().map(|value| value.field).collect::<Vec<_>>(), [MappedField::Notes], "not the model");
    assert_eq!(world.write_back(&source, run, &values), []);
    let id = world.device(1).id;
    assert_eq!(*locked(&source.written), [(id, MappedField::Notes, "theirs".to_owned())]);
    assert_eq!(world.source_says(DeviceField::Notes).as_deref(), Some("theirs"));
    assert_eq!(world.source_rows(run), [(MappedField::Notes, "ours".to_owned(), "theirs".to_owned())]);
    assert_eq!(world.write_back(&source, run, &values), [], "the source has it already");
    assert_eq!(locked(&source.written).len(), 1);
}

#[test]
fn an_undo_writes_back_what_the_source_had() {
    let (world, run) = world();
    let source = ModelSource::default();
    world.write_back(&source, run, &world.values(&source, run));
    let kept = KeptRun { rows: world.store.undo_rows_of(run), ..KeptRun::default() };
    let none = std::collections::HashSet::<UndoKey>::new();
    let of_record = kept.records(&none);
    assert!(of_record.iter().flat_map(|record| &record.rows).all(|row| row.target != SyncTarget::Source));
    let back: Vec<SourceValue> = kept.written_back(&none).into_iter().map(SourceValue::before).collect();
    let undo = RunId(uuid::Uuid::from_u128(100));
    assert_eq!(world.write_back(&source, undo, &back), []);
    assert_eq!(world.source_says(DeviceField::Notes).as_deref(), Some("ours"));
}

#[test]
fn a_source_that_refuses_costs_no_own_value_and_says_so_of_the_record() {
    let (world, run) = world();
    let refuses = SourceError { words: "The note is locked.".to_owned(), outcome_unknown: false };
    let source = ModelSource { refuses: Some(refuses), ..ModelSource::default() };
    let results = world.write_back(&source, run, &world.values(&source, run));
    assert_eq!((results[0].outcome, results[0].reason.as_str()), (RecordOutcome::Failed, NOT_WRITTEN_BACK));
    assert!(results[0].message.contains("The note is locked."), "{}", results[0].message);
    assert_eq!(world.store.results_of(run), results);
    assert!(world.device(1).layers.is_own(DeviceField::Notes), "{} stays ours", DeviceField::Notes.key());
    assert_eq!(world.source_says(DeviceField::Notes).as_deref(), Some("ours"));
    assert_eq!(world.source_rows(run), [], "nothing was written, nothing is taken back");
}

#[test]
fn a_lost_answer_keeps_what_the_source_had() {
    let (world, run) = world();
    let refuses = SourceError { words: "No answer.".to_owned(), outcome_unknown: true };
    let source = ModelSource { refuses: Some(refuses), ..ModelSource::default() };
    assert_eq!(world.write_back(&source, run, &world.values(&source, run)).len(), 1);
    assert_eq!(world.source_rows(run).len(), 1);
}

#[test]
fn what_somebody_entered_in_the_source_is_kept_and_not_overwritten() {
    let (world, run) = world();
    let source = ModelSource { entered: Some("a colleague's"), ..ModelSource::default() };
    let results = world.write_back(&source, run, &world.values(&source, run));
    assert_eq!((results[0].outcome, results[0].reason.as_str()), (RecordOutcome::Skipped, CHANGED_IN_SOURCE));
    assert!(results[0].message.contains("a colleague's"), "{}", results[0].message);
    assert_eq!(world.source_says(DeviceField::Notes).as_deref(), Some("a colleague's"));
    assert_eq!((locked(&source.written).len(), world.source_rows(run)), (0, Vec::new()));
}

#[test]
fn an_undo_puts_nothing_over_what_somebody_entered_since_and_takes_back_a_write_whose_answer_was_lost() {
    let undone = |entered, lost: bool| {
        let (world, run) = world();
        let refuses = SourceError { words: "No answer.".to_owned(), outcome_unknown: true };
        let source = ModelSource { refuses: lost.then_some(refuses), ..ModelSource::default() };
        world.write_back(&source, run, &world.values(&source, run));
        let back: Vec<SourceValue> = world
            .store
            .undo_rows_of(run)
            .into_iter()
            .filter(|row| row.target == SyncTarget::Source)
            .map(SourceValue::before)
            .collect();
        let source = ModelSource { entered: Some(entered), ..ModelSource::default() };
        let results = world.write_back(&source, RunId(uuid::Uuid::from_u128(100)), &back);
        let written = locked(&source.written).iter().map(|one| one.2.clone()).collect::<Vec<_>>();
        (results.first().map(|result| result.outcome), written)
    };
    assert_eq!(undone("a colleague's", false), (Some(RecordOutcome::Skipped), Vec::new()));
    assert_eq!(undone("theirs", true), (None, vec!["ours".to_owned()]));
    assert_eq!(undone("ours", true), (None, Vec::new()), "it never arrived");
}

#[test]
fn a_source_that_stores_otherwise_is_told() {
    let (world, run) = world();
    let source = ModelSource { says: Some("cut"), ..ModelSource::default() };
    let results = world.write_back(&source, run, &world.values(&source, run));
    assert!(results[0].message.contains("cut"), "{}", results[0].message);
    assert_eq!(world.source_says(DeviceField::Notes).as_deref(), Some("cut"), "what it says counts as what it says");
}
