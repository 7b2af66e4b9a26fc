//! What was removed comes back as it was, or not at all.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::path::Path;

use sitebook_domain::{
    AgentField, AgentId, BaseValue, CompanyLink, DeviceField, FieldValue, HeldField, HistorySubject, Lease,
    LeaseAttempt, LeaseHolder, MappedField, Match, MatchId, MatchRule, MatchState, NamedReference, RecordOutcome,
    RecordResult, Run, RunId, RunKind, Timestamp,
};
use sitebook_store::{
    AgentImport, DeviceImport, ImportBatch, ImportOptions, PutBack, RecordedResult, ReportedPosition, Store,
};
use uuid::Uuid;

const COMPANY: i64 = 250;

struct Linked {
    store: Store,
    agent: AgentId,
    link: CompanyLink,
    matches: Vec<Match>,
    base: Vec<BaseValue>,
}

/// An agent that is linked, with two devices that are matched and have a base.
async fn linked(path: &Path) -> Linked {
    let store = Store::open(path).await.unwrap();
    let text = |text: &str| FieldValue::Text(text.to_owned());
    let device = |name: &str| DeviceImport {
        agent_source: None,
        agent_source_id: "A-1".to_owned(),
        source_id: name.to_owned(),
        values: BTreeMap::from([(DeviceField::Name, text(name))]),
    };
    let agent = AgentImport {
        source: None,
        source_id: "A-1".to_owned(),
        values: BTreeMap::from([(AgentField::Name, text("Agent"))]),
        position: ReportedPosition::Absent,
    };
    let batch = ImportBatch {
        source: "import".to_owned(),
        agents: vec![agent],
        devices: vec![device("fw01"), device("sw01"), device("zz")],
    };
    store.import(&batch, &ImportOptions::default(), Timestamp(1)).await.unwrap();
    let agent = store.agents().await.unwrap()[0].id;
    let link = CompanyLink {
        agent,
        company: NamedReference { id: COMPANY, name: "Company".to_owned() },
        company_identifier: "COMPANY".to_owned(),
        site: None,
        by: "Ann".to_owned(),
        at: Timestamp(2),
    };
    assert_eq!(store.save_link(&link).await.unwrap(), None);
    let devices = store.devices(agent).await.unwrap();
    let found = |place: usize, configuration: i64| Match {
        id: MatchId(Uuid::now_v7()),
        device: devices[place].id,
        configuration,
        company: COMPANY,
        state: MatchState::Automatic,
        rule: MatchRule::Serial,
        evidence: Vec::new(),
        frozen_reason: None,
        by: "sitebook".to_owned(),
        at: Timestamp(3),
    };
    let matches = vec![found(0, 7), found(1, 8)];
    store.add_found_matches(&matches).await.unwrap();
    let base: Vec<BaseValue> = matches
        .iter()
        .flat_map(|found| {
            [MappedField::Name, MappedField::Serial].map(|field| BaseValue {
                match_id: found.id,
                field,
                ours: format!("ours {}", found.configuration),
                theirs: format!("theirs {}", found.configuration),
            })
        })
        .collect();
    store.record_base(&lease(&store).await, &base).await.unwrap();
    Linked { store, agent, link, matches, base }
}

async fn lease(store: &Store) -> Lease {
    let holder = LeaseHolder { host: "desk".to_owned(), process: 1, process_started: 1 };
    match store.take_lease(COMPANY, &holder, Timestamp(3), Timestamp(4), None).await.unwrap() {
        LeaseAttempt::Taken(lease) | LeaseAttempt::Held(lease) => lease,
    }
}

#[tokio::test]
async fn a_link_comes_back_with_its_matches_and_their_base() {
    let directory = tempfile::tempdir().unwrap();
    let Linked { store, agent, link, matches, base } = linked(&directory.path().join("w.db")).await;
    // This pair was taken apart before the link went, and stays so.
    let apart = store.remove_match(matches[1].device, "Ann", Timestamp(4)).await.unwrap().unwrap();
    let removed = store.remove_link(agent, "Ann", Timestamp(5)).await.unwrap().unwrap();
    assert_eq!(removed.matches, 1);
    assert_eq!(store.all_matches().await.unwrap(), []);
    assert_eq!(store.agents_of_removal(removed.removal).await.unwrap(), [agent]);
    assert_eq!(store.agents_of_removal(apart).await.unwrap(), []);

    assert_eq!(store.put_back(removed.removal, "Bob", Timestamp(6)).await.unwrap(), PutBack::Done);
    assert_eq!(store.link(agent).await.unwrap(), Some(link));
    assert_eq!(store.all_matches().await.unwrap(), matches[..1]);
    assert_eq!(store.remembered_unlinks(COMPANY).await.unwrap().len(), 1);
    let entry = store.history(agent, 1).await.unwrap().remove(0);
    assert_eq!((entry.field.as_str(), entry.new.as_str(), entry.by.as_str()), ("link", "Company", "Bob"));

    assert_eq!(store.put_back(apart, "Bob", Timestamp(7)).await.unwrap(), PutBack::Done);
    assert_eq!(store.all_matches().await.unwrap(), matches);
    assert_eq!(store.base_values(COMPANY).await.unwrap(), base);
    assert_eq!(store.remembered_unlinks(COMPANY).await.unwrap(), []);
    let entry = store.history(agent, 1).await.unwrap().remove(0);
    assert_eq!((entry.subject, entry.by.as_str()), (HistorySubject::Device(matches[1].device), "Bob"));
    for used in [removed.removal, apart] {
        assert_eq!(store.put_back(used, "Bob", Timestamp(8)).await.unwrap(), PutBack::Unknown);
    }
}

