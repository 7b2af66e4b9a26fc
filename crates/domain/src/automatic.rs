//! Automatic sync: when an agent's next run is due, and what its last attempt left behind.
//!
//! Time comes in as the wall clock's. That one may jump, and it goes on while the computer sleeps. So a wait is kept
//! with its beginning: a clock that stands before the beginning went back, and the wait begins anew.

use serde::{Deserialize, Serialize};

use crate::{AgentId, Fence, RunId, Timestamp};

const MINUTE_MILLIS: i64 = 60_000;

/// The time between two automatic runs of an agent: 12 hours.
pub const INTERVAL_MILLIS: i64 = 12 * 60 * MINUTE_MILLIS;

/// How long a run that met transient trouble is postponed: 30 minutes.
pub const POSTPONED_MILLIS: i64 = 30 * MINUTE_MILLIS;

/// How long a run waits for somebody else who works on its company. People's runs take minutes.
pub const BUSY_MILLIS: i64 = 5 * MINUTE_MILLIS;

/// So much earlier than its time a run joins those of its company that are due: all of them share one reading. Every
/// wait is longer by this, so that no agent is run twice within the interval.
pub const JOINING_MILLIS: i64 = 5 * MINUTE_MILLIS;

/// Waits are spread over this time, so that companies do not all begin in the same moment.
pub const SPREAD_MILLIS: i64 = 5 * MINUTE_MILLIS;

/// How long the lease of the scheduler holds unless it is renewed.
pub const SCHEDULER_LEASE_MILLIS: i64 = 5 * MINUTE_MILLIS;

/// A lease that ends later than this from now was written under a wrong clock, and is not believed.
const BELIEVED_LEASE_MILLIS: i64 = 60 * MINUTE_MILLIS;

/// Runs are pruned once a day.
const DAY_MILLIS: i64 = 24 * 60 * MINUTE_MILLIS;

/// After a longer time than this without pruning the clock may be wrong: one more day shows.
const PLAUSIBLE_PAUSE_MILLIS: i64 = 40 * DAY_MILLIS;

/// What kept an attempt from ending well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomaticTrouble {
    /// A stable code.
    pub code: String,
    /// What happened, in words.
    pub message: String,
    /// When.
    pub at: Timestamp,
    /// The run, if one was recorded.
    pub run: Option<RunId>,
}

/// Automatic sync of one agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutomaticSync {
    /// The agent.
    pub agent: AgentId,
    /// The company that it was switched on for.
    pub company: i64,
    /// Whether it is on.
    pub on: bool,
    /// Who switched it on last.
    pub by: String,
    /// When a person switched it on or off last.
    pub changed_at: Timestamp,
    /// The plan that was approved by switching it on, until it was carried out.
    pub first_plan: Option<String>,
    /// When the wait for the next run began.
    pub since: Timestamp,
    /// When the next run is due.
    pub next_at: Timestamp,
    /// Why the next run is a postponed one.
    pub postponed: Option<AutomaticTrouble>,
    /// Why it switched itself off.
    pub failure: Option<AutomaticTrouble>,
}

/// How an attempt ended, as far as the next one depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attempt {
    /// The run went through: every record was written or equal, or some were refused.
    Finished,
    /// A person stopped it.
    Stopped,
    /// It could not begin or was cut off without anybody's fault: this process ends, or the connection was paused. The
    /// run stays due.
    CutOff,
    /// Somebody else works on the company.
    Busy(AutomaticTrouble),
    /// Transient trouble, or trouble of this computer.
    Postponed(AutomaticTrouble),
    /// The agent's own run failed: a person must look.
    Failed(AutomaticTrouble),
}

/// When an attempt was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptTimes {
    /// When a person had made the decision that it followed ([`AutomaticSync::changed_at`]).
    pub decided_at: Timestamp,
    /// When it began.
    pub began: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// Where in [`SPREAD_MILLIS`] the next run stands, in 0..=1000.
    pub spread: u32,
}

impl AutomaticSync {
    /// Switched on by a person: the first run, which carries out the approved plan, is due at once.
    #[must_use]
    pub fn switched_on(agent: AgentId, company: i64, plan: Option<String>, by: &str, now: Timestamp) -> Self {
        Self {
            agent,
            company,
            on: true,
            by: by.to_owned(),
            changed_at: now,
            first_plan: plan,
            since: now,
            next_at: now,
            postponed: None,
            failure: None,
        }
    }

