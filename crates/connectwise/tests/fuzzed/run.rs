//! One case: bytes choose an operation, a status and headers, and are the body of every answer. Shared by the property
//! test and the fuzz target.

use std::future::Future;
use std::time::Duration;

use futures::executor::block_on;
use sitebook_connectwise::{Client, Credentials, Pace, Patience, Request, Response, Transport, TransportError};
use sitebook_psa::{CompanyQuery, ConfigurationChange, ConfigurationField, ConfigurationQuery, NewConfiguration, Psa};

/// No answer may make more requests than this of one call: a list ends or is an error.
const MOST_REQUESTS: u32 = 60;

/// A clock on which every look takes a moment, so that deadlines end everything.
struct Ticking(std::sync::atomic::AtomicU64);

impl Pace for Ticking {
    fn elapsed(&self) -> Duration {
        Duration::from_millis(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
    }

    fn wait(&self, time: Duration) -> impl Future<Output = ()> + Send {
        self.0.fetch_add(time.as_millis() as u64, std::sync::atomic::Ordering::Relaxed);
        std::future::ready(())
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

struct Same {
    response: Response,
    is_companyinfo_fuzzed: bool,
}

impl Transport for Same {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        if !self.is_companyinfo_fuzzed && request.url.path().starts_with("/login/") {
            let body = br#"{"Codebase":"v2025_1/"}"#.to_vec();
            return Ok(Response { status: 200, headers: Vec::new(), body });
        }
        Ok(self.response.clone())
    }
}

/// Plays one case.
pub fn run(bytes: &[u8]) {
    const STATUSES: [u16; 16] = [200, 200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 409, 429, 500, 503, 999];
    const KINDS: [&str; 4] = ["application/json", "", "text/html", "text/plain"];
    let [operation, status, headers, body @ ..] = bytes else { return };
    let text = String::from_utf8_lossy(body).into_owned();
    let mut sent = vec![("content-type".to_owned(), KINDS[usize::from(headers % 4)].to_owned())];
    for (bit, name) in [(4, "retry-after"), (8, "link"), (16, "location"), (32, "date")] {
        if headers & bit != 0 {
            sent.push((name.to_owned(), text.clone()));
        }
    }
    let response = Response { status: STATUSES[usize::from(status % 16)], headers: sent, body: body.to_vec() };
    let transport = Same { response, is_companyinfo_fuzzed: headers & 64 != 0 };
    let credentials = Credentials {
        site: "https://cw.example".to_owned(),
        company_login: "acme".to_owned(),
        public_key: "public".into(),
        private_key: "private".into(),
        client_id: "client".into(),
    };
    let client = Client::with(&credentials, transport, Ticking(std::sync::atomic::AtomicU64::new(0)));
    let Ok(client) = client.map(|client| client.patient(Patience::Background)) else { return };
    let query = ConfigurationQuery { answers: true, custom_fields: true, ..ConfigurationQuery::of(1) };
    let changes = [
        ConfigurationChange::Text(ConfigurationField::Name, text.clone()),
        ConfigurationChange::Site(None),
        ConfigurationChange::Answer { question: 1, value: text.clone() },
        ConfigurationChange::CustomField { field: 1, value: text.clone() },
    ];
    let search =
        CompanyQuery { search: text.clone(), limit: (status % 2 == 0).then_some(5), ..CompanyQuery::default() };
    block_on(async {
        match operation % 16 {
            0 => drop(client.check().await),
            1 => drop(client.companies(&search).await),
            2 => drop(client.company(1).await),
            3 => drop(client.sites(1).await),
            4 => drop(client.configuration_types().await),
            5 => drop(client.configuration_statuses().await),
            6 => drop(client.type_questions(1).await),
            7 => drop(client.custom_fields().await),
            8 => drop(client.count_configurations(1).await),
            9 => drop(client.configurations(&query).await),
            10 => drop(client.configurations_since(&query, &text).await),
            11 => drop(client.configurations_by_identifier(1, &text).await),
            12 => drop(client.update_configuration(1, &changes).await),
            13 => drop(client.create_configuration(&NewConfiguration::default()).await),
            14 => drop(client.change_type(1, 2, &[]).await),
            _ => drop(client.manufacturer(&text).await),
        }
    });
    assert!(client.requests_sent() <= MOST_REQUESTS, "{} requests", client.requests_sent());
}
