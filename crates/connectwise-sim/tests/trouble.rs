//! Faults, limits, late reading, the log and its rules, asked without a server.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::time::Duration;

use common::{forward, get, ids, request, send, world};
use serde_json::json;
use sitebook_connectwise_sim::{
    AliasSignIn, Answer, Change, Fault, ForwardEnd, Function, Lag, NewConfiguration, Request, Response, Rule, Seed,
    Simulator, Table, Verb,
};

fn answer(response: Response) -> Answer {
    match response {
        Response::Answer(answer) => answer,
        Response::Reset => panic!("no answer"),
    }
}

#[test]
fn lists_can_be_short_without_a_link_and_in_a_loop() {
    let mut simulator = Simulator::sample();
    let path = "/company/configurations?pageSize=10";
    simulator.fail_next(1, Fault::ShortList(3));
    let short = forward(&mut simulator, path);
    assert_eq!(ids(&short).len(), 3);
    assert!(short.header("link").is_some());
    simulator.fail_next(1, Fault::MissingLink);
    let bare = forward(&mut simulator, path);
    assert_eq!((ids(&bare).len(), bare.header("link")), (10, None));
    simulator.fail_later(1, 2, Fault::PageLoop, "GET", "/configurations");
    let first = forward(&mut simulator, path);
    let last = ids(&first)[9];
    for _ in 0..2 {
        let again = forward(&mut simulator, &format!("{path}&pageId={last}"));
        assert_eq!((ids(&again), again.header("link")), (ids(&first), first.header("link")));
    }
    assert_ne!(ids(&forward(&mut simulator, &format!("{path}&pageId={last}"))), ids(&first));
}

#[test]
fn answers_can_be_late_and_slow_after_the_request_is_carried_out() {
    let mut world = world();
    let path = world.path();
    let patch = json!([{"op": "replace", "path": "notes", "value": "new"}]);
    world.simulator.fail_next(1, Fault::Delay(1500));
    let late = answer(send(&mut world.simulator, "PATCH", &path, &patch));
    assert_eq!((late.status, late.delay), (200, Duration::from_millis(1500)));
    assert_eq!(world.record().notes, "new");
    world.simulator.fail_next(1, Fault::SlowBytes(300));
    let slow = answer(get(&mut world.simulator, &path));
    assert_eq!((slow.delay, slow.spread), (Duration::ZERO, Duration::from_millis(300)));
    world.simulator.settings_mut().latency = 20;
    assert_eq!(answer(get(&mut world.simulator, &path)).delay, Duration::from_millis(20));
}

#[test]
fn a_429_carries_any_retry_after_as_json_or_as_a_web_page() {
    let mut simulator = Simulator::sample();
    for text in ["30", "Wed, 21 Oct 2026 07:28:00 GMT", "soon", "-5", "999999999999"] {
        simulator.fail_next(1, Fault::TooManyRequests { retry_after: Some(text.to_owned()) });
        simulator.fail_next(1, Fault::HtmlTooManyRequests { retry_after: Some(text.to_owned()) });
        for kind in ["application/json", "text/html"] {
            let response = get(&mut simulator, "/system/info");
            assert_eq!((response.status(), response.header("retry-after")), (429, Some(text)));
            assert!(response.header("content-type").unwrap().starts_with(kind));
        }
    }
    simulator.fail_next(3, Fault::Status(503, json!({})));
    let statuses: Vec<u16> = (0..4).map(|_| get(&mut simulator, "/system/info").status()).collect();
    assert_eq!(statuses, [503, 503, 503, 200]);
}

