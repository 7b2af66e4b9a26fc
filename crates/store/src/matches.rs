//! Matches between devices and configurations, and pairs that people took apart.

use sitebook_domain::{
    AgentId, DeviceId, HistoryEntry, HistorySubject, Match, MatchId, MatchState, RememberedUnlink, Timestamp,
};
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use crate::removals::DecidedMatch;
use crate::{Store, StoreError, agents, devices, history, removals};

/// What became of pairs that were kept each by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedMatches {
    /// Places of those that were left out.
    pub left_out: Vec<usize>,
    /// The name to take the others back by; none when nothing was kept.
    pub removal: Option<Uuid>,
}

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
            decide(&mut transaction, old, new).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Keeps what a person said about many pairs, each by itself: one whose device or configuration has another match is
    /// left out.
    pub async fn save_each_match(&self, matches: &[Match], at: Timestamp) -> Result<SavedMatches, StoreError> {
        let mut transaction = self.write().await?;
        let (mut left_out, mut decided) = (Vec::new(), Vec::new());
        for (place, new) in matches.iter().enumerate() {
            let old = match_of_device(&mut transaction, new.device).await?;
            let other_pair = old.as_ref().is_none_or(|old| old.configuration != new.configuration);
            if other_pair && is_held(&mut transaction, new.device, new.configuration).await? {
                left_out.push(place);
            } else {
                decided.push(decide(&mut transaction, old, new).await?);
            }
        }
        let removal =
            if decided.is_empty() { None } else { Some(removals::keep_decided(&mut transaction, decided, at).await?) };
        transaction.commit().await?;
        Ok(SavedMatches { left_out, removal })
    }

    /// Gives a match to another device: it keeps its id, and with it its base values. `moved` is the match as it is to
    /// be. Returns the name to put it back by. Fails as [`StoreError::AlreadyMatched`] when the match is no longer that of
    /// `from`, or its new device got one.
    pub async fn move_match(&self, from: DeviceId, moved: &Match) -> Result<Uuid, StoreError> {
        let mut transaction = self.write().await?;
        let old = match_of_device(&mut transaction, from).await?.filter(|old| old.id == moved.id);
        let taken = match_of_device(&mut transaction, moved.device).await?;
        let (Some(old), None) = (old, taken) else { return Err(StoreError::AlreadyMatched) };
        replace(&mut transaction, moved).await?;
        let was_apart = forget_unlink(&mut transaction, moved.device, moved.configuration).await?;
        record(&mut transaction, from, Some(&old), None, &moved.by, moved.at).await?;
        record(&mut transaction, moved.device, None, Some(moved), &moved.by, moved.at).await?;
        let decided = DecidedMatch { was: Some(old), is: moved.clone(), was_apart };
        let removal = removals::keep_decided(&mut transaction, vec![decided], moved.at).await?;
        transaction.commit().await?;
        Ok(removal)
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
        take_apart(&mut transaction, &old, by, at).await?;
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

/// Takes a pair apart and remembers it, with a history entry.
pub(crate) async fn take_apart(
    connection: &mut SqliteConnection,
    old: &Match,
    by: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM device_match WHERE device_id = $1")
        .bind(old.device.to_string())
        .execute(&mut *connection)
        .await?;
    remember(connection, old.device, old.configuration).await?;
    record(connection, old.device, Some(old), None, by, at).await
}

/// Whether a person may make this pair: neither side has a match, and the agent is linked to the company.
pub(crate) async fn can_pair(connection: &mut SqliteConnection, new: &Match) -> Result<bool, StoreError> {
    let linked: Option<i64> = sqlx::query_scalar(
        "SELECT 1 FROM device d JOIN company_link l ON l.agent_id = d.agent_id WHERE d.id = $1 AND l.company_id = $2",
    )
    .bind(new.device.to_string())
    .bind(new.company)
    .fetch_optional(&mut *connection)
    .await?;
    Ok(linked.is_some() && !is_held(connection, new.device, new.configuration).await?)
}

/// Keeps a pair that a person decided about. One that is matched already keeps its id.
async fn decide(
    connection: &mut SqliteConnection,
    old: Option<Match>,
    new: &Match,
) -> Result<DecidedMatch, StoreError> {
    let new = Match { id: old.as_ref().map_or(new.id, |old| old.id), ..new.clone() };
    save(connection, &new).await?;
    let was_apart = forget_unlink(connection, new.device, new.configuration).await?;
    record(connection, new.device, old.as_ref(), Some(&new), &new.by, new.at).await?;
    Ok(DecidedMatch { was: old, is: new, was_apart })
}

/// Writes a match over the one with its id, which may have been of another device. Its base values stay.
pub(crate) async fn replace(connection: &mut SqliteConnection, new: &Match) -> Result<(), StoreError> {
    sqlx::query("UPDATE device_match SET device_id = $1, state = $2, body = $3 WHERE id = $4")
        .bind(new.device.to_string())
        .bind(state_word(new.state))
        .bind(serde_json::to_string(new)?)
        .bind(new.id.to_string())
        .execute(&mut *connection)
        .await?;
    agents::touch_of_device(connection, new.device).await
}

/// Forgets a match with its base values. The pair does not count as taken apart.
pub(crate) async fn forget(connection: &mut SqliteConnection, id: MatchId) -> Result<(), StoreError> {
    let device: Option<String> = sqlx::query_scalar("DELETE FROM device_match WHERE id = $1 RETURNING device_id")
        .bind(id.to_string())
        .fetch_optional(&mut *connection)
        .await?;
    match device {
        Some(device) => agents::touch_of_device(connection, device.parse()?).await,
        None => Ok(()),
    }
}

/// Forgets that a person took a pair apart; says whether one had.
pub(crate) async fn forget_unlink(
    connection: &mut SqliteConnection,
    device: DeviceId,
    configuration: i64,
) -> Result<bool, StoreError> {
    let forgotten = sqlx::query("DELETE FROM remembered_unlink WHERE device_id = $1 AND configuration_id = $2")
        .bind(device.to_string())
        .bind(configuration)
        .execute(connection)
        .await?;
    Ok(forgotten.rows_affected() > 0)
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

/// Remembers that a pair was taken apart.
pub(crate) async fn remember(
    connection: &mut SqliteConnection,
    device: DeviceId,
    configuration: i64,
) -> Result<(), StoreError> {
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
    .execute(&mut *connection)
    .await;
    match saved {
        Ok(_) => agents::touch_of_device(connection, new.device).await,
        Err(error) if error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation) => {
            Err(StoreError::AlreadyMatched)
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn state_word(state: MatchState) -> &'static str {
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
