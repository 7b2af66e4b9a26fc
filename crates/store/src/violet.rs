//! Violet, the office's side: who owns a network, what they may see and do, and their invitations.
//!
//! An access is good for sign-ins only from the invitation on: inviting fixes the owner's address in `owner_email`, so that a
//! contact who is changed later gets nothing by it, and only using the invitation fills `first_signed_in_at`.

use std::collections::HashMap;

use sitebook_domain::{
    AgentId, DeviceId, Grants, HistoryEntry, HistorySubject, InvitationFacts, MailState, Timestamp, VioletGrant,
};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use crate::outbox::{self, NewMail};
use crate::{Store, StoreError, history};

/// How the access of an agent's owner is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VioletAccess {
    /// The agent.
    pub agent: AgentId,
    /// Whether it is switched on.
    pub enabled: bool,
    /// E-mail address of the owner; empty = the contact's.
    pub owner_email: String,
    /// When the owner signed in for the first time.
    pub first_signed_in_at: Option<Timestamp>,
    /// When the owner was there the last time.
    pub last_seen_at: Option<Timestamp>,
    /// When a person took the access away.
    pub revoked_at: Option<Timestamp>,
}

impl VioletAccess {
    /// As it is until somebody says something.
    #[must_use]
    pub fn untouched(agent: AgentId) -> Self {
        Self {
            agent,
            enabled: true,
            owner_email: String::new(),
            first_signed_in_at: None,
            last_seen_at: None,
            revoked_at: None,
        }
    }
}

/// An invitation as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptInvitation {
    /// Its id.
    pub id: Uuid,
    /// The agent.
    pub agent: AgentId,
    /// To whom.
    pub owner_email: String,
    /// SHA-256 of its key.
    pub token_hash: String,
    /// Its mail.
    pub mail: Uuid,
    /// Who invited.
    pub invited_by: String,
    /// When.
    pub created_at: Timestamp,
    /// Until when it can be opened.
    pub expires_at: Timestamp,
    /// When somebody asked for a code with it for the first time.
    pub opened_at: Option<Timestamp>,
    /// When it was used to sign in.
    pub used_at: Option<Timestamp>,
    /// When it was taken back, or a newer one took its place.
    pub revoked_at: Option<Timestamp>,
}

impl KeptInvitation {
    /// What the state of the access depends on.
    #[must_use]
    pub fn facts(&self) -> InvitationFacts {
        InvitationFacts {
            expires_at: self.expires_at,
            used: self.used_at.is_some(),
            revoked: self.revoked_at.is_some(),
        }
    }
}

/// An invitation that is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// Its id.
    pub id: Uuid,
    /// The agent.
    pub agent: AgentId,
    /// To whom.
    pub owner_email: String,
    /// SHA-256 of its key.
    pub token_hash: String,
    /// Id of its mail.
    pub mail: Uuid,
    /// Who invites.
    pub by: String,
    /// Now.
    pub at: Timestamp,
    /// Until when it can be opened.
    pub expires_at: Timestamp,
}

/// A switch that a person turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantChange {
    /// The device.
    pub device: DeviceId,
    /// Which switch.
    pub grant: VioletGrant,
    /// Whether it is given.
    pub on: bool,
}

/// An agent as the overview shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VioletSummary {
    /// The access; untouched where only something was granted.
    pub access: VioletAccess,
    /// The newest invitation.
    pub invitation: Option<KeptInvitation>,
    /// How its mail stands.
    pub mail: Option<MailState>,
    /// Devices of which something is granted.
    pub granted: u32,
}

const ACCESS: &str = "agent_id, enabled, owner_email, first_signed_in_at, last_seen_at, revoked_at";

