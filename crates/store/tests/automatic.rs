//! The scheduler's lease, and what is kept under it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;

use sitebook_domain::{
    AgentField, Attempt, AttemptTimes, AutomaticSync, FieldValue, INTERVAL_MILLIS, LeaseHolder, SCHEDULER_LEASE_MILLIS,
    SchedulerAttempt, SchedulerLease, Timestamp,
};
use sitebook_store::{AgentImport, ImportBatch, ImportOptions, ReportedPosition, Store, StoreError};
use tempfile::TempDir;

const START: Timestamp = Timestamp(1_800_000_000_000);
const TEN_YEARS: i64 = 3650 * 24 * 60 * 60 * 1000;

/// A store with automatic sync of one agent switched on.
async fn switched_on() -> (TempDir, Store, AutomaticSync) {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("w.db")).await.unwrap();
    let agent = AgentImport {
        source: None,
        source_id: "A-1".to_owned(),
        values: BTreeMap::from([(AgentField::Name, FieldValue::Text("Northside".to_owned()))]),
        position: ReportedPosition::Absent,
    };
    let batch = ImportBatch { source: "import".to_owned(), agents: vec![agent], devices: Vec::new() };
    store.import(&batch, &ImportOptions::default(), START).await.unwrap();
    let id = store.agents().await.unwrap()[0].id;
    let on = AutomaticSync::switched_on(id, 1, None, "Ann", START);
    store.save_automatic(std::slice::from_ref(&on)).await.unwrap();
    (directory, store, on)
}

fn holder(process: u32) -> LeaseHolder {
    LeaseHolder { host: "desk".to_owned(), process, process_started: 1 }
}

async fn taken(store: &Store, process: u32, now: Timestamp) -> SchedulerLease {
    match store.take_scheduler_lease(&holder(process), now, None).await.unwrap() {
        SchedulerAttempt::Taken(lease) => lease,
        SchedulerAttempt::Held(held) => panic!("held by {held:?}"),
    }
}

#[tokio::test]
async fn one_process_at_a_time_has_the_schedule() {
    let (_directory, store, _) = switched_on().await;
    let first = taken(&store, 1, START).await;
    let asked = store.take_scheduler_lease(&holder(2), START, None).await.unwrap();
    assert_eq!(asked, SchedulerAttempt::Held(first.clone()));
    store.release_scheduler_lease(&first).await.unwrap();
    let second = taken(&store, 2, START).await;
    assert!(second.fence > first.fence);
    let third = taken(&store, 3, START.plus_millis(SCHEDULER_LEASE_MILLIS)).await;
    assert!(third.fence > second.fence, "it ran out");
    let dead = store.take_scheduler_lease(&holder(4), third.expires_at.plus_millis(-1), Some(third.fence)).await;
    assert!(matches!(dead.unwrap(), SchedulerAttempt::Taken(_)), "a dead process holds nothing");
}

#[tokio::test]
async fn a_lease_written_under_a_clock_ten_years_ahead_keeps_nobody_waiting() {
    let (_directory, store, _) = switched_on().await;
    taken(&store, 1, START.plus_millis(TEN_YEARS)).await;
    taken(&store, 2, START).await;
}

#[tokio::test]
async fn who_lost_the_schedule_writes_nothing_down() {
    let (_directory, store, on) = switched_on().await;
    let former = taken(&store, 1, START).await;
    let later = former.expires_at;
    taken(&store, 2, later).await;
    let times = AttemptTimes { decided_at: on.changed_at, began: START, ended: later, spread: 0 };
    let recorded = store.record_attempt(&former, on.agent, Attempt::Finished, &times).await;
    assert!(matches!(recorded, Err(StoreError::Fenced)));
    assert!(matches!(store.renew_scheduler_lease(&former, later).await, Err(StoreError::Fenced)));
    assert_eq!(store.automatic(on.agent).await.unwrap(), Some(on));
}

#[tokio::test]
async fn what_is_due_is_found_also_under_a_clock_that_went_back() {
    let (_directory, store, on) = switched_on().await;
    let lease = taken(&store, 1, START).await;
    assert_eq!(store.automatic_by(START).await.unwrap(), std::slice::from_ref(&on));
    let times = AttemptTimes { decided_at: on.changed_at, began: START, ended: START, spread: 0 };
    let done = store.record_attempt(&lease, on.agent, Attempt::Finished, &times).await.unwrap().unwrap();
    assert_eq!(store.automatic_by(START.plus_millis(INTERVAL_MILLIS - 1)).await.unwrap(), []);
    assert_eq!(store.automatic_by(START.plus_millis(INTERVAL_MILLIS)).await.unwrap(), std::slice::from_ref(&done));

    let back = START.plus_millis(-TEN_YEARS);
    assert_eq!(store.automatic_by(back).await.unwrap(), std::slice::from_ref(&done));
    store.rewind_automatic(&lease, &[on.agent], back).await.unwrap();
    let rewound = store.automatic(on.agent).await.unwrap().unwrap();
    assert_eq!(rewound.next_at.millis_since(back), done.next_at.millis_since(START));
    assert_eq!(store.automatic_by(back).await.unwrap(), []);
}
