//! Which agents an act is for.

use std::collections::HashSet;

use sitebook_domain::AgentId;

use crate::dto::{AgentsQuery, AgentsSelection};
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// The agents of a selection, each once: those that are named, then those that the query finds.
    pub(crate) async fn selected_agents(&self, selection: &AgentsSelection) -> Result<Vec<AgentId>, AppError> {
        let mut seen = HashSet::new();
        let mut agents = Vec::new();
        for reference in &selection.agents {
            let agent = self.resolve_agent(reference).await?;
            if seen.insert(agent) {
                agents.push(agent);
            }
        }
        if let Some(query) = &selection.query {
            agents.extend(self.select_agents(query).await?.into_iter().filter(|agent| seen.insert(*agent)));
        }
        if agents.is_empty() && selection.query.is_none() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Name the agents."));
        }
        Ok(agents)
    }

    /// The agents that a query finds.
    pub(crate) async fn select_agents(&self, query: &AgentsQuery) -> Result<Vec<AgentId>, AppError> {
        let rows = self.store().agents(&query.search).await?;
        let is_meant = |archived: bool| archived == query.filter.archived;
        Ok(rows
            .iter()
            .map(|row| &row.agent)
            .filter(|agent| is_meant(agent.archived_since.is_some()))
            .map(|agent| agent.id)
            .collect())
    }
}
