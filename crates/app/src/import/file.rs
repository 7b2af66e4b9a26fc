//! What a path holds: JSON, or tables.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::columns::{AGENT, Holds, ID, NAME, guess_holds};
use super::table::Table;
use super::work::Work;
use super::workbook::{DAMAGED, OLE, ZIP};
use super::{LARGEST_FILE, bad_file, csv, workbook};
use crate::AppError;

/// Names of the files in a folder, and what they hold.
const IN_FOLDER: [(&str, Holds); 2] = [("agents.csv", Holds::Agents), ("devices.csv", Holds::Devices)];

/// What could be read.
#[derive(Debug)]
pub(super) enum Content {
    /// A document of the import format.
    Json(String),
    /// Tables, each with what its rows are as far as that can be told.
    Tables {
        /// `csv`, `xlsx`, `ods` or `folder`.
        format: &'static str,
        tables: Vec<(Table, Option<Holds>)>,
    },
}

/// What was read, and what tells whether it is still the same later.
#[derive(Debug)]
pub(super) struct FileRead {
    pub(super) content: Content,
    /// SHA-256 of the file, or of the files of a folder one after the other.
    pub(super) fingerprint: String,
}

/// Reads a file or folder.
pub(super) fn read(path: &Path, work: &Work) -> Result<FileRead, AppError> {
    let mut hash = Sha256::new();
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let content = if metadata.is_dir() {
        Content::Tables { format: "folder", tables: read_folder(path, &mut hash)? }
    } else {
        read_file(path, bytes_of(path, &mut hash)?, work)?
    };
    let fingerprint = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    Ok(FileRead { content, fingerprint })
}

fn read_file(path: &Path, bytes: Vec<u8>, work: &Work) -> Result<Content, AppError> {
    if bytes.starts_with(ZIP) || bytes.starts_with(OLE) {
        let (format, tables) = workbook::tables(path, bytes, work)?;
        let tables = tables.into_iter().map(|table| {
            let holds = guess_holds(&table.name, &table.heads);
            (table, holds)
        });
        return Ok(Content::Tables { format, tables: tables.collect() });
    }
    if has_extension(path, &["xlsx", "xlsm", "xls", "ods"]) {
        return Err(bad_file(path, DAMAGED));
    }
    let text = text_of(path, bytes)?;
    if has_extension(path, &["json"]) || text.trim_start().starts_with('{') {
        return Ok(Content::Json(text));
    }
    let table = csv::table(path, text)?;
    let has = |key: &str| table.heads.iter().any(|head| head.eq_ignore_ascii_case(key));
    // Our own format: whatever else stands in it, it holds agents unless it has a column for them.
    let holds =
        if has(ID) && has(NAME) && !has(AGENT) { Some(Holds::Agents) } else { guess_holds(&table.name, &table.heads) };
    Ok(Content::Tables { format: "csv", tables: vec![(table, holds)] })
}

fn read_folder(folder: &Path, hash: &mut Sha256) -> Result<Vec<(Table, Option<Holds>)>, AppError> {
    let mut tables = Vec::new();
    for (name, holds) in IN_FOLDER {
        let path: PathBuf = folder.join(name);
        if path.exists() {
            // Rows that move from one file to the other make another folder.
            hash.update(name);
            tables.push((csv::table(&path, text_of(&path, bytes_of(&path, hash)?)?)?, Some(holds)));
        }
    }
    if tables.is_empty() {
        return Err(bad_file(folder, "the folder holds neither agents.csv nor devices.csv"));
    }
    Ok(tables)
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension().is_some_and(|own| extensions.iter().any(|extension| own.eq_ignore_ascii_case(extension)))
}

/// The bytes of a file, which go into the fingerprint.
fn bytes_of(path: &Path, hash: &mut Sha256) -> Result<Vec<u8>, AppError> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        return Err(bad_file(path, "it is not a file"));
    }
    if metadata.len() > LARGEST_FILE {
        return Err(bad_file(path, "it is larger than 256 MiB; split it"));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
    hash.update(&bytes);
    Ok(bytes)
}

/// The text of a file, without a byte order mark.
fn text_of(path: &Path, bytes: Vec<u8>) -> Result<String, AppError> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        bad_file(path, &format!("it is not UTF-8 text (byte {offset}); save it as UTF-8"))
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn unreadable(path: &Path, error: &std::io::Error) -> AppError {
    bad_file(path, &error.to_string())
}
