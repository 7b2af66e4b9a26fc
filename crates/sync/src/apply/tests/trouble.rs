//! Records that are refused, connections in trouble, a person who stops, another process that takes over.

use sitebook_psa::FieldFault;

use super::*;

fn rejected(field: &str, message: &str) -> PsaError {
    let fault = FieldFault { code: "InvalidField".to_owned(), field: field.to_owned(), message: message.to_owned() };
    PsaErrorKind::Rejected { faults: vec![fault] }.into()
}

#[test]
fn a_refused_record_keeps_the_words_and_does_not_stop_the_others() {
    let world = World::of(3);
    world.psa.fail(Call::Write(2), Fault::Refused(rejected("modelNumber", "The field is read-only.")));
    let summary = world.sync();
    let expected =
        [(1, RecordOutcome::Applied, ""), (2, RecordOutcome::Failed, "rejected"), (3, RecordOutcome::Applied, "")];
    assert_eq!(told(&summary), expected);
    assert_eq!(summary.results[1].message, "modelNumber: The field is read-only.");
    assert_eq!((summary.run.state, summary.run.failed, &summary.trouble), (RunState::Partial, 1, &None));
}

#[test]
fn every_error_that_concerns_one_record_is_a_result_of_its_own() {
    let words = |kind: PsaErrorKind| PsaError::from(kind).with_words("Sorry.");
    for (error, reason) in [
        (words(PsaErrorKind::Rejected { faults: vec![] }), "rejected"),
        (words(PsaErrorKind::Conflict), "in_use"),
        (words(PsaErrorKind::NotFound { what: "configuration 1".to_owned() }), "configuration_gone"),
        (words(PsaErrorKind::Unreadable { why: "line 1".to_owned() }), "bad_answer"),
        (words(PsaErrorKind::Unexpected { status: 418 }), "bad_answer"),
    ] {
        for call in [Call::Read(1), Call::Write(1)] {
            let world = World::of(2);
            world.psa.fail(call, Fault::Refused(error.clone()));
            let summary = finish(world.sync_late(60_000, How::default()));
            assert_eq!(told(&summary), [(1, RecordOutcome::Failed, reason), (2, RecordOutcome::Applied, "")]);
            assert!(summary.results[0].message.contains("Sorry."), "{}", summary.results[0].message);
        }
    }
}

#[test]
fn a_write_that_was_certainly_refused_leaves_nothing_to_undo() {
    for kind in [
        PsaErrorKind::Rejected { faults: vec![] },
        PsaErrorKind::Unauthorized,
        PsaErrorKind::TooManyRequests { retry_after_millis: None },
    ] {
        let world = World::of(1);
        // What passes is waited out: as often as the run has patience.
        for _ in 0..20 {
            world.psa.fail(Call::Write(1), Fault::Refused(kind.clone().into()));
        }
        let run = world.sync().run.id;
        assert_eq!(world.store.undo_rows_of(run), [], "{kind:?}");
    }
    let world = World::of(1);
    let unknown = PsaError { outcome_unknown: true, ..PsaErrorKind::Unreadable { why: "cut".to_owned() }.into() };
    world.psa.fail(Call::Write(1), Fault::AnswerLost(unknown));
    let run = world.sync().run.id;
    assert_eq!(world.store.undo_rows_of(run).len(), 1, "it may have been written");
}

#[test]
fn a_refused_maker_concerns_the_records_that_need_it() {
    let world =
        World::new().with(1, &[(MappedField::Vendor, "Fortinet", "")]).with(2, &[(MappedField::Model, "60F", "")]);
    world.psa.fail(Call::Maker("fortinet".to_owned()), Fault::Refused(rejected("name", "No.")));
    let summary = world.sync();
    assert_eq!(told(&summary), [(1, RecordOutcome::Failed, "rejected"), (2, RecordOutcome::Applied, "")]);
    assert_eq!(world.store.undo_rows_of(summary.run.id).len(), 1, "nothing of record 1 was about to be written");
}

