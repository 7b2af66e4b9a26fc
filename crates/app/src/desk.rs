//! What a host with a window works at: the own workspace, or the sample. The window stays while they change.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tokio::sync::{OwnedRwLockReadGuard, RwLock, RwLockWriteGuard, broadcast};

use crate::dto::{Nothing, SampleRemoveReply, SampleReply, SampleStartRequest, Staff, WorkspaceStatus};
use crate::geoip::blocking;
use crate::sample::{make_if_missing, remake, remove, sample_directory};
use crate::workspace::{EVENTS, Opening, no_directory};
use crate::{AppError, ErrorCode, OpenOptions, Workspace, WorkspaceEvent, default_directory};

/// The file in the own directory that names the sample which is open instead. It survives a restart.
const CHOICE: &str = "open-sample.json";

/// How long commands at work may take to finish before a change of workspaces is given up.
const PATIENCE: Duration = Duration::from_secs(20);

/// The one workspace that a host has open at a time. Cloning gives another handle on the same desk.
#[derive(Debug, Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// Directory of the own workspace.
    own: PathBuf,
    secrets_key: Option<SecretString>,
    /// Written only while workspaces change, and then no command is at work.
    current: Arc<RwLock<Workspace>>,
    /// One change at a time.
    changing: tokio::sync::Mutex<()>,
    /// One stream over all workspaces.
    events: broadcast::Sender<WorkspaceEvent>,
}

/// The workspace of a desk, for one command: it is not changed for another one meanwhile. The commands about the sample
/// are its own, all others are the workspace's.
#[derive(Debug)]
pub struct OpenWorkspace {
    desk: Desk,
    workspace: OwnedRwLockReadGuard<Workspace>,
}

impl Deref for OpenWorkspace {
    type Target = Workspace;

    fn deref(&self) -> &Workspace {
        &self.workspace
    }
}

/// The sample that is open instead of the own workspace.
#[derive(Serialize, Deserialize)]
struct Choice {
    directory: PathBuf,
}

impl Desk {
    /// Opens the workspace that was open last: the own one, or the sample.
    pub async fn open(options: OpenOptions) -> Result<Self, AppError> {
        let own = options.directory.or_else(default_directory).ok_or_else(no_directory)?;
        let (events, _) = broadcast::channel(EVENTS);
        let opening = |directory: &Path| Opening {
            secrets_key: options.secrets_key.clone(),
            events: Some(events.clone()),
            ..Opening::of(directory)
        };
        let chosen = match chosen(&own) {
            Some(sample) => Workspace::open_at(opening(&sample)).await.map_err(|error| {
                // A broken sample must not keep people from their work.
                tracing::warn!(%error, "the sample workspace cannot be opened; the own one is");
            }),
            None => Err(()),
        };
        let current = match chosen {
            Ok(sample) => sample,
            Err(()) => Workspace::open_at(opening(&own)).await?,
        };
        let inner = Inner {
            own,
            secrets_key: options.secrets_key,
            current: Arc::new(RwLock::new(current)),
            changing: tokio::sync::Mutex::new(()),
            events,
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The workspace that is open, for one command.
    pub async fn workspace(&self) -> OpenWorkspace {
        let workspace = Arc::clone(&self.inner.current).read_owned().await;
        OpenWorkspace { desk: self.clone(), workspace }
    }

    /// Hints that something happened, from now on, in whichever workspace is open.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<WorkspaceEvent> {
        self.inner.events.subscribe()
    }

    /// Whether another process changed the workspace since `seen`, see [`Workspace::changed_elsewhere`].
    pub async fn changed_elsewhere(&self, seen: &mut Option<i64>) -> Result<bool, AppError> {
        self.workspace().await.changed_elsewhere(seen).await
    }

    /// Closes the workspace that is open.
    pub async fn close(&self) {
        self.workspace().await.close().await;
    }

    fn opening(&self, directory: &Path) -> Opening {
        Opening {
            secrets_key: self.inner.secrets_key.clone(),
            events: Some(self.inner.events.clone()),
            ..Opening::of(directory)
        }
    }

    /// Waits until no command is at work, and lets none begin. Refused while a run is in progress.
    async fn alone(&self) -> Result<RwLockWriteGuard<'_, Workspace>, AppError> {
        self.inner.current.read().await.begin_leaving()?;
        if let Ok(current) = tokio::time::timeout(PATIENCE, self.inner.current.write()).await {
            return Ok(current);
        }
        self.inner.current.read().await.stay();
        let message = "This workspace is still busy. Nothing was changed. Try again in a moment.";
        Err(AppError { retryable: true, ..AppError::new(ErrorCode::RunInProgress, message) })
    }

