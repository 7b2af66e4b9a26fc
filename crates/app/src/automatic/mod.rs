//! Automatic sync: agents that a person switched on are run every 12 hours, by one process at a time.
//!
//! When a run is due is a rule of `domain`. Here a process looks every while ([`Scheduler::poll`]), takes the
//! scheduler's lease, and runs what is due, company by company ([`pass`]): the agents of a company share one reading of
//! its list. What became of each attempt is kept in the store, so that a crash leaves the run due.
//!
//! What must never be here: a decision about time, or anything of a host.

mod attempt;
mod pass;
mod pruning;
mod scheduler;
mod status;
mod switching;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sitebook_domain::{AgentId, SchedulerLease};

use crate::Workspace;
pub use scheduler::{Scheduler, SchedulerNotice};
pub(crate) use status::SyncOverview;

/// Who stands in Activity for a run that the schedule wanted.
pub(crate) const BY: &str = "automatic sync";

/// How long a run may take to come to its next request, when this process ends. It is no harm to cut it off: the next
/// run goes on from there.
const FAREWELL: Duration = Duration::from_secs(10);

/// Automatic sync, as far as one open workspace does it.
#[derive(Debug, Default)]
pub(crate) struct Automatic {
    /// The scheduler's lease, while this process holds it.
    lease: Mutex<Option<SchedulerLease>>,
    /// Agents that the schedule works on at this moment.
    at_work: Mutex<HashSet<AgentId>>,
    /// Whether something changed here that the next look must not wait for.
    touched: AtomicBool,
    /// Set when this process leaves the workspace, or lost the lease: whatever runs ends between two requests.
    ending: Arc<AtomicBool>,
}

impl Automatic {
    fn lease(&self) -> std::sync::MutexGuard<'_, Option<SchedulerLease>> {
        self.lease.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn at_work(&self) -> std::sync::MutexGuard<'_, HashSet<AgentId>> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Workspace {
    /// Makes the scheduler of this process look at once.
    pub(crate) fn touch_schedule(&self) {
        self.inner.automatic.touched.store(true, Ordering::Relaxed);
    }

    /// Whether what this process does by itself has to end.
    pub(crate) fn is_schedule_ending(&self) -> bool {
        self.inner.automatic.ending.load(Ordering::Relaxed)
    }

    /// Lets the run that is at work end between two requests, and leaves the schedule to other processes.
    pub async fn leave_schedule(&self) {
        self.inner.automatic.ending.store(true, Ordering::Relaxed);
        let ended = async {
            loop {
                let ended = self.inner.run_ended.notified();
                if self.inner.automatic.at_work().is_empty() {
                    return;
                }
                ended.await;
            }
        };
        if tokio::time::timeout(FAREWELL, ended).await.is_err() {
            tracing::warn!("a run did not come to its next request in time; the next run goes on from there");
        }
        self.release_schedule().await;
    }

    /// Gives the scheduler's lease back. Failing to do so does no harm: it runs out by itself.
    async fn release_schedule(&self) {
        let Some(lease) = self.inner.automatic.lease().take() else { return };
        if let Err(error) = self.store().release_scheduler_lease(&lease).await {
            tracing::warn!(%error, "the lease of the scheduler could not be given back");
        }
    }

    /// Whether this open workspace holds that lease.
    fn holds_scheduler_lease(&self, lease: &SchedulerLease) -> bool {
        self.inner.automatic.lease().as_ref().is_some_and(|held| held.fence == lease.fence)
    }
}
