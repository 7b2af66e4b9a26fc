//! What goes wrong, what people are told, and that nothing is half-written.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::Office;
use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode};
use sitebook_connectwise_sim::{Fault, Function, Simulator, Verb};
use sitebook_domain::{Direction, MatchState, RunState};

/// Connects with a changed account.
async fn connect_with(office: &Office, change: impl FnOnce(&mut ConnectRequest)) -> AppError {
    let mut account = office.account();
    change(&mut account);
    office.workspace.connectwise_connect(account).await.unwrap_err()
}

#[tokio::test]
async fn a_wrong_account_says_which_part_is_wrong_and_changes_nothing() {
    let office = Office::new().await;
    for (code, change) in [
        (ErrorCode::BadHost, (|account| account.site = "http://example.com".to_owned()) as fn(&mut ConnectRequest)),
        (ErrorCode::BadHost, |account| account.site = "not a host".to_owned()),
        (ErrorCode::Unavailable, |account| account.site = "http://127.0.0.1:1".to_owned()),
        (ErrorCode::UnknownCompanyLogin, |account| account.company = "nobody".to_owned()),
        (ErrorCode::Unauthorized, |account| account.private_key = "wrong".to_owned()),
        (ErrorCode::InvalidInput, |account| account.client_id = " ".to_owned()),
    ] {
        let error = connect_with(&office, change).await;
        assert_eq!(error.code, code, "{}", error.message);
        assert!(!error.message.contains("wrong\""), "no key in a message");
    }
    let status = office.workspace.connectwise_status(Nothing {}).await.unwrap();
    assert_eq!(status.connection, None);
    assert!(office.workspace.secrets_status(Nothing {}).await.unwrap().secrets.iter().all(|secret| !secret.set));
}

#[tokio::test]
async fn a_failed_change_of_keys_keeps_the_old_ones() {
    let office = Office::matched().await;
    connect_with(&office, |account| account.private_key = "wrong".to_owned()).await;
    assert_eq!(office.run(None).await.unwrap().state, RunState::Done);
}

#[tokio::test]
async fn a_web_page_in_place_of_data_is_named() {
    let office = Office::new().await;
    office.connectwise.with(|simulator| simulator.fail_next_on(5, Fault::Html(200), "GET", "companyinfo"));
    assert_eq!(office.connect().await.unwrap_err().code, ErrorCode::NotConnectwise);
}

#[tokio::test]
async fn a_missing_right_is_named() {
    let office = Office::new().await;
    office.connectwise.with(|simulator| simulator.revoke_right(Function::Configurations, Verb::Edit));
    let error = office.connect().await.unwrap_err();
    assert_eq!(error.code, ErrorCode::MissingRight);
    let rights = &error.details.unwrap()["rights"];
    assert_eq!(rights[0]["granted"], false);
    assert!(rights[0]["right"].as_str().unwrap().contains("Configurations: Edit All"), "{rights}");
}

#[tokio::test]
async fn revoked_keys_pause_the_connection_until_a_check_passes() {
    let office = Office::matched().await;
    office.connectwise.with(|simulator| {
        simulator.revoke_keys();
        simulator.clear_log();
    });
    assert_eq!(office.run(None).await.unwrap_err().code, ErrorCode::Unauthorized);
    assert_eq!(office.run(None).await.unwrap_err().code, ErrorCode::ConnectionPaused);
    let requests = office.connectwise.with(|simulator| simulator.request_log().len());
    assert_eq!(requests, 1, "a paused connection sends nothing");

    office.connectwise.with(Simulator::restore_keys);
    office.workspace.connectwise_check(Nothing {}).await.unwrap();
    assert_eq!(office.run(None).await.unwrap().state, RunState::Done);
}

#[tokio::test]
async fn a_right_that_goes_missing_in_mid_run_stops_it() {
    let office = Office::matched().await;
    let plan = office.plan().await.unwrap();
    office.connectwise.with(|simulator| simulator.revoke_right(Function::Configurations, Verb::Edit));
    let error = office.run(Some(&plan.plan)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::MissingRight);
    let runs = office
        .workspace
        .sync_runs(RunsRequest { agent: Some("A-1".to_owned()), search: None, limit: None, before: None })
        .await
        .unwrap()
        .runs;
    assert_eq!((runs[0].state, runs[0].applied), (RunState::Failed, 0));
}

#[tokio::test]
async fn a_company_that_vanished_stops_and_says_so() {
    let office = Office::matched().await;
    office.connectwise.with(|simulator| {
        for id in [office.firewall, office.switch, office.camera] {
            simulator.delete_configuration(id);
        }
        simulator.delete_company(office.company);
    });
    let error = office.run(None).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::CompanyGone);
    assert_eq!(office.show().await.summary.psa.last_run_state(), Some(RunState::Failed));
    assert_eq!(office.show().await.devices.iter().filter(|device| device.matched.is_some()).count(), 2, "matches stay");
}

