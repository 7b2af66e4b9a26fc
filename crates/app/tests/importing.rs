//! Looking into files, previews, taking the file's values, and one undo, on a workspace in a real directory.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail")]

use std::collections::BTreeMap;

use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode, ImportStep, OpenOptions, Workspace, WorkspaceEvent};
use tempfile::TempDir;
use tokio::sync::broadcast::error::RecvError;

struct Desk {
    directory: TempDir,
    workspace: Workspace,
}

impl Desk {
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let options = OpenOptions { directory: Some(directory.path().join("workspace")), ..OpenOptions::default() };
        Self { workspace: Workspace::open(options).await.unwrap(), directory }
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    async fn inspect(&self, path: &str) -> ImportInspection {
        self.workspace
            .import_inspect(ImportInspectRequest { path: path.to_owned(), ..ImportInspectRequest::default() })
            .await
            .unwrap()
    }

    async fn import(&self, request: ImportRequest) -> Result<ImportReply, AppError> {
        self.workspace.agents_import(request).await
    }

    async fn agent(&self, agent: &str) -> AgentDetail {
        self.workspace.agents_show(AgentRequest { agent: agent.to_owned() }).await.unwrap()
    }
}

fn request(path: &str) -> ImportRequest {
    ImportRequest { path: path.to_owned(), ..ImportRequest::default() }
}

/// What a person sends after having looked: the columns as the inspection says.
fn mapping(inspection: ImportInspection) -> Vec<ImportMapping> {
    let table = |table: ImportTable| ImportMapping {
        table: table.name,
        holds: table.holds,
        columns: table.columns.into_iter().filter_map(|column| Some((column.name, column.target?))).collect(),
        id_from: table.id_from,
    };
    inspection.tables.into_iter().map(table).collect()
}

fn targets(table: &ImportTable) -> Vec<(&str, Option<&str>)> {
    table.columns.iter().map(|column| (column.name.as_str(), column.target.as_deref())).collect()
}

const CUSTOMERS: &str = "Customer;Customer number;E-mail;Phone;Mobile;Colour\n\
                         Northside;C-1;ann@example.com;'+44 20 1;+44 7 1;red\n\
                         Southside;C-2;;'+44 20 2;;\n";

#[tokio::test]
async fn a_list_as_people_have_it_is_looked_into_imported_and_remembered() {
    let desk = Desk::new().await;
    let path = desk.write("customers.csv", CUSTOMERS);
    let inspection = desk.inspect(&path).await;
    assert_eq!((inspection.format.as_str(), inspection.tables.len()), ("csv", 1));
    let table = &inspection.tables[0];
    assert_eq!((table.holds.as_deref(), table.rows), (Some("agents"), 2));
    let expected = [
        ("Customer", Some("name")),
        ("Customer number", Some("customer_id")),
        ("E-mail", Some("contact.email")),
        ("Phone", Some("contact.phones")),
        ("Mobile", Some("contact.phones")),
        ("Colour", None),
    ];
    assert_eq!(targets(table), expected);
    assert_eq!(table.id_from.as_deref(), Some("Customer number"), "each row has its own");
    assert_eq!(table.columns[3].samples, ["+44 20 1", "+44 20 2"]);
    assert!(inspection.agent_fields.iter().any(|field| field.field == "id" && field.required));

    let error = desk.import(request(&path)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::BadFile, "another column stands in for an id only where a person says so");

    let mut chosen = mapping(inspection);
    chosen[0].columns.insert("Colour".to_owned(), "tags".to_owned());
    let dry = ImportRequest { dry_run: true, changes: true, mapping: chosen.clone(), ..request(&path) };
    let preview = desk.import(dry).await.unwrap();
    assert_eq!((preview.created, preview.undo.as_deref(), preview.changes.len()), (2, None, 2));
    assert!(!desk.inspect(&path).await.tables[0].columns[0].remembered, "nothing is kept of a preview");

    let reply = desk.import(ImportRequest { mapping: chosen, ..request(&path) }).await.unwrap();
    assert_eq!((reply.created, reply.rejected.len()), (2, 0));
    let agent = desk.agent("C-1").await;
    assert_eq!(agent.summary.contact.phones, ["+44 20 1", "Mobile: +44 7 1"]);
    assert_eq!((agent.summary.customer_id.as_str(), agent.summary.tags), ("C-1", vec!["red".to_owned()]));

    let next = desk.write("next.csv", "Colour,CUSTOMER,Customer number,E-mail,Phone,Mobile\n,West,C-3,,,\n");
    let table = &desk.inspect(&next).await.tables[0];
    assert_eq!((targets(table)[0], table.columns[0].remembered), (("Colour", Some("tags")), true));
}

