//! One pass over a company: the agents that are due run one after the other, under one lease, by one reading of the
//! company's list.

use std::sync::Arc;

use sitebook_connectwise::Patience;
use sitebook_domain::{
    AgentId, Attempt, AttemptTimes, AutomaticSync, Origin, SchedulerLease, Selection, SyncMode, Timestamp,
};
use sitebook_sync::Stop;

use super::attempt::{Surroundings, attempt, holds_for_all, without_run};
use super::scheduler::SchedulerNotice;
use crate::connectwise::ConnectWise;
use crate::dto::SyncRunReply;
use crate::leases::Work;
use crate::planning::directed;
use crate::running::RunJob;
use crate::{AppError, ErrorCode, Workspace};

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
        let work = match self.begin_work(&ids, company, Some(&end)).await {
            Ok(work) => work,
            Err(error) => {
                let ended = self.ended(&Err(error), false).await?;
                return self.record_all(schedule, agents, |_| ended.clone(), began, spread, notify).await;
            }
        };
        let at_work = AtWork::on(self, ids);
        self.changed();
        let result = self.run_each(schedule, agents, &work, spread, notify).await;
        // Before the runs count as ended: whoever waits for that looks here.
        drop(at_work);
        self.end_work(work).await;
        result
    }

    async fn run_each(
        &self,
        schedule: &SchedulerLease,
        agents: &[AutomaticSync],
        work: &Work<'_>,
        spread: u32,
        notify: Notify<'_>,
    ) -> Result<(), AppError> {
        let mut is_read = false;
        for (index, automatic) in agents.iter().enumerate() {
            let agent = automatic.agent;
            if !self.is_still_wanted(automatic).await? {
                continue;
            }
            let began = self.now();
            notify(SchedulerNotice::Begins { agent: self.agent_record(agent).await?.name().to_owned() });
            let result = self.run_due(automatic, work, is_read).await;
            is_read |= result.is_ok();
            let ended = self.ended(&result, work.running.is_unwanted(agent)).await?;
            let times = self.times(automatic, began, spread);
            self.record(schedule, agent, ended.clone(), &times, result.as_ref().ok(), notify).await?;
            if holds_for_all(&ended) || work.stop.requested() {
                let rest = agents.get(index + 1..).unwrap_or_default();
                // Whoever is at work stops with the one that a person stopped. That one waits for its next time, also when
                // its turn never came; the others are still due.
                let of = |agent| {
                    if work.running.is_unwanted(agent) { Attempt::Stopped } else { without_run(ended.clone()) }
                };
                return self.record_all(schedule, rest, of, began, spread, notify).await;
            }
        }
        Ok(())
    }

    /// Whether a person still wants the run of an agent, and wants the same: a pass over a large company takes its time.
    async fn is_still_wanted(&self, automatic: &AutomaticSync) -> Result<bool, AppError> {
        let kept = self.store().automatic(automatic.agent).await?;
        Ok(kept.is_some_and(|kept| kept.on && kept.changed_at == automatic.changed_at))
    }

    /// One run that is due. With `is_read` the list of the company was read a moment ago, for another agent.
    async fn run_due(
        &self,
        automatic: &AutomaticSync,
        work: &Work<'_>,
        is_read: bool,
    ) -> Result<SyncRunReply, AppError> {
        let agent = automatic.agent;
        let link = self.require_link(agent).await?;
        if link.company.id != automatic.company {
            let message = "The agent was linked to another company after automatic sync was switched on. Look at the \
                           plan, then switch it on again.";
            return Err(AppError::new(ErrorCode::PlanOutdated, message));
        }
        let client = self.background_client().await?.stopped_by(work.stop.wish());
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
            lease: &work.lease,
            stop: &work.stop,
            is_read,
        };
        self.run_under_lease(&client, job).await
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
        ended: impl Fn(AgentId) -> Attempt,
        began: Timestamp,
        spread: u32,
        notify: Notify<'_>,
    ) -> Result<(), AppError> {
        for automatic in agents {
            let times = self.times(automatic, began, spread);
            self.record(schedule, automatic.agent, ended(automatic.agent), &times, None, notify).await?;
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
