//! Waiting within a run: under its lease, in slices, so that a wish to stop is heard.
//!
//! A write is sent once. What passes (too many requests, a server that is not available, a lost answer) is waited out here
//! and not in the PSA's client, because whoever waits must look at the record again before anything is sent.

use sitebook_domain::Lease;
use sitebook_psa::{Action, PsaError, PsaErrorKind};

use crate::apply::LEASE_MILLIS;
use crate::ports::{Clock, Stop, StoreFault, SyncStore, Wait};

/// How long is slept between two looks at the wish to stop: it is to be heard within 2 s.
const SLICE_MILLIS: i64 = 1_000;

/// How often a lease is renewed while nothing else is done.
const RENEW_MILLIS: i64 = 30_000;

/// The longest wait that a PSA may ask for.
pub(crate) const LONGEST_WAIT_MILLIS: i64 = 15 * 60_000;

/// How long is waited after "too many requests" when the PSA does not say; each time in a row twice as long.
pub(crate) const BUSY_MILLIS: i64 = 30_000;

/// How long is waited after other trouble that passes; each time in a row twice as long.
const RETRY_MILLIS: i64 = 1_000;

/// A run gives up after waits of so long altogether without progress, unless the PSA asks for longer.
pub(crate) const NO_PROGRESS_MILLIS: i64 = 60_000;

/// So many times in a row the PSA may ask for a wait before the run is postponed.
pub(crate) const BUSY_TIMES: u32 = 10;

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waited {
    /// It is time to look again.
    Over,
    /// Somebody wishes that the run stops.
    Stopped,
    /// There was no progress for too long: the run is postponed.
    GivenUp,
}

/// Sleeps under a lease; says for how long, and whether somebody wished to stop.
pub(crate) async fn sleep<S: SyncStore, C: Clock, W: Wait>(
    (store, clock, wait): (&S, &C, &W),
    stop: &impl Stop,
    lease: &Lease,
    millis: i64,
) -> Result<(i64, bool), StoreFault> {
    let mut slept = 0;
    let mut unrenewed = 0;
    while slept < millis.min(LONGEST_WAIT_MILLIS) {
        if stop.requested() {
            return Ok((slept, true));
        }
        if unrenewed == 0 {
            store.renew_lease(lease, clock.now().plus_millis(LEASE_MILLIS)).await?;
        }
        let slice = (millis.min(LONGEST_WAIT_MILLIS) - slept).min(SLICE_MILLIS);
        wait.sleep(slice).await;
        slept += slice;
        unrenewed = if unrenewed >= RENEW_MILLIS { 0 } else { unrenewed + slice };
    }
    Ok((slept, stop.requested()))
}

/// The trouble of a run that passes, in a row.
#[derive(Debug, Default)]
pub(crate) struct PassingTrouble {
    times: u32,
    /// What was waited without being asked for, in milliseconds.
    unasked: i64,
}

impl PassingTrouble {
    /// How long to wait after an error; none when it has gone on for too long, or does not pass.
    fn pause(&mut self, error: &PsaError) -> Option<i64> {
        let doubled = |millis: i64, times: u32| millis.saturating_mul(1 << times.min(16));
        let unasked = match (error.action(), &error.kind) {
            (
                Action::Wait,
                PsaErrorKind::TooManyRequests { retry_after_millis: Some(millis) }
                | PsaErrorKind::NotYet { wait_millis: millis },
            ) => {
                self.times += 1;
                let asked = i64::try_from(*millis).unwrap_or(LONGEST_WAIT_MILLIS).min(LONGEST_WAIT_MILLIS);
                return (self.times <= BUSY_TIMES).then_some(asked);
            }
            (Action::Wait, _) => doubled(BUSY_MILLIS, self.times),
            (Action::Retry, _) => doubled(RETRY_MILLIS, self.times),
            (Action::Stop | Action::Fix, _) => return None,
        };
        self.times += 1;
        self.unasked = self.unasked.saturating_add(unasked);
        (self.unasked <= NO_PROGRESS_MILLIS && self.times <= BUSY_TIMES).then_some(unasked)
    }

    /// Waits until an error may have passed.
    pub(crate) async fn wait_out<S: SyncStore, C: Clock, W: Wait>(
        &mut self,
        error: &PsaError,
        ports: (&S, &C, &W),
        stop: &impl Stop,
        lease: &Lease,
    ) -> Result<Waited, StoreFault> {
        if stop.requested() {
            return Ok(Waited::Stopped);
        }
        let Some(millis) = self.pause(error) else { return Ok(Waited::GivenUp) };
        let (_, is_stopped) = sleep(ports, stop, lease, millis).await?;
        Ok(if is_stopped { Waited::Stopped } else { Waited::Over })
    }

    /// Something went well: the next trouble is the first one again.
    pub(crate) fn is_over(&mut self) {
        *self = Self::default();
    }
}

/// Whether an error passes by itself.
pub(crate) fn is_passing(error: &PsaError) -> bool {
    matches!(error.action(), Action::Wait | Action::Retry)
}

/// Whether an error is one that a run waits out before it looks again. Of what only reads the client has waited already,
/// as long as is worth it; a write it never sends twice, and a turn to write it does not wait for.
pub(crate) fn is_worth_waiting(error: &PsaError) -> bool {
    match error.action() {
        Action::Wait => true,
        Action::Retry => error.outcome_unknown,
        Action::Stop | Action::Fix => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_until_a_minute_has_passed_without_progress() {
        let mut trouble = PassingTrouble::default();
        let error = PsaError::from(PsaErrorKind::Unavailable { status: 503 });
        let pauses: Vec<i64> = std::iter::from_fn(|| trouble.pause(&error)).collect();
        assert_eq!(pauses, [1_000, 2_000, 4_000, 8_000, 16_000]);
        trouble.is_over();
        assert_eq!(trouble.pause(&error), Some(1_000));
    }

    #[test]
    fn a_wait_that_was_asked_for_is_kept_and_has_its_limits() {
        let busy = |retry_after_millis| PsaError::from(PsaErrorKind::TooManyRequests { retry_after_millis });
        let mut trouble = PassingTrouble::default();
        let pauses: Vec<i64> = std::iter::from_fn(|| trouble.pause(&busy(Some(600_000)))).collect();
        assert_eq!(pauses, [600_000; 10]);
        assert_eq!(PassingTrouble::default().pause(&busy(Some(u64::MAX))), Some(LONGEST_WAIT_MILLIS));
        let mut unnamed = PassingTrouble::default();
        assert_eq!((unnamed.pause(&busy(None)), unnamed.pause(&busy(None))), (Some(30_000), None));
    }

    #[test]
    fn what_a_person_must_mend_is_not_waited_for() {
        assert_eq!(PassingTrouble::default().pause(&PsaErrorKind::Unauthorized.into()), None);
    }
}
