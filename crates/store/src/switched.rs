//! Power that was switched, until the source of the device has noticed.

use sitebook_domain::{DeviceId, SwitchedPower, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::{Store, StoreError};

impl Store {
    /// Keeps an act on the power of a device in place of the one before.
    pub async fn power_switched(&self, device: DeviceId, act: &SwitchedPower) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO switched_power (device_id, is_on, switched_at, asked_at, read_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (device_id) DO UPDATE SET is_on = excluded.is_on, switched_at = excluded.switched_at, \
                 asked_at = excluded.asked_at, read_at = excluded.read_at",
        )
        .bind(device.to_string())
        .bind(act.is_on.map(i64::from))
        .bind(act.at.0)
        .bind(act.asked_at.0)
        .bind(act.read_at.0)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Notes that the source is asked for a device again. False when somebody else does so since it was looked at.
    pub async fn ask_for_switched(
        &self,
        device: DeviceId,
        act: &SwitchedPower,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let done = sqlx::query(
            "UPDATE switched_power SET asked_at = $1 WHERE device_id = $2 AND switched_at = $3 AND asked_at = $4",
        )
        .bind(at.0)
        .bind(device.to_string())
        .bind(act.at.0)
        .bind(act.asked_at.0)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes that the source answered what it was asked at this time about a device, unless it was switched since.
    pub async fn switched_was_read(
        &self,
        device: DeviceId,
        act: &SwitchedPower,
        asked_at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "UPDATE switched_power SET read_at = $1 WHERE device_id = $2 AND switched_at = $3 AND read_at < $1",
        )
        .bind(asked_at.0)
        .bind(device.to_string())
        .bind(act.at.0)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }
}

/// The act in a row that has one.
pub(crate) fn switched(row: &SqliteRow) -> Result<Option<SwitchedPower>, StoreError> {
    let time = |column: &str| Ok::<_, StoreError>(row.try_get::<Option<i64>, _>(column)?.map(Timestamp));
    let (Some(at), Some(asked_at), Some(read_at)) = (time("switched_at")?, time("asked_at")?, time("read_at")?) else {
        return Ok(None);
    };
    let is_on = row.try_get::<Option<i64>, _>("is_on")?.map(|is_on| is_on != 0);
    Ok(Some(SwitchedPower { is_on, at, asked_at, read_at }))
}
