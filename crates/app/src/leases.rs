//! One run per company at a time, across processes and computers, and stopping runs wherever they are.
//!
//! Whoever works on a company holds its lease. Beside the work beats a heart: it holds the lease on through every call and
//! every wait, hears wishes to stop from other processes, and lets the work end when the lease was lost all the same.

mod heartbeat;
mod stopping;

use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, MutexGuard, PoisonError};

use serde_json::json;
use sitebook_connectwise::StopWish;
use sitebook_domain::{AgentId, CompanyLink, Lease, LeaseAttempt, LeaseHolder};
use sitebook_sync::{LEASE_MILLIS, Stop, StoreFault, SyncStore};
use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};
use tokio::task::AbortHandle;

use crate::sync_store::WorkspaceSyncStore;
use crate::{AppError, ErrorCode, Workspace};

/// The wish to stop, shared with whoever may wish it: any of these flags is one.
#[derive(Debug, Clone)]
pub(crate) struct StopFlag(Vec<Arc<AtomicBool>>);

impl StopFlag {
    /// The same wish, for the client: it cuts waits short.
    pub(crate) fn wish(&self) -> StopWish {
        let flag = self.clone();
        Arc::new(move || flag.requested())
    }

    /// What is told of an error with which a call ended because somebody wished to stop.
    pub(crate) fn told(&self, error: AppError) -> AppError {
        if !(error.retryable && self.requested()) {
            return error;
        }
        AppError::new(ErrorCode::Stopped, "The run was stopped while it waited for ConnectWise. Nothing more was sent.")
    }
}

impl Stop for StopFlag {
    fn requested(&self) -> bool {
        self.0.iter().any(|flag| flag.load(Ordering::Relaxed))
    }
}

/// Runs of this process, counted among the running ones until this is dropped: of one agent, or of several that share
/// one reading. Whoever stops one of them stops all.
pub(crate) struct Running<'w> {
    workspace: &'w Workspace,
    agents: Vec<(AgentId, Arc<AtomicBool>)>,
    pub(crate) stop: StopFlag,
}

impl Running<'_> {
    /// Whether somebody wished that this very agent's run stops.
    pub(crate) fn is_unwanted(&self, agent: AgentId) -> bool {
        self.agents.iter().any(|(of, flag)| *of == agent && flag.load(Ordering::Relaxed))
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut running = self.workspace.running();
        for (agent, _) in &self.agents {
            running.remove(agent);
        }
        drop(running);
        self.workspace.inner.run_ended.notify_waiters();
    }
}

/// Work on a company: its runs, its lease, and the wish that it stops.
pub(crate) struct Work<'w> {
    pub(crate) lease: HeldLease,
    pub(crate) stop: StopFlag,
    // After the lease: whoever waits for the end of a run takes it next.
    pub(crate) running: Running<'w>,
}

/// The place of one piece of work in this process: there is one for each company.
#[derive(Debug)]
struct CompanyPlace {
    workspace: Workspace,
    company: i64,
}

impl CompanyPlace {
    fn taken(workspace: &Workspace, company: i64) -> Result<Self, AppError> {
        if !workspace.worked_on().insert(company) {
            let message = "Sitebook works on this company at the moment. Wait until it has finished, or stop it.";
            return Err(AppError::new(ErrorCode::RunInProgress, message));
        }
        Ok(Self { workspace: workspace.clone(), company })
    }
}

impl Drop for CompanyPlace {
    fn drop(&mut self) {
        self.workspace.worked_on().remove(&self.company);
    }
}

/// The lease of a company, held on until this is given back. Dropped with the work that was cut off, it is given back
/// later.
#[derive(Debug)]
pub(crate) struct HeldLease {
    lease: Lease,
    /// Set once another process took it over: nothing more may be sent.
    pub(crate) lost: Arc<AtomicBool>,
    heart: AbortHandle,
    place: CompanyPlace,
}

impl HeldLease {
    fn new(workspace: &Workspace, place: CompanyPlace, lease: Lease) -> Self {
        let lost = Arc::new(AtomicBool::new(false));
        let heart = heartbeat::start(workspace, &lease, &lost);
        Self { lease, lost, heart, place }
    }
}

impl Deref for HeldLease {
    type Target = Lease;

    fn deref(&self) -> &Lease {
        &self.lease
    }
}

impl Drop for HeldLease {
    fn drop(&mut self) {
        self.heart.abort();
        self.place.workspace.ended_leases().push(self.lease.clone());
    }
}

