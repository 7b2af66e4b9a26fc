//! Matches between devices and configurations, and pairs that people took apart.

use sitebook_domain::{
    AgentId, DeviceId, HistoryEntry, HistorySubject, Match, MatchState, RememberedUnlink, Timestamp,
};
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use crate::{Store, StoreError, devices, history, removals};

impl Store {
    /// All matches of a company's devices.
    pub async fn matches_of_company(&self, company: i64) -> Result<Vec<Match>, StoreError> {
        let rows = sqlx::query(
            "SELECT m.body FROM device_match m JOIN device d ON d.id = m.device_id \
             JOIN company_link l ON l.agent_id = d.agent_id WHERE l.company_id = $1 ORDER BY m.id",
        )
        .bind(company)
        .fetch_all(self.read())
        .await?;
        rows.iter().map(|row| Ok(serde_json::from_str(row.try_get("body")?)?)).collect()
    }

    /// All matches of an agent's devices.
    pub async fn matches_of_agent(&self, agent: AgentId) -> Result<Vec<Match>, StoreError> {
        let mut connection = self.read().acquire().await?;
        of_agent(&mut connection, agent).await
    }

    /// The match of a device.
    pub async fn match_of_device(&self, device: DeviceId) -> Result<Option<Match>, StoreError> {
        let mut connection = self.read().acquire().await?;
        match_of_device(&mut connection, device).await
    }

    /// All matches, for the export before the integration is removed.
    pub async fn all_matches(&self) -> Result<Vec<Match>, StoreError> {
        let rows = sqlx::query("SELECT body FROM device_match ORDER BY id").fetch_all(self.read()).await?;
        rows.iter().map(|row| Ok(serde_json::from_str(row.try_get("body")?)?)).collect()
    }

    /// Pairs of a company's devices that a person took apart.
    pub async fn remembered_unlinks(&self, company: i64) -> Result<Vec<RememberedUnlink>, StoreError> {
        let rows = sqlx::query(
            "SELECT u.device_id, u.configuration_id FROM remembered_unlink u JOIN device d ON d.id = u.device_id \
             JOIN company_link l ON l.agent_id = d.agent_id WHERE l.company_id = $1",
        )
        .bind(company)
        .fetch_all(self.read())
        .await?;
        rows.iter()
            .map(|row| {
                Ok(RememberedUnlink {
                    device: row.try_get::<String, _>("device_id")?.parse()?,
                    configuration: row.try_get("configuration_id")?,
                })
            })
            .collect()
    }

    /// Keeps what a person said about pairs, each with a history entry. A pair that would give a device or a
    /// configuration a second match fails the whole call; one that is matched already keeps its id, and with it its
    /// base values.
    pub async fn save_matches(&self, matches: &[Match]) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        for new in matches {
            let old = match_of_device(&mut transaction, new.device).await?;
            if old.as_ref().is_some_and(|old| old.configuration != new.configuration) {
                return Err(StoreError::AlreadyMatched);
            }
            decide(&mut transaction, old.as_ref(), new).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Keeps what a person said about many pairs, each by itself: one whose device or configuration has another match is
    /// left out. Returns the places of those.
    pub async fn save_each_match(&self, matches: &[Match]) -> Result<Vec<usize>, StoreError> {
        let mut transaction = self.write().await?;
        let mut left_out = Vec::new();
        for (place, new) in matches.iter().enumerate() {
            let old = match_of_device(&mut transaction, new.device).await?;
            let other_pair = old.as_ref().is_none_or(|old| old.configuration != new.configuration);
            if other_pair && is_held(&mut transaction, new.device, new.configuration).await? {
                left_out.push(place);
            } else {
                decide(&mut transaction, old.as_ref(), new).await?;
            }
        }
        transaction.commit().await?;
        Ok(left_out)
    }

    /// Gives a match to another device: it keeps its id, and with it its base values. `moved` is the match as it is to
    /// be. Fails as [`StoreError::AlreadyMatched`] when the match is no longer that of `from`, or its new device got one.
    pub async fn move_match(&self, from: DeviceId, moved: &Match) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        let old = match_of_device(&mut transaction, from).await?.filter(|old| old.id == moved.id);
        let taken = match_of_device(&mut transaction, moved.device).await?;
        let (Some(old), None) = (old, taken) else { return Err(StoreError::AlreadyMatched) };
        sqlx::query("UPDATE device_match SET device_id = $1, state = $2, body = $3 WHERE id = $4")
            .bind(moved.device.to_string())
            .bind(state_word(moved.state))
            .bind(serde_json::to_string(moved)?)
            .bind(moved.id.to_string())
            .execute(&mut *transaction)
            .await?;
        forget_unlink(&mut transaction, moved.device, moved.configuration).await?;
        record(&mut transaction, from, Some(&old), None, &moved.by, moved.at).await?;
        record(&mut transaction, moved.device, None, Some(moved), &moved.by, moved.at).await?;
        Ok(transaction.commit().await?)
    }

