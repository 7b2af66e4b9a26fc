//! Creating configurations, against the simulated ConnectWise over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{Office, open};
use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode, Workspace};
use sitebook_connectwise_sim::{Configuration, Fault, Function, Lag, Verb};
use sitebook_domain::{MatchRule, MatchState, RunKind, RunState};

/// Two printers that nobody knows in ConnectWise, a toaster of no known type, and a name that is too long.
const NEW_DEVICES: &str = r#"{"agents":[{"id":"A-1","name":"Northside Dental","devices":[
    {"id":"D-4","name":"prn01","kind":"network_device","vendor":"Fortinet","model":"M-1","serial":"PRN-0001",
     "macs":["00:09:0F:AA:BB:04"],"ips":["10.0.0.14"]},
    {"id":"D-5","name":"prn02","kind":"network-device","vendor":"Brother","serial":"To be filled by O.E.M."},
    {"id":"D-6","name":"toaster","kind":"toaster","serial":"TOAST-1"}]}]}"#;

/// An office that is matched and has devices without a configuration.
async fn office() -> Office {
    let office = Office::matched().await;
    office.import(NEW_DEVICES).await;
    office
}

fn wanted(devices: &[&str]) -> CreateRequest {
    CreateRequest {
        agent: "A-1".to_owned(),
        devices: devices.iter().map(|device| (*device).to_owned()).collect(),
        r#type: None,
        status: None,
        site: None,
        answers: Vec::new(),
        all_unmatched: false,
        dry_run: false,
        reactivate: false,
    }
}

async fn create(office: &Office, devices: &[&str]) -> Result<CreateReply, AppError> {
    office.workspace.create(wanted(devices)).await
}

/// Records in ConnectWise that carry an identifier of ours.
fn ours(office: &Office) -> Vec<Configuration> {
    office.connectwise.with(|simulator| {
        let all = simulator.configurations_of(office.company);
        all.filter(|record| record.device_identifier.starts_with("sitebook:")).cloned().collect()
    })
}

fn posts(office: &Office) -> usize {
    let is_post = |method: &str, path: &str| method == "POST" && path.ends_with("/company/configurations");
    office.connectwise.with(|simulator| {
        simulator.request_log().iter().filter(|request| is_post(&request.method, &request.path)).count()
    })
}

fn lose_the_answer(office: &Office) {
    office.connectwise.with(|simulator| {
        simulator.fail_next_on(1, Fault::ResetAfterwards, "POST", "/company/configurations");
    });
}

/// Creates, and stops as soon as the request has arrived.
async fn create_and_stop(office: &Office, devices: &[&str]) -> CreateReply {
    let stop = async {
        while posts(office) == 0 {
            tokio::task::yield_now().await;
        }
        let agent = AgentRequest { agent: "A-1".to_owned() };
        office.workspace.sync_stop(agent).await.unwrap();
    };
    let (reply, ()) = tokio::join!(create(office, devices), stop);
    reply.unwrap()
}

