//! What an attempt's end means for the next one.

use sitebook_domain::{Attempt, AutomaticTrouble, RunState, Timestamp};

use crate::dto::SyncRunReply;
use crate::{AppError, ErrorCode};

/// Whether an error is of the agent's own run, of the connection, or of the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// Nobody's fault, or this computer's: tried again.
    Passing,
    /// Somebody else works on the company.
    Busy,
    /// The connection as a whole needs a person.
    Connection,
    /// This process ends, or a person stopped it.
    Stopped,
    /// The agent's own run needs a person.
    Own,
}

/// What an error means. Every code is named: a new one does not compile until somebody has decided.
fn meaning(code: ErrorCode) -> Meaning {
    match code {
        ErrorCode::Unavailable
        | ErrorCode::TooManyRequests
        // An answer that makes no sense or comes from elsewhere is a proxy's or a sign-in page's of this network.
        | ErrorCode::BadAnswer
        | ErrorCode::NotConnectwise
        | ErrorCode::NotDomotz
        | ErrorCode::BadHost
        | ErrorCode::UnknownCompanyLogin
        | ErrorCode::NotConnected
        | ErrorCode::AlreadyConnected
        | ErrorCode::NoSecretStore
        | ErrorCode::SecretStoreFailed
        | ErrorCode::NewerWorkspace
        | ErrorCode::SampleDamaged
        | ErrorCode::DiskFull
        | ErrorCode::Storage
        | ErrorCode::Internal => Meaning::Passing,
        ErrorCode::RunInProgress => Meaning::Busy,
        ErrorCode::Unauthorized
        | ErrorCode::ClientIdRefused
        | ErrorCode::MissingRight
        | ErrorCode::ConnectionPaused => Meaning::Connection,
        ErrorCode::Stopped => Meaning::Stopped,
        ErrorCode::InvalidInput
        | ErrorCode::NotFound
        | ErrorCode::Ambiguous
        | ErrorCode::BadFile
        | ErrorCode::FileChanged
        | ErrorCode::BadDatabaseFile
        | ErrorCode::NotLinked
        | ErrorCode::Rejected
        | ErrorCode::CompanyGone
        | ErrorCode::GuardStopped
        | ErrorCode::AlreadyMatched
        | ErrorCode::AlreadyUndone
        | ErrorCode::PlanOutdated
        | ErrorCode::ChangedMeanwhile
        | ErrorCode::NotEligible
        | ErrorCode::ConfirmationNeeded
        | ErrorCode::NotReady
        | ErrorCode::Archived => Meaning::Own,
    }
}

/// How the world around a run looked when it ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings {
    pub(super) now: Timestamp,
    /// Whether the connection is paused.
    pub(super) is_paused: bool,
    /// Whether a person stopped this very agent's run.
    pub(super) is_unwanted: bool,
}

/// What the end of a run means for the next one.
pub(super) fn attempt(result: &Result<SyncRunReply, AppError>, around: Surroundings) -> Attempt {
    match result {
        Ok(reply) => match reply.state {
            RunState::Done | RunState::Partial | RunState::Running => Attempt::Finished,
            RunState::Stopped => stopped(around),
            RunState::Postponed => Attempt::Postponed(of_reply(reply, ErrorCode::Unavailable, around.now)),
            RunState::Failed => Attempt::Failed(of_reply(reply, ErrorCode::Rejected, around.now)),
        },
        Err(error) => match meaning(error.code) {
            Meaning::Busy => Attempt::Busy(of_error(error, around.now)),
            Meaning::Stopped => stopped(around),
            Meaning::Own => Attempt::Failed(of_error(error, around.now)),
            // Lifted for all agents at once by a check that passes: then the run is still due.
            Meaning::Connection if around.is_paused => Attempt::CutOff,
            Meaning::Connection | Meaning::Passing => Attempt::Postponed(of_error(error, around.now)),
        },
    }
}