#[tokio::test]
async fn a_mapping_that_makes_no_sense_changes_nothing() {
    let desk = Desk::new().await;
    let path = desk.write("customers.csv", CUSTOMERS);
    let with = |table: &str, holds: &str, columns: &[(&str, &str)]| ImportRequest {
        mapping: vec![ImportMapping {
            table: table.to_owned(),
            holds: Some(holds.to_owned()),
            columns: columns.iter().map(|(head, target)| ((*head).to_owned(), (*target).to_owned())).collect(),
            id_from: None,
        }],
        ..request(&path)
    };
    for wrong in [
        with("other.csv", "agents", &[("Customer", "name")]),
        with("customers.csv", "rows", &[("Customer", "name")]),
        with("customers.csv", "agents", &[("Nothing", "name")]),
        with("customers.csv", "agents", &[("Customer", "serial")]),
        with("customers.csv", "agents", &[("Customer", "name"), ("Colour", "name"), ("Customer number", "id")]),
        ImportRequest { take: vec!["nonsense".to_owned()], ..request(&path) },
    ] {
        let error = desk.import(wrong).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput);
        assert!(error.message.contains("Nothing was changed"), "{}", error.message);
    }
    let incomplete = with("customers.csv", "agents", &[("Customer", "name")]);
    assert_eq!(desk.import(incomplete).await.unwrap_err().code, ErrorCode::BadFile);
}

const BEFORE: &str = r#"{"agents":[{"id":"A-1","name":"Northside","customer_id":"C-1","note":"old",
    "devices":[{"id":"D-1","name":"fw01","serial":"S-1"}]}]}"#;
const AFTER: &str = r#"{"agents":[{"id":"A-1","name":"North","customer_id":"C-9","note":"new","latitude":51.5,"longitude":-0.1,
    "devices":[{"id":"D-1","name":"fw01","serial":"S-2"},{"id":"D-2","name":"sw01"}]},{"id":"A-2","name":"South"},
    {"id":"A-3","name":"West","latitude":1,"longitude":2}]}"#;

/// A workspace with an agent whose note and customer reference a person set.
async fn edited() -> Desk {
    let desk = Desk::new().await;
    let path = desk.write("before.json", BEFORE);
    desk.import(request(&path)).await.unwrap();
    let changes =
        BTreeMap::from([("note".to_owned(), "mine".to_owned()), ("customer_id".to_owned(), "C-5".to_owned())]);
    let set = AgentSetRequest { agent: "A-1".to_owned(), changes, ..AgentSetRequest::default() };
    desk.workspace.agents_set(set).await.unwrap();
    desk
}

fn value(field: &str, from: &str, to: &str, kept: bool) -> ImportValue {
    ImportValue { field: field.to_owned(), from: from.to_owned(), to: to.to_owned(), kept }
}

#[tokio::test]
async fn a_preview_says_what_is_new_what_changes_and_where_own_values_stay() {
    let desk = edited().await;
    let path = desk.write("after.json", AFTER);
    let dry = ImportRequest { dry_run: true, changes: true, ..request(&path) };
    let preview = desk.import(dry.clone()).await.unwrap();
    assert_eq!((preview.created, preview.updated, preview.unchanged, preview.differing), (3, 2, 0, 2));
    let differing: Vec<(&str, u32)> =
        preview.differing_fields.iter().map(|field| (field.field.as_str(), field.records)).collect();
    assert_eq!(differing, [("customer_id", 1), ("note", 1)]);
    let change = &preview.changes[0];
    assert_eq!((change.what.as_str(), change.source_id.as_str(), change.new), ("agent", "A-1", false));
    let expected = [
        value("name", "Northside", "North", false),
        value("customer_id", "C-5", "C-9", true),
        value("note", "mine", "new", true),
        value("location", "", "51.50000, -0.10000, London, GB (confirmed)", false),
    ];
    assert_eq!(change.values, expected);
    let device = preview.changes.iter().find(|change| change.source_id == "D-2").unwrap();
    assert_eq!((device.what.as_str(), device.agent.as_str(), device.new), ("device", "A-1", true));
    assert_eq!(desk.agent("A-1").await.summary.name, "Northside", "nothing was written");
    assert_eq!(desk.import(dry).await.unwrap(), preview);
}

