//! Sockets: accepting, TLS, limits of time and number, and an end that lets answers finish.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use sitebook_app::{ServingNote, Workspace};
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
use crate::proxy::ReverseProxy;
use crate::router::router;
use crate::visitor::Peer;

/// Connections that are open at a time; more wait. A phone opens a few.
const MOST_CONNECTIONS: usize = 1024;

/// How long a connection may take to agree on its keys.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// How many of them one household may have, so that no single one keeps the others out. All phones of a mobile network may
/// come from one address.
const MOST_OF_HOUSEHOLD: usize = 128;

/// How long a connection may take for the head of a request, or stay idle between two.
const HEAD: Duration = Duration::from_secs(10);

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
        let of_settings = workspace.violet_proxy().await.map_err(ServeError::Settings)?;
        let proxy = Arc::new(ReverseProxy::new(options.proxy, of_settings));
        let in_force = proxy.in_force();
        let told = Told { workspace: workspace.clone(), address, is_tls, proxy: Arc::clone(&proxy) };
        let telling = tokio::spawn(told.keep_telling());
        let routes = router(workspace, Arc::clone(&proxy), is_tls);
        let households = Arc::new(Households::new(proxy));
        let task = tokio::spawn(accept(listener, tls, routes, households, stopped));
        tracing::info!(%address, tls = is_tls, proxy = ?in_force, "the owners' app is served");
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

/// What the office is told of this server, and what the server takes from its settings.
struct Told {
    workspace: Workspace,
    address: SocketAddr,
    is_tls: bool,
    proxy: Arc<ReverseProxy>,
}

impl Told {
    /// Each minute, and when a proxy is noticed that nobody named.
    async fn keep_telling(self) {
        let mut minutes = tokio::time::interval(TELLING);
        minutes.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                _ = minutes.tick() => {}
                () = self.proxy.noticed() => {}
            }
            self.tell().await;
        }
    }

    /// Takes the proxy that the settings name now, and notes that the app is served here.
    async fn tell(&self) {
        match self.workspace.violet_proxy().await {
            Ok(of_settings) => {
                if self.proxy.name(of_settings) {
                    tracing::info!(proxy = ?self.proxy.in_force(), "the settings name another proxy");
                }
            }
            Err(error) => tracing::warn!(%error, "the settings could not be read"),
        }
        let note = ServingNote {
            listen: self.address.to_string(),
            is_tls: self.is_tls,
            proxy_of_command: self.proxy.of_command(),
            unnamed_proxy: self.proxy.unnamed(Instant::now()),
        };
        if let Err(error) = self.workspace.note_violet_serving(note).await {
            tracing::warn!(%error, "the office could not be told that the app is served");
        }
    }
}

async fn accept(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    routes: Router,
    households: Arc<Households>,
    mut stopped: oneshot::Receiver<()>,
) {
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
        let Some(of_household) = households.admit(peer.ip()) else {
            tracing::debug!(%peer, "a household has too many connections");
            continue;
        };
        let (routes, tls, watcher) = (routes.clone(), tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            let ended = match tls {
                None => converse(stream, peer, routes, watcher, HEAD).await,
                Some(tls) => match agree(&tls, stream).await {
                    Ok(stream) => converse(stream, peer, routes, watcher, HEAD).await,
                    Err(error) => Err(error.into()),
                },
            };
            if let Err(error) = ended {
                tracing::debug!(%peer, %error, "a connection broke off");
            }
            drop((place, of_household));
        });
    }
    drop(listener);
    if tokio::time::timeout(LAST_ANSWERS, graceful.shutdown()).await.is_err() {
        tracing::warn!("some answers did not finish in time");
    }
}

/// How many connections each household has open.
#[derive(Debug)]
struct Households {
    proxy: Arc<ReverseProxy>,
    open: Mutex<HashMap<IpAddr, usize>>,
}

impl Households {
    fn new(proxy: Arc<ReverseProxy>) -> Self {
        Self { proxy, open: Mutex::default() }
    }