    /// Goes over to another workspace.
    async fn change_to(&self, directory: &Path) -> Result<(), AppError> {
        let next = Workspace::open_at(self.opening(directory)).await?;
        let mut current = match self.alone().await {
            Ok(current) => current,
            Err(error) => {
                next.close().await;
                return Err(error);
            }
        };
        if let Err(error) = self.remember(&next) {
            current.stay();
            drop(current);
            next.close().await;
            return Err(error);
        }
        let staff = current.staff().await.unwrap_or_default();
        let last = std::mem::replace(&mut *current, next);
        introduce(&current, staff).await;
        drop(current);
        last.close().await;
        self.changed();
        Ok(())
    }

    /// Writes down which workspace opens next time.
    fn remember(&self, next: &Workspace) -> Result<(), AppError> {
        let path = self.inner.own.join(CHOICE);
        let kept = if next.directory() == self.inner.own {
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            }
        } else {
            let choice = Choice { directory: next.directory().to_owned() };
            serde_json::to_vec(&choice).map_err(Into::into).and_then(|text| crate::files::replace(&path, &text))
        };
        kept.map_err(|error| {
            let message = format!("{} could not be written: {error}. Nothing was changed.", path.display());
            AppError::new(ErrorCode::Storage, message)
        })
    }

    /// Makes the sample that is open anew. Where that fails, the own workspace is open afterwards.
    async fn reset_open_sample(&self, directory: &Path) -> Result<(), AppError> {
        let mut current = self.alone().await?;
        let staff = current.staff().await.unwrap_or_default();
        current.close().await;
        let made = remake(directory, self.inner.secrets_key.clone()).await;
        // Also after a failure: what could not be made anew may still be as it was.
        let sample = Workspace::open_at(self.opening(directory)).await;
        let (next, failure) = match (sample, made) {
            (Ok(sample), made) => (sample, made.err()),
            (Err(error), made) if self.is_own(directory) => return Err(made.err().unwrap_or(error)),
            (Err(error), made) => {
                let own = Workspace::open_at(self.opening(&self.inner.own)).await?;
                self.remember(&own)?;
                (own, Some(made.err().unwrap_or(error)))
            }
        };
        *current = next;
        introduce(&current, staff).await;
        drop(current);
        self.changed();
        failure.map_or(Ok(()), Err)
    }

    fn is_own(&self, directory: &Path) -> bool {
        directory == self.inner.own
    }

    fn changed(&self) {
        // Nobody listening is no failure: events are hints.
        let _ = self.inner.events.send(WorkspaceEvent::Changed);
    }
}

/// Tells a workspace who sits at the desk, so that nobody has to say it twice. Failing does no harm: it asks.
async fn introduce(workspace: &Workspace, staff: Option<Staff>) {
    if let (Some(staff), Ok(None)) = (staff, workspace.staff().await)
        && let Err(error) = workspace.staff_set(staff).await
    {
        tracing::warn!(%error, "the person at the desk could not be introduced");
    }
}

fn chosen(own: &Path) -> Option<PathBuf> {
    let text = std::fs::read(own.join(CHOICE)).ok()?;
    let choice: Choice = serde_json::from_slice(&text).ok()?;
    // A directory that is gone, or no sample any more, must not become a new workspace.
    (sample_directory(&choice.directory).ok()? == choice.directory).then_some(choice.directory)
}

