//! 200 owners with a home each, who look at their devices every second and switch one now and then, for a minute: how long
//! answers take, beside what the same server takes to say `ok`.
//!
//! `cargo bench -p sitebook-violet --bench owners [-- --seconds 60]`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "it prints a table and may fail")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::env;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::Browser;
use sitebook_app::dto::*;
use sitebook_app::{CodeEntered, CodeWanted, OpenOptions, OwnerBrowser, Workspace, form_token, new_owner_key};
use sitebook_domain::VioletGrant;
use sitebook_domotz_sim::{API_KEY, Simulator, SimulatorServer};
use sitebook_violet::{Server, ServerOptions};

const OWNERS: usize = 200;
const DEVICES: usize = 5;

/// Each owner looks so often, far more often than the page does.
const LOOKS_EVERY: Duration = Duration::from_secs(1);

/// Every so many looks they switch something: 200 owners, eight times a second together.
const SWITCHES_EVERY: usize = 25;

/// What was measured, by what was asked.
#[derive(Default)]
struct Times {
    health: Vec<Duration>,
    looks: Vec<Duration>,
    switches: Vec<Duration>,
    errors: usize,
}

fn main() {
    // `cargo test` builds and runs benchmarks too, without this argument.
    let words: Vec<String> = env::args().collect();
    if !words.iter().any(|word| word == "--bench") {
        return;
    }
    let seconds = words.iter().skip_while(|word| *word != "--seconds").nth(1).map_or(60, |text| text.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(measure(Duration::from_secs(seconds)));
}

async fn measure(lasts: Duration) {
    let mut simulator = Simulator::of_size(OWNERS, DEVICES);
    simulator.settings_mut().daily_limit = 10_000_000;
    let seed = simulator.seed().clone();
    for (agent, record) in &seed.agents {
        let device = *record.devices.keys().next().unwrap();
        simulator.device_mut(*agent, device).unwrap().power = ["on", "off", "cycle"].map(str::to_owned).to_vec();
        simulator.set(*agent, device, "type", serde_json::json!({ "id": 1, "detected_id": 0, "label": "Smart TV" }));
    }
    let domotz = SimulatorServer::start(simulator).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        directory: Some(directory.path().join("workspace")),
        secrets_key: Some("a key of the benchmark".to_owned().into()),
    };
    let workspace = Workspace::open(options).await.unwrap();
    let connect = DomotzConnectRequest { endpoint: domotz.base_url(), key: API_KEY.to_owned() };
    workspace.domotz_connect(connect).await.unwrap();
    workspace.domotz_refresh(Nothing {}).await.unwrap();
    let options = ServerOptions { listen: "127.0.0.1:0".parse().unwrap(), tls: None, proxy: None };
    let server = Server::start(workspace.clone(), &options).await.unwrap();
    let url = format!("http://{}", server.address());

    let mut owners = Vec::new();
    for (number, agent) in seed.agents.keys().enumerate() {
        owners.push(owner(&workspace, &url, number, &agent.to_string()).await);
    }
    let times = Arc::new(Mutex::new(Times::default()));
    let began = Instant::now();
    let tasks: Vec<_> = owners
        .into_iter()
        .enumerate()
        .map(|(number, owner)| tokio::spawn(live(owner, number, began, lasts, Arc::clone(&times))))
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    // All tasks have ended: nobody else writes to it any more.
    let mut times = std::mem::take(&mut *times.lock().unwrap());
    println!("{OWNERS} owners for {} s over loopback; {} errors", lasts.as_secs(), times.errors);
    println!("| asked | answers | median, ms | 95 %, ms | 99 %, ms | longest, ms |");
    println!("|---|---:|---:|---:|---:|---:|");
    let Times { health, looks, switches, .. } = &mut times;
    for (name, measured) in [("`/health` (baseline)", health), ("the devices", looks), ("switching one", switches)] {
        measured.sort();
        let at = |share: f64| {
            let place = ((measured.len() as f64 * share) as usize).min(measured.len().saturating_sub(1));
            measured.get(place).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
        };
        let (median, most, nearly_all, longest) = (at(0.5), at(0.95), at(0.99), at(1.0));
        println!("| {name} | {} | {median:.1} | {most:.1} | {nearly_all:.1} | {longest:.1} |", measured.len());
    }
    server.stop().await;
}

