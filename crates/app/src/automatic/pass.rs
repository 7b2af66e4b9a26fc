//! One pass over a company: the agents that are due run one after the other, under one lease, by one reading of the
//! company's list.

use std::sync::Arc;
use std::time::Duration;

use sitebook_connectwise::Patience;
use sitebook_domain::{
    AgentId, Attempt, AttemptTimes, AutomaticSync, Lease, Origin, SchedulerLease, Selection, SyncMode, Timestamp,
};
use sitebook_sync::Stop;

use super::attempt::{Surroundings, attempt, holds_for_all, without_run};
use super::scheduler::SchedulerNotice;
use crate::connectwise::ConnectWise;
use crate::dto::SyncRunReply;
use crate::leases::Running;
use crate::planning::directed;
use crate::running::RunJob;
use crate::{AppError, ErrorCode, Workspace};

/// How often a run that shall stop is looked at.
const STOP_LOOK: Duration = Duration::from_millis(250);

/// How long a run that shall stop may take to come to its next request: longer than any request. What takes longer is a
/// pause that `ConnectWise` asked for, in which nothing is on its way.
const STOP_PATIENCE: Duration = Duration::from_secs(35);

/// Returns when a run that shall stop has not done so in time. To drop it then is what a crash would do: the next run
/// goes on from there.
async fn given_up(running: &Running<'_>) {
    let mut look = tokio::time::interval(STOP_LOOK);
    while !running.stop.requested() {
        look.tick().await;
    }
    tokio::time::sleep(STOP_PATIENCE).await;
}

/// Agents that the schedule works on, until this is dropped.
struct AtWork<'w> {
    workspace: &'w Workspace,
    agents: Vec<AgentId>,
}

impl<'w> AtWork<'w> {
    fn on(workspace: &'w Workspace, agents: Vec<AgentId>) -> Self {
        workspace.inner.automatic.at_work().extend(agents.iter().copied());
        Self { workspace, agents }
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        let mut at_work = self.workspace.inner.automatic.at_work();
        for agent in &self.agents {
            at_work.remove(agent);
        }
    }
}

/// What a pass reports to its host.
pub(super) type Notify<'n> = &'n (dyn Fn(SchedulerNotice) + Send + Sync);

impl Workspace {
    /// Runs these agents, which all belong to one company.
    pub(super) async fn pass(
        &self,
        schedule: &SchedulerLease,
        company: i64,
        agents: &[AutomaticSync],
        notify: Notify<'_>,
    ) -> Result<(), AppError> {
        let ids: Vec<AgentId> = agents.iter().map(|automatic| automatic.agent).collect();
        let end = Arc::clone(&self.inner.automatic.ending);
        let spread = spread();
        let began = self.now();
        let ready = async {
            let running = self.start_running_all(&ids, Some(&end))?;
            let lease = self.take_lease(company).await?;
            Ok::<_, AppError>((running, lease))
        };
        let (running, lease) = match ready.await {
            Ok(ready) => ready,
            Err(error) => {
                let ended = self.ended(&Err(error), false).await?;
                return self.record_all(schedule, agents, &ended, began, spread, notify).await;
            }
        };
        let at_work = AtWork::on(self, ids);
        self.changed();
        let result = self.run_each(schedule, agents, &running, &lease, spread, notify).await;
        self.give_back(Some(lease)).await;
        // Before the runs count as ended: whoever waits for that looks here.
        drop(at_work);
        drop(running);
        self.changed();
        result
    }

    async fn run_each(
        &self,
        schedule: &SchedulerLease,
        agents: &[AutomaticSync],
        running: &Running<'_>,
        lease: &Lease,
        spread: u32,
        notify: Notify<'_>,
    ) -> Result<(), AppError> {
        let mut is_read = false;
        for (index, automatic) in agents.iter().enumerate() {
            let agent = automatic.agent;
            let began = self.now();
            notify(SchedulerNotice::Begins { agent: self.agent_record(agent).await?.name().to_owned() });
            let result = self.run_due(automatic, running, lease, is_read).await;
            is_read |= result.is_ok();
            let ended = self.ended(&result, running.is_unwanted(agent)).await?;
            let times = self.times(automatic, began, spread);
            self.record(schedule, agent, ended.clone(), &times, result.as_ref().ok(), notify).await?;
            if holds_for_all(&ended) || running.stop.requested() {
                let rest = agents.get(index + 1..).unwrap_or_default();
                let ended = without_run(ended);
                return self.record_all(schedule, rest, &ended, began, spread, notify).await;
            }
        }
        Ok(())
    }

