//! Outgoing mail. Whoever sends a mail claims it first: no two processes send one at the same time, and one whose process
//! died is free again when the claim has run out.

use sitebook_domain::{AgentId, MAIL_CLAIM_MILLIS, MailAbout, MailState, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};
use uuid::Uuid;

use crate::violet::NewInvitation;
use crate::{Store, StoreError};

/// A mail that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Its id.
    pub id: Uuid,
    /// The agent that it is about, where it is about one.
    pub agent: Option<AgentId>,
    /// What it is about.
    pub about: MailAbout,
    /// To whom.
    pub recipient: String,
    /// Now.
    pub at: Timestamp,
}

impl NewMail {
    /// The mail of an invitation.
    pub(crate) fn about_invitation(invitation: &NewInvitation) -> Self {
        Self {
            id: invitation.mail,
            agent: Some(invitation.agent),
            about: MailAbout::Invitation(invitation.id),
            recipient: invitation.owner_email.clone(),
            at: invitation.at,
        }
    }
}

/// A mail as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMail {
    /// Its id.
    pub id: Uuid,
    /// The agent that it is about, where it is about one.
    pub agent: Option<AgentId>,
    /// The name of that.
    pub agent_name: Option<String>,
    /// What it is about.
    pub about: MailAbout,
    /// To whom.
    pub recipient: String,
    /// How it stands.
    pub state: MailState,
    /// How often it was tried, an attempt that is being made now included.
    pub attempts: u32,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is tried next, while it waits.
    pub next_attempt_at: Timestamp,
    /// Until when it belongs to the process that is sending it.
    pub claimed_until: Timestamp,
    /// What the server said last, or why it was not reached.
    pub last_answer: String,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
}

/// How an attempt to send a mail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailOutcome {
    /// The server took it at this time.
    Sent(Timestamp),
    /// It is tried again at this time.
    Again(Timestamp),
    /// It is given up.
    Failed,
    /// What it is about ended: nothing was sent.
    Cancelled,
}

/// Which mail is listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MailFilter {
    /// Only of this agent.
    pub agent: Option<AgentId>,
    /// Only in this state.
    pub state: Option<MailState>,
    /// How many at most.
    pub limit: u32,
}

const MAIL: &str = "SELECT m.id, m.agent_id, m.body, m.recipient, m.state, m.attempts, m.created_at, m.next_attempt_at, \
        m.claimed_until, m.last_answer, m.sent_at, a.name AS agent_name \
    FROM outbox_mail m LEFT JOIN agent a ON a.id = m.agent_id";

