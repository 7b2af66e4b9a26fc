//! What sources say of agents and devices beside their values: documents that only the reader of the source knows.

use std::collections::HashMap;

use sitebook_domain::{
    AgentId, Device, DeviceField, DeviceId, FieldKey, FieldValue, HistoryEntry, HistorySubject, Timestamp,
};
use sqlx::{Row, SqliteConnection};

use crate::{Store, StoreError, devices, history};

/// How the history names a value that the source says of a field and that does not count here: before the field.
const SAID: &str = "source.";

/// What the source of an agent told last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceAgent {
    /// When the agent's devices were read last.
    pub devices_read_at: Option<Timestamp>,
    /// Why they were not, the last time somebody tried; empty where they were.
    pub trouble: String,
    /// The document.
    pub about: String,
}

/// A device that is not gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresentDevice {
    /// The source's id.
    pub source_id: String,
    /// When the source said last that it is there and in no list of devices; none = it stood in the list.
    pub unmanaged_at: Option<Timestamp>,
}

impl Store {
    /// What the source of an agent told last; none where nothing was read from it.
    pub async fn source_agent(&self, agent: AgentId) -> Result<Option<SourceAgent>, StoreError> {
        let row = sqlx::query("SELECT devices_read_at, trouble, body FROM source_agent WHERE agent_id = $1")
            .bind(agent.to_string())
            .fetch_optional(self.read())
            .await?;
        row.as_ref().map(source_agent).transpose()
    }

    /// The same of all agents of a source, by the source's id of the agent.
    pub async fn source_agents(&self, source: &str) -> Result<HashMap<String, SourceAgent>, StoreError> {
        let rows = sqlx::query(
            "SELECT a.source_id, s.devices_read_at, s.trouble, s.body FROM source_agent s JOIN agent a ON a.id = s.agent_id \
             WHERE a.source = $1",
        )
        .bind(source)
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| Ok((row.try_get("source_id")?, source_agent(row)?))).collect()
    }

    /// How many agents come from a source, archived ones too.
    pub async fn agent_count_of_source(&self, source: &str) -> Result<u32, StoreError> {
        Ok(sqlx::query_scalar("SELECT COUNT(*) FROM agent WHERE source = $1")
            .bind(source)
            .fetch_one(self.read())
            .await?)
    }

    /// An agent's devices that are not gone; none where the agent is not known.
    pub async fn present_devices(&self, source: &str, agent: &str) -> Result<Vec<PresentDevice>, StoreError> {
        let rows = sqlx::query(
            "SELECT d.source_id, s.unmanaged_at FROM device d JOIN agent a ON a.id = d.agent_id \
             LEFT JOIN source_device s ON s.device_id = d.id \
             WHERE a.source = $1 AND a.source_id = $2 AND d.gone_since IS NULL ORDER BY d.source_id",
        )
        .bind(source)
        .bind(agent)
        .fetch_all(self.read())
        .await?;
        let device = |row: &sqlx::sqlite::SqliteRow| {
            let unmanaged_at = row.try_get::<Option<i64>, _>("unmanaged_at")?.map(Timestamp);
            Ok(PresentDevice { source_id: row.try_get("source_id")?, unmanaged_at })
        };
        rows.iter().map(device).collect()
    }

    /// Sets one value of the source, which it told of a device alone and not in a list.
    pub async fn set_source_value(
        &self,
        device: DeviceId,
        field: DeviceField,
        value: &FieldValue,
        by: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        let heard = Heard { device, field, value, by, at };
        heard.keep(&mut transaction, Told::Shown).await?;
        Ok(transaction.commit().await?)
    }

    /// Keeps a value that the source of a device was found to say by now, and that nobody here had seen: the history tells of
    /// it, also where it does not count because another one was set here.
    pub async fn learn_source_value(
        &self,
        device: DeviceId,
        field: DeviceField,
        value: &FieldValue,
        by: &str,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        let heard = Heard { device, field, value, by, at };
        heard.keep(&mut transaction, Told::Said).await?;
        Ok(transaction.commit().await?)
    }

    /// Keeps whether the power of devices can be switched, which their source says of each alone when it is asked. The history
    /// tells of what became different, not of what was learned for the first time. Returns how many were news.
    pub async fn learn_power(&self, said: &[(DeviceId, bool)], by: &str, at: Timestamp) -> Result<u32, StoreError> {
        let mut transaction = self.write().await?;
        let mut news = 0;
        for (device, can_switch) in said {
            let value = FieldValue::Flag(*can_switch);
            let heard = Heard { device: *device, field: DeviceField::PowerControllable, value: &value, by, at };
            news += u32::from(heard.keep(&mut transaction, Told::ShownAgain).await?);
        }
        transaction.commit().await?;
        Ok(news)
    }

    /// What the source said of a device last; none where nothing was read from it.
    pub async fn source_device(&self, device: DeviceId) -> Result<Option<String>, StoreError> {
        Ok(sqlx::query_scalar("SELECT body FROM source_device WHERE device_id = $1")
            .bind(device.to_string())
            .fetch_optional(self.read())
            .await?)
    }
}

