//! The store on a real file: schema, damage, two processes, and what an import leaves behind.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::path::Path;

use sitebook_domain::{
    AgentField, CompanyLink, DeviceField, FieldValue, Match, MatchId, MatchRule, MatchState, NamedReference, RunKind,
    Timestamp,
};
use sitebook_store::{
    AgentImport, DeviceImport, ImportBatch, ImportDone, ImportOptions, ReportedPosition, Store, StoreError,
};
use uuid::Uuid;

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.to_owned())
}

/// A batch of `agents` agents with one device each.
fn batch(agents: usize) -> ImportBatch {
    ImportBatch {
        source: "import".to_owned(),
        agents: (0..agents)
            .map(|index| AgentImport {
                source: None,
                source_id: format!("A-{index}"),
                values: BTreeMap::from([
                    (AgentField::Name, text(&format!("Agent {index}"))),
                    (AgentField::Note, text("100% _sure_ \\ key")),
                ]),
                position: ReportedPosition::Absent,
            })
            .collect(),
        devices: (0..agents)
            .map(|index| DeviceImport {
                agent_source: None,
                agent_source_id: format!("A-{index}"),
                source_id: "D-1".to_owned(),
                values: BTreeMap::from([
                    (DeviceField::Name, text("fw01")),
                    (DeviceField::Macs, FieldValue::List(vec![format!("00:09:0F:AA:BB:{index:02X}")])),
                ]),
            })
            .collect(),
    }
}

async fn filled(path: &Path, agents: usize) -> Store {
    let store = Store::open(path).await.unwrap();
    store.import(&batch(agents), &ImportOptions::default(), Timestamp(1)).await.unwrap();
    store
}

#[tokio::test]
async fn a_dry_run_counts_the_same_and_keeps_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("w.db")).await.unwrap();
    let dry_run = ImportOptions { dry_run: true, ..ImportOptions::default() };
    let dry = store.import(&batch(3), &dry_run, Timestamp(1)).await.unwrap();
    assert_eq!(store.agents().await.unwrap().len(), 0);
    let done = store.import(&batch(3), &ImportOptions::default(), Timestamp(1)).await.unwrap();
    assert_eq!((dry.created, dry.undo), (6, None));
    assert_eq!(ImportDone { undo: None, ..done }, dry);
}

#[tokio::test]
async fn a_closed_workspace_opens_again_with_everything() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("w.db");
    filled(&path, 2).await.close().await;
    let store = Store::open(&path).await.unwrap();
    assert_eq!(store.agents().await.unwrap().len(), 2);
    assert!(store.is_sound().await.unwrap());
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_not_touched() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("w.db");
    filled(&path, 1).await.close().await;
    let pool = sqlx::SqlitePool::connect(path.to_str().unwrap()).await.unwrap();
    sqlx::query("UPDATE _sqlx_migrations SET version = 9999 WHERE version = 1").execute(&pool).await.unwrap();
    pool.close().await;
    assert!(matches!(Store::open(&path).await, Err(StoreError::Newer { found: 9999, .. })));
}

#[tokio::test]
async fn a_file_of_the_first_version_is_copied_and_keeps_its_runs_as_syncs() {
    let directory = tempfile::tempdir().unwrap();
    let (path, first) = (directory.path().join("w.db"), directory.path().join("first"));
    std::fs::create_dir(&first).unwrap();
    std::fs::copy("migrations/0001_initial.sql", first.join("0001_initial.sql")).unwrap();
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path).create_if_missing(true);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::migrate::Migrator::new(first).await.unwrap().run(&pool).await.unwrap();
    let id = Uuid::from_u128(1).to_string();
    let body = format!(
        r#"{{"id":"{id}","agent":"{id}","company":250,"mode":"custom","plan":"p","state":"done","reason":null,"applied":1,
            "failed":0,"skipped":0,"conflicts":0,"requests":1,"by":"Ada","started_at":5,"ended_at":6}}"#
    );
    for statement in [
        format!("INSERT INTO agent VALUES ('{id}', 's', 'A', '{{}}', '{{}}', NULL, NULL, 'Agent', '', 0, NULL)"),
        format!("INSERT INTO run VALUES ('{id}', '{id}', 250, 'done', 5, '{body}')"),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&pool).await.unwrap();
    }
    pool.close().await;

    let store = Store::open(&path).await.unwrap();
    let [(run, success)] = store.last_runs().await.unwrap().try_into().unwrap();
    assert_eq!((run.kind, success), (RunKind::Sync, Some(Timestamp(5))));
    assert_eq!(store.companies_with_creation_intents().await.unwrap(), [0; 0]);
    assert!(directory.path().join("w.db.before-1").exists());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_named_as_such() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("w.db");
    std::fs::write(&path, vec![b'x'; 8192]).unwrap();
    assert!(matches!(Store::open(&path).await, Err(StoreError::Damaged)));
    assert_eq!(std::fs::read(&path).unwrap(), vec![b'x'; 8192], "nothing was written into it");
}

#[tokio::test]
async fn another_connection_sees_that_something_changed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("w.db");
    let (one, other) = (filled(&path, 1).await, Store::open(&path).await.unwrap());
    let before = one.change_counter().await.unwrap();
    assert_eq!(one.change_counter().await.unwrap(), before);
    other.set_setting("name", "value").await.unwrap();
    assert_ne!(one.change_counter().await.unwrap(), before);
}

