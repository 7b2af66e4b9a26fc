//! Reading all configurations of a company over loopback: requests, time, and the client's peak memory, each way of
//! reading in a process of its own, beside a plain reading as the baseline.
//!
//! `cargo build --release -p sitebook-connectwise-sim && cargo bench -p sitebook-connectwise --bench reading`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "it prints a table and may fail")]

use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use sitebook_connectwise::{Client, Credentials};
use sitebook_connectwise_sim::{CLIENT_ID, LOGIN_COMPANY, NewConfiguration, PRIVATE_KEY, PUBLIC_KEY, Simulator};
use sitebook_psa::{ConfigurationQuery, Psa};

const ROWS: usize = 100_000;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    if let Some(place) = arguments.iter().position(|argument| argument == "--way") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(read(&arguments[place + 1], &arguments[place + 2], arguments[place + 3].parse().unwrap()));
        return;
    }
    // `cargo test` builds and runs benchmarks too, without this argument.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let (seed, company) = seed();
    let (mut server, base) = server(&seed);
    println!("{ROWS} configurations of one company, over loopback");
    println!("| way | requests | seconds | peak memory of the client, MB |");
    println!("|---|---:|---:|---:|");
    for way in ["client", "plain-1000", "plain-25"] {
        let own = env::current_exe().unwrap();
        let said = Command::new(own).args(["--way", way, &base, &company.to_string()]).output().unwrap();
        print!("{}", String::from_utf8_lossy(&said.stdout));
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    }
    server.kill().unwrap();
    server.wait().unwrap();
    fs::remove_file(seed).unwrap();
}

/// Records as they are met in the field, in a file for the simulator.
fn seed() -> (PathBuf, i64) {
    let mut simulator = Simulator::empty();
    let company = simulator.add_company("acme", "Acme");
    let site = simulator.add_site(company, "Main");
    simulator.add_type("Server");
    simulator.add_status("Active", false);
    let manufacturer = simulator.add_manufacturer("Fortinet");
    for number in 0..ROWS {
        simulator.add_configuration(NewConfiguration {
            company,
            site: Some(site),
            manufacturer: Some(manufacturer),
            name: format!("device-{number:06}.example.net"),
            device_identifier: format!("sitebook:{number:032x}"),
            serial_number: format!("FGT60F{number:010}"),
            model_number: "FortiGate 60F".to_owned(),
            mac_address: format!("00:09:0F:{:02X}:{:02X}:{:02X}", number >> 16, (number >> 8) & 255, number & 255),
            ip_address: format!("10.{}.{}.{}", number >> 16, (number >> 8) & 255, number & 255),
            notes: "Behind the reception, second rack from the left.".to_owned(),
            os_type: "FortiOS".to_owned(),
            os_info: "7.4.3 build 2573".to_owned(),
            active: true,
            ..NewConfiguration::default()
        });
    }
    let file = env::temp_dir().join(format!("sitebook-reading-{}.json", std::process::id()));
    fs::write(&file, serde_json::to_vec(simulator.seed()).unwrap()).unwrap();
    (file, company)
}

/// The simulator in a process of its own: the first line that it prints is its address.
fn server(seed: &PathBuf) -> (Child, String) {
    // target/release/deps/reading-… → target/release/connectwise-sim
    let program = env::current_exe().unwrap().parent().and_then(|deps| deps.parent()).unwrap().join("connectwise-sim");
    let mut server = Command::new(&program)
        .arg("--seed-file")
        .arg(seed)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}; build sitebook-connectwise-sim first", program.display()));
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (server, line.trim().to_owned())
}

async fn read(way: &str, base: &str, company: i64) {
    let start = Instant::now();
    let requests = match way.strip_prefix("plain-") {
        Some(size) => plain(base, company, size.parse().unwrap()).await,
        None => client(base, company).await,
    };
    let name = match way {
        "client" => "Sitebook's client".to_owned(),
        _ => format!("plain `reqwest` and `serde_json::Value`, whole records, pages of {}", &way["plain-".len()..]),
    };
    println!("| {name} | {requests} | {:.2} | {} |", start.elapsed().as_secs_f64(), peak_memory());
}

async fn client(base: &str, company: i64) -> usize {
    let client = Client::new(&Credentials {
        site: base.to_owned(),
        company_login: LOGIN_COMPANY.to_owned(),
        public_key: PUBLIC_KEY.into(),
        private_key: PRIVATE_KEY.into(),
        client_id: CLIENT_ID.into(),
    })
    .unwrap();
    let found = client.configurations(&ConfigurationQuery::of(company)).await.unwrap();
    assert_eq!(found.len(), ROWS);
    client.requests_sent() as usize
}

/// What a script would do: page by page, all fields, everything kept as it came.
async fn plain(base: &str, company: i64, size: usize) -> usize {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let (mut rows, mut last, mut requests) = (Vec::new(), 0, 0);
    loop {
        let url = format!(
            "{base}/v2025_1/apis/3.0/company/configurations?pageSize={size}&pageId={last}&conditions=company/id={company}"
        );
        let answer = http
            .get(url)
            .basic_auth(format!("{LOGIN_COMPANY}+{PUBLIC_KEY}"), Some(PRIVATE_KEY))
            .header("clientid", CLIENT_ID)
            .header("pagination-type", "forward-only")
            .send()
            .await
            .unwrap();
        let page: Vec<serde_json::Value> = answer.json().await.unwrap();
        requests += 1;
        let Some(row) = page.last() else { break };
        last = row["id"].as_i64().unwrap();
        rows.extend(page);
    }
    assert_eq!(rows.len(), ROWS);
    requests
}

/// The most memory that this process ever had, in megabytes; Linux alone tells.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).and_then(|text| text.parse::<u64>().ok());
    kilobytes.map_or_else(|| "?".to_owned(), |kilobytes| (kilobytes / 1024).to_string())
}
