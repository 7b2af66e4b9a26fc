//! The day's quota, and which agents are read within it. Pure.

use sitebook_domain::Timestamp;

/// So much of the quota is left to other programs that use the account's keys, as a share of it.
const RESERVE: f64 = 0.05;

/// So much of the quota may be spent by readings that nobody asked for, as a share of it: the rest is for people.
const BY_ITSELF: f64 = 0.80;

/// Readings in a day.
const HOURS: f64 = 24.0;

/// An agent whose devices were read less than this ago is not read again by itself: an hour, and some minutes less, lest one
/// that was read at the end of the last reading waits for two.
const FRESH_MILLIS: i64 = 45 * 60_000;

/// Devices of an agent that is offline change only where a person edits them in Domotz: once a day is enough.
const OFFLINE_MILLIS: i64 = 24 * 60 * 60_000;

/// How many calls an account may make in 24 hours, and has made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quota {
    /// Calls allowed; none = the service did not say.
    pub limit: Option<u32>,
    /// Calls made in the last 24 hours, by all keys of the account.
    pub used: Option<u32>,
}

/// Why agents are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A person wants it now.
    ByHand,
    /// An hour has passed.
    ByItself,
}

impl Quota {
    /// How many calls a reading may make from now on; none = as many as it likes.
    #[must_use]
    pub fn budget(self, reading: Reading) -> Option<u32> {
        let limit = f64::from(self.limit?);
        let left = (limit * (1.0 - RESERVE) - f64::from(self.used.unwrap_or(0))).max(0.0);
        Some(match reading {
            Reading::ByHand => left,
            Reading::ByItself => left.min(limit * BY_ITSELF / HOURS),
        } as u32)
    }
}

/// What decides whether, and when, the devices of an agent are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The agent, by the service's id.
    pub agent: i64,
    /// When its devices were read last.
    pub read_at: Option<Timestamp>,
    /// Whether it is connected, as far as is known.
    pub is_online: Option<bool>,
    /// Since when it is or is not.
    pub changed_at: Option<Timestamp>,
}

/// The agents whose devices are to be read, in the order in which that helps most, within the budget: those never read,
/// those whose connection changed since, then those read longest ago. A reading by itself leaves out what cannot have
/// changed.
#[must_use]
pub fn agents_to_read(standings: &[Standing], reading: Reading, budget: Option<u32>, now: Timestamp) -> Vec<i64> {
    let mut wanted: Vec<&Standing> =
        standings.iter().filter(|standing| reading == Reading::ByHand || may_have_changed(standing, now)).collect();
    wanted
        .sort_by_key(|standing| (standing.read_at.is_some(), !has_changed(standing), standing.read_at, standing.agent));
    wanted.truncate(budget.map_or(usize::MAX, |budget| budget as usize));
    wanted.into_iter().map(|standing| standing.agent).collect()
}

fn has_changed(standing: &Standing) -> bool {
    standing.read_at.is_none_or(|read| standing.changed_at.is_some_and(|changed| changed > read))
}

fn may_have_changed(standing: &Standing, now: Timestamp) -> bool {
    let Some(read) = standing.read_at else { return true };
    if has_changed(standing) {
        return true;
    }
    let age = now.millis_since(read);
    let fresh = if standing.is_online == Some(false) { OFFLINE_MILLIS } else { FRESH_MILLIS };
    // A clock that went back makes a reading look as if it lay ahead: nothing is known then.
    !(0..fresh).contains(&age)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(100 * 60 * 60_000);

    fn hours_ago(hours: i64) -> Timestamp {
        NOW.plus_millis(-hours * 60 * 60_000)
    }

    fn standing(agent: i64, read: Option<i64>, is_online: bool, changed: i64) -> Standing {
        Standing {
            agent,
            read_at: read.map(hours_ago),
            is_online: Some(is_online),
            changed_at: Some(hours_ago(changed)),
        }
    }

    #[test]
    fn the_new_come_first_then_the_changed_then_those_read_longest_ago() {
        let all = [
            standing(1, Some(2), true, 90),
            standing(2, Some(5), true, 90),
            standing(3, Some(1), false, 0),
            standing(4, None, true, 90),
        ];
        assert_eq!(agents_to_read(&all, Reading::ByItself, None, NOW), [4, 3, 2, 1]);
        assert_eq!(agents_to_read(&all, Reading::ByItself, Some(2), NOW), [4, 3]);
        assert!(agents_to_read(&all, Reading::ByHand, Some(0), NOW).is_empty());
    }

    #[test]
    fn what_cannot_have_changed_is_not_read_by_itself() {
        let just_read = standing(1, Some(0), true, 90);
        let offline_for_long = standing(2, Some(3), false, 90);
        let offline_and_read_yesterday = standing(3, Some(25), false, 90);
        let all = [just_read, offline_for_long, offline_and_read_yesterday];
        assert_eq!(agents_to_read(&all, Reading::ByItself, None, NOW), [3]);
        assert_eq!(agents_to_read(&all, Reading::ByHand, None, NOW).len(), 3);
    }

    #[test]
    fn a_reading_in_the_future_is_no_reason_to_wait() {
        let ahead = Standing { read_at: Some(hours_ago(-5)), ..standing(1, None, true, 90) };
        assert_eq!(agents_to_read(&[ahead], Reading::ByItself, None, NOW), [1]);
    }

    #[test]
    fn a_reading_by_itself_spends_its_hour_and_a_person_what_is_left() {
        let quota = Quota { limit: Some(2400), used: Some(280) };
        assert_eq!(quota.budget(Reading::ByItself), Some(80));
        assert_eq!(quota.budget(Reading::ByHand), Some(2000));
        let spent = Quota { limit: Some(2400), used: Some(2390) };
        assert_eq!(spent.budget(Reading::ByHand), Some(0));
        assert_eq!(Quota::default().budget(Reading::ByItself), None);
    }

    proptest::proptest! {
        #[test]
        fn a_budget_is_never_exceeded_and_nobody_is_read_twice(
            ages in proptest::collection::vec((proptest::option::of(0_i64..50), proptest::bool::ANY, 0_i64..100), 0..40),
            budget in proptest::option::of(0_u32..50),
        ) {
            let all: Vec<Standing> = ages
                .iter()
                .enumerate()
                .map(|(index, (read, is_online, changed))| standing(index as i64, *read, *is_online, *changed))
                .collect();
            for reading in [Reading::ByHand, Reading::ByItself] {
                let chosen = agents_to_read(&all, reading, budget, NOW);
                let distinct: std::collections::BTreeSet<i64> = chosen.iter().copied().collect();
                proptest::prop_assert_eq!(distinct.len(), chosen.len());
                proptest::prop_assert!(budget.is_none_or(|budget| chosen.len() <= budget as usize));
                // Whoever was never read is not overtaken by one who was.
                let is_new = |agent: &i64| all[*agent as usize].read_at.is_none();
                let missed = all.iter().any(|one| one.read_at.is_none() && !chosen.contains(&one.agent));
                proptest::prop_assert!(!missed || chosen.iter().all(is_new));
            }
        }

        #[test]
        fn a_day_of_readings_by_themselves_stays_within_the_quota(limit in 0_u32..1_000_000) {
            let mut quota = Quota { limit: Some(limit), used: Some(0) };
            for _ in 0..24 {
                let spent = quota.budget(Reading::ByItself).unwrap();
                quota.used = quota.used.map(|used| used + spent);
            }
            proptest::prop_assert!(quota.used.unwrap() <= limit);
        }
    }
}