    /// Switched off by a person. A failure is dealt with thereby.
    #[must_use]
    pub fn switched_off(self, by: &str, now: Timestamp) -> Self {
        Self { on: false, by: by.to_owned(), changed_at: now, first_plan: None, postponed: None, failure: None, ..self }
    }

    /// The same under a clock that went back before the wait began: the wait begins anew, so that nothing waits for a
    /// year because the clock once showed the wrong one.
    #[must_use]
    pub fn under(self, now: Timestamp) -> Self {
        if now >= self.since {
            return self;
        }
        let wait = self.next_at.millis_since(self.since).max(0);
        Self { since: now, next_at: now.plus_millis(wait), ..self }
    }

    /// Whether a run is due.
    #[must_use]
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.on && now >= self.next_at
    }

    /// Whether a run joins those of its company that are due now.
    #[must_use]
    pub fn joins(&self, now: Timestamp) -> bool {
        self.on && now.plus_millis(if self.postponed.is_none() { JOINING_MILLIS } else { 0 }) >= self.next_at
    }

    /// The state after an attempt.
    ///
    /// What a person switched meanwhile stays: `self` is the state as it is when the attempt ends, and an attempt that
    /// began upon an earlier decision decides nothing.
    #[must_use]
    pub fn after(self, attempt: Attempt, times: &AttemptTimes) -> Self {
        let AttemptTimes { decided_at, began, ended: now, spread } = *times;
        // Not compared by which is later: the clock may have gone back since a person decided.
        if !self.on || self.changed_at != decided_at {
            return self;
        }
        // A clock that went back during the run: the wait begins now.
        let since = began.min(now);
        let wait = |state: Self, millis: i64, postponed| Self {
            since,
            next_at: since.plus_millis(millis),
            postponed,
            ..state
        };
        match attempt {
            Attempt::CutOff => self,
            Attempt::Finished | Attempt::Stopped => {
                let spread = i64::from(spread.min(1000)) * SPREAD_MILLIS / 1000;
                let wait = wait(self, INTERVAL_MILLIS + JOINING_MILLIS + spread, None);
                Self { first_plan: None, ..wait }
            }
            Attempt::Busy(trouble) => wait(self, BUSY_MILLIS, Some(trouble)),
            Attempt::Postponed(trouble) => {
                // Half an hour from the end: the client's own patience may have taken that long already.
                Self { since: now, next_at: now.plus_millis(POSTPONED_MILLIS), postponed: Some(trouble), ..self }
            }
            Attempt::Failed(trouble) => {
                Self { on: false, first_plan: None, postponed: None, failure: Some(trouble), ..self }
            }
        }
    }
}

/// The right to run agents automatically, for one process at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchedulerLease {
    /// Name of the computer.
    pub host: String,
    /// Process id on that computer.
    pub process: u32,
    /// When that process started, in seconds since 1970.
    pub process_started: u64,
    /// The fencing number.
    pub fence: Fence,
    /// Until when it holds unless renewed.
    pub expires_at: Timestamp,
}

impl SchedulerLease {
    /// Whether the lease holds. One that would hold for hours was written under a wrong clock: believing it would keep
    /// everything waiting until then.
    #[must_use]
    pub fn holds(&self, now: Timestamp) -> bool {
        self.expires_at > now && self.expires_at.millis_since(now) <= BELIEVED_LEASE_MILLIS
    }
}

/// What became of the attempt to take the scheduler's lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchedulerAttempt {
    /// It is ours.
    Taken(SchedulerLease),
    /// Somebody else holds it.
    Held(SchedulerLease),
}

/// What is to be done about old runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pruning {
    /// It was done within a day.
    NotYet,
    /// The clock may be wrong, or this is the first time: only note the time, and look again in a day. A clock that shows
    /// the wrong year for an hour must not cost the whole history.
    Note,
    /// A day has passed.
    Due,
}

impl Pruning {
    /// Decides by the time of the last pruning.
    #[must_use]
    pub fn at(now: Timestamp, last: Option<Timestamp>) -> Self {
        match last.map(|last| now.millis_since(last)) {
            Some(0..DAY_MILLIS) => Self::NotYet,
            Some(DAY_MILLIS..=PLAUSIBLE_PAUSE_MILLIS) => Self::Due,
            _ => Self::Note,
        }
    }
}

#[cfg(test)]
mod tests;
