//! Invitations that were opened, one-time codes, and how often somebody tried.

use sitebook_domain::{
    ATTEMPT_KEPT_MILLIS, AgentId, HistoryEntry, MOST_WRONG_CODES, OwnerCodeId, Timestamp, code_state, is_double_click,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use super::time;
use crate::outbox::{self, NewMail};
use crate::{Store, StoreError, history};

/// An invitation as the link in its mail finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedInvitation {
    /// Its id.
    pub id: Uuid,
    /// The agent.
    pub agent: AgentId,
    /// The mailbox it was sent to.
    pub owner_email: String,
    /// Until when it can be used.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// When somebody took it back.
    pub revoked_at: Option<Timestamp>,
}

/// A one-time code, without the code: that is made from its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerCode {
    /// Its id.
    pub id: OwnerCodeId,
    /// The mailbox that it was asked for.
    pub owner_email: String,
    /// The invitation that it began with; none = somebody signs in again.
    pub invitation: Option<Uuid>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Until when it can be entered.
    pub expires_at: Timestamp,
    /// Tries taken so far.
    pub wrong_tries: u32,
    /// When it was entered.
    pub used_at: Option<Timestamp>,
}

/// How often something was tried, and how often it may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedAttempt {
    /// What it is counted for.
    pub counted_for: String,
    /// So often.
    pub most: u32,
    /// Since then.
    pub since: Timestamp,
}

/// What became of the wish for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeBegun {
    /// It is kept.
    Begun,
    /// The browser has asked for the same a moment ago; nothing was changed.
    Already,
    /// Too many were asked for; nothing was changed. Then it can be tried again.
    TooOften(Timestamp),
}

const INVITATION: &str = "id, agent_id, owner_email, expires_at, used_at, revoked_at";
const CODE: &str = "id, owner_email, invitation_id, created_at, expires_at, wrong_tries, used_at";

