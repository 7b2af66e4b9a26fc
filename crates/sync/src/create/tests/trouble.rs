//! What goes wrong, and that it ends with one record all the same.

use sitebook_domain::PairChange;
use sitebook_psa::FieldFault;

use super::*;
use crate::guard::GuardBreach;

const DONE: RecordOutcome = RecordOutcome::Applied;
const FAILED: RecordOutcome = RecordOutcome::Failed;

fn rejected(words: &str) -> PsaError {
    let fault = FieldFault { code: "InvalidObject".to_owned(), field: "site".to_owned(), message: words.to_owned() };
    PsaErrorKind::Rejected { faults: vec![fault] }.into()
}

fn busy(retry_after_millis: Option<u64>) -> PsaError {
    PsaErrorKind::TooManyRequests { retry_after_millis }.into()
}

/// The milliseconds that a run took, by the world's time.
fn time_of(world: &World, run: impl FnOnce()) -> i64 {
    let before = world.clock.passed();
    run();
    world.clock.passed() - before
}

#[test]
fn a_quiet_run_creates_each_record_with_one_request_and_looks_once_more() {
    let world = World::of(2);
    let summary = world.create();
    assert_eq!(told(&summary.rows), [(1, DONE, ""), (2, DONE, "")]);
    assert_eq!((summary.run.state, summary.run.applied, summary.run.kind), (RunState::Done, 2, RunKind::Create));
    let create = |number| Call::Create(World::identifier(number));
    let maker = Call::Maker("fortinet".to_owned());
    assert_eq!(world.psa.calls(), [Call::List, maker, create(1), create(2), Call::List]);
    assert_eq!((world.clock.passed(), summary.run.requests), (0, 4), "nothing is waited for");
    world.check_end("a quiet run");
}

#[test]
fn a_lost_answer_is_found_by_the_list_after_one_wait_for_all() {
    for lag in [0, 30_000, 59_999] {
        let world = World::of(4);
        world.psa.lag(&world.clock, lag);
        for number in [1, 3, 4] {
            world.fail(number, Fault::AnswerLost(unknown(PsaErrorKind::Timeout)));
        }
        let time = time_of(&world, || {
            let summary = world.create();
            let adopted = (DONE, "adopted");
            let expected = [(2, DONE, ""), (1, adopted.0, adopted.1), (3, DONE, "adopted"), (4, DONE, "adopted")];
            assert_eq!(told(&summary.rows), expected, "lag {lag}: the run goes on with the others first");
            assert_eq!((summary.run.state, world.posts()), (RunState::Done, 4));
        });
        assert_eq!(time, SETTLED_MILLIS, "lag {lag}: one wait for all");
        world.check_end("after lost answers");
    }
}

#[test]
fn a_request_that_was_not_carried_out_is_sent_once_more_and_no_more() {
    let world = World::of(1);
    let lost = || Fault::Refused(unknown(PsaErrorKind::Unavailable { status: 500 }));
    world.fail(1, lost());
    assert_eq!(told(&world.create().rows), [(1, DONE, "")]);
    assert_eq!((world.posts(), world.clock.passed()), (2, SETTLED_MILLIS));
    world.check_end("the second request");

    let world = World::of(1);
    (0..2).for_each(|_| world.fail(1, lost()));
    let summary = world.create();
    assert_eq!((told(&summary.pending), world.posts()), (vec![(1, FAILED, "outcome_unknown")], 2));
    assert_eq!((summary.run.state, world.store.intents().len()), (RunState::Partial, 1));
    assert_eq!(world.store.results_of(summary.run.id)[0].reason, "outcome_unknown");
    world.create();
    assert_eq!(world.posts(), 3);
    world.check_end("the next run");
}

#[test]
fn five_lost_answers_in_a_row_leave_one_record() {
    let world = World::of(1);
    world.psa.lag(&world.clock, 59_999);
    (0..5).for_each(|_| world.fail(1, Fault::AnswerLost(unknown(PsaErrorKind::Timeout))));
    world.create();
    assert_eq!(world.posts(), 1);
    world.check_end("five lost answers");
}

#[test]
fn too_many_requests_are_waited_out_and_a_fresh_list_decides() {
    for (asked, waited) in [(Some(7_000), 7_000), (Some(0), 0), (None, 30_000), (Some(31_536_000_000), 900_000)] {
        let world = World::of(1);
        world.fail(1, Fault::Refused(busy(asked)));
        let summary = world.create();
        assert_eq!((told(&summary.rows), world.clock.passed()), (vec![(1, DONE, "")], waited), "{asked:?}");
        let calls = world.psa.calls();
        let create = Call::Create(World::identifier(1));
        let maker = Call::Maker("fortinet".to_owned());
        assert_eq!(calls, [Call::List, maker, create.clone(), Call::List, create, Call::List], "{asked:?}");
        world.check_end("after the wait");
    }
}

