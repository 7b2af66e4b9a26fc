//! Files that people get out: the view of a table, everything about one agent, and what is said when that fails.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Reader, Xlsx};
use sitebook_app::dto::*;
use sitebook_app::{ErrorCode, OpenOptions, Workspace};
use tempfile::TempDir;

const AGENTS: &str = r#"{"agents":[
    {"id":"A-1","name":"North/Side: \"Dental\"","status":"online","customer_id":"=C-1","contact":{"phones":["+44 20 1"]},
     "activated_at":"2026-01-05T09:00:00Z","tags":["a;b","c"],"latitude":51.5,"longitude":-0.25,
     "devices":[{"id":"D-1","name":"fw01","serial":"1234567890123456","vlan":7}]},
    {"id":"A-2","name":"South","status":"offline"}]}"#;

struct Desk {
    directory: TempDir,
    workspace: Workspace,
}

impl Desk {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let options = OpenOptions { directory: Some(directory.path().join("workspace")), ..OpenOptions::default() };
        let desk = Self { workspace: Workspace::open(options).await.unwrap(), directory };
        let path = desk.directory.path().join("agents.json");
        std::fs::write(&path, AGENTS).unwrap();
        let request = ImportRequest { path: path.to_str().unwrap().to_owned(), ..ImportRequest::default() };
        assert_eq!(desk.workspace.agents_import(request).await.unwrap().rejected, []);
        desk
    }

    fn path(&self, name: &str) -> String {
        self.directory.path().join(name).to_str().unwrap().to_owned()
    }

    async fn agents(&self, search: &str) -> Vec<AgentSummary> {
        let request = AgentsListRequest { search: search.to_owned() };
        self.workspace.agents_list(request).await.unwrap().agents
    }

    async fn one(&self, format: ExportFormat, path: &str) -> ExportReply {
        let request = AgentExportRequest { agent: "A-1".to_owned(), format, path: path.to_owned() };
        self.workspace.agent_export(request).await.unwrap()
    }
}

fn view(format: ExportFormat, path: &str) -> AgentsExportRequest {
    AgentsExportRequest {
        columns: vec![
            AgentColumn::Status,
            AgentColumn::Name,
            AgentColumn::CustomerId,
            AgentColumn::Devices,
            AgentColumn::Activated,
            AgentColumn::Tags,
        ],
        format,
        path: path.to_owned(),
        ..AgentsExportRequest::default()
    }
}

fn workbook(path: &str) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(std::fs::read(path).unwrap())).unwrap()
}

#[tokio::test]
async fn a_view_is_written_as_it_is_seen() {
    let desk = Desk::new().await;
    let reply = desk.workspace.agents_export(view(ExportFormat::Csv, &desk.path("view.csv"))).await.unwrap();
    assert_eq!((reply.agents, reply.devices, reply.paths.len()), (2, 0, 1));
    let text = std::fs::read_to_string(&reply.paths[0]).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], r#""Status","Name","Customer ID","Devices","Activated","Tags""#);
    assert_eq!(
        lines[1], r#""Online","North/Side: ""Dental""","'=C-1",1,"2026-01-05T09:00:00Z","a;b, c""#,
        "what a spreadsheet would run is guarded"
    );
    let reply = desk.workspace.agents_export(view(ExportFormat::Xlsx, &desk.path("view.xlsx"))).await.unwrap();
    let mut workbook = workbook(&reply.paths[0]);
    assert_eq!(workbook.worksheet_formula("Agents").unwrap().cells().count(), 0, "no formula");
    let cells = workbook.worksheet_range("Agents").unwrap();
    assert_eq!(cells.get_value((1, 2)), Some(&Data::String("=C-1".to_owned())));
    assert_eq!(cells.get_value((1, 3)), Some(&Data::Float(1.0)));
    assert!(matches!(cells.get_value((1, 4)), Some(Data::DateTime(_))), "a date is a date");

    let south = desk.workspace.agents_show(AgentRequest { agent: "A-2".to_owned() }).await.unwrap().summary.id;
    for (only, except) in [(vec![south.clone()], vec![]), (vec![], vec![south])] {
        let request = AgentsExportRequest { only, except, ..view(ExportFormat::Csv, &desk.path("one.csv")) };
        assert_eq!(desk.workspace.agents_export(request).await.unwrap().agents, 1);
    }
}

