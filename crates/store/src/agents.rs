//! Agents: reading and searching.

use sitebook_domain::{
    Agent, AgentField, AgentId, DeviceId, FieldKey, FieldValue, HistoryEntry, HistorySubject, Layers, Position,
    Timestamp, parse_macs,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::{Store, StoreError, any_case, history, search};

/// An agent with what lists show of its devices.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentRow {
    /// The agent.
    pub agent: Agent,
    /// Devices that are neither ignored nor gone.
    pub devices: u32,
    /// Those of them that are offline.
    pub offline: u32,
    /// Whether one of those is important.
    pub important_down: bool,
    /// Devices with an automatic or confirmed match.
    pub matched: u32,
    /// Whether an owner was invited to Violet, or is active there.
    pub violet: bool,
}

/// An agent as a search by reference finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundAgent {
    /// Our id.
    pub id: AgentId,
    /// The source's id.
    pub source_id: String,
    /// The name.
    pub name: String,
    /// Whether it is archived.
    pub archived: bool,
}

const COLUMNS: &str = "id, source, source_id, source_values, own_values, reported_lat, reported_lon, created_at, gone_since, archived_since";

/// An agent with what lists show of its devices.
pub(crate) const ROW: &str = "SELECT a.id, a.source, a.source_id, a.source_values, a.own_values, a.reported_lat, a.reported_lon, \
        a.created_at, a.gone_since, a.archived_since, COUNT(d.id) AS devices, COALESCE(SUM(d.offline), 0) AS offline, \
        COALESCE(MAX(d.important_down), 0) AS important_down, \
        COALESCE(SUM(CASE WHEN m.state IN ('automatic', 'confirmed') THEN 1 ELSE 0 END), 0) AS matched, \
        CASE WHEN EXISTS (SELECT 1 FROM violet_access v WHERE v.agent_id = a.id AND v.enabled = 1 \
            AND v.revoked_at IS NULL AND (v.first_signed_in_at IS NOT NULL OR EXISTS (SELECT 1 FROM violet_invitation i \
                WHERE i.agent_id = a.id AND i.revoked_at IS NULL AND i.used_at IS NULL))) THEN 1 ELSE 0 END AS violet \
    FROM agent a LEFT JOIN device d ON d.agent_id = a.id AND d.ignored = 0 AND d.gone_since IS NULL \
        LEFT JOIN device_match m ON m.device_id = d.id";

impl Store {
    /// Every agent, archived ones too, by name.
    pub async fn agents(&self) -> Result<Vec<Agent>, StoreError> {
        let statement = format!("SELECT {COLUMNS} FROM agent ORDER BY name, source_id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(statement)).fetch_all(self.read()).await?;
        rows.iter().map(agent_from).collect()
    }

    /// One agent as lists show it.
    pub async fn agent_row(&self, id: AgentId) -> Result<Option<AgentRow>, StoreError> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("{ROW} WHERE a.id = $1 GROUP BY a.id")))
            .bind(id.to_string())
            .fetch_optional(self.read())
            .await?;
        row.as_ref().map(agent_row).transpose()
    }

    /// Agents of which something changed that lists show, since this revision was seen, and the revision now.
    pub async fn agents_changed_since(&self, seen: i64) -> Result<(Vec<AgentId>, i64), StoreError> {
        let revision = self.agents_revision().await?;
        let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM agent WHERE revision > $1 ORDER BY revision")
            .bind(seen)
            .fetch_all(self.read())
            .await?;
        Ok((ids.iter().map(|id| Ok(id.parse()?)).collect::<Result<_, StoreError>>()?, revision))
    }

    /// How many agents there are, archived ones too.
    pub async fn agent_count(&self) -> Result<u32, StoreError> {
        Ok(sqlx::query_scalar("SELECT COUNT(*) FROM agent").fetch_one(self.read()).await?)
    }

    /// The revision of the last change of what lists show.
    pub async fn agents_revision(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar("SELECT newest FROM agents_revision").fetch_one(self.read()).await?)
    }

    /// One agent.
    pub async fn agent(&self, id: AgentId) -> Result<Option<Agent>, StoreError> {
        let mut connection = self.read().acquire().await?;
        agent(&mut connection, id).await
    }

    /// Agents that a reference may mean: our id, else a source's id, else a name in any case.
    pub async fn find_agents(&self, reference: &str) -> Result<Vec<FoundAgent>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, source_id, name, archived_since, CASE WHEN id = $1 THEN 0 WHEN source_id = $1 THEN 1 ELSE 2 END AS rank \
             FROM agent WHERE id = $1 OR source_id = $1 OR name GLOB $2 ORDER BY rank, name, id",
        )
        .bind(reference.trim())
        .bind(any_case::equal(reference.trim()))
        .fetch_all(self.read())
        .await?;
        best_ranked(&rows)?.iter().map(found_agent).collect()
    }

    /// Agents with this customer reference, in any case, but for one of them; archived ones are left out. By name.
    pub async fn agents_of_customer(
        &self,
        customer: &str,
        other_than: AgentId,
        limit: u32,
    ) -> Result<Vec<FoundAgent>, StoreError> {
        let wanted = customer.trim().to_lowercase();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        // The reference is one of the texts that an agent is found by; whether it is the whole one is seen in its layers.
        let statement = format!(
            "SELECT {COLUMNS} FROM agent WHERE search_text LIKE $1 ESCAPE '\\' AND id <> $2 AND archived_since IS NULL \
             ORDER BY name, id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(containing(&wanted))
            .bind(other_than.to_string())
            .fetch_all(self.read())
            .await?;
        let mut found = Vec::new();
        for row in &rows {
            let agent = agent_from(row)?;
            if agent.layers.text(AgentField::CustomerId).trim().to_lowercase() != wanted {
                continue;
            }
            found.push(FoundAgent {
                id: agent.id,
                source_id: agent.source_id.clone(),
                name: agent.name().to_owned(),
                archived: false,
            });
            if found.len() == limit as usize {
                break;
            }
        }
        Ok(found)
    }

    /// Agents to choose from where a reference means none: those that a search for it finds, else the first by name.
    pub async fn similar_agents(&self, reference: &str, limit: u32) -> Result<Vec<FoundAgent>, StoreError> {
        for pattern in [like_pattern(reference), like_pattern("")] {
            let rows = sqlx::query(
                "SELECT id, source_id, name, archived_since FROM agent WHERE search_text LIKE $1 ESCAPE '\\' \
                 ORDER BY name, id LIMIT $2",
            )
            .bind(pattern)
            .bind(i64::from(limit))
            .fetch_all(self.read())
            .await?;
            if !rows.is_empty() {
                return rows.iter().map(found_agent).collect();
            }
        }
        Ok(Vec::new())
    }
}

