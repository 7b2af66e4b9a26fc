//! Putting back what a person removed.

use sitebook_domain::Timestamp;
use sitebook_store::{PutBack, Store};
use uuid::Uuid;

use crate::dto::{Nothing, RemovalUndoRequest};
use crate::{AppError, ErrorCode, Workspace};

/// How long a removal can be put back: 30 days, in milliseconds.
const KEPT_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;

impl Workspace {
    /// Puts back a link with its matches and their base, a match, or a declined proposal, exactly as it was. Refused when
    /// people decided otherwise since: `already_matched`, `plan_outdated` (the agent's link is another one now). It can
    /// be done once; then, and after 30 days, there is nothing left to put back (`not_found`).
    pub async fn removal_undo(&self, request: RemovalUndoRequest) -> Result<Nothing, AppError> {
        let unknown = || {
            let message = "There is nothing to put back: it was put back already, or it was removed too long ago.";
            AppError::new(ErrorCode::NotFound, message)
        };
        let id: Uuid = request.undo.trim().parse().map_err(|_| unknown())?;
        let lease = match self.store().removed_link(id).await? {
            // A run must not go on for a company that the agent is about to leave.
            Some(link) => {
                self.stop_run(link.agent).await;
                self.lease_of(self.store().link(link.agent).await?.as_ref()).await?
            }
            None => None,
        };
        let outcome = self.store().put_back(id, &self.who().await?, self.now()).await;
        self.give_back(lease).await;
        match outcome? {
            PutBack::Done => {
                self.changed();
                Ok(Nothing {})
            }
            PutBack::Unknown => Err(unknown()),
            PutBack::AlreadyMatched => {
                let message = "The device or the configuration has another match by now. Unlink that one first.";
                Err(AppError::new(ErrorCode::AlreadyMatched, message))
            }
            PutBack::LinkChanged => {
                let message = "The agent's link to its company was changed since. Nothing was put back.";
                Err(AppError::new(ErrorCode::PlanOutdated, message))
            }
        }
    }
}

/// Forgets what was removed too long ago to be put back.
pub(crate) async fn forget_old(store: &Store, now: Timestamp) -> Result<(), AppError> {
    Ok(store.forget_removals(now.plus_millis(-KEPT_MILLIS)).await?)
}
