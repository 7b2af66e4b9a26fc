//! Making, remaking and deleting a sample workspace. The mark comes first and goes last, so that whatever a crash leaves
//! behind is known for what it is.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use sitebook_sample::Sample;
use sitebook_sync::Clock;

use super::{Marker, Presence, Simulation, locks, published_keys};
use crate::clock::SystemClock;
use crate::dto::{DeviceSetRequest, GeoipUseRequest, ImportRequest, LocatePinRequest, SampleRemoveReply};
use crate::geoip::blocking;
use crate::workspace::Opening;
use crate::{AppError, ErrorCode, Workspace};

/// The made-up customers as an import file; it stays there, to be looked at.
const AGENTS: &str = "sample-agents.json";

/// Its GeoIP database, until it was taken into use.
const GEOIP: &str = "sample-geoip.mmdb";

/// Source that the made-up customers come from.
const SOURCE: &str = "sample";

/// How often it is looked whether another process has finished making the same sample, and how long.
const LOOK_INTERVAL: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_mins(1);

/// What lies in a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Nothing, or nothing but locks.
    Nothing,
    /// A sample whose making was cut off, or is going on.
    Unfinished,
    /// A sample.
    Sample,
    /// Something else, which is not ours to touch.
    Foreign,
}

/// Makes a sample where there is none.
pub(crate) async fn make_if_missing(directory: &Path, key: Option<SecretString>) -> Result<(), AppError> {
    let made = tokio::time::timeout(PATIENCE, async {
        let mut interval = tokio::time::interval(LOOK_INTERVAL);
        loop {
            interval.tick().await;
            if is_sample(directory)? {
                return Ok(());
            }
            make_directory(directory)?;
            let Some(alone) = Presence::alone(directory)? else { continue };
            // Another process may have been faster.
            if is_sample(directory)? {
                return Ok(());
            }
            return make(directory, key.clone(), alone).await;
        }
    });
    made.await.unwrap_or_else(|_| Err(in_use()))
}

/// Makes a sample anew; whatever was done in it is gone.
pub(crate) async fn remake(directory: &Path, key: Option<SecretString>) -> Result<(), AppError> {
    is_sample(directory)?;
    make_directory(directory)?;
    let alone = Presence::alone(directory)?.ok_or_else(in_use)?;
    make(directory, key, alone).await
}

/// Deletes a sample and its directory.
pub(crate) async fn remove(directory: &Path) -> Result<SampleRemoveReply, AppError> {
    let reply = |removed| SampleRemoveReply { directory: directory.display().to_string(), removed };
    if found(directory)? == Found::Nothing {
        return Ok(reply(false));
    }
    is_sample(directory)?;
    let alone = Presence::alone(directory)?.ok_or_else(in_use)?;
    unfinished(directory)?;
    empty(directory).await?;
    drop(alone);
    let directory = directory.to_owned();
    blocking(move || {
        for path in locks::FILES.map(|name| directory.join(name)) {
            absent(std::fs::remove_file(&path)).map_err(|error| failed("deleted", &path, &error))?;
        }
        let path = Marker::path(&directory);
        absent(std::fs::remove_file(&path)).map_err(|error| failed("deleted", &path, &error))?;
        absent(std::fs::remove_dir(&directory)).map_err(|error| failed("deleted", &directory, &error))
    })
    .await?;
    Ok(reply(true))
}

async fn make(directory: &Path, key: Option<SecretString>, alone: Presence) -> Result<(), AppError> {
    unfinished(directory)?;
    empty(directory).await?;
    let now = SystemClock.now();
    let sample = sitebook_sample::sample(now.0 / 1000).map_err(|error| fault(&error))?;
    Simulation::prepare(directory, &sample.connectwise)?;
    let geoip = directory.join(GEOIP);
    crate::files::replace(&geoip, &sample.geoip).map_err(|error| failed("written", &geoip, &error))?;
    let agents = directory.join(AGENTS);
    let text = serde_json::to_vec_pretty(&sample.agents).map_err(|error| fault(&error))?;
    crate::files::replace(&agents, &text).map_err(|error| failed("written", &agents, &error))?;
    let opening = Opening { secrets_key: key, presence: Some(alone), ..Opening::of(directory) };
    let workspace = Workspace::open_at(opening).await?;
    let filled = fill(&workspace, &sample).await;
    // Even after a failure: the locks must be free for the next attempt.
    workspace.close().await;
    filled?;
    let marker = Marker::read(directory)?.ok_or_else(|| no_sample(directory))?;
    Marker { ready: true, ..marker }.write(directory)
}

