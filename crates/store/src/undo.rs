//! What an undo needs: values before they are overwritten, pairs before they change, records as they were created.

use sitebook_domain::{
    ActivityUndo, DeviceId, Lease, MatchId, MatchState, PairChange, RunId, RunState, SyncTarget, Timestamp, UndoRow,
};
use sqlx::{Row, SqliteConnection};

use crate::protocol::check_fence;
use crate::{AcceptedConfiguration, Store, StoreError, matches};

/// What a request is about to overwrite.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IntendedWrites {
    /// Values.
    pub rows: Vec<UndoRow>,
    /// Whether the configuration is active.
    pub activity: Option<ActivityUndo>,
    /// The match through which is written: nothing is, once it is frozen or gone.
    pub through: Option<MatchId>,
}

/// What is kept of a run for its undo.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptForUndo {
    /// Values that were overwritten, or about to be.
    pub rows: Vec<UndoRow>,
    /// Configurations whose being active was changed, or about to be.
    pub activity: Vec<ActivityUndo>,
    /// Pairs that were made again or taken apart.
    pub pairs: Vec<PairChange>,
    /// Configurations as they came back when they were created, by device.
    pub created: Vec<(DeviceId, AcceptedConfiguration)>,
}

impl Store {
    /// Keeps what is about to be overwritten, durably, before the request that overwrites it. No, and nothing is kept,
    /// when the match through which is to be written is no longer there or frozen.
    pub async fn record_intended_writes(
        &self,
        lease: &Lease,
        intended: &IntendedWrites,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        if let Some(through) = intended.through
            && !may_be_written(&mut transaction, through).await?
        {
            return Ok(false);
        }
        for row in &intended.rows {
            save_row(&mut transaction, row, at).await?;
        }
        if let Some(activity) = &intended.activity {
            save_activity(&mut transaction, activity, at).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Forgets what was kept of one record for a request that was not carried out.
    pub async fn forget_intended_writes(&self, lease: &Lease, run: RunId, device: DeviceId) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        for statement in [
            "DELETE FROM undo_row WHERE run_id = $1 AND device_id = $2",
            "DELETE FROM undo_activity WHERE run_id = $1 AND device_id = $2",
        ] {
            sqlx::query(statement).bind(run.to_string()).bind(device.to_string()).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// What is kept of a run for its undo.
    pub async fn kept_for_undo(&self, run: RunId) -> Result<KeptForUndo, StoreError> {
        Ok(KeptForUndo {
            rows: self.undo_rows(run).await?,
            activity: self.undo_activity(run).await?,
            pairs: self.undo_pairs(run).await?,
            created: self.created_records(run).await?,
        })
    }

    /// Which of these runs were taken back, or are about to be, each with the last run that did it. One that an undo was
    /// undone of counts as not taken back.
    pub async fn undone_by(&self, runs: &[RunId]) -> Result<Vec<(RunId, RunId)>, StoreError> {
        let mut undone = Vec::new();
        for run in runs {
            if let Some(by) = self.last_undo(*run).await? {
                undone.push((*run, by));
            }
        }
        Ok(undone)
    }

    /// The runs that were to take back a run, oldest first.
    pub async fn undos_of(&self, run: RunId) -> Result<Vec<RunId>, StoreError> {
        let ids: Vec<String> = sqlx::query_scalar("SELECT id FROM run WHERE undo_of = $1 ORDER BY started_at, id")
            .bind(run.to_string())
            .fetch_all(self.read())
            .await?;
        ids.iter().map(|id| Ok(id.parse()?)).collect()
    }

    /// The last run that took back a run and wrote something, unless that was itself taken back.
    async fn last_undo(&self, run: RunId) -> Result<Option<RunId>, StoreError> {
        let mut undone = None;
        let mut asked = run;
        // Each step is a run that started later than the one before: there is an end.
        loop {
            let by: Option<String> = sqlx::query_scalar(
                "SELECT id FROM run WHERE undo_of = $1 AND state <> $2 \
                   AND EXISTS (SELECT 1 FROM run_result s WHERE s.run_id = run.id AND s.outcome = 'applied') \
                 ORDER BY started_at DESC, id DESC LIMIT 1",
            )
            .bind(asked.to_string())
            .bind(crate::runs::state_word(RunState::Running))
            .fetch_optional(self.read())
            .await?;
            match by {
                None => return Ok(undone),
                Some(by) => {
                    let by: RunId = by.parse()?;
                    // An undo that was undone undoes nothing; an undo of that one makes it count again.
                    undone = if undone.is_none() { Some(by) } else { None };
                    asked = by;
                }
            }
        }
    }

    async fn undo_pairs(&self, run: RunId) -> Result<Vec<PairChange>, StoreError> {
        let bodies: Vec<String> = sqlx::query_scalar("SELECT body FROM undo_pair WHERE run_id = $1 ORDER BY device_id")
            .bind(run.to_string())
            .fetch_all(self.read())
            .await?;
        bodies.iter().map(|body| Ok(serde_json::from_str(body)?)).collect()
    }

    async fn created_records(&self, run: RunId) -> Result<Vec<(DeviceId, AcceptedConfiguration)>, StoreError> {
        let rows = sqlx::query(
            "SELECT device_id, configuration_id, body FROM created_record WHERE run_id = $1 ORDER BY configuration_id",
        )
        .bind(run.to_string())
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                let record = AcceptedConfiguration { id: row.try_get("configuration_id")?, body: row.try_get("body")? };
                Ok((row.try_get::<String, _>("device_id")?.parse()?, record))
            })
            .collect()
    }
}

/// Keeps a configuration as it came back when it was created.
pub(crate) async fn save_created(
    connection: &mut SqliteConnection,
    run: RunId,
    device: DeviceId,
    record: &AcceptedConfiguration,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO created_record (run_id, device_id, configuration_id, body) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (run_id, device_id) DO UPDATE SET configuration_id = excluded.configuration_id, \
             body = excluded.body",
    )
    .bind(run.to_string())
    .bind(device.to_string())
    .bind(record.id)
    .bind(&record.body)
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes a pair again, or takes it apart, and keeps that for the undo of this run. What people decided since counts more:
/// a pair that is not there is not taken apart, and one whose device or configuration has another match is not made.
pub(crate) async fn change_pair(
    connection: &mut SqliteConnection,
    run: RunId,
    change: &PairChange,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let found = change.found();
    let current = matches::match_of_device(connection, found.device).await?;
    match change {
        PairChange::Apart(_) => {
            let Some(current) = current.filter(|current| current.configuration == found.configuration) else {
                return Ok(());
            };
            matches::take_apart(connection, &current, by, at).await?;
        }
        PairChange::Together(_) => {
            if !matches::can_pair(connection, found).await? {
                return Ok(());
            }
            matches::save(connection, found).await?;
            matches::forget_unlink(connection, found.device, found.configuration).await?;
            matches::record(connection, found.device, None, Some(found), by, at).await?;
        }
    }
    sqlx::query(
        "INSERT INTO undo_pair (run_id, device_id, body) VALUES ($1, $2, $3) \
         ON CONFLICT (run_id, device_id) DO UPDATE SET body = excluded.body",
    )
    .bind(run.to_string())
    .bind(found.device.to_string())
    .bind(serde_json::to_string(change)?)
    .execute(connection)
    .await?;
    Ok(())
}

async fn may_be_written(connection: &mut SqliteConnection, through: MatchId) -> Result<bool, StoreError> {
    let state: Option<String> = sqlx::query_scalar("SELECT state FROM device_match WHERE id = $1")
        .bind(through.to_string())
        .fetch_optional(connection)
        .await?;
    let writable = [MatchState::Automatic, MatchState::Confirmed].map(matches::state_word);
    Ok(state.is_some_and(|state| writable.contains(&state.as_str())))
}

async fn save_row(connection: &mut SqliteConnection, row: &UndoRow, at: Timestamp) -> Result<(), StoreError> {
    let place = row.place.as_ref().map(serde_json::to_string).transpose()?;
    sqlx::query(
        "INSERT INTO undo_row (run_id, device_id, configuration_id, field, target, old_value, new_value, recorded_at, \
                               old_reference, place, had_own) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (run_id, device_id, field, target) DO UPDATE SET old_value = excluded.old_value, \
             new_value = excluded.new_value, recorded_at = excluded.recorded_at, \
             old_reference = excluded.old_reference, place = excluded.place, had_own = excluded.had_own",
    )
    .bind(row.run.to_string())
    .bind(row.device.to_string())
    .bind(row.configuration)
    .bind(row.field.key())
    .bind(target_word(row.target))
    .bind(&row.old)
    .bind(&row.new)
    .bind(at.0)
    .bind(row.old_reference)
    .bind(place)
    .bind(i64::from(row.had_own))
    .execute(connection)
    .await?;
    Ok(())
}

async fn save_activity(connection: &mut SqliteConnection, row: &ActivityUndo, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO undo_activity (run_id, device_id, configuration_id, old_active, new_active, recorded_at) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (run_id, device_id) DO UPDATE SET old_active = excluded.old_active, \
             new_active = excluded.new_active, recorded_at = excluded.recorded_at",
    )
    .bind(row.run.to_string())
    .bind(row.device.to_string())
    .bind(row.configuration)
    .bind(i64::from(row.old))
    .bind(i64::from(row.new))
    .bind(at.0)
    .execute(connection)
    .await?;
    Ok(())
}

fn target_word(target: SyncTarget) -> &'static str {
    match target {
        SyncTarget::Connectwise => "connectwise",
        SyncTarget::Local => "local",
    }
}
