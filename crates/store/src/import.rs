//! Taking in what a source says: one transaction for the whole batch.

mod batch;
mod refresh;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sitebook_domain::{
    Agent, AgentField, AgentId, Device, DeviceField, DeviceId, FieldKey, FieldValue, HistoryEntry, HistorySubject,
    Layers, LocationFact, LocationKind, LocationSource, Position, Timestamp, current_location,
};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::agents::displayed;
use crate::change_sets::{self, ChangeKind};
use crate::{Store, StoreError, agents, devices, history, locations};

pub use batch::{
    AgentImport, DeviceImport, ImportBatch, ImportDone, ImportOptions, RecordChange, ReportedPosition, TakenFields,
    ValueChange,
};
pub use refresh::{DeviceSaid, DevicesRead, RefreshDone, SourceRefresh};

/// How history and previews name a change of place.
const LOCATION: &str = "location";

/// Hears how many records are done; the import goes on as long as it says so.
type GoesOn<'g> = &'g (dyn Fn(usize) -> bool + Sync);

impl Store {
    /// Takes in a batch. With `dry_run` everything is computed the same way, and nothing is kept.
    pub async fn import(
        &self,
        batch: &ImportBatch,
        options: &ImportOptions<'_>,
        at: Timestamp,
    ) -> Result<ImportDone, StoreError> {
        // Nobody stops it: there is always an answer.
        Ok(self.import_watched(batch, options, at, &|_| true).await?.unwrap_or_default())
    }

    /// The same for somebody who looks on: `goes_on` is asked before each record. None = it said no, and nothing was kept.
    pub async fn import_watched(
        &self,
        batch: &ImportBatch,
        options: &ImportOptions<'_>,
        at: Timestamp,
        goes_on: GoesOn<'_>,
    ) -> Result<Option<ImportDone>, StoreError> {
        let mut transaction = self.write().await?;
        let keeps = if options.dry_run {
            Keeps::Nothing
        } else {
            Keeps::Recorded(change_sets::begin(&mut transaction, ChangeKind::Import, options.who, at).await?)
        };
        let by = author(&batch.source);
        let mut import = Import {
            connection: &mut transaction,
            source: &batch.source,
            by: &by,
            at,
            keeps,
            places_are: LocationKind::Person,
            options,
            agents: HashMap::new(),
            done: ImportDone::default(),
        };
        for (index, agent) in batch.agents.iter().enumerate() {
            if !goes_on(index) {
                return Ok(None);
            }
            import.agent(agent).await?;
        }
        let goes_on_with_devices = |taken: usize| goes_on(batch.agents.len() + taken);
        if !import.devices(&batch.devices, &goes_on_with_devices).await? {
            return Ok(None);
        }
        let mut done = import.done;
        if let Keeps::Recorded(act) = keeps {
            done.undo = change_sets::finish(&mut transaction, act).await?;
            transaction.commit().await?;
        } else {
            transaction.rollback().await?;
        }
        Ok(Some(done))
    }
}

/// How an import is named in the history. The default source is called `import` itself.
fn author(source: &str) -> String {
    if source == "import" { source.to_owned() } else { format!("import {source}") }
}

/// An agent that devices of the batch belong to.
#[derive(Debug, Clone, Copy)]
struct KnownAgent {
    id: AgentId,
    /// Whether this import makes it, so that it has no devices yet.
    is_new: bool,
    /// Whose word the batch is about it and its devices.
    word: Word,
}

/// Whose word a batch is about a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    /// The source's.
    Source,
    /// That of the person who takes it in.
    Person,
}

/// What taking in a batch leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeps {
    /// Nothing: a dry run.
    Nothing,
    /// The values, and an act by which a person can take them back.
    Recorded(Uuid),
    /// The values alone: what a source says of itself is taken back by what it says next.
    Values,
}

/// One import at work, inside its transaction.
struct Import<'i> {
    connection: &'i mut SqliteConnection,
    source: &'i str,
    by: &'i str,
    at: Timestamp,
    keeps: Keeps,
    /// Whose word coordinates are: of the person who imports a file, or of the source.
    places_are: LocationKind,
    options: &'i ImportOptions<'i>,
    /// Agents by the name of their source and its id, as far as they were met; none = there is none.
    agents: HashMap<(String, String), Option<KnownAgent>>,
    done: ImportDone,
}

