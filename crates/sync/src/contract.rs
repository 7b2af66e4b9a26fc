//! What every store must do behind the port [`SyncStore`], one function per sentence.
//!
//! [`store_contract!`](crate::store_contract) makes a test of each of them for one store.

#![allow(
    clippy::missing_panics_doc,
    clippy::expect_used,
    reason = "these functions are tests of whoever calls them: panicking is how they say no"
)]

mod creations;
mod leases;
mod results;
mod runs;
mod undo;

use std::future::Future;

use sitebook_domain::{
    ActivityUndo, AgentId, BaseValue, Device, Fence, HeldField, HistoryEntry, Lease, LeaseAttempt, LeaseHolder, Match,
    PairChange, RecordResult, Run, RunId, RunKind, SyncMode, Timestamp, UndoRow,
};
use sitebook_psa::Configuration;
use uuid::Uuid;

use crate::ports::{StoreFault, SyncStore};

pub use creations::*;
pub use leases::*;
pub use results::*;
pub use runs::*;
pub use undo::*;

/// A store under test: the port, and what a test needs to arrange and to look.
pub trait Subject: SyncStore {
    /// Makes a new agent with one device that the source calls `firewall`, and an automatic match of that device with
    /// this configuration of this company.
    fn make_pair(&self, company: i64, configuration: i64) -> impl Future<Output = (Device, Match)> + Send;

    /// Makes a new agent that is linked to this company, with one device that the source calls `printer` and that has no
    /// match.
    fn make_unmatched(&self, company: i64) -> impl Future<Output = Device> + Send;

    /// Takes the pair of a device apart, as a person would.
    fn unlink(&self, device: &Device) -> impl Future<Output = ()> + Send;

    /// Freezes a match, as a rule would.
    fn freeze(&self, found: &Match) -> impl Future<Output = ()> + Send;

    /// The match of a device as it stands.
    fn match_of(&self, device: &Device) -> impl Future<Output = Option<Match>> + Send;

    /// A run as it stands.
    fn run(&self, id: RunId) -> impl Future<Output = Option<Run>> + Send;

    /// What became of each record of a run.
    fn results(&self, run: RunId) -> impl Future<Output = Vec<RecordResult>> + Send;

    /// The values that a run was about to overwrite.
    fn undo_rows(&self, run: RunId) -> impl Future<Output = Vec<UndoRow>> + Send;

    /// What a run was about to do to configurations' being active.
    fn activity(&self, run: RunId) -> impl Future<Output = Vec<ActivityUndo>> + Send;

    /// The pairs that a run made again or took apart.
    fn pairs(&self, run: RunId) -> impl Future<Output = Vec<PairChange>> + Send;

    /// The configurations that a run created, as they came back.
    fn created(&self, run: RunId) -> impl Future<Output = Vec<Configuration>> + Send;

    /// The held fields of a company's matches, by match and field.
    fn held(&self, company: i64) -> impl Future<Output = Vec<HeldField>> + Send;

    /// The base values of a company's matches.
    fn base_values(&self, company: i64) -> impl Future<Output = Vec<BaseValue>> + Send;

    /// The history of the device, in any order.
    fn history(&self, device: &Device) -> impl Future<Output = Vec<HistoryEntry>> + Send;

    /// A configuration of a company as it was kept last.
    fn kept_configuration(&self, company: i64, id: i64) -> impl Future<Output = Option<Configuration>> + Send;
}

