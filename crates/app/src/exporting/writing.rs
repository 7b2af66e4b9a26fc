//! Where exports are written, under which name, and what is said when that fails.

use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

use crate::files::replace;
use crate::{AppError, ErrorCode};

/// Longest name that is made of the name of a record, in characters: any file system takes four bytes of each.
const LONGEST_NAME: usize = 60;

/// Names that mean devices on Windows, with whatever extension.
const DEVICE_NAMES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// The file that a person means: the path itself, or in a folder one named after what is written.
pub(super) fn target(typed: &str, name: &str, extension: &str) -> Result<PathBuf, AppError> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(AppError::new(ErrorCode::InvalidInput, "Name the file or folder to write to."));
    }
    let path = PathBuf::from(typed);
    if path.is_dir() {
        return Ok(path.join(format!("{}.{extension}", file_name(name))));
    }
    let says_folder = typed.ends_with(std::path::is_separator);
    let folder = if says_folder { Some(path.as_path()) } else { path.parent() };
    if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir()) {
        let message =
            format!("There is no folder {}. Make it, or choose another one. Nothing was written.", folder.display());
        return Err(AppError::new(ErrorCode::BadFile, message));
    }
    Ok(path)
}

/// The file for a further sheet beside a file of agents.
pub(super) fn file_beside(agents: &Path, sheet: &str) -> PathBuf {
    let mut name = agents.file_stem().unwrap_or_default().to_os_string();
    name.push(format!("-{}.", sheet.to_lowercase()));
    name.push(agents.extension().unwrap_or("csv".as_ref()));
    agents.with_file_name(name)
}

/// Puts content into a file, whole or not at all.
pub(super) fn write(path: &Path, content: &[u8]) -> Result<(), AppError> {
    replace(path, content).map_err(|error| not_written(path, &error))
}

fn not_written(path: &Path, error: &Error) -> AppError {
    let (code, why) = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            (ErrorCode::DiskFull, "there is not enough space. Free some, or choose another disk".to_owned())
        }
        ErrorKind::PermissionDenied | ErrorKind::ResourceBusy => (
            ErrorCode::BadFile,
            "that is not permitted. Close the program that has the file open, or choose another folder".to_owned(),
        ),
        ErrorKind::ReadOnlyFilesystem => {
            (ErrorCode::BadFile, "the disk is write-protected. Choose another one".to_owned())
        }
        ErrorKind::IsADirectory => (ErrorCode::BadFile, "a folder has that name. Choose another name".to_owned()),
        _ => (ErrorCode::BadFile, format!("{error}. Choose another name or folder")),
    };
    let message = format!("{} could not be written: {why}. A file that was there is unchanged.", path.display());
    AppError::new(code, message)
}

/// A file name made of any name, that every system takes: Windows forbids the most,
/// <https://learn.microsoft.com/windows/win32/fileio/naming-a-file>.
fn file_name(name: &str) -> String {
    let is_forbidden = |letter: char| letter.is_control() || r#"<>:"/\|?*"#.contains(letter) || is_invisible(letter);
    let name: String =
        name.chars().map(|letter| if is_forbidden(letter) { '-' } else { letter }).take(LONGEST_NAME).collect();
    let name = name.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
    if name.is_empty() {
        return "export".to_owned();
    }
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered = |word: &str| stem.strip_prefix(word).is_some_and(|number| number.chars().count() == 1);
    if DEVICE_NAMES.contains(&stem.as_str()) || numbered("COM") || numbered("LPT") {
        format!("_{name}")
    } else {
        name.to_owned()
    }
}

/// Marks that turn the direction of a text, which would make a file look like another kind of file.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_makes_a_file_name_that_every_system_takes() {
        for (name, file) in [
            ("Northside Dental", "Northside Dental"),
            ("a/b\\c:d*e?f\"g<h>i|j", "a-b-c-d-e-f-g-h-i-j"),
            ("../../etc/passwd", "-..-etc-passwd"),
            ("con", "_con"),
            ("Com1.old", "_Com1.old"),
            ("Company", "Company"),
            ("trailing. . ", "trailing"),
            ("...", "export"),
            ("x\u{202e}gpj", "x-gpj"),
            ("Zahn\u{e4}rzte \u{1f600}", "Zahn\u{e4}rzte \u{1f600}"),
        ] {
            assert_eq!(file_name(name), file);
        }
        assert_eq!(file_name(&"x".repeat(500)).len(), LONGEST_NAME);
    }

    #[test]
    fn a_folder_gets_a_file_of_its_own_and_a_missing_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let typed = folder.path().to_str().unwrap();
        assert_eq!(target(typed, "A/B", "xlsx").unwrap(), folder.path().join("A-B.xlsx"));
        let error = target(&format!("{typed}/missing/a.csv"), "x", "csv").unwrap_err();
        assert!(error.message.contains("missing. Make it"), "{}", error.message);
        assert_eq!(target(&format!("{typed}/missing/"), "x", "csv").unwrap_err().code, ErrorCode::BadFile);
        assert_eq!(target(" ", "x", "csv").unwrap_err().code, ErrorCode::InvalidInput);
        assert_eq!(file_beside(Path::new("/x/My list.csv"), "Devices"), Path::new("/x/My list-devices.csv"));
    }

    #[test]
    fn what_keeps_a_file_from_being_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("taken");
        std::fs::create_dir(&taken).unwrap();
        std::fs::write(taken.join("x"), "x").unwrap();
        let error = write(&taken, b"content").unwrap_err();
        assert_eq!(error.code, ErrorCode::BadFile);
        assert!(!folder.path().join("taken.new").exists(), "nothing is left behind");
        let full = not_written(Path::new("a.csv"), &Error::from(ErrorKind::StorageFull));
        assert_eq!(full.code, ErrorCode::DiskFull);
    }
}
