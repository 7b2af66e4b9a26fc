//! Refreshing every hour, by the same process that runs agents automatically.

use sitebook_domain::Timestamp;
use sitebook_domotz::Reading;

use super::LAST;
use crate::dto::DomotzRefreshReply;
use crate::{AppError, ErrorCode, Workspace};

/// From the beginning of one refresh to that of the next.
const INTERVAL_MILLIS: i64 = 60 * 60_000;

/// After one that ended early.
const TROUBLE_MILLIS: i64 = 15 * 60_000;

impl Workspace {
    /// Whether agents are refreshed every hour, as far as anybody wants it.
    pub(crate) async fn refreshes_hourly(&self) -> Result<bool, AppError> {
        Ok(self.domotz_due_at().await?.is_some())
    }

    /// Why the connection is paused; none = it is not, or there is none.
    pub(crate) async fn domotz_pause(&self) -> Result<Option<String>, AppError> {
        Ok(self.domotz_connection().await?.and_then(|connection| connection.paused))
    }

    /// When the next refresh is due; none where nobody wants one, or a person has to look first.
    pub(super) async fn domotz_due_at(&self) -> Result<Option<Timestamp>, AppError> {
        let Some(connection) = self.domotz_connection().await? else { return Ok(None) };
        if connection.paused.is_some() || !self.domotz_options().await?.hourly {
            return Ok(None);
        }
        let last: Option<DomotzRefreshReply> = self.domotz_document(LAST).await?;
        Ok(Some(due_at(last.as_ref(), connection.connected_at, self.now())))
    }

    /// Refreshes if it is time. None = it is not, or somebody else is at it.
    pub(crate) async fn refresh_if_due(&self) -> Result<Option<DomotzRefreshReply>, AppError> {
        let Some(due) = self.domotz_due_at().await? else { return Ok(None) };
        if due > self.now() {
            return Ok(None);
        }
        match self.refresh_from_domotz(Reading::ByItself).await {
            Ok(reply) => Ok(Some(reply)),
            Err(error) if error.code == ErrorCode::RunInProgress => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// An hour after the last refresh began; sooner after one that ended early. The first one waits as well: whoever connects
/// chooses the agents first, and refreshes by hand. A clock that went back makes it due at once.
fn due_at(last: Option<&DomotzRefreshReply>, connected_at: Timestamp, now: Timestamp) -> Timestamp {
    let started = last.and_then(|last| last.started_at.parse().ok()).unwrap_or(connected_at);
    let interval = if last.is_some_and(|last| last.error.is_some()) { TROUBLE_MILLIS } else { INTERVAL_MILLIS };
    if started > now { now } else { started.plus_millis(interval) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_after_the_last_one_and_sooner_after_trouble() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let refresh = |started: &str, error: Option<&str>| DomotzRefreshReply {
            started_at: started.to_owned(),
            error: error.map(str::to_owned),
            ..DomotzRefreshReply::default()
        };
        for (what, last, expected) in [
            ("never", None, "2026-03-01T11:30:00Z"),
            ("half an hour ago", Some(refresh("2026-03-01T11:30:00Z", None)), "2026-03-01T12:30:00Z"),
            ("with trouble", Some(refresh("2026-03-01T11:30:00Z", Some("no network"))), "2026-03-01T11:45:00Z"),
            ("asleep since yesterday", Some(refresh("2026-02-28T11:30:00Z", None)), "2026-02-28T12:30:00Z"),
            ("in the future", Some(refresh("2026-03-02T11:30:00Z", None)), "2026-03-01T12:00:00Z"),
        ] {
            let connected: Timestamp = "2026-03-01T10:30:00Z".parse().unwrap();
            assert_eq!(due_at(last.as_ref(), connected, now).to_string(), expected, "{what}");
        }
    }
}
