//! Import of agents and devices from files: reading, checking record by record, and one write for all.

mod columns;
mod csv;
mod file;
mod inspecting;
mod json;
mod mapping;
mod record;
mod remembering;
mod reply;
mod table;
mod work;
mod workbook;

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sitebook_domain::{AgentField, DeviceField, FieldKey};
use sitebook_store::{AgentImport, BY_HAND, DeviceImport, ImportBatch, ImportOptions, TakenFields};

use self::columns::Holds;
use self::file::Content;
use self::file::FileRead;
use self::mapping::Columns;
use self::work::Work;
use crate::dto::{ImportMapping, ImportReply, ImportRequest, RejectedRecord};
use crate::geoip::blocking;
use crate::placing::around;
use crate::{AppError, ErrorCode, ImportStep, Workspace};

pub(crate) use self::work::Works;

/// Files larger than this are refused whole, and so are workbooks that unpack to more. An export of 100,000 agents with a
/// million devices has about 200 MiB.
const LARGEST_FILE: u64 = 256 * 1024 * 1024;

/// The source that a file without a named one belongs to.
const DEFAULT_SOURCE: &str = "import";

/// So many records that change are listed: more than anybody reads.
const MOST_CHANGES: usize = 2000;

/// What could be read from a file or folder.
#[derive(Debug, Default)]
struct Parsed {
    agents: Vec<AgentImport>,
    devices: Vec<DeviceImport>,
    /// Where each device stands, for a rejection that only the database can decide.
    device_places: Vec<String>,
    rejected: Vec<RejectedRecord>,
    /// Whether all records are of the source that a person named, whatever stands beside their ids.
    is_of_one_source: bool,
    seen_agents: HashSet<(Option<String>, String)>,
    seen_devices: HashSet<(Option<String>, String, String)>,
    /// Records that were looked at, taken or not.
    looked_at: usize,
}

