//! Refreshing an account of 500 agents with 100 devices each over loopback: calls, calls at once, time, and the peak memory
//! of the refreshing process, for the first refresh and for one that finds nothing new.
//!
//! `cargo build --release -p sitebook-domotz-sim && cargo bench -p sitebook-app --bench refreshing`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "it prints a table and may fail")]

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use sitebook_app::dto::{DomotzConnectRequest, Nothing};
use sitebook_app::{OpenOptions, Workspace};
use sitebook_domotz_sim::API_KEY;

const AGENTS: u32 = 500;
const DEVICES: u32 = 100;

fn main() {
    // `cargo test` builds and runs benchmarks too, without this argument.
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    let (mut server, base) = server();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    println!("{AGENTS} agents with {DEVICES} devices each, over loopback");
    println!("| refresh | calls | records | seconds | peak memory, MB |");
    println!("|---|---:|---:|---:|---:|");
    runtime.block_on(refresh(&base));
    server.kill().unwrap();
    server.wait().unwrap();
}

/// The simulator in a process of its own: the first line that it prints is its address.
fn server() -> (Child, String) {
    // target/release/deps/refreshing-… → target/release/domotz-sim
    let program = env::current_exe().unwrap().parent().and_then(|deps| deps.parent()).unwrap().join("domotz-sim");
    let mut server = Command::new(&program)
        .args(["--agents", &AGENTS.to_string(), "--devices", &DEVICES.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}; build sitebook-domotz-sim first", program.display()));
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (server, line.trim().to_owned())
}

async fn refresh(base: &str) {
    let directory = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        directory: Some(directory.path().join("workspace")),
        secrets_key: Some("a key of the benchmark".to_owned().into()),
    };
    let workspace = Workspace::open(options).await.unwrap();
    let request = DomotzConnectRequest { endpoint: base.to_owned(), key: API_KEY.to_owned() };
    workspace.domotz_connect(request).await.unwrap();
    for name in ["the first", "with nothing new"] {
        let start = Instant::now();
        let done = workspace.domotz_refresh(Nothing {}).await.unwrap();
        let seconds = start.elapsed().as_secs_f64();
        let records = done.created + done.updated + done.unchanged;
        assert_eq!((done.agents_read, records), (AGENTS, AGENTS * (DEVICES + 1)));
        // Quota, types, pages of agents until a short one, and one list for each agent.
        assert_eq!(done.requests, 2 + AGENTS / 100 + 1 + AGENTS);
        println!("| {name} | {} | {records} | {seconds:.1} | {} |", done.requests, peak_memory());
    }
    workspace.close().await;
}

/// The most memory that this process ever had, in megabytes; Linux alone tells.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).and_then(|text| text.parse::<u64>().ok());
    kilobytes.map_or_else(|| "?".to_owned(), |kilobytes| (kilobytes / 1024).to_string())
}
