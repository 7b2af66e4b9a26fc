//! Import of agents and devices from files: reading, checking record by record, and one write for all.

mod csv;
mod json;
mod record;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use sitebook_store::{AgentImport, DeviceImport, ImportBatch};

use crate::dto::{ImportReply, ImportRequest, RejectedRecord};
use crate::geoip::blocking;
use crate::{AppError, ErrorCode, Workspace};

/// Files larger than this are refused whole. An export of 100,000 agents with a million devices has about 200 MiB.
const LARGEST_FILE: u64 = 256 * 1024 * 1024;

/// The source that a file without a named one belongs to.
const DEFAULT_SOURCE: &str = "import";

/// What could be read from a file or folder.
#[derive(Debug, Default)]
struct Parsed {
    agents: Vec<AgentImport>,
    devices: Vec<DeviceImport>,
    /// Where each device stands, for a rejection that only the database can decide.
    device_places: Vec<String>,
    rejected: Vec<RejectedRecord>,
    seen_agents: HashSet<String>,
    seen_devices: HashSet<(String, String)>,
}

impl Parsed {
    fn reject(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.rejected.push(RejectedRecord { r#where: place.into(), reason: reason.into() });
    }

    /// Takes an agent unless the same id stood in the file before. Returns whether it was taken.
    fn add_agent(&mut self, place: &str, agent: AgentImport) -> bool {
        if !self.seen_agents.insert(agent.source_id.clone()) {
            self.reject(
                place,
                format!("the id \"{}\" stands in the file twice; the first one counts", agent.source_id),
            );
            return false;
        }
        self.agents.push(agent);
        true
    }

    fn add_device(&mut self, place: &str, device: DeviceImport) {
        if !self.seen_devices.insert((device.agent_source_id.clone(), device.source_id.clone())) {
            self.reject(
                place,
                format!(
                    "the id \"{}\" stands in the file twice for this agent; the first one counts",
                    device.source_id
                ),
            );
            return;
        }
        self.devices.push(device);
        self.device_places.push(place.to_owned());
    }
}

impl Workspace {
    /// Imports a file or folder, or says what importing it would do.
    pub async fn agents_import(&self, request: ImportRequest) -> Result<ImportReply, AppError> {
        let path = PathBuf::from(request.path.trim());
        let parsed = blocking(move || read(&path)).await?;
        let source = match request.source.trim() {
            "" => DEFAULT_SOURCE.to_owned(),
            source => source.to_owned(),
        };
        let batch = ImportBatch { source, agents: parsed.agents, devices: parsed.devices };
        let counts = self.store().import(&batch, request.dry_run, self.now()).await?;
        let mut rejected = parsed.rejected;
        for index in counts.unknown_agents {
            if let (Some(device), Some(place)) = (batch.devices.get(index), parsed.device_places.get(index)) {
                let reason = format!(
                    "there is no agent with the id \"{}\" in the file or in the source \"{}\"",
                    device.agent_source_id, batch.source
                );
                rejected.push(RejectedRecord { r#where: place.clone(), reason });
            }
        }
        if !request.dry_run {
            self.estimate_missing().await?;
            self.changed();
        }
        Ok(ImportReply {
            created: counts.created,
            updated: counts.updated,
            unchanged: counts.unchanged,
            rejected,
            differing: counts.differing,
            differing_fields: Vec::new(),
            changes: Vec::new(),
            more_changes: 0,
            undo: None,
        })
    }
}

fn read(path: &Path) -> Result<Parsed, AppError> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    let mut parsed = Parsed::default();
    if metadata.is_dir() {
        let agents = path.join("agents.csv");
        let devices = path.join("devices.csv");
        if !agents.exists() && !devices.exists() {
            return Err(bad_file(path, "the folder holds neither agents.csv nor devices.csv"));
        }
        if agents.exists() {
            csv::read_agents(&agents, &text_of(&agents)?, &mut parsed)?;
        }
        if devices.exists() {
            csv::read_devices(&devices, &text_of(&devices)?, &mut parsed)?;
        }
        return Ok(parsed);
    }
    let text = text_of(path)?;
    let is_json = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
        || text.trim_start().starts_with('{');
    if is_json {
        json::read(path, &text, &mut parsed)?;
    } else if csv::has_agent_column(path, &text)? {
        csv::read_devices(path, &text, &mut parsed)?;
    } else {
        csv::read_agents(path, &text, &mut parsed)?;
    }
    Ok(parsed)
}

/// The text of a file, without a byte order mark.
fn text_of(path: &Path) -> Result<String, AppError> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        return Err(bad_file(path, "it is not a file"));
    }
    if metadata.len() > LARGEST_FILE {
        return Err(bad_file(path, "it is larger than 256 MiB; split it"));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(path, &error))?;
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

fn bad_file(path: &Path, why: &str) -> AppError {
    AppError::new(ErrorCode::BadFile, format!("{} cannot be imported: {why}. Nothing was changed.", path.display()))
}

#[cfg(test)]
mod tests;
