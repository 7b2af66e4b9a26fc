//! Every kind of reply, and the requests that ask for them, held against the API's own document.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::print_stdout, reason = "a skipped test must say so")]

mod common;

use common::{faults, forward, get, request, send, world};
use serde_json::json;
use sitebook_connectwise_sim::openapi::Document;
use sitebook_connectwise_sim::{Fault, FieldType, Settings, Simulator};

fn document() -> Option<Document> {
    let document = Document::find();
    if document.is_none() {
        println!("skipped: no OpenAPI document in SITEBOOK_OPENAPI_DIR or beside the repository");
    }
    document
}

/// What is wrong with all requests and replies in the log.
fn wrong(document: &Document, simulator: &Simulator) -> Vec<String> {
    let log = simulator.request_log().iter();
    log.flat_map(|logged| {
        let found = document.check(logged).into_iter();
        found.map(|text| format!("{} {}: {text}", logged.method, logged.path)).collect::<Vec<_>>()
    })
    .collect()
}

#[test]
fn every_reply_and_request_is_in_the_document() {
    let Some(document) = document() else { return };
    let mut world = world();
    let simulator = &mut world.simulator;
    simulator.settings_mut().logged_reply_bytes = usize::MAX;
    let question = simulator.add_question(world.kind, "Size?", true);
    let value = simulator.add_question_value(question, "Small");
    let other_kind = simulator.add_type("Switch");
    let company_type = simulator.add_company_type("Client");
    simulator.set_company_types(world.company, [company_type]);
    let field = simulator.add_custom_field("Link", FieldType::Hyperlink);
    simulator.edit_custom_field(field, |field| field.options.push("a".to_owned()));
    simulator.add_member("Ann");
    simulator.set_visible_types(Some([world.kind, other_kind].into()));
    simulator.set_answer(world.id, question, json!("Small"));
    simulator.set_custom_value(world.id, field, json!("https://a.example"));
    let (kind, company, site, status, maker, id) =
        (world.kind, world.company, world.site, world.status, world.maker, world.id);
    let types = "/company/configurations/types";
    for path in [
        "/system/info".to_owned(),
        "/system/info/members".to_owned(),
        "/system/info/members/count".to_owned(),
        "/system/info/members/2000000001".to_owned(),
        "/system/mySecurity".to_owned(),
        "/system/mySecurity/customizeItems/".to_owned(),
        "/system/userDefinedFields".to_owned(),
        "/company/companies?pageSize=10&page=1&orderBy=name&fields=id,name".to_owned(),
        "/company/companies/count".to_owned(),
        format!("/company/companies?childConditions=types%2Fid%3D{company_type}"),
        "/company/companies/statuses".to_owned(),
        "/company/companies/statuses/count".to_owned(),
        "/company/companies/types".to_owned(),
        "/company/companies/types/count".to_owned(),
        format!("/company/companies/{company}"),
        format!("/company/companies/{company}/sites"),
        format!("/company/companies/{company}/sites/count"),
        format!("/company/companies/{company}/sites/{site}"),
        types.to_owned(),
        format!("{types}/count"),
        format!("{types}/info"),
        format!("{types}/{kind}"),
        format!("{types}/{kind}/info"),
        format!("{types}/{kind}/questions"),
        format!("{types}/{kind}/questions/count"),
        format!("{types}/{kind}/questions/{question}"),
        format!("{types}/{kind}/questions/{question}/values"),
        format!("{types}/{kind}/questions/{question}/values/count"),
        format!("{types}/{kind}/questions/{question}/values/{value}"),
        "/company/configurations/statuses".to_owned(),
        "/company/configurations/statuses/count".to_owned(),
        "/company/configurations/statuses/info".to_owned(),
        format!("/company/configurations/statuses/{status}"),
        format!("/company/configurations/statuses/{status}/info"),
        "/company/configurations?conditions=id%3E0".to_owned(),
        "/company/configurations/count".to_owned(),
        format!("/company/configurations/{id}"),
        "/procurement/manufacturers".to_owned(),
        "/procurement/manufacturers/count".to_owned(),
        format!("/procurement/manufacturers/{maker}"),
    ] {
        assert_eq!(get(simulator, &path).status(), 200, "{path}");
    }
    forward(simulator, "/company/configurations?pageSize=1&pageId=0");
    let made = world.post(&json!({
        "questions": [{"questionId": question, "answer": "Small"}], "customFields": [{"id": field, "value": "x"}],
        "purchaseDate": "2026-01-01T00:00:00Z", "vendor": {"id": company}, "backupYear": 2026, "billFlag": true,
        "backupBillableSpaceGb": 1.5, "site": {"id": site},
    }));
    assert_eq!(made.status(), 201, "{:?}", faults(&made));
    assert_eq!(world.post(&json!({"ram": "8 GB"})).status(), 400);
    assert_eq!(world.patch("replace", "notes", &json!("x")).status(), 200);
    assert_eq!(world.patch("remove", "site", &json!(null)).status(), 200);
    assert_eq!(world.patch("replace", "name", &json!("")).status(), 400);
    let path = format!("/company/configurations/{id}");
    let simulator = &mut world.simulator;
    let change = json!([{"op": "replace", "path": "type", "value": {"id": other_kind}}]);
    assert_eq!(send(simulator, "PATCH", &format!("{path}/changeType"), &change).status(), 200);
    assert_eq!(send(simulator, "POST", "/procurement/manufacturers", &json!({"name": "HP"})).status(), 201);
    let unknown = json!({"name": "x", "company": {"id": 99_999}, "type": {"id": other_kind}});
    let body = json!({"name": "put", "company": {"id": company}, "type": {"id": other_kind}});
    assert_eq!(send(simulator, "POST", "/company/configurations/bulk", &json!([body, unknown])).status(), 207);
    assert_eq!(send(simulator, "PUT", &path, &body).status(), 200);
    assert_eq!(simulator.handle(&request("DELETE", &path)).status(), 204);
    assert_eq!(get(simulator, &path).status(), 404);
    simulator.fail_next(1, Fault::TooManyRequests { retry_after: None });
    assert_eq!(get(simulator, "/company/configurations").status(), 429);
    simulator.revoke_keys();
    assert_eq!(get(simulator, "/company/configurations").status(), 401);
    // The one exception: the document has `statuses/info` and not `types/info`, so it takes `info` for an id.
    let wrong: Vec<String> =
        wrong(&document, simulator).into_iter().filter(|text| !text.contains("/types/info:")).collect();
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn nulls_and_ids_as_text_are_what_the_document_does_not_have() {
    let Some(document) = document() else { return };
    let switches: [fn(&mut Settings); 2] =
        [|settings| settings.sends_nulls = true, |settings| settings.ids_as_text = true];
    for switch in switches {
        let mut simulator = Simulator::sample();
        switch(simulator.settings_mut());
        get(&mut simulator, "/company/configurations?pageSize=1");
        let wrong = wrong(&document, &simulator);
        assert!(!wrong.is_empty() && wrong.iter().all(|text| text.contains("is not of type")), "{wrong:?}");
    }
}

#[test]
fn a_wrong_request_is_found() {
    let Some(document) = document() else { return };
    let mut world = world();
    get(&mut world.simulator, "/company/configurations?limit=5&pageSize=1001");
    world.post(&json!({"name": "x".repeat(101), "ram": 5}));
    let mut anonymous = request("GET", "/company/companies");
    anonymous.headers.retain(|(name, _)| name != "clientid");
    world.simulator.handle(&anonymous);
    let found: Vec<usize> =
        world.simulator.request_log().iter().map(|logged| document.check_request(logged).len()).collect();
    assert_eq!(found, [2, 2, 1]);
}
