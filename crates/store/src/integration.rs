//! The connection slot, company links, field mappings, and companies' configurations as last accepted.

use sitebook_domain::{
    AgentId, CompanyLink, Connection, FieldMapping, HistoryEntry, HistorySubject, MappedField, Timestamp,
};
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use crate::{Store, StoreError, agents, automatic, history, removals};

/// A configuration as last accepted: its id, and its record as a document that only the connector's owner reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedConfiguration {
    /// The configuration's id.
    pub id: i64,
    /// The record.
    pub body: String,
}

/// The last complete list of a company's configurations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedList {
    /// When it was read.
    pub read_at: Timestamp,
    /// The configurations, by id.
    pub configurations: Vec<AcceptedConfiguration>,
}

/// How much of the integration is kept here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IntegrationCounts {
    /// Linked agents.
    pub links: u32,
    /// Matches.
    pub matches: u32,
    /// Runs.
    pub runs: u32,
}

/// A link that was taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemovedLink {
    /// The name to put it back by.
    pub removal: Uuid,
    /// Matches that went with it.
    pub matches: u32,
}

impl Store {
    /// The connection, if there is one.
    pub async fn connection(&self) -> Result<Option<Connection>, StoreError> {
        let body: Option<String> =
            sqlx::query_scalar("SELECT body FROM connection WHERE slot = 1").fetch_optional(self.read()).await?;
        Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
    }

