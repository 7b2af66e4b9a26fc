//! The steps of the sync protocol: each one transaction, each checked against the lease's fencing number.

use sitebook_domain::{
    BaseValue, DeviceField, DeviceId, Fence, FieldValue, HeldField, Lease, LeaseAttempt, LeaseHolder, MappedField,
    MatchId, OwnWrite, PairChange, RecordResult, Run, RunId, Timestamp,
};
use sqlx::{Row, SqliteConnection};

use crate::integration::save_configuration;
use crate::sources::{Heard, Told};
use crate::{AcceptedConfiguration, Store, StoreError, devices, held, runs, stop_wishes, undo};

/// What one record's write leaves behind, all in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedResult {
    /// What became of the record.
    pub result: RecordResult,
    /// Both sides as read back.
    pub base: Vec<BaseValue>,
    /// Values kept here.
    pub own: Vec<OwnWrite>,
    /// The configuration as it came back.
    pub configuration: Option<(i64, AcceptedConfiguration)>,
    /// Fields that scheduled runs leave out from now on.
    pub held: Vec<HeldField>,
    /// Fields that are held no longer.
    pub released: Vec<(MatchId, MappedField)>,
    /// What happens to the pair.
    pub pairing: Option<PairChange>,
    /// Whether nothing of the record was written for certain: then what was kept of it for an undo goes.
    pub is_unwritten: bool,
    /// Who is named in the history of values kept here.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The end of a lease that was given back.
pub(crate) const GIVEN_BACK: Timestamp = Timestamp(0);

impl Store {
    /// Takes the lease of a company until `until`, if nobody holds it at `now`. `dead` names the fencing number of a
    /// holder whose process is known to be gone: its lease is taken over at once.
    pub async fn take_lease(
        &self,
        company: i64,
        holder: &LeaseHolder,
        now: Timestamp,
        until: Timestamp,
        dead: Option<Fence>,
    ) -> Result<LeaseAttempt, StoreError> {
        let mut transaction = self.write().await?;
        let current = lease(&mut transaction, company).await?;
        if let Some(held) = current.as_ref().filter(|lease| lease.expires_at > now && Some(lease.fence) != dead) {
            return Ok(LeaseAttempt::Held(held.clone()));
        }
        let taken = Lease {
            company,
            host: holder.host.clone(),
            process: holder.process,
            process_started: holder.process_started,
            fence: Fence(current.map_or(0, |lease| lease.fence.0) + 1),
            expires_at: until,
        };
        sqlx::query(
            "INSERT INTO lease (company_id, host, process, process_started, fence, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (company_id) DO UPDATE SET host = excluded.host, \
             process = excluded.process, process_started = excluded.process_started, fence = excluded.fence, \
             expires_at = excluded.expires_at",
        )
        .bind(company)
        .bind(&taken.host)
        .bind(i64::from(taken.process))
        .bind(taken.process_started as i64)
        .bind(taken.fence.0)
        .bind(taken.expires_at.0)
        .execute(&mut *transaction)
        .await?;
        stop_wishes::forget(&mut transaction, company).await?;
        transaction.commit().await?;
        Ok(LeaseAttempt::Taken(taken))
    }

    /// The lease of a company that was taken last and not given back, run out or not.
    pub async fn unreturned_lease(&self, company: i64) -> Result<Option<Lease>, StoreError> {
        let mut connection = self.read().acquire().await?;
        Ok(lease(&mut connection, company).await?.filter(|lease| lease.expires_at != GIVEN_BACK))
    }

    /// Holds a lease longer.
    pub async fn renew_lease(&self, lease: &Lease, until: Timestamp) -> Result<(), StoreError> {
        self.set_lease_end(lease, until).await
    }

    /// Gives a lease back.
    pub async fn release_lease(&self, lease: &Lease) -> Result<(), StoreError> {
        self.set_lease_end(lease, GIVEN_BACK).await
    }

