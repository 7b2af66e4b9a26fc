//! Sessions of owners: begun, kept alive, ended.

use sitebook_domain::{HistoryEntry, OwnerCodeId, OwnerSessionId, SessionTimes, Timestamp, TokenKind};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::{seen, time};
use crate::{Store, StoreError, history};

/// What begins with a new session, and what it was begun with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Its id.
    pub id: OwnerSessionId,
    /// Whose it is.
    pub owner_email: String,
    /// Hash of its token.
    pub token_hash: String,
    /// What the browser says it is.
    pub browser: String,
    /// What is kept of what the browser alone knows.
    pub browser_hash: String,
    /// The code that was entered.
    pub code: OwnerCodeId,
    /// The invitation that is used up by it.
    pub invitation: Option<Uuid>,
    /// When.
    pub at: Timestamp,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerSession {
    /// Its id.
    pub id: OwnerSessionId,
    /// Whose it is.
    pub owner_email: String,
    /// What the browser said it is.
    pub browser: String,
    /// When it began.
    pub created_at: Timestamp,
    /// What decides whether it holds.
    pub times: SessionTimes,
}

const SESSION: &str = "id, owner_email, token_hash, offered_token_hash, browser, created_at, rotated_at, offered_at, \
                       last_seen_at, revoked_at";

