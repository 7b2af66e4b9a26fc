//! Lists, counts, sign-in and rights, asked without a server.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::{Value, json};
use sitebook_connectwise_sim::{Fault, Function, Level, NewConfiguration, Request, Response, Seed, Simulator, Verb};

mod common;

use common::{forward, get, ids, request};

/// A simulator with so many configurations, and their ids.
fn with(count: usize) -> (Simulator, i64, Vec<i64>) {
    let mut simulator = Simulator::empty();
    let company = simulator.add_company("acme", "Acme");
    simulator.add_type("Server");
    let ids = (0..count)
        .map(|number| {
            let name = format!("d{number:03}");
            simulator.add_configuration(NewConfiguration { company, name, ..NewConfiguration::default() })
        })
        .collect();
    (simulator, company, ids)
}

#[test]
fn a_page_holds_25_rows_unless_asked_and_links_to_its_neighbours() {
    let (mut simulator, _, all) = with(60);
    let first = get(&mut simulator, "/company/configurations");
    assert_eq!(ids(&first), all[..25]);
    let link = first.header("link").unwrap();
    assert!(link.contains("rel=\"next\"") && link.contains("rel=\"last\"") && !link.contains("rel=\"prev\""), "{link}");
    let last = get(&mut simulator, "/company/configurations?page=3");
    assert_eq!(ids(&last), all[50..]);
    let link = last.header("link").unwrap();
    assert!(
        !link.contains("rel=\"next\"") && link.contains("rel=\"prev\"") && link.contains("rel=\"first\""),
        "{link}"
    );
    assert!(ids(&get(&mut simulator, "/company/configurations?page=4")).is_empty());
    let newest = get(&mut simulator, "/company/configurations?orderBy=name%20desc&pageSize=1");
    assert_eq!(ids(&newest), all[59..]);
}

#[test]
fn forward_only_pages_begin_after_an_id_and_always_link_on() {
    let (mut simulator, _, all) = with(5);
    let mut found = Vec::new();
    let mut after = 0;
    for expected in [2, 2, 1, 0] {
        let page = forward(&mut simulator, &format!("/company/configurations?pageSize=2&pageId={after}&page=9"));
        let rows = ids(&page);
        assert_eq!(rows.len(), expected);
        assert!(page.header("link").is_some_and(|link| link.contains("rel=\"next\"") && link.contains("pageId=")));
        after = rows.last().copied().unwrap_or(after);
        found.extend(rows);
    }
    assert_eq!(found, all);
}

#[test]
fn parameters_that_cannot_be_are_refused() {
    let (mut simulator, ..) = with(1);
    for (query, field) in [
        ("pageSize=0", "pageSize"),
        ("pageSize=1001", "pageSize"),
        ("pageSize=x", "pageSize"),
        ("page=0", "page"),
        ("conditions=name", "conditions"),
        ("conditions=colour%3D1", "conditions"),
        ("orderBy=colour", "orderBy"),
    ] {
        let response = get(&mut simulator, &format!("/company/configurations?{query}"));
        assert_eq!((response.status(), &response.json()["code"]), (400, &json!("InvalidObject")), "{query}");
        assert_eq!(response.json()["errors"][0]["field"], json!(field), "{query}");
    }
    assert_eq!(forward(&mut simulator, "/company/configurations?orderBy=id").status(), 400);
}

#[test]
fn conditions_fields_and_counts_work_on_every_list() {
    let mut simulator = Simulator::sample();
    for (path, count) in [
        ("/company/companies?conditions=deletedFlag%3DFalse", 5),
        ("/company/companies", 6),
        ("/company/companies/count?conditions=city%3D%22London%22", 1),
        ("/company/configurations/count", 60),
        ("/company/configurations/count?conditions=activeFlag%3Dfalse", 5),
        ("/company/configurations/count?conditions=manufacturer%2Fname%3D%22fortinet%22", 10),
        ("/company/configurations/count?conditions=lastUpdated%3E%5B2031-01-01T00%3A00%3A00Z%5D", 0),
        ("/company/configurations/types", 8),
        ("/company/configurations/statuses?conditions=closedFlag%3Dtrue", 1),
        ("/procurement/manufacturers", 10),
    ] {
        let body = get(&mut simulator, path).json();
        let found = body.as_array().map_or_else(|| body["count"].as_u64().unwrap(), |rows| rows.len() as u64);
        assert_eq!(found, count, "{path}");
    }
    let chosen = get(&mut simulator, "/company/configurations?pageSize=1&fields=id,company/id,_info/updatedBy,colour");
    let row = &chosen.json()[0];
    let keys: std::collections::BTreeSet<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["_info", "company", "id"].into());
    assert_eq!(row["company"].as_object().unwrap().len(), 1);
    assert_eq!(row["_info"], json!({"updatedBy": "JSmith"}));
}