#[test]
fn others_act_just_before_a_request() {
    let mut world = world();
    let path = world.path();
    let edit = Change::Edit(vec![("notes".to_owned(), json!("theirs")), ("ram".to_owned(), json!("8 GB"))]);
    world.simulator.fail_next_on(1, Fault::Before(edit), "PATCH", "");
    assert_eq!(world.patch("replace", "name", &json!("ours")).status(), 200);
    let record = world.record();
    assert_eq!((record.notes.as_str(), record.name.as_str()), ("theirs", "ours"));
    assert_eq!(record.other["ram"], json!("8 GB"));
    for (change, status) in [
        (Change::Delete, 404),
        (Change::Upgrade("v2026_1/".to_owned()), 404),
        (Change::RevokeKeys, 401),
        (Change::RevokeRight(Function::Configurations, Verb::Inquire), 403),
    ] {
        let mut world = common::world();
        world.simulator.fail_later(1, 1, Fault::Before(change.clone()), "", "");
        assert_eq!(get(&mut world.simulator, &path).status(), 200);
        assert_eq!(get(&mut world.simulator, &path).status(), status, "{change:?}");
    }
    let mut world = common::world();
    world.simulator.fail_next(1, Fault::Before(Change::DeleteCompany(world.company)));
    get(&mut world.simulator, "/system/info");
    assert!(world.simulator.company(world.company).unwrap().deleted);
}

#[test]
fn lists_learn_of_writes_late_and_single_reads_at_once() {
    let listed = |world: &mut common::World| {
        get(&mut world.simulator, "/company/configurations?fields=id,notes&conditions=notes!%3Dnull").json()
    };
    let mut world = world();
    world.simulator.settings_mut().lag = Lag::Requests(2);
    world.patch("replace", "notes", &json!("new"));
    let path = world.path();
    assert_eq!(get(&mut world.simulator, &path).json()["notes"], "new");
    assert_eq!(listed(&mut world)[0]["notes"], "old");
    assert_eq!(listed(&mut world)[0]["notes"], "new");
    world.post(&json!({"notes": "made"}));
    assert_eq!(listed(&mut world).as_array().unwrap().len(), 1);
    assert_eq!(get(&mut world.simulator, "/company/configurations/count").json()["count"], 1);
    assert_eq!(listed(&mut world).as_array().unwrap().len(), 2);
    world.simulator.settings_mut().lag = Lag::Seconds(30);
    world.patch("replace", "notes", &json!("newest"));
    assert_eq!(listed(&mut world)[0]["notes"], "new");
    let later = world.simulator.seed().now + 30;
    world.simulator.handle(&Request { now: later, ..request("GET", "/system/info") });
    assert_eq!(listed(&mut world)[0]["notes"], "newest");
}

#[test]
fn more_requests_than_switched_are_too_many() {
    let mut simulator = Simulator::sample();
    let start = simulator.seed().now;
    simulator.settings_mut().requests_per_minute = Some(2);
    simulator.settings_mut().limit_retry_after = Some("7".to_owned());
    let at = |simulator: &mut Simulator, time: i64, in_flight: u32| {
        simulator.handle(&Request { now: time, in_flight, ..request("GET", "/system/info") })
    };
    let statuses: Vec<u16> =
        [0, 1, 2, 59, 60, 60, 61, 200].map(|time| at(&mut simulator, start + time, 0).status()).into();
    assert_eq!(statuses, [200, 200, 429, 429, 200, 429, 200, 200]);
    assert_eq!(at(&mut simulator, start + 201, 0).status(), 200);
    assert_eq!(at(&mut simulator, start + 201, 0).header("retry-after"), Some("7"));
    simulator.settings_mut().requests_per_minute = None;
    simulator.settings_mut().concurrent_requests = Some(3);
    assert_eq!((at(&mut simulator, 0, 2).status(), at(&mut simulator, 0, 3).status()), (200, 429));
}

