//! Lists of a simulator with 200,000 configurations: 20 ms a page is the most that tests with it bear.
//!
//! `cargo bench -p sitebook-connectwise-sim`

use std::sync::{LazyLock, Mutex, PoisonError};

use divan::Bencher;
use sitebook_connectwise_sim::{CLIENT_ID, NewConfiguration, Request, Simulator};

const CONFIGURATIONS: usize = 200_000;
const COMPANIES: usize = 100;
/// base64 of `sitebook_demo+SimulatorPublic1:SimulatorPrivate`
const SIGN_IN: &str = "Basic c2l0ZWJvb2tfZGVtbytTaW11bGF0b3JQdWJsaWMxOlNpbXVsYXRvclByaXZhdGU=";

static LARGE: LazyLock<(Mutex<Simulator>, i64)> = LazyLock::new(|| {
    let mut simulator = Simulator::empty();
    let kind = simulator.add_type("Server");
    simulator.add_status("Active", false);
    let maker = simulator.add_manufacturer("Dell");
    let companies: Vec<(i64, i64)> = (0..COMPANIES)
        .map(|number| {
            let company = simulator.add_company(&format!("c{number}"), &format!("Company {number}"));
            (company, simulator.add_site(company, "Main"))
        })
        .collect();
    for number in 0..CONFIGURATIONS {
        let (company, site) = companies[number % COMPANIES];
        simulator.add_configuration(NewConfiguration {
            company,
            site: Some(site),
            type_id: kind,
            manufacturer: Some(maker),
            name: format!("device{number}"),
            device_identifier: format!("agent:{number}"),
            serial_number: format!("SN{number:08}"),
            model_number: "PowerEdge T150".to_owned(),
            mac_address: format!("00:11:22:{:02X}:{:02X}:{:02X}", number >> 16 & 255, number >> 8 & 255, number & 255),
            ip_address: format!("10.0.{}.{}", number >> 8 & 255, number & 255),
            ..NewConfiguration::default()
        });
    }
    (Mutex::new(simulator), companies[7].0)
});

fn ask(bencher: Bencher<'_, '_>, query: &str, forward_only: bool) {
    let (simulator, company) = &*LARGE;
    let mut headers = vec![("authorization", SIGN_IN), ("clientid", CLIENT_ID)];
    if forward_only {
        headers.push(("pagination-type", "forward-only"));
    }
    let request = Request {
        method: "GET".to_owned(),
        path: "/v2025_1/apis/3.0/company/configurations".to_owned(),
        query: query.replace("COMPANY", &company.to_string()),
        headers: headers.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        ..Request::default()
    };
    bencher.bench_local(|| {
        let mut simulator = simulator.lock().unwrap_or_else(PoisonError::into_inner);
        let response = simulator.handle(&request);
        assert_eq!(response.status(), 200, "{}", response.json());
        simulator.clear_log();
        response
    });
}

#[divan::bench]
fn forward_only_page_of_a_company(bencher: Bencher<'_, '_>) {
    ask(bencher, "pageSize=1000&conditions=company%2Fid%3DCOMPANY", true);
}

#[divan::bench]
fn forward_only_page_with_fields(bencher: Bencher<'_, '_>) {
    ask(bencher, "pageSize=1000&pageId=150000&fields=id,name,serialNumber,company/id,_info/lastUpdated", true);
}

#[divan::bench]
fn forward_only_page_of_all(bencher: Bencher<'_, '_>) {
    ask(bencher, "pageSize=1000&pageId=150000", true);
}

#[divan::bench]
fn numbered_page_of_all(bencher: Bencher<'_, '_>) {
    ask(bencher, "pageSize=1000&page=150", false);
}

#[divan::bench]
fn page_of_what_changed(bencher: Bencher<'_, '_>) {
    ask(bencher, "pageSize=1000&conditions=lastUpdated%3E%5B2026-01-03T00%3A00%3A00Z%5D", true);
}

#[divan::bench]
fn lookup_by_device_identifier(bencher: Bencher<'_, '_>) {
    ask(bencher, "conditions=deviceIdentifier%3D%22agent%3A123456%22", false);
}

#[divan::bench]
fn probe_for_a_mac_address(bencher: Bencher<'_, '_>) {
    ask(bencher, "conditions=macAddress%20in%20(%2200%3A11%3A22%3A01%3AE2%3A40%22%2C%220011.2201.e240%22)", false);
}

fn main() {
    divan::main();
}
