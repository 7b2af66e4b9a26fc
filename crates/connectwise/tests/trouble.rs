//! Everything that goes wrong on the way, and what the client makes of it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::sync::Arc;
use std::time::Duration;

use common::{Checked, StillPace, Watched, credentials, json, played, world};
use sitebook_connectwise::{Client, HttpTransport, Method, Patience, Request, StopWish, Transport, TransportError};
use sitebook_connectwise_sim::{Fault, PRIVATE_KEY, PUBLIC_KEY, Simulator, SimulatorServer};
use sitebook_psa::{CompanyQuery, ConfigurationQuery, Psa, PsaErrorKind};

#[tokio::test]
async fn what_passes_is_tried_three_times_and_what_does_not_once() {
    let world = world(1).await;
    let id = world.configurations[0];
    world.client.configuration(id).await.unwrap();
    let nothing = || serde_json::json!({});
    for (fault, tries) in [
        (Fault::Html(502), 3),
        (Fault::Html(503), 3),
        (Fault::Status(500, nothing()), 3),
        (Fault::Status(504, nothing()), 3),
        (Fault::Reset, 3),
        (Fault::Html(200), 3),
        (Fault::Status(400, nothing()), 1),
        (Fault::Status(401, nothing()), 1),
        (Fault::Html(403), 1),
        (Fault::Status(405, nothing()), 1),
        (Fault::Status(409, nothing()), 1),
        (Fault::TruncatedJson, 1),
        (Fault::TooManyRequests { retry_after: None }, 1),
    ] {
        let before = world.client.requests_sent();
        world.server.with(|simulator| simulator.fail_next(9, fault.clone()));
        let error = world.client.configuration(id).await.unwrap_err();
        assert!(!error.outcome_unknown, "a read has no outcome: {fault:?}");
        assert_eq!(world.client.requests_sent() - before, tries, "{fault:?}");
        world.server.with(|simulator| {
            simulator.heal();
            simulator.fail_next(tries.saturating_sub(1), fault.clone());
        });
        assert!(world.client.configuration(id).await.is_ok(), "{fault:?} passes");
    }
}

#[tokio::test]
async fn a_short_retry_after_is_waited_for_and_a_long_one_reported() {
    for (header, expected) in [
        (Some("5"), Ok(5)),
        (Some("0"), Ok(0)),
        (Some("20"), Ok(20)),
        (Some("21"), Err(Some(21_000))),
        (Some("31536000"), Err(Some(900_000))),
        (Some("-1"), Err(None)),
        (Some("soon"), Err(None)),
        (None, Err(None)),
        (Some("Thu, 01 Jan 1970 00:00:00 GMT"), Ok(0)),
        (Some("Fri, 01 Jan 2999 00:00:00 GMT"), Err(Some(900_000))),
    ] {
        let server = Checked::start(Simulator::sample()).await;
        let pace = StillPace::default();
        let client =
            Client::with(&credentials(&server.base_url()), HttpTransport::new().unwrap(), pace.clone()).unwrap();
        let fault = Fault::TooManyRequests { retry_after: header.map(str::to_owned) };
        server.with(|simulator| simulator.fail_next(1, fault));
        let result = client.configuration_types().await;
        match expected {
            Ok(seconds) => {
                assert_eq!(result.unwrap().len(), 8, "{header:?}");
                let waited = pace.waits()[0];
                assert!(waited >= Duration::from_secs(seconds), "{header:?} {waited:?}");
                assert!(waited < Duration::from_secs(seconds + 1), "{header:?} {waited:?}");
            }
            Err(retry_after_millis) => {
                assert_eq!(result.unwrap_err().kind, PsaErrorKind::TooManyRequests { retry_after_millis });
                assert_eq!(pace.waits(), [], "{header:?}");
            }
        }
    }
}

#[tokio::test]
async fn pauses_grow() {
    let (client, pace) = played(|_| Err(TransportError::NotSent { why: String::new() }));
    client.configuration(1).await.unwrap_err();
    assert_eq!(pace.waits(), [Duration::from_millis(400), Duration::from_millis(800)]);
}

