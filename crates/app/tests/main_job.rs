//! The main job: from a file of agents to a device record corrected in ConnectWise.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::Office;
use sitebook_app::ErrorCode;
use sitebook_app::dto::*;
use sitebook_domain::{MatchRule, MatchState, RunState, SyncMode};

#[tokio::test]
async fn a_device_record_is_corrected_and_the_second_run_changes_nothing() {
    let office = Office::matched().await;
    let plan = office.plan().await.unwrap();
    assert_eq!(office.writes(), 0, "planning writes nothing");
    assert!(plan.updates.iter().any(|update| update.from == "Firewall" && update.to == "fw01" && update.conflict));

    let first = office.run(Some(&plan.plan)).await.unwrap();
    assert_eq!((first.state, first.applied), (RunState::Done, 2));
    office.connectwise.with(|simulator| {
        let firewall = simulator.configuration(office.firewall).unwrap();
        assert_eq!((firewall.name.as_str(), firewall.ip_address.as_str()), ("fw01", "10.0.0.1"));
        let switch = simulator.configuration(office.switch).unwrap();
        assert_eq!(switch.serial_number, "", "a placeholder is not passed on");
        assert_eq!(switch.mac_address, "0011.2233.4455", "another spelling is no difference");
        simulator.clear_log();
    });

    let second = office.run(None).await.unwrap();
    assert_eq!((second.state, second.applied, second.requests), (RunState::Done, 0, 1));
    assert_eq!(office.writes(), 0);
}

#[tokio::test]
async fn serial_and_mac_match_and_an_ip_address_only_proposes() {
    let office = Office::matched().await;
    let report = office.match_run().await.unwrap();
    let found: Vec<_> = report
        .matches
        .iter()
        .map(|found| (found.device_source_id.as_str(), found.configuration, found.state, found.rule))
        .collect();
    assert_eq!(
        found,
        [
            ("D-1", office.firewall, MatchState::Automatic, MatchRule::Serial),
            ("D-2", office.switch, MatchState::Automatic, MatchRule::Mac),
            ("D-3", office.camera, MatchState::Proposed, MatchRule::Ip),
        ]
    );
}

#[tokio::test]
async fn a_confirmed_pair_is_synchronized_and_an_unlinked_one_is_not_made_again() {
    let office = Office::matched().await;
    let confirm = MatchConfirmRequest { device: "A-1/D-3".to_owned(), configuration: office.camera };
    let report = office.workspace.match_confirm(confirm).await.unwrap();
    assert_eq!(report.matches.iter().filter(|found| found.state == MatchState::Confirmed).count(), 1);

    office.workspace.match_remove(DeviceRequest { device: "A-1/D-1".to_owned() }).await.unwrap();
    let report = office.match_run().await.unwrap();
    assert_eq!(report.unmatched[0].reason, "unlinked");

    let run = office.run(None).await.unwrap();
    assert_eq!(run.applied, 2, "switch and camera");
    office.connectwise.with(|simulator| {
        assert_eq!(simulator.configuration(office.camera).unwrap().name, "cam01");
        assert_eq!(simulator.configuration(office.firewall).unwrap().name, "Firewall");
    });
}

#[tokio::test]
async fn a_declined_proposal_is_not_proposed_again() {
    let office = Office::matched().await;
    office.workspace.match_remove(DeviceRequest { device: "cam01".to_owned() }).await.unwrap();
    let report = office.match_run().await.unwrap();
    assert!(report.matches.iter().all(|found| found.device_source_id != "D-3"));
}

#[tokio::test]
async fn what_people_enter_survives_a_restart_and_a_new_import() {
    let office = Office::new().await;
    let set = AgentSetRequest {
        agent: "A-1".to_owned(),
        changes: common::changes(&[
            ("name", "Northside Dental Ltd"),
            ("contact.phones", "+44 1, +44 2"),
            ("note", "a\nb"),
        ]),
        ..AgentSetRequest::default()
    };
    office.workspace.agents_set(set).await.unwrap();
    let pin = LocatePinRequest::at("A-1".to_owned(), 51.5, -0.12);
    assert!(office.workspace.locate_pin(pin).await.unwrap().confirmed);
    let again = office.import(common::AGENTS).await;
    assert_eq!((again.created, again.updated, again.unchanged), (0, 0, 4));

    office.workspace.close().await;
    let reopened = common::open(&office.directory.path().join("workspace")).await;
    let agent = reopened.agents_show(AgentRequest { agent: "A-1".to_owned() }).await.unwrap();
    assert_eq!(agent.summary.name, "Northside Dental Ltd");
    assert_eq!(agent.summary.contact.phones, ["+44 1", "+44 2"]);
    assert!(agent.summary.location.confirmed);
    let name = agent.fields.iter().find(|field| field.field == "name").unwrap();
    assert_eq!(name.source_says.as_ref().map(ToString::to_string).as_deref(), Some("Northside Dental"));
    let fields: Vec<&str> = agent.history.iter().map(|entry| entry.field.as_str()).collect();
    for changed in ["name", "contact.phones", "note", "location", "created"] {
        assert!(fields.contains(&changed), "{changed} is missing in {fields:?}");
    }
}

