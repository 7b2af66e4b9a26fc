//! Refreshing every hour.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::json;
use sitebook_app::dto::*;
use sitebook_app::{OpenOptions, Scheduler, SchedulerNotice, Workspace, WorkspaceEvent};
use sitebook_domain::Timestamp;
use sitebook_domotz_sim::{API_KEY, Fault, Simulator, SimulatorServer};
use sitebook_sync::Clock;

/// A clock that goes on only when the test says so.
struct Hands(AtomicI64);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[tokio::test]
async fn whoever_schedules_refreshes_every_hour_what_may_have_changed() {
    const MINUTE: i64 = 60_000;
    let domotz = SimulatorServer::start(Simulator::of_size(3, 1)).await.unwrap();
    let agents: Vec<i64> = domotz.with(|simulator| simulator.seed().agents.keys().copied().collect());
    let directory = tempfile::tempdir().unwrap();
    let hands = Arc::new(Hands(AtomicI64::new(1_900_000_000_000)));
    let options = OpenOptions {
        directory: Some(directory.path().join("workspace")),
        secrets_key: Some("a key of the test".to_owned().into()),
    };
    let workspace = Workspace::open_by_clock(options, Arc::clone(&hands) as Arc<dyn Clock>).await.unwrap();
    let request = DomotzConnectRequest { endpoint: domotz.base_url(), key: API_KEY.to_owned() };
    workspace.domotz_connect(request).await.unwrap();
    workspace.domotz_refresh(Nothing {}).await.unwrap();
    let mut scheduler = Scheduler::default();
    let notices = Arc::new(Mutex::new(Vec::new()));
    let look = async |scheduler: &mut Scheduler, minutes: i64| {
        hands.0.fetch_add(minutes * MINUTE, Ordering::SeqCst);
        domotz.with(Simulator::clear_log);
        let told = Arc::clone(&notices);
        for _ in 0..31 {
            let told = Arc::clone(&told);
            scheduler.poll(&workspace, &move |_, notice| told.lock().unwrap().push(notice)).await.unwrap();
        }
        std::mem::take(&mut *notices.lock().unwrap())
    };
    let is_refresh = |notice: &SchedulerNotice| matches!(notice, SchedulerNotice::Refreshed { .. });
    assert!(!look(&mut scheduler, 30).await.iter().any(is_refresh), "not yet");
    assert!(look(&mut scheduler, 31).await.iter().any(is_refresh));
    assert_eq!(domotz.with(|simulator| simulator.request_log().len()), 6);
    assert!(!look(&mut scheduler, 1).await.iter().any(is_refresh), "once an hour");

    // What is offline since before the last reading cannot have changed.
    let status = json!({"value": "OFFLINE", "last_change": "2026-01-07T03:00:00Z"});
    domotz.with(|simulator| simulator.change(agents[0], "status", status));
    assert!(look(&mut scheduler, 60).await.iter().any(is_refresh));
    assert_eq!(domotz.with(|simulator| simulator.request_log().len()), 5);
    let last = workspace.domotz_status(Nothing {}).await.unwrap().last.unwrap();
    assert_eq!((last.agents_read, last.agents_left, last.by_hand), (2, 1, false));

    // Nobody wants it any more.
    let off = DomotzSetRequest { choice: None, hourly: Some(false), inventory_field: None };
    assert_eq!(workspace.domotz_set(off).await.unwrap().next_at, None);
    assert!(!look(&mut scheduler, 120).await.iter().any(is_refresh));
}

#[tokio::test]
async fn a_pause_is_told_once_and_again_after_a_check_that_passed() {
    const HOUR: i64 = 60 * 60_000;
    let domotz = SimulatorServer::start(Simulator::of_size(1, 1)).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let hands = Arc::new(Hands(AtomicI64::new(1_900_000_000_000)));
    let options = OpenOptions {
        directory: Some(directory.path().join("workspace")),
        secrets_key: Some("a key of the test".to_owned().into()),
    };
    let workspace = Workspace::open_by_clock(options, Arc::clone(&hands) as Arc<dyn Clock>).await.unwrap();
    let request = DomotzConnectRequest { endpoint: domotz.base_url(), key: API_KEY.to_owned() };
    workspace.domotz_connect(request).await.unwrap();
    let mut events = workspace.events();
    let mut scheduler = Scheduler::default();
    // What is told within the hour after the next: looks of half a minute, as in the hours of a desktop.
    let mut hour = async |scheduler: &mut Scheduler| {
        hands.0.fetch_add(HOUR + 1, Ordering::SeqCst);
        for _ in 0..62 {
            scheduler.poll(&workspace, &|_, _| {}).await.unwrap();
        }
        let mut told = Vec::new();
        while let Ok(event) = events.try_recv() {
            if let WorkspaceEvent::ConnectionPaused { service, reason } = event {
                assert!(!reason.is_empty());
                told.push(service);
            }
        }
        told
    };
    assert_eq!(hour(&mut scheduler).await, [""; 0]);
    for time in ["the first time", "after a check that passed"] {
        domotz.with(|simulator| simulator.fail_next(1, Fault::Status(401, None)));
        assert_eq!(hour(&mut scheduler).await, ["Domotz"], "{time}");
        assert_eq!(hour(&mut scheduler).await, [""; 0], "once, not every hour");
        // Whoever opens a window now sees it on the pages.
        assert_eq!(hour(&mut Scheduler::default()).await, [""; 0]);
        workspace.domotz_check(Nothing {}).await.unwrap();
        assert_eq!(hour(&mut scheduler).await, [""; 0]);
    }
}
