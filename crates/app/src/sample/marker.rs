//! The file that makes a directory a sample workspace. Nothing is ever deleted where it is missing.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::{AppError, ErrorCode};

/// Name of the file.
const FILE: &str = "sample.json";

/// What the file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Marker {
    /// Version of the sample's content.
    pub(crate) sitebook_sample: u32,
    /// Port of the simulator; 0 until it has listened for the first time.
    pub(crate) port: u16,
    /// Whether the sample was made to the end.
    pub(crate) ready: bool,
}

impl Marker {
    /// Where it lies in a directory.
    pub(crate) fn path(directory: &Path) -> PathBuf {
        directory.join(FILE)
    }

    /// The marker of a directory; none where it is no sample.
    pub(crate) fn read(directory: &Path) -> Result<Option<Self>, AppError> {
        let path = Self::path(directory);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
            Err(error) => return Err(super::making::failed("read", &path, &error)),
        };
        // Without it nobody knows whether the customers in the database are real: neither opened nor deleted.
        serde_json::from_slice(&text).map(Some).map_err(|_| {
            let message = format!(
                "{} is no mark of a sample workspace that this program understands. Nothing was changed. If the directory \
                 is a sample, delete it by hand.",
                path.display()
            );
            AppError::new(ErrorCode::SampleDamaged, message)
        })
    }

    /// Puts it into a directory.
    pub(crate) fn write(self, directory: &Path) -> Result<(), AppError> {
        let path = Self::path(directory);
        let text = serde_json::to_vec(&self).map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
        crate::files::replace(&path, &text).map_err(|error| super::making::failed("written", &path, &error))
    }
}
