//! Deleting agents and devices with everything that is kept of them.

use sitebook_domain::{AgentId, DeviceId};
use sqlx::SqliteConnection;

use crate::{StoreError, agents, search};

/// Tables with rows of a device, those that refer to others first.
const OF_DEVICE: [&str; 10] = [
    "change_set_row",
    "creation_intent",
    "run_result",
    "undo_row",
    "undo_activity",
    "undo_pair",
    "created_record",
    "remembered_unlink",
    "device_match",
    "history",
];

/// Tables with rows of a run.
const OF_RUN: [&str; 6] = ["creation_intent", "run_result", "undo_row", "undo_activity", "undo_pair", "created_record"];

/// Tables with rows of an agent, beside its devices and runs.
const OF_AGENT: [&str; 8] =
    ["change_set_row", "automatic_sync", "field_mapping", "plan", "company_link", "location_fact", "history", "run"];

/// Deletes a device with everything that is kept of it, inside a transaction.
pub(crate) async fn delete_device(connection: &mut SqliteConnection, device: DeviceId) -> Result<(), StoreError> {
    let id = device.to_string();
    agents::touch_of_device(connection, device).await?;
    search::forget_device(connection, device).await?;
    for table in OF_DEVICE {
        delete_where(connection, table, "device_id = $1", &id).await?;
    }
    delete_where(connection, "device", "id = $1", &id).await
}

/// Deletes an agent with its devices and runs and everything that is kept of them, inside a transaction.
pub(crate) async fn delete_agent(connection: &mut SqliteConnection, agent: AgentId) -> Result<(), StoreError> {
    let id = agent.to_string();
    search::forget_agent(connection, agent).await?;
    // Ids are unique as texts: a document that holds one speaks of that record.
    let mentions = "body LIKE '%' || $1 || '%' \
                    OR EXISTS (SELECT 1 FROM device d WHERE d.agent_id = $1 AND removed.body LIKE '%' || d.id || '%')";
    delete_where(connection, "removed", mentions, &id).await?;
    for table in OF_DEVICE {
        delete_where(connection, table, "device_id IN (SELECT id FROM device WHERE agent_id = $1)", &id).await?;
    }
    for table in OF_RUN {
        delete_where(connection, table, "run_id IN (SELECT id FROM run WHERE agent_id = $1)", &id).await?;
    }
    for table in OF_AGENT {
        delete_where(connection, table, "agent_id = $1", &id).await?;
    }
    delete_where(connection, "device", "agent_id = $1", &id).await?;
    delete_where(connection, "agent", "id = $1", &id).await
}

/// Deletes the rows of a table that a condition of ours picks, which names the id as `$1`.
async fn delete_where(
    connection: &mut SqliteConnection,
    table: &str,
    condition: &str,
    id: &str,
) -> Result<(), StoreError> {
    let statement = format!("DELETE FROM {table} WHERE {condition}");
    sqlx::query(sqlx::AssertSqlSafe(statement)).bind(id).execute(connection).await?;
    Ok(())
}
