//! Acts on agents: adding, changing many, archiving, deleting, and two people at one record.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::*;
use serde_json::Value;
use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode, Workspace};
use sitebook_connectwise_sim::{Fault, Simulator};
use sitebook_domain::{RunState, SyncMode};

fn named(agents: &[&str]) -> AgentsSelection {
    AgentsSelection { agents: agents.iter().map(|agent| (*agent).to_owned()).collect(), ..AgentsSelection::default() }
}

async fn archive(workspace: &Workspace, agent: &str, archived: bool) -> AgentsChangedReply {
    workspace.agents_archive(AgentsArchiveRequest { selection: named(&[agent]), archived }).await.unwrap()
}

async fn add(workspace: &Workspace, values: &[(&str, &str)]) -> Result<AgentDetail, AppError> {
    workspace.agents_add(AgentAddRequest { values: changes(values) }).await
}

async fn delete(workspace: &Workspace, agent: &str, confirm: &str) -> Result<Nothing, AppError> {
    workspace
        .agents_delete(AgentDeleteRequest { agent: agent.to_owned(), confirm: confirm.to_owned(), leave_out: false })
        .await
}

fn code<T: std::fmt::Debug>(result: Result<T, AppError>) -> ErrorCode {
    result.unwrap_err().code
}

#[tokio::test]
async fn an_agent_is_added_by_hand_and_checked_like_an_edit() {
    let office = Office::new().await;
    let added = add(&office.workspace, &[("name", "Lakeside Clinic"), ("customer_id", " c-100 ")]).await.unwrap();
    assert_eq!((added.summary.source.as_str(), added.summary.source_id.as_str()), ("hand", "H-1"));
    assert_eq!(added.history.len(), 1);
    assert_eq!((added.history[0].field.as_str(), added.history[0].new.as_str()), ("created", "Lakeside Clinic"));
    // The same customer on another agent is allowed, and shown on both.
    assert_eq!(added.same_customer.iter().map(|other| other.name.as_str()).collect::<Vec<_>>(), ["Northside Dental"]);
    assert_eq!(office.show().await.same_customer[0].id, added.summary.id);

    for values in [
        &[("customer_id", "C-1")][..],
        &[("name", "  ")],
        &[("name", "X"), ("status", "online")],
        &[("name", "X"), ("contact.email", "ann@example")],
        &[("name", "X"), ("no such field", "1")],
    ] {
        assert_eq!(code(add(&office.workspace, values).await), ErrorCode::InvalidInput, "{values:?}");
    }
    assert_eq!(add(&office.workspace, &[("name", "Third")]).await.unwrap().summary.source_id, "H-2");
}

#[tokio::test]
async fn agents_and_devices_are_named_in_any_case_of_any_alphabet() {
    let office = Office::new().await;
    add(&office.workspace, &[("name", "École Été")]).await.unwrap();
    let found = office.workspace.agents_show(AgentRequest { agent: "ÉCOLE été".to_owned() }).await.unwrap();
    assert_eq!(found.summary.name, "École Été");
    let named = |device: &str, name: &str| DeviceSetRequest {
        device: device.to_owned(),
        changes: changes(&[("name", name)]),
        ..DeviceSetRequest::default()
    };
    office.workspace.devices_set(named("A-1/D-1", "принтер-Й")).await.unwrap();
    office.workspace.devices_set(named("A-1/ПРИНТЕР-й", "printer [1]")).await.unwrap();
    office.workspace.devices_set(named("A-1/PRINTER [1]", "fw01")).await.unwrap();
}

#[tokio::test]
async fn a_duplicate_has_the_customer_and_not_the_network() {
    let office = Office::matched().await;
    let edit = [("tags", "VIP"), ("note", "Key at reception"), ("plan", "Pro"), ("residential", "yes")];
    office.set(&edit, &[]).await.unwrap();
    let request = AgentDuplicateRequest { agent: "A-1".to_owned(), name: "Southside Dental".to_owned() };
    let made = office.workspace.agents_duplicate(request).await.unwrap();
    assert_eq!((made.summary.name.as_str(), made.summary.customer_id.as_str()), ("Southside Dental", "C-100"));
    assert_eq!((made.note.as_str(), made.summary.plan.as_str()), ("Key at reception", "Pro"));
    assert_eq!((made.summary.tags, made.summary.residential), (vec!["VIP".to_owned()], true));
    assert_eq!(made.summary.contact.phones, ["+44 20 7946 0000"]);
    assert_eq!((made.devices.len(), made.summary.psa.company.is_none()), (0, true));
    assert_eq!((made.summary.public_ip.as_str(), made.locations.len()), ("", 0));
    let empty = AgentDuplicateRequest { agent: "A-1".to_owned(), name: " ".to_owned() };
    assert_eq!(code(office.workspace.agents_duplicate(empty).await), ErrorCode::InvalidInput);
}

