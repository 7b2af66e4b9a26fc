//! The simulator of a sample workspace. One process hosts it for all that have the sample open; when that one ends, in
//! whatever way, another takes over on the same port. Its state is on the disk before an answer leaves.

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sitebook_connectwise_sim::{Seed, Simulator, SimulatorServer};
use tokio::net::TcpStream;

use super::{Marker, locks, making};
use crate::geoip::blocking;
use crate::{AppError, ErrorCode};

/// The simulator's state between two hosts.
const STATE: &str = "simulator.json";

/// How often another host is looked after: what is on its way when that one ends is tried again a moment later, and
/// should find the next one.
const LOOK_INTERVAL: Duration = Duration::from_millis(25);

/// How long another process may take to begin with hosting.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long requests of others may take to finish when the host leaves.
const FAREWELL: Duration = Duration::from_secs(5);

/// The simulator of one sample workspace, here or in another process.
#[derive(Debug)]
pub(crate) struct Simulation {
    directory: PathBuf,
    hosting: tokio::sync::Mutex<Hosting>,
    /// The port that the client in use was made for.
    client_port: AtomicU16,
    trouble: Trouble,
}

#[derive(Debug, Default)]
struct Hosting {
    server: Option<SimulatorServer>,
    /// Whether a task looks after the host in another process.
    watching: bool,
    closed: bool,
}

/// Why the state could not be kept the last time.
type Trouble = Arc<Mutex<Option<AppError>>>;

impl Simulation {
    /// Of the sample in this directory. Hosts nothing until it is needed.
    pub(crate) fn new(directory: &Path) -> Arc<Self> {
        Arc::new(Self {
            directory: directory.to_owned(),
            hosting: tokio::sync::Mutex::default(),
            client_port: AtomicU16::new(0),
            trouble: Trouble::default(),
        })
    }

    /// Puts the state that a new sample begins with in place.
    pub(super) fn prepare(directory: &Path, seed: &Seed) -> Result<(), AppError> {
        let path = directory.join(STATE);
        let text = serde_json::to_vec(seed).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        crate::files::replace(&path, &text).map_err(|error| making::failed("written", &path, &error))
    }

    /// Sees to it that somebody answers, this process where no other one does, and returns the port.
    pub(crate) async fn attend(self: &Arc<Self>) -> Result<u16, AppError> {
        let attended = tokio::time::timeout(PATIENCE, async {
            let mut interval = tokio::time::interval(LOOK_INTERVAL);
            loop {
                interval.tick().await;
                if let Some(port) = self.try_attend().await? {
                    return Ok(port);
                }
            }
        });
        attended.await.unwrap_or_else(|_| {
            let message = "Another Sitebook holds the simulator of the sample workspace but does not answer. Close it, \
                           then try again.";
            Err(AppError::new(ErrorCode::Unavailable, message))
        })
    }

    /// Whether the client has to be made again, because the simulator answers elsewhere now.
    pub(crate) fn moved_to(&self, port: u16) -> bool {
        self.client_port.swap(port, Ordering::SeqCst) != port
    }

    /// Leaves the simulator to others.
    pub(crate) async fn close(&self) {
        let mut hosting = self.hosting.lock().await;
        hosting.closed = true;
        if let Some(server) = hosting.server.take() {
            // Whoever does not finish in time is answered by nobody; its client tries again at the next host.
            let _ = tokio::time::timeout(FAREWELL, server.stop()).await;
        }
    }

    /// The port, if somebody answers at this moment.
    async fn try_attend(self: &Arc<Self>) -> Result<Option<u16>, AppError> {
        let mut hosting = self.hosting.lock().await;
        if let Some(server) = &hosting.server {
            self.keep_again(server).await?;
            return Ok(Some(server.port()));
        }
        if hosting.closed {
            return Err(AppError::new(ErrorCode::Stopped, "The sample workspace was closed."));
        }
        if let Some(port) = self.begin(&mut hosting).await? {
            return Ok(Some(port));
        }
        let port = Marker::read(&self.directory)?.map_or(0, |marker| marker.port);
        let answers = port != 0 && TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.is_ok();
        if answers && !hosting.watching {
            hosting.watching = true;
            self.watch();
        }
        Ok(answers.then_some(port))
    }

