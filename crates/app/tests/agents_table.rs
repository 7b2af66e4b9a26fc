//! The table of agents and the search box.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::fmt::Write;

use common::{Office, changes, open, run_request};
use sitebook_app::Workspace;
use sitebook_app::dto::*;
use sitebook_domain::{AgentStatus, SyncMode, SyncState};

/// Agents of which the number says everything.
fn agents(numbers: impl Iterator<Item = usize>) -> String {
    let mut text = String::from(r#"{"agents":["#);
    for (index, number) in numbers.enumerate() {
        let comma = if index > 0 { "," } else { "" };
        let status = ["online", "offline"][number % 2];
        let customer = if number.is_multiple_of(3) { String::new() } else { format!("C-{number}") };
        write!(
            text,
            r#"{comma}{{"id":"N-{number}","name":"site {number}","status":"{status}","customer_id":"{customer}",
                "tags":["ring {}"],"residential":{}}}"#,
            number % 4,
            number.is_multiple_of(5)
        )
        .unwrap();
    }
    text + "]}"
}

fn query(search: &str) -> AgentsQuery {
    AgentsQuery { search: search.to_owned(), ..AgentsQuery::default() }
}

async fn window(workspace: &Workspace, query: AgentsQuery, offset: u32, limit: u32) -> AgentsTableReply {
    workspace.agents_table(AgentsTableRequest { query, offset, limit }).await.unwrap()
}

fn names(reply: &AgentsTableReply) -> Vec<&str> {
    reply.rows.iter().map(|agent| agent.name.as_str()).collect()
}

#[tokio::test]
async fn a_window_shows_a_part_of_what_is_found_in_the_order_of_a_person() {
    let office = Office::new().await;
    office.import(&agents(1..=120)).await;
    let reply = window(&office.workspace, query("site"), 8, 4).await;
    assert_eq!(names(&reply), ["site 9", "site 10", "site 11", "site 12"], "numbers count by their value");
    assert_eq!((reply.found, reply.total, reply.offset), (120, 121, 8));
    assert_eq!((reply.counts.down, reply.counts.online), (60, 60));
    assert!(window(&office.workspace, query("site"), 500, 4).await.rows.is_empty());
}

#[tokio::test]
async fn rows_without_a_value_come_last_whichever_way_the_others_go() {
    let office = Office::new().await;
    office.import(&agents(1..=4)).await;
    let by_customer = |descending| AgentsQuery {
        sort: AgentColumn::CustomerId,
        descending,
        filter: AgentsFilter { linked: Some(false), ..AgentsFilter::default() },
        ..query("site")
    };
    let reply = window(&office.workspace, by_customer(false), 0, 10).await;
    assert_eq!(names(&reply), ["site 1", "site 2", "site 4", "site 3"]);
    let reply = window(&office.workspace, by_customer(true), 0, 10).await;
    assert_eq!(names(&reply), ["site 4", "site 2", "site 1", "site 3"]);
}

#[tokio::test]
async fn conditions_of_one_kind_add_up_and_those_of_different_kinds_all_hold() {
    let office = Office::new().await;
    office.import(&agents(1..=40)).await;
    let filter = AgentsFilter {
        tags: vec!["RING 1".to_owned(), "ring 2".to_owned()],
        residential: Some(true),
        ..AgentsFilter::default()
    };
    let reply = window(&office.workspace, AgentsQuery { filter: filter.clone(), ..query("") }, 0, 50).await;
    assert_eq!(names(&reply), ["site 5", "site 10", "site 25", "site 30"]);
    let down = AgentsFilter { status: vec![AgentStatus::Down], ..filter };
    let reply = window(&office.workspace, AgentsQuery { filter: down, ..query("") }, 0, 50).await;
    assert_eq!(names(&reply), ["site 5", "site 25"]);
    assert_eq!((reply.counts.down, reply.counts.online), (2, 2), "what the other states would find");
    assert_eq!(reply.tags.len(), 4);
}

