//! Acts that can be taken back as a whole: what each did, value by value.
//!
//! Whoever changes records in such an act calls [`begin`] in the transaction of the act, then one of the recording
//! functions for each record that it makes or changes. [`Store::undo_changes`] puts back what nobody touched since.

mod undo;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sitebook_domain::{Agent, AgentId, Device, DeviceId, FieldKey, Layers, LocationFact, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use crate::{Store, StoreError};

pub use undo::{ChangesUndone, LeftChange, LeftReason};

/// What kind of act it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    /// An import from a file or another source.
    Import,
    /// A change of many agents at once.
    Agents,
    /// A change of many devices at once.
    Devices,
}

impl ChangeKind {
    fn word(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Agents => "agents",
            Self::Devices => "devices",
        }
    }
}

/// Which part of a record a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// A value of the layer *own*: before and after are its documents, with who and when.
    Own,
    /// A value of the layer *source*.
    Source,
    /// The coordinates that the source reports of an agent.
    Position,
    /// Since when the source no longer reports the record.
    Gone,
    /// Whether a device is ignored.
    Ignored,
    /// What the act said about the place of an agent: after is that fact.
    Location,
    /// The record itself: the act made it.
    Record,
}

impl Part {
    const ALL: [Self; 7] =
        [Self::Own, Self::Source, Self::Position, Self::Gone, Self::Ignored, Self::Location, Self::Record];

    fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Source => "source",
            Self::Position => "position",
            Self::Gone => "gone",
            Self::Ignored => "ignored",
            Self::Location => "location",
            Self::Record => "record",
        }
    }

    fn from_word(word: &str) -> Result<Self, StoreError> {
        let unknown = || StoreError::Value(format!("a change is about \"{word}\", which this version does not know"));
        Self::ALL.into_iter().find(|part| part.word() == word).ok_or_else(unknown)
    }
}

/// One row of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChangeRow {
    pub(crate) agent: AgentId,
    pub(crate) device: Option<DeviceId>,
    pub(crate) part: Part,
    /// Field key; empty for what is no field.
    pub(crate) field: String,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

