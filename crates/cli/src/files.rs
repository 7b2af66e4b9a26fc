//! Agents from files and into files.

use std::ffi::OsStr;
use std::path::Path;

use sitebook_app::dto::*;
use sitebook_app::{AppError, ErrorCode, Workspace};

use crate::arguments::{AgentsExport, AgentsImport, FormatWord};
use crate::output;
use crate::run::SOME_FAILED;

/// Field key of the source's id, which another column may stand in for.
const ID: &str = "id";

pub(crate) async fn import(workspace: &Workspace, import: AgentsImport, json: bool) -> Result<u8, AppError> {
    let path = import.path.to_string_lossy().into_owned();
    let mapping = mapping(workspace, &path, &import.columns).await?;
    let AgentsImport { source, dry_run, take, changes, .. } = import;
    let request = ImportRequest { path, source, dry_run, mapping, take, changes, ..ImportRequest::default() };
    let reply = workspace.agents_import(request).await?;
    output::print(&reply, json, || output::import(&reply, dry_run))?;
    Ok(if reply.rejected.is_empty() { 0 } else { SOME_FAILED })
}

/// Where the columns go when some were named: those as said, the others as the program thinks.
async fn mapping(
    workspace: &Workspace,
    path: &str,
    columns: &[(String, String)],
) -> Result<Vec<ImportMapping>, AppError> {
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let inspection = workspace
        .import_inspect(ImportInspectRequest { path: path.to_owned(), ..ImportInspectRequest::default() })
        .await?;
    for (column, _) in columns {
        let has_column = |table: &ImportTable| table.columns.iter().any(|known| known.name == column.trim());
        if !inspection.tables.iter().any(has_column) {
            let heads: Vec<&str> =
                inspection.tables.iter().flat_map(|table| &table.columns).map(|known| known.name.as_str()).collect();
            let message = format!("There is no column \"{column}\". Columns: {}.", heads.join(", "));
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
    }
    Ok(inspection.tables.into_iter().map(|table| mapping_of(table, columns)).collect())
}

fn mapping_of(table: ImportTable, columns: &[(String, String)]) -> ImportMapping {
    let is_known = |column: &str| table.columns.iter().any(|known| known.name == column);
    let mut mapping = ImportMapping {
        // A table of which nothing was recognized is one of agents, if a column of it was named.
        holds: table
            .holds
            .or_else(|| columns.iter().any(|(column, _)| is_known(column.trim())).then(|| "agents".to_owned())),
        columns: table
            .columns
            .iter()
            .filter_map(|column| Some((column.name.clone(), column.target.clone()?)))
            .collect(),
        id_from: table.id_from,
        table: table.name,
    };
    for (column, field) in columns.iter().map(|(column, field)| (column.trim(), field.trim())) {
        match field {
            _ if !is_known(column) => {}
            "" => drop(mapping.columns.remove(column)),
            // The column may go on filling a field: a customer reference can be both.
            ID if mapping.columns.contains_key(column) => {
                mapping.columns.retain(|_, target| target != ID);
                mapping.id_from = Some(column.to_owned());
            }
            field => {
                // What was named takes the place of what was guessed; only lists take several columns.
                let is_named = |head: &String| columns.iter().any(|(named, _)| named.trim() == head);
                mapping.columns.retain(|head, target| target != field || is_named(head));
                if field == ID {
                    mapping.id_from = None;
                }
                mapping.columns.insert(column.to_owned(), field.to_owned());
            }
        }
    }
    mapping
}

pub(crate) async fn export(workspace: &Workspace, export: AgentsExport, json: bool) -> Result<u8, AppError> {
    let request = AgentsExportRequest {
        query: AgentsQuery { search: export.search, ..AgentsQuery::default() },
        devices: export.devices,
        format: format(export.format, &export.path),
        path: export.path.to_string_lossy().into_owned(),
        ..AgentsExportRequest::default()
    };
    let reply = workspace.agents_export(request).await?;
    output::print(&reply, json, || output::exported(&reply))
}

pub(crate) async fn export_one(
    workspace: &Workspace,
    agent: String,
    path: &Path,
    word: Option<FormatWord>,
    json: bool,
) -> Result<u8, AppError> {
    let path_text = path.to_string_lossy().into_owned();
    let request = AgentExportRequest { agent, format: format(word, path), path: path_text };
    let reply = workspace.agent_export(request).await?;
    output::print(&reply, json, || output::exported(&reply))
}

/// The format that was said, else that which the name of the file says.
fn format(word: Option<FormatWord>, path: &Path) -> ExportFormat {
    let extension = path.extension().map(OsStr::to_ascii_lowercase).unwrap_or_default();
    match word {
        Some(word) => word.into(),
        None if extension == "xlsx" => ExportFormat::Xlsx,
        None if extension == "json" => ExportFormat::Json,
        None => ExportFormat::Csv,
    }
}
