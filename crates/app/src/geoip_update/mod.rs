//! The GeoIP database from one's own MaxMind account: checked, and kept fresh.
//!
//! A shared account is no way: its licence wants old files deleted within 30 days, and allows 30 downloads a day.

mod archive;
mod download;

use std::fs::{File, TryLockError};
use std::path::Path;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use sitebook_domain::Timestamp;
use sitebook_locate::GeoipDatabase;

use crate::dto::{GeoipUpdateReply, GeoipUpdateSetRequest, Nothing};
use crate::geoip::{FOLDER, blocking};
use crate::{AppError, ErrorCode, Workspace};

/// Setting: account and times, as JSON.
const UPDATE: &str = "geoip_update";
/// Name of the secret that holds the licence key.
pub(crate) const SECRET: &str = "maxmind";
const SERVICE: &str = "https://download.maxmind.com";
/// File of the workspace that whoever downloads holds locked.
const LOCK: &str = "geoip-download.lock";
/// Names another service that answers in the same way: a mirror of one's own.
const SERVICE_VARIABLE: &str = "SITEBOOK_GEOIP_SERVICE";
/// A week, in milliseconds: GeoLite2 is made twice a week, and its licence gives 30 days.
const WEEK: i64 = 7 * 24 * 60 * 60 * 1000;
/// After a failure, in milliseconds: half a day.
const AGAIN: i64 = 12 * 60 * 60 * 1000;
/// So that not all Sitebooks ask at the same time, up to so many milliseconds are added: half a day.
const JITTER: u64 = 12 * 60 * 60 * 1000;

/// What is known of the updates.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    account: String,
    /// SHA-256 of the archive that is in use; empty where a person took another file since.
    hash: String,
    checked_at: Option<Timestamp>,
    next_at: Option<Timestamp>,
    /// Why the last attempt failed; empty after a good one.
    failure: String,
}

impl Workspace {
    /// The account that the database comes from, and how the updates go.
    pub async fn geoip_update_show(&self, _: Nothing) -> Result<GeoipUpdateReply, AppError> {
        let kept = self.kept_update().await?;
        self.update_reply(&kept).await
    }

    /// Names the account, or goes on without one. Nothing is downloaded by it.
    pub async fn geoip_update_set(&self, request: GeoipUpdateSetRequest) -> Result<GeoipUpdateReply, AppError> {
        let account = request.account_id.trim().to_owned();
        if !account.bytes().all(|byte| byte.is_ascii_digit()) {
            let message = "The account ID is a number. It stands beside the licence keys of your MaxMind account.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        let key = request.license_key.trim();
        if account.is_empty() {
            self.keep_secret(SECRET, None).await?;
        } else if !key.is_empty() {
            self.keep_secret(SECRET, Some(SecretString::from(key.to_owned()))).await?;
        } else if self.secret(SECRET).await?.is_none() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Write the licence key of this account."));
        }
        let next_at = (!account.is_empty()).then(|| self.now());
        let kept = Kept { account, next_at, failure: String::new(), ..self.kept_update().await? };
        self.keep_update(&kept).await?;
        self.changed();
        self.update_reply(&kept).await
    }

    /// Downloads the newest database now, unless it is in use already.
    pub async fn geoip_update_run(&self, _: Nothing) -> Result<GeoipUpdateReply, AppError> {
        let service = std::env::var(SERVICE_VARIABLE).unwrap_or_else(|_| SERVICE.to_owned());
        self.update_geoip_from(&service).await
    }

    /// Whether a week has passed since the last look, and nobody is looking at this moment.
    pub(crate) async fn is_geoip_update_due(&self) -> Result<bool, AppError> {
        let is_free = self.inner.geoip_updating.try_lock().is_ok();
        Ok(is_free && self.kept_update().await?.next_at.is_some_and(|at| at <= self.now()))
    }

    /// Downloads the newest database by itself. A failure is told in the status.
    pub(crate) async fn update_geoip(&self) {
        if let Err(error) = self.geoip_update_run(Nothing {}).await {
            tracing::warn!(%error, "the GeoIP database was not updated");
        }
    }

