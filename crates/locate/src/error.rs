//! What can be wrong with a GeoIP database.

use std::io;
use std::path::PathBuf;

use maxminddb::MaxMindDbError;
use thiserror::Error;

/// Why a GeoIP database cannot be used, or a lookup in it cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GeoipError {
    /// There is no file at the path.
    #[error("there is no GeoIP database at {path}: choose the file again", path = path.display())]
    NotFound {
        /// Where the file was expected.
        path: PathBuf,
    },
    /// The path exists and cannot be read: a folder, no permission, a failing disk.
    #[error(
        "{path} cannot be read ({kind}): choose an .mmdb file that you have permission to read",
        path = path.display()
    )]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the operating system said.
        kind: io::ErrorKind,
    },
    /// The file is longer than any known database; nothing of it was read.
    #[error(
        "the file is too large for a GeoIP database ({bytes} bytes, at most {limit} are accepted): choose an .mmdb file"
    )]
    TooLarge {
        /// Length in bytes.
        bytes: u64,
        /// The longest accepted length in bytes.
        limit: u64,
    },
    /// The file has no bytes, or no network in it has a record.
    #[error("the file is empty: download the GeoIP database again")]
    Empty,
    /// The file does not end as a MaxMind DB file does: another kind of file, an archive, or a broken-off download.
    #[error(
        "this is not a complete MMDB file: unpack a downloaded archive (.tar.gz, .gz, .zip) first and choose the .mmdb \
         file from it, or download it again if the download broke off"
    )]
    NotAnMmdb,
    /// The file is an MMDB file with contents that contradict each other.
    #[error("the GeoIP database is damaged ({detail}): download it again")]
    Damaged {
        /// What contradicts, for a bug report; not meant for matching.
        detail: String,
    },
    /// A sound MMDB file about something else, such as network operators (ASN).
    #[error(
        "this is not a City or Country database (its type is {database_type}): choose GeoLite2-City, GeoLite2-Country, \
         GeoIP2-City, DB-IP City or an IPtoASN country database"
    )]
    WrongKind {
        /// The type that the file states.
        database_type: String,
    },
}

impl GeoipError {
    pub(crate) fn damaged(detail: impl Into<String>) -> Self {
        Self::Damaged { detail: detail.into() }
    }
}

impl From<MaxMindDbError> for GeoipError {
    fn from(error: MaxMindDbError) -> Self {
        Self::damaged(error.to_string())
    }
}
