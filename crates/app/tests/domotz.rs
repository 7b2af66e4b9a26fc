//! Agents and devices from a simulated Domotz account.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use common::{Office, changes};
use serde_json::json;
use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode, OpenOptions, Scheduler, SchedulerNotice, Workspace, WorkspaceEvent};
use sitebook_connectwise_sim::NewConfiguration;
use sitebook_domain::{FieldValue, LocationSource, MappedField, SyncMode, SyncTarget, Timestamp};
use sitebook_domotz_sim::{API_KEY, Fault, Simulator, SimulatorServer};
use sitebook_sync::Clock;
use tempfile::TempDir;

/// A workspace connected to a simulated account. Nothing it ever asks may delete, or touch monitoring or licences.
struct Account {
    workspace: Workspace,
    domotz: SimulatorServer,
    _directory: TempDir,
}

impl Account {
    async fn of(simulator: Simulator) -> Self {
        let domotz = SimulatorServer::start(simulator).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        let workspace = common::open(&directory.path().join("workspace")).await;
        let account = Self { workspace, domotz, _directory: directory };
        account.connect(API_KEY).await.unwrap();
        account
    }

    /// So many agents with three devices each.
    async fn with_agents(count: usize) -> Self {
        Self::of(Simulator::of_size(count, 3)).await
    }

    async fn connect(&self, key: &str) -> Result<DomotzStatus, AppError> {
        let request = DomotzConnectRequest { endpoint: self.domotz.base_url(), key: key.to_owned() };
        self.workspace.domotz_connect(request).await
    }

    async fn refresh(&self) -> DomotzRefreshReply {
        self.workspace.domotz_refresh(Nothing {}).await.unwrap()
    }

    async fn status(&self) -> DomotzStatus {
        self.workspace.domotz_status(Nothing {}).await.unwrap()
    }

    async fn agents(&self) -> Vec<AgentSummary> {
        self.workspace.agents_list(AgentsListRequest { search: String::new() }).await.unwrap().agents
    }

    async fn agent(&self, agent: i64) -> AgentDetail {
        self.workspace.agents_show(AgentRequest { agent: agent.to_string() }).await.unwrap()
    }

    async fn choose(&self, choice: DomotzChoice) {
        let request = DomotzSetRequest { choice: Some(choice), hourly: None };
        self.workspace.domotz_set(request).await.unwrap();
    }

    /// The simulator's ids: of its agents, and of the devices of the first one.
    fn ids(&self) -> (Vec<i64>, Vec<i64>) {
        self.domotz.with(|simulator| {
            let agents: Vec<i64> = simulator.seed().agents.keys().copied().collect();
            let devices = agents.first().map(|agent| simulator.device_ids(*agent)).unwrap_or_default();
            (agents, devices)
        })
    }

    fn asked(&self, what: &str) -> usize {
        self.domotz.with(|simulator| {
            let log = simulator.request_log().iter();
            log.filter(|request| format!("{} {}", request.method, request.path).contains(what)).count()
        })
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        self.domotz.with(|simulator| {
            for request in simulator.request_log() {
                let is_lawful = match request.method.as_str() {
                    "GET" => true,
                    "PUT" => request.path.contains("/user_data/") || request.path.contains("/details/"),
                    "POST" => request.path.contains("/action/"),
                    _ => false,
                };
                assert!(is_lawful, "{} {}", request.method, request.path);
            }
            assert!(simulator.most_in_flight() <= 4, "{} calls at once", simulator.most_in_flight());
        });
    }
}

fn own(device: &DeviceView, field: &str) -> Option<FieldValue> {
    device.own.iter().find(|own| own.field == field).map(|own| own.source_says.clone())
}

