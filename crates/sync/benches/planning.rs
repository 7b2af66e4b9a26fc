//! How long a plan of 100,000 matched pairs takes, beside the obvious way to make one.
//!
//! `cargo bench -p sitebook-sync --bench planning`; one thread. The figures stand in `docs/benchmarks.md`.

#![allow(clippy::unwrap_used, reason = "a benchmark that cannot set itself up should stop")]

use std::collections::{BTreeMap, HashMap};

use divan::Bencher;
use divan::counter::ItemsCount;
use serde_json::{Map, Value};
use sitebook_domain::{
    AgentId, BaseValue, Device, DeviceField, DeviceId, Direction, FieldMapping, FieldRule, FieldTarget,
    FieldTargetKind, FieldValue, Layers, MappedField, Match, MatchId, MatchRule, MatchState, NamedReference,
    PlaceholderList, StatusChoice, SyncMode, Timestamp,
};
use sitebook_psa::{Answer, Configuration, Reference};
use sitebook_sync::{KnownTargets, PairInput, PlanRules, base_of, ours, plan_pairs, theirs};
use uuid::Uuid;

fn main() {
    divan::main();
}

const PAIRS: u32 = 100_000;

/// The plan of a sync in which every field has its rule: twelve go to ConnectWise, the notes come from there.
#[divan::bench(sample_count = 20)]
fn sitebook_plan(bencher: Bencher<'_, '_>) {
    let world = World::new();
    let (placeholders, targets) = (PlaceholderList::default(), KnownTargets::default());
    let rules =
        PlanRules { mapping: &world.mapping, mode: SyncMode::Custom, placeholders: &placeholders, targets: &targets };
    let pairs: Vec<PairInput<'_>> = world.pairs.iter().map(Pair::input).collect();
    let (records, skips, equal) = plan_pairs(&pairs, &rules);
    assert!(
        equal == 80_000 && records.len() == 14_000 && skips.len() == 13_000,
        "the world is as mixed as it is said to be"
    );
    bencher.counter(ItemsCount::new(pairs.len())).bench(|| plan_pairs(&pairs, &rules));
}

/// Field by field over documents: trimmed, lower case, MAC addresses as digits; with a base, empty values and the longest
/// length, but without several MAC addresses, questions, placeholders or reasons.
#[divan::bench(sample_count = 20)]
fn naive_plan(bencher: Bencher<'_, '_>) {
    let world = World::new();
    let documents: Vec<Documents> = world.pairs.iter().map(|pair| pair.documents(&world.mapping)).collect();
    assert!(naive(&documents).len() > 14_000, "there is something to write");
    bencher.counter(ItemsCount::new(documents.len())).bench(|| naive(&documents));
}

struct World {
    pairs: Vec<Pair>,
    mapping: FieldMapping,
}

struct Pair {
    found: Match,
    device: Device,
    configuration: Configuration,
    base: HashMap<MappedField, BaseValue>,
}

/// A pair as documents, and both sides' values at the last sync by field.
struct Documents {
    ours: Map<String, Value>,
    theirs: Map<String, Value>,
    base: HashMap<String, (String, String)>,
}

impl World {
    /// Of 100 pairs, 80 say the same, 20 of them in another spelling; 7 changed here; 4 changed on both sides, 2 of them
    /// never in step; 4 are empty here in two fields; 3 have a name that is too long and a new version of the firmware; in 2
    /// the serial number is a placeholder here.
    fn new() -> Self {
        let mapping = mapping();
        // The order in which a store gives them is not that of the ids.
        let pairs = (0..PAIRS).map(|number| Pair::new(number.wrapping_mul(7_919) % PAIRS, &mapping)).collect();
        Self { pairs, mapping }
    }
}