#[tokio::test]
async fn the_files_value_takes_the_place_of_an_own_one_only_where_that_is_said() {
    let desk = edited().await;
    let path = desk.write("after.json", AFTER);
    let reply = desk.import(ImportRequest { take: vec!["note".to_owned()], ..request(&path) }).await.unwrap();
    assert_eq!(reply.differing, 1);
    let agent = desk.agent("A-1").await;
    assert_eq!((agent.note.as_str(), agent.summary.customer_id.as_str()), ("new", "C-5"));
    let note = agent.fields.iter().find(|field| field.field == "note").unwrap();
    assert_eq!(note.own_by, None, "the source counts again");
    let entry = agent.history.iter().find(|entry| entry.field == "note").unwrap();
    assert_eq!((entry.old.as_str(), entry.new.as_str(), entry.by.as_str()), ("mine", "new", "import"));
    let again = desk.import(ImportRequest { changes: true, ..request(&path) }).await.unwrap();
    assert_eq!((again.updated, again.unchanged, again.undo.as_deref()), (0, 5, None));
    assert_eq!(again.changes.len(), 1, "where the file says something else than an own value is told each time");
}

#[tokio::test]
async fn a_long_preview_counts_what_it_does_not_list() {
    let desk = Desk::new().await;
    let rows: Vec<String> = (0..2100).map(|number| format!("A-{number},x")).collect();
    let path = desk.write("many.csv", format!("id,name\n{}", rows.join("\n")));
    let preview = desk.import(ImportRequest { dry_run: true, changes: true, ..request(&path) }).await.unwrap();
    assert_eq!((preview.created, preview.changes.len(), preview.more_changes), (2100, 2000, 100));
}

