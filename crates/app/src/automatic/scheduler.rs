//! The scheduler of one process: when it looks, whether it is its turn, and what is due.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

use serde::Serialize;
use sitebook_domain::{
    AgentId, AutomaticSync, RunState, SCHEDULER_LEASE_MILLIS, SchedulerAttempt, SchedulerLease, Timestamp,
};
use sitebook_store::StoreError;

use super::pass::Notify;
use crate::leases::{is_process_alive, this_process};
use crate::{AppError, Workspace, WorkspaceEvent};

/// How many polls pass between two looks at the schedule when nothing changed: a minute, at the rate of
/// [`Scheduler::INTERVAL`].
const POLLS_PER_LOOK: u32 = 30;

/// The lease is renewed when less than this is left of it, so that an idle scheduler writes once in two minutes.
const RENEWED_BELOW_MILLIS: i64 = SCHEDULER_LEASE_MILLIS - 2 * 60_000;

/// How often the lease is renewed while runs are at work.
const RENEWAL: Duration = Duration::from_mins(1);

/// What a scheduler has to say, for a host that logs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum SchedulerNotice {
    /// This process runs agents automatically from now on.
    Scheduling,
    /// Another process does it; this one waits for its end.
    Waiting {
        /// Name of its computer.
        host: String,
        /// Its process id there.
        process: u32,
    },
    /// Another process took the schedule over.
    Lost,
    /// The connection is paused: nothing runs until a check passes.
    Paused {
        /// Why.
        reason: String,
    },
    /// The connection is no longer paused.
    Resumed,
    /// The run of an agent begins.
    Begins {
        /// Name of the agent.
        agent: String,
    },
    /// The run of an agent ended.
    Ended {
        /// Name of the agent.
        agent: String,
        /// How; none where it ended before it began.
        state: Option<RunState>,
        /// Records written.
        applied: u32,
        /// Records that failed.
        failed: u32,
        /// HTTP requests sent.
        requests: u32,
        /// When the next one is due (RFC 3339); empty = it is off.
        next_at: String,
    },
    /// The run of an agent was cut off, and is still due.
    CutOff {
        /// Name of the agent.
        agent: String,
    },
    /// The run of an agent was postponed.
    Postponed {
        /// Name of the agent.
        agent: String,
        /// Until when (RFC 3339).
        until: String,
        /// Why.
        reason: String,
    },
    /// The run of an agent failed; automatic sync of that agent is off.
    Failed {
        /// Name of the agent.
        agent: String,
        /// Why.
        reason: String,
    },
    /// Agents and devices were refreshed from Domotz.
    Refreshed {
        /// New records.
        created: u32,
        /// Records of which something changed.
        updated: u32,
        /// Records that are no longer reported.
        gone: u32,
        /// Calls made.
        requests: u32,
    },
    /// Refreshing from Domotz ended early.
    RefreshFailed {
        /// Why.
        reason: String,
    },
    /// Old runs were forgotten.
    Pruned {
        /// How many.
        runs: u64,
    },
}

/// The scheduler of one process. A host polls it, with whichever workspace is open.
#[derive(Debug, Default)]
pub struct Scheduler {
    /// The workspace that the rest is about.
    directory: PathBuf,
    polls: u32,
    change_counter: Option<i64>,
    /// Failures that are known, so that each is told once.
    failures: Option<HashMap<AgentId, Timestamp>>,
    /// Services whose connection is known to be paused, so that each pause is told once.
    pauses: Option<HashSet<&'static str>>,
    standing: Standing,
    is_paused: bool,
}

/// What was told last about whose turn it is.
#[derive(Debug, Default, PartialEq, Eq)]
enum Standing {
    /// Nothing is scheduled, as far as is known.
    #[default]
    Idle,
    Scheduling,
    Waiting {
        host: String,
        process: u32,
        process_started: u64,
    },
}

