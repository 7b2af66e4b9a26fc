//! One call: its deadline, its tries, and the codebase that moved.

use std::time::Duration;

use serde::de::DeserializeOwned;
use sitebook_psa::{Action, PsaError, PsaErrorKind};
use url::Url;

use crate::answer::{Failure, parsed, unreadable};
use crate::client::Client;
use crate::encoding::query_of;
use crate::observer::{Notice, WaitReason};
use crate::transport::{Method, Response, Transport};
use sitebook_service_client::Pace;

/// The longest that one request may take (clients in the field use 20 to 30 s).
pub(crate) const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// How often somebody's wish to stop is looked for during a wait: it is to be heard within 2 s.
const STOP_LOOK: Duration = Duration::from_millis(500);

/// So long a write may take to follow a codebase that has moved.
const WRITE_MOVES_WITHIN: Duration = Duration::from_secs(10);

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

    pub(crate) fn writes(&self) -> bool {
        self.method != Method::Get
    }

    pub(crate) fn what(&self) -> String {
        format!("{} /{}", self.method, self.path.trim_start_matches('/'))
    }
}

/// Where a call goes.
pub(crate) struct Place {
    pub(crate) url: Url,
    /// Whether the keys go there: not while the tenant is looked for.
    pub(crate) signed_in: bool,
}

impl Place {
    /// A whole URL, without the keys.
    pub(crate) fn open(url: Url) -> Self {
        Self { url, signed_in: false }
    }

    pub(crate) fn of(base: &Url, call: &Call<'_>) -> Self {
        let mut url = base.clone();
        url.set_path(&format!("{}{}", base.path(), call.path));
        if !call.query.is_empty() {
            url.set_query(Some(&query_of(&call.query)));
        }
        Self { url, signed_in: true }
    }
}

impl<T: Transport, P: Pace> Client<T, P> {
    /// The moment, on the pace's clock, by which a call that begins now must have ended.
    pub(crate) fn deadline(&self) -> Duration {
        self.pace.elapsed() + self.patience.deadline()
    }

    /// Makes a call and reads its JSON.
    pub(crate) async fn json<A: DeserializeOwned>(&self, call: &Call<'_>) -> Result<A, PsaError> {
        let answer = self.call(call, self.deadline()).await?;
        read(&answer, call)
    }

    /// Makes a call; a 404 may mean that the codebase has moved, which is looked up once.
    pub(crate) async fn call(&self, call: &Call<'_>, deadline: Duration) -> Result<Response, PsaError> {
        let tenant = self.tenant(deadline).await?;
        let failure = match self.tried(call, &Place::of(&tenant.base, call), deadline).await {
            Ok(answer) => return Ok(answer),
            Err(failure) if failure.status == Some(404) => failure,
            Err(failure) => return Err(failure.error),
        };
        let unknown = failure.error.outcome_unknown;
        let keep_unknown = |mut error: PsaError| {
            error.outcome_unknown |= unknown;
            error
        };
        // A write must not wait for a long look.
        let deadline = if call.writes() { deadline.min(self.pace.elapsed() + WRITE_MOVES_WITHIN) } else { deadline };
        let fresh = self.tenant_after(&tenant, deadline).await.map_err(keep_unknown)?;
        if fresh.base != tenant.base {
            let again = self.tried(call, &Place::of(&fresh.base, call), deadline).await;
            return again.map_err(|failure| keep_unknown(failure.error));
        }
        // The alias answers 404 to wrong keys, where the release's own codebase tells the truth (guide, "Cloud URLs").
        let Some(base) = &fresh.release_base else { return Err(failure.error) };
        match self.tried(call, &Place::of(base, call), deadline).await {
            Ok(answer) => Ok(answer),
            Err(truth) if matches!(truth.status, Some(401 | 403)) => Err(keep_unknown(truth.error)),
            Err(_) => Err(failure.error),
        }
    }

    /// Tries until it is done, hopeless, or too late; a write once.
    pub(crate) async fn tried(&self, call: &Call<'_>, place: &Place, deadline: Duration) -> Result<Response, Failure> {
        let mut deadline = deadline;
        let mut unknown = false;
        let mut next = 2;
        loop {
            let mut failure = match self.versioned(call, place, deadline).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            // A later refusal does not tell what became of an earlier try.
            unknown |= failure.error.outcome_unknown;
            failure.error.outcome_unknown = unknown;
            let notice = self.notice(call, &failure, next);
            if self.patience.adds_named_pauses() && failure.retry_after.is_some() {
                deadline += notice.as_ref().map(|notice| notice.wait).unwrap_or_default();
            }
            let Some(notice) = notice.filter(|notice| self.pace.elapsed() + notice.wait < deadline) else {
                return Err(failure);
            };
            if !self.wait(&notice).await {
                return Err(failure);
            }
            next += 1;
        }
    }

    /// Waits, and says so. No when somebody wished that it stops: then the call ends with what it waited for.
    pub(crate) async fn wait(&self, notice: &Notice) -> bool {
        tracing::info!(wait_millis = notice.wait.as_millis() as u64, reason = %notice.reason, "waiting");
        if let Some(observer) = &self.observer {
            observer.waiting(notice);
        }
        let Some(is_unwanted) = &self.stop_wish else {
            self.pace.wait(notice.wait).await;
            return true;
        };
        let mut left = notice.wait;
        while !left.is_zero() {
            if is_unwanted() {
                return false;
            }
            let slice = left.min(STOP_LOOK);
            self.pace.wait(slice).await;
            left = left.saturating_sub(slice);
        }
        !is_unwanted()
    }

    /// The wait before try number `next`; none = there is none.
    fn notice(&self, call: &Call<'_>, failure: &Failure, next: u32) -> Option<Notice> {
        // What is written was decided upon a look at the record, and that look grows old while one waits. So a write is
        // sent once: who sends it looks again first. A POST must not be sent twice in any case.
        if call.writes() || next > self.patience.tries() {
            return None;
        }
        let kind = &failure.error.kind;
        let reason = match kind {
            PsaErrorKind::TooManyRequests { .. } => WaitReason::TooManyRequests,
            _ if failure.error.action() != Action::Retry || (call.is_large && is_slow(kind)) => return None,
            PsaErrorKind::Unavailable { status } => WaitReason::Unavailable { status: *status },
            PsaErrorKind::Maintenance { .. } => WaitReason::Maintenance,
            _ => WaitReason::NoAnswer,
        };
        let pause = self.patience.pause(next).mul_f64(0.5 + self.pace.chance());
        let wait = match failure.retry_after {
            Some(asked) if asked.wait > self.patience.longest_wait() => return None,
            Some(asked) if reason == WaitReason::TooManyRequests => asked.wait + pause,
            Some(asked) => asked.wait.max(pause),
            None if reason == WaitReason::TooManyRequests => self.patience.unnamed_pause(next)? + pause,
            None => pause,
        };
        Some(Notice { wait, reason, asked: failure.retry_after.and_then(|found| found.asked) })
    }
}

/// Reads an answer's JSON.
pub(crate) fn read<A: DeserializeOwned>(answer: &Response, call: &Call<'_>) -> Result<A, PsaError> {
    parsed(&answer.body).map_err(|error| {
        let mut error = unreadable(&error, &call.what());
        error.outcome_unknown = call.writes();
        error
    })
}

/// Whether the server took too long; a smaller page may help.
pub(crate) fn is_slow(kind: &PsaErrorKind) -> bool {
    // A database timeout surfaces as 500; its text is not looked at.
    matches!(kind, PsaErrorKind::Timeout | PsaErrorKind::Unavailable { status: 500 | 504 })
}
