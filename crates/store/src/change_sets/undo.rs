//! Taking an act back: what nobody touched since returns as it was, the rest stays and is told.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use sitebook_domain::{
    Agent, AgentField, AgentId, Device, DeviceField, DeviceId, FieldKey, HistoryEntry, HistorySubject, Layers,
    LocationFact, LocationKind, OwnValue, Timestamp,
};
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use super::{ChangeRow, Part, rows};
use crate::agents::displayed;
use crate::{Store, StoreError, agents, deletion, devices, history, locations};

/// What became of the wish to take an act back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangesUndone {
    /// It was taken back, as far as nobody had changed anything since.
    Done {
        /// Records that are as they were before, or gone again.
        restored: u32,
        /// What was left as it is.
        left: Vec<LeftChange>,
    },
    /// It was taken back already.
    Already {
        /// Who did.
        by: String,
        /// When.
        at: Timestamp,
    },
    /// There is no such act, or it was forgotten.
    Unknown,
}

/// A value or record that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftChange {
    /// The agent.
    pub agent: AgentId,
    /// Name of the agent or device.
    pub name: String,
    /// Field key, or `location`; empty for the whole record.
    pub field: String,
    /// Why.
    pub reason: LeftReason,
}

/// Why something was left as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftReason {
    /// The value was changed since.
    Changed,
    /// Somebody set values of the record since.
    OwnValues,
    /// Another act changed the record since.
    OtherAct,
    /// The agent is linked to a company.
    Linked,
    /// The device is matched, or a person decided about its match.
    Matched,
    /// A run dealt with it.
    Runs,
    /// Automatic sync or a field mapping was set up for the agent.
    SetUp,
    /// A person said where the agent is.
    Located,
    /// The agent has devices that stay.
    Devices,
}

/// What an undo did so far.
#[derive(Default)]
struct Outcome {
    restored: u32,
    left: Vec<LeftChange>,
}

/// Who takes an act back, and which.
struct Undoing<'u> {
    set: Uuid,
    by: &'u str,
    at: Timestamp,
}

impl Store {
    /// The agents whose runs must not go on while an act is taken back: linked ones, of which it made devices.
    pub async fn agents_of_change_set(&self, id: Uuid) -> Result<Vec<AgentId>, StoreError> {
        let ids: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT r.agent_id FROM change_set_row r JOIN company_link l ON l.agent_id = r.agent_id \
             WHERE r.change_set_id = $1 AND r.part = $2 AND r.device_id IS NOT NULL ORDER BY r.agent_id",
        )
        .bind(id.to_string())
        .bind(Part::Record.word())
        .fetch_all(self.read())
        .await?;
        ids.iter().map(|id| Ok(id.parse()?)).collect()
    }

    /// Takes an act back: puts back each value that still is what the act left, with a history entry where that changes
    /// what counts, and removes the records that it made unless something hangs on them since. It can be done once.
    pub async fn undo_changes(&self, id: Uuid, by: &str, at: Timestamp) -> Result<ChangesUndone, StoreError> {
        let mut transaction = self.write().await?;
        let Some(set) = sqlx::query("SELECT undone_by, undone_at FROM change_set WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&mut *transaction)
            .await?
        else {
            return Ok(ChangesUndone::Unknown);
        };
        if let Some(undone_at) = set.try_get::<Option<i64>, _>("undone_at")? {
            let by = set.try_get::<Option<String>, _>("undone_by")?.unwrap_or_default();
            return Ok(ChangesUndone::Already { by, at: Timestamp(undone_at) });
        }
        let Outcome { restored, left } = take_back(&mut transaction, &Undoing { set: id, by, at }).await?;
        sqlx::query("DELETE FROM change_set_row WHERE change_set_id = $1")
            .bind(id.to_string())
            .execute(&mut *transaction)
            .await?;
        sqlx::query("UPDATE change_set SET undone_by = $2, undone_at = $3 WHERE id = $1")
            .bind(id.to_string())
            .bind(by)
            .bind(at.0)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(ChangesUndone::Done { restored, left })
    }
}

