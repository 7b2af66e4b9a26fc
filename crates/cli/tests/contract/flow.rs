//! The main job, command by command.

use serde_json::json;
use sitebook_connectwise_sim::PRIVATE_KEY;

use crate::desk::{A_PERSON_MUST_LOOK, DONE, Desk, SOME, each, has};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_of_agents_and_devices() {
    let desk = Desk::new().await;
    let list = desk.done(&["agents", "list", "--search", "c-100"]);
    let agent = &list["agents"][0];
    let keys = ["id", "source_id", "name", "status", "customer_id", "contract_id", "contact", "location", "psa"];
    has(agent, &keys);
    has(&agent["location"], &["lat", "lon", "source", "accuracy_km", "confirmed", "city", "country"]);
    assert_eq!(agent["location"]["source"], "geoip-country");
    assert_eq!((&agent["location"]["country"], &agent["location"]["lat"]), (&json!("GB"), &json!(null)));
    assert_eq!(desk.done(&["agents", "list", "--search", "nothing has this"])["agents"], json!([]));

    let set = ["agents", "set", "A-1", "contact.phones=+44 1, +44 2", "residential=true", "note=", "contact.email="];
    let set = desk.done(&set);
    assert_eq!(set["contact"]["phones"], json!(["+44 1", "+44 2"]));
    assert_eq!((&set["residential"], &set["contact"]["email"]), (&json!(true), &json!("")));
    let shown = desk.done(&["agents", "show", "northside dental"]);
    has(&shown, &keys);
    has(&shown, &["devices", "history"]);

    let devices = desk.done(&["devices", "list", "A-1"]);
    let keys = [
        "id",
        "source_id",
        "name",
        "kind",
        "vendor",
        "model",
        "serial",
        "macs",
        "ips",
        "zone",
        "room",
        "firmware",
        "os",
        "status",
        "vlan",
        "power_controllable",
        "notes",
        "first_seen",
        "page_url",
        "ignored",
    ];
    has(&devices["devices"][0], &keys);
    let set = desk.done(&["devices", "set", "A-1/fw01", "room=Comms", "vlan=0", "ignored=true"]);
    assert_eq!((&set["room"], &set["vlan"], &set["ignored"]), (&json!("Comms"), &json!(0), &json!(true)));
    assert_eq!(set["source_id"], "D-1");
    let id = set["id"].as_str().unwrap();
    assert_eq!(desk.done(&["devices", "set", id, "ignored=false", "vlan="])["vlan"], json!(null));

    let pinned = desk.done(&["locate", "A-1", "--pin", "-17.5,179.9"]);
    assert_eq!((&pinned["source"], &pinned["confirmed"]), (&json!("person"), &json!(true)));
    assert_eq!(desk.done(&["locate", "A-1", "--estimate"])["source"], "person", "an estimate moves no confirmed place");
    assert_eq!(desk.done(&["locate", "A-1", "--reset"])["source"], "geoip-country");
}

