//! Between two requests: the wish to stop, the lease, the list, and waiting.

use sitebook_psa::{ConfigurationQuery, Psa, PsaError, PsaErrorKind};

use super::{Creating, NO_PROGRESS_MILLIS};
use crate::apply::{FRESH_MILLIS, LEASE_MILLIS};
use crate::create::list::CompanyList;
use crate::create::{CreateTrouble, Halt};
use crate::guard::check_list;
use crate::ports::{Clock, Stop, SyncStore, Wait};

/// How long is slept between two looks at the wish to stop.
const SLICE_MILLIS: i64 = 1_000;

/// How often a lease is renewed while nothing else is done.
const RENEW_MILLIS: i64 = 30_000;

/// How long is waited after "too many requests" when the PSA does not say; each time in a row twice as long.
const BUSY_MILLIS: i64 = 30_000;

/// The longest wait that a PSA may ask for.
const LONGEST_WAIT_MILLIS: i64 = 15 * 60_000;

/// So many times in a row the PSA may ask for fewer requests before the run is postponed.
const BUSY_TIMES: u32 = 10;

impl<P: Psa, S: SyncStore, C: Clock, W: Wait, T: Stop> Creating<'_, P, S, C, W, T> {
    /// The point at which a run may stop; the lease is held on.
    pub(super) async fn between_requests(&self) -> Result<(), Halt> {
        if self.stop.requested() {
            return Err(Halt::Stopped);
        }
        let until = self.clock.now().plus_millis(LEASE_MILLIS);
        Ok(self.store.renew_lease(self.request.lease, until).await?)
    }

    /// Reads the list again unless it is younger than 60 s.
    pub(super) async fn freshen(&mut self) -> Result<(), Halt> {
        let age = self.clock.now().millis_since(self.list.read_at());
        if (0..FRESH_MILLIS).contains(&age) { Ok(()) } else { self.read_list().await }
    }

    /// Reads the company's list and holds it against the last one.
    pub(super) async fn read_list(&mut self) -> Result<(), Halt> {
        let mut busy = 0;
        loop {
            self.between_requests().await?;
            let read_at = self.clock.now();
            match self.psa.configurations(&ConfigurationQuery::of(self.request.lease.company)).await {
                Ok(configurations) => {
                    let list = CompanyList::new(&configurations, read_at);
                    check_list(self.list.ids(), list.ids())
                        .map_err(|breach| Halt::Trouble(CreateTrouble::Guard(breach)))?;
                    self.list = list;
                    return Ok(());
                }
                Err(error) if matches!(error.kind, PsaErrorKind::TooManyRequests { .. }) => {
                    self.wait_for_room(error, &mut busy).await?;
                }
                Err(error) => return Err(Halt::Trouble(CreateTrouble::Psa(error))),
            }
        }
    }

    /// Waits as long as the PSA asks for, and lists: after "too many requests" a fresh list alone decides. Gives up when
    /// it goes on like this.
    pub(super) async fn wait_for_room(&mut self, error: PsaError, busy: &mut u32) -> Result<(), Halt> {
        let asked = match error.kind {
            PsaErrorKind::TooManyRequests { retry_after_millis } => retry_after_millis,
            _ => None,
        };
        *busy += 1;
        let millis = match asked {
            Some(millis) => i64::try_from(millis).unwrap_or(LONGEST_WAIT_MILLIS).min(LONGEST_WAIT_MILLIS),
            None => BUSY_MILLIS.saturating_mul(1 << (*busy - 1).min(8)),
        };
        // All waits so far together, each twice as long as the one before.
        let waited = millis.saturating_mul(2) - BUSY_MILLIS;
        if *busy > BUSY_TIMES || (asked.is_none() && waited > NO_PROGRESS_MILLIS) {
            return Err(Halt::Trouble(CreateTrouble::Psa(error)));
        }
        self.sleep(millis).await?;
        self.list = self.list.clone().grown_old();
        Ok(())
    }

    /// Sleeps in slices, so that a wish to stop is heard and the lease is held.
    pub(super) async fn sleep(&mut self, millis: i64) -> Result<(), Halt> {
        let mut left = millis.min(LONGEST_WAIT_MILLIS);
        let mut unrenewed = 0;
        while left > 0 {
            if unrenewed == 0 {
                self.between_requests().await?;
            } else if self.stop.requested() {
                return Err(Halt::Stopped);
            }
            let slice = left.min(SLICE_MILLIS);
            self.wait.sleep(slice).await;
            left -= slice;
            self.slept += slice;
            unrenewed = if unrenewed >= RENEW_MILLIS { 0 } else { unrenewed + slice };
        }
        Ok(())
    }
}
