//! Ids of configurations that the sources of devices keep with them, so that matches can be found again.
//!
//! Each belongs to the field of the source that it was written to or read from: another field is another story.

use sitebook_domain::{AgentId, DeviceId};
use sqlx::Row;

use crate::{Store, StoreError};

/// A match that the source of its device does not keep yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnkeptMatch {
    /// The source's id of the agent.
    pub agent_source_id: String,
    /// The device.
    pub device: DeviceId,
    /// The source's id of the device.
    pub device_source_id: String,
    /// The id that the source is to keep.
    pub configuration: i64,
}

/// Where the matches are that a source does not keep; binds are the source, the field and an agent.
macro_rules! unkept {
    () => {
        "FROM device_match m JOIN device d ON d.id = m.device_id JOIN agent a ON a.id = d.agent_id \
             JOIN company_link l ON l.agent_id = a.id \
             LEFT JOIN kept_id k ON k.device_id = d.id AND k.field = $2 \
         WHERE a.source = $1 AND ($3 IS NULL OR a.id = $3) AND m.state IN ('automatic', 'confirmed') \
             AND d.gone_since IS NULL AND a.gone_since IS NULL AND a.archived_since IS NULL \
             AND (k.configuration_id IS NULL OR k.configuration_id <> m.configuration_id)"
    };
}

impl Store {
    /// Notes what the source keeps with a device in a field of its own; none = nothing.
    pub async fn note_kept_id(
        &self,
        device: DeviceId,
        field: &str,
        configuration: Option<i64>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        let query = match configuration {
            Some(configuration) => sqlx::query(
                "INSERT INTO kept_id (device_id, field, configuration_id) VALUES ($1, $2, $3) \
                 ON CONFLICT (device_id) DO UPDATE SET field = excluded.field, \
                     configuration_id = excluded.configuration_id",
            )
            .bind(device.to_string())
            .bind(field)
            .bind(configuration),
            None => sqlx::query("DELETE FROM kept_id WHERE device_id = $1").bind(device.to_string()),
        };
        query.execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// What a source keeps in a field with the devices of a company that it still reports.
    pub async fn kept_ids_of_company(
        &self,
        company: i64,
        source: &str,
        field: &str,
    ) -> Result<Vec<(DeviceId, i64)>, StoreError> {
        let rows = sqlx::query(
            "SELECT k.device_id, k.configuration_id FROM kept_id k JOIN device d ON d.id = k.device_id \
             JOIN agent a ON a.id = d.agent_id JOIN company_link l ON l.agent_id = d.agent_id \
             WHERE l.company_id = $1 AND a.source = $2 AND k.field = $3 AND d.gone_since IS NULL ORDER BY k.device_id",
        )
        .bind(company)
        .bind(source)
        .bind(field)
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| Ok((row.try_get::<String, _>("device_id")?.parse()?, row.try_get("configuration_id")?)))
            .collect()
    }

    /// Automatic and confirmed matches of present devices of a source, of all linked agents or of one, whose id the source
    /// was not seen to keep in a field. Archived agents are left alone.
    pub async fn unkept_matches(
        &self,
        source: &str,
        field: &str,
        agent: Option<AgentId>,
    ) -> Result<Vec<UnkeptMatch>, StoreError> {
        let rows = sqlx::query(concat!(
            "SELECT a.source_id AS agent_source_id, d.id AS device_id, d.source_id AS device_source_id, \
                 m.configuration_id ",
            unkept!(),
            " ORDER BY a.id, d.id"
        ))
        .bind(source)
        .bind(field)
        .bind(agent.map(|agent| agent.to_string()))
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(UnkeptMatch {
                    agent_source_id: row.try_get("agent_source_id")?,
                    device: row.try_get::<String, _>("device_id")?.parse()?,
                    device_source_id: row.try_get("device_source_id")?,
                    configuration: row.try_get("configuration_id")?,
                })
            })
            .collect()
    }

    /// How many [`Self::unkept_matches`] all linked agents of a source have.
    pub async fn unkept_count(&self, source: &str, field: &str) -> Result<u32, StoreError> {
        let query = concat!("SELECT COUNT(*) ", unkept!());
        Ok(sqlx::query_scalar(query).bind(source).bind(field).bind(None::<String>).fetch_one(self.read()).await?)
    }
}
