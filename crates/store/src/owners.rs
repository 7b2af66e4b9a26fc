//! Home owners: their one-time codes, their sessions, how often they tried, and what they may reach.

use std::collections::HashMap;

use sitebook_domain::{
    ATTEMPT_KEPT_MILLIS, Agent, AgentId, Device, DeviceId, Grants, HistoryEntry, MOST_WRONG_CODES, OwnerCodeId,
    OwnerSessionId, SessionTimes, SwitchedPower, Timestamp, TokenKind, code_state, is_double_click,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use crate::outbox::{self, NewMail};
use crate::{Store, StoreError, agents, devices, history, switched};

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

/// A device with what was granted on it.
#[derive(Debug, Clone, PartialEq)]
pub struct GrantedDevice {
    /// The device.
    pub device: Device,
    /// What was granted, whether or not it has effect now.
    pub granted: Grants,
    /// What the source said of it beside its values; empty where nothing was read.
    pub told: String,
    /// The last act on its power.
    pub switched: Option<SwitchedPower>,
}

/// An agent that an owner was invited to, with what was granted.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnedAgent {
    /// The agent.
    pub agent: Agent,
    /// The owner whom a person named; empty = the contact.
    pub owner_email: String,
    /// Whether the access is switched on.
    pub enabled: bool,
    /// Since when it is taken away.
    pub revoked_at: Option<Timestamp>,
    /// What the source said of the agent beside its values; empty where nothing was read.
    pub told: String,
    /// When its devices were read from the source the last time.
    pub devices_read_at: Option<Timestamp>,
    /// The devices with a grant, by name.
    pub devices: Vec<GrantedDevice>,
}

const INVITATION: &str = "id, agent_id, owner_email, expires_at, used_at, revoked_at";
const CODE: &str = "id, owner_email, invitation_id, created_at, expires_at, wrong_tries, used_at";
const SESSION: &str = "id, owner_email, token_hash, offered_token_hash, browser, created_at, rotated_at, offered_at, \
                       last_seen_at, revoked_at";

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

    /// The agents that this mailbox signed in to with an invitation which nobody took back, with what was granted, by
    /// name. Archived ones are left out. Whether the mailbox is still the owner's, and what has effect, is for rules.
    pub async fn owned_agents(&self, owner_email: &str) -> Result<Vec<OwnedAgent>, StoreError> {
        // One transaction is one moment: nothing is seen half changed.
        let mut transaction = self.read().begin().await?;
        let ids: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT agent_id FROM violet_invitation \
             WHERE owner_email = $1 AND used_at IS NOT NULL AND revoked_at IS NULL",
        )
        .bind(owner_email)
        .fetch_all(&mut *transaction)
        .await?;
        let mut owned = Vec::new();
        for id in ids {
            let found = owned_agent(&mut transaction, id.parse()?).await?;
            owned.extend(found.filter(|owned| owned.agent.archived_since.is_none()));
        }
        owned.sort_by(|one, other| (one.agent.name(), one.agent.id).cmp(&(other.agent.name(), other.agent.id)));
        Ok(owned)
    }

    /// What is granted at one agent, whether or not anybody signed in.
    pub async fn owned_agent(&self, agent: AgentId) -> Result<Option<OwnedAgent>, StoreError> {
        let mut transaction = self.read().begin().await?;
        owned_agent(&mut transaction, agent).await
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

async fn owned_agent(connection: &mut SqliteConnection, id: AgentId) -> Result<Option<OwnedAgent>, StoreError> {
    let Some(agent) = agents::agent(connection, id).await? else { return Ok(None) };
    let access = sqlx::query("SELECT enabled, owner_email, revoked_at FROM violet_access WHERE agent_id = $1")
        .bind(id.to_string())
        .fetch_optional(&mut *connection)
        .await?;
    let (enabled, owner_email, revoked_at) = match &access {
        Some(row) => (
            row.try_get::<i64, _>("enabled")? != 0,
            row.try_get("owner_email")?,
            row.try_get::<Option<i64>, _>("revoked_at")?.map(Timestamp),
        ),
        None => (true, String::new(), None),
    };
    let rows = sqlx::query(
        "SELECT g.device_id, g.visible, g.power, g.block, COALESCE(s.body, '') AS told, \
                p.is_on, p.switched_at, p.asked_at, p.read_at \
         FROM violet_grant g JOIN device d ON d.id = g.device_id AND d.agent_id = g.agent_id \
         LEFT JOIN source_device s ON s.device_id = g.device_id \
         LEFT JOIN switched_power p ON p.device_id = g.device_id \
         WHERE g.agent_id = $1",
    )
    .bind(id.to_string())
    .fetch_all(&mut *connection)
    .await?;
    let mut granted = HashMap::new();
    for row in &rows {
        let grants = Grants {
            visible: row.try_get::<i64, _>("visible")? != 0,
            power: row.try_get::<i64, _>("power")? != 0,
            block: row.try_get::<i64, _>("block")? != 0,
        };
        let device: DeviceId = row.try_get::<String, _>("device_id")?.parse()?;
        granted.insert(device, (grants, row.try_get::<String, _>("told")?, switched::switched(row)?));
    }
    let mut owned = Vec::new();
    if !granted.is_empty() {
        for device in devices::granted_of_agent(&mut *connection, id).await? {
            if let Some((granted, told, switched)) = granted.remove(&device.id) {
                owned.push(GrantedDevice { device, granted, told, switched });
            }
        }
    }
    let row = sqlx::query("SELECT body, devices_read_at FROM source_agent WHERE agent_id = $1")
        .bind(id.to_string())
        .fetch_optional(&mut *connection)
        .await?;
    let (told, devices_read_at) = match &row {
        Some(row) => (row.try_get("body")?, time(row, "devices_read_at")?),
        None => (String::new(), None),
    };
    Ok(Some(OwnedAgent { agent, owner_email, enabled, revoked_at, told, devices_read_at, devices: owned }))
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

fn time(row: &SqliteRow, column: &str) -> Result<Option<Timestamp>, StoreError> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(Timestamp))
}
