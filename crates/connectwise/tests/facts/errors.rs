//! Facts 5: errors and limits, each with what to do and whose it is to mend. That request ids are logged, and secrets
//! never, stands in `tests/secrets.rs`, which needs a process of its own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use sitebook_connectwise::{Notice, Patience, WaitReason};
use sitebook_connectwise_sim::{Fault, Function, Simulator, Verb};
use sitebook_psa::{Action, Blame, ConfigurationQuery, Psa, PsaError, PsaErrorKind};

use crate::common::{Direct, world};
use crate::facts;

/// The error of a read that meets a fault as often as it is tried.
async fn error_of(fault: Fault) -> PsaError {
    let world = world(1).await;
    world.client.configuration_types().await.unwrap();
    world.server.with(|simulator| simulator.fail_next(99, fault));
    world.client.configuration(world.configurations[0]).await.unwrap_err()
}

fn is(error: &PsaError, action: Action, blame: Blame) {
    assert_eq!((error.action(), error.blame()), (action, blame), "{error}");
}

/// A client with so much patience, every wait written down.
fn watched(direct: &Direct) -> (crate::common::TestClient<Direct>, Arc<Mutex<Vec<Notice>>>) {
    let notices = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&notices);
    let observer = move |notice: &Notice| seen.lock().unwrap().push(*notice);
    (direct.client().observed_by(Arc::new(observer)).patient(Patience::Background), notices)
}

