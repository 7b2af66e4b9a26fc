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
/// File of the workspace that whoever names the account or the database holds locked, for a moment.
const TURN: &str = "geoip-turn.lock";
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
    /// How often somebody named the account or forgot it. A download during which it grew is none that is wanted any more,
    /// also where the same account is named again: its key may be another one.
    named: u64,
    /// How often somebody took a file into use, for the same purpose.
    taken: u64,
}

/// The newest database that there is.
enum Newest {
    /// The one in use, whose archive has this hash.
    InUse(String),
    /// Another one, checked, and not in use yet.
    Downloaded { hash: String, database: Box<GeoipDatabase>, content: Vec<u8> },
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
        let turn = self.geoip_turn().await?;
        if account.is_empty() {
            self.keep_secret(SECRET, None).await?;
        } else if !key.is_empty() {
            self.keep_secret(SECRET, Some(SecretString::from(key.to_owned()))).await?;
        } else if self.secret(SECRET).await?.is_none() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Write the licence key of this account."));
        }
        let next_at = (!account.is_empty()).then(|| self.now());
        let named =
            |kept: Kept| Kept { account, next_at, failure: String::new(), named: kept.named.wrapping_add(1), ..kept };
        let kept = self.change_update(named).await?;
        drop(turn);
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
        let busy = || {
            let message = "The database is being downloaded at this moment. Wait until that is done.";
            AppError::new(ErrorCode::InvalidInput, message)
        };
        let Ok(_alone) = self.inner.geoip_updating.try_lock() else { return Err(busy()) };
        let directory = self.inner.directory.clone();
        let Some(_alone_of_all) = blocking(move || lock(&directory)).await? else { return Err(busy()) };
        let turn = self.geoip_turn().await?;
        let before = self.kept_update().await?;
        if before.account.is_empty() {
            return Err(no_key());
        }
        let newest = self.fetch_newest(&before, turn, service).await;
        let turn = self.geoip_turn().await?;
        let concluded = self.conclude_update(&before, newest).await;
        drop(turn);
        let estimated = match concluded {
            Ok(kept) => self.estimate_missing().await.map(|()| kept),
            Err(error) => Err(error),
        };
        self.changed();
        self.update_reply(&estimated?).await
    }

    /// The newest database of the account that was named before. The turn is given back before anything is asked of the
    /// service: a download takes minutes, and people do not wait for it.
    async fn fetch_newest(&self, before: &Kept, turn: File, service: &str) -> Result<Newest, AppError> {
        let key = self.secret(SECRET).await?.ok_or_else(no_key)?;
        let account = download::Account { id: before.account.clone(), key };
        // What another process downloaded is the newest here only once it is open here.
        let is_open = self.follow_geoip().await?;
        drop(turn);
        let service = download::Service::new(service)?;
        let hash = service.newest(&account).await?;
        if hash == before.hash && is_open {
            return Ok(Newest::InUse(hash));
        }
        let folder = self.inner.directory.join(FOLDER);
        tokio::fs::create_dir_all(&folder).await.map_err(|error| {
            AppError::new(ErrorCode::Storage, format!("The folder of GeoIP databases cannot be made: {error}."))
        })?;
        let archive = service.download(&account, &hash, &folder).await?;
        let unpacked = archive.clone();
        let read = blocking(move || database_of(&unpacked)).await;
        // Whole and yet no database: downloading it again gives the same.
        let _ = tokio::fs::remove_file(&archive).await;
        let (database, content) = read?;
        Ok(Newest::Downloaded { hash, database: Box::new(database), content })
    }

    /// Takes what was fetched into use and notes how it went, unless somebody named another account or took a file since:
    /// the latest act of a person wins. For whoever has the turn.
    async fn conclude_update(&self, before: &Kept, newest: Result<Newest, AppError>) -> Result<Kept, AppError> {
        let jitter = jitter()?;
        let since = self.kept_update().await?;
        let is_taken = since.taken != before.taken;
        if is_taken {
            // It may have been taken in another process, and this one is about to say which database is in use.
            self.follow_geoip().await?;
        }
        if since.named != before.named {
            // Nothing is noted: hash, times and failure of the earlier account say nothing about what is named now.
            return Err(named_meanwhile(&since.account));
        }
        let done = match newest {
            Ok(_) if is_taken => Err(taken_meanwhile()),
            Ok(Newest::InUse(hash)) => Ok(hash),
            Ok(Newest::Downloaded { hash, database, content }) => {
                self.put_newer_geoip(*database, content).await.map(|()| hash)
            }
            Err(error) => Err(error),
        };
        let wait = match &done {
            Err(error) if error.code != ErrorCode::Stopped => AGAIN,
            _ => WEEK,
        };
        let now = self.now();
        let next_at = Some(Timestamp(now.0 + wait + jitter));
        let kept = self.change_update(|kept| match &done {
            Ok(hash) => Kept { hash: hash.clone(), checked_at: Some(now), next_at, failure: String::new(), ..kept },
            Err(error) => Kept { next_at, failure: error.message.clone(), ..kept },
        });
        let kept = kept.await?;
        done.map(|_| kept)
    }

    /// Takes a database into use that was downloaded, unless it is older than the one in use.
    async fn put_newer_geoip(&self, database: GeoipDatabase, content: Vec<u8>) -> Result<(), AppError> {
        let old = self.geoip().info();
        let new = database.info();
        if old.database_type == new.database_type && new.build_date < old.build_date {
            let message = format!(
                "MaxMind gave a database of {}, older than the one of {} in use, which stays.",
                new.build_date, old.build_date
            );
            return Err(AppError::new(ErrorCode::BadDatabaseFile, message));
        }
        self.put_geoip(database, content).await.map(drop)
    }

    /// Notes that a person took a file into use, so that no download which runs takes its place, and the next one does.
    pub(crate) async fn note_taken_file(&self) -> Result<(), AppError> {
        let taken = |kept: Kept| Kept { hash: String::new(), taken: kept.taken.wrapping_add(1), ..kept };
        self.change_update(taken).await.map(drop)
    }

    /// The right to name the account or the database in use, until it is dropped. A download ends in one turn: what a person
    /// does is either before it, and wins, or after it, and wins as well.
    pub(crate) async fn geoip_turn(&self) -> Result<File, AppError> {
        let directory = self.inner.directory.clone();
        blocking(move || {
            let file = lock_file(&directory, TURN)?;
            file.lock().map_err(|error| not_locked(&error))?;
            Ok(file)
        })
        .await
    }

    async fn kept_update(&self) -> Result<Kept, AppError> {
        Ok(read_kept(self.store().setting(UPDATE).await?.as_deref()))
    }

    /// Changes what is known of the updates from what it is at that moment, and says what it is then.
    async fn change_update(&self, change: impl FnOnce(Kept) -> Kept + Send) -> Result<Kept, AppError> {
        let mut changed = Kept::default();
        let kept = self.store().change_setting(UPDATE, |text| {
            changed = change(read_kept(text));
            let text = serde_json::to_string(&changed);
            text.map(Some).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))
        });
        kept.await?;
        Ok(changed)
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