/// Sets one own value (none = take the source's again) and writes the history entry, inside a transaction. The caller
/// saves the agent.
pub(crate) async fn set_own(
    connection: &mut SqliteConnection,
    agent: &mut Agent,
    field: AgentField,
    value: Option<&FieldValue>,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let old = displayed(&agent.layers, field);
    let changed = match value {
        Some(value) => agent.layers.set_own(field, value.clone(), by, at),
        None => agent.layers.own.remove(&field).is_some(),
    };
    if !changed {
        return Ok(());
    }
    let entry = HistoryEntry {
        agent: agent.id,
        subject: HistorySubject::Agent,
        field: field.key().to_owned(),
        old,
        new: displayed(&agent.layers, field),
        by: by.to_owned(),
        at,
    };
    history::record(connection, &entry).await
}

/// Notes that something changed which lists show of the agent of a device.
pub(crate) async fn touch_of_device(connection: &mut SqliteConnection, device: DeviceId) -> Result<(), StoreError> {
    touch_where(connection, "id = (SELECT agent_id FROM device WHERE id = $2)", &device.to_string()).await
}

/// Notes that something changed which lists show of every agent.
pub(crate) async fn touch_all(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    touch_where(connection, "$2 = ''", "").await
}

/// The rows of the best rank among rows that are sorted by `rank`: an id beats a source's id, which beats a name.
pub(crate) fn best_ranked(rows: &[SqliteRow]) -> Result<&[SqliteRow], StoreError> {
    let rank = |row: &SqliteRow| row.try_get::<i64, _>("rank");
    let Some(first) = rows.first() else { return Ok(rows) };
    let best = rank(first)?;
    let mut count = 0;
    while rows.get(count).map(rank).transpose()? == Some(best) {
        count += 1;
    }
    Ok(&rows[..count])
}

/// Reads one agent inside a transaction.
pub(crate) async fn agent(connection: &mut SqliteConnection, id: AgentId) -> Result<Option<Agent>, StoreError> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM agent WHERE id = $1")))
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(agent_from).transpose()
}

