//! The inventory: fields that an account adds to its devices.

use serde_json::{Value, json};

use crate::message::Response;
use crate::state::Simulator;

impl Simulator {
    /// Adds a field to the inventory, as a person does in the portal.
    pub fn add_inventory_field(&mut self, field: &str) {
        self.seed.inventory.insert(field.to_owned(), "Added in the portal".to_owned());
    }

    pub(crate) fn inventory_fields(&self) -> Response {
        let fields = self.seed.inventory.iter().map(|(key, label)| json!({"key": key, "label": label}));
        Response::of(200, &fields.collect())
    }

    pub(crate) fn post_inventory_field(&mut self, field: &str, body: &[u8]) -> Response {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let Some(label) = body["label"].as_str() else { return Response::error(400, "A field has a label.") };
        if self.seed.inventory.contains_key(field) {
            return Response::error(409, "There is such a field already.");
        }
        self.seed.inventory.insert(field.to_owned(), label.to_owned());
        Response::empty(201)
    }

    /// What the inventory says of a device. The document describes fields without a value as null, and its schema knows no
    /// null: they are left out unless nulls are sent.
    pub(crate) fn inventory(&self, agent: i64, device: i64) -> Response {
        self.with_device(agent, device, |device| {
            let said = self.seed.inventory.keys().filter_map(|key| match device.inventory.get(key) {
                Some(value) => Some(json!({"key": key, "value": value})),
                None => self.seed.settings.sends_nulls.then(|| json!({"key": key, "value": null})),
            });
            Response::of(200, &said.collect())
        })
    }

    pub(crate) fn set_inventory(&mut self, agent: i64, device: i64, field: &str, body: &[u8]) -> Response {
        let Ok(Value::String(value)) = serde_json::from_slice(body) else {
            return Response::error(400, "The value is a text.");
        };
        if !self.seed.inventory.contains_key(field) {
            return Response::error(404, "The inventory has no such field.");
        }
        let readable = self.with_device(agent, device, |_| Response::empty(204));
        if readable.status != 204 || self.settings_mut().ignores_writes {
            return readable;
        }
        if let Some(device) = self.device_mut(agent, device) {
            device.inventory.insert(field.to_owned(), value);
        }
        readable
    }
}
