//! A service that turns addresses into places, where somebody set one up. None is set up by itself: an address says where
//! a customer is, and public services ask for moderation.
//!
//! One request at a time, at most one a second, each answer kept: what the public services ask for
//! (<https://operations.osmfoundation.org/policies/nominatim/>), and a server of one's own takes it as well.

mod answers;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::time::Instant;
use url::{Host, Url};

use crate::dto::{GeocoderKind, GeocoderSetRequest, GeocoderView, Nothing, PlaceCandidate};
use crate::{AppError, ErrorCode, Workspace};

/// Setting: the service that was set up, as JSON.
const GEOCODER: &str = "geocoder";
/// Between two requests to a service.
const PAUSE: Duration = Duration::from_secs(1);
const TIMEOUT: Duration = Duration::from_secs(15);
/// Longer answers are no list of a few places.
const ANSWER_LIMIT: usize = 1 << 20;
/// So long an answer counts, in milliseconds: 90 days. Addresses rarely move.
const KEPT_MILLIS: i64 = 90 * 24 * 60 * 60 * 1000;
/// What OpenStreetMap's licence asks for, from which both kinds of services have their data.
const ATTRIBUTION: &str = "Data © OpenStreetMap contributors, ODbL 1.0";
/// Who asks, as the policies want it said.
pub(crate) const USER_AGENT: &str = concat!("Sitebook/", env!("CARGO_PKG_VERSION"), " (desktop application)");

/// The service that was set up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Geocoder {
    kind: GeocoderKind,
    url: Url,
}

/// What came of asking the service.
#[derive(Debug)]
pub(crate) enum Asked {
    /// No service was set up.
    Nobody,
    /// The places that it knows, and the attribution that they need.
    Answered(Vec<PlaceCandidate>, &'static str),
    /// It gave no answer, or none that can be used: whoever asked may go on without it.
    Failed(GeocoderError),
}

/// Why a service gave no places.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum GeocoderError {
    /// It cannot be reached, refused, or is busy.
    #[error("{host} did not find the address: {why}.")]
    Unavailable { host: String, why: String },
    /// It is no such service, or something in between answered.
    #[error("{host} answered with something else than places. Check its address and kind in Settings.")]
    Unreadable { host: String },
}

impl From<GeocoderError> for AppError {
    fn from(error: GeocoderError) -> Self {
        match &error {
            GeocoderError::Unavailable { .. } => {
                Self::new(ErrorCode::Unavailable, format!("{error} Try again, or write the town only."))
            }
            GeocoderError::Unreadable { .. } => Self::new(ErrorCode::BadAnswer, error.to_string()),
        }
    }
}

/// When a service was asked the last time; held while it is asked.
pub(crate) type LastAsked = tokio::sync::Mutex<Option<Instant>>;

impl Workspace {
    /// The service that turns addresses into places, if one was set up.
    pub async fn geocoder_show(&self, _: Nothing) -> Result<GeocoderView, AppError> {
        Ok(view(self.geocoder().await?.as_ref()))
    }

    /// Sets the service up, or goes on without one.
    pub async fn geocoder_set(&self, request: GeocoderSetRequest) -> Result<GeocoderView, AppError> {
        let text = request.url.trim();
        let geocoder = if text.is_empty() { None } else { Some(Geocoder { kind: request.kind, url: address(text)? }) };
        let kept =
            serde_json::to_string(&geocoder).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        self.store().set_setting(GEOCODER, &kept).await?;
        self.changed();
        Ok(view(geocoder.as_ref()))
    }