async fn take_back(connection: &mut SqliteConnection, undoing: &Undoing<'_>) -> Result<Outcome, StoreError> {
    let mut records: BTreeMap<(AgentId, Option<DeviceId>), Vec<ChangeRow>> = BTreeMap::new();
    for row in rows(connection, undoing.set).await? {
        records.entry((row.agent, row.device)).or_default().push(row);
    }
    let mut outcome = Outcome::default();
    let mut made_agents = Vec::new();
    for ((agent, device), rows) in records {
        let is_made = rows.iter().any(|row| row.part == Part::Record);
        match (device, is_made) {
            (Some(device), true) => unmake_device(connection, undoing, device, &mut outcome).await?,
            (Some(device), false) => restore_device(connection, undoing, device, &rows, &mut outcome).await?,
            (None, true) => made_agents.push((agent, rows)),
            (None, false) => restore_agent(connection, undoing, agent, &rows, &mut outcome).await?,
        }
    }
    // Their devices went first.
    for (agent, rows) in made_agents {
        unmake_agent(connection, undoing, agent, &rows, &mut outcome).await?;
    }
    Ok(outcome)
}

async fn restore_agent(
    connection: &mut SqliteConnection,
    undoing: &Undoing<'_>,
    id: AgentId,
    rows: &[ChangeRow],
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let Some(before) = agents::agent(connection, id).await? else { return Ok(()) };
    let mut agent = before.clone();
    let mut left = Vec::new();
    // Where one value was changed twice, the later change goes first.
    for row in rows.iter().rev() {
        let is_put_back = match row.part {
            Part::Own | Part::Source => put_layer_back::<AgentField>(&mut agent.layers, row)?,
            Part::Position => put_back(&mut agent.reported_position, row)?,
            Part::Gone => put_back(&mut agent.gone_since, row)?,
            Part::Ignored | Part::Location | Part::Record => continue,
        };
        if !is_put_back {
            left.push(row);
        }
    }
    if !put_location_back(connection, undoing, id, &said(rows)?).await? {
        left.extend(rows.iter().filter(|row| row.part == Part::Location));
    }
    agents::save(connection, &agent).await?;
    record_all(connection, undoing, id, HistorySubject::Agent, &before.layers, &agent.layers).await?;
    outcome.settle(id, agent.name(), rows.len(), &left);
    Ok(())
}

async fn restore_device(
    connection: &mut SqliteConnection,
    undoing: &Undoing<'_>,
    id: DeviceId,
    rows: &[ChangeRow],
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let Some(before) = devices::device(connection, id).await? else { return Ok(()) };
    let mut device = before.clone();
    let mut left = Vec::new();
    for row in rows.iter().rev() {
        let is_put_back = match row.part {
            Part::Own | Part::Source => put_layer_back::<DeviceField>(&mut device.layers, row)?,
            Part::Gone => put_back(&mut device.gone_since, row)?,
            Part::Ignored => put_ignored_back(connection, undoing, &mut device, row).await?,
            Part::Position | Part::Location | Part::Record => continue,
        };
        if !is_put_back {
            left.push(row);
        }
    }
    devices::save(connection, &device).await?;
    let subject = HistorySubject::Device(id);
    record_all(connection, undoing, device.agent, subject, &before.layers, &device.layers).await?;
    outcome.settle(device.agent, device.name(), rows.len(), &left);
    Ok(())
}

/// Puts back whether a device is ignored, if that still is what the act left; returns whether it was.
async fn put_ignored_back(
    connection: &mut SqliteConnection,
    undoing: &Undoing<'_>,
    device: &mut Device,
    row: &ChangeRow,
) -> Result<bool, StoreError> {
    let mut ignored = Some(device.ignored);
    let is_put_back = put_back(&mut ignored, row)?;
    if let Some(ignored) = ignored {
        devices::set_ignored(connection, device, ignored, undoing.by, undoing.at).await?;
    }
    Ok(is_put_back)
}

/// Puts one value of a layer back if it still is what the act left; returns whether it was.
fn put_layer_back<F>(layers: &mut Layers<F>, row: &ChangeRow) -> Result<bool, StoreError>
where
    F: FieldKey,
{
    let unknown = || StoreError::Value(format!("a change is of field \"{}\", which this version lacks", row.field));
    let field = F::from_key(&row.field).ok_or_else(unknown)?;
    if row.part == Part::Own {
        put_entry_back::<F, OwnValue>(&mut layers.own, field, row)
    } else {
        put_entry_back(&mut layers.source, field, row)
    }
}

