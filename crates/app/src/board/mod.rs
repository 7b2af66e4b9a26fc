//! Every agent as lists show it, kept in memory.
//!
//! The table of agents sorts, filters and counts all of them at each keystroke. So they are read once, and then only those
//! of which something changed: each look asks the database for the agents with a newer revision, whichever process changed
//! them. What no revision tells, because it ends with a process, is whether a run is still at work; agents that are said
//! to be at work are read again each time.

mod order;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use icu_collator::CollatorBorrowed;
use sitebook_domain::{AgentId, CompanyLink, LocationFact, Run, SyncState, Timestamp};
use sitebook_store::{AgentPage, AgentRow, StoreError};
use tokio::sync::MutexGuard;
use tokio::task::JoinSet;

use crate::automatic::SyncOverview;
use crate::dto::{AgentColumn, AgentSummary};
use crate::views::{AgentContext, agent_summary};
use crate::{AppError, ErrorCode, Workspace};

/// From so many changed agents on, reading all of them in one go is quicker.
const READ_ALL_FROM: usize = 2000;

/// Agents that are read and parsed at a time: enough that the database is asked rarely, few enough that parsing begins early
/// and shares the processors.
const PAGE: u32 = 2000;

/// The agents, and the orders in which they were asked for.
#[derive(Debug, Default)]
pub(crate) struct Board {
    agents: HashMap<AgentId, Arc<AgentSummary>>,
    /// The newest revision that is in here; none before the first look.
    revision: Option<i64>,
    /// Orders by column, the values ascending, those without a value last. Kept in step with `agents`.
    orders: HashMap<AgentColumn, Vec<Arc<AgentSummary>>>,
}

impl Board {
    /// All agents, archived ones too, sorted by a column and then by name. Those without a value in it come last, whichever
    /// way the others go.
    pub(crate) fn sorted(&mut self, column: AgentColumn, descending: bool) -> Vec<Arc<AgentSummary>> {
        let agents = &self.agents;
        let sorted = self.orders.entry(column).or_insert_with(|| {
            let collator = order::collator();
            let mut all: Vec<Arc<AgentSummary>> = agents.values().cloned().collect();
            all.sort_unstable_by(|one, other| order::compare(&collator, column, one, other));
            all
        });
        if !descending {
            return sorted.clone();
        }
        let filled = sorted.partition_point(|agent| order::has_value(column, agent));
        sorted[..filled].iter().rev().chain(&sorted[filled..]).cloned().collect()
    }

    /// One agent.
    pub(crate) fn agent(&self, id: AgentId) -> Option<&Arc<AgentSummary>> {
        self.agents.get(&id)
    }

    /// All agents, in no order.
    pub(crate) fn agents(&self) -> impl Iterator<Item = &Arc<AgentSummary>> {
        self.agents.values()
    }

    fn replace_all(&mut self, agents: HashMap<AgentId, Arc<AgentSummary>>) {
        self.agents = agents;
        self.orders.clear();
    }

    /// Puts one agent in its new places.
    fn put(&mut self, collator: &CollatorBorrowed<'_>, id: AgentId, agent: AgentSummary) {
        let agent = Arc::new(agent);
        let before = self.agents.insert(id, Arc::clone(&agent));
        for (column, order) in &mut self.orders {
            let place = |agent: &AgentSummary, order: &[Arc<AgentSummary>]| {
                order.binary_search_by(|other| order::compare(collator, *column, other, agent))
            };
            if let Some(Ok(at)) = before.as_ref().map(|before| place(before, order)) {
                order.remove(at);
            }
            let (Ok(at) | Err(at)) = place(&agent, order);
            order.insert(at, Arc::clone(&agent));
        }
    }

    /// Agents whose state may change without a change in the database.
    fn at_work(&self) -> impl Iterator<Item = AgentId> {
        self.agents.iter().filter(|(_, agent)| agent.psa.sync.state == SyncState::InProgress).map(|(id, _)| *id)
    }
}

/// A last sync, and when one ended well the last time.
type LastRun = (Run, Option<Timestamp>);