impl Parsed {
    fn reject(&mut self, place: impl Into<String>, reason: impl Into<String>) {
        self.rejected.push(RejectedRecord { r#where: place.into(), reason: reason.into() });
    }

    /// Goes on to the next record, unless a person wants the work to stop.
    fn next(&mut self, work: &Work) -> Result<(), AppError> {
        work.tell(ImportStep::Reading, self.looked_at, None)?;
        self.looked_at += 1;
        Ok(())
    }

    /// Takes an agent unless the same id stood in the file before. Returns whether it was taken.
    fn add_agent(&mut self, place: &str, mut agent: AgentImport) -> bool {
        agent.source.take_if(|_| self.is_of_one_source);
        if !self.seen_agents.insert((agent.source.clone(), agent.source_id.clone())) {
            self.reject(
                place,
                format!("the id \"{}\" stands in the file twice; the first one counts", agent.source_id),
            );
            return false;
        }
        self.agents.push(agent);
        true
    }

    fn add_device(&mut self, place: &str, mut device: DeviceImport) {
        device.agent_source.take_if(|_| self.is_of_one_source);
        let of = (device.agent_source.clone(), device.agent_source_id.clone(), device.source_id.clone());
        if !self.seen_devices.insert(of) {
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
        let take = taken_fields(&request.take)?;
        let (path, mapping) = (PathBuf::from(request.path.trim()), request.mapping);
        let work = Arc::new(self.begin_import(&request.work));
        let reader = Arc::clone(&work);
        let source = request.source.trim().to_owned();
        let is_of_one_source = !source.is_empty();
        let (parsed, chosen, fingerprint) = blocking(move || {
            let FileRead { content, fingerprint } = file::read(&path, &reader)?;
            if !request.fingerprint.is_empty() && request.fingerprint != fingerprint {
                return Err(file_changed(&path));
            }
            let begun = Parsed { is_of_one_source, ..Parsed::default() };
            let parsed = parse(&path, &content, &mapping, begun, &reader)?;
            Ok((parsed, remembering::chosen(&content, mapping), fingerprint))
        })
        .await?;
        let source = if is_of_one_source { source } else { DEFAULT_SOURCE.to_owned() };
        let batch = ImportBatch { source, agents: parsed.agents, devices: parsed.devices };
        let who = self.who().await?;
        let most_changes = if request.changes { MOST_CHANGES } else { 0 };
        let options = ImportOptions {
            dry_run: request.dry_run,
            who: &who,
            take,
            most_changes,
            self_speaking: self.connected_domotz_source().await?.into_iter().chain([BY_HAND.to_owned()]).collect(),
            surroundings: Some(around),
        };
        let total = batch.agents.len() + batch.devices.len();
        let goes_on = |done: usize| work.tell(ImportStep::Taking, done, Some(total)).is_ok();
        let done = self.store().import_watched(&batch, &options, self.now(), &goes_on).await?;
        let done = done.ok_or_else(work::stopped)?;
        let mut rejected = parsed.rejected;
        for index in &done.unknown_agents {
            if let (Some(device), Some(place)) = (batch.devices.get(*index), parsed.device_places.get(*index)) {
                let reason = format!(
                    "there is no agent with the id \"{}\" in the file or in the source \"{}\"",
                    device.agent_source_id,
                    device.agent_source.as_ref().unwrap_or(&batch.source)
                );
                rejected.push(RejectedRecord { r#where: place.clone(), reason });
            }
        }
        if !request.dry_run {
            self.remember_mappings(&chosen).await?;
            self.estimate_missing().await?;
            self.changed();
        }
        Ok(reply::import_reply(done, rejected, fingerprint))
    }
}

/// The fields in which the file's value takes the place of what was set here. A key means the field of agents and that
/// of devices.
fn taken_fields(keys: &[String]) -> Result<TakenFields, AppError> {
    let (mut agents, mut devices) = (BTreeSet::new(), BTreeSet::new());
    for key in keys {
        let (agent, device) = (AgentField::from_key(key), DeviceField::from_key(key));
        if agent.is_none() && device.is_none() {
            let message = format!("There is no field \"{key}\" of agents or devices. Nothing was changed.");
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        agents.extend(agent);
        devices.extend(device);
    }
    Ok(TakenFields { agents, devices })
}

/// From content to records, with the columns as chosen or as guessed.
fn parse(
    path: &Path,
    content: &Content,
    mapping: &[ImportMapping],
    mut parsed: Parsed,
    work: &Work,
) -> Result<Parsed, AppError> {
    let tables = match content {
        Content::Json(text) => {
            json::read(path, text, &mut parsed, work)?;
            return Ok(parsed);
        }
        Content::Tables { tables, .. } => tables,
    };
    if let Some(unknown) = mapping.iter().find(|wanted| !tables.iter().any(|(table, _)| table.name == wanted.table)) {
        return Err(invalid_mapping(&unknown.table, "the file has no such table"));
    }
    let mut chosen = Vec::new();
    for (table, holds) in tables {
        let columns = match mapping.iter().find(|wanted| wanted.table == table.name) {
            Some(wanted) => Columns::chosen(table, wanted).map_err(|why| invalid_mapping(&table.name, &why))?,
            None if !mapping.is_empty() => None,
            // A file with one table is meant to be imported: better to say what it lacks than to take nothing.
            None => holds.or((tables.len() == 1).then_some(Holds::Agents)).map(|holds| Columns::unasked(table, holds)),
        };
        let Some(columns) = columns else { continue };
        if let Some(missing) = columns.missing() {
            let of = if tables.len() > 1 { format!("{}: ", table.name) } else { String::new() };
            let why = format!("{of}it has no column \"{missing}\", or it was not said which one that is");
            return Err(bad_file(path, &why));
        }
        chosen.push((table, columns));
    }
    if chosen.is_empty() {
        return Err(bad_file(path, "it was not said which of its tables holds agents or devices"));
    }
    for (table, columns) in chosen {
        mapping::read(table, &columns, &mut parsed, work)?;
    }
    Ok(parsed)
}

fn invalid_mapping(table: &str, why: &str) -> AppError {
    let message = format!("The columns of \"{table}\" cannot be read so: {why}. Nothing was changed.");
    AppError::new(ErrorCode::InvalidInput, message)
}

fn file_changed(path: &Path) -> AppError {
    let message = format!(
        "{} was changed since its preview. Nothing was imported: look at the new preview first.",
        path.display()
    );
    AppError::new(ErrorCode::FileChanged, message)
}

fn bad_file(path: &Path, why: &str) -> AppError {
    AppError::new(ErrorCode::BadFile, format!("{} cannot be imported: {why}. Nothing was changed.", path.display()))
}

#[cfg(test)]
mod tests;