#[tokio::test]
async fn what_every_part_of_the_program_changes_is_in_the_table_at_once() {
    let office = Office::matched().await;
    let other = open(&office.directory.path().join("workspace")).await;
    let row = async |workspace: &Workspace| {
        let reply = window(workspace, query(""), 0, 10).await;
        reply.rows.into_iter().find(|agent| agent.source_id == "A-1").unwrap()
    };
    // Both have read everything once; from here on only what changed is read.
    let before = row(&other).await;
    assert_eq!((before.psa.matched, before.psa.sync.state), (2, SyncState::Never));

    office.run(None).await.unwrap();
    let set = AgentSetRequest {
        agent: "A-1".to_owned(),
        changes: changes(&[("name", "Harbour Clinic"), ("tags", "vip, dental")]),
        ..AgentSetRequest::default()
    };
    office.workspace.agents_set(set).await.unwrap();
    office.workspace.match_remove(DeviceRequest { device: "A-1/D-2".to_owned() }).await.unwrap();
    let pin = LocatePinRequest::at("A-1".to_owned(), 53.7, -0.3);
    office.workspace.locate_pin(pin).await.unwrap();
    let ignore = DeviceSetRequest {
        device: "A-1/D-3".to_owned(),
        changes: changes(&[("ignored", "yes")]),
        ..DeviceSetRequest::default()
    };
    office.workspace.devices_set(ignore).await.unwrap();

    let now = row(&other).await;
    assert_eq!(now.name, "Harbour Clinic");
    assert_eq!(now.tags, ["vip", "dental"]);
    assert_eq!((now.psa.matched, now.device_count), (1, 2));
    assert!(now.location.confirmed);
    assert_eq!(now.psa.sync.state, SyncState::Synchronized);
    assert_eq!(now, row(&office.workspace).await, "both processes say the same");
    let anew = open(&office.directory.path().join("workspace")).await;
    assert_eq!(now, row(&anew).await, "and so does one that reads everything");

    office.workspace.link_remove(AgentRequest { agent: "A-1".to_owned() }).await.unwrap();
    assert!(row(&other).await.psa.company.is_none());
    let refused = office.workspace.sync_run(run_request(SyncMode::ToConnectwise)).await;
    assert!(refused.is_err());
    office.import(&agents(1..=3)).await;
    assert_eq!(window(&other, query(""), 0, 10).await.total, 4);
}

#[tokio::test]
async fn a_view_is_kept_under_its_name_for_everybody() {
    let office = Office::new().await;
    let view = |name: &str, search: &str| SavedView {
        name: name.to_owned(),
        query: query(search),
        columns: vec![ViewColumn { column: AgentColumn::Name, width: None }],
        by: String::new(),
    };
    office.workspace.views_save(view("North", "north")).await.unwrap();
    office.workspace.views_save(view("Gone", "")).await.unwrap();
    office.workspace.views_save(view(" NORTH ", "northern")).await.unwrap();
    let other = open(&office.directory.path().join("workspace")).await;
    let views = other.views_list(Nothing {}).await.unwrap().views;
    let kept: Vec<_> = views.iter().map(|view| (view.name.as_str(), view.query.search.as_str())).collect();
    assert_eq!(kept, [("Gone", ""), ("NORTH", "northern")]);
    assert!(other.views_save(view("  ", "")).await.is_err());
    other.views_remove(SavedViewRequest { name: "gone".to_owned() }).await.unwrap();
    assert!(other.views_remove(SavedViewRequest { name: "gone".to_owned() }).await.is_err());
    assert_eq!(office.workspace.views_list(Nothing {}).await.unwrap().views.len(), 1);
}

#[tokio::test]
async fn the_search_box_finds_agents_devices_and_companies_and_shows_where() {
    let office = Office::matched().await;
    let search =
        async |text: &str| office.workspace.search(SearchRequest { text: text.to_owned(), limit: None }).await.unwrap();
    let reply = search("north").await;
    assert_eq!((reply.agents.len(), reply.companies.len()), (1, 1));
    assert_eq!(reply.agents[0].name_marks, [(0, 5)]);
    assert_eq!(reply.companies[0].agents, [reply.agents[0].id.as_str()]);

    let reply = search("C-100").await;
    let hit = reply.agents[0].hit.as_ref().unwrap();
    assert_eq!(
        (hit.field.as_str(), hit.text.as_str(), hit.marks.as_slice()),
        ("customer_id", "C-100", &[(0, 1), (2, 5)][..])
    );

    for mac in ["00:11:22:33:44:55", "0011.2233.4455", "001122334455", "334455"] {
        let reply = search(mac).await;
        assert_eq!(reply.devices.len(), 1, "{mac}");
        assert_eq!(reply.devices[0].hit.as_ref().unwrap().field, "macs", "{mac}");
        assert_eq!(reply.devices[0].agent_name, "Northside Dental");
    }
    let reply = search("nortside").await;
    assert_eq!((reply.instead.as_deref(), reply.agents.len()), (Some("northside"), 1));
    let nothing = search("quetzalcoatl").await;
    assert!(nothing.agents.is_empty() && nothing.instead.is_none());
    assert!(search("  ").await.agents.is_empty());
}