/// The commands about the sample. Each gives its hold on the workspace back first.
impl OpenWorkspace {
    /// Goes over to the sample workspace, made when there is none.
    pub async fn sample_start(self, request: SampleStartRequest) -> Result<SampleReply, AppError> {
        let (desk, open) = self.released();
        apart(async move || desk.start_sample(open, request.directory).await).await
    }

    /// Goes back to the own workspace.
    pub async fn sample_leave(self, _: Nothing) -> Result<WorkspaceStatus, AppError> {
        let (desk, open) = self.released();
        apart(async move || desk.leave_sample(open).await).await
    }

    /// Makes the sample anew; whatever was done in it is gone.
    pub async fn sample_reset(self, _: Nothing) -> Result<SampleReply, AppError> {
        let (desk, open) = self.released();
        apart(async move || desk.reset_sample(open).await).await
    }

    /// Deletes the sample, and goes back to the own workspace first if need be.
    pub async fn sample_remove(self, _: Nothing) -> Result<SampleRemoveReply, AppError> {
        let (desk, open) = self.released();
        apart(async move || desk.remove_sample(open).await).await
    }

    /// The desk without a hold on its workspace, and the directory of the sample that is open.
    fn released(self) -> (Desk, Option<PathBuf>) {
        let open = self.workspace.is_sample().then(|| self.workspace.directory().to_owned());
        (self.desk, open)
    }
}

/// Runs work on a thread of its own: opening and making workspaces is full of file work that blocks.
async fn apart<T: Send + 'static>(
    work: impl AsyncFnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    let runtime = tokio::runtime::Handle::current();
    blocking(move || runtime.block_on(work())).await
}

impl Desk {
    async fn start_sample(&self, open: Option<PathBuf>, named: Option<String>) -> Result<SampleReply, AppError> {
        let _changing = self.inner.changing.lock().await;
        let named = named.as_deref().map(str::trim).filter(|directory| !directory.is_empty());
        let directory = match (named, open) {
            (None, Some(open)) => open,
            (None, None) => sample_directory(&self.inner.own)?,
            (Some(named), _) => std::path::absolute(named).map_err(|error| {
                AppError::new(ErrorCode::InvalidInput, format!("\"{named}\" is no directory: {error}."))
            })?,
        };
        make_if_missing(&directory, self.inner.secrets_key.clone()).await?;
        if self.workspace().await.directory() != directory {
            self.change_to(&directory).await?;
        }
        self.workspace().await.sample_reply().await
    }

    async fn leave_sample(&self, open: Option<PathBuf>) -> Result<WorkspaceStatus, AppError> {
        let _changing = self.inner.changing.lock().await;
        if open.is_some() {
            self.go_home().await?;
        }
        self.workspace().await.workspace_status(Nothing {}).await
    }

    async fn reset_sample(&self, open: Option<PathBuf>) -> Result<SampleReply, AppError> {
        let _changing = self.inner.changing.lock().await;
        if let Some(directory) = open {
            self.reset_open_sample(&directory).await?;
            return self.workspace().await.sample_reply().await;
        }
        let directory = Some(self.inner.own.clone());
        let secrets_key = self.inner.secrets_key.clone();
        let reply = crate::sample_reset(OpenOptions { directory, secrets_key }).await;
        self.changed();
        reply
    }

    async fn remove_sample(&self, open: Option<PathBuf>) -> Result<SampleRemoveReply, AppError> {
        let _changing = self.inner.changing.lock().await;
        let directory = match open {
            Some(directory) => {
                self.go_home().await?;
                directory
            }
            None => sample_directory(&self.inner.own)?,
        };
        let reply = remove(&directory).await;
        self.changed();
        reply
    }

    /// Back to the own workspace, where there is one.
    async fn go_home(&self) -> Result<(), AppError> {
        if sample_directory(&self.inner.own)? != self.inner.own {
            return self.change_to(&self.inner.own).await;
        }
        let message = "Sitebook was started on the sample workspace itself. Start it without naming this directory.";
        Err(AppError::new(ErrorCode::InvalidInput, message))
    }
}

#[cfg(test)]
mod tests;
