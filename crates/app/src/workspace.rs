//! The workspace: one directory with its database, its secrets and its files.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use secrecy::SecretString;
use sitebook_domain::{AgentId, Lease, Timestamp};
use sitebook_locate::GeoipDatabase;
use sitebook_store::Store;
use sitebook_sync::Clock;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::automatic::Automatic;
use crate::board::Board;
use crate::clock::{SystemClock, WorkspaceClock};
use crate::connectwise::{KnownClient, SECRET};
use crate::domotz::Domotz;
use crate::errands::Errands;
use crate::geocoding::LastAsked;
use crate::import::Works;
use crate::mail::Mail;
use crate::sample::{Marker, Presence, Simulation};
use crate::secrets::SecretPlace;
use crate::tiles::Tiles;
use crate::violet::VioletSecret;
use crate::{AppError, ErrorCode, WorkspaceEvent};

/// Hints that a listener may fall behind before it is told that it missed some.
pub(crate) const EVENTS: usize = 256;

/// How long closing a workspace waits for errands: an act on a device asks its source four times.
const LAST_ERRANDS: Duration = Duration::from_secs(30);

/// Setting: id of the workspace, made once.
const WORKSPACE_ID: &str = "workspace_id";

/// An open workspace. Cloning gives another handle on the same one.
#[derive(Debug, Clone)]
pub struct Workspace {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) directory: PathBuf,
    pub(crate) store: Store,
    pub(crate) secrets: SecretPlace,
    pub(crate) geoip: RwLock<Arc<GeoipDatabase>>,
    /// The client of the connection, with the codebase it found; made when first needed.
    pub(crate) client: tokio::sync::Mutex<Option<KnownClient>>,
    /// Runs of this process by agent, with the wish to stop.
    pub(crate) running: Mutex<HashMap<AgentId, Arc<AtomicBool>>>,
    /// Companies that this process works on.
    pub(crate) worked_on: Mutex<HashSet<i64>>,
    /// Leases of work that has ended, which have not been given back.
    pub(crate) ended_leases: Mutex<Vec<Lease>>,
    /// Told each time a run of this process ends.
    pub(crate) run_ended: tokio::sync::Notify,
    /// Whether this process is about to leave the workspace: no run may begin.
    pub(crate) leaving: AtomicBool,
    /// Imports of this process that can be stopped.
    pub(crate) imports: Works,
    /// Automatic sync, as far as this process does it.
    pub(crate) automatic: Automatic,
    /// The Domotz source, as far as this process deals with it.
    pub(crate) domotz: Domotz,
    /// The agents as lists show them.
    pub(crate) board: tokio::sync::Mutex<Board>,
    /// When a geocoding service was asked the last time.
    pub(crate) geocoder_asked: LastAsked,
    /// Held while a GeoIP database is downloaded.
    pub(crate) geoip_updating: tokio::sync::Mutex<()>,
    /// Street pictures, as far as this process fetches them.
    pub(crate) tiles: Tiles,
    /// What the keys of Violet are made from; read when first needed.
    pub(crate) violet_secret: tokio::sync::OnceCell<VioletSecret>,
    /// What goes on though nobody waits for it.
    pub(crate) errands: Errands,
    /// Outgoing mail, as far as this process sends it.
    pub(crate) mail: Mail,
    pub(crate) clock: WorkspaceClock,
    /// The built-in ConnectWise, in a sample workspace.
    pub(crate) sample: Option<Arc<Simulation>>,
    /// The right to have a sample workspace open, until it is closed.
    presence: Mutex<Option<Presence>>,
    events: broadcast::Sender<WorkspaceEvent>,
}

/// How a workspace is opened.
#[derive(Debug, Clone, Default)]
pub struct OpenOptions {
    /// The workspace directory; created when missing. None = [`default_directory`].
    pub directory: Option<PathBuf>,
    /// Key of the encrypted secrets file, for computers without a keychain.
    pub secrets_key: Option<SecretString>,
}

/// How a workspace is opened by those who know more of it.
#[derive(Debug)]
pub(crate) struct Opening {
    pub(crate) directory: PathBuf,
    pub(crate) secrets_key: Option<SecretString>,
    /// Where hints go; none = to listeners of their own.
    pub(crate) events: Option<broadcast::Sender<WorkspaceEvent>>,
    /// The right to a sample that is not finished yet.
    pub(crate) presence: Option<Presence>,
    pub(crate) clock: WorkspaceClock,
}

impl Opening {
    /// Of a directory, without anything else.
    pub(crate) fn of(directory: &Path) -> Self {
        let clock = WorkspaceClock(Arc::new(SystemClock));
        Self { directory: directory.to_owned(), secrets_key: None, events: None, presence: None, clock }
    }
}

/// Where the workspace lies unless somebody says otherwise: the same place for the desktop application and the command
/// line, in the user's local (not roaming) application data.
#[must_use]
pub fn default_directory() -> Option<PathBuf> {
    directories::ProjectDirs::from("app", "", "Sitebook").map(|places| places.data_local_dir().to_owned())
}

impl Workspace {
    /// Opens a workspace, creating it when it is missing.
    pub async fn open(options: OpenOptions) -> Result<Self, AppError> {
        let directory = options.directory.or_else(default_directory).ok_or_else(no_directory)?;
        Self::open_at(Opening { secrets_key: options.secrets_key, ..Opening::of(&directory) }).await
    }