impl Store {
    /// Begins a session with a code of which a try was taken: it is used up, and the invitation if it began with one, all or nothing. False when one of
    /// them is not open any more, and then nothing was changed.
    pub async fn begin_owner_session(
        &self,
        session: &NewSession,
        history: &[HistoryEntry],
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let at = session.at.0;
        let code = sqlx::query(
            "UPDATE violet_code SET used_at = $1 \
             WHERE id = $2 AND owner_email = $3 AND used_at IS NULL AND expires_at > $1",
        )
        .bind(at)
        .bind(session.code.to_string())
        .bind(&session.owner_email)
        .execute(&mut *transaction)
        .await?;
        if code.rows_affected() != 1 {
            return Ok(false);
        }
        if let Some(invitation) = session.invitation {
            let agent: Option<String> = sqlx::query_scalar(
                "UPDATE violet_invitation SET used_at = $1 \
                 WHERE id = $2 AND owner_email = $3 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $1 \
                 RETURNING agent_id",
            )
            .bind(at)
            .bind(invitation.to_string())
            .bind(&session.owner_email)
            .fetch_optional(&mut *transaction)
            .await?;
            let Some(agent) = agent else { return Ok(false) };
            sqlx::query(
                "UPDATE violet_access SET first_signed_in_at = COALESCE(first_signed_in_at, $1) WHERE agent_id = $2",
            )
            .bind(at)
            .bind(agent)
            .execute(&mut *transaction)
            .await?;
        }
        sqlx::query(
            "INSERT INTO violet_session (id, owner_email, token_hash, previous_token_hash, browser, created_at, \
                                         rotated_at, last_seen_at, revoked_at, browser_hash) \
             VALUES ($1, $2, $3, '', $4, $5, $5, $5, NULL, $6)",
        )
        .bind(session.id.to_string())
        .bind(&session.owner_email)
        .bind(&session.token_hash)
        .bind(&session.browser)
        .bind(at)
        .bind(&session.browser_hash)
        .execute(&mut *transaction)
        .await?;
        seen(&mut transaction, &session.owner_email, session.at).await?;
        for entry in history {
            history::record(&mut transaction, entry).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// The session with a token of this hash, and which of its tokens that is.
    pub async fn owner_session(&self, token_hash: &str) -> Result<Option<(OwnerSession, TokenKind)>, StoreError> {
        if token_hash.is_empty() {
            return Ok(None);
        }
        let statement = format!(
            "SELECT {SESSION} FROM violet_session \
             WHERE token_hash = $1 OR offered_token_hash = $1 OR previous_token_hash = $1"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(token_hash).fetch_optional(self.read()).await?;
        let Some(row) = row else { return Ok(None) };
        let is = |column| Ok::<_, StoreError>(row.try_get::<String, _>(column)? == token_hash);
        let token = if is("token_hash")? {
            TokenKind::Current
        } else if is("offered_token_hash")? {
            TokenKind::Offered
        } else {
            TokenKind::Replaced
        };
        Ok(Some((owner_session(&row)?, token)))
    }

    /// Offers a new token beside the one of a session. False when somebody did so since the session was looked at, or it has
    /// ended.
    pub async fn offer_owner_token(
        &self,
        session: &OwnerSession,
        new_hash: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let done = sqlx::query(
            "UPDATE violet_session SET offered_token_hash = $1, offered_at = $2 \
             WHERE id = $3 AND rotated_at = $4 AND offered_at IS $5 AND revoked_at IS NULL",
        )
        .bind(new_hash)
        .bind(at.0)
        .bind(session.id.to_string())
        .bind(session.times.token_made_at.0)
        .bind(session.times.offered_at.map(|at| at.0))
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Lets the token that was offered take the place of the one before, now that it was shown. Where it has done so already
    /// nothing is changed.
    pub async fn take_offered_token(
        &self,
        session: OwnerSessionId,
        offered_hash: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "UPDATE violet_session SET previous_token_hash = token_hash, token_hash = offered_token_hash, \
                 offered_token_hash = '', offered_at = NULL, rotated_at = $1 \
             WHERE id = $2 AND offered_token_hash = $3 AND revoked_at IS NULL",
        )
        .bind(at.0)
        .bind(session.to_string())
        .bind(offered_hash)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    /// Notes that a session is in use.
    pub async fn owner_session_seen(&self, session: &OwnerSession, at: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query("UPDATE violet_session SET last_seen_at = $1 WHERE id = $2")
            .bind(at.0)
            .bind(session.id.to_string())
            .execute(&mut *transaction)
            .await?;
        seen(&mut transaction, &session.owner_email, at).await?;
        Ok(transaction.commit().await?)
    }

    /// Ends a session, with what is written down about it. False when it had ended.
    pub async fn end_owner_session(
        &self,
        session: OwnerSessionId,
        at: Timestamp,
        history: &[HistoryEntry],
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let done = sqlx::query("UPDATE violet_session SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL")
            .bind(at.0)
            .bind(session.to_string())
            .execute(&mut *transaction)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        for entry in history {
            history::record(&mut transaction, entry).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// The sessions of an owner that nobody ended, the one used last first.
    pub async fn owner_sessions(&self, owner_email: &str) -> Result<Vec<OwnerSession>, StoreError> {
        let statement = format!(
            "SELECT {SESSION} FROM violet_session WHERE owner_email = $1 AND revoked_at IS NULL \
             ORDER BY last_seen_at DESC, id DESC"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(owner_email).fetch_all(self.read()).await?;
        rows.iter().map(owner_session).collect()
    }

    /// One session by its id.
    pub async fn owner_session_by_id(&self, session: OwnerSessionId) -> Result<Option<OwnerSession>, StoreError> {
        let statement = format!("SELECT {SESSION} FROM violet_session WHERE id = $1");
        let row =
            sqlx::query(sqlx::AssertSqlSafe(statement)).bind(session.to_string()).fetch_optional(self.read()).await?;
        row.as_ref().map(owner_session).transpose()
    }
}

fn owner_session(row: &SqliteRow) -> Result<OwnerSession, StoreError> {
    Ok(OwnerSession {
        id: row.try_get::<String, _>("id")?.parse()?,
        owner_email: row.try_get("owner_email")?,
        browser: row.try_get("browser")?,
        created_at: Timestamp(row.try_get("created_at")?),
        times: SessionTimes {
            token_made_at: Timestamp(row.try_get("rotated_at")?),
            offered_at: time(row, "offered_at")?,
            last_seen_at: Timestamp(row.try_get("last_seen_at")?),
            ended_at: time(row, "revoked_at")?,
        },
    })
}