/// A browser that is signed in, and the address of its switch.
struct Owner {
    browser: Browser,
    power: String,
    form: String,
}

async fn owner(workspace: &Workspace, url: &str, number: usize, agent: &str) -> Owner {
    let mailbox = format!("owner{number}@example.com");
    let changes = [("residential".to_owned(), "true".to_owned())].into();
    let set = AgentSetRequest { agent: agent.to_owned(), changes, ..Default::default() };
    workspace.agents_set(set).await.unwrap();
    let devices = workspace.devices_list(AgentRequest { agent: agent.to_owned() }).await.unwrap().devices;
    for device in &devices {
        workspace.testing_grant(agent, &device.id, VioletGrant::Visible, true).await.unwrap();
    }
    let switched = devices.iter().find(|device| device.kind == "Smart TV").unwrap().id.clone();
    workspace.violet_show(AgentRequest { agent: agent.to_owned() }).await.unwrap();
    workspace.testing_grant(agent, &switched, VioletGrant::Power, true).await.unwrap();
    let invitation = workspace.testing_invite(agent, &mailbox).await.unwrap();
    let key = new_owner_key().unwrap();
    let address = Ipv4Addr::from(0xC000_0200 + number as u32).into();
    let browser = OwnerBrowser { key: key.clone(), description: "A phone".to_owned(), address };
    workspace.owner_code_ask(CodeWanted::ByInvitation(invitation), &browser).await.unwrap();
    let code = workspace.testing_codes(&mailbox).await.unwrap().remove(0);
    let CodeEntered::SignedIn(session) = workspace.owner_code_enter(&code, &browser).await.unwrap() else {
        panic!("owner {number} is not signed in")
    };
    let secret = |secret: &secrecy::SecretString| secrecy::ExposeSecret::expose_secret(secret).to_owned();
    let cookies =
        [("__Host-violet-browser".to_owned(), secret(&key)), ("__Host-violet-session".to_owned(), secret(&session))];
    let client = reqwest::Client::builder().build().unwrap();
    let browser = Browser { client, url: url.to_owned(), cookies: cookies.into() };
    Owner { browser, power: format!("/devices/{switched}/power"), form: form_token(&key) }
}

/// Looks and switches until the time is over.
async fn live(mut owner: Owner, number: usize, began: Instant, lasts: Duration, times: Arc<Mutex<Times>>) {
    // Not all at the same moment.
    tokio::time::sleep(LOOKS_EVERY * number as u32 / OWNERS as u32).await;
    let mut looks = number;
    while began.elapsed() < lasts {
        let start = Instant::now();
        let health = owner.browser.get("/health").await.status;
        let health_took = start.elapsed();
        let start = Instant::now();
        let looked = owner.browser.get("/").await.status;
        let look_took = start.elapsed();
        looks += 1;
        let switched = if looks.is_multiple_of(SWITCHES_EVERY) {
            let act = if (looks / SWITCHES_EVERY).is_multiple_of(2) { "on" } else { "off" };
            let start = Instant::now();
            let status = owner.browser.post(&owner.power, &[("form", &owner.form), ("act", act)]).await.status;
            Some((status, start.elapsed()))
        } else {
            None
        };
        {
            let mut times = times.lock().unwrap();
            times.health.push(health_took);
            times.looks.push(look_took);
            times.switches.extend(switched.map(|(_, took)| took));
            times.errors += usize::from(health != 200)
                + usize::from(looked != 200)
                + usize::from(switched.is_some_and(|(status, _)| status != 200));
        }
        tokio::time::sleep(LOOKS_EVERY.saturating_sub(health_took + look_took)).await;
    }
}
