//! What the tests share: a client whose waits take no time, and networks that watch or play a part.
#![allow(clippy::unwrap_used, clippy::expect_used)]
#![allow(dead_code, reason = "each test file uses its own part of it")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use sitebook_connectwise::{Client, Credentials, HttpTransport, Pace, Request, Response, Transport, TransportError};
use sitebook_connectwise_sim::{
    CLIENT_ID, LOGIN_COMPANY, NewConfiguration, PRIVATE_KEY, PUBLIC_KEY, Simulator, SimulatorServer,
};

/// A clock that only waiting moves, and that writes down every wait.
#[derive(Debug, Clone, Default)]
pub struct StillPace(Arc<Mutex<Vec<Duration>>>);

impl StillPace {
    pub fn waits(&self) -> Vec<Duration> {
        self.0.lock().unwrap().clone()
    }

    /// Lets time pass without a wait.
    pub fn pass(&self, time: Duration) {
        self.0.lock().unwrap().push(time);
    }
}

impl Pace for StillPace {
    fn elapsed(&self) -> Duration {
        self.waits().iter().sum()
    }

    async fn wait(&self, time: Duration) {
        self.pass(time);
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

pub type TestClient<T = HttpTransport> = Client<T, StillPace>;

pub fn credentials(site: &str) -> Credentials {
    Credentials {
        site: site.to_owned(),
        company_login: LOGIN_COMPANY.to_owned(),
        public_key: PUBLIC_KEY.into(),
        private_key: PRIVATE_KEY.into(),
        client_id: CLIENT_ID.into(),
    }
}

pub fn client_of(server: &SimulatorServer) -> TestClient {
    Client::with(&credentials(&server.base_url()), HttpTransport::new().unwrap(), StillPace::default()).unwrap()
}

pub async fn started(simulator: Simulator) -> (SimulatorServer, TestClient) {
    let server = SimulatorServer::start(simulator).await.unwrap();
    let client = client_of(&server);
    (server, client)
}

/// One company with a site, a type, a status, two manufacturers, and so many configurations.
pub struct World {
    pub server: SimulatorServer,
    pub client: TestClient,
    pub company: i64,
    pub configurations: Vec<i64>,
}

pub async fn world(count: usize) -> World {
    let mut simulator = Simulator::empty();
    let company = simulator.add_company("acme", "Acme");
    let site = simulator.add_site(company, "Main");
    simulator.add_type("Server");
    simulator.add_status("Active", false);
    simulator.add_manufacturer("Dell");
    simulator.add_manufacturer("O'Brien \"Quoted\"");
    let configurations = (0..count)
        .map(|index| {
            simulator.add_configuration(NewConfiguration {
                company,
                site: Some(site),
                name: format!("device {index}"),
                ..NewConfiguration::default()
            })
        })
        .collect();
    let (server, client) = started(simulator).await;
    World { server, client, company, configurations }
}

impl World {
    /// How many requests with this method and part of the path arrived.
    pub fn asked(&self, method: &str, path: &str) -> usize {
        self.server.with(|simulator| {
            let log = simulator.request_log().iter();
            log.filter(|request| request.method == method && request.path.contains(path)).count()
        })
    }
}

/// The real network, with a note of what was sent: URL and header names.
#[derive(Clone)]
pub struct Watched(HttpTransport, Arc<Mutex<Vec<Request>>>);

impl Watched {
    pub fn new() -> Self {
        Self(HttpTransport::new().unwrap(), Arc::default())
    }

    pub fn requests(&self) -> Vec<Request> {
        self.1.lock().unwrap().clone()
    }
}

impl Transport for Watched {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        self.1.lock().unwrap().push(request.clone());
        self.0.send(request).await
    }
}

/// A network that plays answers: `companyinfo` is always in order, everything else is up to the play.
pub struct Played<F>(pub F);

impl<F> Transport for Played<F>
where
    F: Fn(&Request) -> Result<Response, TransportError> + Send + Sync,
{
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        if request.url.path().starts_with("/login/companyinfo/") {
            Ok(json(200, r#"{"Codebase":"v2025_1/","VersionNumber":"v2025.1","IsCloud":true}"#))
        } else {
            (self.0)(request)
        }
    }
}

pub fn json(status: u16, body: &str) -> Response {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    Response { status, headers, body: body.as_bytes().to_vec() }
}

pub fn played<F>(play: F) -> (TestClient<Played<F>>, StillPace)
where
    F: Fn(&Request) -> Result<Response, TransportError> + Send + Sync,
{
    let pace = StillPace::default();
    let client = Client::with(&credentials("https://cw.example"), Played(play), pace.clone()).unwrap();
    (client, pace)
}