#[tokio::test]
async fn a_refresh_takes_everything_in_with_the_fewest_calls_and_a_second_one_changes_nothing() {
    let account = Account::with_agents(3).await;
    account.domotz.with(Simulator::clear_log);
    let first = account.refresh().await;
    assert_eq!((first.created, first.updated, first.unchanged, first.agents_read), (12, 0, 0, 3));
    // Quota, one page of agents, the types, and one list for each agent.
    assert_eq!((first.requests, account.domotz.with(|simulator| simulator.request_log().len())), (6, 6));
    let second = account.refresh().await;
    assert_eq!((second.created, second.updated, second.unchanged), (0, 0, 12));

    let status = account.status().await;
    assert_eq!((status.agents, status.last.as_ref()), (3, Some(&second)));
    assert_eq!(status.quota.unwrap().limit, Some(20_000));
    let agent = account.agent(account.ids().0[0]).await;
    assert_eq!((agent.summary.name.as_str(), agent.summary.public_ip.as_str()), ("Network 00000", "81.2.69.142"));
    assert_eq!(agent.devices[0].kind, "Firewall");
    assert!(agent.history.iter().all(|entry| entry.by == "Domotz"), "{:?}", agent.history);
}

#[tokio::test]
async fn what_people_set_stays_and_what_domotz_says_stands_beside_it() {
    let account = Account::with_agents(1).await;
    account.refresh().await;
    let (agents, devices) = account.ids();
    let device = devices[0].to_string();
    let set = |field: &str, value: &str| {
        let request =
            DeviceSetRequest { device: device.clone(), changes: changes(&[(field, value)]), ..Default::default() };
        account.workspace.devices_set(request)
    };
    set("name", "Our firewall").await.unwrap();
    let request = AgentSetRequest {
        agent: agents[0].to_string(),
        changes: changes(&[("name", "Mill"), ("note", "Key at reception")]),
        ..Default::default()
    };
    account.workspace.agents_set(request).await.unwrap();

    account.domotz.with(|simulator| {
        simulator.set(agents[0], devices[0], "user_data/name", json!("fw-renamed"));
        simulator.set(agents[0], devices[0], "details/room", json!("Cellar"));
        simulator.change(agents[0], "display_name", json!("Renamed in Domotz"));
    });
    let refreshed = account.refresh().await;
    assert_eq!(refreshed.updated, 2);
    let agent = account.agent(agents[0]).await;
    assert_eq!((agent.summary.name.as_str(), agent.note.as_str()), ("Mill", "Key at reception"));
    let name = agent.fields.iter().find(|field| field.field == "name").unwrap();
    assert_eq!(name.source_says, Some(FieldValue::Text("Renamed in Domotz".to_owned())));
    let device = agent.devices.iter().find(|device| device.source_id == devices[0].to_string()).unwrap();
    assert_eq!((device.name.as_str(), device.room.as_str()), ("Our firewall", "Cellar"));
    assert_eq!(own(device, "name"), Some(FieldValue::Text("fw-renamed".to_owned())));
}

#[tokio::test]
async fn what_is_no_longer_reported_is_gone_since_and_comes_back() {
    let account = Account::with_agents(12).await;
    account.refresh().await;
    let (agents, devices) = account.ids();
    let (device, agent) = account.domotz.with(|simulator| {
        (simulator.remove_device(agents[0], devices[0]).unwrap(), simulator.remove_agent(agents[1]).unwrap())
    });
    let refreshed = account.refresh().await;
    assert_eq!((refreshed.gone, refreshed.returned, refreshed.guarded), (2, 0, false));
    assert_eq!(
        account.asked(&format!("GET /agent/{}", agents[1])),
        2,
        "its list once, and itself once before it is gone"
    );
    let shown = account.agent(agents[0]).await;
    let gone = shown.devices.iter().find(|device| device.source_id == devices[0].to_string()).unwrap();
    assert!(gone.gone_since.is_some());
    assert!(account.agent(agents[1]).await.summary.gone_since.is_some());
    assert!(shown.history.iter().any(|entry| entry.field == "gone" && entry.new == "yes"));
    assert_eq!(account.refresh().await.gone, 0, "told once");

    account.domotz.with(|simulator| {
        simulator.restore_agent(agents[1], agent.clone());
        simulator.restore_device(agents[0], devices[0], device.clone());
    });
    let back = account.refresh().await;
    assert_eq!((back.returned, back.created), (2, 0));
    assert!(account.agent(agents[1]).await.summary.gone_since.is_none());
}

