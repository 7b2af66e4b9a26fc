//! Sockets: accepting, TLS, limits of time and number, and an end that lets answers finish.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use sitebook_app::Workspace;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tower::ServiceExt;

use crate::options::{ServeError, ServerOptions, TlsFiles};
use crate::router::router;
use crate::visitor::Peer;

/// Connections that are open at a time; more wait. A phone opens a few.
const MOST_CONNECTIONS: usize = 1024;

/// How long a connection may take to agree on its keys.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How long a connection may take for the head of a request, or stay idle between two.
const IDLE: Duration = Duration::from_mins(1);

/// How long answers may take to finish when the server is asked to end.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// How often the office is told that the app is served here.
const TELLING: Duration = Duration::from_mins(1);

/// Pause after the system refused a connection, as when no more files can be opened.
const REFUSED: Duration = Duration::from_millis(200);

/// The owners' app behind a socket, until it is stopped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
    telling: JoinHandle<()>,
}

impl Server {
    /// Starts to serve a workspace.
    pub async fn start(workspace: Workspace, options: &ServerOptions) -> Result<Self, ServeError> {
        options.check()?;
        let tls = options.tls.as_ref().map(acceptor).transpose()?;
        let listen = |error| ServeError::Listen { address: options.listen, error };
        let listener = TcpListener::bind(options.listen).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let (stop, stopped) = oneshot::channel();
        let is_tls = tls.is_some();
        let telling = tokio::spawn(tell(workspace.clone(), address));
        let routes = router(workspace, options.proxy, is_tls);
        let task = tokio::spawn(accept(listener, tls, routes, stopped));
        tracing::info!(%address, tls = is_tls, proxy = ?options.proxy, "the owners' app is served");
        Ok(Self { address, stop, task, telling })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Accepts nothing more, lets answers finish for some seconds, and returns when all connections are closed.
    pub async fn stop(self) {
        self.telling.abort();
        // A server whose task has ended by itself needs no word.
        let _ = self.stop.send(());
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the owners' app ended badly");
        }
    }
}

/// Notes each minute that the app is served here, which the office sees in its settings.
async fn tell(workspace: Workspace, address: SocketAddr) {
    let mut minutes = tokio::time::interval(TELLING);
    minutes.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        minutes.tick().await;
        if let Err(error) = workspace.note_violet_serving(&address.to_string()).await {
            tracing::warn!(%error, "the office could not be told that the app is served");
        }
    }
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, routes: Router, mut stopped: oneshot::Receiver<()>) {
    let connections = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    loop {
        let place = tokio::select! {
            place = Arc::clone(&connections).acquire_owned() => place,
            _ = &mut stopped => break,
        };
        // Nobody closes the semaphore.
        let Ok(place) = place else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = &mut stopped => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection was refused by the system");
                tokio::time::sleep(REFUSED).await;
                continue;
            }
        };
        let (routes, tls, watcher) = (routes.clone(), tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            let ended = match tls {
                None => converse(stream, peer, routes, watcher).await,
                Some(tls) => match agree(&tls, stream).await {
                    Ok(stream) => converse(stream, peer, routes, watcher).await,
                    Err(error) => Err(error.into()),
                },
            };
            if let Err(error) = ended {
                tracing::debug!(%peer, %error, "a connection broke off");
            }
            drop(place);
        });
    }
    drop(listener);
    if tokio::time::timeout(LAST_ANSWERS, graceful.shutdown()).await.is_err() {
        tracing::warn!("some answers did not finish in time");
    }
}

async fn agree(tls: &TlsAcceptor, stream: TcpStream) -> io::Result<tokio_rustls::server::TlsStream<TcpStream>> {
    match tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
        Ok(result) => result,
        Err(_) => Err(io::ErrorKind::TimedOut.into()),
    }
}

type Ended = Result<(), Box<dyn std::error::Error + Send + Sync>>;

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: SocketAddr,
    routes: Router,
    watcher: Watcher,
) -> Ended {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        routes.clone().oneshot(request)
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .serve_connection(TokioIo::new(stream), service);
    Ok(watcher.watch(connection).await?)
}

/// TLS 1.2 and 1.3 with the provider of the rest of the tree.
fn acceptor(files: &TlsFiles) -> Result<TlsAcceptor, ServeError> {
    let unusable =
        |path: &Path, why: &dyn std::fmt::Display| ServeError::File { path: path.to_owned(), why: why.to_string() };
    let of_certificate = |why: &dyn std::fmt::Display| unusable(&files.certificate, why);
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&files.certificate)
        .and_then(Iterator::collect)
        .map_err(|error| of_certificate(&error))?;
    if certificates.is_empty() {
        return Err(of_certificate(&"there is no certificate in it"));
    }
    let key = PrivateKeyDer::from_pem_file(&files.private_key).map_err(|error| unusable(&files.private_key, &error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| of_certificate(&error))?
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .map_err(|error| of_certificate(&error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
