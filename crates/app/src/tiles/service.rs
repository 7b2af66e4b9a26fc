//! Pictures of a service on the internet: who asks, what is accepted, and when it is left alone.

use std::collections::HashSet;
use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION};
use reqwest::{Client, Response, StatusCode};
use sitebook_domain::{Timestamp, is_public_address};
use thiserror::Error;
use url::Url;

use super::StreetTile;
use super::freshness::{Freshness, retry_after};
use super::template::may_be_asked;
use crate::geocoding::USER_AGENT;

/// A street picture has some 20 kB; this is none any more.
const LONGEST: usize = 2 << 20;
const TIMEOUT: Duration = Duration::from_secs(10);
const REDIRECTS: usize = 3;

/// What a service answered.
#[derive(Debug)]
pub(super) enum Answered {
    /// A picture, and how long it counts; none where it must not be kept.
    Picture(StreetTile, Option<Freshness>),
    /// The picture that was kept still counts.
    Unchanged(Option<Freshness>),
    /// It has no picture there.
    Nothing(Option<Freshness>),
}

/// Why no picture came.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(super) enum TileError {
    /// Another address than the internet's.
    #[error("it stands at a private address, and pictures come from the internet only")]
    Private,
    /// It refuses this program, this key or everybody.
    #[error("it refused ({status}); see whether the key is right and its terms allow the use")]
    Refused {
        /// HTTP status.
        status: u16,
    },
    /// It has too much to do.
    #[error("it asks for fewer requests")]
    Busy {
        /// Seconds, where it says.
        retry_after: Option<u64>,
    },
    /// It answered with something else.
    #[error("it answered with something else than a picture")]
    NoPicture,
    /// It answered with too much.
    #[error("its answer is too long for a picture of streets")]
    TooLong,
    /// Some other answer.
    #[error("it answered {status}")]
    Status {
        /// HTTP status.
        status: u16,
    },
    /// It could not be reached, or went silent.
    #[error("it could not be reached: {0}")]
    Unreachable(String),
}

impl TileError {
    /// Whether other pictures will not come either for now.
    pub(super) fn is_of_all(&self) -> bool {
        match self {
            Self::Private | Self::Refused { .. } | Self::Busy { .. } | Self::Unreachable(_) => true,
            Self::Status { status } => *status >= 500,
            Self::NoPicture | Self::TooLong => false,
        }
    }
}

/// Asks services for pictures.
#[derive(Debug)]
pub(super) struct TileClient {
    client: Client,
    guard: Guard,
}

impl TileClient {
    pub(super) fn new() -> Result<Self, TileError> {
        Self::with_timeout(TIMEOUT)
    }

    pub(super) fn with_timeout(timeout: Duration) -> Result<Self, TileError> {
        let guard = Guard::default();
        let client = Client::builder()
            .timeout(timeout)
            .user_agent(USER_AGENT)
            // Followed here, each looked at like the first one.
            .redirect(reqwest::redirect::Policy::none())
            .dns_resolver(Arc::new(guard.clone()))
            .build()
            .map_err(unreachable)?;
        Ok(Self { client, guard })
    }

    /// Asks for one picture. `kept` is what is known of the one that was kept before.
    pub(super) async fn fetch(
        &self,
        url: Url,
        on_this_computer: bool,
        kept: Option<&Freshness>,
        now: Timestamp,
    ) -> Result<Answered, TileError> {
        let mut url = url;
        for _ in 0..=REDIRECTS {
            if !may_be_asked(&url, on_this_computer) {
                return Err(TileError::Private);
            }
            self.guard.watch(&url);
            let mut request = self.client.get(url.clone());
            if let Some(etag) = kept.and_then(|kept| kept.etag.as_ref()) {
                request = request.header(IF_NONE_MATCH, etag);
            }
            if let Some(modified) = kept.and_then(|kept| kept.modified.as_ref()) {
                request = request.header(IF_MODIFIED_SINCE, modified);
            }
            let response = request.send().await.map_err(unreachable)?;
            if !response.status().is_redirection() || response.status() == StatusCode::NOT_MODIFIED {
                return answer(response, now).await;
            }
            let next = response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
            url = next.and_then(|to| url.join(to).ok()).ok_or(TileError::NoPicture)?;
        }
        Err(TileError::Unreachable("it redirects without end".to_owned()))
    }
}

