//! Creating configurations: the JSON, the exit codes, and a program that is killed again and again.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::json;

use crate::desk::{BAD_INPUT, DONE, Desk, SOME, each, has};

/// How often the program is killed.
const KILLS: usize = 10;

/// How many devices it creates meanwhile.
const DEVICES: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_a_creation_and_its_codes() {
    let desk = Desk::matched().await;
    let more = desk.write(
        "more.json",
        r#"{"agents":[{"id":"A-1","name":"Northside Dental","devices":[
            {"id":"D-4","name":"prn01","kind":"Network_Device","serial":"PRN-1"},
            {"id":"D-5","name":"oven","kind":"oven"}]}]}"#,
    );
    desk.done(&["agents", "import", &more]);

    let preview = desk.done(&["create", "A-1", "prn01", "--dry-run"]);
    has(&preview["preview"][0], &["device", "device_source_id", "type", "identifier", "fields"]);
    assert_eq!(preview["created"], json!([]));
    let reply = desk.run(&["create", "A-1", "D-4", "D-5"]).code_is(SOME).reply();
    has(&reply, &["run", "created", "failed", "pending"]);
    has(&reply["created"][0], &["device", "device_source_id", "configuration"]);
    assert_eq!(each(&reply["failed"], "reason"), ["no_type"]);
    let reply = desk.done(&["create", "A-1", "--all-unmatched", "--type", "network device"]);
    assert_eq!(each(&reply["created"], "device_source_id"), ["D-5"]);
    assert_eq!(each(&reply["left_out"], "reason"), ["has_proposal"]);

    for wrong in [
        &["create", "A-1"][..],
        &["create", "A-1", "no such device"],
        &["create", "A-1", "D-4", "--type", "no such type"],
        &["create", "A-1", "D-4", "--answer", "Rack"],
    ] {
        desk.run(wrong).code_is(BAD_INPUT);
    }
    assert_eq!(desk.run(&["create", "A-1", "D-4"]).code_is(SOME).reply()["failed"][0]["reason"], "already_matched");
}

/// Whatever it is doing when it dies, each device has one record in the end.
#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_killed_again_and_again_creates_each_record_once() {
    let desk = Desk::matched().await;
    let mut devices = String::new();
    for number in 0..DEVICES {
        let comma = if number == 0 { "" } else { "," };
        write!(devices, r#"{comma}{{"id":"N-{number}","name":"new {number}","serial":"NEW-{number:04}"}}"#).unwrap();
    }
    let document = format!(r#"{{"agents":[{{"id":"A-1","name":"Northside Dental","devices":[{devices}]}}]}}"#);
    desk.done(&["agents", "import", &desk.write("more.json", document)]);
    let create = ["--json", "create", "A-1", "--all-unmatched", "--type", "Network device"];
    let made = || {
        let mut identifiers: BTreeMap<String, usize> = BTreeMap::new();
        desk.connectwise.with(|simulator| {
            for record in simulator.configurations_of(desk.company) {
                if record.device_identifier.starts_with("sitebook:") {
                    *identifiers.entry(record.device_identifier.clone()).or_default() += 1;
                }
            }
        });
        identifiers
    };
    for kill in 0..KILLS {
        let before = made().len();
        let mut child = desk.command().args(create).spawn().unwrap();
        // Each time after some more records, at whatever step it is by then.
        while made().len() < before + 1 + kill % 3 && child.try_wait().unwrap().is_none() {
            tokio::task::yield_now().await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(made().values().all(|records| *records == 1), "after {kill} kills: {:?}", made());
    }
    desk.run(&create[1..]).code_is(DONE);
    let made = made();
    assert_eq!((made.len(), made.values().max()), (DEVICES, Some(&1)));
    let report = desk.done(&["match", "run", "A-1"]);
    let created = report["matches"].as_array().unwrap().iter().filter(|found| found["rule"] == "created").count();
    assert_eq!(created, DEVICES, "every record is matched");
}
