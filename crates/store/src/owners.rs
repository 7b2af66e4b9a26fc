//! Home owners: their one-time codes, their sessions, how often they tried, and what they may reach.

mod codes;
mod homes;
mod sessions;

use sitebook_domain::Timestamp;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::StoreError;

pub use codes::{CodeBegun, CountedAttempt, OpenedInvitation, OwnerCode};
pub use homes::{GrantedDevice, OwnedAgent};
pub use sessions::{NewSession, OwnerSession};

/// Notes at the agents of an owner that they looked in.
async fn seen(connection: &mut SqliteConnection, owner_email: &str, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE violet_access SET last_seen_at = $1 WHERE agent_id IN \
             (SELECT agent_id FROM violet_invitation \
              WHERE owner_email = $2 AND used_at IS NOT NULL AND revoked_at IS NULL)",
    )
    .bind(at.0)
    .bind(owner_email)
    .execute(connection)
    .await?;
    Ok(())
}

fn time(row: &SqliteRow, column: &str) -> Result<Option<Timestamp>, StoreError> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp))
}