#[tokio::test]
async fn nothing_is_concluded_from_half_a_list_an_odd_record_or_a_plan_that_hides_devices() {
    let account = Account::with_agents(3).await;
    account.refresh().await;
    let (agents, devices) = account.ids();
    // A page of something in between, in place of one agent's list.
    account.domotz.with(|simulator| simulator.fail_on(&format!("/agent/{}/device", agents[0]), 1, Fault::Page));
    let page = account.refresh().await;
    assert_eq!((page.gone, page.failed.len(), page.agents_read), (0, 1, 2));
    // The account is asked for patience in the middle of the lists.
    let wait = Fault::Status(429, Some(7200));
    account.domotz.with(|simulator| simulator.fail_on(&format!("/agent/{}/device", agents[1]), 1, wait));
    let error = account.workspace.domotz_refresh(Nothing {}).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::TooManyRequests);
    assert!(account.status().await.last.unwrap().error.is_some());
    // A record that cannot be read may be the one that is missing.
    account.domotz.with(|simulator| simulator.set(agents[0], devices[0], "id", json!("no number")));
    let odd = account.refresh().await;
    assert_eq!((odd.gone, odd.rejected.len()), (0, 1));
    // Devices that are not paid for are left out of the list, and still there.
    account.domotz.with(|simulator| {
        simulator.set(agents[0], devices[0], "id", json!(devices[0]));
        simulator.device_mut(agents[0], devices[1]).unwrap().unmanaged = true;
    });
    assert_eq!(account.refresh().await.gone, 0);
    assert_eq!(account.asked("monitoring-state/unmanaged"), 1);
    assert!(account.agent(agents[0]).await.devices.iter().all(|device| device.gone_since.is_none()));
}

#[tokio::test]
async fn an_empty_account_makes_nobody_gone() {
    let account = Account::with_agents(3).await;
    account.refresh().await;
    let agents = account.ids().0;
    account.domotz.with(|simulator| {
        for agent in &agents {
            simulator.remove_agent(*agent);
        }
    });
    let refreshed = account.refresh().await;
    assert_eq!((refreshed.gone, refreshed.guarded), (0, true));
    assert!(account.agents().await.iter().all(|agent| agent.gone_since.is_none()));
}

#[tokio::test]
async fn trouble_of_one_agent_leaves_the_others_alone() {
    let mut simulator = Simulator::of_size(3, 2);
    let agents: Vec<i64> = simulator.seed().agents.keys().copied().collect();
    simulator.change(agents[1], "access_right", json!({"status": "OWNED", "api_enabled": false}));
    simulator.fail_on(&format!("/agent/{}/device", agents[2]), 1, Fault::Status(403, None));
    let account = Account::of(simulator).await;
    let refreshed = account.refresh().await;
    assert_eq!(
        (refreshed.agents, refreshed.agents_read, refreshed.created),
        (3, 1, 5),
        "three agents, and two devices"
    );
    assert_eq!(refreshed.failed.len(), 1);
    assert!(refreshed.failed[0].reason.contains("full access"), "{}", refreshed.failed[0].reason);
    let details = account.workspace.domotz_agent_details(AgentRequest { agent: agents[1].to_string() }).await.unwrap();
    assert!(details.trouble.contains("plan"), "{}", details.trouble);
}

#[tokio::test]
async fn a_refused_key_pauses_until_a_check_passes_and_a_failed_connect_changes_nothing() {
    let account = Account::with_agents(1).await;
    let error = account.connect("another key").await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput, "a space is in it");
    assert_eq!(account.connect("another-key").await.unwrap_err().code, ErrorCode::Unauthorized);
    account.refresh().await;

    account.domotz.with(|simulator| simulator.fail_next(1, Fault::Status(401, None)));
    let error = account.workspace.domotz_refresh(Nothing {}).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unauthorized);
    assert!(account.status().await.connection.unwrap().paused.is_some());
    let paused = account.workspace.domotz_refresh(Nothing {}).await.unwrap_err();
    assert_eq!(paused.code, ErrorCode::ConnectionPaused);
    let checked = account.workspace.domotz_check(Nothing {}).await.unwrap();
    assert_eq!(checked.connection.unwrap().paused, None);
    account.refresh().await;
}

