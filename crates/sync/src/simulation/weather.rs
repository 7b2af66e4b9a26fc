//! How much trouble there is for a while.

use super::fault::Fault;
use crate::chance::Chance;

/// How often each kind of trouble comes: per call of the PSA, per step of the store, or per pause of a process.
#[derive(Debug, Clone, Default)]
pub(super) struct Weather {
    shares: Vec<(Fault, f64)>,
    /// The key is refused from now on.
    pub(super) key_refused: bool,
    /// Writing is forbidden from now on.
    pub(super) right_taken: bool,
}

/// Kinds of trouble that the weather brings, and how often at most.
const KINDS: [(Fault, f64); 22] = [
    (Fault::AnswerLost, 0.5),
    (Fault::TooManyRequests, 0.6),
    (Fault::ClientWaits, 0.2),
    (Fault::SlowAnswer, 0.2),
    (Fault::Outage, 0.2),
    (Fault::HalfList, 0.3),
    (Fault::ShortList, 0.3),
    (Fault::BadAnswer, 0.2),
    (Fault::KeyRefused, 0.1),
    (Fault::RightTaken, 0.1),
    (Fault::Refused, 0.4),
    (Fault::NotStored, 0.4),
    (Fault::Moved, 0.004),
    (Fault::Deleted, 0.004),
    (Fault::EditThere, 0.05),
    (Fault::EditHere, 0.05),
    (Fault::DecisionHere, 0.01),
    (Fault::ClockJump, 0.01),
    (Fault::Sleep, 0.005),
    (Fault::StoreFails, 0.03),
    (Fault::StoreAnswerLost, 0.03),
    (Fault::Stop, 0.005),
];

impl Weather {
    /// No trouble.
    pub(super) fn calm() -> Self {
        Self::default()
    }

    pub(super) fn is_calm(&self) -> bool {
        self.shares.is_empty()
    }

    /// Some kinds of trouble, each from rare to frequent.
    pub(super) fn any(chance: &mut Chance) -> Self {
        let mut shares = Vec::new();
        for (fault, most) in KINDS {
            if chance.happens(0.35) {
                shares.push((fault, most * (1 + chance.below(10)) as f64 / 10.0));
            }
        }
        Self { shares, ..Self::default() }
    }

    /// How often this kind comes.
    pub(super) fn share(&self, fault: Fault) -> f64 {
        self.shares.iter().find(|(kind, _)| *kind == fault).map_or(0.0, |(_, share)| *share)
    }
}
