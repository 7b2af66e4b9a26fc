//! Downloads from MaxMind: <https://dev.maxmind.com/geoip/updating-databases/#directly-downloading-databases>.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::header::RANGE;
use reqwest::{Client, Response, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::geoip::blocking;
use crate::{AppError, ErrorCode};

/// Longest accepted download: 256 MiB. The archive of GeoLite2-City has about 32 MB.
const LONGEST: u64 = 256 << 20;
/// A slow line may take long for the whole; between two pieces it may not.
const SILENCE: Duration = Duration::from_mins(1);
const REDIRECTS: usize = 3;
const DATABASE: &str = "geoip/databases/GeoLite2-City/download";

/// Who downloads.
pub(super) struct Account {
    pub(super) id: String,
    pub(super) key: SecretString,
}

/// The service that databases come from.
pub(super) struct Service {
    client: Client,
    address: String,
}

impl Service {
    pub(super) fn new(address: &str) -> Result<Self, AppError> {
        // Redirects lead to a storage of MaxMind's; the client leaves the keys out for another host.
        let client = Client::builder()
            .read_timeout(SILENCE)
            .user_agent(concat!("Sitebook/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::limited(REDIRECTS))
            .build()
            .map_err(|error| unreachable(&error.without_url().to_string()))?;
        Ok(Self { client, address: address.trim_end_matches('/').to_owned() })
    }

    async fn get(&self, suffix: &str, account: &Account, from: u64) -> Result<Response, AppError> {
        let url = format!("{}/{DATABASE}?suffix={suffix}", self.address);
        let mut request = self.client.get(url).basic_auth(&account.id, Some(account.key.expose_secret()));
        if from > 0 {
            request = request.header(RANGE, format!("bytes={from}-"));
        }
        let response = request.send().await.map_err(|error| unreachable(&error.without_url().to_string()))?;
        let status = response.status();
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(AppError::new(
                ErrorCode::InvalidInput,
                "MaxMind refused this account ID and licence key. Copy both again from \"Manage License Keys\" of your MaxMind account.",
            )),
            StatusCode::TOO_MANY_REQUESTS => Err(AppError {
                retryable: true,
                ..AppError::new(
                    ErrorCode::TooManyRequests,
                    "MaxMind allows 30 downloads a day for an account, and today's are used up. Try again tomorrow.",
                )
            }),
            _ if status.is_success() || status == StatusCode::RANGE_NOT_SATISFIABLE => Ok(response),
            _ => Err(unreachable(&format!("it answered {}", status.as_u16()))),
        }
    }

    /// The SHA-256 of the archive that a download would give, in hex.
    pub(super) async fn newest(&self, account: &Account) -> Result<String, AppError> {
        let text = self
            .get("tar.gz.sha256", account, 0)
            .await?
            .text()
            .await
            .map_err(|error| unreachable(&error.without_url().to_string()))?;
        let hash = text.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        if hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(hash)
        } else {
            Err(unreachable("it did not say which file it has"))
        }
    }

    /// Downloads the archive with this hash into the folder, going on where an earlier download broke off.
    pub(super) async fn download(&self, account: &Account, hash: &str, folder: &Path) -> Result<PathBuf, AppError> {
        // The name has the hash: a part of another file is never gone on with.
        let path = folder.join(format!("download-{}.part", &hash[..16]));
        forget_others(folder, &path);
        let have = tokio::fs::metadata(&path).await.map_or(0, |file| file.len());
        let mut response = self.get("tar.gz", account, have).await?;
        if response.status() == StatusCode::RANGE_NOT_SATISFIABLE {
            // All of it is there already, or more than there is.
            response =
                if is_whole(&path, hash).await? { return Ok(path) } else { self.get("tar.gz", account, 0).await? };
        }
        let goes_on = response.status() == StatusCode::PARTIAL_CONTENT;
        let mut length = if goes_on { have } else { 0 };
        let mut file = File::options()
            .create(true)
            .write(true)
            .append(goes_on)
            .truncate(!goes_on)
            .open(&path)
            .map_err(|error| not_written(&error))?;
        while let Some(chunk) =
            response.chunk().await.map_err(|error| unreachable(&format!("it broke off: {}", error.without_url())))?
        {
            length += chunk.len() as u64;
            if length > LONGEST {
                drop(file);
                let _ = std::fs::remove_file(&path);
                return Err(unreachable("its file is too large for a GeoIP database"));
            }
            file.write_all(&chunk).map_err(|error| not_written(&error))?;
        }
        file.sync_all().map_err(|error| not_written(&error))?;
        drop(file);
        if is_whole(&path, hash).await? {
            return Ok(path);
        }
        // Going on with wrong bytes would be wrong for ever.
        let _ = tokio::fs::remove_file(&path).await;
        Err(unreachable("the file is not the one that it announced"))
    }
}

/// Parts of older files are of no use any more.
fn forget_others(folder: &Path, keep: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path != keep && path.extension().is_some_and(|extension| extension == "part") {
            let _ = std::fs::remove_file(path);
        }
    }
}

async fn is_whole(path: &Path, hash: &str) -> Result<bool, AppError> {
    let (path, wanted) = (path.to_owned(), hash.to_owned());
    blocking(move || {
        let mut digest = Sha256::new();
        let mut file = BufReader::new(File::open(&path).map_err(|error| not_written(&error))?);
        let mut piece = vec![0; 1 << 16];
        loop {
            match file.read(&mut piece).map_err(|error| not_written(&error))? {
                0 => break,
                length => digest.update(&piece[..length]),
            }
        }
        let found: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        Ok(found == wanted)
    })
    .await
}

fn unreachable(why: &str) -> AppError {
    let message = format!(
        "MaxMind's GeoLite2-City was not downloaded: {why}. The database in use before is still in use; try again, and \
         let a firewall pass download.maxmind.com and *.r2.cloudflarestorage.com."
    );
    AppError { retryable: true, ..AppError::new(ErrorCode::Unavailable, message) }
}

fn not_written(error: &std::io::Error) -> AppError {
    let message = format!("The download could not be written: {error}. The database in use before is still in use.");
    AppError::new(ErrorCode::Storage, message)
}