#[tokio::test]
async fn only_chosen_agents_are_taken_and_those_left_out_are_not_gone() {
    let account = Account::with_agents(4).await;
    let agents = account.ids().0;
    let teams =
        DomotzChoice { kind: DomotzChoiceKind::Teams, teams: vec!["Team North".to_owned()], agents: Vec::new() };
    account.choose(teams).await;
    let listed = account.workspace.domotz_agents(Nothing {}).await.unwrap().agents;
    assert_eq!(listed.iter().filter(|agent| agent.taken).count(), 2);
    assert_eq!(account.refresh().await.agents, 2);
    let picked =
        DomotzChoice { kind: DomotzChoiceKind::Agents, teams: Vec::new(), agents: vec![agents[1].to_string()] };
    account.choose(picked).await;
    let refreshed = account.refresh().await;
    assert_eq!((refreshed.agents, refreshed.gone), (1, 0));
    assert_eq!(account.agents().await.len(), 3, "what was taken before stays");
}

#[tokio::test]
async fn removing_the_source_keeps_the_agents_and_forgets_the_key() {
    let account = Account::with_agents(2).await;
    account.refresh().await;
    let before = account.agents().await;
    let secrets = account.workspace.secrets_status(Nothing {}).await.unwrap().secrets;
    assert!(secrets.iter().any(|secret| secret.name == "domotz_api_key" && secret.set), "{secrets:?}");
    assert_eq!(account.workspace.domotz_disconnect(Nothing {}).await.unwrap().agents, 2);
    assert_eq!(account.agents().await, before);
    let secrets = account.workspace.secrets_status(Nothing {}).await.unwrap().secrets;
    assert!(secrets.iter().all(|secret| !secret.set), "{secrets:?}");
    let error = account.workspace.domotz_refresh(Nothing {}).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::NotConnected);
    // Connected again, they are the same agents.
    account.connect(API_KEY).await.unwrap();
    let refreshed = account.refresh().await;
    assert_eq!((refreshed.created, refreshed.unchanged), (0, 8));
}

#[tokio::test]
async fn the_days_quota_is_not_exceeded_and_the_longest_unread_come_first() {
    let mut simulator = Simulator::of_size(6, 1);
    simulator.settings_mut().daily_limit = 10;
    let account = Account::of(simulator).await;
    // Connecting took two calls, and the refresh takes three before the first list; a twentieth of the limit stays.
    let first = account.refresh().await;
    assert_eq!((first.agents_read, first.agents_left), (4, 2));
    assert_eq!(account.agents().await.len(), 6, "agents are known without their devices");
    account.domotz.with(|simulator| simulator.settings_mut().daily_limit = 15);
    let second = account.refresh().await;
    assert_eq!((second.agents_read, second.agents_left), (2, 4));
    let devices: u32 = account.agents().await.iter().map(|agent| agent.device_count).sum();
    assert_eq!(devices, 6);
}

#[tokio::test]
async fn a_place_that_domotz_knows_counts_before_an_estimate_and_after_a_person() {
    let account = Account::with_agents(1).await;
    let agent = account.ids().0[0];
    let locate = |position: serde_json::Value, ip: &str| {
        account.domotz.with(|simulator| {
            simulator.change(agent, "location", position);
            simulator.change(agent, "wan_info", json!({"ip": ip}));
        });
    };
    account.refresh().await;
    let detail = account.agent(agent).await;
    assert_eq!((detail.summary.location.source, detail.summary.location.lat), (LocationSource::Source, Some(51.5074)));
    let estimates = |detail: &AgentDetail| detail.locations.iter().filter(|fact| fact.country.is_some()).count();
    assert_eq!(estimates(&detail), 1);

    // Another address makes another estimate, which stays in the history; without a place of its own it counts.
    locate(json!(null), "85.214.132.117");
    account.refresh().await;
    let moved = account.agent(agent).await;
    assert_eq!((moved.summary.location.source, estimates(&moved)), (LocationSource::GeoipCountry, 2));
    assert_eq!(moved.summary.location.country.as_deref(), Some("DE"));

    let pin = LocatePinRequest::at(agent.to_string(), 1.0, 2.0);
    account.workspace.locate_pin(pin).await.unwrap();
    locate(json!({"latitude": "40.7", "longitude": "-74.0"}), "81.2.69.142");
    account.refresh().await;
    let pinned = account.agent(agent).await.summary.location;
    assert_eq!((pinned.source, pinned.lat), (LocationSource::Person, Some(1.0)));
    let request = AgentRequest { agent: agent.to_string() };
    assert_eq!(account.workspace.locate_reset(request).await.unwrap().lat, Some(40.7));
}

