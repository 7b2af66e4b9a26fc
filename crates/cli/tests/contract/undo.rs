//! `sync undo`, held fields, what is left out of a plan, and retries.

use serde_json::{Value, json};
use sitebook_connectwise_sim::Simulator;

use crate::desk::{DONE, Desk, SOME, has};

const BAD_INPUT: i32 = 2;
const RUN: [&str; 5] = ["sync", "run", "A-1", "--mode", "to-connectwise"];

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_puts_everything_back_and_says_what_it_left() {
    let desk = Desk::matched().await;
    let run = desk.done(&RUN);
    desk.connectwise.with(|simulator| {
        simulator.edit_configuration(desk.firewall, |record| record.name = "Edited by hand".to_owned());
    });
    let preview = desk.done(&["sync", "undo", text(&run, "run"), "--dry-run"]);
    has(
        &preview["restores"][0],
        &["device", "device_source_id", "device_name", "configuration", "field", "from", "to", "target"],
    );
    has(&preview["left_alone"][0], &["device", "device_name", "field", "reason", "message"]);

    let undone = desk.run(&["sync", "undo", text(&run, "run")]).code_is(SOME).reply();
    assert_eq!((&undone["kind"], &undone["undo_of"]), (&json!("undo"), &run["run"]));
    assert_eq!(undone["skipped"][0]["device_source_id"], "D-1");
    let switch = desk.connectwise.with(|simulator| simulator.configuration(desk.switch).unwrap().name.clone());
    assert_eq!(switch, "Core switch");

    let held = desk.done(&["sync", "held", "A-1"]);
    has(&held["held"][0], &["device", "device_name", "field", "value", "since", "run"]);
    let plan = desk.done(&["sync", "plan", "A-1", "--mode", "custom", "--automatic"]);
    assert!(plan["skips"].as_array().unwrap().iter().any(|skip| skip["reason"] == "held"), "{plan}");
    let left = desk.done(&["sync", "release", "A-1/D-2"]);
    assert!(left["held"].as_array().unwrap().iter().all(|held| held["device_source_id"] != "D-2"), "{left}");
    desk.run(&["sync", "release", "A-1/D-2"]).code_is(BAD_INPUT);
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_twice_says_so() {
    let desk = Desk::matched().await;
    let run = desk.done(&RUN);
    let undone = desk.done(&["sync", "undo", text(&run, "run")]);
    desk.connectwise.with(Simulator::clear_log);
    let error = desk.run(&["sync", "undo", text(&run, "run")]).code_is(BAD_INPUT).error();
    assert_eq!((&error["code"], &error["details"]["undone_by"]), (&json!("already_undone"), &undone["run"]));
    let writes =
        desk.connectwise.with(|simulator| simulator.request_log().iter().filter(|request| request.writes()).count());
    assert_eq!(writes, 0);
    assert_eq!(desk.run(&["sync", "undo", "no such run"]).code_is(BAD_INPUT).error()["code"], "not_found");
    desk.run(&["sync", "show", text(&run, "run")]).code_is(DONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_left_out_of_an_approved_plan() {
    let desk = Desk::matched().await;
    let plan = desk.done(&["sync", "plan", "A-1", "--mode", "to-connectwise"])["plan"].as_str().unwrap().to_owned();
    let mut arguments = RUN.to_vec();
    arguments.extend(["--plan", &plan, "--exclude", "D-1", "--exclude", "D-2=model"]);
    let run = desk.done(&arguments);
    assert_eq!((&run["applied"], &run["plan"]), (&json!(1), &json!(plan)));
    assert!(run["writes"].as_array().unwrap().iter().all(|write| write["device_source_id"] == "D-2"), "{run}");
    let only = desk.done(&["sync", "run", "A-1", "--mode", "custom", "--only", "D-1", "--direction", "name=off"]);
    assert_eq!(only["applied"], 1);
    assert!(only["writes"].as_array().unwrap().iter().all(|write| write["field"] != "name"), "{only}");
    desk.run(&["sync", "retry", text(&only, "run")]).code_is(BAD_INPUT);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_shows_its_whole_plan_and_a_retry_what_it_would_write() {
    let desk = Desk::matched().await;
    let run = desk.done(&RUN);
    let shown = desk.done(&["sync", "show", text(&run, "run"), "--plan"]);
    has(&shown, &["plan", "message", "excluded", "only"]);
    assert_eq!(shown["plan"]["plan"], run["plan"]);
    assert!(shown["plan"]["skips"].as_array().is_some_and(|skips| !skips.is_empty()), "{shown}");
    let nothing = desk.run(&["sync", "retry", text(&run, "run"), "--dry-run"]).code_is(BAD_INPUT).error();
    assert_eq!(nothing["code"], "invalid_input");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_source_takes_values_back() {
    let desk = Desk::matched().await;
    let sources = desk.done(&["fields", "write-back"]);
    assert_eq!(sources["sources"], json!([{ "source": "import", "takes": [], "allowed": false, "decided": false }]));
    desk.run(&["fields", "write-back", "import", "on"]).code_is(BAD_INPUT);
}
