//! The sample workspace: all of it without an account, a keychain, or anything set up before.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::desk::{A_PERSON_MUST_LOOK, BAD_INPUT, DONE, Ended, each, ended, has};

/// A computer on which Sitebook has never run.
struct Fresh {
    directory: TempDir,
}

impl Fresh {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    fn own(&self) -> PathBuf {
        self.directory.path().join("workspace")
    }

    fn sample(&self) -> PathBuf {
        self.own().join("sample")
    }

    /// The program on some workspace directory, without a keychain and without a key for a file of secrets.
    fn command(&self, data: PathBuf) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sitebookctl"));
        for variable in ["SITEBOOK_CW_PRIVATE_KEY", "SITEBOOK_LOG", "SITEBOOK_SECRETS_KEY"] {
            command.env_remove(variable);
        }
        command
            .env("SITEBOOK_DATA", data)
            .env("HOME", self.directory.path())
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Begins a command in the sample.
    fn begin(&self, arguments: &[&str]) -> Child {
        self.command(self.sample()).arg("--json").args(arguments).spawn().unwrap()
    }

    /// A command in the sample.
    fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.begin(arguments))
    }

    /// The document of a command in the sample that must succeed.
    fn done(&self, arguments: &[&str]) -> Value {
        self.run(arguments).code_is(DONE).reply()
    }

    /// `sample ...` in the own workspace.
    fn sample_command(&self, what: &str) -> Ended {
        ended(self.command(self.own()).args(["--json", "sample", what]).spawn().unwrap())
    }

    /// A computer with a sample.
    fn started() -> Self {
        let fresh = Self::new();
        fresh.sample_command("start").code_is(DONE);
        fresh
    }

    /// Links an agent to the company that its customer ID names, and finds its matches.
    fn linked(&self, agent: &str) -> Value {
        let company = self.done(&["agents", "show", agent])["customer_id"].as_str().unwrap().to_owned();
        self.done(&["link", agent, &company]);
        self.done(&["match", "run", agent])
    }

    fn state(&self) -> PathBuf {
        self.sample().join("simulator.json")
    }
}

#[tokio::test]
async fn it_starts_where_nothing_is_and_says_how_to_go_on() {
    let fresh = Fresh::new();
    let reply = fresh.sample_command("start").code_is(DONE).reply();
    has(&reply, &["directory", "site", "company", "public_key", "client_id", "agents", "devices"]);
    assert_eq!(reply["directory"], fresh.sample().to_str().unwrap());
    assert_eq!(reply["agents"], 40);
    assert!(!fresh.own().join("sitebook.db").exists(), "the own workspace is not touched");

    let agents = fresh.done(&["agents", "list"])["agents"].clone();
    assert_eq!(agents.as_array().unwrap().len(), 40);
    let sources: Vec<&str> =
        agents.as_array().unwrap().iter().map(|a| a["location"]["source"].as_str().unwrap()).collect();
    for source in ["person", "geoip-city", "geoip-country", "none"] {
        assert!(sources.contains(&source), "{source} is not among {sources:?}");
    }
    assert!(agents.as_array().unwrap().iter().all(|agent| agent["psa"]["company"].is_null()), "none is linked");

    let again = fresh.sample_command("start").code_is(DONE).reply();
    assert_eq!((&again["site"], &again["devices"]), (&reply["site"], &reply["devices"]));
    let text = ended(fresh.command(fresh.own()).args(["sample", "start"]).spawn().unwrap()).code_is(DONE).stdout;
    assert!(text.contains(&format!("sitebookctl --data {} agents list", fresh.sample().display())), "{text}");
}

#[tokio::test]
async fn the_whole_workflow_goes_through_and_a_second_run_is_quiet() {
    let fresh = Fresh::started();
    let checked = fresh.done(&["connectwise", "check"]);
    assert!(checked["rights"].as_array().unwrap().iter().all(|right| right["granted"] == true), "{checked}");
    let report = fresh.linked("S-05");
    assert!(each(&report["matches"], "state").iter().filter(|state| **state == "automatic").count() >= 10, "{report}");
    let plan = fresh.done(&["sync", "plan", "S-05", "--mode", "to-connectwise"]);
    assert!(!plan["updates"].as_array().unwrap().is_empty());
    let run = fresh.done(&["sync", "run", "S-05", "--mode", "to-connectwise"]);
    assert_eq!(run["state"], "done");
    assert!(run["applied"].as_u64().unwrap() > 0);
    // Each of these is another process with another host of the simulator: what was written is still there.
    let again = fresh.done(&["sync", "run", "S-05", "--mode", "to-connectwise"]);
    assert_eq!((&again["state"], &again["applied"]), (&json!("done"), &json!(0)));
    assert_eq!(fresh.done(&["secrets", "status"])["place"], "sample");
}

#[tokio::test]
async fn two_processes_at_once_share_one_simulator() {
    let fresh = Fresh::started();
    for agent in ["S-05", "S-11", "S-25"] {
        fresh.linked(agent);
    }
    let run = |agent| fresh.begin(&["sync", "run", agent, "--mode", "to-connectwise"]);
    // Different companies; whichever hosts ends before the others do.
    let runs = [run("S-05"), run("S-11"), run("S-25")];
    for ran in runs.map(ended) {
        assert_eq!(ran.code_is(DONE).reply()["state"], "done");
    }
    for agent in ["S-05", "S-11", "S-25"] {
        let again = fresh.done(&["sync", "run", agent, "--mode", "to-connectwise"]);
        assert_eq!((&again["applied"], &again["state"]), (&json!(0), &json!("done")), "{agent}");
    }
}

