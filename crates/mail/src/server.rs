//! The mail server, and one exchange with it.

use std::net::IpAddr;
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

use crate::error::one_line;
use crate::{Letter, MailError, Sender};

/// How long each step of an exchange may take. Servers that look into every mail take some seconds.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How the connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// From the first byte.
    Tls,
    /// By STARTTLS, before anything else is said; a server that does not offer it is not used.
    StartTls,
    /// Not at all: only to a server on this very computer.
    None,
}

impl Encryption {
    /// The usual port: RFC 8314 for TLS from the first byte, RFC 6409 for submission, RFC 5321 for a relay.
    #[must_use]
    pub fn usual_port(self) -> u16 {
        match self {
            Self::Tls => 465,
            Self::StartTls => 587,
            Self::None => 25,
        }
    }
}

/// A mail server, and how one signs in there.
#[derive(Debug, Clone)]
pub struct MailServer {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is encrypted.
    pub encryption: Encryption,
    /// Name and password; none = without signing in.
    pub credentials: Option<(String, SecretString)>,
    /// A certificate authority (PEM) that is believed beside those of the operating system; tests bring their own.
    pub authority: Option<Vec<u8>>,
}

impl MailServer {
    /// Sends a mail, and returns what the server said.
    pub async fn send(&self, from: &Sender, letter: &Letter) -> Result<String, MailError> {
        let message = letter.message(from)?;
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(self.host.as_str())
            .port(self.port)
            .tls(self.tls()?)
            .timeout(Some(TIMEOUT));
        if let Some((login, password)) = &self.credentials {
            transport = transport.credentials(Credentials::new(login.clone(), password.expose_secret().to_owned()));
        }
        let answer = transport.build().send(message).await?;
        let words = answer.message().collect::<Vec<_>>().join(" ");
        Ok(one_line(&format!("{} {words}", answer.code())))
    }

    /// The encryption. Never the kind that goes on without when the server offers none.
    fn tls(&self) -> Result<Tls, MailError> {
        if self.encryption == Encryption::None {
            let open = MailError::OpenNetwork { host: self.host.clone() };
            return if is_this_computer(&self.host) { Ok(Tls::None) } else { Err(open) };
        }
        let mut parameters = TlsParameters::builder(self.host.clone());
        if let Some(authority) = &self.authority {
            let certificate = Certificate::from_pem(authority).map_err(|error| MailError::Unsafe(error.to_string()))?;
            parameters = parameters.add_root_certificate(certificate);
        }
        let parameters = parameters.build_rustls().map_err(|error| MailError::Unsafe(error.to_string()))?;
        Ok(match self.encryption {
            Encryption::Tls => Tls::Wrapper(parameters),
            Encryption::StartTls | Encryption::None => Tls::Required(parameters),
        })
    }
}

/// Whether a host is this very computer: what is said to it leaves no network card.
#[must_use]
pub fn is_this_computer(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}
