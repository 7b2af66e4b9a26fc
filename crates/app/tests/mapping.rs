//! The field mapping, changes of type and creation in a sync, against the simulated ConnectWise over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{Office, changes};
use sitebook_app::ErrorCode;
use sitebook_app::dto::*;
use sitebook_connectwise_sim::{Fault, FieldType};
use sitebook_domain::{Direction, MappedField, RunKind, RunState, SyncMode, SyncTarget};

fn set(field: &str, direction: Direction) -> FieldsSetRequest {
    FieldsSetRequest {
        field: field.to_owned(),
        direction: Some(direction),
        allow_empty: None,
        agent: None,
        target: None,
        online: None,
        offline: None,
        overwrite_conflicts: None,
        follow: None,
    }
}

fn rule(reply: &FieldsReply, field: MappedField) -> &FieldRuleView {
    reply.fields.iter().find(|rule| rule.field == field).unwrap()
}

/// An office whose configurations' type asks "Zone" (two choices) and "Owner", with a custom field "Room". Returns the ids
/// of the three.
async fn office() -> (Office, i64, i64, i64) {
    let office = Office::matched().await;
    let ids = office.connectwise.with(|simulator| {
        let type_id = simulator.configuration(office.firewall).unwrap().type_id;
        let zone = simulator.add_question(type_id, "Zone", false);
        simulator.add_question_value(zone, "Cellar");
        simulator.add_question_value(zone, "Attic");
        let owner = simulator.add_question(type_id, "Owner", false);
        let room = simulator.add_custom_field("Room", FieldType::Text);
        let spare = simulator.add_custom_field("Spare", FieldType::Text);
        simulator.set_answer(office.firewall, owner, serde_json::json!(" Ann <b> \u{1F6AA}"));
        simulator.set_custom_value(office.firewall, spare, serde_json::json!("kept"));
        (zone, owner, room)
    });
    let set = changes(&[("zone", "cellar"), ("room", "R1")]);
    office
        .workspace
        .devices_set(DeviceSetRequest { device: "A-1/D-1".to_owned(), changes: set, ..DeviceSetRequest::default() })
        .await
        .unwrap();
    (office, ids.0, ids.1, ids.2)
}

async fn mapped(office: &Office) {
    for (field, target) in [("zone", "zone"), ("room", "Room")] {
        let request = FieldsSetRequest { target: Some(target.to_owned()), ..set(field, Direction::ToConnectwise) };
        office.workspace.fields_set(request).await.unwrap();
    }
}

#[tokio::test]
async fn zone_and_room_go_to_the_question_and_custom_field_that_were_picked_and_others_stay_as_they_are() {
    let (office, zone, owner, room) = office().await;
    mapped(&office).await;
    let plan = office.plan().await.unwrap();
    let of = |field| plan.updates.iter().find(|update| update.field == field && update.device_source_id == "D-1");
    assert_eq!(
        (of(MappedField::Zone).unwrap().to.as_str(), of(MappedField::Room).unwrap().to.as_str()),
        ("cellar", "R1")
    );
    let run = office.run(Some(&plan.plan)).await.unwrap();
    assert_eq!(run.state, RunState::Done, "{run:?}");
    office.connectwise.with(|simulator| {
        let record = simulator.configuration(office.firewall).unwrap();
        let answer = |id| &record.answers.iter().find(|answer| answer.question == id).unwrap().answer;
        assert_eq!(answer(zone).as_str().unwrap().to_lowercase(), "cellar");
        assert_eq!(answer(owner), &serde_json::json!(" Ann <b> \u{1F6AA}"), "the answers of others are never lost");
        assert_eq!(record.custom_values[&room], serde_json::json!("R1"));
        assert!(record.custom_values.values().any(|value| value == "kept"), "nor are other custom fields");
        assert!(simulator.violations().is_empty(), "{:?}", simulator.violations());
    });
    let again = office.plan().await.unwrap();
    assert_eq!((again.updates.len(), again.records), (0, 0), "{:?}", again.updates);
}

