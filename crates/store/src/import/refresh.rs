//! Taking in what a source that is asked again and again says about one agent: one transaction for each, so that whatever
//! ends a refresh leaves whole agents behind.

use std::collections::{HashMap, HashSet};

use sitebook_domain::{
    AgentId, DeviceId, HistoryEntry, HistorySubject, LocationKind, Position, Surroundings, Timestamp,
};
use sqlx::{Row, SqliteConnection};

use super::{Import, Keeps};
use crate::{
    AgentImport, DeviceImport, ImportDone, ImportOptions, Store, StoreError, agents, devices, history, sources,
};

/// How the history names that a source no longer reports a record, or reports it again.
const GONE: &str = "gone";

/// What a source says about one agent.
#[derive(Debug, Clone)]
pub struct SourceRefresh<'r> {
    /// Name of the source.
    pub source: &'r str,
    /// How the source is named in the history.
    pub by: &'r str,
    /// The agent.
    pub agent: AgentImport,
    /// What stands around coordinates; none = nobody knows.
    pub surroundings: Option<fn(Position) -> Surroundings>,
    /// What else the source says of the agent, as a document.
    pub about: String,
    /// The agent's devices; none where they were not read this time.
    pub devices: Option<DevicesRead>,
    /// Why the devices could not be read; empty where they were. None where nobody tried: what was wrong before stays.
    pub trouble: Option<String>,
}

/// The devices of an agent, as its source lists them.
#[derive(Debug, Clone, Default)]
pub struct DevicesRead {
    /// The devices.
    pub devices: Vec<DeviceSaid>,
    /// Devices that are not in the list and yet known to be there, by the source's ids.
    pub still_there: HashSet<String>,
    /// Those of which it said so some time ago, and that are taken to be there still.
    pub presumed: HashSet<String>,
    /// Whether what is missing is gone. Not so where a part of the list could not be read.
    pub is_whole: bool,
}

/// One device.
#[derive(Debug, Clone)]
pub struct DeviceSaid {
    /// Its values.
    pub device: DeviceImport,
    /// What else the source says of it, as a document.
    pub about: String,
}

/// What a refresh of one agent did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefreshDone {
    /// Records created, changed and found as they were, agents and devices together.
    pub records: ImportDone,
    /// Devices that the source no longer reports since now.
    pub gone: u32,
    /// Devices and agents that the source reports again.
    pub returned: u32,
}

impl Store {
    /// Takes in what a source says about one agent and its devices: replaces the source's values, and touches nothing that
    /// was set here.
    pub async fn refresh_agent(&self, refresh: &SourceRefresh<'_>, at: Timestamp) -> Result<RefreshDone, StoreError> {
        let mut transaction = self.write().await?;
        let options = ImportOptions { surroundings: refresh.surroundings, ..ImportOptions::default() };
        let mut done = RefreshDone::default();
        let source_id = &refresh.agent.source_id;
        let before = agents::agent_of_source(&mut transaction, refresh.source, source_id).await?;
        let mut import = Import {
            connection: &mut transaction,
            source: refresh.source,
            by: refresh.by,
            at,
            keeps: Keeps::Values,
            places_are: LocationKind::Source,
            options: &options,
            agents: HashMap::new(),
            done: ImportDone::default(),
        };
        import.agent(&refresh.agent).await?;
        let Some(agent) = import.known_agent(None, source_id).await? else { return Ok(done) };
        let was_there: Vec<_> = devices::of_agent(import.connection, agent.id).await?;
        if let Some(read) = &refresh.devices {
            let said: Vec<DeviceImport> = read.devices.iter().map(|said| said.device.clone()).collect();
            import.devices(&said, &|_| true).await?;
        }
        done.records = import.done;
        let author = Author { by: refresh.by, at };
        if before.as_ref().is_some_and(|before| before.gone_since.is_some()) {
            done.returned += 1;
            author.tell(&mut transaction, agent.id, HistorySubject::Agent, false).await?;
        }
        if let Some(read) = &refresh.devices {
            let listed: HashSet<&str> = read.devices.iter().map(|said| said.device.source_id.as_str()).collect();
            for mut device in was_there {
                let is_there = listed.contains(device.source_id.as_str());
                if is_there && device.gone_since.is_some() {
                    done.returned += 1;
                    author.tell(&mut transaction, agent.id, HistorySubject::Device(device.id), false).await?;
                }
                let is_unlisted = [&read.still_there, &read.presumed].iter().any(|ids| ids.contains(&device.source_id));
                let is_missing = !is_there && read.is_whole && !is_unlisted;
                if is_missing && device.gone_since.is_none() {
                    done.gone += 1;
                    device.gone_since = Some(at);
                    devices::save(&mut transaction, &device).await?;
                    author.tell(&mut transaction, agent.id, HistorySubject::Device(device.id), true).await?;
                }
            }
            let ids = ids_of(&mut transaction, agent.id).await?;
            for said in &read.devices {
                if let Some(id) = ids.get(&said.device.source_id) {
                    sources::keep_device(&mut transaction, *id, &said.about).await?;
                }
            }
            for id in read.still_there.iter().filter_map(|source_id| ids.get(source_id)) {
                sources::keep_unmanaged(&mut transaction, *id, at).await?;
            }
        }
        let read_at = refresh.devices.is_some().then_some(at);
        sources::keep_agent(&mut transaction, agent.id, read_at, refresh.trouble.as_deref(), &refresh.about).await?;
        transaction.commit().await?;
        Ok(done)
    }

    /// Marks agents as no longer reported by their source; those that are marked already stay as they are. Returns how many
    /// are so since now.
    pub async fn mark_agents_gone(&self, gone: &[AgentId], by: &str, at: Timestamp) -> Result<u32, StoreError> {
        let mut transaction = self.write().await?;
        let author = Author { by, at };
        let mut marked = 0;
        for id in gone {
            let Some(mut agent) = agents::agent(&mut transaction, *id).await? else { continue };
            if agent.gone_since.is_some() {
                continue;
            }
            agent.gone_since = Some(at);
            agents::save(&mut transaction, &agent).await?;
            author.tell(&mut transaction, *id, HistorySubject::Agent, true).await?;
            marked += 1;
        }
        transaction.commit().await?;
        Ok(marked)
    }
}

/// Who says that a record is gone or there again, and when.
struct Author<'a> {
    by: &'a str,
    at: Timestamp,
}

impl Author<'_> {
    async fn tell(
        &self,
        connection: &mut SqliteConnection,
        agent: AgentId,
        subject: HistorySubject,
        is_gone: bool,
    ) -> Result<(), StoreError> {
        let (old, new) = if is_gone { ("no", "yes") } else { ("yes", "no") };
        let entry = HistoryEntry {
            agent,
            subject,
            field: GONE.to_owned(),
            old: old.to_owned(),
            new: new.to_owned(),
            by: self.by.to_owned(),
            at: self.at,
        };
        history::record(connection, &entry).await
    }
}

/// Our ids of an agent's devices by the source's.
async fn ids_of(connection: &mut SqliteConnection, agent: AgentId) -> Result<HashMap<String, DeviceId>, StoreError> {
    let rows = sqlx::query("SELECT id, source_id FROM device WHERE agent_id = $1")
        .bind(agent.to_string())
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok((row.try_get("source_id")?, row.try_get::<String, _>("id")?.parse()?))).collect()
}
