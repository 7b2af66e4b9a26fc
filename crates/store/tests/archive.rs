//! Adding agents by hand, and the archive.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;

use sitebook_domain::{
    AgentField, AgentId, AutomaticSync, BulkChange, CompanyLink, FieldValue, NamedReference, Timestamp,
};
use sitebook_store::{AgentDeletion, AgentImport, ImportBatch, ImportOptions, ReportedPosition, Store};

fn text(text: &str) -> FieldValue {
    FieldValue::Text(text.to_owned())
}

fn named(name: &str) -> BTreeMap<AgentField, FieldValue> {
    BTreeMap::from([(AgentField::Name, text(name))])
}

async fn import(store: &Store, source: &str, ids: &[String]) {
    let agents = ids
        .iter()
        .map(|id| AgentImport {
            source: None,
            source_id: id.clone(),
            values: named(id),
            position: ReportedPosition::Absent,
        })
        .collect();
    let batch = ImportBatch { source: source.to_owned(), agents, devices: Vec::new() };
    store.import(&batch, &ImportOptions::default(), Timestamp(1)).await.unwrap();
}

#[tokio::test]
async fn a_number_is_given_once() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("w.db")).await.unwrap();
    // A file may have used the name of this very source.
    import(&store, "hand", &["H-2".to_owned()]).await;
    let add = async |name: &str| store.add_agent(&named(name), "Ann", Timestamp(2)).await.unwrap();
    let first = add("One").await;
    assert_eq!((first.source_id.as_str(), first.name()), ("H-1", "One"));
    let second = add("Two").await;
    assert_eq!(second.source_id, "H-3");
    store.archive_agents(&[second.id], true, "Ann", Timestamp(3)).await.unwrap();
    assert_eq!(store.delete_agent(second.id, "Two").await.unwrap(), AgentDeletion::Done);
    assert_eq!(store.delete_agent(second.id, "Two").await.unwrap(), AgentDeletion::Gone);
    assert_eq!(add("Three").await.source_id, "H-4");
}

#[tokio::test]
async fn archiving_switches_automatic_sync_off_and_is_told_once() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("w.db")).await.unwrap();
    let agent = store.add_agent(&named("One"), "Ann", Timestamp(1)).await.unwrap().id;
    let automatic = AutomaticSync::switched_on(agent, 250, None, "Ann", Timestamp(1));
    store.save_automatic(&[automatic]).await.unwrap();
    let archive = async |archived, at| store.archive_agents(&[agent], archived, "Bob", Timestamp(at)).await.unwrap();
    assert_eq!(archive(true, 2).await, [agent]);
    assert_eq!(archive(true, 3).await, []);
    assert_eq!(store.agent(agent).await.unwrap().unwrap().archived_since, Some(Timestamp(2)));
    let automatic = store.automatic(agent).await.unwrap().unwrap();
    assert_eq!((automatic.on, automatic.by.as_str()), (false, "Bob"));
    assert_eq!(archive(false, 4).await, [agent]);
    let words: Vec<(String, String)> = store
        .history(agent, 9)
        .await
        .unwrap()
        .into_iter()
        .filter(|entry| entry.field == "archived")
        .map(|entry| (entry.old, entry.new))
        .collect();
    let word = |old: &str, new: &str| (old.to_owned(), new.to_owned());
    assert_eq!(words, [word("yes", "no"), word("no", "yes")]);
}

#[tokio::test]
async fn only_what_is_archived_unlinked_and_named_is_deleted() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("w.db")).await.unwrap();
    let agent = store.add_agent(&named("One"), "Ann", Timestamp(1)).await.unwrap().id;
    let link = CompanyLink {
        agent,
        company: NamedReference { id: 250, name: "Company".to_owned() },
        company_identifier: "COMPANY".to_owned(),
        site: None,
        by: "Ann".to_owned(),
        at: Timestamp(1),
    };
    store.save_link(&link).await.unwrap();
    let delete = async |name: &str| store.delete_agent(agent, name).await.unwrap();
    assert_eq!(delete("One").await, AgentDeletion::NotArchived);
    store.archive_agents(&[agent], true, "Ann", Timestamp(2)).await.unwrap();
    assert_eq!(delete("one").await, AgentDeletion::OtherName);
    assert_eq!(delete("One").await, AgentDeletion::Linked);
    store.remove_link(agent, "Ann", Timestamp(3)).await.unwrap();
    assert_eq!(delete(" One ").await, AgentDeletion::Done);
    assert_eq!(store.agent(agent).await.unwrap(), None);
}

#[tokio::test]
async fn ten_thousand_agents_are_changed_and_back_in_one_act() {
    const AGENTS: usize = 10_000;
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(&directory.path().join("w.db")).await.unwrap();
    let ids: Vec<String> = (0..AGENTS).map(|number| format!("A-{number}")).collect();
    import(&store, "import", &ids).await;
    let agents: Vec<AgentId> = store.agents().await.unwrap().iter().map(|agent| agent.id).collect();
    let change = BulkChange {
        values: BTreeMap::from([(AgentField::Plan, text("Pro"))]),
        add_tags: vec!["VIP".to_owned()],
        ..BulkChange::default()
    };
    let done = store.change_agents(&agents, &change, "Ann", Timestamp(2)).await.unwrap();
    assert_eq!(done.changed as usize, AGENTS);
    let undone = store.undo_changes(done.undo.unwrap(), "Bob", Timestamp(3)).await.unwrap();
    let sitebook_store::ChangesUndone::Done { restored, left } = undone else { panic!("{undone:?}") };
    assert_eq!((restored as usize, left), (AGENTS, Vec::new()));
    assert!(store.agents().await.unwrap().iter().all(|agent| agent.layers.own.is_empty()));
}