#[tokio::test]
async fn what_another_place_held_does_not_hide_a_conflict() {
    let (office, ..) = office().await;
    mapped(&office).await;
    office.run(None).await.unwrap();
    let room = |value: &str| DeviceSetRequest {
        device: "A-1/D-1".to_owned(),
        changes: changes(&[("room", value)]),
        ..DeviceSetRequest::default()
    };
    office.workspace.devices_set(room("R2")).await.unwrap();
    let update = async || {
        let plan = office.plan().await.unwrap();
        plan.updates.into_iter().find(|update| update.field == MappedField::Room).unwrap()
    };
    assert!(!update().await.conflict, "the field still holds what was written");

    // Somebody has entered there what the old place held by chance.
    office.connectwise.with(|simulator| {
        let other = simulator.add_custom_field("Room number", FieldType::Text);
        simulator.set_custom_value(office.firewall, other, serde_json::json!("R1"));
    });
    let moved = FieldsSetRequest { target: Some("Room number".to_owned()), ..set("room", Direction::ToConnectwise) };
    office.workspace.fields_set(moved).await.unwrap();
    let update = update().await;
    assert!(update.conflict && update.from == "R1", "{update:?}");
}

#[tokio::test]
async fn a_value_that_is_no_choice_is_known_before_anything_is_sent() {
    let (office, ..) = office().await;
    mapped(&office).await;
    let roof = changes(&[("zone", "Roof")]);
    office
        .workspace
        .devices_set(DeviceSetRequest { device: "A-1/D-1".to_owned(), changes: roof, ..DeviceSetRequest::default() })
        .await
        .unwrap();
    let plan = office.plan().await.unwrap();
    let skip = plan.skips.iter().find(|skip| skip.field == "zone").unwrap();
    assert_eq!(skip.reason, "not_a_choice");
    assert!(skip.message.contains("Cellar, Attic"), "{}", skip.message);
}

#[tokio::test]
async fn answers_and_custom_fields_are_read_only_while_a_mapping_needs_them() {
    let (office, ..) = office().await;
    let asked = |what: &str| {
        office.connectwise.with(|simulator| {
            let log = simulator.request_log().iter();
            log.filter(|request| format!("{}?{}", request.path, request.query).contains(what)).count()
        })
    };
    office.connectwise.with(sitebook_connectwise_sim::Simulator::clear_log);
    office.run(None).await.unwrap();
    assert_eq!((asked("customFields"), asked("questions"), asked("userDefinedFields")), (0, 0, 0));
    mapped(&office).await;
    office.connectwise.with(sitebook_connectwise_sim::Simulator::clear_log);
    office.plan().await.unwrap();
    assert!(asked("customFields") > 0 && asked("questions") > 0);
    for field in ["zone", "room"] {
        office.workspace.fields_set(set(field, Direction::Off)).await.unwrap();
    }
    office.connectwise.with(sitebook_connectwise_sim::Simulator::clear_log);
    office.plan().await.unwrap();
    assert_eq!((asked("customFields"), asked("questions")), (0, 0));
}

#[tokio::test]
async fn a_field_without_a_target_is_refused_and_a_target_can_be_taken_away_only_when_it_is_off() {
    let (office, ..) = office().await;
    let refused = office.workspace.fields_set(set("zone", Direction::ToConnectwise)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::InvalidInput);
    assert!(refused.message.contains("pick a configuration question or custom field"), "{}", refused.message);
    mapped(&office).await;
    let without = |direction| FieldsSetRequest { target: Some(String::new()), ..set("zone", direction) };
    assert!(office.workspace.fields_set(without(Direction::FromConnectwise)).await.is_err());
    let off = office.workspace.fields_set(without(Direction::Off)).await.unwrap();
    assert_eq!(rule(&off, MappedField::Zone).chosen, None);
    let unknown = FieldsSetRequest { target: Some("Colour".to_owned()), ..set("zone", Direction::ToConnectwise) };
    assert_eq!(office.workspace.fields_set(unknown).await.unwrap_err().code, ErrorCode::NotFound);
    let fixed = FieldsSetRequest { target: Some("Zone".to_owned()), ..set("name", Direction::ToConnectwise) };
    assert_eq!(office.workspace.fields_set(fixed).await.unwrap_err().code, ErrorCode::InvalidInput);
}

