//! The owners' app over TLS, and behind a proxy.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use common::{Browser, Home};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use sitebook_app::dto::{HistoryRequest, Nothing, VioletSettingsSetRequest};
use sitebook_violet::{ServeError, Server, ServerOptions, TlsFiles};

#[tokio::test]
async fn over_tls_with_certificate_files_and_told_to_stay_there() {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let files = TlsFiles {
        certificate: directory.path().join("certificate.pem"),
        private_key: directory.path().join("key.pem"),
    };
    std::fs::write(&files.certificate, cert.pem()).unwrap();
    std::fs::write(&files.private_key, signing_key.serialize_pem()).unwrap();
    let options =
        |listen: &str| ServerOptions { listen: listen.parse().unwrap(), tls: Some(files.clone()), proxy: None };
    let home = Home::with(options("127.0.0.1:0")).await;
    let mut phone = home.browser();
    phone.client = reqwest::Client::builder()
        .tls_certs_only([reqwest::Certificate::from_pem(cert.pem().as_bytes()).unwrap()])
        .build()
        .unwrap();
    let page = phone.get("/sign-in").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("strict-transport-security"), "max-age=63072000");
    // Plain http on the same port gets nothing.
    let plain = home.url.replace("https", "http");
    assert!(reqwest::get(format!("{plain}/health")).await.is_err());

    std::fs::write(&files.private_key, "no key").unwrap();
    let error = Server::start(home.workspace.clone(), &options("127.0.0.1:0")).await.unwrap_err();
    assert!(matches!(error, ServeError::File { .. }) && error.is_of_the_request(), "{error}");
}

/// More than it takes to tell the office, on any machine.
const TOLD: Duration = Duration::from_secs(30);

const PROXY: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// A browser whose requests a proxy on this computer passes on.
fn behind_proxy(home: &Home) -> Browser {
    let mut phone = home.browser();
    phone.client = reqwest::Client::builder()
        .default_headers(
            [("x-forwarded-for", "10.0.0.1, 203.0.113.9"), ("x-forwarded-proto", "https")]
                .into_iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect(),
        )
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap();
    phone
}

/// From where a code was asked for, as the history of the home has it.
async fn asked_from(home: &Home, phone: &mut Browser) -> String {
    let page = phone.get(&home.invite().await).await;
    phone.send(&page, "/sign-in/invitation", &[]).await;
    home.workspace.testing_settled().await;
    let request = HistoryRequest { field: Some("violet.sign_in".to_owned()), ..Default::default() };
    home.workspace.history_list(request).await.unwrap().entries[0].new.clone()
}

#[tokio::test]
async fn the_proxy_says_who_is_asking_and_nobody_else_does() {
    for (of_command, of_settings, seen) in [
        (Some(PROXY), "", "203.0.113.9"),
        (None, "127.0.0.1", "203.0.113.9"),
        (None, "10.0.0.2", "127.0.0.1"),
        (Some("10.0.0.2".parse().unwrap()), "127.0.0.1", "127.0.0.1"),
        (None, "", "127.0.0.1"),
    ] {
        let options = ServerOptions { listen: "127.0.0.1:0".parse().unwrap(), tls: None, proxy: of_command };
        let home = Home::named(options, of_settings).await;
        let mut phone = behind_proxy(&home);
        let page = phone.get("/sign-in").await;
        assert_eq!(
            page.header("strict-transport-security").is_empty(),
            seen == "127.0.0.1",
            "{of_command:?}, {of_settings}"
        );
        assert_eq!(
            asked_from(&home, &mut phone).await,
            format!("code asked for from {seen}"),
            "{of_command:?}, {of_settings}"
        );
    }
}

#[tokio::test]
async fn the_office_is_told_of_a_proxy_that_nobody_named() {
    let home = Home::new().await;
    let unnamed = async || {
        let settings = home.workspace.violet_settings_show(Nothing {}).await.unwrap();
        settings.serving.map(|serving| serving.unnamed_proxy).unwrap_or_default()
    };
    assert_eq!(unnamed().await, "");
    behind_proxy(&home).get("/sign-in").await;
    let told = async {
        while unnamed().await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(TOLD, told).await.unwrap();
    assert_eq!(unnamed().await, "127.0.0.1");
}

#[tokio::test]
async fn a_proxy_that_is_named_while_the_app_is_served_is_taken_at_its_word() {
    let home = Home::new().await;
    let name = VioletSettingsSetRequest { reverse_proxy: Some("127.0.0.1".to_owned()), ..Default::default() };
    home.workspace.violet_settings_set(name).await.unwrap();
    let mut phone = behind_proxy(&home);
    let taken = async {
        while phone.get("/sign-in").await.header("strict-transport-security").is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(TOLD, taken).await.unwrap();
    assert_eq!(asked_from(&home, &mut phone).await, "code asked for from 203.0.113.9");
}
