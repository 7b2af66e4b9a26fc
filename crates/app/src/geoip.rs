//! The GeoIP database in use.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sitebook_locate::GeoipDatabase;
use sitebook_store::Store;

use crate::dto::{GeoipLookupReply, GeoipLookupRequest, GeoipStatus, GeoipUseRequest};
use crate::{AppError, ErrorCode, Workspace};

/// Setting: file name of the accepted database inside the workspace's `geoip` folder.
const GEOIP_FILE: &str = "geoip_file";

/// Folder of accepted databases in the workspace directory.
pub(crate) const FOLDER: &str = "geoip";

impl Workspace {
    /// Takes an MMDB file into use: checked first, then copied into the workspace. Agents without an estimate get one.
    pub async fn geoip_use(&self, request: GeoipUseRequest) -> Result<GeoipStatus, AppError> {
        let source = PathBuf::from(request.path.trim());
        let (database, content) = blocking(move || read(&source)).await?;
        let turn = self.geoip_turn().await?;
        let status = self.put_geoip(database, content).await?;
        self.note_taken_file().await?;
        drop(turn);
        self.estimate_missing().await?;
        self.changed();
        Ok(status)
    }

    /// Puts a checked database into the place of the one in use: copied into the workspace first, then named, then asked.
    /// For whoever has the turn ([`Self::geoip_turn`]). Agents have no estimates of it yet.
    pub(crate) async fn put_geoip(&self, database: GeoipDatabase, content: Vec<u8>) -> Result<GeoipStatus, AppError> {
        let folder = self.inner.directory.join(FOLDER);
        let name = file_name(&database);
        let path = folder.join(&name);
        blocking(move || keep(&folder, &path, &content)).await?;
        let old = self.store().setting(GEOIP_FILE).await?;
        self.store().set_setting(GEOIP_FILE, &name).await?;
        let status = status(&database, false);
        *self.inner.geoip.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(database);
        if let Some(old) = old.filter(|old| *old != name) {
            // Another process may still have it open on some systems; a file left behind does no harm.
            let _ = tokio::fs::remove_file(self.inner.directory.join(FOLDER).join(old)).await;
        }
        Ok(status)
    }

    /// Looks up one address.
    #[expect(clippy::unused_async, reason = "every command has the same shape")]
    pub async fn geoip_lookup(&self, request: GeoipLookupRequest) -> Result<GeoipLookupReply, AppError> {
        let ip: IpAddr = request.ip.trim().parse().map_err(|_| {
            AppError::new(ErrorCode::InvalidInput, format!("\"{}\" is not an IP address.", request.ip.trim()))
        })?;
        let database = self.geoip();
        let outcome = database.lookup(ip)?;
        let public = outcome.is_public();
        let lookup = outcome.into_lookup();
        Ok(GeoipLookupReply {
            ip: ip.to_string(),
            public,
            lat: lookup.position.map(|position| position.lat),
            lon: lookup.position.map(|position| position.lon),
            accuracy_km: lookup.accuracy_km,
            city: lookup.city,
            region: lookup.region,
            country: lookup.country,
            time_zone: lookup.time_zone,
            database: name_of(&database),
        })
    }

    /// The database in use. Where another process took a new one into use, this one goes on with the old until it looks for a
    /// newer one ([`Self::follow_geoip`]) or is opened again.
    pub(crate) fn geoip(&self) -> Arc<GeoipDatabase> {
        Arc::clone(&self.inner.geoip.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Opens the database that was taken into use last, where another process did that since this one opened its own. Returns
    /// whether this process has it open: not where none was ever taken, nor where its file is gone.
    pub(crate) async fn follow_geoip(&self) -> Result<bool, AppError> {
        let Some(name) = self.store().setting(GEOIP_FILE).await? else { return Ok(false) };
        if file_name(&self.geoip()) == name {
            return Ok(true);
        }
        let Some(database) = open_accepted(&self.inner.directory, name).await else { return Ok(false) };
        *self.inner.geoip.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(database);
        Ok(true)
    }

    pub(crate) async fn geoip_status(&self) -> Result<GeoipStatus, AppError> {
        let bundled = self.store().setting(GEOIP_FILE).await?.is_none();
        Ok(status(&self.geoip(), bundled))
    }
}

/// Opens the accepted database of a workspace, or the bundled one.
pub(crate) async fn open_configured(store: &Store, directory: &Path) -> Result<GeoipDatabase, AppError> {
    if let Some(name) = store.setting(GEOIP_FILE).await?
        && let Some(database) = open_accepted(directory, name).await
    {
        return Ok(database);
    }
    Ok(GeoipDatabase::bundled()?)
}

/// Opens an accepted database of a workspace; none where that fails. A file that somebody deleted must not keep people from
/// their work; the status shows which one is in use.
async fn open_accepted(directory: &Path, name: String) -> Option<GeoipDatabase> {
    let path = directory.join(FOLDER).join(name);
    blocking(move || Ok(GeoipDatabase::open_accepted(&path)?))
        .await
        .inspect_err(|error| tracing::warn!(%error, "the GeoIP database cannot be opened; another one stays in use"))
        .ok()
}

/// Checks a file, and reads it.
fn read(source: &Path) -> Result<(GeoipDatabase, Vec<u8>), AppError> {
    let database = GeoipDatabase::open(source)?;
    let content = std::fs::read(source).map_err(|error| not_kept(&error))?;
    Ok((database, content))
}

/// The name of an accepted database in the folder.
fn file_name(database: &GeoipDatabase) -> String {
    let info = database.info();
    let word: String =
        info.database_type.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    format!("{word}-{}-{}.mmdb", info.build_date, info.nodes)
}

fn keep(folder: &Path, path: &Path, content: &[u8]) -> Result<(), AppError> {
    std::fs::create_dir_all(folder).map_err(|error| not_kept(&error))?;
    crate::files::replace(path, content).map_err(|error| not_kept(&error))
}

fn not_kept(error: &std::io::Error) -> AppError {
    let message = format!(
        "The file could not be copied into the workspace: {error}. The database in use before is still in use."
    );
    AppError::new(ErrorCode::BadDatabaseFile, message)
}

fn status(database: &GeoipDatabase, bundled: bool) -> GeoipStatus {
    let info = database.info();
    GeoipStatus {
        database_type: info.database_type,
        build_date: info.build_date,
        nodes: info.nodes,
        bundled,
        knows_cities: info.knows_cities,
        attribution: info.attribution.to_owned(),
    }
}

pub(crate) fn name_of(database: &GeoipDatabase) -> String {
    database.name()
}

/// Runs file work on a thread that may block.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?
}