#[tokio::test]
async fn one_click_takes_what_the_source_says() {
    let office = Office::new().await;
    let changes = common::changes(&[("customer_id", "OWN")]);
    office
        .workspace
        .agents_set(AgentSetRequest { agent: "A-1".to_owned(), changes, ..AgentSetRequest::default() })
        .await
        .unwrap();
    let take = AgentTakeSourceRequest { agent: "A-1".to_owned(), field: "customer_id".to_owned() };
    assert_eq!(office.workspace.agents_take_source(take).await.unwrap().summary.customer_id, "C-100");
}

#[tokio::test]
async fn a_pin_confirms_and_the_estimate_comes_back() {
    let office = Office::new().await;
    let before = office.show().await.summary.location;
    assert_eq!((before.confirmed, before.country.as_deref(), before.lat), (false, Some("GB"), None));
    let pin = |lat, lon| LocatePinRequest::at("A-1".to_owned(), lat, lon);
    office.workspace.locate_pin(pin(-17.0, 181.0)).await.unwrap();
    assert_eq!(office.show().await.summary.location.lon, Some(-179.0), "a pin beyond the antimeridian");
    let error = office.workspace.locate_pin(pin(91.0, 0.0)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput);
    let after = office.workspace.locate_reset(AgentRequest { agent: "A-1".to_owned() }).await.unwrap();
    assert_eq!((after.confirmed, after.country), (false, Some("GB".to_owned())));
    assert_eq!(office.show().await.locations.len(), 3);
}

#[tokio::test]
async fn coordinates_in_a_file_confirm_once_and_a_later_pin_wins_over_the_same_file() {
    let office = Office::new().await;
    let json = |lat: f64| format!(r#"{{"agents":[{{"id":"A-7","name":"Fiji","latitude":{lat},"longitude":179.9}}]}}"#);
    office.import(&json(-17.5)).await;
    let location = || async {
        let agent = AgentRequest { agent: "A-7".to_owned() };
        office.workspace.agents_show(agent).await.unwrap().summary.location
    };
    assert_eq!((location().await.confirmed, location().await.lat), (true, Some(-17.5)));
    let pin = LocatePinRequest::at("A-7".to_owned(), -16.0, 179.0);
    office.workspace.locate_pin(pin).await.unwrap();
    office.import(&json(-17.5)).await;
    assert_eq!(location().await.lat, Some(-16.0), "the same file says nothing new");
    office.import(&json(-18.0)).await;
    assert_eq!(location().await.lat, Some(-18.0), "new coordinates are a later act");
}

#[tokio::test]
async fn values_from_connectwise_become_own_values() {
    let office = Office::matched().await;
    let mode = SyncMode::FromConnectwise;
    let run = office.workspace.sync_run(common::run_request(mode)).await.unwrap();
    assert_eq!(run.state, RunState::Done);
    assert_eq!(office.writes(), 0, "nothing is written there");
    let agent = office.show().await;
    let firewall = agent.devices.iter().find(|device| device.source_id == "D-1").unwrap();
    assert_eq!((firewall.name.as_str(), firewall.ips[0].as_str()), ("Firewall", "10.0.0.1"));
    assert_eq!(firewall.vendor, "Fortinet", "an empty value overwrites nothing");
}

#[tokio::test]
async fn removing_the_integration_leaves_an_export_and_nothing_else() {
    let office = Office::matched().await;
    let removed = office.workspace.connectwise_disconnect(Nothing {}).await.unwrap();
    assert_eq!((removed.links, removed.matches), (1, 2));
    let export: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&removed.export).unwrap()).unwrap();
    assert_eq!(export["matches"].as_array().unwrap().len(), 2);
    assert_eq!(office.writes(), 0, "nothing is changed in ConnectWise");
    let status = office.workspace.connectwise_status(Nothing {}).await.unwrap();
    assert_eq!((status.connection, status.links, status.matches), (None, 0, 0));
    let secrets = office.workspace.secrets_status(Nothing {}).await.unwrap();
    assert!(secrets.secrets.iter().all(|secret| !secret.set));
    assert_eq!(office.plan().await.unwrap_err().code, ErrorCode::NotLinked);
    office.connect().await.unwrap();
}

#[tokio::test]
async fn no_secret_is_in_any_file_of_the_workspace() {
    let office = Office::matched().await;
    office.run(None).await.unwrap();
    office.workspace.close().await;
    let secret = sitebook_connectwise_sim::PRIVATE_KEY.as_bytes();
    let mut folders = vec![office.directory.path().join("workspace")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = std::fs::read(&path).unwrap();
                assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{}", path.display());
            }
        }
    }
}
