//! Writing, asked without a server: what is stored, what is refused, and every doubtful fact both ways.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{World, faults, get, send, world};
use serde_json::{Value, json};
use sitebook_connectwise_sim::{
    API_MEMBER, Bulk, Clearing, CompanyMove, Function, NewConfiguration, Settings, SubPaths, TextClearing, TooLong,
    TypeInPatch, Verb,
};

fn pair(field: &str, code: &str) -> (String, String) {
    (field.to_owned(), code.to_owned())
}

fn with(set: impl FnOnce(&mut Settings)) -> World {
    let mut world = world();
    set(world.simulator.settings_mut());
    world
}

#[test]
fn lengths_count_utf16_units() {
    let mut world = world();
    for (field, limit) in [
        ("name", 100),
        ("deviceIdentifier", 100),
        ("serialNumber", 250),
        ("modelNumber", 50),
        ("tagNumber", 50),
        ("macAddress", 25),
        ("lastLoginName", 100),
        ("backupServerName", 50),
        ("ipAddress", 50),
        ("defaultGateway", 50),
        ("osType", 250),
        ("osInfo", 250),
        ("cpuSpeed", 100),
        ("ram", 25),
        ("managementLink", 1000),
        ("remoteLink", 1000),
        ("manufacturerPartNumber", 50),
    ] {
        let full = world.post(&json!({field: "x".repeat(limit)}));
        assert_eq!((full.status(), full.json()[field].as_str().map(str::len)), (201, Some(limit)), "{field}");
        let over = world.post(&json!({field: format!("{}\u{1F600}", "x".repeat(limit - 1))}));
        assert_eq!((over.status(), faults(&over)), (400, vec![pair(field, "MaxLength")]));
        assert_eq!(over.json()["code"], "InvalidObject");
    }
}

#[test]
fn every_missing_field_and_wrong_reference_is_named() {
    let mut world = world();
    let missing = send(&mut world.simulator, "POST", "/company/configurations", &json!({}));
    let expected = ["name", "type", "company"].map(|field| pair(field, "MissingRequiredField"));
    assert_eq!(faults(&missing), expected);
    for (fields, field, code) in [
        (json!({"site": {"id": world.other_site}}), "site", "InvalidReference"),
        (json!({"manufacturer": {"id": 999}}), "manufacturer", "InvalidReference"),
        (json!({"manufacturer": {"id": ""}}), "manufacturer", "InvalidReference"),
        (json!({"vendor": {"name": "Nobody"}}), "vendor", "InvalidReference"),
        (json!({"company": {"id": world.site}}), "company", "InvalidReference"),
        (json!({"purchaseDate": "yesterday"}), "purchaseDate", "InvalidValue"),
        (json!({"billFlag": "x"}), "billFlag", "InvalidValue"),
        (json!({"backupYear": 5_000_000_000_i64}), "backupYear", "InvalidValue"),
        (json!({"notes": {}}), "notes", "InvalidValue"),
    ] {
        assert_eq!(faults(&world.post(&fields)), [pair(field, code)], "{fields}");
    }
}

#[test]
fn references_are_found_by_id_by_id_as_text_by_identifier_and_by_name() {
    let mut world = world();
    for (company, site) in [
        (json!({"id": world.company}), json!({"id": world.site})),
        (json!({"id": world.company.to_string()}), json!({"id": world.site.to_string()})),
        (json!({"identifier": "ACME"}), json!({"name": "main"})),
        (json!({"name": "acme"}), json!({"name": "Main"})),
    ] {
        let made = world.post(&json!({"company": company, "site": site, "vendor": {"identifier": "other"},
            "installedBy": {"identifier": "JSmith"}, "contact": {"id": 5}}));
        let body = made.json();
        assert_eq!((&body["company"]["id"], &body["site"]["id"]), (&json!(world.company), &json!(world.site)));
        assert_eq!(body["vendor"], json!({"id": world.other_company, "identifier": "other", "name": "Other"}));
        assert_eq!((&body["status"]["name"], &body["contact"]["id"]), (&json!("Active"), &json!(5)));
    }
}

#[test]
fn sending_a_post_twice_makes_two() {
    let mut world = world();
    let before = world.simulator.configurations_of(world.company).count();
    world.post(&json!({}));
    world.post(&json!({}));
    assert_eq!(world.simulator.configurations_of(world.company).count(), before + 2);
}

