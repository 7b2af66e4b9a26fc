//! Mail over real connections: with TLS from the first byte, with STARTTLS, with sign-in, and with servers that refuse,
//! delay, break off or offer no encryption.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "the functions beside the tests are tests, too")]

mod post_office;

use std::sync::Arc;

use post_office::{Answer, Next, PostOffice};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair};
use sitebook_domain::Timestamp;
use sitebook_mail::{Encryption, Letter, MailError, MailServer, Sender};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// An authority made for one test, and a server certificate of it.
struct Certificates {
    authority: Vec<u8>,
    acceptor: TlsAcceptor,
}

fn certificates(name: &str) -> Certificates {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name = DistinguishedName::new();
    authority.distinguished_name.push(DnType::CommonName, "Sitebook tests");
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config =
        ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
    Certificates { authority: authority.pem().into_bytes(), acceptor: TlsAcceptor::from(Arc::new(config)) }
}

/// A server that speaks TLS: from the first byte, or after STARTTLS.
async fn secured(office: &Arc<PostOffice>, acceptor: TlsAcceptor, at_once: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let office = Arc::clone(office);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (office, acceptor) = (Arc::clone(&office), acceptor.clone());
            tokio::spawn(async move {
                if !at_once && office.converse(&mut stream, true).await == Next::End {
                    return;
                }
                if let Ok(mut stream) = acceptor.accept(stream).await {
                    office.converse(&mut stream, at_once).await;
                }
            });
        }
    });
    port
}

fn server(port: u16, encryption: Encryption) -> MailServer {
    MailServer { host: "localhost".to_owned(), port, encryption, credentials: None, authority: None }
}

fn sender() -> Sender {
    Sender { name: "Northgate IT".to_owned(), email: "desk@northgate.example".to_owned() }
}

fn letter() -> Letter {
    Letter {
        id: "01".to_owned(),
        to: "owner@example.com".to_owned(),
        subject: "Your home, müde".to_owned(),
        text: "Open this link:\n\n.\nhttps://home.example/invitation/abc\n".to_owned(),
        html: "<p>Open this link</p>".to_owned(),
        at: Timestamp(1_800_000_000_000),
    }
}

fn refusing(words: &'static str) -> Arc<PostOffice> {
    let office = PostOffice::default();
    office.answers.lock().unwrap().push_back(Answer::ToRecipient(words));
    Arc::new(office)
}

#[tokio::test]
async fn a_mail_goes_over_tls_with_sign_in_and_arrives_whole() {
    let office = Arc::new(PostOffice { login: Some(("desk", "secret")), ..PostOffice::default() });
    let certificates = certificates("localhost");
    let port = secured(&office, certificates.acceptor, true).await;
    let server = MailServer {
        credentials: Some(("desk".to_owned(), "secret".to_owned().into())),
        authority: Some(certificates.authority),
        ..server(port, Encryption::Tls)
    };
    let said = server.send(&sender(), &letter()).await.unwrap();
    assert_eq!(said, "250 2.0.0 Ok, queued as 42");
    let mails = office.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].bodies().contains("https://home.example/invitation/abc"));
    assert!(mails[0].from.contains("<desk@northgate.example>") && mails[0].to[0].contains("<owner@example.com>"));
}

#[tokio::test]
async fn starttls_comes_before_anything_else_is_said() {
    let office = Arc::new(PostOffice { offers_tls: true, login: Some(("desk", "secret")), ..PostOffice::default() });
    let certificates = certificates("localhost");
    let port = secured(&office, certificates.acceptor, false).await;
    let server = MailServer {
        credentials: Some(("desk".to_owned(), "secret".to_owned().into())),
        authority: Some(certificates.authority),
        ..server(port, Encryption::StartTls)
    };
    server.send(&sender(), &letter()).await.unwrap();
    let lines = office.lines.lock().unwrap().clone();
    assert!(lines[0].starts_with("EHLO") && lines[1] == "STARTTLS", "{lines:?}");
}

#[tokio::test]
async fn without_starttls_nothing_is_said_and_no_password_given_away() {
    let office = Arc::new(PostOffice { login: Some(("desk", "secret")), ..PostOffice::default() });
    let port = office.open().await;
    let server = MailServer {
        credentials: Some(("desk".to_owned(), "secret".to_owned().into())),
        ..server(port, Encryption::StartTls)
    };
    let error = server.send(&sender(), &letter()).await.unwrap_err();
    assert!(matches!(&error, MailError::NotOffered(_)), "{error:?}");
    let lines = office.lines.lock().unwrap().join("\n");
    assert!(!lines.contains("AUTH") && !lines.contains("MAIL"), "{lines}");
}