impl Standing {
    /// Whether the process that was waited for is known to be gone.
    fn is_over(&self) -> bool {
        match self {
            Self::Idle | Self::Scheduling => false,
            Self::Waiting { host, process, process_started } => {
                *host == this_process().host && !is_process_alive(*process, *process_started)
            }
        }
    }
}

impl Scheduler {
    /// How often a host polls. A poll costs one look at a counter, unless something changed or a minute has passed.
    pub const INTERVAL: Duration = Duration::from_secs(2);

    /// Looks whether anything is due, and runs it; returns when that has ended. Without anything to do it returns at
    /// once.
    pub async fn poll(
        &mut self,
        workspace: &Workspace,
        tell: &(dyn Fn(Timestamp, SchedulerNotice) + Send + Sync),
    ) -> Result<(), AppError> {
        let notify: Notify<'_> = &|notice| tell(workspace.now(), notice);
        if self.directory != workspace.directory() {
            *self = Self { directory: workspace.directory().to_owned(), ..Self::default() };
        }
        let changed = workspace.changed_elsewhere(&mut self.change_counter).await?;
        let touched = workspace.inner.automatic.touched.swap(false, Ordering::Relaxed);
        let is_time = self.polls.is_multiple_of(POLLS_PER_LOOK);
        self.polls = self.polls.wrapping_add(1);
        if !(changed || touched || is_time || self.standing.is_over())
            || workspace.inner.automatic.ending.load(Ordering::Relaxed)
        {
            return Ok(());
        }
        workspace.return_leases().await;
        self.tell_failures(workspace).await?;
        self.tell_pauses(workspace).await?;
        // Old runs are forgotten whether or not anything is automatic.
        if let Some(runs) = workspace.prune_daily().await?.filter(|runs| *runs > 0) {
            notify(SchedulerNotice::Pruned { runs });
        }
        // Mail that could not be sent at once; sending waits for nothing here.
        workspace.start_sending_mail();
        // Downloading takes minutes on a slow line, and nobody waits for it.
        if workspace.is_geoip_update_due().await? {
            let workspace = workspace.clone();
            tokio::spawn(async move { workspace.update_geoip().await });
        }
        let Some(lease) = self.turn(workspace, notify).await? else { return Ok(()) };
        let result = match workspace.while_holding(&lease, Box::pin(self.look(workspace, &lease, notify))).await {
            Err(error) if error.is_lost => {
                self.standing = Standing::Idle;
                notify(SchedulerNotice::Lost);
                Ok(())
            }
            Err(error) => Err(error.error),
            Ok(()) => Ok(()),
        };
        self.tell_failures(workspace).await?;
        self.tell_pauses(workspace).await?;
        result
    }

    /// The lease, if it is the turn of this process. Where nothing is scheduled nobody needs it.
    async fn turn(&mut self, workspace: &Workspace, notify: Notify<'_>) -> Result<Option<SchedulerLease>, AppError> {
        if !workspace.store().is_any_automatic().await? && !workspace.refreshes_hourly().await? {
            workspace.release_schedule().await;
            self.standing = Standing::Idle;
            return Ok(None);
        }
        match workspace.take_schedule().await? {
            SchedulerAttempt::Taken(lease) => {
                self.stands(Standing::Scheduling, SchedulerNotice::Scheduling, notify);
                Ok(Some(lease))
            }
            SchedulerAttempt::Held(lease) => {
                let SchedulerLease { host, process, process_started, .. } = lease;
                let notice = SchedulerNotice::Waiting { host: host.clone(), process };
                self.stands(Standing::Waiting { host, process, process_started }, notice, notify);
                Ok(None)
            }
        }
    }

    fn stands(&mut self, standing: Standing, notice: SchedulerNotice, notify: Notify<'_>) {
        if self.standing != standing {
            self.standing = standing;
            notify(notice);
        }
    }