    /// Begins to host, unless another process does.
    async fn begin(&self, hosting: &mut Hosting) -> Result<Option<u16>, AppError> {
        let Some(lock) = locks::simulator(&self.directory)? else { return Ok(None) };
        let path = self.directory.join(STATE);
        let seed = blocking({
            let path = path.clone();
            move || load(&path)
        })
        .await?;
        let mut marker = Marker::read(&self.directory)?.ok_or_else(|| making::no_sample(&self.directory))?;
        // The lock ends with the last answer and not before: no older state may follow a newer one.
        let lock = Arc::new(lock);
        let start = |port: u16| {
            let (trouble, path, lock) = (Arc::clone(&self.trouble), path.clone(), Arc::clone(&lock));
            SimulatorServer::start_with(Simulator::from_seed(seed.clone()), port, move |state| {
                let _held = &lock;
                let kept = crate::files::replace(&path, state).map_err(|error| not_kept(&path, &error));
                *trouble.lock().unwrap_or_else(PoisonError::into_inner) = kept.err();
            })
        };
        let server = match start(marker.port).await {
            Ok(server) => server,
            // Another program has the port by now.
            Err(_) => start(0).await.map_err(|error| {
                let message = format!("The simulator of the sample workspace found no port to listen on: {error}.");
                AppError::new(ErrorCode::Unavailable, message)
            })?,
        };
        let port = server.port();
        if marker.port != port {
            marker.port = port;
            marker.write(&self.directory)?;
        }
        hosting.server = Some(server);
        Ok(Some(port))
    }

    /// Takes over when the host in another process ends, so that work in progress here goes on.
    fn watch(self: &Arc<Self>) {
        let simulation = Arc::downgrade(self);
        tokio::spawn(async move {
            let mut interval = tokio::time::interval(LOOK_INTERVAL);
            interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                interval.tick().await;
                let Some(simulation) = simulation.upgrade() else { return };
                let mut hosting = simulation.hosting.lock().await;
                let over = hosting.closed || hosting.server.is_some();
                let begun = if over { Ok(None) } else { simulation.begin(&mut hosting).await };
                if let Err(error) = &begun {
                    // The next one who needs the simulator is told.
                    tracing::warn!(%error, "the simulator of the sample workspace could not be taken over");
                }
                if over || !matches!(begun, Ok(None)) {
                    hosting.watching = false;
                    return;
                }
            }
        });
    }

    /// Keeps a state that could not be kept before, or says why it still cannot.
    async fn keep_again(&self, server: &SimulatorServer) -> Result<(), AppError> {
        if self.trouble.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
            return Ok(());
        }
        let seed = server.with(|simulator| simulator.seed().clone());
        let directory = self.directory.clone();
        blocking(move || Self::prepare(&directory, &seed)).await?;
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }
}

/// Address of the simulator on a port.
pub(crate) fn site(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

fn load(path: &Path) -> Result<Seed, AppError> {
    let damaged = |why: &str| {
        let message = format!(
            "The simulated ConnectWise of the sample workspace cannot be started: {} {why}. Reset the sample workspace \
             (in the window, or `sitebookctl sample reset`).",
            path.display()
        );
        AppError::new(ErrorCode::SampleDamaged, message)
    };
    let text = std::fs::read(path).map_err(|error| damaged(&format!("cannot be read ({error})")))?;
    serde_json::from_slice(&text).map_err(|_| damaged("is damaged"))
}

fn not_kept(path: &Path, error: &std::io::Error) -> AppError {
    tracing::error!(%error, "the state of the simulated ConnectWise could not be kept");
    making::failed("written", path, error)
}
