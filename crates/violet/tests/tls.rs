//! The owners' app over TLS, and behind a proxy.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use std::net::IpAddr;

use common::Home;
use rcgen::{CertifiedKey, generate_simple_self_signed};
use sitebook_app::dto::HistoryRequest;
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

#[tokio::test]
async fn the_proxy_says_who_is_asking_and_nobody_else_does() {
    let proxy: IpAddr = "127.0.0.1".parse().unwrap();
    for (known, seen) in [(Some(proxy), "203.0.113.9"), (None, "127.0.0.1")] {
        let options = ServerOptions { listen: "127.0.0.1:0".parse().unwrap(), tls: None, proxy: known };
        let home = Home::with(options).await;
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
        let page = phone.get(&home.invite().await).await;
        assert_eq!(page.header("strict-transport-security").is_empty(), known.is_none());
        phone.send(&page, "/sign-in/invitation", &[]).await;
        home.workspace.testing_settled().await;
        let request = HistoryRequest { field: Some("violet.sign_in".to_owned()), ..Default::default() };
        let entries = home.workspace.history_list(request).await.unwrap().entries;
        assert_eq!(entries[0].new, format!("code asked for from {seen}"));
    }
}
