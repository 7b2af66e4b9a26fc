//! How fluid the matching workspace is with 2,000 devices, and the agents table with 100,000 agents: measurements, to be run
//! on a quiet machine.
//!
//! `cargo test --release --features custom-protocol --test window -- --ignored --nocapture the_matching_workspace the_agents_table`

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sitebook_connectwise_sim::{
    CLIENT_ID, LOGIN_COMPANY, NewConfiguration, PRIVATE_KEY, PUBLIC_KEY, Simulator, SimulatorServer,
};

use crate::page::{Page, until, until_at_last};

/// Devices of the one agent.
const DEVICES: usize = 2_000;

/// A ConnectWise whose one company knows nine of ten devices.
pub fn connectwise() -> Simulator {
    let mut simulator = Simulator::empty();
    simulator.add_type("Network device");
    let company = simulator.add_company("BIG", "Big Campus");
    for device in (0..DEVICES).filter(|device| device % 10 != 0) {
        simulator.add_configuration(NewConfiguration {
            company,
            name: format!("Device {device}"),
            // Every third is known by its address only, and waits for a person.
            serial_number: if device % 3 == 0 { String::new() } else { serial(device) },
            ip_address: address(device),
            ..NewConfiguration::default()
        });
    }
    simulator
}

/// The agents as a file for the import.
pub fn agents() -> Value {
    let devices: Vec<Value> = (0..DEVICES)
        .map(|device| {
            json!({ "id": format!("D-{device}"), "name": format!("device-{device:04}"), "kind": "switch",
                "serial": serial(device), "ips": [address(device)] })
        })
        .collect();
    json!({ "agents": [{ "id": "A-1", "name": "Big Campus", "devices": devices }] })
}

fn serial(device: usize) -> String {
    format!("SN{:06}", device * 7919 % 1_000_003)
}

fn address(device: usize) -> String {
    format!("10.1.{}.{}", device / 250, device % 250 + 1)
}

/// Links and matches without the pages.
pub async fn prepare(page: &Page, server: &SimulatorServer, file: &str) {
    for (command, request) in [
        ("staff_set", json!({ "name": "Sam Carter", "email": "" })),
        ("agents_import", json!({ "path": file, "source": "", "dry_run": false })),
        (
            "connectwise_connect",
            json!({ "site": server.base_url(), "company": LOGIN_COMPANY, "public_key": PUBLIC_KEY,
                "private_key": PRIVATE_KEY, "client_id": CLIENT_ID }),
        ),
        ("link_set", json!({ "agent": "A-1", "company": "BIG", "site": null })),
        ("match_run", json!({ "agent": "A-1" })),
    ] {
        page.invoke(command, request).await.unwrap_or_else(|error| panic!("{command}: {error}"));
    }
}

/// Opens the workspace of all linked agents, and measures scrolling and moving by key.
pub async fn measure_matching(page: &Page) {
    page.run("location.hash = '#/connectwise/matching/all'; location.reload(); return null;").await;
    a_row_is_shown(page, "device-0000").await;
    measure_frames(page, &[("scrolling 600 px per frame", SCROLL), ("arrow down once per frame", ARROW)]).await;
}

async fn a_row_is_shown(page: &Page, name: &str) {
    until(&format!("{name} is shown"), async || {
        Ok((page.texts(&format!("//tr[contains(., '{name}')]")).await.len() == 1).then_some(()))
    })
    .await;
}

/// Agents of the large office.
const AGENTS: usize = 100_000;
/// Agents of one import, so that no call takes longer than a test waits for a script.
const BATCH: usize = 5_000;

/// Fills the workspace with the agents of a large office.
pub async fn move_into_a_large_office(page: &Page, folder: &Path) {
    page.be_patient(Duration::from_mins(2)).await;
    page.invoke("staff_set", json!({ "name": "Sam Carter", "email": "" })).await.unwrap();
    for from in (0..AGENTS).step_by(BATCH) {
        let agents: Vec<Value> = (from..from + BATCH).map(agent_of_a_large_office).collect();
        let file = folder.join("agents.json");
        std::fs::write(&file, json!({ "agents": agents }).to_string()).unwrap();
        page.invoke("agents_import", json!({ "path": file, "source": "", "dry_run": false })).await.unwrap();
    }
}

