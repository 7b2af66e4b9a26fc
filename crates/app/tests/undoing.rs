//! Undo, held fields, what a person chooses of a plan, retries, and runs as Activity shows them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::collections::BTreeMap;

use common::{Office, changes, run_request};
use sitebook_app::ErrorCode;
use sitebook_app::dto::*;
use sitebook_connectwise_sim::{Fault, Simulator};
use sitebook_domain::{Direction, MappedField, RunKind, RunState, SyncMode};

const AGENT: &str = "A-1";

fn of(run: &str) -> RunRequest {
    RunRequest { run: run.to_owned() }
}

fn names(office: &Office) -> [String; 2] {
    [office.firewall, office.switch]
        .map(|id| office.connectwise.with(|simulator| simulator.configuration(id).unwrap().name.clone()))
}

async fn held(office: &Office) -> Vec<HeldView> {
    office.workspace.held_list(HeldListRequest { agent: AGENT.to_owned() }).await.unwrap().held
}

async fn automatic_plan(office: &Office) -> SyncPlanReply {
    let (agent, mode) = (AGENT.to_owned(), SyncMode::Custom);
    let request = SyncPlanRequest { agent, mode, directions: BTreeMap::new(), automatic: true };
    office.workspace.sync_plan(request).await.unwrap()
}

#[tokio::test]
async fn an_undo_puts_back_what_nobody_changed_and_tells_the_rest() {
    let office = Office::matched().await;
    let before = names(&office);
    let run = office.run(None).await.unwrap();
    assert!(run.can_undo && !run.writes.is_empty() && run.writes.iter().all(|write| write.outcome == "applied"));
    office
        .connectwise
        .with(|simulator| simulator.edit_configuration(office.firewall, |found| found.name = "by hand".to_owned()));

    let preview = office.workspace.sync_undo_preview(of(&run.run)).await.unwrap();
    assert!(
        preview.left_alone.iter().any(|left| (left.field.as_str(), left.reason.as_str()) == ("name", "changed_since"))
    );
    assert!(preview.restores.iter().any(|restore| restore.field == "name" && restore.to == before[1]));
    assert_eq!(names(&office)[0], "by hand", "a preview writes nothing");

    let undone = office.workspace.sync_undo(of(&run.run)).await.unwrap();
    assert_eq!(
        (undone.kind, undone.state, undone.undo_of.as_deref()),
        (RunKind::Undo, RunState::Partial, Some(run.run.as_str()))
    );
    assert_eq!(undone.skipped.len(), 1, "{undone:?}");
    assert_eq!(names(&office), ["by hand".to_owned(), before[1].clone()]);

    let runs = office
        .workspace
        .sync_runs(RunsRequest { agent: None, search: None, limit: None, before: None })
        .await
        .unwrap()
        .runs;
    assert_eq!(runs[1].undone_by.as_deref(), Some(undone.run.as_str()));
    assert_eq!(runs[0].undo_of.as_deref(), Some(run.run.as_str()));
}

#[tokio::test]
async fn undoing_twice_says_so_and_writes_nothing_and_an_undo_can_be_undone() {
    let office = Office::matched().await;
    let before = names(&office);
    let run = office.run(None).await.unwrap();
    let after = names(&office);
    let undone = office.workspace.sync_undo(of(&run.run)).await.unwrap();
    assert_eq!((undone.state, names(&office)), (RunState::Done, before.clone()));
    office.connectwise.with(Simulator::clear_log);
    let error = office.workspace.sync_undo(of(&run.run)).await.unwrap_err();
    assert_eq!((error.code, office.writes()), (ErrorCode::AlreadyUndone, 0), "{}", error.message);
    assert!(!office.workspace.sync_run_show(of(&run.run)).await.unwrap().can_undo);

    let again = office.workspace.sync_undo(of(&undone.run)).await.unwrap();
    assert_eq!((again.state, names(&office)), (RunState::Done, after));
    let shown = office.workspace.sync_run_show(of(&run.run)).await.unwrap();
    assert_eq!((shown.undone_by, shown.can_undo), (None, true), "what was undone of it is undone no longer");
    office.workspace.sync_undo(of(&run.run)).await.unwrap();
    assert_eq!(names(&office), before);
}

