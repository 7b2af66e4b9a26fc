//! Fields that an undo restored, and that scheduled runs leave out.

use sitebook_domain::{HeldField, MappedField, MatchId, RunId, Timestamp};
use sqlx::{Row, SqliteConnection};

use crate::{Store, StoreError};

impl Store {
    /// The held fields of a company's matches.
    pub async fn held_fields(&self, company: i64) -> Result<Vec<HeldField>, StoreError> {
        let rows = sqlx::query(
            "SELECT h.match_id, h.field, h.value, h.run_id, h.held_at FROM held_field h \
             JOIN device_match m ON m.id = h.match_id WHERE m.company_id = $1 ORDER BY h.match_id, h.field",
        )
        .bind(company)
        .fetch_all(self.read())
        .await?;
        let mut fields = Vec::new();
        for row in &rows {
            // A field that this version does not know was held by a newer one; it is left alone.
            let Some(field) = MappedField::from_key(row.try_get("field")?) else { continue };
            fields.push(HeldField {
                match_id: row.try_get::<String, _>("match_id")?.parse()?,
                field,
                value: row.try_get("value")?,
                run: row.try_get::<String, _>("run_id")?.parse::<RunId>()?,
                at: Timestamp(row.try_get("held_at")?),
            });
        }
        Ok(fields)
    }

    /// Lets scheduled runs write these fields again.
    pub async fn release_held(&self, fields: &[(MatchId, MappedField)]) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        release(&mut transaction, fields).await?;
        Ok(transaction.commit().await?)
    }
}

/// Holds fields of matches that are there.
pub(crate) async fn hold(connection: &mut SqliteConnection, fields: &[HeldField]) -> Result<(), StoreError> {
    for held in fields {
        sqlx::query(
            "INSERT INTO held_field (match_id, field, value, run_id, held_at) \
             SELECT $1, $2, $3, $4, $5 WHERE EXISTS (SELECT 1 FROM device_match WHERE id = $1) \
             ON CONFLICT (match_id, field) DO UPDATE SET value = excluded.value, run_id = excluded.run_id, \
                 held_at = excluded.held_at",
        )
        .bind(held.match_id.to_string())
        .bind(held.field.key())
        .bind(&held.value)
        .bind(held.run.to_string())
        .bind(held.at.0)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Holds fields no longer.
pub(crate) async fn release(
    connection: &mut SqliteConnection,
    fields: &[(MatchId, MappedField)],
) -> Result<(), StoreError> {
    for (match_id, field) in fields {
        sqlx::query("DELETE FROM held_field WHERE match_id = $1 AND field = $2")
            .bind(match_id.to_string())
            .bind(field.key())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
