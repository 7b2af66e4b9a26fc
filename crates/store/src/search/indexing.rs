//! What is put into the index, and taken out of it.

use sitebook_domain::{Agent, AgentField, AgentId, Device, DeviceField, DeviceId};
use sqlx::SqliteConnection;

use super::is_guessable;
use super::text::{indexed, reversed, words};
use crate::{Store, StoreError, agents, devices};

/// A device's number is its agent's, this many bits to the left, and its place among the agent's devices.
pub(super) const DEVICE_BITS: u32 = 20;

/// Setting that says whether everything is indexed.
const INDEX: &str = "search_index";

impl Store {
    /// Indexes everything, if a version without the index, or with another way of folding, wrote this file.
    pub(crate) async fn index_if_missing(&self) -> Result<(), StoreError> {
        if self.setting(INDEX).await?.as_deref() != Some("missing") {
            return Ok(());
        }
        let mut transaction = self.write().await?;
        let agents: Vec<String> = sqlx::query_scalar("SELECT id FROM agent").fetch_all(&mut *transaction).await?;
        for id in agents {
            let id = id.parse()?;
            let Some(agent) = agents::agent(&mut transaction, id).await? else { continue };
            index_agent(&mut transaction, &agent).await?;
            for device in devices::of_agent(&mut transaction, id).await? {
                index_device(&mut transaction, &device).await?;
            }
        }
        sqlx::query("UPDATE setting SET value = 'ready' WHERE name = $1")
            .bind(INDEX)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }
}

/// What the index has of an agent: name, identifiers, and other words.
pub(crate) fn agent_texts(agent: &Agent) -> [String; 3] {
    let text = |field: AgentField| agent.layers.displayed(field);
    let identifiers = [
        text(AgentField::CustomerId),
        text(AgentField::ContractId),
        text(AgentField::ContactEmail),
        text(AgentField::ContactPhones),
        agent.source_id.clone(),
    ];
    let words = [
        text(AgentField::ContactFirstName),
        text(AgentField::ContactLastName),
        text(AgentField::Tags),
        text(AgentField::Plan),
        text(AgentField::Note),
    ];
    [agent.name().to_owned(), identifiers.join("\n"), words.join("\n")]
}

/// What the index has of a device: name, identifiers, and the words of these the other way round.
pub(crate) fn device_texts(device: &Device) -> [String; 3] {
    let macs: Vec<String> = device.macs().into_iter().map(sitebook_domain::MacAddress::hex).collect();
    let serial = device.layers.text(DeviceField::Serial);
    let identifiers = [serial.to_owned(), macs.join(" "), device.source_id.clone()].join("\n");
    let endings: Vec<String> = words(serial).into_iter().chain(macs).map(|word| reversed(&word)).collect();
    [device.name().to_owned(), identifiers, endings.join(" ")]
}

/// Puts an agent into the index, in place of what was there of it.
pub(crate) async fn index_agent(connection: &mut SqliteConnection, agent: &Agent) -> Result<(), StoreError> {
    let number: i64 = sqlx::query_scalar(
        "INSERT INTO search_agent (number, agent_id) VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM search_agent), $1) \
         ON CONFLICT (agent_id) DO UPDATE SET agent_id = excluded.agent_id RETURNING number",
    )
    .bind(agent.id.to_string())
    .fetch_one(&mut *connection)
    .await?;
    let [name, identifiers, others] = agent_texts(agent);
    remember_words(connection, &name).await?;
    let contact = agent.layers.text(AgentField::ContactLastName);
    remember_words(connection, &format!("{} {contact}", agent.layers.text(AgentField::ContactFirstName))).await?;
    sqlx::query("INSERT OR REPLACE INTO agent_text (rowid, name, identifiers, words) VALUES ($1, $2, $3, $4)")
        .bind(number)
        .bind(indexed(&name))
        .bind(indexed(&identifiers))
        .bind(indexed(&others))
        .execute(connection)
        .await?;
    Ok(())
}

/// Puts a device into the index, in place of what was there of it. Its agent is in it already.
pub(crate) async fn index_device(connection: &mut SqliteConnection, device: &Device) -> Result<(), StoreError> {
    let number: i64 = sqlx::query_scalar(
        "INSERT INTO search_device (number, device_id) VALUES ((SELECT COALESCE(MAX(d.number), a.number << $3) + 1 \
             FROM search_agent a LEFT JOIN search_device d ON d.number > a.number << $3 \
                 AND d.number < (a.number + 1) << $3 WHERE a.agent_id = $2), $1) \
         ON CONFLICT (device_id) DO UPDATE SET device_id = excluded.device_id RETURNING number",
    )
    .bind(device.id.to_string())
    .bind(device.agent.to_string())
    .bind(DEVICE_BITS)
    .fetch_one(&mut *connection)
    .await?;
    let [name, identifiers, endings] = device_texts(device);
    remember_words(connection, &name).await?;
    sqlx::query("INSERT OR REPLACE INTO device_text (rowid, name, identifiers, endings) VALUES ($1, $2, $3, $4)")
        .bind(number)
        .bind(indexed(&name))
        .bind(indexed(&identifiers))
        .bind(endings)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes an agent and its devices out of the index.
pub(crate) async fn forget_agent(connection: &mut SqliteConnection, agent: AgentId) -> Result<(), StoreError> {
    let number: Option<i64> = sqlx::query_scalar("SELECT number FROM search_agent WHERE agent_id = $1")
        .bind(agent.to_string())
        .fetch_optional(&mut *connection)
        .await?;
    let Some(number) = number else { return Ok(()) };
    for statement in [
        "DELETE FROM device_text WHERE rowid >= $1 << $2 AND rowid < ($1 + 1) << $2",
        "DELETE FROM search_device WHERE number >= $1 << $2 AND number < ($1 + 1) << $2",
        "DELETE FROM agent_text WHERE rowid = $1 AND $2 > 0",
        "DELETE FROM search_agent WHERE number = $1 AND $2 > 0",
    ] {
        sqlx::query(statement).bind(number).bind(DEVICE_BITS).execute(&mut *connection).await?;
    }
    Ok(())
}

/// Takes a device out of the index.
pub(crate) async fn forget_device(connection: &mut SqliteConnection, device: DeviceId) -> Result<(), StoreError> {
    let number: Option<i64> = sqlx::query_scalar("DELETE FROM search_device WHERE device_id = $1 RETURNING number")
        .bind(device.to_string())
        .fetch_optional(&mut *connection)
        .await?;
    if let Some(number) = number {
        sqlx::query("DELETE FROM device_text WHERE rowid = $1").bind(number).execute(connection).await?;
    }
    Ok(())
}

async fn remember_words(connection: &mut SqliteConnection, name: &str) -> Result<(), StoreError> {
    for word in words(name).iter().filter(|word| is_guessable(word)) {
        sqlx::query("INSERT INTO name_word (word) VALUES ($1) ON CONFLICT DO NOTHING")
            .bind(word)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
