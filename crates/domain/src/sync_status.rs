//! How synchronization of an agent stands: one word from its last run and its automatic sync.

use serde::{Deserialize, Serialize};

use crate::{AutomaticSync, AutomaticTrouble, Run, RunState, Timestamp};

/// Code of a run that ended with its process.
pub const INTERRUPTED: &str = "interrupted";

/// How synchronization of an agent stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// There was no run yet.
    #[default]
    Never,
    /// A run is at work.
    InProgress,
    /// The last run went through.
    Synchronized,
    /// The last run left some records.
    Partly,
    /// The last run met transient trouble; it is tried again by itself if automatic sync is on.
    Postponed,
    /// The last run failed: a person must look.
    Failed,
    /// A person stopped the last run.
    Stopped,
}

/// What the status is made of.
#[derive(Debug, Clone, Copy)]
pub struct SyncFacts<'f> {
    /// The last sync.
    pub last_run: Option<&'f Run>,
    /// Automatic sync of the agent; none = it was never switched on.
    pub automatic: Option<&'f AutomaticSync>,
    /// Whether a process is alive that works on the agent's company.
    pub is_worked_on: bool,
    /// Whether this process works on the agent.
    pub is_running_here: bool,
}

/// How synchronization of an agent stands, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncStatus {
    /// In one word.
    pub state: SyncState,
    /// Since when: the end of the last run, or its start while it runs.
    pub at: Option<Timestamp>,
    /// Why, as a stable code; empty where nothing needs a reason or none is known.
    pub reason_code: String,
    /// Why, in words.
    pub reason: String,
    /// Until when the next attempt waits.
    pub postponed_until: Option<Timestamp>,
}

impl SyncFacts<'_> {
    /// The status. What was known last counts: a run that ended well takes a failure away, whoever started it.
    #[must_use]
    pub fn status(&self) -> SyncStatus {
        let run = self.last_run.filter(|run| run.state != RunState::Running);
        let begun = self.last_run.filter(|run| run.state == RunState::Running);
        if self.is_running_here || (begun.is_some() && self.is_worked_on) {
            let at = begun.map(|run| run.started_at);
            return SyncStatus { state: SyncState::InProgress, at, ..SyncStatus::default() };
        }
        let known_at = |trouble: &AutomaticTrouble| {
            self.last_run.is_none_or(|run| Some(run.id) == trouble.run || run.started_at <= trouble.at)
        };
        if let Some(failure) = self.automatic.and_then(|automatic| automatic.failure.as_ref()).filter(|it| known_at(it))
        {
            return told(SyncState::Failed, failure, None);
        }
        if let Some((automatic, trouble)) =
            self.automatic.filter(|automatic| automatic.on).and_then(|it| Some((it, it.postponed.as_ref()?)))
            && known_at(trouble)
        {
            return told(SyncState::Postponed, trouble, Some(automatic.next_at));
        }
        if let Some(run) = begun {
            return SyncStatus {
                state: SyncState::Failed,
                at: Some(run.started_at),
                reason_code: INTERRUPTED.to_owned(),
                reason: "Sitebook ended before this run did. The next run goes on from there.".to_owned(),
                postponed_until: None,
            };
        }
        run.map(ended).unwrap_or_default()
    }
}

fn told(state: SyncState, trouble: &AutomaticTrouble, postponed_until: Option<Timestamp>) -> SyncStatus {
    SyncStatus {
        state,
        at: Some(trouble.at),
        reason_code: trouble.code.clone(),
        reason: trouble.message.clone(),
        postponed_until,
    }
}

/// The status that a run which has ended leaves.
fn ended(run: &Run) -> SyncStatus {
    let state = match run.state {
        RunState::Running => SyncState::InProgress,
        RunState::Done => SyncState::Synchronized,
        RunState::Partial => SyncState::Partly,
        RunState::Failed => SyncState::Failed,
        RunState::Stopped => SyncState::Stopped,
        RunState::Postponed => SyncState::Postponed,
    };
    SyncStatus {
        state,
        at: Some(run.ended_at.unwrap_or(run.started_at)),
        reason_code: String::new(),
        reason: run.reason.clone().unwrap_or_default(),
        postponed_until: None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{AgentId, Attempt, AttemptTimes, RunId, RunKind};

    const START: Timestamp = Timestamp(1_800_000_000_000);

    fn run(state: RunState, started: i64) -> Run {
        let agent = AgentId(Uuid::from_u128(7));
        let id = RunId(Uuid::from_u128(u128::from(started.unsigned_abs())));
        let begun = Run::begun(id, RunKind::Sync, agent, 1, "Ann", START.plus_millis(started));
        Run { state, ended_at: (state != RunState::Running).then(|| START.plus_millis(started + 1)), ..begun }
    }

    fn automatic(attempt: Attempt) -> AutomaticSync {
        let on = AutomaticSync::switched_on(AgentId(Uuid::from_u128(7)), 1, None, "Ann", START);
        on.after(attempt, &AttemptTimes { decided_at: START, began: START, ended: START, spread: 0 })
    }

    fn trouble(at: i64) -> AutomaticTrouble {
        AutomaticTrouble { code: "code".to_owned(), message: "Words.".to_owned(), at: START.plus_millis(at), run: None }
    }

    fn facts<'f>(last_run: Option<&'f Run>, automatic: Option<&'f AutomaticSync>) -> SyncFacts<'f> {
        SyncFacts { last_run, automatic, is_worked_on: false, is_running_here: false }
    }

    #[test]
    fn the_last_run_says_how_it_stands() {
        assert_eq!(facts(None, None).status(), SyncStatus::default());
        for (ended, state) in [
            (RunState::Done, SyncState::Synchronized),
            (RunState::Partial, SyncState::Partly),
            (RunState::Failed, SyncState::Failed),
            (RunState::Stopped, SyncState::Stopped),
            (RunState::Postponed, SyncState::Postponed),
        ] {
            assert_eq!(facts(Some(&run(ended, 0)), None).status().state, state);
        }
    }

    #[test]
    fn a_run_is_in_progress_only_while_somebody_works_on_it() {
        let begun = run(RunState::Running, 0);
        let worked_on = SyncFacts { is_worked_on: true, ..facts(Some(&begun), None) };
        assert_eq!(worked_on.status().state, SyncState::InProgress);
        let status = facts(Some(&begun), None).status();
        assert_eq!((status.state, status.reason_code.as_str()), (SyncState::Failed, INTERRUPTED));
        let done = run(RunState::Done, 0);
        let reading = SyncFacts { is_running_here: true, ..facts(Some(&done), None) };
        assert_eq!(reading.status().state, SyncState::InProgress, "the list is read before the run is written down");
    }

    #[test]
    fn a_failure_stands_until_a_later_run_ends() {
        let failed = automatic(Attempt::Failed(trouble(10)));
        assert_eq!(facts(None, Some(&failed)).status().reason_code, "code");
        assert_eq!(facts(Some(&run(RunState::Done, 5)), Some(&failed)).status().state, SyncState::Failed);
        assert_eq!(facts(Some(&run(RunState::Done, 11)), Some(&failed)).status().state, SyncState::Synchronized);
    }

    #[test]
    fn a_postponed_run_says_until_when() {
        let postponed = automatic(Attempt::Postponed(trouble(0)));
        let status = facts(Some(&run(RunState::Done, -5)), Some(&postponed)).status();
        assert_eq!((status.state, status.postponed_until), (SyncState::Postponed, Some(postponed.next_at)));
        let off = postponed.switched_off("Ann", START);
        assert_eq!(facts(None, Some(&off)).status().state, SyncState::Never);
    }
}