#[test]
fn a_storm_of_too_many_requests_postpones_the_run() {
    for (asked, sent) in [(None, 2), (Some(1_000), 11)] {
        let world = World::of(2);
        (0..20).for_each(|_| world.fail(1, Fault::Refused(busy(asked))));
        let summary = world.create();
        assert_eq!((summary.run.state, world.posts()), (RunState::Postponed, sent), "{asked:?}");
        assert_eq!(summary.trouble, Some(CreateTrouble::Psa(busy(asked))));
        world.psa.heal();
        world.create();
        world.clock.advance(SETTLED_MILLIS);
        world.create();
        world.check_end("after the storm");
    }
}

#[test]
fn a_refused_record_keeps_the_words_and_does_not_stop_the_others() {
    let world = World::of(3);
    world.fail(2, Fault::Refused(rejected("The site is closed.")));
    let summary = world.create();
    assert_eq!(told(&summary.rows), [(1, DONE, ""), (2, FAILED, "rejected"), (3, DONE, "")]);
    assert_eq!(summary.rows[1].result.message, "site: The site is closed.");
    assert_eq!((summary.run.state, summary.run.failed), (RunState::Partial, 1));
    assert_eq!(world.store.intents(), [], "what was refused is not under way");
    let kept = world.store.results_of(summary.run.id);
    assert_eq!(kept.iter().filter(|result| result.reason == "rejected").count(), 1);
    world.create();
    world.check_end("once the reason is mended");
}

#[test]
fn a_refused_maker_concerns_the_devices_that_need_it() {
    let world = World::of(2);
    world.psa.fail(Call::Maker("fortinet".to_owned()), Fault::Refused(rejected("No.")));
    assert_eq!(told(&world.create().rows), [(1, FAILED, "rejected"), (2, DONE, "")]);
}

#[test]
fn a_refused_key_or_right_ends_the_run_after_one_request_and_leaves_nothing_under_way() {
    for kind in
        [PsaErrorKind::Unauthorized, PsaErrorKind::Forbidden { what: "POST /company/configurations".to_owned() }]
    {
        let world = World::of(3);
        world.fail(1, Fault::Refused(kind.clone().into()));
        let summary = world.create();
        assert_eq!((summary.run.state, world.posts()), (RunState::Failed, 1));
        assert_eq!(summary.trouble, Some(CreateTrouble::Psa(kind.into())));
        assert_eq!((summary.rows.as_slice(), world.store.intents().as_slice()), ([].as_slice(), [].as_slice()));
    }
}

#[test]
fn a_computer_that_is_out_of_reach_postpones_the_run() {
    let world = World::of(2);
    let away = PsaErrorKind::Unreachable { host: "cw".to_owned(), why: "refused".to_owned() };
    world.fail(2, Fault::Refused(away.into()));
    let summary = world.create();
    assert_eq!((summary.run.state, told(&summary.rows)), (RunState::Postponed, vec![(1, DONE, "")]));
    world.create();
    world.check_end("back again");
}

#[test]
fn outcomes_that_stay_unknown_for_a_minute_end_the_run() {
    let world = World::of(6);
    for number in 1..=6 {
        world.fail(number, Fault::Refused(unknown(PsaErrorKind::Timeout)));
    }
    // Each request times out after half a minute.
    let stop = || {
        if world.posts() > 0 {
            world.clock.advance(10_000);
        }
        false
    };
    let (_, summary) = finish(world.run(&stop, true)).unwrap();
    assert_eq!(summary.run.state, RunState::Postponed);
    assert!((3..6).contains(&world.posts()), "{}", world.posts());
    assert_eq!(summary.pending.len(), world.posts());
    world.psa.heal();
    world.create();
    world.check_end("the next run");
}

#[test]
fn a_stop_acts_between_two_requests_and_during_a_wait() {
    for sent in 1..6 {
        let world = World::of(3);
        let stop = || world.psa.requests_sent() >= sent;
        let (_, summary) = finish(world.run(&stop, true)).unwrap();
        let expected = if sent < 5 { RunState::Stopped } else { RunState::Done };
        assert_eq!((summary.run.state, world.psa.requests_sent()), (expected, sent), "after {sent}");
        world.create();
        world.check_end("after the stop");
    }
    let world = World::of(1);
    world.fail(1, Fault::AnswerLost(unknown(PsaErrorKind::Timeout)));
    let stop = || world.clock.passed() >= 5_000;
    let (_, summary) = finish(world.run(&stop, true)).unwrap();
    assert_eq!((summary.run.state, world.clock.passed()), (RunState::Stopped, 5_000));
    assert_eq!(told(&summary.pending), [(1, FAILED, "outcome_unknown")]);
    world.create();
    assert_eq!(world.posts(), 1);
    world.check_end("after the stop in a wait");
}