/// What the source of a device was heard to say of one field.
pub(crate) struct Heard<'v> {
    pub(crate) device: DeviceId,
    pub(crate) field: DeviceField,
    pub(crate) value: &'v FieldValue,
    /// Who asked.
    pub(crate) by: &'v str,
    pub(crate) at: Timestamp,
}

/// Of what the history tells when a source says something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// Of what is shown: of nothing where another value was set here.
    Shown,
    /// The same, but not of what is known for the first time.
    ShownAgain,
    /// Of what is said, also where it does not count.
    Said,
}

impl Heard<'_> {
    /// Keeps it, inside a transaction; says whether it was news.
    pub(crate) async fn keep(&self, connection: &mut SqliteConnection, told: Told) -> Result<bool, StoreError> {
        let Some(mut found) = devices::device(connection, self.device).await? else { return Ok(false) };
        let before = Views::of(&found, self.field);
        let was_known = found.layers.known_flag(self.field).is_some();
        if !found.layers.set_source(self.field, self.value.clone()) {
            return Ok(false);
        }
        devices::save(connection, &found).await?;
        let after = Views::of(&found, self.field);
        let key = self.field.key();
        let (field, old, new) = match told {
            Told::Said if before.shown == after.shown => (format!("{SAID}{key}"), before.said, after.said),
            Told::Said => (key.to_owned(), before.said, after.said),
            Told::ShownAgain if !was_known => return Ok(true),
            Told::Shown | Told::ShownAgain => (key.to_owned(), before.shown, after.shown),
        };
        if old != new {
            let (by, at) = (self.by.to_owned(), self.at);
            let subject = HistorySubject::Device(self.device);
            let entry = HistoryEntry { agent: found.agent, subject, field, old, new, by, at };
            history::record(connection, &entry).await?;
        }
        Ok(true)
    }
}

/// A field of a device, as people see it and as its source says it.
struct Views {
    shown: String,
    said: String,
}

impl Views {
    fn of(device: &Device, field: DeviceField) -> Self {
        let said = device.layers.source.get(&field).map(ToString::to_string).unwrap_or_default();
        Self { shown: device.layers.displayed(field), said }
    }
}

fn source_agent(row: &sqlx::sqlite::SqliteRow) -> Result<SourceAgent, StoreError> {
    Ok(SourceAgent {
        devices_read_at: row.try_get::<Option<i64>, _>("devices_read_at")?.map(Timestamp),
        trouble: row.try_get("trouble")?,
        about: row.try_get("body")?,
    })
}

/// Keeps what a source says of an agent, inside a transaction. Without a time of reading, or words about trouble, the last
/// ones stay.
pub(crate) async fn keep_agent(
    connection: &mut SqliteConnection,
    agent: AgentId,
    devices_read_at: Option<Timestamp>,
    trouble: Option<&str>,
    about: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO source_agent (agent_id, devices_read_at, trouble, body) VALUES ($1, $2, COALESCE($3, ''), $4) \
         ON CONFLICT (agent_id) DO UPDATE SET trouble = COALESCE($3, source_agent.trouble), body = excluded.body, \
             devices_read_at = COALESCE(excluded.devices_read_at, source_agent.devices_read_at)",
    )
    .bind(agent.to_string())
    .bind(devices_read_at.map(|at| at.0))
    .bind(trouble)
    .bind(about)
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps that a source says of a device that it is there and in no list, inside a transaction.
pub(crate) async fn keep_unmanaged(
    connection: &mut SqliteConnection,
    device: DeviceId,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO source_device (device_id, body, unmanaged_at) VALUES ($1, '[]', $2) \
         ON CONFLICT (device_id) DO UPDATE SET unmanaged_at = excluded.unmanaged_at",
    )
    .bind(device.to_string())
    .bind(at.0)
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps what a source says of a device in its list, inside a transaction; the same again writes nothing.
pub(crate) async fn keep_device(
    connection: &mut SqliteConnection,
    device: DeviceId,
    about: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO source_device (device_id, body) VALUES ($1, $2) \
         ON CONFLICT (device_id) DO UPDATE SET body = excluded.body, unmanaged_at = NULL \
             WHERE source_device.body <> excluded.body OR source_device.unmanaged_at IS NOT NULL",
    )
    .bind(device.to_string())
    .bind(about)
    .execute(connection)
    .await?;
    Ok(())
}
