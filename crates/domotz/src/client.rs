//! The client: whose key it holds and where it goes.

use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use url::Url;

use crate::DomotzError;
use crate::endpoint::{authority, base};
use crate::http::HttpTransport;
use crate::transport::Transport;
use sitebook_service_client::{Pace, RealPace};

/// Calls in flight: the service allows five per key, and one is left to other programs.
const MOST_IN_FLIGHT: usize = 4;

/// An account of the Domotz Public API. Meant to be shared: every method takes `&self`.
pub struct Client<T = HttpTransport, P = RealPace> {
    pub(crate) transport: T,
    pub(crate) pace: P,
    /// Ends with a slash.
    pub(crate) base: Url,
    pub(crate) key: SecretString,
    pub(crate) turns: Semaphore,
    /// Until when nobody sends, on the pace's clock: the service asked one call for a pause, and means the key.
    pub(crate) paused_until: Mutex<Duration>,
    pub(crate) requests: AtomicU32,
}

impl<T, P> fmt::Debug for Client<T, P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("base", &self.base.as_str()).finish_non_exhaustive()
    }
}

impl Client {
    /// A client on the real network. Asks nothing yet; an endpoint or key that cannot be used is refused at once.
    pub fn new(endpoint: &str, key: &SecretString) -> Result<Self, DomotzError> {
        // The endpoint first: a mistyped one is no trouble of the network.
        base(endpoint)?;
        Self::with(endpoint, key, HttpTransport::new()?, RealPace::new())
    }
}

impl<T: Transport, P: Pace> Client<T, P> {
    /// A client on a network and clock that are passed in.
    pub fn with(endpoint: &str, key: &SecretString, transport: T, pace: P) -> Result<Self, DomotzError> {
        // Keys are pasted, and a space or line end comes along.
        let key: SecretString = key.expose_secret().trim().to_owned().into();
        let text = key.expose_secret();
        if text.is_empty() {
            return Err(DomotzError::BadKey { why: "it is empty" });
        }
        if !text.chars().all(|c| c.is_ascii_graphic()) {
            return Err(DomotzError::BadKey { why: "it holds spaces or letters that no key has" });
        }
        Ok(Self {
            transport,
            pace,
            base: base(endpoint)?,
            key,
            turns: Semaphore::new(MOST_IN_FLIGHT),
            paused_until: Mutex::new(Duration::ZERO),
            requests: AtomicU32::new(0),
        })
    }

    /// The address of the API, without the slash at its end.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Host and port. Ids of agents are unique within one host.
    #[must_use]
    pub fn host(&self) -> String {
        authority(&self.base)
    }

    /// How many requests have been sent, which is what the day's quota counts.
    #[must_use]
    pub fn requests_sent(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }
}