#[tokio::test]
async fn what_an_undo_holds_is_held_again_when_a_match_or_a_link_comes_back() {
    let directory = tempfile::tempdir().unwrap();
    let Linked { store, agent, matches, .. } = linked(&directory.path().join("w.db")).await;
    let held = HeldField {
        match_id: matches[0].id,
        field: MappedField::Notes,
        value: "ours".to_owned(),
        run: RunId(Uuid::now_v7()),
        at: Timestamp(3),
    };
    let result = RecordResult {
        device: matches[0].device,
        configuration: 7,
        outcome: RecordOutcome::Applied,
        reason: String::new(),
        message: String::new(),
    };
    let begun = Run::begun(held.run, RunKind::Undo, agent, COMPANY, "Ann", Timestamp(3));
    let lease = lease(&store).await;
    store.begin_run(&lease, &begun).await.unwrap();
    let recorded = RecordedResult {
        result,
        base: Vec::new(),
        own: Vec::new(),
        configuration: None,
        held: vec![held.clone()],
        released: Vec::new(),
        pairing: None,
        is_unwritten: false,
        by: "Ann".to_owned(),
        at: Timestamp(3),
    };
    store.record_result(&lease, held.run, &recorded).await.unwrap();

    let apart = store.remove_match(matches[0].device, "Ann", Timestamp(4)).await.unwrap().unwrap();
    assert_eq!(store.held_fields(COMPANY).await.unwrap(), []);
    assert_eq!(store.put_back(apart, "Ann", Timestamp(5)).await.unwrap(), PutBack::Done);
    assert_eq!(store.held_fields(COMPANY).await.unwrap(), std::slice::from_ref(&held));

    let removed = store.remove_link(agent, "Ann", Timestamp(6)).await.unwrap().unwrap();
    assert_eq!(store.put_back(removed.removal, "Ann", Timestamp(7)).await.unwrap(), PutBack::Done);
    assert_eq!(store.held_fields(COMPANY).await.unwrap(), [held]);
}

#[tokio::test]
async fn a_moved_match_keeps_its_base_and_comes_back_only_to_a_free_device() {
    let directory = tempfile::tempdir().unwrap();
    let Linked { store, agent, matches, base, .. } = linked(&directory.path().join("w.db")).await;
    let free = store.devices(agent).await.unwrap()[2].id;
    let from = matches[0].device;
    let moved = Match { device: free, state: MatchState::Confirmed, by: "Ann".to_owned(), ..matches[0].clone() };
    store.move_match(from, &moved).await.unwrap();
    assert_eq!(store.match_of_device(from).await.unwrap(), None);
    assert_eq!(store.match_of_device(free).await.unwrap(), Some(moved.clone()));
    assert_eq!(store.base_values(COMPANY).await.unwrap(), base);
    store.move_match(from, &moved).await.expect_err("it is no longer there");
    let onto_another = Match { device: matches[1].device, ..moved.clone() };
    store.move_match(free, &onto_another).await.expect_err("that device has one");

    let removal = store.remove_match(free, "Ann", Timestamp(5)).await.unwrap().unwrap();
    let taken = Match { id: MatchId(Uuid::now_v7()), device: from, ..moved.clone() };
    let saved = store.save_each_match(&[taken.clone(), moved.clone()], Timestamp(5)).await.unwrap();
    assert_eq!(saved.left_out, [1], "the first one has it");
    assert_eq!(store.put_back(removal, "Bob", Timestamp(6)).await.unwrap(), PutBack::AlreadyMatched);
    store.remove_match(from, "Ann", Timestamp(7)).await.unwrap();
    assert_eq!(store.put_back(removal, "Bob", Timestamp(8)).await.unwrap(), PutBack::Done);
    assert_eq!(store.match_of_device(free).await.unwrap(), Some(moved));
    assert_eq!(store.base_values(COMPANY).await.unwrap(), base);
}

