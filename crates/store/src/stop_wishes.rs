//! Wishes that a run stops, from one process to another.

use sitebook_domain::{AgentId, Lease, RunState};
use sqlx::SqliteConnection;

use crate::protocol::GIVEN_BACK;
use crate::{Store, StoreError, runs};

/// What became of a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopWish {
    /// Nobody has heard it yet.
    Unheard,
    /// Whoever holds the lease has heard it, and is about to stop.
    Heard,
    /// There is none any more: the lease was given back, or its holder does not run the agent.
    Over,
}

impl Store {
    /// Wishes that the run of an agent under this lease stops. Said again, it is the same wish; none is kept once the lease
    /// was given back or taken over.
    pub async fn wish_stop(&self, lease: &Lease, agent: AgentId) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO stop_wish (company_id, fence, agent_id) SELECT company_id, fence, $1 FROM lease \
             WHERE company_id = $2 AND fence = $3 AND expires_at <> $4 \
             ON CONFLICT (company_id, fence, agent_id) DO NOTHING",
        )
        .bind(agent.to_string())
        .bind(lease.company)
        .bind(lease.fence.0)
        .bind(GIVEN_BACK.0)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// What became of such a wish.
    pub async fn stop_wish(&self, lease: &Lease, agent: AgentId) -> Result<StopWish, StoreError> {
        let heard: Option<i64> =
            sqlx::query_scalar("SELECT heard FROM stop_wish WHERE company_id = $1 AND fence = $2 AND agent_id = $3")
                .bind(lease.company)
                .bind(lease.fence.0)
                .bind(agent.to_string())
                .fetch_optional(self.read())
                .await?;
        Ok(match heard {
            None => StopWish::Over,
            Some(0) => StopWish::Unheard,
            Some(_) => StopWish::Heard,
        })
    }

    /// The agents whose runs under this lease are to stop. Nothing is written where there is no new wish. A wish about an
    /// agent that `runs` does not name is forgotten; the others count as heard.
    pub async fn hear_stop_wishes(
        &self,
        lease: &Lease,
        runs: &(dyn Fn(AgentId) -> bool + Send + Sync),
    ) -> Result<Vec<AgentId>, StoreError> {
        let unheard: Vec<String> = sqlx::query_scalar(
            "SELECT agent_id FROM stop_wish WHERE company_id = $1 AND fence = $2 AND heard = 0 ORDER BY agent_id",
        )
        .bind(lease.company)
        .bind(lease.fence.0)
        .fetch_all(self.read())
        .await?;
        let mut wished = Vec::new();
        for id in unheard {
            let agent: AgentId = id.parse()?;
            let statement = if runs(agent) {
                wished.push(agent);
                "UPDATE stop_wish SET heard = 1 WHERE company_id = $1 AND fence = $2 AND agent_id = $3"
            } else {
                "DELETE FROM stop_wish WHERE company_id = $1 AND fence = $2 AND agent_id = $3"
            };
            let mut transaction = self.write().await?;
            sqlx::query(statement).bind(lease.company).bind(lease.fence.0).bind(id).execute(&mut *transaction).await?;
            transaction.commit().await?;
        }
        Ok(wished)
    }

    /// The companies in which a run of an agent was begun and has not ended.
    pub async fn companies_of_running(&self, agent: AgentId) -> Result<Vec<i64>, StoreError> {
        let companies = sqlx::query_scalar(
            "SELECT DISTINCT company_id FROM run WHERE agent_id = $1 AND state = $2 ORDER BY company_id",
        )
        .bind(agent.to_string())
        .bind(runs::state_word(RunState::Running))
        .fetch_all(self.read())
        .await?;
        Ok(companies)
    }
}

/// Forgets the wishes of a company inside a transaction: its lease was given back, or taken by somebody else.
pub(crate) async fn forget(connection: &mut SqliteConnection, company: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM stop_wish WHERE company_id = $1").bind(company).execute(connection).await?;
    Ok(())
}
