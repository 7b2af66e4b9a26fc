//! 20,000 devices in 40 companies, synchronized from the command line against a simulator in a process of its own: time,
//! requests, and the peak memory of each command.
//!
//! `cargo build --release -p sitebook-connectwise-sim && cargo bench -p sitebook-cli --bench large`; Linux, which tells a
//! process's peak memory. The figures stand in `docs/benchmarks.md`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "it prints a table and may fail")]
#![allow(clippy::disallowed_methods, reason = "it waits for a process that it looks at, and has nothing else to do")]

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use sitebook_connectwise_sim::{CLIENT_ID, LOGIN_COMPANY, PRIVATE_KEY, PUBLIC_KEY};
use sitebook_sample::{Many, many};

const AGENTS: usize = 40;
const DEVICES_EACH: usize = 500;

/// What the memory of a command must stay below.
const LIMIT_MEGABYTES: f64 = 400.0;

fn main() {
    // `cargo test` builds and runs benchmarks too, without this argument.
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    let directory = tempfile::tempdir().unwrap();
    let Many { agents, connectwise } = many(AGENTS, DEVICES_EACH);
    let (seed, file) = (directory.path().join("seed.json"), directory.path().join("agents.json"));
    fs::write(&seed, serde_json::to_vec(&connectwise).unwrap()).unwrap();
    fs::write(&file, serde_json::to_vec(&agents).unwrap()).unwrap();
    let server = Server::start(&seed);
    let desk = Desk { workspace: directory.path().join("workspace") };

    println!("{AGENTS} companies with {DEVICES_EACH} devices each");
    println!("| what | commands | seconds | requests | written | peak memory, MB |");
    println!("|---|---:|---:|---:|---:|---:|");
    let mut worst: f64 = 0.0;
    let mut row = |what: &str, told: &[Told]| {
        let sum = |pick: fn(&Told) -> f64| told.iter().map(pick).sum::<f64>();
        let memory = told.iter().map(|told| told.megabytes).fold(0.0, f64::max);
        worst = worst.max(memory);
        println!(
            "| {what} | {} | {:.1} | {} | {} | {memory:.0} |",
            told.len(),
            sum(|told| told.seconds),
            sum(|told| told.number("requests")),
            sum(|told| told.number("applied")),
        );
    };
    row("import", &[desk.run(&["agents", "import", file.to_str().unwrap()])]);
    let connect = ["connectwise", "connect", "--site", &server.base, "--company", LOGIN_COMPANY];
    row("connect", &[desk.run(&[&connect[..], &["--public-key", PUBLIC_KEY, "--client-id", CLIENT_ID]].concat())]);
    for (what, command) in [
        ("link", vec!["link", "AGENT", "COMPANY"]),
        ("match", vec!["match", "run", "AGENT"]),
        ("plan", vec!["sync", "plan", "AGENT", "--mode", "to-connectwise"]),
        ("first run", vec!["sync", "run", "AGENT", "--mode", "to-connectwise"]),
        ("run with nothing to do", vec!["sync", "run", "AGENT", "--mode", "to-connectwise"]),
    ] {
        let told: Vec<Told> = (1..=AGENTS)
            .map(|agent| {
                let (agent, company) = (format!("M-{agent:03}"), format!("M{agent:03}"));
                let words = command.iter().map(|word| match *word {
                    "AGENT" => agent.as_str(),
                    "COMPANY" => company.as_str(),
                    word => word,
                });
                desk.run(&words.collect::<Vec<_>>())
            })
            .collect();
        row(what, &told);
    }
    assert!(worst < LIMIT_MEGABYTES, "{worst:.0} MB are more than {LIMIT_MEGABYTES} MB");
}

/// What a command answered and took.
struct Told {
    answer: Value,
    seconds: f64,
    megabytes: f64,
}

impl Told {
    /// A number of the answer; none counts as nothing.
    fn number(&self, name: &str) -> f64 {
        self.answer[name].as_f64().unwrap_or_default()
    }
}

struct Desk {
    workspace: PathBuf,
}

impl Desk {
    fn run(&self, words: &[&str]) -> Told {
        let start = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_sitebookctl"))
            .arg("--data")
            .arg(&self.workspace)
            .arg("--json")
            .args(words)
            .env("SITEBOOK_SECRETS_KEY", "a key of the measurement")
            .env("SITEBOOK_CW_PRIVATE_KEY", PRIVATE_KEY)
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            let mut said = Vec::new();
            std::io::Read::read_to_end(&mut out, &mut said).unwrap();
            said
        });
        let mut megabytes: f64 = 0.0;
        let status = loop {
            // The peak is told by the system; asked often enough, the last answer is it.
            megabytes = megabytes.max(peak_megabytes(child.id()));
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let seconds = start.elapsed().as_secs_f64();
        let said = reader.join().unwrap();
        assert!(status.success(), "{words:?} ended with {status}");
        Told { answer: serde_json::from_slice(&said).unwrap(), seconds, megabytes }
    }
}

/// The largest resident set of a process so far; 0 once it has ended.
fn peak_megabytes(process: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    kilobytes.and_then(|number| number.trim().parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

/// The simulator in a process of its own: the first line that it prints is its address.
struct Server {
    process: Child,
    base: String,
}

impl Server {
    fn start(seed: &Path) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_sitebookctl")).with_file_name("connectwise-sim");
        let mut process =
            Command::new(&program).arg("--seed-file").arg(seed).stdout(Stdio::piped()).spawn().unwrap_or_else(
                |error| panic!("{}: {error}; build it as the head of this file says", program.display()),
            );
        let mut base = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut base).unwrap();
        Self { process, base: base.trim().to_owned() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