fn put_entry_back<F: Ord, V: DeserializeOwned + PartialEq>(
    layer: &mut BTreeMap<F, V>,
    field: F,
    row: &ChangeRow,
) -> Result<bool, StoreError> {
    let mut value = layer.remove(&field);
    let is_put_back = put_back(&mut value, row)?;
    if let Some(value) = value {
        layer.insert(field, value);
    }
    Ok(is_put_back)
}

/// Puts a value back if it still is what the act left; returns whether it was.
fn put_back<V: DeserializeOwned + PartialEq>(value: &mut Option<V>, row: &ChangeRow) -> Result<bool, StoreError> {
    if *value != row.after()? {
        return Ok(false);
    }
    *value = row.before()?;
    Ok(true)
}

/// What the act said about the place of an agent.
fn said(rows: &[ChangeRow]) -> Result<Vec<LocationFact>, StoreError> {
    let mut facts = Vec::new();
    for row in rows.iter().filter(|row| row.part == Part::Location) {
        facts.extend(row.after()?);
    }
    Ok(facts)
}

/// Takes back what the act said about a place, if no person said anything since: what was said last before counts again.
/// Nothing is removed from the location history; what is added says it anew. Returns whether nothing is left to take back.
async fn put_location_back(
    connection: &mut SqliteConnection,
    undoing: &Undoing<'_>,
    agent: AgentId,
    said: &[LocationFact],
) -> Result<bool, StoreError> {
    if said.is_empty() {
        return Ok(true);
    }
    let facts = locations::facts(connection, agent).await?;
    let mut acts = facts.into_iter().rev().filter(is_persons_word);
    let Some(last) = acts.next().filter(|last| said.contains(last)) else { return Ok(false) };
    let (by, at) = (undoing.by.to_owned(), undoing.at);
    let again = match acts.find(|fact| !said.contains(fact)) {
        Some(before) => LocationFact { by, at, ..before },
        None => LocationFact { kind: LocationKind::Reset, position: None, by, at, ..last },
    };
    locations::add(connection, agent, &again).await?;
    Ok(true)
}

/// Whether a fact is what a person said, or took back.
fn is_persons_word(fact: &LocationFact) -> bool {
    matches!(fact.kind, LocationKind::Person | LocationKind::Reset)
}

async fn unmake_device(
    connection: &mut SqliteConnection,
    undoing: &Undoing<'_>,
    id: DeviceId,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let Some(device) = devices::device(connection, id).await? else { return Ok(()) };
    if let Some(reason) = hangs_on_device(connection, undoing.set, &device).await? {
        outcome.leave(device.agent, device.name(), "", reason);
        return Ok(());
    }
    deletion::delete_device(connection, id).await?;
    // The device's own history went with it.
    let entry = HistoryEntry {
        agent: device.agent,
        subject: HistorySubject::Agent,
        field: "created".to_owned(),
        old: device.name().to_owned(),
        new: String::new(),
        by: undoing.by.to_owned(),
        at: undoing.at,
    };
    history::record(connection, &entry).await?;
    outcome.restored += 1;
    Ok(())
}

async fn unmake_agent(
    connection: &mut SqliteConnection,
    undoing: &Undoing<'_>,
    id: AgentId,
    rows: &[ChangeRow],
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let Some(agent) = agents::agent(connection, id).await? else { return Ok(()) };
    if let Some(reason) = hangs_on_agent(connection, undoing.set, &agent, rows).await? {
        outcome.leave(id, agent.name(), "", reason);
        return Ok(());
    }
    deletion::delete_agent(connection, id).await?;
    outcome.restored += 1;
    Ok(())
}

