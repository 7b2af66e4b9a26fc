//! The directories of a PMTiles file that were looked at last, within a limit.

use std::collections::VecDeque;
use std::future::Future;

use pmtiles::{DirEntry, Directory, DirectoryCache, PmtResult, TileId};
use tokio::sync::Mutex;

/// What all of them may take: some hundred of usual files, and one that is as large as it may be.
const LIMIT: usize = 64 << 20;

/// Directories by where they stand in the file, the one that was used last at the end.
#[derive(Debug)]
pub(super) struct Directories {
    kept: Mutex<VecDeque<(u64, Directory)>>,
    limit: usize,
}

impl Default for Directories {
    fn default() -> Self {
        Self { kept: Mutex::default(), limit: LIMIT }
    }
}

impl DirectoryCache for Directories {
    /// One at a time also where directories have to be read: a screen full of tiles asks for the same ones at once, and no
    /// more than one is being unfolded.
    async fn get_dir_entry_or_insert(
        &self,
        offset: u64,
        tile_id: TileId,
        fetcher: impl Future<Output = PmtResult<Directory>> + Send,
    ) -> PmtResult<Option<DirEntry>> {
        let mut kept = self.kept.lock().await;
        let known = kept.iter().position(|(at, _)| *at == offset).and_then(|index| kept.remove(index));
        let directory = match known {
            Some((_, directory)) => directory,
            None => fetcher.await?,
        };
        let found = directory.find_tile_id(tile_id).copied();
        kept.push_back((offset, directory));
        let mut taken: usize = kept.iter().map(|(_, directory)| directory.get_approx_byte_size()).sum();
        while taken > self.limit {
            let Some((_, oldest)) = kept.pop_front() else { break };
            taken -= oldest.get_approx_byte_size();
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use pmtiles::{BackendResponse, PmtError};

    use super::*;

    /// A directory of one tile of the world.
    fn directory() -> Directory {
        // Number of entries, tile, run, length and offset + 1.
        Directory::try_from(BackendResponse::new(vec![1, 0, 1, 1, 1].into()).bytes).unwrap()
    }

    #[tokio::test]
    async fn directories_that_were_used_last_are_kept_within_the_limit() {
        let world = TileId::new(0).unwrap();
        let cache = Directories { limit: 2 * directory().get_approx_byte_size(), ..Directories::default() };
        let is_kept = async |offset| {
            cache.get_dir_entry_or_insert(offset, world, async { Err(PmtError::InvalidEntry) }).await.is_ok()
        };
        for offset in [1, 2] {
            let found = cache.get_dir_entry_or_insert(offset, world, async { Ok(directory()) }).await.unwrap();
            assert!(found.is_some());
        }
        assert!(is_kept(1).await, "used again");
        cache.get_dir_entry_or_insert(3, world, async { Ok(directory()) }).await.unwrap();
        assert!(!is_kept(2).await, "not used for longest");
        assert!(is_kept(1).await && is_kept(3).await);
    }
}
