//! Time that a test sets, and a stop that a test decides on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use sitebook_domain::Timestamp;

use crate::ports::{Clock, Stop};

/// A clock that stands still until it is moved. Its copies show the same time.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// A clock that shows this time.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(now.0)))
    }

    /// Moves the clock; back, when `millis` is negative.
    pub fn advance(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// A wish to stop that holds whenever the condition does.
#[derive(Debug, Clone, Copy)]
pub struct StopWhen<F>(pub F);

impl<F: Fn() -> bool + Send + Sync> Stop for StopWhen<F> {
    fn requested(&self) -> bool {
        (self.0)()
    }
}
