//! Setting a configuration inactive, or active again: the state before, kept before it is changed.

use sitebook_domain::{ActivityUndo, Lease, RunId, Timestamp};
use sqlx::Row;

use crate::protocol::check_fence;
use crate::{Store, StoreError};

impl Store {
    /// Keeps durably what a configuration is before the request that changes it.
    pub async fn record_intended_activity(
        &self,
        lease: &Lease,
        row: &ActivityUndo,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        sqlx::query(
            "INSERT INTO undo_activity (run_id, device_id, configuration_id, old_active, new_active, recorded_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(row.run.to_string())
        .bind(row.device.to_string())
        .bind(row.configuration)
        .bind(i64::from(row.old))
        .bind(i64::from(row.new))
        .bind(at.0)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// What a run did to configurations' being active, or was about to.
    pub async fn undo_activity(&self, run: RunId) -> Result<Vec<ActivityUndo>, StoreError> {
        let rows = sqlx::query(
            "SELECT device_id, configuration_id, old_active, new_active FROM undo_activity WHERE run_id = $1 \
             ORDER BY configuration_id",
        )
        .bind(run.to_string())
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(ActivityUndo {
                    run,
                    device: row.try_get::<String, _>("device_id")?.parse()?,
                    configuration: row.try_get("configuration_id")?,
                    old: row.try_get::<i64, _>("old_active")? != 0,
                    new: row.try_get::<i64, _>("new_active")? != 0,
                })
            })
            .collect()
    }
}