#[tokio::test]
async fn a_refresh_that_is_cut_off_leaves_whole_agents_and_the_next_one_goes_on() {
    let account = Account::with_agents(30).await;
    let mut events = account.workspace.events();
    let workspace = account.workspace.clone();
    let refresh = tokio::spawn(async move { workspace.domotz_refresh(Nothing {}).await });
    // After the third agent nothing of it runs on: no clean-up, as when the process is killed.
    while !matches!(events.recv().await.unwrap(), WorkspaceEvent::Refreshing { done: 3, .. }) {}
    refresh.abort();
    assert!(refresh.await.unwrap_err().is_cancelled());
    let agents = account.agents().await;
    assert!(agents.len() >= 3, "{}", agents.len());
    assert!(agents.iter().all(|agent| agent.device_count == 3), "an agent is whole or not there");
    let next = account.refresh().await;
    assert_eq!(account.agents().await.len(), 30);
    assert_eq!(next.created as usize, (30 - agents.len()) * 4);
}

#[tokio::test]
async fn two_refreshes_do_not_run_at_once() {
    let account = Account::with_agents(5).await;
    let (first, second) =
        tokio::join!(account.workspace.domotz_refresh(Nothing {}), account.workspace.domotz_refresh(Nothing {}));
    let refused: Vec<_> =
        [first, second].into_iter().filter_map(|result| result.err().map(|error| error.code)).collect();
    assert_eq!(refused, [ErrorCode::RunInProgress]);
}

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
    let off = DomotzSetRequest { choice: None, hourly: Some(false) };
    assert_eq!(workspace.domotz_set(off).await.unwrap().next_at, None);
    assert!(!look(&mut scheduler, 120).await.iter().any(is_refresh));
}

#[tokio::test]
async fn power_is_switched_only_where_domotz_can_and_every_act_is_written_down() {
    let account = Account::of(Simulator::sample()).await;
    account.refresh().await;
    let details = async |device: &str| {
        account.workspace.domotz_device_details(DeviceRequest { device: device.to_owned() }).await.unwrap()
    };
    let power = async |device: &str, outlet: Option<&str>, action| {
        let outlet = outlet.map(str::to_owned);
        account.workspace.domotz_power(DomotzPowerRequest { device: device.to_owned(), outlet, action }).await
    };
    let server = details("srv01").await;
    assert_eq!(server.power.len(), 4);
    assert_eq!(server.uptime_percent, Some(75.0));
    let unit = details("pdu01").await;
    assert_eq!((unit.power.len(), unit.hangs_on.as_slice()), (0, &["srv01".to_owned()][..]));

    assert_eq!(power("srv01", None, DomotzPowerAction::Off).await.unwrap().says, "offline");
    assert_eq!(power("pdu01", Some("1"), DomotzPowerAction::On).await.unwrap().says, "on");
    for (device, outlet, action) in [
        ("fw01", None, DomotzPowerAction::Cycle),
        ("pdu01", Some("9"), DomotzPowerAction::Off),
        ("pdu01", Some("1"), DomotzPowerAction::SoftwareReboot),
    ] {
        assert_eq!(power(device, outlet, action).await.unwrap_err().code, ErrorCode::Rejected);
    }
    assert_eq!(account.asked("POST"), 2, "what cannot be done is not sent");
    account.domotz.with(|simulator| simulator.fail_on("POST", 1, Fault::Lost));
    let unknown = power("srv01", None, DomotzPowerAction::Cycle).await.unwrap_err();
    assert_eq!(unknown.code, ErrorCode::Unavailable);

    let history =
        account.workspace.history_list(HistoryRequest { field: Some("power".to_owned()), ..Default::default() });
    let history: Vec<(String, String)> =
        history.await.unwrap().entries.into_iter().rev().map(|entry| (entry.old, entry.new)).collect();
    let expected = [("online", "switch off"), ("Outlet 1: off", "Outlet 1: switch on"), ("online", "power-cycle")];
    assert_eq!(history[..3].iter().map(|(old, new)| (old.as_str(), new.as_str())).collect::<Vec<_>>(), expected);
    assert!(history[3].1.starts_with("not certain"), "{history:?}");
    let device = account.workspace.devices_list(AgentRequest { agent: "Northside Dental".to_owned() }).await.unwrap();
    assert!(device.devices.iter().any(|device| device.name == "srv01" && device.power_controllable));
}

