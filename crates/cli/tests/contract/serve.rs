//! Automatic sync without a window: `serve`, and what other commands say of it.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sitebook_connectwise_sim::{Fault, Simulator};

use crate::desk::{A_PERSON_MUST_LOOK, BAD_INPUT, Desk, ended, has};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_mins(2);

/// It ends within 2 s when nothing is under way; the rest is what a busy computer needs. What it could wait for in error
/// takes longer.
const ENDS_WITHIN: Duration = Duration::from_secs(20);

/// A `serve` that is at work, with its log.
struct Serving {
    child: Child,
    lines: Receiver<Value>,
}

impl Serving {
    fn start(desk: &Desk) -> Self {
        Self::start_with(desk, &[])
    }

    fn start_with(desk: &Desk, words: &[&str]) -> Self {
        let mut child = desk.command().args(["--json", "serve"]).args(words).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines() {
                let Ok(line) = line else { return };
                let _ = sender.send(serde_json::from_str(&line).expect("each line is a JSON document"));
            }
        });
        let serving = Self { child, lines };
        serving.until("started");
        serving
    }

    /// The next line with this event.
    fn until(&self, event: &str) -> Value {
        let given_up = Instant::now() + PATIENCE;
        loop {
            let left = given_up.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left).unwrap_or_else(|_| panic!("there was no \"{event}\""));
            if line["event"] == event {
                return line;
            }
        }
    }

    fn terminate(&self) {
        let process = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
    }

    fn wait(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// As a power cut would end it.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Switched on, with two records to write: both names differ, and the integration's rule says that ours counts.
fn on(desk: &Desk) -> Value {
    desk.done(&["fields", "set", "name", "to-connectwise", "--overwrite-conflicts", "on"]);
    desk.done(&["sync", "auto", "A-1", "on"])["agents"][0].clone()
}

fn status(desk: &Desk) -> Value {
    desk.done(&["sync", "status"])["agents"][0].clone()
}

/// Until a request of this method has arrived.
async fn sent(desk: &Desk, method: &str) {
    let arrived = |simulator: &mut Simulator| simulator.request_log().iter().any(|request| request.method == method);
    let given_up = Instant::now() + PATIENCE;
    while !desk.connectwise.with(arrived) {
        assert!(Instant::now() < given_up, "no {method} arrived");
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_switched_on_runs_within_seconds_and_serve_ends_when_asked() {
    let desk = Desk::matched().await;
    let serving = Serving::start(&desk);
    let switched = on(&desk);
    assert_eq!((&switched["automatic"], &switched["state"]), (&json!(true), &json!("never")));
    let ran = serving.until("ended");
    has(&ran, &["at", "agent", "state", "applied", "failed", "requests", "next_at"]);
    assert_eq!((&ran["state"], &ran["applied"]), (&json!("done"), &json!(2)));

    let reply = desk.done(&["sync", "status"]);
    has(&reply, &["agents", "scheduler", "paused"]);
    assert_eq!(reply["scheduler"]["process"], serving.child.id());
    let keys = ["agent", "agent_name", "company", "state", "at", "last_success_at", "reason", "next_run_at", "run"];
    has(&reply["agents"][0], &keys);
    assert_eq!(reply["agents"][0]["state"], "synchronized");
    let runs = desk.done(&["sync", "runs", "A-1"]);
    assert_eq!(runs["runs"][0]["by"], "automatic sync");

    let asked = Instant::now();
    serving.terminate();
    serving.until("stopped");
    assert_eq!(serving.wait().code(), Some(0));
    assert!(asked.elapsed() < ENDS_WITHIN, "{:?}", asked.elapsed());
    assert_eq!(desk.done(&["sync", "status"])["scheduler"], Value::Null);
    assert_eq!(desk.done(&["sync", "auto", "A-1", "off"])["agents"][0]["automatic"], json!(false));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_one_works_and_the_other_says_who_does_and_takes_over_after_a_power_cut() {
    let desk = Desk::matched().await;
    // The values arrive in ConnectWise; the answer never comes.
    desk.connectwise.with(|simulator| {
        simulator.clear_log();
        simulator.fail_next_on(1, Fault::Delay(600_000), "PATCH", "");
    });
    on(&desk);
    let first = Serving::start(&desk);
    first.until("begins");
    let second = Serving::start(&desk);
    assert_eq!(second.until("waiting")["process"], first.child.id());
    sent(&desk, "PATCH").await;
    assert_eq!(status(&desk)["state"], "in_progress");
    first.kill();
    assert_eq!(
        (&status(&desk)["state"], &status(&desk)["reason_code"]),
        (&json!("failed"), &json!("interrupted")),
        "a dead process is not at work"
    );
    second.until("scheduling");
    let ran = second.until("ended");
    assert_eq!((&ran["failed"], &ran["state"]), (&json!(0), &json!("done")), "{ran}");
    desk.connectwise.with(|simulator| {
        let firewall = simulator.configuration(desk.firewall).unwrap();
        assert_eq!((firewall.os_type.as_str(), firewall.name.as_str()), ("FortiOS", "fw01"));
        assert_eq!(simulator.configuration(desk.switch).unwrap().name, "sw01");
        assert_eq!(firewall.ip_address, "10.0.0.254", "a conflict that nobody decided is left alone");
        assert_eq!(simulator.configurations_of(desk.company).count(), 3, "nothing was made twice");
    });
    let runs = desk.done(&["sync", "runs", "A-1"])["runs"].clone();
    assert_eq!((&runs[1]["state"], runs.as_array().unwrap().len()), (&json!("failed"), 2));
    second.terminate();
    assert_eq!(second.wait().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn asked_to_end_in_mid_run_it_ends_between_two_requests_and_the_next_one_goes_on() {
    let desk = Desk::matched().await;
    desk.connectwise.with(|simulator| {
        simulator.clear_log();
        simulator.fail_next_on(1, Fault::Delay(1_500), "PATCH", "");
    });
    on(&desk);
    let serving = Serving::start(&desk);
    sent(&desk, "PATCH").await;
    serving.terminate();
    serving.until("stopped");
    assert_eq!(serving.wait().code(), Some(0));
    let patches =
        |simulator: &mut Simulator| simulator.request_log().iter().filter(|request| request.method == "PATCH").count();
    assert_eq!(desk.connectwise.with(patches), 1);
    let stopped = status(&desk);
    assert_eq!((&stopped["state"], &stopped["automatic"]), (&json!("stopped"), &json!(true)));

    let next = Serving::start(&desk);
    next.until("ended");
    assert_eq!(desk.connectwise.with(patches), 2, "only the other record was still to be written");
    next.terminate();
    assert_eq!(next.wait().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_shown_and_resumed_by_one_command() {
    let desk = Desk::matched().await;
    on(&desk);
    desk.done(&["unlink", "A-1"]);
    let serving = Serving::start(&desk);
    assert_eq!(serving.until("failed")["agent"], "Northside Dental");
    let failed = status(&desk);
    assert_eq!((&failed["state"], &failed["reason_code"]), (&json!("failed"), &json!("not_linked")));
    assert_eq!(failed["automatic"], json!(false));
    desk.run(&["sync", "resume", "A-1"]).code_is(BAD_INPUT);
    desk.done(&["link", "A-1", "nsd"]);
    desk.done(&["match", "run", "A-1"]);
    desk.done(&["sync", "resume", "A-1"]);
    assert_eq!(serving.until("ended")["state"], "done");
    serving.terminate();
    assert_eq!(serving.wait().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_switched_on_is_refused() {
    let desk = Desk::matched().await;
    assert_eq!(desk.run(&["sync", "auto", "A-2", "on"]).code_is(BAD_INPUT).error()["code"], "not_found");
    assert_eq!(desk.run(&["sync", "auto", "A-1", "maybe"]).code, BAD_INPUT);
    let plan = desk.done(&["sync", "plan", "A-1", "--mode", "custom"])["plan"].as_str().unwrap().to_owned();
    desk.done(&["fields", "set", "name", "off"]);
    let outdated = desk.run(&["sync", "auto", "A-1", "on", "--plan", &plan]).code_is(A_PERSON_MUST_LOOK).error();
    assert_eq!(outdated["code"], "plan_outdated");
    assert_eq!(status(&desk)["automatic"], json!(false));
    assert_eq!(desk.done(&["sync", "keep"])["days"], 400);
    assert_eq!(desk.done(&["sync", "keep", "500"])["days"], 500);
    desk.run(&["sync", "keep", "1"]).code_is(BAD_INPUT);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owners_web_app_listens_where_it_was_told_and_ends_with_the_rest() {
    let desk = Desk::new().await;
    let serving = Serving::start_with(&desk, &["--listen", "127.0.0.1:0"]);
    let address = serving.until("listening")["address"].as_str().unwrap().to_owned();
    let health = answer(&address, "GET /health HTTP/1.1\r\nHost: violet\r\nConnection: close\r\n\r\n");
    assert!(health.starts_with("HTTP/1.1 200") && health.ends_with("ok\n"), "{health}");
    serving.terminate();
    serving.until("stopped");
    assert!(serving.wait().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_address_to_listen_on_it_says_that_no_web_app_is_served() {
    let desk = Desk::new().await;
    let serving = Serving::start(&desk);
    serving.until("not_listening");
    serving.terminate();
    serving.until("stopped");
    assert!(serving.wait().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn plain_http_is_served_to_this_computer_alone() {
    let desk = Desk::new().await;
    for words in [
        &["--listen", "0.0.0.0:0"][..],
        &["--listen", "[::]:0", "--behind-proxy", "10.0.0.1"],
        &["--listen", "nonsense"],
        &["--listen", "127.0.0.1:0", "--certificate", "missing.pem", "--private-key", "missing.pem"],
        &["--listen", "127.0.0.1:0", "--certificate", "missing.pem"],
        &["--behind-proxy", "127.0.0.1"],
    ] {
        let serve = desk.command().args(["--json", "serve"]).args(words).spawn().unwrap();
        assert_eq!(ended(serve).code_is(BAD_INPUT).error()["code"], "invalid_input", "{words:?}");
    }
}

/// The whole answer to a request, as bytes on the line.
fn answer(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}
