//! Finding the tenant, signing in, and what happens when it moves.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::{Checked, StillPace, Watched, credentials, started, world};
use sitebook_connectwise::{Client, HttpTransport};
use sitebook_connectwise_sim::{Fault, Settings, Simulator};
use sitebook_psa::{CompanyQuery, ConfigurationChange, ConfigurationField, ConfigurationQuery, Psa, PsaErrorKind};

#[tokio::test]
async fn every_spelling_of_companyinfo_leads_to_the_same_base() {
    let spellings: [fn(&mut Settings); 5] = [
        |_| {},
        |settings| settings.is_cloud_as_text = true,
        |settings| settings.site_url = Some("api-na.myconnectwise.net".to_owned()),
        |settings| settings.site_url = Some("https://evil.example/".to_owned()),
        |settings| settings.byte_order_mark = true,
    ];
    for (number, spelling) in spellings.into_iter().enumerate() {
        let mut simulator = Simulator::sample();
        spelling(simulator.settings_mut());
        let (server, client) = started(simulator).await;
        let pre_flight = client.check().await.unwrap();
        assert_eq!(pre_flight.base_url, format!("{}/v2025_1/apis/3.0", server.base_url()), "spelling {number}");
        assert_eq!(pre_flight.version, "v2025.1.12345");
    }
}

#[tokio::test]
async fn an_unknown_company_login_is_named() {
    for is_404 in [false, true] {
        let mut simulator = Simulator::sample();
        simulator.settings_mut().unknown_company_is_404 = is_404;
        let server = Checked::start(simulator).await;
        let mut credentials = credentials(&server.base_url());
        credentials.company_login = "no such/company?".to_owned();
        let client = Client::with(&credentials, HttpTransport::new().unwrap(), StillPace::default()).unwrap();
        let error = client.check().await.unwrap_err();
        let PsaErrorKind::UnknownCompanyLogin { company, .. } = error.kind else { panic!("{error}") };
        assert_eq!(company, "no such/company?");
        server.with(|simulator| assert_eq!(simulator.request_log().len(), 1));
    }
}

#[tokio::test]
async fn a_web_page_instead_of_companyinfo_is_no_api() {
    for (status, expected) in [(200, true), (404, true), (503, false)] {
        let (server, client) = started(Simulator::sample()).await;
        server.with(|simulator| simulator.fail_next_on(9, Fault::Html(status), "GET", "/login/companyinfo/"));
        let error = client.check().await.unwrap_err();
        assert_eq!(matches!(error.kind, PsaErrorKind::NotAnApi { .. }), expected, "{status}: {error}");
        assert_eq!(error.kind == PsaErrorKind::Unavailable { status }, !expected, "{status}: {error}");
    }
}

