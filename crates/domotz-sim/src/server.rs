//! The simulator behind a real socket on this computer.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{Request as HttpRequest, Response as HttpResponse, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::message::{Answer, Ending, Request};
use crate::state::Simulator;

/// The largest request body that is read, in bytes.
const BODY_LIMIT: usize = 1024 * 1024;

/// What every connection shares.
struct Shared {
    simulator: Arc<Mutex<Simulator>>,
    /// Requests being answered.
    in_flight: AtomicU32,
}

/// A simulator that listens on 127.0.0.1 until it is stopped or dropped.
#[derive(Debug)]
pub struct SimulatorServer {
    address: SocketAddr,
    simulator: Arc<Mutex<Simulator>>,
    /// Dropping it tells the server to finish.
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl SimulatorServer {
    /// Starts on a port that the system picks.
    pub async fn start(simulator: Simulator) -> io::Result<Self> {
        Self::start_on(simulator, 0).await
    }

    /// Starts on a given port; 0 lets the system pick.
    pub async fn start_on(simulator: Simulator, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let simulator = Arc::new(Mutex::new(simulator));
        let shared = Shared { simulator: Arc::clone(&simulator), in_flight: AtomicU32::new(0) };
        let service = Router::new().fallback(answer).with_state(Arc::new(shared));
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let finished = async {
                // Both a message and a dropped sender mean the end.
                drop(stopped.await);
            };
            // The listener never ends by itself, and there is nobody to report to.
            drop(axum::serve(listener, service).with_graceful_shutdown(finished).await);
        });
        Ok(Self { address, simulator, stop: Some(stop), task })
    }

    /// `http://127.0.0.1:PORT`, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Looks at the state, or changes it, between two requests.
    pub fn with<T>(&self, act: impl FnOnce(&mut Simulator) -> T) -> T {
        act(&mut lock(&self.simulator))
    }

    /// Stops listening, lets running requests finish, and returns when all connections are closed.
    pub async fn stop(mut self) {
        self.stop.take();
        // The task fails only by a panic, which has been reported by then.
        drop((&mut self.task).await);
    }
}

fn lock(simulator: &Mutex<Simulator>) -> MutexGuard<'_, Simulator> {
    // A panic in a test's closure must not hide behind a second one here.
    simulator.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts a request until it is answered, or until the client has gone.
struct InFlight<'s>(&'s AtomicU32);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn answer(State(shared): State<Arc<Shared>>, request: HttpRequest<Body>) -> HttpResponse<Body> {
    let others = shared.in_flight.fetch_add(1, Ordering::SeqCst);
    let _in_flight = InFlight(&shared.in_flight);
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else { return status(StatusCode::PAYLOAD_TOO_LARGE) };
    let key = parts.headers.get("x-api-key");
    let request = Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        key: key.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
        body: body.to_vec(),
        now: now(),
        in_flight: others,
    };
    // Others get their turn: only so can requests be seen that overlap.
    tokio::task::yield_now().await;
    let answer = lock(&shared.simulator).handle(&request);
    sent(answer)
}

fn sent(answer: Answer) -> HttpResponse<Body> {
    // An answer that is lost must have a body that can break off, which a 204 has not.
    let status_code = if answer.ending == Ending::Whole { answer.status } else { 200 };
    let builder = answer
        .headers
        .iter()
        .fold(HttpResponse::builder().status(status_code), |builder, (name, value)| builder.header(name, value));
    let body = match answer.ending {
        Ending::Whole => Body::from(answer.body),
        Ending::CutOff => broken(answer.body.len() / 2, &answer.body),
        Ending::Dropped => broken(0, &answer.body),
    };
    builder.body(body).unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR))
}

/// The first bytes of a body, and then the end of the connection.
fn broken(length: usize, body: &[u8]) -> Body {
    let pieces = [Ok(body[..length].to_vec()), Err(io::Error::from(io::ErrorKind::ConnectionReset))];
    Body::from_stream(futures::stream::iter(pieces))
}

#[allow(clippy::disallowed_methods, reason = "the simulated server has a clock of its own, as the real one has")]
fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64)
}

fn status(status: StatusCode) -> HttpResponse<Body> {
    let mut response = HttpResponse::new(Body::empty());
    *response.status_mut() = status;
    response
}
