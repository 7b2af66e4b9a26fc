//! What a person chose for a file, kept for the next file with the same heads.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::file::Content;
use super::table::Table;
use crate::dto::ImportMapping;
use crate::{AppError, ErrorCode, Workspace};

/// A choice, and the setting that keeps it.
pub(super) struct Chosen {
    setting: String,
    mapping: ImportMapping,
}

/// The choices that were made for the tables of a file.
pub(super) fn chosen(content: &Content, mapping: Vec<ImportMapping>) -> Vec<Chosen> {
    let Content::Tables { tables, .. } = content else { return Vec::new() };
    let named = mapping.into_iter().filter_map(|mapping| {
        let (table, _) = tables.iter().find(|(table, _)| table.name == mapping.table)?;
        Some(Chosen { setting: setting(table), mapping })
    });
    named.collect()
}

/// The name of the setting for tables with these heads, in whatever order and case.
fn setting(table: &Table) -> String {
    let mut heads: Vec<String> = table.heads.iter().map(|head| head.to_lowercase()).collect();
    heads.sort_unstable();
    let digest = Sha256::digest(heads.join("\n"));
    format!("import_mapping {}", URL_SAFE_NO_PAD.encode(digest))
}

impl Workspace {
    /// Keeps what a person chose.
    pub(super) async fn remember_mappings(&self, chosen: &[Chosen]) -> Result<(), AppError> {
        for Chosen { setting, mapping } in chosen {
            let document = serde_json::to_string(mapping)
                .map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))?;
            self.store().set_setting(setting, &document).await?;
        }
        Ok(())
    }

    /// What a person chose for a table with such heads. What cannot be read any more is guessed anew.
    pub(super) async fn remembered_mapping(&self, table: &Table) -> Result<Option<ImportMapping>, AppError> {
        let document = self.store().setting(&setting(table)).await?;
        Ok(document.and_then(|document| serde_json::from_str(&document).ok()))
    }
}