    /// Asks the service that was set up, if one was, for the places that a text may mean.
    pub(crate) async fn ask_geocoder(&self, text: &str, limit: usize) -> Result<Asked, AppError> {
        let Some(geocoder) = self.geocoder().await? else { return Ok(Asked::Nobody) };
        let question = question(&geocoder, text, limit);
        // The question has the words in it, and is the same for the same words.
        let since = self.now().0 - KEPT_MILLIS;
        let kept = self.store().geocoder_answer(question.as_str(), since).await?;
        let is_kept = kept.is_some();
        let answer = if let Some(kept) = kept {
            kept
        } else {
            let mut asked = self.inner.geocoder_asked.lock().await;
            if let Some(before) = *asked {
                tokio::time::sleep_until(before + PAUSE).await;
            }
            let answer = fetch(&question).await;
            *asked = Some(Instant::now());
            drop(asked);
            match answer {
                Ok(answer) => answer,
                Err(error) => return Ok(Asked::Failed(error)),
            }
        };
        let Some(places) = answers::read(geocoder.kind, &answer) else {
            // It is not kept: the next one may be better.
            return Ok(Asked::Failed(GeocoderError::Unreadable { host: host_of(&geocoder.url) }));
        };
        if !is_kept {
            self.store().keep_geocoder_answer(question.as_str(), &answer, self.now()).await?;
        }
        Ok(Asked::Answered(places, ATTRIBUTION))
    }

    async fn geocoder(&self) -> Result<Option<Geocoder>, AppError> {
        let kept = self.store().setting(GEOCODER).await?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).flatten())
    }
}

fn view(geocoder: Option<&Geocoder>) -> GeocoderView {
    GeocoderView {
        kind: geocoder.map_or(GeocoderKind::Nominatim, |geocoder| geocoder.kind),
        url: geocoder.map(|geocoder| geocoder.url.to_string()).unwrap_or_default(),
    }
}

/// The address of a service: HTTPS, or HTTP inside one's own network, since what is asked says where customers are.
fn address(text: &str) -> Result<Url, AppError> {
    let refused = |why: &str| {
        let message = format!("\"{text}\" cannot be used: {why}.");
        AppError::new(ErrorCode::InvalidInput, message)
    };
    let written = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let mut url =
        Url::parse(&written).map_err(|_| refused("it is no address, such as https://geocoder.example.com"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("a password does not belong into an address"));
    }
    match url.scheme() {
        "https" => {}
        "http" if is_inside(&url) => {}
        "http" => return Err(refused("addresses of customers go over HTTPS only, but inside your own network")),
        _ => return Err(refused("it begins with https://")),
    }
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// Whether a host is this computer or has a private address.
fn is_inside(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback() || ip.is_private(),
        Some(Host::Ipv6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The whole address that is asked.
fn question(geocoder: &Geocoder, text: &str, limit: usize) -> Url {
    let mut url = geocoder.url.clone();
    let path = url.path().trim_end_matches('/').to_owned();
    let (end, form) = match geocoder.kind {
        GeocoderKind::Nominatim => ("/search", Some(("format", "jsonv2"))),
        GeocoderKind::Photon => ("/api", None),
    };
    // Some copy the address with the path of the search, others without.
    url.set_path(&if path.ends_with(end) { path } else { path + end });
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut pairs = url.query_pairs_mut();
    pairs.append_pair("q", &words).append_pair("limit", &limit.to_string());
    if let Some((name, value)) = form {
        pairs.append_pair(name, value).append_pair("addressdetails", "1").append_pair("accept-language", "en");
    }
    drop(pairs);
    url
}

async fn fetch(question: &Url) -> Result<String, GeocoderError> {
    let failed = |why: String| GeocoderError::Unavailable { host: host_of(question), why };
    let plain = |error: reqwest::Error| failed(words(error));
    let client = reqwest::Client::builder()
        .timeout(TIMEOUT)
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(plain)?;
    let mut response = client.get(question.clone()).send().await.map_err(plain)?;
    if !response.status().is_success() {
        return Err(failed(format!("it answered {}", response.status().as_u16())));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(plain)? {
        body.extend_from_slice(&chunk);
        if body.len() > ANSWER_LIMIT {
            return Err(failed("its answer is too long for a list of places".to_owned()));
        }
    }
    String::from_utf8(body).map_err(|_| failed("its answer is no text".to_owned()))
}

/// Why a request failed. What the library says of a refused connection is "error sending request".
fn words(error: reqwest::Error) -> String {
    if error.is_timeout() {
        format!("it did not answer within {} s", TIMEOUT.as_secs())
    } else if error.is_connect() {
        "it cannot be reached".to_owned()
    } else {
        // Errors name the address, and the address says where a customer is.
        error.without_url().to_string()
    }
}

fn host_of(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