async fn fill(workspace: &Workspace, sample: &Sample) -> Result<(), AppError> {
    let path = |name: &str| workspace.directory().join(name).to_string_lossy().into_owned();
    workspace.geoip_use(GeoipUseRequest { path: path(GEOIP) }).await?;
    absent(std::fs::remove_file(path(GEOIP))).map_err(|error| failed("deleted", Path::new(GEOIP), &error))?;
    let path = path(AGENTS);
    let reply =
        workspace.agents_import(ImportRequest { path, source: SOURCE.to_owned(), ..ImportRequest::default() }).await?;
    if let Some(rejected) = reply.rejected.first() {
        return Err(fault(&format!("{}: {}", rejected.r#where, rejected.reason)));
    }
    for place in &sample.confirmed {
        let request = LocatePinRequest::at(place.agent.clone(), place.lat, place.lon);
        workspace.locate_pin(request).await?;
    }
    for (agent, device) in &sample.ignored {
        let changes = [("ignored".to_owned(), "true".to_owned())].into();
        workspace
            .devices_set(DeviceSetRequest {
                device: format!("{agent}/{device}"),
                changes,
                ..DeviceSetRequest::default()
            })
            .await?;
    }
    let Some(simulation) = &workspace.inner.sample else { return Err(no_sample(workspace.directory())) };
    let port = simulation.attend().await?;
    workspace.connectwise_connect(published_keys(port)).await?;
    Ok(())
}

/// Whether the directory holds a finished sample; refused where it holds something else.
fn is_sample(directory: &Path) -> Result<bool, AppError> {
    match found(directory)? {
        Found::Sample => Ok(true),
        Found::Nothing | Found::Unfinished => Ok(false),
        Found::Foreign => {
            let message = format!(
                "{} holds something else than a sample workspace. Nothing was touched. Name an empty directory.",
                directory.display()
            );
            Err(AppError::new(ErrorCode::InvalidInput, message))
        }
    }
}

fn found(directory: &Path) -> Result<Found, AppError> {
    // A link is not followed: what it leads to may be anybody's.
    match std::fs::symlink_metadata(directory) {
        Ok(metadata) if !metadata.is_dir() => return Ok(Found::Foreign),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(failed("read", directory, &error)),
    }
    match Marker::read(directory)? {
        Some(marker) if marker.ready => Ok(Found::Sample),
        Some(_) => Ok(Found::Unfinished),
        None => Ok(if contents(directory)?.is_empty() { Found::Nothing } else { Found::Foreign }),
    }
}

/// Everything in a directory but locks, the mark, and a mark that was just being written.
fn contents(directory: &Path) -> Result<Vec<PathBuf>, AppError> {
    let read = |error: std::io::Error| failed("read", directory, &error);
    let marker = Marker::path(directory);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(read)? {
        let path = entry.map_err(read)?.path();
        let is_lock = path.file_name().is_some_and(|name| locks::FILES.iter().any(|lock| name == *lock));
        if !is_lock && path != marker && path != marker.with_extension("json.new") {
            paths.push(path);
        }
    }
    Ok(paths)
}

fn make_directory(directory: &Path) -> Result<(), AppError> {
    std::fs::create_dir_all(directory).map_err(|error| failed("made", directory, &error))
}

/// Marks the directory as a sample that is not finished, keeping its port.
fn unfinished(directory: &Path) -> Result<(), AppError> {
    let port = Marker::read(directory)?.map_or(0, |marker| marker.port);
    Marker { sitebook_sample: sitebook_sample::VERSION, port, ready: false }.write(directory)
}

/// Deletes everything in a marked directory but the mark and the locks.
async fn empty(directory: &Path) -> Result<(), AppError> {
    let directory = directory.to_owned();
    blocking(move || {
        for path in contents(&directory)? {
            let is_folder = std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_dir());
            let deleted = if is_folder { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            absent(deleted).map_err(|error| failed("deleted", &path, &error))?;
        }
        Ok(())
    })
    .await
}

/// What is gone already needs no deleting.
fn absent(deleted: std::io::Result<()>) -> std::io::Result<()> {
    deleted.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

fn in_use() -> AppError {
    let message = "Another Sitebook has the sample workspace open. Nothing was changed. Close it, then try again.";
    AppError::new(ErrorCode::RunInProgress, message)
}

fn fault(why: &dyn std::fmt::Display) -> AppError {
    AppError::new(ErrorCode::Internal, format!("The sample workspace could not be made: {why}."))
}

pub(super) fn no_sample(directory: &Path) -> AppError {
    AppError::new(ErrorCode::SampleDamaged, format!("{} is no sample workspace any more.", directory.display()))
}

/// What a file of the sample did not let happen.
pub(super) fn failed(what: &str, path: &Path, error: &std::io::Error) -> AppError {
    let message = format!("{} of the sample workspace could not be {what}: {error}.", path.display());
    let code = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ErrorCode::DiskFull,
        _ => ErrorCode::Storage,
    };
    AppError::new(code, message)
}
