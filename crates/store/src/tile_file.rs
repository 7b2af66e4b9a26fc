//! MBTiles files: map pictures in an SQLite database of somebody else's, which is read and never written
//! (<https://github.com/mapbox/mbtiles-spec/blob/master/1.3/spec.md>).

use std::path::Path;
use std::time::{Duration, Instant};

use sqlx::Sqlite;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use thiserror::Error;

use crate::StoreError;

/// The longest that one question may take. With an index, as nearly all files have it, a tile takes milliseconds; without one,
/// and where zooms have to be looked for, the whole file is read.
const PATIENCE: Duration = Duration::from_secs(20);
/// After so many steps of SQLite's machine the clock is looked at: far below a millisecond.
const STEPS: i32 = 10_000;
/// SQLite's result code of a question that was stopped, <https://www.sqlite.org/rescode.html#interrupt>.
const SQLITE_INTERRUPT: &str = "9";

/// What can go wrong with an MBTiles file.
#[derive(Debug, Error)]
pub enum TileFileError {
    /// A question took longer than anybody waits: the file is very large and has no index, or its `tiles` is a view that
    /// never ends.
    #[error("it takes too long to look something up in it")]
    Slow,
    /// A tile, or what the file says of itself, is larger than it may be.
    #[error("something in it is far too large")]
    TooLarge,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for TileFileError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        if code.as_deref() == Some(SQLITE_INTERRUPT) { Self::Slow } else { Self::Store(error.into()) }
    }
}

/// An open MBTiles file. It comes from anywhere: `tiles` and `metadata` may be views, as many programs make them, and a view
/// may be without end. So each question has a limit in time, and what it gives back has one in size.
#[derive(Debug)]
pub struct TileFile {
    pool: SqlitePool,
    patience: Duration,
}

impl TileFile {
    /// Opens a file. [`StoreError::Damaged`] where it is no whole database, or holds no map.
    pub async fn open(path: &Path) -> Result<Self, TileFileError> {
        // Immutable: no lock or log appears beside a file that lies in somebody's folder.
        let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
        let pool = SqlitePoolOptions::new().max_connections(2).connect_with(options).await?;
        let tables: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master WHERE name = 'tiles' OR name = 'metadata'")
                .fetch_one(&pool)
                .await?;
        if tables < 2 {
            return Err(StoreError::Damaged.into());
        }
        Ok(Self { pool, patience: PATIENCE })
    }

    /// A connection whose next question is stopped when it takes too long.
    async fn patient(&self) -> Result<PoolConnection<Sqlite>, TileFileError> {
        let mut connection = self.pool.acquire().await?;
        let (asked, patience) = (Instant::now(), self.patience);
        // Replaces the one of the question before.
        connection.lock_handle().await?.set_progress_handler(STEPS, move || asked.elapsed() < patience);
        Ok(connection)
    }

    /// What the file says of itself under a name: `name`, `format`, `attribution`, `minzoom`, `maxzoom` and others; none where
    /// it says nothing. [`TileFileError::TooLarge`] where that has more bytes than `most`.
    pub async fn said(&self, name: &str, most: usize) -> Result<Option<String>, TileFileError> {
        // Some programs write numbers as numbers.
        let query = "SELECT CASE WHEN octet_length(value) <= $2 THEN CAST(value AS TEXT) END FROM metadata
            WHERE CAST(name AS TEXT) = $1 AND value IS NOT NULL LIMIT 1";
        let found: Option<Option<String>> = sqlx::query_scalar(query)
            .bind(name)
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_optional(&mut *self.patient().await?)
            .await?;
        found.map(|value| value.ok_or(TileFileError::TooLarge)).transpose()
    }

    /// First and last zoom that there are pictures for; none in an empty file.
    pub async fn zooms(&self) -> Result<Option<(u32, u32)>, TileFileError> {
        let (first, last): (Option<i64>, Option<i64>) =
            sqlx::query_as("SELECT MIN(zoom_level), MAX(zoom_level) FROM tiles")
                .fetch_one(&mut *self.patient().await?)
                .await?;
        Ok(first.and_then(|first| u32::try_from(first).ok()).zip(last.and_then(|last| u32::try_from(last).ok())))
    }