#[tokio::test]
async fn an_agent_with_a_rule_of_its_own_follows_the_integration_again_when_told() {
    let office = Office::matched().await;
    let own = FieldsSetRequest {
        agent: Some("A-1".to_owned()),
        overwrite_conflicts: Some(true),
        ..set("name", Direction::FromConnectwise)
    };
    let reply = office.workspace.fields_set(own).await.unwrap();
    let name = rule(&reply, MappedField::Name);
    assert_eq!((name.own, name.overwrite_conflicts), (true, true));
    let follow = FieldsSetRequest {
        direction: None,
        agent: Some("A-1".to_owned()),
        follow: Some(true),
        ..set("name", Direction::Off)
    };
    let reply = office.workspace.fields_set(follow.clone()).await.unwrap();
    let name = rule(&reply, MappedField::Name);
    assert_eq!((name.own, name.direction), (false, Direction::ToConnectwise));
    let nobody = FieldsSetRequest { agent: None, ..follow };
    assert_eq!(office.workspace.fields_set(nobody).await.unwrap_err().code, ErrorCode::InvalidInput);
}

#[tokio::test]
async fn status_and_device_page_go_to_connectwise_where_somebody_wants_that() {
    let office = Office::matched().await;
    let up = office.connectwise.with(|simulator| {
        simulator.add_status("Down", false);
        simulator.add_status("Up", false)
    });
    office
        .import(
            r#"{"agents":[{"id":"A-1","name":"Northside Dental","devices":[
            {"id":"D-1","name":"fw01","page_url":"https://portal.example/d/1"}]}]}"#,
        )
        .await;
    let wanted = FieldsSetRequest {
        online: Some("up".to_owned()),
        offline: Some("Down".to_owned()),
        ..set("status", Direction::ToConnectwise)
    };
    let reply = office.workspace.fields_set(wanted).await.unwrap();
    assert_eq!(rule(&reply, MappedField::Status).statuses.as_ref().unwrap().online.as_ref().unwrap().id, up);
    office.workspace.fields_set(set("link", Direction::ToConnectwise)).await.unwrap();
    let run = office.run(None).await.unwrap();
    assert_eq!(run.state, RunState::Done, "{run:?}");
    office.connectwise.with(|simulator| {
        let record = simulator.configuration(office.firewall).unwrap();
        assert_eq!(record.status_id, Some(up));
    });
    let example = office.workspace.fields_example(FieldsExampleRequest { agent: None }).await.unwrap().example.unwrap();
    let link = example.values.iter().find(|value| value.field == MappedField::Link).unwrap();
    assert_eq!(
        (link.ours.as_str(), link.theirs.as_str()),
        ("https://portal.example/d/1", "https://portal.example/d/1")
    );
    assert_eq!(office.plan().await.unwrap().updates.len(), 0);
}

#[tokio::test]
async fn the_targets_that_can_be_picked_are_texts_and_choices() {
    let (office, zone, ..) = office().await;
    office.connectwise.with(|simulator| simulator.add_custom_field("Bought", FieldType::Date));
    let reply = office.workspace.fields_targets(Nothing {}).await.unwrap();
    let names: Vec<&str> = reply.targets.iter().map(|target| target.name.as_str()).collect();
    assert_eq!(names, ["Zone", "Owner", "Room", "Spare"]);
    assert_eq!((reply.targets[0].id, reply.targets[0].choices.len()), (zone, 2));
}