impl Store {
    /// Forgets acts from before a time: nobody takes them back any more.
    pub async fn forget_change_sets(&self, before: Timestamp) -> Result<(), StoreError> {
        let old: Option<i64> = sqlx::query_scalar("SELECT 1 FROM change_set WHERE made_at < $1 LIMIT 1")
            .bind(before.0)
            .fetch_optional(self.read())
            .await?;
        if old.is_none() {
            return Ok(());
        }
        let mut transaction = self.write().await?;
        for statement in [
            "DELETE FROM change_set_row WHERE change_set_id IN (SELECT id FROM change_set WHERE made_at < $1)",
            "DELETE FROM change_set WHERE made_at < $1",
        ] {
            sqlx::query(statement).bind(before.0).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Begins an act inside its transaction; returns the name to take it back by. An act that turns out to change nothing
/// is dropped by [`finish`].
pub(crate) async fn begin(
    connection: &mut SqliteConnection,
    kind: ChangeKind,
    by: &str,
    at: Timestamp,
) -> Result<Uuid, StoreError> {
    let id = Uuid::now_v7();
    sqlx::query("INSERT INTO change_set (id, kind, made_by, made_at) VALUES ($1, $2, $3, $4)")
        .bind(id.to_string())
        .bind(kind.word())
        .bind(by)
        .bind(at.0)
        .execute(connection)
        .await?;
    Ok(id)
}

/// Ends an act: returns its name, or none (and keeps nothing) where nothing was recorded.
pub(crate) async fn finish(connection: &mut SqliteConnection, set: Uuid) -> Result<Option<Uuid>, StoreError> {
    let any: Option<i64> = sqlx::query_scalar("SELECT 1 FROM change_set_row WHERE change_set_id = $1 LIMIT 1")
        .bind(set.to_string())
        .fetch_optional(&mut *connection)
        .await?;
    if any.is_some() {
        return Ok(Some(set));
    }
    sqlx::query("DELETE FROM change_set WHERE id = $1").bind(set.to_string()).execute(connection).await?;
    Ok(None)
}

/// Records that the act made an agent. Its values need not be recorded: they go with it.
pub(crate) async fn record_made_agent(
    connection: &mut SqliteConnection,
    set: Uuid,
    agent: AgentId,
) -> Result<(), StoreError> {
    insert(connection, set, &ChangeRow::of(agent, None, Part::Record)).await
}

/// Records that the act made a device. Its values need not be recorded: they go with it.
pub(crate) async fn record_made_device(
    connection: &mut SqliteConnection,
    set: Uuid,
    device: &Device,
) -> Result<(), StoreError> {
    insert(connection, set, &ChangeRow::of(device.agent, Some(device.id), Part::Record)).await
}

/// Records everything in which an agent differs from what it was before the act: both layers, the reported coordinates,
/// and whether the source still reports it.
pub(crate) async fn record_agent(
    connection: &mut SqliteConnection,
    set: Uuid,
    before: &Agent,
    after: &Agent,
) -> Result<(), StoreError> {
    let empty = |part| ChangeRow::of(after.id, None, part);
    record_layers(connection, set, &empty(Part::Own), &before.layers, &after.layers).await?;
    let position = (before.reported_position.as_ref(), after.reported_position.as_ref());
    record_difference(connection, set, empty(Part::Position), position.0, position.1).await?;
    let gone = (before.gone_since.as_ref(), after.gone_since.as_ref());
    record_difference(connection, set, empty(Part::Gone), gone.0, gone.1).await
}

/// Records everything in which a device differs from what it was before the act.
pub(crate) async fn record_device(
    connection: &mut SqliteConnection,
    set: Uuid,
    before: &Device,
    after: &Device,
) -> Result<(), StoreError> {
    let empty = |part| ChangeRow::of(after.agent, Some(after.id), part);
    record_layers(connection, set, &empty(Part::Own), &before.layers, &after.layers).await?;
    let gone = (before.gone_since.as_ref(), after.gone_since.as_ref());
    record_difference(connection, set, empty(Part::Gone), gone.0, gone.1).await?;
    record_difference(connection, set, empty(Part::Ignored), Some(&before.ignored), Some(&after.ignored)).await
}

/// Records what the act said about the place of an agent.
pub(crate) async fn record_location(
    connection: &mut SqliteConnection,
    set: Uuid,
    agent: AgentId,
    fact: &LocationFact,
) -> Result<(), StoreError> {
    let after = Some(serde_json::to_string(fact)?);
    insert(connection, set, &ChangeRow { after, ..ChangeRow::of(agent, None, Part::Location) }).await
}

async fn record_layers<F: FieldKey>(
    connection: &mut SqliteConnection,
    set: Uuid,
    empty: &ChangeRow,
    before: &Layers<F>,
    after: &Layers<F>,
) -> Result<(), StoreError> {
    for field in F::ALL {
        let row = |part| ChangeRow { part, field: field.key().to_owned(), ..empty.clone() };
        let own = (before.own.get(field), after.own.get(field));
        record_difference(connection, set, row(Part::Own), own.0, own.1).await?;
        let source = (before.source.get(field), after.source.get(field));
        record_difference(connection, set, row(Part::Source), source.0, source.1).await?;
    }
    Ok(())
}

async fn record_difference<T: Serialize + PartialEq>(
    connection: &mut SqliteConnection,
    set: Uuid,
    row: ChangeRow,
    before: Option<&T>,
    after: Option<&T>,
) -> Result<(), StoreError> {
    if before == after {
        return Ok(());
    }
    let document = |value: Option<&T>| value.map(serde_json::to_string).transpose();
    insert(connection, set, &ChangeRow { before: document(before)?, after: document(after)?, ..row }).await
}

impl ChangeRow {
    fn of(agent: AgentId, device: Option<DeviceId>, part: Part) -> Self {
        Self { agent, device, part, field: String::new(), before: None, after: None }
    }

    /// The value before, as it was.
    pub(crate) fn before<T: DeserializeOwned>(&self) -> Result<Option<T>, StoreError> {
        Ok(self.before.as_deref().map(serde_json::from_str).transpose()?)
    }

    /// The value that the act left.
    pub(crate) fn after<T: DeserializeOwned>(&self) -> Result<Option<T>, StoreError> {
        Ok(self.after.as_deref().map(serde_json::from_str).transpose()?)
    }
}

async fn insert(connection: &mut SqliteConnection, set: Uuid, row: &ChangeRow) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO change_set_row (id, change_set_id, agent_id, device_id, part, field, before_value, after_value) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(Uuid::now_v7().to_string())
    .bind(set.to_string())
    .bind(row.agent.to_string())
    .bind(row.device.map(|device| device.to_string()))
    .bind(row.part.word())
    .bind(&row.field)
    .bind(&row.before)
    .bind(&row.after)
    .execute(connection)
    .await?;
    Ok(())
}

/// The rows of an act in the order in which they were recorded.
pub(crate) async fn rows(connection: &mut SqliteConnection, set: Uuid) -> Result<Vec<ChangeRow>, StoreError> {
    let rows = sqlx::query(
        "SELECT agent_id, device_id, part, field, before_value, after_value FROM change_set_row \
         WHERE change_set_id = $1 ORDER BY id",
    )
    .bind(set.to_string())
    .fetch_all(connection)
    .await?;
    rows.iter().map(row_from).collect()
}

fn row_from(row: &SqliteRow) -> Result<ChangeRow, StoreError> {
    let device: Option<String> = row.try_get("device_id")?;
    Ok(ChangeRow {
        agent: row.try_get::<String, _>("agent_id")?.parse()?,
        device: device.map(|id| id.parse()).transpose()?,
        part: Part::from_word(row.try_get("part")?)?,
        field: row.try_get("field")?,
        before: row.try_get("before_value")?,
        after: row.try_get("after_value")?,
    })
}

#[cfg(test)]
mod tests;