/// An answer of ConnectWise that says no in its own words.
fn refusal() -> serde_json::Value {
    serde_json::json!({"code":"InvalidObject","message":"no","errors":[]})
}

#[tokio::test]
async fn an_undo_that_was_broken_off_can_be_gone_on_with() {
    let office = Office::matched().await;
    let before = names(&office);
    let run = office.run(None).await.unwrap();
    let path = format!("/company/configurations/{}", office.switch);
    office.connectwise.with(|simulator| simulator.fail_next_on(1, Fault::Status(401, refusal()), "PATCH", &path));
    let error = office.workspace.sync_undo(of(&run.run)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unauthorized);
    assert_eq!(names(&office)[0], before[0], "one record was put back");
    assert_ne!(names(&office)[1], before[1], "the other was not");

    office.connect().await.unwrap();
    let shown = office.workspace.sync_run_show(of(&run.run)).await.unwrap();
    assert_eq!((shown.undone_by, shown.can_undo), (None, true), "it is not undone while something is left to put back");
    let rest = office.workspace.sync_undo(of(&run.run)).await.unwrap();
    assert_eq!((rest.state, rest.applied, names(&office)), (RunState::Done, 1, before));
    let shown = office.workspace.sync_run_show(of(&run.run)).await.unwrap();
    assert_eq!((shown.undone_by, shown.can_undo), (Some(rest.run), false));
}

#[tokio::test]
async fn what_was_refused_in_an_undo_can_be_put_back_later() {
    let office = Office::matched().await;
    let before = names(&office);
    let run = office.run(None).await.unwrap();
    let path = format!("/company/configurations/{}", office.switch);
    office.connectwise.with(|simulator| simulator.fail_next_on(1, Fault::Status(400, refusal()), "PATCH", &path));
    let undo = office.workspace.sync_undo(of(&run.run)).await.unwrap();
    assert_eq!((undo.state, undo.failed.len()), (RunState::Partial, 1));
    let shown = office.workspace.sync_run_show(of(&run.run)).await.unwrap();
    assert_eq!((shown.undone_by, shown.can_undo), (Some(undo.run), true));
    office.workspace.sync_undo(of(&run.run)).await.unwrap();
    assert_eq!(names(&office), before);
    assert!(!office.workspace.sync_run_show(of(&run.run)).await.unwrap().can_undo);
}

#[tokio::test]
async fn a_value_that_connectwise_refused_is_not_put_back_over_somebody_elses() {
    let office = Office::matched().await;
    let path = format!("/company/configurations/{}", office.firewall);
    office.connectwise.with(|simulator| simulator.fail_next_on(1, Fault::Status(400, refusal()), "PATCH", &path));
    let run = office.run(None).await.unwrap();
    assert_eq!((run.state, run.failed.len()), (RunState::Partial, 1));
    office
        .connectwise
        .with(|simulator| simulator.edit_configuration(office.firewall, |found| found.name = "fw01".to_owned()));
    office.workspace.sync_undo(of(&run.run)).await.unwrap();
    assert_eq!(names(&office), ["fw01", "Core switch"], "the run wrote to the switch alone");
}

#[tokio::test]
async fn a_run_over_another_account_offers_no_undo() {
    let office = Office::matched().await;
    let run = office.run(None).await.unwrap();
    assert!(run.can_undo);
    let other = sitebook_connectwise_sim::SimulatorServer::start(Simulator::empty()).await.unwrap();
    office.workspace.connectwise_disconnect(Nothing {}).await.unwrap();
    office.workspace.connectwise_connect(ConnectRequest { site: other.base_url(), ..office.account() }).await.unwrap();
    assert!(!office.workspace.sync_run_show(of(&run.run)).await.unwrap().can_undo);
}

