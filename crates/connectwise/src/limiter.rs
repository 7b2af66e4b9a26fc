//! How many requests at once, and how many a minute: learnt from 429s, never taken for granted.
//!
//! No header tells what is left of a tenant's allowance, other tools use it up too, and third parties' figures differ by
//! a factor of fifteen. So both limits follow additive increase and multiplicative decrease, as TCP does: they start
//! modestly, are halved by a 429, and grow slowly while all goes well.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

/// Requests at once to begin with (the guide's advice is 2 to 4).
const FIRST_WINDOW: f64 = 3.0;
/// The most requests at once; more would only help a server that nobody else uses.
const LARGEST_WINDOW: f64 = 8.0;
/// What a whole window of good answers adds to the window.
const WINDOW_GROWTH: f64 = 0.5;
/// What a limit keeps after a 429.
const SHRINK: f64 = 0.5;
/// The least rate, in requests a second.
const LEAST_RATE: f64 = 0.2;
/// What each second without a 429 adds to the rate: one request a minute.
const RATE_GROWTH: f64 = 1.0 / 60.0;
/// A rate above this is no limit any more: more than any tenant is known to allow.
const NO_RATE: f64 = 50.0;
/// The time over which the rate is observed: quotas are known by the minute.
const OBSERVED: Duration = Duration::from_mins(1);
/// The most starts that are remembered.
const MOST_STARTS: usize = 2048;

/// What may happen now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// A request may start, and has been counted.
    Go,
    /// Wait for so long, because the server asked for a pause.
    Paused(Duration),
    /// Wait for so long, because of the rate.
    Spaced(Duration),
    /// Wait until another request has ended.
    Full,
}

impl Turn {
    /// How long it is until a request may start, where that is known.
    pub(crate) fn wait(&self) -> Option<Duration> {
        match self {
            Self::Paused(wait) | Self::Spaced(wait) => Some(*wait),
            Self::Go | Self::Full => None,
        }
    }
}

/// By how much a request may be ahead of the learnt rate. What comes after it waits for so much longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lead {
    /// Not at all.
    None,
    /// By one turn: a write follows its own look at the record, and must not wait behind it until that look is old.
    OneTurn,
}

/// How a request ended, as far as limits go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It was answered, whatever the answer said.
    Answered,
    /// 429, with the pause it asked for.
    Limited(Option<Duration>),
    /// No answer: says nothing about limits.
    Lost,
}

/// The limits, as a pure state machine over the pace's clock.
#[derive(Debug)]
struct Limits {
    window: f64,
    in_flight: u32,
    /// Requests a second; none while no 429 has been seen.
    rate: Option<f64>,
    /// When the rate was last adapted.
    rate_at: Duration,
    next_start: Duration,
    paused_until: Duration,
    /// When the limits were halved last: one burst of 429s counts once.
    shrunk_at: Option<Duration>,
    starts: VecDeque<Duration>,
}

impl Limits {
    fn new() -> Self {
        Self {
            window: FIRST_WINDOW,
            in_flight: 0,
            rate: None,
            rate_at: Duration::ZERO,
            next_start: Duration::ZERO,
            paused_until: Duration::ZERO,
            shrunk_at: None,
            starts: VecDeque::new(),
        }
    }

    fn turn(&mut self, now: Duration, lead: Lead) -> Turn {
        self.grow_rate(now);
        if self.paused_until > now {
            return Turn::Paused(self.paused_until.saturating_sub(now));
        }
        if f64::from(self.in_flight + 1) > self.window.floor().max(1.0) {
            return Turn::Full;
        }
        if let Some(rate) = self.rate {
            let gap = Duration::from_secs_f64(1.0 / rate);
            let start = match lead {
                Lead::None => self.next_start,
                Lead::OneTurn => self.next_start.saturating_sub(gap),
            };
            if start > now {
                return Turn::Spaced(start.saturating_sub(now));
            }
            self.next_start = self.next_start.max(now) + gap;
        }
        self.in_flight += 1;
        if self.starts.len() == MOST_STARTS {
            self.starts.pop_front();
        }
        self.starts.push_back(now);
        Turn::Go
    }

    fn ended(&mut self, now: Duration, started: Duration, ending: Ending) {
        let was_full = f64::from(self.in_flight) >= self.window.floor();
        self.in_flight = self.in_flight.saturating_sub(1);
        match ending {
            // A window that is not used proves nothing about a larger one.
            Ending::Answered if was_full => {
                self.window = (self.window + WINDOW_GROWTH / self.window).min(LARGEST_WINDOW);
            }
            Ending::Answered | Ending::Lost => {}
            Ending::Limited(pause) => {
                if let Some(pause) = pause {
                    self.paused_until = self.paused_until.max(now + pause);
                }
                // What had been started before the limits were halved says nothing about the halved ones.
                if self.shrunk_at.is_none_or(|at| started >= at) {
                    self.shrink(now);
                }
            }
        }
    }

