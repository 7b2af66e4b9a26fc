//! What people edit: own values, unless somebody else changed them since they were seen.

use std::collections::BTreeMap;

use sitebook_domain::{
    Agent, AgentField, AgentId, Device, DeviceField, DeviceId, FieldKey, FieldValue, HistorySubject, Layers, Timestamp,
};
use sqlx::{Row, SqliteConnection};

use crate::agents::displayed;
use crate::devices::{IGNORED, yes_or_no};
use crate::{Store, StoreError, agents, devices};

/// What a person wants a record to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit<F: Ord> {
    /// Own values; none = take the source's again.
    pub changes: BTreeMap<F, Option<FieldValue>>,
    /// What the person saw before, as text; a field that is not named is set whatever it says.
    pub seen: BTreeMap<F, String>,
}

impl<F: Ord> Default for Edit<F> {
    fn default() -> Self {
        Self { changes: BTreeMap::new(), seen: BTreeMap::new() }
    }
}

/// The same for whether a device is ignored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IgnoredEdit {
    /// What is wanted; none = as it is.
    pub wanted: Option<bool>,
    /// What the person saw.
    pub seen: Option<bool>,
}

/// What became of an edit.
#[derive(Debug, Clone, PartialEq)]
pub enum Edited<R> {
    /// It is saved; the record as it is now.
    Saved(R),
    /// There is no such record.
    Gone,
    /// Somebody changed these values since they were seen. Nothing was saved.
    Conflicts(Vec<ValueConflict>),
}

/// A value that somebody changed since it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueConflict {
    /// Field key.
    pub field: String,
    /// What the person saw.
    pub seen: String,
    /// What counts now.
    pub now: String,
    /// What the person wants.
    pub wanted: String,
    /// Who changed it last, and when, where history says so.
    pub changed: Option<(String, Timestamp)>,
}

impl Store {
    /// Sets own values of an agent, with one history entry for each that changed, unless one of them was changed since it
    /// was seen: then nothing is.
    pub async fn edit_agent(
        &self,
        id: AgentId,
        edit: &Edit<AgentField>,
        by: &str,
        at: Timestamp,
    ) -> Result<Edited<Agent>, StoreError> {
        let mut transaction = self.write().await?;
        let Some(mut agent) = agents::agent(&mut transaction, id).await? else { return Ok(Edited::Gone) };
        let conflicts = conflicts(&mut transaction, id, HistorySubject::Agent, &agent.layers, edit).await?;
        if !conflicts.is_empty() {
            return Ok(Edited::Conflicts(conflicts));
        }
        for (field, value) in &edit.changes {
            agents::set_own(&mut transaction, &mut agent, *field, value.as_ref(), by, at).await?;
        }
        agents::save(&mut transaction, &agent).await?;
        transaction.commit().await?;
        Ok(Edited::Saved(agent))
    }

    /// The same for a device, and whether it is ignored.
    pub async fn edit_device(
        &self,
        id: DeviceId,
        edit: &Edit<DeviceField>,
        ignored: IgnoredEdit,
        by: &str,
        at: Timestamp,
    ) -> Result<Edited<Device>, StoreError> {
        let mut transaction = self.write().await?;
        let Some(mut device) = devices::device(&mut transaction, id).await? else { return Ok(Edited::Gone) };
        let (agent, subject) = (device.agent, HistorySubject::Device(id));
        let mut conflicts = conflicts(&mut transaction, agent, subject, &device.layers, edit).await?;
        if let (Some(wanted), Some(seen)) = (ignored.wanted, ignored.seen)
            && device.ignored != wanted
            && device.ignored != seen
        {
            conflicts.push(ValueConflict {
                field: IGNORED.to_owned(),
                seen: yes_or_no(seen),
                now: yes_or_no(device.ignored),
                wanted: yes_or_no(wanted),
                changed: last_change(&mut transaction, agent, subject, IGNORED).await?,
            });
        }
        if !conflicts.is_empty() {
            return Ok(Edited::Conflicts(conflicts));
        }
        for (field, value) in &edit.changes {
            devices::set_own(&mut transaction, &mut device, *field, value.as_ref(), by, at).await?;
        }
        if let Some(ignored) = ignored.wanted {
            devices::set_ignored(&mut transaction, &mut device, ignored, by, at).await?;
        }
        devices::save(&mut transaction, &device).await?;
        transaction.commit().await?;
        Ok(Edited::Saved(device))
    }

    /// Sets own values of an agent whatever it says now (none = take the source's value again). Returns the agent as it
    /// is then, or none when there is no such agent.
    pub async fn set_agent_values(
        &self,
        id: AgentId,
        changes: &BTreeMap<AgentField, Option<FieldValue>>,
        by: &str,
        at: Timestamp,
    ) -> Result<Option<Agent>, StoreError> {
        let edit = Edit { changes: changes.clone(), ..Edit::default() };
        Ok(self.edit_agent(id, &edit, by, at).await?.saved())
    }

    /// The same for a device, and whether it is ignored.
    pub async fn set_device_values(
        &self,
        id: DeviceId,
        changes: &BTreeMap<DeviceField, Option<FieldValue>>,
        ignored: Option<bool>,
        by: &str,
        at: Timestamp,
    ) -> Result<Option<Device>, StoreError> {
        let edit = Edit { changes: changes.clone(), ..Edit::default() };
        let ignored = IgnoredEdit { wanted: ignored, seen: None };
        Ok(self.edit_device(id, &edit, ignored, by, at).await?.saved())
    }
}

impl<R> Edited<R> {
    fn saved(self) -> Option<R> {
        match self {
            Self::Saved(record) => Some(record),
            Self::Gone | Self::Conflicts(_) => None,
        }
    }
}

/// The values that are neither what the person saw nor what the person wants.
async fn conflicts<F: FieldKey>(
    connection: &mut SqliteConnection,
    agent: AgentId,
    subject: HistorySubject,
    layers: &Layers<F>,
    edit: &Edit<F>,
) -> Result<Vec<ValueConflict>, StoreError> {
    let mut conflicts = Vec::new();
    for (field, wanted) in &edit.changes {
        let Some(seen) = edit.seen.get(field) else { continue };
        let now = displayed(layers, *field);
        let wanted = wanted.as_ref().or_else(|| layers.source.get(field)).map(ToString::to_string).unwrap_or_default();
        if field.reads_same(&now, seen) || field.reads_same(&now, &wanted) {
            continue;
        }
        conflicts.push(ValueConflict {
            field: field.key().to_owned(),
            seen: seen.clone(),
            now,
            wanted,
            changed: last_change(connection, agent, subject, field.key()).await?,
        });
    }
    Ok(conflicts)
}

/// Who changed a field last, and when.
async fn last_change(
    connection: &mut SqliteConnection,
    agent: AgentId,
    subject: HistorySubject,
    field: &str,
) -> Result<Option<(String, Timestamp)>, StoreError> {
    let row = sqlx::query(
        "SELECT changed_by, changed_at FROM history WHERE agent_id = $1 AND field = $2 \
           AND (device_id = $3 OR (device_id IS NULL AND $3 = '')) ORDER BY changed_at DESC, id DESC LIMIT 1",
    )
    .bind(agent.to_string())
    .bind(field)
    .bind(match subject {
        HistorySubject::Agent => String::new(),
        HistorySubject::Device(id) => id.to_string(),
    })
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok((row.try_get("changed_by")?, Timestamp(row.try_get("changed_at")?)))).transpose()
}