#[tokio::test]
async fn a_move_is_taken_back_to_the_match_as_it_was_with_its_base() {
    let directory = tempfile::tempdir().unwrap();
    let Linked { store, agent, matches, base, .. } = linked(&directory.path().join("w.db")).await;
    let free = store.devices(agent).await.unwrap()[2].id;
    let from = matches[0].device;
    // The new device and the configuration were taken apart once, which the move forgets.
    store.reject_pairs(free, &[7], Timestamp(4)).await.unwrap();
    let moved = Match { device: free, state: MatchState::Confirmed, by: "Ann".to_owned(), ..matches[0].clone() };
    let undo = store.move_match(from, &moved).await.unwrap();
    assert_eq!(store.remembered_unlinks(COMPANY).await.unwrap(), []);
    assert_eq!(store.agents_of_removal(undo).await.unwrap(), [agent]);

    let taken = Match { id: MatchId(Uuid::now_v7()), device: from, configuration: 9, ..matches[0].clone() };
    store.save_matches(&[taken]).await.unwrap();
    assert_eq!(store.put_back(undo, "Bob", Timestamp(6)).await.unwrap(), PutBack::AlreadyMatched);
    let apart = store.remove_match(from, "Ann", Timestamp(7)).await.unwrap().unwrap();
    assert_eq!(store.put_back(undo, "Bob", Timestamp(8)).await.unwrap(), PutBack::Done);
    assert_eq!(store.all_matches().await.unwrap(), matches, "state, rule and evidence too");
    assert_eq!(store.base_values(COMPANY).await.unwrap(), base);
    let unlinks = store.remembered_unlinks(COMPANY).await.unwrap();
    assert_eq!(unlinks.iter().filter(|unlink| unlink.device == free).count(), 1, "taken apart as before");
    assert_eq!(store.put_back(undo, "Bob", Timestamp(9)).await.unwrap(), PutBack::Unknown);
    assert_eq!(store.put_back(apart, "Bob", Timestamp(9)).await.unwrap(), PutBack::AlreadyMatched);
}

#[tokio::test]
async fn confirming_many_is_taken_back_whole_or_not_at_all() {
    let directory = tempfile::tempdir().unwrap();
    let Linked { store, agent, matches, base, .. } = linked(&directory.path().join("w.db")).await;
    let free = store.devices(agent).await.unwrap()[2].id;
    let confirmed = |found: &Match| Match { state: MatchState::Confirmed, by: "Ann".to_owned(), ..found.clone() };
    let new = Match { id: MatchId(Uuid::now_v7()), device: free, configuration: 9, ..confirmed(&matches[0]) };
    let taken = Match { id: MatchId(Uuid::now_v7()), device: free, configuration: 8, ..confirmed(&matches[0]) };
    let wanted = [confirmed(&matches[0]), new.clone(), taken, new.clone()];
    let saved = store.save_each_match(&wanted, Timestamp(5)).await.unwrap();
    assert_eq!(saved.left_out, [2]);
    let undo = saved.removal.unwrap();

    // Somebody went on deciding: then nothing is taken back.
    let apart = store.remove_match(free, "Ann", Timestamp(6)).await.unwrap().unwrap();
    assert_eq!(store.put_back(undo, "Bob", Timestamp(7)).await.unwrap(), PutBack::MatchChanged);
    assert_eq!(store.match_of_device(matches[0].device).await.unwrap(), Some(confirmed(&matches[0])));
    assert_eq!(store.put_back(apart, "Bob", Timestamp(8)).await.unwrap(), PutBack::Done);

    assert_eq!(store.put_back(undo, "Bob", Timestamp(9)).await.unwrap(), PutBack::Done);
    assert_eq!(store.all_matches().await.unwrap(), matches, "one is automatic again, the other is not there");
    assert_eq!(store.base_values(COMPANY).await.unwrap(), base);
    assert_eq!(store.remembered_unlinks(COMPANY).await.unwrap(), [], "nobody took it apart");
    let nothing = store.save_each_match(&[], Timestamp(10)).await.unwrap();
    assert_eq!(nothing.removal, None);
}

#[tokio::test]
async fn what_was_removed_too_long_ago_is_forgotten() {
    let directory = tempfile::tempdir().unwrap();
    let Linked { store, matches, .. } = linked(&directory.path().join("w.db")).await;
    let old = store.remove_match(matches[0].device, "Ann", Timestamp(10)).await.unwrap().unwrap();
    let new = store.reject_pairs(matches[0].device, &[9], Timestamp(20)).await.unwrap();
    store.forget_removals(Timestamp(20)).await.unwrap();
    assert_eq!(store.put_back(old, "Bob", Timestamp(30)).await.unwrap(), PutBack::Unknown);
    assert_eq!(store.put_back(new, "Bob", Timestamp(30)).await.unwrap(), PutBack::Done);
    let unlinks = store.remembered_unlinks(COMPANY).await.unwrap();
    assert_eq!(unlinks.iter().map(|unlink| unlink.configuration).collect::<Vec<_>>(), [7]);
}
