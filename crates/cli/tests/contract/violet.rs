//! Violet: owners, grants, invitations.

use serde_json::json;

use crate::desk::{BAD_INPUT, DONE, Desk, has};

const HOME: &str = r#"{"agents":[
  {"id":"H-1","name":"Gable House","platform":"domotz-box","residential":true,"contact":{"email":"ann@example.com"},
   "devices":[
    {"id":"R-1","name":"Home router","kind":"router","power_controllable":true},
    {"id":"T-1","name":"Living room TV","kind":"tv","macs":["00:09:0F:AA:BB:02"],"ips":["192.168.1.20"],"vlan":0,
     "power_controllable":true}]}]}"#;

async fn desk() -> Desk {
    let desk = Desk::new().await;
    let file = desk.write("home.json", HOME);
    desk.done(&["agents", "import", &file]);
    desk
}

#[tokio::test(flavor = "multi_thread")]
async fn set_grant_and_status() {
    let desk = desk().await;
    let status = desk.done(&["violet", "status", "H-1"]);
    has(
        &status,
        &["agent", "owner_email", "state", "enabled", "invitation", "checks", "can_invite", "granted", "devices"],
    );
    assert_eq!((&status["owner_email"], &status["state"]), (&json!("ann@example.com"), &json!("ready")));
    let set = desk.done(&["violet", "set", "H-1", "--owner", "Owner@Example.com"]);
    assert_eq!(set["owner_email"], "owner@example.com");
    let granted = desk.done(&["violet", "grant", "H-1", "T-1", "power", "on"]);
    assert_eq!(granted["granted"], 1);
    let tv = granted["devices"].as_array().unwrap().iter().find(|device| device["device_source_id"] == "T-1").unwrap();
    let on: Vec<bool> =
        tv["switches"].as_array().unwrap().iter().map(|switch| switch["granted"].as_bool().unwrap()).collect();
    assert_eq!(on, [true, true, false], "power implies visible");
    assert_eq!(desk.done(&["violet", "grant", "H-1", "T-1", "visible", "off"])["granted"], 0);
    let off = desk.done(&["violet", "set", "H-1", "--access", "off"]);
    assert_eq!(off["state"], "disabled");
    desk.run(&["violet", "set", "H-1"]).code_is(BAD_INPUT);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_bad_input_with_the_reason() {
    let desk = desk().await;
    let error = desk.run(&["violet", "grant", "H-1", "R-1", "block", "on"]).code_is(BAD_INPUT).error();
    assert_eq!((&error["code"], &error["details"]["reason"]), (&json!("not_eligible"), &json!("no_address")));
    let error = desk.run(&["violet", "grant", "H-1", "R-1", "power", "on"]).code_is(BAD_INPUT).error();
    assert_eq!((&error["code"], &error["details"]["confirm"]), (&json!("confirmation_needed"), &json!("Home router")));
    desk.run(&["violet", "grant", "H-1", "R-1", "power", "on", "--confirm", "Home router"]).code_is(DONE);
    let error = desk.run(&["violet", "set", "A-1", "--owner", "owner@example.com"]).code_is(BAD_INPUT).error();
    assert_eq!((&error["code"], &error["details"]["reason"]), (&json!("not_eligible"), &json!("not_residential")));
    let error = desk.run(&["violet", "invite", "H-1"]).code_is(BAD_INPUT).error();
    assert_eq!((&error["code"], &error["details"]["missing"]), (&json!("not_ready"), &json!(["mail", "address"])));
    assert_eq!(desk.done(&["violet", "revoke", "H-1"])["state"], "ready", "there was nothing to take");
}
