//! Time and chance, passed in so that a test need not wait.

use std::future::Future;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// Time and chance.
pub trait Pace: Send + Sync {
    /// Time since some fixed moment; never goes back.
    fn elapsed(&self) -> Duration;

    /// Waits.
    fn wait(&self, time: Duration) -> impl Future<Output = ()> + Send;

    /// A number in 0..1.
    fn chance(&self) -> f64;
}

impl<P: Pace> Pace for &P {
    fn elapsed(&self) -> Duration {
        (**self).elapsed()
    }

    fn wait(&self, time: Duration) -> impl Future<Output = ()> + Send {
        (**self).wait(time)
    }

    fn chance(&self) -> f64 {
        (**self).chance()
    }
}

/// The computer's clock, and a generator seeded by the operating system.
#[derive(Debug)]
pub struct RealPace {
    start: Instant,
    state: AtomicU64,
}

impl RealPace {
    /// Starts the clock.
    #[must_use]
    pub fn new() -> Self {
        // The standard library seeds its hashers from the operating system; jitter needs no more than that.
        let seed = RandomState::new().build_hasher().finish() | 1;
        Self { start: Instant::now(), state: AtomicU64::new(seed) }
    }
}

impl Default for RealPace {
    fn default() -> Self {
        Self::new()
    }
}

impl Pace for RealPace {
    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    async fn wait(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }

    fn chance(&self) -> f64 {
        const BITS: u32 = 53;
        // xorshift64 (Marsaglia 2003). Two threads that meet may draw the same number, which does no harm.
        let mut state = self.state.load(Ordering::Relaxed);
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        self.state.store(state, Ordering::Relaxed);
        (state >> (u64::BITS - BITS)) as f64 / (1_u64 << BITS) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chance_stays_in_its_range_and_moves() {
        let pace = RealPace::new();
        let drawn: Vec<f64> = (0..1000).map(|_| pace.chance()).collect();
        assert!(drawn.iter().all(|number| (0.0..1.0).contains(number)));
        assert!(drawn.iter().any(|number| *number < 0.3) && drawn.iter().any(|number| *number > 0.7));
    }
}