#[test]
fn a_refused_key_or_right_ends_the_run_as_failed_after_one_request() {
    for kind in [
        PsaErrorKind::Unauthorized,
        PsaErrorKind::Forbidden { what: "PATCH /company/configurations/1".to_owned() },
        PsaErrorKind::ClientIdRefused,
    ] {
        let world = World::of(3);
        world.psa.fail(Call::Write(1), Fault::Refused(kind.clone().into()));
        let summary = world.sync();
        assert_eq!((summary.run.state, summary.run.requests), (RunState::Failed, 1), "{kind:?}");
        assert_eq!(summary.run.reason, Some(kind.to_string()));
        assert_eq!(summary.trouble, Some(kind.into()));
        assert_eq!((summary.results.as_slice(), world.written()), ([].as_slice(), vec![1]));
    }
}

#[test]
fn trouble_that_goes_on_postpones_the_run_and_keeps_what_was_done() {
    for kind in [
        PsaErrorKind::Maintenance { status: 200 },
        PsaErrorKind::TooManyRequests { retry_after_millis: Some(1_000) },
        PsaErrorKind::Unavailable { status: 503 },
        PsaErrorKind::Timeout,
        PsaErrorKind::Unreachable { host: "cw.example:443".to_owned(), why: "refused".to_owned() },
    ] {
        let world = World::of(3);
        for _ in 0..20 {
            world.psa.fail(Call::Write(2), Fault::Refused(kind.clone().into()));
        }
        let summary = world.sync();
        assert_eq!((summary.run.state, summary.run.applied), (RunState::Postponed, 1), "{kind:?}");
        assert_eq!(told(&summary), vec![(1, RecordOutcome::Applied, "")]);
        assert!(world.written().len() < 20 && !world.written().contains(&3), "{kind:?}: {:?}", world.written());
        world.psa.heal();
        assert_eq!(world.sync().run.applied, 2, "the next run does the rest");
        world.check_quiet("after the trouble");
    }
}

fn lost(kind: PsaErrorKind) -> PsaError {
    PsaError { outcome_unknown: true, ..kind.into() }
}

#[test]
fn a_write_whose_answer_was_lost_is_read_back_and_not_sent_again() {
    for kind in [PsaErrorKind::Timeout, PsaErrorKind::Unavailable { status: 504 }] {
        let world = World::new().with(1, &[(MappedField::Model, "60F", "61F")]);
        world.psa.fail(Call::Write(1), Fault::AnswerLost(lost(kind)));
        let first = world.sync();
        assert_eq!((told(&first), first.run.state), (vec![(1, RecordOutcome::Applied, "")], RunState::Done));
        assert_eq!(world.psa.calls(), [Call::List, Call::Write(1), Call::Read(1)]);
        assert_eq!(world.store.undo_rows_of(first.run.id)[0].old, "61F");
        assert_eq!(world.base(1, MappedField::Model), Some(("60F".to_owned(), "60F".to_owned())));
        world.check_quiet("the value is there");
    }
}

#[test]
fn a_lost_answer_that_cannot_be_looked_after_at_once_is_looked_after_before_anything_is_sent() {
    let world = World::new().with(1, &[(MappedField::Model, "60F", "61F")]);
    world.psa.fail(Call::Write(1), Fault::AnswerLost(lost(PsaErrorKind::Timeout)));
    world.psa.fail(Call::Read(1), Fault::Refused(PsaErrorKind::Timeout.into()));
    let summary = world.sync();
    assert_eq!(told(&summary), [(1, RecordOutcome::Applied, "")]);
    assert_eq!(world.psa.calls(), [Call::List, Call::Write(1), Call::Read(1), Call::Read(1)]);
}

#[test]
fn what_a_person_wrote_after_a_lost_answer_is_left_alone() {
    let world = World::new().with(1, &[(MappedField::Model, "60F", "61F")]);
    world.psa.fail(Call::Write(1), Fault::AnswerLost(lost(PsaErrorKind::Timeout)));
    world.psa.fail(Call::Read(1), Fault::Refused(PsaErrorKind::Timeout.into()));
    // Asked in each slice of the wait before the next look.
    let edited = || {
        let has_waited = world.clock.now() > START;
        if has_waited {
            world.psa.edit(1, MappedField::Model, "by hand");
        }
        false
    };
    let summary = finish(world.sync_late(0, How { stop: &edited, ..How::default() }));
    assert_eq!(told(&summary), [(1, RecordOutcome::Skipped, "changed_since_plan")]);
    assert_eq!(world.psa.current(1).unwrap().model_number, "by hand");
}

