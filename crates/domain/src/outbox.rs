//! Outgoing mail: what it is about, how it stands, and when it is tried again.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Timestamp;

const MINUTE_MILLIS: i64 = 60_000;

/// How long is waited after each attempt that failed, in minutes; after the last of them always as long again. Greylisting
/// servers take the second or third attempt; one that is down for the night takes a later one.
const WAITS_MINUTES: [i64; 5] = [1, 5, 15, 60, 4 * 60];

/// How long a mail is tried at most: two days. What is older surprises more than it helps.
const LONGEST_MILLIS: i64 = 48 * 60 * MINUTE_MILLIS;

/// How long a mail belongs to the process that is sending it. Longer than any exchange with a mail server takes.
pub const MAIL_CLAIM_MILLIS: i64 = 5 * MINUTE_MILLIS;

/// How a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MailState {
    /// It waits to be sent, for the first time or again.
    Waiting,
    /// The mail server took it.
    Sent,
    /// It was given up: refused for good, or its time ran out.
    Failed,
    /// A person cancelled it, or what it was about ended.
    Cancelled,
}

impl MailState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Failed, Self::Cancelled];

    /// The word by which it is kept.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What kind of thing a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum MailKind {
    /// An invitation to Violet.
    Invitation,
    /// A code to sign in to Violet with.
    Code,
}

/// What a mail is about: never a key or a code, which are made again when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailAbout {
    /// An invitation to Violet, by its id.
    Invitation(Uuid),
    /// A code to sign in to Violet with, by its id.
    Code(Uuid),
}

impl MailAbout {
    /// What kind of thing it is.
    #[must_use]
    pub fn kind(self) -> MailKind {
        match self {
            Self::Invitation(_) => MailKind::Invitation,
            Self::Code(_) => MailKind::Code,
        }
    }
}

/// When a mail is tried again after its `attempts`th attempt failed; none = it is given up.
///
/// `ends_at` is when what it is about ends: an invitation that can no longer be opened is not sent any more.
#[must_use]
pub fn next_mail_attempt(
    attempts: u32,
    written_at: Timestamp,
    ends_at: Timestamp,
    now: Timestamp,
) -> Option<Timestamp> {
    let wait = WAITS_MINUTES.get(attempts.saturating_sub(1) as usize).or(WAITS_MINUTES.last()).copied()?;
    let next = now.plus_millis(wait * MINUTE_MILLIS);
    (next < ends_at.min(written_at.plus_millis(LONGEST_MILLIS))).then_some(next)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WRITTEN: Timestamp = Timestamp(1_800_000_000_000);

    #[test]
    fn the_waits_grow_and_end_after_two_days() {
        let ends = WRITTEN.plus_millis(72 * 60 * MINUTE_MILLIS);
        let (mut now, mut attempts, mut waits) = (WRITTEN, 0, Vec::new());
        loop {
            attempts += 1;
            let Some(next) = next_mail_attempt(attempts, WRITTEN, ends, now) else { break };
            waits.push(next.millis_since(now) / MINUTE_MILLIS);
            now = next;
        }
        assert_eq!(waits[..7], [1, 5, 15, 60, 240, 240, 240]);
        assert!(now.millis_since(WRITTEN) <= LONGEST_MILLIS);
    }

    #[test]
    fn nothing_is_sent_that_has_ended() {
        let soon = WRITTEN.plus_millis(10 * MINUTE_MILLIS);
        assert_eq!(next_mail_attempt(1, WRITTEN, soon, WRITTEN), Some(WRITTEN.plus_millis(MINUTE_MILLIS)));
        assert_eq!(next_mail_attempt(3, WRITTEN, soon, WRITTEN), None);
    }

    proptest! {
        #[test]
        fn an_attempt_is_always_later_and_never_after_the_end(attempts in 0_u32..1000, age in 0_i64..10_000_000_000, life in 0_i64..10_000_000_000) {
            let (now, ends) = (WRITTEN.plus_millis(age), WRITTEN.plus_millis(life));
            if let Some(next) = next_mail_attempt(attempts, WRITTEN, ends, now) {
                prop_assert!(next > now && next < ends && next.millis_since(WRITTEN) < LONGEST_MILLIS);
            }
        }
    }
}
