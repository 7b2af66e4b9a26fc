//! Plans and runs.

use sitebook_domain::{AgentId, RecordOutcome, RecordResult, Run, RunId, RunKind, RunState, Timestamp, UndoRow};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::agents::like_pattern;
use crate::{Store, StoreError, agents};

/// Which runs are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunFilter {
    /// Only this agent's.
    pub agent: Option<AgentId>,
    /// Part of what an agent is found by, of the run's id, its author or its reason; empty = all.
    pub search: String,
    /// Only those before this time, or of this time and with a smaller id.
    pub before: Option<(Timestamp, Option<RunId>)>,
    /// How many at most.
    pub limit: u32,
}

impl Store {
    /// Keeps a plan as a document under its hash.
    pub async fn save_plan(&self, hash: &str, agent: AgentId, body: &str, at: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO plan (hash, agent_id, body, created_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (hash) DO UPDATE SET body = excluded.body, created_at = excluded.created_at",
        )
        .bind(hash)
        .bind(agent.to_string())
        .bind(body)
        .bind(at.0)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// The plan with this hash, for this agent.
    pub async fn plan(&self, hash: &str, agent: AgentId) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT body FROM plan WHERE hash = $1 AND agent_id = $2")
            .bind(hash)
            .bind(agent.to_string())
            .fetch_optional(self.read())
            .await?)
    }

    /// Runs, newest first.
    pub async fn runs(&self, filter: &RunFilter) -> Result<Vec<Run>, StoreError> {
        let (before, before_id) = filter.before.unwrap_or((Timestamp(i64::MAX), None));
        let rows = sqlx::query(
            "SELECT r.body FROM run r JOIN agent a ON a.id = r.agent_id \
             WHERE ($1 = '' OR r.agent_id = $1) \
               AND (r.started_at < $2 OR (r.started_at = $2 AND r.id < $3)) \
               AND ($4 = '' OR a.search_text LIKE $5 ESCAPE '\\' OR r.search_text LIKE $5 ESCAPE '\\') \
             ORDER BY r.started_at DESC, r.id DESC LIMIT $6",
        )
        .bind(filter.agent.map(|agent| agent.to_string()).unwrap_or_default())
        .bind(before.0)
        .bind(before_id.map(|id| id.to_string()).unwrap_or_default())
        .bind(filter.search.trim())
        .bind(like_pattern(&filter.search))
        .bind(i64::from(filter.limit))
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| Ok(serde_json::from_str(row.try_get("body")?)?)).collect()
    }

    /// How many configurations each of these runs created.
    pub async fn created_counts(&self, runs: &[RunId]) -> Result<Vec<(RunId, u32)>, StoreError> {
        let mut counts = Vec::new();
        for run in runs {
            let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM created_record WHERE run_id = $1")
                .bind(run.to_string())
                .fetch_one(self.read())
                .await?;
            counts.push((*run, u32::try_from(count).unwrap_or(u32::MAX)));
        }
        Ok(counts)
    }

    /// Forgets runs that ended before a time, with everything kept for their undo, and plans of before `plans_before`
    /// that no kept run names. A run with a creation whose outcome is not known stays. Returns how many runs went.
    pub async fn prune_runs(&self, before: Timestamp, plans_before: Timestamp) -> Result<u64, StoreError> {
        let mut transaction = self.write().await?;
        let old: Vec<(String, String)> = sqlx::query_as(
            "SELECT id, agent_id FROM run WHERE started_at < $1 AND state <> $2 \
               AND NOT EXISTS (SELECT 1 FROM creation_intent i WHERE i.run_id = run.id)",
        )
        .bind(before.0)
        .bind(state_word(RunState::Running))
        .fetch_all(&mut *transaction)
        .await?;
        for (id, agent) in &old {
            for table in ["run_result", "undo_row", "undo_activity", "undo_pair", "created_record"] {
                let statement = format!("DELETE FROM {table} WHERE run_id = $1");
                sqlx::query(sqlx::AssertSqlSafe(statement)).bind(id).execute(&mut *transaction).await?;
            }
            sqlx::query("DELETE FROM run WHERE id = $1").bind(id).execute(&mut *transaction).await?;
            agents::touch(&mut transaction, agent.parse()?).await?;
        }
        // Only the document of a run of an earlier version says which plan it carried out.
        sqlx::query(
            "DELETE FROM plan WHERE created_at < $1 AND NOT EXISTS (SELECT 1 FROM run r WHERE r.plan = plan.hash \
                 OR (r.plan = '' AND r.body LIKE '%\"' || plan.hash || '\"%'))",
        )
        .bind(plans_before.0)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(old.len() as u64)
    }

    /// The last sync of each agent, and when a sync of it ended well the last time.
    pub async fn last_runs(&self) -> Result<Vec<(Run, Option<Timestamp>)>, StoreError> {
        let rows = sqlx::query(
            "SELECT r.body, (SELECT MAX(s.started_at) FROM run s WHERE s.agent_id = r.agent_id AND s.kind = 'sync' \
                 AND s.state = 'done') AS success \
             FROM run r WHERE r.id = (SELECT l.id FROM run l WHERE l.agent_id = r.agent_id \
                 AND l.kind = 'sync' ORDER BY l.started_at DESC, l.id DESC LIMIT 1)",
        )
        .fetch_all(self.read())
        .await?;
        rows.iter().map(last_run).collect()
    }

    /// The last sync of an agent, and when a sync of it ended well the last time.
    pub async fn last_run(&self, agent: AgentId) -> Result<Option<(Run, Option<Timestamp>)>, StoreError> {
        let row = sqlx::query(
            "SELECT r.body, (SELECT MAX(s.started_at) FROM run s WHERE s.agent_id = $1 AND s.kind = 'sync' \
                 AND s.state = 'done') AS success \
             FROM run r WHERE r.agent_id = $1 AND r.kind = 'sync' ORDER BY r.started_at DESC, r.id DESC LIMIT 1",
        )
        .bind(agent.to_string())
        .fetch_optional(self.read())
        .await?;
        row.as_ref().map(last_run).transpose()
    }

    /// One run.
    pub async fn run(&self, id: RunId) -> Result<Option<Run>, StoreError> {
        let body: Option<String> = sqlx::query_scalar("SELECT body FROM run WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(self.read())
            .await?;
        Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
    }

    /// What became of each record of a run.
    pub async fn run_results(&self, id: RunId) -> Result<Vec<RecordResult>, StoreError> {
        let rows = sqlx::query(
            "SELECT device_id, configuration_id, outcome, reason, message FROM run_result WHERE run_id = $1 \
             ORDER BY configuration_id",
        )
        .bind(id.to_string())
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(RecordResult {
                    device: row.try_get::<String, _>("device_id")?.parse()?,
                    configuration: row.try_get("configuration_id")?,
                    outcome: outcome_from(row.try_get("outcome")?)?,
                    reason: row.try_get("reason")?,
                    message: row.try_get("message")?,
                })
            })
            .collect()
    }

    /// The values that a run overwrote, or was about to.
    pub async fn undo_rows(&self, id: RunId) -> Result<Vec<UndoRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT device_id, configuration_id, field, target, old_value, new_value, old_reference, place, had_own \
             FROM undo_row WHERE run_id = $1 ORDER BY configuration_id, field, target",
        )
        .bind(id.to_string())
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let field: String = row.try_get("field")?;
                let target: String = row.try_get("target")?;
                let place: Option<String> = row.try_get("place")?;
                Ok(UndoRow {
                    run: id,
                    device: row.try_get::<String, _>("device_id")?.parse()?,
                    configuration: row.try_get("configuration_id")?,
                    field: sitebook_domain::MappedField::from_key(&field).ok_or(StoreError::Value(field))?,
                    target: serde_json::from_value(target.into())?,
                    old: row.try_get("old_value")?,
                    new: row.try_get("new_value")?,
                    old_reference: row.try_get("old_reference")?,
                    place: place.map(|place| serde_json::from_str(&place)).transpose()?,
                    had_own: row.try_get::<i64, _>("had_own")? != 0,
                })
            })
            .collect()
    }
}

