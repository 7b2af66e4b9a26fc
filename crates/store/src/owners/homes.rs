//! What owners may reach.

use std::collections::HashMap;

use sitebook_domain::{Agent, AgentId, Device, DeviceId, Grants, SwitchedPower, Timestamp};
use sqlx::{Row, SqliteConnection};

use super::time;
use crate::{Store, StoreError, agents, devices, switched};

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

impl Store {
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