#[tokio::test]
async fn a_change_of_type_is_a_run_of_its_own_that_names_what_no_undo_puts_back() {
    let office = Office::matched().await;
    let (router, rack) = office.connectwise.with(|simulator| {
        let router = simulator.add_type("Router");
        (router, simulator.add_question(router, "Rack?", true))
    });
    let change = |answers| TypeChangeRequest { device: "A-1/D-1".to_owned(), r#type: "router".to_owned(), answers };
    office.connectwise.with(sitebook_connectwise_sim::Simulator::clear_log);
    let refused = office.workspace.type_change(change(Vec::new())).await.unwrap_err();
    assert_eq!((refused.code, office.writes()), (ErrorCode::Rejected, 0));
    assert!(refused.message.contains("Rack?"), "{}", refused.message);

    let answers = vec![CreateAnswer { question: "rack?".to_owned(), value: "R1".to_owned() }];
    let run = office.workspace.type_change(change(answers)).await.unwrap();
    assert_eq!((run.kind, run.state, run.applied), (RunKind::Type, RunState::Done, 1));
    assert!(run.written[0].message.contains("from Network device to Router"), "{}", run.written[0].message);
    assert!(run.not_undone[0].contains("Router"), "{:?}", run.not_undone);
    office.connectwise.with(|simulator| {
        let record = simulator.configuration(office.firewall).unwrap();
        assert_eq!((record.type_id, record.answers[0].question), (router, rack));
    });
    let again = office.workspace.type_change(change(Vec::new())).await.unwrap_err();
    assert!(matches!(again.code, ErrorCode::InvalidInput | ErrorCode::Rejected), "{again:?}");
}

#[tokio::test]
async fn a_change_of_type_whose_answer_was_lost_is_looked_at_again() {
    let office = Office::matched().await;
    office.connectwise.with(|simulator| {
        simulator.add_type("Router");
        simulator.add_type("Bridge");
        simulator.fail_next_on(1, Fault::ResetAfterwards, "PATCH", "/company/configurations");
    });
    let change =
        |name: &str| TypeChangeRequest { device: "A-1/D-1".to_owned(), r#type: name.to_owned(), answers: Vec::new() };
    let run = office.workspace.type_change(change("Router")).await.unwrap();
    assert_eq!((run.state, run.not_undone.len()), (RunState::Done, 1), "it was carried out");

    office.connectwise.with(|simulator| {
        let answer = serde_json::json!({"message":"gateway"});
        simulator.fail_next_on(9, Fault::Status(502, answer), "PATCH", "/company/configurations");
    });
    let error = office.workspace.type_change(change("Bridge")).await.unwrap_err();
    assert!(error.message.contains("not known"), "{}", error.message);
    let all = RunsRequest { agent: None, search: None, limit: None, before: None };
    let last = office.workspace.sync_runs(all).await.unwrap().runs.remove(0);
    let shown = office.workspace.sync_run_show(RunRequest { run: last.run }).await.unwrap();
    assert_eq!((shown.state, shown.failed[0].reason.as_str()), (RunState::Failed, "outcome_unknown"));
    assert_eq!(shown.not_undone.len(), 1, "it may have been changed, and no undo would tell");
}

const PRINTER: &str = r#"{"agents":[{"id":"A-1","name":"Northside Dental","devices":[
    {"id":"D-4","name":"prn01","kind":"network device","serial":"PRN-0001"},
    {"id":"D-5","name":"toaster","kind":"toaster"}]}]}"#;

#[tokio::test]
async fn a_sync_creates_only_where_somebody_switched_that_on_and_shows_it_in_the_plan() {
    let office = Office::matched().await;
    office.import(PRINTER).await;
    assert_eq!(office.plan().await.unwrap().creates.len(), 0);
    let on = SyncOptionsRequest { agent: "A-1".to_owned(), create_unmatched: Some(true) };
    assert!(office.workspace.sync_options_set(on).await.unwrap().create_unmatched);

    let plan = office.plan().await.unwrap();
    let [create] = plan.creates.as_slice() else { panic!("{:?}", plan.creates) };
    assert_eq!((create.device_name.as_str(), create.type_name.as_str()), ("prn01", "Network device"));
    let value = |name: &str| create.fields.iter().find(|field| field.field == name).map(|field| field.value.as_str());
    assert_eq!((value("name"), value("serialNumber")), (Some("prn01"), Some("PRN-0001")), "every value is shown");
    assert!(create.identifier.starts_with("sitebook:"));
    let path = office.write("plan.csv", "");
    let export = SyncPlanExportRequest { plan: plan.plan.clone(), agent: "A-1".to_owned(), path };
    let file = office.workspace.sync_plan_export(export).await.unwrap();
    let text = std::fs::read_to_string(&file.path).unwrap();
    assert!(text.lines().any(|line| line.starts_with("\"create\",\"prn01\"") && line.contains("PRN-0001")), "{text}");
    assert_eq!(text.lines().count() as u32, file.rows + 1);
    let toaster = plan.skips.iter().find(|skip| skip.device_name == "toaster").unwrap();
    assert_eq!(toaster.reason, "no_type");
    let run = office.run(Some(&plan.plan)).await.unwrap();
    assert_eq!((run.created.len(), run.state), (1, RunState::Done), "{run:?}");
    assert_eq!(
        (run.created[0].device_source_id.as_str(), run.created[0].configuration_name.as_str()),
        ("D-4", "prn01")
    );

    let again = office.plan().await.unwrap();
    assert_eq!((again.creates.len(), again.updates.len()), (0, 0), "the new one is matched and in step");
    assert_eq!(office.run(None).await.unwrap().created.len(), 0);
}