impl Store {
    /// The invitation whose token has this hash.
    pub async fn opened_invitation(&self, token_hash: &str) -> Result<Option<OpenedInvitation>, StoreError> {
        let statement = format!("SELECT {INVITATION} FROM violet_invitation WHERE token_hash = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(token_hash).fetch_optional(self.read()).await?;
        row.as_ref().map(opened_invitation).transpose()
    }

    /// An invitation by its id.
    pub async fn opened_invitation_by_id(&self, id: Uuid) -> Result<Option<OpenedInvitation>, StoreError> {
        let statement = format!("SELECT {INVITATION} FROM violet_invitation WHERE id = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(id.to_string()).fetch_optional(self.read()).await?;
        row.as_ref().map(opened_invitation).transpose()
    }

    /// Counts one try for all of these, unless one of them was tried too often already: then nothing is counted, and the
    /// answer is when all of them can be tried again. Old tries are forgotten.
    pub async fn try_within(
        &self,
        attempts: &[CountedAttempt],
        at: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut transaction = self.write().await?;
        let until = count(&mut transaction, attempts, at).await?;
        if until.is_none() {
            transaction.commit().await?;
        }
        Ok(until)
    }

    /// Whether somebody signed in with this mailbox in this browser before.
    pub async fn is_known_browser(&self, browser_hash: &str, owner_email: &str) -> Result<bool, StoreError> {
        let statement = "SELECT EXISTS (SELECT 1 FROM violet_session WHERE browser_hash = $1 AND owner_email = $2)";
        Ok(sqlx::query_scalar(statement).bind(browser_hash).bind(owner_email).fetch_one(self.read()).await?)
    }

    /// Keeps a new code, unless this browser has just asked for the same, or one of the attempts was tried too often: two
    /// that ask at the same moment see each other. A mailbox that nobody may sign in with gets a code as well, which no mail
    /// tells. Codes of other days are forgotten, but for those that tell when an invitation was opened.
    pub async fn begin_owner_code(
        &self,
        code: &OwnerCode,
        browser_hash: &str,
        attempts: &[CountedAttempt],
    ) -> Result<CodeBegun, StoreError> {
        let mut transaction = self.write().await?;
        let at = code.created_at;
        if let Some(last) = newest_code(&mut transaction, browser_hash).await? {
            let is_same = last.owner_email == code.owner_email && last.invitation == code.invitation;
            let state = code_state(last.expires_at, last.wrong_tries, last.used_at.is_some(), at);
            if is_same && is_double_click(state, last.created_at, at) {
                return Ok(CodeBegun::Already);
            }
        }
        if let Some(until) = count(&mut transaction, attempts, at).await? {
            return Ok(CodeBegun::TooOften(until));
        }
        sqlx::query("DELETE FROM violet_code WHERE created_at < $1 AND invitation_id = ''")
            .bind(code.created_at.plus_millis(-ATTEMPT_KEPT_MILLIS).0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO violet_code (id, owner_email, invitation_id, browser_hash, mail_id, created_at, expires_at, \
                                      wrong_tries, used_at) VALUES ($1, $2, $3, $4, '', $5, $6, 0, NULL)",
        )
        .bind(code.id.to_string())
        .bind(&code.owner_email)
        .bind(code.invitation.map(|id| id.to_string()).unwrap_or_default())
        .bind(browser_hash)
        .bind(code.created_at.0)
        .bind(code.expires_at.0)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(CodeBegun::Begun)
    }

    /// Writes the mail that carries a code, with what is written down about it.
    pub async fn mail_owner_code(
        &self,
        code: OwnerCodeId,
        mail: &NewMail,
        history: &[HistoryEntry],
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        outbox::write(&mut transaction, mail).await?;
        sqlx::query("UPDATE violet_code SET mail_id = $1 WHERE id = $2")
            .bind(mail.id.to_string())
            .bind(code.to_string())
            .execute(&mut *transaction)
            .await?;
        for entry in history {
            history::record(&mut transaction, entry).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The newest code that a browser asked for: an older one is worth nothing beside it.
    pub async fn owner_code_of_browser(&self, browser_hash: &str) -> Result<Option<OwnerCode>, StoreError> {
        let mut connection = self.read().acquire().await?;
        newest_code(&mut connection, browser_hash).await
    }

    /// Takes one try of a code, before anybody looks whether it is the right one: whoever tries many at the same moment
    /// has no more of them. How many were taken; none where no try is left, or the code is used.
    pub async fn take_try_of_owner_code(&self, code: OwnerCodeId) -> Result<Option<u32>, StoreError> {
        let mut transaction = self.write().await?;
        let tries: Option<i64> = sqlx::query_scalar(
            "UPDATE violet_code SET wrong_tries = wrong_tries + 1 \
             WHERE id = $1 AND used_at IS NULL AND wrong_tries < $2 RETURNING wrong_tries",
        )
        .bind(code.to_string())
        .bind(i64::from(MOST_WRONG_CODES))
        .fetch_optional(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(tries.map(|tries| tries.try_into().unwrap_or(u32::MAX)))
    }
}

async fn newest_code(connection: &mut SqliteConnection, browser_hash: &str) -> Result<Option<OwnerCode>, StoreError> {
    let statement =
        format!("SELECT {CODE} FROM violet_code WHERE browser_hash = $1 ORDER BY created_at DESC, id DESC LIMIT 1");
    let row = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(browser_hash).fetch_optional(connection).await?;
    row.as_ref().map(owner_code).transpose()
}

/// Counts one try for all of these, inside a transaction, and forgets old ones. Where one of them was tried too often, nothing
/// is counted; then it is when all of them can be tried again.
async fn count(
    connection: &mut SqliteConnection,
    attempts: &[CountedAttempt],
    at: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let mut until = None;
    for attempt in attempts {
        until = until.max(free_at(connection, attempt, at).await?);
    }
    if until.is_some() {
        return Ok(until);
    }
    sqlx::query("DELETE FROM violet_attempt WHERE at < $1")
        .bind(at.plus_millis(-ATTEMPT_KEPT_MILLIS).0)
        .execute(&mut *connection)
        .await?;
    for attempt in attempts {
        sqlx::query("INSERT INTO violet_attempt (id, counted_for, at) VALUES ($1, $2, $3)")
            .bind(Uuid::now_v7().to_string())
            .bind(&attempt.counted_for)
            .bind(at.0)
            .execute(&mut *connection)
            .await?;
    }
    Ok(None)
}

/// When something can be tried again: when so many tries have gone out of sight that one more is allowed. None = now.
async fn free_at(
    connection: &mut SqliteConnection,
    attempt: &CountedAttempt,
    at: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let in_the_way: Option<i64> = sqlx::query_scalar(
        "SELECT at FROM violet_attempt WHERE counted_for = $1 AND at > $2 ORDER BY at DESC LIMIT 1 OFFSET $3",
    )
    .bind(&attempt.counted_for)
    .bind(attempt.since.0)
    .bind(i64::from(attempt.most.saturating_sub(1)))
    .fetch_optional(connection)
    .await?;
    Ok(in_the_way.map(|tried| Timestamp(tried).plus_millis(at.millis_since(attempt.since))))
}

fn opened_invitation(row: &SqliteRow) -> Result<OpenedInvitation, StoreError> {
    Ok(OpenedInvitation {
        id: row.try_get::<String, _>("id")?.parse()?,
        agent: row.try_get::<String, _>("agent_id")?.parse()?,
        owner_email: row.try_get("owner_email")?,
        expires_at: Timestamp(row.try_get("expires_at")?),
        used_at: time(row, "used_at")?,
        revoked_at: time(row, "revoked_at")?,
    })
}

fn owner_code(row: &SqliteRow) -> Result<OwnerCode, StoreError> {
    let invitation: String = row.try_get("invitation_id")?;
    Ok(OwnerCode {
        id: row.try_get::<String, _>("id")?.parse()?,
        owner_email: row.try_get("owner_email")?,
        invitation: (!invitation.is_empty()).then(|| invitation.parse()).transpose()?,
        created_at: Timestamp(row.try_get("created_at")?),
        expires_at: Timestamp(row.try_get("expires_at")?),
        wrong_tries: row.try_get::<i64, _>("wrong_tries")?.try_into().unwrap_or(u32::MAX),
        used_at: time(row, "used_at")?,
    })
}
