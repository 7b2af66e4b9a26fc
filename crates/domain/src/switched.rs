//! Power that was switched: what is believed of a device until its source has noticed.

use crate::Timestamp;

const SECOND: i64 = 1000;

/// How long a source may need to notice that a device went on or off, in milliseconds. Domotz looks every 30 seconds, and
/// calls a device down after two minutes of silence.
pub const NOTICED_AFTER_MILLIS: i64 = 150 * SECOND;

/// How long after an act the source is asked for the device, in milliseconds: soon, for what goes fast, and when it must
/// have noticed.
const ASKED_AFTER_MILLIS: [i64; 2] = [30 * SECOND, NOTICED_AFTER_MILLIS];

/// After how long, in milliseconds, a question that got no answer is asked again.
const UNANSWERED_MILLIS: i64 = 300 * SECOND;

/// The last act on the power of a device that was done, or may have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SwitchedPower {
    /// Whether the device is on by it; none = nobody knows whether it was done.
    pub is_on: Option<bool>,
    /// When.
    pub at: Timestamp,
    /// When the source was asked for the device the last time since.
    pub asked_at: Timestamp,
    /// When of that it answered.
    pub read_at: Timestamp,
}

impl SwitchedPower {
    /// Of an act that has just been sent.
    #[must_use]
    pub fn new(is_on: Option<bool>, at: Timestamp) -> Self {
        Self { is_on, at, asked_at: at, read_at: at }
    }

    /// Whether the source was asked for the device, alone or in a list, when it must have noticed.
    fn is_noticed(&self, list_read_at: Option<Timestamp>) -> bool {
        let read_at = list_read_at.map_or(self.read_at, |list| list.max(self.read_at));
        read_at.millis_since(self.at) >= NOTICED_AFTER_MILLIS
    }

    /// Whether it is time to ask the source for the device. `list_read_at` is when it was in a list the last time.
    #[must_use]
    pub fn is_asked_again(&self, list_read_at: Option<Timestamp>, now: Timestamp) -> bool {
        if self.is_noticed(list_read_at) {
            return false;
        }
        let (asked, since) = (self.asked_at.millis_since(self.at), now.millis_since(self.at));
        ASKED_AFTER_MILLIS.iter().any(|after| asked < *after && since >= *after)
            || (asked >= NOTICED_AFTER_MILLIS && since - asked >= UNANSWERED_MILLIS)
    }
}

/// Whether a device is on, as far as is known: by its source, and by the last act until the source must have noticed that.
/// What the source said sooner may be from before the act. An act of the future is one of a clock that went back, and tells
/// nothing.
#[must_use]
pub fn is_on_now(
    told: Option<bool>,
    list_read_at: Option<Timestamp>,
    switched: Option<&SwitchedPower>,
    now: Timestamp,
) -> Option<bool> {
    match switched {
        Some(switched) if switched.at <= now && !switched.is_noticed(list_read_at) => switched.is_on.or(told),
        _ => told,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ACT: Timestamp = Timestamp(1_800_000_000_000);

    fn after(seconds: i64) -> Timestamp {
        ACT.plus_millis(seconds * SECOND)
    }

    #[test]
    fn the_act_is_believed_until_the_source_must_have_noticed() {
        let off = SwitchedPower::new(Some(false), ACT);
        assert_eq!(is_on_now(Some(true), None, Some(&off), after(1)), Some(false));
        let early = SwitchedPower { read_at: after(40), asked_at: after(40), ..off };
        assert_eq!(is_on_now(Some(true), Some(after(60)), Some(&early), after(60)), Some(false), "it lags");
        assert_eq!(is_on_now(Some(true), Some(after(150)), Some(&early), after(160)), Some(true), "a list of later");
        let late = SwitchedPower { read_at: after(151), asked_at: after(151), ..off };
        assert_eq!(is_on_now(Some(true), None, Some(&late), after(160)), Some(true));
        assert_eq!(is_on_now(Some(true), None, Some(&off), after(-1)), Some(true), "the clock went back");
        let perhaps = SwitchedPower { is_on: None, ..off };
        assert_eq!(is_on_now(Some(true), None, Some(&perhaps), after(1)), Some(true));
        assert_eq!(is_on_now(None, None, None, after(1)), None);
    }

    #[test]
    fn the_source_is_asked_soon_and_when_it_must_have_noticed_and_again_where_it_was_silent() {
        let asked = |asked, read| SwitchedPower {
            asked_at: after(asked),
            read_at: after(read),
            ..SwitchedPower::new(None, ACT)
        };
        for (act, now, expected) in [
            (asked(0, 0), 29, false),
            (asked(0, 0), 30, true),
            (asked(31, 31), 149, false),
            (asked(31, 31), 150, true),
            (asked(0, 0), 9000, true),
            (asked(151, 151), 9000, false),
            (asked(151, 31), 200, false),
            (asked(151, 31), 451, true),
        ] {
            assert_eq!(act.is_asked_again(None, after(now)), expected, "{act:?} after {now}");
        }
        assert!(!asked(0, 0).is_asked_again(Some(after(160)), after(200)), "a list of later says it");
    }

    proptest! {
        /// However often somebody looks: an act costs two questions, where they are answered.
        #[test]
        fn an_act_costs_two_questions(looks in prop::collection::vec(0_i64..600, 0..200)) {
            let mut looks = looks;
            looks.sort_unstable();
            let mut act = SwitchedPower::new(Some(true), ACT);
            let mut questions = 0;
            for look in looks {
                if act.is_asked_again(None, after(look)) {
                    (act.asked_at, act.read_at) = (after(look), after(look));
                    questions += 1;
                }
            }
            prop_assert!(questions <= 2);
        }

        /// Whatever was told and when: an owner who has just switched is offered the way back.
        #[test]
        fn the_way_back_is_offered(told in any::<Option<bool>>(), on in any::<bool>(), seconds in 0_i64..150, read in -9000_i64..150) {
            let act = SwitchedPower::new(Some(on), ACT);
            prop_assert_eq!(is_on_now(told, Some(after(read)), Some(&act), after(seconds)), Some(on));
        }
    }
}