#[test]
fn what_changed_is_found_after_edits_moves_and_deletions_and_with_a_wrong_clock() {
    let (mut simulator, company, all) = with(30);
    let other = simulator.add_company("other", "Other");
    let since = simulator.seed().now;
    simulator.edit_configuration(all[20], |record| record.notes = "x".to_owned());
    simulator.move_configuration(all[3], other);
    simulator.edit_configuration(all[9], |record| record.notes = "x".to_owned());
    simulator.delete_configuration(all[9]);
    let new = simulator.add_configuration(NewConfiguration { company, ..NewConfiguration::default() });
    let time = jiff::Timestamp::from_second(since).unwrap();
    for field in ["lastUpdated", "_info/lastUpdated"] {
        let path = format!("/company/configurations?conditions={field}%3E%5B{time}%5D");
        assert_eq!(ids(&get(&mut simulator, &path)), [all[3], all[20], new]);
        assert_eq!(ids(&forward(&mut simulator, &format!("{path}&pageId={}", all[3]))), [all[20], new]);
        let in_company = format!("{path}%20and%20company%2Fid%3D{company}");
        assert_eq!(ids(&get(&mut simulator, &in_company)), [all[20], new]);
        simulator.settings_mut().condition_clock_offset = -1_000;
        assert_eq!(ids(&get(&mut simulator, &format!("{path}&pageSize=100"))).len(), 30);
        simulator.settings_mut().condition_clock_offset = 0;
    }
}

#[test]
fn without_keys_client_id_or_codebase_nothing_is_answered() {
    let mut simulator = Simulator::sample();
    let without = |name: &str| {
        let mut request = request("GET", "/company/companies");
        request.headers.retain(|(header, _)| header != name);
        request
    };
    assert_eq!(simulator.handle(&without("authorization")).status(), 401);
    assert_eq!(simulator.handle(&without("clientid")).status(), 401);
    let moved =
        |codebase: &str, request: Request| Request { path: request.path.replace("v2025_1", codebase), ..request };
    assert_eq!(simulator.handle(&moved("v2019_1", request("GET", "/company/companies"))).status(), 404);
    assert_eq!(simulator.handle(&moved("v4_6_release", request("GET", "/company/companies"))).status(), 200);
    assert_eq!(simulator.handle(&moved("v4_6_release", without("authorization"))).status(), 404);
}

#[test]
fn rights_decide_about_each_path() {
    let mut simulator = Simulator::sample();
    simulator.set_right(Function::Configurations, Verb::Inquire, Level::My);
    assert!(ids(&get(&mut simulator, "/company/configurations")).is_empty(), "only the API member's own records");
    simulator.revoke_right(Function::Configurations, Verb::Inquire);
    assert_eq!(get(&mut simulator, "/company/configurations").status(), 403);
    assert_eq!(get(&mut simulator, "/company/companies").status(), 200);
    simulator.revoke_right(Function::TableSetup, Verb::Add);
    assert_eq!(simulator.handle(&request("POST", "/procurement/manufacturers")).status(), 403);
}

#[test]
fn records_move_vanish_and_are_edited_by_others() {
    let (mut simulator, company, all) = with(3);
    let other = simulator.add_company("other", "Other");
    let before = simulator.configuration(all[0]).unwrap().stamps.updated;
    simulator.edit_configuration(all[0], |record| record.notes = "x".to_owned());
    assert!(simulator.configuration(all[0]).unwrap().stamps.updated > before);
    simulator.move_configuration(all[1], other);
    simulator.delete_configuration(all[2]);
    let of = |company| format!("/company/configurations?conditions=company%2Fid%3D{company}");
    assert_eq!(ids(&get(&mut simulator, &of(company))), all[..1]);
    assert_eq!(ids(&get(&mut simulator, &of(other))), all[1..2]);
    assert_eq!(get(&mut simulator, &format!("/company/configurations/{}", all[2])).status(), 404);
    let new = simulator.add_configuration(NewConfiguration { company, ..NewConfiguration::default() });
    assert!(new > all[2], "an id is never given twice");
}