#[tokio::test]
async fn a_call_ends_by_its_deadline() {
    let pace = StillPace::default();
    let passing = pace.clone();
    let play = common::Played(move |request: &Request| {
        passing.pass(request.timeout);
        Err(TransportError::Timeout)
    });
    let client = Client::with(&credentials("https://cw.example"), play, pace.clone()).unwrap();
    for list in [false, true] {
        let before: Duration = pace.waits().iter().sum();
        let error = if list {
            client.configurations(&ConfigurationQuery::of(1)).await.unwrap_err()
        } else {
            client.configuration(1).await.unwrap_err()
        };
        let after: Duration = pace.waits().iter().sum();
        assert_eq!(error.kind, PsaErrorKind::Timeout);
        assert!(after.checked_sub(before).unwrap() <= Duration::from_mins(1), "{list}: {after:?}");
    }
    let sent = pace.waits();
    assert!(sent.iter().all(|time| *time <= Duration::from_secs(30)), "{sent:?}");
}

#[tokio::test]
async fn a_wish_to_stop_cuts_every_wait_short() {
    let server = Checked::start(Simulator::sample()).await;
    for fault in [Fault::TooManyRequests { retry_after: Some("900".to_owned()) }, Fault::Html(503)] {
        let pace = StillPace::default();
        let watching = pace.clone();
        let wish: StopWish = Arc::new(move || watching.waits().iter().sum::<Duration>() >= Duration::from_secs(3));
        let client = Client::with(&credentials(&server.base_url()), HttpTransport::new().unwrap(), pace.clone())
            .unwrap()
            .stopped_by(wish)
            .patient(Patience::Background);
        server.with(|simulator| simulator.fail_next(99, fault.clone()));
        client.configuration_types().await.unwrap_err();
        let waited: Duration = pace.waits().iter().sum();
        assert!(waited <= Duration::from_secs(5), "{fault:?}: {waited:?}");
        client.configuration_types().await.unwrap_err();
        assert_eq!(pace.waits().iter().sum::<Duration>(), waited, "nothing more is waited for");
        server.with(Simulator::heal);
    }
}

#[tokio::test]
async fn redirects_stay_within_the_origin() {
    let world = world(1).await;
    let path = format!("/v2025_1/apis/3.0/company/configurations/{}", world.configurations[0]);
    let base = world.server.base_url();
    for (target, expected) in [
        (path.clone(), None),
        (format!("{base}{path}"), None),
        (format!("https://evil.example{path}"), Some("evil.example")),
        (format!("//evil.example{path}"), Some("evil.example")),
        (base.replace("http:", "https:"), Some("127.0.0.1")),
        ("http://127.0.0.1:1/".to_owned(), Some("127.0.0.1:1")),
    ] {
        for status in [301, 302, 307, 308] {
            world.server.with(|simulator| simulator.fail_next(1, Fault::Redirect(status, target.clone())));
            let result = world.client.configuration(world.configurations[0]).await;
            match expected {
                None => assert!(result.unwrap().is_some(), "{target}"),
                Some(host) => {
                    let PsaErrorKind::ForeignRedirect { host: named } = result.unwrap_err().kind else {
                        panic!("{target}")
                    };
                    assert!(named.starts_with(host), "{named}");
                }
            }
        }
    }
    world.server.with(|simulator| simulator.fail_next(99, Fault::Redirect(302, path.clone())));
    let error = world.client.configuration(world.configurations[0]).await.unwrap_err();
    assert!(matches!(error.kind, PsaErrorKind::NotAnApi { .. }), "a loop ends: {error}");
}

#[tokio::test]
async fn nothing_is_sent_to_a_foreign_host_of_a_redirect() {
    let foreign = Checked::start(Simulator::sample()).await;
    let server = Checked::start(Simulator::sample()).await;
    let watched = Watched::new();
    let client = Client::with(&credentials(&server.base_url()), watched.clone(), StillPace::default()).unwrap();
    for path in ["/login/companyinfo/", "/apis/3.0/"] {
        let fault = Fault::Redirect(302, format!("{}/v2025_1/apis/3.0/system/info", foreign.base_url()));
        server.with(|simulator| simulator.fail_next_on(1, fault, "GET", path));
        let error = client.configuration_types().await.unwrap_err();
        assert!(matches!(error.kind, PsaErrorKind::ForeignRedirect { .. }), "{error}");
    }
    foreign.with(|simulator| assert_eq!(simulator.request_log(), []));
    assert!(watched.requests().iter().all(|request| request.url.as_str().starts_with(&server.base_url())));
}

