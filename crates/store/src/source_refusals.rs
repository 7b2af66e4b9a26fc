//! Values that the source of their device did not take, and why.

use sitebook_domain::{AgentId, DeviceField, DeviceId, FieldKey, Timestamp};
use sqlx::Row;

use crate::{Store, StoreError};

/// A value that a source did not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRefusal {
    /// The device.
    pub device: DeviceId,
    /// The field.
    pub field: DeviceField,
    /// The value that was sent. Where another one counts by now, the refusal says nothing any more.
    pub value: String,
    /// Why the source does not have it, in words.
    pub reason: String,
    /// Whether the source may have it all the same.
    pub uncertain: bool,
}

impl Store {
    /// Keeps why a source did not take a value, in place of what it said about that field before.
    pub async fn keep_source_refusal(&self, refusal: &SourceRefusal, at: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO source_refusal (device_id, field, value, reason, uncertain, refused_at) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (device_id, field) DO UPDATE SET value = excluded.value, reason = excluded.reason, \
             uncertain = excluded.uncertain, refused_at = excluded.refused_at",
        )
        .bind(refusal.device.to_string())
        .bind(refusal.field.key())
        .bind(&refusal.value)
        .bind(&refusal.reason)
        .bind(i64::from(refusal.uncertain))
        .bind(at.0)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Forgets what a source said against the values of a field.
    pub async fn forget_source_refusal(&self, device: DeviceId, field: DeviceField) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query("DELETE FROM source_refusal WHERE device_id = $1 AND field = $2")
            .bind(device.to_string())
            .bind(field.key())
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// What was refused of the devices of an agent.
    pub async fn source_refusals(&self, agent: AgentId) -> Result<Vec<SourceRefusal>, StoreError> {
        let rows = sqlx::query(
            "SELECT r.device_id, r.field, r.value, r.reason, r.uncertain FROM source_refusal r JOIN device d ON d.id = r.device_id \
             WHERE d.agent_id = $1 ORDER BY r.device_id, r.field",
        )
        .bind(agent.to_string())
        .fetch_all(self.read())
        .await?;
        let mut refusals = Vec::with_capacity(rows.len());
        for row in &rows {
            // A field that a newer version knew says nothing to this one.
            let Some(field) = DeviceField::from_key(&row.try_get::<String, _>("field")?) else { continue };
            refusals.push(SourceRefusal {
                device: row.try_get::<String, _>("device_id")?.parse()?,
                field,
                value: row.try_get("value")?,
                reason: row.try_get("reason")?,
                uncertain: row.try_get::<i64, _>("uncertain")? != 0,
            });
        }
        Ok(refusals)
    }
}