#[test]
fn patch_replaces_adds_and_removes_and_signs_with_the_api_member() {
    let mut world = world();
    let operations = json!([
        {"op": "replace", "path": "name", "value": "new"},
        {"op": "add", "path": "/macAddress", "value": "00:11:22:33:44:55"},
        {"op": "remove", "path": "notes"},
        {"op": "replace", "path": "serialNumber", "value": ""},
        {"op": "replace", "path": "warrantyExpirationDate", "value": "2027-05-01T00:00:00Z"},
    ]);
    let path = world.path();
    let body = send(&mut world.simulator, "PATCH", &path, &operations).json();
    assert_eq!(body["warrantyExpirationDate"], "2027-05-01T00:00:00Z");
    let record = world.record();
    assert_eq!((record.name.as_str(), record.mac_address.as_str()), ("new", "00:11:22:33:44:55"));
    assert_eq!((record.notes.as_str(), record.serial_number.as_str()), ("", ""));
    assert_eq!((record.stamps.updated_by.as_str(), record.stamps.entered_by.as_str()), (API_MEMBER, "JSmith"));
}

#[test]
fn a_refused_patch_changes_nothing() {
    let mut world = world();
    let (before, path) = (world.record().clone(), world.path());
    for operations in [
        json!([{"op": "replace", "path": "notes", "value": "x"}, {"op": "replace", "path": "name", "value": ""}]),
        json!([{"op": "replace", "path": "Name", "value": "x"}]),
        json!([{"op": "replace", "path": "id", "value": 5}]),
        json!([{"op": "move", "path": "name", "value": "x"}]),
        json!([{"op": "test", "path": "name", "value": "srv01"}]),
        json!({"op": "replace", "path": "name", "value": "x"}),
    ] {
        assert_eq!(send(&mut world.simulator, "PATCH", &path, &operations).status(), 400, "{operations}");
        assert_eq!(*world.record(), before);
    }
    assert_eq!(send(&mut world.simulator, "PATCH", "/company/configurations/99999", &json!([])).status(), 404);
}

#[test]
fn an_unstored_field_is_a_false_200() {
    let mut world = with(|settings| settings.unstored_fields = ["notes".to_owned()].into());
    assert_eq!(world.patch("replace", "notes", &json!("x")).status(), 200);
    assert_eq!(world.record().notes, "old");
}

#[test]
fn references_and_dates_are_cleared_as_switched() {
    for (clearing, null, remove) in
        [(Clearing::Either, true, true), (Clearing::OnlyNull, true, false), (Clearing::OnlyRemove, false, true)]
    {
        for (op, works) in [("replace", null), ("remove", remove)] {
            for ignored in [false, true] {
                let mut world = with(|settings| {
                    settings.reference_clearing = clearing;
                    settings.date_clearing = clearing;
                    settings.refused_clearing_is_ignored = ignored;
                });
                world.patch("replace", "purchaseDate", &json!("2026-01-01"));
                let status = if works || ignored { 200 } else { 400 };
                assert_eq!(world.patch(op, "manufacturer", &Value::Null).status(), status, "{clearing:?} {op}");
                assert_eq!(world.patch(op, "purchaseDate", &Value::Null).status(), status);
                assert_eq!(world.record().manufacturer_id.is_none(), works);
                assert_eq!(!world.record().other.contains_key("purchaseDate"), works);
            }
        }
    }
}

#[test]
fn texts_are_cleared_as_switched() {
    for (clearing, empty, null) in
        [(TextClearing::Either, 200, 200), (TextClearing::OnlyEmpty, 200, 400), (TextClearing::OnlyNull, 400, 200)]
    {
        for (value, status) in [(json!(""), empty), (Value::Null, null)] {
            let mut world = with(|settings| settings.text_clearing = clearing);
            assert_eq!(world.patch("replace", "notes", &value).status(), status, "{clearing:?} {value}");
            assert_eq!(world.record().notes.is_empty(), status == 200);
            assert_eq!(world.patch("remove", "notes", &Value::Null).status(), 200);
        }
    }
}