const INVITATION: &str = "SELECT i.id, i.agent_id, i.owner_email, i.token_hash, i.mail_id, i.invited_by, i.created_at, \
        i.expires_at, i.used_at, i.revoked_at, m.state AS mail_state, \
        (SELECT MIN(c.created_at) FROM violet_code c WHERE c.invitation_id = i.id) AS opened_at \
    FROM violet_invitation i LEFT JOIN outbox_mail m ON m.id = i.mail_id";

impl Store {
    /// The access of an agent's owner.
    pub async fn violet_access(&self, agent: AgentId) -> Result<VioletAccess, StoreError> {
        let mut connection = self.read().acquire().await?;
        access(&mut connection, agent).await
    }

    /// Names the owner, under an address in its compared form; empty = the contact's. If that is somebody else than
    /// `before`, everything that was given to the former one ends: invitations, their mail, and sign-ins. Returns whether
    /// something was changed.
    pub async fn set_violet_owner(
        &self,
        agent: AgentId,
        email: &str,
        (before, after): (&str, &str),
        by: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let kept = access(&mut transaction, agent).await?;
        if kept.owner_email == email && before == after {
            return Ok(false);
        }
        let mut changed = VioletAccess { owner_email: email.to_owned(), ..kept };
        if before != after {
            changed = VioletAccess { first_signed_in_at: None, last_seen_at: None, revoked_at: None, ..changed };
        }
        save(&mut transaction, &changed).await?;
        if before != after {
            end_access(&mut transaction, agent, before, at).await?;
        }
        record(&mut transaction, agent, "violet.owner", before, after, by, at).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Switches an access on or off. Returns whether that changed something.
    pub async fn set_violet_enabled(
        &self,
        agent: AgentId,
        enabled: bool,
        by: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let kept = access(&mut transaction, agent).await?;
        if kept.enabled == enabled {
            return Ok(false);
        }
        let word = |on: bool| if on { "on" } else { "off" };
        record(&mut transaction, agent, "violet.enabled", word(kept.enabled), word(enabled), by, at).await?;
        save(&mut transaction, &VioletAccess { enabled, ..kept }).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// What was granted on the devices of an agent; devices without a grant are left out.
    pub async fn violet_grants(&self, agent: AgentId) -> Result<HashMap<DeviceId, Grants>, StoreError> {
        let rows = sqlx::query("SELECT device_id, visible, power, block FROM violet_grant WHERE agent_id = $1")
            .bind(agent.to_string())
            .fetch_all(self.read())
            .await?;
        rows.iter().map(|row| Ok((row.try_get::<String, _>("device_id")?.parse()?, grants_from(row)?))).collect()
    }

    /// Turns switches of devices of an agent, each with its entry in the history; whether they may be given was decided
    /// before. Returns how many devices were changed.
    pub async fn change_violet_grants(
        &self,
        agent: AgentId,
        changes: &[GrantChange],
        by: &str,
        at: Timestamp,
    ) -> Result<u32, StoreError> {
        let mut transaction = self.write().await?;
        let mut before: HashMap<DeviceId, Grants> = HashMap::new();
        let mut after: Vec<(DeviceId, Grants)> = Vec::new();
        for change in changes {
            let old = match before.get(&change.device) {
                Some(old) => *old,
                None => grants_of(&mut transaction, agent, change.device).await?,
            };
            before.entry(change.device).or_insert(old);
            let known = after.iter_mut().find(|(device, _)| *device == change.device);
            match known {
                Some((_, grants)) => *grants = grants.with(change.grant, change.on),
                None => after.push((change.device, old.with(change.grant, change.on))),
            }
        }
        after.retain(|(device, grants)| before.get(device) != Some(grants));
        for (device, grants) in &after {
            save_grants(&mut transaction, agent, *device, *grants).await?;
            let old = before.get(device).copied().unwrap_or_default();
            for grant in VioletGrant::ALL.into_iter().filter(|grant| old.has(*grant) != grants.has(*grant)) {
                let word = |grants: Grants| if grants.has(grant) { "yes" } else { "no" }.to_owned();
                let entry = HistoryEntry {
                    agent,
                    subject: HistorySubject::Device(*device),
                    field: format!("violet.{}", grant.word()),
                    old: word(old),
                    new: word(*grants),
                    by: by.to_owned(),
                    at,
                };
                history::record(&mut transaction, &entry).await?;
            }
        }
        transaction.commit().await?;
        Ok(after.len() as u32)
    }

    /// The newest invitation for an agent.
    pub async fn newest_invitation(&self, agent: AgentId) -> Result<Option<KeptInvitation>, StoreError> {
        let statement = format!("{INVITATION} WHERE i.agent_id = $1 ORDER BY i.created_at DESC, i.id DESC LIMIT 1");
        let row =
            sqlx::query(sqlx::AssertSqlSafe(statement)).bind(agent.to_string()).fetch_optional(self.read()).await?;
        row.as_ref().map(invitation_from).transpose()
    }

    /// One invitation.
    pub async fn invitation(&self, id: Uuid) -> Result<Option<KeptInvitation>, StoreError> {
        let row = sqlx::query(sqlx::AssertSqlSafe(format!("{INVITATION} WHERE i.id = $1")))
            .bind(id.to_string())
            .fetch_optional(self.read())
            .await?;
        row.as_ref().map(invitation_from).transpose()
    }

    /// Invites an owner: the invitation, its mail, and the access, in one transaction. Earlier invitations for the agent
    /// end, with their mail.
    pub async fn invite_to_violet(&self, invitation: &NewInvitation) -> Result<(), StoreError> {
        let NewInvitation { id, agent, owner_email, at, .. } = invitation;
        let mut transaction = self.write().await?;
        end_invitations(&mut transaction, *agent, *at).await?;
        let kept = access(&mut transaction, *agent).await?;
        let access = VioletAccess {
            enabled: true,
            owner_email: owner_email.clone(),
            first_signed_in_at: None,
            revoked_at: None,
            ..kept
        };
        save(&mut transaction, &access).await?;
        sqlx::query(
            "INSERT INTO violet_invitation (id, agent_id, owner_email, token_hash, mail_id, invited_by, created_at, \
                                            expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(id.to_string())
        .bind(agent.to_string())
        .bind(owner_email)
        .bind(&invitation.token_hash)
        .bind(invitation.mail.to_string())
        .bind(&invitation.by)
        .bind(at.0)
        .bind(invitation.expires_at.0)
        .execute(&mut *transaction)
        .await?;
        let mail = NewMail::about_invitation(invitation);
        outbox::write(&mut transaction, &mail).await?;
        let says = format!("{owner_email}, until {}", invitation.expires_at);
        record(&mut transaction, *agent, "violet.invitation", "", &says, &invitation.by, *at).await?;
        Ok(transaction.commit().await?)
    }

    /// Takes an access away: invitations end, their mail is not sent any more, and the owner is signed out unless they
    /// have another network. Returns whether there was anything to take.
    pub async fn revoke_violet(
        &self,
        agent: AgentId,
        owner_email: &str,
        by: &str,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let kept = access(&mut transaction, agent).await?;
        if kept.revoked_at.is_some() {
            return Ok(false);
        }
        save(&mut transaction, &VioletAccess { first_signed_in_at: None, revoked_at: Some(at), ..kept }).await?;
        end_access(&mut transaction, agent, owner_email, at).await?;
        record(&mut transaction, agent, "violet.access", owner_email, "revoked", by, at).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Every agent of whose owner something is known, with the newest invitation.
    pub async fn violet_summaries(&self) -> Result<HashMap<AgentId, VioletSummary>, StoreError> {
        let mut summaries: HashMap<AgentId, VioletSummary> = HashMap::new();
        let none =
            |agent| VioletSummary { access: VioletAccess::untouched(agent), invitation: None, mail: None, granted: 0 };
        let statement = format!("SELECT {ACCESS} FROM violet_access");
        for row in sqlx::query(sqlx::AssertSqlSafe(statement)).fetch_all(self.read()).await? {
            let access = access_from(&row)?;
            summaries.insert(access.agent, VioletSummary { access, ..none(AgentId(Uuid::nil())) });
        }
        let statement = format!("{INVITATION} ORDER BY i.created_at, i.id");
        for row in sqlx::query(sqlx::AssertSqlSafe(statement)).fetch_all(self.read()).await? {
            let invitation = invitation_from(&row)?;
            let summary = summaries.entry(invitation.agent).or_insert_with(|| none(invitation.agent));
            let state: Option<String> = row.try_get("mail_state")?;
            summary.mail = state.as_deref().map(outbox::state_from).transpose()?;
            summary.invitation = Some(invitation);
        }
        let counts = "SELECT agent_id, COUNT(*) AS granted FROM violet_grant WHERE visible = 1 GROUP BY agent_id";
        for row in sqlx::query(counts).fetch_all(self.read()).await? {
            let agent: AgentId = row.try_get::<String, _>("agent_id")?.parse()?;
            summaries.entry(agent).or_insert_with(|| none(agent)).granted = row.try_get("granted")?;
        }
        Ok(summaries)
    }
}

/// Ends all that an owner was given for an agent: open invitations with their mail and codes, and the sessions of an owner who
/// has no other network to see.
pub(crate) async fn end_access(
    connection: &mut SqliteConnection,
    agent: AgentId,
    owner_email: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    end_invitations(connection, agent, at).await?;
    sqlx::query(
        "UPDATE violet_session SET revoked_at = $3 WHERE owner_email = $1 AND revoked_at IS NULL AND NOT EXISTS ( \
             SELECT 1 FROM violet_access a WHERE a.owner_email = $1 AND a.agent_id <> $2 AND a.enabled = 1 \
                 AND a.revoked_at IS NULL AND a.first_signed_in_at IS NOT NULL)",
    )
    .bind(owner_email)
    .bind(agent.to_string())
    .bind(at.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends the invitations for an agent, used ones too, and the mail and codes of those that are open.
async fn end_invitations(connection: &mut SqliteConnection, agent: AgentId, at: Timestamp) -> Result<(), StoreError> {
    let open = "SELECT {} FROM violet_invitation WHERE agent_id = $1 AND used_at IS NULL AND revoked_at IS NULL";
    for statement in [
        // Nobody is sent what no longer opens anything; a code that was asked for with it ends as well.
        format!(
            "UPDATE outbox_mail SET state = 'cancelled' WHERE state = 'waiting' AND $2 = $2 AND id IN ({})",
            open.replace("{}", "mail_id")
        ),
        format!(
            "UPDATE violet_code SET expires_at = $2 WHERE expires_at > $2 AND invitation_id IN ({})",
            open.replace("{}", "id")
        ),
        "UPDATE violet_invitation SET revoked_at = $2 WHERE agent_id = $1 AND revoked_at IS NULL".to_owned(),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(statement))
            .bind(agent.to_string())
            .bind(at.0)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The access of an agent's owner, inside a transaction.
pub(crate) async fn access(connection: &mut SqliteConnection, agent: AgentId) -> Result<VioletAccess, StoreError> {
    let statement = format!("SELECT {ACCESS} FROM violet_access WHERE agent_id = $1");
    let row = sqlx::query(sqlx::AssertSqlSafe(statement)).bind(agent.to_string()).fetch_optional(connection).await?;
    row.as_ref().map_or_else(|| Ok(VioletAccess::untouched(agent)), access_from)
}

async fn save(connection: &mut SqliteConnection, access: &VioletAccess) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO violet_access (agent_id, enabled, owner_email, first_signed_in_at, last_seen_at, revoked_at) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (agent_id) DO UPDATE SET enabled = excluded.enabled, owner_email = excluded.owner_email, \
             first_signed_in_at = excluded.first_signed_in_at, last_seen_at = excluded.last_seen_at, \
             revoked_at = excluded.revoked_at",
    )
    .bind(access.agent.to_string())
    .bind(i64::from(access.enabled))
    .bind(&access.owner_email)
    .bind(access.first_signed_in_at.map(|at| at.0))
    .bind(access.last_seen_at.map(|at| at.0))
    .bind(access.revoked_at.map(|at| at.0))
    .execute(connection)
    .await?;
    Ok(())
}

async fn grants_of(connection: &mut SqliteConnection, agent: AgentId, device: DeviceId) -> Result<Grants, StoreError> {
    let row = sqlx::query("SELECT visible, power, block FROM violet_grant WHERE device_id = $1 AND agent_id = $2")
        .bind(device.to_string())
        .bind(agent.to_string())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map_or_else(|| Ok(Grants::default()), grants_from)
}

async fn save_grants(
    connection: &mut SqliteConnection,
    agent: AgentId,
    device: DeviceId,
    grants: Grants,
) -> Result<(), StoreError> {
    if grants.is_none() {
        sqlx::query("DELETE FROM violet_grant WHERE device_id = $1")
            .bind(device.to_string())
            .execute(connection)
            .await?;
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO violet_grant (device_id, agent_id, visible, power, block) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (device_id) DO UPDATE SET visible = excluded.visible, power = excluded.power, \
             block = excluded.block",
    )
    .bind(device.to_string())
    .bind(agent.to_string())
    .bind(i64::from(grants.visible))
    .bind(i64::from(grants.power))
    .bind(i64::from(grants.block))
    .execute(connection)
    .await?;
    Ok(())
}

async fn record(
    connection: &mut SqliteConnection,
    agent: AgentId,
    field: &str,
    old: &str,
    new: &str,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let entry = HistoryEntry {
        agent,
        subject: HistorySubject::Agent,
        field: field.to_owned(),
        old: old.to_owned(),
        new: new.to_owned(),
        by: by.to_owned(),
        at,
    };
    history::record(connection, &entry).await
}

fn grants_from(row: &SqliteRow) -> Result<Grants, StoreError> {
    let flag = |column| Ok::<bool, StoreError>(row.try_get::<i64, _>(column)? != 0);
    Ok(Grants { visible: flag("visible")?, power: flag("power")?, block: flag("block")? })
}

fn access_from(row: &SqliteRow) -> Result<VioletAccess, StoreError> {
    Ok(VioletAccess {
        agent: row.try_get::<String, _>("agent_id")?.parse()?,
        enabled: row.try_get::<i64, _>("enabled")? != 0,
        owner_email: row.try_get("owner_email")?,
        first_signed_in_at: row.try_get::<Option<i64>, _>("first_signed_in_at")?.map(Timestamp),
        last_seen_at: row.try_get::<Option<i64>, _>("last_seen_at")?.map(Timestamp),
        revoked_at: row.try_get::<Option<i64>, _>("revoked_at")?.map(Timestamp),
    })
}

fn invitation_from(row: &SqliteRow) -> Result<KeptInvitation, StoreError> {
    let time = |column| Ok::<_, StoreError>(row.try_get::<Option<i64>, _>(column)?.map(Timestamp));
    Ok(KeptInvitation {
        id: row.try_get::<String, _>("id")?.parse()?,
        agent: row.try_get::<String, _>("agent_id")?.parse()?,
        owner_email: row.try_get("owner_email")?,
        token_hash: row.try_get("token_hash")?,
        mail: row.try_get::<String, _>("mail_id")?.parse()?,
        invited_by: row.try_get("invited_by")?,
        created_at: Timestamp(row.try_get("created_at")?),
        expires_at: Timestamp(row.try_get("expires_at")?),
        opened_at: time("opened_at")?,
        used_at: time("used_at")?,
        revoked_at: time("revoked_at")?,
    })
}
