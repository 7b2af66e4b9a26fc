//! Agents and devices with all their values, in the import format: what is written here can be imported again.
//!
//! A value is the one that counts. Coordinates are those that a person or the source said; an estimate is none, because
//! coordinates in an import confirm a place.

use serde_json::{Map, Value, json};
use sitebook_domain::{
    Agent, AgentField, Device, DeviceField, FieldKey, FieldKind, FieldValue, Layers, LocationFact, LocationSource,
    Position, current_location,
};

use super::sheet::{Cell, Sheet};
use crate::cell_text::joined;

/// An agent with what an export says of it.
#[derive(Debug)]
pub(super) struct ExportedAgent {
    pub(super) agent: Agent,
    pub(super) position: Option<Position>,
    /// Its devices, where they are wanted.
    pub(super) devices: Vec<Device>,
}

impl ExportedAgent {
    pub(super) fn new(agent: Agent, facts: &[LocationFact], devices: Vec<Device>) -> Self {
        let location = current_location(facts);
        let is_said = matches!(location.source, LocationSource::Person | LocationSource::Source);
        let position = location.fact.filter(|_| is_said).and_then(|fact| fact.position);
        Self { agent, position, devices }
    }
}

/// The agents, one row each. The source stands beside the id, which alone does not tell which agent is meant.
pub(super) fn agents_sheet(name: &'static str, agents: &[ExportedAgent]) -> Sheet {
    let row = |exported: &ExportedAgent| {
        let mut row = vec![Cell::Text(exported.agent.source_id.clone()), Cell::Text(exported.agent.source.clone())];
        row.extend(cells(&exported.agent.layers));
        row.push(exported.position.map(|position| position.lat).into());
        row.push(exported.position.map(|position| position.lon).into());
        row
    };
    Sheet {
        name,
        heads: ["id", "source"].into_iter().chain(keys::<AgentField>()).chain(["latitude", "longitude"]).collect(),
        rows: agents.iter().map(row).collect(),
    }
}

/// Their devices, one row each. The source of the agent stands beside its id.
pub(super) fn devices_sheet(agents: &[ExportedAgent]) -> Sheet {
    let devices = agents.iter().flat_map(|exported| exported.devices.iter().map(move |device| (exported, device)));
    let row = |(exported, device): (&ExportedAgent, &Device)| {
        let Agent { source, source_id, .. } = &exported.agent;
        let mut row: Vec<Cell> = [source_id, source, &device.source_id].map(|text| Cell::Text(text.clone())).into();
        row.extend(cells(&device.layers));
        row
    };
    Sheet {
        name: "Devices",
        heads: ["agent", "agent_source", "id"].into_iter().chain(keys::<DeviceField>()).collect(),
        rows: devices.map(row).collect(),
    }
}

/// An agent as an object of the import format, with the name of its source beside.
pub(super) fn agent_object(exported: &ExportedAgent, with_devices: bool) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(exported.agent.source_id));
    object.insert("source".to_owned(), json!(exported.agent.source));
    for field in AgentField::ALL {
        put_nested(&mut object, field.key(), value(&exported.agent.layers, *field));
    }
    object.insert("latitude".to_owned(), json!(exported.position.map(|position| position.lat)));
    object.insert("longitude".to_owned(), json!(exported.position.map(|position| position.lon)));
    if with_devices {
        object.insert("devices".to_owned(), exported.devices.iter().map(device_object).collect());
    }
    object
}

fn device_object(device: &Device) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(device.source_id));
    for field in DeviceField::ALL {
        object.insert(field.key().to_owned(), value(&device.layers, *field));
    }
    Value::Object(object)
}

/// Puts a value under its key, a dotted one into the object that it names.
fn put_nested(object: &mut Map<String, Value>, key: &str, value: Value) {
    match key.split_once('.') {
        Some((outer, inner)) => {
            let nested = object.entry(outer).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(nested) = nested {
                nested.insert(inner.to_owned(), value);
            }
        }
        None => {
            object.insert(key.to_owned(), value);
        }
    }
}

fn keys<F: FieldKey>() -> impl Iterator<Item = &'static str> {
    F::ALL.iter().map(|field| field.key())
}

/// The value that counts, for JSON: an empty one of its kind where there is none.
fn value<F: FieldKey>(layers: &Layers<F>, field: F) -> Value {
    match layers.effective(field) {
        Some(value) => json!(value),
        None => match field.kind() {
            FieldKind::List => json!([]),
            FieldKind::Flag | FieldKind::Number { .. } => Value::Null,
            _ => json!(""),
        },
    }
}

/// The values that count, for a row.
fn cells<F: FieldKey>(layers: &Layers<F>) -> impl Iterator<Item = Cell> {
    F::ALL.iter().map(|field| match layers.effective(*field) {
        Some(FieldValue::List(items)) => joined(items).into(),
        Some(FieldValue::Number(number)) => Cell::Number(*number as f64),
        Some(value) => value.to_string().into(),
        None => "".into(),
    })
}
