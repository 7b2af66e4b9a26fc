//! Sentences about runs and the values kept for undo.

use sitebook_domain::{LeaseAttempt, MappedField, Match, Run, RunState, SyncTarget, UndoRow};

use super::{COMPANY, MINUTE, START, Subject, begun, done, holder, run_of};
use crate::ports::IntendedWrites;

/// A run that begins is written down as it is.
pub async fn a_run_that_begins_is_written_down<S: Subject>(store: &S) {
    let (_, _, _, run) = begun(store).await;
    assert_eq!(store.run(run.id).await, Some(run));
}

/// A run that a crash left open is closed as failed, with a reason and an end, when the next one begins.
pub async fn beginning_closes_runs_that_a_crash_left_open<S: Subject>(store: &S) {
    let (device, _, lease, abandoned) = begun(store).await;
    let mut next = run_of(2, device.agent, COMPANY);
    next.started_at = START.plus_millis(MINUTE);
    done(store.begin_run(&lease, &next).await);

    let closed = store.run(abandoned.id).await.expect("the run is still there");
    assert_eq!((closed.state, closed.ended_at), (RunState::Failed, Some(next.started_at)));
    assert!(closed.reason.is_some_and(|reason| !reason.is_empty()));
    assert_eq!(store.run(next.id).await, Some(next));
}

/// Runs of other companies, and runs that have ended, stay as they are.
pub async fn beginning_closes_only_open_runs_of_the_same_company<S: Subject>(store: &S) {
    let (device, _, lease, mut ended) = begun(store).await;
    ended.state = RunState::Done;
    ended.ended_at = Some(START);
    done(store.finish_run(&lease, &ended).await);
    let (other_device, _) = store.make_pair(COMPANY + 1, 8).await;
    let other = store.take_lease(COMPANY + 1, &holder(2), START, START.plus_millis(MINUTE), None).await;
    let Ok(LeaseAttempt::Taken(other_lease)) = other else { panic!("{other:?}") };
    let elsewhere = run_of(2, other_device.agent, COMPANY + 1);
    done(store.begin_run(&other_lease, &elsewhere).await);

    done(store.begin_run(&lease, &run_of(3, device.agent, COMPANY)).await);
    assert_eq!(store.run(ended.id).await, Some(ended));
    assert_eq!(store.run(elsewhere.id).await, Some(elsewhere));
}

/// How a run ended stands in place of how it began.
pub async fn how_a_run_ended_is_written_down<S: Subject>(store: &S) {
    let (_, _, lease, mut run) = begun(store).await;
    run.state = RunState::Partial;
    run.reason = Some("ConnectWise: \"no\"".to_owned());
    (run.applied, run.failed, run.skipped, run.conflicts, run.requests) = (1, 2, 3, 4, 5);
    run.ended_at = Some(START.plus_millis(1));
    done(store.finish_run(&lease, &run).await);
    assert_eq!(store.run(run.id).await, Some(run));
}

/// Every value is kept for undo exactly as it stood, before any result is.
pub async fn values_are_kept_before_they_are_overwritten<S: Subject>(store: &S) {
    let (_, found, lease, run) = begun(store).await;
    let row = undo_row(&run, &found);
    let rows = [
        UndoRow { field: MappedField::Name, target: SyncTarget::Local, new: String::new(), ..row.clone() },
        UndoRow { field: MappedField::Notes, ..row.clone() },
        UndoRow { field: MappedField::Serial, old: String::new(), ..row },
    ];
    let intended = IntendedWrites { rows: rows.to_vec(), activity: None, through: Some(found.id) };
    assert_eq!(store.record_intended_writes(&lease, &intended, START).await, Ok(true));
    let mut kept = store.undo_rows(run.id).await;
    kept.sort_by_key(|row| row.field);
    let mut expected = rows.to_vec();
    expected.sort_by_key(|row| row.field);
    assert_eq!(kept, expected);
    assert_eq!(store.results(run.id).await, []);
}

/// What a run is about to do to the notes: a value that must come back byte by byte.
pub(super) fn undo_row(run: &Run, found: &Match) -> UndoRow {
    UndoRow {
        run: run.id,
        device: found.device,
        configuration: found.configuration,
        field: MappedField::Notes,
        target: SyncTarget::Connectwise,
        old: " Ünter\r\nthe stairs\t\u{1F6AA} ".to_owned(),
        new: "in the cellar".to_owned(),
        old_reference: None,
        place: None,
        had_own: false,
    }
}
