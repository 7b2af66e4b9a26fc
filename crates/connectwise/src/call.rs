//! One call: sign-in, deadline, retries, redirects, the accept version, and the codebase that moved.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde::de::DeserializeOwned;
use sitebook_psa::{Action, PsaError, PsaErrorKind};
use url::Url;

use crate::answer::{ANSWER_LIMIT, Asked, Failure, judged, no_answer, parsed, unreadable};
use crate::client::Client;
use crate::host::authority;
use crate::pace::Pace;
use crate::transport::{Header, Method, Request, Response, Transport, TransportError};

/// The longest that one request may take (clients in the field use 20 to 30 s).
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);
/// The longest that a call may take with all its retries.
const CALL_DEADLINE: Duration = Duration::from_mins(1);
/// Tries of one call, the first included.
const TRIES: u32 = 3;
/// The first pause between two tries; doubled each time, and spread by half to both sides.
const FIRST_PAUSE: Duration = Duration::from_millis(400);
/// The longest `Retry-After` that is waited for here; longer ones are the caller's to plan.
const LONGEST_WAIT: Duration = Duration::from_secs(20);
const MOST_REDIRECTS: u32 = 3;

/// What is asked.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    /// Below the API's base, without a leading slash.
    pub(crate) path: &'a str,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) forward_only: bool,
    pub(crate) body: Option<Vec<u8>>,
    /// A page that another try would not make faster: on a timeout the caller asks for less instead.
    pub(crate) is_large: bool,
    /// The most that one try may take.
    pub(crate) timeout: Duration,
}

impl<'a> Call<'a> {
    pub(crate) fn get(path: &'a str) -> Self {
        Self {
            method: Method::Get,
            path,
            query: Vec::new(),
            forward_only: false,
            body: None,
            is_large: false,
            timeout: REQUEST_TIMEOUT,
        }
    }

    pub(crate) fn write(method: Method, path: &'a str, body: Vec<u8>) -> Self {
        Self { method, body: Some(body), ..Self::get(path) }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    fn writes(&self) -> bool {
        self.method != Method::Get
    }

    fn what(&self) -> String {
        format!("{} /{}", self.method, self.path.trim_start_matches('/'))
    }
}

/// Where a call goes.
pub(crate) struct Place {
    url: Url,
    /// Whether the keys go there.
    signed_in: bool,
}

impl Place {
    /// A whole URL, without the keys.
    pub(crate) fn open(url: Url) -> Self {
        Self { url, signed_in: false }
    }

    fn of(base: &Url, call: &Call<'_>) -> Self {
        let mut url = base.clone();
        url.set_path(&format!("{}{}", base.path(), call.path));
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        Self { url, signed_in: true }
    }
}

impl<T: Transport, P: Pace> Client<T, P> {
    /// The moment, on the pace's clock, by which a call that begins now must have ended.
    pub(crate) fn deadline(&self) -> Duration {
        self.pace.elapsed() + CALL_DEADLINE
    }

    /// Makes a call and reads its JSON.
    pub(crate) async fn json<A: DeserializeOwned>(&self, call: &Call<'_>) -> Result<A, PsaError> {
        let body = self.call(call, self.deadline()).await?;
        parsed(&body).map_err(|error| {
            let mut error = unreadable(&error, &call.what());
            error.outcome_unknown = call.writes();
            error
        })
    }

    /// Makes a call; a 404 may mean that the codebase has moved, which is looked up once.
    pub(crate) async fn call(&self, call: &Call<'_>, deadline: Duration) -> Result<Vec<u8>, PsaError> {
        let tenant = self.tenant(deadline).await?;
        let failure = match self.tried(call, &Place::of(&tenant.base, call), deadline).await {
            Ok(body) => return Ok(body),
            Err(failure) if failure.status == Some(404) => failure,
            Err(failure) => return Err(failure.error),
        };
        let unknown = failure.error.outcome_unknown;
        let keep_unknown = |mut error: PsaError| {
            error.outcome_unknown |= unknown;
            error
        };
        let fresh = self.tenant_after(&tenant, deadline).await.map_err(keep_unknown)?;
        if fresh.base == tenant.base {
            return Err(failure.error);
        }
        let again = self.tried(call, &Place::of(&fresh.base, call), deadline).await;
        again.map_err(|failure| keep_unknown(failure.error))
    }

    /// Tries until it is done, hopeless, or too late.
    pub(crate) async fn tried(&self, call: &Call<'_>, place: &Place, deadline: Duration) -> Result<Vec<u8>, Failure> {
        let mut unknown = false;
        let mut tries = 1;
        loop {
            let mut failure = match self.versioned(call, place, deadline).await {
                Ok(body) => return Ok(body),
                Err(failure) => failure,
            };
            // A later refusal does not tell what became of an earlier try.
            unknown |= failure.error.outcome_unknown;
            failure.error.outcome_unknown = unknown;
            let pause = self.pause(call, &failure, tries);
            match pause.filter(|pause| self.pace.elapsed() + *pause < deadline) {
                Some(pause) => self.pace.wait(pause).await,
                None => return Err(failure),
            }
            tries += 1;
        }
    }