#[tokio::test(flavor = "multi_thread")]
async fn from_connecting_to_a_second_run_that_writes_nothing() {
    let desk = Desk::new().await;
    let connected = desk.connect(PRIVATE_KEY).code_is(DONE).reply();
    has(&connected, &["connected", "base_url", "version", "rights"]);
    has(&connected["rights"][0], &["right", "granted"]);
    let secrets = desk.done(&["secrets", "status"]);
    assert!(secrets["secrets"].as_array().unwrap().iter().all(|secret| secret["set"] == true), "{secrets}");
    assert!(!secrets.to_string().contains(PRIVATE_KEY));

    has(&desk.done(&["connectwise", "companies"])["companies"][0], &["id", "identifier", "name"]);
    has(&desk.done(&["connectwise", "sites", "NSD"])["sites"][0], &["id", "name"]);
    has(&desk.done(&["connectwise", "types"])["types"][0], &["id", "name"]);
    let company = desk.company.to_string();
    desk.done(&["link", "A-1", &company, "--site", "main"]);

    let report = desk.done(&["match", "run", "A-1"]);
    has(&report, &["matches", "unmatched", "review"]);
    assert_eq!(each(&report["matches"], "state"), ["automatic", "automatic", "proposed"]);
    assert_eq!(each(&report["matches"], "rule"), ["serial", "mac", "ip"]);
    has(&report["matches"][0], &["device", "device_source_id", "configuration", "evidence"]);
    let camera = desk.camera.to_string();
    let report = desk.done(&["match", "confirm", "A-1/cam01", &camera]);
    assert_eq!(each(&report["matches"], "state"), ["automatic", "automatic", "confirmed"]);
    desk.done(&["match", "remove", "A-1/cam01"]);

    let plan = |mode| desk.done(&["sync", "plan", "A-1", "--mode", mode]);
    let planned = plan("to-connectwise");
    has(&planned, &["plan", "creates", "updates", "skips"]);
    let keys = ["device", "configuration", "field", "from", "to", "target", "conflict"];
    has(&planned["updates"][0], &keys);
    has(&planned["skips"][0], &["device", "field", "reason"]);
    assert_eq!(plan("to-connectwise")["plan"], planned["plan"], "the same again has the same name");
    assert_ne!(plan("custom")["plan"], planned["plan"]);

    let hash = planned["plan"].as_str().unwrap();
    let run = desk.done(&["sync", "run", "A-1", "--mode", "to-connectwise", "--plan", hash]);
    has(&run, &["run", "state", "applied", "failed", "skipped", "conflicts", "requests"]);
    assert_eq!((&run["state"], &run["applied"]), (&json!("done"), &json!(2)));
    let again = desk.done(&["sync", "run", "A-1", "--mode", "to-connectwise"]);
    assert_eq!((&again["applied"], &again["requests"]), (&json!(0), &json!(1)));
    assert_eq!(desk.done(&["sync", "runs", "A-1"])["runs"].as_array().unwrap().len(), 2);

    desk.done(&["unlink", "A-1"]);
    desk.done(&["connectwise", "disconnect"]);
    let secrets = desk.done(&["secrets", "status"]);
    assert!(secrets["secrets"].as_array().unwrap().iter().all(|secret| secret["set"] == false), "{secrets}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_holds_for_what_it_saw_and_for_nothing_else() {
    let desk = Desk::matched().await;
    let plan = desk.done(&["sync", "plan", "A-1", "--mode", "to-connectwise"])["plan"].as_str().unwrap().to_owned();
    let run = ["sync", "run", "A-1", "--mode", "to-connectwise", "--plan", &plan];
    desk.done(&["fields", "set", "name", "off"]);
    assert_eq!(desk.run(&run).code_is(A_PERSON_MUST_LOOK).error()["code"], "plan_outdated");
    desk.done(&["fields", "set", "name", "to-connectwise"]);
    desk.connectwise.with(|simulator| {
        simulator.edit_configuration(desk.firewall, |record| record.name = "Edited by hand".to_owned());
    });
    let reply = desk.run(&run).code_is(SOME).reply();
    assert_eq!((&reply["state"], &reply["applied"]), (&json!("partial"), &json!(1)));
    has(&reply["skipped"][0], &["device", "reason"]);
    assert_eq!(reply["skipped"][0]["reason"], "changed_since_plan");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_has_rules_of_its_own_only_where_they_differ() {
    let desk = Desk::new().await;
    let direction = |arguments: &[&str], field: &str| {
        let fields = desk.done(arguments)["fields"].clone();
        let rule = fields.as_array().unwrap().iter().find(|rule| rule["field"] == field).unwrap().clone();
        rule["direction"].as_str().unwrap().to_owned()
    };
    assert_eq!(direction(&["fields", "set", "name", "off", "--agent", "A-1"], "name"), "off");
    assert_eq!(direction(&["fields", "show"], "name"), "to-connectwise");
    desk.done(&["fields", "set", "vendor", "off", "--allow-empty", "on"]);
    assert_eq!(direction(&["fields", "show", "--agent", "A-1"], "vendor"), "off", "it follows the integration");
    assert_eq!(direction(&["fields", "show", "--agent", "A-1"], "name"), "off");
}
