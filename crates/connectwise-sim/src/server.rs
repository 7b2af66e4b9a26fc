//! The simulator behind a real socket on this computer.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{SystemTime, UNIX_EPOCH};

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

use crate::message::{Request, Response};
use crate::state::Simulator;

/// The largest request body that is read, in bytes.
const BODY_LIMIT: usize = 16 * 1024 * 1024;

type Shared = Arc<Mutex<Simulator>>;

/// A simulator that listens on 127.0.0.1 until it is stopped or dropped.
#[derive(Debug)]
pub struct SimulatorServer {
    address: SocketAddr,
    simulator: Shared,
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
        let service = Router::new()
            .fallback(answer)
            .with_state(Arc::clone(&simulator))
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

fn lock(simulator: &Shared) -> MutexGuard<'_, Simulator> {
    // A panic in a test's closure must not hide behind a second one here.
    simulator.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(
    State(simulator): State<Shared>,
    ConnectInfo(breaker): ConnectInfo<Breaker>,
    request: HttpRequest<Body>,
) -> HttpResponse<Body> {
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
    };
    let response = lock(&simulator).handle(&request);
    match response {
        Response::Reset => {
            breaker.0.store(true, Ordering::SeqCst);
            status(StatusCode::SERVICE_UNAVAILABLE)
        }
        Response::Answer(answer) => {
            let builder =
                answer.headers.iter().fold(HttpResponse::builder().status(answer.status), |builder, (name, value)| {
                    builder.header(name, value)
                });
            builder.body(Body::from(answer.body)).unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR))
        }
    }
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