#[tokio::test]
async fn values_from_connectwise_reach_domotz_where_it_is_allowed_and_an_undo_takes_them_back() {
    let office = Office::new().await;
    office.connect().await.unwrap();
    let mut simulator = Simulator::empty();
    let agent = simulator.add_agent("Harbour Legal");
    let device = simulator.add_device(agent, "gw-harbour");
    simulator.set(agent, device, "details/serial", json!("HARBOUR-SERIAL-1"));
    let domotz = SimulatorServer::start(simulator).await.unwrap();
    let configuration = office.connectwise.with(|connectwise| {
        connectwise.add_configuration(NewConfiguration {
            company: office.company,
            name: "Gateway in the office".to_owned(),
            serial_number: "HARBOUR-SERIAL-1".to_owned(),
            ..NewConfiguration::default()
        })
    });
    let workspace = &office.workspace;
    let request = DomotzConnectRequest { endpoint: domotz.base_url(), key: API_KEY.to_owned() };
    workspace.domotz_connect(request).await.unwrap();
    workspace.domotz_refresh(Nothing {}).await.unwrap();
    let link = LinkRequest { agent: "Harbour Legal".to_owned(), company: "nsd".to_owned(), site: None };
    workspace.link_set(link).await.unwrap();
    let matching = MatchRunRequest { agent: "Harbour Legal".to_owned(), accept_list: None };
    assert_eq!(workspace.match_run(matching).await.unwrap().matches[0].configuration, configuration);
    let plan = async || {
        let request = SyncPlanRequest {
            agent: "Harbour Legal".to_owned(),
            mode: SyncMode::FromConnectwise,
            directions: BTreeMap::new(),
            automatic: false,
        };
        let plan = workspace.sync_plan(request).await.unwrap();
        let name = plan.updates.iter().find(|update| update.field == MappedField::Name).unwrap().clone();
        (plan.plan, name)
    };
    let (_, name) = plan().await;
    assert_eq!((name.target, name.written_back), (SyncTarget::Local, false), "off until a person allows it");
    let allowed = WriteBackRequest { source: "domotz".to_owned(), allowed: true };
    let sources = workspace.write_back_set(allowed).await.unwrap().sources;
    assert!(sources.iter().any(|source| source.source == "domotz" && source.allowed && source.takes.len() == 7));
    let (hash, name) = plan().await;
    assert!(name.written_back, "the plan says so before");

    domotz.with(Simulator::clear_log);
    let run = SyncRunRequest {
        agent: "Harbour Legal".to_owned(),
        plan: Some(hash),
        ..common::run_request(SyncMode::FromConnectwise)
    };
    let run = workspace.sync_run(run).await.unwrap();
    assert!(run.failed.is_empty(), "{:?}", run.failed);
    let says =
        || domotz.with(|simulator| simulator.device(agent, device).unwrap().document["user_data"]["name"].clone());
    assert_eq!(says(), json!("Gateway in the office"));
    let puts = domotz.with(|simulator| simulator.request_log().iter().filter(|one| one.method == "PUT").count());
    assert_eq!(puts, 1, "one field, one call");

    let undone = workspace.sync_undo(RunRequest { run: run.run }).await.unwrap();
    assert!(undone.failed.is_empty(), "{:?}", undone.failed);
    assert_eq!(says(), json!("gw-harbour"));
}

#[tokio::test]
async fn a_file_takes_nothing_back_and_only_the_connected_account_does() {
    let office = Office::new().await;
    let refused =
        office.workspace.write_back_set(WriteBackRequest { source: "import".to_owned(), allowed: true }).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::InvalidInput);
    let refused =
        office.workspace.write_back_set(WriteBackRequest { source: "domotz".to_owned(), allowed: true }).await;
    assert_eq!(refused.unwrap_err().code, ErrorCode::InvalidInput);
}