#[tokio::test]
async fn a_host_that_is_killed_loses_nothing_that_was_answered() {
    let fresh = Fresh::started();
    fresh.linked("S-05");
    let before = std::fs::read(fresh.state()).unwrap();
    let mut killed = fresh.begin(&["sync", "run", "S-05", "--mode", "to-connectwise"]);
    // The first write has reached the disk, and is perhaps not even answered.
    while std::fs::read(fresh.state()).unwrap() == before {
        assert!(killed.try_wait().unwrap().is_none(), "it ended before it was killed");
        std::thread::yield_now();
    }
    killed.kill().unwrap();
    killed.wait().unwrap();

    let rest = fresh.done(&["sync", "run", "S-05", "--mode", "to-connectwise"]);
    assert_eq!(rest["state"], "done");
    let again = fresh.done(&["sync", "run", "S-05", "--mode", "to-connectwise"]);
    assert_eq!((&again["applied"], &again["state"]), (&json!(0), &json!("done")));
}

#[tokio::test]
async fn another_port_is_taken_when_somebody_else_has_it() {
    let fresh = Fresh::started();
    let site = fresh.sample_command("start").reply()["site"].as_str().unwrap().to_owned();
    let port: u16 = site.rsplit(':').next().unwrap().parse().unwrap();
    let squatter = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    assert!(!fresh.done(&["connectwise", "companies"])["companies"].as_array().unwrap().is_empty());
    let moved = fresh.sample_command("start").reply()["site"].as_str().unwrap().to_owned();
    assert_ne!(moved, site);
    drop(squatter);
    fresh.done(&["connectwise", "check"]);
    assert_eq!(fresh.sample_command("start").reply()["site"], moved, "the new one is remembered");
}

#[tokio::test]
async fn a_damaged_simulator_is_told_and_a_reset_mends_it() {
    let fresh = Fresh::started();
    fresh.linked("S-01");
    std::fs::write(fresh.state(), "{").unwrap();
    let error = fresh.run(&["connectwise", "check"]).code_is(A_PERSON_MUST_LOOK).error();
    assert_eq!(error["code"], "sample_damaged");
    assert!(error["message"].as_str().unwrap().contains("sitebookctl sample reset"), "{error}");
    assert_eq!(fresh.done(&["agents", "list"])["agents"].as_array().unwrap().len(), 40, "the rest still works");

    let reply = fresh.sample_command("reset").code_is(DONE).reply();
    assert_eq!(reply["agents"], 40);
    assert!(fresh.done(&["agents", "show", "S-01"])["psa"]["company"].is_null(), "all as new");
    fresh.done(&["connectwise", "check"]);
}

#[tokio::test]
async fn what_a_crash_left_half_made_is_made_again() {
    let fresh = Fresh::new();
    std::fs::create_dir_all(fresh.sample()).unwrap();
    std::fs::write(fresh.sample().join("sample.json"), r#"{"sitebook_sample":1,"port":0,"ready":false}"#).unwrap();
    std::fs::write(fresh.sample().join("sitebook.db"), "half").unwrap();
    assert_eq!(fresh.run(&["agents", "list"]).code_is(A_PERSON_MUST_LOOK).error()["code"], "sample_damaged");
    assert_eq!(fresh.sample_command("start").code_is(DONE).reply()["agents"], 40);
}

#[tokio::test]
async fn removing_deletes_the_sample_and_nothing_else() {
    let fresh = Fresh::started();
    // Its own directory means the sample itself.
    assert_eq!(fresh.done(&["sample", "start"])["directory"], fresh.sample().to_str().unwrap());
    let reply = fresh.sample_command("remove").code_is(DONE).reply();
    assert_eq!(reply, json!({ "directory": fresh.sample().to_str().unwrap(), "removed": true }));
    assert!(!fresh.sample().exists() && fresh.own().exists());
    assert_eq!(fresh.sample_command("remove").code_is(DONE).reply()["removed"], false);

    std::fs::create_dir_all(fresh.sample()).unwrap();
    std::fs::write(fresh.sample().join("thesis.txt"), "the only copy").unwrap();
    for what in ["start", "reset", "remove"] {
        let error = fresh.sample_command(what).code_is(BAD_INPUT).error();
        assert_eq!(error["code"], "invalid_input");
    }
    assert_eq!(std::fs::read_to_string(fresh.sample().join("thesis.txt")).unwrap(), "the only copy");
    assert_eq!(std::fs::read_dir(fresh.sample()).unwrap().count(), 1, "nothing was added either");
}

#[tokio::test]
async fn made_up_customers_go_to_no_real_account() {
    let fresh = Fresh::started();
    fresh.done(&["connectwise", "disconnect"]);
    let connect = |site: &str| {
        let mut command = fresh.command(fresh.sample());
        command.env("SITEBOOK_CW_PRIVATE_KEY", "SimulatorPrivate").args([
            "--json",
            "connectwise",
            "connect",
            "--site",
            site,
        ]);
        command.args(["--company", "sitebook_demo", "--public-key", "SimulatorPublic1"]);
        command.args(["--client-id", "5b0c2f1e-0000-4000-8000-51b3b00c0001"]);
        ended(command.spawn().unwrap())
    };
    let error = connect("na.myconnectwise.net").code_is(BAD_INPUT).error();
    assert_eq!(error["code"], "invalid_input");
    let site = fresh.sample_command("start").reply()["site"].as_str().unwrap().to_owned();
    connect(&site).code_is(DONE);
    fresh.linked("S-01");
}
