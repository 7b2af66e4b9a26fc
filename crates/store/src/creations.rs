//! The steps of the create protocol: the intent before the request, and everything about its outcome in one transaction.

use sitebook_domain::{BaseValue, CreationIntent, DeviceId, Lease, Match, RecordResult, RunId, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::integration::save_configuration;
use crate::matches::{is_free, match_of_device};
use crate::protocol::{check_fence, save_base};
use crate::{AcceptedConfiguration, Store, StoreError, matches, runs, undo};

/// What a creation leaves behind, all in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedCreation {
    /// The run in which it stands.
    pub run: RunId,
    /// The match of the device and its new configuration.
    pub found: Match,
    /// Both sides as read back.
    pub base: Vec<BaseValue>,
    /// What became of it.
    pub result: RecordResult,
    /// The configuration as it came back.
    pub configuration: AcceptedConfiguration,
}

impl Store {
    /// Creations of a company whose outcome is not known, by device.
    pub async fn creation_intents(&self, company: i64) -> Result<Vec<CreationIntent>, StoreError> {
        let rows = sqlx::query(
            "SELECT device_id, company_id, identifier, run_id, intended_at, intended_by FROM creation_intent \
             WHERE company_id = $1 ORDER BY device_id",
        )
        .bind(company)
        .fetch_all(self.read())
        .await?;
        rows.iter().map(intent).collect()
    }

    /// The companies that have creations whose outcome is not known.
    pub async fn companies_with_creation_intents(&self) -> Result<Vec<i64>, StoreError> {
        Ok(sqlx::query_scalar("SELECT DISTINCT company_id FROM creation_intent ORDER BY company_id")
            .fetch_all(self.read())
            .await?)
    }

    /// Keeps the wish to create a configuration, durably, before the request is sent; said again, in place of what was
    /// kept. Nothing is kept, and the answer is no, when the device has a match by now or its agent is no longer linked
    /// to the company.
    pub async fn record_creation_intent(&self, lease: &Lease, intent: &CreationIntent) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        let wanted: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM device d JOIN company_link l ON l.agent_id = d.agent_id \
             WHERE d.id = $1 AND l.company_id = $2 \
               AND NOT EXISTS (SELECT 1 FROM device_match m WHERE m.device_id = $1)",
        )
        .bind(intent.device.to_string())
        .bind(intent.company)
        .fetch_optional(&mut *transaction)
        .await?;
        if wanted.is_none() {
            return Ok(false);
        }
        sqlx::query(
            "INSERT INTO creation_intent (device_id, company_id, identifier, run_id, intended_at, intended_by) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (device_id) DO UPDATE SET company_id = excluded.company_id, \
             identifier = excluded.identifier, run_id = excluded.run_id, intended_at = excluded.intended_at, \
             intended_by = excluded.intended_by",
        )
        .bind(intent.device.to_string())
        .bind(intent.company)
        .bind(&intent.identifier)
        .bind(intent.run.to_string())
        .bind(intent.intended_at.0)
        .bind(&intent.by)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Keeps a creation: match, base, result and configuration, and forgets the intent. Nothing is kept, and the answer
    /// is no, when a person decided otherwise since: the device or the configuration has another match, the pair was
    /// taken apart, or the agent is no longer linked to the company. A match of the very same pair stays as it is.
    pub async fn record_creation(&self, lease: &Lease, recorded: &RecordedCreation) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        let new = &recorded.found;
        let known = match_of_device(&mut transaction, new.device).await?;
        let same = known.filter(|known| known.configuration == new.configuration);
        if same.is_none() {
            if !is_free(&mut transaction, new).await? {
                return Ok(false);
            }
            matches::save(&mut transaction, new).await?;
            matches::record(&mut transaction, new.device, None, Some(new), &new.by, new.at).await?;
        }
        let match_id = same.map_or(new.id, |known| known.id);
        let base: Vec<BaseValue> = recorded.base.iter().map(|value| BaseValue { match_id, ..value.clone() }).collect();
        save_base(&mut transaction, &base).await?;
        runs::save_result(&mut transaction, recorded.run, &recorded.result).await?;
        undo::save_created(&mut transaction, recorded.run, new.device, &recorded.configuration).await?;
        save_configuration(&mut transaction, lease.company, &recorded.configuration).await?;
        forget(&mut transaction, new.device).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Forgets the wish to create a configuration because nothing was created, or because nothing can be made of it; with
    /// a result, that is kept in its run.
    pub async fn drop_creation_intent(
        &self,
        lease: &Lease,
        device: DeviceId,
        result: Option<(RunId, &RecordResult)>,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        check_fence(&mut transaction, lease).await?;
        forget(&mut transaction, device).await?;
        if let Some((run, result)) = result {
            runs::save_result(&mut transaction, run, result).await?;
        }
        Ok(transaction.commit().await?)
    }
}

async fn forget(connection: &mut SqliteConnection, device: DeviceId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM creation_intent WHERE device_id = $1")
        .bind(device.to_string())
        .execute(connection)
        .await?;
    Ok(())
}

fn intent(row: &SqliteRow) -> Result<CreationIntent, StoreError> {
    Ok(CreationIntent {
        device: row.try_get::<String, _>("device_id")?.parse()?,
        company: row.try_get("company_id")?,
        identifier: row.try_get("identifier")?,
        run: row.try_get::<String, _>("run_id")?.parse()?,
        intended_at: Timestamp(row.try_get("intended_at")?),
        by: row.try_get("intended_by")?,
    })
}