/// What is read once for all agents.
struct SharedByAll {
    links: HashMap<AgentId, CompanyLink>,
    runs: HashMap<AgentId, LastRun>,
    sync: SyncOverview,
}

impl SharedByAll {
    fn summaries(&self, page: &AgentPage) -> Result<Vec<(AgentId, Arc<AgentSummary>)>, StoreError> {
        let summary = |(row, facts): &(AgentRow, Vec<LocationFact>)| {
            let id = row.agent.id;
            let context =
                AgentContext { facts, link: self.links.get(&id), last_run: self.runs.get(&id), sync: &self.sync };
            (id, Arc::new(agent_summary(row, &context)))
        };
        Ok(page.parse()?.iter().map(summary).collect())
    }
}

impl Workspace {
    /// The board, up to date.
    pub(crate) async fn board(&self) -> Result<MutexGuard<'_, Board>, AppError> {
        let mut board = self.inner.board.lock().await;
        let Some(seen) = board.revision else {
            self.read_all(&mut board).await?;
            return Ok(board);
        };
        let (changed, revision) = self.store().agents_changed_since(seen).await?;
        let mut changed: HashSet<AgentId> = changed.into_iter().collect();
        let gone = self.store().agent_count().await? as usize
            != board.agents.len() + changed.iter().filter(|id| !board.agents.contains_key(id)).count();
        if gone || changed.len() >= READ_ALL_FROM {
            self.read_all(&mut board).await?;
            return Ok(board);
        }
        changed.extend(board.at_work());
        changed.extend(self.running().keys().copied());
        if !changed.is_empty() {
            let collator = order::collator();
            for id in changed {
                if let Some(agent) = self.read_summary(id).await? {
                    board.put(&collator, id, agent);
                }
            }
        }
        board.revision = Some(revision);
        Ok(board)
    }

    /// Reads every agent, a page at a time. What the database gives is parsed beside the reading and on threads that may be
    /// kept busy: other calls go on meanwhile.
    async fn read_all(&self, board: &mut Board) -> Result<(), AppError> {
        // Asked before: what changes while the pages are read is read again, and not missed.
        let revision = self.store().agents_revision().await?;
        let shared = Arc::new(self.shared_by_all().await?);
        let mut parsing = JoinSet::new();
        let mut page = self.store().agent_page("", PAGE).await?;
        while let Some(next) = page.next().map(str::to_owned) {
            let (shared, full) = (Arc::clone(&shared), page);
            parsing.spawn_blocking(move || shared.summaries(&full));
            page = self.store().agent_page(&next, PAGE).await?;
        }
        let mut agents = HashMap::new();
        while let Some(parsed) = parsing.join_next().await {
            agents.extend(parsed.map_err(|error| AppError::new(ErrorCode::Internal, error.to_string()))??);
        }
        board.replace_all(agents);
        board.revision = Some(revision);
        Ok(())
    }

    async fn shared_by_all(&self) -> Result<SharedByAll, AppError> {
        let links = self.store().links().await?.into_iter().map(|link| (link.agent, link)).collect();
        let runs: HashMap<AgentId, LastRun> =
            self.store().last_runs().await?.into_iter().map(|last| (last.0.agent, last)).collect();
        let sync = self.sync_overview(None, runs.values().map(|(run, _)| run)).await?;
        Ok(SharedByAll { links, runs, sync })
    }

    async fn read_summary(&self, id: AgentId) -> Result<Option<AgentSummary>, AppError> {
        let Some(row) = self.store().agent_row(id).await? else { return Ok(None) };
        let facts = self.store().location_facts(id).await?;
        let link = self.store().link(id).await?;
        let last_run = self.store().last_run(id).await?;
        let sync = self.sync_overview(Some(id), last_run.iter().map(|(run, _)| run)).await?;
        let context = AgentContext { facts: &facts, link: link.as_ref(), last_run: last_run.as_ref(), sync: &sync };
        Ok(Some(agent_summary(&row, &context)))
    }
}