#[test]
fn the_log_holds_everything_but_secrets_and_is_bounded() {
    let mut simulator = Simulator::sample();
    simulator.settings_mut().logged_reply_bytes = 1000;
    let mut wrong = request("GET", "/system/info");
    wrong.headers[0].1 = "Basic c2VjcmV0".to_owned();
    simulator.handle(&wrong);
    get(&mut simulator, "/system/info");
    get(&mut simulator, "/company/configurations");
    let log = simulator.request_log();
    assert_eq!((log[0].header("authorization"), log[1].header("authorization")), (Some("wrong"), Some("right")));
    assert_eq!((log[1].header("clientid"), log[1].header("host")), (Some("right"), Some("cw.example")));
    assert_eq!(log[0].reply.as_ref().unwrap()["message"], "UserNotAuthenticated");
    assert!(log[1].reply.is_some() && log[2].reply.is_none(), "a large reply is not kept");
    assert!(log[2].reply_headers.iter().any(|(name, _)| name == "link"));
    assert!(!format!("{log:?}").contains("c2VjcmV0"));
    simulator.settings_mut().log_limit = 4;
    for _ in 0..3 {
        get(&mut simulator, "/system/info");
    }
    assert!(simulator.request_log().len() <= 4 && simulator.request_log().last().unwrap().path.ends_with("/info"));
}

#[test]
fn requests_that_break_the_tables_are_noted_even_when_they_are_forgiven() {
    let mut world = world();
    let path = world.path();
    world.patch("replace", "notes", &json!("fine"));
    world.patch("replace", "notes", &json!(""));
    world.patch("remove", "manufacturer", &json!(null));
    world.patch("replace", "purchaseDate", &json!("2026-01-01T00:00:00Z"));
    world.post(&json!({"questions": [], "status": {"id": world.status}, "backupYear": 2026, "billFlag": false}));
    forward(&mut world.simulator, "/company/configurations?pageSize=1000&conditions=id%3D1&fields=id");
    send(&mut world.simulator, "POST", "/procurement/manufacturers", &json!({"name": "HP"}));
    assert_eq!(world.simulator.violations(), []);
    world.simulator.clear_log();
    let base = "/company/configurations";
    let many = "x".repeat(2000);
    for (method, path, body, rule) in [
        ("PATCH", path.as_str(), json!([{"op": "replace", "path": "ram", "value": "x".repeat(26)}]), Rule::TooLong),
        ("PATCH", &path, json!([{"op": "replace", "path": "id", "value": 7}]), Rule::ReadOnly),
        ("PATCH", &path, json!([{"op": "replace", "path": "colour", "value": 7}]), Rule::UnknownField),
        ("PATCH", &path, json!([{"op": "replace", "path": "name", "value": 7}]), Rule::WrongType),
        ("PATCH", &path, json!([{"op": "replace", "path": "site", "value": {"id": "7"}}]), Rule::WrongType),
        ("PATCH", &path, json!([{"op": "replace", "path": "purchaseDate", "value": "2026-01-01"}]), Rule::WrongType),
        ("PATCH", &path, json!([{"op": "remove", "path": "name"}]), Rule::NotClearable),
        ("PATCH", &path, json!([{"op": "replace", "path": "company", "value": null}]), Rule::NotClearable),
        ("PATCH", &path, json!([{"op": "test", "path": "name", "value": "x"}]), Rule::BadOperation),
        ("PATCH", &path, json!([{"op": "replace", "path": "/notes", "value": "x"}]), Rule::SubPath),
        ("PATCH", &path, json!([{"op": "replace", "path": "site/id", "value": 7}]), Rule::SubPath),
        ("PATCH", &path, json!({"notes": "x"}), Rule::BadBody),
        ("POST", base, json!({"name": "x", "type": {"id": 1}}), Rule::Missing),
        ("POST", "/procurement/manufacturers", json!({"name": "x".repeat(51)}), Rule::TooLong),
        ("GET", "/company/configurations?limit=5", json!(null), Rule::UnknownParameter),
        ("GET", "/company/configurations?pageSize=1001", json!(null), Rule::PageSize),
        ("GET", &format!("{base}?conditions={many}"), json!(null), Rule::UrlTooLong),
    ] {
        send(&mut world.simulator, method, path, &body);
        let found: Vec<Rule> = world.simulator.violations().iter().map(|violation| violation.rule).collect();
        assert_eq!(found, [rule], "{method} {path} {body}");
        world.simulator.clear_log();
    }
    forward(&mut world.simulator, "/company/configurations?orderBy=id");
    assert_eq!(world.simulator.violations()[0].rule, Rule::OrderWithForwardOnly);
}

