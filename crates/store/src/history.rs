//! History entries.

use sitebook_domain::{AgentId, DeviceId, HistoryEntry, HistorySubject, Timestamp};
use sqlx::Row;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use crate::{Store, StoreError, agents};

impl Store {
    /// The newest `limit` changes of an agent and its devices, newest first.
    pub async fn history(&self, agent: AgentId, limit: u32) -> Result<Vec<HistoryEntry>, StoreError> {
        sqlx::query(
            "SELECT device_id, field, old_value, new_value, changed_by, changed_at FROM history \
             WHERE agent_id = $1 ORDER BY changed_at DESC, id DESC LIMIT $2",
        )
        .bind(agent.to_string())
        .bind(i64::from(limit))
        .fetch_all(self.read())
        .await?
        .iter()
        .map(|row| entry(agent, row))
        .collect()
    }
}

fn entry(agent: AgentId, row: &SqliteRow) -> Result<HistoryEntry, StoreError> {
    let device: Option<String> = row.try_get("device_id")?;
    Ok(HistoryEntry {
        agent,
        subject: match device {
            Some(id) => HistorySubject::Device(id.parse::<DeviceId>()?),
            None => HistorySubject::Agent,
        },
        field: row.try_get("field")?,
        old: row.try_get("old_value")?,
        new: row.try_get("new_value")?,
        by: row.try_get("changed_by")?,
        at: Timestamp(row.try_get("changed_at")?),
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