#[tokio::test]
async fn an_empty_list_is_not_believed_until_a_person_accepts_it() {
    let office = Office::matched().await;
    office.connectwise.with(|simulator| {
        for id in [office.firewall, office.switch, office.camera] {
            simulator.move_configuration(id, 0);
        }
    });
    for result in [office.match_run().await.map(|_| ()), office.run(None).await.map(|_| ())] {
        assert_eq!(result.unwrap_err().code, ErrorCode::GuardStopped);
    }
    let request = MatchRunRequest { agent: "A-1".to_owned(), accept_list: Some(true) };
    let report = office.workspace.match_run(request).await.unwrap();
    assert!(report.review.iter().all(|review| review.reason == "frozen_moved"), "{:?}", report.review);
}

#[tokio::test]
async fn a_configuration_that_moved_or_vanished_freezes_its_match() {
    let office = Office::matched().await;
    office.connectwise.with(|simulator| {
        let other = simulator.add_company("OTHER", "Other");
        simulator.move_configuration(office.firewall, other);
        simulator.delete_configuration(office.switch);
        simulator.clear_log();
    });
    let run = office.run(None).await.unwrap();
    assert_eq!((run.applied, office.writes()), (0, 0));
    let report = office.match_run().await.unwrap();
    let mut reasons: Vec<&str> = report.review.iter().map(|review| review.reason.as_str()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["frozen_deleted", "frozen_moved"]);
    assert!(report.matches.iter().all(|found| found.state != MatchState::Automatic));
}

#[tokio::test]
async fn a_record_that_changed_after_the_plan_is_skipped() {
    let office = Office::matched().await;
    let plan = office.plan().await.unwrap();
    office.connectwise.with(|simulator| {
        simulator.edit_configuration(office.firewall, |record| record.name = "Edited by hand".to_owned());
    });
    let run = office.run(Some(&plan.plan)).await.unwrap();
    assert_eq!((run.state, run.applied), (RunState::Partial, 1));
    assert_eq!(run.skipped[0].reason, "changed_since_plan");
    office.connectwise.with(|simulator| {
        assert_eq!(simulator.configuration(office.firewall).unwrap().name, "Edited by hand");
    });
}

#[tokio::test]
async fn a_plan_does_not_outlive_its_mapping_or_link() {
    let office = Office::matched().await;
    let plan = office.plan().await.unwrap();
    let off = FieldsSetRequest {
        field: "name".to_owned(),
        direction: Some(Direction::Off),
        allow_empty: None,
        agent: None,
        target: None,
        online: None,
        offline: None,
        overwrite_conflicts: None,
        follow: None,
    };
    office.workspace.fields_set(off).await.unwrap();
    assert_eq!(office.run(Some(&plan.plan)).await.unwrap_err().code, ErrorCode::PlanOutdated);
    assert_eq!(office.run(Some("no such plan")).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(office.writes(), 0);
}

#[tokio::test]
async fn one_refused_record_does_not_stop_the_others() {
    let office = Office::matched().await;
    let refusal = serde_json::json!({"code":"InvalidObject","message":"configuration object is invalid",
        "errors":[{"code":"InvalidReference","message":"The site is closed.","resource":"configuration","field":"site"}]});
    let path = format!("/configurations/{}", office.firewall);
    office.connectwise.with(|simulator| simulator.fail_next_on(1, Fault::Status(400, refusal), "PATCH", &path));
    let run = office.run(None).await.unwrap();
    assert_eq!((run.state, run.applied), (RunState::Partial, 1));
    assert!(run.failed[0].message.contains("The site is closed."), "{}", run.failed[0].message);
}

#[tokio::test]
async fn bad_files_change_nothing() {
    let office = Office::new().await;
    for (name, content) in [("a.json", "{"), ("a.csv", "name\nx"), ("b.json", "[]")] {
        let path = office.write(name, content);
        let request = ImportRequest { path, ..ImportRequest::default() };
        assert_eq!(office.workspace.agents_import(request).await.unwrap_err().code, ErrorCode::BadFile);
    }
    let list = office.workspace.agents_list(AgentsListRequest { search: String::new() }).await.unwrap();
    assert_eq!(list.agents.len(), 1);
}

#[tokio::test]
async fn a_broken_database_file_never_replaces_a_good_one() {
    let office = Office::new().await;
    for content in [&b""[..], b"not a database", &[0; 4096]] {
        let path = office.write("broken.mmdb", content);
        let error = office.workspace.geoip_use(GeoipUseRequest { path }).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::BadDatabaseFile);
    }
    let lookup = office.workspace.geoip_lookup(GeoipLookupRequest { ip: "8.8.8.8".to_owned() }).await.unwrap();
    assert_eq!(lookup.country.as_deref(), Some("US"));
}

