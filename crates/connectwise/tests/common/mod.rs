//! What the tests share: a client whose waits take no time, and networks that watch or play a part.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]
#![allow(dead_code, reason = "each test file uses its own part of it")]

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Once, OnceLock};
use std::time::Duration;

use sitebook_connectwise::{Client, Credentials, HttpTransport, Pace, Request, Response, Transport, TransportError};
use sitebook_connectwise_sim::openapi::Document;
use sitebook_connectwise_sim::{
    CLIENT_ID, LOGIN_COMPANY, LoggedRequest, NewConfiguration, PRIVATE_KEY, PUBLIC_KEY, Settings, Simulator,
    SimulatorServer,
};

/// The longest URL that the guide recommends.
const URL_LIMIT: usize = 2000;

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

pub async fn started(simulator: Simulator) -> (Checked, TestClient) {
    let server = Checked::start(simulator).await;
    let client = client_of(&server);
    (server, client)
}

/// A simulator that, at the end of a test, finds fault with what it was asked: with the table of constraints, with the
/// methods and lengths of URLs, and with the OpenAPI document, where there is one.
pub struct Checked {
    server: SimulatorServer,
    breaks_constraints: AtomicBool,
}

impl Checked {
    pub async fn start(simulator: Simulator) -> Self {
        Self { server: SimulatorServer::start(simulator).await.unwrap(), breaks_constraints: AtomicBool::new(false) }
    }

    /// The test sends values that are refused, on purpose.
    pub fn sends_what_is_refused(&self) {
        self.breaks_constraints.store(true, Ordering::Relaxed);
    }
}

impl Deref for Checked {
    type Target = SimulatorServer;

    fn deref(&self) -> &SimulatorServer {
        &self.server
    }
}

impl Drop for Checked {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let (log, violations, settings) = self.server.with(|simulator| {
            (simulator.request_log().to_vec(), simulator.violations(), simulator.settings_mut().clone())
        });
        if !self.breaks_constraints.load(Ordering::Relaxed) {
            assert!(violations.is_empty(), "constraints were broken: {violations:#?}");
        }
        for request in &log {
            assert!(["GET", "POST", "PATCH"].contains(&request.method.as_str()), "{}", request.method);
            assert!(request.path.len() + request.query.len() < URL_LIMIT - 60, "{} {}", request.path, request.query);
        }
        if !self.breaks_constraints.load(Ordering::Relaxed) {
            check_against_document(&log, &settings);
        }
    }
}

fn document() -> Option<&'static Document> {
    static DOCUMENT: OnceLock<Option<Document>> = OnceLock::new();
    DOCUMENT.get_or_init(Document::find).as_ref()
}

fn check_against_document(log: &[LoggedRequest], settings: &Settings) {
    static SKIPPED: Once = Once::new();
    let Some(document) = document() else {
        SKIPPED.call_once(|| println!("skipped: no OpenAPI document to check requests and replies against"));
        return;
    };
    // The switches for what the document does not say.
    let is_regular = !settings.sends_nulls && !settings.ids_as_text;
    for request in log.iter().filter(|request| request.path.contains("/apis/3.0/")) {
        let faults = document.check_request(request);
        assert!(faults.is_empty(), "{} {}: {faults:#?}", request.method, request.path);
        if let Some(reply) = request.reply.as_ref().filter(|_| is_regular && (200..300).contains(&request.status)) {
            let mut faults = document.check_reply(&request.method, &request.path, request.status, reply);
            if request.parameter("fields").is_some() {
                faults.retain(|fault| !fault.ends_with("is a required property"));
            }
            assert!(faults.is_empty(), "{} {}: {faults:#?} in {reply}", request.method, request.path);
        }
    }
}

/// One company with a site, a type, a status, two manufacturers, and so many configurations.
pub struct World {
    pub server: Checked,
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

/// The simulator without a network: time is the pace's, so that limits by the minute can be met in no time.
#[derive(Clone)]
pub struct Direct {
    pub simulator: Arc<Mutex<Simulator>>,
    pub pace: StillPace,
    /// How long each answer takes.
    pub latency: Duration,
}

impl Direct {
    pub fn new(simulator: Simulator) -> Self {
        Self { simulator: Arc::new(Mutex::new(simulator)), pace: StillPace::default(), latency: Duration::ZERO }
    }

    pub fn client(&self) -> TestClient<Self> {
        Client::with(&credentials("https://cw.example"), self.clone(), self.pace.clone()).unwrap()
    }

    pub fn with<R>(&self, look: impl FnOnce(&mut Simulator) -> R) -> R {
        look(&mut self.simulator.lock().unwrap())
    }
}

impl Transport for Direct {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        use secrecy::ExposeSecret;
        // The simulator's first day has to lie before any time that it is told.
        const START: i64 = 1_900_000_000;
        self.pace.pass(self.latency);
        let header =
            |header: &sitebook_connectwise::Header| (header.name.to_owned(), header.value.expose_secret().to_owned());
        let asked = sitebook_connectwise_sim::Request {
            method: request.method.as_str().to_owned(),
            path: request.url.path().to_owned(),
            query: request.url.query().unwrap_or_default().to_owned(),
            headers: request.headers.iter().map(header).collect(),
            body: request.body.clone().unwrap_or_default(),
            now: START + self.pace.elapsed().as_secs() as i64,
            in_flight: 0,
        };
        let response = self.with(|simulator| simulator.handle(&asked));
        match response {
            sitebook_connectwise_sim::Response::Reset => Err(TransportError::Broken { why: "reset".to_owned() }),
            sitebook_connectwise_sim::Response::Answer(answer) => {
                self.pace.pass(answer.delay);
                Ok(Response { status: answer.status, headers: answer.headers, body: answer.body })
            }
        }
    }
}