#[test]
fn a_list_that_grows_old_is_read_again_before_the_next_request() {
    let world = World::of(4);
    let stop = || {
        world.clock.advance(15_000);
        false
    };
    finish(world.run(&stop, true)).unwrap();
    let calls = world.psa.calls();
    let lists = calls.iter().filter(|call| **call == Call::List).count();
    assert!(lists > 2, "{calls:?}");
    world.check_end("a slow run");
}

#[test]
fn a_list_that_shrank_stops_the_run_before_anything_is_sent() {
    let world = World::of(1);
    for id in 10..40 {
        world.psa.put(records::configuration(COMPANY, id));
    }
    // The maker takes a minute and more, and the list is read again.
    let stop = || {
        if world.psa.requests_sent() == 1 {
            (10..40).for_each(|id| world.psa.remove(id));
            world.clock.advance(61_000);
        }
        false
    };
    let (_, summary) = finish(world.run(&stop, true)).unwrap();
    let breach = GuardBreach::Shrunk { before: 33, lost: 30 };
    assert_eq!((summary.run.state, summary.trouble), (RunState::Failed, Some(CreateTrouble::Guard(breach))));
    assert_eq!(world.posts(), 0);
}

#[test]
fn a_record_that_another_computer_made_is_linked_and_not_taken_for_created() {
    let world = World::of(1);
    world.put_made_elsewhere(1, 77);
    let summary = world.create();
    assert_eq!((told(&summary.rows), world.posts()), (vec![(1, DONE, "found_again")], 0));
    assert!(summary.rows[0].adopted);
    let found = world.store.matches()[&world.device(1).id].clone();
    assert_eq!(found.configuration, 77);
    let run = summary.run.id;
    assert!(world.store.created_of(run).is_empty(), "an undo must not set inactive what the run did not create");
    assert_eq!(world.store.pairs_of(run), [PairChange::Together(found)], "an undo takes the pair apart");
}

#[test]
fn two_records_with_one_identifier_are_told_and_the_oldest_is_used() {
    let world = World::of(1);
    world.put_made_elsewhere(1, 88);
    world.put_made_elsewhere(1, 77);
    let summary = world.create();
    let expected = DuplicateIdentifier { device: world.device(1).id, kept: 77, others: vec![88] };
    assert_eq!((summary.duplicates, summary.run.state), (vec![expected], RunState::Partial));
    assert_eq!(world.store.matches()[&world.device(1).id].configuration, 77);

    // The other computer creates between our look and the end of our run.
    let world = World::of(1);
    let stop = || {
        if world.posts() == 1 {
            world.put_made_elsewhere(1, 99);
        }
        false
    };
    let (_, summary) = finish(world.run(&stop, true)).unwrap();
    assert_eq!((told(&summary.rows), summary.run.state), (vec![(1, DONE, "")], RunState::Partial));
    assert_eq!(summary.duplicates[0].others, [99]);
}

#[test]
fn what_a_person_unlinked_or_set_inactive_is_not_taken_again_by_itself() {
    let world = World::of(2);
    world.create();
    world.store.unlink(world.device(1).id);
    let id = world.store.matches()[&world.device(2).id].configuration;
    world.store.unlink(world.device(2).id);
    let inactive = Configuration { active: false, ..world.psa.current(id).unwrap() };
    world.psa.put(inactive);
    let (_, summary) = finish(world.run(&|| false, true)).unwrap();
    assert_eq!(told(&summary.rows), [(1, FAILED, "made_before"), (2, FAILED, "made_before")]);
    assert_eq!((world.posts(), world.store.matches().len()), (2, 0), "and no second record is made");
    assert!(summary.rows.iter().all(|row| row.result.configuration != 0), "the row says which record it is");
}

