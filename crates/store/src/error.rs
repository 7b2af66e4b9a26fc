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
    /// Another program holds the write lock for longer than anybody waits.
    #[error("another program has been writing to the database for too long")]
    Busy,
    /// The file or its folder is write-protected.
    #[error("the database file or its folder is write-protected")]
    ReadOnly,
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
    Migration(sqlx::migrate::MigrateError),
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
const SQLITE_BUSY: i64 = 5;
const SQLITE_READONLY: i64 = 8;
const SQLITE_CORRUPT: i64 = 11;
const SQLITE_FULL: i64 = 13;
const SQLITE_NOTADB: i64 = 26;
/// The file that connections share could not be made larger: what a full disk is before anything is written.
const SQLITE_IOERR_SHMSIZE: i64 = 4874;

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .and_then(|code| code.parse::<i64>().ok());
        if code == Some(SQLITE_IOERR_SHMSIZE) {
            return Self::DiskFull;
        }
        match code.map(|code| code & 0xff) {
            Some(SQLITE_BUSY) => Self::Busy,
            Some(SQLITE_READONLY) => Self::ReadOnly,
            Some(SQLITE_FULL) => Self::DiskFull,
            Some(SQLITE_CORRUPT | SQLITE_NOTADB) => Self::Damaged,
            _ => Self::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        use sqlx::migrate::MigrateError::{Execute, ExecuteMigration};
        match error {
            Execute(cause) | ExecuteMigration(cause, _) => match Self::from(cause) {
                // What the database itself says is worth more than in which migration it said so.
                Self::Database(cause) => Self::Migration(Execute(cause)),
                known => known,
            },
            other => Self::Migration(other),
        }
    }
}

impl From<uuid::Error> for StoreError {
    fn from(error: uuid::Error) -> Self {
        Self::Value(error.to_string())
    }
}