    async fn set_lease_end(&self, lease: &Lease, until: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        sqlx::query("UPDATE lease SET expires_at = $1 WHERE company_id = $2")
            .bind(until.0)
            .bind(lease.company)
            .execute(&mut *transaction)
            .await?;
        if until == GIVEN_BACK {
            stop_wishes::forget(&mut transaction, lease.company).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Writes down that a run starts. Runs of this company that a crash left open are closed as failed.
    pub async fn begin_run(&self, lease: &Lease, run: &Run) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        runs::close_abandoned(&mut transaction, run.company, run.started_at).await?;
        runs::save(&mut transaction, run).await?;
        Ok(transaction.commit().await?)
    }

    /// Keeps what became of one record: result, base, values kept here, the configuration as it came back, which fields
    /// are held, and what happens to the pair.
    pub async fn record_result(&self, lease: &Lease, run: RunId, recorded: &RecordedResult) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        runs::save_result(&mut transaction, run, &recorded.result).await?;
        if recorded.is_unwritten {
            undo::forget_kept(&mut transaction, run, recorded.result.device).await?;
        }
        if let Some(change) = &recorded.pairing {
            undo::change_pair(&mut transaction, run, change, &recorded.by, recorded.at).await?;
        }
        save_base(&mut transaction, &recorded.base).await?;
        for write in &recorded.own {
            let device = devices::device(&mut transaction, write.device).await?;
            // Where another value counts by now, a person was faster.
            if let Some(mut device) = device.filter(|device| device.layers.text(write.field) == write.before) {
                devices::set_own(
                    &mut transaction,
                    &mut device,
                    write.field,
                    write.value.as_ref(),
                    &recorded.by,
                    recorded.at,
                )
                .await?;
                devices::save(&mut transaction, &device).await?;
            }
        }
        if let Some((company, configuration)) = &recorded.configuration {
            save_configuration(&mut transaction, *company, configuration).await?;
        }
        held::release(&mut transaction, &recorded.released).await?;
        held::hold(&mut transaction, &recorded.held).await?;
        Ok(transaction.commit().await?)
    }

    /// Keeps what a source says of a field after a value was written back to it. What is our own stays.
    pub async fn record_source_value(
        &self,
        lease: &Lease,
        id: DeviceId,
        field: DeviceField,
        value: &FieldValue,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        if let Some(mut device) = devices::device(&mut transaction, id).await?
            && device.layers.set_source(field, value.clone())
        {
            devices::save(&mut transaction, &device).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Keeps what a source was found to say of a field before a value is written back to it, and tells of it in the history.
    pub async fn record_seen_value(
        &self,
        lease: &Lease,
        id: DeviceId,
        field: DeviceField,
        value: &FieldValue,
        by: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        let heard = Heard { device: id, field, value, by, at };
        heard.keep(&mut transaction, Told::Said).await?;
        Ok(transaction.commit().await?)
    }

    /// Keeps base values of records that were found equal.
    pub async fn record_base(&self, lease: &Lease, base: &[BaseValue]) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        save_base(&mut transaction, base).await?;
        Ok(transaction.commit().await?)
    }

    /// Writes down how a run ended.
    pub async fn finish_run(&self, lease: &Lease, run: &Run) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        runs::save(&mut transaction, run).await?;
        Ok(transaction.commit().await?)
    }

    /// The base values of matches of a company's devices.
    pub async fn base_values(&self, company: i64) -> Result<Vec<BaseValue>, StoreError> {
        let rows = sqlx::query(
            "SELECT b.match_id, b.field, b.ours, b.theirs FROM base_value b \
             JOIN device_match m ON m.id = b.match_id WHERE m.company_id = $1 ORDER BY b.match_id, b.field",
        )
        .bind(company)
        .fetch_all(self.read())
        .await?;
        let mut values = Vec::new();
        for row in &rows {
            // A field that this version does not know was written by a newer one; it is left alone.
            let Some(field) = MappedField::from_key(row.try_get("field")?) else { continue };
            values.push(BaseValue {
                match_id: row.try_get::<String, _>("match_id")?.parse::<MatchId>()?,
                field,
                ours: row.try_get("ours")?,
                theirs: row.try_get("theirs")?,
            });
        }
        Ok(values)
    }
}

pub(crate) async fn save_base(connection: &mut SqliteConnection, base: &[BaseValue]) -> Result<(), StoreError> {
    for value in base {
        sqlx::query(
            "INSERT INTO base_value (match_id, field, ours, theirs) \
             SELECT $1, $2, $3, $4 WHERE EXISTS (SELECT 1 FROM device_match WHERE id = $1) \
             ON CONFLICT (match_id, field) DO UPDATE SET ours = excluded.ours, theirs = excluded.theirs",
        )
        .bind(value.match_id.to_string())
        .bind(value.field.key())
        .bind(&value.ours)
        .bind(&value.theirs)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn lease(connection: &mut SqliteConnection, company: i64) -> Result<Option<Lease>, StoreError> {
    let row = sqlx::query("SELECT host, process, process_started, fence, expires_at FROM lease WHERE company_id = $1")
        .bind(company)
        .fetch_optional(connection)
        .await?;
    row.map(|row| {
        Ok(Lease {
            company,
            host: row.try_get("host")?,
            process: row.try_get::<i64, _>("process")? as u32,
            process_started: row.try_get::<i64, _>("process_started")? as u64,
            fence: Fence(row.try_get("fence")?),
            expires_at: Timestamp(row.try_get("expires_at")?),
        })
    })
    .transpose()
}

/// Refuses a step of a process whose lease was taken over. A lease that merely ran out still holds: nobody else worked.
pub(crate) async fn check_fence(connection: &mut SqliteConnection, held: &Lease) -> Result<(), StoreError> {
    match lease(connection, held.company).await? {
        Some(current) if current.fence == held.fence => Ok(()),
        _ => Err(StoreError::Fenced),
    }
}
