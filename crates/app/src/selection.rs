//! Which agents an act is for.

use std::collections::HashSet;

use sitebook_domain::AgentId;

use crate::dto::AgentsSelection;
use crate::resolve::Standing;
use crate::{AppError, ErrorCode, Workspace};

impl Workspace {
    /// The agents of a selection, each once: those that are named, then those that the query finds, but for the exceptions.
    /// `standing`: which of several agents of one name is meant.
    pub(crate) async fn selected_agents(
        &self,
        selection: &AgentsSelection,
        standing: Standing,
    ) -> Result<Vec<AgentId>, AppError> {
        let mut seen = HashSet::new();
        let mut agents = Vec::new();
        for reference in &selection.agents {
            let agent = self.resolve_agent_standing(reference, standing).await?;
            if seen.insert(agent) {
                agents.push(agent);
            }
        }
        if let Some(query) = &selection.query {
            // An exception that is no longer there is not found either.
            let except: HashSet<AgentId> = selection.except.iter().filter_map(|id| id.parse().ok()).collect();
            seen.extend(&except);
            agents.extend(self.select_agents(query).await?.into_iter().filter(|agent| seen.insert(*agent)));
        }
        if agents.is_empty() && selection.query.is_none() {
            return Err(AppError::new(ErrorCode::InvalidInput, "Name the agents."));
        }
        Ok(agents)
    }
}