    /// One run that is due. With `is_read` the list of the company was read a moment ago, for another agent.
    async fn run_due(
        &self,
        automatic: &AutomaticSync,
        running: &Running<'_>,
        lease: &Lease,
        is_read: bool,
    ) -> Result<SyncRunReply, AppError> {
        let agent = automatic.agent;
        let link = self.require_link(agent).await?;
        if link.company.id != automatic.company {
            let message = "The agent was linked to another company after automatic sync was switched on. Look at the \
                           plan, then switch it on again.";
            return Err(AppError::new(ErrorCode::PlanOutdated, message));
        }
        let client = self.background_client().await?;
        let followed = self.mapping(Some(agent)).await?;
        let given = match &automatic.first_plan {
            Some(hash) => match self.given_plan(hash, agent, &link, &followed, SyncMode::Custom).await {
                Ok(plan) => Some(plan),
                // It waited so long that it was forgotten: the schedule's own rules are more careful than any plan.
                Err(error) if error.code == ErrorCode::NotFound => None,
                Err(error) => return Err(error),
            },
            None => None,
        };
        let directions = given.as_ref().map(|plan| plan.directions.clone()).unwrap_or_default();
        let job = RunJob {
            agent,
            link,
            mapping: directed(&followed, SyncMode::Custom, &directions)?,
            directions,
            mode: SyncMode::Custom,
            given,
            selection: Selection::default(),
            origin: Origin::Schedule,
            lease,
            stop: &running.stop,
            is_read,
        };
        tokio::select! {
            result = self.run_under_lease(&client, job) => result,
            () = given_up(running) => {
                let message = "The run was stopped while it waited for ConnectWise. The next one goes on from there.";
                Err(AppError::new(ErrorCode::Stopped, message))
            }
        }
    }

    /// The client for work that nobody waits for.
    async fn background_client(&self) -> Result<ConnectWise, AppError> {
        Ok(self.client().await?.patient(Patience::Background))
    }

    /// What the end of a run means for the next one.
    async fn ended(&self, result: &Result<SyncRunReply, AppError>, is_unwanted: bool) -> Result<Attempt, AppError> {
        let is_paused = self.store().connection().await?.is_some_and(|connection| connection.paused.is_some());
        Ok(attempt(result, Surroundings { now: self.now(), is_paused, is_unwanted }))
    }

    fn times(&self, automatic: &AutomaticSync, began: Timestamp, spread: u32) -> AttemptTimes {
        AttemptTimes { decided_at: automatic.changed_at, began, ended: self.now(), spread }
    }

    async fn record_all(
        &self,
        schedule: &SchedulerLease,
        agents: &[AutomaticSync],
        ended: &Attempt,
        began: Timestamp,
        spread: u32,
        notify: Notify<'_>,
    ) -> Result<(), AppError> {
        for automatic in agents {
            let times = self.times(automatic, began, spread);
            self.record(schedule, automatic.agent, ended.clone(), &times, None, notify).await?;
        }
        Ok(())
    }

    async fn record(
        &self,
        schedule: &SchedulerLease,
        agent: AgentId,
        ended: Attempt,
        times: &AttemptTimes,
        reply: Option<&SyncRunReply>,
        notify: Notify<'_>,
    ) -> Result<(), AppError> {
        let name = self.agent_record(agent).await?.name().to_owned();
        let kept = self.store().record_attempt(schedule, agent, ended.clone(), times).await?;
        let next_at = kept.filter(|kept| kept.on).map(|kept| kept.next_at.to_string()).unwrap_or_default();
        match ended {
            Attempt::Finished | Attempt::Stopped => notify(SchedulerNotice::Ended {
                agent: name,
                state: reply.map(|reply| reply.state),
                applied: reply.map_or(0, |reply| reply.applied),
                failed: reply.map_or(0, |reply| reply.failed.len() as u32),
                requests: reply.map_or(0, |reply| reply.requests),
                next_at,
            }),
            Attempt::CutOff => notify(SchedulerNotice::CutOff { agent: name }),
            Attempt::Busy(trouble) | Attempt::Postponed(trouble) => {
                notify(SchedulerNotice::Postponed { agent: name, until: next_at, reason: trouble.message });
            }
            Attempt::Failed(trouble) => notify(SchedulerNotice::Failed { agent: name, reason: trouble.message }),
        }
        Ok(())
    }
}

/// A number in 0..=1000 by chance: companies need not all begin in the same moment.
fn spread() -> u32 {
    let mut bytes = [0; 2];
    // Without chance all companies have the same spread, which is a nuisance and no fault.
    let _ = getrandom::fill(&mut bytes);
    u32::from(u16::from_le_bytes(bytes)) % 1001
}