#[test]
fn what_was_made_before_is_used_again_when_a_person_asks_for_it() {
    let mut world = World::of(2);
    world.create();
    let ids = [1, 2].map(|number| world.store.matches()[&world.device(number).id].configuration);
    world.store.unlink(world.device(1).id);
    world.store.unlink(world.device(2).id);
    world.psa.put(Configuration { active: false, ..world.psa.current(ids[1]).unwrap() });
    world.reactivate = world.store.devices().into_keys().collect();
    let (_, summary) = finish(world.run(&|| false, true)).unwrap();
    assert_eq!(told(&summary.rows), [(1, DONE, "reactivated"), (2, DONE, "reactivated")]);
    assert_eq!(world.posts(), 2, "no second record is made");
    for (number, id) in [(1, ids[0]), (2, ids[1])] {
        assert_eq!(world.store.matches()[&world.device(number).id].configuration, id);
        assert!(world.psa.current(id).unwrap().active);
    }
    let kept: Vec<_> = world.store.activity_of(summary.run.id).into_iter().map(|row| row.configuration).collect();
    assert_eq!(kept, [ids[1]], "only of the one that was inactive");
    assert_eq!(world.store.pairs_of(summary.run.id).len(), 2, "an undo takes them apart again");
}

#[test]
fn an_answer_without_the_deed_never_leads_to_a_second_record() {
    let world = World::of(2);
    world.fail(1, Fault::NotDone);
    let summary = world.create();
    assert_eq!(told(&summary.rows), [(1, DONE, ""), (2, DONE, "")], "nobody can tell at once");
    world.check("a false answer");
    assert_eq!(world.create().rows, [], "its match is for the next sync to freeze");
}

#[test]
fn what_was_stored_otherwise_is_told() {
    let world = World::of(1);
    // A maker under another id is what the model answers with when it did nothing.
    world.psa.fail(Call::Maker("fortinet".to_owned()), Fault::NotDone);
    let summary = world.create();
    assert_eq!(told(&summary.rows), [(1, DONE, "stored_differently")]);
    assert_eq!(summary.rows[0].result.message, "ConnectWise stored otherwise than sent: manufacturer.");
    assert_eq!(field_name(summary.rows[0].differences[0].field), "manufacturer");
}

#[test]
fn what_people_do_during_the_run_counts_more() {
    let world = World::of(3);
    let stop = || {
        if world.posts() == 1 {
            let mut ignored = world.device(2);
            ignored.ignored = true;
            world.store.put(ignored, None);
            let matched = world.device(3);
            let found = records::matched(&matched, COMPANY, 2);
            world.store.put(matched, Some(found));
        }
        false
    };
    let (_, summary) = finish(world.run(&stop, true)).unwrap();
    assert_eq!(told(&summary.rows), [(1, DONE, ""), (2, FAILED, "ignored"), (3, FAILED, "already_matched")]);
    assert_eq!(world.posts(), 1);
}

#[test]
fn a_device_that_was_matched_while_its_record_was_made_keeps_that_match() {
    let world = World::of(1);
    world.psa.lag(&world.clock, 10_000);
    world.fail(1, Fault::AnswerLost(unknown(PsaErrorKind::Timeout)));
    let stop = || {
        if world.clock.passed() == 31_000 {
            let device = world.device(1);
            let found = records::matched(&device, COMPANY, 2);
            world.store.put(device, Some(found));
        }
        false
    };
    let (_, summary) = finish(world.run(&stop, true)).unwrap();
    assert_eq!(told(&summary.rows), [(1, FAILED, "matched_meanwhile")]);
    assert_eq!(world.store.matches()[&world.device(1).id].configuration, 2);
    assert_eq!(world.store.intents(), []);
    assert_eq!(summary.rows[0].result.configuration, 4, "people learn which record it is");
}

#[test]
fn nothing_is_sent_once_another_process_has_taken_over() {
    let world = World::of(3);
    let stop = || {
        if world.posts() == 1 {
            finish(world.lease()).unwrap();
        }
        false
    };
    assert_eq!(finish(world.run(&stop, true)).unwrap_err(), Failure::Store(StoreFault::Fenced));
    assert_eq!(world.posts(), 1);
    world.create();
    world.check_end("the other process does the rest");
}

#[test]
fn the_lease_is_held_through_the_longest_wait() {
    let world = World::of(1);
    world.fail(1, Fault::Refused(busy(Some(900_000))));
    let stop = || {
        let lease = world.store.lease(COMPANY).unwrap();
        assert!(lease.expires_at > world.clock.now(), "{lease:?} at {:?}", world.clock.now());
        false
    };
    finish(world.run(&stop, true)).unwrap();
}

#[test]
fn devices_that_fail_before_anything_is_sent_have_their_results_in_the_run() {
    let world = World::of(2);
    set_name(&world, 1, &"x".repeat(101));
    let summary = world.create();
    assert_eq!(told(&summary.rows), [(1, FAILED, "name_too_long"), (2, DONE, "")]);
    assert_eq!(world.store.results_of(summary.run.id).len(), 2);
    assert_eq!(world.store.runs(), [summary.run]);
}
