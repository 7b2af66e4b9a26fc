//! Pictures on disk, so that a service is asked for each no more often than it wants. Losing all of it costs requests only.

use std::fs::{File, FileTimes};
use std::io::{Error, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sitebook_domain::Timestamp;

use super::freshness::Freshness;
use super::{StreetTile, TileAddress};

/// What all pictures together may take: 256 MiB, some ten thousand.
const LIMIT: u64 = 256 << 20;
/// To so much of the limit the cache is emptied when it is full, in hundredths: not one by one.
const EMPTIED_TO: u64 = 90;

/// A picture that was kept; none where the service has no picture there.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) tile: Option<StreetTile>,
    pub(super) freshness: Freshness,
}

/// The first line of a file; the picture follows it.
#[derive(Serialize, Deserialize)]
struct Head {
    freshness: Freshness,
    empty: bool,
}

/// The folder of kept pictures.
#[derive(Debug)]
pub(super) struct TileCache {
    folder: PathBuf,
    limit: u64,
    /// What all files together take; counted when the first one is kept.
    size: Mutex<Option<u64>>,
    /// Two that keep the same picture must not write into the same file.
    next: AtomicU64,
}

impl TileCache {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, limit: LIMIT, size: Mutex::default(), next: AtomicU64::default() }
    }

    /// The kept picture of a service. Reading it makes it one of those that were used last.
    pub(super) fn read(&self, service: &str, tile: TileAddress, now: Timestamp) -> Option<Kept> {
        let mut file = File::options().read(true).write(true).open(self.path(service, tile)).ok()?;
        let mut content = Vec::new();
        file.read_to_end(&mut content).ok()?;
        let end = content.iter().position(|byte| *byte == b'\n')?;
        let head: Head = serde_json::from_slice(&content[..end]).ok()?;
        content.drain(..=end);
        let tile = if head.empty { None } else { Some(StreetTile::of(content)?) };
        // Whether the disk notes it decides only what goes first.
        let _ = file.set_times(used_at(now));
        Some(Kept { tile, freshness: head.freshness })
    }

    /// Keeps a picture, and forgets those that were not used for longest where there is too much.
    pub(super) fn keep(
        &self,
        service: &str,
        tile: TileAddress,
        picture: Option<&StreetTile>,
        freshness: &Freshness,
        now: Timestamp,
    ) -> Result<(), Error> {
        let head = Head { freshness: freshness.clone(), empty: picture.is_none() };
        let mut content = serde_json::to_vec(&head)?;
        content.push(b'\n');
        content.extend(picture.map(|picture| picture.bytes.as_slice()).unwrap_or_default());
        let path = self.path(service, tile);
        std::fs::create_dir_all(&self.folder)?;
        // Once for all: from then on each change is counted.
        let mut size = self.size.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = size.unwrap_or_else(|| self.files().iter().map(|file| file.size).sum());
        let before = std::fs::metadata(&path).map_or(0, |file| file.len());
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_extension(format!("{}-{number}.new", std::process::id()));
        let written = File::create(&temporary)
            .and_then(|mut file| file.write_all(&content).and_then(|()| file.set_times(used_at(now))))
            .and_then(|()| std::fs::rename(&temporary, &path));
        if let Err(error) = written {
            let _ = std::fs::remove_file(&temporary);
            return Err(error);
        }
        taken = taken.saturating_sub(before) + content.len() as u64;
        if taken > self.limit {
            taken = self.make_room();
        }
        *size = Some(taken);
        Ok(())
    }

    /// Forgets all pictures.
    pub(super) fn clear(&self) -> Result<(), Error> {
        let mut size = self.size.lock().unwrap_or_else(PoisonError::into_inner);
        *size = None;
        match std::fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Removes what was not used for longest; gives back what is left.
    fn make_room(&self) -> u64 {
        let mut files = self.files();
        files.sort_unstable_by_key(|file| file.used);
        let mut taken = files.iter().map(|file| file.size).sum();
        for file in files {
            if taken <= self.limit / 100 * EMPTIED_TO {
                break;
            }
            if std::fs::remove_file(&file.path).is_ok() {
                taken -= file.size;
            }
        }
        taken
    }

    fn files(&self) -> Vec<KeptFile> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| {
                let file = entry.metadata().ok()?;
                Some(KeptFile { path: entry.path(), size: file.len(), used: file.modified().ok()? })
            })
            .collect()
    }

    /// The name says neither which service nor where: whoever sees the folder learns nothing of customers.
    fn path(&self, service: &str, TileAddress { z, x, y }: TileAddress) -> PathBuf {
        let mut digest = Sha256::new();
        digest.update(format!("{service}\n{z}/{x}/{y}"));
        let name = digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
        self.folder.join(name)
    }
}

