//! The first look at the agents after a start: 100,000 agents with a device each, read, put in order and the first window of
//! the table answered; beside it what the same rows cost read and parsed in one go on one thread. While it lasts, how late a
//! call comes that needs none of it.
//!
//! `cargo bench -p sitebook-app --bench first_look`; `SITEBOOK_BENCH_AGENTS` makes a smaller set.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "it prints a table and may fail")]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use sitebook_app::dto::{AgentsQuery, AgentsTableRequest, ImportRequest, Nothing};
use sitebook_app::{OpenOptions, Workspace};
use sitebook_store::Store;

/// Agents of one import.
const BATCH: u32 = 10_000;
/// How often the first look is taken.
const LOOKS: usize = 5;

fn main() {
    // `cargo test` builds and runs benchmarks too, without this argument.
    if !env::args().any(|argument| argument == "--bench") {
        return;
    }
    let agents = env::var("SITEBOOK_BENCH_AGENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(measure(agents));
}

async fn measure(agents: u32) {
    let directory = tempfile::tempdir().unwrap();
    let place = directory.path().join("workspace");
    fill(&place, agents).await;
    println!("{agents} agents, median and worst of {LOOKS}");
    println!("| what | median | worst |\n|---|---:|---:|");
    let (mut looks, mut latest) = (Vec::new(), Vec::new());
    for _ in 0..LOOKS {
        let workspace = open(&place).await;
        let (look, late) = tokio::join!(first_look(&workspace, agents), other_calls(&workspace));
        looks.push(look);
        latest.push(late);
        workspace.close().await;
    }
    row("first look", looks);
    row("another call meanwhile, the slowest", latest);
    let store = Store::open(&place.join("sitebook.db")).await.unwrap();
    let mut parsed = Vec::new();
    for _ in 0..LOOKS {
        let start = Instant::now();
        assert_eq!(store.agent_page("", u32::MAX).await.unwrap().parse().unwrap().len(), agents as usize);
        parsed.push(start.elapsed());
    }
    row("the rows in one go, on one thread, without the table", parsed);
}

async fn open(place: &Path) -> Workspace {
    let options = OpenOptions {
        directory: Some(place.to_owned()),
        secrets_key: Some("a key of the benchmark".to_owned().into()),
    };
    Workspace::open(options).await.unwrap()
}

async fn fill(place: &Path, agents: u32) {
    let workspace = open(place).await;
    let file = place.join("agents.json");
    for from in (0..agents).step_by(BATCH as usize) {
        let mut text = String::new();
        for agent in from..agents.min(from + BATCH) {
            // Writing to a text cannot fail.
            let _ = write!(
                text,
                r#"{}{{"id":"L-{agent}","name":"Customer {agent:06}","customer_id":"C-{agent}","contract_id":"K-{}",
                    "residential":{},"status":"{}","platform":"luxul-router","contact":{{"email":"office{agent}@example.com",
                    "first_name":"Ann","last_name":"Lee","phones":["+44 20 7946 0000"]}},
                    "latitude":{},"longitude":{},
                    "devices":[{{"id":"D","name":"fw01","kind":"firewall","serial":"S{agent}"}}]}}"#,
                if agent == from { "" } else { "," },
                agent * 7919 % agents,
                agent.is_multiple_of(3),
                if agent.is_multiple_of(17) { "offline" } else { "online" },
                f64::from(agent % 120) - 60.0,
                f64::from(agent % 340) - 170.0,
            );
        }
        fs::write(&file, format!(r#"{{"agents":[{text}]}}"#)).unwrap();
        let request = ImportRequest { path: file.display().to_string(), ..ImportRequest::default() };
        assert_eq!(workspace.agents_import(request).await.unwrap().rejected.len(), 0);
    }
    workspace.close().await;
}

async fn first_look(workspace: &Workspace, agents: u32) -> Duration {
    let start = Instant::now();
    let request = AgentsTableRequest { query: AgentsQuery::default(), offset: 0, limit: 100 };
    assert_eq!(workspace.agents_table(request).await.unwrap().found, agents);
    start.elapsed()
}

/// Calls that need nothing of the agents, one each 10 ms, while the first look is at work.
async fn other_calls(workspace: &Workspace) -> Duration {
    let (begun, mut latest) = (Instant::now(), Duration::ZERO);
    let mut beat = tokio::time::interval(Duration::from_millis(10));
    while begun.elapsed() < Duration::from_millis(500) {
        beat.tick().await;
        let start = Instant::now();
        workspace.domotz_status(Nothing {}).await.unwrap();
        latest = latest.max(start.elapsed());
    }
    latest
}

fn row(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    println!("| {what} | {} ms | {} ms |", times[times.len() / 2].as_millis(), times[times.len() - 1].as_millis());
}