impl Workspace {
    /// The companies that this process works on.
    fn worked_on(&self) -> MutexGuard<'_, HashSet<i64>> {
        self.inner.worked_on.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts runs of several agents as running, unless one of them has one already. They also stop when `end` is set.
    pub(crate) fn start_running_all(
        &self,
        agents: &[AgentId],
        end: Option<&Arc<AtomicBool>>,
    ) -> Result<Running<'_>, AppError> {
        let mut running = self.running();
        if agents.iter().any(|agent| running.contains_key(agent)) {
            return Err(AppError::new(ErrorCode::RunInProgress, "This agent is being synchronized already."));
        }
        if self.inner.leaving.load(Ordering::Relaxed) {
            return Err(AppError::new(ErrorCode::Stopped, "This workspace is being left. Nothing was written."));
        }
        let agents: Vec<_> = agents.iter().map(|agent| (*agent, Arc::new(AtomicBool::new(false)))).collect();
        running.extend(agents.iter().cloned());
        drop(running);
        let stop = StopFlag(agents.iter().map(|(_, flag)| flag).chain(end).map(Arc::clone).collect());
        Ok(Running { workspace: self, agents, stop })
    }

    /// Lets no run begin from now on, so that the workspace can be left; refused while one is running here.
    pub(crate) fn begin_leaving(&self) -> Result<(), AppError> {
        let running = self.running();
        if !running.is_empty() {
            let message = "A synchronization is running. Wait until it has finished, or stop it.";
            return Err(AppError::new(ErrorCode::RunInProgress, message));
        }
        self.inner.leaving.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Whether this process is about to leave the workspace.
    pub(crate) fn is_leaving(&self) -> bool {
        self.inner.leaving.load(Ordering::Relaxed) || self.is_schedule_ending()
    }

    /// Lets runs begin again.
    pub(crate) fn stay(&self) {
        self.inner.leaving.store(false, Ordering::Relaxed);
    }

    /// Begins work on a company for these agents: nobody else works on it until the work has ended. It also stops when `end`
    /// is set.
    pub(crate) async fn begin_work(
        &self,
        agents: &[AgentId],
        company: i64,
        end: Option<&Arc<AtomicBool>>,
    ) -> Result<Work<'_>, AppError> {
        let running = self.start_running_all(agents, end)?;
        let lease = self.take_lease(company).await?;
        let stop = StopFlag(running.stop.0.iter().chain([&lease.lost]).map(Arc::clone).collect());
        Ok(Work { lease, stop, running })
    }

    /// Ends work on a company.
    pub(crate) async fn end_work(&self, work: Work<'_>) {
        let Work { lease, running, .. } = work;
        self.give_back(Some(lease)).await;
        drop(running);
        self.changed();
    }

    /// Takes the lease of a company. A holder on this computer whose process is gone does not count; one whose process is
    /// alive counts although its lease has run out: the computer slept, or its clock was set, in the middle of a request.
    pub(crate) async fn take_lease(&self, company: i64) -> Result<HeldLease, AppError> {
        self.return_leases().await;
        let place = CompanyPlace::taken(self, company)?;
        let lease = self.leased(company).await?;
        Ok(HeldLease::new(self, place, lease))
    }

    async fn leased(&self, company: i64) -> Result<Lease, AppError> {
        let store = WorkspaceSyncStore::new(self.store().clone());
        let holder = this_process();
        if let Some(held) = self.store().unreturned_lease(company).await?
            && (held.host == holder.host && held.process != holder.process)
            && is_process_alive(held.process, held.process_started)
        {
            return Err(held_by(&held));
        }
        let now = self.now();
        let until = now.plus_millis(LEASE_MILLIS);
        let held = match store.take_lease(company, &holder, now, until, None).await? {
            LeaseAttempt::Taken(lease) => return Ok(lease),
            LeaseAttempt::Held(held) => held,
        };
        if held.host == holder.host
            && !is_process_alive(held.process, held.process_started)
            && let LeaseAttempt::Taken(lease) = store.take_lease(company, &holder, now, until, Some(held.fence)).await?
        {
            return Ok(lease);
        }
        Err(held_by(&held))
    }

    /// Takes the lease of a link's company, if there is a link.
    pub(crate) async fn lease_of(&self, link: Option<&CompanyLink>) -> Result<Option<HeldLease>, AppError> {
        match link {
            Some(link) => Ok(Some(self.take_lease(link.company.id).await?)),
            None => Ok(None),
        }
    }

    /// Gives a lease back. One that cannot be given back now is given back later.
    pub(crate) async fn give_back(&self, lease: Option<HeldLease>) {
        // To drop it is to remember that it must be given back.
        drop(lease);
        self.return_leases().await;
    }

    /// Gives back the leases whose work has ended. As long as that fails they are remembered: to other processes of this
    /// computer a lease of a living one counts, however long ago it ran out.
    pub(crate) async fn return_leases(&self) {
        let ended = std::mem::take(&mut *self.ended_leases());
        for lease in ended {
            match WorkspaceSyncStore::new(self.store().clone()).release_lease(&lease).await {
                // Somebody else has it: there is nothing to give back.
                Ok(()) | Err(StoreFault::Fenced) => {}
                Err(error) => {
                    tracing::warn!(%error, "a lease could not be given back yet");
                    self.ended_leases().push(lease);
                }
            }
        }
    }

    /// Leases of work that has ended, which have not been given back.
    fn ended_leases(&self) -> MutexGuard<'_, Vec<Lease>> {
        self.inner.ended_leases.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The running runs of this process.
    pub(crate) fn running(&self) -> MutexGuard<'_, HashMap<AgentId, Arc<AtomicBool>>> {
        self.inner.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn held_by(held: &Lease) -> AppError {
    let message = format!(
        "Another Sitebook (process {} on {}) works on this company at the moment. Wait until it has finished.",
        held.process, held.host
    );
    let details = json!({ "holder": { "host": held.host, "process": held.process } });
    AppError::new(ErrorCode::RunInProgress, message).with_details(details)
}

/// Who takes leases in this process.
pub(crate) fn this_process() -> LeaseHolder {
    let process = std::process::id();
    LeaseHolder {
        host: System::host_name().unwrap_or_default(),
        process,
        process_started: started_at(process).ok().flatten().unwrap_or_default(),
    }
}

/// Whether the process that holds a lease still runs; its number alone says nothing, numbers are used again. Where the
/// system does not tell, it counts as running.
pub(crate) fn is_process_alive(process: u32, process_started: u64) -> bool {
    started_at(process).map_or(true, |started| started == Some(process_started))
}

/// When a process of this computer started, in seconds since 1970; none when there is no such process.
fn started_at(process: u32) -> Result<Option<u64>, sysinfo::Error> {
    let pid = Pid::from_u32(process);
    let mut system = System::new()?;
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), true, ProcessRefreshKind::nothing());
    Ok(system.process(pid).map(sysinfo::Process::start_time))
}