impl Import<'_> {
    async fn agent(&mut self, import: &AgentImport) -> Result<(), StoreError> {
        let source = import.source.as_deref().unwrap_or(self.source).to_owned();
        let known = agents::agent_of_source(self.connection, &source, &import.source_id).await?;
        let mut agent = known.clone().unwrap_or_else(|| Agent {
            id: AgentId(Uuid::now_v7()),
            source: source.clone(),
            source_id: import.source_id.clone(),
            layers: Layers::default(),
            reported_position: None,
            created_at: self.at,
            gone_since: None,
            archived_since: None,
        });
        let is_new = known.is_none();
        let word = self.word_of(&source, is_new);
        self.agents.insert((source, import.source_id.clone()), Some(KnownAgent { id: agent.id, is_new, word }));
        // What a file says of another's agent is not that agent's return.
        let came_back = word == Word::Source && agent.gone_since.take().is_some();
        let merged = self.merge(&mut agent.layers, &import.values, &self.options.take.agents, word);
        let position = import.position.after(agent.reported_position);
        let moved = position != agent.reported_position && !self.is_there(agent.id, position, is_new).await?;
        if moved && word == Word::Source {
            agent.reported_position = position;
        }
        let changed = came_back || merged.changed || moved;
        let fact = if moved { self.position_fact(agent.id, position).await? } else { None };
        let mut values = merged.values;
        if let Some(fact) = &fact {
            values.extend(self.place_change(agent.id, fact).await?);
        }
        let told = self.tell(is_new, changed, came_back || moved, values, |values, counts| RecordChange {
            is_device: false,
            source: agent.source.clone(),
            agent_source_id: import.source_id.clone(),
            source_id: import.source_id.clone(),
            name: agent.name().to_owned(),
            is_new,
            counts,
            values,
        });
        if self.keeps == Keeps::Nothing || !(is_new || changed) {
            return Ok(());
        }
        agents::save(self.connection, &agent).await?;
        if let Keeps::Recorded(act) = self.keeps {
            match &known {
                Some(before) => change_sets::record_agent(self.connection, act, before, &agent).await?,
                None => change_sets::record_made_agent(self.connection, act, agent.id).await?,
            }
        }
        self.record(is_new, agent.id, HistorySubject::Agent, agent.name(), told).await?;
        if let Some(fact) = fact {
            locations::add(self.connection, agent.id, &fact).await?;
            if let Keeps::Recorded(act) = self.keeps {
                change_sets::record_location(self.connection, act, agent.id, &fact).await?;
            }
        }
        Ok(())
    }

    /// Devices, agent by agent, in whatever order they stand in the batch: those of one agent are read at once. Returns
    /// whether it went on to the end.
    async fn devices(&mut self, imports: &[DeviceImport], goes_on: GoesOn<'_>) -> Result<bool, StoreError> {
        let mut taken = 0;
        let mut by_agent: HashMap<(Option<&str>, &str), usize> = HashMap::new();
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for (index, import) in imports.iter().enumerate() {
            let agent = (import.agent_source.as_deref(), import.agent_source_id.as_str());
            let group = *by_agent.entry(agent).or_insert(groups.len());
            if group == groups.len() {
                groups.push(Vec::new());
            }
            groups[group].push(index);
        }
        for group in groups {
            let first = &imports[group[0]];
            let Some(agent) = self.known_agent(first.agent_source.as_deref(), &first.agent_source_id).await? else {
                taken += group.len();
                self.done.unknown_agents.extend(group);
                continue;
            };
            let devices = if agent.is_new { Vec::new() } else { devices::of_agent(self.connection, agent.id).await? };
            let mut known: HashMap<String, Device> =
                devices.into_iter().map(|device| (device.source_id.clone(), device)).collect();
            for index in group {
                if !goes_on(taken) {
                    return Ok(false);
                }
                taken += 1;
                let import = &imports[index];
                self.device(agent, import, known.remove(&import.source_id)).await?;
            }
        }
        self.done.unknown_agents.sort_unstable();
        Ok(true)
    }

    async fn known_agent(&mut self, source: Option<&str>, source_id: &str) -> Result<Option<KnownAgent>, StoreError> {
        let key = (source.unwrap_or(self.source).to_owned(), source_id.to_owned());
        if let Some(known) = self.agents.get(&key) {
            return Ok(*known);
        }
        let found = agents::agent_of_source(self.connection, &key.0, source_id).await?;
        let word = self.word_of(&key.0, false);
        let known = found.map(|agent| KnownAgent { id: agent.id, is_new: false, word });
        self.agents.insert(key, known);
        Ok(known)
    }

    /// Whose word the batch is about an agent of this source.
    fn word_of(&self, source: &str, is_new: bool) -> Word {
        // A new record has to begin with what is said of it.
        if !is_new && self.options.self_speaking.contains(source) { Word::Person } else { Word::Source }
    }

    async fn device(
        &mut self,
        KnownAgent { id: agent, word, .. }: KnownAgent,
        import: &DeviceImport,
        known: Option<Device>,
    ) -> Result<(), StoreError> {
        let word = if known.is_none() { Word::Source } else { word };
        let mut device = known.clone().unwrap_or_else(|| Device {
            id: DeviceId(Uuid::now_v7()),
            agent,
            source_id: import.source_id.clone(),
            layers: Layers::default(),
            ignored: false,
            created_at: self.at,
            gone_since: None,
        });
        let is_new = known.is_none();
        let came_back = word == Word::Source && device.gone_since.take().is_some();
        let merged = self.merge(&mut device.layers, &import.values, &self.options.take.devices, word);
        let changed = came_back || merged.changed;
        let source = self.source;
        let told = self.tell(is_new, changed, came_back, merged.values, |values, counts| RecordChange {
            is_device: true,
            source: import.agent_source.as_deref().unwrap_or(source).to_owned(),
            agent_source_id: import.agent_source_id.clone(),
            source_id: import.source_id.clone(),
            name: device.name().to_owned(),
            is_new,
            counts,
            values,
        });
        if self.keeps == Keeps::Nothing || !(is_new || changed) {
            return Ok(());
        }
        devices::save(self.connection, &device).await?;
        if let Keeps::Recorded(act) = self.keeps {
            match &known {
                Some(before) => change_sets::record_device(self.connection, act, before, &device).await?,
                None => change_sets::record_made_device(self.connection, act, &device).await?,
            }
        }
        self.record(is_new, agent, HistorySubject::Device(device.id), device.name(), told).await
    }

    /// Counts a record and lists what changes in it, as far as that is wanted. `noticed`: something of it changes that is no
    /// value. Returns the values that change what counts.
    fn tell(
        &mut self,
        is_new: bool,
        changed: bool,
        noticed: bool,
        values: Vec<ValueChange>,
        change: impl FnOnce(Vec<ValueChange>, bool) -> RecordChange,
    ) -> Vec<ValueChange> {
        let counts = is_new || noticed || values.iter().any(|value| !value.kept);
        match (is_new, changed) {
            (true, _) => self.done.created += 1,
            (false, true) => {
                self.done.updated += 1;
                self.done.updated_beneath += u32::from(!counts);
            }
            (false, false) => self.done.unchanged += 1,
        }
        for value in values.iter().filter(|value| value.kept) {
            *self.done.differing.entry(value.field).or_default() += 1;
        }
        let counting: Vec<ValueChange> = values.iter().filter(|value| !value.kept).cloned().collect();
        if self.options.most_changes > 0 && (is_new || changed || !values.is_empty()) {
            if self.done.changes.len() < self.options.most_changes {
                self.done.changes.push(change(values, counts));
            } else {
                self.done.more_changes += 1;
            }
        }
        counting
    }

    /// Writes the history. A new record has one entry and not one for each of its values; places write their own.
    async fn record(
        &mut self,
        is_new: bool,
        agent: AgentId,
        subject: HistorySubject,
        name: &str,
        values: Vec<ValueChange>,
    ) -> Result<(), StoreError> {
        let entry = |field: &str, old: String, new: String| HistoryEntry {
            agent,
            subject,
            field: field.to_owned(),
            old,
            new,
            by: self.by.to_owned(),
            at: self.at,
        };
        if is_new {
            let made = entry("created", String::new(), name.to_owned());
            return history::record(self.connection, &made).await;
        }
        let entries: Vec<HistoryEntry> = values
            .into_iter()
            .filter(|value| value.field != LOCATION && !self.is_passing(value.field))
            .map(|value| entry(value.field, value.from, value.to))
            .collect();
        for entry in &entries {
            history::record(self.connection, entry).await?;
        }
        Ok(())
    }

    /// Whether a value comes and goes by itself: each refresh would fill the history with devices that went to sleep.
    fn is_passing(&self, field: &str) -> bool {
        self.keeps == Keeps::Values && (field == AgentField::Status.key() || field == DeviceField::Status.key())
    }

    /// Whether an agent is known to be at a place already, by the word of a person or of its source: saying it once more is
    /// no other place, and keeps the address that was said with it.
    async fn is_there(&mut self, agent: AgentId, place: Option<Position>, is_new: bool) -> Result<bool, StoreError> {
        let Some(place) = place.filter(|_| !is_new && self.places_are == LocationKind::Person) else {
            return Ok(false);
        };
        let current = current_location(&locations::facts(self.connection, agent).await?);
        let is_said = matches!(current.source, LocationSource::Person | LocationSource::Source);
        Ok(is_said && current.fact.and_then(|fact| fact.position).is_some_and(|known| known.is_same_point(place)))
    }

    /// What the batch says about a place. Coordinates in a file are the word of the person who imports it. Taking them out
    /// again takes back only that word. A source's own coordinates are its own word, and so is that it knows none.
    async fn position_fact(
        &mut self,
        agent: AgentId,
        position: Option<Position>,
    ) -> Result<Option<LocationFact>, StoreError> {
        let is_persons = self.places_are == LocationKind::Person;
        if position.is_none() && is_persons {
            let current = current_location(&locations::facts(self.connection, agent).await?);
            let is_ours =
                current.source == LocationSource::Person && current.fact.is_some_and(|fact| fact.by == self.by);
            if !is_ours {
                return Ok(None);
            }
        }
        let around = position.zip(self.options.surroundings).map(|(position, of)| of(position)).unwrap_or_default();
        Ok(Some(LocationFact {
            kind: if position.is_none() && is_persons { LocationKind::Reset } else { self.places_are },
            position,
            accuracy_km: None,
            city: around.city,
            region: around.region,
            country: around.country,
            database: None,
            ip: None,
            method: None,
            address: None,
            postal: None,
            by: self.by.to_owned(),
            at: self.at,
        }))
    }

    /// How a fact changes the place that counts, if it does.
    async fn place_change(&mut self, agent: AgentId, fact: &LocationFact) -> Result<Option<ValueChange>, StoreError> {
        let mut facts = locations::facts(self.connection, agent).await?;
        let from = locations::described(&current_location(&facts));
        facts.push(fact.clone());
        let to = locations::described(&current_location(&facts));
        Ok((from != to).then_some(ValueChange { field: LOCATION, from, to, kept: false }))
    }
}

