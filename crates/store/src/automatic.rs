//! Automatic sync: which agents, and when each is due.

use sitebook_domain::{AgentId, Attempt, AttemptTimes, AutomaticSync, JOINING_MILLIS, SchedulerLease, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::{Store, StoreError, agents, scheduler};

impl Store {
    /// Automatic sync of every agent for which it was ever switched on.
    pub async fn all_automatic(&self) -> Result<Vec<AutomaticSync>, StoreError> {
        let rows = sqlx::query("SELECT body FROM automatic_sync ORDER BY agent_id").fetch_all(self.read()).await?;
        rows.iter().map(automatic_from).collect()
    }

    /// Automatic sync of one agent; none = it was never switched on.
    pub async fn automatic(&self, agent: AgentId) -> Result<Option<AutomaticSync>, StoreError> {
        let mut connection = self.read().acquire().await?;
        automatic(&mut connection, agent).await
    }

    /// Those that are on, are due or may join those that are, or began to wait in what is the future now, because the
    /// clock went back. In the order in which they are due.
    pub async fn automatic_by(&self, now: Timestamp) -> Result<Vec<AutomaticSync>, StoreError> {
        let rows = sqlx::query(
            "SELECT body FROM automatic_sync WHERE switched_on = 1 AND (next_at <= $1 OR since > $2) \
             ORDER BY next_at, agent_id",
        )
        .bind(now.plus_millis(JOINING_MILLIS).0)
        .bind(now.0)
        .fetch_all(self.read())
        .await?;
        rows.iter().map(automatic_from).collect()
    }

    /// Whether it is on for any agent.
    pub async fn is_any_automatic(&self) -> Result<bool, StoreError> {
        let any: Option<i64> = sqlx::query_scalar("SELECT 1 FROM automatic_sync WHERE switched_on = 1 LIMIT 1")
            .fetch_optional(self.read())
            .await?;
        Ok(any.is_some())
    }

    /// Those that switched themselves off after a failure.
    pub async fn failed_automatic(&self) -> Result<Vec<AutomaticSync>, StoreError> {
        let rows = sqlx::query("SELECT body FROM automatic_sync WHERE failed = 1 ORDER BY agent_id")
            .fetch_all(self.read())
            .await?;
        rows.iter().map(automatic_from).collect()
    }

    /// Keeps what a person decided, for all of these agents or none.
    pub async fn save_automatic(&self, all: &[AutomaticSync]) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        for automatic in all {
            save(&mut transaction, automatic).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Lets the wait of these agents begin anew if the clock went back before it began.
    pub async fn rewind_automatic(
        &self,
        lease: &SchedulerLease,
        agents: &[AgentId],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        scheduler::check_fence(&mut transaction, lease).await?;
        for agent in agents {
            if let Some(kept) = automatic(&mut transaction, *agent).await? {
                save(&mut transaction, &kept.under(now)).await?;
            }
        }
        Ok(transaction.commit().await?)
    }

    /// Keeps what became of an attempt, beside what a person decided meanwhile (see [`AutomaticSync::after`]). Returns
    /// what is kept now; none when there is nothing to keep it by any more.
    pub async fn record_attempt(
        &self,
        lease: &SchedulerLease,
        agent: AgentId,
        attempt: Attempt,
        times: &AttemptTimes,
    ) -> Result<Option<AutomaticSync>, StoreError> {
        let mut transaction = self.write().await?;
        scheduler::check_fence(&mut transaction, lease).await?;
        let Some(kept) = automatic(&mut transaction, agent).await? else { return Ok(None) };
        let after = kept.after(attempt, times);
        save(&mut transaction, &after).await?;
        transaction.commit().await?;
        Ok(Some(after))
    }
}

/// Forgets automatic sync of all agents inside a transaction.
pub(crate) async fn forget_all(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM automatic_sync").execute(connection).await?;
    Ok(())
}

/// Switches automatic sync of an agent off inside a transaction, if it ever was on.
pub(crate) async fn switch_off(
    connection: &mut SqliteConnection,
    agent: AgentId,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    match automatic(connection, agent).await? {
        Some(kept) if kept.on || kept.failure.is_some() => save(connection, &kept.switched_off(by, at)).await,
        _ => Ok(()),
    }
}

async fn automatic(connection: &mut SqliteConnection, agent: AgentId) -> Result<Option<AutomaticSync>, StoreError> {
    sqlx::query("SELECT body FROM automatic_sync WHERE agent_id = $1")
        .bind(agent.to_string())
        .fetch_optional(connection)
        .await?
        .as_ref()
        .map(automatic_from)
        .transpose()
}

fn automatic_from(row: &SqliteRow) -> Result<AutomaticSync, StoreError> {
    Ok(serde_json::from_str(row.try_get("body")?)?)
}

async fn save(connection: &mut SqliteConnection, automatic: &AutomaticSync) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO automatic_sync (agent_id, switched_on, failed, since, next_at, body) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agent_id) DO UPDATE SET switched_on = excluded.switched_on, \
         failed = excluded.failed, since = excluded.since, next_at = excluded.next_at, body = excluded.body",
    )
    .bind(automatic.agent.to_string())
    .bind(i64::from(automatic.on))
    .bind(i64::from(automatic.failure.is_some()))
    .bind(automatic.since.0)
    .bind(automatic.next_at.0)
    .bind(serde_json::to_string(automatic)?)
    .execute(&mut *connection)
    .await?;
    agents::touch(connection, automatic.agent).await
}
