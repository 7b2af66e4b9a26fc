//! No secret is ever logged: every operation, well and badly, with all that any crate says kept and looked through.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::{StillPace, credentials, started};
use sitebook_connectwise::{Client, HttpTransport};
use sitebook_connectwise_sim::{CLIENT_ID, Fault, LOGIN_COMPANY, PRIVATE_KEY, PUBLIC_KEY, Simulator};
use sitebook_psa::{
    CompanyQuery, ConfigurationChange, ConfigurationField, ConfigurationQuery, NewConfiguration, Psa, PsaError,
};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Kept {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

/// Every operation of the contract; what each of them says in the end.
async fn all_operations(client: &impl Psa, company: i64, type_id: i64) -> Vec<String> {
    fn said<T: std::fmt::Debug>(result: &Result<T, PsaError>) -> String {
        let error = result.as_ref().err();
        format!("{result:?} {}", error.map(ToString::to_string).unwrap_or_default())
    }
    let query = ConfigurationQuery { answers: true, custom_fields: true, ..ConfigurationQuery::of(company) };
    let new = NewConfiguration {
        company,
        type_id,
        device_identifier: "sitebook:1".to_owned(),
        texts: vec![(ConfigurationField::Name, "new".to_owned())],
        ..NewConfiguration::default()
    };
    let created = client.create_configuration(&new).await;
    let id = created.as_ref().map_or(1, |record| record.id);
    let changes = [
        ConfigurationChange::Text(ConfigurationField::Notes, String::new()),
        ConfigurationChange::Manufacturer(None),
        ConfigurationChange::Active(false),
    ];
    vec![
        said(&created),
        said(&client.check().await),
        said(&client.companies(&CompanyQuery::default()).await),
        said(&client.company(company).await),
        said(&client.company_statuses().await),
        said(&client.company_types().await),
        said(&client.sites(company).await),
        said(&client.configuration_types().await),
        said(&client.configuration_statuses().await),
        said(&client.type_questions(type_id).await),
        said(&client.custom_fields().await),
        said(&client.count_configurations(company).await),
        said(&client.configurations(&query).await),
        said(&client.configurations_since(&query, "2026-01-01T00:00:00Z").await),
        said(&client.configurations_by_identifier(company, "sitebook:1").await),
        said(&client.configuration(id).await),
        said(&client.update_configuration(id, &changes).await),
        said(&client.change_type(id, type_id, &[]).await),
        said(&client.manufacturer("Secretive").await),
    ]
}

#[tokio::test]
async fn no_secret_is_in_a_log_an_error_or_debug_output() {
    let kept = Kept::default();
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(kept.clone()).init();
    let (server, client) = started(Simulator::sample()).await;
    let company = client.companies(&CompanyQuery::default()).await.unwrap()[0].id;
    let type_id = client.configuration_types().await.unwrap()[0].id;
    let mut said = all_operations(&client, company, type_id).await;
    for fault in [
        Fault::Reset,
        Fault::Html(503),
        Fault::TruncatedJson,
        Fault::TooManyRequests { retry_after: Some("1".to_owned()) },
        Fault::Redirect(302, "https://evil.example/".to_owned()),
        Fault::Status(401, serde_json::json!({"code": "Unauthorized", "message": "no"})),
    ] {
        let other = Client::with(&credentials(&server.base_url()), HttpTransport::new().unwrap(), StillPace::default())
            .unwrap();
        server.with(|simulator| simulator.fail_next(10_000, fault));
        said.extend(all_operations(&other, company, type_id).await);
        server.with(Simulator::heal);
        said.push(format!("{other:?} {:?}", credentials(&server.base_url())));
    }
    let log = String::from_utf8_lossy(&kept.0.lock().unwrap()).into_owned();
    assert!(log.contains("answered") && log.contains("request_id=\"sim-"), "requests are logged with their ids");
    let pair = STANDARD.encode(format!("{LOGIN_COMPANY}+{PUBLIC_KEY}:{PRIVATE_KEY}"));
    for secret in [PUBLIC_KEY, PRIVATE_KEY, CLIENT_ID, &pair, &pair[..24]] {
        assert!(!log.contains(secret), "a secret is in the log");
        assert!(!said.iter().any(|text| text.contains(secret)), "a secret is in an answer or error");
    }
}
