//! The field mapping, the change of a type, and what a sync may do.

use serde_json::{Value, json};

use crate::desk::{BAD_INPUT, DONE, Desk, has};

fn rule(reply: &Value, field: &str) -> Value {
    reply["fields"].as_array().unwrap().iter().find(|rule| rule["field"] == field).unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_field_of_the_contract_can_be_shown_and_set() {
    let desk = Desk::matched().await;
    let shown = desk.done(&["fields", "show"]);
    for field in
        ["name", "vendor", "model", "serial", "mac", "ip", "notes", "zone", "room", "firmware", "os", "status", "link"]
    {
        let keys = ["direction", "directions", "target", "allow_empty", "overwrite_conflicts", "chosen", "statuses"];
        has(&rule(&shown, field), &keys);
        desk.done(&["fields", "set", field, "off"]);
    }
    let own =
        desk.done(&["fields", "set", "name", "from-connectwise", "--agent", "A-1", "--overwrite-conflicts", "on"]);
    assert_eq!((&rule(&own, "name")["own"], &rule(&own, "name")["overwrite_conflicts"]), (&json!(true), &json!(true)));
    let follows = desk.done(&["fields", "set", "name", "--agent", "A-1", "--follow"]);
    assert_eq!((&rule(&follows, "name")["own"], &rule(&follows, "name")["direction"]), (&json!(false), &json!("off")));
    for wrong in [
        &["fields", "set", "name"][..],
        &["fields", "set", "name", "--follow"],
        &["fields", "set", "name", "off", "--agent", "A-1", "--follow"],
        &["fields", "set", "zone", "to-connectwise"],
        &["fields", "set", "status", "to-connectwise"],
        &["fields", "set", "link", "from-connectwise"],
        &["fields", "set", "name", "off", "--target", "Zone"],
        &["fields", "set", "colour", "off"],
    ] {
        desk.run(wrong).code_is(BAD_INPUT);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_goes_to_the_question_that_was_picked() {
    let desk = Desk::matched().await;
    let zone = desk.connectwise.with(|simulator| {
        let type_id = simulator.configuration(desk.firewall).unwrap().type_id;
        simulator.add_question(type_id, "Zone", false)
    });
    let targets = desk.done(&["fields", "targets"]);
    has(&targets["targets"][0], &["kind", "id", "name", "type_name", "choices"]);
    assert_eq!((&targets["targets"][0]["id"], &targets["targets"][0]["kind"]), (&json!(zone), &json!("question")));
    let set = desk.done(&["fields", "set", "zone", "to-connectwise", "--target", "zone", "--allow-empty", "off"]);
    assert_eq!(rule(&set, "zone")["chosen"], json!({ "kind": "question", "id": zone, "name": "Zone" }));
    desk.done(&["devices", "set", "A-1/fw01", "zone=Cellar"]);
    let run = desk.run(&["sync", "run", "A-1", "--mode", "to-connectwise"]).code_is(DONE).reply();
    assert_eq!(run["state"], "done");
    let answers = desk.connectwise.with(|simulator| simulator.configuration(desk.firewall).unwrap().answers.clone());
    assert_eq!((answers[0].question, &answers[0].answer), (zone, &json!("Cellar")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_type_is_changed_by_a_command_of_its_own() {
    let desk = Desk::matched().await;
    desk.connectwise.with(|simulator| {
        let router = simulator.add_type("Router");
        simulator.add_question(router, "Rack?", true);
    });
    assert_ne!(desk.run(&["type", "change", "A-1/fw01", "Router"]).code, DONE);
    let changed = desk.done(&["type", "change", "A-1/fw01", "Router", "--answer", "Rack?=R1"]);
    assert_eq!((&changed["kind"], &changed["state"]), (&json!("type"), &json!("done")));
    desk.run(&["type", "change", "A-1/fw01", "Toaster"]).code_is(BAD_INPUT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_creates_where_that_is_switched_on() {
    let desk = Desk::matched().await;
    assert_eq!(desk.done(&["sync", "options", "A-1"])["create_unmatched"], false);
    assert_eq!(desk.done(&["sync", "options", "A-1", "--create-unmatched", "on"])["create_unmatched"], true);
    let plan = desk.done(&["sync", "plan", "A-1", "--mode", "to-connectwise"]);
    assert!(plan["creates"].is_array());
}