    pub(crate) async fn update_geoip_from(&self, service: &str) -> Result<GeoipUpdateReply, AppError> {
        // Two at a time would write into the same file: in this process, and in all that have the workspace open.
        let busy = || AppError::new(ErrorCode::InvalidInput, "The database is being downloaded at this moment.");
        let Ok(_alone) = self.inner.geoip_updating.try_lock() else { return Err(busy()) };
        let directory = self.inner.directory.clone();
        let Some(_alone_of_all) = blocking(move || lock(&directory)).await? else { return Err(busy()) };
        let kept = self.kept_update().await?;
        let done = self.fetch_newest(&kept, service).await;
        let mut random = [0_u8; 8];
        getrandom::fill(&mut random).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        let jitter = (u64::from_le_bytes(random) % JITTER) as i64;
        let now = self.now();
        let kept = match &done {
            Ok(hash) => Kept {
                hash: hash.clone(),
                checked_at: Some(now),
                next_at: Some(Timestamp(now.0 + WEEK + jitter)),
                failure: String::new(),
                ..kept
            },
            Err(error) => {
                Kept { next_at: Some(Timestamp(now.0 + AGAIN + jitter)), failure: error.message.clone(), ..kept }
            }
        };
        self.keep_update(&kept).await?;
        self.changed();
        done?;
        self.update_reply(&kept).await
    }

    /// Takes the newest database into use, and says which one it is.
    async fn fetch_newest(&self, kept: &Kept, service: &str) -> Result<String, AppError> {
        let key = self.secret(SECRET).await?.filter(|_| !kept.account.is_empty());
        let Some(key) = key else {
            let message = "Write account ID and licence key of your MaxMind account first.";
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        };
        let account = download::Account { id: kept.account.clone(), key };
        let service = download::Service::new(service)?;
        // What another process downloaded is the newest here only once it is open here.
        let is_open = self.follow_geoip().await?;
        let hash = service.newest(&account).await?;
        if hash == kept.hash && is_open {
            return Ok(hash);
        }
        let folder = self.inner.directory.join(FOLDER);
        tokio::fs::create_dir_all(&folder).await.map_err(|error| {
            AppError::new(ErrorCode::Storage, format!("The folder of GeoIP databases cannot be made: {error}."))
        })?;
        let archive = service.download(&account, &hash, &folder).await?;
        let unpacked = archive.clone();
        let taken = blocking(move || database_of(&unpacked)).await;
        // Whole and yet no database: downloading it again gives the same.
        let _ = tokio::fs::remove_file(&archive).await;
        let (database, content) = taken?;
        let old = self.geoip().info();
        let new = database.info();
        if old.database_type == new.database_type && new.build_date < old.build_date {
            let message = format!(
                "MaxMind gave a database of {}, older than the one of {} in use, which stays.",
                new.build_date, old.build_date
            );
            return Err(AppError::new(ErrorCode::BadDatabaseFile, message));
        }
        self.take_geoip(database, content).await?;
        Ok(hash)
    }

    /// Notes that the database in use is none that was downloaded, so that a download takes its place again.
    pub(crate) async fn forget_downloaded_geoip(&self) -> Result<(), AppError> {
        let kept = self.kept_update().await?;
        if kept.hash.is_empty() {
            return Ok(());
        }
        self.keep_update(&Kept { hash: String::new(), ..kept }).await
    }

    async fn kept_update(&self) -> Result<Kept, AppError> {
        let kept = self.store().setting(UPDATE).await?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
    }

    async fn keep_update(&self, kept: &Kept) -> Result<(), AppError> {
        let text =
            serde_json::to_string(kept).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        Ok(self.store().set_setting(UPDATE, &text).await?)
    }

    async fn update_reply(&self, kept: &Kept) -> Result<GeoipUpdateReply, AppError> {
        Ok(GeoipUpdateReply {
            account_id: kept.account.clone(),
            key_set: !kept.account.is_empty() && self.secret(SECRET).await?.is_some(),
            checked_at: kept.checked_at.map(|at| at.to_string()),
            next_at: kept.next_at.map(|at| at.to_string()),
            failure: kept.failure.clone(),
            geoip: self.geoip_status().await?,
        })
    }
}

/// The right to download, until it is dropped or the process ends in whatever way; none where another process has it.
fn lock(directory: &Path) -> Result<Option<File>, AppError> {
    let failed = |error: std::io::Error| {
        AppError::new(ErrorCode::Storage, format!("The workspace directory cannot be written: {error}."))
    };
    let file = File::options().create(true).write(true).truncate(false).open(directory.join(LOCK)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// The checked database of an archive, and its bytes.
fn database_of(archive: &Path) -> Result<(GeoipDatabase, Vec<u8>), AppError> {
    let refused = |error: std::io::Error| {
        let message = format!("MaxMind's archive cannot be used: {error}. The database in use before is still in use.");
        AppError::new(ErrorCode::BadDatabaseFile, message)
    };
    let content = archive::database_in(File::open(archive).map_err(refused)?).map_err(refused)?;
    Ok((GeoipDatabase::from_bytes(content.clone())?, content))
}

#[cfg(test)]
mod tests;