#[test]
fn a_company_moves_with_a_site_of_its_own() {
    let mut world = world();
    let company = json!({"id": world.other_company});
    assert_eq!(faults(&world.patch("replace", "company", &company)), [pair("site", "InvalidReference")]);
    world.simulator.settings_mut().company_move = CompanyMove::DropsSite;
    assert_eq!(world.patch("replace", "company", &company).status(), 200);
    assert_eq!(world.record().site_id, None);
    // The order of the operations does not matter.
    let operations = json!([
        {"op": "replace", "path": "site", "value": {"id": world.site}},
        {"op": "replace", "path": "company", "value": {"id": world.company}},
    ]);
    let path = world.path();
    assert_eq!(send(&mut world.simulator, "PATCH", &path, &operations).status(), 200);
    assert_eq!(world.simulator.configurations_of(world.company).count(), 1);
}

#[test]
fn texts_are_cut_trimmed_and_flattened_as_switched() {
    let mut world = world();
    world.simulator.settings_mut().too_long = TooLong::Truncated;
    world.patch("replace", "macAddress", &json!(format!("{}\u{1F600}", "x".repeat(24))));
    assert_eq!(world.record().mac_address, "x".repeat(24), "a character is not cut in half");
    world.patch("replace", "name", &json!("a\r\nb\nc  "));
    assert_eq!(world.record().name, "a b c  ");
    world.patch("replace", "notes", &json!("a\nb"));
    assert_eq!(world.record().notes, "a\nb", "notes have lines");
    world.simulator.settings_mut().trims_trailing_space = true;
    world.simulator.settings_mut().flattens_newlines = false;
    world.patch("replace", "name", &json!("a\nb  "));
    assert_eq!(world.record().name, "a\nb");
    let mut other = with(|settings| {
        settings.too_long_code = "StringTooLong".to_owned();
        settings.invalid_reference_code = "NoSuchThing".to_owned();
    });
    assert_eq!(faults(&other.patch("replace", "ram", &json!("x".repeat(26)))), [pair("ram", "StringTooLong")]);
    assert_eq!(faults(&other.patch("replace", "status", &json!({"id": 9999}))), [pair("status", "NoSuchThing")]);
}

#[test]
fn parts_of_references_do_nothing_work_or_are_refused() {
    for (sub_paths, status, moved) in
        [(SubPaths::FalseOk, 200, false), (SubPaths::Works, 200, true), (SubPaths::Refused, 400, false)]
    {
        let mut world = with(|settings| settings.sub_paths = sub_paths);
        let second = world.simulator.add_status("Retired", true);
        assert_eq!(world.patch("replace", "status/id", &json!(second)).status(), status);
        assert_eq!(world.record().status_id == Some(second), moved, "{sub_paths:?}");
    }
    let mut strict = with(|settings| settings.leading_slash_refused = true);
    assert_eq!(strict.patch("replace", "/notes", &json!("x")).status(), 400);
}

#[test]
fn the_type_changes_on_its_own_path_and_elsewhere_as_switched() {
    for (switch, status, changed) in
        [(TypeInPatch::Works, 200, true), (TypeInPatch::Ignored, 200, false), (TypeInPatch::Refused, 400, false)]
    {
        let mut world = with(|settings| settings.type_in_patch = switch);
        let other = world.simulator.add_type("Switch");
        assert_eq!(world.patch("replace", "type", &json!({"id": other})).status(), status);
        assert_eq!(world.record().type_id == other, changed);
        let own = format!("{}/changeType", world.path());
        let operation = |path: &str| json!([{"op": "replace", "path": path, "value": {"id": other}}]);
        assert_eq!(send(&mut world.simulator, "PATCH", &own, &operation("type")).status(), 200);
        assert_eq!(world.record().type_id, other);
        assert_eq!(send(&mut world.simulator, "PATCH", &own, &operation("site")).status(), 400);
    }
    let mut world = world();
    let other = world.simulator.add_type("Switch");
    let question = world.simulator.add_question(world.kind, "Rack?", false);
    world.simulator.set_answer(world.id, question, json!("R1"));
    world.simulator.settings_mut().fixed_types.insert(other);
    let own = format!("{}/changeType", world.path());
    let operations = json!([{"op": "replace", "path": "type", "value": {"id": other}}]);
    assert_eq!(faults(&send(&mut world.simulator, "PATCH", &own, &operations)), [pair("type", "InvalidOperation")]);
    world.simulator.settings_mut().fixed_types.clear();
    let body = send(&mut world.simulator, "PATCH", &own, &operations).json();
    assert!(body.get("questions").is_none() && world.record().answers.is_empty());
}