    fn shrink(&mut self, now: Duration) {
        self.grow_rate(now);
        self.window = (self.window * SHRINK).max(1.0);
        let observed = self.observed_rate(now);
        let rate = self.rate.map_or(observed, |rate| rate.min(observed));
        self.rate = Some((rate * SHRINK).max(LEAST_RATE));
        self.rate_at = now;
        self.shrunk_at = Some(now);
    }

    fn observed_rate(&mut self, now: Duration) -> f64 {
        while self.starts.front().is_some_and(|start| now.saturating_sub(*start) > OBSERVED) {
            self.starts.pop_front();
        }
        let since = self.starts.front().map_or(Duration::ZERO, |start| now.saturating_sub(*start));
        self.starts.len() as f64 / since.as_secs_f64().max(1.0)
    }

    fn grow_rate(&mut self, now: Duration) {
        if let Some(rate) = self.rate {
            let grown = rate + now.saturating_sub(self.rate_at).as_secs_f64() * RATE_GROWTH;
            self.rate = (grown < NO_RATE).then_some(grown);
        }
        self.rate_at = self.rate_at.max(now);
    }
}

/// The limits of one connection, shared by all that use it.
#[derive(Debug)]
pub(crate) struct Limiter {
    limits: Mutex<Limits>,
    freed: Notify,
}

impl Limiter {
    pub(crate) fn new() -> Self {
        Self { limits: Mutex::new(Limits::new()), freed: Notify::new() }
    }

    /// Asks for a turn; [`Turn::Go`] comes with the permit that gives it back.
    pub(crate) fn turn(&self, now: Duration, lead: Lead) -> Result<Permit<'_>, Turn> {
        match self.limits().turn(now, lead) {
            Turn::Go => Ok(Permit { limiter: self, started: now, is_over: false }),
            turn => Err(turn),
        }
    }

    /// Waits until a request has ended. Made before the turn is asked for, so that no ending is missed.
    pub(crate) fn freed(&self) -> tokio::sync::futures::Notified<'_> {
        self.freed.notified()
    }

    fn limits(&self) -> MutexGuard<'_, Limits> {
        // The state is whole after every step, so that a panic elsewhere does not spoil it.
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request that counts as in flight until it has ended or was dropped.
#[derive(Debug)]
pub(crate) struct Permit<'l> {
    limiter: &'l Limiter,
    started: Duration,
    is_over: bool,
}