/// What keeps a device that the act made.
async fn hangs_on_device(
    connection: &mut SqliteConnection,
    set: Uuid,
    device: &Device,
) -> Result<Option<LeftReason>, StoreError> {
    if !device.layers.own.is_empty() || device.ignored {
        return Ok(Some(LeftReason::OwnValues));
    }
    let id = device.id.to_string();
    for (table, reason) in [
        ("device_match", LeftReason::Matched),
        ("remembered_unlink", LeftReason::Matched),
        ("creation_intent", LeftReason::Runs),
        ("run_result", LeftReason::Runs),
        ("undo_row", LeftReason::Runs),
        ("undo_activity", LeftReason::Runs),
        ("undo_pair", LeftReason::Runs),
        ("created_record", LeftReason::Runs),
    ] {
        if has_row(connection, table, "device_id", &id).await? {
            return Ok(Some(reason));
        }
    }
    Ok(in_other_act(connection, set, "device_id", &id).await?.then_some(LeftReason::OtherAct))
}

/// What keeps an agent that the act made.
async fn hangs_on_agent(
    connection: &mut SqliteConnection,
    set: Uuid,
    agent: &Agent,
    rows: &[ChangeRow],
) -> Result<Option<LeftReason>, StoreError> {
    if !agent.layers.own.is_empty() {
        return Ok(Some(LeftReason::OwnValues));
    }
    let id = agent.id.to_string();
    for (table, reason) in [
        ("company_link", LeftReason::Linked),
        ("run", LeftReason::Runs),
        ("device", LeftReason::Devices),
        ("automatic_sync", LeftReason::SetUp),
        ("field_mapping", LeftReason::SetUp),
    ] {
        if has_row(connection, table, "agent_id", &id).await? {
            return Ok(Some(reason));
        }
    }
    if in_other_act(connection, set, "agent_id", &id).await? {
        return Ok(Some(LeftReason::OtherAct));
    }
    let said = said(rows)?;
    let facts = locations::facts(connection, agent.id).await?;
    let is_located = facts.iter().any(|fact| is_persons_word(fact) && !said.contains(fact));
    Ok(is_located.then_some(LeftReason::Located))
}

async fn has_row(connection: &mut SqliteConnection, table: &str, column: &str, id: &str) -> Result<bool, StoreError> {
    let statement = format!("SELECT 1 FROM {table} WHERE {column} = $1 LIMIT 1");
    let found: Option<i64> =
        sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).bind(id).fetch_optional(connection).await?;
    Ok(found.is_some())
}

/// Whether another act, which was not taken back, changed the record.
async fn in_other_act(
    connection: &mut SqliteConnection,
    set: Uuid,
    column: &str,
    id: &str,
) -> Result<bool, StoreError> {
    let statement = format!("SELECT 1 FROM change_set_row WHERE {column} = $1 AND change_set_id <> $2 LIMIT 1");
    let found: Option<i64> = sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
        .bind(id)
        .bind(set.to_string())
        .fetch_optional(connection)
        .await?;
    Ok(found.is_some())
}

/// Writes a history entry for each value that counts and is another one now.
async fn record_all<F: FieldKey>(
    connection: &mut SqliteConnection,
    undoing: &Undoing<'_>,
    agent: AgentId,
    subject: HistorySubject,
    before: &Layers<F>,
    after: &Layers<F>,
) -> Result<(), StoreError> {
    for field in F::ALL {
        let (old, new) = (displayed(before, *field), displayed(after, *field));
        if old == new {
            continue;
        }
        let (by, at) = (undoing.by.to_owned(), undoing.at);
        let entry = HistoryEntry { agent, subject, field: field.key().to_owned(), old, new, by, at };
        history::record(connection, &entry).await?;
    }
    Ok(())
}

impl Outcome {
    /// Counts a record of which something was put back, and tells what was left.
    fn settle(&mut self, agent: AgentId, name: &str, rows: usize, left: &[&ChangeRow]) {
        if left.len() < rows {
            self.restored += 1;
        }
        for row in left {
            let field = match row.part {
                Part::Position | Part::Location => Part::Location.word(),
                _ => &row.field,
            };
            self.leave(agent, name, field, LeftReason::Changed);
        }
    }

    fn leave(&mut self, agent: AgentId, name: &str, field: &str, reason: LeftReason) {
        let change = LeftChange { agent, name: name.to_owned(), field: field.to_owned(), reason };
        // A field may have been left in both layers, a place in two ways: that is one thing to people.
        if self.left.last() != Some(&change) {
            self.left.push(change);
        }
    }
}
