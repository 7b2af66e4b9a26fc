//! What a search costs among 100,000 agents with 1,000,000 devices, beside the obvious way: part of a text anywhere.
//!
//! `cargo bench -p sitebook-store --bench search`; the figures stand in `docs/benchmarks.md`. `SITEBOOK_BENCH_AGENTS` makes
//! a smaller set, and `SITEBOOK_BENCH_DIRECTORY` keeps the database for the next time.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "it prints a table and may fail")]

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use sitebook_domain::{AgentField, DeviceField, FieldValue, Timestamp};
use sitebook_store::{AgentImport, DeviceImport, ImportBatch, ImportOptions, ReportedPosition, SearchText, Store};

const AGENTS: u32 = 100_000;
const DEVICES_EACH: u32 = 10;
/// Agents of one import: a transaction of a million records would need the memory for them.
const BATCH: u32 = 5_000;
/// Questions of each kind.
const QUESTIONS: u32 = 200;
/// The naive way takes long: so many questions of each kind.
const NAIVE_QUESTIONS: u32 = 5;

const PLACES: [&str; 40] = [
    "Harbour",
    "Castlegate",
    "Ironvale",
    "Kestrel",
    "Elmfield",
    "Dunmore",
    "Tidewater",
    "Alder",
    "Brook",
    "Fernhill",
    "Northside",
    "Southgate",
    "Westbrook",
    "Eastfield",
    "Millbank",
    "Oakfield",
    "Riverside",
    "Hillcrest",
    "Lakeside",
    "Parkview",
    "Stonebridge",
    "Whitmore",
    "Ashford",
    "Beacon",
    "Cedar",
    "Dalton",
    "Fairview",
    "Granite",
    "Hawthorn",
    "Juniper",
    "Kingsway",
    "Larkspur",
    "Meadow",
    "Newbury",
    "Orchard",
    "Primrose",
    "Queensway",
    "Redwood",
    "Summit",
    "Thornton",
];
const TRADES: [&str; 25] = [
    "Dental",
    "Hotel",
    "Print",
    "Marine",
    "Surgery",
    "Depot",
    "Books",
    "School",
    "Joinery",
    "Clinic",
    "Garage",
    "Bakery",
    "Legal",
    "Studio",
    "Pharmacy",
    "Logistics",
    "Estates",
    "Brewery",
    "Nursery",
    "Theatre",
    "Foods",
    "Systems",
    "Textiles",
    "Travel",
    "Veterinary",
];
const KINDS: [&str; 10] =
    ["firewall", "switch", "printer", "camera", "server", "laptop", "phone", "nas", "access point", "desktop"];

fn main() {
    // `cargo test` builds and runs benchmarks too, without this argument.
    if env::args().any(|argument| argument == "--bench") {
        tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(measure());
    }
}

/// The same numbers every time (Steele and Vigna's `SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % u64::from(bound)) as u32
    }
}

fn text(text: String) -> FieldValue {
    FieldValue::Text(text)
}

fn name(number: u32) -> String {
    let place = PLACES[number as usize % PLACES.len()];
    let trade = TRADES[(number as usize / PLACES.len()) % TRADES.len()];
    format!("{place} {trade} {}", number / (PLACES.len() * TRADES.len()) as u32)
}

fn serial(agent: u32, device: u32) -> String {
    format!("SN{:04X}{:06}", (agent.wrapping_mul(40503) >> 3) & 0xffff, agent * DEVICES_EACH + device)
}

fn mac(agent: u32, device: u32) -> String {
    let number = agent * DEVICES_EACH + device;
    let [_, first, second, third] = number.to_be_bytes();
    format!("00:09:0F:{first:02X}:{second:02X}:{third:02X}")
}

fn batch(from: u32, to: u32) -> ImportBatch {
    let agents = (from..to).map(|number| AgentImport {
        source: None,
        source_id: format!("A-{number}"),
        values: BTreeMap::from([
            (AgentField::Name, text(name(number))),
            (AgentField::CustomerId, text(format!("C-{number}"))),
            (AgentField::ContractId, text(format!("K-{}", number / 3))),
            (AgentField::ContactEmail, text(format!("office{number}@example.com"))),
            (AgentField::ContactLastName, text(PLACES[(number as usize * 7) % PLACES.len()].to_owned())),
            (AgentField::Note, text(format!("Key {} at reception, ask for the caretaker", number % 97))),
        ]),
        position: ReportedPosition::Absent,
    });
    let devices = (from..to).flat_map(|agent| {
        (0..DEVICES_EACH).map(move |device| DeviceImport {
            agent_source: None,
            agent_source_id: format!("A-{agent}"),
            source_id: format!("D-{device}"),
            values: BTreeMap::from([
                (DeviceField::Name, text(format!("{}-{agent}", KINDS[device as usize]))),
                (DeviceField::Kind, text(KINDS[device as usize].to_owned())),
                (DeviceField::Serial, text(serial(agent, device))),
                (DeviceField::Macs, FieldValue::List(vec![mac(agent, device)])),
            ]),
        })
    });
    ImportBatch { source: "import".to_owned(), agents: agents.collect(), devices: devices.collect() }
}