#[test]
fn an_edit_made_while_a_write_had_to_wait_is_seen_and_can_be_undone() {
    let busy = |millis| Fault::Refused(PsaErrorKind::TooManyRequests { retry_after_millis: Some(millis) }.into());
    for exactly in [true, false] {
        let world = World::new().with(1, &[(MappedField::Model, "60F", "61F")]);
        world.psa.fail(Call::Write(1), busy(600_000));
        let edited = || {
            if world.clock.now() == START.plus_millis(300_000) {
                world.psa.edit(1, MappedField::Model, "by hand");
            }
            false
        };
        let summary = finish(world.sync_late(0, How { exactly, stop: &edited, ..How::default() }));
        if exactly {
            assert_eq!(told(&summary), [(1, RecordOutcome::Skipped, "changed_since_plan")]);
            assert_eq!(world.psa.current(1).unwrap().model_number, "by hand");
        } else {
            assert_eq!(told(&summary), [(1, RecordOutcome::Applied, "")]);
            assert_eq!(world.store.undo_rows_of(summary.run.id)[0].old, "by hand");
            assert_eq!(world.psa.calls(), [Call::List, Call::Write(1), Call::Read(1), Call::Write(1)]);
        }
        world.check("whatever was overwritten was kept");
    }
}

#[test]
fn a_record_is_looked_at_again_when_a_lookup_took_a_minute() {
    let world = World::new().with(1, &[(MappedField::Vendor, "Fortinet", "")]);
    let busy = PsaErrorKind::TooManyRequests { retry_after_millis: Some(60_000) };
    world.psa.fail(Call::Maker("fortinet".to_owned()), Fault::Refused(busy.into()));
    assert_eq!(told(&world.sync()), [(1, RecordOutcome::Applied, "")]);
    let maker = || Call::Maker("fortinet".to_owned());
    assert_eq!(world.psa.calls(), [Call::List, maker(), Call::Read(1), maker(), Call::Write(1)]);
}

#[test]
fn a_record_is_looked_at_again_when_the_client_waited_in_a_lookup() {
    let world = World::new().with(1, &[(MappedField::Vendor, "Fortinet", "")]);
    let maker = Call::Maker("fortinet".to_owned());
    let slow = || {
        // Asked right after the lookup.
        if world.psa.calls().last() == Some(&maker) && world.clock.now() == START {
            world.psa.edit(1, MappedField::Vendor, "HP");
            world.clock.advance(60_000);
        }
        false
    };
    let summary = finish(world.sync_late(0, How { stop: &slow, ..How::default() }));
    assert_eq!(told(&summary), [(1, RecordOutcome::Applied, "")]);
    assert_eq!(world.psa.calls(), [Call::List, maker.clone(), Call::Read(1), Call::Write(1)]);
    assert_eq!(world.store.undo_rows_of(summary.run.id)[0].old, "HP");
}

#[test]
fn a_stop_is_heard_within_two_seconds_of_a_wait() {
    let world = World::of(2);
    let busy = PsaErrorKind::TooManyRequests { retry_after_millis: Some(600_000) };
    world.psa.fail(Call::Write(1), Fault::Refused(busy.into()));
    let stop = || world.clock.now() > START.plus_millis(5_000);
    let summary = finish(world.sync_late(0, How { stop: &stop, ..How::default() }));
    assert_eq!((summary.run.state, summary.run.requests), (RunState::Stopped, 1));
    assert!(world.clock.now() <= START.plus_millis(7_000));
}