#[tokio::test]
async fn many_agents_are_changed_in_one_act_and_back() {
    let office = Office::new().await;
    add(&office.workspace, &[("name", "Lakeside"), ("tags", "vip"), ("contract_id", "K-1")]).await.unwrap();
    let request = AgentsChangeRequest {
        selection: AgentsSelection {
            agents: vec!["H-1".to_owned()],
            query: Some(AgentsQuery::default()),
            except: Vec::new(),
        },
        contract_id: Some("K-1".to_owned()),
        add_tags: vec!["VIP".to_owned()],
        append_note: Some("moved".to_owned()),
        ..AgentsChangeRequest::default()
    };
    let reply = office.workspace.agents_change(request).await.unwrap();
    assert_eq!((reply.changed, reply.unchanged, reply.failed.len()), (2, 0, 0));
    let (a1, h1) = (office.show().await, office.agent("H-1").await);
    assert_eq!((a1.summary.contract_id.as_str(), a1.note.as_str()), ("K-1", "moved"));
    assert_eq!((a1.summary.tags, h1.summary.tags), (vec!["VIP".to_owned()], vec!["vip".to_owned()]));

    office.set(&[("contract_id", "K-2")], &[]).await.unwrap();
    let undo = ChangesUndoRequest { undo: reply.undo.unwrap() };
    let undone = office.workspace.changes_undo(undo.clone()).await.unwrap();
    assert_eq!(undone.restored, 2);
    let left: Vec<(&str, &str)> = undone.left.iter().map(|left| (left.name.as_str(), left.field.as_str())).collect();
    assert_eq!(left, [("Northside Dental", "contract_id")]);
    let a1 = office.show().await;
    assert_eq!((a1.summary.contract_id.as_str(), a1.note.as_str(), a1.summary.tags.len()), ("K-2", "", 0));
    let again = office.workspace.changes_undo(undo).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::AlreadyUndone);
    assert!(again.details.unwrap()["undone_by"].is_string());
    let unknown = ChangesUndoRequest { undo: "nothing".to_owned() };
    assert_eq!(code(office.workspace.changes_undo(unknown).await), ErrorCode::NotFound);
}

#[tokio::test]
async fn the_activation_date_is_a_day_that_people_set_and_clear() {
    let office = Office::new().await;
    let said = |agent: &AgentDetail| (agent.summary.activation_said, agent.summary.activated_at.clone());
    let first_seen = office.show().await.created_at;
    assert_eq!(said(&office.show().await), (false, first_seen.clone()));
    office.set(&[("activated_at", " 2026-01-05 ")], &[("activated_at", "")]).await.unwrap();
    assert_eq!(said(&office.show().await), (true, "2026-01-05".to_owned()));
    assert_eq!(office.show().await.history[0].new, "2026-01-05");
    assert_eq!(code(office.set(&[("activated_at", "05.01.2026")], &[]).await), ErrorCode::InvalidInput);
    let meanwhile = office.set(&[("activated_at", "2026-02-01")], &[("activated_at", "2025-12-01")]).await;
    assert_eq!(code(meanwhile), ErrorCode::ChangedMeanwhile);
    office.set(&[("activated_at", "")], &[("activated_at", "2026-01-05")]).await.unwrap();
    assert_eq!(said(&office.show().await), (false, first_seen));
}

#[tokio::test]
async fn what_a_query_finds_can_be_thinned_out() {
    let office = Office::new().await;
    for name in ["Lakeside", "Millbrook"] {
        add(&office.workspace, &[("name", name)]).await.unwrap();
    }
    let millbrook = office.agent("H-2").await.summary.id;
    let selection = AgentsSelection {
        query: Some(AgentsQuery::default()),
        except: vec![millbrook.clone(), "no longer there".to_owned()],
        ..AgentsSelection::default()
    };
    let plan = Some("Pro".to_owned());
    let request = AgentsChangeRequest { selection: selection.clone(), plan, ..AgentsChangeRequest::default() };
    assert_eq!(office.workspace.agents_change(request).await.unwrap().changed, 2);
    assert_eq!(office.agent("H-2").await.summary.plan, "");
    let reply = office.workspace.agents_archive(AgentsArchiveRequest { selection, archived: true }).await.unwrap();
    assert_eq!(reply.changed, 2);
    let left = office.workspace.agents_list(AgentsListRequest { search: String::new() }).await.unwrap().agents;
    assert_eq!(left.iter().map(|agent| &agent.id).collect::<Vec<_>>(), [&millbrook]);
}