/// What is kept of the updates; nothing counts as known where it cannot be read.
fn read_kept(text: Option<&str>) -> Kept {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn jitter() -> Result<i64, AppError> {
    let mut random = [0_u8; 8];
    getrandom::fill(&mut random).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
    Ok((u64::from_le_bytes(random) % JITTER) as i64)
}

fn no_key() -> AppError {
    AppError::new(ErrorCode::InvalidInput, "Write account ID and licence key of your MaxMind account first.")
}

/// What became of a download during which somebody named this account, or none.
fn named_meanwhile(account: &str) -> AppError {
    let message = if account.is_empty() {
        "The MaxMind account was forgotten while its newest database was looked for, so nothing of it was taken into use. \
         The database in use stays; name an account to download one again."
    } else {
        "The MaxMind account was named anew while the newest database was looked for, so nothing of that was taken into \
         use. Look again, or leave it to Sitebook, which soon looks with the account that is named now."
    };
    AppError::new(ErrorCode::Stopped, message)
}

/// What became of a download during which somebody took a file into use.
fn taken_meanwhile() -> AppError {
    let message = "A file was taken into use while MaxMind's newest database was looked for. The file stays until the next \
                   look; look again to take MaxMind's now, or forget the account to keep the file.";
    AppError::new(ErrorCode::Stopped, message)
}

/// The right to download, until it is dropped or the process ends in whatever way; none where another process has it.
fn lock(directory: &Path) -> Result<Option<File>, AppError> {
    let file = lock_file(directory, LOCK)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(not_locked(&error)),
    }
}

fn lock_file(directory: &Path, name: &str) -> Result<File, AppError> {
    let file = File::options().create(true).write(true).truncate(false).open(directory.join(name));
    file.map_err(|error| not_locked(&error))
}

fn not_locked(error: &std::io::Error) -> AppError {
    AppError::new(ErrorCode::Storage, format!("The workspace directory cannot be written: {error}."))
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