#[test]
fn required_questions_must_be_answered_and_answers_must_fit() {
    let mut world = world();
    let address = world.simulator.add_question(world.kind, "What is the IP address?", true);
    let size = world.simulator.add_question(world.kind, "Size?", false);
    for value in ["Small", "Large"] {
        world.simulator.add_question_value(size, value);
    }
    let open = world.post(&json!({}));
    assert_eq!((open.status(), faults(&open)), (400, vec![pair("questions", "MissingRequiredField")]));
    for (answers, code) in [
        (json!([{"questionId": address, "answer": " "}]), "MissingRequiredField"),
        (json!([{"questionId": 9999, "answer": "x"}]), "InvalidReference"),
        (json!([{"questionId": address, "answer": "x"}, {"questionId": size, "answer": "Huge"}]), "InvalidValue"),
    ] {
        assert!(faults(&world.post(&json!({"questions": answers}))).contains(&pair("questions", code)), "{answers}");
    }
    let made = world.post(&json!({"questions": [
        {"questionId": address, "answer": 7}, {"questionId": size.to_string(), "answer": "large"}]}));
    let body = made.json();
    assert_eq!(made.status(), 201, "{body}");
    let answered = &body["questions"];
    assert_eq!((&answered[0]["answer"], &answered[1]["answer"]), (&json!("7"), &json!("large")));
    assert_eq!((&answered[0]["requiredFlag"], &answered[0]["fieldType"]), (&json!(true), &json!("Text")));
    world.id = body["id"].as_i64().unwrap();
    // The array is taken whole: the second answer is gone, the first keeps its id.
    let change = json!([{"questionId": address, "answer": "8"}]);
    let changed = world.patch("replace", "questions", &change).json();
    assert_eq!(changed["questions"][0]["answerId"], answered[0]["answerId"]);
    assert_eq!(changed["questions"][1].get("answer"), None);
    assert_eq!(world.patch("replace", "questions", &json!([])).status(), 400);
}

#[test]
fn answers_are_stored_as_they_come_if_switched() {
    let mut world = with(|settings| settings.answers_as_text = false);
    let question = world.simulator.add_question(world.kind, "Ports?", false);
    let body = world.post(&json!({"questions": [{"questionId": question, "answer": 24}]})).json();
    assert_eq!(body["questions"][0]["answer"], 24);
}

#[test]
fn questions_and_their_values_are_listed() {
    let mut world = world();
    let question = world.simulator.add_question(world.kind, "Size?", true);
    let value = world.simulator.add_question_value(question, "Small");
    let base = format!("/company/configurations/types/{}/questions", world.kind);
    let listed = get(&mut world.simulator, &base).json();
    assert_eq!((&listed[0]["id"], &listed[0]["entryType"]), (&json!(question), &json!("List")));
    assert_eq!(listed[0]["configurationType"]["name"], "Server");
    let values = get(&mut world.simulator, &format!("{base}/{question}/values")).json();
    assert_eq!((&values[0]["id"], &values[0]["value"]), (&json!(value), &json!("Small")));
    assert_eq!(get(&mut world.simulator, &format!("{base}/{value}/values")).status(), 404);
}

#[test]
fn custom_fields_are_written_as_switched() {
    use sitebook_connectwise_sim::{FieldType, PartialCustomFields};
    for (switch, status, kept) in [
        (PartialCustomFields::Kept, 200, true),
        (PartialCustomFields::Cleared, 200, false),
        (PartialCustomFields::Refused, 400, true),
    ] {
        let mut world = with(|settings| settings.partial_custom_fields = switch);
        let first = world.simulator.add_custom_field("Agent link", FieldType::Hyperlink);
        let second = world.simulator.add_custom_field("Ports", FieldType::Number);
        world.simulator.set_custom_value(world.id, first, json!("https://a.example"));
        let partial = json!([{"id": second, "value": 24}]);
        assert_eq!(world.patch("replace", "customFields", &partial).status(), status, "{switch:?}");
        assert_eq!(world.record().custom_values.contains_key(&first), kept);
        let whole = json!([{"id": first, "value": null}, {"id": second, "value": 48}]);
        let body = world.patch("replace", "customFields", &whole).json();
        assert_eq!(body["customFields"][1]["value"], 48);
        let wrong = json!([{"id": first, "value": null}, {"id": second, "value": "many"}]);
        assert_eq!(faults(&world.patch("replace", "customFields", &wrong)), [pair("customFields", "InvalidValue")]);
        let found = "/company/configurations/count?customFieldConditions=caption%3D%22Ports%22%20and%20value%3D48";
        assert_eq!(get(&mut world.simulator, found).json()["count"], 1);
        let listed = get(&mut world.simulator, "/system/userDefinedFields").json();
        assert_eq!((&listed[1]["caption"], &listed[1]["fieldTypeIdentifier"]), (&json!("Ports"), &json!("Number")));
    }
}