/// Makes a test of each sentence of the store port's contract.
///
/// Takes an expression that makes an empty [`Subject`](crate::contract::Subject), and may await. The tests need tokio
/// with its `macros` and `rt` features.
#[macro_export]
macro_rules! store_contract {
    ($subject:expr) => {
        $crate::store_contract!($subject;
            a_free_lease_is_taken
            a_held_lease_is_given_to_nobody
            a_lease_that_ran_out_is_free
            the_lease_of_a_dead_process_is_taken_over_at_once
            a_renewed_lease_holds_longer
            a_lease_given_back_is_free_at_once
            the_fence_grows_with_each_holder
            companies_do_not_wait_for_each_other
            a_lease_that_ran_out_still_holds_while_nobody_took_it
            every_step_is_refused_once_the_lease_has_a_newer_holder
            a_device_is_seen_as_it_stands
            a_run_that_begins_is_written_down
            beginning_closes_runs_that_a_crash_left_open
            beginning_closes_only_open_runs_of_the_same_company
            how_a_run_ended_is_written_down
            values_are_kept_before_they_are_overwritten
            a_result_is_kept
            a_result_keeps_base_values
            a_result_keeps_own_values_with_history
            an_own_value_that_is_there_already_makes_no_history
            an_own_value_is_not_kept_over_one_that_was_not_seen
            a_result_keeps_the_configuration_as_it_came_back
            an_abandoned_result_is_kept_whole_or_not_at_all
            base_values_are_kept_and_replaced
            base_values_of_a_match_that_is_gone_are_left_out
            a_creation_is_intended_before_it_is_sent
            an_intent_said_again_stands_in_place_of_the_first
            no_creation_is_intended_for_a_device_that_has_a_match
            a_creation_is_kept_and_its_intent_forgotten
            a_creation_makes_no_match_against_a_person
            a_creation_leaves_a_match_of_the_same_pair_as_it_is
            an_intent_is_dropped_with_its_result
            an_abandoned_creation_is_kept_whole_or_not_at_all
            the_match_of_a_device_is_seen_as_it_stands
            nothing_is_intended_through_a_match_that_is_frozen_or_gone
            whether_a_configuration_is_active_is_kept_before_it_is_changed
            what_was_not_overwritten_is_forgotten
            a_creation_keeps_the_configuration_as_it_came_back
            a_result_holds_fields_and_releases_them
            held_fields_go_with_their_match
            a_result_takes_an_own_value_away
            a_result_takes_a_pair_apart_and_makes_it_again
            no_pair_is_changed_against_a_person
        );
    };
    ($subject:expr; $($sentence:ident)*) => {
        $(
            #[tokio::test]
            async fn $sentence() {
                $crate::contract::$sentence(&$subject).await;
            }
        )*
    };
}

/// The company of most sentences.
const COMPANY: i64 = 250;

/// When most sentences begin.
const START: Timestamp = Timestamp(1_767_600_000_000);

/// A minute, in milliseconds.
const MINUTE: i64 = 60_000;

fn holder(process: u32) -> LeaseHolder {
    LeaseHolder { host: "desk-1".to_owned(), process, process_started: 1_767_500_000 }
}

async fn attempt<S: Subject>(store: &S, process: u32, now: Timestamp, dead: Option<Fence>) -> LeaseAttempt {
    store
        .take_lease(COMPANY, &holder(process), now, now.plus_millis(MINUTE), dead)
        .await
        .expect("taking a lease is never a fault")
}

async fn taken<S: Subject>(store: &S, process: u32, now: Timestamp, dead: Option<Fence>) -> Lease {
    match attempt(store, process, now, dead).await {
        LeaseAttempt::Taken(lease) => lease,
        LeaseAttempt::Held(lease) => panic!("held by {lease:?}"),
    }
}

/// The lease of [`COMPANY`], held from [`START`].
async fn leased<S: Subject>(store: &S) -> Lease {
    taken(store, 1, START, None).await
}

/// A run of an agent that has just begun.
fn run_of(number: u128, agent: AgentId, company: i64) -> Run {
    let begun = Run::begun(RunId(Uuid::from_u128(number)), RunKind::Sync, agent, company, "Ada", START);
    Run { mode: SyncMode::Custom, plan: format!("plan {number}"), ..begun }
}

/// A pair of [`COMPANY`], its lease, and a run that has begun.
async fn begun<S: Subject>(store: &S) -> (Device, Match, Lease, Run) {
    let (device, found) = store.make_pair(COMPANY, 7).await;
    let lease = leased(store).await;
    let run = run_of(1, device.agent, COMPANY);
    done(store.begin_run(&lease, &run).await);
    (device, found, lease, run)
}

/// The device as it stands now.
async fn seen<S: Subject>(store: &S, device: &Device) -> Device {
    store.device(device.id).await.expect("looking is never a fault").expect("the device is still there")
}

#[track_caller]
fn done(step: Result<(), StoreFault>) {
    step.expect("the step of the lease's holder is taken");
}