    /// Keeps the connection.
    pub async fn save_connection(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO connection (slot, body) VALUES (1, $1) ON CONFLICT (slot) DO UPDATE SET body = excluded.body",
        )
        .bind(serde_json::to_string(connection)?)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Keeps what was learnt about the connection, unless another one was made or it was removed meanwhile.
    pub async fn update_connection(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        let kept: Option<String> =
            sqlx::query_scalar("SELECT body FROM connection WHERE slot = 1").fetch_optional(&mut *transaction).await?;
        let Some(kept) = kept.map(|body| serde_json::from_str::<Connection>(&body)).transpose()? else { return Ok(()) };
        if kept.revision != connection.revision {
            return Ok(());
        }
        sqlx::query("UPDATE connection SET body = $1 WHERE slot = 1")
            .bind(serde_json::to_string(connection)?)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// How much removing the integration would remove.
    pub async fn integration_counts(&self) -> Result<IntegrationCounts, StoreError> {
        let row = sqlx::query(
            "SELECT (SELECT COUNT(*) FROM company_link) AS links, (SELECT COUNT(*) FROM device_match) AS matches, \
                    (SELECT COUNT(*) FROM run) AS runs",
        )
        .fetch_one(self.read())
        .await?;
        Ok(IntegrationCounts {
            links: row.try_get("links")?,
            matches: row.try_get("matches")?,
            runs: row.try_get("runs")?,
        })
    }

    /// Forgets connection, links, matches, mappings, base values and lists. Runs stay: they say what was done.
    pub async fn remove_integration(&self) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        for statement in [
            "DELETE FROM base_value",
            "DELETE FROM creation_intent",
            "DELETE FROM device_match",
            "DELETE FROM remembered_unlink",
            "DELETE FROM removed",
            "DELETE FROM company_link",
            "DELETE FROM field_mapping",
            "DELETE FROM plan",
            "DELETE FROM accepted_configuration",
            "DELETE FROM accepted_list",
            "DELETE FROM connection",
        ] {
            sqlx::query(statement).execute(&mut *transaction).await?;
        }
        automatic::forget_all(&mut transaction).await?;
        agents::touch_all(&mut transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// All company links.
    pub async fn links(&self) -> Result<Vec<CompanyLink>, StoreError> {
        let rows = sqlx::query("SELECT body FROM company_link ORDER BY agent_id").fetch_all(self.read()).await?;
        rows.iter().map(|row| Ok(serde_json::from_str(row.try_get("body")?)?)).collect()
    }

    /// The link of an agent.
    pub async fn link(&self, agent: AgentId) -> Result<Option<CompanyLink>, StoreError> {
        let mut connection = self.read().acquire().await?;
        link(&mut connection, agent).await
    }

    /// Links an agent, or changes its link. When the company changes, the agent's matches are removed with it. Returns
    /// what the new link took away; none when there was no other link.
    pub async fn save_link(&self, new: &CompanyLink) -> Result<Option<RemovedLink>, StoreError> {
        let mut transaction = self.write().await?;
        let old = link(&mut transaction, new.agent).await?;
        let changed = old.as_ref().filter(|old| old.company.id != new.company.id || old.site != new.site);
        let removed = match changed {
            Some(old) => {
                let removal = removals::keep_link(&mut transaction, old, Some(new), new.at).await?;
                let moved = old.company.id != new.company.id;
                let matches = if moved { remove_matches(&mut transaction, new.agent).await? } else { 0 };
                Some(RemovedLink { removal, matches })
            }
            None => None,
        };
        put_link(&mut transaction, new.agent, old.as_ref(), new, &new.by, new.at).await?;
        transaction.commit().await?;
        Ok(removed)
    }

    /// Unlinks an agent and removes its matches; none when it was not linked.
    pub async fn remove_link(
        &self,
        agent: AgentId,
        by: &str,
        at: Timestamp,
    ) -> Result<Option<RemovedLink>, StoreError> {
        let mut transaction = self.write().await?;
        let Some(old) = link(&mut transaction, agent).await? else { return Ok(None) };
        let removal = removals::keep_link(&mut transaction, &old, None, at).await?;
        let matches = remove_matches(&mut transaction, agent).await?;
        sqlx::query("DELETE FROM company_link WHERE agent_id = $1")
            .bind(agent.to_string())
            .execute(&mut *transaction)
            .await?;
        history::record(&mut transaction, &entry(agent, Some(&old), None, by, at)).await?;
        transaction.commit().await?;
        Ok(Some(RemovedLink { removal, matches }))
    }

    /// The mapping of an agent, or of the integration for none.
    pub async fn field_mapping(&self, agent: Option<AgentId>) -> Result<Option<FieldMapping>, StoreError> {
        let body: Option<String> = sqlx::query_scalar("SELECT body FROM field_mapping WHERE agent_id = $1")
            .bind(agent.map(|agent| agent.to_string()).unwrap_or_default())
            .fetch_optional(self.read())
            .await?;
        Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
    }

    /// Keeps the mapping of an agent, or of the integration for none. Fields that `moved` to another place in the PSA lose
    /// their base values there: what the old place held says nothing about the new one.
    pub async fn save_field_mapping(
        &self,
        agent: Option<AgentId>,
        mapping: &FieldMapping,
        moved: &[MappedField],
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        let agent_id = agent.map(|agent| agent.to_string()).unwrap_or_default();
        for field in moved {
            sqlx::query(
                "DELETE FROM base_value WHERE field = $1 AND ($2 = '' OR match_id IN ( \
                     SELECT m.id FROM device_match m JOIN device d ON d.id = m.device_id WHERE d.agent_id = $2))",
            )
            .bind(field.key())
            .bind(&agent_id)
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query(
            "INSERT INTO field_mapping (agent_id, body) VALUES ($1, $2) \
             ON CONFLICT (agent_id) DO UPDATE SET body = excluded.body",
        )
        .bind(agent_id)
        .bind(serde_json::to_string(mapping)?)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// The last accepted list of a company.
    pub async fn accepted_list(&self, company: i64) -> Result<Option<AcceptedList>, StoreError> {
        let read_at: Option<i64> = sqlx::query_scalar("SELECT read_at FROM accepted_list WHERE company_id = $1")
            .bind(company)
            .fetch_optional(self.read())
            .await?;
        let Some(read_at) = read_at else { return Ok(None) };
        let rows = sqlx::query(
            "SELECT configuration_id, body FROM accepted_configuration WHERE company_id = $1 ORDER BY configuration_id",
        )
        .bind(company)
        .fetch_all(self.read())
        .await?;
        let configurations = rows
            .iter()
            .map(|row| Ok(AcceptedConfiguration { id: row.try_get("configuration_id")?, body: row.try_get("body")? }))
            .collect::<Result<_, StoreError>>()?;
        Ok(Some(AcceptedList { read_at: Timestamp(read_at), configurations }))
    }

    /// Accepts a complete list of a company's configurations in place of the last one.
    pub async fn accept_list(&self, company: i64, list: &AcceptedList) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query("DELETE FROM accepted_configuration WHERE company_id = $1")
            .bind(company)
            .execute(&mut *transaction)
            .await?;
        for configuration in &list.configurations {
            save_configuration(&mut transaction, company, configuration).await?;
        }
        sqlx::query(
            "INSERT INTO accepted_list (company_id, read_at) VALUES ($1, $2) \
             ON CONFLICT (company_id) DO UPDATE SET read_at = excluded.read_at",
        )
        .bind(company)
        .bind(list.read_at.0)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// One configuration of a company as it was kept last.
    pub async fn accepted_configuration(
        &self,
        company: i64,
        id: i64,
    ) -> Result<Option<AcceptedConfiguration>, StoreError> {
        let body: Option<String> = sqlx::query_scalar(
            "SELECT body FROM accepted_configuration WHERE company_id = $1 AND configuration_id = $2",
        )
        .bind(company)
        .bind(id)
        .fetch_optional(self.read())
        .await?;
        Ok(body.map(|body| AcceptedConfiguration { id, body }))
    }

    /// Adds one configuration to a company's accepted list, or replaces it there.
    pub async fn accept_configuration(
        &self,
        company: i64,
        configuration: &AcceptedConfiguration,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        save_configuration(&mut transaction, company, configuration).await?;
        Ok(transaction.commit().await?)
    }
}

/// Inserts or replaces one configuration of an accepted list inside a transaction.
pub(crate) async fn save_configuration(
    connection: &mut SqliteConnection,
    company: i64,
    configuration: &AcceptedConfiguration,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO accepted_configuration (company_id, configuration_id, body) VALUES ($1, $2, $3) \
         ON CONFLICT (company_id, configuration_id) DO UPDATE SET body = excluded.body",
    )
    .bind(company)
    .bind(configuration.id)
    .bind(&configuration.body)
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn link(connection: &mut SqliteConnection, agent: AgentId) -> Result<Option<CompanyLink>, StoreError> {
    let body: Option<String> = sqlx::query_scalar("SELECT body FROM company_link WHERE agent_id = $1")
        .bind(agent.to_string())
        .fetch_optional(connection)
        .await?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

/// Puts a link in place of the one there is, with a history entry if that changes what people see.
pub(crate) async fn put_link(
    connection: &mut SqliteConnection,
    agent: AgentId,
    old: Option<&CompanyLink>,
    new: &CompanyLink,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO company_link (agent_id, company_id, body) VALUES ($1, $2, $3) \
         ON CONFLICT (agent_id) DO UPDATE SET company_id = excluded.company_id, body = excluded.body",
    )
    .bind(agent.to_string())
    .bind(new.company.id)
    .bind(serde_json::to_string(new)?)
    .execute(&mut *connection)
    .await?;
    let entry = entry(agent, old, Some(new), by, at);
    if entry.old == entry.new {
        return agents::touch(connection, agent).await;
    }
    history::record(connection, &entry).await
}

async fn remove_matches(connection: &mut SqliteConnection, agent: AgentId) -> Result<u32, StoreError> {
    let removed =
        sqlx::query("DELETE FROM device_match WHERE device_id IN (SELECT id FROM device WHERE agent_id = $1)")
            .bind(agent.to_string())
            .execute(connection)
            .await?;
    Ok(u32::try_from(removed.rows_affected()).unwrap_or(u32::MAX))
}

fn entry(
    agent: AgentId,
    old: Option<&CompanyLink>,
    new: Option<&CompanyLink>,
    by: &str,
    at: Timestamp,
) -> HistoryEntry {
    let described = |link: &CompanyLink| match &link.site {
        Some(site) => format!("{}, {}", link.company.name, site.name),
        None => link.company.name.clone(),
    };
    HistoryEntry {
        agent,
        subject: HistorySubject::Agent,
        field: "link".to_owned(),
        old: old.map(described).unwrap_or_default(),
        new: new.map(described).unwrap_or_default(),
        by: by.to_owned(),
        at,
    }
}
