//! The clock of a workspace, and the system's: the one place where time enters the core.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sitebook_domain::Timestamp;
use sitebook_sync::{Clock, Wait};

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is where time enters; everything else is given it")]
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

impl Wait for SystemClock {
    async fn sleep(&self, millis: i64) {
        tokio::time::sleep(Duration::from_millis(u64::try_from(millis).unwrap_or(0))).await;
    }
}

/// The clock that a workspace goes by: the system's, or one that a test sets.
#[derive(Clone)]
pub(crate) struct WorkspaceClock(pub(crate) Arc<dyn Clock>);

impl fmt::Debug for WorkspaceClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "WorkspaceClock({})", self.now())
    }
}

impl Clock for WorkspaceClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }
}

impl Wait for WorkspaceClock {
    async fn sleep(&self, millis: i64) {
        SystemClock.sleep(millis).await;
    }
}
