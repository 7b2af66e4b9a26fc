//! Export of agents to files: the view of a table, all values, or everything about one agent.

mod all_values;
mod record;
mod sheet;
mod view_columns;
mod writing;

use std::collections::HashSet;

use serde_json::{Value, json};
use sitebook_domain::AgentId;

use self::all_values::{ExportedAgent, agent_object, agents_sheet, devices_sheet};
use self::sheet::{Sheet, csv, xlsx};
use self::writing::{file_beside, target, write};
use crate::dto::{AgentColumn, AgentSummary, AgentsExportRequest, ExportFormat, ExportReply};
use crate::geoip::blocking;
use crate::{AppError, ErrorCode, Workspace};

/// What a file of several agents is called in a folder.
const NAME_OF_MANY: &str = "agents";

/// What is to be written.
enum Document {
    /// A document of the import format.
    Json(Value),
    /// A table of agents and perhaps one of devices, beside each other; further ones only fit into a workbook.
    Sheets(Vec<Sheet>),
}

impl ExportFormat {
    fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }
}

impl Workspace {
    /// Writes the agents that a query finds to a file, in the order of the query.
    pub async fn agents_export(&self, request: AgentsExportRequest) -> Result<ExportReply, AppError> {
        let only: HashSet<&str> = request.only.iter().map(String::as_str).collect();
        let except: HashSet<&str> = request.except.iter().map(String::as_str).collect();
        let found = self.find_agents(&request.query).await?;
        let is_meant = |id: &String| (only.is_empty() || only.contains(id.as_str())) && !except.contains(id.as_str());
        let summaries: Vec<AgentSummary> =
            (0..found.found.len()).filter(|at| is_meant(&found.found[*at].id)).map(|at| found.row(at)).collect();
        // The ids of lists come from the database.
        let ids: Vec<AgentId> = summaries.iter().filter_map(|agent| agent.id.parse().ok()).collect();
        let shows_columns = request.format != ExportFormat::Json && !request.columns.is_empty();
        let agents =
            if request.devices || !shows_columns { self.exported(&ids, request.devices).await? } else { Vec::new() };
        let device_count = agents.iter().map(|exported| exported.devices.len()).sum::<usize>() as u32;
        let (format, columns, devices, agent_count) =
            (request.format, request.columns, request.devices, ids.len() as u32);
        let paths = blocking(move || {
            let document = document(format, &columns, devices, &agents, &summaries);
            write_document(&request.path, NAME_OF_MANY, format, &document)
        })
        .await?;
        Ok(ExportReply { paths, agents: agent_count, devices: device_count })
    }

    /// Agents with all their values, in this order.
    async fn exported(&self, ids: &[AgentId], with_devices: bool) -> Result<Vec<ExportedAgent>, AppError> {
        let mut facts = self.store().all_location_facts().await?;
        let mut exported = Vec::with_capacity(ids.len());
        for id in ids {
            // One that was deleted meanwhile is not there any more.
            let Some(agent) = self.store().agent(*id).await? else { continue };
            let devices = if with_devices { self.store().devices(*id).await? } else { Vec::new() };
            exported.push(ExportedAgent::new(agent, &facts.remove(id).unwrap_or_default(), devices));
        }
        Ok(exported)
    }
}

fn document(
    format: ExportFormat,
    columns: &[AgentColumn],
    devices: bool,
    agents: &[ExportedAgent],
    summaries: &[AgentSummary],
) -> Document {
    if format == ExportFormat::Json {
        let agents: Vec<Value> = agents.iter().map(|exported| Value::Object(agent_object(exported, devices))).collect();
        return Document::Json(json!({ "agents": agents }));
    }
    let table =
        if columns.is_empty() { agents_sheet("Agents", agents) } else { view_columns::sheet(columns, summaries) };
    let mut sheets = vec![table];
    if devices {
        sheets.push(devices_sheet(agents));
    }
    Document::Sheets(sheets)
}

/// Writes a document and returns the paths of its files.
fn write_document(path: &str, name: &str, format: ExportFormat, document: &Document) -> Result<Vec<String>, AppError> {
    let path = target(path, name, format.extension())?;
    let mut files = vec![path.clone()];
    match document {
        Document::Json(value) => {
            let text = serde_json::to_vec_pretty(value)
                .map_err(|error| AppError::new(ErrorCode::Internal, format!("The file could not be made: {error}.")))?;
            write(&path, &text)?;
        }
        Document::Sheets(sheets) if format == ExportFormat::Xlsx => write(&path, &xlsx(sheets)?)?,
        Document::Sheets(sheets) => {
            files.extend(sheets.iter().skip(1).map(|sheet| file_beside(&path, sheet.name)));
            let contents: Vec<Vec<u8>> = sheets.iter().map(csv).collect::<Result<_, _>>()?;
            for (file, content) in files.iter().zip(contents) {
                write(file, &content)?;
            }
        }
    }
    Ok(files.iter().map(|file| file.to_string_lossy().into_owned()).collect())
}
