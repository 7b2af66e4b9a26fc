//! Forgetting old runs and old mail, once a day.

use sitebook_domain::{Pruning, Timestamp};

use crate::dto::{Nothing, RunsKept};
use crate::{AppError, ErrorCode, Workspace};

/// Setting: how many days runs are kept.
const KEPT_DAYS: &str = "runs_kept_days";

/// Setting: when runs were pruned last, in milliseconds since 1970.
const PRUNED_AT: &str = "runs_pruned_at";

/// How many days runs are kept unless somebody says otherwise: a year, and a month to look back on it.
const DEFAULT_DAYS: u32 = 400;

/// Fewer days than this would take the undo of last month's runs away.
const FEWEST_DAYS: u32 = 30;

/// How many days mail that was sent or given up stays in the outbox: a quarter, in which somebody may still ask for it.
const MAIL_DAYS: i64 = 90;

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

impl Workspace {
    /// How long runs are kept.
    pub async fn runs_kept_show(&self, _: Nothing) -> Result<RunsKept, AppError> {
        let kept = self.store().setting(KEPT_DAYS).await?.and_then(|days| days.parse().ok());
        Ok(RunsKept { days: kept.unwrap_or(DEFAULT_DAYS) })
    }

    /// Keeps runs for so many days from now on.
    pub async fn runs_kept_set(&self, request: RunsKept) -> Result<RunsKept, AppError> {
        if request.days < FEWEST_DAYS {
            let message = format!("Runs are kept for at least {FEWEST_DAYS} days, so that they can be undone.");
            return Err(AppError::new(ErrorCode::InvalidInput, message));
        }
        self.store().set_setting(KEPT_DAYS, &request.days.to_string()).await?;
        self.changed();
        self.runs_kept_show(Nothing {}).await
    }

    /// Forgets runs and mail that are too old, once a day; how many runs, if it was time.
    pub(super) async fn prune_daily(&self) -> Result<Option<u64>, AppError> {
        let now = self.now();
        let last = self.store().setting(PRUNED_AT).await?.and_then(|at| at.parse().ok()).map(Timestamp);
        let pruned = match Pruning::at(now, last) {
            Pruning::NotYet => return Ok(None),
            Pruning::Note => None,
            Pruning::Due => {
                let days = self.runs_kept_show(Nothing {}).await?.days;
                self.store().prune_mail(now.plus_millis(-MAIL_DAYS * DAY_MILLIS)).await?;
                let before = now.plus_millis(-i64::from(days) * DAY_MILLIS);
                Some(self.store().prune_runs(before, now.plus_millis(-DAY_MILLIS)).await?)
            }
        };
        self.store().set_setting(PRUNED_AT, &now.0.to_string()).await?;
        Ok(pruned)
    }
}