#[test]
fn the_end_of_forward_only_pages_is_as_switched() {
    let mut world = world();
    for (end, link) in [
        (ForwardEnd::Link, Some("rel=\"next\"")),
        (ForwardEnd::NoLink, None),
        (ForwardEnd::EmptyValue, Some("")),
        (ForwardEnd::EmptyTarget, Some("<>; rel=\"next\"")),
    ] {
        world.simulator.settings_mut().forward_end = end;
        let page = forward(&mut world.simulator, "/company/configurations");
        assert_eq!(page.header("link").is_some(), link.is_some(), "{end:?}");
        assert!(link.is_none_or(|link| page.header("link").unwrap().ends_with(link)));
    }
}

#[test]
fn pages_can_be_smaller_than_asked_and_forward_only_be_overlooked() {
    let mut simulator = Simulator::sample();
    simulator.settings_mut().page_size_cap = Some(7);
    assert_eq!(ids(&forward(&mut simulator, "/company/configurations?pageSize=1000")).len(), 7);
    simulator.settings_mut().ignores_forward_only = true;
    let first = ids(&forward(&mut simulator, "/company/configurations?pageSize=5"));
    let again = ids(&forward(&mut simulator, &format!("/company/configurations?pageSize=5&pageId={}", first[4])));
    assert_eq!(first, again);
    simulator.settings_mut().refuses_last_updated = true;
    let delta = "?conditions=lastUpdated%3E%5B2020-01-01T00%3A00%3A00Z%5D";
    assert_eq!(get(&mut simulator, &format!("/company/configurations{delta}")).status(), 400);
    assert_eq!(get(&mut simulator, &format!("/company/companies{delta}")).status(), 200);
}

#[test]
fn an_id_range_with_an_order_of_ids_walks_all_rows() {
    let mut simulator = Simulator::sample();
    let all = ids(&get(&mut simulator, "/company/configurations?pageSize=1000"));
    let (mut after, mut found) = (0, Vec::new());
    loop {
        let query = format!("/company/configurations?pageSize=17&conditions=id%3E{after}&orderBy=id%20asc");
        let page = ids(&get(&mut simulator, &query));
        let Some(last) = page.last() else { break };
        after = *last;
        found.extend(page);
    }
    assert_eq!(found, all);
}

#[test]
fn refusals_to_sign_in_are_as_switched() {
    let mut simulator = Simulator::sample();
    let wrong = |codebase: &str| {
        let mut request = request("GET", "/system/info");
        request.headers.retain(|(name, _)| name != "authorization");
        Request { path: request.path.replace("v2025_1", codebase), ..request }
    };
    for (switch, status) in [(AliasSignIn::NotFound, 404), (AliasSignIn::Unauthorized, 401), (AliasSignIn::NoAnswer, 0)]
    {
        simulator.settings_mut().alias_sign_in = switch;
        assert_eq!(simulator.handle(&wrong("v4_6_release")).status(), status);
        assert_eq!(simulator.handle(&wrong("v2025_1")).status(), 401);
    }
    simulator.settings_mut().unauthorized_code = "ConnectWiseApi".to_owned();
    assert_eq!(simulator.handle(&wrong("v2025_1")).json()["code"], "ConnectWiseApi");
    simulator.settings_mut().refuses_as_html = true;
    assert!(simulator.handle(&wrong("v2025_1")).header("content-type").unwrap().starts_with("text/html"));
    simulator.settings_mut().refuses_as_html = false;
    simulator.settings_mut().demands_ssl = true;
    assert_eq!(get(&mut simulator, "/system/info").json()["message"], "SSL is required.");
}