/// Reads the agent with a source's id inside a transaction.
pub(crate) async fn agent_of_source(
    connection: &mut SqliteConnection,
    source: &str,
    source_id: &str,
) -> Result<Option<Agent>, StoreError> {
    let row =
        sqlx::query(sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM agent WHERE source = $1 AND source_id = $2")))
            .bind(source)
            .bind(source_id)
            .fetch_optional(connection)
            .await?;
    row.as_ref().map(agent_from).transpose()
}

/// Inserts or replaces an agent inside a transaction.
pub(crate) async fn save(connection: &mut SqliteConnection, agent: &Agent) -> Result<(), StoreError> {
    let found_by = search::agent_texts(agent).join("\n").to_lowercase();
    let was_found_by: Option<String> = sqlx::query_scalar("SELECT search_text FROM agent WHERE id = $1")
        .bind(agent.id.to_string())
        .fetch_optional(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO agent (id, source, source_id, source_values, own_values, reported_lat, reported_lon, name, \
                            search_text, created_at, gone_since, archived_since) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         ON CONFLICT (id) DO UPDATE SET source_values = excluded.source_values, own_values = excluded.own_values, \
             reported_lat = excluded.reported_lat, reported_lon = excluded.reported_lon, name = excluded.name, \
             search_text = excluded.search_text, gone_since = excluded.gone_since, \
             archived_since = excluded.archived_since",
    )
    .bind(agent.id.to_string())
    .bind(&agent.source)
    .bind(&agent.source_id)
    .bind(serde_json::to_string(&agent.layers.source)?)
    .bind(serde_json::to_string(&agent.layers.own)?)
    .bind(agent.reported_position.map(|position| position.lat))
    .bind(agent.reported_position.map(|position| position.lon))
    .bind(agent.name())
    .bind(&found_by)
    .bind(agent.created_at.0)
    .bind(agent.gone_since.map(|at| at.0))
    .bind(agent.archived_since.map(|at| at.0))
    .execute(&mut *connection)
    .await?;
    if was_found_by.as_ref() != Some(&found_by) {
        search::index_agent(connection, agent).await?;
    }
    touch(connection, agent.id).await
}

/// Notes that something changed which lists show of an agent.
pub(crate) async fn touch(connection: &mut SqliteConnection, id: AgentId) -> Result<(), StoreError> {
    touch_where(connection, "id = $2", &id.to_string()).await
}

/// Gives a newer revision to the agents that a condition of ours picks, which names the id as `$2`.
async fn touch_where(connection: &mut SqliteConnection, condition: &str, id: &str) -> Result<(), StoreError> {
    let revision: i64 = sqlx::query_scalar("UPDATE agents_revision SET newest = newest + 1 RETURNING newest")
        .fetch_one(&mut *connection)
        .await?;
    sqlx::query(sqlx::AssertSqlSafe(format!("UPDATE agent SET revision = $1 WHERE {condition}")))
        .bind(revision)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

pub(crate) fn agent_row(row: &SqliteRow) -> Result<AgentRow, StoreError> {
    Ok(AgentRow {
        agent: agent_from(row)?,
        devices: row.try_get("devices")?,
        offline: row.try_get("offline")?,
        important_down: row.try_get::<i64, _>("important_down")? != 0,
        matched: row.try_get("matched")?,
        violet: row.try_get::<i64, _>("violet")? != 0,
    })
}

fn found_agent(row: &SqliteRow) -> Result<FoundAgent, StoreError> {
    Ok(FoundAgent {
        id: row.try_get::<String, _>("id")?.parse()?,
        source_id: row.try_get("source_id")?,
        name: row.try_get("name")?,
        archived: row.try_get::<Option<i64>, _>("archived_since")?.is_some(),
    })
}

fn agent_from(row: &SqliteRow) -> Result<Agent, StoreError> {
    let lat: Option<f64> = row.try_get("reported_lat")?;
    let lon: Option<f64> = row.try_get("reported_lon")?;
    Ok(Agent {
        id: row.try_get::<String, _>("id")?.parse()?,
        source: row.try_get("source")?,
        source_id: row.try_get("source_id")?,
        layers: layers_from(row)?,
        reported_position: lat.zip(lon).and_then(|(lat, lon)| Position::new(lat, lon).ok()),
        created_at: Timestamp(row.try_get("created_at")?),
        gone_since: row.try_get::<Option<i64>, _>("gone_since")?.map(Timestamp),
        archived_since: row.try_get::<Option<i64>, _>("archived_since")?.map(Timestamp),
    })
}

/// Reads the two layers of any record that has them.
pub(crate) fn layers_from<F>(row: &SqliteRow) -> Result<Layers<F>, StoreError>
where
    F: Ord + serde::de::DeserializeOwned,
{
    Ok(Layers {
        source: serde_json::from_str(row.try_get("source_values")?)?,
        own: serde_json::from_str(row.try_get("own_values")?)?,
    })
}

/// The effective value as history shows it.
pub(crate) fn displayed<F: FieldKey>(layers: &Layers<F>, field: F) -> String {
    layers.effective(field).map(ToString::to_string).unwrap_or_default()
}

/// The pattern for `LIKE` with `\` as escape. A MAC address in any spelling becomes its twelve digits.
pub(crate) fn like_pattern(search: &str) -> String {
    let search = search.trim().to_lowercase();
    let search = match parse_macs(&search).as_slice() {
        [mac] if search.chars().filter(char::is_ascii_hexdigit).count() == 12 => mac.hex(),
        _ => search,
    };
    containing(&search)
}

/// The pattern for `LIKE`, with `\` as escape, of texts that contain this one.
pub(crate) fn containing(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