#[tokio::test]
async fn a_certificate_of_somebody_else_or_for_another_name_is_not_believed() {
    let office = Arc::new(PostOffice::default());
    let stranger = certificates("localhost");
    let port = secured(&office, stranger.acceptor, true).await;
    let error = server(port, Encryption::Tls).send(&sender(), &letter()).await.unwrap_err();
    assert!(matches!(error, MailError::Unsafe(_) | MailError::Unreachable(_)), "{error:?}");
    let other = certificates("mail.example");
    let port = secured(&office, other.acceptor, true).await;
    let server = MailServer { authority: Some(other.authority), ..server(port, Encryption::Tls) };
    server.send(&sender(), &letter()).await.unwrap_err();
    assert_eq!(office.mails(), []);
}

#[tokio::test]
async fn refusals_for_good_and_for_the_moment_are_told_apart_with_the_servers_words() {
    let port = refusing("550 5.1.1 No such user here").open().await;
    let error = server(port, Encryption::None).send(&sender(), &letter()).await.unwrap_err();
    let MailError::Refused(refusal) = &error else { panic!("{error:?}") };
    assert_eq!((refusal.code, refusal.words.contains("No such user here")), (550, true), "{refusal:?}");
    assert!(error.is_permanent() && !error.is_about_sign_in());

    let port = refusing("451 4.7.1 Greylisted, come again").open().await;
    let error = server(port, Encryption::None).send(&sender(), &letter()).await.unwrap_err();
    assert!(matches!(&error, MailError::NotNow(refusal) if refusal.code == 451), "{error:?}");
    assert!(!error.is_permanent());
}

#[tokio::test]
async fn a_wrong_password_is_told_as_one() {
    let office = Arc::new(PostOffice { login: Some(("desk", "secret")), ..PostOffice::default() });
    let port = office.open().await;
    let server = MailServer {
        credentials: Some(("desk".to_owned(), "wrong".to_owned().into())),
        ..server(port, Encryption::None)
    };
    let error = server.send(&sender(), &letter()).await.unwrap_err();
    assert!(error.is_about_sign_in(), "{error:?}");
    assert!(!format!("{error:?} {error} {server:?}").contains("wrong"), "the password shows nowhere");
}

#[tokio::test]
async fn a_server_that_breaks_off_or_is_not_there_is_tried_again() {
    let office = Arc::new(PostOffice::default());
    office.answers.lock().unwrap().push_back(Answer::Drop);
    let port = office.open().await;
    let error = server(port, Encryption::None).send(&sender(), &letter()).await.unwrap_err();
    assert!(!error.is_permanent(), "{error:?}");
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = gone.local_addr().unwrap().port();
    drop(gone);
    let error = server(port, Encryption::None).send(&sender(), &letter()).await.unwrap_err();
    assert!(matches!(error, MailError::Unreachable(_)), "{error:?}");
}

#[tokio::test]
async fn open_mail_leaves_no_computer() {
    for host in ["smtp.example.com", "192.0.2.1", "10.0.0.1"] {
        let server = MailServer { host: host.to_owned(), ..server(25, Encryption::None) };
        assert!(matches!(server.send(&sender(), &letter()).await, Err(MailError::OpenNetwork { .. })), "{host}");
    }
}

/// What reaches the server is one mail to one person, whatever the letter says.
#[tokio::test]
async fn nothing_in_a_letter_becomes_a_command() {
    let office = Arc::new(PostOffice::default());
    let port = office.open().await;
    let hostile = Letter {
        text: "a\r\n.\r\nMAIL FROM:<x@example.org>\r\nRCPT TO:<y@example.org>\r\nDATA\r\n".to_owned(),
        html: "\n.\nQUIT\n\r.\r".to_owned(),
        ..letter()
    };
    server(port, Encryption::None).send(&sender(), &hostile).await.unwrap();
    let lines = office.lines.lock().unwrap().clone();
    let commands: Vec<&str> = lines.iter().map(|line| line.split([' ', ':']).next().unwrap_or_default()).collect();
    assert_eq!(commands.iter().filter(|word| **word == "MAIL").count(), 1, "{commands:?}");
    assert_eq!(commands.iter().filter(|word| **word == "RCPT").count(), 1, "{commands:?}");
    let mails = office.mails();
    assert_eq!((mails.len(), mails[0].to.len()), (1, 1));
    assert!(mails[0].bodies().contains("RCPT TO:<y@example.org>"), "it arrives as text");
}
