//! How fluid the matching workspace is with 2,000 devices: a measurement, to be run on a quiet machine.
//!
//! `cargo test --features custom-protocol --test window -- --ignored --nocapture the_matching_workspace`

use serde_json::{Value, json};
use sitebook_connectwise_sim::{
    CLIENT_ID, LOGIN_COMPANY, NewConfiguration, PRIVATE_KEY, PUBLIC_KEY, Simulator, SimulatorServer,
};

use crate::page::{Page, until};

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

/// Opens the workspace of all linked agents, and measures scrolling and moving by key. Milliseconds per frame.
pub async fn measure(page: &Page) {
    page.run("location.hash = '#/connectwise/matching/all'; location.reload(); return null;").await;
    until("the rows are there", async || {
        Ok((page.texts("//tr[contains(., 'device-0000')]").await.len() == 1).then_some(()))
    })
    .await;
    for (what, script) in [("scrolling 600 px per frame", SCROLL), ("arrow down once per frame", ARROW)] {
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
