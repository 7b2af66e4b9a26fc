//! One run per company at a time, across processes and computers; and stopping runs of this process.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;
use sitebook_domain::{AgentId, CompanyLink, Lease, LeaseAttempt, LeaseHolder};
use sitebook_sync::{Stop, SyncStore};
use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

use crate::dto::{AgentRequest, Nothing};
use crate::sync_store::WorkspaceSyncStore;
use crate::{AppError, ErrorCode, Workspace};

/// How long a lease holds unless it is renewed; the engine renews it before each record.
const LEASE_MILLIS: i64 = 120_000;

/// The wish to stop, shared with whoever may wish it: any of these flags is one.
#[derive(Debug, Clone)]
pub(crate) struct StopFlag(Vec<Arc<AtomicBool>>);

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

impl Workspace {
    /// Stops the run of an agent between two requests, if one is running in this process.
    pub async fn sync_stop(&self, request: AgentRequest) -> Result<Nothing, AppError> {
        let agent = self.resolve_agent(&request.agent).await?;
        if let Some(stop) = self.running().get(&agent) {
            stop.store(true, Ordering::Relaxed);
        }
        Ok(Nothing {})
    }

    /// Counts a run as running, unless the agent has one already.
    pub(crate) fn start_running(&self, agent: AgentId) -> Result<Running<'_>, AppError> {
        self.start_running_all(&[agent], None)
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

    /// Lets runs begin again.
    pub(crate) fn stay(&self) {
        self.inner.leaving.store(false, Ordering::Relaxed);
    }

    /// Stops the run of an agent in this process and waits until it has ended.
    pub(crate) async fn stop_run(&self, agent: AgentId) {
        loop {
            let ended = self.inner.run_ended.notified();
            match self.running().get(&agent) {
                Some(stop) => stop.store(true, Ordering::Relaxed),
                None => return,
            }
            ended.await;
        }
    }

    /// Takes the lease of a company. A holder on this computer whose process is gone does not count; one whose process is
    /// alive counts although its lease has run out: the computer slept, or its clock was set, in the middle of a request.
    pub(crate) async fn take_lease(&self, company: i64) -> Result<Lease, AppError> {
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
    pub(crate) async fn lease_of(&self, link: Option<&CompanyLink>) -> Result<Option<Lease>, AppError> {
        match link {
            Some(link) => Ok(Some(self.take_lease(link.company.id).await?)),
            None => Ok(None),
        }
    }

    /// Gives a lease back. Failing to do so does no harm: it runs out by itself.
    pub(crate) async fn give_back(&self, lease: Option<Lease>) {
        let Some(lease) = lease else { return };
        if let Err(error) = WorkspaceSyncStore::new(self.store().clone()).release_lease(&lease).await {
            tracing::warn!(%error, "a lease could not be given back");
        }
    }

    /// The running runs of this process.
    pub(crate) fn running(&self) -> std::sync::MutexGuard<'_, std::collections::HashMap<AgentId, Arc<AtomicBool>>> {
        self.inner.running.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
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
