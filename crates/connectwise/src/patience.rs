//! How long a call goes on trying: while a person looks on, or in the background.
//!
//! The figures are the guide's ("Retry": interactive 2 to 3 tries within seconds, background 5 to 10 tries with pauses
//! of up to a minute).

use std::time::Duration;

/// How long a call goes on trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Patience {
    /// A person looks on: three tries, pauses of seconds, one minute in all.
    #[default]
    Interactive,
    /// A person started it and looks in now and then: seven tries, and a minute for each step, to which a pause that
    /// ConnectWise asks for is added.
    Run,
    /// Nobody waits for it: seven tries, and a pause that ConnectWise asks for is kept up to its 15 minutes.
    Background,
}

impl Patience {
    /// Tries of one call, the first included.
    pub(crate) fn tries(self) -> u32 {
        match self {
            Self::Interactive => 3,
            Self::Run | Self::Background => 7,
        }
    }

    /// The pause before try number `next` (the second is 2), before it is spread: doubled each time.
    pub(crate) fn pause(self, next: u32) -> Duration {
        let (first, longest) = match self {
            Self::Interactive => (Duration::from_millis(400), Duration::from_secs(5)),
            Self::Run | Self::Background => (Duration::from_millis(500), Duration::from_mins(1)),
        };
        first.saturating_mul(1 << next.saturating_sub(2).min(16)).min(longest)
    }

    /// The pause after a 429 that names none (facts: 30, 60, 120 s); none = the caller has to wait.
    pub(crate) fn unnamed_pause(self, next: u32) -> Option<Duration> {
        match self {
            Self::Interactive => None,
            Self::Run | Self::Background => {
                Some(Duration::from_secs(30).saturating_mul(1 << next.saturating_sub(2).min(2)))
            }
        }
    }

    /// The longest pause asked for that is kept here; longer ones are the caller's to plan.
    pub(crate) fn longest_wait(self) -> Duration {
        match self {
            Self::Interactive => Duration::from_secs(20),
            Self::Run | Self::Background => sitebook_service_client::LONGEST_WAIT,
        }
    }

    /// The longest that a call may take with all its tries and waits.
    pub(crate) fn deadline(self) -> Duration {
        match self {
            Self::Interactive | Self::Run => Duration::from_mins(1),
            Self::Background => Duration::from_mins(30),
        }
    }

    /// Whether a pause that ConnectWise names does not count against the deadline.
    pub(crate) fn adds_named_pauses(self) -> bool {
        self == Self::Run
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_their_limit() {
        let pauses = |patience: Patience| (2..=9).map(|next| patience.pause(next).as_millis()).collect::<Vec<_>>();
        assert_eq!(pauses(Patience::Interactive), [400, 800, 1600, 3200, 5000, 5000, 5000, 5000]);
        assert_eq!(pauses(Patience::Background), [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000]);
        let unnamed: Vec<_> = (2..=5).filter_map(|next| Patience::Background.unnamed_pause(next)).collect();
        assert_eq!(unnamed, [30, 60, 120, 120].map(Duration::from_secs));
        assert_eq!(Patience::Interactive.unnamed_pause(2), None);
        assert!(Patience::Background.pause(u32::MAX) <= Duration::from_mins(1));
    }
}