    async fn look(
        &mut self,
        workspace: &Workspace,
        lease: &SchedulerLease,
        notify: Notify<'_>,
    ) -> Result<(), AppError> {
        // First what is known of the devices, then what is made of it. Its trouble keeps no run from its turn.
        match workspace.refresh_if_due().await {
            Ok(None) => {}
            Ok(Some(done)) => notify(SchedulerNotice::Refreshed {
                created: done.created,
                updated: done.updated,
                gone: done.gone,
                requests: done.requests,
            }),
            Err(error) => notify(SchedulerNotice::RefreshFailed { reason: error.message }),
        }
        let Some(connection) = workspace.store().connection().await? else { return Ok(()) };
        if let Some(reason) = connection.paused {
            if !std::mem::replace(&mut self.is_paused, true) {
                notify(SchedulerNotice::Paused { reason });
            }
            return Ok(());
        }
        if std::mem::replace(&mut self.is_paused, false) {
            notify(SchedulerNotice::Resumed);
        }
        for (company, agents) in workspace.due(lease).await? {
            if workspace.inner.automatic.ending.load(Ordering::Relaxed) {
                break;
            }
            workspace.pass(lease, company, &agents, notify).await?;
            let paused = workspace.store().connection().await?.is_none_or(|connection| connection.paused.is_some());
            if paused {
                // The next look says so.
                workspace.touch_schedule();
                break;
            }
        }
        Ok(())
    }

    /// Tells the windows of this process what failed since the last time, in whichever process that was.
    async fn tell_failures(&mut self, workspace: &Workspace) -> Result<(), AppError> {
        let failed = workspace.store().failed_automatic().await?;
        let mut now_known = HashMap::new();
        for automatic in &failed {
            let Some(failure) = &automatic.failure else { continue };
            now_known.insert(automatic.agent, failure.at);
            // What failed before this process looked for the first time is on the pages.
            let is_news = self.failures.as_ref().is_some_and(|known| known.get(&automatic.agent) != Some(&failure.at));
            if is_news {
                workspace.emit(WorkspaceEvent::SyncFailed {
                    agent: automatic.agent.to_string(),
                    agent_name: workspace.agent_record(automatic.agent).await?.name().to_owned(),
                    reason: failure.message.clone(),
                });
            }
        }
        self.failures = Some(now_known);
        Ok(())
    }

    /// Tells the windows of this process which connections were paused since the last time, in whichever process that was.
    async fn tell_pauses(&mut self, workspace: &Workspace) -> Result<(), AppError> {
        let connectwise = workspace.store().connection().await?.and_then(|connection| connection.paused);
        let domotz = workspace.domotz_pause().await?;
        let mut now_known = HashSet::new();
        for (service, reason) in [("ConnectWise", connectwise), ("Domotz", domotz)] {
            let Some(reason) = reason else { continue };
            now_known.insert(service);
            // What was paused before this process looked for the first time is on the pages.
            if self.pauses.as_ref().is_some_and(|known| !known.contains(service)) {
                workspace.emit(WorkspaceEvent::ConnectionPaused { service: service.to_owned(), reason });
            }
        }
        self.pauses = Some(now_known);
        Ok(())
    }
}

/// Why work under the lease ended early.
struct Broken {
    error: AppError,
    /// Whether another process took the lease.
    is_lost: bool,
}

impl From<AppError> for Broken {
    fn from(error: AppError) -> Self {
        Self { error, is_lost: false }
    }
}