#[test]
fn the_lease_is_held_through_a_long_wait_and_its_loss_ends_it() {
    let world = World::of(1);
    let busy = || Fault::Refused(PsaErrorKind::TooManyRequests { retry_after_millis: Some(600_000) }.into());
    world.psa.fail(Call::Write(1), busy());
    let is_held = || {
        assert!(world.store.lease(COMPANY).is_none_or(|lease| lease.expires_at > world.clock.now()));
        false
    };
    finish(world.sync_late(0, How { stop: &is_held, ..How::default() }));
    let world = World::of(1);
    world.psa.fail(Call::Write(1), busy());
    let seen = finish(world.look()).unwrap();
    let taken_over = || {
        if world.clock.now() == START.plus_millis(10_000) {
            drop(finish(world.lease()));
        }
        false
    };
    let outcome = finish(world.apply(&seen, &world.plan(&seen), How { stop: &taken_over, ..How::default() }));
    assert_eq!((outcome.err(), world.written()), (Some(StoreFault::Fenced), vec![1]), "nothing more is sent");
}

#[test]
fn a_run_in_which_every_record_was_refused_has_failed() {
    let world = World::of(2);
    for id in [1, 2] {
        world.psa.fail(Call::Write(id), Fault::Refused(rejected("modelNumber", "No.")));
    }
    let run = world.sync().run;
    assert_eq!((run.state, run.reason.is_some()), (RunState::Failed, true));
}

#[test]
fn one_refused_record_among_pairs_with_something_left_alone_is_no_failure_of_the_agent() {
    // The placeholder of pair 2 is skipped for good: that pair is in step but never counts as equal.
    let world = World::of(1).with(2, &[(MappedField::Serial, "N/A", "FGT60F")]);
    world.psa.fail(Call::Write(1), Fault::Refused(rejected("modelNumber", "No.")));
    assert_eq!(world.sync().run.state, RunState::Partial);
}

#[test]
fn one_refused_record_among_equal_ones_is_no_failure_of_the_agent() {
    let world = World::of(2);
    world.sync();
    world.edit_here(1, MappedField::Model, "61F");
    world.psa.fail(Call::Write(1), Fault::Refused(rejected("modelNumber", "No.")));
    assert_eq!(world.sync().run.state, RunState::Partial);
}

#[test]
fn a_stop_acts_between_two_requests() {
    // Each record is read again, asks for its maker, and is written: a stop after any of these ends the run there.
    let makers = ["Fortinet", "HP"].map(|maker| [(MappedField::Vendor, maker, "")]);
    for sent in 0..6 {
        let world = World::new().with(1, &makers[0]).with(2, &makers[1]);
        let stop = || world.psa.requests_sent() > sent;
        let summary = finish(world.sync_late(60_000, How { stop: &stop, ..How::default() }));
        assert_eq!((summary.run.state, summary.run.requests), (RunState::Stopped, sent), "after {sent}");
        assert_eq!(summary.results.len() as u32, sent / 3, "only records that were written have a result");
        assert!(summary.run.reason.is_some());
        world.sync();
        world.check_quiet("after the stop");
    }
}

#[test]
fn a_stop_after_the_last_record_comes_too_late() {
    let world = World::of(1);
    let stop = || !world.written().is_empty();
    assert_eq!(finish(world.sync_late(0, How { stop: &stop, ..How::default() })).run.state, RunState::Done);
}

#[test]
fn nothing_is_sent_once_another_process_has_taken_over() {
    let world = World::of(3);
    let seen = finish(world.look()).unwrap();
    let progress = |_, _, _| drop(finish(world.lease()));
    let how = How { progress: &progress, ..How::default() };
    let outcome = finish(world.apply(&seen, &world.plan(&seen), how));
    assert_eq!(outcome.err(), Some(StoreFault::Fenced));
    assert_eq!(world.written(), [1]);
    world.sync();
    world.check_quiet("the other process does the rest");
}

#[test]
fn the_lease_is_held_longer_with_each_record() {
    let world = World::of(3);
    let ends = std::sync::Mutex::new(Vec::new());
    let progress = |_, _, _| {
        ends.lock().unwrap().push(world.store.lease(COMPANY).unwrap().expires_at);
        world.clock.advance(50_000);
    };
    finish(world.sync_late(0, How { progress: &progress, ..How::default() }));
    let expected = [0, 50_000, 100_000].map(|millis| START.plus_millis(millis + LEASE_MILLIS));
    assert_eq!(*ends.lock().unwrap(), expected);
}
