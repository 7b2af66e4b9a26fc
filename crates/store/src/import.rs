//! Taking in what a source says: one transaction for the whole batch.

use std::collections::BTreeMap;

use sitebook_domain::{
    Agent, AgentField, AgentId, Device, DeviceField, DeviceId, FieldKey, FieldValue, HistoryEntry, HistorySubject,
    Layers, LocationFact, LocationKind, LocationSource, Position, Timestamp, current_location,
};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::agents::displayed;
use crate::{Store, StoreError, agents, devices, history, locations};

/// What a source says about one agent. What is absent stays untouched; an empty value clears.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentImport {
    /// The source's id.
    pub source_id: String,
    /// The values.
    pub values: BTreeMap<AgentField, FieldValue>,
    /// Coordinates.
    pub position: ReportedPosition,
}

/// What a source says about coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ReportedPosition {
    /// Nothing: what it said before stays.
    Absent,
    /// Explicitly that it knows none.
    Cleared,
    /// A place.
    At(Position),
}

impl ReportedPosition {
    /// The position after this was said.
    fn after(self, before: Option<Position>) -> Option<Position> {
        match self {
            Self::Absent => before,
            Self::Cleared => None,
            Self::At(position) => Some(position),
        }
    }
}

/// What a source says about one device.
#[derive(Debug, Clone, PartialEq)]
pub struct DeviceImport {
    /// The source's id of the agent.
    pub agent_source_id: String,
    /// The source's id, unique within the agent.
    pub source_id: String,
    /// The values.
    pub values: BTreeMap<DeviceField, FieldValue>,
}

/// Agents, then devices of these or of known agents.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportBatch {
    /// Name of the source.
    pub source: String,
    /// The agents.
    pub agents: Vec<AgentImport>,
    /// The devices.
    pub devices: Vec<DeviceImport>,
}

/// What taking in a batch did, agents and devices together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportCounts {
    /// New records.
    pub created: u32,
    /// Records of which something changed.
    pub updated: u32,
    /// Records that said nothing new.
    pub unchanged: u32,
    /// Values that say something else than the own value, which goes on counting.
    pub differing: u32,
    /// Indexes of devices in the batch whose agent is unknown; they were left out.
    pub unknown_agents: Vec<usize>,
}

impl Store {
    /// Takes in a batch. With `dry_run` everything is computed the same way, and nothing is kept.
    pub async fn import(&self, batch: &ImportBatch, dry_run: bool, at: Timestamp) -> Result<ImportCounts, StoreError> {
        let by = author(&batch.source);
        let mut counts = ImportCounts::default();
        let mut transaction = self.write().await?;
        for agent in &batch.agents {
            import_agent(&mut transaction, &batch.source, agent, &by, at, &mut counts).await?;
        }
        for (index, device) in batch.devices.iter().enumerate() {
            match agents::agent_of_source(&mut transaction, &batch.source, &device.agent_source_id).await? {
                Some(agent) => import_device(&mut transaction, agent.id, device, &by, at, &mut counts).await?,
                None => counts.unknown_agents.push(index),
            }
        }
        if dry_run {
            transaction.rollback().await?;
        } else {
            transaction.commit().await?;
        }
        Ok(counts)
    }
}

/// How an import is named in the history. The default source is called `import` itself.
fn author(source: &str) -> String {
    if source == "import" { source.to_owned() } else { format!("import {source}") }
}

async fn import_agent(
    connection: &mut SqliteConnection,
    source: &str,
    import: &AgentImport,
    by: &str,
    at: Timestamp,
    counts: &mut ImportCounts,
) -> Result<(), StoreError> {
    let known = agents::agent_of_source(connection, source, &import.source_id).await?;
    let created = known.is_none();
    let mut agent = known.unwrap_or_else(|| Agent {
        id: AgentId(Uuid::now_v7()),
        source: source.to_owned(),
        source_id: import.source_id.clone(),
        layers: Layers::default(),
        reported_position: None,
        created_at: at,
        gone_since: None,
        archived_since: None,
    });
    let mut entries = Vec::new();
    let mut changed = agent.gone_since.take().is_some();
    changed |= merge(&mut agent.layers, &import.values, &mut entries, &mut counts.differing);
    let position = import.position.after(agent.reported_position);
    let moved = position != agent.reported_position;
    agent.reported_position = position;
    changed |= moved;
    count(counts, created, changed);
    if !created && !changed {
        return Ok(());
    }
    agents::save(connection, &agent).await?;
    record_all(connection, created, agent.id, HistorySubject::Agent, agent.name(), entries, by, at).await?;
    if moved {
        record_position(connection, agent.id, position, by, at).await?;
    }
    Ok(())
}