impl Permit<'_> {
    pub(crate) fn end(mut self, now: Duration, ending: Ending) {
        self.is_over = true;
        self.limiter.limits().ended(now, self.started, ending);
        self.limiter.freed.notify_waiters();
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.limiter.limits().ended(self.started, self.started, Ending::Lost);
            self.limiter.freed.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_write_follows_its_look_at_once_and_what_comes_after_waits_for_both() {
        let mut limits = Limits::new();
        (limits.window, limits.rate) = (8.0, Some(0.5));
        assert_eq!(limits.turn(at(0), Lead::None), Turn::Go, "the look");
        assert_eq!(limits.turn(at(0), Lead::OneTurn), Turn::Go, "the write");
        let Turn::Spaced(next_write) = limits.turn(at(0), Lead::OneTurn) else { panic!("a second write is spaced") };
        assert!(next_write > at(1), "{next_write:?}");
        let Turn::Spaced(next_look) = limits.turn(at(0), Lead::None) else { panic!("a look is spaced") };
        assert!(next_look > at(3), "{next_look:?}");
    }

    #[test]
    fn it_starts_modestly_and_is_full_then() {
        let mut limits = Limits::new();
        let turns: Vec<Turn> = (0..4).map(|_| limits.turn(at(0), Lead::None)).collect();
        assert_eq!(turns, [Turn::Go, Turn::Go, Turn::Go, Turn::Full]);
        limits.ended(at(0), at(0), Ending::Lost);
        assert_eq!(limits.turn(at(0), Lead::None), Turn::Go);
    }

    #[test]
    fn a_window_that_is_used_grows_slowly_to_its_limit_and_an_unused_one_does_not() {
        let mut limits = Limits::new();
        for _ in 0..1000 {
            assert_eq!(limits.turn(at(0), Lead::None), Turn::Go);
            limits.ended(at(0), at(0), Ending::Answered);
        }
        assert!((limits.window - FIRST_WINDOW).abs() < f64::EPSILON);
        let mut answers = 0;
        while limits.window < LARGEST_WINDOW {
            while limits.turn(at(0), Lead::None) == Turn::Go {}
            limits.ended(at(0), at(0), Ending::Answered);
            answers += 1;
        }
        assert!((40..200).contains(&answers), "{answers}");
    }

    #[test]
    fn a_burst_of_429s_halves_once_and_the_next_one_again() {
        let mut limits = Limits::new();
        limits.window = 8.0;
        for _ in 0..8 {
            assert_eq!(limits.turn(at(0), Lead::None), Turn::Go);
        }
        for _ in 0..8 {
            limits.ended(at(1), at(0), Ending::Limited(None));
        }
        assert!((limits.window - 4.0).abs() < f64::EPSILON);
        assert_eq!(limits.rate, Some(4.0), "eight in a second were too many");
        assert_eq!(limits.turn(at(2), Lead::None), Turn::Go);
        limits.ended(at(2), at(2), Ending::Limited(None));
        assert!((limits.window - 2.0).abs() < f64::EPSILON);
        for time in 3..100 {
            limits.next_start = Duration::ZERO;
            assert_eq!(limits.turn(at(time), Lead::None), Turn::Go);
            limits.ended(at(time), at(time), Ending::Limited(None));
        }
        assert!((limits.window - 1.0).abs() < f64::EPSILON, "one at a time always may");
        assert!(limits.rate.unwrap() >= LEAST_RATE);
    }

    #[test]
    fn a_learnt_rate_spaces_requests_and_wears_off_without_429s() {
        let mut limits = Limits::new();
        assert_eq!(limits.turn(at(0), Lead::None), Turn::Go);
        limits.ended(at(0), at(0), Ending::Limited(None));
        assert_eq!(limits.turn(at(0), Lead::None), Turn::Go);
        limits.ended(at(0), at(0), Ending::Answered);
        let Turn::Spaced(wait) = limits.turn(at(0), Lead::None) else { panic!("no rate") };
        assert_eq!(wait, at(2), "half of one a second");
        limits.turn(at(60), Lead::None);
        assert!((limits.rate.unwrap() - 1.5).abs() < 0.01, "one a minute more each second");
        limits.turn(at(4000), Lead::None);
        assert_eq!(limits.rate, None);
    }

    #[test]
    fn a_pause_that_was_asked_for_holds_everybody() {
        let mut limits = Limits::new();
        assert_eq!((limits.turn(at(0), Lead::None), limits.turn(at(0), Lead::None)), (Turn::Go, Turn::Go));
        limits.ended(at(1), at(0), Ending::Limited(Some(at(30))));
        limits.ended(at(1), at(0), Ending::Limited(Some(at(10))));
        assert_eq!(limits.turn(at(1), Lead::None), Turn::Paused(at(30)));
        assert_eq!(limits.turn(at(21), Lead::None), Turn::Paused(at(10)));
        assert_eq!(limits.turn(at(31), Lead::None), Turn::Go);
    }

    #[test]
    fn a_dropped_permit_gives_its_place_back() {
        let limiter = Limiter::new();
        let permits: Vec<_> = (0..3).map(|_| limiter.turn(at(0), Lead::None).unwrap()).collect();
        assert_eq!(limiter.turn(at(0), Lead::None).unwrap_err(), Turn::Full);
        drop(permits);
        assert!(limiter.turn(at(0), Lead::None).is_ok());
    }

    proptest::proptest! {
        /// A server that takes `quota` requests a minute is found out: after a while only a small share is refused.
        #[test]
        fn any_quota_is_learnt(quota in 30_u32..2_000) {
            let mut limits = Limits::new();
            let (mut now, mut minute, mut taken, mut late, mut refused) = (Duration::ZERO, 0, 0, 0_u32, 0_u32);
            while now < Duration::from_hours(1) {
                match limits.turn(now, Lead::None) {
                    Turn::Go => {
                        let started = now;
                        now += Duration::from_millis(20);
                        if now.as_secs() / 60 != minute {
                            (minute, taken) = (now.as_secs() / 60, 0);
                        }
                        taken += 1;
                        let is_refused = taken > quota;
                        if now > Duration::from_mins(10) {
                            late += 1;
                            refused += u32::from(is_refused);
                        }
                        let pause = Duration::from_secs(60 - now.as_secs() % 60);
                        let ending = if is_refused { Ending::Limited(Some(pause)) } else { Ending::Answered };
                        limits.ended(now, started, ending);
                    }
                    Turn::Paused(wait) | Turn::Spaced(wait) => now += wait,
                    Turn::Full => unreachable!("one at a time"),
                }
            }
            proptest::prop_assert!(refused * 20 <= late, "{refused} of {late} refused at {quota} a minute");
            proptest::prop_assert!(late * 3 >= quota * 50, "{late} of {} used", quota * 50);
        }
    }
}
