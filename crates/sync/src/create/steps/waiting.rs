//! Between two requests: the wish to stop, the lease, the list, and waiting.

use sitebook_domain::Timestamp;
use sitebook_psa::{Action, ConfigurationQuery, Psa, PsaError, PsaErrorKind};

use super::Creating;
use crate::apply::{FRESH_MILLIS, LEASE_MILLIS};
use crate::create::list::CompanyList;
use crate::create::plan::PlannedCreation;
use crate::create::{CreateTrouble, Halt};
use crate::guard::check_list;
use crate::ports::{Clock, Stop, SyncStore, Wait};
use crate::waiting::{BUSY_MILLIS, BUSY_TIMES, LONGEST_WAIT_MILLIS, NO_PROGRESS_MILLIS, sleep};

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
        if self.is_fresh(self.list.read_at()) { Ok(()) } else { self.read_list().await }
    }

    /// Looks whether the device's record is there, and says when: by the list, or, where reading that takes a minute and
    /// more, by asking for the identifier besides.
    pub(super) async fn fresh_look(&mut self, planned: &PlannedCreation) -> Result<Timestamp, Halt> {
        self.freshen().await?;
        if self.is_fresh(self.list.read_at()) {
            return Ok(self.list.read_at());
        }
        let (company, identifier) = (self.request.lease.company, &planned.new.device_identifier);
        let mut busy = 0;
        loop {
            self.between_requests().await?;
            let asked_at = self.clock.now();
            match self.psa.configurations_by_identifier(company, identifier).await {
                Ok(found) => {
                    self.list.add(found);
                    return Ok(asked_at);
                }
                Err(error) if error.action() == Action::Wait => self.wait_for_room(error, &mut busy).await?,
                Err(error) => return Err(Halt::Trouble(CreateTrouble::Psa(error))),
            }
        }
    }

    /// Whether a look is younger than 60 s. A clock that went back says nothing about its age.
    pub(super) fn is_fresh(&self, looked_at: Timestamp) -> bool {
        (0..FRESH_MILLIS).contains(&self.clock.now().millis_since(looked_at))
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
                Err(error) if error.action() == Action::Wait => {
                    self.wait_for_room(error, &mut busy).await?;
                }
                Err(error) => return Err(Halt::Trouble(CreateTrouble::Psa(error))),
            }
        }
    }

    /// Waits as long as the PSA asks for, and lists: after "too many requests" a fresh list alone decides. Gives up when
    /// it goes on like this.
    pub(super) async fn wait_for_room(&mut self, error: PsaError, busy: &mut u32) -> Result<(), Halt> {
        let (asked, was_sent) = match error.kind {
            PsaErrorKind::TooManyRequests { retry_after_millis } => (retry_after_millis, true),
            PsaErrorKind::NotYet { wait_millis } => (Some(wait_millis), false),
            _ => (None, true),
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
        if was_sent {
            self.list = self.list.clone().grown_old();
        }
        Ok(())
    }

    /// Sleeps in slices, so that a wish to stop is heard and the lease is held.
    pub(super) async fn sleep(&mut self, millis: i64) -> Result<(), Halt> {
        let ports = (self.store, self.clock, self.wait);
        let (slept, is_stopped) = sleep(ports, self.stop, self.request.lease, millis).await?;
        self.slept += slept;
        if is_stopped { Err(Halt::Stopped) } else { Ok(()) }
    }
}