facts! {
    "400 InvalidObject: field, code and words come through; mend the values" => async {
        let body = json!({"code": "InvalidObject", "message": "configuration object is invalid", "errors": [
            {"code": "OutOfRange", "message": "m", "resource": "configuration", "field": "pageSize"}]});
        let error = error_of(Fault::Status(400, body)).await;
        is(&error, Action::Fix, Blame::Input);
        let PsaErrorKind::Rejected { faults } = error.kind else { panic!("{error}") };
        assert_eq!((faults[0].code.as_str(), faults[0].field.as_str()), ("OutOfRange", "pageSize"));
    },
    "400 ObjectExists is a record that exists already" => async {
        let body = json!({"code": "InvalidObject", "errors": [{"code": "ObjectExists", "field": "name"}]});
        let error = error_of(Fault::Status(400, body)).await;
        assert_eq!(error.kind, PsaErrorKind::AlreadyExists);
        is(&error, Action::Fix, Blame::Input);
    },
    "errors may be null or absent" => async {
        for body in [json!({"code": "InvalidObject", "errors": null}), json!({"message": "m"}), json!(null), json!([])] {
            let error = error_of(Fault::Status(400, body)).await;
            assert_eq!(error.kind, PsaErrorKind::Rejected { faults: vec![] });
        }
    },
    "401 stops everything; the code may be Unauthorized or ConnectWiseApi, the body a page [?]" => async {
        for (code, html) in [("Unauthorized", false), ("ConnectWiseApi", false), ("", true)] {
            let world = world(0).await;
            world.server.with(|simulator| {
                simulator.settings_mut().unauthorized_code = code.to_owned();
                simulator.settings_mut().refuses_as_html = html;
                simulator.revoke_keys();
            });
            let error = world.client.configuration_types().await.unwrap_err();
            assert_eq!(error.kind, PsaErrorKind::Unauthorized);
            is(&error, Action::Stop, Blame::Configuration);
            assert_eq!(world.asked("GET", "/apis/3.0/"), 1, "a refused key is not tried again");
        }
    },
    "403 names method and path; as JSON or as a page [?]" => async {
        for html in [false, true] {
            let world = world(0).await;
            world.server.with(|simulator| {
                simulator.settings_mut().refuses_as_html = html;
                simulator.revoke_right(Function::TableSetup, Verb::Inquire);
            });
            let error = world.client.configuration_types().await.unwrap_err();
            assert_eq!(error.kind, PsaErrorKind::Forbidden { what: "GET /company/configurations/types".to_owned() });
            is(&error, Action::Stop, Blame::Configuration);
        }
    },
    "404 is a missing record, once the codebase has been asked for again" => async {
        let world = world(0).await;
        assert_eq!(world.client.configuration(77).await.unwrap(), None);
        assert_eq!(world.asked("GET", "companyinfo"), 2);
        let error = world.client.update_configuration(77, &[]).await.unwrap_err();
        assert!(matches!(error.kind, PsaErrorKind::NotFound { .. }));
        is(&error, Action::Fix, Blame::Input);
    },
    "405 and 415 are not expected; 409 is in use; none is tried again" => async {
        for (status, kind, blame) in [
            (405, PsaErrorKind::Unexpected { status: 405 }, Blame::System),
            (409, PsaErrorKind::Conflict, Blame::Input),
            (415, PsaErrorKind::Unexpected { status: 415 }, Blame::System),
        ] {
            let error = error_of(Fault::Status(status, json!({}))).await;
            assert_eq!(error.kind, kind);
            is(&error, Action::Fix, blame);
        }
    },
    "429: Retry-After is kept, whatever its form; a page from a proxy is one, too" => async {
        for (header, seconds, asked) in [
            (Some("5"), 5, None),
            (Some("1.5"), 2, None),
            (Some("31536000"), 900, Some(31_536_000)),
            (Some("-3"), 30, None),
            (Some("soon"), 30, None),
            (None, 30, None),
        ] {
            let faults = [
                Fault::TooManyRequests { retry_after: header.map(str::to_owned) },
                Fault::HtmlTooManyRequests { retry_after: header.map(str::to_owned) },
            ];
            for fault in faults {
                let mut simulator = Simulator::sample();
                simulator.fail_next(1, fault);
                let direct = Direct::new(simulator);
                let (client, notices) = watched(&direct);
                client.configuration_types().await.unwrap();
                let notice = notices.lock().unwrap()[0];
                assert_eq!((notice.reason, notice.wait.as_secs()), (WaitReason::TooManyRequests, seconds), "{header:?}");
                assert_eq!(notice.asked, asked.map(Duration::from_secs), "{header:?}");
            }
        }
    },
    "429 while a person looks on: a long pause is reported and not waited for, and holds back everything else" => async {
        let mut simulator = Simulator::sample();
        simulator.fail_next(1, Fault::TooManyRequests { retry_after: Some("300".to_owned()) });
        let direct = Direct::new(simulator);
        let client = direct.client();
        let error = client.configuration_types().await.unwrap_err();
        assert_eq!(error.kind, PsaErrorKind::TooManyRequests { retry_after_millis: Some(300_000) });
        is(&error, Action::Wait, Blame::Transient);
        let sent = client.requests_sent();
        let error = client.configuration_types().await.unwrap_err();
        assert!(matches!(error.kind, PsaErrorKind::TooManyRequests { .. }));
        assert_eq!(client.requests_sent(), sent, "nothing is sent before the pause is over");
        direct.pace.pass(Duration::from_mins(5));
        client.configuration_types().await.unwrap();
    },
    "429 without Retry-After: 30, 60, 120 s" => async {
        let mut simulator = Simulator::sample();
        simulator.fail_next(3, Fault::TooManyRequests { retry_after: None });
        let direct = Direct::new(simulator);
        let (client, notices) = watched(&direct);
        client.configuration_types().await.unwrap();
        let waits: Vec<u64> = notices
            .lock()
            .unwrap()
            .iter()
            .filter(|notice| notice.reason == WaitReason::TooManyRequests)
            .map(|notice| notice.wait.as_secs())
            .collect();
        assert_eq!(waits, [30, 61, 122]);
    },
    "500 with a timeout is tried again, and a POST is not" => async {
        let body = || json!({"code": "ConnectWiseApi", "message": "A timeout has occured. Please try again."});
        let error = error_of(Fault::Status(500, body())).await;
        assert_eq!(error.kind, PsaErrorKind::Unavailable { status: 500 });
        is(&error, Action::Retry, Blame::Transient);
        let world = world(0).await;
        world.server.with(|simulator| simulator.fail_next_on(9, Fault::Status(500, body()), "POST", ""));
        let error = world.client.manufacturer("New").await.unwrap_err();
        assert!(error.outcome_unknown);
        assert_eq!(world.asked("POST", ""), 1);
    },
    "502, 503 and 504 are tried again; 200 with a page is maintenance" => async {
        for status in [502, 503, 504] {
            let error = error_of(Fault::Html(status)).await;
            assert_eq!(error.kind, PsaErrorKind::Unavailable { status });
            is(&error, Action::Retry, Blame::Transient);
        }
        for status in [200, 404] {
            let error = error_of(Fault::Html(status)).await;
            assert_eq!(error.kind, PsaErrorKind::Maintenance { status });
            is(&error, Action::Retry, Blame::Transient);
        }
    },
    "a burst of trouble passes: a read is tried three times, in the background seven times" => async {
        for (patience, bursts) in [(Patience::Interactive, 2), (Patience::Background, 6)] {
            let mut simulator = Simulator::sample();
            simulator.fail_next(bursts, Fault::Html(503));
            let direct = Direct::new(simulator);
            direct.client().patient(patience).configuration_types().await.unwrap();
            direct.with(|simulator| simulator.fail_next(bursts + 1, Fault::Html(503)));
            direct.client().patient(patience).configuration_types().await.unwrap_err();
        }
    },
    "requests a minute are limited, nobody knows to how many: the rate is learnt, and no reading fails" => async {
        for quota in [60, 240, 1_000] {
            let mut simulator = Simulator::sample();
            simulator.settings_mut().requests_per_minute = Some(quota);
            let company = simulator.add_company("big", "Big");
            let mut direct = Direct::new(simulator);
            direct.latency = Duration::from_millis(20);
            let (client, notices) = watched(&direct);
            let query = ConfigurationQuery::of(company);
            let count = quota * 5;
            for _ in 0..count {
                client.configurations(&query).await.unwrap();
            }
            let refused = direct.with(|simulator| {
                simulator.request_log().iter().filter(|request| request.status == 429).count()
            });
            assert!(refused * 20 <= count as usize, "{refused} of {count} refused at {quota} a minute");
            assert!(refused == 0 || !notices.lock().unwrap().is_empty());
            let minutes = direct.pace.waits().iter().sum::<Duration>().as_secs() / 60;
            assert!(minutes <= 25, "{count} requests at {quota} a minute took {minutes} minutes");
        }
    },
    "requests at once are limited: fewer are sent at a time" => async {
        let world = world(20).await;
        world.server.with(|simulator| {
            simulator.settings_mut().concurrent_requests = Some(1);
            simulator.settings_mut().limit_retry_after = None;
            simulator.settings_mut().latency = 2;
        });
        let client = world.client.patient(Patience::Background);
        let reads = world.configurations.iter().map(|id| client.configuration(*id));
        let found = futures::future::join_all(reads).await;
        assert!(found.into_iter().all(|found| found.unwrap().is_some()));
    },
}
