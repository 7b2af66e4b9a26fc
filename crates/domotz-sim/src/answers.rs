//! Answers about the account and its agents.

use serde_json::{Map, Value, json};

use crate::message::{Request, Response};
use crate::state::{SeedAgent, Simulator};

/// Base types as the service lists them, by their numbers (a part of the list).
const BASE_TYPES: [(i64, &str, &str, bool); 10] = [
    (1, "desktop", "Desktop", false),
    (3, "nas", "NAS", true),
    (8, "printer", "Printer", false),
    (14, "firewall", "Firewall", true),
    (22, "camera", "Camera", false),
    (32, "wifi", "Wi-Fi", true),
    (41, "server", "Server", true),
    (50, "switch", "Switch", true),
    (69, "pdu", "Power Distribution Unit", true),
    (77, "domotz_box", "Domotz Box", true),
];

/// The documented sizes of a page.
const DEFAULT_PAGE: usize = 10;
const LARGEST_PAGE: usize = 100;

impl Simulator {
    pub(crate) fn user() -> Response {
        Response::of(200, &json!({"id": 42, "name": "staff@msp.example"}))
    }

    pub(crate) fn usage(&self) -> Response {
        let used = self.calls.len();
        Response::of(
            200,
            &json!({
                "daily_limit": self.seed.settings.daily_limit,
                "daily_usage": used,
                "concurrent_allowed": self.seed.settings.concurrent_allowed,
                "by_key": [{"id": 1, "name": "Sitebook", "count": used}],
                "by_resource": [],
                "by_ip": [],
            }),
        )
    }

    pub(crate) fn agents(&self, request: &Request) -> Response {
        let number =
            |name: &str, default: usize| request.parameter(name).map_or(Some(default), |text| text.parse().ok());
        let (Some(size), Some(page)) = (number("page_size", DEFAULT_PAGE), number("page_number", 0)) else {
            return Response::error(400, "page_size and page_number are whole numbers.");
        };
        let size = match size {
            0 => return Response::error(400, "page_size is 1 at least."),
            size if size <= LARGEST_PAGE => size,
            _ if self.seed.settings.clamps_page_size => LARGEST_PAGE,
            _ => return Response::error(400, "page_size is 100 at most."),
        };
        let page: Vec<Value> = self
            .seed
            .agents
            .values()
            .skip(page.saturating_mul(size))
            .take(size)
            .map(|agent| self.sent(&agent.document))
            .collect();
        Response::of(200, &Value::Array(page))
    }

    pub(crate) fn agent(&self, agent: i64) -> Response {
        self.with_agent(agent, |agent| {
            let mut document = self.sent(&agent.document);
            document["listen_on"] = Value::from("10.0.0.2:3000");
            Response::of(200, &document)
        })
    }

    pub(crate) fn agent_uptime(&self, agent: i64) -> Response {
        self.with_agent(agent, |agent| {
            Response::of(
                200,
                &json!({
                    "agent_id": agent.document["id"],
                    "uptime": "98.5",
                    "online_seconds": 595_728,
                    "total_seconds": 604_800,
                    "downtime_intervals": [],
                }),
            )
        })
    }

    pub(crate) fn agent_events(&self, agent: i64) -> Response {
        self.with_agent(agent, |_| {
            let events = json!([
                {"timestamp": self.time("2026-01-05T08:50:00Z"), "type": "CONNECTION_LOST"},
                {"timestamp": self.time("2026-01-05T09:00:00Z"), "type": "CONNECTION_RECOVERED"},
            ]);
            Response::of(200, &events)
        })
    }

    pub(crate) fn interfaces(&self, agent: i64) -> Response {
        self.with_agent(agent, |agent| {
            let none = json!({"attached": [], "routed": []});
            Response::of(200, if agent.interfaces.is_null() { &none } else { &agent.interfaces })
        })
    }

    /// Connections outlive their devices: whether the service forgets them is not known.
    pub(crate) fn topology(&self, agent: i64) -> Response {
        self.with_agent(agent, |agent| {
            let edges: Vec<Value> =
                agent.connections.iter().map(|(from, to)| json!({"from": from, "to": to})).collect();
            Response::of(200, &json!({ "edges": edges }))
        })
    }

    pub(crate) fn base_types() -> Response {
        let types = BASE_TYPES.map(|(id, identifier, label, vital)| {
            json!({"id": id, "identifier": identifier, "label": label, "vital": vital})
        });
        Response::of(200, &Value::from(types.to_vec()))
    }

    /// Answers about an agent that exists and that its plan lets the API see.
    pub(crate) fn with_agent(&self, agent: i64, answer: impl FnOnce(&SeedAgent) -> Response) -> Response {
        let Some(agent) = self.seed.agents.get(&agent) else { return Response::error(404, "No such agent.") };
        if agent.document["access_right"]["api_enabled"] == Value::Bool(false) {
            return Response::error(403, "The plan of this agent does not include the API.");
        }
        answer(agent)
    }

    /// A document in the form that the settings ask for.
    pub(crate) fn sent(&self, document: &Value) -> Value {
        let mut document = document.clone();
        if self.seed.settings.zoneless_times {
            zoneless(&mut document);
        }
        if self.seed.settings.sends_nulls {
            let is_device = document.get("protocol").is_some();
            if let Value::Object(fields) = &mut document {
                with_nulls(fields, if is_device { DEVICE_MEMBERS } else { AGENT_MEMBERS });
            }
        }
        document
    }

    fn time(&self, text: &str) -> Value {
        Value::from(if self.seed.settings.zoneless_times { text.trim_end_matches('Z') } else { text })
    }
}

/// Members that are null where they have no value.
const AGENT_MEMBERS: &[&str] =
    &["location", "organization", "team", "installation_info", "licence", "timezone", "version", "wan_info"];
const DEVICE_MEMBERS: &[&str] =
    &["vendor", "model", "os", "names", "open_ports", "details", "user_data", "main_id", "type"];

fn with_nulls(fields: &mut Map<String, Value>, members: &[&str]) {
    for member in members {
        fields.entry(*member).or_insert(Value::Null);
    }
}

fn zoneless(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(zoneless),
        Value::Object(fields) => fields.values_mut().for_each(zoneless),
        Value::String(text) if text.ends_with('Z') && text.parse::<jiff::Timestamp>().is_ok() => {
            text.pop();
        }
        _ => {}
    }
}