/// Whether the next agent of the same company would end the same way.
pub(super) fn holds_for_all(attempt: &Attempt) -> bool {
    match attempt {
        Attempt::Finished | Attempt::Failed(_) => false,
        Attempt::Stopped | Attempt::CutOff | Attempt::Busy(_) | Attempt::Postponed(_) => true,
    }
}

fn stopped(around: Surroundings) -> Attempt {
    if around.is_unwanted { Attempt::Stopped } else { Attempt::CutOff }
}

fn of_error(error: &AppError, at: Timestamp) -> AutomaticTrouble {
    let run = error.details.as_ref().and_then(|details| details.get("run")?.as_str()?.parse().ok());
    AutomaticTrouble { code: error.code.as_str(), message: error.message.clone(), at, run }
}

fn of_reply(reply: &SyncRunReply, code: ErrorCode, at: Timestamp) -> AutomaticTrouble {
    let message = format!("{}.", reply.message.trim_end_matches('.'));
    AutomaticTrouble { code: code.as_str(), message, at, run: reply.run.parse().ok() }
}

/// The trouble of one agent as another agent's of the same pass, which had no run of its own.
pub(super) fn without_run(attempt: Attempt) -> Attempt {
    let alone = |trouble: AutomaticTrouble| AutomaticTrouble { run: None, ..trouble };
    match attempt {
        Attempt::Busy(trouble) => Attempt::Busy(alone(trouble)),
        Attempt::Postponed(trouble) => Attempt::Postponed(alone(trouble)),
        // Only the agent at work was stopped; the others' runs are still due.
        Attempt::Stopped => Attempt::CutOff,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn around(is_paused: bool, is_unwanted: bool) -> Surroundings {
        Surroundings { now: NOW, is_paused, is_unwanted }
    }

    fn of(code: ErrorCode) -> Attempt {
        attempt(&Err(AppError::new(code, "Words.")), around(false, false))
    }

    #[test]
    fn transient_trouble_is_tried_again_and_switches_nothing_off() {
        for code in [ErrorCode::Unavailable, ErrorCode::TooManyRequests, ErrorCode::NotConnectwise, ErrorCode::DiskFull]
        {
            assert!(matches!(of(code), Attempt::Postponed(trouble) if trouble.code == code.as_str()), "{code:?}");
        }
        assert!(matches!(of(ErrorCode::RunInProgress), Attempt::Busy(_)));
    }

    #[test]
    fn a_refused_key_is_the_connections_matter_and_no_agents() {
        for code in [ErrorCode::Unauthorized, ErrorCode::MissingRight, ErrorCode::ConnectionPaused] {
            let error = Err(AppError::new(code, "Words."));
            assert_eq!(attempt(&error, around(true, false)), Attempt::CutOff);
            assert!(
                matches!(attempt(&error, around(false, false)), Attempt::Postponed(_)),
                "keys not on this computer"
            );
        }
    }

    #[test]
    fn what_only_a_person_can_mend_fails_with_the_run_it_ended() {
        let run = sitebook_domain::RunId(uuid::Uuid::from_u128(5));
        for code in [ErrorCode::CompanyGone, ErrorCode::GuardStopped, ErrorCode::NotLinked, ErrorCode::PlanOutdated] {
            let error = AppError::new(code, "Words.").with_run(run);
            let failed = attempt(&Err(error), around(false, false));
            assert!(matches!(&failed, Attempt::Failed(trouble) if trouble.run == Some(run)), "{failed:?}");
            assert!(!holds_for_all(&failed), "the next agent may fare better");
        }
    }

    #[test]
    fn only_the_agent_that_a_person_stopped_waits_for_its_next_time() {
        let stopped = Err(AppError::new(ErrorCode::Stopped, "Words."));
        assert_eq!(attempt(&stopped, around(false, true)), Attempt::Stopped);
        assert_eq!(attempt(&stopped, around(false, false)), Attempt::CutOff);
        assert_eq!(without_run(Attempt::Stopped), Attempt::CutOff);
    }
}
