//! Devices: reading and finding.

use sitebook_domain::{
    AgentId, Device, DeviceField, DeviceId, FieldKey, FieldValue, HistoryEntry, HistorySubject, Timestamp,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::agents::{best_ranked, displayed, layers_from, like_pattern};
use crate::{Store, StoreError, agents, any_case, history, search};

/// A device as a search by reference finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDevice {
    /// Our id.
    pub id: DeviceId,
    /// The source's id.
    pub source_id: String,
    /// The name.
    pub name: String,
    /// The name of its agent.
    pub agent_name: String,
}

/// The field key of whether a device is ignored.
pub(crate) const IGNORED: &str = "ignored";

const COLUMNS: &str = "id, agent_id, source_id, source_values, own_values, ignored, created_at, gone_since";

impl Store {
    /// The devices of an agent, by name.
    pub async fn devices(&self, agent: AgentId) -> Result<Vec<Device>, StoreError> {
        let mut connection = self.read().acquire().await?;
        of_agent(&mut connection, agent).await
    }

    /// The devices of all agents that are linked to a company, by agent and name. Those of archived agents are out of its
    /// scope; their matches go on being taken.
    pub async fn devices_of_company(&self, company: i64) -> Result<Vec<Device>, StoreError> {
        let statement = format!(
            "SELECT {COLUMNS} FROM device \
             WHERE agent_id IN (SELECT l.agent_id FROM company_link l JOIN agent a ON a.id = l.agent_id \
                                WHERE l.company_id = $1 AND a.archived_since IS NULL) \
             ORDER BY agent_id, name, source_id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(company).fetch_all(self.read()).await?;
        rows.iter().map(device_from).collect()
    }

    /// One device.
    pub async fn device(&self, id: DeviceId) -> Result<Option<Device>, StoreError> {
        let mut connection = self.read().acquire().await?;
        device(&mut connection, id).await
    }

    /// Number of devices that are neither ignored nor gone, of agents that are not archived.
    pub async fn device_count(&self) -> Result<u32, StoreError> {
        Ok(sqlx::query_scalar(
            "SELECT COUNT(*) FROM device d JOIN agent a ON a.id = d.agent_id \
             WHERE d.ignored = 0 AND d.gone_since IS NULL AND a.archived_since IS NULL",
        )
        .fetch_one(self.read())
        .await?)
    }

    /// Devices that a reference may mean, of one agent or of all: our id, else a source's id, else a name in any case.
    pub async fn find_devices(&self, agent: Option<AgentId>, reference: &str) -> Result<Vec<FoundDevice>, StoreError> {
        let rows = sqlx::query(
            "SELECT d.id, d.source_id, d.name, a.name AS agent_name, \
                    CASE WHEN d.id = $1 THEN 0 WHEN d.source_id = $1 THEN 1 ELSE 2 END AS rank \
             FROM device d JOIN agent a ON a.id = d.agent_id \
             WHERE ($2 = '' OR d.agent_id = $2) AND (d.id = $1 OR d.source_id = $1 OR d.name GLOB $3) \
             ORDER BY rank, agent_name, d.name, d.id LIMIT 50",
        )
        .bind(reference.trim())
        .bind(agent.map(|agent| agent.to_string()).unwrap_or_default())
        .bind(any_case::equal(reference.trim()))
        .fetch_all(self.read())
        .await?;
        best_ranked(&rows)?.iter().map(found_device).collect()
    }

    /// Devices to choose from where a reference means none, of one agent or of all: those that a search for it finds, else
    /// the first by name.
    pub async fn similar_devices(
        &self,
        agent: Option<AgentId>,
        reference: &str,
        limit: u32,
    ) -> Result<Vec<FoundDevice>, StoreError> {
        for pattern in [like_pattern(reference), like_pattern("")] {
            let rows = sqlx::query(
                "SELECT d.id, d.source_id, d.name, a.name AS agent_name FROM device d JOIN agent a ON a.id = d.agent_id \
                 WHERE ($1 = '' OR d.agent_id = $1) AND d.search_text LIKE $2 ESCAPE '\\' \
                 ORDER BY d.name, agent_name, d.id LIMIT $3",
            )
            .bind(agent.map(|agent| agent.to_string()).unwrap_or_default())
            .bind(pattern)
            .bind(i64::from(limit))
            .fetch_all(self.read())
            .await?;
            if !rows.is_empty() {
                return rows.iter().map(found_device).collect();
            }
        }
        Ok(Vec::new())
    }
}

/// Sets one own value (none = take the source's again) and writes the history entry, inside a transaction. The caller
/// saves the device.
pub(crate) async fn set_own(
    connection: &mut SqliteConnection,
    device: &mut Device,
    field: DeviceField,
    value: Option<&FieldValue>,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let old = displayed(&device.layers, field);
    let changed = match value {
        Some(value) => device.layers.set_own(field, value.clone(), by, at),
        None => device.layers.own.remove(&field).is_some(),
    };
    if !changed {
        return Ok(());
    }
    let entry = HistoryEntry {
        agent: device.agent,
        subject: HistorySubject::Device(device.id),
        field: field.key().to_owned(),
        old,
        new: displayed(&device.layers, field),
        by: by.to_owned(),
        at,
    };
    history::record(connection, &entry).await
}

/// Sets whether a device is ignored and writes the history entry, inside a transaction; returns whether that changed. The
/// caller saves the device.
pub(crate) async fn set_ignored(
    connection: &mut SqliteConnection,
    device: &mut Device,
    ignored: bool,
    by: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    if device.ignored == ignored {
        return Ok(false);
    }
    let entry = HistoryEntry {
        agent: device.agent,
        subject: HistorySubject::Device(device.id),
        field: IGNORED.to_owned(),
        old: yes_or_no(device.ignored),
        new: yes_or_no(ignored),
        by: by.to_owned(),
        at,
    };
    history::record(connection, &entry).await?;
    device.ignored = ignored;
    Ok(true)
}

/// Yes and no as history has them.
pub(crate) fn yes_or_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

/// Reads the devices of an agent inside a transaction, by name.
pub(crate) async fn of_agent(connection: &mut SqliteConnection, agent: AgentId) -> Result<Vec<Device>, StoreError> {
    let statement = format!("SELECT {COLUMNS} FROM device WHERE agent_id = $1 ORDER BY name, source_id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(agent.to_string()).fetch_all(connection).await?;
    rows.iter().map(device_from).collect()
}

/// The devices of an agent with a grant of Violet, by name, inside a transaction.
pub(crate) async fn granted_of_agent(
    connection: &mut SqliteConnection,
    agent: AgentId,
) -> Result<Vec<Device>, StoreError> {
    let statement = format!(
        "SELECT {COLUMNS} FROM device WHERE id IN (SELECT device_id FROM violet_grant WHERE agent_id = $1) \
         AND agent_id = $1 ORDER BY name, source_id"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(agent.to_string()).fetch_all(connection).await?;
    rows.iter().map(device_from).collect()
}

/// Reads one device inside a transaction.
pub(crate) async fn device(connection: &mut SqliteConnection, id: DeviceId) -> Result<Option<Device>, StoreError> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM device WHERE id = $1")))
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(device_from).transpose()
}

/// Inserts or replaces a device inside a transaction.
pub(crate) async fn save(connection: &mut SqliteConnection, device: &Device) -> Result<(), StoreError> {
    let found_by = search::device_texts(device).join("\n").to_lowercase();
    let was_found_by: Option<String> = sqlx::query_scalar("SELECT search_text FROM device WHERE id = $1")
        .bind(device.id.to_string())
        .fetch_optional(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO device (id, agent_id, source_id, source_values, own_values, ignored, name, offline, \
                             important_down, search_text, created_at, gone_since) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT (id) DO UPDATE SET source_values = excluded.source_values, own_values = excluded.own_values, \
             ignored = excluded.ignored, name = excluded.name, offline = excluded.offline, \
             important_down = excluded.important_down, search_text = excluded.search_text, \
             gone_since = excluded.gone_since",
    )
    .bind(device.id.to_string())
    .bind(device.agent.to_string())
    .bind(&device.source_id)
    .bind(serde_json::to_string(&device.layers.source)?)
    .bind(serde_json::to_string(&device.layers.own)?)
    .bind(i64::from(device.ignored))
    .bind(device.name())
    .bind(i64::from(device.layers.text(DeviceField::Status) == "offline"))
    .bind(i64::from(device.is_important_and_down()))
    .bind(&found_by)
    .bind(device.created_at.0)
    .bind(device.gone_since.map(|at| at.0))
    .execute(&mut *connection)
    .await?;
    if was_found_by.as_ref() != Some(&found_by) {
        search::index_device(connection, device).await?;
    }
    agents::touch(connection, device.agent).await
}

fn found_device(row: &SqliteRow) -> Result<FoundDevice, StoreError> {
    Ok(FoundDevice {
        id: row.try_get::<String, _>("id")?.parse()?,
        source_id: row.try_get("source_id")?,
        name: row.try_get("name")?,
        agent_name: row.try_get("agent_name")?,
    })
}

fn device_from(row: &SqliteRow) -> Result<Device, StoreError> {
    Ok(Device {
        id: row.try_get::<String, _>("id")?.parse()?,
        agent: row.try_get::<String, _>("agent_id")?.parse()?,
        source_id: row.try_get("source_id")?,
        layers: layers_from(row)?,
        ignored: row.try_get::<i64, _>("ignored")? != 0,
        created_at: Timestamp(row.try_get("created_at")?),
        gone_since: row.try_get::<Option<i64>, _>("gone_since")?.map(Timestamp),
    })
}
