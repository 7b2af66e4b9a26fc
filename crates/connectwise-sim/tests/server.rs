//! The simulator behind a socket.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sitebook_connectwise_sim::{
    CLIENT_ID, Fault, LOGIN_COMPANY, PRIVATE_KEY, PUBLIC_KEY, Seed, Simulator, SimulatorServer,
};

#[tokio::test]
async fn it_answers_shows_its_log_and_stops() {
    let server = SimulatorServer::start(Simulator::sample()).await.unwrap();
    let url = format!("{}/login/companyinfo/{LOGIN_COMPANY}", server.base_url());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = client.get(&url).send().await.unwrap();
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("application/json"));
    let info: serde_json::Value = answer.json().await.unwrap();
    assert_eq!((info["Codebase"].as_str(), info["IsCloud"].as_bool()), (Some("v2025_1/"), Some(true)));
    server.with(|simulator| assert_eq!(simulator.request_log()[0].path, "/login/companyinfo/sitebook_demo"));
    server.stop().await;
    assert!(client.get(&url).send().await.unwrap_err().is_connect());
}

#[tokio::test]
async fn a_reset_breaks_one_connection_and_no_other() {
    let server = SimulatorServer::start(Simulator::sample()).await.unwrap();
    let url = format!("{}/login/companyinfo/{LOGIN_COMPANY}", server.base_url());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    client.get(&url).send().await.unwrap();
    server.with(|simulator| simulator.fail_next_on(1, Fault::Reset, "GET", ""));
    let error = client.get(&url).send().await.unwrap_err();
    assert!(!error.is_connect() && !error.is_timeout(), "{error:?}");
    assert_eq!(client.get(&url).send().await.unwrap().status(), 200);
    server.with(|simulator| assert_eq!(simulator.request_log().len(), 3));
}

#[tokio::test]
async fn dropping_it_frees_the_port() {
    let server = SimulatorServer::start(Simulator::empty()).await.unwrap();
    let url = server.base_url();
    drop(server);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    // The listener closes on its own task: until then the port still takes connections.
    while client.get(&url).send().await.is_ok() {
        tokio::task::yield_now().await;
    }
}

/// A client that asks like the real one, and what it asks for.
fn signed(server: &SimulatorServer, path: &str) -> reqwest::RequestBuilder {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    signed_with(&client, server, reqwest::Method::GET, path)
}

fn signed_with(
    client: &reqwest::Client,
    server: &SimulatorServer,
    method: reqwest::Method,
    path: &str,
) -> reqwest::RequestBuilder {
    client
        .request(method, format!("{}/v2025_1/apis/3.0{path}", server.base_url()))
        .header("clientId", CLIENT_ID)
        .basic_auth(format!("{LOGIN_COMPANY}+{PUBLIC_KEY}"), Some(PRIVATE_KEY))
}

#[tokio::test]
async fn each_change_is_handed_on_before_its_answer_and_reading_is_not() {
    let states = Arc::new(Mutex::new(Vec::<Seed>::new()));
    let kept = Arc::clone(&states);
    let server = SimulatorServer::start_with(Simulator::sample(), 0, move |state| {
        kept.lock().unwrap().push(serde_json::from_slice(state).unwrap());
    })
    .await
    .unwrap();
    assert!(server.base_url().ends_with(&format!(":{}", server.port())));
    signed(&server, "/procurement/manufacturers").send().await.unwrap();
    assert!(states.lock().unwrap().is_empty());
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let posts = (0..20).map(|number| {
        let body = format!("{{\"name\": \"Maker {number}\"}}");
        let request = signed_with(&client, &server, reqwest::Method::POST, "/procurement/manufacturers").body(body);
        let states = Arc::clone(&states);
        async move {
            assert_eq!(request.send().await.unwrap().status(), 201);
            let states = states.lock().unwrap();
            let named = |seed: &Seed| seed.manufacturers.values().any(|row| row.name == format!("Maker {number}"));
            assert!(named(states.last().unwrap()), "what was answered is kept");
        }
    });
    futures::future::join_all(posts).await;
    let states = states.lock().unwrap();
    assert!(states.windows(2).all(|pair| pair[0].last_id < pair[1].last_id), "never an older state after a newer");
    server.with(|simulator| assert_eq!(states.last(), Some(simulator.seed())));
}

/// No time is measured: two requests are held until the others have been asked.
#[tokio::test]
async fn requests_at_the_same_time_are_counted() {
    let server = SimulatorServer::start(Simulator::sample()).await.unwrap();
    server.with(|simulator| {
        simulator.settings_mut().concurrent_requests = Some(2);
        simulator.settings_mut().latency = 3_600_000;
    });
    let held = [(); 2].map(|()| tokio::spawn(signed(&server, "/system/info").send()));
    while server.with(|simulator| simulator.request_log().len()) < held.len() {
        tokio::task::yield_now().await;
    }
    server.with(|simulator| simulator.settings_mut().latency = 0);
    let status = async || signed(&server, "/system/info").send().await.unwrap().status().as_u16();
    assert_eq!(status().await, 429);
    for request in held {
        request.abort();
    }
    // The server learns of clients that have gone in its own time.
    while status().await != 200 {}
}

#[tokio::test]
async fn a_late_answer_and_a_slow_body_arrive_whole() {
    let server = SimulatorServer::start(Simulator::sample()).await.unwrap();
    server.with(|simulator| {
        simulator.fail_next(1, Fault::Delay(100));
        simulator.fail_next(1, Fault::SlowBytes(100));
    });
    for _ in 0..2 {
        let start = Instant::now();
        let body: serde_json::Value =
            signed(&server, "/company/configurations").send().await.unwrap().json().await.unwrap();
        assert!(start.elapsed() >= Duration::from_millis(90) && body.as_array().unwrap().len() == 25);
    }
}
