//! The lease of the process that runs agents automatically.

use sitebook_domain::{Fence, Lease, LeaseHolder, SCHEDULER_LEASE_MILLIS, SchedulerAttempt, SchedulerLease, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::{Store, StoreError};

impl Store {
    /// Takes the scheduler's lease, if nobody holds it at `now`. `dead` names the fencing number of a holder whose
    /// process is known to be gone: its lease is taken over at once.
    pub async fn take_scheduler_lease(
        &self,
        holder: &LeaseHolder,
        now: Timestamp,
        dead: Option<Fence>,
    ) -> Result<SchedulerAttempt, StoreError> {
        let mut transaction = self.write().await?;
        let current = current(&mut transaction).await?;
        if let Some(held) = current.as_ref().filter(|lease| lease.holds(now) && Some(lease.fence) != dead) {
            return Ok(SchedulerAttempt::Held(held.clone()));
        }
        let taken = SchedulerLease {
            host: holder.host.clone(),
            process: holder.process,
            process_started: holder.process_started,
            fence: Fence(current.map_or(0, |lease| lease.fence.0) + 1),
            expires_at: now.plus_millis(SCHEDULER_LEASE_MILLIS),
        };
        sqlx::query(
            "INSERT INTO scheduler_lease (slot, host, process, process_started, fence, expires_at) \
             VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT (slot) DO UPDATE SET host = excluded.host, \
             process = excluded.process, process_started = excluded.process_started, fence = excluded.fence, \
             expires_at = excluded.expires_at",
        )
        .bind(&taken.host)
        .bind(i64::from(taken.process))
        .bind(taken.process_started as i64)
        .bind(taken.fence.0)
        .bind(taken.expires_at.0)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(SchedulerAttempt::Taken(taken))
    }

    /// Holds the scheduler's lease until `until`.
    pub async fn renew_scheduler_lease(&self, lease: &SchedulerLease, until: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        sqlx::query("UPDATE scheduler_lease SET expires_at = $1 WHERE slot = 1")
            .bind(until.0)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// Gives the scheduler's lease back.
    pub async fn release_scheduler_lease(&self, lease: &SchedulerLease) -> Result<(), StoreError> {
        self.renew_scheduler_lease(lease, Timestamp(0)).await
    }

    /// The scheduler's lease as it was taken last, whether it still holds or not.
    pub async fn scheduler_lease(&self) -> Result<Option<SchedulerLease>, StoreError> {
        let mut connection = self.read().acquire().await?;
        current(&mut connection).await
    }

    /// The leases of companies as they were taken last, whether they still hold or not.
    pub async fn company_leases(&self) -> Result<Vec<Lease>, StoreError> {
        let rows = sqlx::query("SELECT company_id, host, process, process_started, fence, expires_at FROM lease")
            .fetch_all(self.read())
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Lease {
                    company: row.try_get("company_id")?,
                    host: row.try_get("host")?,
                    process: row.try_get::<i64, _>("process")? as u32,
                    process_started: row.try_get::<i64, _>("process_started")? as u64,
                    fence: Fence(row.try_get("fence")?),
                    expires_at: Timestamp(row.try_get("expires_at")?),
                })
            })
            .collect()
    }
}

async fn current(connection: &mut SqliteConnection) -> Result<Option<SchedulerLease>, StoreError> {
    sqlx::query("SELECT host, process, process_started, fence, expires_at FROM scheduler_lease WHERE slot = 1")
        .fetch_optional(connection)
        .await?
        .as_ref()
        .map(lease_from)
        .transpose()
}

fn lease_from(row: &SqliteRow) -> Result<SchedulerLease, StoreError> {
    Ok(SchedulerLease {
        host: row.try_get("host")?,
        process: row.try_get::<i64, _>("process")? as u32,
        process_started: row.try_get::<i64, _>("process_started")? as u64,
        fence: Fence(row.try_get("fence")?),
        expires_at: Timestamp(row.try_get("expires_at")?),
    })
}

/// Refuses a step of a process whose lease was taken over. A lease that merely ran out still holds: nobody else worked.
pub(crate) async fn check_fence(connection: &mut SqliteConnection, held: &SchedulerLease) -> Result<(), StoreError> {
    match current(connection).await? {
        Some(current) if current.fence == held.fence => Ok(()),
        _ => Err(StoreError::Fenced),
    }
}
