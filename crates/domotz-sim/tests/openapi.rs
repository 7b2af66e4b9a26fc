//! The simulator's own answers against the document, and that the check would find a wrong one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use serde_json::json;
use sitebook_domotz_sim::openapi::Document;
use sitebook_domotz_sim::{API_KEY, LoggedRequest, Request, Simulator};

fn request(method: &str, path: &str, query: &str) -> Request {
    Request {
        method: method.to_owned(),
        path: format!("/public-api/v1{path}"),
        query: query.to_owned(),
        key: Some(API_KEY.to_owned()),
        now: 1_900_000_000,
        ..Request::default()
    }
}

#[test]
fn every_answer_of_the_sample_is_one_that_the_document_allows() {
    let Some(document) = Document::find() else {
        println!("skipped: no OpenAPI document to check against");
        return;
    };
    let mut simulator = Simulator::sample();
    let agent = *simulator.seed().agents.keys().next().unwrap();
    let (device, unit) = (simulator.device_ids(agent)[1], simulator.device_ids(agent)[2]);
    let paths = [
        "/user".to_owned(),
        "/meta/usage".to_owned(),
        "/agent".to_owned(),
        format!("/agent/{agent}"),
        format!("/agent/{agent}/uptime"),
        format!("/agent/{agent}/history/network/event"),
        format!("/agent/{agent}/network/interfaces"),
        format!("/agent/{agent}/network-topology"),
        format!("/agent/{agent}/device"),
        format!("/agent/{agent}/device/monitoring-state/unmanaged"),
        format!("/agent/{agent}/device/{device}"),
        format!("/agent/{agent}/device/{device}/uptime"),
        format!("/agent/{agent}/device/{device}/history/network/event"),
        format!("/agent/{agent}/device/{device}/action/power"),
        format!("/agent/{agent}/device/{device}/power-outlet"),
        format!("/agent/{agent}/device/{unit}/power-outlet"),
        "/type/device/base".to_owned(),
        "/inventory".to_owned(),
        format!("/agent/{agent}/device/{device}/inventory"),
    ];
    for path in &paths {
        assert_eq!(simulator.handle(&request("GET", path, "")).status, 200, "{path}");
    }
    simulator.handle(&request("POST", &format!("/agent/{agent}/device/{device}/action/power/cycle"), ""));
    let mut put = request("PUT", &format!("/agent/{agent}/device/{device}/details/room"), "");
    put.body = b"\"Cellar\"".to_vec();
    assert_eq!(simulator.handle(&put).status, 204);
    let mut field = request("POST", "/inventory/A%20field", "");
    field.body = br#"{"label": "For the test"}"#.to_vec();
    assert_eq!(simulator.handle(&field).status, 201);
    let mut value = request("PUT", &format!("/agent/{agent}/device/{device}/inventory/A%20field"), "");
    value.body = b"\"7\"".to_vec();
    assert_eq!(simulator.handle(&value).status, 204);
    simulator.handle(&request("GET", &format!("/agent/{agent}/device/{device}/inventory"), ""));
    for request in simulator.request_log() {
        assert_eq!(document.check(request), [""; 0], "{} {}", request.method, request.path);
    }
}

#[test]
fn what_the_document_does_not_allow_is_found() {
    let document = Document::from_value(json!({
        "paths": {
            "/thing/{id}/{field}": {"put": {
                "parameters": [{"name": "field", "in": "path", "schema": {"enum": ["a/b", "c"]}}],
                "requestBody": {"content": {"application/json": {"schema": {"type": "string"}}}},
                "responses": {"204": {}}}},
            "/thing/{id}": {"get": {
                "parameters": [{"name": "size", "in": "query", "schema": {"type": "integer"}}],
                "responses": {"200": {"content": {"application/json": {"schema":
                    {"$ref": "#/components/schemas/Thing"}}}}}}},
        },
        "components": {"schemas": {"Thing": {"type": "object", "required": ["id"], "properties": {
            "id": {"type": "integer"}}}}},
    }));
    let logged = |method: &str, path: &str, query: &str, body, status, reply| LoggedRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        body,
        status,
        reply,
    };
    let none = serde_json::Value::Null;
    let right = [
        logged("PUT", "/thing/1/a/b", "", json!("x"), 204, None),
        logged("PUT", "/thing/1/c", "", json!("x"), 204, None),
        logged("GET", "/thing/1", "size=3", none.clone(), 200, Some(json!({"id": 1}))),
    ];
    let wrong = [
        logged("PUT", "/thing/1/b/a", "", json!("x"), 204, None),
        logged("PUT", "/thing/1/a/b", "", json!(7), 204, None),
        logged("GET", "/thing/1", "size=x", none.clone(), 200, None),
        logged("GET", "/thing/1", "page=1", none.clone(), 200, None),
        logged("GET", "/thing/1", "", none.clone(), 200, Some(json!({}))),
        logged("GET", "/thing/1", "", none.clone(), 201, None),
        logged("DELETE", "/thing/1", "", none, 204, None),
    ];
    for request in &right {
        assert_eq!(document.check(request), [""; 0], "{request:?}");
    }
    for request in &wrong {
        assert_eq!(document.check(request).len(), 1, "{request:?}");
    }
}

#[test]
fn pages_default_to_ten_and_end_at_a_hundred() {
    let mut simulator = Simulator::of_size(120, 0);
    let count = |simulator: &mut Simulator, query: &str| {
        let answer = simulator.handle(&request("GET", "/agent", query));
        (answer.status, answer.json().as_array().map_or(0, Vec::len))
    };
    assert_eq!(count(&mut simulator, ""), (200, 10));
    assert_eq!(count(&mut simulator, "page_size=100&page_number=1"), (200, 20));
    assert_eq!(count(&mut simulator, "page_size=500").0, 400);
    simulator.settings_mut().clamps_page_size = true;
    assert_eq!(count(&mut simulator, "page_size=500"), (200, 100));
    let head = simulator.handle(&request("HEAD", "/agent", ""));
    assert_eq!(head.header("x-entities-count"), Some("120"));
}

#[test]
fn the_key_the_quota_and_calls_in_flight_come_first() {
    let mut simulator = Simulator::sample();
    simulator.settings_mut().daily_limit = 2;
    let ask = |simulator: &mut Simulator, change: &dyn Fn(&mut Request)| {
        let mut asked = request("GET", "/user", "");
        change(&mut asked);
        simulator.handle(&asked).status
    };
    assert_eq!(ask(&mut simulator, &|asked| asked.key = None), 401);
    assert_eq!(ask(&mut simulator, &|asked| asked.in_flight = 5), 429);
    assert_eq!(ask(&mut simulator, &|_| ()), 200);
    assert_eq!(ask(&mut simulator, &|_| ()), 200);
    assert_eq!(ask(&mut simulator, &|_| ()), 429, "the day's calls are used up");
    assert_eq!(ask(&mut simulator, &|asked| asked.now += 86_400), 200, "a day later they are not");
}
