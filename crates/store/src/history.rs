//! History entries.

use sitebook_domain::{AgentId, DeviceId, HistoryEntry, HistorySubject, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};
use uuid::Uuid;

use crate::{Store, StoreError, agents, any_case};

/// An entry as it stands in the history, with the names that its records have now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedChange {
    /// Its id.
    pub id: Uuid,
    /// What was changed.
    pub entry: HistoryEntry,
    /// Name of the agent.
    pub agent_name: String,
    /// Name of the device, when it was a device.
    pub device_name: Option<String>,
}

/// Which entries are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryFilter {
    /// Only of this agent and its devices.
    pub agent: Option<AgentId>,
    /// Only of this device.
    pub device: Option<DeviceId>,
    /// Only of this field.
    pub field: Option<String>,
    /// Part of a value, of who did it, or of the device's name, in any case; empty = all.
    pub search: String,
    /// Not before this time.
    pub since: Option<Timestamp>,
    /// Only those before this time, or of this time and with a smaller id.
    pub before: Option<(Timestamp, Uuid)>,
    /// How many at most.
    pub limit: u32,
}

/// Everything of an entry, and the names of now.
const ENTRIES: &str = "SELECT h.id, h.agent_id, h.device_id, h.field, h.old_value, h.new_value, h.changed_by, \
                              h.changed_at, a.name AS agent_name, d.name AS device_name \
                       FROM history h JOIN agent a ON a.id = h.agent_id LEFT JOIN device d ON d.id = h.device_id";

impl Store {
    /// The newest `limit` changes of an agent and its devices, newest first.
    pub async fn history(&self, agent: AgentId, limit: u32) -> Result<Vec<HistoryEntry>, StoreError> {
        let filter = HistoryFilter { agent: Some(agent), limit, ..HistoryFilter::default() };
        Ok(self.recorded_changes(&filter).await?.into_iter().map(|change| change.entry).collect())
    }

    /// Changes, newest first.
    pub async fn recorded_changes(&self, filter: &HistoryFilter) -> Result<Vec<RecordedChange>, StoreError> {
        let (before, before_id) = filter.before.map_or((Timestamp(i64::MAX), None), |(at, id)| (at, Some(id)));
        let before_id = before_id.map(|id| id.to_string()).unwrap_or_default();
        // Only the conditions that are asked for, so that each finds its index.
        let mut query = QueryBuilder::<Sqlite>::new(ENTRIES);
        query.push(" WHERE (h.changed_at < ").push_bind(before.0);
        query.push(" OR (h.changed_at = ").push_bind(before.0).push(" AND h.id < ").push_bind(before_id).push("))");
        if let Some(since) = filter.since {
            query.push(" AND h.changed_at >= ").push_bind(since.0);
        }
        if let Some(agent) = filter.agent {
            query.push(" AND h.agent_id = ").push_bind(agent.to_string());
        }
        if let Some(device) = filter.device {
            query.push(" AND h.device_id = ").push_bind(device.to_string());
        }
        if let Some(field) = &filter.field {
            query.push(" AND h.field = ").push_bind(field.clone());
        }
        if !filter.search.trim().is_empty() {
            let pattern = any_case::containing(filter.search.trim());
            for (glue, column) in
                [(" AND (", "h.old_value"), (" OR ", "h.new_value"), (" OR ", "h.changed_by"), (" OR ", "d.name")]
            {
                query.push(glue).push(column).push(" GLOB ").push_bind(pattern.clone());
            }
            query.push(")");
        }
        query.push(" ORDER BY h.changed_at DESC, h.id DESC LIMIT ").push_bind(i64::from(filter.limit));
        query.build().fetch_all(self.read()).await?.iter().map(recorded_change).collect()
    }

    /// Writes down what was done to something that is not kept here, such as the power of a device.
    pub async fn add_history(&self, entry: &HistoryEntry) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        record(&mut transaction, entry).await?;
        Ok(transaction.commit().await?)
    }

    /// One change.
    pub async fn recorded_change(&self, id: Uuid) -> Result<Option<RecordedChange>, StoreError> {
        let statement = format!("{ENTRIES} WHERE h.id = $1");
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(id.to_string())
            .fetch_optional(self.read())
            .await?
            .as_ref()
            .map(recorded_change)
            .transpose()
    }

    /// The fields that were ever changed, of an agent and its devices or of all, in the order of their keys.
    pub async fn changed_fields(&self, agent: Option<AgentId>) -> Result<Vec<String>, StoreError> {
        let Some(agent) = agent else {
            return Ok(sqlx::query_scalar("SELECT DISTINCT field FROM history ORDER BY field")
                .fetch_all(self.read())
                .await?);
        };
        Ok(sqlx::query_scalar("SELECT DISTINCT field FROM history WHERE agent_id = $1 ORDER BY field")
            .bind(agent.to_string())
            .fetch_all(self.read())
            .await?)
    }
}

fn recorded_change(row: &SqliteRow) -> Result<RecordedChange, StoreError> {
    let device: Option<String> = row.try_get("device_id")?;
    let entry = HistoryEntry {
        agent: row.try_get::<String, _>("agent_id")?.parse()?,
        subject: match device {
            Some(id) => HistorySubject::Device(id.parse::<DeviceId>()?),
            None => HistorySubject::Agent,
        },
        field: row.try_get("field")?,
        old: row.try_get("old_value")?,
        new: row.try_get("new_value")?,
        by: row.try_get("changed_by")?,
        at: Timestamp(row.try_get("changed_at")?),
    };
    Ok(RecordedChange {
        id: row.try_get::<String, _>("id")?.parse()?,
        entry,
        agent_name: row.try_get("agent_name")?,
        device_name: row.try_get("device_name")?,
    })
}

/// Writes one entry inside the transaction of the change itself; lists read the agent again.
pub(crate) async fn record(connection: &mut SqliteConnection, entry: &HistoryEntry) -> Result<(), StoreError> {
    let device = match entry.subject {
        HistorySubject::Agent => None,
        HistorySubject::Device(id) => Some(id.to_string()),
    };
    sqlx::query(
        "INSERT INTO history (id, agent_id, device_id, field, old_value, new_value, changed_by, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(Uuid::now_v7().to_string())
    .bind(entry.agent.to_string())
    .bind(device)
    .bind(&entry.field)
    .bind(&entry.old)
    .bind(&entry.new)
    .bind(&entry.by)
    .bind(entry.at.0)
    .execute(&mut *connection)
    .await?;
    agents::touch(connection, entry.agent).await
}
