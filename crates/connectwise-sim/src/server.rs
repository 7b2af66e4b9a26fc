//! The simulator behind a real socket on this computer.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, State};
use axum::http::{Request as HttpRequest, Response as HttpResponse, StatusCode};
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::message::{Answer, Request, Response};
use crate::state::Simulator;

/// The largest request body that is read, in bytes.
const BODY_LIMIT: usize = 16 * 1024 * 1024;

type Simulated = Mutex<Simulator>;

/// Takes the state after a change, as the JSON of a seed.
type OnChange = dyn Fn(&[u8]) + Send + Sync;

/// What every connection shares.
struct Shared {
    simulator: Arc<Simulated>,
    /// Requests being answered.
    in_flight: AtomicU32,
    keeper: Option<Keeper>,
}

/// Hands the state on after changes, one at a time and never an older one after a newer.
struct Keeper {
    on_change: Arc<OnChange>,
    /// The revision that was handed on last.
    kept: tokio::sync::Mutex<u64>,
}

/// A simulator that listens on 127.0.0.1 until it is stopped or dropped.
#[derive(Debug)]
pub struct SimulatorServer {
    address: SocketAddr,
    simulator: Arc<Simulated>,
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
        Self::serve(simulator, port, None).await
    }

    /// Starts on a given port, and hands the state on after each request that changed it, before the request is
    /// answered: what a client has been told is kept.
    ///
    /// The state comes as the JSON of a [`Seed`](crate::Seed). Calls follow one another, each with a newer state than
    /// the one before; they run on a thread that may block. Changes made by [`Self::with`] come along with the next
    /// change by a request.
    pub async fn start_with(
        simulator: Simulator,
        port: u16,
        on_change: impl Fn(&[u8]) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let kept = tokio::sync::Mutex::new(simulator.revision());
        Self::serve(simulator, port, Some(Keeper { on_change: Arc::new(on_change), kept })).await
    }

    async fn serve(simulator: Simulator, port: u16, keeper: Option<Keeper>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let simulator = Arc::new(Mutex::new(simulator));
        let shared = Shared { simulator: Arc::clone(&simulator), in_flight: AtomicU32::new(0), keeper };
        let service = Router::new()
            .fallback(answer)
            .with_state(Arc::new(shared))
            .into_make_service_with_connect_info::<Breaker>();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let finished = async {
                // Both a message and a dropped sender mean the end.
                drop(stopped.await);
            };
            // The listener never ends by itself, and there is nobody to report to.
            drop(axum::serve(BreakableListener(listener), service).with_graceful_shutdown(finished).await);
        });
        Ok(Self { address, simulator, stop: Some(stop), task })
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
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

fn lock(simulator: &Simulated) -> MutexGuard<'_, Simulator> {
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

async fn answer(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(breaker): ConnectInfo<Breaker>,
    request: HttpRequest<Body>,
) -> HttpResponse<Body> {
    let others = shared.in_flight.fetch_add(1, Ordering::SeqCst);
    let _in_flight = InFlight(&shared.in_flight);
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else { return status(StatusCode::PAYLOAD_TOO_LARGE) };
    let header = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let request = Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), header(value))).collect(),
        body: body.to_vec(),
        now: now(),
        in_flight: others,
    };
    let (response, revision) = {
        let mut simulator = lock(&shared.simulator);
        let before = simulator.revision();
        let response = simulator.handle(&request);
        (response, (simulator.revision() != before).then(|| simulator.revision()))
    };
    if let (Some(keeper), Some(revision)) = (&shared.keeper, revision) {
        keeper.keep(&shared.simulator, revision).await;
    }
    match response {
        Response::Reset => {
            breaker.0.store(true, Ordering::SeqCst);
            status(StatusCode::SERVICE_UNAVAILABLE)
        }
        Response::Answer(answer) => {
            if !answer.delay.is_zero() {
                tokio::time::sleep(answer.delay).await;
            }
            sent(answer)
        }
    }
}

impl Keeper {
    async fn keep(&self, simulator: &Simulated, revision: u64) {
        let mut kept = self.kept.lock().await;
        // Whoever was here first may have handed on this change with its own.
        if *kept >= revision {
            return;
        }
        let state = {
            let simulator = lock(simulator);
            *kept = simulator.revision();
            serde_json::to_vec(simulator.seed())
        };
        if let Ok(state) = state {
            let on_change = Arc::clone(&self.on_change);
            // It fails only by a panic of the host's own, which has been reported by then.
            drop(tokio::task::spawn_blocking(move || on_change(&state)).await);
        }
    }
}

fn sent(answer: Answer) -> HttpResponse<Body> {
    let builder = answer
        .headers
        .iter()
        .fold(HttpResponse::builder().status(answer.status), |builder, (name, value)| builder.header(name, value));
    let body = if answer.spread.is_zero() { Body::from(answer.body) } else { dribbled(answer.body, answer.spread) };
    builder.body(body).unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR))
}

/// A body that comes in pieces over a time.
fn dribbled(body: Vec<u8>, over: Duration) -> Body {
    const PIECES: usize = 10;
    let size = body.len().div_ceil(PIECES).max(1);
    let pause = over / PIECES as u32;
    Body::from_stream(futures::stream::unfold(body, move |rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let (piece, rest) = rest.split_at(size.min(rest.len()));
        Some((Ok::<_, io::Error>(piece.to_vec()), rest.to_vec()))
    }))
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

/// Breaks one connection: once set, nothing is written to it any more.
#[derive(Debug, Clone, Default)]
struct Breaker(Arc<AtomicBool>);

impl Connected<IncomingStream<'_, BreakableListener>> for Breaker {
    fn connect_info(stream: IncomingStream<'_, BreakableListener>) -> Self {
        stream.io().breaker.clone()
    }
}

struct BreakableListener(TcpListener);

impl Listener for BreakableListener {
    type Io = BreakableStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (BreakableStream { stream, breaker: Breaker::default() }, address)
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

struct BreakableStream {
    stream: TcpStream,
    breaker: Breaker,
}

impl BreakableStream {
    fn check(&self) -> io::Result<()> {
        if self.breaker.0.load(Ordering::SeqCst) { Err(io::ErrorKind::ConnectionReset.into()) } else { Ok(()) }
    }
}

impl AsyncRead for BreakableStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for BreakableStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
