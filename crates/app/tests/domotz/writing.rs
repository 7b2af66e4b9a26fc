//! Values that go back to Domotz: from ConnectWise, and what people set here.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sitebook_app::ErrorCode;
use sitebook_app::dto::*;
use sitebook_connectwise_sim::NewConfiguration;
use sitebook_domain::{MappedField, SyncMode, SyncTarget};
use sitebook_domotz_sim::{API_KEY, Fault, Simulator, SimulatorServer};

use crate::account::{Account, own};
use crate::common::{self, Office, changes};

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
    let listed = workspace.devices_list(AgentRequest { agent: "Harbour Legal".to_owned() }).await.unwrap().devices;
    assert_eq!((listed[0].name.as_str(), listed[0].own.len()), ("gw-harbour", 0), "nothing was set here before");

    // Somebody enters a name in Domotz: neither a run nor its undo puts anything over it.
    domotz.with(|simulator| simulator.set(agent, device, "user_data/name", json!("Front desk")));
    let run = SyncRunRequest { agent: "Harbour Legal".to_owned(), ..common::run_request(SyncMode::FromConnectwise) };
    let run = workspace.sync_run(run).await.unwrap();
    let skipped: Vec<&str> = run.skipped.iter().map(|skip| skip.reason.as_str()).collect();
    assert_eq!((says(), skipped, run.failed.len()), (json!("Front desk"), vec!["changed_in_source"], 0), "{run:?}");
    workspace.sync_undo(RunRequest { run: run.run }).await.unwrap();
    assert_eq!(says(), json!("Front desk"));
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

impl Account {
    /// An account with one agent, whose devices may be written to.
    async fn that_is_written_to() -> Self {
        let account = Self::of(Simulator::sample()).await;
        account.refresh().await;
        account.allow(true).await;
        account.domotz.with(Simulator::clear_log);
        account
    }

    async fn allow(&self, allowed: bool) -> WriteBackSource {
        let request = WriteBackRequest { source: "domotz".to_owned(), allowed };
        let sources = self.workspace.write_back_set(request).await.unwrap().sources;
        sources.into_iter().find(|source| source.source == "domotz").unwrap()
    }

    async fn set(&self, device: &str, values: &[(&str, &str)]) -> DeviceSetReply {
        let request =
            DeviceSetRequest { device: device.to_owned(), changes: changes(values), ..DeviceSetRequest::default() };
        self.workspace.devices_set(request).await.unwrap()
    }

    /// A member of the first agent's first device in Domotz: it is called fw01 there.
    fn says(&self, member: &str) -> Value {
        let (agents, devices) = self.ids();
        self.domotz.with(|simulator| {
            simulator.device(agents[0], devices[0]).unwrap().document.pointer(member).cloned().unwrap_or_default()
        })
    }
}

/// Why the source does not have a value of a device, as it stands beside the field.
fn not_in_source<'v>(device: &'v DeviceView, field: &str) -> Option<&'v str> {
    device.own.iter().find(|own| own.field == field).and_then(|own| own.not_in_source.as_deref())
}

#[tokio::test]
async fn what_a_person_sets_reaches_domotz_one_field_per_call_once_it_is_allowed() {
    let account = Account::of(Simulator::sample()).await;
    account.refresh().await;
    let kept_here = account.set("fw01", &[("room", "Cellar")]).await;
    assert_eq!((kept_here.device.room.as_str(), kept_here.written_back.len()), ("Cellar", 0));
    assert_eq!(account.asked("PUT"), 0, "off until a person allows it");

    account.allow(true).await;
    let set = account.set("fw01", &[("zone", "North wing"), ("notes", "Second rack"), ("vlan", "10")]).await;
    assert!(set.written_back.iter().all(|one| one.trouble.is_none()), "{:?}", set.written_back);
    assert_eq!(set.written_back.len(), 2, "Domotz knows no VLAN");
    assert_eq!(
        (account.says("/details/zone"), account.says("/details/notes")),
        (json!("North wing"), json!("Second rack"))
    );
    assert_eq!(account.asked("PUT"), 2);
    assert_eq!(own(&set.device, "zone").unwrap().as_text(), Some("North wing"), "read back");

    // The value from before it was allowed goes when a person says so.
    let request = DeviceWriteBackRequest { device: "fw01".to_owned(), field: "room".to_owned() };
    let carried = account.workspace.device_write_back(request).await.unwrap();
    assert_eq!(carried.written_back, [WrittenBack { field: "room".to_owned(), trouble: None }]);
    assert_eq!(account.says("/details/room"), json!("Cellar"));
}