#[tokio::test]
async fn a_workbook_may_hold_agents_and_their_devices() {
    let desk = Desk::new().await;
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let agents = workbook.add_worksheet().set_name("Customers").unwrap();
    agents.write_row_matrix(0, 0, [["Customer", "Customer number"], ["Northside", "C-1"], ["South", "C-2"]]).unwrap();
    let devices = workbook.add_worksheet().set_name("Devices").unwrap();
    let rows = [
        ["Customer number", "Device name", "Serial no.", "MAC"],
        ["C-1", "fw01", "S-1", "00:09:0f:aa:bb:01"],
        ["C-2", "fw01", "S-2", ""],
        ["C-7", "fw01", "S-3", ""],
    ];
    devices.write_row_matrix(0, 0, rows).unwrap();
    let path = desk.write("office.xlsx", workbook.save_to_buffer().unwrap());
    let inspection = desk.inspect(&path).await;
    let holds: Vec<Option<&str>> = inspection.tables.iter().map(|table| table.holds.as_deref()).collect();
    assert_eq!((inspection.format.as_str(), holds), ("xlsx", vec![Some("agents"), Some("devices")]));
    assert_eq!(inspection.tables[1].id_from.as_deref(), Some("Serial no."));
    let reply = desk.import(ImportRequest { mapping: mapping(inspection), ..request(&path) }).await.unwrap();
    assert_eq!((reply.created, reply.rejected.len()), (4, 1));
    assert_eq!(reply.rejected[0].r#where, "Devices row 4");
    assert_eq!(desk.agent("Northside").await.devices[0].serial, "S-1");
}

#[tokio::test]
async fn one_undo_takes_an_import_back_but_for_what_was_changed_since() {
    let desk = edited().await;
    let path = desk.write("after.json", AFTER);
    let reply = desk.import(ImportRequest { take: vec!["note".to_owned()], ..request(&path) }).await.unwrap();
    let changes = BTreeMap::from([("plan".to_owned(), "Gold".to_owned())]);
    let set = AgentSetRequest { agent: "A-2".to_owned(), changes, ..AgentSetRequest::default() };
    desk.workspace.agents_set(set).await.unwrap();
    let undone = desk.workspace.changes_undo(ChangesUndoRequest { undo: reply.undo.unwrap() }).await.unwrap();
    assert_eq!(
        undone.left.iter().map(|left| left.name.as_str()).collect::<Vec<_>>(),
        ["South"],
        "a person worked on it"
    );
    let agent = desk.agent("A-1").await;
    assert_eq!((agent.summary.name.as_str(), agent.note.as_str()), ("Northside", "mine"));
    assert_eq!((agent.devices.len(), agent.devices[0].serial.as_str()), (1, "S-1"));
    assert!(!agent.summary.location.confirmed, "the coordinates of the file do not count any more");
    let note = agent.fields.iter().find(|field| field.field == "note").unwrap();
    assert!(note.own_by.is_some(), "the own value is own again");
}

/// Runs an import until it tells of a step, wishes that it stops, and says how it ended.
async fn stopped_at(desk: &Desk, step: ImportStep, dry_run: bool, path: &str) -> Result<ImportReply, AppError> {
    let mut events = desk.workspace.events();
    let workspace = desk.workspace.clone();
    let request = ImportRequest { dry_run, work: "w-1".to_owned(), ..request(path) };
    let import = tokio::spawn(async move { workspace.agents_import(request).await });
    loop {
        match events.recv().await {
            Ok(WorkspaceEvent::ImportProgress { work, step: at, .. }) if work == "w-1" && at == step => break,
            Ok(_) | Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => panic!("nothing was told"),
        }
    }
    desk.workspace.import_stop(ImportStopRequest { work: "another".to_owned() }).await.unwrap();
    desk.workspace.import_stop(ImportStopRequest { work: "w-1".to_owned() }).await.unwrap();
    import.await.unwrap()
}

#[tokio::test]
async fn a_stopped_import_leaves_nothing_behind() {
    let desk = Desk::new().await;
    let rows: Vec<String> = (0..20_000).map(|number| format!("A-{number},Agent {number}")).collect();
    let path = desk.write("many.csv", format!("id,name\n{}", rows.join("\n")));
    for (step, dry_run) in [(ImportStep::Reading, true), (ImportStep::Taking, true), (ImportStep::Taking, false)] {
        let error = stopped_at(&desk, step, dry_run, &path).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Stopped, "{step:?}, dry run: {dry_run}");
    }
    let agents = desk.workspace.agents_list(AgentsListRequest { search: String::new() }).await.unwrap().agents;
    assert!(agents.is_empty());
    // The name is free again, and what was stopped stops nothing else.
    let few = desk.write("few.csv", "id,name\nA-1,One\n");
    let again = ImportRequest { work: "w-1".to_owned(), ..request(&few) };
    assert_eq!(desk.import(again).await.unwrap().created, 1);
}

#[tokio::test]
async fn a_file_that_changed_since_its_preview_is_not_imported() {
    let desk = Desk::new().await;
    let folder = desk.directory.path().join("office");
    std::fs::create_dir(&folder).unwrap();
    let file = desk.write("office/agents.csv", "id,name\nA-1,One\n");
    for path in [file.as_str(), folder.to_str().unwrap()] {
        desk.write("office/agents.csv", "id,name\nA-1,One\n");
        let seen = desk.import(ImportRequest { dry_run: true, ..request(path) }).await.unwrap().fingerprint;
        desk.write("office/agents.csv", "id,name\nA-1,Two\n");
        let changed = ImportRequest { fingerprint: seen, ..request(path) };
        assert_eq!(desk.import(changed.clone()).await.unwrap_err().code, ErrorCode::FileChanged, "{path}");
        desk.write("office/agents.csv", "id,name\nA-1,One\n");
        desk.import(changed).await.unwrap();
    }
    assert_eq!(desk.agent("A-1").await.summary.name, "One");
}

#[tokio::test]
async fn a_record_in_which_only_hidden_values_change_counts_as_before() {
    let desk = edited().await;
    let path = desk.write("beneath.json", r#"{"agents":[{"id":"A-1","name":"Northside","customer_id":"C-77"}]}"#);
    let preview = desk.import(ImportRequest { dry_run: true, changes: true, ..request(&path) }).await.unwrap();
    assert_eq!((preview.updated, preview.updated_beneath, preview.unchanged), (1, 1, 0));
    assert!(preview.changes[0].values.iter().all(|value| value.kept));
    desk.import(request(&path)).await.unwrap();
    let again = desk.import(ImportRequest { dry_run: true, ..request(&path) }).await.unwrap();
    assert_eq!((again.updated, again.updated_beneath, again.unchanged), (0, 0, 1));
}