#[tokio::test]
async fn an_ambiguous_name_lists_what_it_may_mean() {
    let office = Office::new().await;
    office
        .import(r#"{"agents":[{"id":"A-2","name":"Northside dental","devices":[{"id":"D-1","name":"fw01"}]}]}"#)
        .await;
    let agent = AgentRequest { agent: "Northside Dental".to_owned() };
    let error = office.workspace.agents_show(agent).await.unwrap_err();
    assert_eq!((error.code, error.details.unwrap()["candidates"].as_array().unwrap().len()), (ErrorCode::Ambiguous, 2));
    let device = DeviceSetRequest {
        device: "fw01".to_owned(),
        changes: common::changes(&[("room", "Comms")]),
        ..DeviceSetRequest::default()
    };
    assert_eq!(office.workspace.devices_set(device).await.unwrap_err().code, ErrorCode::Ambiguous);
    let device = DeviceSetRequest {
        device: "A-2/fw01".to_owned(),
        changes: common::changes(&[("room", "Comms")]),
        ..DeviceSetRequest::default()
    };
    assert_eq!(office.workspace.devices_set(device).await.unwrap().device.room, "Comms");
}

#[tokio::test]
async fn two_processes_do_not_work_on_one_company_at_once() {
    let office = Office::matched().await;
    let other = common::open(&office.directory.path().join("workspace")).await;
    let (first, second) =
        tokio::join!(office.run(None), other.sync_run(common::run_request(sitebook_domain::SyncMode::ToConnectwise)));
    let codes: Vec<_> = [first, second].into_iter().filter_map(Result::err).map(|error| error.code).collect();
    assert!(codes.is_empty() || codes == [ErrorCode::RunInProgress], "{codes:?}");
    let patches = office
        .connectwise
        .with(|simulator| simulator.request_log().iter().filter(|request| request.method == "PATCH").count());
    assert_eq!(patches, 2, "each record is written once, whoever came first");
}

#[tokio::test]
async fn a_number_that_is_one_companys_id_and_anothers_identifier_links_neither() {
    let office = Office::new().await;
    office.connect().await.unwrap();
    let number = office.company.to_string();
    office.connectwise.with(|simulator| simulator.add_company(&number, "Another"));
    let request = LinkRequest { agent: "A-1".to_owned(), company: number, site: None };
    let error = office.workspace.link_set(request).await.unwrap_err();
    assert_eq!((error.code, error.details.unwrap()["candidates"].as_array().unwrap().len()), (ErrorCode::Ambiguous, 2));
}

#[tokio::test]
async fn a_pair_is_not_taken_apart_under_the_run_of_another_program() {
    let office = Office::matched().await;
    let store = sitebook_store::Store::open(&office.directory.path().join("workspace/sitebook.db")).await.unwrap();
    let holder = sitebook_domain::LeaseHolder { host: "another desk".to_owned(), process: 1, process_started: 0 };
    let far = sitebook_domain::Timestamp(i64::MAX);
    store.take_lease(office.company, &holder, sitebook_domain::Timestamp(0), far, None).await.unwrap();
    let remove = || office.workspace.match_remove(DeviceRequest { device: "A-1/fw01".to_owned() });
    assert_eq!(remove().await.unwrap_err().code, ErrorCode::RunInProgress);
    assert_eq!(office.show().await.devices.iter().filter(|device| device.matched.is_some()).count(), 2);
}

#[cfg(unix)] // A test knows one process that is alive: the one that started it.
/// After a sleep in the middle of a request the lease has run out, but the request may still arrive.
#[tokio::test]
async fn a_lease_that_ran_out_is_not_taken_from_a_program_that_is_alive() {
    let office = Office::matched().await;
    let store = sitebook_store::Store::open(&office.directory.path().join("workspace/sitebook.db")).await.unwrap();
    let alive = sysinfo::Pid::from_u32(std::os::unix::process::parent_id());
    let mut system = sysinfo::System::new().unwrap();
    system.refresh_processes(sysinfo::ProcessesToUpdate::Some(&[alive]), true);
    let holder = |process_started| sitebook_domain::LeaseHolder {
        host: sysinfo::System::host_name().unwrap(),
        process: alive.as_u32(),
        process_started,
    };
    let take = async |holder: &sitebook_domain::LeaseHolder| {
        let (start, end) = (sitebook_domain::Timestamp(0), sitebook_domain::Timestamp(1));
        store.take_lease(office.company, holder, start, end, None).await.unwrap()
    };
    let sitebook_domain::LeaseAttempt::Taken(lease) = take(&holder(system.process(alive).unwrap().start_time())).await
    else {
        panic!("nobody else holds it");
    };
    assert_eq!(office.run(None).await.unwrap_err().code, ErrorCode::RunInProgress);
    store.release_lease(&lease).await.unwrap();
    assert_eq!(office.run(None).await.unwrap().state, RunState::Done);

    // The same number, but another process: that one is gone.
    take(&holder(1)).await;
    assert_eq!(office.run(None).await.unwrap().state, RunState::Done);
}

trait LastRun {
    fn last_run_state(&self) -> Option<RunState>;
}

impl LastRun for AgentPsa {
    fn last_run_state(&self) -> Option<RunState> {
        self.last_run.as_ref().map(|run| run.state)
    }
}
