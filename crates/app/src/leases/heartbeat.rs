//! What beats beside all work on a company.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sitebook_domain::Lease;
use sitebook_sync::{LEASE_MILLIS, StoreFault, SyncStore};
use tokio::task::AbortHandle;
use tokio::time::MissedTickBehavior;

use crate::Workspace;
use crate::sync_store::WorkspaceSyncStore;

/// How often the lease is renewed: six times before it would run out.
const RENEWAL: Duration = Duration::from_secs(20);

/// How often wishes to stop from other processes are looked for: one is to be heard within 2 s.
const LOOK: Duration = Duration::from_secs(1);

/// Lets the heart of a lease beat until it is aborted, or the lease is lost.
pub(super) fn start(workspace: &Workspace, lease: &Lease, lost: &Arc<AtomicBool>) -> AbortHandle {
    let (workspace, lease, lost) = (workspace.clone(), lease.clone(), Arc::clone(lost));
    let beating = async move {
        let (mut renewal, mut look) = (tokio::time::interval(RENEWAL), tokio::time::interval(LOOK));
        // After hours asleep one beat is enough.
        renewal.set_missed_tick_behavior(MissedTickBehavior::Delay);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The lease was taken a moment ago.
        renewal.tick().await;
        loop {
            tokio::select! {
                _ = renewal.tick() => {
                    if let Err(StoreFault::Fenced) = workspace.renew(&lease).await {
                        tracing::warn!(company = lease.company, "the lease was lost: the work ends");
                        lost.store(true, Ordering::Relaxed);
                        return;
                    }
                }
                _ = look.tick() => workspace.hear(&lease).await,
            }
        }
    };
    tokio::spawn(beating).abort_handle()
}

impl Workspace {
    async fn renew(&self, lease: &Lease) -> Result<(), StoreFault> {
        let until = self.now().plus_millis(LEASE_MILLIS);
        let renewed = WorkspaceSyncStore::new(self.store().clone()).renew_lease(lease, until).await;
        if let Err(StoreFault::Failed(error)) = &renewed {
            tracing::warn!(error, "a lease could not be renewed; the next beat tries again");
        }
        renewed
    }

    /// Hears what other processes wish about the runs of this one.
    async fn hear(&self, lease: &Lease) {
        let runs = |agent| self.running().contains_key(&agent);
        match self.store().hear_stop_wishes(lease, &runs).await {
            Ok(agents) => {
                for agent in agents {
                    if let Some(stop) = self.running().get(&agent) {
                        stop.store(true, Ordering::Relaxed);
                    }
                }
            }
            Err(error) => tracing::warn!(%error, "wishes to stop could not be looked for; the next beat tries again"),
        }
    }
}