#[tokio::test]
async fn of_two_agents_of_one_name_the_active_one_is_meant_and_in_the_archive_the_archived_one() {
    let office = Office::new().await;
    archive(&office.workspace, "A-1", true).await;
    let archived = office.show().await.summary.id;
    add(&office.workspace, &[("name", "Northside Dental")]).await.unwrap();
    assert_eq!(office.agent("Northside Dental").await.summary.source_id, "H-1");
    assert_eq!(office.agent(&archived).await.summary.source_id, "A-1");
    assert_eq!(archive(&office.workspace, "Northside Dental", false).await.changed, 1);
    let ambiguous = office.workspace.agents_show(AgentRequest { agent: "Northside Dental".to_owned() }).await;
    assert_eq!(code(ambiguous), ErrorCode::Ambiguous);
    archive(&office.workspace, "A-1", true).await;
    delete(&office.workspace, "Northside Dental", "Northside Dental").await.unwrap();
    assert_eq!(office.agent("Northside Dental").await.summary.source_id, "H-1");
}

#[tokio::test]
async fn a_change_of_nothing_or_nobody_is_refused() {
    let office = Office::new().await;
    let nothing = AgentsChangeRequest { selection: named(&["A-1"]), ..AgentsChangeRequest::default() };
    assert_eq!(code(office.workspace.agents_change(nothing).await), ErrorCode::InvalidInput);
    let nobody = AgentsChangeRequest { plan: Some("Pro".to_owned()), ..AgentsChangeRequest::default() };
    assert_eq!(code(office.workspace.agents_change(nobody).await), ErrorCode::InvalidInput);
    let full = "x".repeat(100_000);
    office.set(&[("note", &full)], &[]).await.unwrap();
    let append = AgentsChangeRequest {
        selection: named(&["A-1"]),
        append_note: Some("more".to_owned()),
        ..AgentsChangeRequest::default()
    };
    let reply = office.workspace.agents_change(append).await.unwrap();
    assert_eq!((reply.changed, reply.failed.len(), reply.undo), (0, 1, None));
}

