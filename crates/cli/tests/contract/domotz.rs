//! Agents and devices from the Domotz API.

use std::io::Write;
use std::process::Stdio;

use serde_json::json;
use sitebook_domotz_sim::{API_KEY, Fault, Simulator, SimulatorServer};

use crate::desk::{A_PERSON_MUST_LOOK, BAD_INPUT, DONE, Desk, Ended, FAILED, SOME, ended, has};

async fn account() -> (Desk, SimulatorServer) {
    (Desk::new().await, SimulatorServer::start(Simulator::sample()).await.unwrap())
}

/// Connects with the key on standard input.
fn connect(desk: &Desk, endpoint: &str, key: &str) -> Ended {
    let mut child = desk
        .command()
        .args(["--json", "domotz", "connect", "--endpoint", endpoint])
        .env_remove("SITEBOOK_DOMOTZ_KEY")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{key}").unwrap();
    ended(child)
}

#[tokio::test(flavor = "multi_thread")]
async fn connect_refresh_status_and_disconnect() {
    let (desk, domotz) = account().await;
    let endpoint = format!("{}/public-api/v1", domotz.base_url());
    let connected = connect(&desk, &endpoint, API_KEY).code_is(DONE).reply();
    // As an import says it, and how the source stands then.
    has(&connected, &["created", "updated", "unchanged", "rejected", "gone", "requests", "failed"]);
    has(&connected, &["connection", "quota", "choice", "hourly", "agents", "last", "next_at"]);
    assert_eq!(
        (&connected["created"], &connected["updated"], &connected["rejected"]),
        (&json!(16), &json!(0), &json!([]))
    );
    assert_eq!(connected["connection"]["user"], "staff@msp.example");
    assert!(!connected.to_string().contains(API_KEY));

    let refreshed = desk.done(&["domotz", "refresh"]);
    has(&refreshed, &["created", "updated", "unchanged", "rejected", "gone", "requests", "failed"]);
    assert_eq!((&refreshed["created"], &refreshed["unchanged"]), (&json!(0), &json!(16)));

    let list = desk.done(&["agents", "list", "--search", "harbour legal"]);
    let agent = &list["agents"][0];
    assert_eq!((&agent["source"], &agent["status"]), (&json!("domotz"), &json!("online")));
    assert_eq!(agent["location"]["source"], "source");
    assert_eq!(desk.done(&["domotz", "status"])["agents"], 5);
    assert_eq!(desk.done(&["domotz", "check"])["connection"]["paused"], json!(null));

    let team = desk.done(&["domotz", "choose", "--team", "Team South", "--hourly", "off"]);
    assert_eq!(
        (&team["choice"]["kind"], &team["hourly"], &team["next_at"]),
        (&json!("teams"), &json!(false), &json!(null))
    );
    assert_eq!(desk.done(&["domotz", "refresh"])["agents"], 2);
    desk.run(&["domotz", "choose"]).code_is(BAD_INPUT);

    assert_eq!(desk.done(&["domotz", "disconnect"])["agents"], 5);
    assert_eq!(desk.done(&["domotz", "status"])["connection"], json!(null));
    assert_eq!(desk.run(&["domotz", "refresh"]).code_is(BAD_INPUT).error()["code"], "not_connected");
    assert_eq!(desk.done(&["agents", "list"])["agents"].as_array().unwrap().len(), 6, "the agents stay");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_comes_from_the_environment_or_standard_input_and_from_nowhere_else() {
    let (desk, domotz) = account().await;
    let endpoint = domotz.base_url();
    let words = ["--json", "domotz", "connect", "--endpoint", &endpoint];
    let from_environment = desk.command().args(words).env("SITEBOOK_DOMOTZ_KEY", API_KEY).spawn().unwrap();
    ended(from_environment).code_is(DONE);
    desk.run(&["domotz", "connect", "--endpoint", &endpoint, "--key", API_KEY]).code_is(BAD_INPUT);
    assert_eq!(connect(&desk, &endpoint, "").code_is(BAD_INPUT).error()["code"], "invalid_input");
}

#[tokio::test(flavor = "multi_thread")]
async fn trouble_has_codes() {
    let (desk, domotz) = account().await;
    let endpoint = domotz.base_url();
    assert_eq!(connect(&desk, "http://192.168.1.5", API_KEY).code_is(BAD_INPUT).error()["code"], "bad_host");
    let refused = connect(&desk, &endpoint, "another-key").code_is(A_PERSON_MUST_LOOK);
    assert_eq!(refused.error()["code"], "unauthorized");
    // One agent's devices are refused: the others go in, with the first refresh as with any other.
    let agent = domotz.with(|simulator| *simulator.seed().agents.keys().next().unwrap());
    let refuse = || {
        domotz.with(|simulator| simulator.fail_on(&format!("/agent/{agent}/device"), 1, Fault::Status(403, None)));
    };
    refuse();
    let some = connect(&desk, &endpoint, API_KEY).code_is(SOME).reply();
    assert_eq!((&some["failed"][0]["name"], &some["created"]), (&json!("Northside Dental"), &json!(10)));
    refuse();
    let some = desk.run(&["domotz", "refresh"]).code_is(SOME).reply();
    assert_eq!(some["failed"][0]["name"], "Northside Dental");

    // Everybody is gone at once: a person must look.
    let agents = domotz.with(|simulator| {
        let ids: Vec<i64> = simulator.seed().agents.keys().copied().collect();
        ids.into_iter().map(|id| (id, simulator.remove_agent(id).unwrap())).collect::<Vec<_>>()
    });
    assert_eq!(desk.run(&["domotz", "refresh"]).code_is(A_PERSON_MUST_LOOK).reply()["guarded"], true);
    domotz.with(|simulator| agents.into_iter().for_each(|(id, agent)| simulator.restore_agent(id, agent)));

    domotz.with(|simulator| simulator.fail_next(1, Fault::Status(429, Some(3600))));
    let limited = desk.run(&["domotz", "refresh"]).code_is(FAILED).error();
    assert_eq!((&limited["code"], &limited["retryable"]), (&json!("too_many_requests"), &json!(true)));

    domotz.with(|simulator| simulator.fail_next(1, Fault::Status(401, None)));
    desk.run(&["domotz", "refresh"]).code_is(A_PERSON_MUST_LOOK);
    assert_eq!(desk.run(&["domotz", "refresh"]).code_is(A_PERSON_MUST_LOOK).error()["code"], "connection_paused");
    desk.done(&["domotz", "check"]);
    desk.done(&["domotz", "refresh"]);
}

/// Agents with as many devices each, of which a refresh reads one after the other.
const MANY: usize = 40;
const EACH: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_that_is_killed_leaves_whole_agents_and_the_next_one_goes_on() {
    let (desk, domotz) = (Desk::new().await, SimulatorServer::start(Simulator::empty()).await.unwrap());
    connect(&desk, &domotz.base_url(), API_KEY).code_is(DONE);
    domotz.with(|simulator| *simulator = Simulator::of_size(MANY, EACH));
    let read = || {
        domotz.with(|simulator| {
            simulator.request_log().iter().filter(|request| request.path.ends_with("/device")).count()
        })
    };
    let there = || {
        let agents = desk.done(&["agents", "list"])["agents"].as_array().unwrap().clone();
        let of_domotz: Vec<_> = agents.into_iter().filter(|agent| agent["source"] == "domotz").collect();
        for agent in &of_domotz {
            let devices = desk.done(&["devices", "list", agent["id"].as_str().unwrap()]);
            assert_eq!(devices["devices"].as_array().unwrap().len(), EACH, "an agent is whole or not there: {agent}");
        }
        of_domotz.len()
    };
    let before = read();
    let mut child = desk.command().args(["--json", "domotz", "refresh"]).spawn().unwrap();
    while read() < before + MANY / 2 {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was killed");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let whole = there();
    assert!(whole < MANY, "{whole}");

    let next = desk.done(&["domotz", "refresh"]);
    assert_eq!(next["created"], json!((MANY - whole) * (EACH + 1)), "{next}");
    assert_eq!(there(), MANY);
}