async fn measure() {
    let agents = env::var("SITEBOOK_BENCH_AGENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(AGENTS);
    let scratch = tempfile::tempdir().unwrap();
    let directory = env::var_os("SITEBOOK_BENCH_DIRECTORY").map_or_else(|| scratch.path().to_owned(), PathBuf::from);
    let path = directory.join("search.db");
    let is_new = !path.exists();
    let store = Store::open(&path).await.unwrap();
    if is_new {
        let begun = Instant::now();
        for from in (0..agents).step_by(BATCH as usize) {
            store
                .import(&batch(from, (from + BATCH).min(agents)), &ImportOptions::default(), Timestamp(1))
                .await
                .unwrap();
        }
        println!("{agents} agents, {} devices: imported and indexed in {:.0?}", agents * DEVICES_EACH, begun.elapsed());
    }
    println!("database: {} MB\n", std::fs::metadata(&path).unwrap().len() / 1_000_000);
    println!("| question | p50 | p95 | slowest | part of a text anywhere, p50 |");
    println!("|---|---:|---:|---:|---:|");
    let naive = sqlx::SqlitePool::connect(path.to_str().unwrap()).await.unwrap();
    for (kind, question) in kinds(agents) {
        let mut numbers = Numbers(1);
        let mut times = Vec::new();
        for _ in 0..QUESTIONS {
            let typed = question(&mut numbers);
            let begun = Instant::now();
            let text = SearchText::parse(&typed);
            let found = answered(&store, &text).await;
            times.push(begun.elapsed());
            assert!(found > 0, "{kind}: {typed}");
        }
        let mut numbers = Numbers(1);
        let mut slow = Vec::new();
        for _ in 0..NAIVE_QUESTIONS {
            let pattern = format!("%{}%", question(&mut numbers).to_lowercase());
            let begun = Instant::now();
            for statement in [
                "SELECT id FROM agent WHERE search_text LIKE $1 LIMIT 9",
                "SELECT id FROM device WHERE search_text LIKE $1 LIMIT 9",
            ] {
                sqlx::query_scalar::<_, String>(statement).bind(&pattern).fetch_all(&naive).await.unwrap();
            }
            slow.push(begun.elapsed());
        }
        times.sort_unstable();
        slow.sort_unstable();
        let at = |share: usize| shown(times[(times.len() - 1) * share / 100]);
        println!("| {kind} | {} | {} | {} | {} |", at(50), at(95), at(100), shown(slow[slow.len() / 2]));
    }
}

/// What the search box asks, without reading the records that it shows.
async fn answered(store: &Store, text: &SearchText) -> usize {
    let count = async |text: &SearchText| {
        let (agents, devices) =
            futures::try_join!(store.search_agents(text, 8), store.search_devices(text, 8)).unwrap();
        agents.ids.len() + devices.ids.len()
    };
    let found = count(text).await;
    if found > 0 {
        return found;
    }
    match store.guessed(text).await.unwrap() {
        Some(guessed) => count(&guessed).await,
        None => 0,
    }
}

type Question = Box<dyn Fn(&mut Numbers) -> String>;

fn kinds(agents: u32) -> Vec<(&'static str, Question)> {
    let cut = |text: &str, length: usize| text.chars().take(length).collect::<String>();
    let mistyped = move |numbers: &mut Numbers| {
        let word = PLACES[numbers.below(PLACES.len() as u32) as usize];
        let at = 1 + numbers.below(word.len() as u32 - 2) as usize;
        format!("{}{}", &word[..at], &word[at + 1..])
    };
    vec![
        ("customer ID", Box::new(move |numbers| format!("C-{}", numbers.below(agents)))),
        ("serial number", Box::new(move |numbers| serial(numbers.below(agents), numbers.below(DEVICES_EACH)))),
        (
            "end of a serial number",
            Box::new(move |numbers| {
                let serial = serial(numbers.below(agents), numbers.below(DEVICES_EACH));
                serial[serial.len() - 5..].to_owned()
            }),
        ),
        (
            "MAC address, another spelling",
            Box::new(move |numbers| {
                mac(numbers.below(agents), numbers.below(DEVICES_EACH)).replace(':', "-").to_lowercase()
            }),
        ),
        ("whole name", Box::new(move |numbers| name(numbers.below(agents)))),
        ("first letter of a name", Box::new(move |numbers| cut(&name(numbers.below(agents)), 1))),
        ("first three letters", Box::new(move |numbers| cut(&name(numbers.below(agents)), 3))),
        ("first six letters", Box::new(move |numbers| cut(&name(numbers.below(agents)), 6))),
        (
            "agent and device",
            Box::new(move |numbers| {
                let agent = numbers.below(agents);
                format!("{} {}", name(agent), KINDS[numbers.below(8) as usize])
            }),
        ),
        (
            "two frequent words",
            Box::new(move |numbers| {
                format!("{} {}", PLACES[numbers.below(40) as usize], TRADES[numbers.below(25) as usize])
            }),
        ),
        ("mistyped name", Box::new(mistyped)),
        ("mistyped name, then a word", Box::new(move |numbers| format!("{} {}", mistyped(numbers), TRADES[0]))),
    ]
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}
