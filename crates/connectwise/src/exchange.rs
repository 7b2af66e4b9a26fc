//! One exchange: headers, the accept version, redirects, the turn to send, and the log of it.

use std::sync::atomic::Ordering;
use std::time::Duration;

use sitebook_psa::PsaErrorKind;
use url::Url;

use crate::answer::{ANSWER_LIMIT, Asked, Failure, judged, no_answer, pause_of};
use crate::call::{Call, Place, REQUEST_TIMEOUT};
use crate::client::Client;
use crate::host::authority;
use crate::limiter::{Ending, Lead, Permit, Turn};
use crate::observer::{Notice, WaitReason};
use crate::transport::{Header, Request, Response, Transport, TransportError};
use sitebook_service_client::Pace;

const MOST_REDIRECTS: u32 = 3;

/// After so long a write that found too many others under way is worth another try.
const FULL_FOR: Duration = Duration::from_millis(250);

impl<T: Transport, P: Pace> Client<T, P> {
    /// One try; when the server does not know the version, a second one without it.
    pub(crate) async fn versioned(
        &self,
        call: &Call<'_>,
        place: &Place,
        deadline: Duration,
    ) -> Result<Response, Failure> {
        let names_version = place.signed_in && self.names_version();
        let failure = match self.followed(call, place, names_version, deadline).await {
            Err(failure) if names_version && failure.may_refuse_version => failure,
            result => return result,
        };
        let again = self.followed(call, place, false, deadline).await;
        match again {
            Ok(answer) => {
                self.learnt.refuses_version.store(true, Ordering::Relaxed);
                Ok(answer)
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
    ) -> Result<Response, Failure> {
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
            let asked = Asked { host: &host, what: &what, writes: call.writes(), is_known: place.signed_in };
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
            let permit = self.permit(call, deadline).await?;
            let response = self.sent(&request, permit).await.map_err(|error| no_answer(error, &asked))?;
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

    /// Waits for the turn to send. A write does not: it says how long it would have to wait, so that whoever sends it
    /// looks at the record again before the next try.
    async fn permit(&self, call: &Call<'_>, deadline: Duration) -> Result<Permit<'_>, Failure> {
        loop {
            let freed = self.limiter.freed();
            let now = self.pace.elapsed();
            let lead = if call.writes() { Lead::OneTurn } else { Lead::None };
            let turn = self.limiter.turn(now, lead);
            if let (true, Err(turn)) = (call.writes(), &turn) {
                let wait = turn.wait().unwrap_or(FULL_FOR);
                return Err(PsaErrorKind::NotYet { wait_millis: wait.as_millis() as u64 }.into());
            }
            let (wait, reason) = match turn {
                Ok(permit) => return Ok(permit),
                Err(Turn::Paused(wait)) => (wait, WaitReason::Paused),
                Err(Turn::Spaced(wait)) => (wait, WaitReason::LearntRate),
                Err(Turn::Full | Turn::Go) => {
                    freed.await;
                    continue;
                }
            };
            let is_added = reason == WaitReason::Paused && self.patience.adds_named_pauses();
            if wait > self.patience.longest_wait() || (now + wait >= deadline && !is_added) {
                return Err(no_turn(wait));
            }
            if !self.wait(&Notice { wait, reason, asked: None }).await {
                return Err(no_turn(wait));
            }
        }
    }

    /// Sends and counts one request.
    async fn sent(&self, request: &Request, permit: Permit<'_>) -> Result<Response, TransportError> {
        let started = self.pace.elapsed();
        // Counted beforehand, because a future that is dropped half-way has sent its request too.
        self.requests.fetch_add(1, Ordering::Relaxed);
        let result = self.transport.send(request).await;
        let now = self.pace.elapsed();
        let millis = now.saturating_sub(started).as_millis() as u64;
        let (method, path) = (request.method.as_str(), request.url.path());
        match &result {
            Ok(response) => {
                let is_limited = response.status == 429;
                permit.end(now, if is_limited { Ending::Limited(pause_of(response)) } else { Ending::Answered });
                let header = |name| response.header(name).unwrap_or_default();
                let (id, server) = (header("x-cw-request-id"), header("x-server-name"));
                let version = header("api-current-version");
                tracing::debug!(
                    method,
                    path,
                    status = response.status,
                    request_id = id,
                    server,
                    version,
                    millis,
                    "answered"
                );
            }
            Err(error) => {
                permit.end(now, Ending::Lost);
                if matches!(error, TransportError::NotSent { .. }) {
                    self.requests.fetch_sub(1, Ordering::Relaxed);
                }
                tracing::debug!(method, path, ?error, millis, "not answered");
            }
        }
        result
    }
}

/// The failure of a call that may be sent only after so long.
fn no_turn(wait: Duration) -> Failure {
    PsaErrorKind::TooManyRequests { retry_after_millis: Some(wait.as_millis() as u64) }.into()
}

fn redirect(from: &Url, response: &Response) -> Option<Url> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    from.join(response.header("location")?).ok()
}