#[test]
fn faults_hit_the_requests_they_are_planned_for() {
    let (mut simulator, _, all) = with(1);
    let path = format!("/company/configurations/{}", all[0]);
    simulator.fail_next(1, Fault::Html(503));
    simulator.fail_next_on(1, Fault::ResetAfterwards, "PATCH", "/configurations/");
    assert_eq!(get(&mut simulator, &path).status(), 503);
    assert_eq!(get(&mut simulator, &path).status(), 200);
    let mut patch = request("PATCH", &path);
    patch.body = br#"[{"op":"replace","path":"name","value":"done"}]"#.to_vec();
    assert_eq!(simulator.handle(&patch), Response::Reset);
    assert_eq!(simulator.configuration(all[0]).unwrap().name, "done");
    let log: Vec<(u16, bool)> =
        simulator.request_log().iter().map(|request| (request.status, request.writes())).collect();
    assert_eq!(log, [(503, false), (200, false), (0, true)]);
    assert_eq!(simulator.request_log()[2].body[0]["value"], json!("done"));
}

#[test]
fn a_configuration_is_created_with_defaults_and_signed() {
    let mut simulator = Simulator::sample();
    let company = get(&mut simulator, "/company/companies?pageSize=1").json()[0]["id"].clone();
    let mut post = request("POST", "/company/configurations?fields=id,status/name,_info/enteredBy");
    post.body = json!({"name": "new", "company": {"id": company}, "type": {"name": "Switch"}}).to_string().into_bytes();
    let created = simulator.handle(&post);
    assert_eq!(created.status(), 201);
    let id = created.json()["id"].as_i64().unwrap();
    assert_eq!(created.json(), json!({"id": id, "status": {"name": "Active"}, "_info": {"enteredBy": "SitebookAPI"}}));
    assert!(simulator.configuration(id).unwrap().active);
}

#[test]
fn a_seed_is_what_it_was_when_written_and_read() {
    let simulator = Simulator::sample();
    let text = serde_json::to_string(simulator.seed()).unwrap();
    let mut again = Simulator::from_seed(serde_json::from_str::<Seed>(&text).unwrap());
    assert_eq!(again.seed(), simulator.seed());
    let company = simulator.seed().companies.keys().next().copied().unwrap();
    assert_eq!(again.configurations_of(company).count(), 12);
    assert!(again.add_type("x") > simulator.seed().last_id);
    let minimal: Seed = serde_json::from_value(json!({"companies": [{"id": 9, "name": "A"}]})).unwrap();
    assert_eq!(Simulator::from_seed(minimal).add_type("x"), 10);
}

#[test]
fn the_sample_holds_what_makes_real_tables_awkward() {
    let simulator = Simulator::sample();
    let seed = simulator.seed();
    let records = || seed.configurations.values();
    assert_eq!((seed.companies.len(), seed.types.len(), seed.manufacturers.len()), (6, 8, 10));
    assert_eq!(records().count(), 60);
    assert_eq!(seed.companies.values().filter(|company| company.deleted).count(), 1);
    assert!(seed.companies.values().any(|company| company.name.contains("<script>") && company.name.contains('\'')));
    assert!(records().any(|record| !record.active) && records().any(|record| record.serial_number.contains("O.E.M.")));
    for spelling in [":", "-", ".", ",", "N/A", " "] {
        assert!(records().any(|record| record.mac_address.contains(spelling)), "{spelling}");
    }
    assert!(records().all(|record| record.mac_address.encode_utf16().count() <= 25));
    let twice = records().filter(|record| record.serial_number == "SN0000XZ").count();
    assert_eq!(twice, 2);
}

/// The index by company must serve a page without walking all records; the time itself is measured by hand.
#[test]
fn a_page_of_a_company_among_100_000_records_is_right() {
    let mut simulator = Simulator::empty();
    let kind = simulator.add_type("Server");
    let companies: Vec<i64> = (0..50).map(|number| simulator.add_company(&format!("c{number}"), "C")).collect();
    for number in 0..100_000 {
        simulator.add_configuration(NewConfiguration {
            company: companies[number % 50],
            type_id: kind,
            ..NewConfiguration::default()
        });
    }
    let path = format!("/company/configurations?pageSize=1000&conditions=company%2Fid%3D{}", companies[7]);
    let page = forward(&mut simulator, &path);
    let rows = page.json();
    assert_eq!(rows.as_array().unwrap().len(), 1000);
    assert!(rows.as_array().unwrap().iter().all(|row: &Value| row["company"]["id"] == json!(companies[7])));
}
