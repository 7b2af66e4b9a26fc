//! How synchronization stands: of each agent, and of the process that runs them.

use std::collections::{HashMap, HashSet};

use sitebook_domain::{AgentId, AutomaticSync, CompanyLink, Lease, Run, RunState, SyncFacts, SyncStatus, Timestamp};

use crate::dto::{AgentSyncStatus, AgentsQuery, Nothing, SyncPause, SyncScheduler, SyncStatusReply};
use crate::leases::{is_process_alive, this_process};
use crate::views::linked_company;
use crate::{AppError, ErrorCode, Workspace};

/// What the status of every agent is made of, beside its link and its last run.
pub(crate) struct SyncOverview {
    automatic: HashMap<AgentId, AutomaticSync>,
    /// Companies that a living process works on.
    worked_on: HashSet<i64>,
    running_here: HashSet<AgentId>,
}

impl SyncOverview {
    /// How synchronization of one agent stands.
    pub(crate) fn of(
        &self,
        agent: AgentId,
        name: &str,
        link: Option<&CompanyLink>,
        last_run: Option<&(Run, Option<Timestamp>)>,
    ) -> AgentSyncStatus {
        let automatic = self.automatic.get(&agent);
        let run = last_run.map(|(run, _)| run);
        let facts = SyncFacts {
            last_run: run,
            automatic,
            is_worked_on: run.is_some_and(|run| self.worked_on.contains(&run.company)),
            is_running_here: self.running_here.contains(&agent),
        };
        let SyncStatus { state, at, reason_code, reason, postponed_until } = facts.status();
        let is_on = automatic.is_some_and(|automatic| automatic.on);
        let failure = automatic.and_then(|automatic| automatic.failure.as_ref());
        AgentSyncStatus {
            agent: agent.to_string(),
            agent_name: name.to_owned(),
            company: link.map(linked_company),
            state,
            failed_records: run.map_or(0, |run| run.failed + run.skipped),
            at: at.map(|at| at.to_string()),
            last_success_at: last_run.and_then(|(_, success)| success.map(|at| at.to_string())),
            reason,
            reason_code,
            postponed_until: postponed_until.map(|until| until.to_string()),
            automatic: is_on,
            switched_off_because: failure.map(|failure| failure.message.clone()).unwrap_or_default(),
            next_run_at: automatic.filter(|_| is_on).map(|automatic| automatic.next_at.to_string()),
            run: run.map(|run| run.id.to_string()),
        }
    }
}

impl Workspace {
    /// How synchronization of every agent stands.
    pub async fn sync_status(&self, _: Nothing) -> Result<SyncStatusReply, AppError> {
        let agents = self.find_agents(&AgentsQuery::default()).await?.found;
        let paused = self.store().connection().await?.and_then(|connection| connection.paused);
        Ok(SyncStatusReply {
            agents: agents
                .into_iter()
                .filter(|agent| agent.psa.company.is_some() || agent.psa.sync.is_known())
                .map(|agent| agent.psa.sync.clone())
                .collect(),
            scheduler: self.scheduler().await?,
            paused: paused.map(|message| SyncPause { code: ErrorCode::ConnectionPaused.as_str(), message }),
        })
    }

    /// What the status of agents with these last runs is made of, or that of one of them only.
    pub(crate) async fn sync_overview<'r>(
        &self,
        only: Option<AgentId>,
        last_runs: impl Iterator<Item = &'r Run>,
    ) -> Result<SyncOverview, AppError> {
        let begun: HashSet<i64> =
            last_runs.filter(|run| run.state == RunState::Running).map(|run| run.company).collect();
        let mut worked_on = HashSet::new();
        // Asking the system about a process costs more than everything else here.
        if !begun.is_empty() {
            let now = self.now();
            let leases = self.store().company_leases().await?;
            worked_on = leases
                .iter()
                .filter(|lease| begun.contains(&lease.company) && is_held(lease, now))
                .map(|lease| lease.company)
                .collect();
        }
        let automatic = match only {
            Some(agent) => self.store().automatic(agent).await?.into_iter().collect(),
            None => self.store().all_automatic().await?,
        };
        Ok(SyncOverview {
            automatic: automatic.into_iter().map(|automatic| (automatic.agent, automatic)).collect(),
            worked_on,
            running_here: self.running().keys().copied().collect(),
        })
    }

    /// Who runs agents automatically.
    async fn scheduler(&self) -> Result<Option<SyncScheduler>, AppError> {
        let Some(lease) = self.store().scheduler_lease().await? else { return Ok(None) };
        let me = this_process();
        let here = self.holds_scheduler_lease(&lease);
        let is_local = lease.host == me.host;
        let is_alive = !is_local || is_process_alive(lease.process, lease.process_started);
        let holds = lease.holds(self.now()) && is_alive;
        Ok(holds.then_some(SyncScheduler { host: lease.host, process: lease.process, here }))
    }
}

impl AgentSyncStatus {
    /// Whether there is anything to say about an agent that is not linked.
    fn is_known(&self) -> bool {
        self.automatic || !self.switched_off_because.is_empty() || self.run.is_some()
    }
}

/// Whether a living process holds the lease of a company.
fn is_held(lease: &Lease, now: Timestamp) -> bool {
    let is_local = lease.host == this_process().host;
    lease.expires_at > now && (!is_local || is_process_alive(lease.process, lease.process_started))
}