#[tokio::test]
async fn everything_about_an_agent_goes_into_one_file_that_can_be_imported() {
    let desk = Desk::new().await;
    let changes = BTreeMap::from([("note".to_owned(), "Key at reception".to_owned())]);
    let set = AgentSetRequest { agent: "A-1".to_owned(), changes, ..AgentSetRequest::default() };
    desk.workspace.agents_set(set).await.unwrap();
    let changes = BTreeMap::from([("plan".to_owned(), "=1+1".to_owned())]);
    let set = AgentSetRequest { agent: "A-1".to_owned(), changes, ..AgentSetRequest::default() };
    desk.workspace.agents_set(set).await.unwrap();

    let reply = desk.one(ExportFormat::Xlsx, desk.directory.path().to_str().unwrap()).await;
    assert_eq!((reply.agents, reply.devices), (1, 1));
    let name = Path::new(&reply.paths[0]).file_name().unwrap().to_str().unwrap();
    assert_eq!(name, "North-Side- -Dental-.xlsx", "a name that every system takes");
    let mut workbook = workbook(&reply.paths[0]);
    assert_eq!(workbook.sheet_names(), ["Agent", "Devices", "Locations", "History"]);
    let history = workbook.worksheet_range("History").unwrap();
    assert!(history.rows().any(|row| row.contains(&Data::String("Key at reception".to_owned()))));
    assert_eq!(workbook.worksheet_range("Locations").unwrap().height(), 2);

    let csv = desk.one(ExportFormat::Csv, &desk.path("one.csv")).await;
    let beside = ["one.csv", "one-devices.csv", "one-locations.csv", "one-history.csv"];
    assert_eq!(csv.paths, beside.map(|name| desk.path(name)));
    let lines = |path: &str| -> Vec<String> {
        let text = std::fs::read_to_string(path).unwrap();
        text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect()
    };
    assert!(lines(&csv.paths[2])[0].starts_with(r#""When","Rests on","Latitude""#));
    assert_eq!(lines(&csv.paths[2]).len(), 2);
    let history = lines(&csv.paths[3]);
    assert_eq!(history[0], r#""When","Who","On device","Changed","Before","After""#);
    assert!(history.iter().any(|line| line.ends_with(r#","Key at reception""#)), "{history:?}");
    assert!(history.iter().any(|line| line.contains(r#""'=1+1""#)), "what a spreadsheet would run is guarded");
    let json = desk.one(ExportFormat::Json, &desk.path("one.json")).await;
    let document: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&json.paths[0]).unwrap()).unwrap();
    let agent = &document["agents"][0];
    assert_eq!((agent["note"].as_str(), agent["devices"][0]["vlan"].as_i64()), (Some("Key at reception"), Some(7)));
    assert!(agent["history"].as_array().unwrap().len() >= 2 && agent["locations"].as_array().unwrap().len() == 1);

    for path in [&reply.paths[0], &csv.paths[0], &csv.paths[1], &json.paths[0]] {
        let request = ImportRequest { path: path.clone(), source: "again".to_owned(), ..ImportRequest::default() };
        let again = desk.workspace.agents_import(request).await.unwrap();
        assert_eq!(again.rejected, [], "{path}");
        assert_eq!(again.updated, 0, "each file says the same: {path}");
    }
}

#[tokio::test]
async fn what_cannot_be_written_is_told_and_leaves_what_was_there() {
    let desk = Desk::new().await;
    let missing = view(ExportFormat::Csv, &desk.path("missing/view.csv"));
    let error = desk.workspace.agents_export(missing).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::BadFile);
    assert!(error.message.contains("There is no folder"), "{}", error.message);

    let long = serde_json::json!({"agents": [{"id": "A-3", "name": "Long", "note": "x".repeat(40_000)}]});
    let path = desk.path("long.json");
    std::fs::write(&path, long.to_string()).unwrap();
    desk.workspace.agents_import(ImportRequest { path, ..ImportRequest::default() }).await.unwrap();
    let there = desk.path("all.xlsx");
    std::fs::write(&there, "what was there").unwrap();
    let all = AgentsExportRequest { columns: Vec::new(), ..view(ExportFormat::Xlsx, &there) };
    let error = desk.workspace.agents_export(all).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::InvalidInput);
    assert!(error.message.contains("\"note\" of \"A-3\""), "{}", error.message);
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "what was there");
}

/// Agents of several sources under the same id, one of them by hand and at a place that a person said.
async fn agents_of_three_sources(desk: &Desk) {
    let again = desk.path("again.csv");
    std::fs::write(&again, "id,name,customer_id\nA-1,Elsewhere,C-9\nH-1,Taken,C-8\n").unwrap();
    let request = ImportRequest { path: again, source: "billing".to_owned(), ..ImportRequest::default() };
    desk.workspace.agents_import(request).await.unwrap();
    let values = [("name", "By hand"), ("tags", "vip, school")];
    let values = values.map(|(field, text)| (field.to_owned(), text.to_owned())).into_iter().collect();
    let added = desk.workspace.agents_add(AgentAddRequest { values }).await.unwrap();
    let pin = LocatePinRequest::at(added.summary.id, 53.744_312_345, -0.3325);
    desk.workspace.locate_pin(LocatePinRequest { address: Some("1 Quay St".to_owned()), ..pin }).await.unwrap();
}

#[tokio::test]
async fn what_is_imported_again_finds_the_agents_that_it_came_from() {
    let desk = Desk::new().await;
    agents_of_three_sources(&desk).await;
    let before = desk.agents("").await;
    for (format, name) in
        [(ExportFormat::Csv, "all.csv"), (ExportFormat::Xlsx, "all.xlsx"), (ExportFormat::Json, "all.json")]
    {
        let all = AgentsExportRequest { columns: Vec::new(), devices: true, ..view(format, &desk.path(name)) };
        for path in desk.workspace.agents_export(all).await.unwrap().paths {
            let reply = desk
                .workspace
                .agents_import(ImportRequest { path, changes: true, ..ImportRequest::default() })
                .await
                .unwrap();
            assert_eq!(
                (reply.created, reply.updated, &reply.rejected[..]),
                (0, 0, &[][..]),
                "{name}: {:?}",
                reply.changes
            );
        }
    }
    let after = desk.agents("").await;
    assert_eq!(serde_json::to_value(before).unwrap(), serde_json::to_value(after).unwrap());
}

#[tokio::test]
async fn a_file_about_an_agent_added_by_hand_is_the_word_of_who_imports_it() {
    let desk = Desk::new().await;
    agents_of_three_sources(&desk).await;
    let path = desk.path("edited.csv");
    std::fs::write(&path, "id,source,name,contact.email,contract_id\nH-1,hand,New name,ann@example.com,\n").unwrap();
    let import = |take: &[&str]| ImportRequest {
        path: path.clone(),
        take: take.iter().map(|field| (*field).to_owned()).collect(),
        ..ImportRequest::default()
    };
    let reply = desk.workspace.agents_import(import(&[])).await.unwrap();
    assert_eq!((reply.updated, reply.differing), (1, 1), "what was set here goes on counting");
    let named = |name: &'static str| async { desk.agents(name).await.remove(0) };
    assert_eq!(named("By hand").await.contact.email, "ann@example.com");
    desk.workspace.agents_import(import(&["name"])).await.unwrap();
    let renamed = named("New name").await;
    assert_eq!((renamed.source.as_str(), renamed.contact.email.as_str()), ("hand", "ann@example.com"));
    let undo = ChangesUndoRequest { undo: reply.undo.unwrap() };
    desk.workspace.changes_undo(undo).await.unwrap();
    assert_eq!(named("New name").await.contact.email, "");
}

#[tokio::test]
async fn a_source_that_is_named_for_the_whole_file_counts() {
    let desk = Desk::new().await;
    agents_of_three_sources(&desk).await;
    let path = desk.path("named.csv");
    std::fs::write(&path, "id,source,name,contact.email\nA-1,billing,Mine,\n").unwrap();
    let request = ImportRequest { path, source: "mine".to_owned(), ..ImportRequest::default() };
    assert_eq!(desk.workspace.agents_import(request).await.unwrap().created, 1);
    assert_eq!(desk.agents("Mine").await[0].source, "mine");
}
