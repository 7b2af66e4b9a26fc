//! Files of the workspace directory.

use std::fs::File;
use std::io::{Error, Write};
use std::path::Path;

/// Puts content in place of a file so that after a crash either the old or the new one is there, whole. On Unix only
/// the owner can read it.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), Error> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    let temporary = path.with_file_name(name);
    let replaced = write(&temporary, content).and_then(|()| std::fs::rename(&temporary, path));
    if replaced.is_err() {
        // What could not be finished is in nobody's way; that it cannot be removed either changes nothing.
        let _ = std::fs::remove_file(&temporary);
    }
    replaced
}

fn write(path: &Path, content: &[u8]) -> Result<(), Error> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(content)?;
    file.sync_all()
}