#[tokio::test]
async fn what_comes_from_connectwise_stays_in_sitebook_where_the_source_takes_nothing_back() {
    let office = Office::matched().await;
    let shown = office.workspace.write_back_show(Nothing {}).await.unwrap();
    let expected = WriteBackSource { source: "import".to_owned(), takes: Vec::new(), allowed: false, decided: false };
    assert_eq!(shown.sources, [expected]);
    let on = WriteBackRequest { source: "import".to_owned(), allowed: true };
    let error = office.workspace.write_back_set(on).await.unwrap_err();
    assert!(error.code == ErrorCode::InvalidInput && error.message.contains("stays in Sitebook"), "{error:?}");
    let run = office.workspace.sync_run(common::run_request(SyncMode::FromConnectwise)).await.unwrap();
    let plan = office.workspace.sync_run_plan(RunRequest { run: run.run.clone() }).await.unwrap().plan.unwrap();
    assert!(plan.updates.iter().all(|update| update.target == SyncTarget::Local && !update.written_back));
    assert!(run.writes.iter().all(|write| write.target != SyncTarget::Source));
}

#[tokio::test]
async fn a_sync_does_not_create_again_what_a_person_undid_and_deleted() {
    let office = Office::matched().await;
    office.import(PRINTER).await;
    let on = SyncOptionsRequest { agent: "A-1".to_owned(), create_unmatched: Some(true) };
    office.workspace.sync_options_set(on).await.unwrap();
    let made = office.run(None).await.unwrap().created.remove(0).configuration;
    let all = RunsRequest { agent: None, search: None, limit: None, before: None };
    let runs = office.workspace.sync_runs(all).await.unwrap().runs;
    let creation = runs.iter().find(|run| run.kind == RunKind::Create).unwrap();
    office.workspace.sync_undo(RunRequest { run: creation.run.clone() }).await.unwrap();
    office.connectwise.with(|simulator| simulator.delete_configuration(made));

    let plan = office.plan().await.unwrap();
    assert_eq!(plan.creates, []);
    let skip = plan.skips.iter().find(|skip| skip.device_source_id == "D-4").unwrap();
    assert_eq!(skip.reason, "removed_candidate");
    let preview = CreateRequest { all_unmatched: true, dry_run: true, ..create_request() };
    let preview = office.workspace.create(preview).await.unwrap().preview;
    assert!(preview.iter().any(|row| row.device_source_id == "D-4"), "a person who is shown it may");
}

fn create_request() -> CreateRequest {
    CreateRequest {
        agent: "A-1".to_owned(),
        devices: Vec::new(),
        r#type: None,
        status: None,
        site: None,
        answers: Vec::new(),
        all_unmatched: false,
        dry_run: false,
        reactivate: false,
    }
}

#[tokio::test]
async fn a_creation_that_changed_after_the_plan_is_left_alone() {
    let office = Office::matched().await;
    office.import(PRINTER).await;
    let on = SyncOptionsRequest { agent: "A-1".to_owned(), create_unmatched: Some(true) };
    office.workspace.sync_options_set(on).await.unwrap();
    let plan = office.plan().await.unwrap();
    let named = changes(&[("name", "prn-99")]);
    office
        .workspace
        .devices_set(DeviceSetRequest { device: "A-1/D-4".to_owned(), changes: named, ..DeviceSetRequest::default() })
        .await
        .unwrap();
    assert_ne!(office.plan().await.unwrap().plan, plan.plan, "what is created is part of the plan's name");
    let run = office.run(Some(&plan.plan)).await.unwrap();
    assert_eq!((run.created.len(), run.state), (0, RunState::Partial));
    assert!(run.skipped.iter().any(|skip| skip.device_source_id == "D-4" && skip.reason == "changed_since_plan"));
}