impl Pair {
    fn new(number: u32, mapping: &FieldMapping) -> Self {
        let mut device = device(number);
        let mut configuration = configuration(number);
        let match_id = MatchId(Uuid::from_u128(u128::from(number)));
        let kept = base_of(match_id, &device, &configuration, mapping);
        let mut base: HashMap<MappedField, BaseValue> = kept.into_iter().map(|value| (value.field, value)).collect();
        let mut set = |field, text: &str| device.layers.set_source(field, FieldValue::Text(text.to_owned()));
        match number % 100 {
            0..20 => respell(&mut configuration),
            20..80 => {}
            80..87 => {
                set(DeviceField::Name, &format!("switch-{number}"));
                set(DeviceField::Firmware, "7.4.4 build 2573");
            }
            87..89 => {
                set(DeviceField::Model, "FortiGate 70F");
                "FG-60F (spare)".clone_into(&mut configuration.model_number);
            }
            89..91 => {
                "Linux".clone_into(&mut configuration.os_type);
                base.clear();
            }
            91..95 => {
                set(DeviceField::Serial, "");
                set(DeviceField::Model, "");
            }
            95..98 => {
                set(DeviceField::Name, &format!("switch-{number}-{}", "long".repeat(30)));
                set(DeviceField::Firmware, "7.4.4 build 2573");
            }
            _ => {
                set(DeviceField::Serial, "To Be Filled By O.E.M.");
            }
        }
        Self { found: found(match_id, &device, &configuration), device, configuration, base }
    }

    fn input(&self) -> PairInput<'_> {
        PairInput { found: &self.found, device: &self.device, configuration: &self.configuration, base: &self.base }
    }

    fn documents(&self, mapping: &FieldMapping) -> Documents {
        let document = |value: &dyn Fn(MappedField, &FieldRule) -> String| {
            let entry =
                |field: &MappedField| (field.key().to_owned(), Value::from(value(*field, mapping.rule(*field))));
            MappedField::ALL.iter().map(entry).collect()
        };
        let base = self.base.iter();
        Documents {
            ours: document(&|field, rule| ours(&self.device, field, rule)),
            theirs: document(&|field, rule| theirs(&self.configuration, field, rule)),
            base: base
                .map(|(field, kept)| (field.key().to_owned(), (kept.ours.clone(), kept.theirs.clone())))
                .collect(),
        }
    }
}

const ZONE: &str = "Where does it stand?";

fn mapping() -> FieldMapping {
    let question = |id, words: &str| Some(FieldTarget { kind: FieldTargetKind::Question, id, name: words.to_owned() });
    let rule = FieldRule::new;
    let status = |id, name: &str| Some(NamedReference { id, name: name.to_owned() });
    let statuses = StatusChoice { online: status(1, "Active"), offline: status(2, "Offline") };
    let mut mapping = FieldMapping::default();
    for (field, rule) in [
        (MappedField::Notes, rule(Direction::FromConnectwise)),
        (MappedField::Zone, FieldRule { target: question(31, ZONE), ..rule(Direction::ToConnectwise) }),
        (MappedField::Room, FieldRule { target: question(32, "Room"), ..rule(Direction::ToConnectwise) }),
        (MappedField::Status, FieldRule { statuses, ..rule(Direction::ToConnectwise) }),
        (MappedField::Link, rule(Direction::ToConnectwise)),
    ] {
        mapping.set(field, rule).unwrap();
    }
    mapping
}

fn device(number: u32) -> Device {
    let texts = [
        (DeviceField::Name, format!("fw-{number}.branch.example")),
        (DeviceField::Vendor, "Fortinet".to_owned()),
        (DeviceField::Model, "FortiGate 60F".to_owned()),
        (DeviceField::Serial, format!("FGT60FTK{number:08}")),
        (DeviceField::Notes, format!("Rack {} under the stairs.\nKey at the desk.", number % 40)),
        (DeviceField::Os, "FortiOS".to_owned()),
        (DeviceField::Firmware, "7.2.8 build 1639".to_owned()),
        (DeviceField::Zone, format!("Building {}", number % 9)),
        (DeviceField::Room, format!("Room {}", number % 300)),
        (DeviceField::Status, "online".to_owned()),
        (DeviceField::PageUrl, format!("https://source.example/devices/{number}")),
    ];
    let mut layers: Layers<DeviceField> = Layers { source: BTreeMap::new(), own: BTreeMap::new() };
    for (field, text) in texts {
        layers.set_source(field, FieldValue::Text(text));
    }
    let [_, high, middle, low] = number.to_be_bytes();
    let mac = format!("00:09:0F:{high:02X}:{middle:02X}:{low:02X}");
    layers.set_source(DeviceField::Macs, FieldValue::List(vec![mac]));
    layers.set_source(DeviceField::Ips, FieldValue::List(vec![format!("10.{high}.{middle}.{low}")]));
    Device {
        id: DeviceId(Uuid::from_u128(u128::from(number))),
        agent: AgentId(Uuid::from_u128(1)),
        source_id: number.to_string(),
        layers,
        ignored: false,
        created_at: Timestamp(0),
        gone_since: None,
    }
}