async fn answer(mut response: Response, now: Timestamp) -> Result<Answered, TileError> {
    let status = response.status();
    let freshness = Freshness::of(response.headers(), now);
    match status {
        StatusCode::OK => {}
        StatusCode::NOT_MODIFIED => return Ok(Answered::Unchanged(freshness)),
        StatusCode::NO_CONTENT | StatusCode::NOT_FOUND | StatusCode::GONE => return Ok(Answered::Nothing(freshness)),
        StatusCode::UNAUTHORIZED | StatusCode::PAYMENT_REQUIRED | StatusCode::FORBIDDEN => {
            return Err(TileError::Refused { status: status.as_u16() });
        }
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => {
            return Err(TileError::Busy { retry_after: retry_after(response.headers()) });
        }
        _ => return Err(TileError::Status { status: status.as_u16() }),
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > LONGEST {
            return Err(TileError::TooLong);
        }
    }
    StreetTile::of(bytes).map(|tile| Answered::Picture(tile, freshness)).ok_or(TileError::NoPicture)
}

/// The address may hold the key: it is never told.
fn unreachable(error: reqwest::Error) -> TileError {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<PrivateAddress>() {
            return TileError::Private;
        }
        cause = inner.source();
    }
    if error.is_timeout() {
        return TileError::Unreachable("it took too long to answer".to_owned());
    }
    TileError::Unreachable(error.without_url().to_string())
}

/// Finds the addresses of names, and leaves out those which are not on the internet: a name that somebody points at an
/// office's own network must not be asked. Other names than those of services are of a proxy, which may be in the office;
/// what a proxy reaches is its own decision.
#[derive(Debug, Clone, Default)]
struct Guard {
    watched: Arc<Mutex<HashSet<String>>>,
}

impl Guard {
    fn watch(&self, url: &Url) {
        if let Some(host) = url.host_str() {
            self.watched.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_ascii_lowercase());
        }
    }

    fn is_watched(&self, name: &str) -> bool {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner).contains(&name.to_ascii_lowercase())
    }
}

/// A name leads to no address on the internet.
#[derive(Debug, Error)]
#[error("the name leads to a private address")]
struct PrivateAddress;

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let is_watched = self.is_watched(name.as_str());
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed = allowed(found, is_watched)?;
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

/// The addresses that may be asked.
fn allowed(found: Vec<SocketAddr>, is_watched: bool) -> Result<Vec<SocketAddr>, PrivateAddress> {
    if !is_watched {
        return Ok(found);
    }
    let public: Vec<SocketAddr> = found.into_iter().filter(|address| is_public_address(address.ip())).collect();
    if public.is_empty() { Err(PrivateAddress) } else { Ok(public) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_asked_at_public_addresses_only() {
        let of = |addresses: &[&str]| -> Vec<SocketAddr> {
            addresses.iter().map(|address| SocketAddr::new(address.parse().unwrap(), 443)).collect()
        };
        let mixed = of(&["192.168.1.4", "8.8.8.8", "::1", "2606:4700::1111"]);
        assert_eq!(allowed(mixed.clone(), true).unwrap(), of(&["8.8.8.8", "2606:4700::1111"]));
        assert_eq!(allowed(mixed.clone(), false).unwrap(), mixed, "a proxy may be in the office");
        for private in ["127.0.0.1", "10.1.2.3", "169.254.169.254", "fd00::1", "::ffff:10.0.0.1", "100.64.0.1"] {
            assert!(allowed(of(&[private]), true).is_err(), "{private}");
        }
    }
}