    /// Keeps pairs that a rule found. What people or another process did since the rule looked counts more: a pair is
    /// left out when its device or its configuration got a match, when somebody took it apart, or when the agent is no
    /// longer linked to the company.
    pub async fn add_found_matches(&self, matches: &[Match]) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        for new in matches {
            if is_free(&mut transaction, new).await? {
                save(&mut transaction, new).await?;
                record(&mut transaction, new.device, None, Some(new), &new.by, new.at).await?;
            }
        }
        Ok(transaction.commit().await?)
    }

    /// Gives matches a new state that a rule found, from what it was to what it is. One that is no longer what it was is
    /// left alone: somebody decided about it since the rule looked.
    pub async fn change_found_matches(&self, changes: &[(Match, Match)]) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        for (was, is) in changes {
            let current = match_of_device(&mut transaction, was.device).await?;
            if current.as_ref() == Some(was) {
                save(&mut transaction, is).await?;
                record(&mut transaction, is.device, current.as_ref(), Some(is), &is.by, is.at).await?;
            }
        }
        Ok(transaction.commit().await?)
    }

    /// Takes a pair apart and remembers it, so that no rule makes it again. Returns the name to put it back by; none when
    /// there was no match.
    pub async fn remove_match(&self, device: DeviceId, by: &str, at: Timestamp) -> Result<Option<Uuid>, StoreError> {
        let mut transaction = self.write().await?;
        let Some(old) = match_of_device(&mut transaction, device).await? else { return Ok(None) };
        let removal = removals::keep_match(&mut transaction, &old, at).await?;
        sqlx::query("DELETE FROM device_match WHERE device_id = $1")
            .bind(device.to_string())
            .execute(&mut *transaction)
            .await?;
        remember(&mut transaction, device, old.configuration).await?;
        record(&mut transaction, device, Some(&old), None, by, at).await?;
        transaction.commit().await?;
        Ok(Some(removal))
    }

    /// Remembers that a device is none of these configurations, so that none is proposed for it again. Returns the name
    /// to take that back by.
    pub async fn reject_pairs(
        &self,
        device: DeviceId,
        configurations: &[i64],
        at: Timestamp,
    ) -> Result<Uuid, StoreError> {
        let mut transaction = self.write().await?;
        let mut pairs = Vec::new();
        for &configuration in configurations {
            remember(&mut transaction, device, configuration).await?;
            pairs.push(RememberedUnlink { device, configuration });
        }
        let removal = removals::keep_pairs(&mut transaction, pairs, at).await?;
        transaction.commit().await?;
        Ok(removal)
    }
}

/// Keeps a pair that a person decided about. One that is matched already keeps its id.
async fn decide(connection: &mut SqliteConnection, old: Option<&Match>, new: &Match) -> Result<(), StoreError> {
    let new = Match { id: old.map_or(new.id, |old| old.id), ..new.clone() };
    save(connection, &new).await?;
    forget_unlink(connection, new.device, new.configuration).await?;
    record(connection, new.device, old, Some(&new), &new.by, new.at).await
}

/// Forgets that a person took a pair apart.
pub(crate) async fn forget_unlink(
    connection: &mut SqliteConnection,
    device: DeviceId,
    configuration: i64,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM remembered_unlink WHERE device_id = $1 AND configuration_id = $2")
        .bind(device.to_string())
        .bind(configuration)
        .execute(connection)
        .await?;
    Ok(())
}

