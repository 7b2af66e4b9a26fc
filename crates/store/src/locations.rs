//! Location histories. Entries are added, never changed.

use std::collections::HashMap;

use sitebook_domain::{
    AgentId, HistoryEntry, HistorySubject, Location, LocationFact, LocationSource, current_location,
};
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use crate::{Store, StoreError, agents, history};

impl Store {
    /// Everything that was ever said about where an agent is, oldest first.
    pub async fn location_facts(&self, agent: AgentId) -> Result<Vec<LocationFact>, StoreError> {
        let mut connection = self.read().acquire().await?;
        facts(&mut connection, agent).await
    }

    /// The location histories of all agents, each oldest first.
    pub async fn all_location_facts(&self) -> Result<HashMap<AgentId, Vec<LocationFact>>, StoreError> {
        let rows = sqlx::query("SELECT agent_id, body FROM location_fact ORDER BY agent_id, id")
            .fetch_all(self.read())
            .await?;
        let mut by_agent: HashMap<AgentId, Vec<LocationFact>> = HashMap::new();
        for row in &rows {
            let agent: AgentId = row.try_get::<String, _>("agent_id")?.parse()?;
            by_agent.entry(agent).or_default().push(serde_json::from_str(row.try_get("body")?)?);
        }
        Ok(by_agent)
    }

    /// Adds what was said about agents, with a history entry where the location that counts changes by it.
    pub async fn add_location_facts(&self, new: &[(AgentId, LocationFact)]) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        for (agent, fact) in new {
            add(&mut transaction, *agent, fact).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Reads a location history inside a transaction, oldest first.
pub(crate) async fn facts(connection: &mut SqliteConnection, agent: AgentId) -> Result<Vec<LocationFact>, StoreError> {
    let rows = sqlx::query("SELECT body FROM location_fact WHERE agent_id = $1 ORDER BY id")
        .bind(agent.to_string())
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok(serde_json::from_str(row.try_get("body")?)?)).collect()
}

/// Adds one fact inside a transaction.
pub(crate) async fn add(
    connection: &mut SqliteConnection,
    agent: AgentId,
    fact: &LocationFact,
) -> Result<(), StoreError> {
    let mut all = facts(connection, agent).await?;
    let old = described(&current_location(&all));
    all.push(fact.clone());
    let new = described(&current_location(&all));
    sqlx::query("INSERT INTO location_fact (id, agent_id, body) VALUES ($1, $2, $3)")
        .bind(Uuid::now_v7().to_string())
        .bind(agent.to_string())
        .bind(serde_json::to_string(fact)?)
        .execute(&mut *connection)
        .await?;
    if old == new {
        return agents::touch(connection, agent).await;
    }
    let entry = HistoryEntry {
        agent,
        subject: HistorySubject::Agent,
        field: "location".to_owned(),
        old,
        new,
        by: fact.by.clone(),
        at: fact.at,
    };
    history::record(connection, &entry).await
}

/// A location in one line, as history shows it.
pub(crate) fn described(location: &Location) -> String {
    let Some(fact) = &location.fact else { return String::new() };
    let place = fact.position.map(|position| format!("{:.5}, {:.5}", position.lat, position.lon));
    let parts: Vec<String> = [place, fact.city.clone(), fact.country.clone()].into_iter().flatten().collect();
    let kind = match location.source {
        LocationSource::Person => "confirmed",
        LocationSource::Source => "as the source says",
        LocationSource::GeoipCity | LocationSource::GeoipCountry | LocationSource::None => "estimate",
    };
    format!("{} ({kind})", parts.join(", "))
}
