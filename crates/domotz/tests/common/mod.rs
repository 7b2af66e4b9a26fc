//! What the tests share: a client whose waits take no time, a simulator that finds fault with what it was asked, and a
//! network that plays answers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]
#![allow(dead_code, reason = "each test file uses its own part of it")]

use std::ops::Deref;
use std::sync::{Arc, Mutex, Once, OnceLock};
use std::time::Duration;

use serde_json::Value;
use sitebook_domotz::{Client, HttpTransport, Pace, Request, Response, Transport, TransportError};
use sitebook_domotz_sim::openapi::Document;
use sitebook_domotz_sim::{API_KEY, Simulator, SimulatorServer};

/// A clock that only waiting moves, and that writes down every wait.
#[derive(Debug, Clone, Default)]
pub struct StillPace(Arc<Mutex<Vec<Duration>>>);

impl StillPace {
    pub fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }
}

impl Pace for StillPace {
    fn elapsed(&self) -> Duration {
        self.waits().iter().sum()
    }

    async fn wait(&self, time: Duration) {
        self.0.lock().unwrap().push(time);
    }

    fn chance(&self) -> f64 {
        0.0
    }
}

pub type TestClient<T = HttpTransport> = Client<T, StillPace>;

pub async fn started(simulator: Simulator) -> (Checked, TestClient, StillPace) {
    let server = Checked(SimulatorServer::start(simulator).await.unwrap());
    let pace = StillPace::default();
    let client =
        Client::with(&server.base_url(), &API_KEY.into(), HttpTransport::new().unwrap(), pace.clone()).unwrap();
    (server, client, pace)
}

/// A simulator that, at the end of a test, holds everything that was asked and answered against the OpenAPI document.
pub struct Checked(SimulatorServer);

impl Checked {
    /// How many requests arrived whose `METHOD /path` holds this.
    pub fn asked(&self, what: &str) -> usize {
        self.with(|simulator| {
            let log = simulator.request_log().iter();
            log.filter(|request| format!("{} {}", request.method, request.path).contains(what)).count()
        })
    }
}

impl Deref for Checked {
    type Target = SimulatorServer;

    fn deref(&self) -> &SimulatorServer {
        &self.0
    }
}

impl Drop for Checked {
    fn drop(&mut self) {
        static DOCUMENT: OnceLock<Option<Document>> = OnceLock::new();
        static SKIPPED: Once = Once::new();
        if std::thread::panicking() {
            return;
        }
        let Some(document) = DOCUMENT.get_or_init(Document::find) else {
            SKIPPED.call_once(|| println!("skipped: no OpenAPI document to check requests and replies against"));
            return;
        };
        let (log, is_regular) =
            self.with(|simulator| (simulator.request_log().to_vec(), !simulator.settings_mut().sends_nulls));
        for mut request in log {
            assert!(["GET", "PUT", "POST"].contains(&request.method.as_str()), "{}", request.method);
            if !is_regular {
                // The document knows no null, which is why there is a switch for it.
                request.reply = None;
            }
            let wrong = document.check(&request);
            assert!(wrong.is_empty(), "{} {}: {wrong:#?} in {:?}", request.method, request.path, request.reply);
        }
    }
}

/// A network that plays answers.
pub struct Played<F>(pub F);

impl<F> Transport for Played<F>
where
    F: Fn(&Request) -> Result<Response, TransportError> + Send + Sync,
{
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        (self.0)(request)
    }
}

pub fn answer(status: u16, body: &str) -> Response {
    Response { status, retry_after: None, date: None, body: body.as_bytes().to_vec() }
}

pub fn played<F>(play: F) -> (TestClient<Played<F>>, StillPace)
where
    F: Fn(&Request) -> Result<Response, TransportError> + Send + Sync,
{
    let pace = StillPace::default();
    let client = Client::with("https://api.example", &"key".into(), Played(play), pace.clone()).unwrap();
    (client, pace)
}

/// A client whose every answer is this document.
pub fn answering(document: &Value) -> TestClient<Played<impl Fn(&Request) -> Result<Response, TransportError>>> {
    let body = document.to_string();
    played(move |_| Ok(answer(200, &body))).0
}