#[tokio::test]
async fn the_plan_of_a_run_is_shown_with_what_was_left_alone_and_excluded() {
    let office = Office::matched().await;
    let plan = office.plan().await.unwrap();
    let request = SyncRunRequest {
        plan: Some(plan.plan.clone()),
        exclude: vec![SyncExclusion { device: "D-1".to_owned(), field: Some(MappedField::Name) }],
        ..run_request(SyncMode::ToConnectwise)
    };
    let run = office.workspace.sync_run(request).await.unwrap();
    let shown = office.workspace.sync_run_plan(of(&run.run)).await.unwrap();
    let kept = shown.plan.unwrap();
    assert_eq!((&kept.plan, &kept.updates.len(), &kept.skips), (&plan.plan, &plan.updates.len(), &plan.skips));
    assert_eq!(shown.excluded.len(), 1);
    assert!(!kept.skips.is_empty(), "the camera is only proposed");

    let undo = office.workspace.sync_undo(of(&run.run)).await.unwrap();
    let none = office.workspace.sync_run_plan(of(&undo.run)).await.unwrap();
    assert!(none.plan.is_none() && !none.message.is_empty());
}

#[tokio::test]
async fn restored_fields_wait_until_somebody_releases_them() {
    let office = Office::matched().await;
    let run = office.run(None).await.unwrap();
    let written = run.writes.len();
    office.workspace.sync_undo(of(&run.run)).await.unwrap();
    assert_eq!(held(&office).await.len(), written);
    let plan = automatic_plan(&office).await;
    assert_eq!((plan.updates.len(), plan.skips.iter().filter(|skip| skip.reason == "held").count()), (0, written));

    let release = |device: &str, field: Option<&str>| HeldReleaseRequest {
        device: device.to_owned(),
        field: field.map(str::to_owned),
    };
    let left = office.workspace.held_release(release("A-1/D-1", Some("name"))).await.unwrap();
    assert_eq!(left.held.len(), written - 1);
    let nothing = office.workspace.held_release(release("A-1/D-1", Some("name"))).await.unwrap_err();
    assert_eq!(nothing.code, ErrorCode::NotFound);

    assert_eq!(office.run(None).await.unwrap().applied, 2, "a run by hand writes them");
    assert_eq!(held(&office).await, []);
}

#[tokio::test]
async fn what_came_from_connectwise_goes_back_to_what_the_source_says() {
    let office = Office::matched().await;
    let run = office.workspace.sync_run(run_request(SyncMode::FromConnectwise)).await.unwrap();
    let name =
        |detail: &AgentDetail| detail.devices.iter().find(|device| device.source_id == "D-1").unwrap().name.clone();
    assert_eq!(name(&office.show().await), "Firewall");
    office.workspace.sync_undo(of(&run.run)).await.unwrap();
    let detail = office.show().await;
    assert_eq!(name(&detail), "fw01");
    assert!(detail.history.iter().any(|entry| entry.by.starts_with("undo ")), "{:?}", detail.history);
}

#[tokio::test]
async fn what_was_excluded_is_not_written_and_directions_of_a_run_may_be_kept() {
    let office = Office::matched().await;
    let plan = office.plan().await.unwrap();
    let request = SyncRunRequest {
        plan: Some(plan.plan.clone()),
        exclude: vec![SyncExclusion { device: "D-1".to_owned(), field: None }],
        ..run_request(SyncMode::ToConnectwise)
    };
    let run = office.workspace.sync_run(request).await.unwrap();
    assert_eq!((run.applied, run.plan), (1, plan.plan));
    assert!(run.excluded > 0);
    assert_eq!(names(&office), ["Firewall", "sw01"]);

    let directions = BTreeMap::from([(MappedField::Name, Direction::FromConnectwise)]);
    let wrong = SyncRunRequest { directions: directions.clone(), ..run_request(SyncMode::ToConnectwise) };
    assert_eq!(office.workspace.sync_run(wrong).await.unwrap_err().code, ErrorCode::InvalidInput);
    let request = SyncRunRequest { directions, keep_directions: true, ..run_request(SyncMode::Custom) };
    office.workspace.sync_run(request).await.unwrap();
    assert_eq!(names(&office)[0], "Firewall");
    let rules = office.workspace.fields_show(FieldsShowRequest { agent: Some(AGENT.to_owned()) }).await.unwrap();
    let name = rules.fields.iter().find(|rule| rule.field == MappedField::Name).unwrap();
    assert_eq!(name.direction, Direction::FromConnectwise);
}

