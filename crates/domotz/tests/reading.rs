//! Reading: pages, calls in flight, patience, and what is no answer.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::sync::Mutex;
use std::time::Duration;

use futures::{StreamExt, stream};
use secrecy::ExposeSecret;
use serde_json::json;
use sitebook_domotz::{Client, DomotzError, HttpTransport, RealPace, Response, TransportError};
use sitebook_domotz_sim::{Fault, Simulator};

use crate::common::{answer, played, started};

fn agents(count: usize) -> Simulator {
    let mut simulator = Simulator::empty();
    for number in 0..count {
        simulator.add_agent(&format!("Network {number}"));
    }
    simulator
}

#[tokio::test]
async fn agents_come_in_pages_of_100_until_a_short_one() {
    for (count, requests) in [(0, 1), (1, 1), (99, 1), (100, 2), (101, 2), (250, 3)] {
        let (server, client, _) = started(agents(count)).await;
        let listed = client.agents().await.unwrap();
        assert_eq!((listed.records.len(), server.asked("GET /agent")), (count, requests), "{count} agents");
        assert_eq!(client.requests_sent() as usize, requests);
    }
}

#[tokio::test]
async fn a_whole_account_is_read_with_four_calls_at_once_at_most() {
    let mut simulator = agents(40);
    // With a fifth call every other one would be refused.
    simulator.settings_mut().concurrent_allowed = 4;
    let (server, client, pace) = started(simulator).await;
    let found = client.agents().await.unwrap().records;
    let lists: Vec<_> = stream::iter(&found).map(|agent| client.devices(agent.id)).buffer_unordered(20).collect().await;
    assert!(lists.iter().all(Result::is_ok));
    let most = server.with(|simulator| simulator.most_in_flight());
    assert!((2..=4).contains(&most), "{most} calls at once");
    assert_eq!((server.asked("/device"), pace.waits().len()), (40, 0), "one call each, and no wait");
}

#[tokio::test]
async fn hidden_and_excluded_devices_are_asked_for_and_unmanaged_ones_are_known() {
    let mut simulator = Simulator::empty();
    let agent = simulator.add_agent("Mill");
    let ids: Vec<i64> =
        ["seen", "hidden", "excluded", "unmanaged"].map(|name| simulator.add_device(agent, name)).to_vec();
    simulator.set(agent, ids[1], "status", json!("HIDDEN"));
    simulator.set(agent, ids[2], "is_excluded", json!(true));
    simulator.device_mut(agent, ids[3]).unwrap().unmanaged = true;
    let (_server, client, _) = started(simulator).await;
    let listed: Vec<i64> = client.devices(agent).await.unwrap().records.iter().map(|device| device.id).collect();
    assert_eq!(listed, ids[..3]);
    assert_eq!(client.unmanaged_devices(agent).await.unwrap().into_iter().collect::<Vec<_>>(), [ids[3]]);
}

#[tokio::test]
async fn every_call_that_shows_details_is_in_the_document() {
    let mut simulator = Simulator::sample();
    simulator.settings_mut().zoneless_times = true;
    let (_server, client, _) = started(simulator).await;
    let agent = client.agents().await.unwrap().records.remove(0);
    let device = client.devices(agent.id).await.unwrap().records.remove(0);
    assert!(client.user().await.unwrap().name.contains('@'));
    assert_eq!(client.usage().await.unwrap().limit, Some(20_000));
    assert_eq!(client.agent(agent.id).await.unwrap().id, agent.id);
    assert_eq!(client.device(agent.id, device.id).await.unwrap().id, device.id);
    assert_eq!(client.interfaces(agent.id).await.unwrap().0[0].address, "10.0.0.2/24");
    let topology = client.topology(agent.id).await.unwrap();
    assert!(topology.edges.iter().any(|(from, to)| [*from, *to].contains(&device.id)), "{topology:?}");
    assert!(client.agent_uptime(agent.id).await.unwrap().percent.is_some());
    assert!(client.device_uptime(agent.id, device.id).await.unwrap().percent.is_some());
    assert!(client.agent_events(agent.id).await.unwrap().records[0].at.is_some());
    let events = client.device_events(agent.id, device.id).await.unwrap().records;
    assert_eq!((events.len(), events[1].details.as_str()), (2, "10.0.0.9 to 10.0.0.1, 10.0.0.2"));
    assert_eq!(client.device_types().await.unwrap().label(14), Some("Firewall"));
}

#[tokio::test]
async fn nulls_in_place_of_missing_members_change_nothing() {
    let plain = started(Simulator::sample()).await;
    let mut simulator = Simulator::sample();
    simulator.settings_mut().sends_nulls = true;
    let nulls = started(simulator).await;
    let agents = plain.1.agents().await.unwrap();
    assert_eq!(agents, nulls.1.agents().await.unwrap());
    let first = agents.records[0].id;
    assert_eq!(plain.1.devices(first).await.unwrap(), nulls.1.devices(first).await.unwrap());
}

#[tokio::test]
async fn passing_trouble_is_waited_out_and_a_named_wait_is_kept() {
    for (fault, waits) in [
        (Fault::Status(429, Some(7)), vec![7]),
        (Fault::Status(429, None), vec![1]),
        (Fault::Status(503, Some(3)), vec![3]),
        (Fault::Status(502, None), vec![1]),
        (Fault::Reset, vec![1]),
        (Fault::CutOff, vec![1]),
    ] {
        let (server, client, pace) = started(agents(3)).await;
        server.with(|simulator| simulator.fail_next(1, fault.clone()));
        assert_eq!(client.agents().await.unwrap().records.len(), 3, "{fault:?}");
        assert_eq!(pace.waits(), waits.into_iter().map(Duration::from_secs).collect::<Vec<_>>(), "{fault:?}");
    }
}

