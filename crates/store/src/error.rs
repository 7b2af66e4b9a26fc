//! What can go wrong with the database.

use thiserror::Error;

/// A fault of the database, told apart as far as a person can act on it.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The file was written by a newer version of the program.
    #[error("the workspace was written by a newer version of Sitebook (schema {found}, this version knows {known})")]
    Newer {
        /// Schema version of the file.
        found: i64,
        /// Newest schema version this program knows.
        known: i64,
    },
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// The file is damaged or no database.
    #[error("the database file is damaged or is no database")]
    Damaged,
    /// A step of the sync protocol came from a process that no longer holds the lease.
    #[error("another process took over the work on this company")]
    Fenced,
    /// The device or the configuration has another match.
    #[error("the device or the configuration has another match already")]
    AlreadyMatched,
    /// A stored document cannot be read.
    #[error("a stored record cannot be read: {0}")]
    Document(#[from] serde_json::Error),
    /// A stored id or number cannot be read.
    #[error("a stored value cannot be read: {0}")]
    Value(String),
    /// Anything else.
    #[error("the database failed: {0}")]
    Database(sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A file beside the database could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// The system's words.
        source: std::io::Error,
    },
}

/// SQLite's result codes, <https://www.sqlite.org/rescode.html>: the primary code is the low byte.
const SQLITE_CORRUPT: i64 = 11;
const SQLITE_FULL: i64 = 13;
const SQLITE_NOTADB: i64 = 26;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .and_then(|code| code.parse::<i64>().ok());
        match code.map(|code| code & 0xff) {
            Some(SQLITE_FULL) => Self::DiskFull,
            Some(SQLITE_CORRUPT | SQLITE_NOTADB) => Self::Damaged,
            _ => Self::Database(error),
        }
    }
}

impl From<uuid::Error> for StoreError {
    fn from(error: uuid::Error) -> Self {
        Self::Value(error.to_string())
    }
}