#[tokio::test]
async fn an_archived_agent_is_out_of_everything_and_keeps_its_matches() {
    let office = Office::matched().await;
    let plan = office.plan().await.unwrap().plan;
    let on = SyncAutoRequest { agents: vec!["A-1".to_owned()], on: true, ..SyncAutoRequest::default() };
    office.workspace.sync_auto(on.clone()).await.unwrap();
    let run = office.run(Some(&plan)).await.unwrap().run;
    let removal = office.workspace.match_remove(DeviceRequest { device: "A-1/D-2".to_owned() }).await.unwrap().undo;
    let matched = office.show().await.summary.psa.matched;

    let reply = archive(&office.workspace, "A-1", true).await;
    assert_eq!((reply.changed, reply.unchanged, reply.undo), (1, 0, None));
    assert_eq!(archive(&office.workspace, "A-1", true).await.unchanged, 1);
    let listed = office.workspace.agents_list(AgentsListRequest { search: String::new() }).await.unwrap();
    assert_eq!(listed.agents.len(), 0);
    let status = office.workspace.workspace_status(Nothing {}).await.unwrap();
    assert_eq!((status.agents, status.devices), (0, 0));
    let all = office.workspace.match_all(Nothing {}).await.unwrap();
    assert_eq!(all.reports.len(), 0);

    let agent = || AgentRequest { agent: "A-1".to_owned() };
    let device = || DeviceRequest { device: "A-1/D-1".to_owned() };
    office.connectwise.with(Simulator::clear_log);
    let workspace = &office.workspace;
    let link = LinkRequest { agent: "A-1".to_owned(), company: "nsd".to_owned(), site: None };
    let confirm = MatchConfirmRequest { device: "A-1/D-3".to_owned(), configuration: office.camera };
    let create = CreateRequest {
        agent: "A-1".to_owned(),
        devices: Vec::new(),
        r#type: None,
        status: None,
        site: None,
        answers: Vec::new(),
        all_unmatched: true,
        dry_run: false,
        reactivate: false,
    };
    let moved = MatchMoveRequest { from: "A-1/D-1".to_owned(), to: "A-1/D-3".to_owned() };
    let other_type =
        TypeChangeRequest { device: "A-1/D-1".to_owned(), r#type: "Network device".to_owned(), answers: Vec::new() };
    let refused = [
        ("plan", code(office.plan().await)),
        ("run", code(workspace.sync_run(run_request(SyncMode::ToConnectwise)).await)),
        ("undo of a run", code(workspace.sync_undo(RunRequest { run }).await)),
        ("create", code(workspace.create(create).await)),
        ("type change", code(workspace.type_change(other_type).await)),
        ("match run", code(office.match_run().await)),
        ("match confirm", code(workspace.match_confirm(confirm).await)),
        ("match remove", code(workspace.match_remove(device()).await)),
        ("match move", code(workspace.match_move(moved).await)),
        ("match retire", code(workspace.match_retire(device()).await)),
        ("removal undo", code(workspace.removal_undo(RemovalUndoRequest { undo: removal.unwrap() }).await)),
        ("link", code(workspace.link_set(link).await)),
        ("unlink", code(workspace.link_remove(agent()).await)),
        ("automatic", code(workspace.sync_auto(on).await)),
        ("resume", code(workspace.sync_resume(agent()).await)),
    ];
    for (what, code) in refused {
        assert_eq!(code, ErrorCode::Archived, "{what}");
    }
    assert_eq!(office.connectwise.with(|simulator| simulator.request_log().len()), 0);

    // A refresh updates what the source says, and does not take it out.
    office.import(&AGENTS.replace("Northside Dental", "Northside Dental Ltd")).await;
    let shown = office.show().await;
    assert_eq!(shown.summary.name, "Northside Dental Ltd");
    assert!(shown.summary.archived_since.is_some());

    assert_eq!(archive(&office.workspace, "A-1", false).await.changed, 1);
    let shown = office.show().await;
    assert_eq!((shown.summary.psa.matched, shown.summary.archived_since), (matched, None));
    let entries: Vec<(&str, &str)> = shown
        .history
        .iter()
        .filter(|entry| entry.field == "archived")
        .map(|entry| (entry.old.as_str(), entry.new.as_str()))
        .collect();
    assert_eq!(entries, [("yes", "no"), ("no", "yes")]);
    // Automatic sync stays off until somebody switches it on again.
    let automatic = office.workspace.sync_status(Nothing {}).await.unwrap();
    assert!(automatic.agents.iter().all(|agent| !agent.automatic), "{automatic:?}");
    office.match_run().await.unwrap();
}

#[tokio::test]
async fn archiving_stops_the_run_first() {
    let office = Office::matched().await;
    office.connectwise.with(|simulator| {
        simulator.clear_log();
        simulator.fail_next_on(1, Fault::Delay(300), "PATCH", "");
    });
    let archived = async {
        while office.writes() == 0 {
            tokio::task::yield_now().await;
        }
        archive(&office.workspace, "A-1", true).await
    };
    let (run, archived) = tokio::join!(office.run(None), archived);
    assert_eq!((run.unwrap().state, archived.changed), (RunState::Stopped, 1));
    assert_eq!(office.writes(), 1, "the second record was not written any more");
}

#[tokio::test]
async fn devices_of_archived_agents_are_no_candidates_and_their_matches_stay_taken() {
    let office = Office::matched().await;
    archive(&office.workspace, "A-1", true).await;
    // The customer got a new agent, which finds the same devices.
    office.import(&AGENTS.replace("A-1", "A-2").replace("Northside Dental", "Northside Dental 2")).await;
    let link = LinkRequest { agent: "A-2".to_owned(), company: "nsd".to_owned(), site: None };
    office.workspace.link_set(link).await.unwrap();
    let report =
        office.workspace.match_run(MatchRunRequest { agent: "A-2".to_owned(), accept_list: None }).await.unwrap();
    // The camera is known by its address only: with two devices of that address nothing would be proposed.
    let found: Vec<i64> = report.matches.iter().map(|found| found.configuration).collect();
    assert_eq!(found, [office.camera], "{:?}", report.matches);
    archive(&office.workspace, "A-1", false).await;
    assert_eq!(office.show().await.summary.psa.matched, 2);
}

#[tokio::test]
async fn only_an_archived_agent_without_a_link_is_deleted_by_its_name() {
    let office = Office::matched().await;
    office.run(None).await.unwrap();
    let name = "Northside Dental";
    assert_eq!(code(delete(&office.workspace, "A-1", name).await), ErrorCode::InvalidInput);
    archive(&office.workspace, "A-1", true).await;
    assert_eq!(code(delete(&office.workspace, "A-1", name).await), ErrorCode::InvalidInput, "it is linked");
    archive(&office.workspace, "A-1", false).await;
    let removed = office.workspace.link_remove(AgentRequest { agent: "A-1".to_owned() }).await.unwrap();
    archive(&office.workspace, "A-1", true).await;
    assert_eq!(code(delete(&office.workspace, "A-1", "northside dental").await), ErrorCode::InvalidInput);
    let writes = office.writes();
    delete(&office.workspace, "A-1", " Northside Dental ").await.unwrap();
    assert_eq!(office.writes(), writes, "nothing changes in ConnectWise");
    let gone = office.workspace.agents_show(AgentRequest { agent: "A-1".to_owned() }).await;
    assert_eq!(code(gone), ErrorCode::NotFound);
    let undo = RemovalUndoRequest { undo: removed.undo.unwrap() };
    assert_eq!(code(office.workspace.removal_undo(undo).await), ErrorCode::NotFound);
    // It may come in again, as another one.
    office.import(AGENTS).await;
    assert_eq!(office.show().await.summary.psa.matched, 0);
}

#[tokio::test]
async fn of_two_people_at_one_value_the_second_sees_what_the_first_did() {
    let office = Office::new().await;
    let elsewhere = open(&office.directory.path().join("workspace")).await;
    let theirs = AgentSetRequest {
        agent: "A-1".to_owned(),
        changes: changes(&[("contact.phones", "+44 20 7946 0001; +44 20 7946 0002")]),
        seen: changes(&[("contact.phones", "+44 20 7946 0000")]),
    };
    elsewhere.agents_set(theirs).await.unwrap();

    let mine = [("contact.phones", "+44 20 7946 0009"), ("plan", "Pro")];
    let seen = [("contact.phones", "+44 20 7946 0000"), ("plan", "")];
    let refused = office.set(&mine, &seen).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ChangedMeanwhile);
    let conflicts = refused.details.unwrap()["conflicts"].clone();
    assert_eq!(conflicts.as_array().map(Vec::len), Some(1));
    let conflict = &conflicts[0];
    let said = |key: &str| conflict[key].as_str().unwrap_or_default().to_owned();
    assert_eq!(said("field"), "contact.phones");
    assert_eq!(said("seen"), "+44 20 7946 0000");
    assert_eq!(said("now"), "+44 20 7946 0001, +44 20 7946 0002");
    assert_eq!(said("wanted"), "+44 20 7946 0009");
    assert!(!said("by").is_empty() && !said("at").is_empty(), "{conflict}");
    assert_eq!(office.show().await.summary.plan, "", "all or nothing");

    // What is wanted by both is no conflict, in whatever spelling.
    let same = [("contact.phones", "+44 20 7946 0001,+44 20 7946 0002")];
    office.set(&same, &[("contact.phones", "+44 20 7946 0000")]).await.unwrap();
    // What was seen is no conflict, in whatever spelling.
    office.set(&[("contact.phones", "")], &[("contact.phones", "+44 20 7946 0001;+44 20 7946 0002")]).await.unwrap();
}

