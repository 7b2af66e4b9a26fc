//! Taking apart, putting back, replacing, retiring; duplicates; values that identify nobody.

use serde_json::{Value, json};
use sitebook_connectwise_sim::NewConfiguration;

use crate::desk::{BAD_INPUT, DONE, Desk, each, has};

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_else(|| panic!("\"{key}\" is no text in {value:#}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_removed_says_how_it_comes_back_and_does_so_once() {
    let desk = Desk::matched().await;
    let before = desk.done(&["match", "run", "A-1"]);
    let removed = desk.done(&["match", "remove", "A-1/fw01"]);
    let token = text(&removed, "undo");
    assert_eq!(desk.done(&["match", "undo", token]), json!({}));
    assert_eq!(desk.done(&["match", "run", "A-1"])["matches"], before["matches"]);
    assert_eq!(desk.run(&["match", "undo", token]).code_is(BAD_INPUT).error()["code"], "not_found");

    let unlinked = desk.done(&["unlink", "A-1"]);
    assert_eq!(unlinked["matches_removed"], 2);
    desk.done(&["link", "A-1", "nsd"]);
    let refused = desk.run(&["match", "undo", text(&unlinked, "undo")]);
    assert_eq!(refused.code_is(crate::desk::A_PERSON_MUST_LOOK).error()["code"], "plan_outdated");
    desk.done(&["unlink", "A-1"]);
    desk.done(&["match", "undo", text(&unlinked, "undo")]);
    assert_eq!(desk.done(&["match", "run", "A-1"])["matches"], before["matches"]);

    let spoken = desk.command().args(["match", "remove", "A-1/fw01"]).output().unwrap();
    let spoken = String::from_utf8(spoken.stdout).unwrap();
    assert!(spoken.contains("To put it back: sitebookctl match undo "), "{spoken}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_match_goes_to_the_device_that_took_the_place_of_another() {
    let desk = Desk::matched().await;
    let report = desk.done(&["match", "move", "A-1/fw01", "A-1/cam01"]);
    let matches = report["matches"].as_array().unwrap();
    let moved = matches.iter().find(|found| found["configuration"] == desk.firewall).unwrap();
    has(moved, &["device", "device_source_id", "configuration", "state", "rule", "evidence"]);
    assert_eq!(
        (&moved["device_source_id"], &moved["state"], &moved["rule"]),
        (&json!("D-3"), &json!("confirmed"), &json!("manual"))
    );
    let refused = desk.run(&["match", "move", "A-1/sw01", "A-1/cam01"]).code_is(BAD_INPUT).error();
    assert_eq!(refused["code"], "already_matched");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_configuration_is_set_inactive_and_the_run_stands_among_the_runs() {
    let desk = Desk::matched().await;
    let report = desk.done(&["match", "retire", "A-1/fw01"]);
    let configurations = report["configurations"].as_array().unwrap();
    assert_eq!(configurations.iter().find(|found| found["id"] == desk.firewall).unwrap()["active"], false);
    assert!(!desk.connectwise.with(|simulator| simulator.configuration(desk.firewall).unwrap().active));
    let runs = desk.done(&["sync", "runs", "A-1"]);
    assert_eq!((&runs["runs"][0]["kind"], &runs["runs"][0]["state"]), (&json!("retire"), &json!("done")));
    let refused = desk.run(&["match", "retire", "A-1/cam01"]).code_is(BAD_INPUT).error();
    assert_eq!(refused["code"], "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn duplicates_are_reported_and_written_to_a_file() {
    let desk = Desk::matched().await;
    assert_eq!(desk.done(&["duplicates", "A-1"])["groups"], json!([]));
    desk.connectwise.with(|simulator| {
        simulator.add_configuration(NewConfiguration {
            company: desk.company,
            name: "Switch again".to_owned(),
            mac_address: "00-11-22-33-44-55".to_owned(),
            ..NewConfiguration::default()
        })
    });
    let file = desk.directory.path().join("duplicates.csv");
    let reply = desk.done(&["duplicates", "A-1", "--export", file.to_str().unwrap()]);
    has(&reply, &["company", "read_at", "groups"]);
    assert_eq!(
        (&reply["groups"][0]["key"], &reply["groups"][0]["value"]),
        (&json!("mac"), &json!("00:11:22:33:44:55"))
    );
    assert_eq!(each(&reply["groups"][0]["configurations"], "name"), ["Core switch", "Switch again"]);
    has(&reply["groups"][0]["configurations"][0], &["id", "serial", "mac", "updated", "notes", "matched_device"]);
    assert_eq!(std::fs::read_to_string(file).unwrap().lines().count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lists_of_values_that_identify_nobody_can_be_changed() {
    let desk = Desk::matched().await;
    let lists = desk.done(&["placeholders", "list"]);
    assert_eq!(each(&lists["lists"], "kind"), ["serial", "mac", "model"]);
    has(&lists["lists"][0]["entries"][0], &["value", "origin", "removed", "devices", "configurations", "why"]);
    let entry = |lists: &Value, value: &str| {
        let entries = lists["lists"][0]["entries"].as_array().unwrap().clone();
        entries.into_iter().find(|entry| entry["value"] == value)
    };
    let added = desk.done(&["placeholders", "add", "serial", "fgt60ftk20001234"]);
    let own = entry(&added, "FGT60FTK20001234").unwrap();
    assert_eq!((&own["origin"], &own["devices"], &own["configurations"]), (&json!("own"), &json!(1), &json!(1)));
    let removed = desk.done(&["placeholders", "remove", "serial", "FGT60FTK20001234"]);
    assert_eq!(entry(&removed, "FGT60FTK20001234"), None);
    let without = desk.done(&["placeholders", "remove", "serial", "default string"]);
    assert_eq!(entry(&without, "DEFAULT STRING").unwrap()["removed"], true);
    assert_eq!(
        desk.run(&["placeholders", "add", "mac", "nonsense"]).code_is(BAD_INPUT).error()["code"],
        "invalid_input"
    );
    let spoken = desk.command().args(["placeholders", "list"]).output().unwrap();
    assert_eq!(spoken.status.code(), Some(DONE));
    let spoken = String::from_utf8(spoken.stdout).unwrap();
    assert!(spoken.contains("DEFAULT STRING") && spoken.contains("removed"), "{spoken}");
    assert!(!spoken.contains("TULIP COMPUTERS"), "only what is met or was changed: {spoken}");
}