fn used_at(now: Timestamp) -> FileTimes {
    FileTimes::new().set_modified(SystemTime::UNIX_EPOCH + Duration::from_millis(now.0.max(0) as u64))
}

struct KeptFile {
    path: PathBuf,
    size: u64,
    used: SystemTime,
}

/// The cache of a workspace.
pub(super) fn in_workspace(directory: &Path) -> TileCache {
    TileCache::new(directory.join("street-tiles"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: &str = "https://tiles.example.com/{z}/{x}/{y}";

    fn picture(bytes: usize) -> StreetTile {
        let mut content = b"\x89PNG\r\n\x1a\n".to_vec();
        content.resize(bytes, b'\n');
        StreetTile::of(content).unwrap()
    }

    fn at(x: u32) -> TileAddress {
        TileAddress { z: 9, x, y: 1 }
    }

    fn second(number: u32) -> Timestamp {
        Timestamp(i64::from(number) * 1000)
    }

    fn fresh() -> Freshness {
        Freshness { until: Timestamp(5), etag: Some("\"a\"".to_owned()), modified: None }
    }

    #[test]
    fn a_picture_comes_back_as_it_was_kept() {
        let directory = tempfile::tempdir().unwrap();
        let cache = in_workspace(directory.path());
        assert!(cache.read(SERVICE, at(1), second(1)).is_none());
        cache.keep(SERVICE, at(1), Some(&picture(100)), &fresh(), second(1)).unwrap();
        cache.keep(SERVICE, at(2), None, &fresh(), second(1)).unwrap();
        let kept = cache.read(SERVICE, at(1), second(1)).unwrap();
        assert_eq!((kept.tile.unwrap(), kept.freshness), (picture(100), fresh()));
        assert!(cache.read(SERVICE, at(2), second(1)).unwrap().tile.is_none());
        assert!(cache.read("https://other.example.com/{z}/{x}/{y}", at(1), second(1)).is_none());
        cache.clear().unwrap();
        assert!(cache.read(SERVICE, at(1), second(1)).is_none());
    }

    #[test]
    fn what_is_damaged_on_disk_is_asked_for_again() {
        let directory = tempfile::tempdir().unwrap();
        let cache = in_workspace(directory.path());
        cache.keep(SERVICE, at(1), Some(&picture(100)), &fresh(), second(1)).unwrap();
        for content in [&b""[..], b"no head", b"{}\nbytes", b"\xff\xfe\n"] {
            std::fs::write(cache.path(SERVICE, at(1)), content).unwrap();
            assert!(cache.read(SERVICE, at(1), second(1)).is_none());
        }
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let directory = tempfile::tempdir().unwrap();
        let cache = TileCache { limit: 10_000, ..in_workspace(directory.path()) };
        for x in 0..8 {
            cache.keep(SERVICE, at(x), Some(&picture(1000)), &fresh(), second(x)).unwrap();
        }
        assert!(cache.read(SERVICE, at(0), second(9)).is_some(), "seen again: used last");
        cache.keep(SERVICE, at(8), Some(&picture(2000)), &fresh(), second(10)).unwrap();
        let is_kept = |x| cache.read(SERVICE, at(x), second(11)).is_some();
        assert!(!is_kept(1) && is_kept(0) && is_kept(8));
        assert!(cache.files().iter().map(|file| file.size).sum::<u64>() <= 9_000);
    }
}
