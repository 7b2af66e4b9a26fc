//! One call: its turn, what is asked again, and what an answer means.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde::Deserialize;

use crate::DomotzError;
use crate::client::Client;
use crate::endpoint::authority;
use crate::operation::{Method, Operation};
use crate::transport::{Request, Response, Transport, TransportError};
use sitebook_service_client::Pace;
use sitebook_service_client::retry_after;

/// The longest that one exchange may take.
const TIMEOUT: Duration = Duration::from_mins(1);

/// The largest answer that is read: 888 devices of one agent were seen, of about a kilobyte each; this is some 60 times as
/// much.
const ANSWER_LIMIT: u64 = 64 * 1024 * 1024;

/// Waits before each further try where the service names none (the Terraform provider of Domotz waits the same).
const BACKOFF: [Duration; 3] = [Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(4)];

/// The longest wait that a call waits out; what asks for more ends the call, and whoever called tries again later.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// So much is added to each wait at most, as a share of it, lest all calls come back in the same moment.
const JITTER: f64 = 0.25;

/// So much of the service's own words goes into an error, in characters.
const LONGEST_WORDS: usize = 300;

/// What a failed try says about another one.
struct Failure {
    error: DomotzError,
    /// Whether the same may be asked again.
    again: bool,
    /// How long the service asked to wait.
    wait: Option<Duration>,
}

impl<T: Transport, P: Pace> Client<T, P> {
    /// Sends a call, and sends it again where that does no harm: a read after any passing trouble, a write only where it is
    /// certain that nothing was done.
    pub(crate) async fn call(
        &self,
        operation: Operation<'_>,
        body: Option<serde_json::Value>,
    ) -> Result<Vec<u8>, DomotzError> {
        let body = body.map(|body| body.to_string().into_bytes());
        let mut backoff = BACKOFF.into_iter();
        loop {
            let failure = match self.attempt(operation, body.clone()).await {
                Ok(body) => return Ok(body),
                Err(failure) => failure,
            };
            let Some(usual) = backoff.next().filter(|_| failure.again) else { return Err(failure.error) };
            let wait = failure.wait.unwrap_or(usual);
            if wait > LONGEST_WAIT {
                return Err(failure.error);
            }
            let wait = wait.mul_f64(1.0 + JITTER * self.pace.chance());
            if matches!(failure.error, DomotzError::TooManyRequests { .. }) {
                self.pause(wait);
            } else {
                self.pace.wait(wait).await;
            }
        }
    }

    async fn attempt(&self, operation: Operation<'_>, body: Option<Vec<u8>>) -> Result<Vec<u8>, Failure> {
        // The semaphore is never closed: there is nothing to handle.
        let _turn = self.turns.acquire().await;
        loop {
            let until = *self.paused_until.lock().unwrap_or_else(PoisonError::into_inner);
            let left = until.saturating_sub(self.pace.elapsed());
            if left.is_zero() {
                break;
            }
            self.pace.wait(left).await;
        }
        let request = Request {
            method: operation.method(),
            url: operation.url(&self.base),
            key: self.key.clone(),
            body,
            timeout: TIMEOUT,
            limit_bytes: ANSWER_LIMIT,
        };
        // Counted beforehand, because a future that is dropped half-way has sent its request too.
        self.requests.fetch_add(1, Ordering::Relaxed);
        let answer = self.transport.send(&request).await;
        match &answer {
            Ok(response) => {
                tracing::debug!(method = %request.method, path = request.url.path(), status = response.status, "answered");
            }
            Err(error) => {
                if matches!(error, TransportError::NotSent { .. }) {
                    self.requests.fetch_sub(1, Ordering::Relaxed);
                }
                tracing::debug!(method = %request.method, path = request.url.path(), ?error, "not answered");
            }
        }
        let host = authority(&request.url);
        match answer {
            Ok(response) => judged(operation, &host, response),
            Err(error) => Err(unanswered(operation, host, error)),
        }
    }

    /// Nobody sends before this time has passed.
    fn pause(&self, wait: Duration) {
        let until = self.pace.elapsed() + wait;
        let mut paused = self.paused_until.lock().unwrap_or_else(PoisonError::into_inner);
        *paused = until.max(*paused);
    }
}

fn unanswered(operation: Operation<'_>, host: String, error: TransportError) -> Failure {
    let reads = operation.method() == Method::Get;
    match error {
        TransportError::NotSent { why } => {
            Failure { error: DomotzError::Unreachable { host, why }, again: true, wait: None }
        }
        TransportError::Broken { why } => {
            Failure { error: DomotzError::NoAnswer { host, why }, again: reads, wait: None }
        }
        TransportError::TooLarge => {
            Failure { error: DomotzError::TooLarge { what: operation.what() }, again: false, wait: None }
        }
    }
}

fn judged(operation: Operation<'_>, host: &str, response: Response) -> Result<Vec<u8>, Failure> {
    let what = || operation.what();
    let asked = retry_after(response.retry_after.as_deref(), response.date.as_deref());
    let last = |error| Failure { error, again: false, wait: None };
    Err(match response.status {
        200..=299 => return Ok(response.body),
        300..=399 => last(DomotzError::NotAnApi { host: host.to_owned() }),
        401 => last(DomotzError::Unauthorized),
        403 => last(DomotzError::Forbidden { what: what(), words: words(&response.body) }),
        // The API answers in JSON; a page means that the address leads somewhere else.
        404 if is_page(&response.body) => last(DomotzError::NotAnApi { host: host.to_owned() }),
        404 => last(DomotzError::NotFound { what: what() }),
        429 => Failure {
            error: DomotzError::TooManyRequests {
                retry_after_seconds: asked.map(|asked| asked.asked.unwrap_or(asked.wait).as_secs()),
            },
            again: true,
            wait: asked.map(|asked| asked.asked.unwrap_or(asked.wait)),
        },
        status @ 500..=599 => Failure {
            error: DomotzError::Unavailable { status },
            again: operation.method() == Method::Get,
            wait: asked.map(|asked| asked.wait),
        },
        status => last(DomotzError::Rejected { what: what(), status, words: words(&response.body) }),
    })
}

fn is_page(body: &[u8]) -> bool {
    body.trim_ascii_start().first() == Some(&b'<')
}

/// The service's words in an error: the member `message` or `error` of a JSON object, else what it wrote, in one line.
fn words(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Said {
        #[serde(alias = "error", alias = "description")]
        message: Option<String>,
    }
    if is_page(body) {
        return "it gave no reason".to_owned();
    }
    let said = serde_json::from_slice::<Said>(body).ok().and_then(|said| said.message);
    let text = said.unwrap_or_else(|| String::from_utf8_lossy(body).into_owned());
    let line = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let line: String = line.collect::<Vec<_>>().join(" ").chars().take(LONGEST_WORDS).collect();
    if line.is_empty() { "it gave no reason".to_owned() } else { line }
}
