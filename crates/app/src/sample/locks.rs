//! Which processes have a sample open, and which of them hosts its simulator. The operating system drops the locks of a
//! process that ends in whatever way.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::{AppError, ErrorCode};

/// Held shared by whoever has the sample open, alone by whoever makes or deletes it.
const OPEN: &str = "open.lock";

/// Held by the process that hosts the simulator.
const SIMULATOR: &str = "simulator.lock";

/// Names of the files, which lie in every sample.
pub(super) const FILES: [&str; 2] = [OPEN, SIMULATOR];

/// The right to have a sample open, until it is dropped.
#[derive(Debug)]
pub(crate) struct Presence {
    _file: File,
    alone: bool,
}

impl Presence {
    /// Beside others.
    pub(crate) fn shared(directory: &Path) -> Result<Self, AppError> {
        let file = open(directory, OPEN)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Self { _file: file, alone: false }),
            Err(TryLockError::WouldBlock) => {
                let message =
                    "The sample workspace is being made or removed at the moment. Try again when that is done.";
                Err(AppError { retryable: true, ..AppError::new(ErrorCode::RunInProgress, message) })
            }
            Err(TryLockError::Error(error)) => Err(super::making::failed("locked", &directory.join(OPEN), &error)),
        }
    }

    /// Whether nobody else can have it open.
    pub(crate) fn is_alone(&self) -> bool {
        self.alone
    }

    /// Alone; none while somebody else has it open.
    pub(crate) fn alone(directory: &Path) -> Result<Option<Self>, AppError> {
        Ok(taken(directory, OPEN)?.map(|file| Self { _file: file, alone: true }))
    }
}

/// The right to host the simulator; none while another process has it.
pub(super) fn simulator(directory: &Path) -> Result<Option<File>, AppError> {
    taken(directory, SIMULATOR)
}

fn taken(directory: &Path, name: &str) -> Result<Option<File>, AppError> {
    let file = open(directory, name)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(super::making::failed("locked", &directory.join(name), &error)),
    }
}

fn open(directory: &Path, name: &str) -> Result<File, AppError> {
    let path = directory.join(name);
    let opened = File::options().read(true).write(true).create(true).truncate(false).open(&path);
    opened.map_err(|error| super::making::failed("opened", &path, &error))
}