fn last_run(row: &SqliteRow) -> Result<(Run, Option<Timestamp>), StoreError> {
    let success: Option<i64> = row.try_get("success")?;
    Ok((serde_json::from_str(row.try_get("body")?)?, success.map(Timestamp)))
}

/// Inserts or replaces a run inside a transaction.
pub(crate) async fn save(connection: &mut SqliteConnection, run: &Run) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO run (id, agent_id, company_id, kind, state, started_at, body, undo_of, search_text, plan) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET state = excluded.state, \
             body = excluded.body, search_text = excluded.search_text, plan = excluded.plan",
    )
    .bind(run.id.to_string())
    .bind(run.agent.to_string())
    .bind(run.company)
    .bind(kind_word(run.kind))
    .bind(state_word(run.state))
    .bind(run.started_at.0)
    .bind(serde_json::to_string(run)?)
    .bind(run.undo_of.map(|undone| undone.to_string()))
    .bind(search_text(run))
    .bind(&run.plan)
    .execute(&mut *connection)
    .await?;
    agents::touch(connection, run.agent).await
}

/// What a run is found by, beside its agent: its id, who started it, and why it ended as it did.
fn search_text(run: &Run) -> String {
    [run.id.to_string(), run.by.clone(), run.reason.clone().unwrap_or_default()].join("\n").to_lowercase()
}