#[tokio::test]
async fn trouble_that_goes_on_ends_after_four_tries() {
    let (server, client, pace) = started(agents(3)).await;
    server.with(|simulator| simulator.fail_next(9, Fault::Status(503, None)));
    assert_eq!(client.agents().await.unwrap_err(), DomotzError::Unavailable { status: 503 });
    assert_eq!((server.asked("GET /agent"), pace.waits()), (4, [1, 2, 4].map(Duration::from_secs).to_vec()));
}

#[tokio::test]
async fn a_wait_of_hours_is_left_to_whoever_called() {
    let (server, client, pace) = started(agents(3)).await;
    server.with(|simulator| simulator.fail_next(1, Fault::Status(429, Some(7200))));
    let error = client.agents().await.unwrap_err();
    assert_eq!(error, DomotzError::TooManyRequests { retry_after_seconds: Some(7200) });
    assert!(pace.waits().is_empty() && server.asked("GET /agent") == 1);
}

#[tokio::test]
async fn a_used_up_quota_says_so() {
    let mut simulator = agents(3);
    simulator.settings_mut().daily_limit = 2;
    let (_server, client, _) = started(simulator).await;
    client.user().await.unwrap();
    client.user().await.unwrap();
    let error = client.agents().await.unwrap_err();
    assert!(matches!(error, DomotzError::TooManyRequests { .. }), "{error}");
}

#[tokio::test]
async fn half_a_list_is_no_list() {
    let pages = Mutex::new(0);
    let full: Vec<_> = (0..100).map(|id| json!({"id": id})).collect();
    let full = serde_json::Value::from(full).to_string();
    let (client, _) = played(|_| {
        let mut pages = pages.lock().unwrap();
        *pages += 1;
        Ok(if *pages == 1 { answer(200, &full) } else { answer(200, "[{\"id\": 100}, {\"id\"") })
    });
    assert!(matches!(client.agents().await.unwrap_err(), DomotzError::Unreadable { .. }));
}

#[tokio::test]
async fn a_list_that_repeats_its_first_page_ends() {
    let full: Vec<_> = (0..100).map(|id| json!({"id": id})).collect();
    let full = serde_json::Value::from(full).to_string();
    let (client, _) = played(move |_| Ok(answer(200, &full)));
    assert!(matches!(client.agents().await.unwrap_err(), DomotzError::Unreadable { .. }));
}

#[tokio::test]
async fn each_answer_that_is_none_has_its_own_error() {
    type Check = fn(&DomotzError) -> bool;
    let page = "<html>sign in</html>";
    let rows: Vec<(&str, Result<Response, TransportError>, Check)> = vec![
        ("401", Ok(answer(401, "{}")), |error| matches!(error, DomotzError::Unauthorized)),
        (
            "403",
            Ok(answer(403, r#"{"message":"no"}"#)),
            |error| matches!(error, DomotzError::Forbidden { words, .. } if words == "no"),
        ),
        ("404", Ok(answer(404, "{}")), |error| matches!(error, DomotzError::NotFound { .. })),
        ("a page that says 404", Ok(answer(404, page)), |error| matches!(error, DomotzError::NotAnApi { .. })),
        ("a redirect", Ok(answer(302, "")), |error| matches!(error, DomotzError::NotAnApi { .. })),
        ("a page", Ok(answer(200, page)), |error| matches!(error, DomotzError::Unreadable { .. })),
        ("an object for a list", Ok(answer(200, "{}")), |error| matches!(error, DomotzError::Unreadable { .. })),
        (
            "412",
            Ok(answer(412, "a  driver\nis missing")),
            |error| matches!(error, DomotzError::Rejected { words, .. } if words == "a driver is missing"),
        ),
        ("too large", Err(TransportError::TooLarge), |error| matches!(error, DomotzError::TooLarge { .. })),
        ("no network", Err(TransportError::NotSent { why: "x".into() }), |error| {
            matches!(error, DomotzError::Unreachable { .. })
        }),
        ("no answer", Err(TransportError::Broken { why: "x".into() }), |error| {
            matches!(error, DomotzError::NoAnswer { .. })
        }),
    ];
    for (what, reply, check) in rows {
        let (client, _) = played(move |_| reply.clone());
        let error = client.agents().await.unwrap_err();
        assert!(check(&error), "{what}: {error:?}");
    }
}

#[tokio::test]
async fn the_key_goes_into_its_header_and_nowhere_else() {
    let seen = Mutex::new(Vec::new());
    let (client, _) = played(|request| {
        seen.lock().unwrap().push((request.url.to_string(), request.key.expose_secret().to_owned()));
        Ok(answer(401, "key"))
    });
    let error = client.user().await.unwrap_err();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.as_slice(), [("https://api.example/public-api/v1/user".to_owned(), "key".to_owned())]);
    assert!(!format!("{error:?} {client:?}").contains("\"key\""));
    for bad in ["", "  ", "two words", "ключ"] {
        let refused = Client::with("https://api.example", &bad.into(), HttpTransport::new().unwrap(), RealPace::new());
        assert!(matches!(refused.unwrap_err(), DomotzError::BadKey { .. }), "{bad}");
    }
}
