//! What a person removed or decided about matches, kept for as long as it can be put back.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sitebook_domain::{AgentId, CompanyLink, Match, RememberedUnlink, Timestamp};
use sqlx::{Row, SqliteConnection};
use uuid::Uuid;

use crate::{Store, StoreError, agents, archive, devices, integration, matches};

/// A base value as the database holds it: also one whose field this version does not know comes back as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct RemovedBase {
    field: String,
    ours: String,
    theirs: String,
}

/// A held field as the database holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct RemovedHold {
    field: String,
    value: String,
    run: String,
    at: i64,
}

/// A match with its base and the fields that an undo holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct RemovedMatch {
    found: Match,
    base: Vec<RemovedBase>,
    #[serde(default)] // What an earlier version took away kept none.
    held: Vec<RemovedHold>,
}

/// What a person decided about a pair, and how it stood before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DecidedMatch {
    /// The match before, perhaps that of another device; none = there was none.
    pub(crate) was: Option<Match>,
    /// The match since.
    pub(crate) is: Match,
    /// Whether the pair was remembered as taken apart.
    pub(crate) was_apart: bool,
}

/// What was removed. Pairs that a person took apart before stay remembered when a link goes, and need not be put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Removal {
    /// A link, with the matches that went with it, and the link that took its place, if any.
    Link { link: CompanyLink, replaced_by: Option<CompanyLink>, matches: Vec<RemovedMatch> },
    /// A match; the pair was remembered as taken apart.
    Match(RemovedMatch),
    /// Pairs that were declined at once: the proposed one, or all candidates of a review.
    Pairs(Vec<RememberedUnlink>),
    /// Matches that were made, confirmed, or given to another device.
    Decided(Vec<DecidedMatch>),
}

/// What became of the wish to put something back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutBack {
    /// It is as it was.
    Done,
    /// There is no such removal, or it was put back already.
    Unknown,
    /// The device or the configuration has another match by now.
    AlreadyMatched,
    /// The agent's link is no longer the one that the removal left.
    LinkChanged,
    /// A match is no longer what was decided.
    MatchChanged,
    /// One of the agents is archived: its link and its matches stay as they are.
    Archived,
}

impl Removal {
    fn kind(&self) -> &'static str {
        match self {
            Self::Link { .. } => "link",
            Self::Match(_) => "match",
            Self::Pairs(_) => "pairs",
            Self::Decided(_) => "decided",
        }
    }
}

impl Store {
    /// The agents whose runs must not go on while something is put back: it takes their link or their matches away.
    pub async fn agents_of_removal(&self, id: Uuid) -> Result<Vec<AgentId>, StoreError> {
        let mut connection = self.read().acquire().await?;
        match removal(&mut connection, id).await? {
            Some(removal @ (Removal::Link { .. } | Removal::Decided(_))) => {
                Ok(agents_in(&mut connection, &removal).await?.into_iter().collect())
            }
            Some(Removal::Match(_) | Removal::Pairs(_)) | None => Ok(Vec::new()),
        }
    }

    /// Puts back what was removed, exactly as it was, unless people decided otherwise since: all or nothing. It can be
    /// put back once.
    pub async fn put_back(&self, id: Uuid, by: &str, at: Timestamp) -> Result<PutBack, StoreError> {
        let mut transaction = self.write().await?;
        let Some(removal) = removal(&mut transaction, id).await? else { return Ok(PutBack::Unknown) };
        for agent in agents_in(&mut transaction, &removal).await? {
            if archive::is_archived(&mut transaction, agent).await? {
                return Ok(PutBack::Archived);
            }
        }
        let outcome = match &removal {
            Removal::Link { link, replaced_by, matches } => {
                put_link_back(&mut transaction, link, replaced_by.as_ref(), matches, by, at).await?
            }
            Removal::Match(removed) => put_match_back(&mut transaction, removed, by, at).await?,
            Removal::Pairs(pairs) => {
                for pair in pairs {
                    matches::forget_unlink(&mut transaction, pair.device, pair.configuration).await?;
                }
                PutBack::Done
            }
            Removal::Decided(decided) => put_decided_back(&mut transaction, decided, by, at).await?,
        };
        if outcome != PutBack::Done {
            return Ok(outcome);
        }
        sqlx::query("DELETE FROM removed WHERE id = $1").bind(id.to_string()).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(outcome)
    }