/// Closes runs of a company that never ended because their process died.
pub(crate) async fn close_abandoned(
    connection: &mut SqliteConnection,
    company: i64,
    at: Timestamp,
) -> Result<(), StoreError> {
    let rows = sqlx::query("SELECT body FROM run WHERE company_id = $1 AND state = 'running'")
        .bind(company)
        .fetch_all(&mut *connection)
        .await?;
    for row in &rows {
        let mut run: Run = serde_json::from_str(row.try_get("body")?)?;
        run.state = RunState::Failed;
        run.reason = Some("Sitebook ended before this run did".to_owned());
        run.ended_at = Some(at);
        save(connection, &run).await?;
    }
    Ok(())
}

/// Inserts or replaces the result of one record inside a transaction.
pub(crate) async fn save_result(
    connection: &mut SqliteConnection,
    run: RunId,
    result: &RecordResult,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO run_result (run_id, device_id, configuration_id, outcome, reason, message) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (run_id, device_id) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason, \
             message = excluded.message",
    )
    .bind(run.to_string())
    .bind(result.device.to_string())
    .bind(result.configuration)
    .bind(outcome_word(result.outcome))
    .bind(&result.reason)
    .bind(&result.message)
    .execute(connection)
    .await?;
    Ok(())
}

fn kind_word(kind: RunKind) -> &'static str {
    match kind {
        RunKind::Sync => "sync",
        RunKind::Create => "create",
        RunKind::Retire => "retire",
        RunKind::Undo => "undo",
        RunKind::Type => "type",
    }
}

pub(crate) fn state_word(state: RunState) -> &'static str {
    match state {
        RunState::Running => "running",
        RunState::Done => "done",
        RunState::Partial => "partial",
        RunState::Failed => "failed",
        RunState::Stopped => "stopped",
        RunState::Postponed => "postponed",
    }
}

fn outcome_word(outcome: RecordOutcome) -> &'static str {
    match outcome {
        RecordOutcome::Applied => "applied",
        RecordOutcome::Failed => "failed",
        RecordOutcome::Skipped => "skipped",
    }
}

fn outcome_from(word: &str) -> Result<RecordOutcome, StoreError> {
    [RecordOutcome::Applied, RecordOutcome::Failed, RecordOutcome::Skipped]
        .into_iter()
        .find(|outcome| outcome_word(*outcome) == word)
        .ok_or_else(|| StoreError::Value(word.to_owned()))
}