/// The matches of an agent's devices.
pub(crate) async fn of_agent(connection: &mut SqliteConnection, agent: AgentId) -> Result<Vec<Match>, StoreError> {
    let rows = sqlx::query(
        "SELECT m.body FROM device_match m JOIN device d ON d.id = m.device_id WHERE d.agent_id = $1 ORDER BY m.id",
    )
    .bind(agent.to_string())
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| Ok(serde_json::from_str(row.try_get("body")?)?)).collect()
}

/// Whether the device or the configuration has a match.
pub(crate) async fn is_held(
    connection: &mut SqliteConnection,
    device: DeviceId,
    configuration: i64,
) -> Result<bool, StoreError> {
    let held: Option<i64> =
        sqlx::query_scalar("SELECT 1 FROM device_match WHERE device_id = $1 OR configuration_id = $2 LIMIT 1")
            .bind(device.to_string())
            .bind(configuration)
            .fetch_optional(connection)
            .await?;
    Ok(held.is_some())
}

async fn remember(connection: &mut SqliteConnection, device: DeviceId, configuration: i64) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO remembered_unlink (device_id, configuration_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(device.to_string())
        .bind(configuration)
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether nothing speaks against making this pair.
pub(crate) async fn is_free(connection: &mut SqliteConnection, new: &Match) -> Result<bool, StoreError> {
    let free: Option<i64> = sqlx::query_scalar(
        "SELECT 1 FROM device d JOIN company_link l ON l.agent_id = d.agent_id \
         WHERE d.id = $1 AND l.company_id = $3 \
           AND NOT EXISTS (SELECT 1 FROM device_match m WHERE m.device_id = $1 OR m.configuration_id = $2) \
           AND NOT EXISTS (SELECT 1 FROM remembered_unlink u WHERE u.device_id = $1 AND u.configuration_id = $2)",
    )
    .bind(new.device.to_string())
    .bind(new.configuration)
    .bind(new.company)
    .fetch_optional(connection)
    .await?;
    Ok(free.is_some())
}

pub(crate) async fn match_of_device(
    connection: &mut SqliteConnection,
    device: DeviceId,
) -> Result<Option<Match>, StoreError> {
    let body: Option<String> = sqlx::query_scalar("SELECT body FROM device_match WHERE device_id = $1")
        .bind(device.to_string())
        .fetch_optional(connection)
        .await?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

pub(crate) async fn save(connection: &mut SqliteConnection, new: &Match) -> Result<(), StoreError> {
    let saved = sqlx::query(
        "INSERT INTO device_match (id, device_id, configuration_id, company_id, state, body) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (device_id) DO UPDATE SET state = excluded.state, body = excluded.body",
    )
    .bind(new.id.to_string())
    .bind(new.device.to_string())
    .bind(new.configuration)
    .bind(new.company)
    .bind(state_word(new.state))
    .bind(serde_json::to_string(new)?)
    .execute(connection)
    .await;
    match saved {
        Ok(_) => Ok(()),
        Err(error) if error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation) => {
            Err(StoreError::AlreadyMatched)
        }
        Err(error) => Err(error.into()),
    }
}

fn state_word(state: MatchState) -> &'static str {
    match state {
        MatchState::Automatic => "automatic",
        MatchState::Proposed => "proposed",
        MatchState::Confirmed => "confirmed",
        MatchState::Frozen => "frozen",
    }
}

pub(crate) async fn record(
    connection: &mut SqliteConnection,
    device: DeviceId,
    old: Option<&Match>,
    new: Option<&Match>,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let described = |found: Option<&Match>| {
        found.map(|found| format!("configuration {} ({})", found.configuration, state_word(found.state)))
    };
    let (old, new) = (described(old).unwrap_or_default(), described(new).unwrap_or_default());
    if old == new {
        return Ok(());
    }
    let Some(record) = devices::device(connection, device).await? else { return Ok(()) };
    let entry = HistoryEntry {
        agent: record.agent,
        subject: HistorySubject::Device(device),
        field: "match".to_owned(),
        old,
        new,
        by: by.to_owned(),
        at,
    };
    history::record(connection, &entry).await
}