/// The configuration that says the same as the device of this number, each side in its own spelling.
fn configuration(number: u32) -> Configuration {
    let reference = |id, name: &str| Some(Reference { id, name: name.to_owned() });
    let answer = |question, label: &str, value: String| Answer { question, label: label.to_owned(), value };
    let [_, high, middle, low] = number.to_be_bytes();
    Configuration {
        id: i64::from(number),
        name: format!("fw-{number}.branch.example"),
        status: reference(1, "Active"),
        serial_number: format!("FGT60FTK{number:08}"),
        model_number: "FortiGate 60F".to_owned(),
        mac_address: format!("00:09:0F:{high:02X}:{middle:02X}:{low:02X}"),
        ip_address: format!("10.{high}.{middle}.{low}"),
        notes: format!("Rack {} under the stairs.\nKey at the desk.", number % 40),
        os_type: "FortiOS".to_owned(),
        os_info: "7.2.8 build 1639".to_owned(),
        manufacturer: reference(5, "Fortinet"),
        management_link: format!("https://source.example/devices/{number}"),
        active: true,
        answers: vec![
            answer(31, ZONE, format!("Building {}", number % 9)),
            answer(32, "Room", format!("Room {}", number % 300)),
        ],
        ..Configuration::default()
    }
}

/// The same values as somebody types them.
fn respell(configuration: &mut Configuration) {
    configuration.serial_number = format!(" {}", configuration.serial_number.to_lowercase());
    configuration.mac_address = configuration.mac_address.replace(':', "-").to_lowercase();
    configuration.notes = configuration.notes.replace('\n', "\r\n");
    if let Some(maker) = &mut configuration.manufacturer {
        maker.name = maker.name.to_uppercase();
    }
}

fn found(id: MatchId, device: &Device, configuration: &Configuration) -> Match {
    Match {
        id,
        device: device.id,
        configuration: configuration.id,
        company: 1,
        state: MatchState::Automatic,
        rule: MatchRule::Serial,
        evidence: vec![],
        frozen_reason: None,
        by: String::new(),
        at: Timestamp(0),
    }
}

/// A value to be written: pair, field, from, to, whether the other side changed, too.
type Write = (usize, String, String, String, bool);

fn naive(pairs: &[Documents]) -> Vec<Write> {
    let mut writes = Vec::new();
    for (number, pair) in pairs.iter().enumerate() {
        for (field, our_value) in &pair.ours {
            let our_value = our_value.as_str().unwrap_or_default();
            let their_value = pair.theirs.get(field).and_then(Value::as_str).unwrap_or_default();
            if plain(field, our_value) == plain(field, their_value) {
                continue;
            }
            let (from, to) = if field == "notes" { (our_value, their_value) } else { (their_value, our_value) };
            let longest = if field == "name" { 100 } else { 250 };
            if to.trim().is_empty() || to.encode_utf16().count() > longest {
                continue;
            }
            let changed = |(ours, theirs): &(String, String)| {
                plain(field, from) != plain(field, if field == "notes" { ours } else { theirs })
            };
            let conflict = pair.base.get(field).is_none_or(changed);
            writes.push((number, field.clone(), from.to_owned(), to.to_owned(), conflict));
        }
    }
    writes
}

fn plain(field: &str, value: &str) -> String {
    match field {
        "mac" => value.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_lowercase(),
        "notes" => value.trim().replace("\r\n", "\n"),
        _ => value.trim().to_lowercase(),
    }
}
