//! A desk: a workspace of its own, a simulated ConnectWise, and the built program.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use sitebook_connectwise_sim::{
    CLIENT_ID, LOGIN_COMPANY, NewConfiguration, PRIVATE_KEY, PUBLIC_KEY, Simulator, SimulatorServer,
};
use tempfile::TempDir;

/// Codes of the contract.
pub const DONE: i32 = 0;
pub const FAILED: i32 = 1;
pub const BAD_INPUT: i32 = 2;
pub const SOME: i32 = 3;
pub const A_PERSON_MUST_LOOK: i32 = 7;

/// An agent with a firewall (serial number), a switch (MAC address) and a camera (IP address only).
pub const AGENTS: &str = r#"{"agents":[{"id":"A-1","name":"Northside Dental","status":"online","public_ip":"81.2.69.142",
  "customer_id":"C-100","contact":{"email":"ann@example.com","phones":["+44 20 7946 0000"]},
  "devices":[
    {"id":"D-1","name":"fw01","vendor":"Fortinet","serial":"FGT60FTK20001234","ips":["10.0.0.1"],"os":"FortiOS"},
    {"id":"D-2","name":"sw01","macs":["00:11:22:33:44:55"]},
    {"id":"D-3","name":"cam01","ips":["10.0.0.3"]}]}]}"#;

pub struct Desk {
    pub directory: TempDir,
    pub connectwise: SimulatorServer,
    pub company: i64,
    pub firewall: i64,
    pub switch: i64,
    pub camera: i64,
}

/// What the program left behind.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Desk {
    /// A desk that has imported its agents.
    pub async fn new() -> Self {
        let mut simulator = Simulator::empty();
        simulator.add_type("Network device");
        let company = simulator.add_company("NSD", "Northside Dental");
        simulator.add_site(company, "Main");
        let mut add = |name: &str, serial: &str, mac: &str, ip: &str| {
            simulator.add_configuration(NewConfiguration {
                company,
                name: name.to_owned(),
                serial_number: serial.to_owned(),
                mac_address: mac.to_owned(),
                ip_address: ip.to_owned(),
                ..NewConfiguration::default()
            })
        };
        let firewall = add("Firewall", "fgt60ftk20001234", "", "10.0.0.254");
        let switch = add("Core switch", "", "0011.2233.4455", "");
        let camera = add("Camera", "", "", "10.0.0.3");
        let connectwise = SimulatorServer::start(simulator).await.unwrap();
        let directory = tempfile::tempdir().unwrap();
        let desk = Self { directory, connectwise, company, firewall, switch, camera };
        let file = desk.write("agents.json", AGENTS);
        desk.done(&["agents", "import", &file]);
        desk
    }

    /// A desk whose agent is connected, linked and matched.
    pub async fn matched() -> Self {
        let desk = Self::new().await;
        desk.connect(PRIVATE_KEY).code_is(DONE);
        desk.done(&["link", "A-1", "nsd"]);
        desk.done(&["match", "run", "A-1"]);
        desk
    }

    /// Writes a file beside the workspace and returns its path.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path: PathBuf = self.directory.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The program with the environment of this desk and nothing else of ours.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sitebookctl"));
        for variable in ["SITEBOOK_CW_PRIVATE_KEY", "SITEBOOK_LOG", "DBUS_SESSION_BUS_ADDRESS"] {
            command.env_remove(variable);
        }
        command
            .env("SITEBOOK_DATA", self.directory.path().join("workspace"))
            .env("SITEBOOK_SECRETS_KEY", "a key of the test")
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the program with `--json`.
    pub fn run(&self, arguments: &[&str]) -> Ended {
        ended(self.command().arg("--json").args(arguments).spawn().unwrap())
    }

    /// The document of a command that must succeed.
    pub fn done(&self, arguments: &[&str]) -> Value {
        self.run(arguments).code_is(DONE).reply()
    }

    /// Connects with the private key on standard input.
    pub fn connect(&self, private_key: &str) -> Ended {
        let site = self.connectwise.base_url();
        let mut child = self
            .command()
            .args(["--json", "connectwise", "connect", "--site", &site, "--company", LOGIN_COMPANY])
            .args(["--public-key", PUBLIC_KEY, "--client-id", CLIENT_ID])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that needs no key may have closed its end.
        let _ = writeln!(child.stdin.take().unwrap(), "{private_key}");
        ended(child)
    }
}

pub fn ended(child: Child) -> Ended {
    let output = child.wait_with_output().unwrap();
    Ended {
        code: output.status.code().expect("no signal ends it"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

impl Ended {
    #[track_caller]
    pub fn code_is(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:#?}");
        self
    }

    /// The one document on standard output; nothing stands on the other stream.
    #[track_caller]
    pub fn reply(&self) -> Value {
        assert_eq!(self.stderr, "", "{self:#?}");
        serde_json::from_str(&self.stdout).expect("exactly one JSON document")
    }

    /// The one error on the error stream; nothing stands on standard output.
    #[track_caller]
    pub fn error(&self) -> Value {
        assert_eq!(self.stdout, "", "{self:#?}");
        let error: Value = serde_json::from_str(&self.stderr).expect("exactly one JSON document");
        has(&error, &["code", "message", "retryable"]);
        error
    }
}

/// Fails unless the object has all of these keys.
#[track_caller]
pub fn has(value: &Value, keys: &[&str]) {
    for key in keys {
        assert!(value.get(key).is_some(), "\"{key}\" is missing in {value:#}");
    }
}

/// The texts under a key of each object in a list.
pub fn each<'v>(list: &'v Value, key: &str) -> Vec<&'v str> {
    list.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap()).collect()
}
