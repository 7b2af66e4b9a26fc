//! Companies by status and type, the tables of both, and what childConditions can ask for.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::{Value, json};
use sitebook_connectwise_sim::{FieldType, Function, Seed, Simulator, Table, Verb};

mod common;

use common::{faults, get, ids, request};

/// A status and a type, and the companies: of both, of the status only, of the type only.
struct Firms {
    simulator: Simulator,
    status: i64,
    kind: i64,
    both: i64,
    of_status: i64,
    of_type: i64,
}

fn firms() -> Firms {
    let mut simulator = Simulator::empty();
    let (kind, other_kind) = (simulator.add_company_type("Client"), simulator.add_company_type("Vendor"));
    let [both, of_status, of_type] = ["A", "B", "C"].map(|name| simulator.add_company(name, name));
    let status = simulator.add_company_status("Inactive");
    for company in [both, of_status] {
        simulator.edit_company(company, |company| "Inactive".clone_into(&mut company.status));
    }
    simulator.set_company_types(both, [kind, other_kind]);
    simulator.set_company_types(of_status, [other_kind]);
    simulator.set_company_types(of_type, [kind]);
    Firms { simulator, status, kind, both, of_status, of_type }
}

#[test]
fn companies_are_found_by_status_and_by_one_of_their_types() {
    let Firms { mut simulator, status, kind, both, of_status, of_type } = firms();
    for (query, found) in [
        (format!("conditions=status%2Fid%3D{status}"), vec![both, of_status]),
        ("conditions=status%2Fname%3D%22active%22".to_owned(), vec![of_type]),
        (format!("childConditions=types%2Fid%3D{kind}"), vec![both, of_type]),
        (format!("childConditions=types%2Fid%20in%20({kind}%2C9999)"), vec![both, of_type]),
        ("childConditions=types%2Fname%3D%22vendor%22".to_owned(), vec![both, of_status]),
        (format!("conditions=status%2Fid%3D{status}&childConditions=types%2Fid%3D{kind}"), vec![both]),
        ("childConditions=types%2Fid%3D9999".to_owned(), Vec::new()),
    ] {
        assert_eq!(ids(&get(&mut simulator, &format!("/company/companies?{query}"))), found, "{query}");
        let count = get(&mut simulator, &format!("/company/companies/count?{query}")).json();
        assert_eq!(count, json!({"count": found.len()}), "{query}");
    }
}

#[test]
fn types_are_no_field_for_conditions_and_other_lists_have_no_children() {
    let Firms { mut simulator, kind, .. } = firms();
    for path in [
        format!("/company/companies?conditions=types%2Fid%3D{kind}"),
        format!("/company/companies?childConditions=id%3D{kind}"),
        format!("/company/configurations?childConditions=types%2Fid%3D{kind}"),
    ] {
        let refused = get(&mut simulator, &path);
        assert_eq!((refused.status(), faults(&refused)[0].1.as_str()), (400, "InvalidCondition"), "{path}");
    }
}

#[test]
fn a_company_shows_its_types_and_a_status_that_the_table_has() {
    let Firms { mut simulator, status, kind, both, of_type, .. } = firms();
    let shown = get(&mut simulator, &format!("/company/companies/{both}")).json();
    assert_eq!(shown["status"], json!({"id": status, "name": "Inactive"}));
    assert_eq!(shown["types"][0], json!({"id": kind, "name": "Client"}));
    assert_eq!(shown["types"].as_array().unwrap().len(), 2);
    simulator.set_company_types(of_type, []);
    assert_eq!(get(&mut simulator, &format!("/company/companies/{of_type}")).json()["types"], json!([]));
}

#[test]
fn statuses_and_types_are_tables_that_need_table_setup() {
    let mut simulator = Simulator::sample();
    let names = |body: &Value| -> Vec<String> {
        body.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    let (statuses, types) = ("/company/companies/statuses", "/company/companies/types");
    assert_eq!(names(&get(&mut simulator, statuses).json()), ["Active", "Inactive", "Not Approved"]);
    assert_eq!(names(&get(&mut simulator, types).json()), ["Client", "Prospect", "Vendor", "Former Client"]);
    assert_eq!(get(&mut simulator, &format!("{statuses}/count?conditions=defaultFlag%3DTrue")).json()["count"], 1);
    assert_eq!(get(&mut simulator, &format!("{types}/count")).json()["count"], 4);
    assert_eq!(simulator.handle(&request("POST", types)).status(), 405);
    simulator.set_visible_tables(Some([Table::CompanyType].into()));
    assert_eq!(get(&mut simulator, statuses).status(), 403);
    assert_eq!(get(&mut simulator, types).status(), 200);
    simulator.revoke_right(Function::TableSetup, Verb::Inquire);
    assert_eq!(get(&mut simulator, types).status(), 403);
    assert_eq!(get(&mut simulator, "/company/companies").status(), 200);
}

#[test]
fn a_seed_file_that_only_names_statuses_gets_the_table_of_them() {
    let seed: Seed = serde_json::from_value(json!({"companies": [
        {"id": 1, "status": "Active"}, {"id": 2, "status": "Old"}, {"id": 3, "status": "Active"}, {"id": 4},
    ]}))
    .unwrap();
    let mut simulator = Simulator::from_seed(seed);
    let statuses = ids(&get(&mut simulator, "/company/companies/statuses"));
    assert_eq!(statuses.len(), 2);
    let of_first = format!("/company/companies?conditions=status%2Fid%3D{}", statuses[0]);
    assert_eq!(ids(&get(&mut simulator, &of_first)), [1, 3]);
    assert_eq!(Simulator::from_seed(simulator.seed().clone()).seed(), simulator.seed());
}

#[test]
fn a_custom_field_stands_on_the_screen_of_configurations() {
    let mut simulator = Simulator::empty();
    simulator.add_custom_field("Zone", FieldType::Text);
    assert_eq!(get(&mut simulator, "/system/userDefinedFields").json()[0]["screenId"], json!("Configuration"));
}
