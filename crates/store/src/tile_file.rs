//! MBTiles files: map pictures in an SQLite database of somebody else's, which is read and never written
//! (<https://github.com/mapbox/mbtiles-spec/blob/master/1.3/spec.md>).

use std::collections::HashMap;
use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};

use crate::StoreError;

/// An open MBTiles file.
#[derive(Debug)]
pub struct TileFile {
    pool: SqlitePool,
}

impl TileFile {
    /// Opens a file. [`StoreError::Damaged`] where it is no whole database, or holds no map.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        // Immutable: no lock or log appears beside a file that lies in somebody's folder.
        let options = SqliteConnectOptions::new().filename(path).read_only(true).immutable(true);
        let pool = SqlitePoolOptions::new().max_connections(2).connect_with(options).await?;
        let tables: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master WHERE name = 'tiles' OR name = 'metadata'")
                .fetch_one(&pool)
                .await?;
        if tables < 2 {
            return Err(StoreError::Damaged);
        }
        Ok(Self { pool })
    }

    /// What the file says of itself: `name`, `format`, `attribution`, `minzoom`, `maxzoom` and more.
    pub async fn metadata(&self) -> Result<HashMap<String, String>, StoreError> {
        // Some programs write numbers as numbers.
        let rows: Vec<(String, Option<String>)> =
            sqlx::query_as("SELECT CAST(name AS TEXT), CAST(value AS TEXT) FROM metadata WHERE name IS NOT NULL")
                .fetch_all(&self.pool)
                .await?;
        Ok(rows.into_iter().map(|(name, value)| (name, value.unwrap_or_default())).collect())
    }

    /// First and last zoom that there are pictures for; none in an empty file.
    pub async fn zooms(&self) -> Result<Option<(u32, u32)>, StoreError> {
        let (first, last): (Option<i64>, Option<i64>) =
            sqlx::query_as("SELECT MIN(zoom_level), MAX(zoom_level) FROM tiles").fetch_one(&self.pool).await?;
        Ok(first.and_then(|first| u32::try_from(first).ok()).zip(last.and_then(|last| u32::try_from(last).ok())))
    }

    /// The tile of a column and row, the row counted from the north as all the web does. [`StoreError::Damaged`] where it
    /// has more bytes than `most`: whoever made it did not mean it for a map.
    pub async fn tile(&self, zoom: u8, column: u32, row: u32, most: usize) -> Result<Option<Vec<u8>>, StoreError> {
        // MBTiles count from the south.
        let from_south = (1_i64 << zoom) - 1 - i64::from(row);
        let query = "SELECT CASE WHEN length(tile_data) <= $4 THEN tile_data END FROM tiles
            WHERE zoom_level = $1 AND tile_column = $2 AND tile_row = $3 AND tile_data IS NOT NULL";
        let found: Option<Option<Vec<u8>>> = sqlx::query_scalar(query)
            .bind(i64::from(zoom))
            .bind(i64::from(column))
            .bind(from_south)
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_optional(&self.pool)
            .await?;
        found.map(|tile| tile.ok_or(StoreError::Damaged)).transpose()
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
        assert_eq!(file.metadata().await.unwrap()["minzoom"], "1");
        assert_eq!(file.zooms().await.unwrap(), Some((1, 2)));
        assert_eq!(file.tile(1, 0, 0, 1).await.unwrap(), Some(vec![0x89]));
        assert_eq!(file.tile(2, 3, 3, 9).await.unwrap(), Some(vec![0x8a]));
        assert_eq!(file.tile(2, 3, 0, 9).await.unwrap(), None);
        assert!(matches!(file.tile(1, 0, 0, 0).await, Err(StoreError::Damaged)), "larger than it may be");
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
            assert!(matches!(TileFile::open(&other).await, Err(StoreError::Damaged)));
        }
        std::fs::remove_file(&other).unwrap();
        made(&other, "CREATE TABLE invoices (number INTEGER)").await;
        assert!(matches!(TileFile::open(&other).await, Err(StoreError::Damaged)));
    }
}