impl Workspace {
    /// The scheduler's lease, taken or renewed. A holder on this computer whose process is gone does not count.
    async fn take_schedule(&self) -> Result<SchedulerAttempt, AppError> {
        let now = self.now();
        let held = self.inner.automatic.lease().clone();
        if let Some(mut lease) = held {
            // A clock that went back makes the lease look long; it is written anew then, too.
            let left = lease.expires_at.millis_since(now);
            if (RENEWED_BELOW_MILLIS..=SCHEDULER_LEASE_MILLIS).contains(&left) {
                return Ok(SchedulerAttempt::Taken(lease));
            }
            let until = now.plus_millis(SCHEDULER_LEASE_MILLIS);
            match self.store().renew_scheduler_lease(&lease, until).await {
                Ok(()) => {
                    lease.expires_at = until;
                    *self.inner.automatic.lease() = Some(lease.clone());
                    return Ok(SchedulerAttempt::Taken(lease));
                }
                Err(StoreError::Fenced) => *self.inner.automatic.lease() = None,
                Err(error) => return Err(error.into()),
            }
        }
        let me = this_process();
        let mut attempt = self.store().take_scheduler_lease(&me, now, None).await?;
        if let SchedulerAttempt::Held(held) = &attempt
            && held.host == me.host
            && !is_process_alive(held.process, held.process_started)
        {
            attempt = self.store().take_scheduler_lease(&me, now, Some(held.fence)).await?;
        }
        if let SchedulerAttempt::Taken(lease) = &attempt {
            *self.inner.automatic.lease() = Some(lease.clone());
        }
        Ok(attempt)
    }

    /// Holds the scheduler's lease while work goes on. When another process has taken it, the run at work ends between
    /// two requests.
    async fn while_holding(
        &self,
        lease: &SchedulerLease,
        work: impl Future<Output = Result<(), AppError>>,
    ) -> Result<(), Broken> {
        let mut work = std::pin::pin!(work);
        let mut renewal = tokio::time::interval(RENEWAL);
        renewal.tick().await;
        let mut is_lost = false;
        let result = loop {
            tokio::select! {
                result = &mut work => break result,
                _ = renewal.tick(), if !is_lost => {
                    let until = self.now().plus_millis(SCHEDULER_LEASE_MILLIS);
                    match self.store().renew_scheduler_lease(lease, until).await {
                        Ok(()) => {
                            let renewed = SchedulerLease { expires_at: until, ..lease.clone() };
                            *self.inner.automatic.lease() = Some(renewed);
                        }
                        Err(StoreError::Fenced) => {
                            is_lost = true;
                            self.stop_scheduled();
                        }
                        Err(error) => tracing::warn!(%error, "the lease of the scheduler could not be renewed"),
                    }
                }
            }
        };
        // What was done cannot be written down by one who lost the lease: that is how the loss shows at the latest.
        let lost_now = match self.store().scheduler_lease().await {
            Ok(kept) => kept.is_none_or(|kept| kept.fence != lease.fence),
            Err(_) => is_lost,
        };
        if lost_now {
            *self.inner.automatic.lease() = None;
        }
        result.map_err(|error| Broken { error, is_lost: lost_now })
    }

    /// Lets the runs that the schedule has at work end between two requests.
    fn stop_scheduled(&self) {
        let running = self.running();
        for agent in self.inner.automatic.at_work().iter() {
            if let Some(stop) = running.get(agent) {
                stop.store(true, Ordering::Relaxed);
            }
        }
    }

    /// What is due, by company, those that have waited longest first.
    async fn due(&self, lease: &SchedulerLease) -> Result<Vec<(i64, Vec<AutomaticSync>)>, AppError> {
        let now = self.now();
        let near = self.store().automatic_by(now).await?;
        let behind: Vec<AgentId> =
            near.iter().filter(|automatic| automatic.since > now).map(|automatic| automatic.agent).collect();
        if !behind.is_empty() {
            self.store().rewind_automatic(lease, &behind, now).await?;
        }
        let mut near: Vec<AutomaticSync> = near.into_iter().map(|automatic| automatic.under(now)).collect();
        near.sort_by_key(|automatic| automatic.next_at);
        let mut order = Vec::new();
        for automatic in near.iter().filter(|automatic| automatic.is_due(now)) {
            if !order.contains(&automatic.company) {
                order.push(automatic.company);
            }
        }
        let mut by_company: BTreeMap<i64, Vec<AutomaticSync>> = BTreeMap::new();
        for automatic in near.into_iter().filter(|automatic| automatic.joins(now)) {
            by_company.entry(automatic.company).or_default().push(automatic);
        }
        Ok(order.into_iter().filter_map(|company| Some((company, by_company.remove(&company)?))).collect())
    }
}
