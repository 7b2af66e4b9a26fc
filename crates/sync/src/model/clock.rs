//! Time that a test sets, and a stop that a test decides on.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use sitebook_domain::Timestamp;

use super::journal::pause;
use crate::ports::{Clock, Stop, Wait};

/// A clock that stands still until it is moved. Its copies show the same time. Waiting moves it.
#[derive(Debug, Clone)]
pub struct ManualClock {
    shown: Arc<AtomicI64>,
    passed: Arc<AtomicI64>,
}

impl ManualClock {
    /// A clock that shows this time.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self { shown: Arc::new(AtomicI64::new(now.0)), passed: Arc::default() }
    }

    /// Moves the clock; back, when `millis` is negative: then no time has passed all the same.
    pub fn advance(&self, millis: i64) {
        self.shown.fetch_add(millis, Ordering::SeqCst);
        self.passed.fetch_add(millis.max(0), Ordering::SeqCst);
    }

    /// Milliseconds that have passed in this world, whatever the clock shows.
    #[must_use]
    pub fn passed(&self) -> i64 {
        self.passed.load(Ordering::SeqCst)
    }
}

impl Wait for ManualClock {
    async fn sleep(&self, millis: i64) {
        pause().await;
        self.advance(millis);
        pause().await;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.shown.load(Ordering::SeqCst))
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