    /// Forgets removals from before a time: nobody puts them back any more.
    pub async fn forget_removals(&self, before: Timestamp) -> Result<(), StoreError> {
        let old: Option<i64> = sqlx::query_scalar("SELECT 1 FROM removed WHERE removed_at < $1 LIMIT 1")
            .bind(before.0)
            .fetch_optional(self.read())
            .await?;
        if old.is_none() {
            return Ok(());
        }
        let mut transaction = self.write().await?;
        sqlx::query("DELETE FROM removed WHERE removed_at < $1").bind(before.0).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// The agents whose link or devices a removal is about.
async fn agents_in(connection: &mut SqliteConnection, removal: &Removal) -> Result<BTreeSet<AgentId>, StoreError> {
    let mut agents = BTreeSet::new();
    let mut of_devices = Vec::new();
    match removal {
        Removal::Link { link, .. } => drop(agents.insert(link.agent)),
        Removal::Match(removed) => of_devices.push(removed.found.device),
        Removal::Pairs(pairs) => of_devices.extend(pairs.iter().map(|pair| pair.device)),
        Removal::Decided(decided) => {
            of_devices
                .extend(decided.iter().flat_map(|made| made.was.iter().chain([&made.is])).map(|found| found.device));
        }
    }
    for device in of_devices {
        agents.extend(devices::device(connection, device).await?.map(|device| device.agent));
    }
    Ok(agents)
}

/// Keeps a link that is about to go, with the matches that go with it; returns the name to put it back by.
pub(crate) async fn keep_link(
    connection: &mut SqliteConnection,
    link: &CompanyLink,
    replaced_by: Option<&CompanyLink>,
    at: Timestamp,
) -> Result<Uuid, StoreError> {
    let moved = replaced_by.is_none_or(|new| new.company.id != link.company.id);
    let mut removed = Vec::new();
    if moved {
        for found in matches::of_agent(connection, link.agent).await? {
            removed.push(with_values(connection, found).await?);
        }
    }
    let removal = Removal::Link { link: link.clone(), replaced_by: replaced_by.cloned(), matches: removed };
    keep(connection, &removal, at).await
}

/// Keeps a match that is about to go; returns the name to put it back by.
pub(crate) async fn keep_match(
    connection: &mut SqliteConnection,
    found: &Match,
    at: Timestamp,
) -> Result<Uuid, StoreError> {
    let removal = Removal::Match(with_values(connection, found.clone()).await?);
    keep(connection, &removal, at).await
}

/// Keeps that pairs were declined; returns the name to take that back by.
pub(crate) async fn keep_pairs(
    connection: &mut SqliteConnection,
    pairs: Vec<RememberedUnlink>,
    at: Timestamp,
) -> Result<Uuid, StoreError> {
    keep(connection, &Removal::Pairs(pairs), at).await
}

/// Keeps how matches stood before a person decided about them; returns the name to take that back by.
pub(crate) async fn keep_decided(
    connection: &mut SqliteConnection,
    decided: Vec<DecidedMatch>,
    at: Timestamp,
) -> Result<Uuid, StoreError> {
    keep(connection, &Removal::Decided(decided), at).await
}

async fn keep(connection: &mut SqliteConnection, removal: &Removal, at: Timestamp) -> Result<Uuid, StoreError> {
    let id = Uuid::now_v7();
    sqlx::query("INSERT INTO removed (id, kind, body, removed_at) VALUES ($1, $2, $3, $4)")
        .bind(id.to_string())
        .bind(removal.kind())
        .bind(serde_json::to_string(removal)?)
        .bind(at.0)
        .execute(connection)
        .await?;
    Ok(id)
}

async fn removal(connection: &mut SqliteConnection, id: Uuid) -> Result<Option<Removal>, StoreError> {
    let body: Option<String> = sqlx::query_scalar("SELECT body FROM removed WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(connection)
        .await?;
    Ok(body.map(|body| serde_json::from_str(&body)).transpose()?)
}

async fn with_values(connection: &mut SqliteConnection, found: Match) -> Result<RemovedMatch, StoreError> {
    let rows = sqlx::query("SELECT field, ours, theirs FROM base_value WHERE match_id = $1 ORDER BY field")
        .bind(found.id.to_string())
        .fetch_all(&mut *connection)
        .await?;
    let base = rows
        .iter()
        .map(|row| {
            Ok(RemovedBase { field: row.try_get("field")?, ours: row.try_get("ours")?, theirs: row.try_get("theirs")? })
        })
        .collect::<Result<_, StoreError>>()?;
    let rows = sqlx::query("SELECT field, value, run_id, held_at FROM held_field WHERE match_id = $1 ORDER BY field")
        .bind(found.id.to_string())
        .fetch_all(connection)
        .await?;
    let held = rows
        .iter()
        .map(|row| {
            Ok(RemovedHold {
                field: row.try_get("field")?,
                value: row.try_get("value")?,
                run: row.try_get("run_id")?,
                at: row.try_get("held_at")?,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(RemovedMatch { found, base, held })
}

async fn put_link_back(
    connection: &mut SqliteConnection,
    link: &CompanyLink,
    replaced_by: Option<&CompanyLink>,
    removed: &[RemovedMatch],
    by: &str,
    at: Timestamp,
) -> Result<PutBack, StoreError> {
    if agents::agent(connection, link.agent).await?.is_none() {
        return Ok(PutBack::Unknown);
    }
    let current = integration::link(connection, link.agent).await?;
    if current.as_ref() != replaced_by {
        return Ok(PutBack::LinkChanged);
    }
    let leaves_company = current.as_ref().is_some_and(|current| current.company.id != link.company.id);
    // Matches with the other company's configurations are somebody's work: they are not dropped without a word.
    if leaves_company && !matches::of_agent(connection, link.agent).await?.is_empty() {
        return Ok(PutBack::AlreadyMatched);
    }
    for removed in removed {
        if devices::device(connection, removed.found.device).await?.is_none() {
            return Ok(PutBack::Unknown);
        }
        if matches::is_held(connection, removed.found.device, removed.found.configuration).await? {
            return Ok(PutBack::AlreadyMatched);
        }
    }
    integration::put_link(connection, link.agent, current.as_ref(), link, by, at).await?;
    for removed in removed {
        restore(connection, removed).await?;
    }
    Ok(PutBack::Done)
}

async fn put_match_back(
    connection: &mut SqliteConnection,
    removed: &RemovedMatch,
    by: &str,
    at: Timestamp,
) -> Result<PutBack, StoreError> {
    let found = &removed.found;
    if matches::is_held(connection, found.device, found.configuration).await? {
        return Ok(PutBack::AlreadyMatched);
    }
    let Some(device) = devices::device(connection, found.device).await? else { return Ok(PutBack::Unknown) };
    let link = integration::link(connection, device.agent).await?;
    if link.is_none_or(|link| link.company.id != found.company) {
        return Ok(PutBack::LinkChanged);
    }
    restore(connection, removed).await?;
    matches::forget_unlink(connection, found.device, found.configuration).await?;
    matches::record(connection, found.device, None, Some(found), by, at).await?;
    Ok(PutBack::Done)
}

async fn put_decided_back(
    connection: &mut SqliteConnection,
    decided: &[DecidedMatch],
    by: &str,
    at: Timestamp,
) -> Result<PutBack, StoreError> {
    // A device may have been decided about more than once.
    for DecidedMatch { was, is, was_apart } in decided.iter().rev() {
        if matches::match_of_device(connection, is.device).await?.as_ref() != Some(is) {
            return Ok(PutBack::MatchChanged);
        }
        let outcome = match was {
            None => {
                matches::forget(connection, is.id).await?;
                matches::record(connection, is.device, Some(is), None, by, at).await?;
                PutBack::Done
            }
            Some(was) if was.device == is.device => {
                matches::replace(connection, was).await?;
                matches::record(connection, is.device, Some(is), Some(was), by, at).await?;
                PutBack::Done
            }
            Some(was) => move_back(connection, was, is, by, at).await?,
        };
        if outcome != PutBack::Done {
            return Ok(outcome);
        }
        if *was_apart {
            matches::remember(connection, is.device, is.configuration).await?;
        }
    }
    Ok(PutBack::Done)
}

/// Gives a match back to the device that had it. What was synchronized since stays its base: it is what both sides have.
async fn move_back(
    connection: &mut SqliteConnection,
    was: &Match,
    is: &Match,
    by: &str,
    at: Timestamp,
) -> Result<PutBack, StoreError> {
    if matches::match_of_device(connection, was.device).await?.is_some() {
        return Ok(PutBack::AlreadyMatched);
    }
    let Some(device) = devices::device(connection, was.device).await? else { return Ok(PutBack::Unknown) };
    let link = integration::link(connection, device.agent).await?;
    if link.is_none_or(|link| link.company.id != was.company) {
        return Ok(PutBack::LinkChanged);
    }
    matches::replace(connection, was).await?;
    matches::record(connection, is.device, Some(is), None, by, at).await?;
    matches::record(connection, was.device, None, Some(was), by, at).await?;
    Ok(PutBack::Done)
}

async fn restore(connection: &mut SqliteConnection, removed: &RemovedMatch) -> Result<(), StoreError> {
    matches::save(connection, &removed.found).await?;
    for value in &removed.base {
        sqlx::query("INSERT INTO base_value (match_id, field, ours, theirs) VALUES ($1, $2, $3, $4)")
            .bind(removed.found.id.to_string())
            .bind(&value.field)
            .bind(&value.ours)
            .bind(&value.theirs)
            .execute(&mut *connection)
            .await?;
    }
    for held in &removed.held {
        sqlx::query("INSERT INTO held_field (match_id, field, value, run_id, held_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(removed.found.id.to_string())
            .bind(&held.field)
            .bind(&held.value)
            .bind(&held.run)
            .bind(held.at)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}
