//! Writing: one field per call, never twice where it may have been done, and power only as the service says.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use serde_json::json;
use sitebook_domotz::{DomotzError, OutletAction, PowerAction, PowerActions, WritableField};
use sitebook_domotz_sim::{Fault, Simulator};

use crate::common::started;

fn one_device() -> (Simulator, i64, i64) {
    let mut simulator = Simulator::empty();
    let agent = simulator.add_agent("Mill");
    let device = simulator.add_device(agent, "fw01");
    (simulator, agent, device)
}

#[tokio::test]
async fn each_field_is_one_call_and_reads_back() {
    let (simulator, agent, device) = one_device();
    let (server, client, _) = started(simulator).await;
    for field in WritableField::ALL {
        client.set_field(agent, device, field, "a \"quoted\" value").await.unwrap();
    }
    client.set_type(agent, device, 41).await.unwrap();
    assert_eq!(server.asked("PUT"), 8);
    let back = client.device(agent, device).await.unwrap();
    let value = Some("a \"quoted\" value".to_owned());
    assert_eq!((back.user.name, back.user.vendor, back.user.model), (value.clone(), value.clone(), value.clone()));
    assert_eq!((back.room, back.zone, back.serial, back.notes), (value.clone(), value.clone(), value.clone(), value));
    assert_eq!(back.user.kind, Some(41));
}

#[tokio::test]
async fn a_type_is_known_by_its_words_in_any_case() {
    let (_server, client, _) = started(Simulator::empty()).await;
    let types = client.device_types().await.unwrap();
    assert_eq!((types.number("server"), types.number(" Server ")), (Some(41), Some(41)));
    assert_eq!((types.number("Toaster"), types.number("")), (None, None));
    assert!(types.labels().any(|label| label == "Server"));
}

#[tokio::test]
async fn an_empty_serial_number_goes_back_to_the_discovered_one() {
    let (simulator, agent, device) = one_device();
    let (server, client, _) = started(simulator).await;
    client.set_field(agent, device, WritableField::Serial, "S1").await.unwrap();
    client.set_field(agent, device, WritableField::Serial, "").await.unwrap();
    client.set_field(agent, device, WritableField::Room, "").await.unwrap();
    let bodies: Vec<_> = server.with(|simulator| simulator.request_log().iter().map(|one| one.body.clone()).collect());
    assert_eq!(bodies, [json!("S1"), json!(null), json!("")]);
    assert_eq!(client.device(agent, device).await.unwrap().serial, None);
}

#[tokio::test]
async fn a_write_is_sent_again_only_where_it_was_certainly_not_done() {
    for (fault, sent, done) in [
        (Fault::Status(429, Some(1)), 2, true),
        (Fault::Lost, 1, true),
        (Fault::Reset, 1, false),
        (Fault::Status(503, None), 1, false),
    ] {
        let (simulator, agent, device) = one_device();
        let (server, client, _) = started(simulator).await;
        server.with(|simulator| simulator.fail_next(1, fault.clone()));
        let result = client.set_field(agent, device, WritableField::Room, "Cellar").await;
        assert_eq!(server.asked("PUT"), sent, "{fault:?}");
        assert_eq!(client.device(agent, device).await.unwrap().room.is_some(), done, "{fault:?}");
        if let Err(error) = result {
            assert!(error.outcome_unknown(), "{fault:?}: {error}");
        }
    }
}

#[tokio::test]
async fn a_refused_value_is_told_in_the_services_words() {
    let (simulator, agent, device) = one_device();
    let (server, client, _) = started(simulator).await;
    server.with(|simulator| simulator.fail_next(1, Fault::Status(400, None)));
    let error = client.set_field(agent, device, WritableField::Room, "x").await.unwrap_err();
    assert!(
        matches!(&error, DomotzError::Rejected { status: 400, words, .. } if words.contains("on purpose")),
        "{error}"
    );
    assert!(!error.outcome_unknown());
    let gone = client.set_field(agent, device + 1, WritableField::Room, "x").await.unwrap_err();
    assert!(matches!(gone, DomotzError::NotFound { .. }), "{gone}");
}

#[tokio::test]
async fn power_is_what_the_service_says_and_is_read_back() {
    let (mut simulator, agent, device) = one_device();
    let unit = simulator.add_device(agent, "pdu01");
    simulator.feed(agent, unit, "1/A", "Outlet 1", &[device]);
    simulator.device_mut(agent, device).unwrap().power = vec!["off".to_owned(), "software_reboot".to_owned()];
    let (_server, client, _) = started(simulator).await;
    let actions = client.power_actions(agent, device).await.unwrap();
    let allowed: Vec<_> = PowerAction::ALL.into_iter().filter(|action| actions.allows(*action)).collect();
    assert_eq!(allowed, [PowerAction::Off, PowerAction::SoftwareReboot]);
    assert_eq!(client.power_actions(agent, unit).await.unwrap(), PowerActions::default());

    client.switch_power(agent, device, PowerAction::Off).await.unwrap();
    assert_eq!(client.device(agent, device).await.unwrap().is_online, Some(false));
    let outlets = client.outlets(agent, unit).await.unwrap().records;
    assert_eq!(
        (outlets[0].is_on, outlets[0].feeds.as_slice(), outlets[0].can_switch),
        (Some(false), &[device][..], true)
    );
    client.switch_outlet(agent, unit, "1/A", OutletAction::On).await.unwrap();
    assert_eq!(client.outlets(agent, unit).await.unwrap().records[0].is_on, Some(true));
    client.switch_power(agent, device, PowerAction::SoftwareReboot).await.unwrap();
    let refused = client.switch_power(agent, device, PowerAction::Cycle).await.unwrap_err();
    assert!(matches!(refused, DomotzError::Rejected { .. }), "{refused}");
}

#[tokio::test]
async fn a_value_of_the_inventory_is_written_to_a_field_that_is_there_and_reads_back() {
    for sends_nulls in [false, true] {
        let (mut simulator, agent, device) = one_device();
        simulator.settings_mut().sends_nulls = sends_nulls;
        let other = simulator.add_device(agent, "sw01");
        let (_server, client, _) = started(simulator).await;
        let field = "ConnectWise configuration";
        let missing = client.set_inventory(agent, device, field, "17").await.unwrap_err();
        assert!(matches!(missing, DomotzError::NotFound { .. }), "{missing}");
        assert!(client.inventory_fields().await.unwrap().is_empty());
        client.add_inventory_field(field, "Which configuration it is").await.unwrap();
        assert!(client.inventory_fields().await.unwrap().contains(field));
        client.set_inventory(agent, device, field, "17").await.unwrap();
        assert_eq!(client.inventory(agent, device).await.unwrap()[field], "17");
        assert!(client.inventory(agent, other).await.unwrap().is_empty());
    }
}