#[tokio::test]
async fn a_host_where_nobody_listens_is_unreachable_and_nothing_counts_as_sent() {
    let server = SimulatorServer::start(Simulator::sample()).await.unwrap();
    let base = server.base_url();
    server.stop().await;
    let client = Client::with(&credentials(&base), HttpTransport::new().unwrap(), StillPace::default()).unwrap();
    let error = client.check().await.unwrap_err();
    assert!(matches!(error.kind, PsaErrorKind::Unreachable { .. }), "{error}");
    assert_eq!(client.requests_sent(), 0);
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read_to_its_end() {
    let server = Checked::start(Simulator::sample()).await;
    let request = |limit_bytes| Request {
        method: Method::Get,
        url: format!("{}/anything", server.base_url()).parse().unwrap(),
        headers: Vec::new(),
        body: None,
        timeout: Duration::from_secs(30),
        limit_bytes,
    };
    let transport = HttpTransport::new().unwrap();
    assert_eq!(transport.send(&request(10)).await, Err(TransportError::TooLarge));
    assert_eq!(transport.send(&request(10_000)).await.unwrap().status, 404);
    let (client, _) = played(|_| Err(TransportError::TooLarge));
    let error = client.configuration(1).await.unwrap_err();
    assert_eq!(error.kind, PsaErrorKind::TooLarge { limit_bytes: 64 * 1024 * 1024 });
}

#[tokio::test]
async fn a_missing_record_is_json_and_a_web_page_proves_nothing() {
    let world = world(1).await;
    world.server.with(|simulator| simulator.fail_next(9, Fault::Html(404)));
    let error = world.client.configuration(world.configurations[0]).await.unwrap_err();
    assert_eq!(error.kind, PsaErrorKind::Maintenance { status: 404 });
}

#[tokio::test]
async fn words_and_codes_of_connectwise_come_through() {
    let world = world(1).await;
    let body = serde_json::json!({
        "code": "InvalidObject", "message": "configuration object is invalid",
        "errors": [{"code": "MissingRequiredField", "message": "id or deviceIdentifier is required.", "field": "id"}],
    });
    world.server.with(|simulator| simulator.fail_next(1, Fault::Status(400, body)));
    let error = world.client.configuration(world.configurations[0]).await.unwrap_err();
    assert_eq!(error.words, "configuration object is invalid; id or deviceIdentifier is required.");
    let PsaErrorKind::Rejected { faults } = error.kind else { panic!("{:?}", error.kind) };
    assert_eq!((faults[0].code.as_str(), faults[0].field.as_str()), ("MissingRequiredField", "id"));
}

#[tokio::test]
async fn secrets_are_in_no_debug_output_and_no_error() {
    let world = world(1).await;
    world.server.with(Simulator::revoke_keys);
    let error = world.client.companies(&CompanyQuery::default()).await.unwrap_err();
    let given = credentials("https://cw.example");
    let (client, _) = played(|_| Ok(json(200, "[]")));
    let watched = Watched::new();
    let other = Client::with(&credentials(&world.server.base_url()), watched.clone(), StillPace::default()).unwrap();
    drop(other.configuration_types().await);
    let everything =
        format!("{error:?} {error} {given:?} {:?} {:?} {}", world.client, watched.requests(), client.requests_sent());
    // The head of base64("sitebook_demo+SimulatorPublic1:SimulatorPrivate").
    for secret in [PUBLIC_KEY, PRIVATE_KEY, sitebook_connectwise_sim::CLIENT_ID, "c2l0ZWJvb2tfZGVtbyt"] {
        assert!(!everything.contains(secret), "{secret} in {everything}");
    }
}