#[tokio::test]
async fn two_writers_lose_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("w.db");
    let (one, other) = (filled(&path, 1).await, Store::open(&path).await.unwrap());
    let agent = one.agents().await.unwrap()[0].id;
    let set = |store: Store, field: AgentField, value: &str| {
        let changes = BTreeMap::from([(field, Some(text(value)))]);
        async move { store.set_agent_values(agent, &changes, "Ann", Timestamp(2)).await.unwrap() }
    };
    tokio::join!(set(one.clone(), AgentField::CustomerId, "C-1"), set(other.clone(), AgentField::ContractId, "K-1"));
    let agent = one.agent(agent).await.unwrap().unwrap();
    assert_eq!((agent.layers.text(AgentField::CustomerId), agent.layers.text(AgentField::ContractId)), ("C-1", "K-1"));
}

#[tokio::test]
async fn an_empty_value_clears_and_an_absent_one_does_not() {
    let directory = tempfile::tempdir().unwrap();
    let store = filled(&directory.path().join("w.db"), 1).await;
    let mut second = batch(1);
    second.agents[0].values.remove(&AgentField::Note);
    store.import(&second, &ImportOptions::default(), Timestamp(2)).await.unwrap();
    let note = |store: Store| async move { store.agents().await.unwrap()[0].layers.text(AgentField::Note).to_owned() };
    assert_eq!(note(store.clone()).await, "100% _sure_ \\ key");
    second.agents[0].values.insert(AgentField::Note, text(""));
    let counts = store.import(&second, &ImportOptions::default(), Timestamp(3)).await.unwrap();
    assert_eq!((counts.updated, counts.unchanged), (1, 1));
    assert_eq!(note(store).await, "");
}

#[tokio::test]
async fn programs_that_open_a_new_file_at_once_all_get_it_and_the_same_settings() {
    for _ in 0..5 {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("w.db");
        let open = async |id: &str| Store::open(&path).await.unwrap().setting_or_new("workspace_id", id).await.unwrap();
        let (one, two, three) = tokio::join!(open("1"), open("2"), open("3"));
        assert_eq!((&one, &one), (&two, &three));
    }
}

/// A store with one linked agent, and an automatic match of its device with configuration 7 that is not kept yet.
async fn linked(path: &Path) -> (Store, Match) {
    let store = filled(path, 1).await;
    let agent = store.agents().await.unwrap()[0].id;
    let device = store.devices(agent).await.unwrap()[0].id;
    let link = CompanyLink {
        agent,
        company: NamedReference { id: 250, name: "Company".to_owned() },
        company_identifier: "COMPANY".to_owned(),
        site: None,
        by: "Ann".to_owned(),
        at: Timestamp(2),
    };
    store.save_link(&link).await.unwrap();
    let found = Match {
        id: MatchId(Uuid::now_v7()),
        device,
        configuration: 7,
        company: 250,
        state: MatchState::Automatic,
        rule: MatchRule::Mac,
        evidence: Vec::new(),
        frozen_reason: None,
        by: "sitebook".to_owned(),
        at: Timestamp(3),
    };
    (store, found)
}

#[tokio::test]
async fn a_pair_that_two_programs_find_keeps_the_first_id() {
    let directory = tempfile::tempdir().unwrap();
    let (store, first) = linked(&directory.path().join("w.db")).await;
    let second = Match { id: MatchId(Uuid::now_v7()), ..first.clone() };
    store.add_found_matches(std::slice::from_ref(&first)).await.unwrap();
    store.add_found_matches(std::slice::from_ref(&second)).await.unwrap();
    assert_eq!(store.all_matches().await.unwrap(), std::slice::from_ref(&first));

    let confirmed = Match { state: MatchState::Confirmed, by: "Ann".to_owned(), ..second };
    store.save_matches(std::slice::from_ref(&confirmed)).await.unwrap();
    assert_eq!(store.all_matches().await.unwrap(), [Match { id: first.id, ..confirmed }], "base values hang on the id");
}

#[tokio::test]
async fn what_people_decided_meanwhile_counts_more_than_what_a_rule_found() {
    let directory = tempfile::tempdir().unwrap();
    let (store, found) = linked(&directory.path().join("w.db")).await;
    store.add_found_matches(std::slice::from_ref(&found)).await.unwrap();
    let frozen = Match { state: MatchState::Frozen, ..found.clone() };
    let confirmed = Match { state: MatchState::Confirmed, by: "Ann".to_owned(), ..found.clone() };
    store.save_matches(std::slice::from_ref(&confirmed)).await.unwrap();
    store.change_found_matches(&[(found.clone(), frozen.clone())]).await.unwrap();
    assert_eq!(store.all_matches().await.unwrap(), std::slice::from_ref(&confirmed));
    store.change_found_matches(&[(confirmed, frozen.clone())]).await.unwrap();
    assert_eq!(store.all_matches().await.unwrap(), [frozen]);

    store.remove_match(found.device, "Ann", Timestamp(4)).await.unwrap();
    store.add_found_matches(std::slice::from_ref(&found)).await.unwrap();
    assert_eq!(store.all_matches().await.unwrap(), [], "she took it apart");
    let agent = store.agents().await.unwrap()[0].id;
    store.remove_link(agent, "Ann", Timestamp(5)).await.unwrap();
    store.add_found_matches(&[Match { configuration: 8, ..found }]).await.unwrap();
    assert_eq!(store.all_matches().await.unwrap(), [], "the agent is not linked any more");
}