#[tokio::test]
async fn the_type_goes_by_the_list_of_domotz_and_no_other_does() {
    let account = Account::that_is_written_to().await;
    let set = account.set("fw01", &[("kind", "server")]).await;
    assert_eq!(set.written_back, [WrittenBack { field: "kind".to_owned(), trouble: None }]);
    assert_eq!(account.says("/user_data/type"), json!(41));
    let set = account.set("fw01", &[("kind", "Toaster")]).await;
    let trouble = not_in_source(&set.device, "kind").unwrap();
    assert!(trouble.contains("no type \"Toaster\"") && trouble.contains("Server"), "{trouble}");
    assert_eq!((set.device.kind.as_str(), account.says("/user_data/type")), ("Toaster", json!(41)));
}

#[tokio::test]
async fn a_refused_or_lost_write_keeps_the_edit_here_and_says_so_until_domotz_has_it() {
    let account = Account::that_is_written_to().await;
    account.domotz.with(|simulator| simulator.fail_on("PUT", 1, Fault::Status(400, None)));
    let set = account.set("fw01", &[("room", "Cellar"), ("zone", "North")]).await;
    assert_eq!((set.device.room.as_str(), set.device.zone.as_str()), ("Cellar", "North"));
    let troubles: Vec<bool> = set.written_back.iter().map(|one| one.trouble.is_some()).collect();
    assert_eq!(troubles.iter().filter(|trouble| **trouble).count(), 1, "one refused, the other went: {troubles:?}");

    account.domotz.with(|simulator| simulator.fail_on("PUT", 1, Fault::Lost));
    let set = account.set("fw01", &[("model", "FG-61F")]).await;
    assert!(not_in_source(&set.device, "model").unwrap().contains("not certain"));
    let listed = account.workspace.devices_list(AgentRequest { agent: "Northside Dental".to_owned() }).await.unwrap();
    let shown = listed.devices.iter().find(|device| device.name == "fw01").unwrap();
    assert!(not_in_source(shown, "model").is_some(), "it stays beside the field");
    // It was done all the same: the next refresh tells.
    account.refresh().await;
    let listed = account.workspace.devices_list(AgentRequest { agent: "Northside Dental".to_owned() }).await.unwrap();
    let shown = listed.devices.iter().find(|device| device.name == "fw01").unwrap();
    assert_eq!((shown.model.as_str(), not_in_source(shown, "model")), ("FG-61F", None));
}

#[tokio::test]
async fn what_is_put_back_after_a_lost_write_goes_to_domotz_though_that_was_not_heard_to_say_otherwise() {
    let account = Account::that_is_written_to().await;
    account.domotz.with(|simulator| simulator.fail_on("PUT", 1, Fault::Lost));
    account.set("fw01", &[("room", "Cellar")]).await;
    assert_eq!(account.says("/details/room"), json!("Cellar"), "it was done, and nobody knows");
    let back = account.set("fw01", &[("room", "")]).await;
    assert_eq!(back.written_back, [WrittenBack { field: "room".to_owned(), trouble: None }]);
    assert_eq!(account.says("/details/room"), json!(""));
    account.refresh().await;
    let listed = account.workspace.devices_list(AgentRequest { agent: "Northside Dental".to_owned() }).await.unwrap();
    assert!(listed.devices.iter().all(|device| device.room.is_empty()));
}

#[tokio::test]
async fn a_write_that_was_stored_as_something_else_is_told() {
    let account = Account::that_is_written_to().await;
    account.domotz.with(|simulator| simulator.settings_mut().ignores_writes = true);
    let set = account.set("fw01", &[("room", "Cellar")]).await;
    assert!(not_in_source(&set.device, "room").unwrap().contains("done"), "{:?}", set.written_back);
    assert_eq!(set.device.room, "Cellar");
}

