//! The client: whose keys it holds, where they go, and what it has learnt about the tenant.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use sitebook_psa::{PsaError, PsaErrorKind};
use tokio::sync::Mutex;
use url::Url;

use crate::discovery::Tenant;
use crate::host;
use crate::http::HttpTransport;
use crate::pace::{Pace, RealPace};
use crate::transport::{Header, Transport, TransportError};

/// The version of the data model that is asked for; fields are the same since. Old ones are kept for twelve months.
pub const DEFAULT_ACCEPT_VERSION: &str = "2025.1";

/// What a connection needs. Nothing of it appears in debug output but site and company.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Host or address in any form that people paste.
    pub site: String,
    /// The company as on the login page.
    pub company_login: String,
    /// Public API key.
    pub public_key: SecretString,
    /// Private API key.
    pub private_key: SecretString,
    /// The integration's client id.
    pub client_id: SecretString,
}

/// A ConnectWise PSA tenant.
///
/// Meant to be shared: it caches the tenant's codebase, and every method takes `&self`.
#[derive(Debug)]
pub struct Client<T = HttpTransport, P = RealPace> {
    pub(crate) transport: T,
    pub(crate) pace: P,
    /// `https://host[:port]/` as typed.
    pub(crate) origin: Url,
    pub(crate) company_login: String,
    authorization: SecretString,
    integration: SecretString,
    accept_version: String,
    /// Set once the server has refused the version and taken plain JSON.
    pub(crate) version_refused: AtomicBool,
    /// Held while the tenant is looked up, so that parallel calls ask once.
    pub(crate) tenant: Mutex<Option<Tenant>>,
    pub(crate) requests: AtomicU32,
}

impl Client {
    /// A client on the real network. Asks nothing yet; a site that cannot be used is refused at once.
    pub fn new(credentials: &Credentials) -> Result<Self, PsaError> {
        let transport = HttpTransport::new().map_err(|error| {
            let why = match error {
                TransportError::NotSent { why } | TransportError::Broken { why } => why,
                TransportError::Timeout | TransportError::TooLarge => String::new(),
            };
            PsaErrorKind::Unreachable { host: credentials.site.clone(), why }
        })?;
        Self::with(credentials, transport, RealPace::new())
    }
}

impl<T: Transport, P: Pace> Client<T, P> {
    /// A client on a network and clock that are passed in.
    pub fn with(credentials: &Credentials, transport: T, pace: P) -> Result<Self, PsaError> {
        let origin = host::origin(&credentials.site)?;
        let company_login = credentials.company_login.trim().to_owned();
        if company_login.is_empty() {
            let host = host::authority(&origin);
            return Err(PsaErrorKind::UnknownCompanyLogin { host, company: company_login }.into());
        }
        let client_id = credentials.client_id.expose_secret().trim();
        if client_id.is_empty() || !client_id.chars().all(|c| c.is_ascii_graphic()) {
            return Err(PsaErrorKind::ClientIdRefused.into());
        }
        // Keys are pasted, and a space or line end comes along.
        let pair = format!(
            "{company_login}+{}:{}",
            credentials.public_key.expose_secret().trim(),
            credentials.private_key.expose_secret().trim()
        );
        Ok(Self {
            transport,
            pace,
            origin,
            company_login,
            authorization: format!("Basic {}", STANDARD.encode(pair)).into(),
            integration: client_id.into(),
            accept_version: DEFAULT_ACCEPT_VERSION.to_owned(),
            version_refused: AtomicBool::new(false),
            tenant: Mutex::new(None),
            requests: AtomicU32::new(0),
        })
    }

    /// Starts from where the API was last time, so that the first request need not ask. A base that the typed site would
    /// not be trusted to name is left out, and one that is out of date is looked up again at the first 404.
    #[must_use]
    pub fn with_known_base(mut self, base: &str, version: &str) -> Self {
        if let Ok(mut base) = Url::parse(base)
            && host::trusted_origin(&self.origin, Some(&host::authority(&base))).origin() == base.origin()
        {
            if !base.path().ends_with('/') {
                base.set_path(&format!("{}/", base.path()));
            }
            self.tenant = Mutex::new(Some(Tenant { base, version: version.to_owned() }));
        }
        self
    }

    /// Asks for another version of the data model, as in `2024.1`; an empty one asks for the newest.
    #[must_use]
    pub fn with_accept_version(mut self, version: &str) -> Self {
        // It becomes part of a header.
        self.accept_version = version.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
        self
    }

    /// Whether requests name a version.
    pub(crate) fn names_version(&self) -> bool {
        !self.accept_version.is_empty() && !self.version_refused.load(Ordering::Relaxed)
    }

    /// Headers of every request; the sign-in goes to API paths only.
    pub(crate) fn headers(&self, signed_in: bool, names_version: bool) -> Vec<Header> {
        let accept = if signed_in && names_version {
            format!("application/vnd.connectwise.com+json; version={}", self.accept_version)
        } else {
            "application/json".to_owned()
        };
        let mut headers = vec![
            Header { name: "accept", value: accept.into() },
            Header { name: "clientid", value: self.integration.clone() },
        ];
        if signed_in {
            headers.push(Header { name: "authorization", value: self.authorization.clone() });
        }
        headers
    }
}
