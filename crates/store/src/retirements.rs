//! Configurations set inactive, or active again: what they were before.

use sitebook_domain::{ActivityUndo, RunId};
use sqlx::Row;

use crate::{Store, StoreError};

impl Store {
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