#[tokio::test]
async fn what_somebody_entered_in_domotz_is_not_overwritten_unseen_and_leaves_a_trace() {
    let account = Account::that_is_written_to().await;
    let (agents, devices) = account.ids();
    account.domotz.with(|simulator| simulator.set(agents[0], devices[0], "details/room", json!("Server room 2")));
    let set = account.set("fw01", &[("room", "Cellar"), ("zone", "North")]).await;
    let trouble = not_in_source(&set.device, "room").unwrap();
    assert!(trouble.contains("\"Server room 2\"") && trouble.contains("save again"), "{trouble}");
    assert_eq!((set.device.room.as_str(), account.says("/details/room")), ("Cellar", json!("Server room 2")));
    assert_eq!(own(&set.device, "room").unwrap().as_text(), Some("Server room 2"), "it is known now");
    assert_eq!(account.says("/details/zone"), json!("North"), "the other value went");
    let history = HistoryRequest { field: Some("source.room".to_owned()), ..HistoryRequest::default() };
    let entries = account.workspace.history_list(history).await.unwrap().entries;
    assert_eq!((entries.len(), entries[0].new.as_str(), entries[0].by.as_str()), (1, "Server room 2", "Domotz"));

    let again = account.set("fw01", &[("room", "Cellar")]).await;
    assert_eq!(again.written_back, [WrittenBack { field: "room".to_owned(), trouble: None }]);
    assert_eq!((account.says("/details/room"), not_in_source(&again.device, "room")), (json!("Cellar"), None));
}

#[tokio::test]
async fn one_look_before_and_one_after_each_value() {
    let account = Account::that_is_written_to().await;
    account.set("fw01", &[("room", "Cellar"), ("zone", "North"), ("kind", "server")]).await;
    let (agents, devices) = account.ids();
    let device = format!("GET /agent/{}/device/{}", agents[0], devices[0]);
    assert_eq!((account.asked("PUT"), account.asked(&device), account.asked("/type/")), (3, 4, 1));
}

#[tokio::test]
async fn a_look_that_fails_sends_nothing_and_leaves_no_doubt() {
    let account = Account::that_is_written_to().await;
    account.domotz.with(|simulator| simulator.fail_on("GET /agent", 1, Fault::Status(403, None)));
    let set = account.set("fw01", &[("room", "Cellar")]).await;
    let trouble = not_in_source(&set.device, "room").unwrap();
    assert!(!trouble.contains("not certain"), "{trouble}");
    assert_eq!(account.asked("PUT"), 0);
}

#[tokio::test]
async fn a_value_that_is_put_back_from_history_is_put_back_in_domotz_too() {
    let account = Account::that_is_written_to().await;
    account.set("fw01", &[("name", "Our firewall")]).await;
    assert_eq!(account.says("/user_data/name"), json!("Our firewall"));
    let history = HistoryRequest { field: Some("name".to_owned()), ..HistoryRequest::default() };
    let entry = account.workspace.history_list(history).await.unwrap().entries.remove(0);
    assert_eq!((entry.old.as_str(), entry.new.as_str()), ("fw01", "Our firewall"));
    let restored = account.workspace.history_restore(HistoryRestoreRequest { entry: entry.id }).await.unwrap();
    assert_eq!(restored.written_back, [WrittenBack { field: "name".to_owned(), trouble: None }]);
    assert_eq!(account.says("/user_data/name"), json!("fw01"));
}

#[tokio::test]
async fn what_a_person_takes_from_domotz_is_not_sent_and_a_no_is_remembered() {
    let account = Account::of(Simulator::sample()).await;
    account.refresh().await;
    account.set("fw01", &[("name", "Our firewall")]).await;
    let shown = account.workspace.write_back_show(Nothing {}).await.unwrap().sources;
    assert!(!shown[0].decided && !shown[0].allowed, "nobody was asked yet");
    assert!(account.allow(false).await.decided);
    assert!(account.allow(true).await.decided);
    account.set("Our firewall", &[("name", "fw01")]).await;
    assert_eq!(account.asked("PUT"), 0);
    let mut request = DeviceWriteBackRequest { device: "fw01".to_owned(), field: "ips".to_owned() };
    let refused = account.workspace.device_write_back(request.clone()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidInput);
    account.allow(false).await;
    request.field = "name".to_owned();
    assert_eq!(account.workspace.device_write_back(request).await.unwrap_err().code, ErrorCode::InvalidInput);
}