    /// The tile of a column and row, the row counted from the north as all the web does.
    /// [`TileFileError::TooLarge`] where it has more bytes than `most`: whoever made it did not mean it for a map.
    pub async fn tile(&self, zoom: u8, column: u32, row: u32, most: usize) -> Result<Option<Vec<u8>>, TileFileError> {
        // MBTiles count from the south.
        let from_south = (1_i64 << zoom) - 1 - i64::from(row);
        let query = "SELECT CASE WHEN length(tile_data) <= $4 THEN tile_data END FROM tiles
            WHERE zoom_level = $1 AND tile_column = $2 AND tile_row = $3 AND tile_data IS NOT NULL LIMIT 1";
        let found: Option<Option<Vec<u8>>> = sqlx::query_scalar(query)
            .bind(i64::from(zoom))
            .bind(i64::from(column))
            .bind(from_south)
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_optional(&mut *self.patient().await?)
            .await?;
        found.map(|tile| tile.ok_or(TileFileError::TooLarge)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Executor;

    use super::*;

    async fn made(path: &Path, statements: &str) {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        let pool = SqlitePool::connect_with(options).await.unwrap();
        pool.execute(sqlx::AssertSqlSafe(statements.to_owned())).await.unwrap();
        pool.close().await;
    }

    const MAP: &str = "CREATE TABLE metadata (name TEXT, value TEXT);
        CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
        INSERT INTO metadata VALUES ('name', 'Town'), ('minzoom', 1), ('format', 'png');
        INSERT INTO tiles VALUES (1, 0, 1, x'89'), (2, 3, 0, x'8a')";

    #[tokio::test]
    async fn rows_count_from_the_north() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("town.mbtiles");
        made(&path, MAP).await;
        let file = TileFile::open(&path).await.unwrap();
        assert_eq!(file.said("minzoom", 9).await.unwrap().as_deref(), Some("1"));
        assert_eq!(file.said("maxzoom", 9).await.unwrap(), None);
        assert_eq!(file.zooms().await.unwrap(), Some((1, 2)));
        assert_eq!(file.tile(1, 0, 0, 1).await.unwrap(), Some(vec![0x89]));
        assert_eq!(file.tile(2, 3, 3, 9).await.unwrap(), Some(vec![0x8a]));
        assert_eq!(file.tile(2, 3, 0, 9).await.unwrap(), None);
        assert!(matches!(file.tile(1, 0, 0, 0).await, Err(TileFileError::TooLarge)));
        assert!(matches!(file.said("name", 3).await, Err(TileFileError::TooLarge)));
        let names: Vec<_> =
            std::fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["town.mbtiles"], "nothing appears beside the file");
    }

    #[tokio::test]
    async fn what_is_no_whole_map_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("town.mbtiles");
        made(&path, MAP).await;
        let whole = std::fs::read(&path).unwrap();
        let other = directory.path().join("other.mbtiles");
        for content in [&whole[..whole.len() / 2], &b"no database at all, but long enough to be looked at"[..]] {
            std::fs::write(&other, content).unwrap();
            assert!(matches!(TileFile::open(&other).await, Err(TileFileError::Store(StoreError::Damaged))));
        }
        std::fs::remove_file(&other).unwrap();
        made(&other, "CREATE TABLE invoices (number INTEGER)").await;
        assert!(matches!(TileFile::open(&other).await, Err(TileFileError::Store(StoreError::Damaged))));
    }

    /// As `mbutil` and Planetiler write it: equal pictures are kept once.
    const VIEW: &str = "CREATE TABLE metadata (name TEXT, value TEXT);
        CREATE TABLE map (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_id TEXT);
        CREATE TABLE images (tile_id TEXT, tile_data BLOB);
        CREATE UNIQUE INDEX map_index ON map (zoom_level, tile_column, tile_row);
        CREATE UNIQUE INDEX images_id ON images (tile_id);
        CREATE VIEW tiles AS SELECT map.zoom_level AS zoom_level, map.tile_column AS tile_column,
            map.tile_row AS tile_row, images.tile_data AS tile_data FROM map JOIN images ON images.tile_id = map.tile_id;
        INSERT INTO metadata VALUES ('name', 'Town');
        INSERT INTO images VALUES ('sea', x'89');
        INSERT INTO map VALUES (1, 0, 1, 'sea'), (3, 0, 0, 'sea')";

    const ENDLESS: &str = "CREATE VIEW metadata AS WITH RECURSIVE numbers (number) AS (VALUES (1) UNION ALL
            SELECT number + 1 FROM numbers) SELECT number AS name, number AS value FROM numbers;
        CREATE VIEW tiles AS WITH RECURSIVE numbers (number) AS (VALUES (1) UNION ALL SELECT number + 1 FROM numbers)
            SELECT number AS zoom_level, 0 AS tile_column, 0 AS tile_row, x'89' AS tile_data FROM numbers";

    #[tokio::test]
    async fn a_view_without_end_is_given_up_and_a_usual_one_is_read() {
        let directory = tempfile::tempdir().unwrap();
        let open = async |name: &str, statements: &str| {
            let path = directory.path().join(name);
            made(&path, statements).await;
            // So short that whatever looks at the clock at all is stopped.
            TileFile { patience: Duration::ZERO, ..TileFile::open(&path).await.unwrap() }
        };
        let endless = open("endless.mbtiles", ENDLESS).await;
        assert!(matches!(endless.zooms().await, Err(TileFileError::Slow)));
        assert!(matches!(endless.tile(0, 0, 0, 9).await, Err(TileFileError::Slow)));
        assert!(matches!(endless.said("json", 9).await, Err(TileFileError::Slow)));
        // The connections are as good as before.
        assert_eq!(endless.said("7", 9).await.unwrap().as_deref(), Some("7"));

        let usual = open("usual.mbtiles", VIEW).await;
        assert_eq!(usual.zooms().await.unwrap(), Some((1, 3)));
        assert_eq!(usual.tile(1, 0, 0, 9).await.unwrap(), Some(vec![0x89]));
    }
}