impl Import<'_> {
    /// Puts what is said into the layer of whose word it is.
    fn merge<F: FieldKey>(
        &self,
        layers: &mut Layers<F>,
        values: &BTreeMap<F, FieldValue>,
        take: &BTreeSet<F>,
        word: Word,
    ) -> Merged {
        match word {
            Word::Source => merge(layers, values, take),
            Word::Person => merge_own(layers, values, take, self.options.who, self.at),
        }
    }
}

/// What became of a record's layers.
struct Merged {
    /// Whether anything changed in them.
    changed: bool,
    /// Values that change what counts, and those of the source that an own value hides.
    values: Vec<ValueChange>,
}

/// Puts what the source says into the source layer, and drops own values that say something else in fields where the
/// source is to be taken.
fn merge<F: FieldKey>(layers: &mut Layers<F>, values: &BTreeMap<F, FieldValue>, take: &BTreeSet<F>) -> Merged {
    let mut merged = Merged { changed: false, values: Vec::new() };
    for (field, value) in values {
        let from = displayed(layers, *field);
        merged.changed |= layers.set_source(*field, value.clone());
        if layers.differing_source(*field).is_some() && take.contains(field) {
            layers.own.remove(field);
            merged.changed = true;
        }
        let field_key = field.key();
        if let Some(hidden) = layers.differing_source(*field) {
            merged.values.push(ValueChange { field: field_key, from, to: hidden.to_string(), kept: true });
            continue;
        }
        let to = displayed(layers, *field);
        if from != to {
            merged.values.push(ValueChange { field: field_key, from, to, kept: false });
        }
    }
    merged
}

/// Puts what a person's file says where a person may set something. An own value that says something else goes on counting,
/// unless the file's is to be taken.
fn merge_own<F: FieldKey>(
    layers: &mut Layers<F>,
    values: &BTreeMap<F, FieldValue>,
    take: &BTreeSet<F>,
    by: &str,
    at: Timestamp,
) -> Merged {
    let mut merged = Merged { changed: false, values: Vec::new() };
    for (field, value) in values.iter().filter(|(field, _)| field.is_editable()) {
        let from = displayed(layers, *field);
        let is_kept = layers.own.get(field).is_some_and(|own| own.value != *value) && !take.contains(field);
        if !is_kept {
            merged.changed |= layers.set_own(*field, value.clone(), by, at);
        }
        let to = value.to_string();
        if from != to {
            merged.values.push(ValueChange { field: field.key(), from, to, kept: is_kept });
        }
    }
    merged
}
