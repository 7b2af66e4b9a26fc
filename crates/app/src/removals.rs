//! Putting back what a person removed or decided about matches.

use std::collections::BTreeSet;

use sitebook_domain::{AgentId, Timestamp};
use sitebook_store::{PutBack, Store};
use uuid::Uuid;

use crate::dto::{Nothing, RemovalUndoRequest};
use crate::leases::HeldLease;
use crate::{AppError, ErrorCode, Workspace};

/// How long a removal or an act can be taken back: 30 days, in milliseconds.
const KEPT_MILLIS: i64 = 30 * 24 * 60 * 60 * 1000;

impl Workspace {
    /// Puts back a link with its matches and their base, a match, a declined proposal, confirmed proposals, or a match that
    /// went to another device, exactly as it was. Refused when people decided otherwise since: `already_matched`,
    /// `plan_outdated` (the agent's link or one of the matches is another one now). It can
    /// be done once; then, and after 30 days, there is nothing left to put back (`not_found`).
    pub async fn removal_undo(&self, request: RemovalUndoRequest) -> Result<Nothing, AppError> {
        let unknown = || {
            let message = "There is nothing to put back: it was put back already, or it was removed too long ago.";
            AppError::new(ErrorCode::NotFound, message)
        };
        let id: Uuid = request.undo.trim().parse().map_err(|_| unknown())?;
        let leases = self.stop_runs_of(&self.store().agents_of_removal(id).await?).await?;
        let outcome = self.store().put_back(id, &self.who().await?, self.now()).await;
        self.give_all_back(leases).await;
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
            PutBack::Archived => {
                let message = "The agent is archived: its link and its matches stay as they are. Take it out of the archive first.";
                Err(AppError::new(ErrorCode::Archived, message))
            }
            PutBack::MatchChanged => {
                let message = "A match was changed since. Nothing was put back.";
                Err(AppError::new(ErrorCode::PlanOutdated, message))
            }
        }
    }

    /// Stops the runs of agents and takes their companies' leases: a run must not write for a company that its agent is about
    /// to leave, nor through a pair or for a device that is about to go.
    pub(crate) async fn stop_runs_of(&self, agents: &[AgentId]) -> Result<Vec<HeldLease>, AppError> {
        let mut companies = BTreeSet::new();
        for agent in agents {
            self.stop_run(*agent).await;
            companies.extend(self.store().link(*agent).await?.map(|link| link.company.id));
        }
        let mut leases = Vec::new();
        for company in companies {
            match self.take_lease(company).await {
                Ok(lease) => leases.push(lease),
                Err(error) => {
                    self.give_all_back(leases).await;
                    return Err(error);
                }
            }
        }
        Ok(leases)
    }

    /// Gives leases back, see [`give_back`](Self::give_back).
    pub(crate) async fn give_all_back(&self, leases: Vec<HeldLease>) {
        for lease in leases {
            self.give_back(Some(lease)).await;
        }
    }
}

/// Forgets what was removed or changed too long ago to be put back.
pub(crate) async fn forget_old(store: &Store, now: Timestamp) -> Result<(), AppError> {
    let before = now.plus_millis(-KEPT_MILLIS);
    store.forget_removals(before).await?;
    Ok(store.forget_change_sets(before).await?)
}