/// Places of towns, and one agent of which only the country may be known.
const NEAR_TOWNS: &str = r#"{"agents":[
    {"id":"P-1","name":"Leeds","latitude":53.80,"longitude":-1.55},
    {"id":"P-2","name":"Bradford","latitude":53.79,"longitude":-1.75},
    {"id":"P-3","name":"Hull","latitude":53.74,"longitude":-0.33},
    {"id":"P-4","name":"Taveuni east","latitude":-16.8,"longitude":-179.99},
    {"id":"P-5","name":"Taveuni west","latitude":-16.8,"longitude":179.99},
    {"id":"P-6","name":"Nowhere"}]}"#;

fn near(lat: f64, lon: f64, km: Option<f64>) -> AgentsQuery {
    let near = Some(NearPoint { lat, lon, km, name: "here".to_owned() });
    let filter = AgentsFilter { near, ..AgentsFilter::default() };
    AgentsQuery { filter, sort: AgentColumn::Distance, ..AgentsQuery::default() }
}

#[tokio::test]
async fn agents_near_a_point_are_found_with_their_distance_the_nearest_first() {
    let office = Office::new().await;
    office.import(NEAR_TOWNS).await;
    let reply = window(&office.workspace, near(53.80, -1.55, Some(20.0)), 0, 10).await;
    assert_eq!(names(&reply), ["Leeds", "Bradford"], "Hull is 80 km away; an agent without a place is near nothing");
    let distances: Vec<f64> = reply.rows.iter().filter_map(|agent| agent.distance_km).map(f64::round).collect();
    assert_eq!(distances, [0.0, 13.0]);
    let all = window(&office.workspace, near(53.80, -1.55, None), 0, 10).await;
    assert_eq!(names(&all)[..3], ["Leeds", "Bradford", "Hull"]);
    assert!(!names(&all).contains(&"Nowhere") && !names(&all).contains(&"Northside Dental"));
    let backwards = AgentsQuery { descending: true, ..near(53.80, -1.55, Some(100.0)) };
    assert_eq!(names(&window(&office.workspace, backwards, 0, 10).await), ["Hull", "Bradford", "Leeds"]);
    let over_the_date_line = window(&office.workspace, near(-16.8, 179.995, Some(5.0)), 0, 10).await;
    assert_eq!(names(&over_the_date_line), ["Taveuni west", "Taveuni east"]);
}

#[tokio::test]
async fn the_map_and_a_file_have_the_same_distances_as_the_table() {
    let office = Office::new().await;
    office.import(NEAR_TOWNS).await;
    let query = near(53.80, -1.55, Some(20.0));
    let places = office.workspace.agents_places(AgentsPlacesRequest { query: query.clone() }).await.unwrap();
    assert_eq!((places.names, places.distance_km), (vec!["Leeds".to_owned(), "Bradford".to_owned()], vec![0.0, 13.2]));
    let file = office.write("near.csv", "");
    let request = AgentsExportRequest {
        query,
        path: file.clone(),
        format: ExportFormat::Csv,
        columns: vec![AgentColumn::Name, AgentColumn::Distance],
        ..AgentsExportRequest::default()
    };
    assert_eq!(office.workspace.agents_export(request).await.unwrap().agents, 2);
    let text = std::fs::read_to_string(file).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines, ["\"Name\",\"Distance (km)\"", "\"Leeds\",0", "\"Bradford\",13.2"]);
}

#[tokio::test]
async fn a_point_that_is_none_is_refused() {
    let office = Office::new().await;
    for query in [near(95.0, 0.0, None), near(1.0, 1.0, Some(-3.0))] {
        let request = AgentsTableRequest { query, offset: 0, limit: 10 };
        let error = office.workspace.agents_table(request).await.unwrap_err();
        assert_eq!(error.code, sitebook_app::ErrorCode::InvalidInput);
    }
}
