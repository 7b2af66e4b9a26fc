//! The table of agents: which are found, in which order, and the window of them that is shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use sitebook_domain::{AgentId, AgentStatus};
use sitebook_store::SearchText;

use crate::dto::{
    AgentColumn, AgentSummary, AgentsFilter, AgentsQuery, AgentsTableReply, AgentsTableRequest, StatusCounts, TagCount,
};
use crate::near::{Near, by_distance};
use crate::{AppError, Workspace};

/// So many rows at most are sent at once: a window shows some dozens.
pub(crate) const LARGEST_WINDOW: u32 = 500;

/// Agents that a query finds.
pub(crate) struct FoundAgents {
    /// Those that all conditions hold for, in the order that was asked for.
    pub(crate) found: Vec<Arc<AgentSummary>>,
    /// Distances in km from the point of the filter, one each; empty without one.
    pub(crate) distances: Vec<f64>,
    /// By state: what would be found with any state.
    pub(crate) counts: StatusCounts,
}

impl FoundAgents {
    /// One of them as lists show it, by its place.
    pub(crate) fn row(&self, at: usize) -> AgentSummary {
        AgentSummary { distance_km: self.distances.get(at).copied(), ..AgentSummary::clone(&self.found[at]) }
    }
}

impl Workspace {
    /// A window of the table of agents.
    pub async fn agents_table(&self, request: AgentsTableRequest) -> Result<AgentsTableReply, AppError> {
        let AgentsTableRequest { query, offset, limit } = request;
        let everything = self.find_agents(&query).await?;
        let FoundAgents { found, counts, .. } = &everything;
        let (tags, total, archived) = {
            let board = self.board().await?;
            let archived = board.agents().filter(|agent| agent.archived_since.is_some()).count() as u32;
            (tag_counts(board.agents()), board.agents().count() as u32 - archived, archived)
        };
        let window = offset as usize..(offset.saturating_add(limit.min(LARGEST_WINDOW)) as usize).min(found.len());
        let rows = window.map(|at| everything.row(at)).collect();
        Ok(AgentsTableReply {
            found: found.len() as u32,
            total,
            archived,
            offset,
            rows,
            counts: counts.clone(),
            devices: found.iter().map(|agent| agent.device_count).sum(),
            tags,
        })
    }

    /// The ids of the agents that a query finds, in its order.
    pub(crate) async fn select_agents(&self, query: &AgentsQuery) -> Result<Vec<AgentId>, AppError> {
        let found = self.find_agents(query).await?.found;
        // The board's ids come from the database.
        Ok(found.iter().filter_map(|agent| agent.id.parse().ok()).collect())
    }

    /// The agents that a query finds.
    pub(crate) async fn find_agents(&self, query: &AgentsQuery) -> Result<FoundAgents, AppError> {
        let with_text = match query.search.trim() {
            "" => None,
            typed => {
                let text = SearchText::parse(typed);
                let mut with_text = self.store().agents_with(&text).await?;
                if with_text.is_empty()
                    && let Some(guessed) = self.store().guessed(&text).await?
                {
                    with_text = self.store().agents_with(&guessed).await?;
                }
                Some(with_text)
            }
        };
        let near = query.filter.near.as_ref().map(Near::new).transpose()?;
        let sorted = self.board().await?.sorted(query.sort, query.descending);
        let has_text = |agent: &AgentSummary| {
            with_text.as_ref().is_none_or(|ids| agent.id.parse().is_ok_and(|id: AgentId| ids.contains(&id)))
        };
        let (mut found, mut distances) = (Vec::new(), Vec::new());
        let mut counts = StatusCounts { down: 0, attention: 0, online: 0, no_contact: 0 };
        for agent in sorted.iter().filter(|agent| fits(agent, &query.filter) && has_text(agent)) {
            let distance = match near.as_ref().map(|near| near.distance_of(agent)) {
                Some(None) => continue,
                Some(within) => within,
                None => None,
            };
            *count_of(&mut counts, agent.status) += 1;
            if query.filter.status.is_empty() || query.filter.status.contains(&agent.status) {
                found.push(Arc::clone(agent));
                distances.extend(distance);
            }
        }
        if near.is_some() && query.sort == AgentColumn::Distance {
            (found, distances) = by_distance(found, distances, query.descending);
        }
        Ok(FoundAgents { found, distances, counts })
    }
}

pub(crate) fn count_of(counts: &mut StatusCounts, status: AgentStatus) -> &mut u32 {
    match status {
        AgentStatus::Down => &mut counts.down,
        AgentStatus::Attention => &mut counts.attention,
        AgentStatus::Online => &mut counts.online,
        AgentStatus::NoContact => &mut counts.no_contact,
    }
}

/// Whether all conditions hold for an agent but the one about its state.
fn fits(agent: &AgentSummary, filter: &AgentsFilter) -> bool {
    let any_of = |wanted: &[String], of: &[String]| {
        wanted.iter().any(|wanted| of.iter().any(|tag| tag.to_lowercase() == wanted.to_lowercase()))
    };
    agent.archived_since.is_some() == filter.archived
        && filter.linked.is_none_or(|linked| agent.psa.company.is_some() == linked)
        && (filter.sync.is_empty() || (agent.psa.company.is_some() && filter.sync.contains(&agent.psa.sync.state)))
        && (filter.location.is_empty() || filter.location.contains(&agent.location.source))
        && filter.residential.is_none_or(|residential| agent.residential == residential)
        && filter.violet.is_none_or(|violet| agent.violet == violet)
        && filter.gone.is_none_or(|gone| agent.gone_since.is_some() == gone)
        && filter.doubtful.is_none_or(|doubtful| agent.location.doubt.is_some() == doubtful)
        && (filter.tags.is_empty() || any_of(&filter.tags, &agent.tags))
}

/// All tags of agents that are not archived, by name. Spellings that differ in case are one tag.
pub(crate) fn tag_counts<'a>(agents: impl Iterator<Item = &'a Arc<AgentSummary>>) -> Vec<TagCount> {
    let mut counts: BTreeMap<String, TagCount> = BTreeMap::new();
    for agent in agents.filter(|agent| agent.archived_since.is_none()) {
        for tag in &agent.tags {
            let count = counts.entry(tag.to_lowercase()).or_insert_with(|| TagCount { tag: tag.clone(), agents: 0 });
            count.agents += 1;
            // Which spelling is shown must not depend on the order of the agents.
            if *tag < count.tag {
                count.tag.clone_from(tag);
            }
        }
    }
    counts.into_values().collect()
}
