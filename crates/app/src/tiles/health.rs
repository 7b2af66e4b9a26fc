//! How the source of a choice does: whether it is to be left alone, and why the last tile did not come. Pure.

use std::time::Duration;

use tokio::time::Instant;

use super::service::TileError;

/// After a picture that did not come, a service is left alone for so long. The map asks for a hundred at once.
const PAUSE: Duration = Duration::from_secs(10);
/// The longest a service may want to be left alone: whoever waits longer presses a button.
const LONGEST_PAUSE: Duration = Duration::from_mins(15);

/// How a source does.
#[derive(Debug, Default)]
pub(super) struct Health {
    pause: Option<Pause>,
    trouble: String,
}

#[derive(Debug)]
struct Pause {
    until: Instant,
    why: TileError,
}

impl Health {
    /// Why a service is to be left alone at this moment.
    pub(super) fn paused(&self, now: Instant) -> Option<&TileError> {
        self.pause.as_ref().filter(|pause| pause.until > now).map(|pause| &pause.why)
    }

    /// Notes how a request ended. Several are in flight at a time: what ends after the service wanted to be left alone was
    /// asked before, so it neither lifts a pause nor makes it shorter, and the reason of the pause stays what is shown.
    pub(super) fn note(&mut self, failure: Option<&TileError>, now: Instant) {
        if self.paused(now).is_none() {
            self.pause = None;
            self.tell(failure.map(ToString::to_string).unwrap_or_default());
        }
        let Some(failure) = failure.filter(|failure| failure.is_of_all()) else { return };
        let wanted = match failure {
            TileError::Busy { retry_after: Some(seconds) } => Duration::from_secs(*seconds),
            _ => PAUSE,
        };
        let until = now + wanted.clamp(PAUSE, LONGEST_PAUSE);
        if self.pause.as_ref().is_none_or(|pause| pause.until < until) {
            self.pause = Some(Pause { until, why: failure.clone() });
            self.tell(failure.to_string());
        }
    }

    /// Notes why the last tile did not come; nothing where it came.
    pub(super) fn tell(&mut self, trouble: String) {
        self.trouble = trouble;
    }

    /// Why the last tile did not come; empty while they do.
    pub(super) fn trouble(&self) -> &str {
        &self.trouble
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUSY: TileError = TileError::Busy { retry_after: Some(600) };

    fn silent() -> TileError {
        TileError::Unreachable("it took too long to answer".to_owned())
    }

    #[test]
    fn what_ends_during_a_pause_neither_lifts_nor_shortens_it() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut health = Health::default();
        health.note(Some(&BUSY), start);
        for neighbour in [None, Some(TileError::NoPicture), Some(TileError::Status { status: 400 }), Some(silent())] {
            health.note(neighbour.as_ref(), after(1));
            assert_eq!(health.paused(after(599)), Some(&BUSY), "{neighbour:?}");
            assert_eq!(health.trouble(), "it asks for fewer requests", "{neighbour:?}");
        }
        assert_eq!(health.paused(after(600)), None);
    }

    #[test]
    fn a_service_that_wants_longer_gets_it_up_to_a_quarter_of_an_hour() {
        let start = Instant::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        let mut health = Health::default();
        health.note(Some(&silent()), start);
        assert_eq!(health.paused(after(9)), Some(&silent()));
        health.note(Some(&BUSY), after(1));
        assert_eq!(health.paused(after(600)), Some(&BUSY));
        health.note(Some(&TileError::Busy { retry_after: Some(u64::MAX) }), after(2));
        assert!(health.paused(after(901)).is_some() && health.paused(after(902)).is_none());
    }

    #[test]
    fn after_the_pause_a_picture_clears_the_trouble() {
        let start = Instant::now();
        let mut health = Health::default();
        health.note(Some(&silent()), start);
        let later = start + PAUSE;
        assert_eq!((health.paused(later), health.trouble()), (None, silent().to_string().as_str()));
        health.note(Some(&TileError::NoPicture), later);
        assert_eq!((health.paused(later), health.trouble()), (None, TileError::NoPicture.to_string().as_str()));
        health.note(None, later);
        assert_eq!(health.trouble(), "");
    }
}