#[tokio::test]
async fn what_the_preview_shows_is_what_is_sent() {
    let office = office().await;
    office.connectwise.with(sitebook_connectwise_sim::Simulator::clear_log);
    let dry = office.workspace.create(CreateRequest { dry_run: true, ..wanted(&["D-4", "D-5", "D-6"]) }).await.unwrap();
    assert_eq!((office.writes(), dry.run, dry.created.len()), (0, None, 0));
    assert_eq!((dry.failed.len(), dry.failed[0].reason.as_str()), (1, "no_type"));
    let fields: Vec<(&str, &str)> =
        dry.preview[0].fields.iter().map(|field| (field.field.as_str(), field.value.as_str())).collect();
    let expected = [
        ("name", "prn01"),
        ("modelNumber", "M-1"),
        ("serialNumber", "PRN-0001"),
        ("macAddress", "00:09:0F:AA:BB:04"),
        ("ipAddress", "10.0.0.14"),
        ("manufacturer", "Fortinet"),
    ];
    assert_eq!(fields, expected);
    assert_eq!(dry.preview[0].r#type.name, "Network device", "by its name, without regard to spaces and underscores");
    assert_eq!(dry.preview[1].left_out[0].reason, "placeholder_value");

    let reply = create(&office, &["D-4", "D-5", "D-6"]).await.unwrap();
    assert_eq!((reply.state, reply.created.len(), reply.pending.len()), (Some(RunState::Partial), 2, 0));
    assert_eq!((reply.failed.len(), reply.failed[0].reason.as_str()), (1, "no_type"));
    let records = ours(&office);
    assert_eq!(records.iter().map(|record| record.name.as_str()).collect::<Vec<_>>(), ["prn01", "prn02"]);
    assert_eq!(records[0].device_identifier, dry.preview[0].identifier);
    assert_eq!((records[0].serial_number.as_str(), records[0].mac_address.as_str()), ("PRN-0001", "00:09:0F:AA:BB:04"));
    assert_eq!(records[1].serial_number, "", "a placeholder is not passed on");
    let violations = office.connectwise.with(|simulator| simulator.violations());
    assert!(violations.is_empty(), "{violations:?}");
}

#[tokio::test]
async fn what_was_created_is_matched_and_in_step() {
    let office = office().await;
    let reply = create(&office, &["D-4"]).await.unwrap();
    let report = office.match_run().await.unwrap();
    let found = report.matches.iter().find(|found| found.device_source_id == "D-4").unwrap();
    assert_eq!((found.state, found.rule), (MatchState::Confirmed, MatchRule::Created));
    assert_eq!(found.configuration, reply.created[0].configuration);
    let plan = office.plan().await.unwrap();
    assert!(plan.updates.iter().all(|update| update.device_source_id != "D-4"), "{:?}", plan.updates);

    let again = create(&office, &["D-4"]).await.unwrap();
    assert_eq!((again.failed[0].reason.as_str(), ours(&office).len()), ("already_matched", 1));
    let request = RunsRequest { agent: Some("A-1".to_owned()), search: None, limit: None, before: None };
    let runs = office.workspace.sync_runs(request).await.unwrap().runs;
    assert!(runs.iter().all(|run| run.kind == RunKind::Create), "{runs:?}");
    assert_eq!((runs[1].applied, runs[1].state), (1, RunState::Done));
    assert_eq!(office.show().await.summary.psa.last_run, None, "a creation is no sync");
    let shown = office.workspace.sync_run_show(RunRequest { run: runs[1].run.clone() }).await.unwrap();
    assert_eq!(shown.written[0].configuration, reply.created[0].configuration);
}

#[tokio::test]
async fn all_unmatched_leaves_out_whoever_waits_for_a_person() {
    let office = office().await;
    let all = CreateRequest { all_unmatched: true, r#type: Some("network DEVICE".to_owned()), ..wanted(&[]) };
    let reply = office.workspace.create(all.clone()).await.unwrap();
    assert_eq!((reply.created.len(), reply.failed.len()), (3, 0));
    let left_out: Vec<(&str, &str)> =
        reply.left_out.iter().map(|left_out| (left_out.device_source_id.as_str(), left_out.reason.as_str())).collect();
    assert_eq!(left_out, [("D-3", "has_proposal")]);
    let named = create(&office, &["cam01"]).await.unwrap();
    assert_eq!((named.failed[0].reason.as_str(), named.created.len()), ("has_proposal", 0));
    let again = office.workspace.create(all).await.unwrap();
    assert_eq!((again.state, again.created.len(), posts(&office)), (Some(RunState::Done), 0, 3));
    assert_eq!(create(&office, &[]).await.unwrap_err().code, ErrorCode::InvalidInput);
}

#[tokio::test]
async fn a_lost_answer_leaves_one_record_that_the_next_run_takes() {
    let office = office().await;
    lose_the_answer(&office);
    let first = create_and_stop(&office, &["D-4"]).await;
    assert_eq!(first.state, Some(RunState::Stopped));
    assert_eq!((first.pending[0].reason.as_str(), first.created.len()), ("outcome_unknown", 0));
    let second = create(&office, &["D-4", "D-5"]).await.unwrap();
    let adopted: Vec<bool> = second.created.iter().map(|created| created.adopted).collect();
    assert_eq!((adopted, second.failed.len(), second.pending.len()), (vec![true, false], 0, 0));
    assert_eq!((ours(&office).len(), posts(&office)), (2, 2));
    // What was unknown stands in the run that wanted it, as it came out.
    let run = office.workspace.sync_run_show(RunRequest { run: first.run.unwrap() }).await.unwrap();
    assert_eq!((run.written.len(), run.written[0].reason.as_str()), (1, "adopted"));
}

#[tokio::test]
async fn a_preview_says_what_becomes_of_a_creation_whose_answer_was_lost() {
    let office = office().await;
    lose_the_answer(&office);
    create_and_stop(&office, &["D-4"]).await;
    let preview = async || {
        let request = CreateRequest { dry_run: true, ..wanted(&["D-4", "D-5"]) };
        office.workspace.create(request).await.unwrap()
    };
    let shown = preview().await;
    let found: Vec<_> = shown.pending.iter().map(|row| (row.reason.as_str(), row.configuration)).collect();
    assert_eq!(found, [("sent_before", ours(&office)[0].id)], "it is there");
    assert_eq!(shown.failed.len(), 0, "{:?}", shown.failed);
    let previewed: Vec<_> = shown.preview.iter().map(|row| (row.device_source_id.as_str(), row.sent_before)).collect();
    assert_eq!(previewed, [("D-5", false)]);
    assert_eq!(preview().await.pending, shown.pending, "a preview settles nothing");
    let run = create(&office, &["D-4", "D-5"]).await.unwrap();
    assert_eq!((run.created[0].configuration, run.created[0].adopted), (shown.pending[0].configuration, true));

    let office = self::office().await;
    office.connectwise.with(|simulator| simulator.settings_mut().lag = Lag::Requests(9));
    lose_the_answer(&office);
    create_and_stop(&office, &["D-4"]).await;
    let shown = office.workspace.create(CreateRequest { dry_run: true, ..wanted(&["D-4"]) }).await.unwrap();
    assert_eq!((shown.preview[0].sent_before, shown.pending.len()), (true, 0), "no list shows it yet");
}

#[tokio::test]
async fn a_sync_and_a_start_settle_what_was_left_unknown() {
    let office = office().await;
    lose_the_answer(&office);
    create_and_stop(&office, &["D-4"]).await;
    let run = office.run(None).await.unwrap();
    assert_eq!(run.state, RunState::Done);
    let matched = |report: &MatchReport| report.matches.iter().any(|found| found.device_source_id == "D-4");
    let request = || AgentRequest { agent: "A-1".to_owned() };
    assert!(matched(&office.workspace.match_show(request()).await.unwrap()));

    let office = self::office().await;
    lose_the_answer(&office);
    create_and_stop(&office, &["D-4"]).await;
    office.workspace.close().await;
    let workspace: Workspace = open(&office.directory.path().join("workspace")).await;
    workspace.recover_creations().await.unwrap();
    assert!(matched(&workspace.match_show(request()).await.unwrap()));
    office.connectwise.with(sitebook_connectwise_sim::Simulator::clear_log);
    workspace.recover_creations().await.unwrap();
    assert_eq!(office.connectwise.with(|simulator| simulator.request_log().len()), 0, "nothing is left to settle");
}

#[tokio::test]
async fn a_record_that_no_list_shows_yet_is_not_made_again() {
    let office = office().await;
    office.connectwise.with(|simulator| simulator.settings_mut().lag = Lag::Requests(1));
    lose_the_answer(&office);
    create_and_stop(&office, &["D-4"]).await;
    let run = office.run(None).await.unwrap();
    assert_eq!((run.state, posts(&office)), (RunState::Done, 1), "too young to be decided");
    office.run(None).await.unwrap();
    assert_eq!(create(&office, &["D-4"]).await.unwrap().failed[0].reason, "already_matched");
    assert_eq!((ours(&office).len(), posts(&office)), (1, 1));
}

#[tokio::test]
async fn required_questions_are_asked_for_before_anything_is_sent() {
    let office = office().await;
    let question = office.connectwise.with(|simulator| {
        let type_id = simulator.seed().types.values().find(|found| found.name == "Network device").unwrap().id;
        let question = simulator.add_question(type_id, "Rack?", true);
        simulator.add_question(type_id, "Colour", false);
        question
    });
    let asked = office.workspace.type_questions(TypeQuestionsRequest { r#type: "network device".to_owned() }).await;
    let asked = asked.unwrap().questions;
    assert_eq!((asked.len(), asked[0].id, asked[0].required), (2, question, true));
    let reply = create(&office, &["D-4"]).await.unwrap();
    assert_eq!((reply.failed[0].reason.as_str(), posts(&office)), ("required_question", 0));
    assert!(reply.failed[0].message.contains("Rack?"), "{}", reply.failed[0].message);

    let answer = |question: &str| CreateAnswer { question: question.to_owned(), value: "R12".to_owned() };
    let stray = CreateRequest { answers: vec![answer("rack?"), answer("Shelf?")], ..wanted(&["D-4"]) };
    let error = office.workspace.create(stray).await.unwrap_err();
    assert!(error.message.contains("Shelf?"), "{}", error.message);
    let answered = CreateRequest { answers: vec![answer("rack?")], ..wanted(&["D-4"]) };
    let reply = office.workspace.create(answered).await.unwrap();
    assert_eq!((reply.created.len(), reply.created[0].differences.len()), (1, 0), "{reply:?}");
    assert_eq!(ours(&office)[0].answers.len(), 1);
}

#[tokio::test]
async fn the_type_of_a_kind_can_be_set_and_forgotten() {
    let office = office().await;
    let other = office.connectwise.with(|simulator| simulator.add_type("Kitchen"));
    let set = |r#type: Option<&str>| TypeMapSetRequest {
        kind: "Toaster".to_owned(),
        r#type: r#type.map(str::to_owned),
        agent: None,
    };
    let of = |reply: &TypeMapReply| {
        let kind = reply.kinds.iter().find(|kind| kind.kind.eq_ignore_ascii_case("toaster")).unwrap().clone();
        (kind.r#type.map(|found| found.id), kind.set, kind.devices)
    };
    assert_eq!(of(&office.workspace.type_map_show(TypeMapRequest { agent: None }).await.unwrap()), (None, false, 1));
    assert_eq!(of(&office.workspace.type_map_set(set(Some("kitchen"))).await.unwrap()), (Some(other), true, 1));
    create(&office, &["toaster"]).await.unwrap();
    assert_eq!(ours(&office)[0].type_id, other);
    assert_eq!(of(&office.workspace.type_map_set(set(None)).await.unwrap()), (None, false, 1));
    let unknown = office.workspace.type_map_set(set(Some("no such type"))).await.unwrap_err();
    assert_eq!(unknown.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn an_agent_may_have_a_type_of_its_own_for_a_kind() {
    let office = office().await;
    let (general, own) =
        office.connectwise.with(|simulator| (simulator.add_type("Kitchen"), simulator.add_type("Canteen")));
    let set = async |r#type: Option<i64>, agent: Option<&str>| {
        let request = TypeMapSetRequest {
            kind: "toaster".to_owned(),
            r#type: r#type.map(|id| id.to_string()),
            agent: agent.map(str::to_owned),
        };
        let reply = office.workspace.type_map_set(request).await.unwrap();
        let kind = reply.kinds.into_iter().find(|kind| kind.kind.eq_ignore_ascii_case("toaster")).unwrap();
        (kind.r#type.map(|found| found.id), kind.set, kind.own)
    };
    assert_eq!(set(Some(general), None).await, (Some(general), true, false));
    assert_eq!(set(Some(own), Some("A-1")).await, (Some(own), true, true));
    assert_eq!(set(Some(general), None).await, (Some(general), true, false), "all others keep theirs");
    create(&office, &["toaster"]).await.unwrap();
    assert_eq!(ours(&office)[0].type_id, own);
    assert_eq!(set(None, Some("A-1")).await, (Some(general), true, false), "as everywhere again");
}

#[tokio::test]
async fn a_refused_record_has_its_own_words_and_a_missing_right_ends_the_run() {
    let office = office().await;
    let refusal = serde_json::json!({"code":"InvalidObject","message":"configuration object is invalid",
        "errors":[{"code":"InvalidReference","message":"The site is closed.","resource":"configuration","field":"site"}]});
    office.connectwise.with(|simulator| {
        simulator.fail_next_on(1, Fault::Status(400, refusal), "POST", "/company/configurations");
    });
    let reply = create(&office, &["D-4", "D-5"]).await.unwrap();
    assert_eq!((reply.created.len(), reply.failed.len()), (1, 1));
    assert!(reply.failed[0].message.contains("The site is closed."), "{}", reply.failed[0].message);

    office.connectwise.with(|simulator| simulator.revoke_right(Function::Configurations, Verb::Add));
    let error = create(&office, &["D-4"]).await.unwrap_err();
    assert_eq!((error.code, ours(&office).len()), (ErrorCode::MissingRight, 1));
    assert!(error.details.unwrap()["run"].is_string());
    assert_eq!(create(&office, &["D-4"]).await.unwrap_err().code, ErrorCode::ConnectionPaused);
}

#[tokio::test]
async fn the_guards_hold_for_creations() {
    let office = office().await;
    office.connectwise.with(|simulator| {
        for id in [office.firewall, office.switch, office.camera] {
            simulator.move_configuration(id, 0);
        }
    });
    assert_eq!(create(&office, &["D-4"]).await.unwrap_err().code, ErrorCode::GuardStopped);
    assert_eq!(posts(&office), 0);
}

#[tokio::test]
async fn what_a_person_unlinked_is_not_taken_again_and_not_made_twice() {
    let office = office().await;
    create(&office, &["D-4"]).await.unwrap();
    office.workspace.match_remove(DeviceRequest { device: "A-1/D-4".to_owned() }).await.unwrap();
    let all = CreateRequest { all_unmatched: true, ..wanted(&[]) };
    let reply = office.workspace.create(all).await.unwrap();
    assert!(reply.left_out.iter().any(|left_out| left_out.reason == "removed_candidate"), "{reply:?}");
    let named = create(&office, &["D-4"]).await.unwrap();
    assert_eq!((named.failed[0].reason.as_str(), posts(&office)), ("made_before", 2));
}