#[tokio::test]
async fn a_moved_codebase_is_found_once_for_reads_and_writes() {
    let world = world(2).await;
    let id = world.configurations[0];
    assert!(world.client.configuration(id).await.unwrap().is_some());
    world.server.with(|simulator| simulator.upgrade("v2025_2/"));
    assert!(world.client.configuration(id).await.unwrap().is_some());
    assert_eq!(world.asked("GET", "companyinfo"), 2);
    world.server.with(|simulator| simulator.upgrade("v2025_3/"));
    let change = ConfigurationChange::Text(ConfigurationField::Name, "moved".to_owned());
    assert_eq!(world.client.update_configuration(id, &[change]).await.unwrap().name, "moved");
    assert_eq!(world.asked("GET", "companyinfo"), 3);
    world.server.with(|simulator| simulator.upgrade("v2025_4/"));
    assert_eq!(world.client.configurations(&ConfigurationQuery::of(world.company)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_missing_record_costs_one_look_at_the_codebase() {
    let world = world(1).await;
    assert_eq!(world.client.configuration(9_999).await.unwrap(), None);
    assert_eq!(world.asked("GET", "companyinfo"), 2);
    assert_eq!(world.asked("GET", "/company/configurations/9999"), 1);
    assert_eq!(world.client.requests_sent(), 3);
}

#[tokio::test]
async fn a_record_is_not_called_missing_while_the_codebase_cannot_be_asked() {
    let world = world(1).await;
    world.client.configuration_types().await.unwrap();
    world.server.with(|simulator| simulator.fail_next_on(9, Fault::Html(503), "GET", "companyinfo"));
    let error = world.client.configuration(9_999).await.unwrap_err();
    assert_eq!(error.kind, PsaErrorKind::Unavailable { status: 503 });
}

#[tokio::test]
async fn parallel_calls_look_the_tenant_up_once() {
    let world = world(1).await;
    let query = CompanyQuery::default();
    let (types, companies, sites) = tokio::join!(
        world.client.configuration_types(),
        world.client.companies(&query),
        world.client.sites(world.company)
    );
    assert_eq!((types.unwrap().len(), companies.unwrap().len(), sites.unwrap().len()), (1, 1, 1));
    assert_eq!(world.asked("GET", "companyinfo"), 1);
    assert_eq!(world.client.requests_sent(), 4);
}

#[tokio::test]
async fn the_keys_go_to_the_api_only_and_the_client_id_everywhere() {
    let server = Checked::start(Simulator::sample()).await;
    let watched = Watched::new();
    let client = Client::with(&credentials(&server.base_url()), watched.clone(), StillPace::default()).unwrap();
    client.check().await.unwrap();
    for request in watched.requests() {
        let has = |name: &str| request.headers.iter().any(|header| header.name == name);
        assert!(has("clientid") && has("accept"), "{}", request.url);
        assert_eq!(has("authorization"), request.url.path().contains("/apis/3.0/"), "{}", request.url);
    }
}

#[tokio::test]
async fn a_refused_version_is_left_out_from_then_on() {
    let mut simulator = Simulator::sample();
    simulator.settings_mut().refused_versions.insert("2025.1".to_owned());
    let (server, client) = started(simulator).await;
    let types = client.configuration_types().await.unwrap();
    assert_eq!(types.len(), 8);
    client.configuration_types().await.unwrap();
    let statuses: Vec<u16> =
        server.with(|simulator| simulator.request_log().iter().map(|request| request.status).collect());
    assert_eq!(statuses, [200, 400, 200, 200]);
    let other = Client::with(&credentials(&server.base_url()), HttpTransport::new().unwrap(), StillPace::default());
    assert_eq!(other.unwrap().with_accept_version("2024.1").configuration_types().await.unwrap(), types);
}

#[tokio::test]
async fn refused_keys_and_client_ids_are_told_apart() {
    let (server, client) = started(Simulator::sample()).await;
    server.with(Simulator::revoke_keys);
    let error = client.companies(&CompanyQuery::default()).await.unwrap_err();
    assert_eq!((error.kind, error.words.as_str()), (PsaErrorKind::Unauthorized, "UserNotAuthenticated"));
    assert_eq!(client.requests_sent(), 2, "a refused key is not tried again");

    let mut other = credentials(&server.base_url());
    other.client_id = "11111111-0000-0000-0000-000000000000".into();
    let client = Client::with(&other, HttpTransport::new().unwrap(), StillPace::default()).unwrap();
    assert_eq!(client.check().await.unwrap_err().kind, PsaErrorKind::ClientIdRefused);

    other.client_id = "not a header\n".into();
    let refused = Client::with(&other, HttpTransport::new().unwrap(), StillPace::default()).unwrap_err();
    assert_eq!(refused.kind, PsaErrorKind::ClientIdRefused);
}

#[tokio::test]
async fn a_pasted_space_around_a_key_does_no_harm() {
    let server = Checked::start(Simulator::sample()).await;
    let mut pasted = credentials(&format!(" {}/v4_6_release/ ", server.base_url()));
    pasted.private_key = format!(" {}\n", sitebook_connectwise_sim::PRIVATE_KEY).into();
    let client = Client::with(&pasted, HttpTransport::new().unwrap(), StillPace::default()).unwrap();
    assert_eq!(client.configuration_types().await.unwrap().len(), 8);
}

#[tokio::test]
async fn a_known_base_saves_the_question_and_an_old_one_is_asked_again() {
    for (base, asked) in [("/v2025_1/apis/3.0", 0), ("/v2024_1/apis/3.0", 1)] {
        let server = Checked::start(Simulator::sample()).await;
        let client =
            Client::with(&credentials(&server.base_url()), HttpTransport::new().unwrap(), StillPace::default())
                .unwrap()
                .with_known_base(&format!("{}{base}", server.base_url()), "");
        client.companies(&CompanyQuery::default()).await.unwrap();
        let questions = server.with(|simulator| {
            simulator.request_log().iter().filter(|request| request.path.contains("companyinfo")).count()
        });
        assert_eq!(questions, asked, "{base}");
    }
}

#[tokio::test]
async fn a_known_base_on_another_host_is_not_believed() {
    let server = Checked::start(Simulator::sample()).await;
    let client = Client::with(&credentials(&server.base_url()), HttpTransport::new().unwrap(), StillPace::default())
        .unwrap()
        .with_known_base("http://127.0.0.1:9/v2025_1/apis/3.0", "");
    client.companies(&CompanyQuery::default()).await.unwrap();
}
