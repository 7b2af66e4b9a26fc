//! Changing many agents or devices at once.

use sitebook_domain::{AgentId, BulkChange, DeviceId, Timestamp, ValueError};
use uuid::Uuid;

use crate::change_sets::{self, ChangeKind};
use crate::{Store, StoreError, agents, devices};

/// What a change of many agents did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AgentsChanged {
    /// Agents that were changed.
    pub changed: u32,
    /// Agents that were as wanted already.
    pub unchanged: u32,
    /// Agents that could not be changed.
    pub failed: Vec<AgentNotChanged>,
    /// The name to take it back by; none when nothing was changed.
    pub undo: Option<Uuid>,
}

/// What ignoring many devices, or no longer ignoring them, did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DevicesIgnored {
    /// Devices that were changed.
    pub changed: u32,
    /// Devices that were as wanted already.
    pub unchanged: u32,
    /// The name to take it back by; none when nothing was changed.
    pub undo: Option<Uuid>,
}

/// An agent that could not be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentNotChanged {
    /// The agent.
    pub agent: AgentId,
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: ValueError,
}

impl Store {
    /// Changes agents in one transaction, with one history entry for each value, and keeps how to take it back. An agent
    /// whose value may not be so is left as it is; agents that are no longer there are passed over.
    pub async fn change_agents(
        &self,
        ids: &[AgentId],
        change: &BulkChange,
        by: &str,
        at: Timestamp,
    ) -> Result<AgentsChanged, StoreError> {
        let mut outcome = AgentsChanged::default();
        let mut transaction = self.write().await?;
        let set = change_sets::begin(&mut transaction, ChangeKind::Agents, by, at).await?;
        for id in ids {
            let Some(before) = agents::agent(&mut transaction, *id).await? else { continue };
            let values = match change.of(&before.layers) {
                Ok(values) => values,
                Err(reason) => {
                    let name = before.name().to_owned();
                    outcome.failed.push(AgentNotChanged { agent: *id, name, reason });
                    continue;
                }
            };
            if values.is_empty() {
                outcome.unchanged += 1;
                continue;
            }
            let mut agent = before.clone();
            for (field, value) in &values {
                agents::set_own(&mut transaction, &mut agent, *field, Some(value), by, at).await?;
            }
            agents::save(&mut transaction, &agent).await?;
            change_sets::record_agent(&mut transaction, set, &before, &agent).await?;
            outcome.changed += 1;
        }
        outcome.undo = change_sets::finish(&mut transaction, set).await?;
        transaction.commit().await?;
        Ok(outcome)
    }
    /// Ignores devices, or stops that, in one transaction, with one history entry for each that changed, and keeps how to
    /// take it back. Devices that are no longer there are passed over.
    pub async fn ignore_devices(
        &self,
        ids: &[DeviceId],
        ignored: bool,
        by: &str,
        at: Timestamp,
    ) -> Result<DevicesIgnored, StoreError> {
        let mut outcome = DevicesIgnored::default();
        let mut transaction = self.write().await?;
        let set = change_sets::begin(&mut transaction, ChangeKind::Devices, by, at).await?;
        for id in ids {
            let Some(before) = devices::device(&mut transaction, *id).await? else { continue };
            let mut device = before.clone();
            if !devices::set_ignored(&mut transaction, &mut device, ignored, by, at).await? {
                outcome.unchanged += 1;
                continue;
            }
            devices::save(&mut transaction, &device).await?;
            change_sets::record_device(&mut transaction, set, &before, &device).await?;
            outcome.changed += 1;
        }
        outcome.undo = change_sets::finish(&mut transaction, set).await?;
        transaction.commit().await?;
        Ok(outcome)
    }
}
