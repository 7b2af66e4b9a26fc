//! The client: whose keys it holds, where they go, and what it has learnt about the tenant.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};
use sitebook_psa::{CustomFieldDefinition, PsaError, PsaErrorKind, TypeQuestion};
use tokio::sync::Mutex;
use url::Url;

use crate::discovery::Tenant;
use crate::host;
use crate::http::HttpTransport;
use crate::limiter::Limiter;
use crate::listing::PageLengths;
use crate::observer::Observer;
use crate::patience::Patience;
use crate::transport::{Header, Transport, TransportError};
use sitebook_service_client::{Pace, RealPace};

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
/// Meant to be shared: it caches the tenant's codebase and what it has learnt of the server, every method takes `&self`,
/// and [`Client::patient`] gives a second handle to the same connection.
pub struct Client<T = HttpTransport, P = RealPace> {
    pub(crate) transport: Arc<T>,
    pub(crate) pace: Arc<P>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) stop_wish: Option<StopWish>,
    pub(crate) patience: Patience,
    /// `https://host[:port]/` as typed.
    pub(crate) origin: Url,
    pub(crate) company_login: String,
    authorization: SecretString,
    integration: SecretString,
    accept_version: String,
    /// Held while the tenant is looked up, so that parallel calls ask once.
    pub(crate) tenant: Arc<Mutex<Option<Tenant>>>,
    pub(crate) requests: Arc<AtomicU32>,
    pub(crate) limiter: Arc<Limiter>,
    pub(crate) learnt: Arc<Learnt>,
}

/// Whether somebody wishes that nothing more is waited for.
pub type StopWish = Arc<dyn Fn() -> bool + Send + Sync>;

/// What the server's answers have shown about it. All of it is also found out anew.
#[derive(Debug, Default)]
pub(crate) struct Learnt {
    /// It refused the version and took plain JSON.
    pub(crate) refuses_version: AtomicBool,
    /// It ignored forward-only paging.
    pub(crate) ignores_forward_only: AtomicBool,
    /// It refused `lastUpdated` as a condition on configurations.
    pub(crate) refuses_last_updated: AtomicBool,
    /// References are cleared by `remove` and not by null.
    pub(crate) clears_by_remove: AtomicBool,
    /// Texts are cleared by null and not by an empty text.
    pub(crate) clears_text_by_null: AtomicBool,
    /// How long its pages were.
    pub(crate) page_lengths: std::sync::Mutex<PageLengths>,
    /// Questions by type, for the check before a creation.
    pub(crate) questions: std::sync::Mutex<HashMap<i64, Kept<Arc<Vec<TypeQuestion>>>>>,
    /// Custom fields of configurations, for the check before a write.
    pub(crate) custom_fields: std::sync::Mutex<Option<Kept<Arc<Vec<CustomFieldDefinition>>>>>,
}

/// A value with the moment, on the pace's clock, at which it was read.
#[derive(Debug, Clone)]
pub(crate) struct Kept<V> {
    pub(crate) value: V,
    pub(crate) read_at: Duration,
}

impl<T, P> fmt::Debug for Client<T, P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("origin", &self.origin.as_str())
            .field("company_login", &self.company_login)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
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
            transport: Arc::new(transport),
            pace: Arc::new(pace),
            observer: None,
            stop_wish: None,
            patience: Patience::default(),
            origin,
            company_login,
            authorization: format!("Basic {}", STANDARD.encode(pair)).into(),
            integration: client_id.into(),
            accept_version: DEFAULT_ACCEPT_VERSION.to_owned(),
            tenant: Arc::default(),
            requests: Arc::default(),
            limiter: Arc::new(Limiter::new()),
            learnt: Arc::default(),
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
            let tenant = Tenant { base, release_base: None, version: version.to_owned() };
            self.tenant = Arc::new(Mutex::new(Some(tenant)));
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

    /// Tells somebody of every wait.
    #[must_use]
    pub fn observed_by(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Cuts every wait short once somebody wishes to stop: the call then ends with what it waited for.
    #[must_use]
    pub fn stopped_by(mut self, wish: StopWish) -> Self {
        self.stop_wish = Some(wish);
        self
    }

    /// The same connection, with another patience: what one handle learns, the other knows, and requests are counted
    /// together.
    #[must_use]
    pub fn patient(&self, patience: Patience) -> Self {
        Self {
            transport: Arc::clone(&self.transport),
            pace: Arc::clone(&self.pace),
            observer: self.observer.clone(),
            stop_wish: self.stop_wish.clone(),
            patience,
            origin: self.origin.clone(),
            company_login: self.company_login.clone(),
            authorization: self.authorization.clone(),
            integration: self.integration.clone(),
            accept_version: self.accept_version.clone(),
            tenant: Arc::clone(&self.tenant),
            requests: Arc::clone(&self.requests),
            limiter: Arc::clone(&self.limiter),
            learnt: Arc::clone(&self.learnt),
        }
    }

    /// Whether requests name a version.
    pub(crate) fn names_version(&self) -> bool {
        !self.accept_version.is_empty() && !self.learnt.refuses_version.load(Ordering::Relaxed)
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
