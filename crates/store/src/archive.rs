//! Adding agents by hand, the archive, and deleting what lies in it.

use std::collections::BTreeMap;

use sitebook_domain::{
    Agent, AgentField, AgentId, FieldValue, HistoryEntry, HistorySubject, Layers, OwnValue, Timestamp,
};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::{Store, StoreError, agents, automatic, deletion, history, integration};

/// The source of agents that people add.
pub const BY_HAND: &str = "hand";

/// Setting: the last number that an agent added by hand got. A number is never given twice.
const LAST_NUMBER: &str = "hand_agents";

/// What became of the wish to delete an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentDeletion {
    /// It is gone, with everything that was kept of it.
    Done,
    /// It was gone already.
    Gone,
    /// It is not archived.
    NotArchived,
    /// It has another name than the one that was confirmed.
    OtherName,
    /// It is linked to a company.
    Linked,
    /// A configuration may have been created for it, and nobody knows yet.
    UnknownCreation,
}

impl Store {
    /// Adds an agent by hand: its values are a person's, and its source's id is `H-` and a number.
    pub async fn add_agent(
        &self,
        values: &BTreeMap<AgentField, FieldValue>,
        by: &str,
        at: Timestamp,
    ) -> Result<Agent, StoreError> {
        let own = |value: &FieldValue| OwnValue { value: value.clone(), by: by.to_owned(), at };
        let own = values.iter().filter(|(_, value)| !value.is_empty()).map(|(field, value)| (*field, own(value)));
        let layers = Layers { source: BTreeMap::new(), own: own.collect() };
        let mut transaction = self.write().await?;
        let agent = Agent {
            id: AgentId(Uuid::now_v7()),
            source: BY_HAND.to_owned(),
            source_id: next_source_id(&mut transaction).await?,
            layers,
            reported_position: None,
            created_at: at,
            gone_since: None,
            archived_since: None,
        };
        agents::save(&mut transaction, &agent).await?;
        let new = agent.name().to_owned();
        record(&mut transaction, agent.id, "created", String::new(), new, by, at).await?;
        transaction.commit().await?;
        Ok(agent)
    }

    /// Archives agents, or takes them out of the archive, with a history entry each. What goes into the archive is no
    /// longer synchronized automatically. Returns those that were not as wanted already.
    pub async fn archive_agents(
        &self,
        ids: &[AgentId],
        archived: bool,
        by: &str,
        at: Timestamp,
    ) -> Result<Vec<AgentId>, StoreError> {
        let word = |archived: bool| if archived { "yes" } else { "no" }.to_owned();
        let mut changed = Vec::new();
        let mut transaction = self.write().await?;
        for id in ids {
            let Some(mut agent) = agents::agent(&mut transaction, *id).await? else { continue };
            if agent.archived_since.is_some() == archived {
                continue;
            }
            agent.archived_since = archived.then_some(at);
            agents::save(&mut transaction, &agent).await?;
            record(&mut transaction, *id, "archived", word(!archived), word(archived), by, at).await?;
            if archived {
                automatic::switch_off(&mut transaction, *id, by, at).await?;
            }
            changed.push(*id);
        }
        transaction.commit().await?;
        Ok(changed)
    }

    /// Deletes an archived agent with its devices, history, place, matches and runs, all or nothing; `confirmed` is its
    /// name as the person typed it.
    pub async fn delete_agent(&self, id: AgentId, confirmed: &str) -> Result<AgentDeletion, StoreError> {
        let mut transaction = self.write().await?;
        let Some(agent) = agents::agent(&mut transaction, id).await? else { return Ok(AgentDeletion::Gone) };
        if agent.archived_since.is_none() {
            return Ok(AgentDeletion::NotArchived);
        }
        if agent.name().trim() != confirmed.trim() {
            return Ok(AgentDeletion::OtherName);
        }
        if integration::link(&mut transaction, id).await?.is_some() {
            return Ok(AgentDeletion::Linked);
        }
        let unknown: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM creation_intent i JOIN device d ON d.id = i.device_id WHERE d.agent_id = $1 LIMIT 1",
        )
        .bind(id.to_string())
        .fetch_optional(&mut *transaction)
        .await?;
        if unknown.is_some() {
            return Ok(AgentDeletion::UnknownCreation);
        }
        deletion::delete_agent(&mut transaction, id).await?;
        transaction.commit().await?;
        Ok(AgentDeletion::Done)
    }

    /// Those of these agents that are archived.
    pub async fn archived_of(&self, ids: &[AgentId]) -> Result<Vec<AgentId>, StoreError> {
        let mut archived = Vec::new();
        let mut connection = self.read().acquire().await?;
        for id in ids {
            if is_archived(&mut connection, *id).await? {
                archived.push(*id);
            }
        }
        Ok(archived)
    }
}

/// Whether an agent is archived.
pub(crate) async fn is_archived(connection: &mut SqliteConnection, agent: AgentId) -> Result<bool, StoreError> {
    let archived: Option<i64> = sqlx::query_scalar("SELECT 1 FROM agent WHERE id = $1 AND archived_since IS NOT NULL")
        .bind(agent.to_string())
        .fetch_optional(connection)
        .await?;
    Ok(archived.is_some())
}

async fn next_source_id(connection: &mut SqliteConnection) -> Result<String, StoreError> {
    loop {
        let number: String = sqlx::query_scalar(
            "INSERT INTO setting (name, value) VALUES ($1, '1') ON CONFLICT (name) DO UPDATE \
             SET value = CAST(CAST(setting.value AS BIGINT) + 1 AS TEXT) RETURNING value",
        )
        .bind(LAST_NUMBER)
        .fetch_one(&mut *connection)
        .await?;
        let source_id = format!("H-{number}");
        // A file may have been imported under this very source.
        if agents::agent_of_source(connection, BY_HAND, &source_id).await?.is_none() {
            return Ok(source_id);
        }
    }
}

async fn record(
    connection: &mut SqliteConnection,
    agent: AgentId,
    field: &str,
    old: String,
    new: String,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let (field, by) = (field.to_owned(), by.to_owned());
    history::record(connection, &HistoryEntry { agent, subject: HistorySubject::Agent, field, old, new, by, at }).await
}
