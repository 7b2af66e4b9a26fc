//! The simulator behind a socket.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use sitebook_connectwise_sim::{Fault, LOGIN_COMPANY, Simulator, SimulatorServer};

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
