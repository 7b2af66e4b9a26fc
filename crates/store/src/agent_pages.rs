//! All agents, a page at a time, for what keeps them in memory.

use std::collections::HashMap;
use std::fmt;

use sitebook_domain::{AgentId, LocationFact};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::agents::{ROW, agent_row};
use crate::{AgentRow, Store, StoreError};

/// Some of all agents as the database gave them, with their location histories.
///
/// Its documents are not parsed yet: with many agents that takes seconds, and whoever asked can have it done where nobody
/// waits for the thread.
pub struct AgentPage {
    agents: Vec<SqliteRow>,
    facts: Vec<SqliteRow>,
    last: Option<String>,
}

impl fmt::Debug for AgentPage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AgentPage")
            .field("agents", &self.agents.len())
            .field("last", &self.last)
            .finish_non_exhaustive()
    }
}

impl AgentPage {
    /// Where the next page begins; none = there are no more agents.
    #[must_use]
    pub fn next(&self) -> Option<&str> {
        self.last.as_deref()
    }

    /// The agents, each with its location history, oldest first.
    pub fn parse(&self) -> Result<Vec<(AgentRow, Vec<LocationFact>)>, StoreError> {
        let mut facts: HashMap<AgentId, Vec<LocationFact>> = HashMap::new();
        for row in &self.facts {
            let agent = row.try_get::<&str, _>("agent_id")?.parse()?;
            facts.entry(agent).or_default().push(serde_json::from_str(row.try_get("body")?)?);
        }
        let with_facts = |row| {
            let row = agent_row(row)?;
            let facts = facts.remove(&row.agent.id).unwrap_or_default();
            Ok((row, facts))
        };
        self.agents.iter().map(with_facts).collect()
    }
}

impl Store {
    /// At most so many agents, archived ones too, by id, from behind the last one of another page.
    pub async fn agent_page(&self, after: &str, size: u32) -> Result<AgentPage, StoreError> {
        let agents =
            sqlx::query(sqlx::AssertSqlSafe(format!("{ROW} WHERE a.id > $1 GROUP BY a.id ORDER BY a.id LIMIT $2")))
                .bind(after)
                .bind(size)
                .fetch_all(self.read())
                .await?;
        let last: Option<String> = agents.last().map(|row| row.try_get("id")).transpose()?;
        let facts = sqlx::query(
            "SELECT agent_id, body FROM location_fact WHERE agent_id > $1 AND agent_id <= $2 ORDER BY agent_id, id",
        )
        .bind(after)
        .bind(last.as_deref().unwrap_or(after))
        .fetch_all(self.read())
        .await?;
        Ok(AgentPage { agents, facts, last })
    }
}
