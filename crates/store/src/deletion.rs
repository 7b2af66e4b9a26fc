//! Deleting agents and devices with everything that is kept of them.

use sitebook_domain::{AgentId, DeviceId};
use sqlx::SqliteConnection;

use crate::{StoreError, agents, search};

/// Tables with rows of a device, those that refer to others first.
const OF_DEVICE: [&str; 15] = [
    "violet_grant",
    "switched_power",
    "source_refusal",
    "kept_id",
    "source_device",
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
const OF_AGENT: [&str; 13] = [
    "violet_invitation",
    "violet_access",
    "outbox_mail",
    "source_agent",
    "change_set_row",
    "automatic_sync",
    "field_mapping",
    "plan",
    "company_link",
    "location_fact",
    "history",
    "stop_wish",
    "run",
];

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
    let of_invitations = "invitation_id IN (SELECT id FROM violet_invitation WHERE agent_id = $1)";
    delete_where(connection, "violet_code", of_invitations, &id).await?;
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

#[cfg(test)]
mod tests {
    use sqlx::Row;
    use uuid::Uuid;

    use super::*;
    use crate::Store;

    /// Rows of every table that speaks of an agent, as raw as they can be: what is kept is somebody else's business here.
    const ROWS: [&str; 38] = [
        "INSERT INTO agent (id, source, source_id, source_values, own_values, name, search_text, created_at) \
         VALUES ($1, 'import', $1, '{}', '{}', 'Agent', '', 1)",
        "INSERT INTO device (id, agent_id, source_id, source_values, own_values, ignored, name, offline, important_down, \
                             search_text, created_at) VALUES ($2, $1, 'D-1', '{}', '{}', 0, 'fw01', 0, 0, '', 1)",
        "INSERT INTO history (id, agent_id, device_id, field, old_value, new_value, changed_by, changed_at) \
         VALUES ('h1' || $1, $1, NULL, 'name', '', '', 'Ann', 1)",
        "INSERT INTO history (id, agent_id, device_id, field, old_value, new_value, changed_by, changed_at) \
         VALUES ('h2' || $1, $1, $2, 'name', '', '', 'Ann', 1)",
        "INSERT INTO location_fact (id, agent_id, body) VALUES ('l' || $1, $1, '{}')",
        "INSERT INTO company_link (agent_id, company_id, body) VALUES ($1, 250, '{}')",
        "INSERT INTO device_match (id, device_id, configuration_id, company_id, state, body) \
         VALUES ('m' || $1, $2, $4, 250, 'automatic', '{}')",
        "INSERT INTO base_value (match_id, field, ours, theirs) VALUES ('m' || $1, 'name', '', '')",
        "INSERT INTO held_field (match_id, field, value, run_id, held_at) VALUES ('m' || $1, 'name', '', $3, 1)",
        "INSERT INTO remembered_unlink (device_id, configuration_id) VALUES ($2, 8)",
        "INSERT INTO field_mapping (agent_id, body) VALUES ($1, '{}')",
        "INSERT INTO plan (hash, agent_id, body, created_at) VALUES ('p' || $1, $1, '{}', 1)",
        "INSERT INTO run (id, agent_id, company_id, state, started_at, body) VALUES ($3, $1, 250, 'done', 1, '{}')",
        "INSERT INTO run_result (run_id, device_id, configuration_id, outcome, reason, message) \
         VALUES ($3, $2, 7, 'applied', '', '')",
        "INSERT INTO undo_row (run_id, device_id, configuration_id, field, target, old_value, new_value, recorded_at) \
         VALUES ($3, $2, 7, 'name', 'local', '', '', 1)",
        "INSERT INTO undo_activity (run_id, device_id, configuration_id, old_active, new_active, recorded_at) \
         VALUES ($3, $2, 7, 1, 0, 1)",
        "INSERT INTO undo_pair (run_id, device_id, body) VALUES ($3, $2, '{}')",
        "INSERT INTO created_record (run_id, device_id, configuration_id, body) VALUES ($3, $2, 7, '{}')",
        "INSERT INTO creation_intent (device_id, company_id, identifier, run_id, intended_at, intended_by) \
         VALUES ($2, 250, 'sitebook:x', $3, 1, 'Ann')",
        "INSERT INTO automatic_sync (agent_id, switched_on, failed, since, next_at, body) VALUES ($1, 1, 0, 1, 1, '{}')",
        "INSERT INTO removed (id, kind, body, removed_at) VALUES ('r1' || $1, 'link', '{\"agent\":\"' || $1 || '\"}', 1)",
        "INSERT INTO removed (id, kind, body, removed_at) VALUES ('r2' || $1, 'match', '{\"device\":\"' || $2 || '\"}', 1)",
        "INSERT INTO stop_wish (company_id, fence, agent_id) VALUES (250, 1, $1)",
        "INSERT INTO violet_access (agent_id, enabled, owner_email) VALUES ($1, 1, 'owner@example.com')",
        "INSERT INTO violet_grant (device_id, agent_id, visible, power, block) VALUES ($2, $1, 1, 0, 0)",
        "INSERT INTO violet_invitation (id, agent_id, owner_email, token_hash, mail_id, invited_by, created_at, expires_at) \
         VALUES ('i' || $1, $1, 'owner@example.com', 't' || $1, 'm' || $1, 'Ann', 1, 2)",
        "INSERT INTO violet_code (id, owner_email, invitation_id, browser_hash, mail_id, created_at, expires_at, \
                                  wrong_tries) VALUES ('c' || $1, 'owner@example.com', 'i' || $1, 'b' || $1, 'm', 1, 2, 0)",
        "INSERT INTO outbox_mail (id, agent_id, kind, recipient, body, state, attempts, created_at, next_attempt_at, \
                                  claimed_until, last_answer) \
         VALUES ('m' || $1, $1, 'invitation', 'owner@example.com', '{}', 'waiting', 0, 1, 1, 0, '')",
        "INSERT INTO source_agent (agent_id, body) VALUES ($1, '[]')",
        "INSERT INTO source_device (device_id, body) VALUES ($2, '[]')",
        "INSERT INTO switched_power (device_id, is_on, switched_at, asked_at, read_at) VALUES ($2, 1, 1, 1, 1)",
        "INSERT INTO kept_id (device_id, field, configuration_id) VALUES ($2, 'kept', 7)",
        "INSERT INTO source_refusal (device_id, field, value, reason, uncertain, refused_at) VALUES ($2, 'name', '', '', 0, 1)",
        "INSERT INTO search_agent (agent_id) VALUES ($1)",
        "INSERT INTO search_device (number, device_id) \
         VALUES ((SELECT (number << 20) + 1 FROM search_agent WHERE agent_id = $1), $2)",
        "INSERT INTO change_set (id, kind, made_by, made_at) VALUES ('c' || $4, 'import', 'Ann', 1)",
        "INSERT INTO change_set_row (id, change_set_id, agent_id, device_id, part, field) \
         VALUES ('c1' || $1, 'c' || $4, $1, NULL, 'record', '')",
        "INSERT INTO change_set_row (id, change_set_id, agent_id, device_id, part, field) \
         VALUES ('c2' || $1, 'c' || $4, $1, $2, 'record', '')",
    ];

    struct Kept {
        agent: AgentId,
        device: DeviceId,
        run: Uuid,
    }

    async fn fill(store: &Store, configuration: i64) -> Kept {
        let kept = Kept { agent: AgentId(Uuid::now_v7()), device: DeviceId(Uuid::now_v7()), run: Uuid::now_v7() };
        let mut transaction = store.write().await.unwrap();
        for statement in ROWS {
            sqlx::query(statement)
                .bind(kept.agent.to_string())
                .bind(kept.device.to_string())
                .bind(kept.run.to_string())
                .bind(configuration)
                .execute(&mut *transaction)
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
        kept
    }

    /// The rows of each table that hold one of these ids anywhere.
    async fn mentions(store: &Store, kept: &Kept) -> Vec<(String, i64)> {
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_sqlx%'",
        )
        .fetch_all(store.read())
        .await
        .unwrap();
        let mut found = Vec::new();
        for table in tables {
            let columns = sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA table_info({table})")))
                .fetch_all(store.read())
                .await
                .unwrap();
            let conditions: Vec<String> = columns
                .iter()
                .map(|column| column.get::<String, _>("name"))
                .flat_map(|column| (1..=3).map(move |id| format!("instr(\"{column}\", ${id}) > 0")))
                .collect();
            let statement = format!("SELECT COUNT(*) FROM {table} WHERE {}", conditions.join(" OR "));
            let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
                .bind(kept.agent.to_string())
                .bind(kept.device.to_string())
                .bind(kept.run.to_string())
                .fetch_one(store.read())
                .await
                .unwrap();
            if count > 0 {
                found.push((table, count));
            }
        }
        found.sort();
        found
    }

    #[tokio::test]
    async fn no_table_keeps_a_row_of_what_was_deleted_and_nothing_else_goes() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("w.db")).await.unwrap();
        let (deleted, other) = (fill(&store, 7).await, fill(&store, 9).await);
        let before = mentions(&store, &other).await;
        // Every table that can speak of an agent, a device or a run does: a new one is missed here.
        let tables: Vec<&str> = before.iter().map(|(table, _)| table.as_str()).collect();
        let expected: Vec<String> = sqlx::query_scalar(
            "SELECT DISTINCT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' \
               AND m.name <> 'base_value' AND c.name IN ('agent_id', 'device_id', 'run_id') ORDER BY m.name",
        )
        .fetch_all(store.read())
        .await
        .unwrap();
        assert!(expected.iter().all(|table| tables.contains(&table.as_str())), "{expected:?} but only {tables:?}");

        let mut transaction = store.write().await.unwrap();
        delete_agent(&mut transaction, deleted.agent).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(mentions(&store, &deleted).await, []);
        assert_eq!(mentions(&store, &other).await, before);
    }

    #[tokio::test]
    async fn a_device_goes_alone() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&directory.path().join("w.db")).await.unwrap();
        let kept = fill(&store, 7).await;
        let mut transaction = store.write().await.unwrap();
        delete_device(&mut transaction, kept.device).await.unwrap();
        transaction.commit().await.unwrap();
        let of_device = Kept { agent: AgentId(Uuid::now_v7()), run: Uuid::now_v7(), ..kept };
        // What can be put back says itself that the device is gone.
        assert_eq!(mentions(&store, &of_device).await, [("removed".to_owned(), 1)]);
        assert!(store.agent(kept.agent).await.unwrap().is_some());
    }
}