#[test]
fn put_empties_what_it_leaves_out_and_delete_removes() {
    let mut world = world();
    let path = world.path();
    let body = json!({"name": "put", "company": {"id": world.company}, "type": {"id": world.kind}});
    assert_eq!(send(&mut world.simulator, "PUT", &path, &body).status(), 200);
    assert_eq!((world.record().name.as_str(), world.record().notes.as_str()), ("put", ""));
    assert_eq!(world.record().site_id, None);
    let gone = world.simulator.handle(&common::request("DELETE", &path));
    assert_eq!(gone.status(), 204);
    assert_eq!(get(&mut world.simulator, &path).status(), 404);
    world.simulator.revoke_right(Function::Configurations, Verb::Delete);
    assert_eq!(world.simulator.handle(&common::request("DELETE", &path)).status(), 403);
}

#[test]
fn bulk_answers_as_switched_and_each_record_stands_alone() {
    for (bulk, status) in [(Bulk::Result, 207), (Bulk::Array, 207), (Bulk::Single, 207), (Bulk::Missing, 404)] {
        let mut world = with(|settings| settings.bulk = bulk);
        let good = json!({"name": "a", "company": {"id": world.company}, "type": {"id": world.kind}});
        let answer = send(&mut world.simulator, "POST", "/company/configurations/bulk", &json!([good, {"name": "b"}]));
        assert_eq!(answer.status(), status, "{bulk:?}");
        let body = answer.json();
        let entries = match bulk {
            Bulk::Result => &body["payload"],
            Bulk::Array => &body,
            Bulk::Single => {
                assert_eq!(body["name"], "a");
                continue;
            }
            Bulk::Missing => continue,
        };
        assert_eq!((&entries[0]["success"], &entries[0]["statusCode"]), (&json!(true), &json!(201)));
        assert_eq!((&entries[1]["originalIndex"], &entries[1]["error"]["code"]), (&json!(1), &json!("InvalidObject")));
        assert_eq!(world.simulator.configurations_of(world.company).count(), 2);
    }
}

#[test]
fn a_manufacturer_is_made_once_in_any_case_of_letters() {
    let mut world = world();
    let mut post = |body: Value| send(&mut world.simulator, "POST", "/procurement/manufacturers", &body);
    assert_eq!(faults(&post(json!({"name": "DELL"}))), [pair("name", "ObjectExists")]);
    assert_eq!(faults(&post(json!({"name": " "}))), [pair("name", "MissingRequiredField")]);
    assert_eq!(faults(&post(json!({"name": "x".repeat(51)}))), [pair("name", "MaxLength")]);
    let made = post(json!({"name": "HP"}));
    assert_eq!((made.status(), &made.json()["name"]), (201, &json!("HP")));
    let id = made.json()["id"].as_i64().unwrap();
    assert_eq!(get(&mut world.simulator, &format!("/procurement/manufacturers/{id}")).json()["name"], "HP");
}

#[test]
fn configurations_of_hidden_types_are_neither_seen_nor_made() {
    let mut world = world();
    let other = world.simulator.add_type("Switch");
    world.simulator.add_configuration(NewConfiguration {
        company: world.company,
        type_id: other,
        ..NewConfiguration::default()
    });
    world.simulator.set_visible_types(Some([other].into()));
    assert_eq!(common::ids(&get(&mut world.simulator, "/company/configurations")).len(), 1);
    let path = world.path();
    assert_eq!(get(&mut world.simulator, &path).status(), 404);
    assert_eq!(world.patch("replace", "notes", &json!("x")).status(), 404);
    assert_eq!(world.post(&json!({})).status(), 403);
    let items = get(&mut world.simulator, "/system/mySecurity/customizeItems/").json();
    assert_eq!(items, json!([{"id": 1, "customizeIdentifier": "CompanyConfigurations", "itemIdentifier": "Switch"}]));
}