    /// How long to wait before the next try; none = there is none.
    fn pause(&self, call: &Call<'_>, failure: &Failure, tries: u32) -> Option<Duration> {
        // A POST that may have been carried out must not be sent twice.
        if call.method == Method::Post || tries >= TRIES {
            return None;
        }
        let pause = FIRST_PAUSE.mul_f64(2_f64.powi(tries as i32 - 1) * (0.5 + self.pace.chance()));
        match failure.error.kind {
            PsaErrorKind::TooManyRequests { .. } => {
                failure.retry_after.filter(|wait| *wait <= LONGEST_WAIT).map(|wait| wait + pause)
            }
            _ if failure.error.action() != Action::Retry || (call.is_large && is_slow(&failure.error.kind)) => None,
            _ => match failure.retry_after {
                Some(wait) => (wait <= LONGEST_WAIT).then(|| wait.max(pause)),
                None => Some(pause),
            },
        }
    }

    /// One try; when the server does not know the version, a second one without it.
    async fn versioned(&self, call: &Call<'_>, place: &Place, deadline: Duration) -> Result<Vec<u8>, Failure> {
        let names_version = place.signed_in && self.names_version();
        let failure = match self.followed(call, place, names_version, deadline).await {
            Err(failure) if names_version && failure.may_refuse_version => failure,
            result => return result,
        };
        let again = self.followed(call, place, false, deadline).await;
        match again {
            Ok(body) => {
                self.version_refused.store(true, Ordering::Relaxed);
                Ok(body)
            }
            // It was not the version: the first answer is the one that counts, unless the second knows more.
            Err(second) if second.status == failure.status => Err(failure),
            Err(second) => Err(second),
        }
    }

    /// One try; a GET follows redirects within the same origin.
    async fn followed(
        &self,
        call: &Call<'_>,
        place: &Place,
        names_version: bool,
        deadline: Duration,
    ) -> Result<Vec<u8>, Failure> {
        let mut headers = self.headers(place.signed_in, names_version);
        if call.body.is_some() {
            headers.push(Header { name: "content-type", value: "application/json".into() });
        }
        if call.forward_only {
            headers.push(Header { name: "pagination-type", value: "forward-only".into() });
        }
        let mut url = place.url.clone();
        let what = call.what();
        for _ in 0..=MOST_REDIRECTS {
            let host = authority(&url);
            let asked = Asked { host: &host, what: &what, writes: call.writes() };
            let remaining = deadline.saturating_sub(self.pace.elapsed());
            if remaining.is_zero() {
                return Err(PsaErrorKind::Timeout.into());
            }
            let request = Request {
                method: call.method,
                url: url.clone(),
                headers: headers.clone(),
                body: call.body.clone(),
                timeout: call.timeout.min(remaining).min(REQUEST_TIMEOUT),
                limit_bytes: ANSWER_LIMIT,
            };
            let response = self.sent(&request).await.map_err(|error| no_answer(error, &asked))?;
            let Some(target) = redirect(&url, &response) else { return judged(response, &asked) };
            // The keys go to the origin that was checked, and nowhere else.
            if target.origin() != url.origin() {
                return Err(PsaErrorKind::ForeignRedirect { host: authority(&target) }.into());
            }
            if call.writes() {
                return Err(PsaErrorKind::Unexpected { status: response.status }.into());
            }
            url = target;
        }
        Err(PsaErrorKind::NotAnApi { host: authority(&url) }.into())
    }

    /// Sends and counts one request.
    async fn sent(&self, request: &Request) -> Result<Response, TransportError> {
        let started = self.pace.elapsed();
        // Counted beforehand, because a future that is dropped half-way has sent its request too.
        self.requests.fetch_add(1, Ordering::Relaxed);
        let result = self.transport.send(request).await;
        let millis = self.pace.elapsed().saturating_sub(started).as_millis() as u64;
        let (method, path) = (request.method.as_str(), request.url.path());
        match &result {
            Ok(response) => {
                let id = response.header("x-cw-request-id").unwrap_or_default();
                tracing::debug!(method, path, status = response.status, request_id = id, millis, "answered");
            }
            Err(error) => {
                if matches!(error, TransportError::NotSent { .. }) {
                    self.requests.fetch_sub(1, Ordering::Relaxed);
                }
                tracing::debug!(method, path, ?error, millis, "not answered");
            }
        }
        result
    }
}

/// Whether the server took too long; a smaller page may help.
pub(crate) fn is_slow(kind: &PsaErrorKind) -> bool {
    // A database timeout surfaces as 500; its text is not looked at.
    matches!(kind, PsaErrorKind::Timeout | PsaErrorKind::Unavailable { status: 500 | 504 })
}

fn redirect(from: &Url, response: &Response) -> Option<Url> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    from.join(response.header("location")?).ok()
}