fn agent_of_a_large_office(agent: usize) -> Value {
    json!({ "id": format!("L-{agent}"), "name": format!("Customer {agent:05}"), "customer_id": format!("C-{agent}"),
        "contract_id": format!("K-{}", agent * 7919 % AGENTS), "residential": agent.is_multiple_of(3),
        "status": if agent.is_multiple_of(17) { "offline" } else { "online" },
        "contact": { "email": format!("office{agent}@example.com") } })
}

/// Opens the agents table, and measures what people do in it.
pub async fn measure_agents(page: &Page) {
    page.run("location.hash = '#/agents'; location.reload(); return null;").await;
    let opened = Instant::now();
    until_at_last(Duration::from_mins(5), "the first agent is shown", async || {
        Ok((!page.texts("//tr[contains(., 'Customer 00000')]").await.is_empty()).then_some(()))
    })
    .await;
    println!("opening the table after a start: {:.1} s", opened.elapsed().as_secs_f64());
    measure_frames(
        page,
        &[("scrolling 600 px per frame", SCROLL), ("scrolling a hundredth of the whole per frame", LEAP)],
    )
    .await;
    for (what, column, first) in [
        ("sorted by customer ID, descending", "Customer ID", "Customer 99999"),
        ("sorted by name again", "Name", "Customer 00000"),
    ] {
        let shown = page.run_async(SORT, vec![json!(column), json!(first)]).await;
        println!("{what}: {:.0} ms until it is shown", shown.as_f64().unwrap());
    }
}

/// Milliseconds per frame.
async fn measure_frames(page: &Page, acts: &[(&str, &str)]) {
    for (what, script) in acts {
        let frames = page.run_async(script, Vec::new()).await;
        let mut frames: Vec<f64> = frames.as_array().unwrap().iter().filter_map(Value::as_f64).collect();
        frames.sort_by(f64::total_cmp);
        let at = |share: f64| frames[((frames.len() - 1) as f64 * share) as usize];
        println!(
            "{what}: {} frames, median {:.0} ms, 95 % {:.0} ms, worst {:.0} ms",
            frames.len(),
            at(0.5),
            at(0.95),
            at(1.0)
        );
    }
}

/// Down and up through the whole table.
const SCROLL: &str = "
    const done = arguments[arguments.length - 1];
    const holder = [...document.querySelectorAll('*')].find((element) =>
        element.scrollHeight > element.clientHeight + 10000 && getComputedStyle(element).overflowY !== 'visible');
    const times = [];
    let step = 0, last = performance.now(), way = 600;
    const frame = (now) => {
        times.push(now - last);
        last = now;
        if (holder.scrollTop + holder.clientHeight >= holder.scrollHeight - 1) way = -600;
        holder.scrollTop += way;
        if (++step < 200) requestAnimationFrame(frame); else done(times.slice(1));
    };
    requestAnimationFrame(frame);";

/// As if somebody pulled the bar at the side.
const LEAP: &str = "
    const done = arguments[arguments.length - 1];
    const holder = [...document.querySelectorAll('*')].find((element) =>
        element.scrollHeight > element.clientHeight + 10000 && getComputedStyle(element).overflowY !== 'visible');
    const times = [];
    let step = 0, last = performance.now();
    const frame = (now) => {
        times.push(now - last);
        last = now;
        holder.scrollTop = (holder.scrollHeight / 100) * (step % 100);
        if (++step < 200) requestAnimationFrame(frame); else { holder.scrollTop = 0; done(times.slice(1)); }
    };
    requestAnimationFrame(frame);";

/// Sorts by a column until an agent comes first; milliseconds from the last click.
const SORT: &str = "
    const [column, first, done] = arguments;
    const heading = () => [...document.querySelectorAll('th button')].find((button) => button.textContent.trim() === column);
    let clicked = performance.now(), waits = 0;
    heading().click();
    const look = () => {
        if (document.querySelector('tbody .rowlink')?.textContent === first) return done(performance.now() - clicked);
        if (++waits % 120 === 0) { clicked = performance.now(); heading().click(); }
        requestAnimationFrame(look);
    };
    look();";

/// The key that people press most.
const ARROW: &str = "
    const done = arguments[arguments.length - 1];
    const times = [];
    let step = 0, last = performance.now();
    const frame = (now) => {
        times.push(now - last);
        last = now;
        (document.activeElement ?? document.body).dispatchEvent(
            new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
        if (++step < 100) requestAnimationFrame(frame); else done(times.slice(1));
    };
    requestAnimationFrame(frame);";
