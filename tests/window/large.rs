//! 20,000 devices in 40 companies synchronized from the window: a measurement, to be run on a quiet machine.
//!
//! `cargo test --features custom-protocol --test window -- --ignored --nocapture twenty_thousand_devices`

use std::cell::Cell;
use std::fs;
use std::time::{Duration, Instant};

use serde_json::json;
use sitebook_connectwise_sim::{CLIENT_ID, LOGIN_COMPANY, PRIVATE_KEY, PUBLIC_KEY, Simulator, SimulatorServer};

use crate::page::{Page, until_at_last};

/// Customers, each with one agent and one company.
pub const AGENTS: usize = 40;
/// Devices of each.
pub const DEVICES_EACH: usize = 500;

/// How long the whole may take.
pub const LIMIT: Duration = Duration::from_mins(30);

/// What the memory of the application must stay below.
const LIMIT_MEGABYTES: f64 = 400.0;

/// Imports, connects, links and matches without the pages.
pub async fn prepare(page: &Page, server: &SimulatorServer, file: &str) {
    let mut commands = vec![
        ("staff_set", json!({ "name": "Sam Carter", "email": "" })),
        ("agents_import", json!({ "path": file, "source": "", "dry_run": false })),
        (
            "connectwise_connect",
            json!({ "site": server.base_url(), "company": LOGIN_COMPANY, "public_key": PUBLIC_KEY,
                "private_key": PRIVATE_KEY, "client_id": CLIENT_ID }),
        ),
    ];
    for agent in 1..=AGENTS {
        let (agent, company) = (format!("M-{agent:03}"), format!("M{agent:03}"));
        commands.push(("link_set", json!({ "agent": agent, "company": company, "site": null })));
        commands.push(("match_run", json!({ "agent": agent })));
    }
    page.be_patient(LIMIT).await;
    for (command, request) in commands {
        page.invoke(command, request).await.unwrap_or_else(|error| panic!("{command}: {error}"));
    }
}

/// Synchronizes all of them from the Companies page, and prints how long it took, what was sent, and the memory.
pub async fn sync_all(page: &Page, server: &SimulatorServer, what: &str) {
    server.with(Simulator::clear_log);
    page.click("//input[@aria-label='Select all']").await;
    page.press(&format!("Sync now {AGENTS}")).await;
    page.click("//*[@role='menuitem'][contains(., 'From Sitebook to ConnectWise')]").await;
    let start = Instant::now();
    let run = format!("//*[@role='dialog']//button[contains(., 'in {AGENTS} agents')]");
    until_at_last(LIMIT, "all are planned", async || Ok((!page.texts(&run).await.is_empty()).then_some(()))).await;
    println!("all planned after {:.0} s", start.elapsed().as_secs_f64());
    page.click(&run).await;
    let peak = Cell::new(0.0);
    until_at_last(LIMIT, "all agents are synchronized", async || {
        peak.set(f64::max(peak.get(), proportional_megabytes()));
        let words = page.texts("//section[@aria-label='Many agents']//*[@role='status']").await;
        Ok((words == [format!("{AGENTS} agents synchronized")]).then_some(()))
    })
    .await;
    let seconds = start.elapsed().as_secs_f64();
    let (requests, writes) = server.with(|simulator| {
        let log = simulator.request_log();
        (log.len(), log.iter().filter(|request| request.writes()).count())
    });
    let core = core_peak_megabytes();
    println!("| {what} | {seconds:.0} | {requests} | {writes} | {core:.0} | {:.0} |", peak.get());
    assert!(core < LIMIT_MEGABYTES, "{core:.0} MB are more than {LIMIT_MEGABYTES} MB");
    page.press("Close the results").await;
}

/// The largest resident set of the application's own process so far.
fn core_peak_megabytes() -> f64 {
    processes()
        .iter()
        .filter(|process| process.is_core)
        .map(|process| process.kilobytes("status", "VmHWM:"))
        .sum::<f64>()
        / 1024.0
}

/// What the application and the processes that draw its window hold at this moment, shared pages counted in parts.
fn proportional_megabytes() -> f64 {
    processes().iter().map(|process| process.kilobytes("smaps_rollup", "Pss:")).sum::<f64>() / 1024.0
}

struct Process {
    id: u32,
    is_core: bool,
}

impl Process {
    /// A line of a file that the system keeps about the process; 0 once it has ended.
    fn kilobytes(&self, file: &str, name: &str) -> f64 {
        let text = fs::read_to_string(format!("/proc/{}/{file}", self.id)).unwrap_or_default();
        let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_suffix(" kB"));
        value.and_then(|value| value.trim().parse::<f64>().ok()).unwrap_or_default()
    }
}

/// The application's process, and those of the engine that draws its window.
fn processes() -> Vec<Process> {
    let ids = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    ids.filter_map(|id: u32| {
        let program = fs::read_link(format!("/proc/{id}/exe")).ok()?;
        let is_core = program.to_str() == Some(env!("CARGO_BIN_EXE_sitebook"));
        let is_window = program.file_name()?.to_str()?.starts_with("WebKit") && !program.ends_with("WebKitWebDriver");
        (is_core || is_window).then_some(Process { id, is_core })
    })
    .collect()
}