impl Store {
    /// Takes the mail that has been due the longest, so that nobody else sends it meanwhile. That counts as an attempt.
    pub async fn claim_mail(&self, now: Timestamp) -> Result<Option<KeptMail>, StoreError> {
        let mut transaction = self.write().await?;
        let claimed: Option<String> = sqlx::query_scalar(
            "UPDATE outbox_mail SET claimed_until = $2, attempts = attempts + 1 WHERE id = ( \
                 SELECT id FROM outbox_mail WHERE state = 'waiting' AND next_attempt_at <= $1 AND claimed_until <= $1 \
                 ORDER BY next_attempt_at, id LIMIT 1) \
             RETURNING id",
        )
        .bind(now.0)
        .bind(now.plus_millis(MAIL_CLAIM_MILLIS).0)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(id) = claimed else { return Ok(None) };
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("{MAIL} WHERE m.id = $1")))
            .bind(id)
            .fetch_one(&mut *transaction)
            .await?;
        transaction.commit().await?;
        mail_from(&row).map(Some)
    }

    /// Writes down how the attempt of a claim ended. False where somebody else has claimed the mail since: what they
    /// write counts. Who had it tried at once while the attempt was under way meant the next one: it does not wait.
    pub async fn finish_mail(
        &self,
        claimed: &KeptMail,
        outcome: MailOutcome,
        answer: &str,
    ) -> Result<bool, StoreError> {
        let (state, next, sent) = match outcome {
            MailOutcome::Sent(at) => (MailState::Sent, claimed.next_attempt_at, Some(at.0)),
            MailOutcome::Again(at) => (MailState::Waiting, at, None),
            MailOutcome::Failed => (MailState::Failed, claimed.next_attempt_at, None),
            MailOutcome::Cancelled => (MailState::Cancelled, claimed.next_attempt_at, None),
        };
        let mut transaction = self.write().await?;
        // A person may have cancelled it while it was under way: then it was sent all the same, or is not tried again.
        let done = sqlx::query(
            "UPDATE outbox_mail SET state = CASE WHEN state = 'cancelled' AND $3 = 'waiting' THEN state ELSE $3 END, \
                 next_attempt_at = CASE WHEN next_attempt_at = $7 THEN $4 ELSE next_attempt_at END, \
                 claimed_until = 0, last_answer = $5, sent_at = $6 \
             WHERE id = $1 AND claimed_until = $2",
        )
        .bind(claimed.id.to_string())
        .bind(claimed.claimed_until.0)
        .bind(state.word())
        .bind(next.0)
        .bind(answer)
        .bind(sent)
        .bind(claimed.next_attempt_at.0)
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        transaction.commit().await?;
        Ok(done > 0)
    }

    /// Has a mail that waits or was given up tried at once. False where there is none such.
    pub async fn retry_mail(&self, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        self.turn_mail(
            "UPDATE outbox_mail SET state = 'waiting', next_attempt_at = $2 \
             WHERE id = $1 AND state IN ('waiting', 'failed')",
            id,
            now,
        )
        .await
    }

    /// Keeps a mail that waits from being sent. False where there is none such.
    pub async fn cancel_mail(&self, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        self.turn_mail(
            "UPDATE outbox_mail SET state = 'cancelled' WHERE id = $1 AND state = 'waiting' AND created_at <= $2",
            id,
            now,
        )
        .await
    }

    /// Forgets mail that was written before a time and waits no more. What an invitation that still stands went out with
    /// stays: it says whether the invitation arrived. Returns how many went.
    pub async fn prune_mail(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut transaction = self.write().await?;
        let gone = sqlx::query(
            "DELETE FROM outbox_mail WHERE created_at < $1 AND state <> 'waiting' AND NOT EXISTS (SELECT 1 \
                 FROM violet_invitation i WHERE i.mail_id = outbox_mail.id AND i.used_at IS NULL AND i.revoked_at IS NULL)",
        )
        .bind(before.0)
        .execute(&mut *transaction)
        .await?
        .rows_affected();
        transaction.commit().await?;
        Ok(gone)
    }

    /// When what a mail is about ends; none = it has ended: it was used, taken back, or is gone.
    pub async fn mail_ends_at(&self, about: MailAbout) -> Result<Option<Timestamp>, StoreError> {
        let (statement, id) = match about {
            MailAbout::Invitation(id) => (
                "SELECT expires_at FROM violet_invitation WHERE id = $1 AND used_at IS NULL AND revoked_at IS NULL",
                id,
            ),
            MailAbout::Code(id) => ("SELECT expires_at FROM violet_code WHERE id = $1 AND used_at IS NULL", id),
        };
        let ends: Option<i64> = sqlx::query_scalar(statement).bind(id.to_string()).fetch_optional(self.read()).await?;
        Ok(ends.map(Timestamp))
    }

    /// One mail.
    pub async fn mail(&self, id: Uuid) -> Result<Option<KeptMail>, StoreError> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("{MAIL} WHERE m.id = $1")))
            .bind(id.to_string())
            .fetch_optional(self.read())
            .await?;
        row.as_ref().map(mail_from).transpose()
    }

    /// Outgoing mail, the newest first.
    pub async fn mails(&self, filter: &MailFilter) -> Result<Vec<KeptMail>, StoreError> {
        let mut query = QueryBuilder::<Sqlite>::new(MAIL);
        query.push(" WHERE 1 = 1");
        if let Some(agent) = filter.agent {
            query.push(" AND m.agent_id = ").push_bind(agent.to_string());
        }
        if let Some(state) = filter.state {
            query.push(" AND m.state = ").push_bind(state.word());
        }
        query.push(" ORDER BY m.created_at DESC, m.id DESC LIMIT ").push_bind(i64::from(filter.limit));
        query.build().fetch_all(self.read()).await?.iter().map(mail_from).collect()
    }

    /// How many mails are in a state.
    pub async fn mail_count(&self, state: MailState) -> Result<u32, StoreError> {
        Ok(sqlx::query_scalar("SELECT COUNT(*) FROM outbox_mail WHERE state = $1")
            .bind(state.word())
            .fetch_one(self.read())
            .await?)
    }

    async fn turn_mail(&self, statement: &'static str, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let done = sqlx::query(statement).bind(id.to_string()).bind(now.0).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(done.rows_affected() > 0)
    }
}

/// Writes a mail, in the transaction of what it is about.
pub(crate) async fn write(connection: &mut SqliteConnection, mail: &NewMail) -> Result<(), StoreError> {
    let kind = match mail.about {
        MailAbout::Invitation(_) => "invitation",
        MailAbout::Code(_) => "code",
    };
    sqlx::query(
        "INSERT INTO outbox_mail (id, agent_id, kind, recipient, body, state, attempts, created_at, next_attempt_at, \
                                  claimed_until, last_answer) VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, $6, 0, '')",
    )
    .bind(mail.id.to_string())
    .bind(mail.agent.map(|agent| agent.to_string()))
    .bind(kind)
    .bind(&mail.recipient)
    .bind(serde_json::to_string(&mail.about)?)
    .bind(mail.at.0)
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) fn state_from(word: &str) -> Result<MailState, StoreError> {
    let known = MailState::ALL.into_iter().find(|state| state.word() == word);
    known.ok_or_else(|| StoreError::Value(format!("{word} is no state of a mail")))
}

fn mail_from(row: &SqliteRow) -> Result<KeptMail, StoreError> {
    let agent: Option<String> = row.try_get("agent_id")?;
    Ok(KeptMail {
        id: row.try_get::<String, _>("id")?.parse()?,
        agent: agent.map(|id| id.parse()).transpose()?,
        agent_name: row.try_get("agent_name")?,
        about: serde_json::from_str(row.try_get("body")?)?,
        recipient: row.try_get("recipient")?,
        state: state_from(row.try_get("state")?)?,
        attempts: row.try_get("attempts")?,
        created_at: Timestamp(row.try_get("created_at")?),
        next_attempt_at: Timestamp(row.try_get("next_attempt_at")?),
        claimed_until: Timestamp(row.try_get("claimed_until")?),
        last_answer: row.try_get("last_answer")?,
        sent_at: row.try_get::<Option<i64>, _>("sent_at")?.map(Timestamp),
    })
}
