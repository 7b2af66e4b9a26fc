//! Facts 1: authentication, hosts, headers.

use sitebook_connectwise::{Client, HttpTransport};
use sitebook_connectwise_sim::{AliasSignIn, Fault, Settings, Simulator};
use sitebook_psa::{Action, Blame, CompanyQuery, ConfigurationChange, ConfigurationField, Psa, PsaErrorKind};

use crate::common::{Checked, StillPace, credentials, started, world};
use crate::facts;

async fn base_of(set: fn(&mut Settings)) -> (String, String) {
    let mut simulator = Simulator::sample();
    set(simulator.settings_mut());
    let (server, client) = started(simulator).await;
    (client.check().await.unwrap().base_url, server.base_url())
}

facts! {
    "Authorization is Basic base64(company+public:private)" => async {
        let (server, client) = started(Simulator::sample()).await;
        client.configuration_types().await.unwrap();
        server.with(|simulator| {
            let api = simulator.request_log().iter().find(|request| request.path.contains("/apis/3.0/")).unwrap();
            assert_eq!(api.header("authorization"), Some("right"));
        });
    },
    "the clientId header goes with every call" => async {
        let (server, client) = started(Simulator::sample()).await;
        client.check().await.unwrap();
        server.with(|simulator| {
            assert!(simulator.request_log().iter().all(|request| request.header("clientid") == Some("right")));
        });
    },
    "Accept names the version of the data model" => async {
        let (server, client) = started(Simulator::sample()).await;
        client.configuration_types().await.unwrap();
        server.with(|simulator| {
            let accept = simulator.request_log().last().unwrap().header("accept").map(str::to_owned);
            assert_eq!(accept.as_deref(), Some("application/vnd.connectwise.com+json; version=2025.1"));
        });
    },
    "some servers refuse a version: plain JSON is asked for from then on" => async {
        let mut simulator = Simulator::sample();
        simulator.settings_mut().refused_versions.insert("2025.1".to_owned());
        let (server, client) = started(simulator).await;
        client.configuration_types().await.unwrap();
        client.configuration_types().await.unwrap();
        server.with(|simulator| {
            let accepts: Vec<_> =
                simulator.request_log().iter().skip(1).filter_map(|request| request.header("accept")).collect();
            assert_eq!(accepts[1..], ["application/json", "application/json"]);
        });
    },
    "requests with a body say that it is application/json" => async {
        let world = world(1).await;
        let change = ConfigurationChange::Text(ConfigurationField::Name, "x".to_owned());
        world.client.update_configuration(world.configurations[0], &[change]).await.unwrap();
        world.server.with(|simulator| {
            let patch = simulator.request_log().iter().find(|request| request.method == "PATCH").unwrap();
            assert_eq!(patch.header("content-type"), Some("application/json"));
        });
    },
    "HTTPS only: plain HTTP is taken for this computer alone" => async {
        let client = Client::with(&credentials("http://cw.example"), HttpTransport::new().unwrap(), StillPace::default());
        assert!(matches!(client.unwrap_err().kind, PsaErrorKind::BadHost { .. }));
    },
    "\"SSL is required\" means the wrong host" => async {
        let mut simulator = Simulator::sample();
        simulator.settings_mut().demands_ssl = true;
        let (_server, client) = started(simulator).await;
        let error = client.configuration_types().await.unwrap_err();
        assert_eq!((error.action(), error.blame()), (Action::Stop, Blame::Configuration), "{error}");
        assert_eq!(error.words, "SSL is required.");
    },
    "companyinfo: the codebase has a trailing slash, SiteUrl may be missing, IsCloud may be a text" => async {
        let spellings: [fn(&mut Settings); 6] = [
            |_| {},
            |settings| settings.is_cloud_as_text = true,
            |settings| settings.site_url = Some("api-na.myconnectwise.net".to_owned()),
            |settings| settings.codebase = "v2025_1/".to_owned(),
            |settings| settings.byte_order_mark = true,
            |settings| settings.sends_nulls = true,
        ];
        for spelling in spellings {
            let (base, server) = base_of(spelling).await;
            assert_eq!(base, format!("{server}/v2025_1/apis/3.0"));
        }
    },
    "on premises the codebase is v4_6_release" => async {
        let (base, server) = base_of(|settings| settings.codebase = "v4_6_release/".to_owned()).await;
        assert_eq!(base, format!("{server}/v4_6_release/apis/3.0"));
    },
    "an unknown company is 200 with null, or 404 [?]" => async {
        for is_404 in [false, true] {
            let mut simulator = Simulator::sample();
            simulator.settings_mut().unknown_company_is_404 = is_404;
            let server = Checked::start(simulator).await;
            let mut other = credentials(&server.base_url());
            other.company_login = "nobody".to_owned();
            let client = Client::with(&other, HttpTransport::new().unwrap(), StillPace::default()).unwrap();
            let error = client.check().await.unwrap_err();
            assert!(matches!(error.kind, PsaErrorKind::UnknownCompanyLogin { .. }), "{error}");
        }
    },
    "with wrong keys the alias v4_6_release answers 404, 401 or nothing [?]" => async {
        for answer in [AliasSignIn::NotFound, AliasSignIn::Unauthorized] {
            let mut simulator = Simulator::sample();
            simulator.settings_mut().alias_sign_in = answer;
            simulator.revoke_keys();
            let (server, client) = started(simulator).await;
            let client = client.with_known_base(&format!("{}/v4_6_release/apis/3.0", server.base_url()), "");
            let error = client.configuration_types().await.unwrap_err();
            assert_eq!(error.kind, PsaErrorKind::Unauthorized, "{answer:?}");
        }
        let mut simulator = Simulator::sample();
        simulator.settings_mut().alias_sign_in = AliasSignIn::NoAnswer;
        simulator.revoke_keys();
        let (server, client) = started(simulator).await;
        let client = client.with_known_base(&format!("{}/v4_6_release/apis/3.0", server.base_url()), "");
        assert!(matches!(client.check().await.unwrap_err().kind, PsaErrorKind::Unauthorized));
    },
    "a web client's host answers with a page: while the tenant is looked for, it is no API" => async {
        let (server, client) = started(Simulator::sample()).await;
        server.with(|simulator| simulator.fail_next_on(1, Fault::Html(200), "GET", "/login/companyinfo/"));
        let error = client.check().await.unwrap_err();
        assert!(matches!(error.kind, PsaErrorKind::NotAnApi { .. }), "{error}");
    },
    "the codebase changes with each upgrade: companyinfo is read again once, and the request repeated" => async {
        let world = world(1).await;
        world.client.configuration_types().await.unwrap();
        world.server.with(|simulator| simulator.upgrade("v2025_2/"));
        world.client.configuration_types().await.unwrap();
        assert_eq!((world.asked("GET", "companyinfo"), world.asked("GET", "/types")), (2, 3));
        world.client.configuration(9_999).await.unwrap();
        assert_eq!(world.asked("GET", "/configurations/9999"), 1, "a missing record is asked for once");
    },
    "no page is read from an address that the server named" => async {
        let world = world(2_500).await;
        world.client.configurations(&sitebook_psa::ConfigurationQuery::of(world.company)).await.unwrap();
        world.server.with(|simulator| {
            let log = simulator.request_log().iter().filter(|request| request.path.ends_with("/configurations"));
            for (number, request) in log.enumerate() {
                let names: Vec<_> = request.query.split('&').filter_map(|pair| pair.split('=').next()).collect();
                assert_eq!(names[..2], ["pageSize", "fields"], "our own order of parameters: page {number}");
            }
        });
    },
    "a refused key is told apart from a refused client id" => async {
        let (server, client) = started(Simulator::sample()).await;
        server.with(Simulator::revoke_keys);
        assert_eq!(client.companies(&CompanyQuery::default()).await.unwrap_err().kind, PsaErrorKind::Unauthorized);
        let mut other = credentials(&server.base_url());
        other.client_id = "11111111-0000-0000-0000-000000000000".into();
        let client = Client::with(&other, HttpTransport::new().unwrap(), StillPace::default()).unwrap();
        assert_eq!(client.check().await.unwrap_err().kind, PsaErrorKind::ClientIdRefused);
    },
}
