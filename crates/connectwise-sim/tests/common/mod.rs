//! What the tests share: signed requests without a server, and a small world.
#![allow(dead_code, reason = "each test file uses its own part of it")]

use serde_json::{Value, json};
use sitebook_connectwise_sim::{CLIENT_ID, NewConfiguration, Request, Response, Simulator};

/// base64 of `sitebook_demo+SimulatorPublic1:SimulatorPrivate`
pub const SIGN_IN: &str = "Basic c2l0ZWJvb2tfZGVtbytTaW11bGF0b3JQdWJsaWMxOlNpbXVsYXRvclByaXZhdGU=";

pub fn request(method: &str, path_and_query: &str) -> Request {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    Request {
        method: method.to_owned(),
        path: format!("/v2025_1/apis/3.0{path}"),
        query: query.to_owned(),
        headers: [("authorization", SIGN_IN), ("clientid", CLIENT_ID), ("host", "cw.example")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        ..Request::default()
    }
}

pub fn get(simulator: &mut Simulator, path_and_query: &str) -> Response {
    simulator.handle(&request("GET", path_and_query))
}

pub fn forward(simulator: &mut Simulator, path_and_query: &str) -> Response {
    let mut request = request("GET", path_and_query);
    request.headers.push(("pagination-type".to_owned(), "forward-only".to_owned()));
    simulator.handle(&request)
}

pub fn send(simulator: &mut Simulator, method: &str, path: &str, body: &Value) -> Response {
    let mut request = request(method, path);
    request.body = body.to_string().into_bytes();
    simulator.handle(&request)
}

pub fn ids(response: &Response) -> Vec<i64> {
    response.json().as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

/// Field and code of each entry of a refusal's `errors`.
pub fn faults(response: &Response) -> Vec<(String, String)> {
    let text = |fault: &Value, name: &str| fault[name].as_str().unwrap_or_default().to_owned();
    let body = response.json();
    body["errors"].as_array().into_iter().flatten().map(|fault| (text(fault, "field"), text(fault, "code"))).collect()
}

/// One company with a site, another company with a site, a type, a status, a manufacturer, a configuration.
pub struct World {
    pub simulator: Simulator,
    pub company: i64,
    pub site: i64,
    pub other_company: i64,
    pub other_site: i64,
    pub kind: i64,
    pub status: i64,
    pub maker: i64,
    pub id: i64,
}

pub fn world() -> World {
    let mut simulator = Simulator::empty();
    let company = simulator.add_company("acme", "Acme");
    let site = simulator.add_site(company, "Main");
    let other_company = simulator.add_company("other", "Other");
    let other_site = simulator.add_site(other_company, "Main");
    let kind = simulator.add_type("Server");
    let status = simulator.add_status("Active", false);
    let maker = simulator.add_manufacturer("Dell");
    let id = simulator.add_configuration(NewConfiguration {
        company,
        site: Some(site),
        manufacturer: Some(maker),
        name: "srv01".to_owned(),
        notes: "old".to_owned(),
        serial_number: "S1".to_owned(),
        ..NewConfiguration::default()
    });
    World { simulator, company, site, other_company, other_site, kind, status, maker, id }
}

impl World {
    pub fn path(&self) -> String {
        format!("/company/configurations/{}", self.id)
    }

    pub fn record(&self) -> &sitebook_connectwise_sim::Configuration {
        self.simulator.configuration(self.id).unwrap()
    }

    /// PATCH with one operation.
    pub fn patch(&mut self, op: &str, path: &str, value: &Value) -> Response {
        let mut operation = json!({"op": op, "path": path, "value": value});
        if op == "remove" {
            operation.as_object_mut().unwrap().remove("value");
        }
        let target = self.path();
        send(&mut self.simulator, "PATCH", &target, &json!([operation]))
    }

    /// POST of a configuration with these fields besides the required ones.
    pub fn post(&mut self, fields: &Value) -> Response {
        let mut body = json!({"name": "new", "company": {"id": self.company}, "type": {"id": self.kind}});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        send(&mut self.simulator, "POST", "/company/configurations", &body)
    }
}
