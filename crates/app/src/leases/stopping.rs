//! Stopping runs: of this process by a flag, of others by a wish in the database.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

use sitebook_domain::{AgentId, Lease, Timestamp};
use sitebook_store::StopWish;

use super::{is_process_alive, this_process};
use crate::dto::{AgentRequest, Nothing};
use crate::{AppError, Workspace};

/// How often is looked whether a run of another process has ended.
const LOOK: Duration = Duration::from_millis(100);

/// So long a process may take to hear a wish; its heart looks every second.
const HEARD_WITHIN: Duration = Duration::from_secs(4);

/// So long a run that has heard it may take to end: longer than any single request.
const ENDED_WITHIN: Duration = Duration::from_secs(40);

impl Workspace {
    /// Stops the run of an agent between two requests, in whichever process it runs.
    pub async fn sync_stop(&self, request: AgentRequest) -> Result<Nothing, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        self.wish_stop(agent).await?;
        Ok(Nothing {})
    }

    /// Wishes that the run of an agent stops. Returns the leases under which another process may run it.
    pub(crate) async fn wish_stop(&self, agent: AgentId) -> Result<Vec<Lease>, AppError> {
        if let Some(stop) = self.running().get(&agent) {
            stop.store(true, Ordering::Relaxed);
            return Ok(Vec::new());
        }
        let leases = self.leases_elsewhere(agent).await?;
        for lease in &leases {
            self.store().wish_stop(lease, agent).await?;
        }
        Ok(leases)
    }

    /// Stops the run of an agent, in whichever process it runs, and waits until it has ended. Whoever changes what the run
    /// works on takes the lease then; that is refused if the run has not ended.
    pub(crate) async fn stop_run(&self, agent: AgentId) {
        loop {
            let ended = self.inner.run_ended.notified();
            match self.running().get(&agent) {
                Some(stop) => stop.store(true, Ordering::Relaxed),
                None => break,
            }
            ended.await;
        }
        match self.wish_stop(agent).await {
            Ok(leases) => {
                for lease in leases {
                    self.wait_for_end(&lease, agent).await;
                }
            }
            Err(error) => tracing::warn!(%error, "a run of another process could not be told to stop"),
        }
    }

    /// Waits until a run of another process has ended, as long as there is hope.
    async fn wait_for_end(&self, lease: &Lease, agent: AgentId) {
        let (mut waited, mut limit) = (Duration::ZERO, HEARD_WITHIN);
        while waited < limit {
            match self.store().stop_wish(lease, agent).await {
                Ok(StopWish::Unheard) => {}
                Ok(StopWish::Heard) => limit = ENDED_WITHIN,
                Ok(StopWish::Over) | Err(_) => return,
            }
            tokio::time::sleep(LOOK).await;
            waited += LOOK;
        }
    }

    /// Leases under which another living process may run an agent: of its company, and of those in which it has a run that
    /// did not end.
    async fn leases_elsewhere(&self, agent: AgentId) -> Result<Vec<Lease>, AppError> {
        let leases = self.store().company_leases().await?;
        let me = this_process();
        let is_elsewhere = |lease: &Lease| {
            let is_dead = lease.host == me.host && !is_process_alive(lease.process, lease.process_started);
            lease.expires_at != Timestamp(0) && !self.worked_on().contains(&lease.company) && !is_dead
        };
        let leases: Vec<Lease> = leases.into_iter().filter(is_elsewhere).collect();
        if leases.is_empty() {
            return Ok(leases);
        }
        let mut companies: BTreeSet<i64> = self.store().companies_of_running(agent).await?.into_iter().collect();
        companies.extend(self.store().link(agent).await?.map(|link| link.company.id));
        Ok(leases.into_iter().filter(|lease| companies.contains(&lease.company)).collect())
    }
}