#[tokio::test]
async fn two_fields_of_one_agent_that_are_set_at_once_both_survive() {
    let office = Office::new().await;
    let elsewhere = open(&office.directory.path().join("workspace")).await;
    for round in 0..10 {
        let (plan, contract) = (format!("Plan {round}"), format!("K-{round}"));
        let before = office.show().await.summary;
        let request = |field: &str, value: &str, seen: &str| AgentSetRequest {
            agent: "A-1".to_owned(),
            changes: changes(&[(field, value)]),
            seen: changes(&[(field, seen)]),
        };
        let (first, second) = tokio::join!(
            office.workspace.agents_set(request("plan", &plan, &before.plan)),
            elsewhere.agents_set(request("contract_id", &contract, &before.contract_id)),
        );
        first.unwrap();
        second.unwrap();
        let after = office.show().await.summary;
        assert_eq!((after.plan, after.contract_id), (plan, contract));
    }
}

#[tokio::test]
async fn a_device_is_guarded_in_the_same_way() {
    let office = Office::new().await;
    let set = async |wanted: &[(&str, &str)], seen: &[(&str, &str)]| {
        let request = DeviceSetRequest { device: "A-1/D-1".to_owned(), changes: changes(wanted), seen: changes(seen) };
        office.workspace.devices_set(request).await
    };
    set(&[("room", "Comms"), ("ignored", "yes")], &[("room", ""), ("ignored", "no")]).await.unwrap();
    let refused = set(&[("room", "Attic")], &[("room", "Cellar")]).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::ChangedMeanwhile);
    let by = refused.details.unwrap()["conflicts"][0]["by"].clone();
    assert!(matches!(by, Value::String(by) if !by.is_empty()));
    assert_eq!(set(&[("ignored", "yes")], &[("ignored", "no")]).await.unwrap().device.room, "Comms");
}

