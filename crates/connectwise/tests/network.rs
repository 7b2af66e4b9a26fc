//! The real transport against servers that misbehave: gzip bombs, bytes that never end, certificates.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::env;
use std::io::Write;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use sitebook_connectwise::{HttpTransport, Method, Request, Transport, TransportError};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Where the child process of the certificate test finds its server.
const CHILD: &str = "SITEBOOK_TEST_TLS_URL";

fn request(url: &str, timeout: Duration, limit_bytes: u64) -> Request {
    Request { method: Method::Get, url: url.parse().unwrap(), headers: Vec::new(), body: None, timeout, limit_bytes }
}

/// Reads a request up to its empty line, and answers with these bytes.
async fn answered(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &[u8]) {
    let mut seen = Vec::new();
    while !seen.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => seen.push(byte),
            Err(_) => return,
        }
    }
    let _ = stream.write_all(answer).await;
    let _ = stream.flush().await;
}

/// A server that gives the same answer to every connection, and then either closes it or says nothing more.
async fn serving(answer: Vec<u8>, closes: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            answered(&mut stream, &answer).await;
            if !closes {
                open.push(stream);
            }
        }
    });
    format!("http://{address}/")
}

#[tokio::test]
async fn a_gzip_bomb_is_given_up_at_the_limit() {
    const LIMIT: u64 = 1024 * 1024;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..256 {
        encoder.write_all(&vec![b' '; 1024 * 1024]).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 1024 * 1024, "a quarter of a gigabyte in {} bytes", bomb.len());
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        bomb.len()
    )
    .into_bytes();
    answer.extend(bomb);
    let url = serving(answer, true).await;
    let result = HttpTransport::new().unwrap().send(&request(&url, Duration::from_secs(20), LIMIT)).await;
    assert_eq!(result, Err(TransportError::TooLarge));
}

#[tokio::test]
async fn a_body_that_never_ends_is_given_up_in_time() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n[1";
    for answer in [head, "HTTP/1.1 200 OK\r\ncontent-type: app", ""] {
        let url = serving(answer.as_bytes().to_vec(), false).await;
        let result = HttpTransport::new().unwrap().send(&request(&url, Duration::from_millis(300), 1_000)).await;
        assert_eq!(result, Err(TransportError::Timeout), "{answer}");
    }
}

#[tokio::test]
async fn a_connection_that_ends_too_early_is_broken_and_was_sent() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n[1";
    for answer in [head, "HTTP/1.1 200 OK\r\ncontent-type: app", ""] {
        let url = serving(answer.as_bytes().to_vec(), true).await;
        let result = HttpTransport::new().unwrap().send(&request(&url, Duration::from_secs(20), 1_000)).await;
        assert!(matches!(result, Err(TransportError::Broken { .. })), "{answer}: {result:?}");
    }
}

/// A certificate authority of our own, and a certificate by it for 127.0.0.1.
fn private_authority() -> (String, ServerConfig) {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    let authority_key = KeyPair::generate().unwrap();
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_certificate = authority.self_signed(&authority_key).unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let chain = vec![CertificateDer::from(server.der().to_vec())];
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
    (authority_certificate.pem(), config)
}

/// Run again by the test below in a process whose trust store is known; alone it has nothing to ask.
#[tokio::test]
async fn the_child_that_asks_over_tls() {
    let Ok(url) = env::var(CHILD) else { return };
    let result = HttpTransport::new().unwrap().send(&request(&url, Duration::from_secs(20), 1_000)).await;
    match result {
        Ok(response) => println!("asked: {}", response.status),
        Err(error) => println!("asked: {error:?}"),
    }
}

/// The trust store of Linux can be named in the environment; on other systems it is the system's own and not ours to
/// change in a test.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_private_certificate_authority_in_the_systems_trust_store_is_trusted_and_no_other() {
    let (authority, config) = private_authority();
    let (stranger, _) = private_authority();
    let folder = tempfile::tempdir().unwrap();
    let trusted = folder.path().join("authority.pem");
    let untrusted = folder.path().join("stranger.pem");
    std::fs::write(&trusted, authority).unwrap();
    std::fs::write(&untrusted, stranger).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/", listener.local_addr().unwrap());
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            answered(&mut stream, b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]").await;
            let _ = stream.shutdown().await;
        }
    });
    for (store, is_trusted) in [(trusted, true), (untrusted, false)] {
        let url = url.clone();
        let said = tokio::task::spawn_blocking(move || {
            Command::new(env::current_exe().unwrap())
                .args(["--exact", "the_child_that_asks_over_tls", "--nocapture"])
                .env(CHILD, url)
                .env("SSL_CERT_FILE", store)
                .env_remove("SSL_CERT_DIR")
                .output()
                .unwrap()
        })
        .await
        .unwrap();
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        assert_eq!(said.contains("asked: 200"), is_trusted, "{said}");
        assert_eq!(said.contains("NotSent"), !is_trusted, "{said}");
    }
}