#[tokio::test]
async fn a_retry_writes_the_failed_records_and_no_other() {
    let office = Office::matched().await;
    let refusal = serde_json::json!({"code":"InvalidObject","message":"no","errors":[]});
    office
        .connectwise
        .with(|simulator| simulator.fail_next_on(1, Fault::Status(400, refusal), "PATCH", "/company/configurations"));
    let run = office.run(None).await.unwrap();
    assert_eq!((run.state, run.failed.len(), run.applied), (RunState::Partial, 1, 1));
    let shown = office.workspace.sync_retry_plan(of(&run.run)).await.unwrap();
    assert!(!shown.updates.is_empty() && shown.updates.iter().all(|update| update.device == run.failed[0].device));
    assert!(shown.skips.iter().all(|skip| skip.device == run.failed[0].device), "{:?}", shown.skips);
    let again = office.workspace.sync_retry(of(&run.run)).await.unwrap();
    assert_eq!((again.state, again.applied, again.written.len()), (RunState::Done, 1, 1));
    assert_eq!(again.written[0].device, run.failed[0].device);
    assert_eq!(office.workspace.sync_retry(of(&again.run)).await.unwrap_err().code, ErrorCode::InvalidInput);
}

#[tokio::test]
async fn a_configuration_set_inactive_is_active_again_after_the_undo() {
    let office = Office::matched().await;
    let active = || office.connectwise.with(|simulator| simulator.configuration(office.firewall).unwrap().active);
    office.workspace.match_retire(DeviceRequest { device: "A-1/D-1".to_owned() }).await.unwrap();
    assert!(!active());
    let all = RunsRequest { agent: Some(AGENT.to_owned()), search: None, limit: None, before: None };
    let run = office.workspace.sync_runs(all).await.unwrap().runs.remove(0);
    assert_eq!(run.kind, RunKind::Retire);
    office.workspace.sync_undo(of(&run.run)).await.unwrap();
    assert!(active());
}

#[tokio::test]
async fn runs_are_found_and_paged() {
    let office = Office::matched().await;
    for name in ["one", "two", "three"] {
        office
            .workspace
            .devices_set(DeviceSetRequest {
                device: "A-1/D-1".to_owned(),
                changes: changes(&[("name", name)]),
                ..DeviceSetRequest::default()
            })
            .await
            .unwrap();
        office.run(None).await.unwrap();
    }
    let request =
        |search: &str, limit, before| RunsRequest { agent: None, search: Some(search.to_owned()), limit, before };
    let first = office.workspace.sync_runs(request("northside", Some(2), None)).await.unwrap().runs;
    assert_eq!(first.len(), 2);
    let rest = office.workspace.sync_runs(request("", Some(2), Some(first[1].run.clone()))).await.unwrap().runs;
    assert_eq!(rest.len(), 1);
    assert!(rest[0].started_at <= first[1].started_at);
    assert_eq!(office.workspace.sync_runs(request("100%_nothing", None, None)).await.unwrap().runs, []);
}

#[tokio::test]
async fn a_plan_is_written_to_a_file() {
    let office = Office::matched().await;
    let plan = office.plan().await.unwrap();
    let path = office.write("plan.csv", "");
    let request = SyncPlanExportRequest { plan: plan.plan, agent: AGENT.to_owned(), path };
    let reply = office.workspace.sync_plan_export(request).await.unwrap();
    assert_eq!(reply.rows as usize, plan.updates.len() + plan.skips.len());
    let text = std::fs::read_to_string(&reply.path).unwrap();
    assert!(text.contains("fw01") && text.lines().count() > 2, "{text}");
}
