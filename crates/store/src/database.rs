//! Opening, migrating and backing up the database file.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqliteConnection, Transaction};

use crate::StoreError;

static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// Rows that SQLite's thread may be ahead of who reads them. With few (sqlx takes 50) the two threads mostly wake each other
/// where many thousands of rows are read.
const ROWS_AHEAD: usize = 1000;

/// How long a statement waits for another process that writes. An import of 100,000 devices holds the lock for seconds.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// Pause before a file that another program is just setting up is opened again.
const OPEN_AGAIN_AFTER: Duration = Duration::from_millis(20);

/// The database of one workspace.
///
/// One connection writes, a few read: SQLite has one writer, and waiting for it here is fair and bounded.
#[derive(Debug, Clone)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Store {
    /// Opens the database file, creating it when it is missing. Before the schema of an existing file is changed, the
    /// file is copied to `<name>.before-<version>` beside it.
    ///
    /// Programs may open a new file in the same moment: one turns it into a write-ahead log, and SQLite refuses the
    /// others at once, without asking the busy handler (<https://www.sqlite.org/wal.html>, "Sometimes Queries Return
    /// `SQLITE_BUSY` In WAL Mode"). So the opening itself is tried again, for as long as a statement would wait.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let given_up = Instant::now() + BUSY_TIMEOUT;
        loop {
            match Self::open_once(path).await {
                Err(StoreError::Busy) if Instant::now() < given_up => tokio::time::sleep(OPEN_AGAIN_AFTER).await,
                result => return result,
            }
        }
    }

    async fn open_once(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A step of the sync protocol must survive a power cut before the request that follows it is sent.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .row_buffer_size(ROWS_AHEAD);
        let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
        migrate(&writer, path).await?;
        // A file does not go away as a server does: asking before each statement whether it is there costs as much as a small one.
        let readers =
            SqlitePoolOptions::new().max_connections(4).test_before_acquire(false).connect_with(options).await?;
        let store = Self { writer, readers };
        store.index_if_missing().await?;
        Ok(store)
    }

    /// A number that grows with each change that another connection, in this process or another, has committed.
    ///
    /// Read through one fixed connection: SQLite counts per connection.
    pub async fn change_counter(&self) -> Result<i64, StoreError> {
        // The writer's own commits do not move its counter: the caller knows of those.
        Ok(sqlx::query_scalar("PRAGMA data_version").fetch_one(&self.writer).await?)
    }

    /// Whether the file's content is sound.
    pub async fn is_sound(&self) -> Result<bool, StoreError> {
        let answer: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&self.readers).await?;
        Ok(answer == "ok")
    }

    /// Closes all connections, so that the file is complete without its write-ahead log.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// A transaction that holds the write lock from its start: a read-modify-write cannot be overtaken.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// The pool for reading.
    pub(crate) fn read(&self) -> &SqlitePool {
        &self.readers
    }
}

async fn migrate(pool: &SqlitePool, path: &Path) -> Result<(), StoreError> {
    let mut connection = pool.acquire().await?;
    let known = MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0);
    let found = schema_version(&mut connection).await?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found > 0 && found < known {
        let copy = backup_path(path, found);
        if !copy.exists() {
            sqlx::query("VACUUM INTO $1").bind(copy.to_string_lossy().into_owned()).execute(&mut *connection).await?;
        }
    }
    drop(connection);
    if found == known {
        // Nothing to do but to compare the migrations that were run with those that are known.
        return Ok(MIGRATOR.run(pool).await?);
    }
    // Two programs may open a new or old file in the same moment: the second waits, and finds it up to date.
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    MIGRATOR.run(&mut *transaction).await?;
    Ok(transaction.commit().await?)
}

/// Where the copy made before a migration from schema `version` lies.
fn backup_path(path: &Path, version: i64) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".before-{version}"));
    path.with_file_name(name)
}

async fn schema_version(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    let has_table: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'")
            .fetch_optional(&mut *connection)
            .await?;
    if has_table.is_none() {
        return Ok(0);
    }
    let version: Option<i64> =
        sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations").fetch_one(&mut *connection).await?;
    Ok(version.unwrap_or(0))
}
