//! Sentences about leases and fencing numbers.

use sitebook_domain::{Fence, LeaseAttempt, Timestamp};

use super::creations::{created, intent};
use super::results::{base, recorded};
use super::runs::undo_row;
use super::{COMPANY, MINUTE, START, Subject, attempt, begun, done, holder, leased, run_of, seen, taken};
use crate::ports::{IntendedWrites, StoreFault};

/// A lease that nobody holds is taken, until the time asked for.
pub async fn a_free_lease_is_taken<S: Subject>(store: &S) {
    let lease = taken(store, 4711, START, None).await;
    let asked = holder(4711);
    assert_eq!((lease.company, lease.expires_at), (COMPANY, START.plus_millis(MINUTE)));
    assert_eq!((lease.host, lease.process), (asked.host, asked.process));
    assert_eq!(lease.process_started, asked.process_started);
}

/// While somebody holds the lease, everybody else learns who: also another task of the same process.
pub async fn a_held_lease_is_given_to_nobody<S: Subject>(store: &S) {
    let lease = leased(store).await;
    for process in [1, 2] {
        let answer = attempt(store, process, START.plus_millis(MINUTE - 1), None).await;
        assert_eq!(answer, LeaseAttempt::Held(lease.clone()), "asked by process {process}");
    }
}

/// A lease holds until its end, and not at it.
pub async fn a_lease_that_ran_out_is_free<S: Subject>(store: &S) {
    leased(store).await;
    taken(store, 2, START.plus_millis(MINUTE), None).await;
}

/// A holder known as dead holds nothing; the word of an earlier holder's death does not count against a later one.
pub async fn the_lease_of_a_dead_process_is_taken_over_at_once<S: Subject>(store: &S) {
    let first = leased(store).await;
    let second = taken(store, 2, START, Some(first.fence)).await;
    assert_eq!(attempt(store, 3, START, Some(first.fence)).await, LeaseAttempt::Held(second));
}

/// A lease that is renewed holds until the new time.
pub async fn a_renewed_lease_holds_longer<S: Subject>(store: &S) {
    let lease = leased(store).await;
    done(store.renew_lease(&lease, START.plus_millis(3 * MINUTE)).await);
    let answer = attempt(store, 2, START.plus_millis(2 * MINUTE), None).await;
    assert!(matches!(answer, LeaseAttempt::Held(held) if held.fence == lease.fence));
    taken(store, 2, START.plus_millis(3 * MINUTE), None).await;
}

/// A lease that was given back is free at once.
pub async fn a_lease_given_back_is_free_at_once<S: Subject>(store: &S) {
    let lease = leased(store).await;
    done(store.release_lease(&lease).await);
    taken(store, 2, START, None).await;
}

/// The fencing number grows with each holder, whichever way the lease came to the next one.
pub async fn the_fence_grows_with_each_holder<S: Subject>(store: &S) {
    let first = leased(store).await;
    done(store.release_lease(&first).await);
    let after_release = taken(store, 1, START, None).await;
    let after_death = taken(store, 2, START, Some(after_release.fence)).await;
    let after_end = taken(store, 3, START.plus_millis(MINUTE), None).await;
    let fences = [first, after_release, after_death, after_end].map(|lease| lease.fence);
    assert!(fences.is_sorted_by(|earlier, later| earlier < later), "{fences:?}");
}

/// The lease of one company says nothing about another.
pub async fn companies_do_not_wait_for_each_other<S: Subject>(store: &S) {
    let lease = leased(store).await;
    let other = store.take_lease(COMPANY + 1, &holder(2), START, START.plus_millis(MINUTE), None).await;
    assert!(matches!(other, Ok(LeaseAttempt::Taken(other)) if other.company == COMPANY + 1));
    done(store.renew_lease(&lease, START.plus_millis(MINUTE)).await);
}

/// A holder that was slow goes on as long as nobody else has worked in between.
pub async fn a_lease_that_ran_out_still_holds_while_nobody_took_it<S: Subject>(store: &S) {
    let (_, _, lease, mut run) = begun(store).await;
    done(store.renew_lease(&lease, Timestamp(1)).await);
    run.applied = 3;
    done(store.finish_run(&lease, &run).await);
    assert_eq!(store.run(run.id).await, Some(run));
}

/// Once the lease has a newer holder, no step of the former one does anything.
pub async fn every_step_is_refused_once_the_lease_has_a_newer_holder<S: Subject>(store: &S) {
    let (device, found, former, run) = begun(store).await;
    let newer = taken(store, 2, START, Some(former.fence)).await;
    assert!(newer.fence > former.fence && former.fence >= Fence(1));

    let mut ended = run.clone();
    ended.applied = 1;
    let another = run_of(2, device.agent, COMPANY);
    let base = [base(&found, "firewall")];
    let lonely = store.make_unmatched(COMPANY).await;
    let (wish, creation) = (intent(&lonely, &run), created(&lonely, &run, 9));
    let intended = IntendedWrites { rows: vec![undo_row(&run, &found)], ..IntendedWrites::default() };
    for (step, answer) in [
        ("renew_lease", store.renew_lease(&former, START.plus_millis(9 * MINUTE)).await),
        ("release_lease", store.release_lease(&former).await),
        ("begin_run", store.begin_run(&former, &another).await),
        ("record_intended_writes", store.record_intended_writes(&former, &intended, START).await.map(drop)),
        ("record_result", store.record_result(&former, run.id, &recorded(&found, "fw01")).await),
        ("record_base", store.record_base(&former, &base).await),
        ("finish_run", store.finish_run(&former, &ended).await),
        ("record_creation_intent", store.record_creation_intent(&former, &wish).await.map(drop)),
        ("record_creation", store.record_creation(&former, &creation).await.map(drop)),
        ("drop_creation_intent", store.drop_creation_intent(&former, lonely.id, None).await),
    ] {
        assert_eq!(answer, Err(StoreFault::Fenced), "{step}");
    }

    assert_eq!(attempt(store, 3, START, None).await, LeaseAttempt::Held(newer));
    assert_eq!(store.run(run.id).await, Some(run.clone()), "the run is as it was");
    assert_eq!(store.run(another.id).await, None);
    assert_eq!(store.undo_rows(run.id).await, []);
    assert_eq!(store.results(run.id).await, []);
    assert_eq!(store.base_values(COMPANY).await, []);
    assert_eq!(store.creation_intents(COMPANY).await, Ok(Vec::new()));
    assert_eq!(store.match_of(&lonely).await, None);
    assert_eq!(seen(store, &device).await, device);
    assert_eq!(store.kept_configuration(COMPANY, found.configuration).await, None);
}
