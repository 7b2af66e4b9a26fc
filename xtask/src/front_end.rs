//! The front end's packages and build.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::failure::Failure;
use crate::process::{npm, root, run};

/// Installs the packages of `package-lock.json`, when what is installed is older than that file.
///
/// Not by `npm ci`: that refuses a lock file without the optional packages of every platform, and some of them are not
/// in every registry. With `--no-save` the versions and checksums of the lock file hold just as well, and it stays as it is.
pub fn packages() -> Result<(), Failure> {
    // npm writes the first file at the end of every installation; an interrupted one leaves it old or missing.
    let installed = changed(&root().join("node_modules/.package-lock.json"));
    let wanted = changed(&root().join("package-lock.json"));
    if up_to_date(installed, wanted) {
        println!("node_modules is up to date");
        return Ok(());
    }
    run(&mut npm(&["install", "--no-save", "--no-audit", "--no-fund"]))
}

/// Checks the types and builds `ui/dist`, which the desktop application embeds.
pub fn build() -> Result<(), Failure> {
    run(&mut npm(&["run", "build"]))
}

fn changed(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|metadata| metadata.modified()).ok()
}

/// `wanted` is missing only when the lock file is; then npm makes its own choice, and says so.
fn up_to_date(installed: Option<SystemTime>, wanted: Option<SystemTime>) -> bool {
    wanted.is_some() && installed >= wanted
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn packages_are_installed_again_when_the_lock_file_is_newer() {
        let earlier = SystemTime::UNIX_EPOCH;
        let later = earlier + Duration::from_secs(1);
        assert!(up_to_date(Some(later), Some(earlier)));
        assert!(up_to_date(Some(later), Some(later)));
        assert!(!up_to_date(Some(earlier), Some(later)));
        assert!(!up_to_date(None, Some(earlier)), "nothing is installed");
        assert!(!up_to_date(Some(later), None), "there is no lock file");
    }
}