    /// Opens a workspace that goes by another clock than the system's, for simulated time.
    pub async fn open_by_clock(options: OpenOptions, clock: Arc<dyn Clock>) -> Result<Self, AppError> {
        let directory = options.directory.or_else(default_directory).ok_or_else(no_directory)?;
        let clock = WorkspaceClock(clock);
        Self::open_at(Opening { secrets_key: options.secrets_key, clock, ..Opening::of(&directory) }).await
    }

    /// Opens the workspace of a directory, creating it when it is missing.
    pub(crate) async fn open_at(opening: Opening) -> Result<Self, AppError> {
        let Opening { directory, secrets_key, events, presence, clock } = opening;
        tokio::fs::create_dir_all(&directory).await.map_err(|error| {
            let message = format!("The workspace directory {} cannot be made: {error}.", directory.display());
            // A path through a file was mistyped; anything else is the computer's trouble.
            let mistyped = matches!(error.kind(), ErrorKind::AlreadyExists | ErrorKind::NotADirectory);
            AppError::new(if mistyped { ErrorCode::InvalidInput } else { ErrorCode::Storage }, message)
        })?;
        let presence = match (Marker::read(&directory)?, presence) {
            (Some(_), None) => Some(Presence::shared(&directory)?),
            (_, given) => given,
        };
        // Read again: without the lock it may have been made or removed meanwhile.
        let marker = Marker::read(&directory)?;
        let making = presence.as_ref().is_some_and(Presence::is_alone);
        if marker.is_some_and(|marker| !marker.ready) && !making {
            let message = "The making of this sample workspace was cut off. Reset it (in the window, or \
                           `sitebookctl sample reset`).";
            return Err(AppError::new(ErrorCode::SampleDamaged, message));
        }
        let store = Store::open(&directory.join("sitebook.db")).await?;
        crate::removals::forget_old(&store, clock.now()).await?;
        let id = workspace_id(&store).await?;
        // The keychain may ask the person to unlock it: never on a thread that serves the window.
        let secrets = tokio::task::spawn_blocking({
            let directory = directory.clone();
            move || {
                let place = SecretPlace::choose(&directory, &id, secrets_key);
                if marker.is_some() { place.in_sample(&directory, SECRET) } else { place }
            }
        })
        .await
        .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        let geoip = crate::geoip::open_configured(&store, &directory).await?;
        Ok(Self {
            inner: Arc::new(Inner {
                store,
                secrets,
                geoip: RwLock::new(Arc::new(geoip)),
                client: tokio::sync::Mutex::new(None),
                running: Mutex::new(HashMap::new()),
                worked_on: Mutex::new(HashSet::new()),
                ended_leases: Mutex::new(Vec::new()),
                run_ended: tokio::sync::Notify::new(),
                leaving: AtomicBool::new(false),
                imports: Works::default(),
                automatic: Automatic::default(),
                domotz: Domotz::default(),
                board: tokio::sync::Mutex::default(),
                geocoder_asked: LastAsked::default(),
                geoip_updating: tokio::sync::Mutex::default(),
                tiles: Tiles::new(&directory),
                violet_secret: tokio::sync::OnceCell::new(),
                errands: Errands::default(),
                mail: Mail::default(),
                clock,
                sample: marker.map(|_| Simulation::new(&directory)),
                presence: Mutex::new(presence),
                events: events.unwrap_or_else(|| broadcast::channel(EVENTS).0),
                directory,
            }),
        })
    }

    /// The directory.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.inner.directory
    }

    /// Hints that something happened, from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<WorkspaceEvent> {
        self.inner.events.subscribe()
    }

    /// Whether another process changed the workspace since `seen`; to be asked every few seconds by a host with a
    /// window. The new value goes into `seen`.
    pub async fn changed_elsewhere(&self, seen: &mut Option<i64>) -> Result<bool, AppError> {
        let counter = self.store().change_counter().await?;
        let changed = seen.is_some_and(|seen| seen != counter);
        *seen = Some(counter);
        Ok(changed)
    }

    /// Closes the database, so that the file is complete by itself, and leaves the simulator of a sample to others.
    pub async fn close(&self) {
        if tokio::time::timeout(LAST_ERRANDS, self.inner.errands.settled()).await.is_err() {
            tracing::warn!(
                "something was under way when the workspace was closed, and what became of it is not written down"
            );
        }
        self.leave_schedule().await;
        self.return_leases().await;
        self.leave_mail().await;
        if let Some(simulation) = &self.inner.sample {
            simulation.close().await;
            self.close_domotz().await;
        }
        self.store().close().await;
        drop(self.inner.presence.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    /// Id of the workspace.
    pub(crate) async fn workspace_id(&self) -> Result<String, AppError> {
        workspace_id(self.store()).await
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Where hints go, for those that outlive a call.
    pub(crate) fn event_sender(&self) -> broadcast::Sender<WorkspaceEvent> {
        self.inner.events.clone()
    }

    pub(crate) fn emit(&self, event: WorkspaceEvent) {
        // Nobody listening is no failure: events are hints.
        let _ = self.inner.events.send(event);
    }

    pub(crate) fn changed(&self) {
        self.emit(WorkspaceEvent::Changed);
    }

    /// The present time, by the clock of this workspace.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }
}

pub(crate) fn no_directory() -> AppError {
    AppError::new(ErrorCode::Storage, "This user has no place for application data. Name a directory with --data.")
}

async fn workspace_id(store: &Store) -> Result<String, AppError> {
    if let Some(id) = store.setting(WORKSPACE_ID).await? {
        return Ok(id);
    }
    Ok(store.setting_or_new(WORKSPACE_ID, &Uuid::now_v7().to_string()).await?)
}