#[test]
fn set_up_tables_can_be_left_out_or_read_without_a_right() {
    let mut simulator = Simulator::sample();
    let (types, statuses) = ("/company/configurations/types", "/company/configurations/statuses");
    simulator.set_visible_tables(Some([Table::ConfigurationType].into()));
    assert_eq!((get(&mut simulator, types).status(), get(&mut simulator, statuses).status()), (200, 403));
    let items = get(&mut simulator, "/system/mySecurity/customizeItems/").json();
    assert_eq!(items[0]["customizeIdentifier"], "SystemTableSetup");
    simulator.set_visible_tables(None);
    simulator.revoke_right(Function::TableSetup, Verb::Inquire);
    assert_eq!(get(&mut simulator, types).status(), 403);
    assert_eq!(get(&mut simulator, &format!("{types}/info")).status(), 200);
    simulator.settings_mut().manufacturers_need_product_catalog = true;
    assert_eq!(get(&mut simulator, "/procurement/manufacturers").status(), 200);
    simulator.settings_mut().tables_open_for_reading = true;
    assert_eq!(get(&mut simulator, types).status(), 200);
}

#[test]
fn unknown_paths_are_404_and_wrong_methods_405() {
    let mut simulator = Simulator::sample();
    for (method, path, status) in [
        ("GET", "/company/contacts", 404),
        ("GET", "/company/configurations/x", 404),
        ("GET", "/company/configurations/99999", 404),
        ("GET", "/company/configurations/types/99999", 404),
        ("GET", "/system/info/members/99999", 404),
        ("DELETE", "/company/configurations/types/1", 405),
        ("PATCH", "/company/configurations", 405),
        ("POST", "/company/companies", 405),
        ("POST", "/system/info", 405),
    ] {
        assert_eq!(simulator.handle(&request(method, path)).status(), status, "{method} {path}");
    }
    let members = get(&mut simulator, "/system/info/members").json();
    assert_eq!((&members[0]["identifier"], &members[1]["identifier"]), (&json!("SitebookAPI"), &json!("JSmith")));
}

#[test]
fn a_device_identifier_is_found_in_any_case_and_after_every_change() {
    let mut world = world();
    let find = |world: &mut common::World, identifier: &str| {
        let query = format!("/company/configurations?conditions=deviceIdentifier%3D%22{identifier}%22");
        ids(&get(&mut world.simulator, &query))
    };
    world.patch("replace", "deviceIdentifier", &json!("Agent:1"));
    let id = world.id;
    assert_eq!(find(&mut world, "agent:1"), [id]);
    let twin = world.simulator.add_configuration(NewConfiguration {
        company: world.company,
        device_identifier: "AGENT:1".to_owned(),
        ..NewConfiguration::default()
    });
    assert_eq!(find(&mut world, "Agent:1"), [id, twin]);
    world.patch("replace", "deviceIdentifier", &json!("agent:2"));
    world.simulator.delete_configuration(twin);
    assert_eq!((find(&mut world, "agent:1"), find(&mut world, "agent:2")), (vec![], vec![id]));
    world.simulator.settings_mut().case_sensitive = true;
    assert!(find(&mut world, "AGENT:2").is_empty());
}

#[test]
fn a_seed_holds_everything_that_was_set_up() {
    use sitebook_connectwise_sim::FieldType;
    let mut world = world();
    let question = world.simulator.add_question(world.kind, "Size?", true);
    world.simulator.add_question_value(question, "Small");
    world.simulator.set_answer(world.id, question, json!("Small"));
    let field = world.simulator.add_custom_field("Link", FieldType::Hyperlink);
    world.simulator.set_custom_value(world.id, field, json!("https://a.example"));
    world.simulator.add_member("Ann");
    world.simulator.set_visible_tables(Some([Table::Manufacturer].into()));
    world.simulator.settings_mut().lag = Lag::Requests(2);
    let text = serde_json::to_string(world.simulator.seed()).unwrap();
    let again = Simulator::from_seed(serde_json::from_str::<Seed>(&text).unwrap());
    assert_eq!(again.seed(), world.simulator.seed());
}

#[test]
fn only_changes_move_the_revision() {
    let mut world = world();
    let before = world.simulator.revision();
    get(&mut world.simulator, "/company/configurations");
    world.patch("replace", "colour", &json!("red"));
    assert_eq!(world.simulator.revision(), before);
    world.patch("replace", "notes", &json!("new"));
    assert!(world.simulator.revision() > before);
}