    /// A place for one more connection of whoever is at this address; none = there are enough.
    fn admit(self: &Arc<Self>, address: IpAddr) -> Option<HouseholdPlace> {
        let household = household(address);
        // A proxy speaks for everybody, and what runs on this computer is one, named or not.
        let is_counted = !self.proxy.is(address) && !household.is_loopback();
        if is_counted {
            let mut open = self.open();
            let count = open.entry(household).or_default();
            if *count >= MOST_OF_HOUSEHOLD {
                return None;
            }
            *count += 1;
        }
        Some(HouseholdPlace { households: Arc::clone(self), household: is_counted.then_some(household) })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        // A count is whole after each statement.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one connection, until it is dropped.
#[derive(Debug)]
struct HouseholdPlace {
    households: Arc<Households>,
    /// None for whom no count is kept.
    household: Option<IpAddr>,
}

impl Drop for HouseholdPlace {
    fn drop(&mut self) {
        let Some(household) = self.household else { return };
        let mut open = self.households.open();
        if let Some(count) = open.get_mut(&household) {
            *count -= 1;
            if *count == 0 {
                open.remove(&household);
            }
        }
    }
}

/// The address that stands for a household: the first 64 bits are what a line of IPv6 gets at least (RFC 6177).
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) if !address.is_loopback() => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
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
    head: Duration,
) -> Ended {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip()));
        routes.clone().oneshot(request)
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
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

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use axum::http::HeaderMap;
    use sitebook_app::OpenOptions;
    use sitebook_app::dto::{Nothing, VioletSettingsSetRequest};

    use super::*;

    fn admitted(households: &Arc<Households>, address: &str) -> Option<HouseholdPlace> {
        households.admit(address.parse().unwrap())
    }

    #[tokio::test]
    async fn the_office_is_told_of_a_proxy_names_it_and_it_is_taken_at_its_word() {
        let directory = tempfile::tempdir().unwrap();
        let options = OpenOptions { directory: Some(directory.path().to_owned()), ..OpenOptions::default() };
        let workspace = Workspace::open(options).await.unwrap();
        let peer: IpAddr = "10.0.0.2".parse().unwrap();
        let told = Told {
            workspace: workspace.clone(),
            address: "127.0.0.1:8090".parse().unwrap(),
            is_tls: false,
            proxy: Arc::new(ReverseProxy::new(None, None)),
        };
        let headers = HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), "203.0.113.9".parse().unwrap())]);
        told.proxy.notice(peer, &headers, Instant::now());
        told.proxy.noticed().await;
        told.tell().await;
        let unnamed = async || workspace.violet_settings_show(Nothing {}).await.unwrap().serving.unwrap().unnamed_proxy;
        assert_eq!(unnamed().await, "10.0.0.2");

        let name = VioletSettingsSetRequest { reverse_proxy: Some("10.0.0.2".to_owned()), ..Default::default() };
        workspace.violet_settings_set(name).await.unwrap();
        assert_eq!((told.proxy.in_force(), unnamed().await.as_str()), (None, ""));
        told.tell().await;
        assert_eq!(told.proxy.address(peer, &headers).to_string(), "203.0.113.9");
    }

    #[test]
    fn one_household_leaves_room_for_the_others_and_gets_its_places_back() {
        let households = Arc::new(Households::new(Arc::new(ReverseProxy::new(None, None))));
        let of = |address: &str| -> Vec<HouseholdPlace> {
            (0..=MOST_OF_HOUSEHOLD).filter_map(|_| admitted(&households, address)).collect()
        };
        let mut places = of("203.0.113.7");
        assert_eq!(places.len(), MOST_OF_HOUSEHOLD);
        assert!(admitted(&households, "::ffff:203.0.113.7").is_none(), "the same address in another spelling");
        assert!(admitted(&households, "203.0.113.8").is_some());
        places.pop();
        assert!(admitted(&households, "203.0.113.7").is_some());
        let line = of("2001:db8:0:1::1");
        assert!(admitted(&households, "2001:db8:0:1:ffff::2").is_none(), "the same line");
        assert!(admitted(&households, "2001:db8:0:2::1").is_some());
        drop((places, line));
        assert!(households.open().is_empty(), "nothing is kept of who is gone");
    }

    #[test]
    fn a_proxy_speaks_for_everybody() {
        let households =
            Arc::new(Households::new(Arc::new(ReverseProxy::new(Some("203.0.113.7".parse().unwrap()), None))));
        for address in ["203.0.113.7", "::ffff:203.0.113.7", "127.0.0.1", "::1"] {
            let places: Vec<_> = (0..=MOST_OF_HOUSEHOLD).filter_map(|_| admitted(&households, address)).collect();
            assert_eq!(places.len(), MOST_OF_HOUSEHOLD + 1, "{address}");
        }
    }

    #[tokio::test]
    async fn a_head_that_does_not_come_ends_the_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut slow = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nHost: violet\r\n").unwrap();
        let (stream, peer) = listener.accept().await.unwrap();
        let graceful = GracefulShutdown::new();
        let conversation = converse(stream, peer, Router::new(), graceful.watcher(), Duration::from_millis(20));
        // Without a limit it would last for as long as the other side likes.
        let ended = tokio::time::timeout(Duration::from_mins(1), conversation).await.expect("it ends");
        assert!(ended.is_err(), "it is ended, and does not end by itself");
    }
}
