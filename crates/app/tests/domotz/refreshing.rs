//! What a refresh takes in, and what it concludes from what is missing.

use serde_json::json;
use sitebook_app::dto::*;
use sitebook_app::{ErrorCode, WorkspaceEvent};
use sitebook_domain::{AgentStatus, FieldValue, LocationSource, Platform};
use sitebook_domotz_sim::{Fault, Simulator};

use crate::account::{Account, own};
use crate::common::changes;

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
async fn devices_of_all_four_kinds_are_taken_in_and_tell_how_they_were_found() {
    let account = Account::of(Simulator::of_size(1, 4)).await;
    let (agents, devices) = account.ids();
    let kinds: [(&str, &[&str], &str); 4] = [
        ("IP", &[], "on the agent's own network"),
        ("IP", &["hw_address"], "behind a router"),
        ("IP_EXTERNAL", &["hw_address"], "a host on the internet"),
        ("DUMMY", &["hw_address", "ip_addresses", "status"], "added by hand in Domotz"),
    ];
    account.domotz.with(|simulator| {
        for (device, (protocol, lacking, _)) in devices.iter().zip(kinds) {
            let document = simulator.device_mut(agents[0], *device).unwrap().document.as_object_mut().unwrap();
            document.insert("protocol".to_owned(), json!(protocol));
            for key in lacking {
                document.remove(*key);
            }
        }
    });
    assert_eq!(account.refresh().await.created, 5);
    for (device, (_, lacking, found)) in devices.iter().zip(kinds) {
        let request = DeviceRequest { device: device.to_string() };
        let details = account.workspace.domotz_device_details(request).await.unwrap();
        let told = details.facts.iter().find(|fact| fact.name == "found").unwrap();
        assert_eq!(told.value, found);
        let taken =
            account.agent(agents[0]).await.devices.into_iter().find(|taken| taken.source_id == device.to_string());
        let taken = taken.unwrap();
        assert_eq!(taken.macs.is_empty(), lacking.contains(&"hw_address"), "{found}");
        assert_eq!(taken.status.is_empty(), lacking.contains(&"status"), "{found}: {}", taken.status);
    }
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

impl Account {
    /// Agents that were read, with two devices each of which one is not paid for since.
    async fn with_unmanaged(agents: usize) -> Self {
        let account = Self::of(Simulator::of_size(agents, 2)).await;
        account.refresh().await;
        account.domotz.with(|simulator| {
            let agents: Vec<i64> = simulator.seed().agents.keys().copied().collect();
            for agent in agents {
                let device = simulator.device_ids(agent)[0];
                simulator.device_mut(agent, device).unwrap().unmanaged = true;
            }
        });
        account
    }
}

#[tokio::test]
async fn devices_that_nobody_pays_for_are_asked_for_once_a_day_and_not_by_each_refresh() {
    let account = Account::with_unmanaged(3).await;
    assert_eq!(account.refresh().await.gone, 0);
    assert_eq!(account.asked("monitoring-state/unmanaged"), 3);
    let again = account.refresh().await;
    assert_eq!((again.gone, again.requests, account.asked("monitoring-state/unmanaged")), (0, 6, 3));

    // Another device is missing: its agent is asked, and what is in neither list any more is gone.
    let (agents, devices) = account.ids();
    account.domotz.with(|simulator| {
        simulator.remove_device(agents[0], devices[0]);
        simulator.remove_device(agents[0], devices[1]);
    });
    assert_eq!(account.refresh().await.gone, 2);
    assert_eq!(account.asked("monitoring-state/unmanaged"), 4);
    // One that is paid for again is missed as any other one is.
    let device = account.domotz.with(|simulator| {
        let device = simulator.device_ids(agents[1])[0];
        simulator.device_mut(agents[1], device).unwrap().unmanaged = false;
        device
    });
    account.refresh().await;
    account.domotz.with(|simulator| simulator.remove_device(agents[1], device));
    assert_eq!(account.refresh().await.gone, 1);
}

#[tokio::test]
async fn every_call_of_a_refresh_is_taken_from_the_days_quota() {
    let account = Account::with_unmanaged(6).await;
    // Two calls for connecting, nine for the first refresh.
    assert_eq!(account.asked(""), 11);
    account.domotz.with(|simulator| simulator.settings_mut().daily_limit = 22);
    let tight = account.refresh().await;
    assert!(account.asked("") <= 21, "a twentieth of the limit stays: {}", account.asked(""));
    assert!((1..6).contains(&tight.agents_read) && tight.agents_left == 6 - tight.agents_read, "{tight:?}");
    assert_eq!(tight.gone, 0, "what was not asked for is not gone");

    // Agents that are in no list any more are asked for one by one, as far as the calls go.
    let account = Account::with_agents(40).await;
    account.refresh().await;
    let agents = account.ids().0;
    let made = account.asked("") as u32;
    account.domotz.with(|simulator| {
        for agent in &agents[..8] {
            simulator.remove_agent(*agent);
        }
        simulator.settings_mut().daily_limit = (f64::from(made + 8) / 0.95).ceil() as u32;
    });
    let tight = account.refresh().await;
    assert!((1..8).contains(&tight.gone), "{tight:?}");
    assert!(account.asked("") as u32 <= made + 9, "{}", account.asked(""));
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
    assert_eq!(detail.summary.location.city.as_deref(), Some("London"), "so that people can read where it is");
    let estimates = |detail: &AgentDetail| detail.locations.iter().filter(|fact| fact.ip.is_some()).count();
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

#[tokio::test]
async fn an_agent_that_was_deleted_comes_back_unless_it_is_left_out() {
    let account = Account::with_agents(12).await;
    account.refresh().await;
    let agents = account.ids().0;
    let delete = async |agent: i64, leave_out: bool| {
        let AgentSummary { id: agent, name, .. } = account.agent(agent).await.summary;
        let selection = AgentsSelection { agents: vec![agent.clone()], ..AgentsSelection::default() };
        account.workspace.agents_archive(AgentsArchiveRequest { selection, archived: true }).await.unwrap();
        account.workspace.agents_delete(AgentDeleteRequest { agent, confirm: name, leave_out }).await.unwrap();
    };
    delete(agents[0], false).await;
    delete(agents[1], true).await;
    let refreshed = account.refresh().await;
    assert_eq!((refreshed.created, refreshed.agents), (4, 11), "the first one with its three devices");
    assert_eq!(account.status().await.choice.except, [agents[1].to_string()]);
    let listed = account.workspace.domotz_agents(Nothing {}).await.unwrap().agents;
    assert_eq!(listed.iter().filter(|agent| !agent.taken).count(), 1, "it can be taken again");
    account.choose(DomotzChoice::default()).await;
    assert_eq!(account.refresh().await.created, 4);
}

#[tokio::test]
async fn a_device_that_domotz_calls_vital_raises_attention_when_it_is_down() {
    let account = Account::with_agents(1).await;
    let (agents, devices) = account.ids();
    account.domotz.with(|simulator| {
        simulator.set(agents[0], devices[0], "type", json!({"id": 1, "detected_id": 0, "label": "Thermostat"}));
        simulator.set(agents[0], devices[0], "status", json!("OFFLINE"));
        simulator.set(agents[0], devices[0], "importance", json!("FLOATING"));
    });
    account.refresh().await;
    assert_eq!(account.agent(agents[0]).await.summary.status, AgentStatus::Online);
    account.domotz.with(|simulator| simulator.set(agents[0], devices[0], "importance", json!("VITAL")));
    account.refresh().await;
    assert_eq!(account.agent(agents[0]).await.summary.status, AgentStatus::Attention);
}

#[tokio::test]
async fn networks_and_devices_suggest_vlans_and_the_platform_and_a_person_takes_them() {
    let account = Account::with_agents(1).await;
    let (agents, devices) = account.ids();
    account.domotz.with(|simulator| {
        simulator.set(agents[0], devices[0], "type", json!({"id": 77, "detected_id": 0, "label": "Domotz Box"}));
        simulator.set(agents[0], devices[0], "ip_addresses", json!(["10.0.0.2"]));
        simulator.set(agents[0], devices[1], "ip_addresses", json!(["10.0.10.7"]));
        simulator.set(agents[0], devices[2], "ip_addresses", json!(["192.168.77.7"]));
        simulator.connect_networks(agents[0], &[("eth0", "10.0.0.2", 24), ("eth0.10", "10.0.10.2", 24)]);
    });
    account.refresh().await;
    let details = async || {
        let request = AgentRequest { agent: agents[0].to_string() };
        account.workspace.domotz_agent_details(request).await.unwrap()
    };
    let told = details().await;
    assert_eq!(told.platform_hint.unwrap().platform, Platform::DomotzBox);
    let vlans: Vec<(u16, &str)> = told.vlan_hints.iter().map(|hint| (hint.vlan, hint.interface.as_str())).collect();
    assert_eq!(vlans.len(), 2);
    assert!(vlans.contains(&(0, "eth0")) && vlans.contains(&(10, "eth0.10")), "{vlans:?}");

    // Somebody says one of them otherwise before the hints are taken.
    let tagged = told.vlan_hints.iter().find(|hint| hint.vlan == 10).unwrap();
    let request =
        DeviceSetRequest { device: tagged.device.clone(), changes: changes(&[("vlan", "20")]), ..Default::default() };
    account.workspace.devices_set(request).await.unwrap();
    let vlans =
        told.vlan_hints.iter().map(|hint| DomotzVlan { device: hint.device.clone(), vlan: hint.vlan }).collect();
    let taken = account.workspace.domotz_take_vlans(DomotzTakeVlansRequest { vlans }).await.unwrap();
    assert_eq!((taken.changed, taken.unchanged), (1, 1));
    let changes = changes(&[("platform", "domotz-box")]);
    let request = AgentSetRequest { agent: agents[0].to_string(), changes, ..Default::default() };
    account.workspace.agents_set(request).await.unwrap();
    let after = details().await;
    assert_eq!((after.platform_hint, after.vlan_hints), (None, Vec::new()), "what people said needs no hint");
}
