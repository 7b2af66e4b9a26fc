//! Answers about devices, and the one write that they take.

use serde_json::{Value, json};

use crate::message::{Request, Response};
use crate::state::{SeedDevice, Simulator};

/// Fields that can be written, with whether they take a number.
const WRITABLE: [(&str, &str, bool); 8] = [
    ("user_data", "name", false),
    ("user_data", "vendor", false),
    ("user_data", "model", false),
    ("user_data", "type", true),
    ("details", "room", false),
    ("details", "zone", false),
    ("details", "serial", false),
    ("details", "notes", false),
];

impl Simulator {
    pub(crate) fn devices(&self, agent: i64, request: &Request) -> Response {
        // Hidden devices are left out unless they are asked for, excluded ones are there unless they are not wanted.
        let hidden = request.parameter("show_hidden") == Some("true");
        let excluded = request.parameter("show_excluded") != Some("false");
        let is_listed = |device: &SeedDevice| {
            !device.unmanaged
                && (hidden || device.document["status"] != "HIDDEN")
                && (excluded || device.document["is_excluded"] != Value::Bool(true))
        };
        self.with_agent(agent, |agent| {
            let listed = agent.devices.values().filter(|device| is_listed(device));
            Response::of(200, &listed.map(|device| self.sent(&device.document)).collect())
        })
    }

    pub(crate) fn unmanaged(&self, agent: i64) -> Response {
        self.with_agent(agent, |agent| {
            let minimal = |device: &SeedDevice| {
                let mut document = self.sent(&device.document);
                let mac = document["hw_address"].take();
                let mut kept = json!({
                    "id": document["id"], "display_name": document["display_name"], "protocol": document["protocol"],
                });
                if !mac.is_null() {
                    kept["mac"] = mac;
                }
                kept
            };
            Response::of(200, &agent.devices.values().filter(|device| device.unmanaged).map(minimal).collect())
        })
    }

    pub(crate) fn one_device(&self, agent: i64, device: i64) -> Response {
        self.with_device(agent, device, |device| Response::of(200, &self.sent(&device.document)))
    }

    pub(crate) fn device_uptime(&self, agent: i64, device: i64) -> Response {
        self.with_device(agent, device, |_| {
            let uptime = json!({
                "uptime": "75.0", "agent_uptime": "98.5", "online_seconds": 453_600, "total_seconds": 604_800, "downtime_intervals": [],
            });
            Response::of(200, &uptime)
        })
    }

    pub(crate) fn device_events(&self, agent: i64, device: i64) -> Response {
        self.with_device(agent, device, |_| {
            let events = json!([
                {"timestamp": "2026-01-05T09:00:00Z", "type": "CREATED"},
                {"timestamp": "2026-01-06T09:00:00Z", "type": "IP_CHANGE",
                 "details": {"old_ip": ["10.0.0.9"], "new_ip": ["10.0.0.1", "10.0.0.2"]}},
            ]);
            Response::of(200, &events)
        })
    }

    pub(crate) fn set_field(&mut self, agent: i64, device: i64, group: &str, field: &str, body: &[u8]) -> Response {
        let Some((_, _, takes_number)) = WRITABLE.iter().find(|(known, name, _)| *known == group && *name == field)
        else {
            return Response::error(404, "There is no such field.");
        };
        let Ok(value) = serde_json::from_slice::<Value>(body) else {
            return Response::error(400, "The body is a JSON value.");
        };
        let fits =
            if *takes_number { value.is_i64() } else { value.is_string() || (field == "serial" && value.is_null()) };
        if !fits {
            return Response::error(400, "The value is of another kind than the field.");
        }
        let readable = self.with_device(agent, device, |_| Response::empty(204));
        if readable.status != 204 || self.settings_mut().ignores_writes {
            return readable;
        }
        if let Some(device) = self.device_mut(agent, device) {
            store(&mut device.document, group, field, value);
        }
        readable
    }

    /// Answers about a device that exists.
    pub(crate) fn with_device(
        &self,
        agent: i64,
        device: i64,
        answer: impl FnOnce(&SeedDevice) -> Response,
    ) -> Response {
        self.with_agent(agent, |agent| match agent.devices.get(&device) {
            Some(device) => answer(device),
            None => Response::error(404, "No such device."),
        })
    }
}

/// Keeps a written value; the name that a person gives is also the one that is shown.
fn store(document: &mut Value, group: &str, field: &str, value: Value) {
    if field == "name" {
        document["display_name"] = value.clone();
    }
    match (&mut document[group], value) {
        (Value::Object(fields), Value::Null) => {
            fields.remove(field);
        }
        (Value::Object(fields), value) => {
            fields.insert(field.to_owned(), value);
        }
        (other, value) => *other = json!({ field: value }),
    }
}