#[tokio::test]
async fn an_email_is_checked_when_a_person_types_it_and_kept_from_a_file() {
    let office = Office::new().await;
    for text in ["ann", "ann@example", "ann@[10.0.0.1]", "ann lee@example.com", "a@b.com, c@d.com"] {
        let refused = office.set(&[("contact.email", text)], &[]).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::InvalidInput, "{text}");
    }
    office.set(&[("contact.email", "jürgen@müller.de")], &[]).await.unwrap();
    office.set(&[("contact.email", "")], &[]).await.unwrap();
    office.import(&AGENTS.replace("ann@example.com", "ask at the door").replace("A-1", "A-2")).await;
    assert_eq!(office.agent("A-2").await.summary.contact.email, "ask at the door");
}

#[tokio::test]
async fn phone_numbers_are_read_in_the_agents_country_and_kept_as_typed() {
    let office = Office::new().await;
    office
        .import(
            &AGENTS
                .replace(r#""status":"online","public_ip""#, r#""address":{"country":"United Kingdom"},"public_ip""#),
        )
        .await;
    let typed = ["Mobile: +49 89 636 48018", "020 7946 0000 (reception)", "no number"];
    office.set(&[("contact.phones", &typed.join(", "))], &[]).await.unwrap();
    let phones = office.show().await.phones;
    assert_eq!(phones.iter().map(|phone| phone.typed.as_str()).collect::<Vec<_>>(), typed);
    let international: Vec<Option<&str>> = phones.iter().map(|phone| phone.international.as_deref()).collect();
    assert_eq!(international, [Some("+49 89 63648018"), Some("+44 20 7946 0000"), None]);
    assert_eq!(phones.iter().map(|phone| phone.label.as_str()).collect::<Vec<_>>(), ["Mobile", "reception", ""]);
    assert!(phones[0].warning.is_empty() && phones[1].warning.is_empty() && !phones[2].warning.is_empty());
}

#[tokio::test]
async fn devices_are_ignored_in_one_act_and_back() {
    let office = Office::new().await;
    let devices = office.show().await.devices;
    let ids: Vec<String> = devices.iter().map(|device| device.id.clone()).collect();
    let ignored = || async { office.show().await.devices.iter().filter(|device| device.ignored).count() };
    let ignore = |devices: &[String], ignored| {
        office.workspace.devices_ignore(DevicesIgnoreRequest { devices: devices.to_vec(), ignored })
    };
    assert!(ids.len() > 1);
    assert_eq!(ignore(&ids[..1], true).await.unwrap().changed, 1);
    let reply = ignore(&ids, true).await.unwrap();
    assert_eq!((reply.changed, reply.unchanged), (ids.len() as u32 - 1, 1));
    assert_eq!(ignored().await, ids.len());
    // Somebody uses one of them again meanwhile: an undo leaves it so.
    assert_eq!(ignore(&ids[1..2], false).await.unwrap().changed, 1);
    let undone = office.workspace.changes_undo(ChangesUndoRequest { undo: reply.undo.unwrap() }).await.unwrap();
    assert_eq!(undone.left.len(), 1);
    assert_eq!(ignored().await, 1);
    assert_eq!(ignore(&ids[..1], true).await.unwrap(), DevicesIgnoredReply { changed: 0, unchanged: 1, undo: None });
    let with_unknown = [ids[0].clone(), "no such device".to_owned()];
    assert_eq!(code(ignore(&with_unknown, false).await), ErrorCode::NotFound);
    assert_eq!(ignored().await, 1);
}