async fn import_device(
    connection: &mut SqliteConnection,
    agent: AgentId,
    import: &DeviceImport,
    by: &str,
    at: Timestamp,
    counts: &mut ImportCounts,
) -> Result<(), StoreError> {
    let known = devices::device_of_source(connection, agent, &import.source_id).await?;
    let created = known.is_none();
    let mut device = known.unwrap_or_else(|| Device {
        id: DeviceId(Uuid::now_v7()),
        agent,
        source_id: import.source_id.clone(),
        layers: Layers::default(),
        ignored: false,
        created_at: at,
        gone_since: None,
    });
    let mut entries = Vec::new();
    let mut changed = device.gone_since.take().is_some();
    changed |= merge(&mut device.layers, &import.values, &mut entries, &mut counts.differing);
    count(counts, created, changed);
    if !created && !changed {
        return Ok(());
    }
    devices::save(connection, &device).await?;
    record_all(connection, created, agent, HistorySubject::Device(device.id), device.name(), entries, by, at).await
}

/// A change of what counts: field key, old, new.
type Change = (&'static str, String, String);

/// Puts what the source says into the source layer. Returns whether anything changed; changes of what counts go to
/// `entries`.
fn merge<F: FieldKey>(
    layers: &mut Layers<F>,
    values: &BTreeMap<F, FieldValue>,
    entries: &mut Vec<Change>,
    differing: &mut u32,
) -> bool {
    let mut changed = false;
    for (field, value) in values {
        let old = displayed(layers, *field);
        changed |= layers.set_source(*field, value.clone());
        let new = displayed(layers, *field);
        if layers.differing_source(*field).is_some() {
            *differing += 1;
        }
        if old != new {
            entries.push((field.key(), old, new));
        }
    }
    changed
}

fn count(counts: &mut ImportCounts, created: bool, changed: bool) {
    match (created, changed) {
        (true, _) => counts.created += 1,
        (false, true) => counts.updated += 1,
        (false, false) => counts.unchanged += 1,
    }
}

#[expect(clippy::too_many_arguments, reason = "one call for agents and devices; a struct would only rename them")]
async fn record_all(
    connection: &mut SqliteConnection,
    created: bool,
    agent: AgentId,
    subject: HistorySubject,
    name: &str,
    entries: Vec<Change>,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    // A new record has one entry and not one for each of its values.
    let entries = if created { vec![("created", String::new(), name.to_owned())] } else { entries };
    for (field, old, new) in entries {
        let entry = HistoryEntry { agent, subject, field: field.to_owned(), old, new, by: by.to_owned(), at };
        history::record(connection, &entry).await?;
    }
    Ok(())
}

/// Coordinates in a file are the word of the person who imports it. Taking them out again takes back only that word.
async fn record_position(
    connection: &mut SqliteConnection,
    agent: AgentId,
    position: Option<Position>,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    if position.is_none() {
        let current = current_location(&locations::facts(connection, agent).await?);
        let is_ours = current.source == LocationSource::Person && current.fact.is_some_and(|fact| fact.by == by);
        if !is_ours {
            return Ok(());
        }
    }
    let fact = LocationFact {
        kind: if position.is_some() { LocationKind::Person } else { LocationKind::Reset },
        position,
        accuracy_km: None,
        city: None,
        region: None,
        country: None,
        database: None,
        ip: None,
        by: by.to_owned(),
        at,
    };
    locations::add(connection, agent, &fact).await
}
